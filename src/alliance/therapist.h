/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alliance/therapist.h - how much of what clients say goes with the therapist.
 *
 *	a_tij = mean + v_t + u_ti + e_tij       therapist t, client i, session j
 *
 * An estimate of one therapist is shrunk towards the mean by as much as chance could have
 * made it (EBLUP), and comes with its interval or not at all: never for fewer than
 * AT_THERAPIST_CLIENTS closed clients, and never in an order of its own.  It is for that
 * therapist and a named supervisor; lists from best to worst rank mostly chance.
 */
#ifndef AT_ALLIANCE_THERAPIST_H
#define AT_ALLIANCE_THERAPIST_H

#include "stats/estimate.h"

enum {
	AT_THERAPIST_CLIENTS = 15,      /* closed, before a therapist's own estimate: house
	                                   default */
	AT_THERAPIST_NEEDS = 3          /* therapists, to say anything of their differences */
};

struct at_therapist_input {
	int n;
	const double *values;           /* n, finite */
	const int *client;              /* n, from 0 to n_clients - 1; each occurs */
	int n_clients;
	const int *therapist;           /* n_clients: the client's, 0 to n_therapists - 1 */
	const bool *closed;             /* n_clients: the therapy is over */
	int n_therapists;
};

struct at_therapist {
	int n_clients, n_closed;
	double effect, low, high;       /* from the mean, 95 %; NaN under 15 closed clients,
	                                   and if therapists do not differ beyond chance */
};

struct at_therapists {
	struct at_estimate mean;
	double therapist_variance, client_variance, session_variance;
	double icc;                     /* of a rating: the therapist's share */
	double icc_clients;             /* of a client's own level: s_v^2 / (s_v^2 + s_u^2);
	                                   NaN if both are 0 */
	double icc_both;                /* of a rating: client and therapist together */
	double p;                       /* of no therapist variance: likelihood ratio, at the
	                                   boundary (Self and Liang 1987) */
	double criterion;
	struct at_therapist *each;      /* n_therapists, in the order in which they are numbered */
	bool differ;                    /* therapists do, beyond what chance makes of clients */
	bool singular, converged;       /* singular: therapists or clients do not */
};

/* AT_INVALID: fewer than AT_THERAPIST_NEEDS therapists, one client for each of them, one
 * session for each client, or values that never differ. */
enum at_status at_therapist_fit(struct at_arena *arena, const struct at_therapist_input *input,
    struct at_therapists *out, struct at_error *err);

#endif
