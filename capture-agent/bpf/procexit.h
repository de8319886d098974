#ifndef PROCEXIT_H
#define PROCEXIT_H

/* The end of a thread. */

#include "kernel.h"
#include "store.h"

#define PROCEXIT_PARAMS 5
#define THREADS_MAX 30
#define ANCESTORS_MAX 60

/* A thread of the process that is not about to exit; 0 if there is none, -1 if it has too many to
 * tell. */
INLINE __s64 process__living_thread(struct task_struct *task)
{
	struct signal_struct *signal = BPF_CORE_READ(task, signal);
	struct list_head *head =
		(void *)signal + bpf_core_field_offset(struct signal_struct, thread_head);
	struct list_head *node = BPF_CORE_READ(head, next);

	for (int i = 0; i < THREADS_MAX; i++) {
		struct task_struct *thread =
			(void *)node - bpf_core_field_offset(struct task_struct, thread_node);

		if (node == head)
			return 0;
		if (!(BPF_CORE_READ(thread, flags) & PF_EXITING))
			return BPF_CORE_READ(thread, pid);
		node = BPF_CORE_READ(node, next);
	}
	return -1;
}

/* Who will be the parent of an exiting task's children, as the kernel finds it; -1 if that goes too
 * far. */
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
		if (ancestor == init ||
		    BPF_CORE_READ(ancestor, thread_pid, level) != BPF_CORE_READ(own, level))
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
	struct list_head *children =
		(void *)task + bpf_core_field_offset(struct task_struct, children);
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
