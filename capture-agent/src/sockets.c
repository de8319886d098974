#include "sockets.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "blocks.h"
#include "fd-types.h"
#include "proc-file.h"

/* A table of a machine with a million sockets; what is beyond is left out. */
#define MAX_TABLE_SIZE ((size_t)256 << 20)

enum { IPV4_SIZE = 4, IPV6_SIZE = 16 };

/* An end of an internet socket: the address in network order, the port as a number. */
struct endpoint {
	unsigned char address[IPV6_SIZE];
	uint16_t port;
};

static const struct inet_table {
	const char *path;
	size_t address_size;
	enum l4_protocol protocol;
} INET_TABLES[] = {
	{ "net/tcp", IPV4_SIZE, L4_TCP },     { "net/tcp6", IPV6_SIZE, L4_TCP },
	{ "net/udp", IPV4_SIZE, L4_UDP },     { "net/udp6", IPV6_SIZE, L4_UDP },
	{ "net/udplite", IPV4_SIZE, L4_UDP }, { "net/udplite6", IPV6_SIZE, L4_UDP },
	{ "net/icmp", IPV4_SIZE, L4_ICMP },   { "net/icmp6", IPV6_SIZE, L4_ICMP },
	{ "net/raw", IPV4_SIZE, L4_RAW },     { "net/raw6", IPV6_SIZE, L4_RAW },
};

static size_t socket_begin(struct sockets *sockets)
{
	size_t start = sockets->entries.size;

	buffer_put_u16(&sockets->entries, 0);
	return start;
}

static void socket_end(struct sockets *sockets, size_t start, uint64_t inode)
{
	uint16_t size = (uint16_t)(sockets->entries.size - start - sizeof(uint16_t));

	memcpy(sockets->entries.data + start, &size, sizeof(size));
	map_set(&sockets->by_inode, inode, start);
}

/* The kernel prints an address as words of its own byte order: `0100007F:0050`. */
static bool parse_endpoint(const char *text, size_t address_size, struct endpoint *out)
{
	memset(out, 0, sizeof(*out));
	for (size_t at = 0; at < address_size; at += sizeof(uint32_t), text += 8) {
		uint32_t word;

		if (sscanf(text, "%8" SCNx32, &word) != 1)
			return false;
		memcpy(out->address + at, &word, sizeof(word));
	}
	return sscanf(text, ":%4" SCNx16, &out->port) == 1;
}

static bool is_unset(const struct endpoint *end)
{
	static const unsigned char NO_ADDRESS[IPV6_SIZE];

	return end->port == 0 && !memcmp(end->address, NO_ADDRESS, sizeof(NO_ADDRESS));
}

static void put_inet(struct buffer *out, const struct inet_table *table,
		     const struct endpoint *local, const struct endpoint *remote)
{
	bool ipv4 = table->address_size == IPV4_SIZE;

	if (is_unset(remote)) {
		buffer_put_u8(out, ipv4 ? FD_IPV4_SERVER : FD_IPV6_SERVER);
		buffer_put(out, local->address, table->address_size);
		buffer_put_u16(out, local->port);
	} else {
		buffer_put_u8(out, ipv4 ? FD_IPV4 : FD_IPV6);
		buffer_put(out, local->address, table->address_size);
		buffer_put(out, remote->address, table->address_size);
		buffer_put_u16(out, local->port);
		buffer_put_u16(out, remote->port);
	}
	buffer_put_u8(out, table->protocol);
}

/* `  0: 0100007F:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000  0  0 456 …` */
static void read_inet_line(struct sockets *sockets, const struct inet_table *table,
			   const char *line)
{
	char local_text[64], remote_text[64];
	struct endpoint local, remote;
	uint64_t inode;
	size_t start;

	if (sscanf(line, " %*s %63s %63s %*s %*s %*s %*s %*s %*s %" SCNu64, local_text, remote_text,
		   &inode) != 3)
		return;
	if (!parse_endpoint(local_text, table->address_size, &local) ||
	    !parse_endpoint(remote_text, table->address_size, &remote))
		return;
	start = socket_begin(sockets);
	put_inet(&sockets->entries, table, &local, &remote);
	socket_end(sockets, start, inode);
}

/* `ffff8881: 00000002 00000000 00010000 0001 01 18502 /run/systemd/notify`; the first is the
 * kernel's address. */
