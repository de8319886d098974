/* Calls that name files. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "trigger.h"

#define LONG_NAME_BYTES 5000

static void look(void)
{
	static char memory[4096];
	long ret;

#ifdef SYS_stat
	CASE(call(SYS_stat, "none", memory), "stat", "res=%d path=none", -ENOENT);
	CASE(call(SYS_lstat, ".", memory), "lstat", "res=0 path=.");
#endif
#ifdef __i386__
	CASE(call(SYS_stat64, ".", memory), "stat64", "res=0 path=.");
	CASE(call(SYS_lstat64, "none", memory), "lstat64", "res=%d path=none", -ENOENT);
	CASE(call(SYS_fstat64, 0, memory), "fstat64", "res=0");
	CASE(call(SYS_fstatat64, AT_FDCWD, "none", memory, 0), "newfstatat",
	     "res=%d dirfd=-100 path=none flags=0", -ENOENT);
#endif
	CASE(call(SYS_fstat, 0, memory), "fstat", "res=0 fd=0");
	CASE(call(SYS_fstat, 99, memory), "fstat", "res=%d fd=99", -EBADF);
#ifdef SYS_newfstatat
	CASE(call(SYS_newfstatat, AT_FDCWD, "none", memory, AT_SYMLINK_NOFOLLOW), "newfstatat",
	     "res=%d dirfd=-100 path=none flags=%d", -ENOENT,
	     NEWFSTATAT_FLAGS__AT_SYMLINK_NOFOLLOW);
	CASE(call(SYS_newfstatat, 0, "", memory, AT_EMPTY_PATH), "newfstatat",
	     "res=0 dirfd=0 path='' flags=%d", NEWFSTATAT_FLAGS__AT_EMPTY_PATH);
#endif
#ifdef SYS_access
	CASE(call(SYS_access, ".", R_OK | X_OK), "access", "res=0 name=. mode=%d",
	     ACCESS_FLAGS__R_OK | ACCESS_FLAGS__X_OK);
	CASE(call(SYS_access, "none", F_OK), "access", "res=%d name=none mode=0", -ENOENT);
#endif
	CASE(call(SYS_getcwd, memory, sizeof(memory)), "getcwd", "res=%ld path=%s", ret, memory);
	CASE(call(SYS_getcwd, memory, 1), "getcwd", "res=%d path=-", -ERANGE);
	CASE(call(SYS_statfs, ".", memory), "statfs", "ID=%d", (int)PPM_SC_STATFS);
}

static void make_and_remove(void)
{
	long ret;

#ifdef SYS_mkdir
	CASE(call(SYS_mkdir, "d", 0751), "mkdir", "res=0 path=d mode=%d", 0751);
	CASE(call(SYS_rmdir, "d"), "rmdir", "res=0 path=d");
	CASE(call(SYS_rmdir, "d"), "rmdir", "res=%d path=d", -ENOENT);
#endif
	CASE(call(SYS_mkdirat, AT_FDCWD, "e", 0700), "mkdirat", "res=0 dirfd=-100 path=e mode=%d",
	     0700);
	CASE(call(SYS_mkdirat, 99, "e", 0700), "mkdirat", "res=%d dirfd=99 path=e mode=%d", -EBADF,
	     0700);
#ifdef SYS_mknod
	CASE(call(SYS_mknod, "f", 0644, 0), "mknod", "res=0 path=f mode=%d dev=0",
	     MKNOD_MODE__S_IFREG | 0644);
#endif
	CASE(call(SYS_mknodat, AT_FDCWD, "c", S_IFCHR | 0600, makedev(1, 3)), "mknodat",
	     "res=0 dirfd=-100 path=c mode=%d dev=%d", MKNOD_MODE__S_IFCHR | 0600, 0x103);
	CASE(call(SYS_mknodat, AT_FDCWD, "p", S_IFIFO | 0600, 0), "mknodat", "res=0 path=p mode=%d",
	     MKNOD_MODE__S_IFIFO | 0600);
#ifdef SYS_link
	CASE(call(SYS_link, "f", "g"), "link", "res=0 oldpath=f newpath=g");
	CASE(call(SYS_symlink, "f", "s"), "symlink", "res=0 target=f linkpath=s");
	CASE(call(SYS_rename, "g", "h"), "rename", "res=0 oldpath=g newpath=h");
	CASE(call(SYS_unlink, "h"), "unlink", "res=0 path=h");
	CASE(call(SYS_unlink, "h"), "unlink", "res=%d path=h", -ENOENT);
#endif
	CASE(call(SYS_linkat, AT_FDCWD, "p", AT_FDCWD, "q", AT_SYMLINK_FOLLOW), "linkat",
	     "res=0 olddir=-100 oldpath=p newdir=-100 newpath=q flags=%d",
	     LINKAT_FLAGS__AT_SYMLINK_FOLLOW);
	CASE(call(SYS_symlinkat, "p", AT_FDCWD, "t"), "symlinkat",
	     "res=0 target=p linkdirfd=-100 linkpath=t");
#ifdef SYS_renameat
	CASE(call(SYS_renameat, AT_FDCWD, "q", AT_FDCWD, "r"), "renameat",
	     "res=0 olddirfd=-100 oldpath=q newdirfd=-100 newpath=r");
#endif
	CASE(call(SYS_renameat2, AT_FDCWD, "r", AT_FDCWD, "p", RENAME_EXCHANGE), "renameat2",
	     "res=0 olddirfd=-100 oldpath=r newdirfd=-100 newpath=p flags=%d",
	     RENAMEAT2_FLAGS__RENAME_EXCHANGE);
	CASE(call(SYS_unlinkat, AT_FDCWD, "e", AT_REMOVEDIR), "unlinkat",
	     "res=0 dirfd=-100 name=e flags=%d", UNLINKAT_FLAGS__AT_REMOVEDIR);
	CASE(call(SYS_unlinkat, AT_FDCWD, "r", 0), "unlinkat", "res=0 dirfd=-100 name=r flags=0");
}

static void change(void)
{
	long fd = call(SYS_openat, AT_FDCWD, "p", O_RDONLY | O_NONBLOCK), ret;

#ifdef SYS_chmod
	CASE(call(SYS_chmod, "p", 04755), "chmod", "res=0 filename=p mode=%d",
	     CHMOD_MODE__S_ISUID | CHMOD_MODE__S_IRUSR | CHMOD_MODE__S_IWUSR | CHMOD_MODE__S_IXUSR |
		     CHMOD_MODE__S_IRGRP | CHMOD_MODE__S_IXGRP | CHMOD_MODE__S_IROTH |
		     CHMOD_MODE__S_IXOTH);
	CASE(call(SYS_chown, "p", 0, 5), "chown", "res=0 path=p uid=0 gid=5");
	CASE(call(SYS_lchown, "none", 1, -1), "lchown", "res=%d path=none uid=1 gid=%u", -ENOENT,
	     0xFFFFFFFFu);
#endif
	CASE(call(SYS_fchmod, fd, 0600), "fchmod", "res=0 fd=%ld mode=%d", fd, 0600);
	CASE(call(SYS_fchmodat, AT_FDCWD, "none", 0111), "fchmodat",
	     "res=%d dirfd=-100 filename=none mode=%d", -ENOENT, 0111);
	CASE(call(SYS_fchown, 99, 7, 8), "fchown", "res=%d fd=99 uid=7 gid=8", -EBADF);
	CASE(call(SYS_fchownat, AT_FDCWD, "t", 0, 0, AT_SYMLINK_NOFOLLOW), "fchownat",
	     "res=0 dirfd=-100 pathname=t uid=0 gid=0 flags=%d",
	     FCHOWNAT_FLAGS__AT_SYMLINK_NOFOLLOW);
}

static void move_about(void)
{
	char *name = malloc(LONG_NAME_BYTES + 1);
	long fd = call(SYS_openat, AT_FDCWD, ".", O_RDONLY), ret;

	memset(name, 'x', LONG_NAME_BYTES);
	name[LONG_NAME_BYTES] = 0;
	CASE(call(SYS_chdir, name), "chdir", "res=%d path=%.*s", -ENAMETOOLONG, 4095, name);
	CASE(call(SYS_chdir, "none"), "chdir", "res=%d path=none", -ENOENT);
	CASE(call(SYS_fchdir, fd), "fchdir", "res=0 fd=%ld", fd);
	CASE(call(SYS_chroot, "none"), "chroot", "res=%d path=none", -ENOENT);
	CASE(call(SYS_mount, "dev", "none", "tmpfs", MS_RDONLY | MS_NOEXEC | 0xC0ED0000UL, NULL),
	     "mount", "res=%d dev=dev dir=none type=tmpfs flags=%d", -ENOENT,
	     MOUNT_FLAGS__RDONLY | MOUNT_FLAGS__NOEXEC);
	CASE(call(SYS_umount2, "none", MNT_DETACH | UMOUNT_NOFOLLOW), "umount2",
	     "res=%d name=none flags=%d", -ENOENT, UMOUNT_FLAGS__DETACH | UMOUNT_FLAGS__NOFOLLOW);
#ifdef __i386__
	CASE(call(SYS_umount, "none"), "umount", "res=%d name=none", -ENOENT);
#endif
	free(name);
}

void trigger_names(void)
{
	look();
	make_and_remove();
	change();
	move_about();
}
