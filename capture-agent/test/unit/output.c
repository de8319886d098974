/* Files: their names, what is in them, and a disk that is full. */
#include "unit.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "events.gen.h"

#include "../../src/blocks.h"
#include "../../src/file-names.h"
#include "../../src/output.h"

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

static void make_file(const char *name)
{
	FILE *file = fopen(in_folder(name), "w");

	CHECK(file && !fclose(file));
}

static void test_next_number(void)
{
	static const char *const OTHERS[] = {
		"s-9",	     "s-8.scap.gz", "s-.scap",
		"s-7x.scap", "t-6.scap",    "s-5.scap.gz.x",
		"s4.scap",   "s-+3.scap",   "s-99999999999999999999.scap"
	};
	char *path = strdup(in_folder("s.scap"));

	for (size_t k = 0; k < sizeof(OTHERS) / sizeof(*OTHERS); k++)
		make_file(OTHERS[k]);
	CHECK(next_number(path) == 0);
	make_file("s-0.scap");
	CHECK(next_number(path) == 1);
	make_file("s-11.scap");
	CHECK(next_number(path) == 12);
	make_file("s-12.scap.partial");
	CHECK(next_number(path) == 13);
	free(path);
}

static void test_file(bool gzip)
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

void test_output(void)
{
	test_file_names();
	test_next_number();
	test_file(false);
	test_file(true);
	test_full_disk(false);
	test_full_disk(true);
}
