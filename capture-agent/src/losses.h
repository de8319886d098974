#ifndef SCAP_LOSSES_H
#define SCAP_LOSSES_H

#include <linux/types.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent.h"

/* Names of the causes of losses, in order; count fields of struct drop_counters from `ring_full`
 * on. */
uint64_t lost_events(const struct drop_counters *counters);

/* What was lost between two readings, as `3 events: ring full 3 (open exit 2, other 1)`; false
 * where nothing was. */
bool describe_losses(const struct drop_counters *before, const struct drop_counters *after,
		     char *text, size_t size);

/* Name of a category, for people and for JSON. */
const char *drop_category_name(enum drop_category category);

#endif
