/*
 * Tests of what needs no BPF: bytes of blocks, files, the flight recorder, the look at /proc,
 * reconciliation. Ends with 1 at the first thing that is not as it should be.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/types.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "agent.h"
#include "events.gen.h"
#include "record.h"
#include "syscalls.gen.h"

#include "../src/blocks.h"
#include "../src/clock.h"
#include "../src/compat.h"
#include "../src/event-params.h"
#include "../src/file-names.h"
#include "../src/flight.h"
#include "../src/losses.h"
#include "../src/machine.h"
#include "../src/map.h"
#include "../src/notice.h"
#include "../src/output.h"
#include "../src/reconcile.h"
#include "../src/recording.h"
#include "../src/snapshot.h"

static char folder[] = "/tmp/scap-unit-XXXXXX";

static void check(bool holds, const char *what, int line)
{
	if (holds)
		return;
	fprintf(stderr, "unit.c:%d: not so: %s\n", line, what);
	exit(1);
}

#define CHECK(condition) check(condition, #condition, __LINE__)

static uint32_t u32_at(const struct buffer *buffer, size_t at)
{
	uint32_t value;

	CHECK(at + sizeof(value) <= buffer->size);
	memcpy(&value, buffer->data + at, sizeof(value));
	return value;
}

/* Counts blocks of a type, and checks the frame of each. */
static size_t count_blocks(const struct buffer *bytes, uint32_t type)
{
	size_t count = 0;
	uint32_t size;

	for (size_t at = 0; at < bytes->size; at += size) {
		size = u32_at(bytes, at + 4);
		CHECK(size >= 12 && size % 4 == 0 && at + size <= bytes->size);
		CHECK(u32_at(bytes, at + size - 4) == size);
		count += u32_at(bytes, at) == type;
	}
	return count;
}

