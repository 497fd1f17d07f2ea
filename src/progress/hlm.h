/* SPDX-License-Identifier: GPL-3.0-or-later */
/* progress/hlm.h - does one client's course rise or fall otherwise than the others'?
 *
 * After Speer and Greenbaum (1995), as in the R package clinicalsignificance: score ~ time +
 * (time | client) by REML, over three scores or more of each client.  The index is the
 * empirical Bayes estimate of how far a client's slope is from the mean slope, over its
 * conditional SD (the model taken as known).  It says who changes unlike the group: where all
 * get better, who gets better as fast as all is "unchanged".  The slope as a whole, with its
 * own standard error, stands beside it. */
#ifndef AT_PROGRESS_HLM_H
#define AT_PROGRESS_HLM_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/status.h"

enum { AT_HLM_LEAST_SCORES = 3 };

/* A score.  Rows of a client stand together, in order of time. */
struct at_hlm_row {
	int client;                     /* from 0, going up by one from client to client */
	double time, score;             /* finite */
};

struct at_hlm_client {
	int n;                          /* scores */
	double first, last;
	double deviation, sd;           /* of the slope from the mean slope; points a unit of
	                                 * time */
	double rci;                     /* deviation / sd */
	double slope, se;               /* mean slope + deviation; its standard error, with that
	                                 * of the mean slope */
};

struct at_hlm {
	int n_clients, n_rows;
	double slope, slope_se;         /* of the mean */
	double slope_sd;                /* between clients */
	double sigma;                   /* of a score round its client's line */
	bool singular;
	const struct at_hlm_client *clients;
};

/* AT_INVALID: a client of fewer than three scores, times that are all the same, or no model:
 * among others where clients do not differ in their slopes, and none can be an exception. */
enum at_status at_hlm_fit(struct at_arena *arena, const struct at_hlm_row *rows, int n_rows,
    struct at_hlm *out, struct at_error *err);

#endif
