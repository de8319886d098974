#ifndef FILTER_H
#define FILTER_H

#include "maps.h"

#define CGROUP_LEVELS_MAX 32

INLINE bool filter__comm(void)
{
	char comm[COMM_BYTES] = {};

	bpf_get_current_comm(comm, sizeof(comm));
	return bpf_map_lookup_elem(&comms_on, comm) != NULL;
}

/* A cgroup is recorded with all below it, those made later included. */
INLINE bool filter__cgroup(void)
{
	for (int level = 0; level < CGROUP_LEVELS_MAX; level++) {
		__u64 id = bpf_get_current_ancestor_cgroup_id(level);

		if (id == 0)
			return false;
		if (bpf_map_lookup_elem(&cgroups_on, &id))
			return true;
	}
	return false;
}

/* Whether events of the current task are recorded. */
INLINE bool filter__task(void)
{
	__u32 tgid = bpf_get_current_pid_tgid() >> 32;

	if (agent.self_tgid && tgid == agent.self_tgid)
		return false;
	if (agent.filter_pids && !bpf_map_lookup_elem(&pids_on, &tgid))
		return false;
	if (agent.filter_comms && !filter__comm())
		return false;
	return !agent.filter_cgroups || filter__cgroup();
}

INLINE bool filter__syscall(__u32 native)
{
	__u8 *on = bpf_map_lookup_elem(&syscalls_on, &native);

	return on && *on;
}

/* A child of a recorded process is recorded, too. */
INLINE void filter__add_child(__u32 parent_tgid, __u32 child_tgid)
{
	__u8 on = 1;

	if (agent.filter_pids && bpf_map_lookup_elem(&pids_on, &parent_tgid))
		bpf_map_update_elem(&pids_on, &child_tgid, &on, BPF_ANY);
}

INLINE void filter__remove_process(__u32 tgid)
{
	if (agent.filter_pids)
		bpf_map_delete_elem(&pids_on, &tgid);
}

#endif
