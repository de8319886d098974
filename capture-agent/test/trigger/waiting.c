/* Waiting, and the fds that are made to be waited for. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/futex.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/select.h>
#include <sys/sem.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <time.h>

#include "trigger.h"

#define NONBLOCK_CLOEXEC (FILE_FLAGS__O_NONBLOCK | FILE_FLAGS__O_CLOEXEC)

struct ring_params {
	uint32_t sq_entries, cq_entries, flags, sq_thread_cpu, sq_thread_idle, features, rest[24];
};

static void many(void)
{
	struct pollfd fds[] = { { .fd = -1 }, { .fd = 99, .events = POLLIN } };
	struct pollfd list[20];
	struct timespec time = { 0, 1000 };
	uint64_t mask = 0x4202;
	long ret;

	for (int i = 0; i < 20; i++)
		list[i] = (struct pollfd){ .fd = 99 };
#ifdef SYS_poll
	CASE(call(SYS_poll, fds, 2, 7), "poll", "res=1 fds=-1:0,99:%d timeout=7",
	     POLL_FLAGS__POLLNVAL);
	CASE(call(SYS_poll, fds, 2, -1), "poll", "res=1 timeout=-1");
	CASE(call(SYS_poll, list, 20, 0), "poll",
	     "res=20 "
	     "fds=99:%1$d,99:%1$d,99:%1$d,99:%1$d,99:%1$d,99:%1$d,99:%1$d,99:%1$d,99:%1$d,99:%1$d,"
	     "99:%1$d,99:%1$d,"
	     "99:%1$d,99:%1$d,99:%1$d,99:%1$d",
	     POLL_FLAGS__POLLNVAL);
	CASE(call(SYS_poll, (void *)8, 3, 0), "poll", "res=%d fds= timeout=0", -EFAULT);
	CASE(call(SYS_poll, NULL, 0, 0), "poll", "res=0 fds= timeout=0");
#endif
	CASE(call(SYS_ppoll, fds, 2, &time, &mask, 8), "ppoll",
	     "res=1 fds=-1:0,99:%d timeout=* sigmask=%d", POLL_FLAGS__POLLNVAL, 0x4202);
#ifdef SYS_select
	CASE(call(SYS_select, -1, NULL, NULL, NULL, NULL), "select", "res=%ld", ret);
#endif
	time = (struct timespec){ 0, 12345 };
	CASE(call(SYS_nanosleep, &time, NULL), "nanosleep", "res=0 interval=12345");
	time.tv_nsec = -1;
	CASE(call(SYS_nanosleep, &time, NULL), "nanosleep", "res=%d", -EINVAL);
}

static void epoll_and_events(void)
{
	struct epoll_event events[4];
	long fd, ret;

#ifdef SYS_epoll_create
	CASE(call(SYS_epoll_create, 10), "epoll_create", "res=%ld size=10", ret);
	fd = ret;
	CASE(call(SYS_epoll_wait, fd, events, 4, 0), "epoll_wait", "res=0 maxevents=4");
	CASE(call(SYS_eventfd, 3), "eventfd", "res=%ld initval=3 flags=0", ret);
	CASE(call(SYS_inotify_init), "inotify_init", "res=%ld flags=0", ret);
	CASE(call(SYS_signalfd, -1, "\0\0\0\0\0\0\0", 8), "signalfd",
	     "res=%ld fd=-1 mask=0 flags=0", ret);
#endif
	CASE(call(SYS_epoll_create1, EPOLL_CLOEXEC), "epoll_create1", "res=%ld flags=%d", ret,
	     EPOLL_CREATE1_FLAGS__EPOLL_CLOEXEC);
	CASE(call(SYS_epoll_create1, 77), "epoll_create1", "res=%d", -EINVAL);
	CASE(call(SYS_eventfd2, 7, EFD_NONBLOCK | EFD_CLOEXEC), "eventfd2",
	     "res=%ld flags=%d initval=7", ret, NONBLOCK_CLOEXEC);
	CASE(call(SYS_signalfd4, -1, "\0\0\0\0\0\0\0", 8, SFD_CLOEXEC), "signalfd4",
	     "res=%ld flags=%d fd=-1 mask=0", ret, FILE_FLAGS__O_CLOEXEC);
	CASE(call(SYS_timerfd_create, CLOCK_MONOTONIC, TFD_NONBLOCK), "timerfd_create",
	     "res=%ld clockid=1 flags=%d", ret, FILE_FLAGS__O_NONBLOCK);
	CASE(call(SYS_inotify_init1, IN_NONBLOCK), "inotify_init1", "res=%ld flags=%d", ret,
	     FILE_FLAGS__O_NONBLOCK);
	CASE(call(SYS_userfaultfd, 0x7777), "userfaultfd", "res=%d flags=30583", -EINVAL);
}

static void futexes_and_semaphores(void)
{
	struct sembuf operations[2] = { { 0, 2, IPC_NOWAIT }, { 1, -1, SEM_UNDO } };
	uint32_t word = 1;
	long id, ret;

	CASE(call(SYS_futex, &word, FUTEX_WAKE | FUTEX_PRIVATE_FLAG, 5), "futex",
	     "res=0 addr=%llu op=%d val=5", (unsigned long long)(uintptr_t)&word,
	     FUTEX_OPERATIONS__FUTEX_WAKE | FUTEX_OPERATIONS__FUTEX_PRIVATE_FLAG);
	CASE(call(SYS_futex, &word, FUTEX_WAIT, 2), "futex", "res=%d op=0 val=2", -EAGAIN);
#ifdef SYS_semget
	CASE(call(SYS_semget, IPC_PRIVATE, 2, IPC_CREAT | IPC_EXCL | 0600), "semget",
	     "res=%ld key=0 nsems=2 semflg=%d", ret,
	     SEMGET_FLAGS__IPC_CREAT | SEMGET_FLAGS__IPC_EXCL);
	id = ret;
	CASE(call(SYS_semctl, id, 1, SETVAL, 4), "semctl", "res=0 semid=%ld semnum=1 cmd=%d val=4",
	     id, SEMCTL_COMMANDS__SETVAL);
#ifdef SYS_semop
	CASE(call(SYS_semop, id, operations, 2), "semop",
	     "res=0 nsops=2 sem_num_0=0 sem_op_0=2 sem_flg_0=%d sem_num_1=1 sem_op_1=-1 "
	     "sem_flg_1=%d semid=%ld",
	     SEMOP_FLAGS__IPC_NOWAIT, SEMOP_FLAGS__SEM_UNDO, id);
#endif
	CASE(call(SYS_semctl, id, 0, IPC_RMID, 0), "semctl",
	     "res=0 semid=%ld semnum=0 cmd=%d val=0", id, SEMCTL_COMMANDS__IPC_RMID);
#endif
	(void)operations;
	(void)id;
}

static void rings(void)
{
	struct ring_params params = { .flags = 1 << 3 /* CQSIZE */, .cq_entries = 16 };
	uint64_t mask = 6;
	long fd, ret;

	CASE(call(SYS_io_uring_setup, 4, &params), "io_uring_setup",
	     "res=* entries=4 sq_entries=%u cq_entries=%u flags=%d sq_thread_cpu=0 "
	     "sq_thread_idle=0 features=%u",
	     params.sq_entries, params.cq_entries, IO_URING_SETUP_FLAGS__IORING_SETUP_CQSIZE,
	     params.features & 0x7FF);
	fd = ret;
	CASE(call(SYS_io_uring_enter, 99, 1, 2, 1 /* GETEVENTS */, &mask, 8), "io_uring_enter",
	     "res=%d fd=99 to_submit=1 min_complete=2 flags=%d sig=6", -EBADF,
	     IO_URING_ENTER_FLAGS__IORING_ENTER_GETEVENTS);
	CASE(call(SYS_io_uring_register, 99, 8 /* PROBE */, &params, 3), "io_uring_register",
	     "res=%d fd=99 opcode=%d arg=%llu nr_args=3", -EBADF,
	     IO_URING_REGISTER_OPCODES__IORING_REGISTER_PROBE,
	     (unsigned long long)(uintptr_t)&params);
	call(SYS_close, fd);
}

void trigger_waiting(void)
{
	many();
	epoll_and_events();
	futexes_and_semaphores();
	rings();
}
