#ifndef SCAP_PROBE_H
#define SCAP_PROBE_H

#include <linux/types.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent.h"
#include "rings.h"

struct capture_bpf;

/* The programs in the kernel, and the rings they write to. */
struct probe {
	struct capture_bpf *bpf;
	struct rings rings;
	uint32_t possible_cpus;
	bool attached;
};

/* Opens the programs. Ends the program, saying why, where this kernel cannot run them. */
void probe_open(struct probe *probe);

/* What the programs are told; to be changed before probe_load(). */
struct agent_config *probe_config(const struct probe *probe);

/* Loads the programs and makes the rings, each of `ring_bytes`. */
void probe_load(struct probe *probe, size_t ring_bytes);

/* Descriptors of maps that filters_fill() fills. */
struct probe_maps {
	int syscalls_on, pids_on, comms_on, cgroups_on;
};

struct probe_maps probe_maps(const struct probe *probe);

/* From now on there are events. */
void probe_attach(struct probe *probe);

/* No more events come, but those in the rings. */
void probe_detach(struct probe *probe);

/* Sums of the counters of all CPUs. */
void probe_read_counters(const struct probe *probe, struct drop_counters *sum);
void probe_close(struct probe *probe);

#endif
