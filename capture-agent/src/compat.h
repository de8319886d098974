#ifndef SCAP_COMPAT_H
#define SCAP_COMPAT_H

#include <stdint.h>

/*
 * Changes an event, in place, so that sysdig 0.29.3 can show it: that program ends where a system
 * call without an event of its own is newer than the program is. Such a call is said to be unknown;
 * its native number stays.
 */
void make_readable_for_sysdig_029(void *event, uint32_t size);

#endif
