#ifndef STORE_H
#define STORE_H

#include "maps.h"

/* Kept free for what follows a buffer. */
#define ROOM_RESERVED 300

#define LENGTHS_BYTES 64 /* of the event with the most parameters, and a little */

enum memory_of { OF_USER, OF_KERNEL };

INLINE void count_scratch_drop(void)
{
	struct drop_counters *counter = map__counters();

	if (counter)
		counter->scratch++;
}

static __noinline void count_unreadable(void)
{
	struct drop_counters *counter = map__counters();

	if (counter)
		counter->unreadable++;
}

INLINE void record__header(struct record_header *header, __u16 type, __u32 nparams)
{
	header->ts_ns = agent.boot_epoch_ns + bpf_ktime_get_boot_ns();
	header->tid = (__u32)bpf_get_current_pid_tgid();
	header->type = type;
	header->nparams = nparams;
}

/* Takes this CPU's scratch area; NULL (counted) if it cannot be had. */
INLINE struct scratch_area *scratch__take(void)
{
	struct scratch_area *s = map__scratch();

	if (!s || s->taken) {
		count_scratch_drop();
		return NULL;
	}
	s->taken = 1;
	return s;
}

/* Starts a record in a scratch area that is taken. */
INLINE void record__start(struct scratch_area *s, __u16 type, __u32 nparams, __u32 category)
{
	s->category = category;
	s->lengths_at = sizeof(struct record_header);
	s->end = sizeof(struct record_header) + nparams * sizeof(__u16);
	__builtin_memset(s->record + sizeof(struct record_header), 0,
			 LENGTHS_BYTES); /* none of an earlier record's */
	record__header((void *)s->record, type, nparams);
}

/* Puts the record into this CPU's ring, or counts why not. The scratch area stays taken. */
INLINE void record__submit(struct scratch_area *s)
{
	struct drop_counters *counter = map__counters();
	void *ring = map__ring();
	__u32 bytes = s->end;

	if (!counter)
		return;
	((struct record_header *)s->record)->len = bytes;
	if (!ring || bytes > RECORD_MAX_BYTES)
		counter->scratch++;
	else if (!bpf_ringbuf_output(ring, s->record, bytes, BPF_RB_NO_WAKEUP))
		counter->written++;
	else
		counter->ring_full[s->category < DROP_CATEGORY_COUNT ? s->category : DROP_OTHER]++;
}

INLINE void *record__end(struct scratch_area *s)
{
	return &s->record[s->end & SCRATCH_MASK];
}

INLINE __u32 record__room(struct scratch_area *s)
{
	return s->end < RECORD_MAX_BYTES - ROOM_RESERVED ? RECORD_MAX_BYTES - ROOM_RESERVED - s->end
							 : 0;
}

INLINE void store__length(struct scratch_area *s, __u16 bytes)
{
	*(__u16 *)&s->record[s->lengths_at & SCRATCH_MASK] = bytes;
	s->lengths_at += sizeof(__u16);
}

/* append__… adds bytes to the current parameter, store__… makes one parameter. */
#define DEFINE_STORE(name, type)                                                                   \
	INLINE void append__##name(struct scratch_area *s, type value)                             \
	{                                                                                          \
		*(type *)record__end(s) = value;                                                   \
		s->end += sizeof(type);                                                            \
	}                                                                                          \
	INLINE void store__##name(struct scratch_area *s, type value)                              \
	{                                                                                          \
		append__##name(s, value);                                                          \
		store__length(s, sizeof(type));                                                    \
	}

DEFINE_STORE(u8, __u8)
DEFINE_STORE(u16, __u16)
DEFINE_STORE(u32, __u32)
DEFINE_STORE(u64, __u64)
DEFINE_STORE(s64, __s64)

INLINE void store__empty(struct scratch_area *s)
{
	store__length(s, 0);
}

/* Low bytes of a number, 1, 2, 4 or 8 of them. */
INLINE void store__int(struct scratch_area *s, __u64 value, __u32 width)
{
	*(__u64 *)record__end(s) = value; /* what is too much is overwritten */
	s->end += width;
	store__length(s, width);
}

/* Ends the parameter that began at `start`. */
INLINE void store__since(struct scratch_area *s, __u32 start)
{
	store__length(s, s->end - start);
}

/* A string with its NUL, cut to `limit` bytes with it; nothing (counted) if it cannot be read. */
INLINE __u32 append__string(struct scratch_area *s, const void *from, __u32 limit,
			    enum memory_of memory)
{
	long bytes;

	if (!from)
		return 0;
	bytes = memory == OF_USER ? bpf_probe_read_user_str(record__end(s), limit, from)
				  : bpf_probe_read_kernel_str(record__end(s), limit, from);
	if (bytes <= 0) {
		count_unreadable();
		return 0;
	}
	s->end += bytes;
	return bytes;
}

INLINE __u32 store__string(struct scratch_area *s, const void *from, __u32 limit,
			   enum memory_of memory)
{
	__u32 bytes = append__string(s, from, limit, memory);

	store__length(s, bytes);
	return bytes;
}

/* As many bytes as a parameter and the record can hold; nothing (counted) if they cannot be read.
 */
INLINE __u32 append__bytes(struct scratch_area *s, const void *from, __u64 bytes,
			   enum memory_of memory)
{
	__u32 room = record__room(s);
	__u32 size = bytes < PARAM_MAX_BYTES ? bytes : PARAM_MAX_BYTES;

	size = size < room ? size : room;
	if (!from || size == 0)
		return 0;
	size &= SCRATCH_MASK;
	KEEP_BOUND(size);
	size &= SCRATCH_MASK;
	if (memory == OF_USER ? bpf_probe_read_user(record__end(s), size, from)
			      : bpf_probe_read_kernel(record__end(s), size, from)) {
		count_unreadable();
		return 0;
	}
	s->end += size;
	return size;
}

INLINE void store__bytes(struct scratch_area *s, const void *from, __u64 bytes,
			 enum memory_of memory)
{
	store__length(s, append__bytes(s, from, bytes, memory));
}

#endif
