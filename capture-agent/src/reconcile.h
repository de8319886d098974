#ifndef SCAP_RECONCILE_H
#define SCAP_RECONCILE_H

#include <stdint.h>

#include "buffer.h"
#include "snapshot.h"

/*
 * Makes a snapshot say how things were when it began. It took its time, and `events` (whole event
 * blocks) happened meanwhile: threads and fds that one of them made before the snapshot saw them
 * are left out, since reading that event makes them again; so are fds that were closed and taken
 * anew.
 */
void reconcile(struct snapshot *snapshot, const struct buffer *events, uint64_t boot_epoch_ns);

#endif
