#include "buffer.h"

#include <stdlib.h>
#include <string.h>

#include "report.h"

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__,
	       "captures are written in this byte order");

enum { SMALLEST_CAPACITY = 4096 };

void *buffer_extend(struct buffer *buffer, size_t size)
{
	size_t needed = buffer->size + size;
	void *room;

	if (needed > buffer->capacity || !buffer->data) {
		size_t capacity = buffer->capacity ? buffer->capacity : SMALLEST_CAPACITY;

		while (capacity < needed)
			capacity *= 2;
		buffer->data = realloc(buffer->data, capacity);
		if (!buffer->data)
			die("out of memory (%zu bytes)", capacity);
		buffer->capacity = capacity;
	}
	room = buffer->data + buffer->size;
	buffer->size = needed;
	return room;
}

void buffer_put(struct buffer *buffer, const void *bytes, size_t size)
{
	void *room = buffer_extend(buffer, size);

	if (size)
		memcpy(room, bytes, size);
}

void buffer_put_u8(struct buffer *buffer, uint8_t value)
{
	buffer_put(buffer, &value, sizeof(value));
}

void buffer_put_u16(struct buffer *buffer, uint16_t value)
{
	buffer_put(buffer, &value, sizeof(value));
}

void buffer_put_u32(struct buffer *buffer, uint32_t value)
{
	buffer_put(buffer, &value, sizeof(value));
}

void buffer_put_u64(struct buffer *buffer, uint64_t value)
{
	buffer_put(buffer, &value, sizeof(value));
}

void buffer_put_str16(struct buffer *buffer, const void *bytes, size_t size, size_t max)
{
	if (size > max)
		size = max;
	buffer_put_u16(buffer, (uint16_t)size);
	buffer_put(buffer, bytes, size);
}

void buffer_set_u32(struct buffer *buffer, size_t at, uint32_t value)
{
	memcpy(buffer->data + at, &value, sizeof(value));
}

void buffer_clear(struct buffer *buffer)
{
	buffer->size = 0;
}

void buffer_free(struct buffer *buffer)
{
	free(buffer->data);
	*buffer = (struct buffer){ 0 };
}
