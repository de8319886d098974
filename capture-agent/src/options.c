#include "options.h"

#include <errno.h>
#include <getopt.h>
#include <linux/types.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent.h"
#include "record.h"
#include "report.h"
#include "usage.h"

enum {
	DEFAULT_SNAPLEN = 80,
	MEGABYTE = 1000000,
	MEBIBYTE = 1 << 20,
	DEFAULT_RING_MIB = 8,
	MAX_RING_MIB = 1024,
	MAX_FLIGHT_MIB = 1 << 20,
};

enum long_only {
	OPTION_SYSCALLS = 256,
	OPTION_PID,
	OPTION_COMM,
	OPTION_CGROUP,
	OPTION_CONTAINER,
	OPTION_NO_SELF,
	OPTION_FAULTS,
	OPTION_COMPAT,
	OPTION_STATS,
	OPTION_ALL,
	OPTION_LEAN,
	OPTION_USER,
	OPTION_RING,
	OPTION_TRIGGER,
	OPTION_VERSION,
};

static const struct option LONG_OPTIONS[] = {
	{ "write", required_argument, NULL, 'w' },
	{ "gzip", no_argument, NULL, 'z' },
	{ "snaplen", required_argument, NULL, 's' },
	{ "events", required_argument, NULL, 'n' },
	{ "seconds", required_argument, NULL, 'M' },
	{ "file-size", required_argument, NULL, 'C' },
	{ "file-seconds", required_argument, NULL, 'G' },
	{ "files", required_argument, NULL, 'W' },
	{ "ring-size", required_argument, NULL, 'd' },
	{ "quiet", no_argument, NULL, 'q' },
	{ "help", no_argument, NULL, 'h' },
	{ "syscalls", required_argument, NULL, OPTION_SYSCALLS },
	{ "pid", required_argument, NULL, OPTION_PID },
	{ "comm", required_argument, NULL, OPTION_COMM },
	{ "cgroup", required_argument, NULL, OPTION_CGROUP },
	{ "container", required_argument, NULL, OPTION_CONTAINER },
	{ "no-self", no_argument, NULL, OPTION_NO_SELF },
	{ "faults", no_argument, NULL, OPTION_FAULTS },
	{ "compat", required_argument, NULL, OPTION_COMPAT },
	{ "stats", required_argument, NULL, OPTION_STATS },
	{ "all", no_argument, NULL, OPTION_ALL },
	{ "lean", no_argument, NULL, OPTION_LEAN },
	{ "user", required_argument, NULL, OPTION_USER },
	{ "ring", required_argument, NULL, OPTION_RING },
	{ "trigger", required_argument, NULL, OPTION_TRIGGER },
	{ "version", no_argument, NULL, OPTION_VERSION },
	{ 0 },
};

static void reject(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));

static void reject(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	fputs("scap-capture: ", stderr);
	vfprintf(stderr, format, arguments);
	fputs("\nscap-capture --help tells what there is.\n", stderr);
	va_end(arguments);
	exit(EXIT_USAGE);
}

static uint64_t parse_number(const char *option, const char *text, uint64_t min, uint64_t max)
{
	char *end;
	unsigned long long number;

	errno = 0;
	number = strtoull(text, &end, 10);
	if (*text < '0' || *text > '9' || *end || errno || number < min || number > max)
		reject("%s wants a number from %llu to %llu, not '%s'", option,
		       (unsigned long long)min, (unsigned long long)max, text);
	return number;
}

/* The kernel takes powers of two only. */
static size_t parse_ring_size(const char *text)
{
	uint64_t mib = parse_number("-d", text, 1, MAX_RING_MIB);

	if (mib & (mib - 1))
		reject("-d wants a power of two, not '%s'", text);
	return mib * MEBIBYTE;
}

static void add_pids(struct options *options, char *list)
{
	char *rest = list;

	for (char *each; (each = strsep(&rest, ","));) {
		if (options->pid_count == MAX_FILTERED)
			reject("--pid takes %d processes at most", MAX_FILTERED);
		options->pids[options->pid_count++] =
			(int64_t)parse_number("--pid", each, 1, INT32_MAX);
	}
}

static void add_comm(struct options *options, const char *name)
{
	if (!*name || strlen(name) >= COMM_BYTES)
		reject("--comm wants the kernel's name of a thread, 1 to %d bytes, not '%s'",
		       COMM_BYTES - 1, name);
	if (options->comm_count == MAX_FILTERED)
		reject("--comm can be given %d times at most", MAX_FILTERED);
	options->comms[options->comm_count++] = name;
}

static void set_compat(struct options *options, const char *name)
{
	if (strcmp(name, "sysdig-0.29") != 0)
		reject("--compat knows sysdig-0.29 only, not '%s'", name);
	options->recording.snapshot.sysdig_029 = true;
}

