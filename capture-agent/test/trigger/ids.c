/* Users, groups, sessions, limits and capabilities. */
#define _GNU_SOURCE
#include <linux/capability.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "trigger.h"

static void limits(void)
{
	unsigned long old[2], new[2] = { 100, 4096 };
	uint64_t wide[2] = { 50, 60 }, was[2];
	long ret;

#ifdef __i386__
	CASE(call(SYS_ugetrlimit, RLIMIT_NOFILE, old), "getrlimit",
	     "res=0 cur=%lu max=%lu resource=7", old[0], old[1]);
#else
	CASE(call(SYS_getrlimit, RLIMIT_NOFILE, old), "getrlimit",
	     "res=0 cur=%lu max=%lu resource=7", old[0], old[1]);
#endif
	CASE(call(SYS_setrlimit, RLIMIT_NOFILE, new), "setrlimit",
	     "res=0 cur=100 max=4096 resource=7");
	CASE(call(SYS_setrlimit, 77, new), "setrlimit", "res=%d cur=100 max=4096 resource=255",
	     -EINVAL);
	CASE(call(SYS_prlimit64, 0, RLIMIT_CORE, wide, was), "prlimit",
	     "res=0 newcur=50 newmax=60 oldcur=%lld oldmax=%lld pid=0 resource=4",
	     (long long)was[0], (long long)was[1]);
	CASE(call(SYS_prlimit64, 0x7ffffff0, RLIMIT_CORE, wide, was), "prlimit",
	     "res=%d newcur=50 newmax=60 oldcur=-1 oldmax=-1 pid=%d", -ESRCH, 0x7ffffff0);
}

#ifdef __i386__
#define ID(name) SYS_##name##32
#else
#define ID(name) SYS_##name
#endif

static void users(void)
{
	unsigned ids[3];
	long ret;

	CASE(call(ID(getuid)), "getuid", "uid=0");
	CASE(call(ID(geteuid)), "geteuid", "euid=0");
	CASE(call(ID(getgid)), "getgid", "gid=0");
	CASE(call(ID(getegid)), "getegid", "egid=0");
	CASE(call(ID(getresuid), &ids[0], &ids[1], &ids[2]), "getresuid",
	     "res=0 ruid=0 euid=0 suid=0");
	CASE(call(ID(getresgid), &ids[0], &ids[1], &ids[2]), "getresgid",
	     "res=0 rgid=0 egid=0 sgid=0");
	CASE(call(ID(setresgid), 0, 11, -1), "setresgid", "res=0 rgid=0 egid=11 sgid=%u",
	     0xFFFFFFFFu);
	CASE(call(ID(setregid), -1, 12), "setregid", "res=0 rgid=%u egid=12", 0xFFFFFFFFu);
	CASE(call(ID(setgid), 0), "setgid", "res=0 gid=0");
	CASE(call(ID(setresuid), -1, 21, -1), "setresuid", "res=0 ruid=%u euid=21 suid=%u",
	     0xFFFFFFFFu, 0xFFFFFFFFu);
	CASE(call(ID(setreuid), -1, 0), "setreuid", "res=0 ruid=%u euid=0", 0xFFFFFFFFu);
	CASE(call(ID(setuid), 0), "setuid", "res=0 uid=0");
}

static void capabilities(void)
{
	struct __user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct data[2] = { { 1 << CAP_KILL, 3 << CAP_SETGID, 0 },
						  { 0, 1 << (CAP_BPF - 32), 0 } };
	int status;
	long ret;

	if (call(SYS_clone, 17 /* SIGCHLD */) == 0) {
		call(SYS_capset, &header, data);
		_exit(0);
	}
	wait(&status);
	CASE(call(SYS_capset, &header, NULL), "capset",
	     "res=%d cap_inheritable=* cap_permitted=* cap_effective=*", -EFAULT);
	data[0].permitted = (1 << CAP_KILL) | (3 << CAP_SETGID);
	CASE(call(SYS_capset, &header, data), "capset",
	     "res=0 cap_inheritable=0 cap_permitted=%llu cap_effective=%d",
	     (1ULL << CAP_BPF) | (1 << CAP_KILL) | (3 << CAP_SETGID), 1 << CAP_KILL);
}

void trigger_ids(void)
{
	long ret;

	limits();
	users();
	CASE(call(SYS_setsid), "setsid", "res=*");
	CASE(call(SYS_getpid), "getpid", "ID=%d nativeID=%d", (int)PPM_SC_GETPID, 39);
	capabilities();
}
