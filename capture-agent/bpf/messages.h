#ifndef MESSAGES_H
#define MESSAGES_H

/* sendmmsg and recvmmsg: an event for each message of the call. */

#include "interpret.h"

#define MESSAGES_MAX 1024 /* UIO_MAXIOV */
#define SENDMMSG_PARAMS 5
#define RECVMMSG_PARAMS 6
#define MMSGHDR_BYTES_64 64
#define MMSGHDR_BYTES_32 32

struct user_sent_message {
	struct user_message message;
	__u32 bytes; /* transferred */
};

/* struct mmsghdr: a struct msghdr and how many bytes of it were transferred. */
INLINE bool mmsghdr__read(struct scratch_area *s, __u32 index, struct user_sent_message *sent)
{
	__u64 address =
		call__arg(s, 1) + index * (s->call.compat ? MMSGHDR_BYTES_32 : MMSGHDR_BYTES_64);
	__u32 behind =
		s->call.compat ? sizeof(struct user_message_32) : sizeof(struct user_message_64);

	return message__read(s, address, &sent->message) &&
	       !bpf_probe_read_user(&sent->bytes, sizeof(sent->bytes), (void *)(address + behind));
}

__noinline int messages__sent(__u32 index)
{
	struct scratch_area *s = map__scratch();
	struct user_sent_message sent = {};
	__s32 fd;

	if (!s)
		return 0;
	fd = call__arg(s, 0);
	if (!mmsghdr__read(s, index, &sent))
		count_unreadable();
	record__start(s, PPME_SOCKET_SENDMMSG_X, SENDMMSG_PARAMS, DROP_OTHER);
	store__s64(s, sent.bytes);
	store__s64(s, fd);
	vectors__store_size(sent.message.vectors, sent.message.count);
	vectors__store_data(sent.message.vectors, sent.message.count,
			    snaplen__of(sent.bytes, agent.snaplen));
	socket__tuple(fd, OUTBOUND, sent.message.name, sent.message.name_bytes);
	record__submit(s);
	return 0;
}

__noinline int messages__received(__u32 index)
{
	struct scratch_area *s = map__scratch();
	struct user_sent_message received = {};
	__s32 fd;

	if (!s)
		return 0;
	fd = call__arg(s, 0);
	if (!mmsghdr__read(s, index, &received))
		count_unreadable();
	record__start(s, PPME_SOCKET_RECVMMSG_X, RECVMMSG_PARAMS, DROP_OTHER);
	store__s64(s, received.bytes);
	store__s64(s, fd);
	store__u32(s, received.bytes);
	vectors__store_data(received.message.vectors, received.message.count,
			    snaplen__of(received.bytes, 0));
	socket__tuple(fd, INBOUND, received.message.name, received.message.name_bytes);
	store__bytes(s, (void *)received.message.control, received.message.control_bytes, OF_USER);
	record__submit(s);
	return 0;
}

/* The one event of a call that transferred nothing. */
INLINE void messages__none(struct scratch_area *s, __u32 event)
{
	record__start(s, event, event == PPME_SOCKET_SENDMMSG_X ? SENDMMSG_PARAMS : RECVMMSG_PARAMS,
		      DROP_OTHER);
	store__s64(s, s->call.ret);
	store__s64(s, (__s32)call__arg(s, 0));
	store__u32(s, 0);
	store__empty(s);
	store__empty(s);
	if (event == PPME_SOCKET_RECVMMSG_X)
		store__empty(s);
	record__submit(s);
}

INLINE void messages__events(struct scratch_area *s, __u32 event)
{
	__s64 count = s->call.ret;

	if (count <= 0) {
		messages__none(s, event);
		return;
	}
	for (__u32 i = 0; i < MESSAGES_MAX && i < count; i++) {
		if (event == PPME_SOCKET_SENDMMSG_X)
			messages__sent(i);
		else
			messages__received(i);
	}
}

#endif
