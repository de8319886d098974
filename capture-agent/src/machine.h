#ifndef SCAP_MACHINE_H
#define SCAP_MACHINE_H

#include <stdint.h>

#include "buffer.h"

/* What to add to the time since boot, sleep included, for the time since 1970; both in nanoseconds. */
uint64_t boot_epoch_ns(void);

void append_machine_info(struct buffer *buffer, uint64_t boot_ts_ns);
void append_interface_list(struct buffer *buffer);
void append_user_list(struct buffer *buffer);

#endif
