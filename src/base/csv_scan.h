/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/csv_scan.h - inside base/csv: one row cut into its fields where it lies. */
#ifndef AT_BASE_CSV_SCAN_H
#define AT_BASE_CSV_SCAN_H

#include "base/csv.h"

enum { AT_CSV_FIRST_ROOM = 256 * 1024 };

struct at_csv {
	struct at_arena *arena;
	struct at_csv_source source;
	size_t taken;                   /* of bytes in memory */
	char *bytes;                    /* room + 1: a row may end where they end */
	size_t room, from, end;         /* the next row begins at `from` */
	bool at_end;                    /* nothing comes behind `end` */
	char separator;
	bool plain[256];                /* bytes that mean nothing in a field */
	const char **names;
	int n_columns;
	struct at_csv_field *fields;    /* of the row */
	int n_room;
	int64_t line, next_line;
	bool waiting;                   /* the first row of a headless table was not asked for */
};

enum at_csv_fault {
	AT_CSV_FINE,
	AT_CSV_UNFINISHED,              /* more bytes are needed; at the end: a quote is open */
	AT_CSV_NUL,
	AT_CSV_UTF8,
	AT_CSV_RETURN,
	AT_CSV_QUOTE_INSIDE,
	AT_CSV_QUOTE_BEHIND,
	AT_CSV_LONG
};

/* What was found. */
struct at_csv_scan {
	enum at_csv_fault fault;
	int field;                      /* the one at fault */
	int64_t line;                   /* its line */
	int n_fields;
	bool blank;                     /* a line with nothing in it */
	size_t next;                    /* where the row behind begins */
	int64_t next_line;
};

const char *at_csv_fault_text(enum at_csv_fault fault);

/* Finds the separator from the row at `from` and prepares for it.  False: the row is not
 * all there yet. */
bool at_csv_sniff(struct at_csv *csv);

/* Cuts the row at `from` into csv->fields. */
void at_csv_scan(struct at_csv *csv, struct at_csv_scan *out);

#endif
