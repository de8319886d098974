#ifndef MULTIPLEXERS_H
#define MULTIPLEXERS_H

/* Calls that are many calls: what their arguments mean depends on a command. */

#include "call.h"
#include "paths.h"
#include "values.h"

/* First byte of a DYN parameter: which of its forms follows. */
enum sockopt_form { SOCKOPT_BYTES, SOCKOPT_ERRNO, SOCKOPT_UINT32, SOCKOPT_UINT64, SOCKOPT_TIMEVAL };
enum ptrace_form { PTRACE_UINT64, PTRACE_SIGNAL };
enum keyctl_form { KEYCTL_INT64, KEYCTL_TEXT };

#define SOL_SOCKET 1
#define SO_ERROR 4
#define SO_RCVTIMEO_OLD 20
#define SO_SNDTIMEO_OLD 21
#define SO_COOKIE 57
#define SO_RCVTIMEO_NEW 66
#define SO_SNDTIMEO_NEW 67

/* Bit n: SOL_SOCKET's option n is an int (asm-generic/socket.h); libs knows them up to
 * SO_INCOMING_CPU, 49. */
#define SOCKOPT_INTS                                                                               \
	(0x3FFFFFFFFFFFEULL &                                                                      \
	 ~((1ULL << SO_ERROR) | (1ULL << 13 /* LINGER */) | (1ULL << 17 /* PEERCRED */) |          \
	   (1ULL << SO_RCVTIMEO_OLD) | (1ULL << SO_SNDTIMEO_OLD) |                                 \
	   (1ULL << 25 /* BINDTODEVICE */) | (1ULL << 26 /* ATTACH_FILTER */) |                    \
	   (1ULL << 28 /* PEERNAME */) | (1ULL << 31 /* PEERSEC */)))

INLINE enum sockopt_form sockopt__form(__u32 level, __u32 option)
{
	if (level != SOL_SOCKET)
		return SOCKOPT_BYTES;
	if (option == SO_ERROR)
		return SOCKOPT_ERRNO;
	if (option == SO_RCVTIMEO_OLD || option == SO_SNDTIMEO_OLD || option == SO_RCVTIMEO_NEW ||
	    option == SO_SNDTIMEO_NEW)
		return SOCKOPT_TIMEVAL;
	if (option == SO_COOKIE)
		return SOCKOPT_UINT64;
	return option < 50 && (SOCKOPT_INTS >> option & 1) ? SOCKOPT_UINT32 : SOCKOPT_BYTES;
}

/* Seconds and microseconds, 64 bits each but for old options of 32-bit callers. */
INLINE __u64 sockopt__timeval_ns(struct scratch_area *s, __u32 option, __u64 address)
{
	bool narrow = s->call.compat && (option == SO_RCVTIMEO_OLD || option == SO_SNDTIMEO_OLD);
	__s64 wide[2] = {};
	__s32 half[2] = {};

	if (!narrow) {
		bpf_probe_read_user(wide, sizeof(wide), (void *)address);
		return wide[0] * NSEC_PER_SEC + wide[1] * 1000;
	}
	bpf_probe_read_user(half, sizeof(half), (void *)address);
	return half[0] * NSEC_PER_SEC + half[1] * 1000;
}

