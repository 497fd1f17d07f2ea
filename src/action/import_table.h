/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/import_table.h - a table of an import while it is read.  For import_*.c only. */
#ifndef AT_ACTION_IMPORT_TABLE_H
#define AT_ACTION_IMPORT_TABLE_H

#include <limits.h>

#include "action/import_work.h"
#include "base/number.h"

enum at_import_column {
	AT_COLUMN_CLIENT, AT_COLUMN_THERAPIST, AT_COLUMN_CLINIC, AT_COLUMN_SESSION,
	AT_COLUMN_DATE, AT_COLUMN_INSTRUMENT, AT_COLUMN_RESPONDENT, AT_COLUMN_ITEM,
	AT_COLUMN_VALUE, AT_COLUMN_FIRST_DATE, AT_COLUMN_END, AT_COLUMNS
};

enum at_import_shape { AT_TABLE_LONG, AT_TABLE_WIDE, AT_TABLE_PEOPLE };

/* What a column said in the row before, and what that was. */
struct at_import_last {
	bool any;
	char text[64];
	size_t n;
	int number;
};

enum { AT_IMPORT_UNASKED = -2 };

struct at_import_table {
	struct at_import_work *work;
	int file;
	struct at_csv *csv;
	enum at_import_shape shape;
	int columns[AT_COLUMNS];        /* -1: there is none */
	struct { int number, column; } wide[AT_MAX_ITEMS];      /* of i1 i2 ... */
	int n_wide;
	int places[AT_MAX_ITEMS], places_of;    /* of the wide columns, for one source */
	struct at_import_last last[AT_COLUMNS];
};

/* Finds the columns, and what kind of table it is. */
enum at_status at_import_head(struct at_import_table *t);

/* A row of a table of people. */
void at_import_read_person(struct at_import_table *t);

/* ---- one field each: they say what is wrong themselves ----------------------------------- */

enum { AT_IMPORT_NO_CODE = INT_MAX };

int at_import_client_in(struct at_import_table *t);     /* -1: there is none */

/* False: the rows of this client do not agree on it. */
bool at_import_clinic_in(struct at_import_table *t, struct at_import_person *person);
int at_import_therapist_in(struct at_import_table *t);
bool at_import_day_in(struct at_import_table *t, int column, int32_t *out);

/* 0 if there is none, -1 if it is no number of a session. */
int at_import_session_in(struct at_import_table *t);

/* The number of the form that the row is of; -1: there is none such. */
int at_import_form_in(struct at_import_table *t, const struct at_import_source *source);
int at_import_source_in(struct at_import_table *t, enum at_status *st);

/* A code, AT_SKIPPED where the field is empty, AT_IMPORT_NO_CODE if it is none. */
int at_import_value_in(struct at_import_table *t, int column);

/* What a field should have been. */
void at_import_expected(struct at_import_table *t, int column, const char *expected);

#endif
