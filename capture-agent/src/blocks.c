#include "blocks.h"

#include <string.h>

enum { ALIGNMENT = 4, TRAILER_SIZE = 4 };

size_t block_begin(struct buffer *buffer, enum block_type type)
{
	size_t start = buffer->size;

	buffer_put_u32(buffer, type);
	buffer_put_u32(buffer, 0);
	return start;
}

void block_end(struct buffer *buffer, size_t start)
{
	size_t padding = -(buffer->size - start) % ALIGNMENT;
	uint32_t size = (uint32_t)(buffer->size - start + padding + TRAILER_SIZE);

	memset(buffer_extend(buffer, padding), 0, padding);
	buffer_put_u32(buffer, size);
	buffer_set_u32(buffer, start + sizeof(uint32_t), size);
}

size_t entry_begin(struct buffer *buffer)
{
	size_t start = buffer->size;

	buffer_put_u32(buffer, 0);
	return start;
}

void entry_end(struct buffer *buffer, size_t start)
{
	buffer_set_u32(buffer, start, (uint32_t)(buffer->size - start));
}

void append_section_header(struct buffer *buffer)
{
	size_t start = block_begin(buffer, BLOCK_SECTION_HEADER);

	buffer_put_u32(buffer, 0x1a2b3c4d);
	buffer_put_u16(buffer, 1);
	buffer_put_u16(buffer, 2);
	buffer_put_u64(buffer, UINT64_MAX); /* length of the section: not known */
	block_end(buffer, start);
}

void append_event(struct buffer *buffer, const struct event_source *source, const void *event,
		  uint32_t size)
{
	bool flagged = source->dump_flags != 0;
	size_t head = 2 * sizeof(uint32_t) + sizeof(source->ring) +
		      (flagged ? sizeof(source->dump_flags) : 0);
	size_t padding = -(head + size) % ALIGNMENT;
	uint32_t total = (uint32_t)(head + size + padding + TRAILER_SIZE);
	uint32_t type = flagged ? BLOCK_FLAGGED_EVENT : BLOCK_EVENT;
	unsigned char *block = buffer_extend(buffer, total);

	/* The hot path of a recording: one look at the buffer, no more. */
	memcpy(block, &type, sizeof(type));
	memcpy(block + 4, &total, sizeof(total));
	memcpy(block + 8, &source->ring, sizeof(source->ring));
	if (flagged)
		memcpy(block + 10, &source->dump_flags, sizeof(source->dump_flags));
	memcpy(block + head, event, size);
	memset(block + head + size, 0, padding);
	memcpy(block + total - TRAILER_SIZE, &total, sizeof(total));
}
