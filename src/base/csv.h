/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/csv.h - a table in a text file, read row by row: RFC 4180, any size.
 *
 * The first row names the columns; comma, semicolon or tab is found from it.  UTF-8, with
 * or without byte order mark.  Blank lines count as lines and hold no row.  A row of more
 * or fewer fields than the header, a NUL, bad UTF-8, a quote that does not belong and what
 * is longer than below are AT_INVALID, with one line: `pairs.csv:12: column "pre":
 * expected a number, found "x"`.  Memory does not grow with rows. */
#ifndef AT_BASE_CSV_H
#define AT_BASE_CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/status.h"

enum {
	AT_CSV_MOST_FIELD = 64 * 1024,          /* bytes of one field */
	AT_CSV_MOST_ROW = 4 * 1024 * 1024       /* bytes of one row, its end included */
};

struct at_csv;

/* Where it comes from. */
struct at_csv_source {
	const char *name;               /* what errors call it */
	int fd;                         /* stays the caller's */
	const char *bytes;              /* memory instead; NULL: fd */
	size_t n_bytes;
	/* Instead of both, unless NULL: up to `room` bytes, 0 at the end (base/gzip.h). */
	enum at_status (*read)(void *from, void *into, size_t room, size_t *out_n,
	    struct at_error *err);
	void *from;
	bool trimmed;                   /* blanks around a field are not part of it */
	bool headless;                  /* no header: columns are "1", "2" ...; blanks may
	                                   separate them as well */
};

/* A field of the row that is being looked at. */
struct at_csv_field {
	const char *text;               /* a NUL follows */
	size_t n_bytes;
};

/* Reads the header.  AT_INVALID, AT_IO. */
enum at_status at_csv_open(struct at_arena *arena, const struct at_csv_source *source,
    struct at_csv **out, struct at_error *err);

int at_csv_count(const struct at_csv *csv);                     /* of columns */
const char *at_csv_name(const struct at_csv *csv, int column);
char at_csv_separator(const struct at_csv *csv);

/* AT_INVALID if no column, or more than one, is called so. */
enum at_status at_csv_find(const struct at_csv *csv, const char *name, int *out,
    struct at_error *err);

/* The next row; *out is false, and there is none, behind the last. */
enum at_status at_csv_next(struct at_csv *csv, bool *out, struct at_error *err);

/* Behind the header again.  AT_IO if the file cannot be read twice, as a pipe. */
enum at_status at_csv_rewind(struct at_csv *csv, struct at_error *err);

/* Of the row; its texts are good until the next call of next or rewind. */
const struct at_csv_field *at_csv_field(const struct at_csv *csv, int column);
int64_t at_csv_line(const struct at_csv *csv);                  /* 1 is the header's */

/* Empty or NA. */
bool at_csv_missing(const struct at_csv *csv, int column);

/* NaN if missing.  AT_INVALID if it is no number. */
enum at_status at_csv_number(const struct at_csv *csv, int column, double *out,
    struct at_error *err);

/* AT_INVALID and the line: place, `expected` ("a whole number"), what is there. */
enum at_status at_csv_expected(const struct at_csv *csv, int column, const char *expected,
    struct at_error *err);

/* One field as it is written into a table: in quotes if it must be. */
void at_csv_put(struct at_buffer *out, const char *text);

/* The same for somebody who opens it with a spreadsheet: a text that it would work out as a
 * formula (beginning with = + - @, tab or return) gets an apostrophe before it. */
void at_csv_put_guarded(struct at_buffer *out, const char *text);

#endif
