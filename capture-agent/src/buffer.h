#ifndef SCAP_BUFFER_H
#define SCAP_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes that grow at the end. All zero is an empty one. */
struct buffer {
	unsigned char *data;
	size_t size;
	size_t capacity;
};

/* Gives room for `size` more bytes and counts them as filled. Without memory the program ends. */
void *buffer_extend(struct buffer *buffer, size_t size);
void buffer_put(struct buffer *buffer, const void *bytes, size_t size);
void buffer_put_u8(struct buffer *buffer, uint8_t value);
void buffer_put_u16(struct buffer *buffer, uint16_t value);
void buffer_put_u32(struct buffer *buffer, uint32_t value);
void buffer_put_u64(struct buffer *buffer, uint64_t value);

/* A u16 length and the bytes, of which those beyond `max` are left out. */
void buffer_put_str16(struct buffer *buffer, const void *bytes, size_t size, size_t max);

/* Writes over four bytes that are there already. */
void buffer_set_u32(struct buffer *buffer, size_t at, uint32_t value);

/* Empties it, keeping its memory. */
void buffer_clear(struct buffer *buffer);
void buffer_free(struct buffer *buffer);

#endif
