/* Processes, threads, signals and how they end. */
#define _GNU_SOURCE
#include <linux/sched.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/wait.h>

#include "trigger.h"

#define CHILD_TID (CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID)

static void ignore(int signal)
{
	(void)signal;
}

static void end_with(int code)
{
	call(SYS_exit_group, code);
}

static void children(void)
{
	struct clone_args args = { .flags = CLONE_FS, .exit_signal = SIGCHLD };
	long ret, me = getpid();
	int status;

#ifdef SYS_fork
	CASE(call(SYS_fork), "fork", "@tid=%ld res=%ld ptid=%d flags=0 vtid=* vpid=*", me, ret,
	     getppid());
	if (ret == 0)
		end_with(3);
	waitpid(ret, &status, 0);
	ALSO("fork", "@tid=%ld res=0 tid=%ld pid=%ld ptid=%ld flags=0", ret, ret, ret, me);
	ALSO(">switch", "@tid=%ld next=* pgft_maj=* pgft_min=* vm_size=* vm_rss=* vm_swap=0", me);
	ALSO(">procexit", "@tid=%ld status=768 ret=3 sig=0 core=0 reaper_tid=0", ret);
#endif
	CASE(call(SYS_clone, SIGCHLD | CLONE_FILES, NULL), "clone", "@tid=%ld res=%ld flags=%d", me,
	     ret, CLONE_FLAGS__CLONE_FILES);
	if (ret == 0) {
		signal(SIGHUP, ignore);
		call(SYS_kill, call(SYS_getpid), SIGHUP);
		call(SYS_kill, call(SYS_getpid), SIGTERM);
	}
	waitpid(ret, &status, 0);
	ALSO("clone", "@tid=%ld res=0 flags=%d ptid=%ld", ret, CLONE_FLAGS__CLONE_FILES, me);
	ALSO(">signaldeliver", "@tid=%ld spid=%ld dpid=%ld sig=1", ret, ret, ret);
	/* What ends a process is delivered as a kill that no one sent */
	ALSO(">signaldeliver", "@tid=%ld spid=0 dpid=%ld sig=9", ret, ret);
	ALSO(">procexit", "@tid=%ld status=15 ret=0 sig=15 core=0", ret);
	CASE(call(SYS_clone3, &args, sizeof(args)), "clone3", "@tid=%ld res=%ld flags=%d", me, ret,
	     CLONE_FLAGS__CLONE_FS);
	if (ret == 0)
		end_with(255);
	waitpid(ret, &status, 0);
	ALSO("clone3", "@tid=%ld res=0 flags=%d", ret, CLONE_FLAGS__CLONE_FS);
	ALSO(">procexit", "@tid=%ld status=65280 ret=255 sig=0", ret);
	CASE(call(SYS_clone, CLONE_THREAD, NULL), "clone", "res=%d exe=- args=- flags=%d", -EINVAL,
	     CLONE_FLAGS__CLONE_THREAD);
}

static long thread_tid;

static void *run_thread(void *argument)
{
	thread_tid = call(SYS_gettid);
	return argument;
}

static void threads(void)
{
	pthread_t thread;
	long ret;

	CASE(pthread_create(&thread, NULL, run_thread, NULL), "clone3", "@tid=%d res=* pid=%d",
	     getpid(), getpid());
	pthread_join(thread, NULL);
	ALSO("clone3", "@tid=%ld res=0 tid=%ld pid=%d vtid=* vpid=*", thread_tid, thread_tid,
	     getpid());
	ALSO(">procexit", "@tid=%ld ret=0 sig=0", thread_tid);
}

static void signals(void)
{
	long ret, me = getpid();

	signal(SIGUSR1, SIG_IGN);
	CASE(call(SYS_kill, me, SIGUSR1), "kill", "res=0 pid=%ld sig=10", me);
	CASE(call(SYS_kill, -0x7ffffff0, 0), "kill", "res=%d pid=%d sig=0", -ESRCH, -0x7ffffff0);
	CASE(call(SYS_tkill, me, SIGUSR1), "tkill", "res=0 tid=%ld sig=10", me);
	CASE(call(SYS_tgkill, me, 0x7ffffff0, 9), "tgkill", "res=%d pid=%ld tid=* sig=9", -ESRCH,
	     me);
}

