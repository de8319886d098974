/* Sockets of each family, their options and tuples. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>

#include "trigger.h"

static int port_of(int fd)
{
	struct sockaddr_in6 address = {};
	socklen_t bytes = sizeof(address);

	getsockname(fd, (struct sockaddr *)&address, &bytes);
	return ntohs(address.sin6_port); /* at the same place in both families */
}

static void wait_for(int fd)
{
	poll(&(struct pollfd){ .fd = fd, .events = POLLIN }, 1, 1000);
}

static void make(void)
{
	int fds[2] = { -1, -1 };
	long ret;

	CASE(call(SYS_socket, AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), "socket",
	     "fd=%ld domain=2 type=%d proto=0 flags=%d", ret, SOCK_DGRAM | SOCK_CLOEXEC,
	     FILE_FLAGS__O_CLOEXEC);
	CASE(call(SYS_socket, AF_NETLINK, SOCK_RAW, 0), "socket",
	     "fd=%ld domain=16 type=3 proto=0 flags=0", ret);
	CASE(call(SYS_socket, 250, SOCK_STREAM, 3), "socket",
	     "fd=%d domain=250 type=1 proto=3 flags=0", -EAFNOSUPPORT);
	CASE(call(SYS_socketpair, AF_UNIX, SOCK_STREAM, 0, fds), "socketpair",
	     "res=0 fd1=%d fd2=%d source=* peer=* domain=1 type=1 proto=0", fds[0], fds[1]);
	CASE(call(SYS_socketpair, AF_INET, SOCK_STREAM, 0, fds), "socketpair",
	     "res=%d fd1=-1 fd2=-1 source=0 peer=0 domain=2", -EOPNOTSUPP);
}

#ifdef __i386__
/* One system call for all calls of sockets, whose arguments lie in memory. */
static void multiplexed(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	long fd, ret;

	CASE(call(SYS_socketcall, 1, ((long[]){ AF_INET, SOCK_DGRAM, 0 })), "socket",
	     "fd=%ld domain=2 type=2 proto=0 flags=0", ret);
	fd = ret;
	CASE(call(SYS_socketcall, 2, ((long[]){ fd, (long)&address, sizeof(address) })), "bind",
	     "res=0 addr=127.0.0.1:0 fd=%ld", fd);
	address.sin_port = htons(9);
	CASE(call(SYS_socketcall, 3, ((long[]){ fd, (long)&address, sizeof(address) })), "connect",
	     "res=0 tuple=127.0.0.1:%d->127.0.0.1:9 fd=%ld addr=127.0.0.1:9", port_of(fd), fd);
	ALSO(">connect", "fd=%ld addr=127.0.0.1:9", fd);
	CASE(call(SYS_socketcall, 9, ((long[]){ fd, (long)"data", 4, 0 })), "sendto",
	     "data=data fd=%ld size=4", fd);
	CASE(call(SYS_socketcall, 14,
		  ((long[]){ fd, SOL_SOCKET, SO_BROADCAST, (long)&(int){ 1 }, 4 })),
	     "setsockopt", "res=0 fd=%ld level=1 optname=6 val=UINT32:1 optlen=4", fd);
}
#endif

static void options(void)
{
	long fd = call(SYS_socket, AF_INET, SOCK_STREAM, 0), ret;
	int one = 1, number = 0;
	socklen_t bytes = sizeof(number);
	struct timeval timeout = { 2, 500000 };

	CASE(call(SYS_setsockopt, fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)), "setsockopt",
	     "res=0 fd=%ld level=1 optname=2 val=UINT32:1 optlen=4", fd);
	CASE(call(SYS_setsockopt, fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout)),
	     "setsockopt", "fd=%ld level=1 optname=%d val=RELTIME:2500000000 optlen=%d", fd,
	     SOCKOPT_OPTIONS__SO_RCVTIMEO, (int)sizeof(timeout));
	CASE(call(SYS_setsockopt, fd, IPPROTO_TCP, TCP_NODELAY, "\1\0\0", 4), "setsockopt",
	     "res=0 fd=%ld level=2 optname=0 val=BYTEBUF:\\x01\\x00\\x00\\x00 optlen=4", fd);
	CASE(call(SYS_setsockopt, fd, SOL_SOCKET, SO_BINDTODEVICE, "lo", 3), "setsockopt",
	     "optname=%d val=BYTEBUF:lo\\x00 optlen=3", SOCKOPT_OPTIONS__SO_BINDTODEVICE);
	CASE(call(SYS_getsockopt, fd, SOL_SOCKET, SO_ERROR, &number, &bytes), "getsockopt",
	     "res=0 fd=%ld level=1 optname=4 val=ERRNO:0 optlen=4", fd);
	CASE(call(SYS_getsockopt, 99, SOL_SOCKET, SO_TYPE, &number, &bytes), "getsockopt",
	     "res=%d fd=99 level=1 optname=3", -EBADF);
	CASE(call(SYS_shutdown, fd, SHUT_WR), "shutdown", "res=%d fd=%ld how=1", -ENOTCONN, fd);
	CASE(call(SYS_shutdown, 99, SHUT_RDWR), "shutdown", "res=%d fd=99 how=2", -EBADF);
}

