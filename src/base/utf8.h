/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/utf8.h - is it text?  UTF-8 as RFC 3629 has it, without NUL. */
#ifndef AT_BASE_UTF8_H
#define AT_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/* Bytes of the one character at `bytes`; 0 if it is none (cut short, overlong, a
 * surrogate, above U+10FFFF) or a NUL. */
size_t at_utf8_step(const char *bytes, size_t n_bytes);

/* Where the first thing that is no character begins; n_bytes if all is well. */
size_t at_utf8_check(const char *bytes, size_t n_bytes);

bool at_utf8_valid(const char *bytes, size_t n_bytes);

/* Whether `part` stands somewhere in `text`, capitals or not: in Latin, Greek and Cyrillic
 * letters.  Everything holds "". */
bool at_utf8_holds(const char *text, const char *part);

/* Characters (code points) of a valid text. */
size_t at_utf8_count(const char *text);

#endif
