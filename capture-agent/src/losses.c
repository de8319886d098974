#include "losses.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char *const CATEGORY_NAMES[DROP_CATEGORY_COUNT] = {
	[DROP_OTHER] = "other",
	[DROP_CLONE_FORK_EXIT] = "clone_fork_exit",
	[DROP_EXECVE_EXIT] = "execve_exit",
	[DROP_CONNECT_ENTER] = "connect_enter",
	[DROP_CONNECT_EXIT] = "connect_exit",
	[DROP_OPEN_ENTER] = "open_enter",
	[DROP_OPEN_EXIT] = "open_exit",
	[DROP_DIR_FILE_EXIT] = "dir_file_exit",
	[DROP_OTHER_INTEREST_EXIT] = "other_interest_exit",
	[DROP_CLOSE_EXIT] = "close_exit",
	[DROP_PROC_EXIT] = "proc_exit",
};

const char *drop_category_name(enum drop_category category)
{
	return CATEGORY_NAMES[category];
}

static uint64_t ring_full_events(const struct drop_counters *counters)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < DROP_CATEGORY_COUNT; i++)
		sum += counters->ring_full[i];
	return sum;
}

uint64_t lost_events(const struct drop_counters *counters)
{
	return ring_full_events(counters) + counters->scratch;
}

static void append(char *text, size_t size, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static void append(char *text, size_t size, const char *format, ...)
{
	size_t used = strlen(text);
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text + used, size - used, format, arguments);
	va_end(arguments);
}

static void append_categories(const struct drop_counters *before, const struct drop_counters *after,
			      char *text, size_t size)
{
	const char *separator = " (";

	for (size_t i = 0; i < DROP_CATEGORY_COUNT; i++) {
		uint64_t lost = after->ring_full[i] - before->ring_full[i];

		if (!lost)
			continue;
		append(text, size, "%s%s=%" PRIu64, separator, CATEGORY_NAMES[i], lost);
		separator = " ";
	}
	append(text, size, ")");
}

bool describe_losses(const struct drop_counters *before, const struct drop_counters *after,
		     char *text, size_t size)
{
	uint64_t ring_full = ring_full_events(after) - ring_full_events(before);
	uint64_t scratch = after->scratch - before->scratch;
	uint64_t unreadable = after->unreadable - before->unreadable;

	*text = '\0';
	if (ring_full || scratch)
		append(text, size, "lost=%" PRIu64, ring_full + scratch);
	if (ring_full) {
		append(text, size, " ring_full=%" PRIu64, ring_full);
		append_categories(before, after, text, size);
	}
	if (scratch)
		append(text, size, " scratch=%" PRIu64, scratch);
	if (unreadable)
		append(text, size, "%sunreadable_params=%" PRIu64, *text ? " " : "", unreadable);
	return *text != '\0';
}
