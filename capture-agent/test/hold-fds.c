/* Holds one descriptor of each kind, prints what they are, and waits for the end of its standard
 * input. */
#include <arpa/inet.h>
#include <err.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/un.h>
#include <unistd.h>

static void tell(const char *what, int fd)
{
	if (fd < 0)
		err(1, "%s", what);
	printf("%s %d\n", what, fd);
}

static int listen_on(int family, uint16_t *port)
{
	struct sockaddr_in6 address = { .sin6_family = AF_INET6,
					.sin6_addr = IN6ADDR_LOOPBACK_INIT };
	struct sockaddr_in address4 = { .sin_family = AF_INET,
					.sin_addr = { htonl(INADDR_LOOPBACK) } };
	struct sockaddr *any = family == AF_INET ? (void *)&address4 : (void *)&address;
	socklen_t size = family == AF_INET ? sizeof(address4) : sizeof(address);
	int fd = socket(family, SOCK_STREAM, 0);

	if (bind(fd, any, size) || listen(fd, 1) || getsockname(fd, any, &size))
		err(1, "listen");
	*port = ntohs(family == AF_INET ? address4.sin_port : address.sin6_port);
	return fd;
}

static int connect_to(int listener)
{
	struct sockaddr_storage address;
	socklen_t size = sizeof(address);
	int fd;

	getsockname(listener, (void *)&address, &size);
	fd = socket(address.ss_family, SOCK_STREAM, 0);
	if (connect(fd, (void *)&address, size))
		err(1, "connect");
	return fd;
}

static uint16_t local_port(int fd)
{
	struct sockaddr_in6 address;
	socklen_t size = sizeof(address);

	getsockname(fd, (void *)&address, &size);
	return ntohs(address.sin6_port); /* where sockaddr_in has it, too */
}

static void hold_files(const char *folder)
{
	char path[4096];

	snprintf(path, sizeof(path), "%s/f\xc3\xa4\x6c\x6c", folder);
	tell("file", open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
	tell("read-only", open(path, O_RDONLY | O_NONBLOCK));
	tell("directory", open(folder, O_RDONLY | O_DIRECTORY));
	tell("device", open("/dev/zero", O_WRONLY));
	snprintf(path, sizeof(path), "%s/fifo", folder);
	mkfifo(path, 0600);
	tell("fifo", open(path, O_RDWR));
}

static void hold_others(void)
{
	int ends[2];
	sigset_t none;

	sigemptyset(&none);
	if (pipe(ends))
		err(1, "pipe");
	tell("pipe", ends[0]);
	tell("eventfd", eventfd(3, 0));
	tell("signalfd", signalfd(-1, &none, 0));
	tell("timerfd", timerfd_create(CLOCK_MONOTONIC, 0));
	tell("eventpoll", epoll_create1(0));
	tell("inotify", inotify_init());
	tell("memfd", memfd_create("held", 0));
	tell("pidfd", (int)syscall(SYS_pidfd_open, getpid(), 0));
}

static void hold_sockets(const char *folder)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	uint16_t port4, port6;
	int server4 = listen_on(AF_INET, &port4), server6 = listen_on(AF_INET6, &port6);
	int client4 = connect_to(server4), client6 = connect_to(server6);
	int local = socket(AF_UNIX, SOCK_STREAM, 0);

	tell("ipv4-server", server4);
	tell("ipv6-server", server6);
	tell("ipv4", client4);
	tell("ipv6", client6);
	snprintf(address.sun_path, sizeof(address.sun_path), "%s/socket", folder);
	if (bind(local, (void *)&address, sizeof(address)) || listen(local, 1))
		err(1, "unix");
	tell("unix", local);
	tell("netlink", socket(AF_NETLINK, SOCK_RAW, 0));
	tell("udp", socket(AF_INET, SOCK_DGRAM, 0));
	printf("port4 %d\nport6 %d\nlocal4 %d\nlocal6 %d\n", port4, port6, local_port(client4),
	       local_port(client6));
}

static void *wait_as_thread(void *unused)
{
	prctl(PR_SET_NAME, "a thread) 7 (x");
	pause();
	return unused;
}

int main(int argc, char **argv)
{
	pthread_t thread;

	if (argc != 2)
		errx(2, "usage: hold-fds FOLDER");
	pthread_create(&thread, NULL, wait_as_thread, NULL);
	hold_files(argv[1]);
	hold_others();
	hold_sockets(argv[1]);
	usleep(10000); /* the thread has its name by then */
	printf("pid %d\n", getpid());
	fflush(stdout);
	while (getchar() != EOF)
		;
	return 0;
}
