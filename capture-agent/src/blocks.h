#ifndef SCAP_BLOCKS_H
#define SCAP_BLOCKS_H

#include <stdint.h>

#include "buffer.h"

/* The blocks that are written, of the kinds and versions that every reader since August 2018 knows. */
enum block_type {
	BLOCK_SECTION_HEADER = 0x0a0d0d0a,
	BLOCK_MACHINE_INFO = 0x201,
	BLOCK_PROCESS_LIST = 0x215,
	BLOCK_EVENT = 0x216,
	BLOCK_FD_LIST = 0x218,
	BLOCK_INTERFACE_LIST = 0x219,
	BLOCK_USER_LIST = 0x220,
	BLOCK_LARGE_EVENT = 0x221,
};

/* The longest strings readers take: of names and paths, of lists with their last NUL, of accounts. */
enum {
	MAX_NAME_SIZE = 1023,
	MAX_LIST_SIZE = 4096,
	MAX_ACCOUNT_NAME_SIZE = 255,
};

/* Begins a block; the result is for block_end(), which pads it and fills in its length at both ends. */
size_t block_begin(struct buffer *buffer, enum block_type type);
void block_end(struct buffer *buffer, size_t start);

/* An entry of a list begins with its length, which counts itself. */
size_t entry_begin(struct buffer *buffer);
void entry_end(struct buffer *buffer, size_t start);

void append_section_header(struct buffer *buffer);

/* An event as it came from ring `ring`; `size` is what its header says. */
void append_event(struct buffer *buffer, uint16_t ring, const void *event, uint32_t size,
		  bool large);

#endif
