#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "blocks.h"
#include "proc-file.h"
#include "procfs.h"

enum { CGROUP_FILE_SIZE = 64 << 10 };

/* Appends `name=path` with its NUL, unless the list that begins at `start` would become too long.
 */
static void put_cgroup(struct buffer *out, size_t start, const char *name, size_t name_size,
		       const char *path)
{
	size_t size = name_size + 1 + strlen(path) + 1;

	if (out->size - start + size > MAX_LIST_SIZE)
		return;
	buffer_put(out, name, name_size);
	buffer_put(out, "=", 1);
	buffer_put(out, path, strlen(path) + 1);
}

/* Each name of a list, split at any of `separators`, gets the path. */
static void put_controllers(struct buffer *out, size_t start, const char *names,
			    const char *separators, const char *path)
{
	while (*names) {
		size_t size = strcspn(names, separators);

		if (size)
			put_cgroup(out, start, names, size, path);
		names += size + (names[size] != '\0');
	}
}

/* `4:cpu,cpuacct:/user.slice`; of cgroup 2, `0::/user.slice`, the path is that of each of its
 * controllers. */
static void put_line(const struct proc_scan *scan, struct buffer *out, size_t start, char *line)
{
	char *controllers = strchr(line, ':');
	char *path = controllers ? strchr(controllers + 1, ':') : NULL;

	if (!path)
		return;
	controllers++;
	*path++ = '\0';
	if (*controllers)
		put_controllers(out, start, controllers, ",", path);
	else
		put_controllers(out, start, scan->cgroup2_controllers, " \n", path);
}

void scan_cgroups(struct proc_scan *scan, int task, struct buffer *out)
{
	size_t start = out->size;
	char *line;

	if (!read_proc_file(task, "cgroup", &scan->text, CGROUP_FILE_SIZE))
		return;
	line = (char *)scan->text.data;
	for (char *end; (end = strchr(line, '\n')); line = end + 1) {
		*end = '\0';
		put_line(scan, out, start, line);
	}
}

void scan_find_cgroup2_controllers(struct proc_scan *scan)
{
	struct buffer text = { 0 };

	if (!read_proc_file(AT_FDCWD, "/sys/fs/cgroup/cgroup.controllers", &text,
			    sizeof(scan->cgroup2_controllers) - 1))
		read_proc_file(AT_FDCWD, "/sys/fs/cgroup/unified/cgroup.controllers", &text,
			       sizeof(scan->cgroup2_controllers) - 1);
	snprintf(scan->cgroup2_controllers, sizeof(scan->cgroup2_controllers), "%s",
		 text.size ? (const char *)text.data : "");
	buffer_free(&text);
}
