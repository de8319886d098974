/*
 * Makes system calls and says on standard output what their events must hold: a line "CASE EVENT
 * EXPECTATION" each. Before each case it writes the case's number to the fd -1, by which the events
 * are told apart.
 *
 * usage: trigger GROUP, in an empty directory
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "trigger.h"

static int cases;
static char *expectations;
static size_t expectations_bytes;
static FILE *expectations_stream;

long trigger__call(long number, long a, long b, long c, long d, long e, long f)
{
	long ret = syscall(number, a, b, c, d, e, f);

	return ret == -1 ? -errno : ret;
}

void trigger__mark(void)
{
	char mark[32];

	snprintf(mark, sizeof(mark), "case %d", ++cases);
	call(SYS_write, -1, mark, strlen(mark));
}

void trigger__expect(const char *event, const char *format, ...)
{
	va_list list;

	fprintf(expectations_stream, "%d %s ", cases, event);
	va_start(list, format);
	vfprintf(expectations_stream, format, list);
	va_end(list);
	fputc('\n', expectations_stream);
}

static const struct {
	const char *name;
	void (*run)(void);
} groups[] = {
	{ "files", trigger_files },	    { "names", trigger_names },
	{ "data", trigger_data },	    { "sockets", trigger_sockets },
	{ "messages", trigger_messages },   { "waiting", trigger_waiting },
	{ "faults", trigger_faults },	    { "memory", trigger_memory },
	{ "processes", trigger_processes }, { "ids", trigger_ids },
	{ "system", trigger_system },	    { "random", trigger_random },
};

int main(int argc, char **argv)
{
	const char *group = argc > 1 ? argv[1] : "";
	size_t found = sizeof(groups) / sizeof(groups[0]);

	expectations_stream = open_memstream(&expectations, &expectations_bytes);
	for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++) {
		if (strcmp(groups[i].name, group) == 0)
			found = i;
	}
	if (found == sizeof(groups) / sizeof(groups[0]) && strcmp(group, "exec") != 0) {
		fprintf(stderr, "usage: trigger GROUP\n");
		return 2;
	}
	if (strcmp(group, "exec") == 0)
		trigger_exec(argv[0]);
	else
		groups[found].run();
	trigger__mark();
	fclose(expectations_stream);
	fwrite(expectations, expectations_bytes, 1, stdout);
	return 0;
}
