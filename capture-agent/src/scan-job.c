#include "scan-job.h"

#include <signal.h>
#include <string.h>

#include "report.h"

static void *scan(void *argument)
{
	struct scan_job *job = argument;

	snapshot_take(&job->snapshot, job->options);
	atomic_store(&job->done, true);
	return NULL;
}

void scan_job_start(struct scan_job *job, const struct snapshot_options *options)
{
	sigset_t all, before;
	int error;

	job->options = options;
	job->running = true;
	atomic_store(&job->done, false);
	/* Signals are for the main thread, which they wake up. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	error = pthread_create(&job->thread, NULL, scan, job);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (error)
		die("no thread can be started: %s", strerror(error));
}

bool scan_job_is_done(struct scan_job *job)
{
	return job->running && atomic_load(&job->done);
}

void scan_job_finish(struct scan_job *job)
{
	pthread_join(job->thread, NULL);
	job->running = false;
}
