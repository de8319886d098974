/* Memory. */
#define _GNU_SOURCE
#include <sys/mman.h>

#include "trigger.h"

#define PAGE 4096

/* Recorded only on demand. */
void trigger_faults(void)
{
	char *memory =
		mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	long ret;

	CASE(*(volatile char *)(memory + 5), ">page_fault", "addr=%llu ip=* error=%d",
	     (unsigned long long)(unsigned long)memory + 5,
	     PF_FLAGS__PAGE_NOT_PRESENT | PF_FLAGS__READ_ACCESS | PF_FLAGS__USER_FAULT);
	CASE(memory[PAGE] = 1, ">page_fault", "addr=%llu ip=* error=%d",
	     (unsigned long long)(unsigned long)memory + PAGE,
	     PF_FLAGS__PAGE_NOT_PRESENT | PF_FLAGS__WRITE_ACCESS | PF_FLAGS__USER_FAULT);
	CASE(call(SYS_read, call(SYS_openat, -100, "/dev/zero", 0), memory + PAGE / 2, PAGE),
	     "read", "res=%d", PAGE);
	CASE(call(SYS_mprotect, memory, PAGE, PROT_NONE), "mprotect", "res=0");
}

void trigger_memory(void)
{
	unsigned long long at;
	long ret;

	CASE(call(SYS_brk, 0), "brk", "res=%llu vm_size=* vm_rss=* vm_swap=* addr=0",
	     (unsigned long long)(unsigned long)ret);
#ifdef __i386__
	CASE(call(SYS_mmap2, NULL, 3 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
		  -1, 2),
	     "mmap2", "addr=0 length=%d prot=%d flags=%d fd=-1 pgoffset=2", 3 * PAGE,
	     PROT_FLAGS__PROT_READ | PROT_FLAGS__PROT_WRITE,
	     MMAP_FLAGS__MAP_PRIVATE | MMAP_FLAGS__MAP_ANONYMOUS);
#else
	CASE(call(SYS_mmap, NULL, 3 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
		  0),
	     "mmap", "res=%ld addr=0 length=%d prot=%d flags=%d fd=-1 offset=0", ret, 3 * PAGE,
	     PROT_FLAGS__PROT_READ | PROT_FLAGS__PROT_WRITE,
	     MMAP_FLAGS__MAP_PRIVATE | MMAP_FLAGS__MAP_ANONYMOUS);
#endif
	at = (unsigned long)ret;
#ifndef __i386__
	CASE(call(SYS_mmap, NULL, 0, PROT_EXEC, MAP_SHARED | MAP_FIXED | MAP_LOCKED, 99, PAGE),
	     "mmap", "res=%d length=0 prot=%d flags=%d fd=99 offset=4096", -EBADF,
	     PROT_FLAGS__PROT_EXEC,
	     MMAP_FLAGS__MAP_SHARED | MMAP_FLAGS__MAP_FIXED | MMAP_FLAGS__MAP_LOCKED);
#endif
	CASE(call(SYS_mprotect, at, PAGE, PROT_NONE), "mprotect",
	     "res=0 addr=%llu length=4096 prot=0", at);
	CASE(call(SYS_mprotect, 1, 1, PROT_READ), "mprotect", "res=%d addr=1 length=1 prot=1",
	     -EINVAL);
	CASE(call(SYS_mlock, at + PAGE, PAGE), "mlock", "res=0 addr=%llu len=4096", at + PAGE);
	CASE(call(SYS_mlock2, at + PAGE, PAGE, 1), "mlock2", "res=0 addr=%llu len=4096 flags=%d",
	     at + PAGE, MLOCK2_FLAGS__MLOCK_ONFAULT);
	CASE(call(SYS_munlock, at + PAGE, PAGE), "munlock", "res=0 addr=%llu len=4096", at + PAGE);
	CASE(call(SYS_mlockall, 0), "mlockall", "res=%d flags=0", -EINVAL);
	CASE(call(SYS_mlockall, MCL_FUTURE), "mlockall", "res=0 flags=%d",
	     MLOCKALL_FLAGS__MCL_FUTURE);
	CASE(call(SYS_munlockall), "munlockall", "res=0");
	CASE(call(SYS_munmap, at, 3 * PAGE), "munmap",
	     "res=0 vm_size=* vm_rss=* vm_swap=* addr=%llu length=12288", at);
	CASE(call(SYS_munmap, 1, PAGE), "munmap", "res=%d addr=1 length=4096", -EINVAL);
	CASE(call(SYS_msync, 0, 0, 0), "msync", "ID=%d", (int)PPM_SC_MSYNC);
}
