#ifndef PROCESS_H
#define PROCESS_H

/* Events about processes: execve, clone and its like, procexit. */

#include "call.h"
#include "paths.h"
#include "values.h"

#define ARGS_BYTES 4096
#define ARGS_MAX 16 /* of a failed execve: what libs' probes look at */
#define CGROUP_DEPTH_MAX 16
#define GROUP_SEARCH_STEPS 16
#define EXTENTS_INLINE 5
#define THREADS_MAX 30
#define ANCESTORS_MAX 60

#define EXECVE_PARAMS 31
#define EXECVEAT_PARAMS 30
#define CLONE_PARAMS 21
#define PROCEXIT_PARAMS 5

#define S_IFREG 0100000
#define S_IFDIR 0040000
#define S_IFLNK 0120000
#define S_IMMUTABLE 8
#define SB_RDONLY 1
#define MAY_WRITE 2
#define CAP_DAC_OVERRIDE 1
#define CAP_FOWNER 3
#define INVALID_ID 0xFFFFFFFF

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
	store__strings(s, BPF_CORE_READ(task, mm, env_start), BPF_CORE_READ(task, mm, env_end), ARGS_BYTES);
}

/* The string that the index-th pointer of an array leads to; 0 if there is none. */
INLINE __u32 append__pointed(struct scratch_area *s, __u64 array, __u32 index, __u32 limit)
{
	__u32 width = s->call.compat ? 4 : 8;
	__u64 pointer = 0;

	if (bpf_probe_read_user(&pointer, width, (void *)(array + index * width)) || !pointer)
		return 0;
	return append__string(s, (void *)pointer, limit, OF_USER);
}

/* One parameter out of the strings from the first-th pointer of an array on. */
INLINE void store__pointed(struct scratch_area *s, __u64 array, __u32 first, __u32 limit)
{
	__u32 start = s->end;

	for (__u32 i = first; i < ARGS_MAX; i++) {
		if (!append__pointed(s, array, i, ARGS_BYTES))
			break;
		if (s->end - start >= limit) {
			s->end = start + limit;
			break;
		}
	}
	if (s->end > start)
		s->record[(s->end - 1) & SCRATCH_MASK] = 0;
	store__since(s, start);
}

/* exe and args of an execve that failed: what was asked for. */
__noinline int exec__store_wanted(__u64 argv)
{
	struct scratch_area *s = map__scratch();
	__u32 start;

	if (!s)
		return 0;
	start = s->end;
	if (!argv) {
		append__u8(s, 0);
		store__length(s, 1);
		store__empty(s);
		return 0;
	}
	append__pointed(s, argv, 0, ARGS_BYTES);
	store__since(s, start);
	store__pointed(s, argv, 1, ARGS_BYTES - (s->end - start));
	return 0;
}

