#ifndef SCAP_SCAN_JOB_H
#define SCAP_SCAN_JOB_H

#include <pthread.h>
#include <stdatomic.h>

#include "snapshot.h"

/* A snapshot taken by a thread of its own, so that the rings are emptied meanwhile. */
struct scan_job {
	pthread_t thread;
	bool running;
	atomic_bool done;
	const struct snapshot_options *options;
	struct snapshot snapshot; /* to be freed by whom took it with scan_job_finish() */
};

void scan_job_start(struct scan_job *job, const struct snapshot_options *options);
bool scan_job_is_done(struct scan_job *job);

/* Waits for it. */
void scan_job_finish(struct scan_job *job);

#endif
