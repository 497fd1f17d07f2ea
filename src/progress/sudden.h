/* SPDX-License-Identifier: GPL-3.0-or-later */
/* progress/sudden.h - early change, and sudden gains and losses between two sessions.
 *
 * Without any true change the rule for sudden gains still fires in 9 to 22 % of courses of
 * 10 to 20 sessions (methods B): a gain is worth a look, not proof. */
#ifndef AT_PROGRESS_SUDDEN_H
#define AT_PROGRESS_SUDDEN_H

#include "progress/change.h"
#include "progress/signal.h"

struct at_sudden {
	int before, after;              /* indices of the two sessions */
	double change;                  /* in points */
	bool gain;                      /* towards better; else a loss */
};

/* Between scores n and n+1 of `scores` (in order, NaN where missing; both must be there):
 * at least `reliable` points, at least a quarter of score n, and the mean of the (up to)
 * three before differs from that of the three after by t(0.975, df) times the pooled SD,
 * with two or more values on each side (Tang and DeRubeis 1999; t as Vittengl 2015).
 * A loss is the same the other way.  Returns how many there are; `out` has room for
 * n_scores - 1. */
int at_sudden_find(const double *scores, int n_scores, int better, double reliable,
    struct at_sudden *out);

/* The score at session 4 against the first one. */
struct at_early {
	int first_session, session;     /* 0: there is none */
	double share;                   /* as at_change_share */
	struct at_change change;        /* early response: reliably better */
	bool responded;
};

/* Session 4; if it has no score, 3 or 5.  House rule.  False if one of the two is not
 * there. */
bool at_early_find(const struct at_change_rule *rule, const struct at_signal_point *points,
    int n_points, struct at_early *out);

#endif
