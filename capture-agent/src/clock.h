#ifndef SCAP_CLOCK_H
#define SCAP_CLOCK_H

#include <stdint.h>

/* Time since boot, sleep included: the clock of the events. */
uint64_t boot_clock_ns(void);

/* What to add to it for the time since 1970, as of now. */
uint64_t boot_epoch_ns(void);

#endif
