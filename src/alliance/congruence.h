/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alliance/congruence.h - how far two people's ratings of the same sessions agree.
 *
 * Three questions that have different answers: how far apart they are (difference,
 * distance), whether they move together (r), and whether they are the same (profile: the
 * intraclass correlation of the double-entered pairs, Haggard 1958, which falls with every
 * difference in height, spread or shape).  The interval of r is Fisher's; it takes sessions
 * as independent, and is too narrow where one session resembles the next.
 */
#ifndef AT_ALLIANCE_CONGRUENCE_H
#define AT_ALLIANCE_CONGRUENCE_H

#include "stats/moments.h"

enum { AT_CONGRUENCE_NEEDS = 6 };       /* pairs before r and profile are shown */

struct at_agreement {
	int n;                          /* pairs */
	double difference;              /* mean of client - therapist; NaN if n is 0 */
	double distance;                /* mean of |client - therapist|; NaN if n is 0 */
	double r, r_low, r_high;        /* 95 %; NaN below 6 pairs or if one side never moved;
	                                   no interval for r = 1 or -1 */
	double profile;                 /* NaN below 6 pairs or if neither side ever moved */
};

/* Pairs taken one by one; zeroed it is empty. */
struct at_congruence_sums {
	struct at_moments difference, distance;
	struct at_pairs pairs;
};

void at_congruence_add(struct at_congruence_sums *sums, double client, double therapist);
struct at_agreement at_congruence_of(const struct at_congruence_sums *sums);

/* Fisher's 95 % interval of a correlation over n independent pairs, of which `within` means
 * were taken away: 1 for one series.  NaN with fewer than 4 beyond them, and for 1 and -1. */
void at_congruence_interval(double r, int n, int within, double *out_low, double *out_high);

#endif
