/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "alliance/agree.h"

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
	struct at_congruence_sums sums = { .pairs = { .x = { .n = 0 } } };

	for (int i = 0; i < dyad->n_sessions; i++) {
		const struct at_dyad_session *session = &dyad->sessions[i];

		if (!isnan(at_agree_gap(session)))
			at_congruence_add(&sums, session->client.total, session->therapist.total);
	}
	return at_congruence_of(&sums);
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
