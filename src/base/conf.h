/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/conf.h - "name = value" files: clinic, configuration, definitions.
 *
 * A line is blank, a # comment, a [section ...] or name = value.  A value may go on
 * with lines that begin with white space: each is joined by one space, or by an empty
 * line ("\n\n") when blank lines stand between.  A # is a comment only as the first
 * character of a line that is not white space.
 * UTF-8 (a BOM is skipped), LF or CRLF; no control characters but tabs. */
#ifndef AT_BASE_CONF_H
#define AT_BASE_CONF_H

#include "base/arena.h"
#include "base/status.h"

struct at_conf_line {
	int line;                       /* 1-based, of its first line */
	int section_line;               /* of its [section]: tells two of one name apart */
	const char *section;            /* "site bergen", "" before the first */
	const char *name, *value;       /* trimmed; value may be "" */
};

struct at_conf {
	const char *file;               /* what errors call it */
	const struct at_conf_line *lines;
	int n_lines;
};

/* AT_INVALID: "clinic.txt:12: expected name = value".  A section without lines leaves
 * no trace.  `file` is borrowed; everything else is copied. */
enum at_status at_conf_parse(struct at_arena *arena, const char *file, const char *bytes,
    size_t n_bytes, struct at_conf *out, struct at_error *err);

#endif
