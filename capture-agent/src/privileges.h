#ifndef SCAP_PRIVILEGES_H
#define SCAP_PRIVILEGES_H

#include <stdbool.h>

/* Ends the program where it may not load BPF programs, and says what is missing; warns of what will
 * not be seen. */
void check_privileges(void);

/* Gives up all that is not needed once the programs are attached; `path` is what has to be written
 * to later. */
void drop_privileges(const char *path);

/* Ends the program where the files cannot be made. */
void check_output(const char *path);

/*
 * Ends the program where a capture would take the place of a symbolic link to a file. It is not
 * written through: root would overwrite what somebody else's link points to.
 */
void refuse_link(const char *path);

/* Becomes a user for good: ids, groups, HOME, USER, LOGNAME, SHELL. Ends the process where that
 * fails. */
void become_user(const char *name);

/* Ends the program where there is no such user. */
void check_user(const char *name);

#endif
