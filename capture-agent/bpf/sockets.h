#ifndef SOCKETS_H
#define SOCKETS_H

#include "kernel.h"
#include "store.h"

#define SUN_PATH_BYTES 109 /* 108, and the NUL that the kernel adds */
#define SOCKADDR_BYTES 128

enum tuple_direction { OUTBOUND, INBOUND };

/* One end of a connection of the internet families. */
struct socket_end {
	__u32 address[4];
	__u16 port; /* network order */
};

/* A copy of the caller's address, zeros behind it, in s->copied; false if there is none. */
INLINE bool sockaddr__copy(struct scratch_area *s, const void *address, __u64 length)
{
	__u32 bytes = length < SOCKADDR_BYTES ? length : SOCKADDR_BYTES;

	__builtin_memset(s->copied, 0, SOCKADDR_BYTES + 8);
	if (!address || bytes < sizeof(__u16))
		return false;
	bytes &= 0xFF;
	KEEP_BOUND(bytes);
	bytes &= 0xFF;
	return bpf_probe_read_user(s->copied, bytes, address) == 0;
}

/* The name in a copied sockaddr_un; the first byte of an abstract one is left out. */
INLINE void append__sun_path(struct scratch_area *s)
{
	const __u8 *path = s->copied + sizeof(__u16);

	append__string(s, *path ? path : path + 1, SUN_PATH_BYTES, OF_KERNEL);
}

/* SOCKADDR: u8 family, then address and port or path; empty for other families. */
INLINE void store__sockaddr(struct scratch_area *s, const void *address, __u64 length)
{
	__u32 start = s->end;
	__u16 family;

	if (!sockaddr__copy(s, address, length)) {
		store__empty(s);
		return;
	}
	family = *(__u16 *)s->copied;
	if (family == AF_INET && length >= 8) {
		append__u8(s, family);
		append__u32(s, *(__u32 *)(s->copied + 4));
		append__u16(s, bpf_ntohs(*(__u16 *)(s->copied + 2)));
	} else if (family == AF_INET6 && length >= 24) {
		append__u8(s, family);
		append__u64(s, *(__u64 *)(s->copied + 8));
		append__u64(s, *(__u64 *)(s->copied + 16));
		append__u16(s, bpf_ntohs(*(__u16 *)(s->copied + 2)));
	} else if (family == AF_UNIX) {
		append__u8(s, family);
		append__sun_path(s);
	}
	store__since(s, start);
}

INLINE void append__endpoint(struct scratch_area *s, const struct socket_end *end, __u32 words)
{
	append__u32(s, end->address[0]);
	if (words == 4) {
		append__u32(s, end->address[1]);
		append__u32(s, end->address[2]);
		append__u32(s, end->address[3]);
	}
	append__u16(s, bpf_ntohs(end->port));
}

INLINE void append__inet_tuple(struct scratch_area *s, struct sock *sk, bool v6,
			       enum tuple_direction direction, const void *address)
{
	struct inet_sock *inet = (struct inet_sock *)sk;
	struct socket_end local = {}, remote = {};
	__u32 words = v6 ? 4 : 1;

	local.port = FIELD(inet, inet_sport);
	remote.port = FIELD(sk, __sk_common.skc_dport);
	if (v6) {
		BPF_CORE_READ_INTO(&local.address, inet, pinet6, saddr);
		BPF_CORE_READ_INTO(&remote.address, sk, __sk_common.skc_v6_daddr);
	} else {
		local.address[0] = FIELD(inet, inet_saddr);
		remote.address[0] = FIELD(sk, __sk_common.skc_daddr);
	}
	/* A socket that is not connected: the other end is what the caller says */
	if (!remote.port && address) {
		bpf_probe_read_user(&remote.port, sizeof(remote.port), address + 2);
		bpf_probe_read_user(remote.address, words * 4, address + (v6 ? 8 : 4));
	}
	append__u8(s, v6 ? AF_INET6 : AF_INET);
	append__endpoint(s, direction == OUTBOUND ? &local : &remote, words);
	append__endpoint(s, direction == OUTBOUND ? &remote : &local, words);
}

/* Of the name a socket was bound to, or of none. */
INLINE void append__bound_path(struct scratch_area *s, struct sock *sk)
{
	struct unix_address *address = sk ? BPF_CORE_READ((struct unix_sock *)sk, addr) : NULL;
	char *path =
		(char *)address + bpf_core_field_offset(struct unix_address, name) + sizeof(__u16);
	char first = 0;

	if (address)
		bpf_probe_read_kernel(&first, sizeof(first), path);
	if (!address || !append__string(s, first ? path : path + 1, SUN_PATH_BYTES, OF_KERNEL))
		append__u8(s, 0);
}

INLINE void append__unix_tuple(struct scratch_area *s, struct sock *sk,
			       enum tuple_direction direction, const void *address, __u64 length)
{
	struct sock *peer = BPF_CORE_READ((struct unix_sock *)sk, peer);

	append__u8(s, AF_UNIX);
	append__u64(s, (__u64)(direction == OUTBOUND ? peer : sk));
	append__u64(s, (__u64)(direction == OUTBOUND ? sk : peer));
	if (direction == INBOUND)
		append__bound_path(s, sk);
	else if (!peer && sockaddr__copy(s, address, length))
		append__sun_path(s);
	else
		append__bound_path(s, peer);
}

/* SOCKTUPLE: u8 family, then both ends; empty for other families. */
INLINE void store__tuple(struct scratch_area *s, __s32 fd, enum tuple_direction direction,
			 const void *address, __u64 length)
{
	struct sock *sk = sock__of_fd(fd);
	__u16 family = sk ? FIELD(sk, __sk_common.skc_family) : 0;
	__u32 start = s->end;

	if (family == AF_INET || family == AF_INET6)
		append__inet_tuple(s, sk, family == AF_INET6, direction, address);
	else if (family == AF_UNIX)
		append__unix_tuple(s, sk, direction, address, length);
	store__since(s, start);
}

/* A function of its own for the verifier, which looks at it once. */
__noinline int socket__tuple(__s32 fd, __u32 direction, __u64 address, __u64 length)
{
	struct scratch_area *s = map__scratch();

	if (s)
		store__tuple(s, fd, direction, (void *)address, length);
	return 0;
}

/* Fill in percent, length and limit of a listening socket's queue. */
INLINE void store__queue(struct scratch_area *s, __s32 fd)
{
	struct sock *sk = sock__of_fd(fd);
	__u32 length = sk ? BPF_CORE_READ(sk, sk_ack_backlog) : 0;
	__u32 limit = sk ? BPF_CORE_READ(sk, sk_max_ack_backlog) : 0;

	store__u8(s, limit ? (__u64)length * 100 / limit : 0);
	store__u32(s, length);
	store__u32(s, limit);
}

#endif
