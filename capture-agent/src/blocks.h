#ifndef SCAP_BLOCKS_H
#define SCAP_BLOCKS_H

#include <stdint.h>

#include "buffer.h"

/* The blocks that are written, of the kinds and versions that every reader since August 2018 knows.
 */
enum block_type {
	BLOCK_SECTION_HEADER = 0x0a0d0d0a,
	BLOCK_MACHINE_INFO = 0x201,
	BLOCK_PROCESS_LIST = 0x215,
	BLOCK_EVENT = 0x216,
	BLOCK_FLAGGED_EVENT = 0x217,
	BLOCK_FD_LIST = 0x218,
	BLOCK_INTERFACE_LIST = 0x219,
	BLOCK_USER_LIST = 0x220,
};

/* The longest strings readers take: of names and paths, of lists with their last NUL, of accounts.
 */
enum {
	MAX_NAME_SIZE = 1023,
	MAX_LIST_SIZE = 4096,
	MAX_ACCOUNT_NAME_SIZE = 255,
};

/* Begins a block; the result is for block_end(), which pads it and fills in its length at both
 * ends. */
size_t block_begin(struct buffer *buffer, enum block_type type);
void block_end(struct buffer *buffer, size_t start);

/* An entry of a list begins with its length, which counts itself. */
size_t entry_begin(struct buffer *buffer);
void entry_end(struct buffer *buffer, size_t start);

void append_section_header(struct buffer *buffer);

/* Where an event came from, and how it is kept. */
struct event_source {
	uint16_t ring;
	uint32_t dump_flags; /* 0: none, and no room for them */
};

/* Readers that do not look for such an event leave it out of their listings. */
enum { DUMP_FLAG_HIDDEN = 1 };

/* Where in a block without dump flags the event begins. */
enum { EVENT_OFFSET = 10 };

/* An event in the layout of record.h, which the file shares with the rings. No event of ours needs
 * 32-bit lengths. */
void append_event(struct buffer *buffer, const struct event_source *source, const void *event,
		  uint32_t size);

#endif