static void tcp(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	long server = call(SYS_socket, AF_INET, SOCK_STREAM, 0),
	     client = call(SYS_socket, AF_INET, SOCK_STREAM, 0);
	char memory[32];
	int here, there;
	long ret;

	CASE(call(SYS_bind, server, &address, sizeof(address)), "bind",
	     "res=0 addr=127.0.0.1:0 fd=%ld", server);
	CASE(call(SYS_bind, 99, &address, sizeof(address)), "bind", "res=%d addr=127.0.0.1:0 fd=99",
	     -EBADF);
	CASE(call(SYS_listen, server, 5), "listen", "res=0 fd=%ld backlog=5", server);
	there = port_of(server);
	address.sin_port = htons(there);
	CASE(call(SYS_connect, client, &address, sizeof(address)), "connect",
	     "res=0 tuple=127.0.0.1:%d->127.0.0.1:%d fd=%ld addr=127.0.0.1:%d", port_of(client),
	     there, client, there);
	ALSO(">connect", "fd=%ld addr=127.0.0.1:%d", client, there);
	here = port_of(client);
	CASE(call(SYS_accept4, server, NULL, NULL, SOCK_CLOEXEC), "accept4",
	     "fd=%ld tuple=127.0.0.1:%d->127.0.0.1:%d queuepct=0 queuelen=0 queuemax=5 flags=%d",
	     ret, here, there, FILE_FLAGS__O_CLOEXEC);
	server = ret;
	CASE(call(SYS_sendto, client, "GET /", 5, 0, NULL, 0), "sendto",
	     "res=5 data='GET /' fd=%ld size=5 tuple=127.0.0.1:%d->127.0.0.1:%d", client, here,
	     there);
	wait_for(server);
	CASE(call(SYS_recvfrom, server, memory, sizeof(memory), 0, NULL, NULL), "recvfrom",
	     "res=5 data='GET /' tuple=127.0.0.1:%d->127.0.0.1:%d fd=%ld size=32", here, there,
	     server);
	CASE(call(SYS_recvfrom, server, memory, sizeof(memory), MSG_DONTWAIT, NULL, NULL),
	     "recvfrom", "res=%d data=- tuple=- fd=%ld size=32", -EAGAIN, server);
	CASE(call(SYS_write, client, "over", 4), "write", "res=4 data=over fd=%ld", client);
	CASE(call(SYS_getsockname, client, memory, NULL), "getsockname", " ");
	CASE(call(SYS_getpeername, client, memory, NULL), "getpeername", " ");
	address.sin_port = htons(1);
	client = call(SYS_socket, AF_INET, SOCK_STREAM, 0);
	CASE(call(SYS_connect, client, &address, sizeof(address)), "connect",
	     "res=%d tuple=- fd=%ld addr=127.0.0.1:1", -ECONNREFUSED, client);
	CASE(call(SYS_accept4, 99, NULL, NULL, 0), "accept4",
	     "fd=%d tuple=- queuepct=0 queuelen=0 queuemax=0 flags=0", -EBADF);
}

