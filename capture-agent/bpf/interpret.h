#ifndef INTERPRET_H
#define INTERPRET_H

/* Makes events out of the rows of the table. */

#include "multiplexers.h"
#include "vectors.h"

#define POLLFDS_MAX 16 /* what libs' probes look at */
#define MOUNT_MAGIC 0xC0ED0000U
#define MOUNT_MAGIC_MASK 0xFFFF0000U
#define IA32_SENDFILE 187
#define IA32_TIME64_FIRST 403
#define IA32_TIME64_LAST 423
#define SETVAL 16

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
	if (BPF_CORE_READ(file, f_mode) & FMODE_CREATED)
		flags |= FILE_FLAGS__O_F_CREATED;
	layer = file__layer(file);
	if (layer != LAYER_NONE)
		flags |= layer == LAYER_UPPER ? FILE_FLAGS__FD_UPPER_LAYER : FILE_FLAGS__FD_LOWER_LAYER;
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
	struct inode *inode = file ? BPF_CORE_READ(file, f_inode) : NULL;

	store__u32(s, inode ? encode_device(BPF_CORE_READ(inode, i_sb, s_dev)) : 0);
	store__u64(s, inode ? BPF_CORE_READ(inode, i_ino) : 0);
}

INLINE void store__creat_layer(struct scratch_area *s)
{
	struct file *file = opened(s) ? file__of_fd(s->call.ret) : NULL;
	enum overlay_layer layer = file ? file__layer(file) : LAYER_NONE;

	store__u16(s, layer == LAYER_UPPER ? CREAT_FLAGS__FD_UPPER_LAYER_CREAT :
		      layer == LAYER_LOWER ? CREAT_FLAGS__FD_LOWER_LAYER_CREAT : 0);
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

INLINE void store__socket_pair(struct scratch_area *s, __u64 address)
{
	__s32 fds[2] = { -1, -1 };
	struct sock *sk = NULL;

	if (s->call.ret == 0 && !bpf_probe_read_user(fds, sizeof(fds), (void *)address))
		sk = sock__of_fd(fds[0]);
	store__s64(s, fds[0]);
	store__s64(s, fds[1]);
	store__u64(s, (__u64)sk);
	store__u64(s, sk ? (__u64)BPF_CORE_READ((struct unix_sock *)sk, peer) : 0);
}

/* FDLIST: u16 count, then i64 fd and u16 returned events each. */
INLINE void store__poll_list(struct scratch_area *s, __u64 address, __u32 count)
{
	__u32 start = s->end;

	count = count < POLLFDS_MAX ? count : POLLFDS_MAX;
	if (bpf_probe_read_user(s->copied, POLLFDS_MAX * sizeof(struct pollfd), (void *)address) &&
	    bpf_probe_read_user(s->copied, (count & 15) * sizeof(struct pollfd), (void *)address))
		count = 0;
	append__u16(s, count);
	for (__u32 i = 0; i < POLLFDS_MAX && i < count; i++) {
		struct pollfd *pollfd = (void *)&s->copied[i * sizeof(*pollfd)];

		append__s64(s, pollfd->fd);
		append__u16(s, map__value(MAP_POLL, (__u16)pollfd->revents));
	}
	store__since(s, start);
}

INLINE void store__memory(struct scratch_area *s)
{
	struct mm_struct *mm = BPF_CORE_READ(current_task(), mm);

	store__u32(s, mm__size_kib(mm));
	store__u32(s, mm__resident_kib(mm));
	store__u32(s, mm__swapped_kib(mm));
}

INLINE void store__capabilities(struct scratch_area *s)
{
	struct task_struct *task = current_task();

	store__u64(s, CRED_CAPABILITY(task, cap_inheritable));
	store__u64(s, CRED_CAPABILITY(task, cap_permitted));
	store__u64(s, CRED_CAPABILITY(task, cap_effective));
}

INLINE void store__timespec(struct scratch_area *s, __u64 address)
{
	__s64 wide[2] = {};
	__s32 narrow[2] = {};

	if (s->call.compat && !(s->call.nr >= IA32_TIME64_FIRST && s->call.nr <= IA32_TIME64_LAST)) {
		bpf_probe_read_user(narrow, sizeof(narrow), (void *)address);
		wide[0] = narrow[0];
		wide[1] = narrow[1];
	} else {
		bpf_probe_read_user(wide, sizeof(wide), (void *)address);
	}
	store__u64(s, wide[0] * NSEC_PER_SEC + wide[1]);
}

/* `wide`: u64 for 32-bit callers, too. Their infinity is u32's. */
INLINE void store__rlimit(struct scratch_area *s, __u64 address, bool wide)
{
	__s64 limit[2] = {};
	__u32 narrow[2] = {};

	if (!s->call.compat || wide) {
		bpf_probe_read_user(limit, sizeof(limit), (void *)address);
	} else {
		bpf_probe_read_user(narrow, sizeof(narrow), (void *)address);
		limit[0] = narrow[0] == 0xFFFFFFFF ? -1 : narrow[0];
		limit[1] = narrow[1] == 0xFFFFFFFF ? -1 : narrow[1];
	}
	store__s64(s, limit[0]);
	store__s64(s, limit[1]);
}

struct user_semop {
	__u16 number;
	__s16 operation;
	__s16 flags;
};

INLINE void store__semaphores(struct scratch_area *s, __u64 address, __u32 count)
{
	struct user_semop first[2] = {};

	if (s->call.ret == 0 && count == 1)
		bpf_probe_read_user(first, sizeof(first[0]), (void *)address);
	else if (s->call.ret == 0 && count > 1)
		bpf_probe_read_user(first, sizeof(first), (void *)address);
	for (int i = 0; i < 2; i++) {
		store__u16(s, first[i].number);
		store__u16(s, first[i].operation);
		store__u16(s, map__value(MAP_SEMOP, (__u16)first[i].flags));
	}
}

INLINE void store__io_uring(struct scratch_area *s, __u64 address)
{
	__u32 params[6] = {};

	bpf_probe_read_user(params, sizeof(params), (void *)address);
	store__u32(s, params[0]);
	store__u32(s, params[1]);
	store__u32(s, map__value(MAP_IO_URING_SETUP, params[2]));
	store__u32(s, params[3]);
	store__u32(s, params[4]);
	store__u32(s, map__value(MAP_IO_URING_FEATURES, params[5]));
}

INLINE void store__int_at(struct scratch_area *s, __u64 address, __u32 width)
{
	__u64 value = 0;

	if (s->call.compat && s->call.nr == IA32_SENDFILE)
		bpf_probe_read_user(&value, 4, (void *)address);
	else
		bpf_probe_read_user(&value, width & 8 ? 8 : 4, (void *)address);
	store__int(s, value, width);
}

INLINE void store__accepted(struct scratch_area *s)
{
	if (s->call.ret >= 0) {
		socket__tuple(s->call.ret, INBOUND, 0, 0);
		store__queue(s, call__arg(s, 0));
		return;
	}
	store__empty(s);
	store__u8(s, 0);
	store__u32(s, 0);
	store__u32(s, 0);
}

INLINE void store__tuple_if(struct scratch_area *s, bool known, enum tuple_direction direction, struct event_part part)
{
	__u64 address = part.arg ? call__arg(s, part.arg) : 0;
	__u64 length = part.arg ? call__arg(s, part.arg + 1) : 0;

	if (known)
		socket__tuple(call__arg(s, 0), direction, address, length);
	else
		store__empty(s);
}

INLINE void store__mount_flags(struct scratch_area *s, __u32 flags)
{
	store__u32(s, (flags & MOUNT_MAGIC_MASK) == MOUNT_MAGIC ? flags & ~MOUNT_MAGIC_MASK : flags);
}

/* Parts that are rarer or larger: one function, which the verifier looks at once. */
__noinline int store__heavy_part(__u32 source, __u32 arg_number, __u32 width, __u32 map)
{
	struct event_part part = { source, arg_number, width, map };
	struct scratch_area *s = map__scratch();
	__u64 arg, next;
	__s64 ret;

	if (!s)
		return 0;
	arg = call__arg(s, part.arg);
	next = call__arg(s, part.arg + 1);
	ret = s->call.ret;
	switch (source) {
	case PART_INT_AT:
		store__int_at(s, arg, width);
		break;
	case PART_STRING_IF_OK:
		store__string(s, ret < 0 ? NULL : (void *)arg, PATH_BYTES, OF_USER);
		break;
	case PART_BUFFER:
		store__bytes(s, (void *)arg, call__arg(s, part.map), OF_USER);
		break;
	case PART_VECTOR_IN:
		vectors__store_data(arg, next, snaplen__of(ret, 0));
		break;
	case PART_VECTOR_OUT:
		vectors__store_data(arg, next, snaplen__of(ret, agent.snaplen));
		break;
	case PART_VECTOR_SIZE:
		vectors__store_size(arg, next);
		break;
	case PART_OFFSET_PAIR:
		store__u64(s, s->call.compat ? (next << 32) | (__u32)arg : arg);
		break;
	case PART_COUNT_IN:
		store__u32(s, ret > 0 ? ret : 0);
		break;
	case PART_MESSAGE_SENT:
		message__store_sent(arg);
		break;
	case PART_MESSAGE_RECEIVED:
		message__store_received(arg);
		break;
	case PART_SOCKADDR:
		store__sockaddr(s, (void *)arg, (__u32)next);
		break;
	case PART_TUPLE_OUT:
		store__tuple_if(s, ret >= 0, OUTBOUND, part);
		break;
	case PART_TUPLE_IN:
		store__tuple_if(s, ret >= 0, INBOUND, part);
		break;
	case PART_TUPLE_CONNECT:
		store__tuple_if(s, ret == 0 || ret == -EINPROGRESS, OUTBOUND, part);
		break;
	case PART_ACCEPTED:
		store__accepted(s);
		break;
	case PART_SOCKET_PAIR:
		store__socket_pair(s, arg);
		break;
	case PART_SOCKET_OPTION:
		sockopt__store(part.map);
		break;
	case PART_OPEN_FLAGS:
		store__u32(s, open__flags(s, arg));
		break;
	case PART_OPEN_MODE:
		store__u32(s, open__mode(call__arg(s, part.map), arg));
		break;
	case PART_OPEN_HOW:
		store__open_how(s, arg);
		break;
	case PART_DEVICE_INODE:
		store__device_inode(s);
		break;
	case PART_CREAT_LAYER:
		store__creat_layer(s);
		break;
	case PART_OPENED_PATH:
		store__opened_path(s);
		break;
	case PART_PIPE:
		store__pipe(s, arg);
		break;
	case PART_POLL_LIST:
		store__poll_list(s, arg, next);
		break;
	case PART_MEMORY:
		store__memory(s);
		break;
	case PART_CAPABILITIES:
		store__capabilities(s);
		break;
	case PART_TIMESPEC:
		store__timespec(s, arg);
		break;
	case PART_RLIMIT:
		store__rlimit(s, arg, part.map);
		break;
	case PART_RLIMIT_IF_OK:
		if (ret == 0) {
			store__rlimit(s, arg, part.map);
		} else {
			store__s64(s, -1);
			store__s64(s, -1);
		}
		break;
	case PART_SEEK_OFFSET:
		store__u64(s, (arg << 32) | (__u32)next);
		break;
	case PART_MOUNT_FLAGS:
		store__mount_flags(s, arg);
		break;
	case PART_SEMAPHORES:
		store__semaphores(s, arg, next);
		break;
	case PART_SEMAPHORE_VALUE:
		store__u32(s, (__u32)call__arg(s, 2) == SETVAL ? arg : 0);
		break;
	case PART_IO_URING:
		store__io_uring(s, arg);
		break;
	case PART_FSCONFIG:
		fsconfig__store(s);
		break;
	case PART_PRCTL:
		prctl__store(s);
		break;
	case PART_KEYCTL:
		keyctl__store(s);
		break;
	case PART_PTRACE:
		ptrace__store(s);
		break;
	case PART_QUOTACTL:
		quotactl__store();
		break;
	}
	return 0;
}

INLINE void store__part(struct scratch_area *s, struct event_part part)
{
	__u64 arg = call__arg(s, part.arg);

	switch (part.source) {
	case PART_RETURN:
		store__s64(s, s->call.ret);
		break;
	case PART_RETURN_INT:
		store__int(s, s->call.ret, part.width);
		break;
	case PART_UNSIGNED:
		store__u64(s, (__u32)arg);
		break;
	case PART_FD:
		store__s64(s, (__s32)arg);
		break;
	case PART_INT:
		store__int(s, arg, part.width);
		break;
	case PART_CONSTANT:
		store__int(s, part.arg, part.width);
		break;
	case PART_FLAGS:
		store__int(s, map__value(part.map, arg), part.width);
		break;
	case PART_STRING:
		store__string(s, (void *)arg, PATH_BYTES, OF_USER);
		break;
	case PART_DATA_IN:
		store__bytes(s, (void *)arg, snaplen__of(s->call.ret, 0), OF_USER);
		break;
	case PART_DATA_OUT:
		store__bytes(s, (void *)arg, snaplen__of(s->call.ret, call__arg(s, part.map)), OF_USER);
		break;
	case PART_EMPTY:
		store__empty(s);
		break;
	default:
		store__heavy_part(part.source, part.arg, part.width, part.map);
	}
}

/* Makes and submits the event of a row out of s->call. */
INLINE void interpret__row(struct scratch_area *s, __u32 event)
{
	const volatile struct event_row *row = &table.events[event & 511];

	record__start(s, event, row->nparams, row->category);
	for (int i = 0; i < PARTS_MAX; i++) {
		struct event_part part = { row->parts[i].source, row->parts[i].arg, row->parts[i].width,
				     row->parts[i].map };

		if (part.source == PART_END)
			break;
		store__part(s, part);
	}
	record__submit(s);
}

#endif
