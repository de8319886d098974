#ifndef EXE_H
#define EXE_H

/* The file that a process runs. */

#include "kernel.h"

#define GROUP_SEARCH_STEPS 16
#define EXTENTS_INLINE 5
#define S_IFREG 0100000
#define S_IFDIR 0040000
#define S_IFLNK 0120000
#define S_IMMUTABLE 8
#define SB_RDONLY 1
#define MAY_WRITE 2
#define CAP_DAC_OVERRIDE 1
#define CAP_FOWNER 3
#define INVALID_ID 0xFFFFFFFF

/* Whether a map of a user namespace has the id; one with more extents than fit inline is taken to
 * have it. */
INLINE bool ids__have(struct uid_gid_map *map, __u32 id)
{
	__u32 count = BPF_CORE_READ(map, nr_extents);

	if (count > EXTENTS_INLINE)
		return true;
	for (__u32 i = 0; i < EXTENTS_INLINE && i < count; i++) {
		__u32 first = BPF_CORE_READ(map, extent[i].lower_first);

		if (id >= first && id - first < BPF_CORE_READ(map, extent[i].count))
			return true;
	}
	return false;
}

INLINE bool cred__in_group(const struct cred *cred, __u32 wanted)
{
	struct group_info *groups = BPF_CORE_READ(cred, group_info);
	__u32 low = 0, high = BPF_CORE_READ(groups, ngroups);

	for (int i = 0; i < GROUP_SEARCH_STEPS && low < high; i++) {
		__u32 middle = (low + high) / 2;
		__u32 gid = BPF_CORE_READ(groups, gid[middle].val);

		if (gid == wanted)
			return true;
		if (gid < wanted)
			low = middle + 1;
		else
			high = middle;
	}
	return false;
}

/* Whether the program may write the file it runs: its owner, permission bits and capabilities, not
 * ACLs. */
INLINE bool exe__writable(struct task_struct *task, struct inode *inode)
{
	const struct cred *cred = BPF_CORE_READ(task, cred);
	struct user_namespace *users = BPF_CORE_READ(cred, user_ns);
	__u32 uid = BPF_CORE_READ(inode, i_uid.val), gid = BPF_CORE_READ(inode, i_gid.val);
	__u64 capabilities = CRED_CAPABILITY(task, cap_effective);
	__u16 mode = BPF_CORE_READ(inode, i_mode), kind = mode & S_IFMT;
	bool fixed = kind == S_IFREG || kind == S_IFDIR || kind == S_IFLNK;

	if (!inode || (BPF_CORE_READ(inode, i_sb, s_flags) & SB_RDONLY && fixed))
		return false;
	if (BPF_CORE_READ(inode, i_flags) & S_IMMUTABLE || uid == INVALID_ID || gid == INVALID_ID)
		return false;
	if (BPF_CORE_READ(cred, fsuid.val) == uid)
		return true;
	if (BPF_CORE_READ(cred, fsgid.val) == gid || cred__in_group(cred, gid))
		mode >>= 3;
	if (mode & MAY_WRITE)
		return true;
	if (!ids__have(&users->uid_map, uid))
		return false;
	return (capabilities & 1 << CAP_FOWNER) ||
	       (capabilities & 1 << CAP_DAC_OVERRIDE && ids__have(&users->gid_map, gid));
}

INLINE bool exe__is_memfd(struct file *file)
{
	struct dentry *dentry = BPF_CORE_READ(file, f_path.dentry);
	char name[8] = {};

	if (BPF_CORE_READ(dentry, d_parent) != dentry)
		return false;
	bpf_probe_read_kernel_str(name, 7, BPF_CORE_READ(dentry, d_name.name));
	return name[0] == 'm' && name[1] == 'e' && name[2] == 'm' && name[3] == 'f' &&
	       name[4] == 'd' && name[5] == ':';
}

INLINE __u32 exe__flags(struct task_struct *task, struct file *exe)
{
	enum overlay_layer layer = file__layer(exe);
	__u32 flags = 0;

	if (!exe)
		return 0;
	if (exe__writable(task, BPF_CORE_READ(exe, f_inode)))
		flags |= EXECVE_FLAGS__EXE_WRITABLE;
	if (layer != LAYER_NONE)
		flags |= layer == LAYER_UPPER ? EXECVE_FLAGS__EXE_UPPER_LAYER
					      : EXECVE_FLAGS__EXE_LOWER_LAYER;
	if (exe__is_memfd(exe))
		flags |= EXECVE_FLAGS__EXE_FROM_MEMFD;
	return flags;
}

#endif
