/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "action/asking.h"
#include "action/plan_room.h"

enum { MOST_DAYS_LATER = 7 };

static struct at_day_load *
sitting_of(struct at_planning *p, enum at_plan_who who, at_ms opens)
{
	int64_t day = at_date_days(at_zone_local(p->facts->hours->zone, opens).date);

	for (int i = 0; i < p->n_sittings; i++)
		if (p->sittings[i].who == who && p->sittings[i].day == day)
			return &p->sittings[i];
	p->sittings = at_one_more(p->arena, p->sittings, p->n_sittings, sizeof *p->sittings);
	p->sittings[p->n_sittings] = (struct at_day_load){ who, day, 0 };
	return &p->sittings[p->n_sittings++];
}

/* When this was answered last before the candidate, or will have been. */
static at_ms
last_answered(const struct at_planning *p, const struct at_candidate *c)
{
	const struct at_plan_facts *f = p->facts;
	at_ms last = INT64_MIN / 2;

	for (int i = 0; i < f->n_answers; i++)
		if (strcmp(f->answers[i].instrument, c->planned.instrument->id) == 0
		    && strcmp(f->answers[i].form, c->planned.form) == 0
		    && f->answers[i].at < c->planned.window.closes && f->answers[i].at > last)
			last = f->answers[i].at;
	for (int i = 0; i < p->n_candidates; i++) {
		const struct at_candidate *o = &p->candidates[i];

		if ((o->wanted || o->under_way) && o->planned.instrument == c->planned.instrument
		    && strcmp(o->planned.form, c->planned.form) == 0
		    && o->planned.window.closes > f->now && o->anchor > last)
			last = o->anchor;
	}
	return last;
}

/* The window on a day so many days later, as far as somebody has cover. */
static bool
window_on(const struct at_planning *p, const struct at_candidate *c, int days,
    struct at_window *out)
{
	const struct at_plan_facts *f = p->facts;
	const struct at_planned *planned = &c->planned;
	int form = at_instrument_form(planned->instrument, planned->form);

	*out = at_window_later(&planned->window, days, f->hours->zone);
	if (planned->row->lasts == AT_PLAN_CARD)
		out->closes = planned->window.closes;
	if (out->closes - out->opens < AT_WINDOW_LEAST)
		return false;
	return !at_asking_needs_cover(planned->instrument, form)
	    || at_window_covered(out, &p->rota, out);
}

static void
place(struct at_planning *p, struct at_candidate *c)
{
	const struct at_plan_row *row = c->planned.row;
	int most = row->crowded == AT_PLAN_NEXT_DAY ? MOST_DAYS_LATER : 0;

	if (row->gap_days > 0 && c->anchor - last_answered(p, c) < row->gap_days * AT_DAY)
		return;
	for (int days = 0; days <= most; days++) {
		struct at_day_load *sitting;
		struct at_window w;

		if (!window_on(p, c, days, &w))
			continue;
		sitting = sitting_of(p, row->who, w.opens);
		if (row->crowded != AT_PLAN_ALWAYS
		    && sitting->items + c->items > AT_PLAN_MOST_ITEMS)
			continue;
		sitting->items += c->items;
		c->planned.window = w;
		c->wanted = true;
		return;
	}
}

/* What is settled takes its room first, then what cannot wait, then the rest by time. */
static int
turn(const struct at_candidate *c)
{
	return c->settled ? 0 : c->planned.row->crowded == AT_PLAN_ALWAYS ? 1 : 2;
}

int
at_plan_order(const struct at_planned *a, const struct at_planned *b)
{
	if (a->window.opens != b->window.opens)
		return a->window.opens < b->window.opens ? -1 : 1;
	if (a->row != b->row)
		return a->row < b->row ? -1 : 1;
	return a->session < b->session ? -1 : a->session > b->session;
}

static int
by_turn(const void *a, const void *b)
{
	const struct at_candidate *x = a, *y = b;

	return turn(x) != turn(y) ? turn(x) - turn(y) : at_plan_order(&x->planned, &y->planned);
}

/* Cover in all windows there may be: the candidates', and a week later. */
static struct at_rota
make_rota(const struct at_planning *p)
{
	at_ms from = INT64_MAX, until = INT64_MIN;

	for (int i = 0; i < p->n_candidates; i++) {
		const struct at_window *w = &p->candidates[i].planned.window;

		if (w->opens < from)
			from = w->opens;
		if (w->opens > until)
			until = w->opens;
		if (w->closes > until)
			until = w->closes;
	}
	return at_rota_make(p->arena, p->facts->covers, from,
	    until + (MOST_DAYS_LATER + 1) * AT_DAY);
}

void
at_plan_place(struct at_planning *p)
{
	if (p->n_candidates == 0)
		return;
	p->rota = make_rota(p);
	qsort(p->candidates, (size_t)p->n_candidates, sizeof *p->candidates, by_turn);
	for (int i = 0; i < p->n_candidates; i++) {
		struct at_candidate *c = &p->candidates[i];

		if (c->settled)
			sitting_of(p, c->planned.row->who, c->planned.window.opens)->items
			    += c->items;
		else
			place(p, c);
	}
}
