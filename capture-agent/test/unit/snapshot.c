/* The look at /proc. */
#include "unit.h"

#include <fcntl.h>
#include <unistd.h>

#include "../../src/blocks.h"
#include "../../src/snapshot.h"

static void test_this_machine(void)
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

void test_snapshot(void)
{
	test_this_machine();
	test_no_proc();
}