static void tracing(void)
{
	long ret, child, stack = 0;
	int status;

	child = call(SYS_fork);
	if (child == 0) {
		call(SYS_ptrace, PTRACE_TRACEME, 0, 0, 0);
		raise(SIGSTOP);
		end_with(0);
	}
	waitpid(child, &status, 0);
	CASE(call(SYS_ptrace, PTRACE_PEEKDATA, child, &stack, &stack), "ptrace",
	     "res=0 addr=UINT64:%llu data=UINT64:0 request=%d pid=%ld",
	     (unsigned long long)(uintptr_t)&stack, PTRACE_REQUESTS__PTRACE_PEEKDATA, child);
	CASE(call(SYS_ptrace, PTRACE_POKEDATA, child, &stack, 77), "ptrace",
	     "res=0 data=UINT64:77 request=%d pid=%ld", PTRACE_REQUESTS__PTRACE_POKEDATA, child);
	CASE(call(SYS_ptrace, PTRACE_CONT, child, 0, 0), "ptrace",
	     "res=0 data=SIGTYPE:0 request=%d pid=%ld", PTRACE_REQUESTS__PTRACE_CONT, child);
	waitpid(child, &status, 0);
	CASE(call(SYS_ptrace, PTRACE_ATTACH, 0x7ffffff0, 5, 6), "ptrace",
	     "res=%d addr=UINT64:0 data=UINT64:0 request=%d", -ESRCH,
	     PTRACE_REQUESTS__PTRACE_ATTACH);
}

static void settings(void)
{
	long ret;

	CASE(call(SYS_prctl, PR_SET_NAME, "renamed"), "prctl",
	     "res=0 option=%d arg2_str=renamed arg2_int=0", PRCTL_OPTIONS__PR_SET_NAME);
	CASE(call(SYS_prctl, PR_SET_CHILD_SUBREAPER, 1), "prctl",
	     "res=0 option=%d arg2_str=- arg2_int=1", PRCTL_OPTIONS__PR_SET_CHILD_SUBREAPER);
	CASE(call(SYS_prctl, PR_GET_CHILD_SUBREAPER, &(int){ 9 }), "prctl",
	     "res=0 option=%d arg2_str=- arg2_int=1", PRCTL_OPTIONS__PR_GET_CHILD_SUBREAPER);
	CASE(call(SYS_prctl, 12345, 6), "prctl", "res=%d option=12345 arg2_int=6", -EINVAL);
	CASE(call(SYS_setpgid, 0, 0x7ffffff0), "setpgid", "pid=0 pgid=%d", 0x7ffffff0);
	CASE(call(SYS_setns, 99, CLONE_NEWNET), "setns", "res=%d fd=99 nstype=%d", -EBADF,
	     CLONE_FLAGS__CLONE_NEWNET);
	CASE(call(SYS_unshare, CLONE_FILES | CLONE_FS), "unshare", "res=0 flags=%d",
	     CLONE_FLAGS__CLONE_FILES | CLONE_FLAGS__CLONE_FS);
	CASE(call(SYS_pidfd_open, getpid(), 0), "pidfd_open", "fd=%ld pid=%d flags=0", ret,
	     getpid());
	CASE(call(SYS_pidfd_getfd, 99, 1, 0), "pidfd_getfd", "fd=%d pid_fd=99 target_fd=1 flags=0",
	     -EBADF);
	CASE(call(SYS_seccomp, 77, 3, NULL), "seccomp", "res=%d op=77 flags=3", -EINVAL);
}

/* A child is left behind: its parent's end names who takes it. */
static void orphans(void)
{
	long ret, child;
	int status;

	call(SYS_prctl, PR_SET_CHILD_SUBREAPER, 1);
	CASE(call(SYS_fork), "fork", "res=%ld", ret);
	child = ret;
	if (child == 0) {
		if (call(SYS_fork) == 0) {
			usleep(20000);
			end_with(0);
		}
		end_with(1);
	}
	waitpid(child, &status, 0);
	ALSO(">procexit", "@tid=%ld ret=1 reaper_tid=%d", child, getpid());
	wait(&status);
}

void trigger_processes(void)
{
	children();
	threads();
	signals();
#ifdef SYS_fork
	tracing();
	orphans();
#endif
	settings();
}
