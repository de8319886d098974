#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"
#include "command.h"
#include "filters.h"
#include "losses.h"
#include "options.h"
#include "privileges.h"
#include "probe.h"
#include "recording.h"
#include "report.h"
#include "stats.h"

/* An event is in its ring so long after its time stamp at most, unless its writer was interrupted.
 */
#define SETTLE_NS 1000000ull
#define MIN_SLEEP_NS 500000ull
#define MAX_SLEEP_NS 30000000ull
#define SECOND_NS 1000000000ull

enum { LOSSES_SIZE = 1024 };

/* A run of the program. */
struct run {
	struct options options;
	struct probe probe;
	struct command command;
	struct recording recording;
	struct drop_counters noted; /* losses that the file tells of */
	uint64_t noted_ns, began_ns, sleep_ns;
	uint64_t consumed_ns; /* events until then are out of the rings */
	bool command_runs, signal_passed_on;
};

static volatile sig_atomic_t stop_wanted, stats_wanted, write_wanted;

static void on_signal(int signal)
{
	switch (signal) {
	case SIGUSR1:
		stats_wanted = 1;
		break;
	case SIGUSR2:
		write_wanted = 1;
		break;
	case SIGCHLD:
		break; /* ends the sleep */
	default:
		stop_wanted = signal;
	}
}

static void handle(int signal, void (*handler)(int))
{
	struct sigaction action = { .sa_handler = handler };

	sigaction(signal, &action, NULL);
}

static void handle_signals(bool with_command)
{
	/* What a terminal sends goes to the command too; the recording ends with it. */
	handle(SIGINT, with_command ? SIG_IGN : on_signal);
	handle(SIGQUIT, with_command ? SIG_IGN : on_signal);
	handle(SIGTERM, on_signal);
	handle(SIGHUP, on_signal);
	handle(SIGUSR1, on_signal);
	handle(SIGUSR2, on_signal);
	handle(SIGCHLD, on_signal);
	handle(SIGPIPE, SIG_IGN);
}

static void configure(struct run *run)
{
	struct agent_config *config = probe_config(&run->probe);

	config->boot_epoch_ns = boot_epoch_ns();
	config->snaplen = run->options.snaplen;
	config->page_kib = (__u32)(sysconf(_SC_PAGESIZE) / 1024);
	config->self_tgid = run->options.no_self ? (__u32)getpid() : 0;
	config->record_switches = config->record_signals = run->options.syscalls == NULL;
	config->record_faults = run->options.faults;
	filters_configure(config, &run->options);
	run->options.recording.snapshot.boot_epoch_ns = config->boot_epoch_ns;
	if (run->options.lean) {
		run->options.recording.snapshot.only[0] = run->command.pid;
		run->options.recording.snapshot.only[1] = getpid();
	}
}

/* The command is forked first: it must not inherit anything of the recorder. */
static void start(struct run *run)
{
	refuse_link(run->options.recording.path);
	check_output(run->options.recording.path);
	if (run->options.stats_path)
		check_output(run->options.stats_path);
	if (run->options.command)
		command_prepare(&run->command, run->options.command, run->options.user);
	handle_signals(run->options.command != NULL);
	check_privileges();
	probe_open(&run->probe);
	configure(run);
	probe_load(&run->probe, run->options.ring_bytes);
	run->began_ns = boot_clock_ns();
	probe_attach(&run->probe);
	filters_fill(&run->probe, &run->options, run->command.pid);
	drop_privileges(run->options.recording.path);
	recording_start(&run->recording, &run->options.recording);
}

static void show_stats(struct run *run)
{
	struct stats stats = { .recording = &run->recording,
			       .elapsed_ns = boot_clock_ns() - run->began_ns };

	probe_read_counters(&run->probe, &stats.counters);
	print_stats(&stats);
}

/* At the end. False where the counts that were asked for could not be written. */
static bool report_stats(struct run *run, const struct drop_counters *counters)
{
	struct stats stats = { .recording = &run->recording,
			       .counters = *counters,
			       .elapsed_ns = boot_clock_ns() - run->began_ns };

	if (!run->options.quiet)
		print_stats(&stats);
	return !run->options.stats_path || write_stats(&stats, run->options.stats_path);
}

