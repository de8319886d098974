/* Opening, duplicating and describing files. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "trigger.h"

#define READ_WRITE_CREATE (FILE_FLAGS__O_RDWR | FILE_FLAGS__O_CREAT)
#define CREATED FILE_FLAGS__O_F_CREATED
#ifdef __i386__
#define LARGE FILE_FLAGS__O_LARGEFILE
#else
#define LARGE 0
#endif

static long device(const char *path)
{
	struct stat st;

	return stat(path, &st) ? 0 : (long)(minor(st.st_dev) | major(st.st_dev) << 8);
}

static long inode(const char *path)
{
	struct stat st;

	return stat(path, &st) ? 0 : (long)st.st_ino;
}

static void open_and_create(void)
{
	struct open_how how = { .flags = O_RDONLY | O_CLOEXEC,
				.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS };
	struct open_how creating = { .flags = O_WRONLY | O_CREAT, .mode = 0640 };
	long ret;

#ifdef SYS_creat
	CASE(call(SYS_creat, "a", 0640), "creat",
	     "fd=%ld name=a mode=%d dev=%ld ino=%ld creat_flags=0", ret, 0640, device("a"),
	     inode("a"));
	ALSO(">creat", "name=a mode=%d", 0640);
	CASE(call(SYS_creat, "no/where", 0600), "creat",
	     "fd=%d name=no/where mode=%d dev=0 ino=0 creat_flags=0", -ENOENT, 0600);
#endif
#ifdef SYS_open
	CASE(call(SYS_open, "a", O_RDWR | O_APPEND | O_NONBLOCK, 0777), "open",
	     "fd=%ld name=a flags=%d mode=0 dev=%ld ino=%ld", ret,
	     FILE_FLAGS__O_RDWR | FILE_FLAGS__O_APPEND | FILE_FLAGS__O_NONBLOCK, device("a"),
	     inode("a"));
	ALSO(">open", "name=a flags=%d mode=0",
	     FILE_FLAGS__O_RDWR | FILE_FLAGS__O_APPEND | FILE_FLAGS__O_NONBLOCK);
	CASE(call(SYS_open, "missing", O_WRONLY), "open",
	     "fd=%d name=missing flags=%d mode=0 dev=0 ino=0", -ENOENT, FILE_FLAGS__O_WRONLY);
#endif
	CASE(call(SYS_openat, AT_FDCWD, "b", O_RDWR | O_CREAT | O_EXCL, 0604), "openat",
	     "fd=%ld dirfd=-100 name=b flags=%d mode=%d dev=%ld ino=%ld", ret,
	     READ_WRITE_CREATE | FILE_FLAGS__O_EXCL | CREATED, 0604, device("b"), inode("b"));
	ALSO(">openat", "dirfd=-100 name=b flags=%d mode=%d",
	     READ_WRITE_CREATE | FILE_FLAGS__O_EXCL, 0604);
	CASE(call(SYS_openat, AT_FDCWD, "b", O_RDWR | O_CREAT | O_EXCL, 0604), "openat",
	     "fd=%d dirfd=-100 name=b flags=%d mode=%d dev=0 ino=0", -EEXIST,
	     READ_WRITE_CREATE | FILE_FLAGS__O_EXCL, 0604);
	CASE(call(SYS_openat, AT_FDCWD, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC), "openat",
	     "fd=%ld dirfd=-100 name=. flags=%d mode=0 dev=%ld ino=%ld", ret,
	     FILE_FLAGS__O_RDONLY | FILE_FLAGS__O_DIRECTORY | FILE_FLAGS__O_CLOEXEC, device("."),
	     inode("."));
	CASE(call(SYS_openat, 77, "b", O_WRONLY | O_SYNC | O_TRUNC), "openat",
	     "fd=%d dirfd=77 name=b flags=%d mode=0", -EBADF,
	     FILE_FLAGS__O_WRONLY | FILE_FLAGS__O_SYNC | FILE_FLAGS__O_DSYNC | FILE_FLAGS__O_TRUNC);
	CASE(call(SYS_openat, AT_FDCWD, "b", O_WRONLY | O_DSYNC | O_DIRECT), "openat",
	     "name=b flags=%d", FILE_FLAGS__O_WRONLY | FILE_FLAGS__O_DSYNC | FILE_FLAGS__O_DIRECT);
	CASE(call(SYS_openat, AT_FDCWD, ".", O_RDWR | O_TMPFILE, 0600), "openat",
	     "fd=%ld name=. flags=%d mode=%d", ret,
	     FILE_FLAGS__O_RDWR | FILE_FLAGS__O_TMPFILE | FILE_FLAGS__O_DIRECTORY, 0600);
	CASE(call(SYS_openat, AT_FDCWD, NULL, O_RDONLY), "openat", "fd=%d name=- flags=%d", -EFAULT,
	     FILE_FLAGS__O_RDONLY);
	CASE(call(SYS_openat, AT_FDCWD, "Grüße, 世界", O_RDONLY), "openat",
	     "fd=%d name='Grüße, 世界'", -ENOENT);
	CASE(call(SYS_openat2, AT_FDCWD, "a", &how, sizeof(how)), "openat2",
	     "fd=%ld dirfd=-100 name=a flags=%d mode=0 resolve=%d dev=%ld ino=%ld", ret,
	     FILE_FLAGS__O_RDONLY | FILE_FLAGS__O_CLOEXEC,
	     OPENAT2_FLAGS__RESOLVE_BENEATH | OPENAT2_FLAGS__RESOLVE_NO_SYMLINKS, device("a"),
	     inode("a"));
	ALSO(">openat2", "dirfd=-100 name=a flags=%d mode=0 resolve=%d",
	     FILE_FLAGS__O_RDONLY | FILE_FLAGS__O_CLOEXEC,
	     OPENAT2_FLAGS__RESOLVE_BENEATH | OPENAT2_FLAGS__RESOLVE_NO_SYMLINKS);
	CASE(call(SYS_openat2, AT_FDCWD, "no/d", &creating, sizeof(creating)), "openat2",
	     "fd=%d name=no/d flags=%d mode=%d resolve=0 dev=0 ino=0", -ENOENT,
	     FILE_FLAGS__O_WRONLY | FILE_FLAGS__O_CREAT, 0640);
}

static void duplicate(void)
{
	long fd = call(SYS_openat, AT_FDCWD, "/dev/null", O_RDWR), ret;

	CASE(call(SYS_dup, fd), "dup", "res=%ld oldfd=%ld", ret, fd);
	CASE(call(SYS_dup, 99), "dup", "res=%d oldfd=99", -EBADF);
#ifdef SYS_dup2
	CASE(call(SYS_dup2, fd, 40), "dup2", "res=40 oldfd=%ld newfd=40", fd);
#endif
	CASE(call(SYS_dup3, fd, 41, O_CLOEXEC), "dup3", "res=41 oldfd=%ld newfd=41 flags=%d", fd,
	     FILE_FLAGS__O_CLOEXEC);
	CASE(call(SYS_dup3, fd, fd, 0), "dup3", "res=%d oldfd=%ld newfd=%ld flags=0", -EINVAL, fd,
	     fd);
	CASE(call(SYS_fcntl, fd, F_DUPFD_CLOEXEC, 50), "fcntl", "res=50 fd=%ld cmd=%d arg=50", fd,
	     FCNTL_COMMANDS__F_DUPFD_CLOEXEC);
	CASE(call(SYS_fcntl, fd, F_SETFL, O_NONBLOCK), "fcntl", "res=0 fd=%ld cmd=%d arg=%d", fd,
	     FCNTL_COMMANDS__F_SETFL, O_NONBLOCK);
	CASE(call(SYS_fcntl, 99, F_GETFD, 0), "fcntl", "res=%d fd=99 cmd=%d arg=0", -EBADF,
	     FCNTL_COMMANDS__F_GETFD);
	CASE(call(SYS_fcntl, fd, 4711, 0), "fcntl", "res=%d fd=%ld cmd=%d", -EINVAL, fd,
	     FCNTL_COMMANDS__UNKNOWN);
	CASE(call(SYS_close, 41), "close", "res=0 fd=41");
	CASE(call(SYS_close, 41), "close", "res=%d fd=41", -EBADF);
	CASE(call(SYS_close_range, 40, 50, 0), "close_range", "res=0 first=40 last=50 flags=0");
	CASE(call(SYS_close_range, 60, 70, 4 /* CLOEXEC */), "close_range",
	     "res=0 first=60 last=70 flags=%d", CLOSE_RANGE_FLAGS__CLOSE_RANGE_CLOEXEC);
	CASE(call(SYS_close_range, 9, 8, 0), "close_range", "res=%d first=9 last=8 flags=0",
	     -EINVAL);
}

