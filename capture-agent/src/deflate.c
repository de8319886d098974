#include "deflate.h"

#include <stdlib.h>
#include <zlib.h>

#include "report.h"

/* Half the size of level 6's gain for a third of its time: the compressor must keep up with the
 * rings. */
enum { LEVEL = 1, MEMORY_LEVEL = 9 };

/* What the trailer tells of the bytes compressed. */
struct sums {
	uint32_t crc, size;
};

struct deflater {
	z_stream stream;
	struct sums sums, before; /* of all; of all but those added last */
};

struct deflater *deflater_new(void)
{
	struct deflater *deflater = calloc(1, sizeof(*deflater));

	/* Raw: header and trailer are ours, so that a full disk can be met with a proper end. */
	if (!deflater || deflateInit2(&deflater->stream, LEVEL, Z_DEFLATED, -MAX_WBITS,
				      MEMORY_LEVEL, Z_DEFAULT_STRATEGY) != Z_OK)
		die("out of memory");
	return deflater;
}

void deflater_begin(struct deflater *deflater, struct buffer *out)
{
	static const unsigned char HEADER[] = { 0x1f, 0x8b, Z_DEFLATED, 0, 0, 0, 0, 0, 0, 3 };

	deflateReset(&deflater->stream);
	deflater->sums = (struct sums){ 0 };
	deflater->before = deflater->sums;
	buffer_put(out, HEADER, sizeof(HEADER));
}

void deflater_add(struct deflater *deflater, const void *bytes, size_t size, struct buffer *out)
{
	z_stream *stream = &deflater->stream;
	size_t room = deflateBound(stream, size) + 16; /* and the mark that ends what is flushed */

	stream->next_in = (Bytef *)bytes; /* zlib does not write there */
	stream->avail_in = (uInt)size;
	stream->next_out = buffer_extend(out, room);
	stream->avail_out = (uInt)room;
	if (deflate(stream, Z_SYNC_FLUSH) != Z_OK || stream->avail_in)
		die("zlib failed: %s", stream->msg ? stream->msg : "no reason given");
	out->size -= stream->avail_out;
	deflater->before = deflater->sums;
	deflater->sums.crc = (uint32_t)crc32(deflater->sums.crc, bytes, (uInt)size);
	deflater->sums.size += (uint32_t)size;
}

void deflater_take_back(struct deflater *deflater)
{
	deflater->sums = deflater->before;
}

void deflater_finish(const struct deflater *deflater, struct buffer *out)
{
	static const unsigned char EMPTY_LAST_BLOCK[] = { 0x03, 0x00 };

	buffer_put(out, EMPTY_LAST_BLOCK, sizeof(EMPTY_LAST_BLOCK));
	buffer_put_u32(out, deflater->sums.crc);
	buffer_put_u32(out, deflater->sums.size);
}

void deflater_free(struct deflater *deflater)
{
	if (!deflater)
		return;
	deflateEnd(&deflater->stream);
	free(deflater);
}
