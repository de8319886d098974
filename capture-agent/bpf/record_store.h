#ifndef RECORD_STORE_H
#define RECORD_STORE_H

#include "maps.h"

static __always_inline void count_scratch_drop(void)
{
	struct drop_counters *counter = map__counters();

	if (counter)
		counter->scratch++;
}

/* Takes this CPU's scratch area and starts a record in it; NULL (counted) if it cannot be had. */
static __always_inline struct scratch *record__start(__u16 type, __u32 nparams, enum drop_category category)
{
	__u32 cpu = bpf_get_smp_processor_id();
	struct scratch *s = bpf_map_lookup_elem(&scratch, &cpu);
	struct record_header *header;

	if (!s || s->taken) {
		count_scratch_drop();
		return NULL;
	}
	s->taken = 1;
	s->category = category;
	s->lengths_at = sizeof(*header);
	s->end = sizeof(*header) + nparams * sizeof(__u16);
	header = (void *)s->record;
	header->ts_ns = agent.boot_epoch_ns + bpf_ktime_get_boot_ns();
	header->tid = (__u32)bpf_get_current_pid_tgid();
	header->type = type;
	header->nparams = nparams;
	return s;
}

/* Puts the record into this CPU's ring, or counts why not, and gives the scratch area back. */
static __always_inline void record__submit(struct scratch *s)
{
	__u32 cpu = bpf_get_smp_processor_id();
	struct drop_counters *counter = map__counters();
	void *ring = bpf_map_lookup_elem(&rings, &cpu);
	__u32 bytes = s->end;

	if (!counter) {
		s->taken = 0;
		return;
	}
	((struct record_header *)s->record)->len = bytes;
	if (!ring || bytes > RECORD_MAX_BYTES)
		counter->scratch++;
	else if (bpf_ringbuf_output(ring, s->record, bytes, BPF_RB_NO_WAKEUP))
		counter->ring_full[s->category < DROP_CATEGORY_COUNT ? s->category : DROP_OTHER]++;
	else
		counter->written++;
	s->taken = 0;
}

static __always_inline void store__length(struct scratch *s, __u16 bytes)
{
	*(__u16 *)&s->record[s->lengths_at & (SCRATCH_BYTES - 1)] = bytes;
	s->lengths_at += sizeof(__u16);
}

#define DEFINE_STORE(name, type)                                                         \
	static __always_inline void store__##name(struct scratch *s, type value)         \
	{                                                                                \
		*(type *)&s->record[s->end & (SCRATCH_BYTES - 1)] = value;               \
		s->end += sizeof(type);                                                  \
		store__length(s, sizeof(type));                                          \
	}

DEFINE_STORE(u8, __u8)
DEFINE_STORE(u16, __u16)
DEFINE_STORE(u32, __u32)
DEFINE_STORE(u64, __u64)
DEFINE_STORE(s64, __s64)

#endif
