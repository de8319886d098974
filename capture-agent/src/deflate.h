#ifndef SCAP_DEFLATE_H
#define SCAP_DEFLATE_H

#include "buffer.h"

/* A gzip stream in the making. */
struct deflater;

struct deflater *deflater_new(void);

/* Appends the stream's header. */
void deflater_begin(struct deflater *deflater, struct buffer *out);

/* Compresses bytes; with them `out` ends at a byte of which on the stream can go on or be ended. */
void deflater_add(struct deflater *deflater, const void *bytes, size_t size, struct buffer *out);

/* What deflater_add() did last did not reach the file: the stream's end is that of before. */
void deflater_take_back(struct deflater *deflater);

/* Appends the stream's end: 10 bytes. */
void deflater_finish(const struct deflater *deflater, struct buffer *out);
void deflater_free(struct deflater *deflater);

#endif
