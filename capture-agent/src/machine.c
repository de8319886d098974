#include "machine.h"

#include <sys/sysinfo.h>
#include <time.h>
#include <unistd.h>

#include "blocks.h"

enum { HOSTNAME_SIZE = 128 };

static int64_t clock_ns(clockid_t clock)
{
	struct timespec time;

	clock_gettime(clock, &time);
	return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

/* Three readings around each other: the one in the middle is off by half the time they took at most. */
uint64_t boot_epoch_ns(void)
{
	int64_t best = 0, best_width = INT64_MAX;

	for (int attempt = 0; attempt < 10; attempt++) {
		int64_t before = clock_ns(CLOCK_BOOTTIME);
		int64_t real = clock_ns(CLOCK_REALTIME);
		int64_t width = clock_ns(CLOCK_BOOTTIME) - before;

		if (width < best_width) {
			best_width = width;
			best = real - (before + width / 2);
		}
	}
	return (uint64_t)best;
}

void append_machine_info(struct buffer *buffer, uint64_t boot_ts_ns)
{
	char hostname[HOSTNAME_SIZE] = {0};
	size_t start = block_begin(buffer, BLOCK_MACHINE_INFO);
	struct sysinfo info = {0};

	sysinfo(&info);
	gethostname(hostname, sizeof(hostname));
	buffer_put_u32(buffer, (uint32_t)get_nprocs());
	buffer_put_u64(buffer, (uint64_t)info.totalram * info.mem_unit);
	buffer_put_u64(buffer, 0); /* largest pid: no writer fills it */
	buffer_put(buffer, hostname, sizeof(hostname));
	buffer_put_u64(buffer, boot_ts_ns);
	buffer_put_u64(buffer, 0); /* flags */
	buffer_put_u64(buffer, 0);
	buffer_put_u64(buffer, 0);
	block_end(buffer, start);
}
