#ifndef SCAP_SNAPSHOT_H
#define SCAP_SNAPSHOT_H

#include <stdint.h>

#include "buffer.h"

/* An entry of the process list or of a thread's fd list. */
struct snapshot_entry {
	int64_t tid, pid;
	int64_t fd;	  /* NO_FD: the thread itself */
	uint64_t seen_ns; /* since boot */
	size_t at;	  /* where in `entries` */
	uint32_t size;
	bool dropped;
};

enum { NO_FD = -1 };

/* The machine at about one moment: what a capture begins with. */
struct snapshot {
	struct buffer lists;   /* whole blocks: section header, machine, interfaces, users */
	struct buffer entries; /* bytes of all entries */
	struct buffer index; /* of struct snapshot_entry, those of a process together: leader, other
				threads, fds */
	uint64_t started_ns; /* since boot, as are events until the epoch is added */
	uint64_t finished_ns;
	uint32_t processes, threads, fds;
	uint32_t hidden; /* processes whose fds could not be read */
};

struct snapshot_options {
	const char *proc; /* where the proc file system is mounted */
	uint64_t boot_epoch_ns;
	bool sysdig_029; /* write nothing that sysdig 0.29.3 cannot read */
	int64_t only[2]; /* look at these processes only; 0: at all */
};

/* Looks at the whole machine. What cannot be read is left out: processes end while they are looked
 * at. */
void snapshot_take(struct snapshot *snapshot, const struct snapshot_options *options);

/* Appends the blocks. */
void snapshot_render(const struct snapshot *snapshot, struct buffer *out);
void snapshot_free(struct snapshot *snapshot);

#endif
