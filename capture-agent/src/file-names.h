#ifndef SCAP_FILE_NAMES_H
#define SCAP_FILE_NAMES_H

#include <stdint.h>

/* Name of file `number` of a series: `trace.scap.gz` gives `trace-7.scap.gz`. To be freed. */
char *numbered_path(const char *path, uint64_t number);

/*
 * The first number that no file of the series has, nor any behind it, so that nothing there is
 * overwritten. Ends the program where the directory cannot be listed.
 */
uint64_t next_number(const char *path);

#endif
