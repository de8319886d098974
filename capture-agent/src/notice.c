#include "notice.h"

#include <linux/types.h>
#include <string.h>

#include "blocks.h"
#include "events.gen.h"
#include "record.h"

/* Lengths are 16 bits wide. */
enum { LONGEST_TEXT = 4096 };

static uint16_t text_size(const char *text)
{
	return (uint16_t)(strnlen(text, LONGEST_TEXT - 1) + 1);
}

static void put_text(struct buffer *out, const char *text)
{
	buffer_put(out, text, text_size(text) - 1u);
	buffer_put_u8(out, 0);
}

void append_notice(struct buffer *out, uint64_t ts_ns, const char *id, const char *text)
{
	struct event_source source = { .dump_flags = DUMP_FLAG_HIDDEN };
	struct record_header header = {
		.ts_ns = ts_ns,
		.tid = (__u64)-1, /* no thread's */
		.type = PPME_NOTIFICATION_E,
		.nparams = 2,
	};
	struct buffer event = { 0 };

	header.len =
		(__u32)(sizeof(header) + 2 * sizeof(uint16_t) + text_size(id) + text_size(text));
	buffer_put(&event, &header, sizeof(header));
	buffer_put_u16(&event, text_size(id));
	buffer_put_u16(&event, text_size(text));
	put_text(&event, id);
	put_text(&event, text);
	append_event(out, &source, event.data, header.len);
	buffer_free(&event);
}
