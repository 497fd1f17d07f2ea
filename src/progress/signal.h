/* SPDX-License-Identifier: GPL-3.0-or-later */
/* progress/signal.h - the state of one client on one measure, by the house rules.
 *
 * The rules need no archive: they compare with the client's own first score, with the
 * measure's reliable change and cut-off (methods C2; house default).  Expected courses from
 * a clinic's archive do better and replace them where there is one.
 *
 * Not for the client's eyes alone: "not on track" is opened together.
 */
#ifndef AT_PROGRESS_SIGNAL_H
#define AT_PROGRESS_SIGNAL_H

#include <stdbool.h>

#include "instrument/instrument.h"

enum { AT_SIGNAL_FROM = 3, AT_SIGNAL_STALLED_FROM = 8,
	AT_SIGNAL_VERSION = 1 };        /* of the rules: kept with what they find */

enum at_signal_kind {
	AT_SIGNAL_NONE,                 /* nothing to say (see why_not), or no reliable change */
	AT_SIGNAL_WORSE,                /* red: reliably worse than at the start, session >= 3 */
	AT_SIGNAL_SLIPPING,             /* yellow: worse by half of that or more, session >= 3 */
	AT_SIGNAL_STALLED,              /* yellow: session >= 8, still clinical, not improved */
	AT_SIGNAL_IMPROVED,             /* reliably better */
	AT_SIGNAL_RECOVERED             /* reliably better, and out of the clinical range */
};

enum at_signal_why_not {
	AT_SIGNAL_SAID,                 /* the rules were applied */
	AT_SIGNAL_NO_CONSTANTS,         /* the scale has no reliable change */
	AT_SIGNAL_TOO_EARLY             /* fewer than two scores */
};

/* A score and the session it was given at; NaN is no score. */
struct at_signal_point {
	int session;                    /* number, from 1 */
	double value;
};

/* All the inputs of the rules, so that a page can say why. */
struct at_signal {
	enum at_signal_kind kind;
	enum at_signal_why_not why_not;
	int first_session, last_session;        /* 0: none */
	double first, last;             /* scores compared, NaN: none */
	double change;                  /* last - first in points, NaN: none */
	double better;                  /* the same with its direction: > 0 is improvement */
	double reliable, cutoff;        /* of the scale; NaN: none */
	bool first_clinical, last_clinical;     /* false when there is no cut-off */
};

/* The signal at the last score of `points` (by session). */
struct at_signal at_signal_find(const struct at_scale *scale,
    const struct at_signal_point *points, int n_points);

/* Whether `value` lies in the clinical range: where lower is better, from the cut-off on;
 * where higher is better, below it.  False without a cut-off or a value. */
bool at_signal_clinical(const struct at_scale *scale, double value);

/* Whether a change of this many points (either way) is reliable.  Sums whose reliable
 * change is a whole number go by it: 6 points are 6; for others it must be exceeded. */
bool at_signal_reliable(const struct at_scale *scale, double points);

#endif
