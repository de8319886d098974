#ifndef UNIT_H
#define UNIT_H

/* What the tests of the program's parts share. Each ends the program at the first thing that is not
 * as it should be. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../../src/buffer.h"
#include "../../src/snapshot.h"

#define CHECK(condition) check(condition, #condition, __FILE__, __LINE__)

void check(bool holds, const char *what, const char *file, int line);

/* Counts blocks of a type, and checks the frame of each. */
size_t count_blocks(const struct buffer *bytes, uint32_t type);

/* Path of a file in the folder that ends with the tests; until the next call. */
char *in_folder(const char *name);

/* Reads a file, compressed or not. */
void read_file(const char *path, struct buffer *out);

/* An event with parameters of 8 bytes. */
void append_test_event(struct buffer *out, uint16_t type, int64_t tid, uint64_t ts_ns,
		       const int64_t *params, uint32_t count);

/* What a look at the machine has of an fd, or with NO_FD of a thread; NULL if nothing. */
struct snapshot_entry *find_entry(struct snapshot *snapshot, int64_t tid, int64_t fd);

void test_events(void);
void test_output(void);
void test_flight(void);
void test_snapshot(void);
void test_reconcile(void);
void test_recording(void);

#endif
