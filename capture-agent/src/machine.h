#ifndef SCAP_MACHINE_H
#define SCAP_MACHINE_H

#include <stdint.h>

#include "buffer.h"

void append_machine_info(struct buffer *buffer, uint64_t boot_ts_ns);
void append_interface_list(struct buffer *buffer);
void append_user_list(struct buffer *buffer);

#endif
