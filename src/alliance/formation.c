/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "alliance/drop.h"
#include "alliance/formation.h"

bool
at_formation_missed(const struct at_dyad_session *session)
{
	if (session->client.state == AT_CARD_UNSENT)
		return true;
	return session->client.state == AT_CARD_UNOPENED &&
	    session->state != AT_SESSION_CANCELLED && session->state != AT_SESSION_MISSED;
}

/* The TOTALs of the first five sessions, by place. */
struct early {
	double number[AT_FORMATION_SESSIONS], total[AT_FORMATION_SESSIONS];
	int n;
};

static void
fit(struct at_formation *out, const struct early *early)
{
	double x = 0, y = 0, xx = 0, xy = 0, yy = 0;

	for (int i = 0; i < early->n; i++) {
		x += early->number[i] / early->n;
		y += early->total[i] / early->n;
	}
	for (int i = 0; i < early->n; i++) {
		double dx = early->number[i] - x, dy = early->total[i] - y;

		xx += dx * dx;
		xy += dx * dy;
		yy += dy * dy;
	}
	out->slope = xy / xx;
	out->sd = sqrt(yy / (early->n - 1));
}

static void
look(struct at_formation *out, struct early *early, const struct at_dyad_session *session)
{
	double total = at_dyad_total(&session->client);

	out->cards_missed += at_formation_missed(session);
	out->sessions_missed += session->state == AT_SESSION_MISSED;
	if (isnan(total) || early->n == AT_FORMATION_SESSIONS)
		return;
	if (session->number == AT_FORMATION_LEVEL_AT)
		out->level = total;
	early->number[early->n] = session->number;
	early->total[early->n++] = total;
}

struct at_formation
at_formation_of(const struct at_dyad *dyad, double step)
{
	struct at_formation out = { .level = NAN, .slope = NAN, .sd = NAN, .fall = NAN };
	struct early early = { .n = 0 };

	for (int i = 0; i < dyad->n_sessions; i++)
		if (dyad->sessions[i].number <= AT_FORMATION_SESSIONS)
			look(&out, &early, &dyad->sessions[i]);

	out.n = early.n;
	if (early.n >= 3)
		fit(&out, &early);
	if (early.n >= 2 && early.number[0] == 1) {
		out.fall = early.total[0] - early.total[early.n - 1];
		out.fell = out.fall >= step - AT_DROP_SLACK;
	}
	return out;
}
