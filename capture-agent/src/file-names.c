#include "file-names.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "report.h"

char *numbered_path(const char *path, uint64_t number)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;
	/* A name that begins with a dot has not thereby an extension. */
	const char *dot = *name ? strchr(name + 1, '.') : NULL;
	size_t stem = dot ? (size_t)(dot - path) : strlen(path);
	char *result;

	if (asprintf(&result, "%.*s-%" PRIu64 "%s", (int)stem, path, number, path + stem) < 0)
		die("out of memory");
	return result;
}
