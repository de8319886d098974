#ifndef SCAP_RINGS_H
#define SCAP_RINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The consumer's side of a BPF ring buffer. */
struct ring {
	volatile unsigned long *consumer; /* how far we have read, for the kernel */
	const volatile unsigned long *producer;
	const unsigned char *data; /* mapped twice in a row, so that no record is in two pieces */
	size_t size;
	unsigned long at;    /* how far we have read */
	unsigned long end;   /* how far there is something, as of the last look */
	uint64_t head_ts_ns; /* of the record at `at`; UINT64_MAX where there is none to be read */
	uint64_t busy_since_ns; /* when the record at `at` was first seen half written; 0: it is not
				 */
};

struct rings {
	struct ring *rings; /* by CPU */
	uint32_t count;
};

/* Takes an event of ring `ring`; `size` is what the event itself says, and what the ring holds of
 * it. */
typedef void (*take_event)(void *context, uint16_t ring, const void *event, uint32_t size);

/*
 * Makes a ring of `size` bytes (a power of two, at least a page) for each online CPU and a small
 * one for each that may come online, and puts them into `outer_map`. False, with errno, where that
 * fails.
 */
bool rings_open(struct rings *rings, int outer_map, uint32_t possible_cpus, size_t size);

/*
 * Hands over, ordered by time over all rings, the events that happened until `until_ns` (as events
 * count). Of records that are still being written it waits for those that may be older: then less
 * is handed over. Returns how many there were.
 */
size_t rings_consume(struct rings *rings, uint64_t until_ns, take_event take, void *context);

/* Bytes that wait in the fullest ring. */
size_t rings_backlog(const struct rings *rings);

#endif
