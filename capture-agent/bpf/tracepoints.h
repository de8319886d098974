#ifndef TRACEPOINTS_H
#define TRACEPOINTS_H

/*
 * Events that are no system calls. They can come while another record is being composed on this
 * CPU, so they use a record of their own size in the ring at once, not the scratch area.
 */

#include "kernel.h"
#include "store.h"
#include "values.h"

#define SI_USER 0
#define SIGHUP 1
#define SIGINT 2
#define SIGQUIT 3
#define SIGKILL 9
#define SIGTERM 15
#define SIGCHLD 17
#define SIGTSTP 20
#define SIGRTMIN 32
#define SIGRTMAX 64

struct switch_record {
	struct record_header header;
	__u16 lengths[6];
	__s64 next;
	__u64 major_faults, minor_faults;
	__u32 size_kib, resident_kib, swapped_kib;
} __attribute__((packed));

struct signal_record {
	struct record_header header;
	__u16 lengths[3];
	__s64 sender, receiver;
	__u8 signal;
} __attribute__((packed));

struct fault_record {
	struct record_header header;
	__u16 lengths[3];
	__u64 address, instruction;
	__u32 error;
} __attribute__((packed));

/* Room for a record in this CPU's ring; NULL (counted) if there is none. */
INLINE void *ring__reserve(struct drop_counters *counter, __u64 bytes)
{
	void *ring = map__ring();
	void *record = ring ? bpf_ringbuf_reserve(ring, bytes, 0) : NULL;

	if (record)
		counter->written++;
	else if (ring)
		counter->ring_full[DROP_OTHER]++;
	else
		counter->scratch++;
	return record;
}

INLINE void switch__event(struct task_struct *previous, struct task_struct *next)
{
	struct drop_counters *counter = map__counters();
	struct mm_struct *mm = BPF_CORE_READ(previous, mm);
	struct switch_record *record = counter ? ring__reserve(counter, sizeof(*record)) : NULL;

	if (!record)
		return;
	record__header(&record->header, PPME_SCHEDSWITCH_6_E, 6);
	record->header.len = sizeof(*record);
	record->lengths[0] = record->lengths[1] = record->lengths[2] = sizeof(__u64);
	record->lengths[3] = record->lengths[4] = record->lengths[5] = sizeof(__u32);
	record->next = BPF_CORE_READ(next, pid);
	record->major_faults = BPF_CORE_READ(previous, maj_flt);
	record->minor_faults = BPF_CORE_READ(previous, min_flt);
	record->size_kib = mm__size_kib(mm);
	record->resident_kib = mm__resident_kib(mm);
	record->swapped_kib = mm__swapped_kib(mm);
	bpf_ringbuf_submit(record, BPF_RB_NO_WAKEUP);
}

/* Who sent a signal, of those that say so. */
INLINE __s32 signal__sender(int signal, struct kernel_siginfo *info)
{
	int code;

	if (!info)
		return 0;
	if (signal >= SIGRTMIN && signal <= SIGRTMAX)
		return BPF_CORE_READ(info, _sifields._rt._pid);
	switch (signal) {
	case SIGKILL:
		return BPF_CORE_READ(info, _sifields._kill._pid);
	case SIGCHLD:
		return BPF_CORE_READ(info, _sifields._sigchld._pid);
	case SIGTERM:
	case SIGHUP:
	case SIGINT:
	case SIGTSTP:
	case SIGQUIT:
		code = BPF_CORE_READ(info, si_code);
		return code <= SI_USER ? BPF_CORE_READ(info, _sifields._kill._pid) : 0;
	default:
		return 0;
	}
}

INLINE void signal__event(int signal, struct kernel_siginfo *info)
{
	struct drop_counters *counter = map__counters();
	struct signal_record *record = counter ? ring__reserve(counter, sizeof(*record)) : NULL;

	if (!record)
		return;
	record__header(&record->header, PPME_SIGNALDELIVER_E, 3);
	record->header.len = sizeof(*record);
	record->lengths[0] = record->lengths[1] = sizeof(__s64);
	record->lengths[2] = sizeof(__u8);
	record->sender = signal__sender(signal, info);
	record->receiver = (__u32)bpf_get_current_pid_tgid();
	record->signal = signal;
	bpf_ringbuf_submit(record, BPF_RB_NO_WAKEUP);
}

INLINE void fault__event(__u64 address, __u64 instruction, __u32 error)
{
	struct drop_counters *counter = map__counters();
	struct fault_record *record = counter ? ring__reserve(counter, sizeof(*record)) : NULL;

	if (!record)
		return;
	record__header(&record->header, PPME_PAGE_FAULT_E, 3);
	record->header.len = sizeof(*record);
	record->lengths[0] = record->lengths[1] = sizeof(__u64);
	record->lengths[2] = sizeof(__u32);
	record->address = address;
	record->instruction = instruction;
	record->error = map__value(MAP_PAGE_FAULT, error);
	bpf_ringbuf_submit(record, BPF_RB_NO_WAKEUP);
}

#endif