static void tcp6(void)
{
	struct sockaddr_in6 address = { .sin6_family = AF_INET6,
					.sin6_addr = IN6ADDR_LOOPBACK_INIT };
	long server = call(SYS_socket, AF_INET6, SOCK_STREAM, 0),
	     client = call(SYS_socket, AF_INET6, SOCK_STREAM, 0);
	int there;
	long ret;

	CASE(call(SYS_bind, server, &address, sizeof(address)), "bind", "res=0 addr=[::1]:0 fd=%ld",
	     server);
	call(SYS_listen, server, 5);
	there = port_of(server);
	address.sin6_port = htons(there);
	call(SYS_fcntl, client, F_SETFL, O_NONBLOCK);
	CASE(call(SYS_connect, client, &address, sizeof(address)), "connect",
	     "res=*  tuple=[::1]:%d->[::1]:%d fd=%ld addr=[::1]:%d", port_of(client), there, client,
	     there);
#ifdef SYS_accept
	CASE(call(SYS_accept, server, NULL, NULL), "accept",
	     "fd=%ld tuple=[::1]:%d->[::1]:%d queuepct=0 queuemax=5", ret, port_of(client), there);
#endif
}

static void udp(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) },
			   from = {};
	long server = call(SYS_socket, AF_INET, SOCK_DGRAM, 0),
	     client = call(SYS_socket, AF_INET, SOCK_DGRAM, 0);
	socklen_t bytes = sizeof(from);
	char memory[16];
	int there;
	long ret;

	call(SYS_bind, server, &address, sizeof(address));
	there = port_of(server);
	address.sin_port = htons(there);
	CASE(call(SYS_sendto, client, "dgram", 5, 0, &address, sizeof(address)), "sendto",
	     "res=5 data=dgram fd=%ld size=5 tuple=0.0.0.0:%d->127.0.0.1:%d", client,
	     port_of(client), there);
	CASE(call(SYS_recvfrom, server, memory, sizeof(memory), 0, &from, &bytes), "recvfrom",
	     "res=5 data=dgram tuple=127.0.0.1:%d->127.0.0.1:%d fd=%ld size=16", port_of(client),
	     there, server);
}

static void unix_sockets(void)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX, .sun_path = "socket" };
	struct sockaddr_un abstract = { .sun_family = AF_UNIX, .sun_path = "\0abstract" };
	socklen_t abstract_bytes = offsetof(struct sockaddr_un, sun_path) + 9;
	long server = call(SYS_socket, AF_UNIX, SOCK_STREAM, 0),
	     client = call(SYS_socket, AF_UNIX, SOCK_STREAM, 0);
	long datagram = call(SYS_socket, AF_UNIX, SOCK_DGRAM, 0),
	     sender = call(SYS_socket, AF_UNIX, SOCK_DGRAM, 0);
	char memory[16];
	long ret;

	CASE(call(SYS_bind, server, &address, sizeof(address)), "bind",
	     "res=0 addr=unix:socket fd=%ld", server);
	call(SYS_listen, server, 5);
	CASE(call(SYS_connect, client, &address, sizeof(address)), "connect",
	     "res=0 tuple=unix:socket fd=%ld addr=unix:socket", client);
	CASE(call(SYS_accept4, server, NULL, NULL, 0), "accept4",
	     "fd=%ld tuple=unix:socket queuemax=5 flags=0", ret);
	server = ret;
	CASE(call(SYS_sendto, client, "hi", 2, 0, NULL, 0), "sendto",
	     "res=2 data=hi tuple=unix:socket");
	CASE(call(SYS_recvfrom, server, memory, 16, 0, NULL, NULL), "recvfrom",
	     "res=2 data=hi tuple=unix:socket");
	CASE(call(SYS_bind, datagram, &abstract, abstract_bytes), "bind",
	     "res=0 addr=unix:abstract fd=%ld", datagram);
	CASE(call(SYS_sendto, sender, "to", 2, 0, &abstract, abstract_bytes), "sendto",
	     "res=2 data=to fd=%ld size=2 tuple=unix:abstract", sender);
	CASE(call(SYS_connect, 99, &address, sizeof(address)), "connect",
	     "res=%d tuple=- fd=99 addr=unix:socket", -EBADF);
	CASE(call(SYS_connect, client, NULL, 0), "connect", "res=%d tuple=- addr=-", -EINVAL);
}

void trigger_sockets(void)
{
	make();
#ifdef __i386__
	multiplexed();
#endif
	options();
	tcp();
	tcp6();
	udp();
	unix_sockets();
}
