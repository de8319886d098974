#include <errno.h>
#include <ifaddrs.h>
#include <netinet/in.h>
#include <string.h>

#include "blocks.h"
#include "machine.h"
#include "report.h"

enum { INTERFACE_IPV4 = 1, INTERFACE_IPV6 = 2, LARGEST_ADDRESS = 16 };

/* The address in network order; zeros where the interface has none. */
static void put_address(struct buffer *buffer, const struct sockaddr *address, size_t size)
{
	unsigned char bytes[LARGEST_ADDRESS] = { 0 };

	if (address && address->sa_family == AF_INET && size == sizeof(struct in_addr))
		memcpy(bytes, &((const struct sockaddr_in *)address)->sin_addr, size);
	else if (address && address->sa_family == AF_INET6 && size == sizeof(struct in6_addr))
		memcpy(bytes, &((const struct sockaddr_in6 *)address)->sin6_addr, size);
	buffer_put(buffer, bytes, size);
}

static void put_interface(struct buffer *buffer, const struct ifaddrs *interface)
{
	bool ipv4 = interface->ifa_addr->sa_family == AF_INET;
	size_t address_size = ipv4 ? sizeof(struct in_addr) : sizeof(struct in6_addr);
	size_t name_size = strnlen(interface->ifa_name, MAX_NAME_SIZE);
	size_t start = entry_begin(buffer);

	buffer_put_u16(buffer, ipv4 ? INTERFACE_IPV4 : INTERFACE_IPV6);
	buffer_put_u16(buffer, (uint16_t)name_size);
	put_address(buffer, interface->ifa_addr, address_size);
	put_address(buffer, interface->ifa_netmask, address_size);
	put_address(buffer, interface->ifa_broadaddr, address_size);
	buffer_put_u64(buffer, 0); /* link speed: no writer fills it */
	buffer_put(buffer, interface->ifa_name, name_size);
	/* Of all lists only this one does not count the length word in its entries. */
	buffer_set_u32(buffer, start, (uint32_t)(buffer->size - start - sizeof(uint32_t)));
}

static void put_interfaces(struct buffer *buffer, const struct ifaddrs *first, int family)
{
	for (const struct ifaddrs *each = first; each; each = each->ifa_next)
		if (each->ifa_addr && each->ifa_addr->sa_family == family)
			put_interface(buffer, each);
}

void append_interface_list(struct buffer *buffer)
{
	size_t start = block_begin(buffer, BLOCK_INTERFACE_LIST);
	struct ifaddrs *first = NULL;

	if (getifaddrs(&first))
		warn("the interfaces cannot be listed: %s", strerror(errno));
	put_interfaces(buffer, first, AF_INET);
	put_interfaces(buffer, first, AF_INET6);
	block_end(buffer, start);
	freeifaddrs(first);
}
