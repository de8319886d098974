#ifndef SCAP_COMMAND_H
#define SCAP_COMMAND_H

#include <signal.h>
#include <stdbool.h>
#include <sys/types.h>

/* A command that waits to be let go, so that nothing of it is missed. */
struct command {
	pid_t pid; /* 0: none */
	int gate;  /* a byte into it lets it go */
	bool exited;
	int wait_status;
};

/* Starts a process that waits. `user`: whom to become before the command, or NULL. */
void command_prepare(struct command *command, char **arguments, const char *user);

void command_let_go(struct command *command);

/* Notices its end; false as long as it runs. */
bool command_has_ended(struct command *command);

/*
 * Waits for its end; a signal that arrives meanwhile is for the command. Its exit status as shells
 * have it: 128 and the signal where one killed it.
 */
int command_wait(struct command *command, const volatile sig_atomic_t *signal_to_pass_on);

/* Ends a command that was not let go. */
void command_abandon(struct command *command);

#endif