/* level; option; value; size */
__noinline int sockopt__store(__u32 size_is_pointer)
{
	struct scratch_area *s = map__scratch();
	__u32 level, option, start, size;
	enum sockopt_form form;
	__u64 value = 0, address;

	if (!s)
		return 0;
	level = call__arg(s, 1);
	option = call__arg(s, 2);
	address = call__arg(s, 3);
	size = call__arg(s, 4);
	if (size_is_pointer && bpf_probe_read_user(&size, sizeof(size), (void *)call__arg(s, 4)))
		size = 0;
	store__u8(s, map__value(MAP_SOCKET_LEVEL, level));
	store__u8(s, level == SOL_SOCKET ? map__value(MAP_SOCKET_OPTION, option) : 0);
	start = s->end;
	form = sockopt__form(level, option);
	append__u8(s, form);
	if (form == SOCKOPT_BYTES)
		append__bytes(s, (void *)address, (__u16)size, OF_USER);
	else if (form == SOCKOPT_TIMEVAL)
		append__u64(s, sockopt__timeval_ns(s, option, address));
	else
		bpf_probe_read_user(&value, form == SOCKOPT_UINT64 ? 8 : 4, (void *)address);
	if (form == SOCKOPT_ERRNO)
		append__s64(s, -(__s64)(__s32)value);
	else if (form == SOCKOPT_UINT32)
		append__u32(s, value);
	else if (form == SOCKOPT_UINT64)
		append__u64(s, value);
	store__since(s, start);
	store__u32(s, size);
	return 0;
}

INLINE void store__form(struct scratch_area *s, __u8 form, __u64 value)
{
	append__u8(s, form);
	append__u64(s, value);
	store__length(s, 1 + sizeof(value));
}

/* address and data: their own values, what a peek found, or a signal's number; zeros if the call
 * failed */
INLINE void ptrace__store(struct scratch_area *s)
{
	__u32 request = map__value(MAP_PTRACE, call__arg(s, 0));
	__u64 data = s->call.ret < 0 ? 0 : call__arg(s, 3);
	__u64 found = 0;

	store__form(s, PTRACE_UINT64, s->call.ret < 0 ? 0 : call__arg(s, 2));
	switch (s->call.ret < 0 ? PTRACE_REQUESTS__PTRACE_UNKNOWN : request) {
	case PTRACE_REQUESTS__PTRACE_PEEKTEXT:
	case PTRACE_REQUESTS__PTRACE_PEEKDATA:
	case PTRACE_REQUESTS__PTRACE_PEEKUSR:
		bpf_probe_read_user(&found, s->call.compat ? 4 : 8, (void *)data);
		store__form(s, PTRACE_UINT64, found);
		return;
	case PTRACE_REQUESTS__PTRACE_CONT:
	case PTRACE_REQUESTS__PTRACE_SINGLESTEP:
	case PTRACE_REQUESTS__PTRACE_DETACH:
	case PTRACE_REQUESTS__PTRACE_SYSCALL:
		append__u8(s, PTRACE_SIGNAL);
		append__u8(s, data);
		store__length(s, 2);
		return;
	default:
		store__form(s, PTRACE_UINT64, data);
	}
}

/* How many of the arguments behind the operation it has, and which of them (bit 0: the first) are
 * strings. */
struct keyctl_row {
	__u8 count;
	__u8 strings;
};

