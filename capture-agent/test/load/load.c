/*
 * Makes one kind of system call as fast as it can, and says how many it made and what one cost:
 * processor time, which other programs do not take part in.
 *
 * usage: load KIND SECONDS      KIND: read, write, openat, generic, mixed
 * Output: KIND CALLS EVENTS NANOSECONDS-PER-CALL, where EVENTS is what a recording of the calls
 * read, write, openat, close and getppid must have of this program, which is linked statically for
 * that.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define BATCH 1000
#define BYTES 64

static char memory[BYTES];

static uint64_t now_ns(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return now.tv_sec * 1000000000ULL + now.tv_nsec;
}

static void read_some(int fd)
{
	syscall(SYS_read, fd, memory, BYTES);
}

static void write_some(int fd)
{
	syscall(SYS_write, fd, memory, BYTES);
}

static void open_and_close(int fd)
{
	(void)fd;
	syscall(SYS_close, syscall(SYS_openat, AT_FDCWD, "/dev/null", O_RDONLY));
}

static void nothing(int fd)
{
	(void)fd;
	syscall(SYS_getppid);
}

static void everything(int fd)
{
	read_some(fd);
	write_some(fd);
	open_and_close(fd);
}

static const struct {
	const char *name;
	const char *path;
	void (*once)(int fd);
	int calls;
	int events; /* openat has two: enter and exit */
} kinds[] = {
	{ "read", "/dev/zero", read_some, 1, 1 },	 { "write", "/dev/null", write_some, 1, 1 },
	{ "openat", "/dev/null", open_and_close, 2, 3 }, { "generic", "/dev/null", nothing, 1, 1 },
	{ "mixed", "/dev/zero", everything, 4, 5 },
};

/* Around the calls that are counted: the file that is opened, and the line that is written. */
#define EVENTS_BESIDE 3

int main(int argc, char **argv)
{
	for (size_t i = 0; argc == 3 && i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		uint64_t start, cpu_start, count = 0;
		int fd;

		if (strcmp(kinds[i].name, argv[1]) != 0)
			continue;
		fd = open(kinds[i].path, O_RDWR);
		start = now_ns(CLOCK_MONOTONIC);
		cpu_start = now_ns(CLOCK_PROCESS_CPUTIME_ID);
		do {
			for (int k = 0; k < BATCH; k++)
				kinds[i].once(fd);
			count += BATCH;
		} while (now_ns(CLOCK_MONOTONIC) - start <
			 strtoull(argv[2], NULL, 10) * 1000000000ULL);
		printf("%s %llu %llu %.1f\n", argv[1], (unsigned long long)count * kinds[i].calls,
		       (unsigned long long)count * kinds[i].events + EVENTS_BESIDE,
		       (double)(now_ns(CLOCK_PROCESS_CPUTIME_ID) - cpu_start) /
			       (count * kinds[i].calls));
		return 0;
	}
	fprintf(stderr, "usage: load read|write|openat|generic|mixed SECONDS\n");
	return 2;
}
