/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/lab.h - the manners of the laboratory: tables in; text, CSV or JSON out.
 *
 *	at_lab_begin()                  what the output looks like; "attune":{...}
 *	at_lab_put_number() ...         named values of the result
 *	at_lab_table(), at_lab_cell_number() ..., at_lab_table_end()
 *	at_lab_end()                    "used":{...}; the rest goes out
 *
 * A command says its result once, and it comes out in each format: JSON has everything;
 * text has the values as lines, the tables aligned and the sentences; CSV has the one
 * table that is marked for it.  Output streams: memory does not grow with rows. */
#ifndef AT_CLI_LAB_H
#define AT_CLI_LAB_H

#include "base/csv.h"
#include "base/json.h"
#include "cli/command.h"

/* The option every command has: a row of its table, for a member `const char *format`. */
#define AT_LAB_FLAG(type) { "format", AT_FLAG_TEXT, "FORMAT", \
	"text (on a terminal), csv or json (in a pipe)", offsetof(type, format), false }

enum at_lab_format { AT_LAB_TEXT, AT_LAB_CSV, AT_LAB_JSON };

enum { AT_LAB_WHYS = 8, AT_LAB_NESTED = 8 };

/* What became of the rows. */
struct at_lab_used {
	int64_t rows;                   /* used */
	struct { const char *why; int64_t n; } whys[AT_LAB_WHYS];       /* dropped */
	int n_whys;
};

enum at_lab_kind { AT_LAB_WORDS, AT_LAB_NUMBER, AT_LAB_COUNT, AT_LAB_TRUTH };

struct at_lab_column {
	const char *name;               /* as in JSON and CSV */
	enum at_lab_kind kind;          /* which at_lab_cell function fills it */
	int decimals;                   /* of a number, as text; 0: six digits in all */
	const char *unit;               /* as text; or NULL */
};

struct at_lab_table {
	const char *name;               /* of the array in JSON: "rows" */
	const char *caption;            /* a sentence above it in text; or NULL */
	const struct at_lab_column *columns;
	int n_columns;
	bool csv;                       /* the one that is the CSV output */
};

struct at_lab_block;

struct at_lab {
	struct at_cli *cli;
	enum at_lab_format format;
	struct at_json json;            /* for shapes of one's own, if the format is JSON */
	const struct at_lab_table *table;       /* the open one */
	int cell;                       /* the next one of its row */
	struct at_lab_block *block;     /* rows of text waiting to be aligned */
	const char *nested[AT_LAB_NESTED];      /* names of the objects that are open */
	int n_nested;
	bool shows_progress;
};

/* `format` as given, NULL: by where the output goes.  Wrong usage if there is no such.
 * A command that fails from here on writes nothing but what at_lab_row_end() has flushed:
 * find what can be wrong before the first row where that is possible. */
enum at_status at_lab_begin(struct at_cli *cli, const char *format, struct at_lab *out);

/* A file, "-" is standard input.  `twice`: it will be rewound; what cannot be, such as a
 * pipe, is first spooled to a file that has no name any more. */
enum at_status at_lab_open(struct at_cli *cli, const char *file, bool twice,
    struct at_csv **out);

/* Columns "a,b,c" or "i1..i9", in that order. */
enum at_status at_lab_columns(struct at_cli *cli, const struct at_csv *csv, const char *list,
    const int **out, int *out_n);

/* Values: members of the object that is open. */
void at_lab_put_text(struct at_lab *lab, const char *name, const char *text);
void at_lab_put_number(struct at_lab *lab, const char *name, double number);    /* NaN: null */
void at_lab_put_count(struct at_lab *lab, const char *name, int64_t n);
void at_lab_put_truth(struct at_lab *lab, const char *name, bool truth);
void at_lab_put_pair(struct at_lab *lab, const char *name, double low, double high);
void at_lab_put_numbers(struct at_lab *lab, const char *name, const double *numbers, int n);
void at_lab_object(struct at_lab *lab, const char *name);
void at_lab_object_end(struct at_lab *lab);

/* A sentence; in text only. */
void at_lab_say(struct at_lab *lab, const char *format, ...) AT_PRINTF(2, 3);

/* Rows, cell by cell.  `table` stays the caller's until the end of it. */
void at_lab_table(struct at_lab *lab, const struct at_lab_table *table);
void at_lab_cell_text(struct at_lab *lab, const char *text);    /* NULL: missing */
void at_lab_cell_number(struct at_lab *lab, double number);     /* NaN: missing */
void at_lab_cell_count(struct at_lab *lab, int64_t n);
void at_lab_cell_truth(struct at_lab *lab, bool truth);
void at_lab_cell_none(struct at_lab *lab);                      /* missing, of any kind */
enum at_status at_lab_row_end(struct at_lab *lab);      /* every cell is filled; AT_IO */
void at_lab_table_end(struct at_lab *lab);

/* One row more that is not used, because of `why` (a constant). */
void at_lab_drop(struct at_lab_used *used, const char *why);

/* A line on the terminal, now and then; `rows` so far. */
void at_lab_progress(const struct at_lab *lab, int64_t rows);

/* `used` NULL: no table was read. */
enum at_status at_lab_end(struct at_lab *lab, const struct at_lab_used *used);

/* Bytes to a file that is there whole or not at all; "-" is standard output.  AT_IO. */
enum at_status at_lab_save(struct at_cli *cli, const char *file, const char *bytes,
    size_t n_bytes);

#endif
