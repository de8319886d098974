#ifndef CLONE_H
#define CLONE_H

/* clone, clone3, fork and vfork. */

#include "task.h"
#include "values.h"

#define CLONE_PARAMS 21

INLINE bool task__in_pid_namespace(struct task_struct *task)
{
	struct pid_namespace *own = pid__namespace(task__pid(task, PIDTYPE_PID));

	return BPF_CORE_READ(own, level) != 0 ||
	       BPF_CORE_READ(task, nsproxy, pid_ns_for_children) != own;
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
		flags |= CLONE_FLAGS__CLONE_THREAD | CLONE_FLAGS__CLONE_SIGHAND |
			 CLONE_FLAGS__CLONE_VM;
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

#endif
