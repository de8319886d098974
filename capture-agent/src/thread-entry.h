#ifndef SCAP_THREAD_ENTRY_H
#define SCAP_THREAD_ENTRY_H

#include <stdint.h>
#include <sys/stat.h>

#include "buffer.h"

enum {
	MAX_LINK_SIZE = 4096,
	COMM_SIZE = 15,
	MAX_GROUPS_TEXT = 4096,
};

/* What a process's threads have in common, with the lists as they are written. */
struct process {
	int64_t pid, fd_limit;
	struct buffer exe, args, env;
	char exepath[MAX_LINK_SIZE];
	struct stat exe_stat; /* all zero where it cannot be looked at */
	uint32_t loginuid;
};

/* What is a thread's own. */
struct thread {
	int64_t tid, ptid, sid, pgid, vpgid, vtid, vpid;
	uint64_t uid, euid, gid, egid;
	uint64_t vm_size, vm_rss, vm_swap, pf_major, pf_minor, start_ticks;
	uint64_t cap_inheritable, cap_permitted, cap_effective;
	uint32_t tty;
	char comm[COMM_SIZE + 1];
	char groups[MAX_GROUPS_TEXT];
	char cwd[MAX_LINK_SIZE], root[MAX_LINK_SIZE];
	struct buffer cgroups;
	uint64_t pidns_start_ns; /* when its pid namespace began, since 1970 */
};

/* Appends what the process list tells of a thread, without the entry's length. */
void put_thread(struct buffer *out, const struct process *process, const struct thread *thread,
		bool sysdig_029);

#endif
