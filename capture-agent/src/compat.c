#include "compat.h"

#include <linux/types.h>
#include <string.h>

#include "event-params.h"
#include "events.gen.h"
#include "record.h"
#include "syscalls.gen.h"

/* The last in that program's table; found by trying them all. */
enum { LAST_KNOWN_SYSCALL = PPM_SC_CLONE3 };

void make_readable_for_sysdig_029(void *event, uint32_t size)
{
	static const uint16_t UNKNOWN = PPM_SC_UNKNOWN;
	const struct record_header *header = event;
	const void *id;
	uint16_t id_size, syscall;

	if (header->type != PPME_GENERIC_E && header->type != PPME_GENERIC_X)
		return;
	if (!event_param(event, size, 0, &id, &id_size) || id_size != sizeof(syscall))
		return;
	memcpy(&syscall, id, sizeof(syscall));
	if (syscall > LAST_KNOWN_SYSCALL)
		memcpy((unsigned char *)event +
			       ((const unsigned char *)id - (const unsigned char *)event),
		       &UNKNOWN, sizeof(UNKNOWN));
}
