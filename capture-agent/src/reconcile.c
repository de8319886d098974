#include "reconcile.h"

#include <linux/types.h>
#include <string.h>

#include "blocks.h"
#include "event-params.h"
#include "events.gen.h"
#include "map.h"
#include "record.h"

/* Which parameters of an event are new fds, if they are not negative. */
static const struct {
	uint16_t type;
	uint8_t first, count;
} NEW_FDS[] = {
	{ PPME_SYSCALL_OPEN_X, 0, 1 },
	{ PPME_SYSCALL_OPENAT_2_X, 0, 1 },
	{ PPME_SYSCALL_OPENAT2_X, 0, 1 },
	{ PPME_SYSCALL_CREAT_X, 0, 1 },
	{ PPME_SYSCALL_OPEN_BY_HANDLE_AT_X, 0, 1 },
	{ PPME_SOCKET_SOCKET_X, 0, 1 },
	{ PPME_SOCKET_SOCKETPAIR_X, 1, 2 },
	{ PPME_SOCKET_ACCEPT_5_X, 0, 1 },
	{ PPME_SOCKET_ACCEPT4_5_X, 0, 1 },
	{ PPME_SOCKET_ACCEPT4_6_X, 0, 1 },
	{ PPME_SYSCALL_PIPE_X, 1, 2 },
	{ PPME_SYSCALL_PIPE2_X, 1, 2 },
	{ PPME_SYSCALL_DUP_X, 0, 1 },
	{ PPME_SYSCALL_DUP_1_X, 0, 1 },
	{ PPME_SYSCALL_DUP2_X, 0, 1 },
	{ PPME_SYSCALL_DUP3_X, 0, 1 },
	{ PPME_SYSCALL_EVENTFD_X, 0, 1 },
	{ PPME_SYSCALL_EVENTFD2_X, 0, 1 },
	{ PPME_SYSCALL_SIGNALFD_X, 0, 1 },
	{ PPME_SYSCALL_SIGNALFD4_X, 0, 1 },
	{ PPME_SYSCALL_TIMERFD_CREATE_X, 0, 1 },
	{ PPME_SYSCALL_INOTIFY_INIT_X, 0, 1 },
	{ PPME_SYSCALL_INOTIFY_INIT1_X, 0, 1 },
	{ PPME_SYSCALL_EPOLL_CREATE_X, 0, 1 },
	{ PPME_SYSCALL_EPOLL_CREATE1_X, 0, 1 },
	{ PPME_SYSCALL_USERFAULTFD_X, 0, 1 },
	{ PPME_SYSCALL_IO_URING_SETUP_X, 0, 1 },
	{ PPME_SYSCALL_MEMFD_CREATE_X, 0, 1 },
	{ PPME_SYSCALL_PIDFD_OPEN_X, 0, 1 },
	{ PPME_SYSCALL_PIDFD_GETFD_X, 0, 1 },
	{ PPME_SYSCALL_BPF_2_X, 0, 1 },
	{ PPME_SYSCALL_CLOSE_X, 1, 1 }, /* whatever has the number later is another */
};

enum { CLONE_RES = 0 };

/* Places in the index, plus one. */
struct lookup {
	struct snapshot *snapshot;
	struct map threads; /* by tid */
	struct map fds;	    /* by fd_key() */
};

static struct snapshot_entry *entry_at(const struct lookup *lookup, size_t place)
{
	return (struct snapshot_entry *)lookup->snapshot->index.data + place;
}

static size_t entry_count(const struct lookup *lookup)
{
	return lookup->snapshot->index.size / sizeof(struct snapshot_entry);
}

static uint64_t fd_key(int64_t pid, int64_t fd)
{
	return (uint64_t)pid << 32 | (uint32_t)fd;
}

static struct snapshot_entry *find_thread(const struct lookup *lookup, int64_t tid)
{
	uint64_t place;

	return map_get(&lookup->threads, (uint64_t)tid, &place) ? entry_at(lookup, place - 1)
								: NULL;
}

static struct snapshot_entry *find_fd(const struct lookup *lookup, int64_t tid, int64_t fd)
{
	const struct snapshot_entry *thread = find_thread(lookup, tid);
	uint64_t place;

	if (!thread || !map_get(&lookup->fds, fd_key(thread->pid, fd), &place))
		return NULL;
	return entry_at(lookup, place - 1);
}

/* What was seen before the event is how things were before it. */
static void drop(struct snapshot_entry *entry, uint64_t event_ns)
{
	if (entry && entry->seen_ns > event_ns)
		entry->dropped = true;
}

/* The child's own event, whose result is 0, makes the child; with a new process come its fds. */
static void apply_clone(const struct lookup *lookup, const struct record_header *header,
			uint64_t event_ns)
{
	struct snapshot_entry *end = entry_at(lookup, entry_count(lookup));
	struct snapshot_entry *child = find_thread(lookup, (int64_t)header->tid);
	int64_t res;

	if (!child || !event_param_i64(header, header->len, CLONE_RES, &res) || res != 0)
		return;
	if (child->tid != child->pid)
		drop(child, event_ns);
	else
		for (struct snapshot_entry *each = child; each < end && each->pid == child->pid;
		     each++)
			drop(each, event_ns);
}

static void apply_new_fds(const struct lookup *lookup, const struct record_header *header,
			  uint64_t event_ns)
{
	for (size_t i = 0; i < sizeof(NEW_FDS) / sizeof(*NEW_FDS); i++) {
		if (NEW_FDS[i].type != header->type)
			continue;
		for (uint32_t param = 0; param < NEW_FDS[i].count; param++) {
			int64_t fd;

			if (event_param_i64(header, header->len, NEW_FDS[i].first + param, &fd) &&
			    fd >= 0)
				drop(find_fd(lookup, (int64_t)header->tid, fd), event_ns);
		}
	}
}

static void apply_event(const struct lookup *lookup, const struct record_header *header,
			uint64_t event_ns)
{
	switch (header->type) {
	case PPME_SYSCALL_CLONE_20_X:
	case PPME_SYSCALL_CLONE3_X:
	case PPME_SYSCALL_FORK_20_X:
	case PPME_SYSCALL_VFORK_20_X:
		apply_clone(lookup, header, event_ns);
		break;
	default:
		apply_new_fds(lookup, header, event_ns);
	}
}

static void index_entries(struct lookup *lookup)
{
	for (size_t i = 0; i < entry_count(lookup); i++) {
		const struct snapshot_entry *entry = entry_at(lookup, i);

		if (entry->fd == NO_FD)
			map_set(&lookup->threads, (uint64_t)entry->tid, i + 1);
		else
			map_set(&lookup->fds, fd_key(entry->pid, entry->fd), i + 1);
	}
}

void reconcile(struct snapshot *snapshot, const struct buffer *events, uint64_t boot_epoch_ns)
{
	struct lookup lookup = { .snapshot = snapshot };
	uint32_t block[2]; /* type and length */

	index_entries(&lookup);
	for (size_t at = 0; at < events->size; at += block[1]) {
		const struct record_header *header;

		memcpy(block, events->data + at, sizeof(block));
		if (block[0] != BLOCK_EVENT)
			continue; /* a notice */
		header = (const void *)(events->data + at + sizeof(block) + sizeof(uint16_t));
		apply_event(&lookup, header, header->ts_ns - boot_epoch_ns);
	}
	map_free(&lookup.threads);
	map_free(&lookup.fds);
}
