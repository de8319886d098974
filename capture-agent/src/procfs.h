#ifndef SCAP_PROCFS_H
#define SCAP_PROCFS_H

#include <stdint.h>

#include "map.h"
#include "snapshot.h"
#include "sockets.h"

/* What one look at /proc carries along. */
struct proc_scan {
	const struct snapshot_options *options;
	struct snapshot *out;
	struct sockets sockets;
	struct map devices;	     /* device by mount id */
	struct map mount_namespaces; /* those whose mounts are in `devices` */
	struct map
		pidns_starts; /* when the first process of a pid namespace began, ns since 1970 */
	char cgroup2_controllers[256]; /* names, each behind a blank */
	struct buffer text;	       /* a file being read */
};

/* Begins an entry, and ends it with its length; `entry` says whose it is, and is filled in for the
 * index. */
size_t scan_entry_begin(struct proc_scan *scan);
void scan_entry_end(struct proc_scan *scan, size_t start, struct snapshot_entry entry);

/* Adds the threads of a process; `process` is its directory. False where it has ended. */
bool scan_process(struct proc_scan *scan, int process, int64_t pid);

/* Adds the descriptors of a process. False where they are hidden from us. */
bool scan_fds(struct proc_scan *scan, int process, int64_t pid);

/* Appends `controller=path` of every line of a cgroup file, as a list. */
void scan_cgroups(struct proc_scan *scan, int task, struct buffer *out);
void scan_find_cgroup2_controllers(struct proc_scan *scan);

#endif
