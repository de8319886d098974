#ifndef PATHS_H
#define PATHS_H

#include "kernel.h"
#include "store.h"

#define PATH_BYTES 4096
#define NAME_BYTES 256
#define PATH_NAMES_MAX 96

/* Names of a path from its end to the root, as pointers in s->copied. */
struct path_names {
	struct dentry *dentry;
	struct mount *mount;
	struct dentry *root; /* of the mount */
};

/* One step up; false at the top. */
INLINE bool names__up(struct path_names *names)
{
	struct dentry *dentry = names->dentry;
	struct mount *mount = names->mount, *parent;

	if (dentry != names->root) {
		struct dentry *up = BPF_CORE_READ(dentry, d_parent);

		names->dentry = up;
		return up != dentry;
	}
	parent = BPF_CORE_READ(mount, mnt_parent);
	if (parent == mount)
		return false;
	names->dentry = BPF_CORE_READ(mount, mnt_mountpoint);
	names->mount = parent;
	names->root = BPF_CORE_READ(parent, mnt.mnt_root);
	return true;
}

INLINE __u64 *names__slot(struct scratch_area *s, __u32 index)
{
	return (__u64 *)&s->copied[(index * sizeof(__u64)) & SCRATCH_MASK];
}

/* Collects the names of the way up; the mounts' own roots have none. Counted in memory, out of the
 * verifier's sight. */
INLINE void names__collect(struct scratch_area *s, struct path *path)
{
	struct path_names names = {};
	struct vfsmount *mount = BPF_CORE_READ(path, mnt);

	names.dentry = BPF_CORE_READ(path, dentry);
	names.mount = (void *)mount - bpf_core_field_offset(struct mount, mnt);
	names.root = BPF_CORE_READ(mount, mnt_root);
	for (int i = 0; i < 2 * PATH_NAMES_MAX && s->names < PATH_NAMES_MAX; i++) {
		struct dentry *dentry = names.dentry;
		bool is_root = dentry == names.root;

		if (!names__up(&names))
			break;
		if (!is_root)
			*names__slot(s, s->names++) = (__u64)BPF_CORE_READ(dentry, d_name.name);
	}
}

/*
 * A kernel's path as one string from the root of its mounts, not the process's; for an object
 * without a place in a file system, such as a memfd, its name.
 */
__noinline int path__store(__u64 address)
{
	struct scratch_area *s = map__scratch();
	struct path *path = (void *)address;
	__u32 start;

	if (!s)
		return 0;
	start = s->end;
	s->names = 0;
	if (path)
		names__collect(s, path);
	if (path && s->names == 0)
		append__string(s, BPF_CORE_READ(path, dentry, d_name.name), NAME_BYTES, OF_KERNEL);
	for (__u32 i = 0; i < PATH_NAMES_MAX && i < s->names; i++) {
		append__u8(s, '/');
		if (append__string(s, (void *)*names__slot(s, s->names - 1 - i), NAME_BYTES,
				   OF_KERNEL) &&
		    i < s->names - 1)
			s->end--; /* the next name overwrites the NUL */
		if (s->end - start > PATH_BYTES)
			break;
	}
	store__since(s, start);
	return 0;
}

#endif
