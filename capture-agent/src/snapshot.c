#include "snapshot.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "blocks.h"
#include "clock.h"
#include "machine.h"
#include "proc-file.h"
#include "procfs.h"
#include "report.h"

/* Readers take several process lists; one of a large machine would be too much at once. */
enum { PROCESS_LIST_SIZE = 1 << 20 };

size_t scan_entry_begin(struct proc_scan *scan)
{
	return entry_begin(&scan->out->entries);
}

void scan_entry_end(struct proc_scan *scan, size_t start, struct snapshot_entry entry)
{
	entry.seen_ns = boot_clock_ns();
	entry.at = start;
	entry.size = (uint32_t)(scan->out->entries.size - start);
	entry_end(&scan->out->entries, start);
	buffer_put(&scan->out->index, &entry, sizeof(entry));
}

static void look_at_process(struct proc_scan *scan, int proc, const char *name)
{
	int process = openat(proc, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int64_t pid = entry_number(name);

	if (process < 0)
		return;
	if (scan_process(scan, process, pid)) {
		scan->out->processes++;
		if (!scan_fds(scan, process, pid))
			scan->out->hidden++;
	}
	close(process);
}

static bool is_wanted(const struct snapshot_options *options, int64_t pid)
{
	return options->only[0] ? pid == options->only[0] || pid == options->only[1] : pid > 0;
}

static void scan_processes(struct proc_scan *scan)
{
	DIR *proc = opendir(scan->options->proc);
	const struct dirent *entry;

	if (!proc) {
		warn("%s: %s; the capture begins without processes", scan->options->proc,
		     strerror(errno));
		return;
	}
	while ((entry = readdir(proc)))
		if (is_wanted(scan->options, entry_number(entry->d_name)))
			look_at_process(scan, dirfd(proc), entry->d_name);
	closedir(proc);
}

void snapshot_take(struct snapshot *snapshot, const struct snapshot_options *options)
{
	struct proc_scan scan = { .options = options, .out = snapshot };

	*snapshot = (struct snapshot){ .started_ns = boot_clock_ns() };
	append_section_header(&snapshot->lists);
	append_machine_info(&snapshot->lists, options->boot_epoch_ns);
	append_interface_list(&snapshot->lists);
	append_user_list(&snapshot->lists);
	scan_find_cgroup2_controllers(&scan);
	scan_processes(&scan);
	sockets_free(&scan.sockets);
	map_free(&scan.devices);
	map_free(&scan.mount_namespaces);
	map_free(&scan.pidns_starts);
	buffer_free(&scan.text);
	snapshot->finished_ns = boot_clock_ns();
}

static struct snapshot_entry *entries_of(const struct snapshot *snapshot, size_t *count)
{
	*count = snapshot->index.size / sizeof(struct snapshot_entry);
	return (struct snapshot_entry *)snapshot->index.data;
}

static void put_entry(const struct snapshot *snapshot, const struct snapshot_entry *entry,
		      struct buffer *out)
{
	buffer_put(out, snapshot->entries.data + entry->at, entry->size);
}

static void render_threads(const struct snapshot *snapshot, struct buffer *out)
{
	size_t count;
	const struct snapshot_entry *entries = entries_of(snapshot, &count);
	size_t start = block_begin(out, BLOCK_PROCESS_LIST);

	for (size_t i = 0; i < count; i++) {
		if (entries[i].fd != NO_FD || entries[i].dropped)
			continue;
		if (out->size - start > PROCESS_LIST_SIZE) {
			block_end(out, start);
			start = block_begin(out, BLOCK_PROCESS_LIST);
		}
		put_entry(snapshot, &entries[i], out);
	}
	block_end(out, start);
}

/* One list for each process; its entries follow that of the process's leader. */
static void render_fds(const struct snapshot *snapshot, struct buffer *out)
{
	size_t count;
	const struct snapshot_entry *entries = entries_of(snapshot, &count);

	for (size_t i = 0; i < count;) {
		int64_t tid = entries[i].tid;
		size_t start;

		if (entries[i].fd == NO_FD || entries[i].dropped) {
			i++;
			continue;
		}
		start = block_begin(out, BLOCK_FD_LIST);
		buffer_put_u64(out, (uint64_t)tid);
		for (; i < count && entries[i].tid == tid && entries[i].fd != NO_FD; i++)
			if (!entries[i].dropped)
				put_entry(snapshot, &entries[i], out);
		block_end(out, start);
	}
}

void snapshot_render(const struct snapshot *snapshot, struct buffer *out)
{
	buffer_put(out, snapshot->lists.data, snapshot->lists.size);
	render_threads(snapshot, out);
	render_fds(snapshot, out);
}

void snapshot_free(struct snapshot *snapshot)
{
	buffer_free(&snapshot->lists);
	buffer_free(&snapshot->entries);
	buffer_free(&snapshot->index);
}
