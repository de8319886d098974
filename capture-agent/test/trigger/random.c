/*
 * Calls with arguments that make no sense, in an order that is always the same: none of them may
 * make an event that is not as the event table has it, and none may be missing.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include "trigger.h"

#define PAGE 4096
#define ROUNDS 400
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Letters are kinds of arguments: f fd, p pointer, n small number, l any number, 0 zero, d a
 * process that is not there */
static const struct {
	long number;
	const char *args;
} calls[] = {
	{ SYS_read, "fpl" },
	{ SYS_write, "fpn" },
	{ SYS_pread64, "fpln" },
	{ SYS_pwrite64, "fpnn" },
	{ SYS_readv, "fpn" },
	{ SYS_writev, "fpn" },
	{ SYS_preadv, "fpnn" },
	{ SYS_pwritev, "fpnn" },
	{ SYS_sendmsg, "fpn" },
	{ SYS_recvmsg, "fpn" },
	{ SYS_sendmmsg, "fpnn" },
	{ SYS_recvmmsg, "fpnn0" },
	{ SYS_sendto, "fplnpn" },
	{ SYS_recvfrom, "fplnpp" },
	{ SYS_connect, "fpl" },
	{ SYS_bind, "fpl" },
	{ SYS_accept4, "fppn" },
	{ SYS_setsockopt, "fnnpl" },
	{ SYS_getsockopt, "fnnpp" },
	{ SYS_socketpair, "nnnp" },
	{ SYS_openat, "fp0" },
	{ SYS_openat2, "fppn" },
	{ SYS_faccessat, "fpn" },
	{ SYS_getcwd, "pl" },
	{ SYS_chdir, "p" },
	{ SYS_linkat, "fpfpn" },
	{ SYS_renameat2, "fpfpn" },
	{ SYS_symlinkat, "pfp" },
	{ SYS_poll, "pn0" },
	{ SYS_execve, "ppp" },
	{ SYS_execveat, "fpppn" },
	{ SYS_quotactl, "lpnp" },
	{ SYS_fsconfig, "fnppn" },
	{ SYS_prlimit64, "dnpp" },
	{ SYS_getresuid, "ppp" },
	{ SYS_pipe2, "pn" },
	{ SYS_memfd_create, "pn" },
	{ SYS_mknodat, "fpnn" },
	{ SYS_process_vm_readv, "dpnpn0" },
	{ SYS_finit_module, "fpn" },
	{ SYS_io_uring_enter, "fnnnp" },
};

static uint64_t state = 0x9E3779B97F4A7C15;
static char *memory;
static int fds[8];

static uint64_t next(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state >> 11;
}

/* Valid memory, its end, none at all, the kernel's. The memory holds both nonsense and pointers
 * into itself. */
static long pointer(void)
{
	const long pointers[] = {
		0,
		8,
		-1,
		(long)memory,
		(long)memory + 256,
		(long)memory + PAGE - 1,
		(long)memory + PAGE - 8,
		(long)memory + PAGE - 24,
		(long)0xffffffff81000000,
	};

	return pointers[next() % COUNT(pointers)];
}

static long argument(char kind)
{
	const long numbers[] = { 0, 1, 2, 16, 17, 64, 1024, 65535, 65536, 1 << 30, -1, -100 };

	switch (kind) {
	case 'f':
		return fds[next() % COUNT(fds)];
	case 'p':
		return pointer();
	case 'n':
		return numbers[next() % 6];
	case 'l':
		return numbers[next() % COUNT(numbers)];
	case 'd':
		return 0x7ffffff0;
	default:
		return 0;
	}
}

static void prepare(void)
{
	int pair[2];

	memory = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	mprotect(memory + PAGE, PAGE, PROT_NONE);
	socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0, pair);
	fds[0] = pair[0];
	fds[1] = pair[1];
	fds[2] = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
	fds[3] = socket(AF_INET6, SOCK_STREAM | SOCK_NONBLOCK, 0);
	fds[4] = open("file", O_RDWR | O_CREAT, 0600);
	fds[5] = open("/dev/zero", O_RDWR);
	fds[6] = 99;
	fds[7] = -1;
}

static void fill_memory(void)
{
	for (size_t i = 0; i < PAGE / sizeof(long); i++)
		((long *)memory)[i] = next() % 3 ? pointer() : argument('l');
}

void trigger_random(void)
{
	unsigned long events = 0;

	signal(SIGPIPE, SIG_IGN);
	prepare();
	call(SYS_prctl, PR_GET_DUMPABLE);
	for (int round = 0; round < ROUNDS; round++) {
		fill_memory();
		for (size_t i = 0; i < COUNT(calls); i++) {
			long args[6] = {}, ret;

			for (size_t k = 0; calls[i].args[k]; k++)
				args[k] = argument(calls[i].args[k]);
			ret = call(calls[i].number, args[0], args[1], args[2], args[3], args[4],
				   args[5]);
			if (calls[i].number == SYS_sendmmsg || calls[i].number == SYS_recvmmsg)
				events += ret > 0 ? ret : 1;
			else
				events++;
			if (calls[i].number == SYS_openat || calls[i].number == SYS_openat2 ||
			    calls[i].number == SYS_memfd_create)
				close(ret < 0 ? -1 : ret);
		}
	}
	call(SYS_prctl, PR_GET_DUMPABLE);
	printf("%lu\n", events);
}
