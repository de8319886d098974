#ifndef SCAP_RECORDING_H
#define SCAP_RECORDING_H

#include <stdint.h>

#include "flight.h"
#include "output.h"
#include "scan-job.h"

struct recording_options {
	const char *path; /* - for standard output */
	bool gzip;
	uint64_t max_events;   /* 0: no end */
	uint64_t file_bytes;   /* begin another file after so many; 0: never */
	uint32_t file_seconds; /* … after so long; 0: never */
	uint32_t keep_files;   /* remove the oldest beyond so many; 0: keep all */
	size_t flight_bytes;   /* keep only so much, in memory, until asked to write it; 0: write as
				  it comes */
	const char *trigger;   /* write that when a program of this name was executed, too */
	struct snapshot_options snapshot;
};

/*
 * Events on their way to files. Each file begins with a look at the machine, taken by a thread of
 * its own while the events wait: every event since the look began is behind it.
 */
struct recording {
	const struct recording_options *options;
	struct scan_job scan;
	struct buffer waiting; /* events since the scan began */
	struct output output;
	bool is_open;	   /* the output */
	bool write_wanted; /* of what the flight recorder holds */
	struct flight flight;
	uint64_t began_ns; /* the file, or the flight recorder's newest segment */
	uint64_t flushed_ns;
	uint64_t first_number;	       /* of the series; there are none behind it */
	uint64_t events, bytes, files; /* so far, of all files; files: those begun */
	uint64_t lost_bytes;	       /* what could not be written */
	int error;		       /* errno of the first thing that failed */
	struct snapshot last_scan;     /* its counts and times only */
};

void recording_start(struct recording *recording, const struct recording_options *options);

/* Whether the first look at the machine is done: from then on nothing is missing from what is
 * known. */
bool recording_is_ready(const struct recording *recording);

/* Whether as much waits as may: events should be left in the rings. */
bool recording_is_full(const struct recording *recording);

/* Whether nothing more is to be recorded: there are enough events, or they cannot be written. */
bool recording_is_over(const struct recording *recording);

/* A take_event: `context` is the recording. */
void recording_take(void *context, uint16_t ring, const void *event, uint32_t size);

/* Notes in the file that something happened to the recording, behind the events until then. */
void recording_note(struct recording *recording, uint64_t ts_ns, const char *id, const char *text);

/* To be called often: goes on where a look at the machine is done, a file is old enough, … */
void recording_tick(struct recording *recording);

/* Writes what the flight recorder holds, at the next tick. */
void recording_write_flight(struct recording *recording);

/* Completes the file. False where something is missing from it. */
bool recording_finish(struct recording *recording);

#endif
