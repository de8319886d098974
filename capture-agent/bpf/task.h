#ifndef TASK_H
#define TASK_H

/* What the events about processes have in common: who a process is. */

#include "call.h"
#include "paths.h"

#define ARGS_BYTES 4096
#define CGROUP_DEPTH_MAX 16

/* Strings of the current process's memory, from `start` to `end`, the last one ended. */
INLINE void store__strings(struct scratch_area *s, __u64 start, __u64 end, __u32 limit)
{
	__u64 bytes = end > start ? end - start : 0;
	__u32 got = append__bytes(s, (void *)start, bytes < limit ? bytes : limit, OF_USER);

	if (got)
		s->record[(s->end - 1) & SCRATCH_MASK] = 0;
	store__length(s, got);
}

/* exe: the first argument; args: the others */
INLINE void store__arguments(struct scratch_area *s, struct task_struct *task)
{
	__u64 start = BPF_CORE_READ(task, mm, arg_start);
	__u64 end = BPF_CORE_READ(task, mm, arg_end);
	__u32 exe = store__string(s, (void *)start, ARGS_BYTES, OF_USER);

	store__strings(s, start + exe, end, ARGS_BYTES - exe);
}

INLINE void store__environment(struct scratch_area *s, struct task_struct *task)
{
	store__strings(s, BPF_CORE_READ(task, mm, env_start), BPF_CORE_READ(task, mm, env_end),
		       ARGS_BYTES);
}

INLINE __s64 task__parent(struct task_struct *task)
{
	return BPF_CORE_READ(task, real_parent, pid);
}

/* tid, pid, ptid, cwd (left to the reader), limit of fds, page faults, memory, comm */
INLINE void store__identity(struct scratch_area *s, struct task_struct *task)
{
	struct mm_struct *mm = BPF_CORE_READ(task, mm);

	store__s64(s, BPF_CORE_READ(task, pid));
	store__s64(s, BPF_CORE_READ(task, tgid));
	store__s64(s, task__parent(task));
	store__empty(s);
	store__u64(s, BPF_CORE_READ(task, signal, rlim[RLIMIT_NOFILE].rlim_cur));
	store__u64(s, BPF_CORE_READ(task, maj_flt));
	store__u64(s, BPF_CORE_READ(task, min_flt));
	store__u32(s, mm__size_kib(mm));
	store__u32(s, mm__resident_kib(mm));
	store__u32(s, mm__swapped_kib(mm));
	store__string(s, &task->comm, COMM_BYTES, OF_KERNEL);
}

struct kernfs_node___before_6_15 {
	struct kernfs_node *parent;
} __attribute__((preserve_access_index));

struct kernfs_node___v6_15 {
	struct kernfs_node *__parent;
} __attribute__((preserve_access_index));

INLINE struct kernfs_node *kernfs__parent(struct kernfs_node *node)
{
	struct kernfs_node___before_6_15 *old = (void *)node;
	struct kernfs_node___v6_15 *new = (void *)node;

	if (bpf_core_field_exists(old->parent))
		return BPF_CORE_READ(old, parent);
	return BPF_CORE_READ(new, __parent);
}

/* "subsystem=/path" with its NUL */
INLINE void append__cgroup(struct scratch_area *s, struct task_struct *task, __u32 subsystem)
{
	struct cgroup_subsys_state *state = BPF_CORE_READ(task, cgroups, subsys[subsystem]);
	struct kernfs_node *node = BPF_CORE_READ(state, cgroup, kn);
	const char *names[CGROUP_DEPTH_MAX] = {};
	int depth = 0;

	if (!append__string(s, BPF_CORE_READ(state, ss, name), NAME_BYTES, OF_KERNEL))
		return;
	s->record[(s->end - 1) & SCRATCH_MASK] = '=';
	for (int i = 0; i < CGROUP_DEPTH_MAX; i++) {
		struct kernfs_node *parent = node ? kernfs__parent(node) : NULL;

		if (!parent)
			break;
		names[i] = BPF_CORE_READ(node, name);
		node = parent;
		depth++;
	}
	if (depth == 0)
		append__u8(s, '/');
	for (int i = CGROUP_DEPTH_MAX - 1; i >= 0; i--) {
		if (!names[i])
			continue;
		append__u8(s, '/');
		if (append__string(s, names[i], NAME_BYTES, OF_KERNEL))
			s->end--;
	}
	append__u8(s, 0);
}

#define APPEND_CGROUP(s, task, id)                                                                 \
	if (bpf_core_enum_value_exists(enum cgroup_subsys_id, id))                                 \
	append__cgroup(s, task, bpf_core_enum_value(enum cgroup_subsys_id, id))

__noinline int cgroups__store(__u64 address)
{
	struct task_struct *task = (void *)address;
	struct scratch_area *s = map__scratch();
	__u32 start;

	if (!s)
		return 0;
	start = s->end;
	APPEND_CGROUP(s, task, cpuset_cgrp_id);
	APPEND_CGROUP(s, task, cpu_cgrp_id);
	APPEND_CGROUP(s, task, cpuacct_cgrp_id);
	APPEND_CGROUP(s, task, io_cgrp_id);
	APPEND_CGROUP(s, task, memory_cgrp_id);
	store__since(s, start);
	return 0;
}

#endif
