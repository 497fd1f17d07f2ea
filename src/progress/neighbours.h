/* SPDX-License-Identifier: GPL-3.0-or-later */
/* progress/neighbours.h - the course to be expected of a client, from the past clients most
 * like this one.
 *
 * After Lutz and others (2005, 2006): closed cases near the client in what was known at the
 * start, and from session 3 on in the change so far; the mean of their growth curves
 * (conditional modes of score ~ ln(session) with both for each case), and where the worst of
 * them stood (methods C4).  How near cases are counted, which k are tried and how few cases
 * are too few are house rules.  For the laboratory.
 */
#ifndef AT_PROGRESS_NEIGHBOURS_H
#define AT_PROGRESS_NEIGHBOURS_H

#include "progress/course.h"

enum {
	AT_NEIGHBOURS_NEEDS = 100,      /* closed cases to choose from */
	AT_NEIGHBOURS_LEAST = 10, AT_NEIGHBOURS_MOST = 50, AT_NEIGHBOURS_STEP = 5,     /* k */
	AT_NEIGHBOURS_KS = (AT_NEIGHBOURS_MOST - AT_NEIGHBOURS_LEAST) / AT_NEIGHBOURS_STEP + 1,
	AT_NEIGHBOURS_SHOWN = 10        /* scores at a session before it has limits */
};

/* Scores of a case, in order of session, the first at session 1 (else it does not count). */
struct at_neighbours_case {
	const struct at_course_row *rows;       /* without NaN; `episode` is not looked at */
	int n;
	const double *x;                /* n_features known at the start, NaN: not known */
};

struct at_neighbours_input {
	int better;
	const struct at_neighbours_case *cases; /* closed */
	int n_cases, n_features;
	const bool *nominal;            /* n_features: equal or not; NULL: none is.  With any,
	                                 * Gower's distance, else Euclid's in SDs */
	int k;                          /* up to AT_NEIGHBOURS_MOST; 0: chosen */
};

struct at_neighbour {
	int at;                         /* in input->cases */
	double distance;
};

struct at_neighbours_session {
	int session, n;                 /* neighbours with a score there */
	double mean;                    /* of the growth curves */
	double limit84, limit90;        /* percentiles of those scores to the bad side; NaN if
	                                 * n < AT_NEIGHBOURS_SHOWN */
};

struct at_neighbours {
	int n_cases;                    /* that could be chosen */
	int since;                      /* the change up to this session counts; 0: none does */
	int k;
	double errors[AT_NEIGHBOURS_KS];        /* of each k: root mean square of left-out cases'
	                                 * later scores about their neighbours' mean curve,
	                                 * in points */
	const struct at_neighbour *nearest;     /* k, the nearest first */
	double b[2];                    /* mean curve: constant, slope by ln(session) */
	const struct at_neighbours_session *sessions;   /* 2 to where neighbours end */
	int n_sessions;
};

/* The course of `client`, of whom the scores so far are given.  AT_INVALID: fewer than
 * AT_NEIGHBOURS_NEEDS cases have three scores (and go on beyond the client's last session),
 * no first score of the client, or no growth curves. */
enum at_status at_neighbours_find(struct at_arena *arena,
    const struct at_neighbours_input *input, const struct at_neighbours_case *client,
    struct at_neighbours *out, struct at_error *err);

#endif
