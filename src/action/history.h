/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/history.h - all that is stored of one client, read once, before it is cut to what
 * somebody may see.  For this room only: pages get views.
 */
#ifndef AT_ACTION_HISTORY_H
#define AT_ACTION_HISTORY_H

#include "action/sight.h"
#include "base/call.h"
#include "base/hours.h"
#include "guard/policy.h"
#include "store/both.h"
#include "store/org.h"
#include "store/said.h"

struct at_history {
	struct at_client client;
	struct at_site site;
	struct at_stand stand;          /* the asker's: relations, a former therapist's period */
	struct at_relationship *relationships;  /* the newest first */
	struct at_session *sessions;    /* by time */
	struct at_due *dues;            /* by making */
	struct at_answer *answers;      /* by time */
	struct at_opened *opened;
	struct at_released *released;
	struct at_said_read *reads;     /* who has opened what was said */
	at_id *supervisees;             /* of the asker, now */
	int n_relationships, n_sessions, n_dues, n_answers, n_opened, n_released;
	int n_reads, n_supervisees;
};

/* Load a client and where the asker stands to them.  AT_DENIED unless the policy grants
 * `verb` on `resource`; AT_NOT_FOUND.  Reads nothing else yet. */
enum at_status at_history_open(struct at_call *call, at_id client, enum at_resource resource,
    enum at_verb verb, struct at_history *out);

/* Everything else. */
enum at_status at_history_read(struct at_call *call, struct at_history *h);

/* A former therapist sees the own period only. */
bool at_history_in_period(const struct at_history *h, at_ms at);

/* NULL: none of this client's. */
const struct at_relationship *at_history_relationship(const struct at_history *h, at_id id);
/* The course of therapy it is part of; 0: none of this client's. */
at_id at_history_episode(const struct at_history *h, at_id relationship);
/* The one that runs at `now`; NULL: none. */
const struct at_relationship *at_history_running(const struct at_history *h, at_ms now);
const struct at_session *at_history_session(const struct at_history *h, at_id id);
/* The next one that was not cancelled. */
const struct at_session *at_history_after(const struct at_history *h,
    const struct at_session *session);
/* It took place: attended, or begun with a card to show for it. */
bool at_history_held(const struct at_history *h, const struct at_session *session, at_ms now);

/* How the asker, a member of staff, stands to the hours of a relationship. */
enum at_viewer at_history_viewer(const struct at_history *h, at_id staff, at_id relationship,
    at_ms now);

bool at_history_released(const struct at_history *h, at_id relationship, const char *what);

#endif