/* What was lost is told in the file where it was lost, within a second. */
static void note_losses(struct run *run, bool at_once)
{
	struct drop_counters now;
	char text[LOSSES_SIZE];

	if (!at_once && boot_clock_ns() - run->noted_ns < SECOND_NS / 2)
		return;
	run->noted_ns = boot_clock_ns();
	probe_read_counters(&run->probe, &now);
	if (describe_losses(&run->noted, &now, text, sizeof(text)))
		recording_note(&run->recording, run->consumed_ns, "scap-capture.losses", text);
	run->noted = now;
}

/* The time of day, as events have it. */
static uint64_t event_clock_ns(const struct run *run)
{
	return boot_clock_ns() + run->options.recording.snapshot.boot_epoch_ns;
}

static size_t consume_settled(struct run *run)
{
	run->consumed_ns = event_clock_ns(run) - SETTLE_NS;
	return rings_consume(&run->probe.rings, run->consumed_ns, recording_take, &run->recording);
}

static void consume_rest(struct run *run)
{
	rings_consume(&run->probe.rings, UINT64_MAX, recording_take, &run->recording);
	run->consumed_ns = event_clock_ns(run);
}

/* The longer nothing happens, the longer it sleeps; never so long that a ring could fill meanwhile.
 */
static void sleep_a_while(struct run *run)
{
	struct timespec time;
	uint64_t longest = MAX_SLEEP_NS;

	if (run->options.ring_bytes < (size_t)8 << 20)
		longest = MAX_SLEEP_NS * run->options.ring_bytes / ((size_t)8 << 20);
	if (rings_backlog(&run->probe.rings) > run->options.ring_bytes / 16) {
		run->sleep_ns = 0;
		return;
	}
	run->sleep_ns = run->sleep_ns ? run->sleep_ns * 2 : MIN_SLEEP_NS;
	run->sleep_ns = run->sleep_ns > longest ? longest : run->sleep_ns;
	time = (struct timespec){ .tv_nsec = (long)run->sleep_ns };
	nanosleep(&time, NULL);
}

static void heed_signals(struct run *run)
{
	if (stats_wanted)
		show_stats(run);
	stats_wanted = 0;
	if (write_wanted)
		recording_write_flight(&run->recording);
	write_wanted = 0;
	if (stop_wanted && run->command_runs && !run->signal_passed_on) {
		kill(run->command.pid, stop_wanted);
		run->signal_passed_on = true; /* a second one ends the recording */
		stop_wanted = 0;
	}
}

/* The command begins when the capture knows the machine as it was before. */
static void let_command_go(struct run *run)
{
	if (!run->command.pid || run->command_runs || !recording_is_ready(&run->recording))
		return;
	run->command_runs = true;
	run->began_ns = boot_clock_ns();
	command_let_go(&run->command);
}

static bool is_over(struct run *run)
{
	const struct options *options = &run->options;

	if (recording_is_over(&run->recording))
		return true;
	if (run->command_runs && command_has_ended(&run->command))
		return true;
	if (options->max_seconds &&
	    boot_clock_ns() - run->began_ns >= options->max_seconds * SECOND_NS)
		return true;
	return stop_wanted && (!run->command_runs || run->signal_passed_on);
}

static void record(struct run *run)
{
	while (!is_over(run)) {
		size_t taken = recording_is_full(&run->recording) ? 0 : consume_settled(run);

		heed_signals(run);
		recording_tick(&run->recording);
		note_losses(run, false);
		let_command_go(run);
		if (taken > 1000)
			run->sleep_ns = 0;
		sleep_a_while(run);
	}
}

/* Everything that happened before the end is in the file. Gives the exit status. */
static int finish(struct run *run)
{
	struct drop_counters counters;
	bool complete, reported;

	probe_detach(&run->probe);
	consume_rest(run);
	note_losses(run, true);
	if (write_wanted)
		recording_write_flight(&run->recording);
	complete = recording_finish(&run->recording);
	probe_read_counters(&run->probe, &counters);
	reported = report_stats(run, &counters);
	probe_close(&run->probe);
	if (!complete || lost_events(&counters))
		return EXIT_LOST;
	return reported ? EXIT_FINE : EXIT_FAILED;
}

int main(int argc, char **argv)
{
	static struct run run;
	int finished, status = EXIT_FINE;

	parse_options(&run.options, argc, argv);
	start(&run);
	record(&run);
	finished = finish(&run);
	if (run.command_runs)
		status = command_wait(&run.command, &stop_wanted);
	else if (run.command.pid)
		command_abandon(&run.command);
	return status ? status : finished;
}
