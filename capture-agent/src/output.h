#ifndef SCAP_OUTPUT_H
#define SCAP_OUTPUT_H

#include <stdint.h>

#include "buffer.h"

struct deflater;

/*
 * A file being written. It is called NAME.partial until it is complete, unless NAME is there
 * already and no regular file (a pipe, /dev/stdout). Only whole blocks reach it: wherever writing
 * ends, what is there can be read.
 */
struct output {
	int file;
	int error; /* errno of the first write that failed; nothing is written after it */
	char *path, *partial;	    /* partial: NULL where the file is written in place */
	struct deflater *deflater;  /* NULL: not compressed */
	struct buffer pending;	    /* whole blocks */
	uint64_t written_bytes;	    /* as stored */
	uint64_t lost_blocks_bytes; /* blocks that did not get to the file, before compression */
};

/* Opens `path`, `-` being standard output. False, with errno, where that fails. */
bool output_open(struct output *output, const char *path, bool gzip);

/* Where to append whole blocks; output_appended() sends them off once they are many. */
struct buffer *output_room(struct output *output);
void output_appended(struct output *output);

/* Writes what is pending, so that all of it can be read from the file. */
void output_flush(struct output *output);

/* Flushes, syncs to disk and gives the file its name. False, with errno, where any of it failed. */
bool output_close(struct output *output);

#endif
