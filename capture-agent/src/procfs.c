#include "procfs.h"

#include <dirent.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "blocks.h"
#include "proc-file.h"
#include "thread-entry.h"

enum { STATUS_SIZE = 64 << 10, STAT_SIZE = 4096 };

/* The value of a line `NAME:\tVALUE` of a status file, or nothing. */
static const char *status_value(const struct buffer *status, const char *name)
{
	const char *line = (const char *)status->data;
	size_t size = strlen(name);

	for (; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (!strncmp(line, name, size) && line[size] == ':')
			return line + size + 1 + strspn(line + size + 1, "\t ");
	}
	return "";
}

static uint64_t status_number(const struct buffer *status, const char *name, int base)
{
	return strtoull(status_value(status, name), NULL, base);
}

/* Of the ids in the nested pid namespaces the last is that in the innermost. */
static int64_t innermost_id(const struct buffer *status, const char *name)
{
	const char *text = status_value(status, name);
	int64_t id = -1;
	char *end;

	for (; *text && *text != '\n'; text = end + strspn(end, "\t ")) {
		id = strtoll(text, &end, 10);
		if (end == text)
			break;
	}
	return id;
}

static void read_ids(const char *text, uint64_t *real, uint64_t *effective)
{
	sscanf(text, "%" SCNu64 " %" SCNu64, real, effective);
}

static bool read_status(struct proc_scan *scan, int task, struct thread *thread)
{
	struct buffer *status = &scan->text;

	if (!read_proc_file(task, "status", status, STATUS_SIZE))
		return false;
	thread->ptid = (int64_t)status_number(status, "PPid", 10);
	thread->vtid = innermost_id(status, "NSpid");
	thread->vpid = innermost_id(status, "NStgid");
	thread->vpgid = innermost_id(status, "NSpgid");
	read_ids(status_value(status, "Uid"), &thread->uid, &thread->euid);
	read_ids(status_value(status, "Gid"), &thread->gid, &thread->egid);
	thread->vm_size = status_number(status, "VmSize", 10);
	thread->vm_rss = status_number(status, "VmRSS", 10);
	thread->vm_swap = status_number(status, "VmSwap", 10);
	thread->cap_inheritable = status_number(status, "CapInh", 16);
	thread->cap_permitted = status_number(status, "CapPrm", 16);
	thread->cap_effective = status_number(status, "CapEff", 16);
	snprintf(thread->groups, sizeof(thread->groups), "%.*s",
		 (int)strcspn(status_value(status, "Groups"), "\n"),
		 status_value(status, "Groups"));
	return true;
}

/* Of a kernel worker the kernel shows its work behind its name, which is not part of it. */
static void set_comm(struct thread *thread, const char *name, size_t size)
{
	if (!strncmp(name, "kworker/", strlen("kworker/")) && name[strlen("kworker/")] != 'R')
		size = strcspn(name, "-+)");
	if (size > COMM_SIZE)
		size = COMM_SIZE;
	memcpy(thread->comm, name, size);
	thread->comm[size] = '\0';
}

/* `42 (name) S ppid pgrp session tty tpgid flags minflt cminflt majflt …`; the name may hold
 * anything, brackets too. */
static bool read_stat(struct proc_scan *scan, int task, struct thread *thread)
{
	const char *name, *end;

	if (!read_proc_file(task, "stat", &scan->text, STAT_SIZE))
		return false;
	name = strchr((const char *)scan->text.data, '(');
	end = strrchr((const char *)scan->text.data, ')');
	if (!name || !end)
		return false;
	set_comm(thread, name + 1, (size_t)(end - name - 1));
	return sscanf(end + 1,
		      " %*c %*d %" SCNd64 " %" SCNd64 " %" SCNu32 " %*d %*u %" SCNu64
		      " %*u %" SCNu64 " %*u %*u %*u %*d %*d %*d %*d %*d %*d %" SCNu64,
		      &thread->pgid, &thread->sid, &thread->tty, &thread->pf_minor,
		      &thread->pf_major, &thread->start_ticks) == 6;
}

static bool read_thread(struct proc_scan *scan, int task, int64_t tid, struct thread *thread)
{
	thread->tid = tid;
	if (!read_status(scan, task, thread) || !read_stat(scan, task, thread))
		return false;
	read_proc_link(task, "cwd", thread->cwd, sizeof(thread->cwd));
	read_proc_link(task, "root", thread->root, sizeof(thread->root));
	buffer_clear(&thread->cgroups);
	scan_cgroups(scan, task, &thread->cgroups);
	return true;
}

/* A list of strings, each with its NUL; a program may have overwritten the last one. */
static void read_list(int process, const char *path, struct buffer *list, size_t max)
{
	read_proc_file(process, path, list, max);
	if (list->size == 0 || list->data[list->size - 1] == '\0')
		return;
	if (list->size == max)
		list->data[max - 1] = '\0';
	else
		buffer_put_u8(list, 0);
}

