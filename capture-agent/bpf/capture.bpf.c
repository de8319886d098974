/* The programs: what the tracepoints of the kernel lead to. */

#include "clone.h"
#include "exec.h"
#include "filter.h"
#include "interpret.h"
#include "messages.h"
#include "procexit.h"
#include "tracepoints.h"

char LICENSE[] SEC("license") = "GPL";

INLINE void store__generic(struct scratch_area *s)
{
	record__start(s, PPME_GENERIC_X, 2, DROP_OTHER);
	store__u16(s, s->call.ppm_sc);
	store__u16(s, s->call.native);
	record__submit(s);
}

INLINE void exit__event(struct scratch_area *s, __u32 event)
{
	switch (event) {
	case PPME_GENERIC_X:
		store__generic(s);
		break;
	case PPME_SYSCALL_EXECVE_19_X:
	case PPME_SYSCALL_EXECVEAT_X:
		if (s->call.ret != 0) /* else sched_process_exec has made the event */
			exec__failed(event == PPME_SYSCALL_EXECVEAT_X);
		break;
	case PPME_SYSCALL_CLONE_20_X:
	case PPME_SYSCALL_CLONE3_X:
	case PPME_SYSCALL_FORK_20_X:
	case PPME_SYSCALL_VFORK_20_X:
		clone__event(event);
		break;
	case PPME_SOCKET_SENDMMSG_X:
	case PPME_SOCKET_RECVMMSG_X:
		messages__events(s, event);
		break;
	default:
		interpret__row(s, event);
	}
}

/* Takes the scratch area for a system call and puts the call into it; NULL if the call is not to be
 * recorded. */
INLINE struct scratch_area *syscall__start(struct pt_regs *regs, __u32 nr, __s64 ret, bool enter)
{
	bool compat = call__is_compat();
	__u32 native = call__native(regs, nr, compat);
	const volatile struct syscall_row *row = &table.syscalls[syscall__index(native)];
	struct scratch_area *s;

	if (native >= SYSCALL_LIMIT || !(enter ? row->enter_event : row->exit_event))
		return NULL;
	if (!filter__syscall(native) || !filter__task())
		return NULL;
	s = scratch__take();
	if (!s)
		return NULL;
	s->call.ret = ret;
	s->call.nr = nr;
	s->call.compat = compat;
	s->call.native = native;
	s->call.ppm_sc = row->ppm_sc;
	call__load_args(&s->call, regs);
	return s;
}

SEC("tp_btf/sys_exit")
int BPF_PROG(sys_exit, struct pt_regs *regs, long ret)
{
	struct scratch_area *s = syscall__start(regs, call__number(regs), ret, false);

	if (!s)
		return 0;
	exit__event(s, call__exit_event(&s->call));
	s->taken = 0;
	return 0;
}

/* Only of the calls whose arguments in memory could be changed while they run. */
SEC("tp_btf/sys_enter")
int BPF_PROG(sys_enter, struct pt_regs *regs, long id)
{
	__u32 nr = call__number(regs);
	struct scratch_area *s;

	if (!table.has_enter_event[syscall__index(nr)])
		return 0;
	s = syscall__start(regs, nr, -MAX_ERRNO, true);
	if (!s)
		return 0;
	interpret__row(s, table.syscalls[syscall__index(s->call.native)].enter_event);
	s->taken = 0;
	return 0;
}

SEC("tp_btf/sched_process_exec")
int BPF_PROG(sched_process_exec, struct task_struct *task, pid_t old_pid,
	     struct linux_binprm *binary)
{
	struct scratch_area *s;

	if (!filter__syscall(EXECVE_NATIVE) || !filter__task())
		return 0;
	s = scratch__take();
	if (!s)
		return 0;
	exec__succeeded((__u64)BPF_CORE_READ(binary, filename));
	s->taken = 0;
	return 0;
}

SEC("tp_btf/sched_process_fork")
int BPF_PROG(sched_process_fork, struct task_struct *parent, struct task_struct *child)
{
	filter__add_child(BPF_CORE_READ(parent, tgid), BPF_CORE_READ(child, tgid));
#ifdef __TARGET_ARCH_arm64
	struct scratch_area *s;

	if (!filter__syscall(CLONE_NATIVE) || !filter__task())
		return 0;
	s = scratch__take();
	if (!s)
		return 0;
	clone__child((__u64)parent, (__u64)child);
	s->taken = 0;
#endif
	return 0;
}

SEC("tp_btf/sched_process_exit")
int BPF_PROG(sched_process_exit, struct task_struct *task)
{
	struct scratch_area *s = filter__task() ? scratch__take() : NULL;

	if (s) {
		process__exited();
		s->taken = 0;
	}
	if (BPF_CORE_READ(task, signal, live.counter) == 0)
		filter__remove_process(BPF_CORE_READ(task, tgid));
	return 0;
}

SEC("tp_btf/sched_switch")
int BPF_PROG(sched_switch, bool preempt, struct task_struct *previous, struct task_struct *next)
{
	if (agent.record_switches && filter__task())
		switch__event(previous, next);
	return 0;
}

SEC("tp_btf/signal_deliver")
int BPF_PROG(signal_deliver, int signal, struct kernel_siginfo *info, struct k_sigaction *action)
{
	if (agent.record_signals && filter__task())
		signal__event(signal, info);
	return 0;
}

#ifdef __TARGET_ARCH_x86

SEC("tp_btf/page_fault_user")
int BPF_PROG(page_fault_user, unsigned long address, struct pt_regs *regs, unsigned long error)
{
	if (agent.record_faults && filter__task())
		fault__event(address, regs->ip, error);
	return 0;
}

SEC("tp_btf/page_fault_kernel")
int BPF_PROG(page_fault_kernel, unsigned long address, struct pt_regs *regs, unsigned long error)
{
	if (agent.record_faults && filter__task())
		fault__event(address, regs->ip, error);
	return 0;
}

#endif
