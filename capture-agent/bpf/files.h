#ifndef FILES_H
#define FILES_H

/* What calls that open files say of them. */

#include "call.h"
#include "paths.h"
#include "values.h"

INLINE bool opened(struct scratch_area *s)
{
	return s->call.ret >= 0;
}

INLINE __u32 open__flags(struct scratch_area *s, __u32 linux_flags)
{
	__u32 flags = map__value(MAP_OPEN, linux_flags);
	struct file *file = opened(s) ? file__of_fd(s->call.ret) : NULL;
	enum overlay_layer layer;

	if (!file)
		return flags;
	if (FIELD(file, f_mode) & FMODE_CREATED)
		flags |= FILE_FLAGS__O_F_CREATED;
	layer = file__layer(file);
	if (layer != LAYER_NONE)
		flags |= layer == LAYER_UPPER ? FILE_FLAGS__FD_UPPER_LAYER
					      : FILE_FLAGS__FD_LOWER_LAYER;
	return flags;
}

/* The mode counts only where a file may come into being. */
INLINE __u32 open__mode(__u32 linux_flags, __u32 mode)
{
	bool creates = linux_flags & table.open_creates ||
		       (linux_flags & table.open_unnamed) == table.open_unnamed;

	return creates ? map__value(MAP_PERMISSIONS, mode) : 0;
}

struct user_open_how {
	__u64 flags, mode, resolve;
};

INLINE void store__open_how(struct scratch_area *s, __u64 address)
{
	struct user_open_how how = {};

	if (bpf_probe_read_user(&how, sizeof(how), (void *)address))
		count_unreadable();
	store__u32(s, open__flags(s, how.flags));
	store__u32(s, open__mode(how.flags, how.mode));
	store__u32(s, map__value(MAP_RESOLVE, how.resolve));
}

INLINE void store__device_inode(struct scratch_area *s)
{
	struct file *file = opened(s) ? file__of_fd(s->call.ret) : NULL;
	struct inode *inode = file ? FIELD(file, f_inode) : NULL;
	struct super_block *file_system = inode ? FIELD(inode, i_sb) : NULL;

	store__u32(s, inode ? encode_device(FIELD(file_system, s_dev)) : 0);
	store__u64(s, inode ? FIELD(inode, i_ino) : 0);
}

INLINE void store__creat_layer(struct scratch_area *s)
{
	struct file *file = opened(s) ? file__of_fd(s->call.ret) : NULL;
	enum overlay_layer layer = file ? file__layer(file) : LAYER_NONE;

	store__u16(s, layer == LAYER_UPPER   ? CREAT_FLAGS__FD_UPPER_LAYER_CREAT
		      : layer == LAYER_LOWER ? CREAT_FLAGS__FD_LOWER_LAYER_CREAT
					     : 0);
}

INLINE void store__opened_path(struct scratch_area *s)
{
	struct file *file = opened(s) ? file__of_fd(s->call.ret) : NULL;

	if (file)
		path__store((__u64)file + bpf_core_field_offset(struct file, f_path));
	else
		store__empty(s);
}

INLINE void store__pipe(struct scratch_area *s, __u64 address)
{
	__s32 fds[2] = { -1, -1 };
	struct file *file = NULL;

	if (bpf_probe_read_user(fds, sizeof(fds), (void *)address))
		fds[0] = fds[1] = -1;
	if (s->call.ret == 0)
		file = file__of_fd(fds[0]);
	store__s64(s, fds[0]);
	store__s64(s, fds[1]);
	store__u64(s, file ? BPF_CORE_READ(file, f_inode, i_ino) : 0);
}

#endif
