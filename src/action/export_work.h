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

/* Under which number somebody goes out for research: sixteen letters. */
enum { AT_EXPORT_NUMBER_ROOM = 17 };

struct at_export_client {
	at_id id;
	char number[AT_EXPORT_NUMBER_ROOM];
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
	struct at_export_client *clients;       /* for research: who said yes, by number */
	int n_clients;
	at_id *therapists;              /* the same, by id */
	int n_therapists;
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

enum at_status at_export_manifest(struct at_export_work *work,
    const struct at_export_file *files, int n_files, struct at_buffer *out);

/* What imports said of clients, as a table of people; no bytes if nothing. */
enum at_status at_export_people(struct at_export_work *work, struct at_buffer *out,
    int64_t *out_rows);

/* What an import called a client, or the id, in `work->code`; for research the number. */
enum at_status at_export_name_client(struct at_export_work *work, at_id id);

/* Erased or restricted; NULL: neither. */
const struct at_kept_back *at_export_kept_back(const struct at_export_work *work,
    at_id client);

const struct at_export_site *at_export_site(const struct at_export_work *work, at_id id);

/* ---- for research: export_research.c ---- */

/* The same number for the same client, therapist or clinic in every export of the folder:
 * nobody without the master key knows whose it is. */
void at_export_number(const struct at_call *call, const char *kind, at_id id,
    char out[AT_EXPORT_NUMBER_ROOM]);
enum at_status at_export_know_consents(struct at_export_work *work);
bool at_export_therapist_agrees(const struct at_export_work *work, at_id therapist);

/* Counts what is of nobody on the list; `asked`: what was of those who are. */
enum at_status at_export_count_others(struct at_export_work *work,
    const struct at_sent_count *asked);

#endif