static void describe(void)
{
	long fd = call(SYS_openat, AT_FDCWD, "b", O_RDWR), ret;
	int fds[2];

	CASE(call(SYS_flock, fd, LOCK_EX | LOCK_NB), "flock", "res=0 fd=%ld operation=%d", fd,
	     FLOCK_FLAGS__LOCK_EX | FLOCK_FLAGS__LOCK_NB);
	CASE(call(SYS_flock, 99, LOCK_UN), "flock", "res=%d fd=99 operation=%d", -EBADF,
	     FLOCK_FLAGS__LOCK_UN);
	CASE(call(SYS_lseek, fd, 5, SEEK_SET), "lseek", "res=5 fd=%ld offset=5 whence=0", fd);
	CASE(call(SYS_lseek, fd, 3, SEEK_END), "lseek", "res=3 fd=%ld offset=3 whence=2", fd);
	CASE(call(SYS_lseek, 99, 1, SEEK_CUR), "lseek", "res=%d fd=99 offset=1 whence=1", -EBADF);
#ifdef __i386__
	CASE(call(SYS__llseek, fd, 1, 2, &(uint64_t){ 0 }, SEEK_SET), "llseek",
	     "res=0 fd=%ld offset=4294967298 whence=0", fd);
#endif
	CASE(call(SYS_ioctl, fd, 0x5401, 0x1234), "ioctl",
	     "res=%d fd=%ld request=21505 argument=4660", -ENOTTY, fd);
#ifdef SYS_pipe
	CASE(call(SYS_pipe, fds), "pipe", "res=0 fd1=%d fd2=%d ino=*", fds[0], fds[1]);
	CASE(call(SYS_pipe, NULL), "pipe", "res=%d fd1=-1 fd2=-1 ino=0", -EFAULT);
#endif
	CASE(call(SYS_pipe2, fds, O_CLOEXEC | O_NONBLOCK), "pipe2",
	     "res=0 fd1=%d fd2=%d ino=* flags=%d", fds[0], fds[1],
	     FILE_FLAGS__O_CLOEXEC | FILE_FLAGS__O_NONBLOCK);
	CASE(call(SYS_memfd_create, "secret", MFD_CLOEXEC | MFD_ALLOW_SEALING), "memfd_create",
	     "fd=%ld name=secret flags=%d", ret,
	     MEMFD_CREATE_FLAGS__MFD_CLOEXEC | MEMFD_CREATE_FLAGS__MFD_ALLOW_SEALING);
	CASE(call(SYS_getdents64, fd, NULL, 0), "getdents64", "res=%d fd=%ld", -ENOTDIR, fd);
#ifdef SYS_getdents
	CASE(call(SYS_getdents, 99, NULL, 0), "getdents", "res=%d fd=99", -EBADF);
#endif
}

void trigger_files(void)
{
	open_and_create();
	duplicate();
	describe();
}
