/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/record.h - a copy of all that is on record about one client, for the client: tables,
 * and a page to be printed in the client's language.
 *
 * The client's name is in it, and every word of theirs.  Not in it is what others were
 * promised: a therapist's private card, ratings of a therapist that were not opened together,
 * what a parent answered, and that something was said to somebody else was looked at. */
#ifndef AT_ACTION_RECORD_H
#define AT_ACTION_RECORD_H

#include "base/call.h"
#include "base/id.h"

struct at_record_plan {
	at_id client;
	const char *folder;             /* a new one */
	bool spreadsheet;               /* as struct at_export_plan */
};

struct at_record_sum {
	int n_files;
	int64_t n_forms;                /* of the client's own */
	/* What is not in it: */
	int64_t n_private;              /* cards that are a therapist's alone */
	int64_t n_unopened;             /* a therapist's cards that were not opened together */
	int64_t n_flags;                /* found from such a card */
	int64_t n_parents;              /* forms a parent or carer answered */
};

/* One look at the client, in the log before anything is read.  AT_NOT_FOUND; AT_GONE: erased;
 * AT_DENIED: restricted; AT_CONFLICT: there is something of that name; AT_IO.  The folder is
 * there with all that is in it, or not at all. */
enum at_status at_action_record(struct at_call *call, const struct at_record_plan *plan,
    struct at_record_sum *out);

#endif
