#include <dirent.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "blocks.h"
#include "fd-types.h"
#include "proc-file.h"
#include "procfs.h"

enum {
	LINK_SIZE = 4096,
	FDINFO_SIZE = 4096,
	FD_PATH_SIZE = 32,
	PROC_PATH_SIZE = 64,
	MOUNTINFO_SIZE = 16 << 20
};

/* A descriptor as /proc shows it. */
struct fd_look {
	char link[LINK_SIZE];
	struct stat stat;
	uint32_t flags; /* Linux's */
	uint64_t mount_id;
};

/* Linux's open flags and the capture's. */
static const struct {
	uint32_t linux_flag, flag;
} OPEN_FLAGS[] = {
	{ O_CREAT, 1 << 2 },	    { O_APPEND, 1 << 3 },   { O_DSYNC, 1 << 4 },
	{ O_EXCL, 1 << 5 },	    { O_NONBLOCK, 1 << 6 }, { O_SYNC & ~O_DSYNC, 1 << 7 },
	{ O_TRUNC, 1 << 8 },	    { __O_DIRECT, 1 << 9 }, { O_DIRECTORY, 1 << 10 },
	{ __O_LARGEFILE, 1 << 11 }, { O_CLOEXEC, 1 << 12 }, { __O_TMPFILE & ~O_DIRECTORY, 1 << 13 },
};

/* What links of descriptors without a path begin with. */
static const struct {
	const char *prefix;
	enum fd_type type;
} LINK_TYPES[] = {
	{ "anon_inode:[eventfd]", FD_EVENTFD },
	{ "anon_inode:[eventpoll]", FD_EVENTPOLL },
	{ "anon_inode:[signalfd]", FD_SIGNALFD },
	{ "anon_inode:[timerfd]", FD_TIMERFD },
	{ "anon_inode:inotify", FD_INOTIFY },
	{ "anon_inode:[inotify]", FD_INOTIFY },
	{ "anon_inode:[userfaultfd]", FD_USERFAULTFD },
	{ "anon_inode:[io_uring]", FD_IO_URING },
	{ "anon_inode:bpf", FD_BPF },
	{ "anon_inode:[pidfd]", FD_PIDFD },
	{ "pidfd:[", FD_PIDFD },
	{ "/memfd:", FD_MEMFD },
	{ "anon_inode:", FD_UNSUPPORTED },
};

static uint32_t open_flags(uint32_t flags)
{
	uint32_t access = flags & O_ACCMODE;
	uint32_t result = access == O_RDONLY   ? 1
			  : access == O_WRONLY ? 2
			  : access == O_RDWR   ? 3
					       : 0;

	for (size_t i = 0; i < sizeof(OPEN_FLAGS) / sizeof(*OPEN_FLAGS); i++)
		if (flags & OPEN_FLAGS[i].linux_flag)
			result |= OPEN_FLAGS[i].flag;
	return result;
}

/* The kernel's own 32-bit encoding of a device. */
static uint32_t device_number(unsigned int device_major, unsigned int device_minor)
{
	return (device_minor & 0xff) | device_major << 8 | (device_minor & ~0xffu) << 12;
}

/* `36 35 98:0 /mnt1 /mnt2 rw,noatime …`: the device of a mount is that of its super block, which
 * stat may not tell. */
static void read_mounts(struct proc_scan *scan, int process)
{
	char *line;

	if (!read_proc_file(process, "mountinfo", &scan->text, MOUNTINFO_SIZE))
		return;
	line = (char *)scan->text.data;
	for (char *end; (end = strchr(line, '\n')); line = end + 1) {
		unsigned int device_major, device_minor;
		uint64_t id;

		if (sscanf(line, "%" SCNu64 " %*u %u:%u", &id, &device_major, &device_minor) == 3)
			map_set(&scan->devices, id, device_number(device_major, device_minor));
	}
}

static uint32_t device_of(struct proc_scan *scan, int process, const struct fd_look *fd)
{
	uint64_t device, namespace;

	if (map_get(&scan->devices, fd->mount_id, &device))
		return (uint32_t)device;
	namespace = read_namespace(process, "ns/mnt");
	namespace = namespace ? namespace : UINT64_MAX;
	if (!map_has(&scan->mount_namespaces, namespace)) {
		map_set(&scan->mount_namespaces, namespace, 1);
		read_mounts(scan, process);
		if (map_get(&scan->devices, fd->mount_id, &device))
			return (uint32_t)device;
	}
	return device_number(major(fd->stat.st_dev), minor(fd->stat.st_dev));
}

