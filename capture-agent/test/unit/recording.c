/* A recording without rings: events are put in as they would come. */
#include "unit.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "events.gen.h"

#include "../../src/blocks.h"
#include "../../src/file-names.h"
#include "../../src/recording.h"

void test_recording(void)
{
	struct recording_options options = { .path = strdup(in_folder("recorded.scap")),
					     .file_bytes = 1000000,
					     .keep_files = 2,
					     .snapshot.proc = "/proc" };
	struct recording recording;
	struct buffer event = { 0 }, found = { 0 };
	size_t notes = 0;
	int64_t param = 1;

	append_test_event(&event, PPME_SYSCALL_CLOSE_X, 1, 2, &param, 1);
	recording_start(&recording, &options);
	while (recording.files < 4) {
		for (int i = 0; i < 1000 && !recording_is_full(&recording); i++)
			recording_take(&recording, 0, event.data + EVENT_OFFSET,
				       (uint32_t)event.size - 16);
		recording_tick(&recording);
		usleep(100); /* for the look at the machine: valgrind runs one thread at a time */
	}
	recording_note(&recording, 3, "id", "text");
	CHECK(recording_finish(&recording));
	CHECK(access(in_folder("recorded-0.scap"), F_OK) &&
	      access(in_folder("recorded-1.scap"), F_OK));
	for (uint64_t number = recording.files - 2; number < recording.files; number++) {
		char *path = numbered_path(options.path, number);

		read_file(path, &found);
		CHECK(count_blocks(&found, BLOCK_SECTION_HEADER) == 1);
		notes += count_blocks(&found, BLOCK_FLAGGED_EVENT);
		free(path);
	}
	CHECK(notes == 1);
	/* Another recording goes on with the series. */
	recording_start(&recording, &options);
	CHECK(recording.first_number == next_number(options.path) && recording.first_number >= 4);
	CHECK(recording_finish(&recording));
	free((void *)options.path);
	buffer_free(&event);
	buffer_free(&found);
}
