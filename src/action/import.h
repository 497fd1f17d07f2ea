/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/import.h - taking in what a clinic has from before: tables of answers, long (a row
 * an answer) or wide (a row a form), and of people.
 *
 * A table has columns client, therapist, session, date and instrument; clinic and respondent
 * may be left out.  Long ones go on with item and value, wide ones with i1 i2 ...; a table
 * without instrument is one of people: client, and what there is of therapist, clinic,
 * first_date and end_reason; the rest is kept as it was written.  Codes of the source mean
 * what the map says, else what an earlier import found, else what they are called; an
 * instrument that nobody knows becomes one with the items and the range seen.
 *
 * Nothing is taken in twice: a form is known by client, therapist, session (or day) and
 * instrument.  A form of which a later file knows more takes the place of the earlier one. */
#ifndef AT_ACTION_IMPORT_H
#define AT_ACTION_IMPORT_H

#include "base/call.h"

struct at_import_file {
	const char *name;               /* what problems call it */
	int fd;                         /* of the table, packed or not; stays the caller's */
};

/* A row that cannot be taken in. */
struct at_import_problem {
	const char *file;
	int64_t line;
	const char *column;             /* "" the whole row */
	const char *text;               /* "expected ..., found ..." */
};

struct at_import_plan {
	const struct at_import_file *files;
	int n_files;
	const char *map_name;           /* NULL: no map */
	const char *map_bytes;
	size_t n_map_bytes;
	bool dry_run;                   /* write nothing */
	bool set_aside;                 /* forms with a problem stay out; else one refuses all */
	void (*problem)(void *ptr, const struct at_import_problem *problem);
	/* "rows read", "clients looked at", "forms".  False: it is to stop. */
	bool (*progress)(void *ptr, const char *what, int64_t n);
	void *ptr;
};

/* An instrument as the source has it. */
struct at_import_seen {
	const char *code, *id;
	bool open;                      /* nobody knows it: its items and range are those seen */
	int lowest, highest;            /* answers seen; lowest > highest: none */
	int n_items;                    /* with an answer somewhere */
	int64_t n_forms, n_answers, total;      /* read, but for those set aside */
};

struct at_import_sum {
	int64_t n_rows, n_repeated;     /* of answers; said twice alike */
	int64_t n_problems;
	int64_t forms_aside, clients_aside, clients_erased, clients_restricted;
	int64_t clients, therapists, clinics, sessions, forms, answers; /* that are new */
	int64_t forms_fuller, forms_same;
	int64_t episodes_ended;
	/* Clients who were here: of whom a table of people says something new; with one more
	 * therapist; whom a table has at another site than the one they stay at. */
	int64_t clients_told, clients_with, clients_elsewhere;
	int64_t alerts, history;        /* risk answers: newer than two weeks, and older */
	const struct at_import_seen *seen;
	const char **unused;            /* per table of answers: columns nobody looked at */
	int n_seen, n_unused;
};

/* AT_DENIED; AT_INVALID: a table or map that is none, problems without set_aside, or with it
 * nothing but problems: nothing was written then.  AT_GONE: it was stopped.  What was written
 * before another failure, or before it was stopped, is whole and stays: the same import goes
 * on where it ended. */
enum at_status at_action_import(struct at_call *call, const struct at_import_plan *plan,
    struct at_import_sum *out);

#endif
