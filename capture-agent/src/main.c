/* The thinnest program that records: every ring into one plain file, until SIGINT. */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/types.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "agent.h"
#include "record.h"
#include "table-fill.h"

#include "capture.skel.h"

static volatile sig_atomic_t stopped;

static void stop(int signal)
{
	(void)signal;
	stopped = 1;
}

static void write_u32(FILE *file, __u32 value)
{
	fwrite(&value, sizeof(value), 1, file);
}

static void write_section_header(FILE *file)
{
	const __u32 header[] = { 0x0A0D0D0A, 28, 0x1A2B3C4D, 0x00020001, 0xFFFFFFFF, 0xFFFFFFFF, 28 };

	fwrite(header, sizeof(header), 1, file);
}

struct consumer {
	FILE *file;
	__u16 cpu;
};

static int write_event(void *context, void *data, size_t size)
{
	const struct consumer *consumer = context;
	const __u32 padding = -(2 + size) & 3;
	const __u32 total = 12 + 2 + size + padding;

	write_u32(consumer->file, 0x216);
	write_u32(consumer->file, total);
	fwrite(&consumer->cpu, 2, 1, consumer->file);
	fwrite(data, size, 1, consumer->file);
	fwrite("\0\0\0", padding, 1, consumer->file);
	write_u32(consumer->file, total);
	return 0;
}

static __u64 boot_epoch_ns(void)
{
	struct timespec real, boot;

	clock_gettime(CLOCK_REALTIME, &real);
	clock_gettime(CLOCK_BOOTTIME, &boot);
	return (real.tv_sec - boot.tv_sec) * 1000000000ULL + real.tv_nsec - boot.tv_nsec;
}

static struct ring_buffer *add_ring(struct ring_buffer *rings, int map, struct consumer *consumer)
{
	__u32 cpu = consumer->cpu;
	int ring = bpf_map_create(BPF_MAP_TYPE_RINGBUF, NULL, 0, 0, 8 * 1024 * 1024, NULL);

	if (ring < 0 || bpf_map_update_elem(map, &cpu, &ring, BPF_ANY))
		return NULL;
	if (!rings)
		return ring_buffer__new(ring, write_event, consumer, NULL);
	return ring_buffer__add(rings, ring, write_event, consumer) ? NULL : rings;
}

int main(int argc, char **argv)
{
	struct consumer consumers[256];
	struct ring_buffer *rings = NULL;
	int cpus = libbpf_num_possible_cpus();
	struct capture_bpf *bpf;
	FILE *file;

	if (argc != 2 || cpus < 1 || cpus > 256)
		return fprintf(stderr, "usage: scap-capture FILE\n"), 2;
	file = fopen(argv[1], "w");
	bpf = capture_bpf__open();
	if (!file || !bpf)
		return perror("scap-capture"), 1;
	bpf->rodata->agent.boot_epoch_ns = boot_epoch_ns();
	bpf->rodata->agent.snaplen = 80;
	bpf->rodata->agent.page_kib = sysconf(_SC_PAGESIZE) / 1024;
	bpf->rodata->agent.record_switches = 1;
	bpf->rodata->agent.record_signals = 1;
	table__fill((struct syscall_table *)&bpf->rodata->table);
	bpf->rodata->agent.self_tgid = getpid();
	bpf_map__set_max_entries(bpf->maps.rings, cpus);
	bpf_map__set_max_entries(bpf->maps.scratch, cpus);
	if (capture_bpf__load(bpf))
		return perror("scap-capture: load"), 1;
	for (__u32 nr = 0; nr < SYSCALL_LIMIT; nr++)
		bpf_map_update_elem(bpf_map__fd(bpf->maps.syscalls_on), &nr, &(__u8){ 1 }, BPF_ANY);
	for (int cpu = 0; cpu < cpus; cpu++) {
		consumers[cpu] = (struct consumer){ .file = file, .cpu = cpu };
		rings = add_ring(rings, bpf_map__fd(bpf->maps.rings), &consumers[cpu]);
		if (!rings)
			return perror("scap-capture: ring"), 1;
	}
	if (capture_bpf__attach(bpf))
		return perror("scap-capture: attach"), 1;
	signal(SIGINT, stop);
	signal(SIGTERM, stop);
	write_section_header(file);
	while (!stopped) {
		if (ring_buffer__consume(rings) == 0)
			usleep(1000);
	}
	capture_bpf__detach(bpf);
	ring_buffer__consume(rings);
	ring_buffer__free(rings);
	capture_bpf__destroy(bpf);
	return fclose(file) ? 1 : 0;
}
