import type { EventCategory } from "./types.ts";

/** What system calls are about, for those without an event of their own; others are about something else. */
const CALLS: Readonly<Partial<Record<EventCategory, string>>> = {
  FILE: `
    _llseek access chdir chmod chown close copy_file_range creat faccessat fchdir fchmod fchmodat fchown
    fchownat fcntl64 fgetxattr flistxattr flock fremovexattr fsetxattr fstat fstat64 fstatat64 fstatfs
    fstatfs64 ftruncate futimesat getcwd getdents getxattr lchown lgetxattr link linkat listxattr
    llistxattr lremovexattr lseek lsetxattr lstat lstat64 mkdir mkdirat mknod mknodat mmap mmap2 mount
    mremap munmap open openat openat2 pread64 pwrite64 readlink readlinkat remap_file_pages removexattr
    rename renameat renameat2 rmdir sendfile sendfile64 setxattr stat stat64 statfs statfs64 symlink
    symlinkat syncfs truncate umount umount2 unlink unlinkat userfaultfd ustat utimensat utimes
  `,
  IO_OTHER: `
    dup dup2 dup3 exit_group fadvise64 fallocate fdatasync fork fsync geteuid32 getgid32 getrandom
    getresgid32 getresuid32 getuid32 io_cancel io_destroy io_getevents io_setup io_submit ioctl msync
    newfstatat preadv process_vm_readv process_vm_writev pwritev read readv setgid32 setresgid32
    setresuid32 setuid32 sigaltstack sync vfork write writev
  `,
  IPC: `
    chroot eventfd eventfd2 fanotify_init futex getdents64 inotify_add_watch inotify_init inotify_init1
    inotify_rm_watch ipc kill mq_getsetattr mq_notify mq_open mq_timedreceive mq_timedsend mq_unlink
    msgctl msgget msgrcv msgsnd pipe pipe2 semctl semget semop shmat shmctl shmdt shmget splice tee
    vmsplice
  `,
  MEMORY: `
    brk madvise mincore mlock mlockall mprotect munlock munlockall
  `,
  NET: `
    accept accept4 bind connect getpeername getsockname getsockopt listen recvfrom recvmmsg recvmsg
    sendmmsg sendmsg sendto setsockopt shutdown socket socketcall socketpair
  `,
  PROCESS: `
    acct arch_prctl capget capset clone clone3 exit get_robust_list get_thread_area getcpu getpgid
    getpgrp getpid getppid getpriority getrlimit getrusage getsid gettid ioprio_get ioprio_set nice
    personality pivot_root prctl prlimit64 sched_get_priority_max sched_get_priority_min
    sched_getaffinity sched_getparam sched_getscheduler sched_rr_get_interval sched_setaffinity
    sched_setparam sched_setscheduler set_robust_list set_thread_area set_tid_address setns setpgid
    setpriority setrlimit setsid swapon ugetrlimit umask unshare uselib
  `,
  SIGNAL: `
    rt_sigaction rt_sigpending rt_sigprocmask rt_sigqueueinfo rt_sigsuspend rt_sigtimedwait sgetmask
    signal signalfd signalfd4 sigpending sigprocmask rt_sigreturn sigreturn ssetmask tgkill tkill
  `,
  SLEEP: `
    clock_nanosleep nanosleep sched_yield
  `,
  SYSTEM: `
    add_key adjtimex delete_module execve execveat finit_module init_module kexec_load keyctl olduname
    quotactl reboot request_key restart_syscall setdomainname sethostname swapoff sysfs sysinfo syslog
    uname
  `,
  TIME: `
    alarm clock_getres clock_gettime clock_settime getitimer gettimeofday setitimer settimeofday stime
    time timer_create timer_delete timer_getoverrun timer_gettime timer_settime timerfd_create
    timerfd_gettime timerfd_settime times utime
  `,
  USER: `
    getegid geteuid getgid getgroups getresgid getresuid getuid setfsgid setfsuid setgid setgroups
    setregid setresgid setresuid setreuid setuid
  `,
  WAIT: `
    _newselect epoll_create epoll_create1 epoll_ctl epoll_pwait epoll_wait fcntl pause poll ppoll
    pselect6 select wait4 waitid waitpid
  `,
};

const categories: ReadonlyMap<string, EventCategory> = new Map(
  Object.entries(CALLS).flatMap(([category, names]) =>
    names
      .trim()
      .split(/\s+/)
      // Keys of the table above, which Object.entries gives as any text.
      .map((name) => [name, category as EventCategory] as const),
  ),
);

/** What a system call is about, by its name. */
export function categoryOfSyscall(name: string): EventCategory {
  return categories.get(name) ?? "OTHER";
}
