/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/outcome.h - a client's own measures over time, with what the house rules say of them.
 * The caller has asked the policy. */
#ifndef AT_ACTION_OUTCOME_H
#define AT_ACTION_OUTCOME_H

#include "action/history.h"
#include "instrument/library.h"
#include "progress/signal.h"

/* An outcome measure over time. */
struct at_outcome_point {
	at_ms at;
	int session;                    /* number, 0: none */
	double value;                   /* NaN: answered, but no score */
	bool prorated;                  /* at least one gap was filled */
	const char *instead;            /* title of the scale shown in its place, or NULL */
	double instead_value;
};
struct at_outcome {
	const struct at_instrument *instrument;
	const struct at_scale *scale;
	const char *title;              /* of the instrument, in the reader's language */
	const char *credit;             /* source and licence, or "" */
	struct at_outcome_point *points;
	int n_points;
	struct at_signal signal;        /* by the house rules, at the last point */
};

/* Every measure of the client's own that is not about the relationship: its first scale, in
 * the reader's language.  Only measures with an answer. */
enum at_status at_outcome_read(struct at_call *call, const struct at_history *h,
    struct at_outcome **out, int *out_n);

#endif
