#include "rings.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/types.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "proc-file.h"
#include "record.h"
#include "report.h"

enum { SPARE_RING_SIZE = 256 << 10, RECORD_ALIGNMENT = 8, LIST_SIZE = 4096 };

/* How long a half-written record may hold up the others; then its writer was interrupted for good.
 */
#define PATIENCE_NS 100000000ull
/* Room is given back to the kernel in pieces, not for each record: that would be felt by its
 * writers. */
#define RELEASE_SIZE (256ul << 10)
/* Later than any event. */
#define NO_HEAD UINT64_MAX

/* `0-3,6`: whether the list names the CPU. Without a list all are taken to be online. */
static bool is_listed(const char *list, uint32_t cpu)
{
	while (*list >= '0' && *list <= '9') {
		char *end;
		unsigned long first = strtoul(list, &end, 10);
		unsigned long last = *end == '-' ? strtoul(end + 1, &end, 10) : first;

		if (cpu >= first && cpu <= last)
			return true;
		list = end + (*end == ',');
	}
	return false;
}

static bool is_online(uint32_t cpu)
{
	struct buffer online = { 0 };
	bool found =
		!read_proc_file(AT_FDCWD, "/sys/devices/system/cpu/online", &online, LIST_SIZE) ||
		is_listed((const char *)online.data, cpu);

	buffer_free(&online);
	return found;
}

static bool map_ring(struct ring *ring, int map, size_t size)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	void *consumer = mmap(NULL, page, PROT_READ | PROT_WRITE, MAP_SHARED, map, 0);
	void *producer = mmap(NULL, page + 2 * size, PROT_READ, MAP_SHARED, map, (off_t)page);

	if (consumer == MAP_FAILED || producer == MAP_FAILED)
		return false;
	*ring = (struct ring){
		.consumer = consumer,
		.producer = producer,
		.data = (const unsigned char *)producer + page,
		.size = size,
		.head_ts_ns = NO_HEAD,
	};
	return true;
}

static bool open_ring(struct ring *ring, int outer_map, uint32_t cpu, size_t size)
{
	int map = bpf_map_create(BPF_MAP_TYPE_RINGBUF, NULL, 0, 0, (__u32)size, NULL);
	bool opened;

	if (map < 0)
		return false;
	/* The mappings and the outer map keep the ring when its descriptor is gone. */
	opened = map_ring(ring, map, size) && !bpf_map_update_elem(outer_map, &cpu, &map, BPF_ANY);
	close(map);
	return opened;
}

bool rings_open(struct rings *rings, int outer_map, uint32_t possible_cpus, size_t size)
{
	rings->rings = calloc(possible_cpus, sizeof(*rings->rings));
	if (!rings->rings)
		die("out of memory");
	for (rings->count = 0; rings->count < possible_cpus; rings->count++) {
		size_t ring_size =
			is_online(rings->count) || size < SPARE_RING_SIZE ? size : SPARE_RING_SIZE;

		if (!open_ring(&rings->rings[rings->count], outer_map, rings->count, ring_size))
			return false;
	}
	return true;
}

static const unsigned char *record_at(const struct ring *ring)
{
	return ring->data + (ring->at & (ring->size - 1));
}

/* The kernel's word in front of a record: its length and what is the matter with it. */
static uint32_t record_word(const struct ring *ring)
{
	return __atomic_load_n((const uint32_t *)record_at(ring), __ATOMIC_ACQUIRE);
}

static void skip_record(struct ring *ring, uint32_t word)
{
	uint32_t length = word & ~(BPF_RINGBUF_BUSY_BIT | BPF_RINGBUF_DISCARD_BIT);

	ring->at += (length + BPF_RINGBUF_HDR_SZ + RECORD_ALIGNMENT - 1) &
		    -(unsigned long)RECORD_ALIGNMENT;
	if (ring->at - *ring->consumer >= RELEASE_SIZE)
		__atomic_store_n(ring->consumer, ring->at, __ATOMIC_RELEASE);
}

