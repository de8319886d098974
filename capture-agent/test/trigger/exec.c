/* Running programs: arguments, environment, scripts, and programs that are not there. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "trigger.h"

#define MANY 400

static long run(const char *path, char **argv, char **envp)
{
	int status;
	long child = fork();

	if (child == 0) {
		execve(path, argv, envp);
		_exit(9);
	}
	waitpid(child, &status, 0);
	return child;
}

static void write_script(void)
{
	int fd = open("script", O_CREAT | O_WRONLY, 0755);
	const char text[] = "#!/bin/sh -e\nexit 0\n";

	if (fd < 0 || write(fd, text, sizeof(text) - 1) < 0 || close(fd))
		exit(1);
}

/* As many `x1`, `x22` … as fill more than the 4,096 bytes that are kept. */
static char **many(const char *first)
{
	char **list = calloc(MANY + 2, sizeof(*list));

	list[0] = strdup(first);
	for (int i = 1; i <= MANY; i++) {
		list[i] = malloc(32);
		sprintf(list[i], "argument-number-%d", i);
	}
	return list;
}

static long long epoch_ns(struct timespec time)
{
	return time.tv_sec * 1000000000ll + time.tv_nsec;
}

void trigger_exec(const char *self)
{
	char *argv[] = { "a program", "one", "", "zwölf", NULL },
	     *envp[] = { "A=1", "B=zwei", NULL }, *none[] = { NULL };
	char here[PATH_MAX], cwd[PATH_MAX];
	struct stat file;
	long ret;

	(void)self;
	if (!realpath("/bin/true", here) || stat(here, &file) || !getcwd(cwd, sizeof(cwd)))
		exit(1);
	CASE(run("/bin/true", argv, envp), "execve",
	     "@tid=%ld res=0 exe='a program' args='one\\x00\\x00zwölf\\x00' tid=%ld pid=%ld "
	     "ptid=%d cwd=- comm=true "
	     "env='A=1\\x00B=zwei\\x00' uid=0 gid=0 trusted_exepath=%s filename=/bin/true "
	     "cap_effective=* exe_ino=%llu exe_ino_ctime=%lld exe_ino_mtime=%lld",
	     ret, ret, ret, getpid(), here, (unsigned long long)file.st_ino,
	     epoch_ns(file.st_ctim), epoch_ns(file.st_mtim));
	ALSO(">procexit", "@tid=%ld ret=0", ret);
	write_script();
	CASE(run("./script", (char *[]){ "script", "arg", NULL }, envp), "execve",
	     "@tid=%ld res=0 exe=/bin/sh args='-e\\x00./script\\x00arg\\x00' comm=script "
	     "filename=./script",
	     ret);
	CASE(call(SYS_execve, "/not/here", argv, envp), "execve",
	     "res=%d exe='a program' args='one\\x00\\x00zwölf\\x00' env='A=1\\x00B=zwei\\x00' "
	     "filename=/not/here "
	     "comm=trigger trusted_exepath=*",
	     -ENOENT);
	CASE(call(SYS_execve, "/not/here", NULL, none), "execve", "res=%d exe='' args=- env=-",
	     -ENOENT);
	CASE(call(SYS_execveat, AT_FDCWD, "nor/here", argv, envp, 0), "execveat",
	     "res=%d exe='a program' args='one\\x00\\x00zwölf\\x00' env='A=1\\x00B=zwei\\x00'",
	     -ENOENT);
	CASE(run("/bin/true", many("true"), many("ENV=1")), "execve",
	     "@tid=%ld res=0 exe=true args=#4091 env=#4096", ret);
}
