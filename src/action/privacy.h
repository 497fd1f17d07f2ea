/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/privacy.h - what somebody may ask for their record: that it is kept, that nothing is
 * done with it, that it goes.  For the privacy officer and the command line. */
#ifndef AT_ACTION_PRIVACY_H
#define AT_ACTION_PRIVACY_H

#include "base/call.h"
#include "base/zone.h"
#include "store/backup_made.h"
#include "store/erasure.h"
#include "store/privacy.h"

/* Set or lift a hold or a restriction.  Setting again replaces time and reason. */
struct at_privacy_ask {
	at_id client;
	enum at_privacy_kind kind;
	bool lift;
	const char *until;              /* of a hold: its last day, "2030-12-31", where the client
	                                 * comes; NULL or "": until it is lifted */
	const char *reason;             /* needed to set one */
};

/* AT_INVALID: no reason, or a day that is past; AT_GONE: the client is erased; AT_CONFLICT:
 * there is nothing to lift, or a safety answer of the client's waits for somebody: what
 * nobody may look into must not hide it. */
enum at_status at_action_privacy_set(struct at_call *call, const struct at_privacy_ask *ask);

/* What stands about one client: whom it is about, what holds, what would go and what would
 * stay.  Nothing of what was answered. */
struct at_record_view {
	at_id client;
	const char *name, *site;        /* "Erased client" */
	const struct at_zone *zone;     /* of the site */
	at_ms made;
	struct at_privacy hold, restriction;    /* at 0: none */
	const char *hold_reason, *restriction_reason;
	bool held;                      /* the hold has not ended */
	struct at_erasure_count count;
	struct at_erasure erased;       /* at 0: not erased */
	bool elsewhere;                 /* the database server keeps a journal of its own */
	struct at_backup_made *backups; /* that hold the client, and would after erasing */
	int n_backups;
};

/* A look: one audit line. */
enum at_status at_action_record_state(struct at_call *call, at_id client,
    struct at_record_view *out);

/* Erase a client, and then what the journal still holds.  Of one who is erased already the
 * second is done again.  AT_CONFLICT: there is a hold, or a safety answer waits for
 * somebody. */
struct at_erased {
	const char *left;               /* all has happened but the second, and why; "": all has */
	bool elsewhere;                 /* the database server keeps a journal of its own */
};
enum at_status at_action_erase(struct at_call *call, at_id client, struct at_erased *out);

/* Everybody of whom there is something to say, the newest first. */
struct at_privacy_view {
	struct at_privacy *set;         /* holds and restrictions; reasons are left out */
	struct at_erasure *erased;
	int n_set, n_erased;
	const struct at_zone *zone;     /* of the first site */
};
enum at_status at_action_privacy(struct at_call *call, struct at_privacy_view *out);

#endif
