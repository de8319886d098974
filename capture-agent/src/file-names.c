#include "file-names.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report.h"

/* Beyond these a number is none of ours. */
enum { MAX_DIGITS = 18 };

static const char *name_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* What stands behind the number. A name that begins with a dot has not thereby an extension. */
static const char *extension_of(const char *path)
{
	const char *name = name_of(path);
	const char *dot = *name ? strchr(name + 1, '.') : NULL;

	return dot ? dot : path + strlen(path);
}

char *numbered_path(const char *path, uint64_t number)
{
	const char *extension = extension_of(path);
	char *result;

	if (asprintf(&result, "%.*s-%" PRIu64 "%s", (int)(extension - path), path, number,
		     extension) < 0)
		die("out of memory");
	return result;
}

/* The number that follows the one of a file, finished or not; 0 where it is not of the series. */
static uint64_t number_after(const char *file, const char *path)
{
	const char *name = name_of(path), *extension = extension_of(path);
	size_t stem = (size_t)(extension - name);
	size_t digits;

	if (strncmp(file, name, stem) != 0 || file[stem] != '-')
		return 0;
	file += stem + 1;
	digits = strspn(file, "0123456789");
	if (!digits || digits > MAX_DIGITS)
		return 0;
	if (strncmp(file + digits, extension, strlen(extension)) != 0)
		return 0;
	if (strcmp(file + digits + strlen(extension), "") != 0 &&
	    strcmp(file + digits + strlen(extension), ".partial") != 0)
		return 0;
	return strtoull(file, NULL, 10) + 1;
}

uint64_t next_number(const char *path)
{
	char *copy = strdup(path);
	DIR *directory = copy ? opendir(dirname(copy)) : NULL;
	struct dirent *entry;
	uint64_t next = 0;

	if (!directory)
		die("%s: its directory cannot be listed: %s", path, strerror(errno));
	while ((entry = readdir(directory))) {
		uint64_t number = number_after(entry->d_name, path);

		next = number > next ? number : next;
	}
	closedir(directory);
	free(copy);
	return next;
}
