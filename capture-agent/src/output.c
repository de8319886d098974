#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "deflate.h"
#include "report.h"

enum { FLUSH_SIZE = 256 << 10, FILE_MODE = 0600 };

static char *copy_text(const char *text, const char *suffix)
{
	char *copy;

	if (asprintf(&copy, "%s%s", text, suffix) < 0)
		die("out of memory");
	return copy;
}

/* Standard output, pipes and devices are written as they are. */
static bool is_written_in_place(const char *path)
{
	struct stat there;

	return !strcmp(path, "-") || (!stat(path, &there) && !S_ISREG(there.st_mode));
}

static int open_file(struct output *output)
{
	if (!strcmp(output->path, "-"))
		return dup(STDOUT_FILENO);
	if (!output->partial)
		return open(output->path, O_WRONLY | O_CLOEXEC);
	/* A link left there by somebody else must not lead us to another file. */
	if (unlink(output->partial) && errno != ENOENT)
		return -1;
	return open(output->partial, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, FILE_MODE);
}

/* Writes all, or says why not. */
static bool write_all(int file, const unsigned char *bytes, size_t size)
{
	while (size) {
		ssize_t done = write(file, bytes, size);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return false;
		bytes += done;
		size -= (size_t)done;
	}
	return true;
}

/* Takes off what a failed write left behind the last whole block. A pipe keeps it. */
static void cut_back(const struct output *output)
{
	off_t end = (off_t)output->written_bytes;

	if (output->partial &&
	    (ftruncate(output->file, end) || lseek(output->file, end, SEEK_SET) != end))
		warn("%s: %s: the file ends within a block", output->partial, strerror(errno));
}

/* Writes bytes after which the file can be read; without room for them, none of them. */
static bool write_stored(struct output *output, const struct buffer *bytes)
{
	if (!write_all(output->file, bytes->data, bytes->size)) {
		output->error = errno;
		cut_back(output);
		return false;
	}
	output->written_bytes += bytes->size;
	return true;
}

static bool begin_stream(struct output *output)
{
	struct buffer header = { 0 };
	bool written;

	output->deflater = deflater_new();
	deflater_begin(output->deflater, &header);
	written = write_stored(output, &header);
	buffer_free(&header);
	return written;
}

bool output_open(struct output *output, const char *path, bool gzip)
{
	*output = (struct output){ .path = copy_text(path, "") };
	if (!is_written_in_place(path))
		output->partial = copy_text(path, ".partial");
	output->file = open_file(output);
	if (output->file < 0)
		return false;
	if (gzip && !begin_stream(output)) {
		errno = output->error;
		return false;
	}
	return true;
}

struct buffer *output_room(struct output *output)
{
	return &output->pending;
}

void output_appended(struct output *output)
{
	if (output->pending.size >= FLUSH_SIZE)
		output_flush(output);
}

static bool write_compressed(struct output *output)
{
	struct buffer stored = { 0 };
	bool written;

	deflater_add(output->deflater, output->pending.data, output->pending.size, &stored);
	written = write_stored(output, &stored);
	if (!written)
		deflater_take_back(output->deflater);
	buffer_free(&stored);
	return written;
}

void output_flush(struct output *output)
{
	bool written = false;

	if (!output->pending.size)
		return;
	if (!output->error)
		written = output->deflater ? write_compressed(output)
					   : write_stored(output, &output->pending);
	if (!written)
		output->lost_blocks_bytes += output->pending.size;
	buffer_clear(&output->pending);
}

/* The end of a gzip stream finds room on a full disk too: that of the block taken off. */
static void end_stream(struct output *output)
{
	int error = output->error;
	struct buffer end = { 0 };

	deflater_finish(output->deflater, &end);
	write_stored(output, &end);
	if (error)
		output->error = error;
	buffer_free(&end);
}

/* A rename survives a crash once its directory is on disk. */
static bool sync_directory(const char *path)
{
	char *copy = copy_text(path, "");
	int directory = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool synced = directory >= 0 && !fsync(directory);

	if (directory >= 0)
		close(directory);
	free(copy);
	return synced;
}

/* What could be written is worth its name even if not all could. */
static void put_in_place(struct output *output)
{
	bool moved = !fsync(output->file) && !rename(output->partial, output->path) &&
		     sync_directory(output->path);

	if (!moved && !output->error)
		output->error = errno;
}

bool output_close(struct output *output)
{
	output_flush(output);
	if (output->deflater)
		end_stream(output);
	if (output->partial)
		put_in_place(output);
	if (close(output->file) && !output->error)
		output->error = errno;
	buffer_free(&output->pending);
	deflater_free(output->deflater);
	free(output->path);
	free(output->partial);
	output->path = output->partial = NULL;
	output->deflater = NULL;
	errno = output->error;
	return !output->error;
}
