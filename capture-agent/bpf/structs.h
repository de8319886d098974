#ifndef STRUCTS_H
#define STRUCTS_H

/* What lies in the caller's memory as structures, and what the kernel knows of the caller. */

#include "call.h"
#include "kernel.h"
#include "store.h"
#include "values.h"

#define POLLFDS_MAX 16 /* what libs' probes look at */
#define IA32_SENDFILE 187
#define IA32_TIME64_FIRST 403 /* calls with 64-bit times for 32-bit callers */
#define IA32_TIME64_LAST 423

/* FDLIST: u16 count, then i64 fd and u16 returned events each. */
INLINE void store__poll_list(struct scratch_area *s, __u64 address, __u32 count)
{
	__u32 start = s->end;
	__u32 bytes = (count < POLLFDS_MAX ? count : POLLFDS_MAX) * sizeof(struct pollfd);

	bytes &= 0xFF;
	KEEP_BOUND(bytes);
	bytes &= 0xFF;
	count = bpf_probe_read_user(s->copied, bytes, (void *)address)
			? 0
			: bytes / sizeof(struct pollfd);
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

	if (s->call.compat &&
	    !(s->call.nr >= IA32_TIME64_FIRST && s->call.nr <= IA32_TIME64_LAST)) {
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

#endif
