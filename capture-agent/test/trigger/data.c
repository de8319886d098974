/* Reading and writing, at whatever snaplen the environment says. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/sendfile.h>
#include <sys/uio.h>

#include "trigger.h"

#define LARGE_BYTES 70000

static int snaplen;

/* The first of so many bytes: as many as are kept of a buffer that begins with `before` others. */
static const char *kept(const char *data, long bytes, long before)
{
	static char copy[LARGE_BYTES + 1];
	long n = bytes < snaplen - before ? bytes : snaplen - before;

	memcpy(copy, data, n);
	copy[n] = 0;
	return copy;
}

static void plain(long fd, const char *large)
{
	char *memory = malloc(LARGE_BYTES);
	long ret;

	CASE(call(SYS_write, fd, "hello", 5), "write", "res=5 data=hello fd=%ld size=5", fd);
	CASE(call(SYS_write, fd, large, LARGE_BYTES), "write", "res=%d data=%s fd=%ld size=%d",
	     LARGE_BYTES, kept(large, LARGE_BYTES, 0), fd, LARGE_BYTES);
	CASE(call(SYS_write, fd, "", 0), "write", "res=0 data=- fd=%ld size=0", fd);
	CASE(call(SYS_write, 99, "lost", 4), "write", "res=%d data=lost fd=99 size=4", -EBADF);
	CASE(call(SYS_write, fd, NULL, 4), "write", "res=%d data=- fd=%ld size=4", -EFAULT, fd);
	call(SYS_lseek, fd, 0, SEEK_SET);
	CASE(call(SYS_read, fd, memory, 3), "read", "res=3 data=hel fd=%ld size=3", fd);
	CASE(call(SYS_read, fd, memory, 1000), "read", "res=1000 data=lo%s fd=%ld size=1000",
	     kept(large, 998, 2), fd);
	CASE(call(SYS_read, 99, memory, 10), "read", "res=%d data=- fd=99 size=10", -EBADF);
#ifdef __i386__
	CASE(call(SYS_pread64, fd, memory, 4, 1, 1), "pread",
	     "res=0 data=- fd=%ld size=4 pos=4294967297", fd);
	CASE(call(SYS_pwrite64, fd, "HE", 2, 0, 0), "pwrite", "res=2 data=HE fd=%ld size=2 pos=0",
	     fd);
#else
	CASE(call(SYS_pread64, fd, memory, 4, 1), "pread", "res=4 data=ello fd=%ld size=4 pos=1",
	     fd);
	CASE(call(SYS_pread64, fd, memory, 4, 4294967297L), "pread",
	     "res=0 data=- fd=%ld size=4 pos=4294967297", fd);
	CASE(call(SYS_pwrite64, fd, "HE", 2, 0), "pwrite", "res=2 data=HE fd=%ld size=2 pos=0", fd);
#endif
	free(memory);
}

static void vectored(long fd)
{
	char first[2], second[70];
	struct iovec in[] = { { first, 2 }, { second, 3 } };
	struct iovec out[] = { { "ab", 2 }, { "", 0 }, { "cdefg", 5 } };
	struct iovec bad[] = { { "ok", 2 }, { (void *)8, 4 } };
	struct iovec many[40];
	long ret;

	for (int i = 0; i < 40; i++)
		many[i] = (struct iovec){ "z", 1 };
	CASE(call(SYS_writev, fd, out, 3), "writev", "res=7 data=abcdefg fd=%ld size=7", fd);
	CASE(call(SYS_writev, 99, out, 3), "writev", "res=%d data=abcdefg fd=99 size=7", -EBADF);
	CASE(call(SYS_writev, fd, bad, 2), "writev", "data=ok fd=%ld size=6", fd);
	CASE(call(SYS_writev, fd, many, 40), "writev", "res=40 data=%.32s fd=%ld size=40",
	     "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz", fd);
	CASE(call(SYS_writev, fd, NULL, 2), "writev", "res=%d data=- fd=%ld size=0", -EFAULT, fd);
	CASE(call(SYS_pwritev, fd, out, 3, 0, 0), "pwritev",
	     "res=7 data=abcdefg fd=%ld size=7 pos=0", fd);
	call(SYS_lseek, fd, 0, SEEK_SET);
	CASE(call(SYS_readv, fd, in, 2), "readv", "res=5 size=5 data=abcde fd=%ld", fd);
	CASE(call(SYS_readv, 99, in, 2), "readv", "res=%d size=0 data=- fd=99", -EBADF);
	CASE(call(SYS_preadv, fd, in, 2, 2, 0), "preadv", "res=5 size=5 data=cdefg fd=%ld pos=2",
	     fd);
}

static void between(long fd)
{
	char target[8] = "";
	struct iovec local = { target, 4 }, remote = { "peek", 4 };
	long offset = 2, ret;
	int fds[2];

	call(SYS_pipe2, fds, 0);
	CASE(call(SYS_sendfile, fds[1], fd, &offset, 3), "sendfile",
	     "res=3 offset=5 out_fd=%d in_fd=%ld size=3", fds[1], fd);
	CASE(call(SYS_splice, fd, NULL, fds[1], NULL, 4, SPLICE_F_MOVE | SPLICE_F_NONBLOCK),
	     "splice", "fd_in=%ld fd_out=%d size=4 flags=%d", fd, fds[1],
	     SPLICE_FLAGS__SPLICE_F_MOVE | SPLICE_FLAGS__SPLICE_F_NONBLOCK);
	CASE(call(SYS_copy_file_range, fd, NULL, 99, NULL, 7, 0), "copy_file_range",
	     "res=%d fdout=99 offout=0 fdin=%ld offin=0 len=7", -EBADF, fd);
	CASE(call(SYS_process_vm_readv, getpid(), &local, 1, &remote, 1, 0), "process_vm_readv",
	     "res=4 pid=%d data=peek", getpid());
	CASE(call(SYS_process_vm_writev, 0x7ffffff0, &local, 1, &remote, 1, 0), "process_vm_writev",
	     "res=%d pid=%d data=-", -ESRCH, 0x7ffffff0);
}

void trigger_data(void)
{
	char *large = malloc(LARGE_BYTES);
	long fd = call(SYS_openat, AT_FDCWD, "data", O_RDWR | O_CREAT, 0600);

	snaplen = atoi(getenv("SNAPLEN") ?: "80");
	for (int i = 0; i < LARGE_BYTES; i++)
		large[i] = 'a' + i % 26;
	plain(fd, large);
	call(SYS_ftruncate, fd, 0);
	call(SYS_lseek, fd, 0, SEEK_SET);
	vectored(fd);
	between(fd);
	free(large);
}