/* The first of the arguments is the name the program was called by. */
static void split_exe(struct process *process)
{
	struct buffer *args = &process->args;
	size_t size = args->size ? strlen((const char *)args->data) : 0;

	buffer_clear(&process->exe);
	buffer_put(&process->exe, args->data, size);
	if (!args->size)
		return;
	args->size -= size + 1;
	memmove(args->data, args->data + size + 1, args->size);
}

/* `Max open files            1024                 1048576              files` */
static int64_t read_fd_limit(struct proc_scan *scan, int process)
{
	const char *line;

	if (!read_proc_file(process, "limits", &scan->text, STAT_SIZE))
		return -1;
	line = strstr((const char *)scan->text.data, "Max open files");
	if (!line)
		return -1;
	line += strlen("Max open files");
	line += strspn(line, " ");
	return *line == 'u' ? -1 : strtoll(line, NULL, 10);
}

static void read_process(struct proc_scan *scan, int directory, int64_t pid,
			 struct process *process)
{
	process->pid = pid;
	read_list(directory, "cmdline", &process->args, MAX_NAME_SIZE + MAX_LIST_SIZE);
	split_exe(process);
	if (process->args.size > MAX_LIST_SIZE) {
		process->args.size = MAX_LIST_SIZE;
		process->args.data[MAX_LIST_SIZE - 1] = '\0';
	}
	read_list(directory, "environ", &process->env, MAX_LIST_SIZE);
	read_proc_link(directory, "exe", process->exepath, sizeof(process->exepath));
	memset(&process->exe_stat, 0, sizeof(process->exe_stat));
	if (*process->exepath)
		fstatat(directory, "exe", &process->exe_stat, 0);
	process->fd_limit = read_fd_limit(scan, directory);
	process->loginuid = UINT32_MAX;
	if (read_proc_file(directory, "loginuid", &scan->text, STAT_SIZE))
		process->loginuid = (uint32_t)strtoul((const char *)scan->text.data, NULL, 10);
}

/* Looking at processes by rising number, the first of a pid namespace comes before the others, if
 * it is still there. */
static uint64_t pidns_start_ns(struct proc_scan *scan, int task, const struct thread *thread)
{
	uint64_t namespace = read_namespace(task, "ns/pid");
	uint64_t start = 0;

	if (thread->vtid == 1) {
		start = scan->options->boot_epoch_ns +
			thread->start_ticks * (1000000000 / (uint64_t)sysconf(_SC_CLK_TCK));
		map_set(&scan->pidns_starts, namespace, start);
	}
	map_get(&scan->pidns_starts, namespace, &start);
	return start;
}

static bool scan_thread(struct proc_scan *scan, int task, const struct process *process,
			struct thread *thread, int64_t tid)
{
	size_t start;

	if (!read_thread(scan, task, tid, thread))
		return false;
	thread->pidns_start_ns = pidns_start_ns(scan, task, thread);
	start = scan_entry_begin(scan);
	put_thread(&scan->out->entries, process, thread, scan->options->sysdig_029);
	scan_entry_end(scan, start,
		       (struct snapshot_entry){ .tid = tid, .pid = process->pid, .fd = NO_FD });
	scan->out->threads++;
	return true;
}

/* Whether the process has threads besides its leader: the directory has a link for each. */
static bool has_other_threads(int process)
{
	struct stat tasks;

	return fstatat(process, "task", &tasks, 0) || tasks.st_nlink != 3;
}

static void scan_other_threads(struct proc_scan *scan, int directory, const struct process *process,
			       struct thread *thread)
{
	int tasks_fd = openat(directory, "task", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *tasks = tasks_fd < 0 ? NULL : fdopendir(tasks_fd);
	const struct dirent *entry;

	if (!tasks)
		return;
	while ((entry = readdir(tasks))) {
		int64_t tid = entry_number(entry->d_name);
		int task = tid <= 0 || tid == process->pid
				   ? -1
				   : openat(tasks_fd, entry->d_name,
					    O_RDONLY | O_DIRECTORY | O_CLOEXEC);

		if (task < 0)
			continue;
		scan_thread(scan, task, process, thread, tid);
		close(task);
	}
	closedir(tasks);
}

bool scan_process(struct proc_scan *scan, int directory, int64_t pid)
{
	struct process process = { 0 };
	struct thread thread = { 0 };
	bool alive;

	read_process(scan, directory, pid, &process);
	alive = scan_thread(scan, directory, &process, &thread, pid);
	if (alive && has_other_threads(directory))
		scan_other_threads(scan, directory, &process, &thread);
	buffer_free(&process.exe);
	buffer_free(&process.args);
	buffer_free(&process.env);
	buffer_free(&thread.cgroups);
	return alive;
}
