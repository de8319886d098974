/**
 * Words that say nothing of whose machine it is: what stands in file systems, process lists and environments everywhere.
 * No names of people, no words of everyday language that could be part of one's own names.
 */
const PUBLIC_WORDS = `
bin boot dev etc home lib lib32 lib64 libexec media mnt opt proc root run sbin snap srv sys tmp usr var local share src
include games man doc docs info log logs lock cache spool mail lost found shm pts ptmx tty console null zero full random
urandom stdin stdout stderr fd fdinfo self task mem maps smaps cmdline environ comm exe cwd stat statm status mounts
mountinfo mountstats cgroup cgroups cpuset cpu cpuacct cpus blkio memory devices freezer net hugetlb perf event pids rdma
misc unified uptime loadavg meminfo cpuinfo vmstat swaps partitions filesystems modules interrupts kallsyms kmsg version
oom adj score limits sched schedstat numa auxv attr loginuid sessionid uid gid map ns mnt user uts ipc pid time
kernel fs vm class block bus module firmware power debug tracing config security selinux apparmor hwdb
ld so conf d preload nsswitch hosts hostname resolv passwd shadow group gshadow services protocols networks localtime
timezone zoneinfo locale locales gconv archive alias inputrc profile bashrc bash aliases completion environment issue
motd os release lsb debian ubuntu fedora centos redhat rhel alpine arch linux gnu musl x86 amd64 i386 i686 aarch64 arm64
armhf riscv64 s390x ppc64le x64 multiarch generic cloud virtual
ssl tls certs cert ca certificates crt pem openssl cnf pki tls trust anchors crypto fips
sh bash dash zsh fish csh tcsh ksh busybox toybox rbash
ls cat cp mv rm ln mkdir rmdir mknod mkfifo touch chmod chown chgrp chroot dd df du echo printf env printenv false true
test expr sleep date id whoami who w last tty uname arch nproc hostname sync tee tail head cut sort uniq wc tr sed awk
gawk mawk grep egrep fgrep find xargs locate which whereis file stat readlink realpath basename dirname seq yes paste
join comm diff cmp patch tar gzip gunzip bzip2 xz zstd zip unzip cpio ar base64 md5sum sha1sum sha256sum sha512sum
less more vi vim nano emacs ed ps top htop kill killall pgrep pkill pidof nice renice nohup timeout setsid setpriv
unshare nsenter mount umount losetup swapon swapoff fsck mkfs lsblk blkid fdisk parted lsof fuser strace ltrace gdb perf
su sudo doas login getty agetty passwd useradd usermod userdel groupadd adduser deluser newgrp chsh
ip ss netstat ifconfig route arp ping traceroute tracepath dig nslookup host curl wget nc ncat netcat socat telnet ftp
sftp scp ssh sshd rsync iptables ip6tables nft ebtables tc ethtool tcpdump tshark wireshark nmap
git svn make cmake ninja gcc cc g cpp clang ld as nm objdump strip gold lld python python2 python3 pip perl ruby gem
node nodejs npm npx yarn java javac jar php go cargo rustc lua tclsh
apt dpkg yum dnf rpm zypper pacman apk snapd flatpak
systemd systemctl journald journalctl journal logind networkd resolved timesyncd udevd udev udevadm hostnamed machined
oomd coredump tmpfiles sysusers generator generators init telinit runlevel sysv upstart rc rcs cron crond crontab anacron
atd at batch dbus daemon broker polkit polkitd accounts rsyslog rsyslogd syslog syslogd klogd auditd audit chrony chronyd
ntp ntpd dhclient dhcpcd dhcp avahi cups cupsd bluetoothd wpa supplicant modemmanager networkmanager acpid irqbalance
kthreadd kworker ksoftirqd migration rcu preempt bh gp par watchdog watchdogd khungtaskd kswapd kcompactd ksmd
khugepaged kdevtmpfs kauditd oom reaper writeback kblockd md edac scsi eh tmf jbd2 xfsaild cpuhp idle inject swapper mm
percpu wq netns kintegrityd ata sff devfreq events highpri unbound
nginx apache apache2 httpd lighttpd caddy haproxy envoy traefik varnish squid mysql mysqld mariadb postgres postgresql
postmaster redis memcached mongod mongo mongodb elasticsearch kibana logstash kafka zookeeper rabbitmq cassandra influxdb
prometheus grafana alertmanager exporter postfix exim dovecot sendmail named bind unbound dnsmasq coredns openvpn
wireguard samba smbd nmbd nfs nfsd rpcbind rpc statd mountd slapd ldap krb5
docker dockerd containerd shim runc crun cri crio conmon podman buildah libpod kata firecracker lxc lxd lxcfs kube
kubelet kubectl kubeadm kubepods kubernetes apiserver scheduler controller manager proxy etcd flannel calico cilium
weave besteffort burstable guaranteed pod pause rkt nomad consul vault garden bpm helm istio
falco falcoctl sysdig csysdig dragent scap sinsp scapdump driverkit
slice scope service socket target timer mount automount path swap machine session user system init app
overlay overlay2 aufs diff merged work lower upper workdir lowerdir upperdir ext2 ext3 ext4 xfs btrfs zfs vfat ntfs
tmpfs proc sysfs devtmpfs devpts cgroup2 securityfs debugfs tracefs configfs bpf pstore mqueue hugetlbfs fuse fusectl
squashfs iso9660 nfs4 cifs ramfs rootfs efivarfs autofs binfmt
libc libm libdl libpthread librt libutil libresolv libnss libgcc libstdc libselinux libpcre libpcre2 libcap libacl
libattr libaudit libpam libcrypto libssl libz libzstd liblzma libbz2 liblz4 libcurl libidn libidn2 libnghttp2 librtmp
libssh libssh2 libpsl libgssapi libkrb5 libk5crypto libkrb5support libcom err libkeyutils libldap liblber libsasl
libgnutls libnettle libhogweed libgmp libp11 kit libtasn1 libffi libunistring libbrotli libbrotlicommon libbrotlidec
libsystemd libudev libdbus libmount libblkid libuuid libncurses libncursesw libtinfo libreadline libhistory libexpat
libxml libxml2 libsqlite3 libpython libperl libcrypt libprocps libproc libsepol libseccomp libgcrypt libgpg error
compat files dns myhostname mymachines resolve systemd winbind
so a o h c cc hpp py pyc pyo rb pl pm js mjs cjs ts json yaml yml toml xml ini cfg conf cnf properties env txt md rst html
htm css csv tsv sql db sqlite sqlite3 log gz bz2 xz zst zip tar tgz deb rpm iso img bin elf ko dat data bak old new orig
swp tmp pid sock socket lock key pub crt cer der pfx jks service timer mount slice scope desktop list sources cache mo po
site packages dist node modules vendor build target pycache lib dynload encodings
path home user shell pwd oldpwd lang language lc all ctype collate messages term colorterm display editor pager visual
mailcheck ps1 ps2 ifs shlvl hostname logname mail columns lines histfile histsize histcontrol ld library preload
lessopen lessclose ls colors xdg runtime dir session type seat vtnr config dirs data state dbus address bus unix abstract
ssh auth sock agent client connection tty sudo command gid uid invocation notify watchdog usec journal stream listen
fds pythonpath javahome java gopath nodepath node npm http https ftp all no proxy debian frontend noninteractive
container kubernetes service host port tcp udp addr proto tz pid pidfile
true false yes no on off none auto always never default enabled disabled null help version verbose quiet debug info
warn warning error output input file dir directory config force all recursive user group name type size format json
port host listen bind address interface daemon foreground background nofork worker workers process processes thread
threads master slave start stop restart reload status enable disable exec run create delete remove add set get list
show update upgrade install check test dump restore backup import export read write append open close
max min limit timeout interval count level mode option options flags
localhost localdomain local loopback lo eth ens enp eno wlan wlp veth br virbr docker0 tun tap bond dummy ovs cali cni
vxlan sit gre ipv4 ipv6 inet inet6 unix netlink packet raw icmp tcp6 udp6 http2 dns dhcp nss nscd
pipe eventfd eventpoll timerfd signalfd inotify fanotify io uring userfaultfd pidfd memfd anon inode deleted dmabuf perf
bpfmap prog btf kvm vm vcpu secretmem sync
nobody nogroup daemon sys games man lp mail news uucp proxy www data backup list irc gnats sshd messagebus syslog uuidd
tcpdump landscape pollinate tss usbmux rtkit dnsmasq colord geoclue pulse gdm lightdm ntp adm tty disk dialout fax voice
cdrom floppy tape sudo audio dip operator src shadow utmp video sasl plugdev staff games users netdev crontab wheel kvm
render sgx ssl cert input kmem systemd polkitd bin halt shutdown sync operator rpc rpcuser nfsnobody chrony
image imagename imageid imagerepo imagetag imagedigest full id name type labels env mounts mount source dest destination
mode rw propagation port mappings hostip hostport containerport privileged pod sandbox created time ip metadata deadline
lookup state fetched size bytes rw memory limit swap cpu shares quota period cpuset user host network host pid host ipc
liveness readiness healthcheck probe probes config is cni json created tags static dynamic latest
docker lxc libvirt mesos rkt custom cri containerd crio bpm podman
select from where insert into update delete values table database get post put head options connect http https content
length encoding gzip deflate chunked connection keep alive accept agent host referer cookie
nologin lpd backups ircd nonexistent utf utf8 xterm vt100 screen tmux en us de posix identification measurement telephone
paper monetary numeric coreutils uwsgi scgi fastcgi wsgi gnutls curlrc cpython abi3 site distutils importlib warnings
abc contextlib collections keyword reprlib functools types enum weakref datetime email utils re compiler parser
constants copyreg bisect selectors urllib parse ipaddress calendar charset base64mime quoprimime string errors
encoders struct header message iterators mimetypes shutil fnmatch compression lzma socketserver threading argparse
gettext langpack idna stringprep mime netscape timesync setup pyvenv pth ng egress precedence hack
ro rw nosuid nodev noexec relatime noatime strictatime lazytime bind rbind private shared slave unbindable remount
sigterm sigkill sighup sigint sigchld
`;

const WORDS: ReadonlySet<string> = new Set(PUBLIC_WORDS.split(/\s+/).filter((word) => word !== ""));

/** Whether everybody has that word; digits at its end do not count, nor does case. */
export function isPublicWord(word: string): boolean {
  const lower = word.toLowerCase();
  return WORDS.has(lower) || WORDS.has(lower.replace(/\d{1,5}$/, ""));
}
