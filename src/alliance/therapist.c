/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "alliance/therapist.h"
#include "stats/dist.h"

/* A standard deviation smaller than this beside that of sessions is none. */
#define NOTHING 1e-4

static enum at_status
check(const struct at_therapist_input *in, struct at_error *err)
{
	if (in->n_therapists < AT_THERAPIST_NEEDS)
		return at_fail(err, AT_INVALID, "how therapists differ shows from %d therapists"
		    " on, not from %d", AT_THERAPIST_NEEDS, in->n_therapists);
	if (in->n_clients <= in->n_therapists)
		return at_fail(err, AT_INVALID, "no therapist has two clients: what is the"
		    " therapist's and what the client's cannot be told apart");
	if (in->n <= in->n_clients)
		return at_fail(err, AT_INVALID, "no client has two sessions");
	return AT_OK;
}

static void
count_clients(const struct at_therapist_input *in, struct at_therapist *each)
{
	for (int i = 0; i < in->n_clients; i++) {
		each[in->therapist[i]].n_clients++;
		each[in->therapist[i]].n_closed += in->closed[i];
	}
}

/* Without a variance every effect would be 0, and as sure as nothing is. */
static void
set_effects(const struct at_therapist_input *in, const struct at_lmm_effect *effect,
    bool differ, struct at_therapist *each)
{
	for (int t = 0; t < in->n_therapists; t++) {
		double reach = at_normal_q(0.975) * sqrt(effect->mode_covariance[t]);
		bool enough = differ && each[t].n_closed >= AT_THERAPIST_CLIENTS;

		each[t].effect = enough ? effect->modes[t] : NAN;
		each[t].low = each[t].effect - reach;
		each[t].high = each[t].effect + reach;
	}
}

static void
read_variances(const struct at_lmm *fit, struct at_therapists *t)
{
	double total;

	t->client_variance = fit->effects[0].covariance[0];
	t->therapist_variance = fit->effects[1].covariance[0];
	t->session_variance = fit->sigma * fit->sigma;
	total = t->therapist_variance + t->client_variance + t->session_variance;
	t->icc = t->therapist_variance / total;
	t->icc_both = (t->therapist_variance + t->client_variance) / total;
	t->icc_clients = t->therapist_variance / (t->therapist_variance + t->client_variance);
	t->differ = t->therapist_variance > NOTHING * NOTHING * t->session_variance;
	t->criterion = fit->criterion;
	t->singular = fit->singular;
	t->converged = fit->converged;
}

enum at_status
at_therapist_fit(struct at_arena *arena, const struct at_therapist_input *input,
    struct at_therapists *out, struct at_error *err)
{
	size_t n = (size_t)input->n;
	double *ones = AT_NEW(arena, double, n), one = 1;
	int *therapist = AT_NEW(arena, int, n);
	struct at_lmm_term terms[2] = {
		{ ones, 1, true, input->client, input->n_clients },
		{ ones, 1, true, therapist, input->n_therapists },
	};
	struct at_lmm_input model = { .y = input->values, .x = ones, .n = input->n, .p = 1,
		.terms = terms, .n_terms = 1 };
	struct at_therapists t = { .each = AT_NEW(arena, struct at_therapist,
		(size_t)input->n_therapists) };
	struct at_lmm without, fit;
	enum at_status st = check(input, err);

	if (st != AT_OK)
		return st;
	for (int i = 0; i < input->n; i++) {
		ones[i] = 1;
		therapist[i] = input->therapist[input->client[i]];
	}
	st = at_lmm_fit(arena, &model, &without, NULL, err);
	model.n_terms = 2;
	if (st == AT_OK)
		st = at_lmm_fit(arena, &model, &fit, NULL, err);
	if (st != AT_OK)
		return st;
	at_estimate_mixed(arena, &model, &fit, &one, 1, input->n_therapists - 1, &t.mean);
	read_variances(&fit, &t);
	t.p = t.differ ? at_lmm_compare(&without, &fit, true).p : 1;
	count_clients(input, t.each);
	set_effects(input, &fit.effects[1], t.differ, t.each);
	*out = t;
	return AT_OK;
}
