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

void append_event(struct buffer *buffer, uint16_t ring, const void *event, uint32_t size,
		  bool large)
{
	size_t start = block_begin(buffer, large ? BLOCK_LARGE_EVENT : BLOCK_EVENT);

	buffer_put_u16(buffer, ring);
	buffer_put(buffer, event, size);
	block_end(buffer, start);
}
