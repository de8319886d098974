#ifndef INTERPRET_H
#define INTERPRET_H

/* Makes events out of the rows of the table. */

#include "files.h"
#include "multiplexers.h"
#include "structs.h"
#include "vectors.h"

#define MOUNT_MAGIC 0xC0ED0000U
#define MOUNT_MAGIC_MASK 0xFFFF0000U
#define SETVAL 16

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

INLINE void store__tuple_if(struct scratch_area *s, bool known, enum tuple_direction direction,
			    struct event_part part)
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
	store__u32(s,
		   (flags & MOUNT_MAGIC_MASK) == MOUNT_MAGIC ? flags & ~MOUNT_MAGIC_MASK : flags);
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
		store__bytes(s, (void *)arg, snaplen__of(s->call.ret, call__arg(s, part.map)),
			     OF_USER);
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
		struct event_part part = { row->parts[i].source, row->parts[i].arg,
					   row->parts[i].width, row->parts[i].map };

		if (part.source == PART_END)
			break;
		store__part(s, part);
	}
	record__submit(s);
}

#endif
