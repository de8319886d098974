#ifndef VECTORS_H
#define VECTORS_H

#include "call.h"
#include "sockets.h"

#define VECTORS_MAX 1024     /* UIO_MAXIOV */
#define VECTORS_WITH_DATA 32 /* what libs' probes look at */

struct user_vector {
	__u64 base;
	__u64 length;
};

/* A struct msghdr, whatever its caller's width. */
struct user_message {
	__u64 name;
	__u64 name_bytes;
	__u64 vectors;
	__u64 count;
	__u64 control;
	__u64 control_bytes;
};

struct user_message_64 {
	__u64 name;
	__u32 name_bytes;
	__u64 vectors;
	__u64 count;
	__u64 control;
	__u64 control_bytes;
	__u32 flags;
};

struct user_message_32 {
	__u32 name;
	__u32 name_bytes;
	__u32 vectors;
	__u32 count;
	__u32 control;
	__u32 control_bytes;
	__u32 flags;
};

/* Copies the caller's iovecs into s->copied; false if they cannot be read. */
INLINE bool vectors__copy(struct scratch_area *s, __u64 address, __u64 count)
{
	__u32 bytes = (count < VECTORS_MAX ? count : VECTORS_MAX) * (s->call.compat ? 8 : 16);

	bytes &= SCRATCH_MASK;
	KEEP_BOUND(bytes);
	bytes &= SCRATCH_MASK;
	if (bytes == 0)
		return false;
	return bpf_probe_read_user(s->copied, bytes, (void *)address) == 0;
}

INLINE struct user_vector vectors__at(struct scratch_area *s, __u32 index)
{
	__u32 *narrow = (void *)&s->copied[(index * 8) & SCRATCH_MASK];
	__u64 *wide = (void *)&s->copied[(index * 16) & SCRATCH_MASK];

	if (s->call.compat)
		return (struct user_vector){ narrow[0], narrow[1] };
	return (struct user_vector){ wide[0], wide[1] };
}

/* Sum of the lengths, as far as a u32 holds it. */
__noinline int vectors__store_size(__u64 address, __u64 count)
{
	struct scratch_area *s = map__scratch();
	__u32 bytes = 0;

	if (!s)
		return 0;
	if (vectors__copy(s, address, count)) {
		for (__u32 i = 0; i < VECTORS_MAX && i < count; i++)
			bytes += vectors__at(s, i).length;
	}
	store__u32(s, bytes);
	return 0;
}

/* Adds up to `limit` bytes of one vector to the current parameter; returns how many. */
__noinline __u32 vectors__append(__u32 index, __u32 limit)
{
	struct scratch_area *s = map__scratch();
	struct user_vector vector;

	if (!s)
		return 0;
	vector = vectors__at(s, index);
	return append__bytes(s, (void *)vector.base, vector.length < limit ? vector.length : limit,
			     OF_USER);
}

/* The first `limit` bytes of what the vectors hold. */
__noinline int vectors__store_data(__u64 address, __u64 count, __u32 limit)
{
	struct scratch_area *s = map__scratch();
	__u32 start, done = 0;

	if (!s)
		return 0;
	start = s->end;
	if (limit && vectors__copy(s, address, count)) {
		for (__u32 i = 0; i < VECTORS_WITH_DATA && i < count && done < limit; i++)
			done += vectors__append(i, limit - done);
	}
	store__since(s, start);
	return 0;
}

INLINE bool message__read(struct scratch_area *s, __u64 address, struct user_message *message)
{
	struct user_message_64 wide = {};
	struct user_message_32 narrow = {};

	if (s->call.compat) {
		if (bpf_probe_read_user(&narrow, sizeof(narrow), (void *)address))
			return false;
		*message = (struct user_message){ narrow.name,	  narrow.name_bytes,
						  narrow.vectors, narrow.count,
						  narrow.control, narrow.control_bytes };
		return true;
	}
	if (bpf_probe_read_user(&wide, sizeof(wide), (void *)address))
		return false;
	*message = (struct user_message){ wide.name,  wide.name_bytes, wide.vectors,
					  wide.count, wide.control,    wide.control_bytes };
	return true;
}

/* How much of a buffer is kept: of what was transferred, or of what was to be if nothing was. */
INLINE __u32 snaplen__of(__s64 transferred, __u64 wanted)
{
	__u64 bytes = transferred > 0 ? (__u64)transferred : wanted;

	return bytes < agent.snaplen ? bytes : agent.snaplen;
}

/* data; fd; size; tuple */
__noinline int message__store_sent(__u64 address)
{
	struct scratch_area *s = map__scratch();
	struct user_message message = {};
	__s32 fd;

	if (!s)
		return 0;
	fd = call__arg(s, 0);
	if (!message__read(s, address, &message)) {
		count_unreadable();
		store__empty(s);
		store__s64(s, fd);
		store__empty(s);
		store__empty(s);
		return 0;
	}
	vectors__store_data(message.vectors, message.count,
			    snaplen__of(s->call.ret, agent.snaplen));
	store__s64(s, fd);
	vectors__store_size(message.vectors, message.count);
	if (s->call.ret >= 0)
		socket__tuple(fd, OUTBOUND, message.name, message.name_bytes);
	else
		store__empty(s);
	return 0;
}

/* size; data; tuple; control; fd */
__noinline int message__store_received(__u64 address)
{
	struct scratch_area *s = map__scratch();
	struct user_message message = {};
	__s32 fd;

	if (!s)
		return 0;
	fd = call__arg(s, 0);
	if (s->call.ret < 0 || !message__read(s, address, &message)) {
		store__u32(s, 0);
		store__empty(s);
		store__empty(s);
		store__empty(s);
		store__s64(s, fd);
		return 0;
	}
	store__u32(s, s->call.ret);
	vectors__store_data(message.vectors, message.count, snaplen__of(s->call.ret, 0));
	socket__tuple(fd, INBOUND, message.name, message.name_bytes);
	store__bytes(s, (void *)message.control, message.control_bytes, OF_USER);
	store__s64(s, fd);
	return 0;
}

#endif
