/* Modules, keys, BPF, quotas, mounts: what rules the machine. All of it fails, or changes nothing.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/keyctl.h>
#include <sys/quota.h>

#include "trigger.h"

static void modules(void)
{
	long ret;

	CASE(call(SYS_init_module, "not a module", 12, "key=value"), "init_module",
	     "res=%ld img='not a module' length=12 uargs=key=value", ret);
	CASE(call(SYS_finit_module, 99, "a=b", 3), "finit_module",
	     "res=%ld fd=99 uargs=a=b flags=3", ret);
	CASE(call(SYS_delete_module, "none", O_NONBLOCK | O_TRUNC), "delete_module",
	     "res=%ld name=none flags=%d", ret,
	     DELETE_MODULE_FLAGS__O_NONBLOCK | DELETE_MODULE_FLAGS__O_TRUNC);
}

static void keys(void)
{
	long ret;

	CASE(call(SYS_keyctl, KEYCTL_GET_KEYRING_ID, -1, 0), "keyctl",
	     "operation=0 arg2=INT64:%lld arg3=INT64:0 arg4=INT64:0 arg5=INT64:0", (long long)-1);
	CASE(call(SYS_keyctl, KEYCTL_SEARCH, 0, "user", "none", 5), "keyctl",
	     "operation=%d arg2=INT64:0 arg3=CHARBUF:user arg4=CHARBUF:none arg5=INT64:5",
	     KEYCTL_OPERATIONS__KEYCTL_SEARCH);
	CASE(call(SYS_keyctl, 99, 1, 2, 3, 4), "keyctl",
	     "res=%d operation=99 arg2=INT64:0 arg3=INT64:0", -EOPNOTSUPP);
}

static void others(void)
{
	struct if_dqblk quota = { .dqb_bhardlimit = 10,
				  .dqb_bsoftlimit = 5,
				  .dqb_valid = QIF_BLIMITS };
	long ret;

	CASE(call(SYS_bpf, 0, NULL, 0), "bpf", "fd=* cmd=0");
	CASE(call(SYS_quotactl, QCMD(Q_SETQUOTA, USRQUOTA), "/dev/none", 77, &quota), "quotactl",
	     "res=* special=/dev/none quotafilepath=- dqb_bhardlimit=10 dqb_bsoftlimit=5 "
	     "dqb_curspace=0 cmd=%d type=%d id=77 "
	     "quota_fmt=%d quota_fmt_out=%d",
	     QUOTACTL_CMDS__Q_SETQUOTA, QUOTACTL_TYPES__USRQUOTA,
	     QUOTACTL_QUOTA_FMTS__QFMT_NOT_USED, QUOTACTL_QUOTA_FMTS__QFMT_NOT_USED);
	CASE(call(SYS_quotactl, QCMD(Q_QUOTAON, GRPQUOTA), "/dev/none", QFMT_VFS_V1, "file"),
	     "quotactl", "special=/dev/none quotafilepath=file cmd=%d type=%d id=0 quota_fmt=%d",
	     QUOTACTL_CMDS__Q_QUOTAON, QUOTACTL_TYPES__GRPQUOTA, QUOTACTL_QUOTA_FMTS__QFMT_VFS_V1);
	CASE(call(SYS_fsconfig, 99, FSCONFIG_CMDS__FSCONFIG_SET_STRING, "key", "value", 0),
	     "fsconfig", "res=%d fd=99 cmd=1 key=key value_bytebuf=- value_charbuf=- aux=0",
	     -EBADF);
	CASE(call(SYS_open_by_handle_at, AT_FDCWD, NULL, O_RDONLY | O_NONBLOCK),
	     "open_by_handle_at", "fd=%d mountfd=-100 flags=%d path=- dev=0 ino=0", -EFAULT,
	     FILE_FLAGS__O_RDONLY | FILE_FLAGS__O_NONBLOCK);
}

void trigger_system(void)
{
	modules();
	keys();
	others();
}
