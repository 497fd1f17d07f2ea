/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/client_view.h - what staff see of one client.
 *
 * Everything the viewer may not see is left out here, not in the page: sealed
 * ratings, cards kept for anonymous numbers, words for someone else, other
 * therapists' cards. */
#ifndef AT_ACTION_CLIENT_VIEW_H
#define AT_ACTION_CLIENT_VIEW_H

#include "action/outcome.h"
#include "action/sides.h"
#include "action/safety.h"
#include "action/saying.h"
#include "action/worth.h"
#include "store/audit.h"

/* A session in which the client said something that the therapist has not opened: until
 * the own card is in, no more than that is told. */
struct at_unopened {
	at_id session;
	int number;
};

/* What can be released to the supervisor, at_action_release(). */
enum { AT_RELEASE_RATINGS, AT_RELEASE_REACTION, AT_RELEASE_FLAGS, AT_N_RELEASES };
extern const char *const at_release_names[AT_N_RELEASES];

/* A form of the therapist's own that waits. */
struct at_own_card {
	at_id due;
	int session;
	const char *title;
	at_ms closes;
	bool late;                      /* its window is over; it is still taken */
};

struct at_client_view {
	struct at_client client;
	bool has_parent;                /* a parent or carer is asked too */
	const char *name, *site;
	const struct at_zone *zone;
	uint32_t relations;
	const char *therapist;          /* now; "" if none */
	bool therapist_is_asker;
	at_ms since;                    /* of that relationship */
	const struct at_session *last, *next;   /* NULL: none */
	struct at_alert_views alerts;   /* newest first, acknowledged ones too */
	struct at_outcome *courses;
	int n_courses;
	struct at_sides sides;          /* both sides, hour by hour */
	struct at_flag_views flags;     /* what is worth asking about, oldest first */
	struct at_session *sessions;    /* by time, as far as the viewer may know */
	int n_sessions;
	struct at_unopened *unopened;   /* something was said, the own card comes first */
	int n_unopened;
	bool released[AT_N_RELEASES];   /* by the asker, to the supervisor */
	struct at_saying *sayings;      /* newest first */
	int n_sayings;
	struct at_own_card *own_cards;
	int n_own_cards;
	struct at_look *looks;          /* who has looked, newest first */
	int n_looks;
};

/* Opening the page is a look: one audit line.  AT_DENIED, AT_NOT_FOUND. */
enum at_status at_action_view_client(struct at_call *call, at_id client,
    struct at_client_view *out);

/* The banner alone, for a page that asks every second: not a look.
 * client 0: everything that the asker must see. */
enum at_status at_action_banner(struct at_call *call, at_id client, struct at_alert_views *out);

#endif
