#ifndef MAPS_H
#define MAPS_H

#include "base.h"

#define SCRATCH_BYTES 0x10000

/* Where a record is composed; any access masked to SCRATCH_BYTES and no longer than that stays inside. */
struct scratch {
	__u32 taken;
	__u32 category; /* enum drop_category */
	__u32 lengths_at; /* of the next parameter's length */
	__u32 end; /* of what is written */
	__u8 record[2 * SCRATCH_BYTES];
	__u8 copied[2 * SCRATCH_BYTES]; /* arrays of the caller while they are walked */
};

struct ring {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 8 * 1024 * 1024);
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
	__array(values, struct ring);
} rings SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct scratch);
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

static __always_inline struct drop_counters *map__counters(void)
{
	__u32 zero = 0;

	return bpf_map_lookup_elem(&counters, &zero);
}

#endif
