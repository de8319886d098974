#ifndef TRIGGER_H
#define TRIGGER_H

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "flags.gen.h"
#include "syscalls.gen.h"

/*
 * A case is a system call made with known arguments, and the event it must become:
 *
 *	CASE(call(SYS_dup2, fd, 9), "dup2", "res=9 oldfd=%ld newfd=9", fd);
 *
 * `ret` is the call's result, a negative errno if it failed. An expectation names parameters and
 *their values: numbers in decimal; text and bytes as they are, in quotes where they hold blanks,
 *\xNN for what is not printable; addresses 127.0.0.1:80, tuples A->B, Unix ones unix:PATH; poll
 *lists FD:FLAGS,FD:FLAGS; dynamic values TYPE:VALUE;
 * * for any value, - for none. `>name` is an enter event or one without a pair; @tid is that of the
 *event.
 */
#define CASE(invocation, event, ...)                                                               \
	do {                                                                                       \
		trigger__mark();                                                                   \
		ret = (invocation);                                                                \
		trigger__expect(event, __VA_ARGS__);                                               \
	} while (0)

/* One more event of the same call. */
#define ALSO(event, ...) trigger__expect(event, __VA_ARGS__)

/* A system call, with zeros for the arguments that are not given. */
#define call(...) CALL_PADDED(__VA_ARGS__, 0, 0, 0, 0, 0, 0)
#define CALL_PADDED(number, a, b, c, d, e, f, ...)                                                 \
	trigger__call(number, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), (long)(f))

/* The result of a system call; a negative errno if it failed. */
long trigger__call(long number, long a, long b, long c, long d, long e, long f);

void trigger__mark(void);
void trigger__expect(const char *event, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

void trigger_files(void);
void trigger_names(void);
void trigger_data(void);
void trigger_sockets(void);
void trigger_messages(void);
void trigger_waiting(void);
void trigger_memory(void);
void trigger_faults(void);
void trigger_processes(void);
void trigger_exec(const char *self);
void trigger_ids(void);
void trigger_system(void);
void trigger_random(void);

#endif
