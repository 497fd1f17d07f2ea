/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/export_work.h - an export while it is made.  For export*.c only. */
#ifndef AT_ACTION_EXPORT_WORK_H
#define AT_ACTION_EXPORT_WORK_H

#include "action/export.h"
#include "action/history.h"
#include "base/buffer.h"
#include "instrument/answers.h"
#include "instrument/library.h"
#include "store/export.h"
#include "store/import.h"
#include "store/whole.h"

/* A place, by what it is called in the table. */
struct at_export_site {
	at_id id;
	const char *code;
	const struct at_zone *zone;
};

/* Forms of one kind: what of them goes out, and what each row of them says. */
struct at_export_kind {
	struct at_sent_kind of;
	const struct at_instrument *instrument; /* NULL: nobody knows its questions here */
	int form;
	const char *code;               /* of the instrument */
	const char *respondent;
	const char *items[AT_MAX_ITEMS];        /* names; NULL: never goes out */
	struct at_bytes cells[AT_MAX_ITEMS];    /* the same as they are written, with a comma */
	int n_columns;                  /* of the wide form: the last item that goes out */
	bool written;                   /* at least one form is in the table */
};

struct at_export_work {
	struct at_call *call;
	struct at_db *db;
	const struct at_export_plan *plan;
	struct at_export_sum sum;
	struct at_arena *page;          /* of one page of forms */
	struct at_buffer out;           /* what waits to be written; in `page` */
	struct at_whole_file *table;
	int64_t since;                  /* day; INT64_MIN: all */
	int n_columns;                  /* of the wide form */
	struct at_export_site *sites;
	int n_sites;
	struct at_export_kind *kinds;
	int n_kinds;
	struct at_kept_back *back;
	int n_back;
	at_id *waiting;                 /* clients some of whose cards may be sealed */
	int n_waiting;
	struct at_sent_place place;     /* of the form at hand */
	struct at_import_names names;   /* what imports called things */
	at_id client, counted_back;     /* the last one that is in it, or is left out */
	struct at_arena *whose;         /* of one client */
	const char *code;               /* what that one is called; of `coded` */
	at_id coded;
	/* The client whose cards are looked at, to know their seals. */
	struct at_arena *cards;
	struct at_history history;
	at_id history_of;
};

/* Whether an item of an instrument may go out at all: no words, no choice of who sees what. */
bool at_export_goes_out(const struct at_instrument *instrument, const struct at_item *item);

/* A form as rows of the table; it counts what it leaves out. */
enum at_status at_export_form(struct at_export_work *work, const struct at_sent *sent);

/* One cell of a table. */
void at_export_cell(struct at_buffer *out, const char *text, bool spreadsheet);

/* What the table's columns mean: a row for each item and each scale. */
void at_export_book(struct at_export_work *work, struct at_buffer *out, int64_t *out_rows);

/* One of the files, as the manifest has it. */
struct at_export_file {
	struct at_whole_sum sum;
	int64_t n_rows;
};

/* `files`: the table and its codebook. */
enum at_status at_export_manifest(struct at_export_work *work,
    const struct at_export_file files[2], struct at_buffer *out);

#endif
