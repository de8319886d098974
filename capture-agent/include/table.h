#ifndef TABLE_H
#define TABLE_H

/*
 * The table of system calls as the interpreter in BPF reads it: for each event the parts it is made
 * of, in order. src/table.c writes it down with Linux's own constants and puts it into .rodata
 * before load.
 */

/* What a part reads and writes. `arg` is the number of an argument of the system call. */
enum part_source {
	PART_END,
	/* One parameter of `width` bytes */
	PART_RETURN,	 /* the result, i64 */
	PART_RETURN_INT, /* its low bytes */
	PART_FD,	 /* i32 arg as i64: fds, pids */
	PART_INT,	 /* low bytes of arg */
	PART_UNSIGNED,	 /* u32 arg as u64 */
	PART_CONSTANT,	 /* `arg` itself */
	PART_FLAGS,	 /* arg through value map `map` */
	PART_INT_AT,	 /* integer in the caller's memory at arg; 0 if unreadable */
	/* One string or buffer */
	PART_STRING,	   /* NUL-terminated, at arg */
	PART_STRING_IF_OK, /* the same, empty if the call failed */
	PART_DATA_IN,	   /* what the call read into arg: result bytes up to snaplen */
	PART_DATA_OUT, /* what it wrote from arg: result bytes, on error those of size arg `map`, up
			  to snaplen */
	PART_BUFFER,   /* all of arg, its size in arg `map` */
	PART_EMPTY,    /* nothing */
	/* Vectors at arg, their number in arg + 1 */
	PART_VECTOR_IN,	  /* data the call read, BYTEBUF */
	PART_VECTOR_OUT,  /* data it wrote, BYTEBUF */
	PART_VECTOR_SIZE, /* sum of the lengths, u32 */
	PART_OFFSET_PAIR, /* arg, u64; a 32-bit caller's is two args */
	PART_COUNT_IN,	  /* bytes read, u32: the result, or 0 if the call failed */
	/* Messages: struct msghdr at arg */
	PART_MESSAGE_SENT,     /* data; fd = arg 0; size; tuple */
	PART_MESSAGE_RECEIVED, /* size; data; tuple; control; fd = arg 0 */
	/* Sockets */
	PART_SOCKADDR,	/* at arg, its length in arg + 1 */
	PART_TUPLE_OUT, /* of socket arg 0, local end first; the remote one may be the address at
			   arg; if the call was fine */
	PART_TUPLE_IN,	/* the same, remote end first */
	PART_TUPLE_CONNECT, /* PART_TUPLE_OUT, also while a connection is being made */
	PART_ACCEPTED,	  /* tuple of the result; fill in percent, length and limit of the queue of
			     socket arg 0 */
	PART_SOCKET_PAIR, /* both fds at arg, both kernel addresses */
	PART_SOCKET_OPTION, /* level; option; value at `arg + 2`, its size in arg + 3 (`map` = 1: at
			       it); size */
	/* Files */
	PART_OPEN_FLAGS,   /* flags arg, with what the opened file tells */
	PART_OPEN_MODE,	   /* mode arg, if flags in arg `map` create a file */
	PART_OPEN_HOW,	   /* struct open_how at arg: flags, mode, resolve */
	PART_DEVICE_INODE, /* of the opened file: u32, u64 */
	PART_CREAT_LAYER,  /* overlay layer of the opened file, u16 */
	PART_OPENED_PATH,  /* path of the opened file */
	PART_PIPE,	   /* both fds at arg, inode */
	PART_POLL_LIST,	   /* struct pollfd at arg, their number in arg + 1 */
	/* Process */
	PART_MEMORY,	   /* size, resident and swapped KiB, u32 each */
	PART_CAPABILITIES, /* inheritable, permitted, effective of the caller */
	PART_TIMESPEC,	   /* at arg, u64 ns */
	PART_RLIMIT,	   /* struct rlimit at arg: current, maximum */
	PART_RLIMIT_IF_OK, /* the same; -1, -1 if the call failed */
	/* Calls that are many calls */
	PART_SEEK_OFFSET,     /* high half arg, low half arg + 1 */
	PART_MOUNT_FLAGS,     /* arg without the magic number of old */
	PART_SEMAPHORES,      /* struct sembuf at arg, their number in arg + 1: the first two */
	PART_SEMAPHORE_VALUE, /* arg of SETVAL */
	PART_IO_URING,	      /* struct io_uring_params at arg */
	PART_FSCONFIG,	      /* value of arg + 2 as bytes and as text by the command in arg */
	PART_PRCTL,	      /* arg as text and as number by the option in arg 0 */
	PART_KEYCTL,	      /* args 1 to 4 by the operation in arg 0 */
	PART_PTRACE,	      /* address and data by the request in arg 0 */
	PART_QUOTACTL,	      /* everything behind the result */
};

