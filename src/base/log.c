/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/time.h"

enum { LINE_MAX_BYTES = 1000 };

static const char *
level_name(enum at_level level)
{
	switch (level) {
	case AT_ERROR:   return "error";
	case AT_WARNING: return "warning";
	case AT_NOTICE:  return "notice";
	}
	return "?";
}

/* Copies `text` behind the `n` bytes there are; leaves room for "...\n". */
static size_t
add_encoded(char *line, size_t n, const char *text)
{
	static const char hex[] = "0123456789abcdef";

	for (; *text != '\0'; text++) {
		unsigned char c = (unsigned char)*text;
		bool control = c < ' ' || c == 0x7f;

		if (n + (control ? 4 : 1) > LINE_MAX_BYTES - 4) {
			memcpy(line + n, "...", 3);
			return n + 3;
		}
		if (control) {
			line[n++] = '\\';
			line[n++] = 'x';
			line[n++] = hex[c >> 4];
			line[n++] = hex[c & 15];
		} else {
			line[n++] = (char)c;
		}
	}
	return n;
}

/* A log that cannot be written has nobody to tell. */
static void
write_all(const char *bytes, size_t n)
{
	while (n > 0) {
		ssize_t done = write(STDERR_FILENO, bytes, n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return;
		bytes += done;
		n -= (size_t)done;
	}
}

void
at_log(enum at_level level, const char *place, const char *format, ...)
{
	char iso[AT_ISO_ROOM], text[LINE_MAX_BYTES + 1], line[LINE_MAX_BYTES];
	va_list args;
	size_t n;

	at_time_iso(at_time_now(), iso);
	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	n = (size_t)snprintf(line, sizeof line, "%s %s %.80s ", iso, level_name(level), place);
	n = add_encoded(line, n, text);
	line[n++] = '\n';
	write_all(line, n);
}

void
at_log_failure(enum at_level level, const char *place, const struct at_error *err)
{
	at_log(level, place, "status=%s at=%s:%d", at_status_name(err->status),
	    err->file == NULL ? "?" : err->file, err->line);
}
