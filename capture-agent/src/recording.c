#include "recording.h"

#include <errno.h>
#include <linux/types.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "blocks.h"
#include "clock.h"
#include "compat.h"
#include "event-params.h"
#include "events.gen.h"
#include "file-names.h"
#include "notice.h"
#include "reconcile.h"
#include "report.h"

/* What may wait for a look at the machine before events are left in the rings. */
#define MAX_WAITING ((size_t)256 << 20)
/* How old the last event in a file may be: so much a killed agent loses. */
#define FLUSH_INTERVAL_NS 1000000000ull
/* A look at the machine is too much to be had more often than this for the flight recorder's sake.
 */
#define MIN_SEGMENT_NS 10000000000ull

static bool is_series(const struct recording_options *options)
{
	return options->file_bytes || options->file_seconds || options->flight_bytes;
}

void recording_start(struct recording *recording, const struct recording_options *options)
{
	*recording = (struct recording){ .options = options,
					 .flight = { .max_bytes = options->flight_bytes } };
	if (is_series(options))
		recording->first_number = next_number(options->path);
	scan_job_start(&recording->scan, &options->snapshot);
}

bool recording_is_ready(const struct recording *recording)
{
	return recording->files || recording->flight.newest || recording->error;
}

bool recording_is_full(const struct recording *recording)
{
	return recording->waiting.size > MAX_WAITING;
}

bool recording_is_over(const struct recording *recording)
{
	const struct recording_options *options = recording->options;

	return recording->error ||
	       (options->max_events && recording->events >= options->max_events);
}

/* Where the next event goes; it is told how much by appended(). */
static struct buffer *room(struct recording *recording)
{
	if (recording->scan.running)
		return &recording->waiting;
	return recording->options->flight_bytes ? flight_room(&recording->flight)
						: output_room(&recording->output);
}

/* Of an earlier recording, too, whose series this one goes on with. */
static void remove_old_file(const struct recording *recording)
{
	uint64_t number = recording->first_number + recording->files;
	uint32_t keep = recording->options->keep_files;
	char *path;

	if (!keep || number < keep)
		return;
	path = numbered_path(recording->options->path, number - keep);
	if (unlink(path) && errno != ENOENT)
		warn("%s: %s", path, strerror(errno));
	free(path);
}

static void note_error(struct recording *recording, const char *path)
{
	if (recording->error)
		return;
	recording->error = errno;
	warn("%s: %s", path, strerror(errno));
}

static void open_file(struct recording *recording)
{
	const struct recording_options *options = recording->options;
	uint64_t number = recording->first_number + recording->files;
	char *path =
		is_series(options) ? numbered_path(options->path, number) : strdup(options->path);

	if (!path)
		die("out of memory");
	remove_old_file(recording);
	recording->is_open = output_open(&recording->output, path, options->gzip);
	if (!recording->is_open)
		note_error(recording, path);
	recording->files++;
	free(path);
}

static void close_file(struct recording *recording)
{
	char *path = recording->is_open ? strdup(recording->output.path) : NULL;

	if (!path)
		return;
	recording->is_open = false;
	if (!output_close(&recording->output))
		note_error(recording, path);
	recording->bytes += recording->output.written_bytes;
	recording->lost_bytes += recording->output.lost_blocks_bytes;
	free(path);
}

static void flush_file(void *context)
{
	struct recording *recording = context;

	output_appended(&recording->output);
	if (recording->output.error) {
		errno = recording->output.error;
		note_error(recording, recording->output.path);
	}
}

static void begin_scan(struct recording *recording)
{
	close_file(recording);
	scan_job_start(&recording->scan, &recording->options->snapshot);
}

/* After the look at the machine comes what happened since it began. */
static void end_scan(struct recording *recording)
{
	struct buffer state = { 0 };

	scan_job_finish(&recording->scan);
	reconcile(&recording->scan.snapshot, &recording->waiting,
		  recording->options->snapshot.boot_epoch_ns);
	snapshot_render(&recording->scan.snapshot, &state);
	recording->last_scan = recording->scan.snapshot;
	snapshot_free(&recording->scan.snapshot);
	recording->began_ns = boot_clock_ns();
	if (recording->options->flight_bytes) {
		flight_begin_segment(&recording->flight, &state, &recording->waiting);
		return;
	}
	open_file(recording);
	if (recording->is_open) {
		buffer_put(output_room(&recording->output), state.data, state.size);
		buffer_put(output_room(&recording->output), recording->waiting.data,
			   recording->waiting.size);
		flush_file(recording);
	} else {
		recording->lost_bytes += recording->waiting.size;
	}
	buffer_free(&state);
	buffer_free(&recording->waiting);
}

