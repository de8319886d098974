#include "machine.h"

#include <sys/sysinfo.h>
#include <unistd.h>

#include "blocks.h"

enum { HOSTNAME_SIZE = 128 };

void append_machine_info(struct buffer *buffer, uint64_t boot_ts_ns)
{
	char hostname[HOSTNAME_SIZE] = { 0 };
	size_t start = block_begin(buffer, BLOCK_MACHINE_INFO);
	struct sysinfo info = { 0 };

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
