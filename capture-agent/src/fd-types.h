#ifndef SCAP_FD_TYPES_H
#define SCAP_FD_TYPES_H

/* What a descriptor is, as the fd list says it. */
enum fd_type {
	FD_UNKNOWN = 0,
	FD_DIRECTORY = 2,
	FD_IPV4 = 3,
	FD_IPV6 = 4,
	FD_IPV4_SERVER = 5,
	FD_IPV6_SERVER = 6,
	FD_PIPE = 7,
	FD_UNIX = 8,
	FD_EVENTFD = 9,
	FD_UNSUPPORTED = 10,
	FD_SIGNALFD = 11,
	FD_EVENTPOLL = 12,
	FD_INOTIFY = 13,
	FD_TIMERFD = 14,
	FD_NETLINK = 15,
	FD_FILE = 16, /* the last that sysdig 0.29.3 reads */
	FD_BPF = 17,
	FD_USERFAULTFD = 18,
	FD_IO_URING = 19,
	FD_MEMFD = 20,
	FD_PIDFD = 21,
};

enum l4_protocol { L4_UNKNOWN = 0, L4_NONE = 1, L4_TCP = 2, L4_UDP = 3, L4_ICMP = 4, L4_RAW = 5 };

#endif
