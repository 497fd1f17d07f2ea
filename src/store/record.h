/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store/record.h - what is on record about one client beside the answers, as plain rows: for
 * the copy a clinic hands out. */
#ifndef AT_STORE_RECORD_H
#define AT_STORE_RECORD_H

#include "base/id.h"
#include "store/db.h"

/* Its columns, behind an id that sealed fields of the row are opened with. */
enum at_record_part {
	AT_RECORD_PEOPLE,               /* kind, name (sealed): parents and carers */
	AT_RECORD_THERAPY,              /* opened, closed, site, therapist, from, until */
	AT_RECORD_SESSIONS,             /* number, therapist, day, starts, ends, state, opened
	                                 * together */
	AT_RECORD_ASKED,                /* made, instrument, version, respondent, session, opens,
	                                 * closes, state: the client's own forms */
	AT_RECORD_SAFETY,               /* at, instrument, item, code, kind, compared, last code,
	                                 * stage, acknowledged by, at, note (sealed) */
	AT_RECORD_CALLS,                /* at, no call, phone (sealed) */
	AT_RECORD_CHOICES,              /* at, by, who sees ratings, when, who sees what is said */
	AT_RECORD_CONSENTS,             /* at, by, purpose, given, wording */
	AT_RECORD_FLAGS,                /* at, session, rule, version, inputs, what was done, by,
	                                 * at, reason (sealed), opened together */
	AT_RECORD_SIGNALS,              /* at, of which form, instrument, kind, rule, version,
	                                 * version of the model, inputs */
	AT_RECORD_LOOKS,                /* at, in what capacity, who, what they did, with what */
	AT_RECORD_PARTS
};

/* By time.  Nothing of a parent's forms is in it, and no look at what was said to somebody
 * else than the therapist. */
enum at_status at_record_rows(struct at_arena *arena, struct at_db *db, at_id org, at_id client,
    enum at_record_part part, struct at_rows *out, struct at_error *err);

#endif
