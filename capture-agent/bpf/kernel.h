#ifndef KERNEL_H
#define KERNEL_H

/* What the kernel knows of files, processes and memory, whichever of its versions runs. */

#include "maps.h"

#define OVERLAYFS_MAGIC 0x794c7630
#define FMODE_CREATED 0x100000
#define S_IFMT 0170000
#define S_IFSOCK 0140000
#define RLIMIT_NOFILE 7
#define PF_EXITING 0x4

/* Came with Linux 6.2, as did the helper whose number tells whether it is there. */
extern void *bpf_rdonly_cast(const void *pointer, __u32 type) __ksym __weak;

enum bpf_func_id___v6_2 { BPF_FUNC_cgrp_storage_get___v6_2 = 210 };

#define HAS_RDONLY_CAST                                                                            \
	bpf_core_enum_value_exists(enum bpf_func_id___v6_2, BPF_FUNC_cgrp_storage_get___v6_2)

/*
 * A field of a structure of the kernel; 0 if there is none at that address. Newer kernels take the
 * pointer's type on trust, so that the field is read at once, without a helper: what is on the way
 * of most calls uses this.
 */
#define FIELD(pointer, field)                                                                      \
	({                                                                                         \
		typeof(pointer) __from = (pointer);                                                \
		typeof(({                                                                          \
			__auto_type __plain = __from->field;                                       \
			__plain;                                                                   \
		})) __value; /* not const */                                                       \
		if (HAS_RDONLY_CAST) {                                                             \
			typeof(pointer) __cast =                                                   \
				bpf_rdonly_cast(__from, bpf_core_type_id_kernel(typeof(*__from))); \
			__value = __cast->field;                                                   \
		} else {                                                                           \
			bpf_core_read(&__value, sizeof(__value), &__from->field);                  \
		}                                                                                  \
		__value;                                                                           \
	})

enum overlay_layer { LAYER_NONE, LAYER_UPPER, LAYER_LOWER };

INLINE struct task_struct *current_task(void)
{
	return (struct task_struct *)bpf_get_current_task();
}

/* As user space has it: minor's low byte, 12 bits of major, the rest of minor. */
INLINE __u32 encode_device(__u32 kernel_device)
{
	__u32 major = kernel_device >> 20;
	__u32 minor = kernel_device & 0xFFFFF;

	return (minor & 0xFF) | (major << 8) | ((minor & ~0xFFU) << 12);
}

INLINE struct file *file__of_fd(__s32 fd)
{
	struct files_struct *open = FIELD(current_task(), files);
	struct fdtable *table = FIELD(open, fdt);
	struct file **files = FIELD(table, fd);
	struct file *file = NULL;

	if (fd < 0 || (__u32)fd >= FIELD(table, max_fds))
		return NULL;
	bpf_probe_read_kernel(&file, sizeof(file), &files[fd]);
	return file;
}

INLINE enum overlay_layer file__layer(struct file *file)
{
	struct dentry *dentry = FIELD(file, f_path.dentry);
	struct super_block *file_system = FIELD(dentry, d_sb);
	struct dentry *upper = NULL;
	char *inode;

	if (FIELD(file_system, s_magic) != OVERLAYFS_MAGIC)
		return LAYER_NONE;
	/* struct ovl_inode: the dentry of the upper layer follows the inode */
	inode = (char *)FIELD(dentry, d_inode);
	bpf_probe_read_kernel(&upper, sizeof(upper), inode + bpf_core_type_size(struct inode));
	return upper && BPF_CORE_READ(upper, d_inode, i_ino) ? LAYER_UPPER : LAYER_LOWER;
}

INLINE struct sock *sock__of_fd(__s32 fd)
{
	struct file *file = file__of_fd(fd);
	struct inode *inode = file ? FIELD(file, f_inode) : NULL;
	struct socket *socket;

	if (!inode || (FIELD(inode, i_mode) & S_IFMT) != S_IFSOCK)
		return NULL;
	/* NULL for a socket's name in a file system, opened with O_PATH */
	socket = FIELD(file, private_data);
	return socket ? FIELD(socket, sk) : NULL;
}

struct mm_struct___v6_2 {
	struct percpu_counter rss_stat[4];
} __attribute__((preserve_access_index));

struct mm_rss_stat___before_6_2 {
	atomic_long_t count[4];
} __attribute__((preserve_access_index));

struct mm_struct___before_6_2 {
	struct mm_rss_stat___before_6_2 rss_stat;
} __attribute__((preserve_access_index));

enum rss_kind { RSS_FILE, RSS_ANON, RSS_SWAP, RSS_SHMEM };

INLINE __s64 mm__rss_pages(struct mm_struct *mm, enum rss_kind kind)
{
	struct mm_struct___v6_2 *new = (void *)mm;
	struct mm_struct___before_6_2 *old = (void *)mm;

	if (bpf_core_type_exists(struct mm_rss_stat___before_6_2))
		return BPF_CORE_READ(old, rss_stat.count[kind].counter);
	return BPF_CORE_READ(new, rss_stat[kind].count);
}

INLINE __u32 mm__size_kib(struct mm_struct *mm)
{
	return mm ? BPF_CORE_READ(mm, total_vm) * agent.page_kib : 0;
}

/* The counters are kept for each CPU and added up now and then: a sum may be a little off, even
 * below zero. */
INLINE __u32 mm__resident_kib(struct mm_struct *mm)
{
	__s64 pages;

	if (!mm)
		return 0;
	pages = mm__rss_pages(mm, RSS_FILE) + mm__rss_pages(mm, RSS_ANON) +
		mm__rss_pages(mm, RSS_SHMEM);
	return pages > 0 ? pages * agent.page_kib : 0;
}

