/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "alliance/agree.h"
#include "stats/moments.h"

double
at_agree_gap(const struct at_dyad_session *session)
{
	if (!at_dyad_paired(session))
		return NAN;
	return at_dyad_total(&session->client) - at_dyad_total(&session->therapist);
}

bool
at_agree_wide(const struct at_dyad_session *session)
{
	return fabs(at_agree_gap(session)) >= AT_AGREE_WIDE;
}

struct at_agreement
at_agree_of(const struct at_dyad *dyad)
{
	struct at_agreement out = { .difference = NAN, .distance = NAN, .r = NAN };
	struct at_moments difference = { .n = 0 }, distance = { .n = 0 };
	struct at_pairs pairs = { .x = { .n = 0 } };

	for (int i = 0; i < dyad->n_sessions; i++) {
		const struct at_dyad_session *session = &dyad->sessions[i];
		double gap = at_agree_gap(session);

		if (isnan(gap))
			continue;
		out.n++;
		at_moments_add(&difference, gap);
		at_moments_add(&distance, fabs(gap));
		at_pairs_add(&pairs, session->client.total, session->therapist.total);
	}
	out.difference = at_moments_mean(&difference);
	out.distance = at_moments_mean(&distance);
	if (out.n >= AT_AGREE_R_NEEDS)
		out.r = at_pairs_correlation(&pairs);
	return out;
}

enum at_agree_words
at_agree_item(const struct at_dyad_session *session, int item)
{
	int client = at_dyad_item(&session->client, item);
	int therapist = at_dyad_item(&session->therapist, item);

	if (!at_dyad_paired(session) || client == 0 || therapist == 0)
		return AT_AGREE_UNKNOWN;
	if (client == therapist)
		return AT_AGREE_SAME;
	if (client > therapist)
		return client - therapist == 1 ? AT_AGREE_CLIENT_ONE : AT_AGREE_CLIENT_MORE;
	return therapist - client == 1 ? AT_AGREE_THERAPIST_ONE : AT_AGREE_THERAPIST_MORE;
}