static const volatile struct keyctl_row keyctl_args[64] = {
	[KEYCTL_OPERATIONS__KEYCTL_GET_KEYRING_ID] = { 2, 0 },
	[KEYCTL_OPERATIONS__KEYCTL_JOIN_SESSION_KEYRING] = { 1, 1 },
	[KEYCTL_OPERATIONS__KEYCTL_UPDATE] = { 3, 0 },
	[KEYCTL_OPERATIONS__KEYCTL_REVOKE] = { 1, 0 },
	[KEYCTL_OPERATIONS__KEYCTL_CHOWN] = { 3, 0 },
	[KEYCTL_OPERATIONS__KEYCTL_SETPERM] = { 2, 0 },
	[KEYCTL_OPERATIONS__KEYCTL_DESCRIBE] = { 3, 0 },
	[KEYCTL_OPERATIONS__KEYCTL_CLEAR] = { 1, 0 },
	[KEYCTL_OPERATIONS__KEYCTL_LINK] = { 2, 0 },
	[KEYCTL_OPERATIONS__KEYCTL_UNLINK] = { 2, 0 },
	[KEYCTL_OPERATIONS__KEYCTL_SEARCH] = { 4, 6 },
	[KEYCTL_OPERATIONS__KEYCTL_READ] = { 3, 0 },
	[KEYCTL_OPERATIONS__KEYCTL_INSTANTIATE] = { 4, 0 },
	[KEYCTL_OPERATIONS__KEYCTL_NEGATE] = { 3, 0 },
	[KEYCTL_OPERATIONS__KEYCTL_SET_REQKEY_KEYRING] = { 1, 0 },
	[KEYCTL_OPERATIONS__KEYCTL_SET_TIMEOUT] = { 2, 0 },
	[KEYCTL_OPERATIONS__KEYCTL_ASSUME_AUTHORITY] = { 1, 0 },
	[KEYCTL_OPERATIONS__KEYCTL_GET_SECURITY] = { 3, 0 },
	[KEYCTL_OPERATIONS__KEYCTL_REJECT] = { 4, 0 },
	[KEYCTL_OPERATIONS__KEYCTL_INSTANTIATE_IOV] = { 4, 0 },
	[KEYCTL_OPERATIONS__KEYCTL_INVALIDATE] = { 1, 0 },
	[KEYCTL_OPERATIONS__KEYCTL_GET_PERSISTENT] = { 2, 0 },
	[KEYCTL_OPERATIONS__KEYCTL_DH_COMPUTE] = { 4, 0 },
	[KEYCTL_OPERATIONS__KEYCTL_PKEY_QUERY] = { 3, 4 },
	[KEYCTL_OPERATIONS__KEYCTL_PKEY_ENCRYPT] = { 4, 2 },
	[KEYCTL_OPERATIONS__KEYCTL_PKEY_DECRYPT] = { 4, 2 },
	[KEYCTL_OPERATIONS__KEYCTL_PKEY_SIGN] = { 4, 2 },
	[KEYCTL_OPERATIONS__KEYCTL_PKEY_VERIFY] = { 4, 2 },
	[KEYCTL_OPERATIONS__KEYCTL_RESTRICT_KEYRING] = { 3, 6 },
	[KEYCTL_OPERATIONS__KEYCTL_MOVE] = { 4, 0 },
	[KEYCTL_OPERATIONS__KEYCTL_CAPABILITIES] = { 2, 0 },
	[KEYCTL_OPERATIONS__KEYCTL_WATCH_KEY] = { 3, 0 },
};

INLINE void keyctl__store(struct scratch_area *s)
{
	__u64 operation = (__u32)call__arg(s, 0);
	__u8 count = operation < 64 ? keyctl_args[operation & 63].count : 0;
	__u8 strings = keyctl_args[operation & 63].strings;

	for (int i = 0; i < 4; i++) {
		__u64 arg = i < count ? call__arg(s, 1 + i) : 0;
		__u32 start = s->end;

		if (i < count && (strings >> i & 1)) {
			append__u8(s, KEYCTL_TEXT);
			append__string(s, (void *)arg, PATH_BYTES, OF_USER);
		} else {
			append__u8(s, KEYCTL_INT64);
			append__u64(s, arg);
		}
		store__since(s, start);
	}
}

/* text; number */
INLINE void prctl__store(struct scratch_area *s)
{
	__u64 arg = call__arg(s, 1);
	__s32 found = 0;

	switch ((__u32)call__arg(s, 0)) {
	case PRCTL_OPTIONS__PR_GET_NAME:
	case PRCTL_OPTIONS__PR_SET_NAME:
		store__string(s, (void *)arg, PATH_BYTES, OF_USER);
		store__s64(s, 0);
		return;
	case PRCTL_OPTIONS__PR_GET_CHILD_SUBREAPER:
		bpf_probe_read_user(&found, sizeof(found), (void *)arg);
		store__empty(s);
		store__s64(s, found);
		return;
	default:
		store__empty(s);
		store__s64(s, arg);
	}
}