INLINE __u32 mm__swapped_kib(struct mm_struct *mm)
{
	__s64 pages = mm ? mm__rss_pages(mm, RSS_SWAP) : 0;

	return pages > 0 ? pages * agent.page_kib : 0;
}

INLINE struct pid *task__pid(struct task_struct *task, enum pid_type type)
{
	return type == PIDTYPE_PID ? BPF_CORE_READ(task, thread_pid)
				   : BPF_CORE_READ(task, signal, pids[type]);
}

INLINE struct pid_namespace *pid__namespace(struct pid *pid)
{
	__u32 level = BPF_CORE_READ(pid, level);
	struct upid upid = {};

	bpf_core_read(&upid, sizeof(upid), &pid->numbers[level]);
	return upid.ns;
}

/* Number of a process or thread in the host's namespace. */
INLINE __s64 pid__number(struct pid *pid)
{
	return pid ? BPF_CORE_READ(pid, numbers[0].nr) : 0;
}

/* Its number in the namespace the task itself lives in; 0 if it is not in there. */
INLINE __s64 task__virtual_pid(struct task_struct *task, enum pid_type type)
{
	struct pid *own = task__pid(task, PIDTYPE_PID);
	struct pid *pid = task__pid(task, type);
	__u32 level = BPF_CORE_READ(own, level);
	struct upid upid = {};

	if (!own || !pid || level > BPF_CORE_READ(pid, level))
		return 0;
	bpf_core_read(&upid, sizeof(upid), &pid->numbers[level]);
	return upid.ns == pid__namespace(own) ? upid.nr : 0;
}

/* Both u32[2] (before 6.3) and u64 are eight bytes in this order. */
#define CRED_CAPABILITY(task, field)                                                               \
	({                                                                                         \
		const struct cred *__cred = BPF_CORE_READ(task, cred);                             \
		__u64 __value = 0;                                                                 \
		bpf_core_read(&__value, sizeof(__value), &__cred->field);                          \
		__value &((1ULL << 41) - 1); /* those that libs has names for */                   \
	})

INLINE __u32 task__tty(struct task_struct *task)
{
	struct tty_struct *tty = BPF_CORE_READ(task, signal, tty);
	struct tty_driver *driver = tty ? BPF_CORE_READ(tty, driver) : NULL;

	if (!driver)
		return 0;
	return encode_device((BPF_CORE_READ(driver, major) << 20) +
			     BPF_CORE_READ(driver, minor_start) + BPF_CORE_READ(tty, index));
}

INLINE __u32 task__loginuid(struct task_struct *task)
{
	if (bpf_core_field_exists(task->loginuid))
		return BPF_CORE_READ(task, loginuid.val);
	return -1;
}

struct inode___before_6_6 {
	struct timespec64 i_ctime;
} __attribute__((preserve_access_index));

struct inode___before_6_7 {
	struct timespec64 i_mtime;
} __attribute__((preserve_access_index));

struct inode___v6_6 {
	struct timespec64 __i_ctime;
} __attribute__((preserve_access_index));

struct inode___v6_7 {
	struct timespec64 __i_mtime;
} __attribute__((preserve_access_index));

struct inode___v6_11 {
	__s64 i_mtime_sec;
	__s64 i_ctime_sec;
	__u32 i_mtime_nsec;
	__u32 i_ctime_nsec;
} __attribute__((preserve_access_index));

/* Linux 6.13 and newer note there that somebody has asked for the time (include/linux/fs.h). */
#define I_CTIME_QUERIED (1u << 31)

INLINE __u64 epoch_ns(__s64 seconds, __u64 nanoseconds)
{
	return seconds < 0 ? 0 : seconds * NSEC_PER_SEC + nanoseconds;
}

INLINE __u64 inode__ctime_ns(struct inode *inode)
{
	struct inode___before_6_6 *old = (void *)inode;
	struct inode___v6_6 *middle = (void *)inode;
	struct inode___v6_11 *new = (void *)inode;

	if (bpf_core_field_exists(old->i_ctime))
		return epoch_ns(BPF_CORE_READ(old, i_ctime.tv_sec),
				BPF_CORE_READ(old, i_ctime.tv_nsec));
	if (bpf_core_field_exists(middle->__i_ctime))
		return epoch_ns(BPF_CORE_READ(middle, __i_ctime.tv_sec),
				BPF_CORE_READ(middle, __i_ctime.tv_nsec));
	return epoch_ns(BPF_CORE_READ(new, i_ctime_sec),
			BPF_CORE_READ(new, i_ctime_nsec) & ~I_CTIME_QUERIED);
}

INLINE __u64 inode__mtime_ns(struct inode *inode)
{
	struct inode___before_6_7 *old = (void *)inode;
	struct inode___v6_7 *middle = (void *)inode;
	struct inode___v6_11 *new = (void *)inode;

	if (bpf_core_field_exists(old->i_mtime))
		return epoch_ns(BPF_CORE_READ(old, i_mtime.tv_sec),
				BPF_CORE_READ(old, i_mtime.tv_nsec));
	if (bpf_core_field_exists(middle->__i_mtime))
		return epoch_ns(BPF_CORE_READ(middle, __i_mtime.tv_sec),
				BPF_CORE_READ(middle, __i_mtime.tv_nsec));
	return epoch_ns(BPF_CORE_READ(new, i_mtime_sec), BPF_CORE_READ(new, i_mtime_nsec));
}

#endif
