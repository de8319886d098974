#ifndef SCAP_COMPAT_H
#define SCAP_COMPAT_H

#include <linux/types.h>
#include <stdint.h>

#include "record.h"

/* An event as sysdig 0.29.3 knows it. */
struct sysdig_029_events {
	uint32_t enter_size; /* 0: there is none */
	uint32_t exit_size;
	unsigned char enter[RECORD_MAX_BYTES], exit[RECORD_MAX_BYTES];
};

/*
 * What that program needs to show an event: it takes what goes into a call from its enter event,
 * which nobody records any more, so that one is made; calls with an event newer than the program
 * are those that came before them; calls without an event that are newer, at which it would end,
 * are unknown ones, with their native number.
 */
void make_readable_for_sysdig_029(const void *event, uint32_t size,
				  struct sysdig_029_events *events);

#endif
