/* SPDX-License-Identifier: GPL-3.0-or-later */
/* progress/course.h - the course to be expected of a client, from a clinic's own archive.
 *
 * After Finch, Lambert and Schaalje (2001): a mixed model of the score on the logarithm of
 * the session number and the first score, and limits round it that past clients with this
 * first score stayed within (methods C1):
 *
 *	y = b0 + b1 L + b2 (first - mean first) + b3 L (first - mean first) + u0 + u1 L + e
 *
 * L = ln(session); session 1 is the first score (a score before treatment is session 1).
 * Where that score is a predictor it is not itself part of y; with fewer episodes b2 and b3
 * are left out and it is.
 *
 * What comes out is where past clients stood, not a forecast of this one; and later
 * sessions are of those who stayed.  How many episodes are enough, and what a signal must
 * prove before it may be red, are house rules.
 */
#ifndef AT_PROGRESS_COURSE_H
#define AT_PROGRESS_COURSE_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/status.h"

/* House defaults. */
enum {
	AT_COURSE_NEEDS = 200,          /* closed episodes with 3 scores or more */
	AT_COURSE_BY_INTAKE_NEEDS = 1000,       /* before b2 and b3 are used */
	AT_COURSE_SESSION_NEEDS = 50,   /* episodes that reach a session the band covers */
	AT_COURSE_VALIDATED_FROM = 2,
	AT_COURSE_VALIDATED_TO = 10
};
#define AT_COURSE_PPV_NEEDS 0.30        /* below it red is shown as yellow */
#define AT_COURSE_CONFIDENCE 0.95       /* of the tolerance limits of a small archive */

/* A score of the archive.  Rows of an episode stand together, by session. */
struct at_course_row {
	int episode;                    /* any number of its own; hashed it decides who is held
	                                 * out */
	int session;                    /* from 1 */
	double value;                   /* NaN: none */
};

/* How the limits did on episodes that were held out, at one session: a score there beyond
 * the 90 % limit against reliable worsening at the end.  Only episodes with a score there
 * and a later one count.  NaN where nothing can be divided. */
struct at_course_validation {
	int session;
	int n, n_worse, n_signalled;
	double sensitivity, specificity, ppv;
};

/* A fitted model: plain values, to be stored as they are. */
struct at_course {
	int better;                     /* +1 higher is better, -1 lower is better */
	bool by_intake;                 /* b2 and b3 are used; otherwise 0 */
	double intake_mean;
	double b[4], b_covariance[16];
	double psi[3];                  /* var(u0), cov(u0, u1), var(u1) */
	double sigma2;
	bool singular;                  /* psi is at its edge: told, never hidden */
	double factor84, factor90;      /* limits in SDs from the mean: of the normal distribution;
	                                 * in a small archive (not by_intake) one-sided tolerance
	                                 * factors for n_episodes */
	int n_episodes, n_rows;         /* rows of y */
	int last_session;               /* the band ends here */
	int median_session;             /* of the last sessions: grey beyond */
	struct at_course_validation
	    validation[AT_COURSE_VALIDATED_TO - AT_COURSE_VALIDATED_FROM + 1];
	double ppv;                     /* over all those sessions; NaN: not validated */
};

struct at_course_plan {
	int better;
	double reliable;                /* points of reliable change, which reaching is enough;
	                                 * NaN: no validation */
};

/* From episodes that are closed; those without a score at session 1, or with fewer than 3
 * scores, are left out.  A third of the episodes (those whose number, hashed, leaves no
 * remainder by 3: the same ones in any order of rows) tests a model of the other two thirds;
 * `out` is of all.  Nothing lives in `arena` that `out` needs.
 *
 * AT_INVALID: too few episodes, and how many there are; rows out of order; or no model can
 * be fitted (scores without any spread, a search that did not converge). */
enum at_status at_course_fit(struct at_arena *arena, const struct at_course_plan *plan,
    const struct at_course_row *rows, int n_rows, struct at_course *out,
    struct at_error *err);

struct at_course_expected {
	double mean, sd;                /* sd of a single score: variance of the model, of the
	                                 * client and of b */
	double limit84, limit90;        /* on the bad side, one-sided */
	double ahead;                   /* the opposite 90 % limit */
	bool beyond_median;
};

/* False outside 2 .. last_session (session 1 is the first score itself), and without a
 * first score (NaN) where the model needs it. */
bool at_course_expect(const struct at_course *course, double first, int session,
    struct at_course_expected *out);

enum at_course_signal {
	AT_COURSE_SILENT,               /* no band at that session, or no score */
	AT_COURSE_RED,                  /* worse than the 90 % limit: not on track */
	AT_COURSE_YELLOW,               /* between the 84 % and the 90 % limit */
	AT_COURSE_ON_TRACK,
	AT_COURSE_AHEAD,                /* better than the opposite 90 % limit */
	AT_COURSE_STABLE                /* in the functional range, and stable there: white */
};

/* Whether red may be shown: the archive's ppv is known, and AT_COURSE_PPV_NEEDS or more. */
bool at_course_earns_red(const struct at_course *course);

/* Red becomes yellow here unless the archive has earned it.  Stable means neither red nor
 * yellow, and this score and the one before it in the functional range.
 *
 * `cutoff` of the measure (the first clinical value if lower is better, the first
 * functional one if higher is), NaN: none; `previous` is the score before, NaN: none. */
enum at_course_signal at_course_signal(const struct at_course *course, double first,
    int session, double value, double previous, double cutoff);

/* "red" and so on: stored, part of the contract. */
const char *at_course_signal_id(enum at_course_signal signal);

#endif
