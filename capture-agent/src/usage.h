#ifndef SCAP_USAGE_H
#define SCAP_USAGE_H

#define VERSION_TEXT "scap-capture 0.1.0\n"

#define USAGE                                                                                      \
	"Usage: scap-capture -w FILE [options] [-- COMMAND ARGS...]\n"                             \
	"\n"                                                                                       \
	"Records the system calls of this machine into a .scap file; with a command, those of "    \
	"the command and its\n"                                                                    \
	"children. Ends at Ctrl-C, with the command, or as -n and -M say.\n"                       \
	"\n"                                                                                       \
	"What to write:\n"                                                                         \
	"  -w, --write FILE        the file; - for standard output. It is FILE.partial until it "  \
	"is complete\n"                                                                            \
	"  -z, --gzip              compress it\n"                                                  \
	"  -s, --snaplen BYTES     how much of each buffer to keep, up to 65000 (80)\n"            \
	"  -C, --file-size MB      begin another file after so many million bytes: FILE-0, "       \
	"FILE-1, ...\n"                                                                            \
	"  -G, --file-seconds N    begin another file after N seconds\n"                           \
	"  -W, --files N           keep the last N files, of earlier series too\n"                 \
	"      --ring MB           keep the last MB of events in memory, and write them on "       \
	"SIGUSR2\n"                                                                                \
	"      --trigger COMM      ... or when a program of this name is executed\n"               \
	"      --compat sysdig-0.29  nothing that sysdig 0.29.3 cannot read\n"                     \
	"      --stats FILE        at the end write counts as JSON\n"                              \
	"\n"                                                                                       \
	"When to end:\n"                                                                           \
	"  -n, --events N          after N events\n"                                               \
	"  -M, --seconds N         after N seconds\n"                                              \
	"\n"                                                                                       \
	"What to record; what several of these name must fit all of them:\n"                       \
	"      --syscalls LIST     these system calls, and neither switches nor signals: names "   \
	"and groups,\n"                                                                            \
	"                          such as open,read,@net\n"                                       \
	"                          @file @net @process @memory @ipc @io @signal\n"                 \
	"      --pid PID[,PID]     these processes and their children\n"                           \
	"      --comm NAME         threads of this name; may be repeated\n"                        \
	"      --cgroup PATH       processes in this cgroup and below\n"                           \
	"      --container ID      processes of this container\n"                                  \
	"      --no-self           not what scap-capture itself does\n"                            \
	"      --faults            page faults too\n"                                              \
	"\n"                                                                                       \
	"With a command:\n"                                                                        \
	"      --all               record everything else, too\n"                                  \
	"      --lean              begin with its process and the recorder only, not with the "    \
	"whole machine\n"                                                                          \
	"      --user NAME         run it as this user\n"                                          \
	"\n"                                                                                       \
	"Other:\n"                                                                                 \
	"  -d, --ring-size MIB     of each CPU's ring, a power of two (8)\n"                       \
	"  -q, --quiet             say nothing at the end\n"                                       \
	"  -h, --help              show this help\n"                                               \
	"      --version           show the version\n"                                             \
	"\n"                                                                                       \
	"SIGUSR1 shows the counts so far. Exit status: 0 fine (or the command's), 1 failed, 2 "    \
	"wrong usage,\n"                                                                           \
	"3 events were lost or the disk is full.\n"                                                \
	"\n"                                                                                       \
	"Examples:\n"                                                                              \
	"  scap-capture -w trace.scap -- curl https://example.org\n"                               \
	"  scap-capture -w day.scap -z -G 3600 -W 24 --no-self\n"                                  \
	"  scap-capture -w crash.scap --ring 64 --trigger coredump\n"

#endif