/* value as bytes; value as text */
INLINE void fsconfig__store(struct scratch_area *s)
{
	void *value = (void *)call__arg(s, 3);
	__u32 command = s->call.ret < 0 ? -1 : (__u32)call__arg(s, 1);

	if (command == FSCONFIG_CMDS__FSCONFIG_SET_BINARY)
		store__bytes(s, value, (__u32)call__arg(s, 4), OF_USER);
	else
		store__empty(s);
	if (command == FSCONFIG_CMDS__FSCONFIG_SET_STRING ||
	    command == FSCONFIG_CMDS__FSCONFIG_SET_PATH ||
	    command == FSCONFIG_CMDS__FSCONFIG_SET_PATH_EMPTY)
		store__string(s, value, PATH_BYTES, OF_USER);
	else
		store__empty(s);
}

struct user_quota {
	__u64 block_hard, block_soft, used_bytes, inode_hard, inode_soft, inodes, block_time,
		inode_time;
	__u32 valid;
};

struct user_quota_info {
	__u64 block_grace, inode_grace;
	__u32 flags, valid;
};

INLINE void quota__store_limits(struct scratch_area *s, bool has, const void *address)
{
	struct user_quota quota = {};

	if (has)
		bpf_probe_read_user(&quota, sizeof(quota), address);
	store__u64(s, quota.valid & 1 ? quota.block_hard : 0);
	store__u64(s, quota.valid & 1 ? quota.block_soft : 0);
	store__u64(s, quota.valid & 2 ? quota.used_bytes : 0);
	store__u64(s, quota.valid & 4 ? quota.inode_hard : 0);
	store__u64(s, quota.valid & 4 ? quota.inode_soft : 0);
	store__u64(s, quota.valid & 16 ? quota.block_time : 0);
	store__u64(s, quota.valid & 32 ? quota.inode_time : 0);
}

INLINE void quota__store_info(struct scratch_area *s, bool has, const void *address)
{
	struct user_quota_info info = {};

	if (has)
		bpf_probe_read_user(&info, sizeof(info), address);
	store__u64(s, info.valid & 1 ? info.block_grace : 0);
	store__u64(s, info.valid & 2 ? info.inode_grace : 0);
	store__u8(s, info.valid & 4 ? info.flags : 0);
}

/* Everything behind the result. */
__noinline int quotactl__store(void)
{
	struct scratch_area *s = map__scratch();
	__u32 command, id, format = 0;
	void *address;

	if (!s)
		return 0;
	command = map__value(MAP_QUOTA_COMMAND, (__u32)call__arg(s, 0) >> 8);
	id = call__arg(s, 2);
	address = (void *)call__arg(s, 3);
	store__string(s, (void *)call__arg(s, 1), PATH_BYTES, OF_USER);
	if (command == QUOTACTL_CMDS__Q_QUOTAON)
		store__string(s, address, PATH_BYTES, OF_USER);
	else
		store__empty(s);
	quota__store_limits(s, command & (QUOTACTL_CMDS__Q_GETQUOTA | QUOTACTL_CMDS__Q_SETQUOTA),
			    address);
	quota__store_info(s, command & (QUOTACTL_CMDS__Q_GETINFO | QUOTACTL_CMDS__Q_SETINFO),
			  address);
	if (command == QUOTACTL_CMDS__Q_GETFMT)
		bpf_probe_read_user(&format, sizeof(format), address);
	store__u8(s, map__value(MAP_QUOTA_FORMAT, format));
	store__u16(s, command);
	store__u8(s, map__value(MAP_QUOTA_TYPE, call__arg(s, 0) & 0xFF));
	store__u32(s, command & (QUOTACTL_CMDS__Q_GETQUOTA | QUOTACTL_CMDS__Q_SETQUOTA |
				 QUOTACTL_CMDS__Q_XGETQUOTA | QUOTACTL_CMDS__Q_XSETQLIM)
			      ? id
			      : 0);
	store__u8(s, map__value(MAP_QUOTA_FORMAT, command == QUOTACTL_CMDS__Q_QUOTAON ? id : 0));
	return 0;
}

#endif
