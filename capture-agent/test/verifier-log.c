/*
 * Loads the BPF programs with the verifier's log at level 1 and looks through it: ends with 1 where
 * it warns of anything. Prints how much work each program was.
 */
#include <bpf/libbpf.h>
#include <linux/types.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent.h"
#include "table.h"

#include "../src/probe.h"

#include "capture.skel.h"

/* Of address space for each program; only what is written takes memory. */
enum { LOG_SIZE = 256 << 20, RING_SIZE = 1 << 20 };

static bool warns(const char *line)
{
	return strcasestr(line, "warn") || strcasestr(line, "deprecated");
}

/* Prints the lines that warn, and the last, which sums up. */
static int look_through(const char *name, char *log)
{
	int warnings = 0;
	char *rest = log, *last = "no log";

	for (char *line; (line = strsep(&rest, "\n"));) {
		if (!*line)
			continue;
		last = line;
		if (warns(line) && ++warnings)
			fprintf(stderr, "%s: %s\n", name, line);
	}
	if (strncmp(last, "processed ", strlen("processed ")) != 0 && ++warnings)
		fprintf(stderr, "%s: the log ends with: %s\n", name, last);
	else
		printf("%s: %s\n", name, last);
	return warnings;
}

int main(void)
{
	static struct probe probe;
	struct bpf_program *program;
	int warnings = 0;

	probe_open(&probe);
	probe_config(&probe)->record_faults = true; /* so that all are loaded */
	bpf_object__for_each_program(program, probe.bpf->obj)
	{
		bpf_program__set_log_level(program, 1);
		if (bpf_program__set_log_buf(program, calloc(1, LOG_SIZE), LOG_SIZE))
			return 1;
	}
	probe_load(&probe, RING_SIZE);
	bpf_object__for_each_program(program, probe.bpf->obj)
	{
		size_t size;

		warnings += look_through(bpf_program__name(program),
					 (char *)bpf_program__log_buf(program, &size));
	}
	probe_close(&probe);
	return warnings ? 1 : 0;
}
