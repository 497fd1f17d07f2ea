/* SPDX-License-Identifier: GPL-3.0-or-later */
/* progress/course.h - the course to be expected of a client, from a clinic's own archive.
 *
 * After Finch, Lambert and Schaalje (2001): a mixed model of the score on the logarithm of
 * the session number and the first score, and limits round it that past clients with this
 * first score stayed within (methods C1):
 *
 *	y = b0 + b1 L + b2 (first - mean first) + b3 L (first - mean first) + u0 + u1 L + e
 *
 * L = ln(session), session 1 is the first score and not itself part of y.
 *
 * What comes out is where past clients stood, not a forecast of this one.
 */
#ifndef AT_PROGRESS_COURSE_H
#define AT_PROGRESS_COURSE_H

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

/* A score of the archive.  Rows of an episode stand together, by session. */
struct at_course_row {
	int episode;
	int session;                    /* from 1 */
	double value;
};

/* How the limits did on episodes that were held out, at one session: a signal there (red)
 * against reliable worsening at the end.  NaN where nothing can be divided. */
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
	int n_episodes, n_rows;
	int last_session;               /* the band ends here */
	int median_session;             /* of the last sessions: grey beyond */
	struct at_course_validation
	    validation[AT_COURSE_VALIDATED_TO - AT_COURSE_VALIDATED_FROM + 1];
	double ppv;                     /* over all those sessions; NaN: not validated */
};

struct at_course_plan {
	int better;
	double reliable;                /* points of reliable change; NaN: no validation */
};

/* AT_INVALID: too few episodes, and how many there are; or no model can be fitted. */
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

/* False outside 2 .. last_session (session 1 is the first score itself). */
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

/* `cutoff` of the measure (the first clinical value if lower is better, the first
 * functional one if higher is), NaN: none; `previous` is the score before, NaN: none. */
enum at_course_signal at_course_signal(const struct at_course *course, double first,
    int session, double value, double previous, double cutoff);

/* "red" and so on: stored, part of the contract. */
const char *at_course_signal_id(enum at_course_signal signal);

#endif
