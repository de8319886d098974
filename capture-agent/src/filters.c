#include "filters.h"

#include <bpf/bpf.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "map.h"
#include "proc-file.h"
#include "report.h"
#include "syscall-names.gen.h"

enum { PROC_FILE_SIZE = 64 << 10 };

struct syscall_name {
	uint32_t number;
	const char *name, *group;
};

#define ROW(number, name, group) { number, name, group },
static const struct syscall_name SYSCALL_NAMES[] = {
#if defined(__TARGET_ARCH_arm64)
	SYSCALL_NAMES_AARCH64(ROW)
#else
	SYSCALL_NAMES_X86_64(ROW)
#endif
};

static const uint8_t ON = 1;

void filters_configure(struct agent_config *config, const struct options *options)
{
	config->filter_pids = options->pid_count || options->container ||
			      (options->command && !options->everything);
	config->filter_comms = options->comm_count != 0;
	config->filter_cgroups = options->cgroup != NULL;
}

static void set_syscall(int map, uint32_t number, uint8_t on)
{
	if (bpf_map_update_elem(map, &number, &on, BPF_ANY))
		die("the system calls cannot be chosen: %s", strerror(errno));
}

/* `io` stands for io_read, io_write and io_other. */
static bool is_in_group(const struct syscall_name *syscall, const char *group)
{
	size_t size = strlen(group);

	return !strncmp(syscall->group, group, size) &&
	       (syscall->group[size] == '\0' || syscall->group[size] == '_');
}

static void choose(int map, const char *word)
{
	bool found = false;

	for (size_t i = 0; i < sizeof(SYSCALL_NAMES) / sizeof(*SYSCALL_NAMES); i++) {
		const struct syscall_name *syscall = &SYSCALL_NAMES[i];

		if (*word == '@' ? !is_in_group(syscall, word + 1)
				 : strcmp(syscall->name, word) != 0)
			continue;
		set_syscall(map, syscall->number, ON);
		found = true;
	}
	if (!found) {
		warn("--syscalls: there is no %s '%s' on this machine",
		     *word == '@' ? "group" : "system call", word);
		exit(EXIT_USAGE);
	}
}

static void fill_syscalls(int map, const char *list)
{
	char *copy, *rest;

	if (!list) {
		for (uint32_t number = 0; number < SYSCALL_LIMIT; number++)
			set_syscall(map, number, ON);
		return;
	}
	copy = rest = strdup(list);
	for (char *word; (word = strsep(&rest, ","));)
		choose(map, word);
	free(copy);
}

static void fill_comms(int map, const struct options *options)
{
	for (size_t i = 0; i < options->comm_count; i++) {
		char comm[COMM_BYTES] = { 0 };

		memcpy(comm, options->comms[i],
		       strlen(options->comms[i])); /* shorter: the options say so */
		if (bpf_map_update_elem(map, comm, &ON, BPF_ANY))
			die("--comm: %s", strerror(errno));
	}
}

/* Where cgroups of version 2 are: alone, or beside those of version 1. */
static const char *cgroup_root(void)
{
	struct stat status;

	return stat("/sys/fs/cgroup/unified", &status) ? "/sys/fs/cgroup"
						       : "/sys/fs/cgroup/unified";
}

/* The number of a cgroup is the inode of its directory; those below it are found by the programs.
 */
static void fill_cgroups(int map, const char *cgroup)
{
	struct stat status;
	uint64_t id;
	char *path;

	if (asprintf(&path, "%s/%s", cgroup_root(), cgroup) < 0)
		die("out of memory");
	if (stat(path, &status))
		die("--cgroup: %s: %s", path, strerror(errno));
	id = status.st_ino;
	if (bpf_map_update_elem(map, &id, &ON, BPF_ANY))
		die("--cgroup: %s", strerror(errno));
	free(path);
}

