#include "event-params.h"

#include <linux/types.h>
#include <string.h>

#include "events.gen.h"
#include "record.h"

/* Parameters of execve and execveat. */
enum { EXEC_RES = 0, EXEC_COMM = 13 };

bool event_param(const void *event, uint32_t size, uint32_t number, const void **value,
		 uint16_t *value_size)
{
	const unsigned char *bytes = event;
	const unsigned char *lengths = bytes + sizeof(struct record_header);
	struct record_header header;
	size_t at;

	if (size < sizeof(header))
		return false;
	memcpy(&header, event, sizeof(header));
	at = sizeof(header) + header.nparams * sizeof(uint16_t);
	if (number >= header.nparams || at > size)
		return false;
	for (uint32_t i = 0;; i++) {
		memcpy(value_size, lengths + i * sizeof(uint16_t), sizeof(*value_size));
		if (i == number)
			break;
		at += *value_size;
	}
	*value = bytes + at;
	return at + *value_size <= size;
}

bool event_param_i64(const void *event, uint32_t size, uint32_t number, int64_t *value)
{
	const void *bytes;
	uint16_t value_size;

	if (!event_param(event, size, number, &bytes, &value_size) || value_size != sizeof(*value))
		return false;
	memcpy(value, bytes, sizeof(*value));
	return true;
}

bool exec_comm(const void *event, uint32_t size, const char **comm)
{
	const struct record_header *header = event; /* packed: may lie anywhere */
	const void *value;
	uint16_t value_size;
	int64_t res;

	if (header->type != PPME_SYSCALL_EXECVE_19_X && header->type != PPME_SYSCALL_EXECVEAT_X)
		return false;
	if (!event_param_i64(event, size, EXEC_RES, &res) || res != 0)
		return false;
	if (!event_param(event, size, EXEC_COMM, &value, &value_size) || !value_size)
		return false;
	*comm = value;
	return (*comm)[value_size - 1] == '\0';
}