struct event_part {
	__u8 source; /* enum part_source */
	__u8 arg;
	__u8 width;
	__u8 map; /* enum value_map_id, or as said above */
};

#define PARTS_MAX 12

/* An event that the interpreter makes; a row without parts is made by code of its own. */
struct event_row {
	__u16 category; /* enum drop_category */
	__u16 nparams;
	struct event_part parts[PARTS_MAX];
};

/* Linux's numbers to libs': out of every entry whose masked value matches, ORed together. */
struct value_entry {
	__u32 mask;
	__u32 value;
	__u32 out;
};

/* Entries first to first + count; bits of `keep` stay as they are; `otherwise` if no entry matches.
 */
struct value_map {
	__u16 first;
	__u16 count;
	__u32 keep;
	__u32 otherwise;
};

enum value_map_id {
	MAP_SAME, /* libs took Linux's numbers */
	MAP_OPEN,
	MAP_PERMISSIONS,
	MAP_MKNOD_MODE,
	MAP_RESOLVE,
	MAP_NONBLOCK_CLOEXEC,
	MAP_CLOEXEC,
	MAP_PIPE,
	MAP_CLONE,
	MAP_PROT,
	MAP_MMAP,
	MAP_FCNTL,
	MAP_SOCKET_FAMILY,
	MAP_SOCKET_LEVEL,
	MAP_SOCKET_OPTION,
	MAP_POLL,
	MAP_FUTEX,
	MAP_ACCESS,
	MAP_RLIMIT,
	MAP_SHUTDOWN,
	MAP_SEEK,
	MAP_SEMOP,
	MAP_SEMGET,
	MAP_SEMCTL,
	MAP_FLOCK,
	MAP_QUOTA_TYPE,
	MAP_QUOTA_COMMAND,
	MAP_QUOTA_FORMAT,
	MAP_PTRACE,
	MAP_IO_URING_SETUP,
	MAP_IO_URING_FEATURES,
	MAP_IO_URING_ENTER,
	MAP_MLOCKALL,
	MAP_MLOCK2,
	MAP_MEMFD,
	MAP_UNLINKAT,
	MAP_LINKAT,
	MAP_NEWFSTATAT,
	MAP_FCHOWNAT,
	MAP_UMOUNT,
	MAP_EPOLL_CREATE,
	MAP_SPLICE,
	MAP_PIDFD_OPEN,
	MAP_FINIT_MODULE,
	MAP_DELETE_MODULE,
	MAP_CLOSE_RANGE,
	MAP_PAGE_FAULT,
	MAP_COUNT,
};

#define VALUE_ENTRIES_MAX 512
/* More than the longest map has. */
#define VALUE_MAP_ENTRIES_MAX 64

struct syscall_row {
	__u16 exit_event;  /* 0 = no such call */
	__u16 enter_event; /* 0 = none is made */
	__u16 ppm_sc;
};

#define IA32_NONE 0xFFFF

/* A system call of a 32-bit caller on x86_64. */
struct ia32_row {
	__u16 native;	  /* the number it has there, or IA32_NONE */
	__u16 exit_event; /* if another one than the native call's */
};

struct syscall_table {
	struct event_row events[512];
	struct syscall_row syscalls[SYSCALL_LIMIT];
	struct ia32_row ia32[SYSCALL_LIMIT];
	__u8 has_enter_event[SYSCALL_LIMIT]; /* by number: the native call or ia32's call */
	__u32 open_creates, open_unnamed;    /* Linux's O_CREAT, O_TMPFILE */
	struct value_map maps[MAP_COUNT];
	struct value_entry entries[VALUE_ENTRIES_MAX];
};

#endif