__noinline int exec__store_wanted_environment(__u64 envp)
{
	struct scratch_area *s = map__scratch();

	if (!s)
		return 0;
	if (envp)
		store__pointed(s, envp, 0, ARGS_BYTES);
	else
		store__empty(s);
	return 0;
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

#define APPEND_CGROUP(s, task, id)                                                                   \
	if (bpf_core_enum_value_exists(enum cgroup_subsys_id, id))                                   \
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

/* Whether a map of a user namespace has the id; one with more extents than fit inline is taken to have it. */
INLINE bool ids__have(struct uid_gid_map *map, __u32 id)
{
	__u32 count = BPF_CORE_READ(map, nr_extents);

	if (count > EXTENTS_INLINE)
		return true;
	for (__u32 i = 0; i < EXTENTS_INLINE && i < count; i++) {
		__u32 first = BPF_CORE_READ(map, extent[i].lower_first);

		if (id >= first && id - first < BPF_CORE_READ(map, extent[i].count))
			return true;
	}
	return false;
}

INLINE bool cred__in_group(const struct cred *cred, __u32 wanted)
{
	struct group_info *groups = BPF_CORE_READ(cred, group_info);
	__u32 low = 0, high = BPF_CORE_READ(groups, ngroups);

	for (int i = 0; i < GROUP_SEARCH_STEPS && low < high; i++) {
		__u32 middle = (low + high) / 2;
		__u32 gid = BPF_CORE_READ(groups, gid[middle].val);

		if (gid == wanted)
			return true;
		if (gid < wanted)
			low = middle + 1;
		else
			high = middle;
	}
	return false;
}

/* Whether the program may write the file it runs: its owner, permission bits and capabilities, not ACLs. */
INLINE bool exe__writable(struct task_struct *task, struct inode *inode)
{
	const struct cred *cred = BPF_CORE_READ(task, cred);
	struct user_namespace *users = BPF_CORE_READ(cred, user_ns);
	__u32 uid = BPF_CORE_READ(inode, i_uid.val), gid = BPF_CORE_READ(inode, i_gid.val);
	__u64 capabilities = CRED_CAPABILITY(task, cap_effective);
	__u16 mode = BPF_CORE_READ(inode, i_mode), kind = mode & S_IFMT;
	bool fixed = kind == S_IFREG || kind == S_IFDIR || kind == S_IFLNK;

	if (!inode || (BPF_CORE_READ(inode, i_sb, s_flags) & SB_RDONLY && fixed))
		return false;
	if (BPF_CORE_READ(inode, i_flags) & S_IMMUTABLE || uid == INVALID_ID || gid == INVALID_ID)
		return false;
	if (BPF_CORE_READ(cred, fsuid.val) == uid)
		return true;
	if (BPF_CORE_READ(cred, fsgid.val) == gid || cred__in_group(cred, gid))
		mode >>= 3;
	if (mode & MAY_WRITE)
		return true;
	if (!ids__have(&users->uid_map, uid))
		return false;
	return (capabilities & 1 << CAP_FOWNER) ||
	       (capabilities & 1 << CAP_DAC_OVERRIDE && ids__have(&users->gid_map, gid));
}

INLINE bool exe__is_memfd(struct file *file)
{
	struct dentry *dentry = BPF_CORE_READ(file, f_path.dentry);
	char name[8] = {};

	if (BPF_CORE_READ(dentry, d_parent) != dentry)
		return false;
	bpf_probe_read_kernel_str(name, 7, BPF_CORE_READ(dentry, d_name.name));
	return name[0] == 'm' && name[1] == 'e' && name[2] == 'm' && name[3] == 'f' && name[4] == 'd' &&
	       name[5] == ':';
}

INLINE __u32 exe__flags(struct task_struct *task, struct file *exe)
{
	enum overlay_layer layer = file__layer(exe);
	__u32 flags = 0;

	if (!exe)
		return 0;
	if (exe__writable(task, BPF_CORE_READ(exe, f_inode)))
		flags |= EXECVE_FLAGS__EXE_WRITABLE;
	if (layer != LAYER_NONE)
		flags |= layer == LAYER_UPPER ? EXECVE_FLAGS__EXE_UPPER_LAYER : EXECVE_FLAGS__EXE_LOWER_LAYER;
	if (exe__is_memfd(exe))
		flags |= EXECVE_FLAGS__EXE_FROM_MEMFD;
	return flags;
}

/* tty to gid: what an execve says of the program it runs, and of who runs it */
__noinline int exec__store_program(void)
{
	struct task_struct *task = current_task();
	struct file *exe = BPF_CORE_READ(task, mm, exe_file);
	struct inode *inode = exe ? BPF_CORE_READ(exe, f_inode) : NULL;
	struct scratch_area *s = map__scratch();

	if (!s)
		return 0;
	store__u32(s, task__tty(task));
	store__s64(s, task__virtual_pid(task, PIDTYPE_PGID));
	store__u32(s, task__loginuid(task));
	store__u32(s, exe__flags(task, exe));
	store__u64(s, CRED_CAPABILITY(task, cap_inheritable));
	store__u64(s, CRED_CAPABILITY(task, cap_permitted));
	store__u64(s, CRED_CAPABILITY(task, cap_effective));
	store__u64(s, inode ? BPF_CORE_READ(inode, i_ino) : 0);
	store__u64(s, inode ? inode__ctime_ns(inode) : 0);
	store__u64(s, inode ? inode__mtime_ns(inode) : 0);
	store__u32(s, BPF_CORE_READ(task, cred, euid.val));
	path__store(exe ? (__u64)exe + bpf_core_field_offset(struct file, f_path) : 0);
	store__s64(s, pid__number(task__pid(task, PIDTYPE_PGID)));
	store__u32(s, BPF_CORE_READ(task, cred, egid.val));
	return 0;
}

/* An execve (or execveat) that has replaced the program of the current process. */
__noinline int exec__succeeded(__u64 filename)
{
	struct task_struct *task = current_task();
	struct scratch_area *s = map__scratch();

	if (!s)
		return 0;
	record__start(s, PPME_SYSCALL_EXECVE_19_X, EXECVE_PARAMS, DROP_EXECVE_EXIT);
	store__s64(s, 0);
	store__arguments(s, task);
	store__identity(s, task);
	cgroups__store((__u64)task);
	store__environment(s, task);
	exec__store_program();
	store__string(s, (void *)filename, PATH_BYTES, OF_KERNEL);
	record__submit(s);
	return 0;
}

/* One that failed. `at`: execveat, whose arguments stand one further and whose event has no filename. */
__noinline int exec__failed(__u32 at)
{
	struct task_struct *task = current_task();
	struct scratch_area *s = map__scratch();

	if (!s)
		return 0;
	record__start(s, at ? PPME_SYSCALL_EXECVEAT_X : PPME_SYSCALL_EXECVE_19_X,
		      at ? EXECVEAT_PARAMS : EXECVE_PARAMS, DROP_EXECVE_EXIT);
	store__s64(s, s->call.ret);
	exec__store_wanted(call__arg(s, at ? 2 : 1));
	store__identity(s, task);
	cgroups__store((__u64)task);
	exec__store_wanted_environment(call__arg(s, at ? 3 : 2));
	exec__store_program();
	if (!at)
		store__string(s, (void *)call__arg(s, 0), PATH_BYTES, OF_USER);
	record__submit(s);
	return 0;
}

INLINE bool task__in_pid_namespace(struct task_struct *task)
{
	struct pid_namespace *own = pid__namespace(task__pid(task, PIDTYPE_PID));

	return BPF_CORE_READ(own, level) != 0 || BPF_CORE_READ(task, nsproxy, pid_ns_for_children) != own;
}

INLINE __u64 task__namespace_start_ns(struct task_struct *task)
{
	struct pid_namespace *namespace = pid__namespace(task__pid(task, PIDTYPE_TGID));

	return BPF_CORE_READ(namespace, child_reaper, start_time);
}

/* What Linux was asked for: the flags of clone or of clone3's struct; none for fork and vfork. */
INLINE __u32 clone__linux_flags(struct scratch_area *s, __u32 event)
{
	__u64 flags = 0;

	if (event == PPME_SYSCALL_CLONE_20_X)
		return call__arg(s, 0);
	if (event == PPME_SYSCALL_CLONE3_X)
		bpf_probe_read_user(&flags, sizeof(flags), (void *)call__arg(s, 0));
	return flags;
}

/* clone, clone3, fork or vfork: the parent's event, or the child's, whose result is 0. */
__noinline int clone__event(__u32 event)
{
	struct task_struct *task = current_task();
	struct scratch_area *s = map__scratch();
	__u32 flags;

	if (!s)
		return 0;
	record__start(s, event, CLONE_PARAMS, DROP_CLONE_FORK_EXIT);
	store__s64(s, s->call.ret);
	if (s->call.ret >= 0) {
		store__arguments(s, task);
	} else {
		store__empty(s);
		store__empty(s);
	}
	store__identity(s, task);
	cgroups__store((__u64)task);
	flags = map__value(MAP_CLONE, clone__linux_flags(s, event));
	if (task__in_pid_namespace(task))
		flags |= CLONE_FLAGS__CLONE_CHILD_IN_PIDNS;
	store__u32(s, flags);
	store__u32(s, BPF_CORE_READ(task, cred, euid.val));
	store__u32(s, BPF_CORE_READ(task, cred, egid.val));
	store__s64(s, task__virtual_pid(task, PIDTYPE_PID));
	store__s64(s, task__virtual_pid(task, PIDTYPE_TGID));
	store__u64(s, s->call.ret == 0 ? task__namespace_start_ns(task) : 0);
	record__submit(s);
	return 0;
}

#ifdef __TARGET_ARCH_arm64
/* arm64 does not trace a child's way out of clone: its event is made when it is forked. */
__noinline int clone__child(__u64 parent_address, __u64 child_address)
{
	struct task_struct *parent = (void *)parent_address, *task = (void *)child_address;
	struct scratch_area *s = map__scratch();
	__u32 flags = 0;

	if (!s)
		return 0;
	record__start(s, PPME_SYSCALL_CLONE_20_X, CLONE_PARAMS, DROP_CLONE_FORK_EXIT);
	((struct record_header *)s->record)->tid = BPF_CORE_READ(task, pid);
	store__s64(s, 0);
	store__arguments(s, task);
	store__identity(s, task);
	cgroups__store((__u64)task);
	if (BPF_CORE_READ(task, pid) != BPF_CORE_READ(task, tgid))
		flags |= CLONE_FLAGS__CLONE_THREAD | CLONE_FLAGS__CLONE_SIGHAND | CLONE_FLAGS__CLONE_VM;
	if (BPF_CORE_READ(task, files) == BPF_CORE_READ(parent, files))
		flags |= CLONE_FLAGS__CLONE_FILES;
	if (task__in_pid_namespace(task))
		flags |= CLONE_FLAGS__CLONE_CHILD_IN_PIDNS;
	store__u32(s, flags);
	store__u32(s, BPF_CORE_READ(task, cred, euid.val));
	store__u32(s, BPF_CORE_READ(task, cred, egid.val));
	store__s64(s, task__virtual_pid(task, PIDTYPE_PID));
	store__s64(s, task__virtual_pid(task, PIDTYPE_TGID));
	store__u64(s, task__namespace_start_ns(task));
	record__submit(s);
	return 0;
}
#endif

/* A thread of the process that is not about to exit; 0 if there is none, -1 if it has too many to tell. */
INLINE __s64 process__living_thread(struct task_struct *task)
{
	struct signal_struct *signal = BPF_CORE_READ(task, signal);
	struct list_head *head = (void *)signal + bpf_core_field_offset(struct signal_struct, thread_head);
	struct list_head *node = BPF_CORE_READ(head, next);

	for (int i = 0; i < THREADS_MAX; i++) {
		struct task_struct *thread = (void *)node - bpf_core_field_offset(struct task_struct, thread_node);

		if (node == head)
			return 0;
		if (!(BPF_CORE_READ(thread, flags) & PF_EXITING))
			return BPF_CORE_READ(thread, pid);
		node = BPF_CORE_READ(node, next);
	}
	return -1;
}

/* Who will be the parent of an exiting task's children, as the kernel finds it; -1 if that goes too far. */
INLINE __s64 task__reaper(struct task_struct *task)
{
	struct pid *own = task__pid(task, PIDTYPE_PID);
	struct task_struct *init = BPF_CORE_READ(pid__namespace(own), child_reaper);
	struct signal_struct *signal = BPF_CORE_READ(task, signal);
	__s64 init_pid = BPF_CORE_READ(init, pid);
	__s64 living = process__living_thread(task);
	struct task_struct *ancestor = task;

	if (living)
		return living;
	if (init == task)
		return 0;
	if (!BPF_CORE_READ_BITFIELD_PROBED(signal, has_child_subreaper))
		return init_pid;
	for (int i = 0; i < ANCESTORS_MAX; i++) {
		ancestor = BPF_CORE_READ(ancestor, real_parent);
		if (ancestor == init || BPF_CORE_READ(ancestor, thread_pid, level) != BPF_CORE_READ(own, level))
			return init_pid;
		signal = BPF_CORE_READ(ancestor, signal);
		if (!BPF_CORE_READ_BITFIELD_PROBED(signal, is_child_subreaper))
			continue;
		living = process__living_thread(ancestor);
		if (living)
			return living;
	}
	return -1;
}

__noinline int process__exited(void)
{
	struct task_struct *task = current_task();
	struct scratch_area *s = map__scratch();
	struct list_head *children = (void *)task + bpf_core_field_offset(struct task_struct, children);
	__s32 code = BPF_CORE_READ(task, exit_code);
	__u8 signal = code & 0x7F;

	if (!s)
		return 0;
	record__start(s, PPME_PROCEXIT_1_E, PROCEXIT_PARAMS, DROP_PROC_EXIT);
	store__s64(s, code);
	store__s64(s, code >> 8 & 0xFF);
	store__u8(s, signal == 0x7F ? 0 : signal);
	store__u8(s, code & 0x80 ? 1 : 0);
	store__s64(s, BPF_CORE_READ(children, next) == children ? 0 : task__reaper(task));
	record__submit(s);
	return 0;
}

#endif