static bool is_file_complete(const struct recording *recording)
{
	const struct recording_options *options = recording->options;
	const struct output *output = &recording->output;

	if (!recording->is_open)
		return false;
	if (options->file_seconds &&
	    boot_clock_ns() - recording->began_ns >= options->file_seconds * 1000000000ull)
		return true;
	/* What is pending may be compressed yet. */
	return options->file_bytes &&
	       output->written_bytes + (output->deflater ? 0 : output->pending.size) >=
		       options->file_bytes;
}

static void appended(struct recording *recording, size_t bytes)
{
	if (recording->scan.running)
		return;
	if (recording->options->flight_bytes) {
		flight_appended(&recording->flight, bytes);
		return;
	}
	if (!recording->is_open) {
		recording->lost_bytes += bytes;
		buffer_clear(output_room(&recording->output));
		return;
	}
	flush_file(recording);
	if (recording->options->file_bytes && is_file_complete(recording))
		begin_scan(recording);
}

static bool is_trigger(const struct recording *recording, const void *event, uint32_t size)
{
	const char *comm;

	return recording->options->trigger && exec_comm(event, size, &comm) &&
	       !strcmp(comm, recording->options->trigger);
}

/* Returns how many events that is. */
static uint32_t append_recorded(const struct recording *recording, struct buffer *out,
				const struct event_source *source, const void *event, uint32_t size)
{
	static struct sysdig_029_events old;

	if (!recording->options->snapshot.sysdig_029) {
		append_event(out, source, event, size);
		return 1;
	}
	make_readable_for_sysdig_029(event, size, &old);
	if (old.enter_size)
		append_event(out, source, old.enter, old.enter_size);
	append_event(out, source, old.exit, old.exit_size);
	return old.enter_size ? 2 : 1;
}

void recording_take(void *context, uint16_t ring, const void *event, uint32_t size)
{
	struct recording *recording = context;
	struct event_source source = { .ring = ring };
	struct buffer *out;
	size_t before;

	if (recording_is_over(recording))
		return;
	out = room(recording);
	before = out->size;
	recording->events += append_recorded(recording, out, &source, event, size);
	if (is_trigger(recording, event, size))
		recording->write_wanted = true;
	appended(recording, out->size - before);
}

void recording_note(struct recording *recording, uint64_t ts_ns, const char *id, const char *text)
{
	struct buffer *out = room(recording);
	size_t before = out->size;

	append_notice(out, ts_ns, id, text);
	appended(recording, out->size - before);
}

void recording_write_flight(struct recording *recording)
{
	recording->write_wanted = true;
}

/* The flight recorder's memory is empty then: what comes later goes behind a new look at the
 * machine. */
static void write_flight(struct recording *recording)
{
	recording->write_wanted = false;
	open_file(recording);
	if (!recording->is_open)
		return;
	flight_write(&recording->flight, output_room(&recording->output), flush_file, recording);
	begin_scan(recording);
}

static bool wants_segment(const struct recording *recording)
{
	return recording->options->flight_bytes && flight_wants_segment(&recording->flight) &&
	       boot_clock_ns() - recording->began_ns >= MIN_SEGMENT_NS;
}

static void flush_in_time(struct recording *recording)
{
	uint64_t now_ns = boot_clock_ns();

	if (!recording->is_open || now_ns - recording->flushed_ns < FLUSH_INTERVAL_NS)
		return;
	recording->flushed_ns = now_ns;
	output_flush(&recording->output);
	flush_file(recording);
}

void recording_tick(struct recording *recording)
{
	if (recording->scan.running) {
		if (scan_job_is_done(&recording->scan))
			end_scan(recording);
		return;
	}
	if (recording->write_wanted && recording->options->flight_bytes)
		write_flight(recording);
	else if (is_file_complete(recording) || wants_segment(recording))
		begin_scan(recording);
	else
		flush_in_time(recording);
}

bool recording_finish(struct recording *recording)
{
	if (recording->scan.running)
		end_scan(recording);
	if (recording->write_wanted && recording->options->flight_bytes) {
		open_file(recording);
		if (recording->is_open)
			flight_write(&recording->flight, output_room(&recording->output),
				     flush_file, recording);
	}
	close_file(recording);
	flight_free(&recording->flight);
	return !recording->error && !recording->lost_bytes;
}
