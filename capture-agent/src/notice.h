#ifndef SCAP_NOTICE_H
#define SCAP_NOTICE_H

#include <stdint.h>

#include "buffer.h"

/*
 * Appends a notification event of our own, `id` and what it says, marked so that listings of other
 * readers leave it out. scap-dump shows it.
 */
void append_notice(struct buffer *out, uint64_t ts_ns, const char *id, const char *text);

#endif
