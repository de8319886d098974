#include "command.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "privileges.h"
#include "report.h"

enum { NOT_EXECUTABLE = 126, NOT_FOUND = 127, KILLED = 128 };

/* Runs the command once a byte comes through the gate; an end without one says that nobody records.
 */
static void run(char **arguments, const char *user, int gate)
{
	char byte;
	ssize_t got;
	int status;

	do {
		got = read(gate, &byte, 1);
	} while (got < 0 && errno == EINTR);
	if (got != 1)
		_exit(EXIT_FAILED);
	if (user)
		become_user(user);
	execvp(arguments[0], arguments);
	status = errno == ENOENT ? NOT_FOUND : NOT_EXECUTABLE;
	warn("%s: %s", arguments[0], strerror(errno));
	_exit(status);
}

void command_prepare(struct command *command, char **arguments, const char *user)
{
	int gate[2];

	if (user)
		check_user(user);
	if (pipe2(gate, O_CLOEXEC))
		die("no pipe: %s", strerror(errno));
	command->exited = false;
	command->pid = fork();
	if (command->pid < 0)
		die("no process: %s", strerror(errno));
	if (command->pid == 0) {
		close(gate[1]);
		run(arguments, user, gate[0]);
	}
	close(gate[0]);
	command->gate = gate[1];
}

void command_let_go(struct command *command)
{
	if (write(command->gate, "", 1) != 1)
		warn("the command has ended before it began");
	close(command->gate);
}

bool command_has_ended(struct command *command)
{
	if (!command->exited)
		command->exited =
			waitpid(command->pid, &command->wait_status, WNOHANG) == command->pid;
	return command->exited;
}

int command_wait(struct command *command, const volatile sig_atomic_t *signal_to_pass_on)
{
	while (!command->exited) {
		pid_t got;

		if (*signal_to_pass_on)
			kill(command->pid, *signal_to_pass_on);
		got = waitpid(command->pid, &command->wait_status, 0);
		if (got < 0 && errno != EINTR)
			return EXIT_FAILED;
		command->exited = got == command->pid;
	}
	if (WIFSIGNALED(command->wait_status))
		return KILLED + WTERMSIG(command->wait_status);
	return WEXITSTATUS(command->wait_status);
}

void command_abandon(struct command *command)
{
	static const sig_atomic_t none;

	close(command->gate);
	command_wait(command, &none);
}
