#include "compat.h"

#include <linux/types.h>
#include <stddef.h>
#include <string.h>

#include "event-params.h"
#include "events.gen.h"
#include "splits.gen.h"
#include "syscalls.gen.h"

/* The last in that program's table; found by trying them all. */
enum { LAST_KNOWN_SYSCALL = PPM_SC_CLONE3 };

enum { MAX_SPLIT_PARAMS = 8 };

/* How an exit event becomes two. */
struct split {
	uint16_t enter, exit;	/* 0: it does not, or keeps its code */
	uint8_t exit_count;	/* of its parameters, from the first, of those that get another code */
	uint8_t enter_count;	/* which of its parameters are the enter event's: */
	uint8_t enter_params[MAX_SPLIT_PARAMS];
};

#define PARAMS(...)                                                                                \
	.enter_count = sizeof((uint8_t[]){ __VA_ARGS__ }), .enter_params = { __VA_ARGS__ }
#define SPLIT(code, enter_code, ...) [code] = { .enter = (enter_code), PARAMS(__VA_ARGS__) },

static const struct split SPLITS[PPM_EVENT_COUNT] = {
	EVENT_SPLITS(SPLIT)
};

/* Those newer than the program; their parameters begin like those of the older ones. */
static const struct split RENAMED[PPM_EVENT_COUNT] = {
	[PPME_SOCKET_ACCEPT4_6_X] = { PPME_SOCKET_ACCEPT4_5_E, PPME_SOCKET_ACCEPT4_5_X, 5,
				      PARAMS(5) },
	[PPME_SYSCALL_DUP_1_X] = { PPME_SYSCALL_DUP_E, PPME_SYSCALL_DUP_X, 1, PARAMS(1) },
	[PPME_SYSCALL_DUP2_X] = { PPME_SYSCALL_DUP_E, PPME_SYSCALL_DUP_X, 1, PARAMS(1) },
	[PPME_SYSCALL_DUP3_X] = { PPME_SYSCALL_DUP_E, PPME_SYSCALL_DUP_X, 1, PARAMS(1) },
	[PPME_SYSCALL_PIPE2_X] = { PPME_SYSCALL_PIPE_E, PPME_SYSCALL_PIPE_X, 4 },
};

/* Some parameters of an event, as an event of another code; its size, 0 where it lacks one. */
static uint32_t compose(unsigned char *out, const void *event, uint32_t size, uint16_t code,
			const uint8_t *params, uint32_t count)
{
	struct record_header header;
	size_t at = sizeof(header) + count * sizeof(uint16_t);

	memcpy(&header, event, sizeof(header));
	for (uint32_t i = 0; i < count; i++) {
		const void *value;
		uint16_t value_size;

		if (!event_param(event, size, params[i], &value, &value_size) ||
		    at + value_size > RECORD_MAX_BYTES)
			return 0;
		memcpy(out + sizeof(header) + i * sizeof(value_size), &value_size,
		       sizeof(value_size));
		memcpy(out + at, value, value_size);
		at += value_size;
	}
	header.type = code;
	header.nparams = count;
	header.len = (uint32_t)at;
	memcpy(out, &header, sizeof(header));
	return header.len;
}

static void hide_new_syscall(unsigned char *event, uint32_t size)
{
	static const uint16_t UNKNOWN = PPM_SC_UNKNOWN;
	const void *id;
	uint16_t id_size, syscall;

	if (!event_param(event, size, 0, &id, &id_size) || id_size != sizeof(syscall))
		return;
	memcpy(&syscall, id, sizeof(syscall));
	if (syscall > LAST_KNOWN_SYSCALL)
		memcpy(event + ((const unsigned char *)id - event), &UNKNOWN, sizeof(UNKNOWN));
}

void make_readable_for_sysdig_029(const void *event, uint32_t size,
				  struct sysdig_029_events *events)
{
	static const uint8_t FIRST[] = { 0, 1, 2, 3, 4 };
	const struct split *split;
	uint16_t code;

	memcpy(&code, (const unsigned char *)event + offsetof(struct record_header, type),
	       sizeof(code));
	if (code >= PPM_EVENT_COUNT)
		code = PPME_GENERIC_E;
	split = RENAMED[code].exit ? &RENAMED[code] : &SPLITS[code];
	events->enter_size =
		split->enter ? compose(events->enter, event, size, split->enter,
				       split->enter_params, split->enter_count) :
			       0;
	events->exit_size = split->exit ? compose(events->exit, event, size, split->exit, FIRST,
						  split->exit_count) :
					  0;
	if (!events->exit_size) {
		memcpy(events->exit, event, size);
		events->exit_size = size;
	}
	if (code == PPME_GENERIC_E || code == PPME_GENERIC_X)
		hide_new_syscall(events->exit, events->exit_size);
}
