/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "alliance/drop.h"
#include "alliance/formation.h"
#include "stats/moments.h"

bool
at_formation_missed(const struct at_dyad_session *session)
{
	if (session->client.state == AT_CARD_UNSENT)
		return true;
	return session->client.state == AT_CARD_UNOPENED &&
	    session->state != AT_SESSION_CANCELLED && session->state != AT_SESSION_MISSED;
}

/* The TOTALs of the first five sessions: numbers and values, and the first and last of them. */
struct early {
	struct at_pairs pairs;
	int first_number;
	double first, last;
};

static void
look(struct at_formation *out, struct early *early, const struct at_dyad_session *session)
{
	double total = at_dyad_total(&session->client);

	out->cards_missed += at_formation_missed(session);
	out->sessions_missed += session->state == AT_SESSION_MISSED;
	if (isnan(total))
		return;
	if (session->number == AT_FORMATION_LEVEL_AT)
		out->level = total;
	if (out->n++ == 0) {
		early->first_number = session->number;
		early->first = total;
	}
	early->last = total;
	at_pairs_add(&early->pairs, session->number, total);
}

struct at_formation
at_formation_of(const struct at_dyad *dyad, double step)
{
	struct at_formation out = { .level = NAN, .slope = NAN, .sd = NAN, .fall = NAN };
	struct early early = { .first_number = 0 };

	for (int i = 0; i < dyad->n_sessions; i++)
		if (dyad->sessions[i].number <= AT_FORMATION_SESSIONS)
			look(&out, &early, &dyad->sessions[i]);

	if (out.n >= 3) {
		out.slope = at_pairs_covariance(&early.pairs)
		    / at_moments_variance(&early.pairs.x);
		out.sd = at_moments_sd(&early.pairs.y);
	}
	if (out.n >= 2 && early.first_number == 1) {
		out.fall = early.first - early.last;
		out.fell = out.fall >= step - AT_DROP_SLACK;
	}
	return out;
}
