/* Blocks, parameters of events, losses, and the small things they are made with. */
#include "unit.h"

#include <linux/types.h>
#include <stdlib.h>
#include <string.h>

#include "agent.h"
#include "events.gen.h"
#include "record.h"
#include "syscalls.gen.h"

#include "../../src/blocks.h"
#include "../../src/compat.h"
#include "../../src/event-params.h"
#include "../../src/losses.h"
#include "../../src/machine.h"
#include "../../src/map.h"
#include "../../src/notice.h"

static void test_blocks(void)
{
	struct buffer out = { 0 };
	int64_t param = 7;

	append_section_header(&out);
	CHECK(out.size == 28);
	append_machine_info(&out, 1);
	CHECK(out.size == 28 + 192);
	append_interface_list(&out);
	append_user_list(&out);
	append_test_event(&out, PPME_SYSCALL_CLOSE_X, 1, 2, &param, 1);
	append_notice(&out, 3, "id", "some text");
	CHECK(count_blocks(&out, BLOCK_EVENT) == 1);
	CHECK(count_blocks(&out, BLOCK_FLAGGED_EVENT) == 1);
	buffer_free(&out);
}

static void test_map(void)
{
	struct map map = { 0 };
	uint64_t value = 0;

	CHECK(!map_get(&map, 5, &value));
	for (uint64_t key = 1; key <= 10000; key++)
		map_set(&map, key << 20, key);
	for (uint64_t key = 1; key <= 10000; key++)
		CHECK(map_get(&map, key << 20, &value) && value == key);
	CHECK(!map_has(&map, 3) && !map_has(&map, 0) && map.count == 10000);
	map_free(&map);
}

static void test_event_params(void)
{
	struct buffer out = { 0 };
	int64_t params[2] = { -2, 9 }, value;
	const void *bytes;
	uint16_t size;
	const unsigned char *event;

	append_test_event(&out, PPME_SYSCALL_CLOSE_X, 1, 2, params, 2);
	event = out.data + EVENT_OFFSET;
	CHECK(event_param_i64(event, (uint32_t)out.size - 14, 0, &value) && value == -2);
	CHECK(event_param_i64(event, (uint32_t)out.size - 14, 1, &value) && value == 9);
	CHECK(!event_param(event, (uint32_t)out.size - 14, 2, &bytes, &size));
	CHECK(!event_param(event, 40, 1, &bytes, &size));
	CHECK(!event_param(event, 10, 0, &bytes, &size));
	buffer_free(&out);
}

static void test_compat_of_new_calls(void)
{
	static const uint16_t CALLS[][2] = { { PPM_SC_READ, PPM_SC_READ },
					     { PPM_SC_CLONE3, PPM_SC_CLONE3 },
					     { PPM_SC_RSEQ, 0 } };
	static struct sysdig_029_events old;

	for (size_t i = 0; i < sizeof(CALLS) / sizeof(*CALLS); i++) {
		struct {
			struct record_header header;
			uint16_t sizes[2], syscall, native;
		} __attribute__((packed))
		event = { { .type = PPME_GENERIC_X, .nparams = 2 }, { 2, 2 }, CALLS[i][0], 334 },
		*kept = (void *)old.exit;

		make_readable_for_sysdig_029(&event, sizeof(event), &old);
		CHECK(old.enter_size == 0 && old.exit_size == sizeof(event));
		CHECK(kept->syscall == CALLS[i][1] && kept->native == 334);
	}
}

static void test_compat_of_split_calls(void)
{
	static struct sysdig_029_events old;
	struct {
		struct record_header header;
		uint16_t sizes[3];
		int64_t res, oldfd, newfd;
	} __attribute__((packed))
	dup2 = { { .type = PPME_SYSCALL_DUP2_X, .nparams = 3, .tid = 7 }, { 8, 8, 8 }, 5, 4, 5 };
	struct {
		struct record_header header;
		uint16_t size;
		int64_t value;
	} __attribute__((packed))
	*enter = (void *)old.enter, *exit = (void *)old.exit;

	make_readable_for_sysdig_029(&dup2, sizeof(dup2), &old);
	CHECK(old.enter_size == sizeof(*enter) && enter->header.len == sizeof(*enter));
	CHECK(enter->header.type == PPME_SYSCALL_DUP_E && enter->header.tid == 7);
	CHECK(enter->header.nparams == 1 && enter->size == 8 && enter->value == 4);
	CHECK(old.exit_size == sizeof(*exit) && exit->header.type == PPME_SYSCALL_DUP_X);
	CHECK(exit->value == 5);
	/* One that ends too early stays as it is. */
	make_readable_for_sysdig_029(&dup2, sizeof(dup2) - 20, &old);
	CHECK(old.enter_size == 0 && old.exit_size == sizeof(dup2) - 20);
}

static void test_losses(void)
{
	struct drop_counters none = { 0 }, some = { .scratch = 2, .unreadable = 1 };
	char text[200], small[8];

	some.ring_full[DROP_OPEN_EXIT] = 3;
	some.ring_full[DROP_OTHER] = 4;
	CHECK(lost_events(&some) == 9);
	CHECK(!describe_losses(&some, &some, text, sizeof(text)));
	CHECK(describe_losses(&none, &some, text, sizeof(text)));
	CHECK(!strcmp(text,
		      "lost=9 ring_full=7 (other=4 open_exit=3) scratch=2 unreadable_params=1"));
	CHECK(describe_losses(&none, &some, small, sizeof(small)));
}

void test_events(void)
{
	test_blocks();
	test_map();
	test_event_params();
	test_compat_of_new_calls();
	test_compat_of_split_calls();
	test_losses();
}
