#include "probe.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "report.h"
#include "table-fill.h"

#include "capture.skel.h"

/* Of libbpf's words only the last are shown, and only where something failed. */
static char libbpf_words[4096];

static int keep_words(enum libbpf_print_level level, const char *format, va_list arguments)
{
	if (level == LIBBPF_WARN)
		vsnprintf(libbpf_words, sizeof(libbpf_words), format, arguments);
	return 0;
}

static __attribute__((noreturn)) void fail(const char *what)
{
	int error = errno;

	libbpf_words[strcspn(libbpf_words, "\n")] = '\0';
	die("%s: %s%s%s%s", what, strerror(error), *libbpf_words ? " (" : "", libbpf_words,
	    *libbpf_words ? ")" : "");
}

#define KERNEL_TYPES "/sys/kernel/btf/vmlinux"

/* Ring buffers, and programs that read kernel structures by name, came with Linux 5.8. */
static void check_kernel(void)
{
	struct utsname kernel;
	int release_major = 0, release_minor = 0;

	if (uname(&kernel) || sscanf(kernel.release, "%d.%d", &release_major, &release_minor) != 2)
		return;
	if (release_major < 5 || (release_major == 5 && release_minor < 8))
		die("this kernel is %s; recording needs Linux 5.8 or newer", kernel.release);
	if (access(KERNEL_TYPES, R_OK))
		die("this kernel does not describe its types (" KERNEL_TYPES ": %s); it has "
		    "to be built with "
		    "CONFIG_DEBUG_INFO_BTF=y",
		    strerror(errno));
}

void probe_open(struct probe *probe)
{
	/* Named, libbpf seeks types that this kernel lacks nowhere else: not in modules, whose
	 * types only CAP_SYS_ADMIN may list. */
	LIBBPF_OPTS(bpf_object_open_opts, open, .btf_custom_path = KERNEL_TYPES);
	int cpus;

	check_kernel();
	libbpf_set_print(keep_words);
	cpus = libbpf_num_possible_cpus();
	if (cpus < 1)
		fail("the CPUs cannot be counted");
	*probe = (struct probe){ .possible_cpus = (uint32_t)cpus, .bpf = capture_bpf__open_opts(&open) };
	if (!probe->bpf)
		fail("the BPF programs cannot be opened");
	/* Constant for the programs, not before they are loaded. */
	table__fill((struct syscall_table *)&probe->bpf->rodata->table);
}

struct agent_config *probe_config(const struct probe *probe)
{
	/* Constant for the programs, not before they are loaded. */
	return (struct agent_config *)&probe->bpf->rodata->agent;
}

void probe_load(struct probe *probe, size_t ring_bytes)
{
	bool faults = probe_config(probe)->record_faults;

	bpf_map__set_max_entries(probe->bpf->maps.rings, probe->possible_cpus);
	bpf_map__set_max_entries(probe->bpf->maps.scratch, probe->possible_cpus);
	/* Each fault would pass through them, recorded or not. */
	bpf_program__set_autoload(probe->bpf->progs.page_fault_user, faults);
	bpf_program__set_autoload(probe->bpf->progs.page_fault_kernel, faults);
	if (capture_bpf__load(probe->bpf))
		fail("the BPF programs cannot be loaded");
	if (!rings_open(&probe->rings, bpf_map__fd(probe->bpf->maps.rings), probe->possible_cpus,
			ring_bytes))
		fail("the rings cannot be made");
}

struct probe_maps probe_maps(const struct probe *probe)
{
	return (struct probe_maps){
		.syscalls_on = bpf_map__fd(probe->bpf->maps.syscalls_on),
		.pids_on = bpf_map__fd(probe->bpf->maps.pids_on),
		.comms_on = bpf_map__fd(probe->bpf->maps.comms_on),
		.cgroups_on = bpf_map__fd(probe->bpf->maps.cgroups_on),
	};
}

void probe_attach(struct probe *probe)
{
	if (capture_bpf__attach(probe->bpf))
		fail("the BPF programs cannot be attached");
	probe->attached = true;
}

void probe_detach(struct probe *probe)
{
	if (probe->attached)
		capture_bpf__detach(probe->bpf);
	probe->attached = false;
}

static void add_counters(struct drop_counters *sum, const struct drop_counters *more)
{
	const __u64 *from = (const __u64 *)more;
	__u64 *to = (__u64 *)sum;

	_Static_assert(sizeof(*sum) % sizeof(*to) == 0, "nothing but counters");
	for (size_t i = 0; i < sizeof(*sum) / sizeof(*to); i++)
		to[i] += from[i];
}

void probe_read_counters(const struct probe *probe, struct drop_counters *sum)
{
	struct drop_counters *each = calloc(probe->possible_cpus, sizeof(*each));
	__u32 key = 0;

	memset(sum, 0, sizeof(*sum));
	if (!each)
		die("out of memory");
	if (bpf_map_lookup_elem(bpf_map__fd(probe->bpf->maps.counters), &key, each))
		warn("the counters of lost events cannot be read: %s", strerror(errno));
	for (uint32_t cpu = 0; cpu < probe->possible_cpus; cpu++)
		add_counters(sum, &each[cpu]);
	free(each);
}

void probe_close(struct probe *probe)
{
	capture_bpf__destroy(probe->bpf);
	probe->bpf = NULL;
}
