/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/export.h - what the clients of a clinic have answered, as tables to be taken away.
 *
 * What goes out, of one moment, while others go on writing: every sent form, by codes in
 * place of names.  Of a client's cards it is what the client's own therapist may see by now;
 * what was said to somebody else, ratings kept for anonymous totals or still sealed, and the
 * therapist's private card are not in it; nobody's own words ever are.  Of a client who was
 * erased, or whose record is restricted, there is nothing.  What is left out is counted.
 *
 * For research it is less: clients alone whose consent to it stands in that moment, under
 * numbers that only the master key leads back from; days since the opening of the course of
 * therapy in place of dates; a therapist's cards only with the therapist's own consent; no
 * strain, and nothing that a parent answered.
 *
 * What tables of people said of clients when they were imported comes back as a table of its
 * own, NAME.people.csv; never for research. */
#ifndef AT_ACTION_EXPORT_H
#define AT_ACTION_EXPORT_H

#include "base/call.h"
#include "store/backup.h"

struct at_export_plan {
	const char *path;               /* NAME.csv or NAME.csv.gz; NAME.codebook.csv and
	                                 * NAME.manifest.json come beside it */
	bool wide;                      /* a form a row; else an answer a row */
	bool spreadsheet;               /* formulas are guarded: at_csv_put_guarded() */
	const char *since;              /* "2026-01-31": not what is of days before; NULL: all */
	bool research;                  /* see below */
	const struct at_backup_watch *watch;    /* by the rows; NULL: nobody asks */
};

/* Why something is not in it. */
enum at_export_left {
	AT_LEFT_ERASED, AT_LEFT_RESTRICTED, AT_LEFT_EARLIER, AT_LEFT_PRIVATE, AT_LEFT_TOTALS,
	AT_LEFT_SEALED, AT_LEFT_ADDRESSED, AT_LEFT_WORDS, AT_LEFT_UNKNOWN, AT_LEFT_DAMAGED,
	AT_LEFT_CONSENT, AT_LEFT_THERAPIST, AT_LEFT_PARENT, AT_LEFT_SAID,
	AT_LEFT_REASONS
};

/* One line for people. */
const char *at_export_left_name(enum at_export_left why);

struct at_export_sum {
	int64_t n_rows, n_forms, n_clients;
	int64_t n_bytes;                /* of the table */
	int64_t left[AT_LEFT_REASONS];  /* forms of which something, or all, is left out */
	int64_t clients_left[AT_LEFT_REASONS];  /* erased, restricted, without consent */
	const char *codebook, *manifest;        /* their paths */
	const char *people;             /* NULL: no import said anything of clients */
	int64_t n_people;
};

/* One audit line, before anything is read.  AT_INVALID: a name that is none, or no date;
 * AT_CONFLICT: there is such a file; AT_GONE: it was stopped.  The files are there together,
 * or none of them. */
enum at_status at_action_export(struct at_call *call, const struct at_export_plan *plan,
    struct at_export_sum *out);

#endif
