#ifndef SCAP_FLIGHT_H
#define SCAP_FLIGHT_H

#include <stdint.h>

#include "buffer.h"

/* Events that follow a state, in chunks: the oldest can be given up one by one. */
struct flight_segment {
	struct buffer state;
	struct buffer *chunks;
	size_t count, first; /* chunks made, and of those the first that is still there */
	struct flight_segment *next;
};

/*
 * The last events, in memory. They are kept in segments, each behind the state of the machine at
 * its begin: so what is written begins with a state not much older than its first event.
 */
struct flight {
	struct flight_segment *oldest, *newest;
	size_t max_bytes, bytes; /* of events */
	size_t newest_bytes;	 /* of those in the newest segment */
};

/* Begins a segment with a state and the events since; takes both over. */
void flight_begin_segment(struct flight *flight, struct buffer *state, struct buffer *events);

/* Where to append whole events; flight_appended() is told how many bytes, and gives up old ones for
 * them. */
struct buffer *flight_room(struct flight *flight);
void flight_appended(struct flight *flight, size_t bytes);

/* Whether it is time for a new segment. */
bool flight_wants_segment(const struct flight *flight);

/* Appends all of it to `out`, of which `flush` is called now and then, and forgets it. */
void flight_write(struct flight *flight, struct buffer *out, void (*flush)(void *context),
		  void *context);
void flight_free(struct flight *flight);

#endif
