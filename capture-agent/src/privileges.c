#include "privileges.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <libgen.h>
#include <linux/capability.h>
#include <pwd.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "report.h"

#define CAPABILITY(number) (1ull << (number))

static struct __user_cap_header_struct own_header(void)
{
	return (struct __user_cap_header_struct){ .version = _LINUX_CAPABILITY_VERSION_3 };
}

static uint64_t effective_capabilities(void)
{
	struct __user_cap_header_struct header = own_header();
	struct __user_cap_data_struct data[2] = { 0 };

	if (syscall(SYS_capget, &header, data))
		return 0;
	return data[0].effective | (uint64_t)data[1].effective << 32;
}

static bool set_capabilities(uint64_t effective, uint64_t permitted)
{
	struct __user_cap_header_struct header = own_header();
	struct __user_cap_data_struct data[2] = {
		{ .effective = (uint32_t)effective, .permitted = (uint32_t)permitted },
		{ .effective = (uint32_t)(effective >> 32),
		  .permitted = (uint32_t)(permitted >> 32) },
	};

	return !syscall(SYS_capset, &header, data);
}

/* Before Linux 5.8 there was but the one capability for all of this, and it still includes the
 * newer ones. */
static bool may(uint64_t effective, int capability)
{
	return effective & (CAPABILITY(capability) | CAPABILITY(CAP_SYS_ADMIN));
}

/* Names what is missing of a pair of capabilities; false where nothing is. */
static bool name_missing(char *names, size_t size, const char *first, bool has_first,
			 const char *second, bool has_second)
{
	snprintf(names, size, "%s%s%s", has_first ? "" : first,
		 has_first || has_second ? "" : " and ", has_second ? "" : second);
	return !has_first || !has_second;
}

void check_privileges(void)
{
	uint64_t effective = effective_capabilities();
	char missing[64];

	if (name_missing(missing, sizeof(missing), "CAP_BPF", may(effective, CAP_BPF),
			 "CAP_PERFMON", may(effective, CAP_PERFMON)))
		die("recording needs %s, which this process lacks: run it as root, or once\n"
		    "    setcap cap_bpf,cap_perfmon,cap_sys_ptrace,cap_dac_read_search+ep "
		    "scap-capture",
		    missing);
	if (name_missing(missing, sizeof(missing), "CAP_SYS_PTRACE",
			 effective & CAPABILITY(CAP_SYS_PTRACE), "CAP_DAC_READ_SEARCH",
			 effective & CAPABILITY(CAP_DAC_READ_SEARCH)))
		warn("without %s the capture begins without some fds of others' processes",
		     missing);
}

/* Whether files can be made beside the one named. */
static bool can_write_beside(const char *path)
{
	char *copy = strdup(path);
	bool can = copy && !faccessat(AT_FDCWD, dirname(copy), W_OK | X_OK, AT_EACCESS);

	free(copy);
	return can;
}

void refuse_link(const char *path)
{
	struct stat link, there;

	if (lstat(path, &link) || !S_ISLNK(link.st_mode))
		return;
	if (!stat(path, &there) && !S_ISREG(there.st_mode))
		return;
	die("%s: is a symbolic link, which the capture would take the place of; name the file "
	    "itself",
	    path);
}

void check_output(const char *path)
{
	struct stat there;
	bool exists = strcmp(path, "-") != 0 && !stat(path, &there);

	if (exists && S_ISDIR(there.st_mode))
		die("%s: is a directory; a file is to be named", path);
	/* Pipes and devices are written as they are. */
	if (!strcmp(path, "-") || (exists && !S_ISREG(there.st_mode)))
		return;
	if (!can_write_beside(path))
		die("%s: no file can be made there: %s", path, strerror(errno));
}

void drop_privileges(const char *path)
{
	/* For counters and filters, and for the looks at /proc that are still to come. */
	uint64_t kept =
		effective_capabilities() & (CAPABILITY(CAP_BPF) | CAPABILITY(CAP_SYS_PTRACE) |
					    CAPABILITY(CAP_DAC_READ_SEARCH));
	/* Root writes where it has no permission; that is kept only where the file is in such a
	 * place. */
	uint64_t writer = effective_capabilities() & CAPABILITY(CAP_DAC_OVERRIDE);
	bool dropped;

	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	dropped = set_capabilities(kept, kept | writer);
	if (can_write_beside(path))
		writer = 0;
	if (!dropped || !set_capabilities(kept | writer, kept | writer))
		warn("privileges cannot be given up: %s", strerror(errno));
}

void check_user(const char *name)
{
	if (!getpwnam(name))
		die("there is no user '%s'", name);
}

void become_user(const char *name)
{
	const struct passwd *user = getpwnam(name);

	if (!user)
		die("there is no user '%s'", name);
	if (initgroups(user->pw_name, user->pw_gid) ||
	    setresgid(user->pw_gid, user->pw_gid, user->pw_gid) ||
	    setresuid(user->pw_uid, user->pw_uid, user->pw_uid))
		die("cannot become '%s': %s", name, strerror(errno));
	setenv("HOME", user->pw_dir, 1);
	setenv("USER", user->pw_name, 1);
	setenv("LOGNAME", user->pw_name, 1);
	setenv("SHELL", user->pw_shell, 1);
}
