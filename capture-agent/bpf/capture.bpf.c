#include "base.h"
#include "record_store.h"

char LICENSE[] SEC("license") = "GPL";

SEC("tp_btf/sys_exit")
int BPF_PROG(sys_exit, struct pt_regs *regs, long ret)
{
	__u32 nr = regs->orig_ax;
	__u8 *on = bpf_map_lookup_elem(&syscalls_on, &nr);
	struct scratch *s;

	if (!on || !*on || bpf_get_current_pid_tgid() >> 32 == agent.self_tgid)
		return 0;
	if (nr == 3) {
		s = record__start(PPME_SYSCALL_CLOSE_X, 2, DROP_CLOSE_EXIT);
		if (!s)
			return 0;
		store__s64(s, ret);
		store__s64(s, (int)regs->di);
	} else {
		s = record__start(PPME_GENERIC_X, 2, DROP_OTHER);
		if (!s)
			return 0;
		store__u16(s, 0);
		store__u16(s, nr);
	}
	record__submit(s);
	return 0;
}
