#ifndef SCAP_REPORT_H
#define SCAP_REPORT_H

/* How the program ends, as that of scap-dump. */
enum exit_status {
	EXIT_FINE = 0,
	EXIT_FAILED = 1,
	EXIT_USAGE = 2,
	EXIT_LOST = 3, /* finished, but something is missing from the file */
};

/* Says something on standard error, behind the program's name. */
void warn(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Says why, and ends the program with EXIT_FAILED. */
void die(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));

#endif
