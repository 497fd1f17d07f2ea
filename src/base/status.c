/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdarg.h>
#include <stdio.h>

#include "base/status.h"

enum at_status
at_error_set(struct at_error *err, const char *file, int line, enum at_status status,
    const char *format, ...)
{
	va_list args;

	if (err == NULL || err->status != AT_OK)
		return status;
	err->status = status;
	err->file = file;
	err->line = line;
	va_start(args, format);
	vsnprintf(err->text, sizeof err->text, format, args);
	va_end(args);
	at_one_line(err->text);
	return status;
}

void
at_one_line(char *text)
{
	for (; *text != '\0'; text++)
		if ((unsigned char)*text < ' ' || *text == 0x7f)
			*text = ' ';
}

void
at_error_clear(struct at_error *err)
{
	err->status = AT_OK;
	err->text[0] = '\0';
}

const char *
at_status_name(enum at_status status)
{
	switch (status) {
	case AT_OK:        return "AT_OK";
	case AT_INVALID:   return "AT_INVALID";
	case AT_NOT_FOUND: return "AT_NOT_FOUND";
	case AT_DENIED:    return "AT_DENIED";
	case AT_CONFLICT:  return "AT_CONFLICT";
	case AT_GONE:      return "AT_GONE";
	case AT_BUSY:      return "AT_BUSY";
	case AT_IO:        return "AT_IO";
	case AT_CORRUPT:   return "AT_CORRUPT";
	}
	return "?";
}