static void read_unix_line(struct sockets *sockets, const char *line)
{
	uint64_t address, inode;
	int path_at = 0;
	size_t start;
	const char *path;

	if (sscanf(line, "%" SCNx64 ": %*s %*s %*s %*s %*s %" SCNu64 "%n", &address, &inode,
		   &path_at) != 2)
		return;
	path = line + path_at + (line[path_at] == ' ');
	start = socket_begin(sockets);
	buffer_put_u8(&sockets->entries, FD_UNIX);
	buffer_put_u64(&sockets->entries, address);
	buffer_put_u64(&sockets->entries, 0);
	buffer_put_str16(&sockets->entries, path, strlen(path), MAX_NAME_SIZE);
	socket_end(sockets, start, inode);
}

static void put_nameless(struct sockets *sockets, enum fd_type type, uint64_t inode)
{
	size_t start = socket_begin(sockets);

	buffer_put_u8(&sockets->entries, type);
	buffer_put_u16(&sockets->entries, 0);
	socket_end(sockets, start, inode);
}

/* `sk Eth Pid Groups Rmem Wmem Dump Locks Drops Inode` */
static void read_netlink_line(struct sockets *sockets, const char *line)
{
	uint64_t inode;

	if (sscanf(line, "%*s %*s %*s %*s %*s %*s %*s %*s %*s %" SCNu64, &inode) == 1)
		put_nameless(sockets, FD_NETLINK, inode);
}

/* `sk RefCnt Type Proto Iface R Rmem User Inode` */
static void read_packet_line(struct sockets *sockets, const char *line)
{
	uint64_t inode;

	if (sscanf(line, "%*s %*s %*s %*s %*s %*s %*s %*s %" SCNu64, &inode) == 1)
		put_nameless(sockets, FD_UNSUPPORTED, inode);
}

/* Reads a table; the next line of it is taken off by next_line(). */
static char *open_table(struct sockets *sockets, int process, const char *path)
{
	if (!read_proc_file(process, path, &sockets->text, MAX_TABLE_SIZE))
		return NULL;
	return (char *)sockets->text.data;
}

static char *next_line(char **rest)
{
	char *line = *rest;
	char *end = line ? strchr(line, '\n') : NULL;

	if (!end)
		return NULL;
	*end = '\0';
	*rest = end + 1;
	return line;
}

typedef void (*line_reader)(struct sockets *sockets, const char *line);

static void read_table(struct sockets *sockets, int process, const char *path,
		       line_reader read_line)
{
	char *rest = open_table(sockets, process, path);
	const char *line = next_line(&rest); /* the heading */

	while (line && (line = next_line(&rest)))
		read_line(sockets, line);
}

static void read_inet_table(struct sockets *sockets, int process, const struct inet_table *table)
{
	char *rest = open_table(sockets, process, table->path);
	const char *line = next_line(&rest);

	while (line && (line = next_line(&rest)))
		read_inet_line(sockets, table, line);
}

void sockets_read(struct sockets *sockets, int process)
{
	/* Where the namespace is hidden it is taken to be one that all such processes share. */
	uint64_t namespace = read_namespace(process, "ns/net");

	namespace = namespace ? namespace : UINT64_MAX;
	if (map_has(&sockets->namespaces, namespace))
		return;
	map_set(&sockets->namespaces, namespace, 1);
	for (size_t i = 0; i < sizeof(INET_TABLES) / sizeof(*INET_TABLES); i++)
		read_inet_table(sockets, process, &INET_TABLES[i]);
	read_table(sockets, process, "net/unix", read_unix_line);
	read_table(sockets, process, "net/netlink", read_netlink_line);
	read_table(sockets, process, "net/packet", read_packet_line);
}

bool sockets_find(const struct sockets *sockets, uint64_t inode, const void **entry, size_t *size)
{
	const unsigned char *found;
	uint64_t at;
	uint16_t length;

	if (!map_get(&sockets->by_inode, inode, &at))
		return false;
	found = sockets->entries.data + at;
	memcpy(&length, found, sizeof(length));
	*entry = found + sizeof(length);
	*size = length;
	return true;
}

void sockets_free(struct sockets *sockets)
{
	map_free(&sockets->by_inode);
	map_free(&sockets->namespaces);
	buffer_free(&sockets->entries);
	buffer_free(&sockets->text);
}