/* Parents by process, of all there are. */
static void read_parents(struct map *parents)
{
	DIR *proc = opendir("/proc");
	const struct dirent *entry;
	struct buffer text = { 0 };

	while (proc && (entry = readdir(proc))) {
		int64_t pid = entry_number(entry->d_name);
		char path[64];
		const char *name_end;
		int64_t parent;

		snprintf(path, sizeof(path), "%" PRId64 "/stat", pid);
		if (pid <= 0 || !read_proc_file(dirfd(proc), path, &text, PROC_FILE_SIZE))
			continue;
		name_end = strrchr((const char *)text.data, ')');
		if (name_end && sscanf(name_end + 1, " %*c %" SCNd64, &parent) == 1)
			map_set(parents, (uint64_t)pid, (uint64_t)parent);
	}
	if (proc)
		closedir(proc);
	buffer_free(&text);
}

static void add_pid(int map, struct map *chosen, uint64_t pid)
{
	uint32_t tgid = (uint32_t)pid;

	map_set(chosen, pid, 1);
	if (bpf_map_update_elem(map, &tgid, &ON, BPF_ANY))
		die("too many processes to choose from: %s", strerror(errno));
}

static bool add_children(int map, struct map *chosen, const struct map *parents)
{
	size_t before = chosen->count;

	for (size_t i = 0; i < parents->capacity; i++) {
		const struct map_slot *slot = &parents->slots[i];

		if (slot->key && !map_has(chosen, slot->key) && map_has(chosen, slot->value))
			add_pid(map, chosen, slot->key);
	}
	return chosen->count > before;
}

/* Looks again until there are no more: those born in between have parents that were not chosen yet.
 */
static void add_descendants(int map, struct map *chosen)
{
	bool more = chosen->count > 0;

	while (more) {
		struct map parents = { 0 };

		read_parents(&parents);
		more = add_children(map, chosen, &parents);
		map_free(&parents);
	}
}

/* The processes that are in the container now; their children are added as they come. */
static void add_container(int map, struct map *chosen, const char *container)
{
	DIR *proc = opendir("/proc");
	const struct dirent *entry;
	struct buffer text = { 0 };

	while (proc && (entry = readdir(proc))) {
		int64_t pid = entry_number(entry->d_name);
		char path[64];

		snprintf(path, sizeof(path), "%" PRId64 "/cgroup", pid);
		if (pid > 0 && read_proc_file(dirfd(proc), path, &text, PROC_FILE_SIZE) &&
		    strstr((const char *)text.data, container))
			add_pid(map, chosen, (uint64_t)pid);
	}
	if (proc)
		closedir(proc);
	buffer_free(&text);
	if (!chosen->count)
		die("--container: no process is in a cgroup whose path has '%s' in it", container);
}

/* A thread has a path in /proc, too, but is none of those that are recorded by number. */
static void check_pid(int64_t pid)
{
	struct buffer text = { 0 };
	const char *line = NULL;
	int64_t process = pid;
	char path[64];

	snprintf(path, sizeof(path), "/proc/%" PRId64 "/status", pid);
	if (!read_proc_file(AT_FDCWD, path, &text, PROC_FILE_SIZE))
		die("--pid: there is no process %" PRId64, pid);
	line = strstr((const char *)text.data, "\nTgid:");
	if (line && sscanf(line, " Tgid: %" SCNd64, &process) == 1 && process != pid)
		die("--pid: %" PRId64 " is a thread of process %" PRId64 ": name that", pid,
		    process);
	buffer_free(&text);
}

static void fill_pids(int map, const struct options *options, int64_t command)
{
	struct map chosen = { 0 };

	if (options->container)
		add_container(map, &chosen, options->container);
	for (size_t i = 0; i < options->pid_count; i++) {
		check_pid(options->pids[i]);
		add_pid(map, &chosen, (uint64_t)options->pids[i]);
	}
	if (command)
		add_pid(map, &chosen, (uint64_t)command);
	add_descendants(map, &chosen);
	map_free(&chosen);
}

void filters_fill(const struct probe *probe, const struct options *options, int64_t command)
{
	struct probe_maps maps = probe_maps(probe);

	fill_syscalls(maps.syscalls_on, options->syscalls);
	fill_comms(maps.comms_on, options);
	if (options->cgroup)
		fill_cgroups(maps.cgroups_on, options->cgroup);
	if (options->pid_count || options->container || (command && !options->everything))
		fill_pids(maps.pids_on, options, options->everything ? 0 : command);
}