static void read_fdinfo(struct proc_scan *scan, int process, const char *number, struct fd_look *fd)
{
	char path[FD_PATH_SIZE + sizeof("fdinfo/")];
	const char *flags, *mount;

	fd->flags = 0;
	fd->mount_id = 0;
	snprintf(path, sizeof(path), "fdinfo/%s", number);
	if (!read_proc_file(process, path, &scan->text, FDINFO_SIZE))
		return;
	flags = strstr((const char *)scan->text.data, "flags:");
	mount = strstr((const char *)scan->text.data, "mnt_id:");
	if (flags)
		fd->flags = (uint32_t)strtoul(flags + strlen("flags:"), NULL, 8);
	if (mount)
		fd->mount_id = strtoull(mount + strlen("mnt_id:"), NULL, 10);
}

static bool look_at_fd(struct proc_scan *scan, int process, const char *number, struct fd_look *fd)
{
	char path[FD_PATH_SIZE + sizeof("fd/")];

	snprintf(path, sizeof(path), "fd/%s", number);
	read_proc_link(process, path, fd->link, sizeof(fd->link));
	if (!*fd->link || fstatat(process, path, &fd->stat, 0))
		return false;
	if (!S_ISSOCK(fd->stat.st_mode))
		read_fdinfo(scan, process, number, fd);
	return true;
}

static enum fd_type type_of(const struct fd_look *fd)
{
	for (size_t i = 0; i < sizeof(LINK_TYPES) / sizeof(*LINK_TYPES); i++)
		if (!strncmp(fd->link, LINK_TYPES[i].prefix, strlen(LINK_TYPES[i].prefix)))
			return LINK_TYPES[i].type;
	if (S_ISDIR(fd->stat.st_mode))
		return FD_DIRECTORY;
	return S_ISFIFO(fd->stat.st_mode) ? FD_PIPE : FD_FILE;
}

static void put_name(struct buffer *out, const char *name)
{
	buffer_put_str16(out, name, strlen(name), MAX_NAME_SIZE);
}

static void put_file(struct proc_scan *scan, int process, const struct fd_look *fd)
{
	struct buffer *out = &scan->out->entries;

	buffer_put_u8(out, FD_FILE);
	buffer_put_u32(out, open_flags(fd->flags));
	put_name(out, fd->link);
	buffer_put_u32(out, device_of(scan, process, fd));
}

/* Of those that are known by their kind the name is left empty, as other writers do. */
static void put_named(struct proc_scan *scan, enum fd_type type, const struct fd_look *fd)
{
	bool has_name = type == FD_PIPE || type == FD_DIRECTORY || type == FD_MEMFD ||
			type == FD_UNSUPPORTED || type == FD_PIDFD;
	bool too_new = scan->options->sysdig_029 && type > FD_FILE;

	buffer_put_u8(&scan->out->entries, too_new ? FD_UNSUPPORTED : type);
	put_name(&scan->out->entries, has_name || too_new ? fd->link : "");
}

/* Sockets without an address are in no table; some tell their protocol all the same. */
static bool is_netlink(int process, const char *number)
{
	char path[PROC_PATH_SIZE], protocol[16] = "";

	snprintf(path, sizeof(path), "/proc/self/fd/%d/fd/%s", process, number);
	return getxattr(path, "system.sockprotoname", protocol, sizeof(protocol) - 1) > 0 &&
	       !strcmp(protocol, "NETLINK");
}

static void put_socket(struct proc_scan *scan, int process, const char *number,
		       const struct fd_look *fd)
{
	struct buffer *out = &scan->out->entries;
	const void *entry;
	size_t size;

	if (sockets_find(&scan->sockets, fd->stat.st_ino, &entry, &size)) {
		buffer_put(out, entry, size);
	} else if (is_netlink(process, number)) {
		buffer_put_u8(out, FD_NETLINK);
		put_name(out, "");
	} else {
		buffer_put_u8(out, FD_UNSUPPORTED);
		put_name(out, fd->link);
	}
}

static void scan_fd(struct proc_scan *scan, int process, int64_t pid, const char *number)
{
	int64_t fd_number = entry_number(number);
	struct fd_look fd;
	enum fd_type type;
	size_t start;

	if (fd_number < 0 || !look_at_fd(scan, process, number, &fd))
		return;
	start = scan_entry_begin(scan);
	buffer_put_u64(&scan->out->entries, (uint64_t)fd_number);
	buffer_put_u64(&scan->out->entries, fd.stat.st_ino);
	type = type_of(&fd);
	if (S_ISSOCK(fd.stat.st_mode))
		put_socket(scan, process, number, &fd);
	else if (type == FD_FILE)
		put_file(scan, process, &fd);
	else
		put_named(scan, type, &fd);
	scan_entry_end(scan, start,
		       (struct snapshot_entry){ .tid = pid, .pid = pid, .fd = fd_number });
	scan->out->fds++;
}

bool scan_fds(struct proc_scan *scan, int process, int64_t pid)
{
	int directory = openat(process, "fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *fds = directory < 0 ? NULL : fdopendir(directory);
	const struct dirent *entry;

	if (!fds)
		return false;
	sockets_read(&scan->sockets, process);
	while ((entry = readdir(fds)))
		scan_fd(scan, process, pid, entry->d_name);
	closedir(fds);
	return true;
}
