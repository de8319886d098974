#ifndef MAPS_H
#define MAPS_H

#include "base.h"

#define SCRATCH_BYTES 0x10000
#define SCRATCH_MASK (SCRATCH_BYTES - 1)

/* The system call at hand. */
struct syscall_call {
	__u64 args[8]; /* six, and room for any 3-bit number */
	__s64 ret;
	__u32 nr;     /* the caller's own: ia32's for a 32-bit caller */
	__u32 compat; /* a 32-bit caller: narrow pointers, longs and structs */
	__u16 ppm_sc;
	__u16 native; /* its number on this architecture */
};

/*
 * Where a record is composed. An access to `record` or `copied` whose offset is masked by
 * SCRATCH_MASK and that is no longer than SCRATCH_BYTES stays inside.
 */
struct scratch_area {
	__u32 taken;
	__u32 category;	  /* enum drop_category */
	__u32 lengths_at; /* of the next parameter's length */
	__u32 end;	  /* of what is written */
	__u32 names;	  /* of the path at hand */
	__u32 unused;
	struct syscall_call call;
	__u8 record[2 * SCRATCH_BYTES];
	__u8 copied[2 * SCRATCH_BYTES]; /* what of the caller's is walked */
};

struct event_ring {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 8 * 1024 * 1024);
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
	__array(values, struct event_ring);
} rings SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct scratch_area);
} scratch SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct drop_counters);
} counters SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, SYSCALL_LIMIT);
	__type(key, __u32);
	__type(value, __u8);
} syscalls_on SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 65536);
	__type(key, __u32);
	__type(value, __u8);
} pids_on SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, char[COMM_BYTES]);
	__type(value, __u8);
} comms_on SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, __u64);
	__type(value, __u8);
} cgroups_on SEC(".maps");

const volatile struct agent_config agent;
const volatile struct syscall_table table;

/* A system call number as an index that the verifier believes in. */
INLINE __u32 syscall__index(__u32 number)
{
	number &= SYSCALL_LIMIT - 1;
	KEEP_BOUND(number);
	return number & (SYSCALL_LIMIT - 1);
}

INLINE struct drop_counters *map__counters(void)
{
	__u32 zero = 0;

	return bpf_map_lookup_elem(&counters, &zero);
}

INLINE struct scratch_area *map__scratch(void)
{
	__u32 cpu = bpf_get_smp_processor_id();

	return bpf_map_lookup_elem(&scratch, &cpu);
}

INLINE void *map__ring(void)
{
	__u32 cpu = bpf_get_smp_processor_id();

	return bpf_map_lookup_elem(&rings, &cpu);
}

#endif
