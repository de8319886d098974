/* Writes what the agent sees of the machine, and one event: usage: write-snapshot FILE [--gzip] [--sysdig-0.29]. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "../src/blocks.h"
#include "../src/clock.h"
#include "../src/output.h"
#include "../src/report.h"
#include "../src/snapshot.h"

/* A scapevent: type and data, both 0. */
static void append_one_event(struct buffer *out)
{
	struct buffer event = {0};

	buffer_put_u64(&event, boot_epoch_ns());
	buffer_put_u64(&event, UINT64_MAX);
	buffer_put_u32(&event, 42);
	buffer_put_u16(&event, 196);
	buffer_put_u32(&event, 2);
	buffer_put_u16(&event, 4);
	buffer_put_u16(&event, 8);
	buffer_put_u32(&event, 0);
	buffer_put_u64(&event, 0);
	append_event(out, &(struct event_source){0}, event.data, (uint32_t)event.size);
	buffer_free(&event);
}

int main(int argc, char **argv)
{
	struct snapshot_options options = {.proc = "/proc", .boot_epoch_ns = boot_epoch_ns()};
	struct snapshot snapshot;
	struct output output;
	bool gzip = false;

	for (int i = 2; i < argc; i++) {
		gzip |= !strcmp(argv[i], "--gzip");
		options.sysdig_029 |= !strcmp(argv[i], "--sysdig-0.29");
	}
	if (argc < 2 || !output_open(&output, argv[1], gzip))
		die("cannot write: %s", strerror(errno));
	snapshot_take(&snapshot, &options);
	snapshot_render(&snapshot, output_room(&output));
	append_one_event(output_room(&output));
	printf("%u processes, %u threads, %u fds in %.1f ms\n", snapshot.processes, snapshot.threads, snapshot.fds,
	       (double)(snapshot.finished_ns - snapshot.started_ns) / 1e6);
	snapshot_free(&snapshot);
	return output_close(&output) ? EXIT_FINE : EXIT_LOST;
}
