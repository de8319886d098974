/* What was seen is put back to what it was when the look at the machine began. */
#include "unit.h"

#include "events.gen.h"

#include "../../src/notice.h"
#include "../../src/reconcile.h"

static void put_entry(struct snapshot *snapshot, int64_t tid, int64_t pid, int64_t fd,
		      uint64_t seen_ns)
{
	struct snapshot_entry entry = { .tid = tid, .pid = pid, .fd = fd, .seen_ns = seen_ns };

	buffer_put(&snapshot->index, &entry, sizeof(entry));
}

/* Process 10 with thread 11, process 20; seen at 100 and later. Events are 1000 ahead of the clock
 * since boot. */
void test_reconcile(void)
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
