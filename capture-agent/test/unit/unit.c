/*
 * Tests of what needs no BPF: bytes of blocks, files, the flight recorder, the look at /proc,
 * reconciliation. Ends with 1 at the first thing that is not as it should be.
 */
#include "unit.h"

#include <linux/types.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "agent.h"
#include "record.h"

#include "../../src/blocks.h"

static char folder[] = "/tmp/scap-unit-XXXXXX";

int main(void)
{
	char command[4096];

	CHECK(mkdtemp(folder) != NULL);
	test_events();
	test_output();
	test_flight();
	test_snapshot();
	test_reconcile();
	test_recording();
	snprintf(command, sizeof(command), "rm -r %s", folder);
	return system(command) ? 1 : 0;
}

void check(bool holds, const char *what, const char *file, int line)
{
	if (holds)
		return;
	fprintf(stderr, "%s:%d: not so: %s\n", file, line, what);
	exit(1);
}

static uint32_t u32_at(const struct buffer *buffer, size_t at)
{
	uint32_t value;

	CHECK(at + sizeof(value) <= buffer->size);
	memcpy(&value, buffer->data + at, sizeof(value));
	return value;
}

size_t count_blocks(const struct buffer *bytes, uint32_t type)
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

char *in_folder(const char *name)
{
	static char path[4096];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

void read_file(const char *path, struct buffer *out)
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

void append_test_event(struct buffer *out, uint16_t type, int64_t tid, uint64_t ts_ns,
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

struct snapshot_entry *find_entry(struct snapshot *snapshot, int64_t tid, int64_t fd)
{
	struct snapshot_entry *entries = (void *)snapshot->index.data;

	for (size_t i = 0; i < snapshot->index.size / sizeof(*entries); i++)
		if (entries[i].tid == tid && entries[i].fd == fd)
			return &entries[i];
	return NULL;
}
