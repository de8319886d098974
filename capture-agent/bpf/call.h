#ifndef CALL_H
#define CALL_H

#include "maps.h"

#ifdef __TARGET_ARCH_x86

#define TS_COMPAT 2
#define IA32_OLD_MMAP 90
#define IA32_SOCKETCALL 102
#define EXECVE_NATIVE 59

INLINE bool call__is_compat(void)
{
	struct task_struct *task;

	if (bpf_core_enum_value_exists(enum bpf_func_id, BPF_FUNC_get_current_task_btf)) {
		task = bpf_get_current_task_btf();
		return task->thread_info.status & TS_COMPAT;
	}
	task = (void *)bpf_get_current_task();
	return BPF_CORE_READ(task, thread_info.status) & TS_COMPAT;
}

INLINE __u32 call__number(struct pt_regs *regs)
{
	return regs->orig_ax;
}

struct socketcall_row {
	__u16 native;
	__u16 nargs;
};

/* By the number socketcall(2) gives it. send and recv are sendto and recvfrom without an address.
 */
static const volatile struct socketcall_row socketcalls[32] = {
	[1] = { 41, 3 },   /* socket */
	[2] = { 49, 3 },   /* bind */
	[3] = { 42, 3 },   /* connect */
	[4] = { 50, 2 },   /* listen */
	[5] = { 43, 3 },   /* accept */
	[6] = { 51, 3 },   /* getsockname */
	[7] = { 52, 3 },   /* getpeername */
	[8] = { 53, 4 },   /* socketpair */
	[9] = { 44, 4 },   /* send */
	[10] = { 45, 4 },  /* recv */
	[11] = { 44, 6 },  /* sendto */
	[12] = { 45, 6 },  /* recvfrom */
	[13] = { 48, 2 },  /* shutdown */
	[14] = { 54, 5 },  /* setsockopt */
	[15] = { 55, 5 },  /* getsockopt */
	[16] = { 46, 3 },  /* sendmsg */
	[17] = { 47, 3 },  /* recvmsg */
	[18] = { 288, 4 }, /* accept4 */
	[19] = { 299, 5 }, /* recvmmsg */
	[20] = { 307, 4 }, /* sendmmsg */
};

INLINE __u32 call__native(struct pt_regs *regs, __u32 nr, bool compat)
{
	__u32 socketcall = regs->bx;
	__u16 native;

	if (!compat)
		return nr;
	if (nr != IA32_SOCKETCALL)
		return nr < SYSCALL_LIMIT ? table.ia32[syscall__index(nr)].native : IA32_NONE;
	native = socketcalls[socketcall & 31].native;
	return socketcall < 32 && native ? native : IA32_NONE;
}

/* Arguments that lie in memory: socketcall's, and those of the oldest mmap. */
INLINE void call__load_args_at(struct syscall_call *call, __u64 address, __u32 count)
{
	__u32 args[6] = {};
	__u32 bytes = count * sizeof(args[0]);

	if (bytes > sizeof(args))
		return;
	bpf_probe_read_user(args, bytes, (void *)address);
	for (int i = 0; i < 6; i++)
		call->args[i] = args[i];
}

INLINE void call__load_ia32_args(struct syscall_call *call, struct pt_regs *regs)
{
	call->args[0] = (__u32)regs->bx;
	call->args[1] = (__u32)regs->cx;
	call->args[2] = (__u32)regs->dx;
	call->args[3] = (__u32)regs->si;
	call->args[4] = (__u32)regs->di;
	call->args[5] = (__u32)regs->bp;
	if (call->nr == IA32_SOCKETCALL)
		call__load_args_at(call, call->args[1], socketcalls[call->args[0] & 31].nargs);
	else if (call->nr == IA32_OLD_MMAP)
		call__load_args_at(call, call->args[0], 6);
}

INLINE void call__load_args(struct syscall_call *call, struct pt_regs *regs)
{
	if (call->compat) {
		call__load_ia32_args(call, regs);
		return;
	}
	call->args[0] = regs->di;
	call->args[1] = regs->si;
	call->args[2] = regs->dx;
	call->args[3] = regs->r10;
	call->args[4] = regs->r8;
	call->args[5] = regs->r9;
}

/* The event of a call: on ia32 some calls have their own. */
INLINE __u32 call__exit_event(const struct syscall_call *call)
{
	__u32 own = call->compat ? table.ia32[syscall__index(call->nr)].exit_event : 0;

	return own ? own : table.syscalls[syscall__index(call->native)].exit_event;
}

#elif defined(__TARGET_ARCH_arm64)

#define TIF_32BIT 22
#define EXECVE_NATIVE 221
#define CLONE_NATIVE 220

/* The same on every arm64 kernel; CO-RE finds the offsets, whatever machine the types came from. */
struct pt_regs___on_arm64 {
	__u64 regs[31];
	__u64 orig_x0;
	__s32 syscallno;
} __attribute__((preserve_access_index));

INLINE bool call__is_compat(void)
{
	struct task_struct *task = (void *)bpf_get_current_task();

	return BPF_CORE_READ(task, thread_info.flags) & (1 << TIF_32BIT);
}

INLINE __u32 call__number(struct pt_regs *regs)
{
	return ((struct pt_regs___on_arm64 *)regs)->syscallno;
}

INLINE void call__load_args(struct syscall_call *call, struct pt_regs *regs)
{
	struct pt_regs___on_arm64 *arm = (void *)regs;

	call->args[0] = arm->orig_x0;
	call->args[1] = arm->regs[1];
	call->args[2] = arm->regs[2];
	call->args[3] = arm->regs[3];
	call->args[4] = arm->regs[4];
	call->args[5] = arm->regs[5];
}

/* Calls of 32-bit arm programs are not recorded: their numbers have no table. */
INLINE __u32 call__native(struct pt_regs *regs, __u32 nr, bool compat)
{
	return compat ? IA32_NONE : nr;
}

INLINE __u32 call__exit_event(const struct syscall_call *call)
{
	return table.syscalls[syscall__index(call->native)].exit_event;
}

#else
#error "ARCH must be x86 or arm64"
#endif

INLINE __u64 call__arg(struct scratch_area *s, __u32 number)
{
	return s->call.args[number & 7];
}

#endif
