/* sendmsg and its like, with what travels beside the data. */
#define _GNU_SOURCE
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include "trigger.h"

/* Bytes as an expectation has them. */
static const char *escaped(const void *bytes, size_t count)
{
	static char text[512];
	char *at = text;

	for (size_t i = 0; i < count; i++)
		at += sprintf(at, "\\x%02x", ((const unsigned char *)bytes)[i]);
	*at = 0;
	return text;
}

static void single(void)
{
	char first[3], second[20], control[64];
	struct iovec out[] = { { "abc", 3 }, { "defgh", 5 } },
		     in[] = { { first, 3 }, { second, 20 } };
	struct msghdr sent = { .msg_iov = out, .msg_iovlen = 2 },
		      received = { .msg_iov = in, .msg_iovlen = 2 };
	int fds[2];
	long ret;

	call(SYS_socketpair, AF_UNIX, SOCK_DGRAM, 0, fds);
	CASE(call(SYS_sendmsg, fds[0], &sent, 0), "sendmsg",
	     "res=8 data=abcdefgh fd=%d size=8 tuple=unix:", fds[0]);
	CASE(call(SYS_recvmsg, fds[1], &received, 0), "recvmsg",
	     "res=8 size=8 data=abcdefgh tuple=unix: msgcontrol=- fd=%d", fds[1]);
	CASE(call(SYS_sendmsg, 99, &sent, 0), "sendmsg",
	     "res=%d data=abcdefgh fd=99 size=8 tuple=-", -EBADF);
	CASE(call(SYS_sendmsg, 99, NULL, 0), "sendmsg", "res=* data=- fd=99 size=- tuple=-");
	CASE(call(SYS_recvmsg, 99, &received, 0), "recvmsg",
	     "res=%d size=0 data=- tuple=- msgcontrol=- fd=99", -EBADF);

	/* SCM_RIGHTS: the fd that arrives is another one */
	sent.msg_control = control;
	sent.msg_controllen = CMSG_SPACE(sizeof(int));
	memset(control, 0, sizeof(control));
	*CMSG_FIRSTHDR(&sent) = (struct cmsghdr){ CMSG_LEN(sizeof(int)), SOL_SOCKET, SCM_RIGHTS };
	*(int *)CMSG_DATA(CMSG_FIRSTHDR(&sent)) = fds[0];
	call(SYS_sendmsg, fds[0], &sent, 0);
	received.msg_control = control;
	received.msg_controllen = sizeof(control);
	CASE(call(SYS_recvmsg, fds[1], &received, 0), "recvmsg",
	     "res=8 size=8 data=abcdefgh msgcontrol=%s fd=%d",
	     escaped(control, received.msg_controllen), fds[1]);
}

static void several(void)
{
	char memory[2][8];
	struct iovec out[] = { { "one", 3 }, { "three", 5 } },
		     in[] = { { memory[0], 8 }, { memory[1], 8 } };
	struct mmsghdr sent[] = { { .msg_hdr = { .msg_iov = &out[0], .msg_iovlen = 1 } },
				  { .msg_hdr = { .msg_iov = &out[1], .msg_iovlen = 1 } } };
	struct mmsghdr received[] = { { .msg_hdr = { .msg_iov = &in[0], .msg_iovlen = 1 } },
				      { .msg_hdr = { .msg_iov = &in[1], .msg_iovlen = 1 } } };
	int fds[2];
	long ret;

	call(SYS_socketpair, AF_UNIX, SOCK_DGRAM, 0, fds);
	CASE(call(SYS_sendmmsg, fds[0], sent, 2, 0), "sendmmsg",
	     "res=3 fd=%d size=3 data=one tuple=unix:", fds[0]);
	ALSO("sendmmsg", "res=5 fd=%d size=5 data=three tuple=unix:", fds[0]);
	CASE(call(SYS_recvmmsg, fds[1], received, 2, 0, NULL), "recvmmsg",
	     "res=3 fd=%d size=3 data=one tuple=unix: msgcontrol=-", fds[1]);
	ALSO("recvmmsg", "res=5 fd=%d size=5 data=three", fds[1]);
	CASE(call(SYS_sendmmsg, 99, sent, 2, 0), "sendmmsg", "res=%d fd=99 size=0 data=- tuple=-",
	     -EBADF);
	CASE(call(SYS_recvmmsg, 99, received, 2, 0, NULL), "recvmmsg",
	     "res=%d fd=99 size=0 data=- tuple=- msgcontrol=-", -EBADF);
}

void trigger_messages(void)
{
	single();
	several();
}
