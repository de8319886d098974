#ifndef SCAP_FILE_NAMES_H
#define SCAP_FILE_NAMES_H

#include <stdint.h>

/* Name of file `number` of a series: `trace.scap.gz` gives `trace-7.scap.gz`. To be freed. */
char *numbered_path(const char *path, uint64_t number);

#endif
