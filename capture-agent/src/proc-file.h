#ifndef SCAP_PROC_FILE_H
#define SCAP_PROC_FILE_H

#include <stddef.h>
#include <stdint.h>

#include "buffer.h"

/* Reads a file of /proc in full, at most `max` bytes, and puts a NUL behind it. False where it
 * cannot be read. */
bool read_proc_file(int dir, const char *path, struct buffer *out, size_t max);

/* Target of a link, with a NUL; `out` is empty where it cannot be read. */
void read_proc_link(int dir, const char *path, char *out, size_t size);

/* Number of a namespace, as in `net:[4026531840]`; 0 where it cannot be read. */
uint64_t read_namespace(int dir, const char *path);

/* Number that a directory entry is named after; -1 for other entries. */
int64_t entry_number(const char *name);

#endif
