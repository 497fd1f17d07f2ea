/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/log.h - one line to standard error for whoever runs the server.
 *
 *     2026-11-22T12:00:00.000Z warning writer batch=17 status=AT_IO
 *
 * Constants, counts and ids only: never a name, an address, a free text or an
 * at_error's message, which is meant for the person who asked.  (One about the operator's own
 * options names those.) */
#ifndef AT_BASE_LOG_H
#define AT_BASE_LOG_H

#include <stdbool.h>

#include "base/macros.h"
#include "base/status.h"

enum at_level {
	AT_ERROR,                       /* something is lost or not working: look now */
	AT_WARNING,                     /* it went on, but somebody should know */
	AT_NOTICE                       /* started, stopped, upgraded */
};

/* From here on each line is one JSON object instead, until told otherwise: time, level,
 * place, the words as "message", and a member for each key=value (a number where the value
 * is one). */
void at_log_as_json(bool json);

/* A line of at most 1,000 bytes, written at once; longer ones end in "...".  Control
 * characters go out as \xNN.  `format` is words and key=value. */
void at_log(enum at_level level, const char *place, const char *format, ...) AT_PRINTF(3, 4);

/* Status and place of a failure, without its message. */
void at_log_failure(enum at_level level, const char *place, const struct at_error *err);

#endif
