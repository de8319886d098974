#ifndef SCAP_SOCKETS_H
#define SCAP_SOCKETS_H

#include <stdint.h>

#include "buffer.h"
#include "map.h"

/* What the fd list tells of the sockets of all network namespaces seen so far. All zero is an empty
 * one. */
struct sockets {
	struct map by_inode;   /* inode: where in `entries` */
	struct map namespaces; /* those that were read */
	struct buffer entries; /* for each: u8 size's u16, then type and type-specific part of its
				  fd-list entry */
	struct buffer text;    /* the table being read */
};

/* Reads the tables of a process's network namespace, unless they were read before. `process`: its
 * directory in /proc. */
void sockets_read(struct sockets *sockets, int process);

/* Type and type-specific part of the fd-list entry of the socket with this inode; false where it is
 * not known. */
bool sockets_find(const struct sockets *sockets, uint64_t inode, const void **entry, size_t *size);
void sockets_free(struct sockets *sockets);

#endif