static char *in_folder(const char *name)
{
	static char path[4096];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

static void read_file(const char *path, struct buffer *out)
{
	gzFile file = gzopen(path, "rb"); /* reads what is not compressed as it is */
	int got;

	CHECK(file != NULL);
	buffer_clear(out);
	do {
		got = gzread(file, buffer_extend(out, 65536), 65536);
		CHECK(got >= 0);
		out->size -= 65536 - (size_t)got;
	} while (got > 0);
	CHECK(gzclose(file) == Z_OK); /* not within a gzip stream */
}

/* An event with parameters of 8 bytes. */
static void append_test_event(struct buffer *out, uint16_t type, int64_t tid, uint64_t ts_ns,
			      const int64_t *params, uint32_t count)
{
	unsigned char event[256];
	struct record_header header = {
		.ts_ns = ts_ns, .tid = (__u64)tid, .type = type, .nparams = count
	};
	struct event_source source = { 0 };
	uint16_t size = sizeof(*params);

	header.len = (__u32)(sizeof(header) + count * (sizeof(size) + sizeof(*params)));
	memcpy(event, &header, sizeof(header));
	for (uint32_t i = 0; i < count; i++)
		memcpy(event + sizeof(header) + i * sizeof(size), &size, sizeof(size));
	memcpy(event + sizeof(header) + count * sizeof(size), params, count * sizeof(*params));
	append_event(out, &source, event, header.len);
}

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

static void check_path(const char *path, uint64_t number, const char *expected)
{
	char *numbered = numbered_path(path, number);

	CHECK(!strcmp(numbered, expected));
	free(numbered);
}

static void test_file_names(void)
{
	check_path("a.b/trace.scap.gz", 3, "a.b/trace-3.scap.gz");
	check_path("a.b/trace", 0, "a.b/trace-0");
	check_path(".hidden", 1, ".hidden-1");
}

static void test_output(bool gzip)
{
	struct buffer expected = { 0 }, found = { 0 };
	struct output output;
	char *path = strdup(in_folder(gzip ? "plain.gz" : "plain"));

	CHECK(output_open(&output, path, gzip));
	for (int64_t i = 0; i < 20000; i++) {
		append_test_event(&expected, PPME_SYSCALL_CLOSE_X, i, 2, &i, 1);
		append_test_event(output_room(&output), PPME_SYSCALL_CLOSE_X, i, 2, &i, 1);
		output_appended(&output);
	}
	CHECK(access(path, F_OK) != 0);
	CHECK(output_close(&output));
	read_file(path, &found);
	CHECK(found.size == expected.size && !memcmp(found.data, expected.data, found.size));
	buffer_free(&expected);
	buffer_free(&found);
	free(path);
}

/* A full disk: the file ends behind a whole block and has its name all the same. */
static void test_full_disk(bool gzip)
{
	struct rlimit before, limit;
	struct stat status;
	struct buffer found = { 0 };
	struct output output;
	char *path = strdup(in_folder(gzip ? "full.gz" : "full"));

	signal(SIGXFSZ, SIG_IGN);
	CHECK(!getrlimit(RLIMIT_FSIZE, &before));
	limit = before;
	limit.rlim_cur = 700001;
	CHECK(output_open(&output, path, gzip));
	CHECK(!setrlimit(RLIMIT_FSIZE, &limit));
	srandom(1);
	for (int i = 0; i < 40000; i++) {
		int64_t noise[4] = { random(), random(), random(), random() };

		append_test_event(output_room(&output), PPME_SYSCALL_CLOSE_X, 1, 2, noise, 4);
		output_appended(&output);
	}
	CHECK(!output_close(&output) && errno == EFBIG);
	CHECK(output.lost_blocks_bytes > 0);
	CHECK(!setrlimit(RLIMIT_FSIZE, &before));
	CHECK(!stat(path, &status) && (uint64_t)status.st_size == output.written_bytes);
	read_file(path, &found);
	CHECK(found.size > 200000);
	CHECK(count_blocks(&found, BLOCK_EVENT) > 1000);
	buffer_free(&found);
	free(path);
}

static void flush_nothing(void *context)
{
	(void)context;
}

static void test_flight(void)
{
	struct flight flight = { .max_bytes = 1 << 20 };
	struct buffer state = { 0 }, none = { 0 }, out = { 0 };

	append_section_header(&state);
	flight_begin_segment(&flight, &state, &none);
	for (int64_t i = 0; i < 100000; i++) {
		size_t before;
		struct buffer *room;

		if (flight_wants_segment(&flight) && i % 20000 == 0) {
			append_section_header(&state);
			flight_begin_segment(&flight, &state, &none);
		}
		room = flight_room(&flight);
		before = room->size;
		append_test_event(room, PPME_SYSCALL_CLOSE_X, i, 2, &i, 1);
		flight_appended(&flight, room->size - before);
		CHECK(flight.bytes <= flight.max_bytes + (1 << 18));
	}
	flight_write(&flight, &out, flush_nothing, NULL);
	CHECK(count_blocks(&out, BLOCK_SECTION_HEADER) == 1);
	CHECK(count_blocks(&out, BLOCK_EVENT) > 5000);
	CHECK(flight.bytes == 0 && !flight.oldest);
	buffer_free(&out);
	flight_free(&flight);
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

static void test_compat(void)
{
	static const uint16_t CALLS[][2] = { { PPM_SC_READ, PPM_SC_READ },
					     { PPM_SC_CLONE3, PPM_SC_CLONE3 },
					     { PPM_SC_RSEQ, 0 } };

	for (size_t i = 0; i < sizeof(CALLS) / sizeof(*CALLS); i++) {
		struct {
			struct record_header header;
			uint16_t sizes[2], syscall, native;
		} __attribute__((packed))
		event = { { .type = PPME_GENERIC_X, .nparams = 2 }, { 2, 2 }, CALLS[i][0], 334 };

		make_readable_for_sysdig_029(&event, sizeof(event));
		CHECK(event.syscall == CALLS[i][1] && event.native == 334);
	}
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

static struct snapshot_entry *find_entry(struct snapshot *snapshot, int64_t tid, int64_t fd)
{
	struct snapshot_entry *entries = (void *)snapshot->index.data;

	for (size_t i = 0; i < snapshot->index.size / sizeof(*entries); i++)
		if (entries[i].tid == tid && entries[i].fd == fd)
			return &entries[i];
	return NULL;
}

static void test_snapshot(void)
{
	struct snapshot_options options = { .proc = "/proc" };
	struct snapshot snapshot;
	struct buffer out = { 0 };
	int fd = open("/dev/null", O_RDONLY);

	snapshot_take(&snapshot, &options);
	CHECK(snapshot.processes > 0 && snapshot.threads >= snapshot.processes && snapshot.fds > 0);
	CHECK(find_entry(&snapshot, getpid(), NO_FD) && find_entry(&snapshot, getpid(), fd));
	snapshot_render(&snapshot, &out);
	CHECK(count_blocks(&out, BLOCK_SECTION_HEADER) == 1 &&
	      count_blocks(&out, BLOCK_MACHINE_INFO) == 1);
	CHECK(count_blocks(&out, BLOCK_PROCESS_LIST) >= 1 &&
	      count_blocks(&out, BLOCK_FD_LIST) >= 1);
	buffer_free(&out);
	snapshot_free(&snapshot);
	close(fd);
}

static void test_no_proc(void)
{
	struct snapshot_options options = { .proc = "/nonexistent" };
	struct snapshot snapshot;
	struct buffer out = { 0 };

	snapshot_take(&snapshot, &options);
	snapshot_render(&snapshot, &out);
	CHECK(snapshot.processes == 0 && count_blocks(&out, BLOCK_PROCESS_LIST) == 1);
	buffer_free(&out);
	snapshot_free(&snapshot);
}

static void put_entry(struct snapshot *snapshot, int64_t tid, int64_t pid, int64_t fd,
		      uint64_t seen_ns)
{
	struct snapshot_entry entry = { .tid = tid, .pid = pid, .fd = fd, .seen_ns = seen_ns };

	buffer_put(&snapshot->index, &entry, sizeof(entry));
}

/* Process 10 with thread 11, process 20; seen at 100 and later. Events are 1000 ahead of the clock
 * since boot. */
static void test_reconcile(void)
{
	static const int64_t OPENED[] = { 3 }, CLOSED[] = { 0, 4 }, FAILED[] = { -2 },
			     PIPE[] = { 0, 6, 7 }, CHILD[] = { 0 };
	struct snapshot snapshot = { 0 };
	struct buffer events = { 0 };

	put_entry(&snapshot, 10, 10, NO_FD, 100);
	put_entry(&snapshot, 11, 10, NO_FD, 101);
	for (int64_t fd = 2; fd <= 7; fd++)
		put_entry(&snapshot, 10, 10, fd, 110);
	put_entry(&snapshot, 20, 20, NO_FD, 120);
	put_entry(&snapshot, 20, 20, 3, 121);
	append_test_event(&events, PPME_SYSCALL_OPENAT_2_X, 11, 1105, OPENED,
			  1); /* by a thread, for its process */
	append_test_event(&events, PPME_SYSCALL_CLOSE_X, 10, 1106, CLOSED, 2);
	append_test_event(&events, PPME_SYSCALL_OPEN_X, 10, 1107, FAILED, 1);
	append_notice(&events, 1108, "id", "text");
	append_test_event(&events, PPME_SYSCALL_PIPE2_X, 10, 1130, PIPE, 3); /* after it was seen */
	append_test_event(&events, PPME_SYSCALL_CLONE_20_X, 20, 1115, CHILD, 1);
	append_test_event(&events, PPME_SYSCALL_OPEN_X, 99, 1107, OPENED,
			  1); /* of a thread that is not there */
	reconcile(&snapshot, &events, 1000);
	CHECK(!find_entry(&snapshot, 10, NO_FD)->dropped &&
	      !find_entry(&snapshot, 11, NO_FD)->dropped);
	CHECK(!find_entry(&snapshot, 10, 2)->dropped && find_entry(&snapshot, 10, 3)->dropped);
	CHECK(find_entry(&snapshot, 10, 4)->dropped && !find_entry(&snapshot, 10, 5)->dropped);
	CHECK(!find_entry(&snapshot, 10, 6)->dropped && !find_entry(&snapshot, 10, 7)->dropped);
	CHECK(find_entry(&snapshot, 20, NO_FD)->dropped && find_entry(&snapshot, 20, 3)->dropped);
	buffer_free(&events);
	snapshot_free(&snapshot);
}

/* A recording without rings: events are put in as they would come. */
static void test_recording(void)
{
	struct recording_options options = { .path = strdup(in_folder("recorded.scap")),
					     .file_bytes = 1000000,
					     .keep_files = 2,
					     .snapshot.proc = "/proc" };
	struct recording recording;
	struct buffer event = { 0 }, found = { 0 };
	size_t notes = 0;
	int64_t param = 1;

	append_test_event(&event, PPME_SYSCALL_CLOSE_X, 1, 2, &param, 1);
	recording_start(&recording, &options);
	while (recording.files < 4) {
		for (int i = 0; i < 1000 && !recording_is_full(&recording); i++)
			recording_take(&recording, 0, event.data + EVENT_OFFSET,
				       (uint32_t)event.size - 16);
		recording_tick(&recording);
	}
	recording_note(&recording, 3, "id", "text");
	CHECK(recording_finish(&recording));
	CHECK(access(in_folder("recorded-0.scap"), F_OK) &&
	      access(in_folder("recorded-1.scap"), F_OK));
	for (uint64_t number = recording.files - 2; number < recording.files; number++) {
		char *path = numbered_path(options.path, number);

		read_file(path, &found);
		CHECK(count_blocks(&found, BLOCK_SECTION_HEADER) == 1);
		notes += count_blocks(&found, BLOCK_FLAGGED_EVENT);
		free(path);
	}
	CHECK(notes == 1);
	free((void *)options.path);
	buffer_free(&event);
	buffer_free(&found);
}

int main(void)
{
	char command[4096];

	CHECK(mkdtemp(folder) != NULL);
	test_blocks();
	test_map();
	test_file_names();
	test_output(false);
	test_output(true);
	test_full_disk(false);
	test_full_disk(true);
	test_flight();
	test_event_params();
	test_compat();
	test_losses();
	test_snapshot();
	test_no_proc();
	test_reconcile();
	test_recording();
	snprintf(command, sizeof(command), "rm -r %s", folder);
	return system(command) ? 1 : 0;
}
