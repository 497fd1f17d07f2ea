/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/client_view.h - what staff see of one client.
 *
 * Everything the viewer may not see is left out here, not in the page: sealed
 * ratings, cards kept for anonymous numbers, words for someone else, other
 * therapists' cards. */
#ifndef AT_ACTION_CLIENT_VIEW_H
#define AT_ACTION_CLIENT_VIEW_H

#include "action/safety.h"
#include "action/saying.h"
#include "store/audit.h"

/* An outcome measure over time. */
struct at_course_point {
	at_ms at;
	int session;                    /* number, 0: none */
	double value;                   /* NaN: answered, but no score */
	bool prorated;                  /* at least one gap was filled */
	const char *instead;            /* title of the scale shown in its place, or NULL */
	double instead_value;
};
struct at_course {
	const struct at_instrument *instrument;
	const struct at_scale *scale;
	const char *title;              /* of the instrument, in the reader's language */
	const char *credit;             /* source and licence, or "" */
	struct at_course_point *points;
	int n_points;
};

/* Both sides' cards of one session, as far as this viewer sees them. */
struct at_card {
	int session;                    /* number */
	at_ms at;                       /* start of the session */
	double client, therapist;       /* TOTAL; NaN: not there, or not to be seen */
	bool client_sealed, therapist_sealed;   /* given, not to be seen (yet) */
};

/* A form of the therapist's own that waits. */
struct at_own_card {
	at_id due;
	int session;
	const char *title;
	at_ms closes;
};

struct at_client_view {
	struct at_client client;
	const char *name, *site;
	const struct at_zone *zone;
	uint32_t relations;
	const char *therapist;          /* now; "" if none */
	bool therapist_is_asker;
	at_ms since;                    /* of that relationship */
	const struct at_session *last, *next;   /* NULL: none */
	struct at_alert_views alerts;   /* newest first, acknowledged ones too */
	struct at_course *courses;
	int n_courses;
	struct at_card *cards;          /* by session */
	int n_cards;
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
