/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "alliance/agree.h"

/* Less than any real movement of a TOTAL (one step of one statement is .01); flat sides
 * may still move in the last digits. */
#define MOVED 1e-9

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

/* Means of both sides first: sums of products around them lose no digits. */
static double
correlation(const struct at_dyad *dyad, double client, double therapist)
{
	double cc = 0, tt = 0, ct = 0;

	for (int i = 0; i < dyad->n_sessions; i++) {
		const struct at_dyad_session *session = &dyad->sessions[i];
		double c, t;

		if (isnan(at_agree_gap(session)))
			continue;
		c = session->client.total - client;
		t = session->therapist.total - therapist;
		cc += c * c;
		tt += t * t;
		ct += c * t;
	}
	return cc > MOVED && tt > MOVED ? ct / sqrt(cc * tt) : NAN;
}

struct at_agreement
at_agree_of(const struct at_dyad *dyad)
{
	struct at_agreement out = { .difference = NAN, .distance = NAN, .r = NAN };
	double client = 0, therapist = 0, distance = 0;

	for (int i = 0; i < dyad->n_sessions; i++) {
		double gap = at_agree_gap(&dyad->sessions[i]);

		if (isnan(gap))
			continue;
		out.n++;
		client += dyad->sessions[i].client.total;
		therapist += dyad->sessions[i].therapist.total;
		distance += fabs(gap);
	}
	if (out.n == 0)
		return out;
	out.difference = (client - therapist) / out.n;
	out.distance = distance / out.n;
	if (out.n >= AT_AGREE_R_NEEDS)
		out.r = correlation(dyad, client / out.n, therapist / out.n);
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
