#ifndef SCAP_STATS_H
#define SCAP_STATS_H

#include <stdbool.h>

#include "losses.h"
#include "recording.h"

/* What there is to tell of a recording. */
struct stats {
	const struct recording *recording;
	struct drop_counters counters;
	uint64_t elapsed_ns;
};

/* A few lines on standard error. */
void print_stats(const struct stats *stats);

/* One JSON object into a file, - being standard output. False, having said why, where that fails.
 */
bool write_stats(const struct stats *stats, const char *path);

#endif
