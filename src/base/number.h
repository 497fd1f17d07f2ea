/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/number.h - doubles read from text and written as text, both to the last bit. */
#ifndef AT_BASE_NUMBER_H
#define AT_BASE_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

enum { AT_NUMBER_ROOM = 32 };

/* A whole decimal number, "-1.5e-3": digits with an optional sign, point and exponent,
 * blanks and tabs around it allowed.  The double nearest to it.  False, and *out as it
 * was: anything else ("0x1p3", "inf", "1,5"), or a number beyond the largest double. */
bool at_number_parse(const char *text, double *out);

/* The fewest digits that read back as the same double.  `number` must be finite.
 * Returns the length; a NUL follows. */
int at_number_text(double number, char out[AT_NUMBER_ROOM]);

/* The same for a whole number. */
int at_number_whole(int64_t number, char out[AT_NUMBER_ROOM]);

#endif
