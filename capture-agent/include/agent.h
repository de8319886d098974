#ifndef AGENT_H
#define AGENT_H

/*
 * What the BPF programs and the program share: configuration, counters, maps.
 *
 * Maps (names as libbpf sees them):
 *	rings		ARRAY_OF_MAPS of RINGBUF by CPU number. The program sets max_entries to the
 *number of possible CPUs and puts a ring into each slot after load. Records are never announced
 *			(BPF_RB_NO_WAKEUP): consumers poll.
 *	counters	PERCPU_ARRAY, one struct drop_counters for each CPU
 *	scratch		ARRAY of struct scratch_area (internal) by CPU number; max_entries =
 *possible CPUs syscalls_on	ARRAY of u8 by native system call number (SYSCALL_LIMIT entries): 1
 *= record it
 *	pids_on		HASH u32 tgid -> u8: recorded processes, if agent.filter_pids. Children of a
 *recorded process are added as they are forked, processes are removed when their last thread exits
 *	comms_on	HASH char[16] (zero-padded) -> u8, if agent.filter_comms
 *	cgroups_on	HASH u64 cgroup id (v2) -> u8, if agent.filter_cgroups: those cgroups and
 *all below them
 */

#define SYSCALL_LIMIT 512
#define COMM_BYTES 16

/* `agent` in .rodata, set before load. */
struct agent_config {
	__u64 boot_epoch_ns; /* added to the boot clock to get the time of day */
	__u32 snaplen;	     /* bytes kept of each I/O buffer, up to PARAM_MAX_BYTES */
	__u32 page_kib;	     /* size of a page */
	__u32 self_tgid;     /* never recorded; 0 = record the agent too */
	__u8 filter_pids;    /* every filter that is set must let an event through */
	__u8 filter_comms;
	__u8 filter_cgroups;
	__u8 record_switches; /* 152 switch */
	__u8 record_signals;  /* 232 signaldeliver */
	__u8 record_faults;   /* 290 page_fault; their programs must be loaded, too */
};

/* Which events a full ring lost: the categories that libs' drivers count . */
enum drop_category {
	DROP_OTHER, /* none of the following */
	DROP_CLONE_FORK_EXIT,
	DROP_EXECVE_EXIT,
	DROP_CONNECT_ENTER,
	DROP_CONNECT_EXIT,
	DROP_OPEN_ENTER,
	DROP_OPEN_EXIT,
	DROP_DIR_FILE_EXIT,
	DROP_OTHER_INTEREST_EXIT,
	DROP_CLOSE_EXIT,
	DROP_PROC_EXIT,
	DROP_CATEGORY_COUNT,
};

/* Per CPU, ever growing. Every event the filters let through is in exactly one of written,
 * ring_full and scratch. */
struct drop_counters {
	__u64 written;			      /* records put into a ring */
	__u64 ring_full[DROP_CATEGORY_COUNT]; /* events lost because the ring had no room */
	__u64 scratch; /* events lost because they were too large, or the scratch area was taken or
			  absent */
	__u64 unreadable; /* parameters (not events) left empty because the caller's memory could
			     not be read */
};

#endif
