#include "flight.h"

#include <stdlib.h>

#include "report.h"

/* As large as to be few, as small as to be given up without regret. */
enum { CHUNK_SIZE = 256 << 10, SEGMENTS = 4 };

static struct buffer *add_chunk(struct flight_segment *segment)
{
	segment->chunks =
		reallocarray(segment->chunks, segment->count + 1, sizeof(*segment->chunks));
	if (!segment->chunks)
		die("out of memory");
	segment->chunks[segment->count] = (struct buffer){ 0 };
	return &segment->chunks[segment->count++];
}

static void free_segment(struct flight_segment *segment)
{
	for (size_t i = segment->first; i < segment->count; i++)
		buffer_free(&segment->chunks[i]);
	free(segment->chunks);
	buffer_free(&segment->state);
	free(segment);
}

static void drop_oldest_segment(struct flight *flight)
{
	struct flight_segment *segment = flight->oldest;

	flight->oldest = segment->next;
	free_segment(segment);
}

/* Of the oldest segment the oldest chunk; a segment without any is given up as soon as there is
 * another. */
static void drop_oldest_chunk(struct flight *flight)
{
	struct flight_segment *segment = flight->oldest;
	struct buffer *chunk = &segment->chunks[segment->first++];

	flight->bytes -= chunk->size;
	if (segment == flight->newest)
		flight->newest_bytes -= chunk->size;
	buffer_free(chunk);
	if (segment->first == segment->count && segment->next)
		drop_oldest_segment(flight);
}

static void keep_within_bounds(struct flight *flight)
{
	while (flight->bytes > flight->max_bytes && flight->oldest->first < flight->oldest->count &&
	       (flight->oldest != flight->newest ||
		flight->oldest->count - flight->oldest->first > 1))
		drop_oldest_chunk(flight);
}

void flight_begin_segment(struct flight *flight, struct buffer *state, struct buffer *events)
{
	struct flight_segment *segment = calloc(1, sizeof(*segment));

	if (!segment)
		die("out of memory");
	segment->state = *state;
	*state = (struct buffer){ 0 };
	if (flight->newest)
		flight->newest->next = segment;
	else
		flight->oldest = segment;
	flight->newest = segment;
	flight->newest_bytes = events->size;
	flight->bytes += events->size;
	*add_chunk(segment) = *events;
	*events = (struct buffer){ 0 };
	keep_within_bounds(flight);
}

struct buffer *flight_room(struct flight *flight)
{
	struct flight_segment *segment = flight->newest;
	struct buffer *chunk = &segment->chunks[segment->count - 1];

	return chunk->size < CHUNK_SIZE ? chunk : add_chunk(segment);
}

void flight_appended(struct flight *flight, size_t bytes)
{
	flight->bytes += bytes;
	flight->newest_bytes += bytes;
	keep_within_bounds(flight);
}

bool flight_wants_segment(const struct flight *flight)
{
	return flight->newest_bytes > flight->max_bytes / SEGMENTS;
}

void flight_write(struct flight *flight, struct buffer *out, void (*flush)(void *context),
		  void *context)
{
	if (flight->oldest)
		buffer_put(out, flight->oldest->state.data, flight->oldest->state.size);
	for (; flight->oldest; drop_oldest_segment(flight)) {
		for (size_t i = flight->oldest->first; i < flight->oldest->count; i++) {
			buffer_put(out, flight->oldest->chunks[i].data,
				   flight->oldest->chunks[i].size);
			flush(context);
		}
	}
	flight->newest = NULL;
	flight->bytes = flight->newest_bytes = 0;
}

void flight_free(struct flight *flight)
{
	while (flight->oldest)
		drop_oldest_segment(flight);
	*flight = (struct flight){ .max_bytes = flight->max_bytes };
}
