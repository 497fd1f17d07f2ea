/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/safety.h - raw safety answers: raised at once, shown until a named person acknowledges.
 *
 * Rules of the design's methods G: evaluated on the raw answer, before and apart from
 * everything else; never cleared by a later answer; no score, no level, no prediction. */
#ifndef AT_ACTION_SAFETY_H
#define AT_ACTION_SAFETY_H

#include "action/asking.h"
#include "instrument/answers.h"
#include "store/alert.h"
#include "store/answer.h"

/* The alerts a set of answers raises, made ready on the worker. */
struct at_raising {
	struct at_alert *alerts;
	int n_alerts;
	int n_new;                      /* filled by at_safety_apply */
	struct at_audit_line *line;     /* one for all; row is filled in */
};

/* Compare with last time, reckon when each escalates.  asking->fills gets told_who and
 * told_when when anything is raised. */
enum at_status at_safety_prepare(struct at_call *call, struct at_asking *asking,
    const struct at_due *due, const struct at_device *device, const struct at_answers *answers,
    const char *stage, struct at_raising *out);

/* Inside a job: the alerts that are new, an audit line for each. */
enum at_status at_safety_apply(struct at_db *db, struct at_arena *scratch,
    struct at_raising *raising, struct at_error *err);

/* A job of its own: when the answers themselves are not kept. */
enum at_status at_safety_raise(struct at_call *call, struct at_raising *raising);

/* Placeholders: who sees an alert at the latest, and by when; empty where nobody would. */
void at_safety_fill_told(struct at_call *call, struct at_asking *asking, at_ms escalates);

/* What was raised by an answer that is taken in from before. */
struct at_before {
	const struct at_instrument *instrument;
	const struct at_raised *raised; /* one */
	const struct at_answers *last;  /* the answers before these; NULL: none */
	bool history;                   /* long ago: nobody is asked to acknowledge it */
};
enum at_status at_safety_of_before(struct at_call *call, const struct at_answer *answer,
    at_id site, const struct at_before *before, struct at_alert *out);

/* The crisis text, piece by piece; a piece that lacks a value is left out.  `told`: somebody
 * has been told. */
struct at_crisis_view {
	struct at_said lines[8];
	int n_lines;
	bool told;
	bool call_said;                 /* something was said on being called, with this form */
};
enum at_status at_safety_crisis(struct at_call *call, const struct at_asking *asking, bool told,
    struct at_crisis_view *out);

/* The crisis text as it stands for a form in which this browser has already said something:
 * told by when the soonest of its alerts is seen.  out->n_lines 0 when it raised nothing. */
enum at_status at_safety_crisis_of(struct at_call *call, struct at_asking *asking,
    const struct at_due *due, const struct at_device *device, struct at_crisis_view *out);

/* The help page of a site as at_asking.help names it, or of the first site when `site` is
 * NULL or unknown. */
enum at_status at_action_help(struct at_call *call, const char *site, struct at_asking **asking,
    struct at_crisis_view *out);

/* What a banner or list row says of an alert. */
struct at_alert_view {
	struct at_alert alert;
	const char *client_name;
	const char *question;           /* the item in words */
	const char *answer;             /* the answer in words: "Several days" */
	const char *last_answer;        /* last time's, NULL: none */
	const char *instrument_title;
	const struct at_zone *zone;     /* of the client's site */
	bool escalated;
	const char *note;               /* how it was acknowledged; "" if not (yet) */
	bool may_acknowledge;
	struct at_call_me call_me;      /* the client's newest word on calling; id 0: none */
	const char *phone;
};

/* Everything unacknowledged that the asker must see: of own clients, and what has
 * escalated to the asker on cover.  Oldest first. */
struct at_alert_views {
	struct at_alert_view *views;
	int n_views;
};
enum at_status at_action_alerts(struct at_call *call, struct at_alert_views *out);

/* All of one client's, newest first; the caller has checked the client page's policy. */
enum at_status at_safety_of_client(struct at_call *call, const struct at_client *client,
    uint32_t relations, struct at_alert_views *out);

/* One alert: for its own page.  AT_DENIED, AT_NOT_FOUND. */
enum at_status at_action_alert(struct at_call *call, at_id alert, struct at_alert_view *out);

/* Acknowledge by name with a note (required, at most so many characters). */
enum { AT_NOTE_MOST = 2000 };
enum at_status at_action_acknowledge(struct at_call *call, at_id alert, const char *note);

#endif
