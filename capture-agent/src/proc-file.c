#include "proc-file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { READ_SIZE = 8192, NAMESPACE_LINK_SIZE = 64 };

/* The bytes up to the end of the file, or some more than `max`. */
static bool read_all(int file, struct buffer *out, size_t max)
{
	while (out->size <= max) {
		unsigned char *room = buffer_extend(out, READ_SIZE);
		ssize_t got = read(file, room, READ_SIZE);

		out->size -= READ_SIZE - (size_t)(got > 0 ? got : 0);
		if (got == 0)
			return true;
		if (got < 0 && errno != EINTR)
			return false;
	}
	return true;
}

bool read_proc_file(int dir, const char *path, struct buffer *out, size_t max)
{
	int file = openat(dir, path, O_RDONLY | O_CLOEXEC);
	bool complete;

	buffer_clear(out);
	if (file < 0) {
		buffer_put_u8(out, 0);
		buffer_clear(out);
		return false;
	}
	complete = read_all(file, out, max);
	close(file);
	if (out->size > max)
		out->size = max;
	buffer_put_u8(out, 0);
	out->size--;
	return complete;
}

void read_proc_link(int dir, const char *path, char *out, size_t size)
{
	ssize_t length = readlinkat(dir, path, out, size - 1);

	out[length < 0 ? 0 : length] = '\0';
}

uint64_t read_namespace(int dir, const char *path)
{
	char link[NAMESPACE_LINK_SIZE];
	const char *number;

	read_proc_link(dir, path, link, sizeof(link));
	number = strchr(link, '[');
	return number ? strtoull(number + 1, NULL, 10) : 0;
}

int64_t entry_number(const char *name)
{
	char *end;
	int64_t number;

	if (*name < '0' || *name > '9')
		return -1;
	number = strtoll(name, &end, 10);
	return *end ? -1 : number;
}