static void print_and_exit(const char *text)
{
	fputs(text, stdout);
	exit(fflush(stdout) ? EXIT_FAILED : EXIT_FINE);
}

static void set_recording_option(struct recording_options *recording, int option, char *value)
{
	switch (option) {
	case 'w':
		recording->path = value;
		break;
	case 'z':
		recording->gzip = true;
		break;
	case 'n':
		recording->max_events = parse_number("-n", value, 1, INT64_MAX);
		break;
	case 'C':
		recording->file_bytes = parse_number("-C", value, 1, 1 << 30) * MEGABYTE;
		break;
	case 'G':
		recording->file_seconds = (uint32_t)parse_number("-G", value, 1, INT32_MAX);
		break;
	case 'W':
		recording->keep_files = (uint32_t)parse_number("-W", value, 1, INT32_MAX);
		break;
	case OPTION_RING:
		recording->flight_bytes =
			parse_number("--ring", value, 1, MAX_FLIGHT_MIB) * MEBIBYTE;
		break;
	case OPTION_TRIGGER:
		recording->trigger = value;
		break;
	default:
		exit(EXIT_USAGE); /* getopt has said what is wrong */
	}
}

static void set_option(struct options *options, int option, char *value)
{
	switch (option) {
	case 's':
		options->snaplen = (uint32_t)parse_number("-s", value, 0, PARAM_MAX_BYTES);
		break;
	case 'M':
		options->max_seconds = (uint32_t)parse_number("-M", value, 1, INT32_MAX);
		break;
	case 'd':
		options->ring_bytes = parse_ring_size(value);
		break;
	case 'q':
		options->quiet = true;
		break;
	case 'h':
		print_and_exit(USAGE);
		break;
	case OPTION_SYSCALLS:
		options->syscalls = value;
		break;
	case OPTION_PID:
		add_pids(options, value);
		break;
	case OPTION_COMM:
		add_comm(options, value);
		break;
	case OPTION_CGROUP:
		options->cgroup = value;
		break;
	case OPTION_CONTAINER:
		options->container = value;
		break;
	case OPTION_NO_SELF:
		options->no_self = true;
		break;
	case OPTION_FAULTS:
		options->faults = true;
		break;
	case OPTION_COMPAT:
		set_compat(options, value);
		break;
	case OPTION_STATS:
		options->stats_path = value;
		break;
	case OPTION_ALL:
		options->everything = true;
		break;
	case OPTION_LEAN:
		options->lean = true;
		break;
	case OPTION_USER:
		options->user = value;
		break;
	case OPTION_VERSION:
		print_and_exit(VERSION_TEXT);
		break;
	default:
		set_recording_option(&options->recording, option, value);
	}
}

static void check_together(const struct options *options)
{
	const struct recording_options *recording = &options->recording;
	bool rotates = recording->file_bytes || recording->file_seconds;

	if (!recording->path || !*recording->path)
		reject("-w FILE says where to write");
	if (recording->keep_files && !rotates && !recording->flight_bytes)
		reject("-W needs -C, -G or --ring");
	if (rotates && recording->flight_bytes)
		reject("--ring writes a file when asked to: -C and -G do not go with it");
	if (recording->trigger && !recording->flight_bytes)
		reject("--trigger needs --ring");
	if (recording->trigger && strlen(recording->trigger) >= COMM_BYTES)
		reject("--trigger wants the kernel's name of a program, %d bytes at most, not '%s'",
		       COMM_BYTES - 1, recording->trigger);
	if (!strcmp(recording->path, "-") && (rotates || recording->flight_bytes))
		reject("-C, -G and --ring write several files: -w - does not go with them");
	if (!strcmp(recording->path, "-") && options->stats_path &&
	    !strcmp(options->stats_path, "-"))
		reject("-w - and --stats - cannot both have standard output");
	if (!options->command && (options->user || options->everything || options->lean))
		reject("--user, --all and --lean need a command");
	if (options->everything && options->lean)
		reject("--all and --lean do not go together");
	if (options->command && options->pid_count)
		reject("with a command its processes are recorded: --pid does not go with it");
	if (options->container && (options->cgroup || options->pid_count || options->command))
		reject("--container does not go with --cgroup, --pid or a command");
}

void parse_options(struct options *options, int argc, char **argv)
{
	int option;

	*options = (struct options){
		.snaplen = DEFAULT_SNAPLEN,
		.ring_bytes = (size_t)DEFAULT_RING_MIB * MEBIBYTE,
		.recording.snapshot.proc = "/proc",
	};
	while ((option = getopt_long(argc, argv, "+w:zs:n:M:C:G:W:d:qh", LONG_OPTIONS, NULL)) != -1)
		set_option(options, option, optarg);
	if (optind < argc) {
		if (strcmp(argv[optind - 1], "--") != 0)
			reject("'%s' is no option; a command is given behind --", argv[optind]);
		options->command = argv + optind;
	}
	check_together(options);
}
