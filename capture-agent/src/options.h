#ifndef SCAP_OPTIONS_H
#define SCAP_OPTIONS_H

#include <stdint.h>

#include "recording.h"

enum { MAX_FILTERED = 1024 };

/* What the command line asks for. */
struct options {
	struct recording_options recording;
	uint32_t snaplen;
	uint32_t max_seconds; /* 0: no end */
	size_t ring_bytes;    /* of each CPU's ring */
	const char *syscalls; /* NULL: all; else names and @groups, with commas */
	int64_t pids[MAX_FILTERED];
	size_t pid_count;
	const char *comms[MAX_FILTERED];
	size_t comm_count;
	const char *cgroup;    /* path below the cgroup file system */
	const char *container; /* what is in the path of its cgroup */
	bool no_self, faults, everything, lean, quiet;
	const char *stats_path;
	const char *user; /* whose the command shall be */
	char **command;	  /* NULL: none */
};

/* Reads the command line; wrong ones, --help and --version end the program. */
void parse_options(struct options *options, int argc, char **argv);

#endif
