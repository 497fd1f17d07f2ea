/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/outcome.h - a client's own measures over time; for staff with what was expected, and
 * what the rules said of each form.  The caller has asked the policy. */
#ifndef AT_ACTION_OUTCOME_H
#define AT_ACTION_OUTCOME_H

#include "action/expected.h"
#include "action/tracking.h"
#include "instrument/library.h"

/* An outcome measure over time. */
struct at_outcome_point {
	at_id answer;
	at_ms at;
	int session;                    /* number, 0: none */
	double value;                   /* NaN: answered, but no score */
	bool prorated;                  /* at least one gap was filled */
	const char *instead;            /* title of the scale shown in its place, or NULL */
	double instead_value;
	/* For staff: */
	double first;                   /* the first score of this course of therapy; NaN: this */
	int since;                      /* hours since that one, which is 1; 0: none to count */
	const struct at_track_view *track;      /* what was said of it; NULL: nothing */
};
struct at_outcome {
	const struct at_instrument *instrument;
	const struct at_scale *scale;
	const char *title;              /* of the instrument, in the reader's language */
	const char *credit;             /* source and licence, or "" */
	struct at_outcome_point *points;
	int n_points;
	struct at_expected expected;    /* for staff: the model of now; none: model 0 */
};

/* Every measure of the client's own that is not about the relationship: its first scale, in
 * the reader's language.  Only measures with an answer. */
enum at_status at_outcome_read(struct at_call *call, const struct at_history *h,
    struct at_outcome **out, int *out_n);

/* Add to them what was expected, and what the rules say: for staff alone.  Lets the rules look
 * first. */
enum at_status at_outcome_track(struct at_call *call, const struct at_history *h,
    struct at_outcome *outcomes, int n);

/* What was said of the newest form that anything was said of, but no older than the newest
 * score; NULL: nothing. */
const struct at_track_view *at_outcome_newest(const struct at_outcome *outcome);

#endif
