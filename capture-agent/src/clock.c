#include "clock.h"

#include <time.h>

static int64_t read_clock_ns(clockid_t clock)
{
	struct timespec time;

	clock_gettime(clock, &time);
	return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

uint64_t boot_clock_ns(void)
{
	return (uint64_t)read_clock_ns(CLOCK_BOOTTIME);
}

/* One clock is read around the other: of ten attempts the quickest is off by less than a
 * microsecond. */
uint64_t boot_epoch_ns(void)
{
	int64_t best = 0, best_width = INT64_MAX;

	for (int attempt = 0; attempt < 10; attempt++) {
		int64_t before = read_clock_ns(CLOCK_BOOTTIME);
		int64_t real = read_clock_ns(CLOCK_REALTIME);
		int64_t width = read_clock_ns(CLOCK_BOOTTIME) - before;

		if (width < best_width) {
			best_width = width;
			best = real - (before + width / 2);
		}
	}
	return (uint64_t)best;
}
