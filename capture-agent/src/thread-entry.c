#include "thread-entry.h"

#include <stdlib.h>
#include <string.h>

#include "blocks.h"

enum { CAP_DAC_OVERRIDE_BIT = 1 };

/* Clone flags of the capture: a thread shares its process's fds. */
enum { CLONE_FILES_FLAG = 1 << 0, CLONE_THREAD_FLAG = 1 << 13 };

static bool in_group(const struct thread *thread, uint64_t gid)
{
	const char *text = thread->groups;
	char *end;

	if (thread->egid == gid)
		return true;
	for (;; text = end) {
		uint64_t group = strtoull(text, &end, 10);

		if (end == text)
			return false;
		if (group == gid)
			return true;
	}
}

static bool may_write_exe(const struct thread *thread, const struct stat *exe)
{
	if (!exe->st_ino)
		return false;
	if (thread->cap_effective & 1u << CAP_DAC_OVERRIDE_BIT)
		return true;
	if (thread->euid == exe->st_uid)
		return exe->st_mode & S_IWUSR;
	return exe->st_mode & (in_group(thread, exe->st_gid) ? S_IWGRP : S_IWOTH);
}

static uint64_t time_ns(struct timespec time)
{
	return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

static void put_name(struct buffer *out, const char *name)
{
	buffer_put_str16(out, name, strlen(name), MAX_NAME_SIZE);
}

static void put_list(struct buffer *out, const struct buffer *list)
{
	buffer_put_str16(out, list->data, list->size, MAX_LIST_SIZE);
}

static void put_who(struct buffer *out, const struct process *process, const struct thread *thread)
{
	buffer_put_u64(out, (uint64_t)thread->tid);
	buffer_put_u64(out, (uint64_t)process->pid);
	buffer_put_u64(out, (uint64_t)thread->ptid);
	buffer_put_u64(out, (uint64_t)thread->sid);
	buffer_put_u64(out, (uint64_t)thread->vpgid);
	put_name(out, thread->comm);
	buffer_put_str16(out, process->exe.data, process->exe.size, MAX_NAME_SIZE);
	put_name(out, process->exepath);
	put_list(out, &process->args);
	put_name(out, thread->cwd);
}

static void put_what(struct buffer *out, const struct process *process, const struct thread *thread)
{
	static const struct buffer NONE;
	bool leader = thread->tid == process->pid;

	buffer_put_u64(out, (uint64_t)process->fd_limit);
	buffer_put_u32(out, leader ? 0 : CLONE_THREAD_FLAG | CLONE_FILES_FLAG);
	buffer_put_u32(out, (uint32_t)thread->euid);
	buffer_put_u32(out, (uint32_t)thread->egid);
	buffer_put_u32(out, (uint32_t)thread->vm_size);
	buffer_put_u32(out, (uint32_t)thread->vm_rss);
	buffer_put_u32(out, (uint32_t)thread->vm_swap);
	buffer_put_u64(out, thread->pf_major);
	buffer_put_u64(out, thread->pf_minor);
	put_list(out, leader ? &process->env : &NONE); /* readers take it from the leader only */
	buffer_put_u64(out, (uint64_t)thread->vtid);
	buffer_put_u64(out, (uint64_t)thread->vpid);
	put_list(out, &thread->cgroups);
	put_name(out, thread->root);
}

/* sysdig 0.29.3 knows nothing of what was later put in front of the login's user. */
static void put_sysdig_029_tail(struct buffer *out, const struct process *process,
				const struct thread *thread)
{
	buffer_put_u32(out, process->loginuid);
	buffer_put_u8(out, may_write_exe(thread, &process->exe_stat));
	buffer_put_u64(out, thread->cap_inheritable);
	buffer_put_u64(out, thread->cap_permitted);
	buffer_put_u64(out, thread->cap_effective);
}

static void put_tail(struct buffer *out, const struct process *process, const struct thread *thread)
{
	static const char MEMFD[] = "/memfd:";

	buffer_put_u64(out, thread->pidns_start_ns);
	buffer_put_u32(out, thread->tty);
	put_sysdig_029_tail(out, process, thread);
	buffer_put_u8(out, 0); /* upper layer of an overlay: not to be seen from here */
	buffer_put_u64(out, process->exe_stat.st_ino);
	buffer_put_u64(out, time_ns(process->exe_stat.st_ctim));
	buffer_put_u64(out, time_ns(process->exe_stat.st_mtim));
	buffer_put_u8(out, !strncmp(process->exepath, MEMFD, strlen(MEMFD)));
	buffer_put_u8(out, 0); /* lower layer */
	buffer_put_u64(out, (uint64_t)thread->pgid);
}

void put_thread(struct buffer *out, const struct process *process, const struct thread *thread,
		bool sysdig_029)
{
	put_who(out, process, thread);
	put_what(out, process, thread);
	if (sysdig_029)
		put_sysdig_029_tail(out, process, thread);
	else
		put_tail(out, process, thread);
}
