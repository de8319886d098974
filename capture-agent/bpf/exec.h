#ifndef EXEC_H
#define EXEC_H

/* execve and execveat. */

#include "exe.h"
#include "task.h"

#define EXECVE_PARAMS 31
#define EXECVEAT_PARAMS 30
#define ARGS_MAX 16 /* of a failed execve: what libs' probes look at */

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

/* One that failed. `at`: execveat, whose arguments stand one further and whose event has no
 * filename. */
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

#endif
