#include "stats.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "report.h"

enum { LOSSES_SIZE = 1024 };

static double seconds(uint64_t ns)
{
	return (double)ns / 1e9;
}

static uint64_t stored_bytes(const struct recording *recording)
{
	return recording->bytes + (recording->is_open ? recording->output.written_bytes : 0);
}

void print_stats(const struct stats *stats)
{
	static const struct drop_counters NONE;
	const struct recording *recording = stats->recording;
	char losses[LOSSES_SIZE];

	warn("%" PRIu64 " events in %.1f s, %" PRIu64 " bytes in %" PRIu64 " file%s",
	     recording->events, seconds(stats->elapsed_ns), stored_bytes(recording),
	     recording->files, recording->files == 1 ? "" : "s");
	if (describe_losses(&NONE, &stats->counters, losses, sizeof(losses)))
		warn("%s", losses);
	if (lost_events(&stats->counters))
		warn("larger rings (-d) or fewer events (--syscalls, --pid, ...) lose less");
	if (recording->lost_bytes)
		warn("%" PRIu64 " bytes of events could not be written", recording->lost_bytes);
}

static void put_drops(FILE *file, const struct drop_counters *counters)
{
	fprintf(file, "\"lost\":%" PRIu64 ",\"drops\":{\"scratch\":%llu", lost_events(counters),
		counters->scratch);
	for (int i = 0; i < DROP_CATEGORY_COUNT; i++)
		fprintf(file, ",\"%s\":%llu", drop_category_name(i), counters->ring_full[i]);
	fprintf(file, "},\"unreadable_params\":%llu", counters->unreadable);
}

static void put_stats(FILE *file, const struct stats *stats)
{
	const struct recording *recording = stats->recording;
	const struct snapshot *scan = &recording->last_scan;

	fprintf(file,
		"{\"events\":%" PRIu64 ",\"bytes\":%" PRIu64 ",\"files\":%" PRIu64
		",\"seconds\":%.3f,",
		recording->events, stored_bytes(recording), recording->files,
		seconds(stats->elapsed_ns));
	fprintf(file, "\"recorded\":%llu,\"unwritten_bytes\":%" PRIu64 ",", stats->counters.written,
		recording->lost_bytes);
	put_drops(file, &stats->counters);
	fprintf(file,
		",\"scan\":{\"seconds\":%.3f,\"processes\":%u,\"threads\":%u,\"fds\":%u,\"hidden\":"
		"%u}}\n",
		seconds(scan->finished_ns - scan->started_ns), scan->processes, scan->threads,
		scan->fds, scan->hidden);
}

bool write_stats(const struct stats *stats, const char *path)
{
	bool is_stdout = !strcmp(path, "-");
	FILE *file = is_stdout ? stdout : fopen(path, "we");

	if (!file) {
		warn("%s: %s", path, strerror(errno));
		return false;
	}
	put_stats(file, stats);
	if (is_stdout ? fflush(file) : fclose(file)) {
		warn("%s: %s", path, strerror(errno));
		return false;
	}
	return true;
}
