/* The flight recorder's memory. */
#include "unit.h"

#include "events.gen.h"

#include "../../src/blocks.h"
#include "../../src/flight.h"

static void flush_nothing(void *context)
{
	(void)context;
}

void test_flight(void)
{
	struct flight flight = { .max_bytes = 1 << 20 };
	struct buffer state = { 0 }, none = { 0 }, out = { 0 };

	append_section_header(&state);
	flight_begin_segment(&flight, &state, &none);
	for (int64_t i = 0; i < 100000; i++) {
		size_t before;
		struct buffer *room;

		if (flight_wants_segment(&flight) && i % 20000 == 0) {
			append_section_header(&state);
			flight_begin_segment(&flight, &state, &none);
		}
		room = flight_room(&flight);
		before = room->size;
		append_test_event(room, PPME_SYSCALL_CLOSE_X, i, 2, &i, 1);
		flight_appended(&flight, room->size - before);
		CHECK(flight.bytes <= flight.max_bytes + (1 << 18));
	}
	flight_write(&flight, &out, flush_nothing, NULL);
	CHECK(count_blocks(&out, BLOCK_SECTION_HEADER) == 1);
	CHECK(count_blocks(&out, BLOCK_EVENT) > 5000);
	CHECK(flight.bytes == 0 && !flight.oldest);
	buffer_free(&out);
	flight_free(&flight);
}
