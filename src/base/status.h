/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/status.h - how a function says that something expected went wrong.
 *
 * A function that can fail returns an at_status and writes one line a
 * clinician can act on into the caller's at_error.  The message written
 * first (lowest) wins; callers on the way up do not re-word it.  The text is
 * shown, never logged: it may name a person.  The log gets status and place.
 */
#ifndef AT_BASE_STATUS_H
#define AT_BASE_STATUS_H

#include "base/macros.h"

enum at_status {
	AT_OK,
	AT_INVALID,                     /* bad input: say what was expected, and where */
	AT_NOT_FOUND,
	AT_DENIED,                      /* the policy says no */
	AT_CONFLICT,                    /* somebody was faster; read again */
	AT_GONE,                        /* it was there: expired, closed, used up */
	AT_BUSY,                        /* try again later; nothing was changed */
	AT_IO,                          /* disk, network or database did not do it */
	AT_CORRUPT                      /* stored bytes are not what we wrote */
};

struct at_error {
	enum at_status status;          /* AT_OK while nothing has gone wrong */
	const char *file;               /* place of the failure, for the log */
	int line;
	char text[400];
};

/* Note a failure in `err` (may be NULL) and return `status`.  Keeps an earlier
 * message.  Use the macro: it records the place. */
enum at_status at_error_set(struct at_error *err, const char *file, int line,
    enum at_status status, const char *format, ...) AT_PRINTF(5, 6);

#define at_fail(err, status, ...) at_error_set((err), __FILE__, __LINE__, (status), __VA_ARGS__)

/* Of a text that may hold anything: what is no letter to print becomes a blank, so that it
 * stays one line and tells a terminal nothing.  Every message goes through it. */
void at_one_line(char *text);

/* Forget an earlier failure, so that the struct can be used again. */
void at_error_clear(struct at_error *err);

/* "AT_INVALID" and so on: for logs and tests. */
const char *at_status_name(enum at_status status);

#endif