/* Finds the next record that can be read. */
static void look_at_head(struct ring *ring, uint64_t now_ns)
{
	ring->head_ts_ns = NO_HEAD;
	while (ring->at < ring->end) {
		uint32_t word = record_word(ring);

		if (word & BPF_RINGBUF_BUSY_BIT) {
			ring->busy_since_ns = ring->busy_since_ns ? ring->busy_since_ns : now_ns;
			return;
		}
		ring->busy_since_ns = 0;
		if (!(word & BPF_RINGBUF_DISCARD_BIT)) {
			memcpy(&ring->head_ts_ns, record_at(ring) + BPF_RINGBUF_HDR_SZ,
			       sizeof(ring->head_ts_ns));
			return;
		}
		skip_record(ring, word);
	}
}

static void take_head(struct rings *rings, struct ring *ring, take_event take, void *context)
{
	uint32_t word = record_word(ring);

	take(context, (uint16_t)(ring - rings->rings), record_at(ring) + BPF_RINGBUF_HDR_SZ, word);
	skip_record(ring, word);
}

/* What is half written may be older than what others hold, but no older than when it was first
 * seen. */
static uint64_t bound_by_busy(const struct rings *rings, uint64_t until_ns)
{
	uint64_t bound = until_ns < NO_HEAD ? until_ns : NO_HEAD - 1;

	for (uint32_t i = 0; i < rings->count; i++) {
		uint64_t since = rings->rings[i].busy_since_ns;

		if (since && since < bound && until_ns - since < PATIENCE_NS)
			bound = since;
	}
	return bound;
}

static void look_at_rings(struct rings *rings, uint64_t now_ns)
{
	for (uint32_t i = 0; i < rings->count; i++) {
		struct ring *ring = &rings->rings[i];

		ring->end = __atomic_load_n(ring->producer, __ATOMIC_ACQUIRE);
		look_at_head(ring, now_ns);
	}
}

/* The ring with the oldest event, and how far it may be read before it is another's turn. */
static struct ring *oldest_ring(const struct rings *rings, uint64_t *turn_ends_ns)
{
	struct ring *oldest = &rings->rings[0];

	*turn_ends_ns = NO_HEAD;
	for (uint32_t i = 1; i < rings->count; i++) {
		struct ring *ring = &rings->rings[i];

		if (ring->head_ts_ns < oldest->head_ts_ns) {
			*turn_ends_ns = oldest->head_ts_ns;
			oldest = ring;
		} else if (ring->head_ts_ns < *turn_ends_ns) {
			*turn_ends_ns = ring->head_ts_ns;
		}
	}
	return oldest;
}

static void release_rings(const struct rings *rings)
{
	for (uint32_t i = 0; i < rings->count; i++)
		if (*rings->rings[i].consumer != rings->rings[i].at)
			__atomic_store_n(rings->rings[i].consumer, rings->rings[i].at,
					 __ATOMIC_RELEASE);
}

size_t rings_consume(struct rings *rings, uint64_t until_ns, take_event take, void *context)
{
	uint64_t bound, turn_ends_ns;
	struct ring *ring;
	size_t taken = 0;

	look_at_rings(rings, until_ns);
	bound = bound_by_busy(rings, until_ns);
	while ((ring = oldest_ring(rings, &turn_ends_ns))->head_ts_ns <= bound) {
		do {
			take_head(rings, ring, take, context);
			taken++;
			look_at_head(ring, until_ns);
		} while (ring->head_ts_ns <= bound && ring->head_ts_ns <= turn_ends_ns);
	}
	release_rings(rings);
	return taken;
}

size_t rings_backlog(const struct rings *rings)
{
	size_t most = 0;

	for (uint32_t i = 0; i < rings->count; i++) {
		size_t waiting = __atomic_load_n(rings->rings[i].producer, __ATOMIC_ACQUIRE) -
				 rings->rings[i].at;

		most = waiting > most ? waiting : most;
	}
	return most;
}
