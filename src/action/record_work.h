/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/record_work.h - a client's record while it is copied.  For record*.c only. */
#ifndef AT_ACTION_RECORD_WORK_H
#define AT_ACTION_RECORD_WORK_H

#include "action/own_sheet.h"
#include "action/record.h"
#include "report/document.h"
#include "report/table.h"
#include "store/record.h"

/* Columns are named as in a CSV file: lower case, one language. */
struct at_record_table {
	const char *file;               /* "sessions.csv" */
	struct at_table table;
};

enum { AT_RECORD_TABLES = AT_RECORD_PARTS + 5 };

struct at_record_work {
	struct at_call *call;           /* in the client's language */
	struct at_db *db;
	struct at_history h;
	const char *name;
	struct at_own_sheet *sheets;    /* the client's own forms, oldest first */
	const struct at_answer **answers;       /* of each */
	int n_sheets;
	struct at_record_table tables[AT_RECORD_TABLES];
	int n_tables;
	struct at_record_sum sum;
};

/* Rows that are added one by one; a NULL cell is an empty one. */
struct at_record_list {
	struct at_arena *arena;
	const char **cells;
	int n_cells;
};
void at_record_add(struct at_record_list *list, const char *const *cells, int n);

/* "2026-11-24 09:00" where the clinic is; "" for 0. */
const char *at_record_time(const struct at_record_work *work, at_ms at);

/* Everything but the answers, from the store. */
enum at_status at_record_parts(struct at_record_work *work);
/* NULL: not read. */
const struct at_table *at_record_table(const struct at_record_work *work, const char *file);

/* Answers, scores and words, from work->sheets. */
enum at_status at_record_answers(struct at_record_work *work);

/* The same for people. */
enum at_status at_record_page(struct at_record_work *work, struct at_buffer *out);

#endif
