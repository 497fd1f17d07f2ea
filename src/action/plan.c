/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "action/plan_room.h"
#include "base/words.h"

/* The sessions of plan.def. */
#define NONE 0
#define S5 (1u << 5)
#define S135 (1u << 1 | 1u << 3 | 1u << 5)

const struct at_plan_row at_plan_rows[AT_PLAN_ROWS] = {
#define PLAN(key, when, who, instrument, on, every, counts, gap, crowded, lasts, words) \
	{ key, AT_PLAN_##when, AT_PLAN_##who, instrument, on, every, AT_PLAN_##counts, gap, \
	    AT_PLAN_##crowded, AT_PLAN_##lasts, words },
#include "action/plan.def"
#undef PLAN
};

enum { FORMATION = 5, MONTH_DAYS = 28, INTAKE_DAYS = 14, WEEK_DAYS = 7 };

static const at_ms after_start = 15 * AT_MINUTE;

/* Nothing about a session is open for longer. */
static const at_ms long_over = 30 * AT_DAY;

const struct at_plan_row *
at_plan_row(const char *key)
{
	for (int i = 0; i < AT_PLAN_ROWS; i++)
		if (strcmp(at_plan_rows[i].key, key) == 0)
			return &at_plan_rows[i];
	return NULL;
}

/* ---- sessions ------------------------------------------------------------------------ */

static const struct at_relationship *
relationship_of(const struct at_plan_facts *f, at_id id)
{
	for (int i = 0; i < f->n_relationships; i++)
		if (f->relationships[i].id == id
		    && f->relationships[i].episode == f->episode.id)
			return &f->relationships[i];
	return NULL;
}

/* The therapist of now, or the last one. */
static const struct at_relationship *
newest(const struct at_plan_facts *f)
{
	for (int i = 0; i < f->n_relationships; i++)
		if (f->relationships[i].episode == f->episode.id)
			return &f->relationships[i];
	return NULL;
}

/* It took place or is to; a session planned with somebody who has left is not. */
static bool
is_kept(const struct at_plan_facts *f, const struct at_session *s)
{
	const struct at_relationship *with = relationship_of(f, s->relationship);

	if (with == NULL || (with->to != 0 && with->to <= s->starts))
		return false;
	return strcmp(s->state, "planned") == 0 || strcmp(s->state, "attended") == 0;
}

/* 1 for the first session that is kept, of the course or with this therapist; one that is
 * not kept has the number it would have had. */
static int
ordinal(const struct at_plan_facts *f, const struct at_session *session,
    enum at_plan_counts counts)
{
	int n = 1;

	for (const struct at_session *s = f->sessions; s < session; s++)
		if (is_kept(f, s) && (counts == AT_PLAN_COURSE
		    || s->relationship == session->relationship))
			n++;
	return n;
}

static const struct at_session *
following(const struct at_plan_facts *f, const struct at_session *session)
{
	for (int i = 0; i < f->n_sessions; i++)
		if (f->sessions[i].starts > session->starts
		    && strcmp(f->sessions[i].state, "cancelled") != 0)
			return &f->sessions[i];
	return NULL;
}

static const struct at_session *
first_kept(const struct at_plan_facts *f)
{
	for (int i = 0; i < f->n_sessions; i++)
		if (is_kept(f, &f->sessions[i]))
			return &f->sessions[i];
	return NULL;
}

/* ---- what may be wanted --------------------------------------------------------------- */

/* The form in which somebody is asked; NULL: not at all. */
static const char *
form_for(const struct at_plan_facts *f, enum at_plan_who who,
    const struct at_instrument *instrument)
{
	const char *form = "client";

	switch (who) {
	case AT_PLAN_CLIENT:
		if (strcmp(f->form, "child") == 0)
			return NULL;
		if (at_instrument_form(instrument, f->form) >= 0)
			form = f->form;
		break;
	case AT_PLAN_THERAPIST:
		form = "therapist";
		break;
	case AT_PLAN_PARENT:
		if (!f->parent)
			return NULL;
		form = "parent";
		break;
	}
	return at_instrument_form(instrument, form) < 0 ? NULL : form;
}

/* What is rated are the statements one may skip; not who may see it, nor what snagged. */
static int
rated_items(const struct at_instrument *instrument, const char *form)
{
	unsigned bit = 1u << at_instrument_form(instrument, form);
	int n = 0;

	for (int i = 0; i < instrument->n_items; i++)
		if (instrument->items[i].kind == AT_ITEM_CHOICE && instrument->items[i].skip
		    && (instrument->items[i].forms & bit) != 0)
			n++;
	return n;
}

static bool
is_of_row(const struct at_planned *p, const struct at_due *due)
{
	return strcmp(due->plan, p->row->key) == 0 && due->session == p->session
	    && (p->row->when != AT_PLAN_MONTHLY || due->opens == p->window.opens);
}

bool
at_plan_is(const struct at_planned *planned, const struct at_due *due)
{
	return is_of_row(planned, due) && due->relationship == planned->relationship;
}

/* The due measure that has settled this already; a link made by hand does, too. */
static const struct at_due *
settling(const struct at_plan_facts *f, const struct at_planned *p)
{
	for (int i = 0; i < f->n_dues; i++) {
		const struct at_due *due = &f->dues[i];

		if (due->state == AT_DUE_REVOKED
		    || relationship_of(f, due->relationship) == NULL)
			continue;
		if (is_of_row(p, due) && (due->state != AT_DUE_OPEN || due->begun))
			return due;
		if (due->plan[0] == '\0' && p->session != 0 && due->session == p->session
		    && strcmp(due->instrument, p->instrument->id) == 0
		    && strcmp(due->form, p->form) == 0)
			return due;
	}
	return NULL;
}

static void
add(struct at_planning *p, const struct at_plan_row *row, const struct at_session *session,
    at_id relationship, struct at_window window, at_ms anchor)
{
	const struct at_plan_facts *f = p->facts;
	struct at_candidate c = { .anchor = anchor,
		.planned = { .row = row, .relationship = relationship, .window = window,
		.session = session == NULL ? 0 : session->id } };
	const struct at_due *settled;

	c.planned.instrument = at_library_find(f->library, row->instrument);
	if (c.planned.instrument == NULL || f->off[row - at_plan_rows])
		return;
	c.planned.form = form_for(f, row->who, c.planned.instrument);
	if (c.planned.form == NULL)
		return;
	c.planned.first = session == NULL ? row->when == AT_PLAN_INTAKE
	    : ordinal(f, session, AT_PLAN_PAIR) == 1;
	c.items = rated_items(c.planned.instrument, c.planned.form);
	settled = settling(f, &c.planned);
	if (settled != NULL) {
		c.settled = true;
		c.under_way = settled->state == AT_DUE_OPEN;
		c.planned.window = (struct at_window){ settled->opens, settled->closes };
	}
	p->candidates = at_one_more(p->arena, p->candidates, p->n_candidates,
	    sizeof *p->candidates);
	p->candidates[p->n_candidates++] = c;
}

static struct at_window
days_from(const struct at_plan_facts *f, at_ms opens, int days)
{
	struct at_window none = { opens, opens };

	return (struct at_window){ opens, at_window_later(&none, days, f->hours->zone).closes };
}

/* From the beginning until the first session; as long as none is planned, two weeks. */
static void
add_intake(struct at_planning *p, const struct at_plan_row *row)
{
	const struct at_plan_facts *f = p->facts;
	const struct at_relationship *with = newest(f);
	const struct at_session *first = first_kept(f);
	at_ms opens = f->episode.opened;
	struct at_window w = days_from(f, opens, INTAKE_DAYS);

	if (with == NULL || f->episode.closed != 0)
		return;
	if (row->lasts == AT_PLAN_WEEK)
		w = days_from(f, opens, WEEK_DAYS);
	else if (first != NULL)
		w.closes = first->starts + after_start;
	add(p, row, NULL, with->id, w, opens);
}

static bool
is_strained(const struct at_plan_facts *f, at_id session)
{
	for (int i = 0; i < f->n_strained; i++)
		if (f->strained[i] == session)
			return true;
	return false;
}

/* Whether a row asks at this session. */
static bool
is_on(const struct at_plan_facts *f, const struct at_plan_row *row,
    const struct at_session *session)
{
	int n = ordinal(f, session, row->counts);

	if (n < 32 && (row->on >> n & 1u) != 0)
		return true;
	if (row->every > 0 && n % row->every == 0 && (n >= 32 || row->on >> n == 0))
		return true;
	return strcmp(row->instrument, "reaction") == 0 && is_strained(f, session->id);
}

static void
add_sessions(struct at_planning *p, const struct at_plan_row *row)
{
	const struct at_plan_facts *f = p->facts;
	const char *when = row->when == AT_PLAN_BEFORE ? "before" : "after";

	for (int i = 0; i < f->n_sessions; i++) {
		const struct at_session *s = &f->sessions[i];
		const char *form = row->who == AT_PLAN_THERAPIST ? "therapist"
		    : row->who == AT_PLAN_PARENT ? "parent" : "client";
		struct at_window w;

		if (s->ends + long_over < f->now || !is_kept(f, s) || !is_on(f, row, s))
			continue;
		w = row->lasts == AT_PLAN_WEEK ? days_from(f, s->ends, WEEK_DAYS)
		    : at_window_of(when, form, s, following(f, s), f->hours, f->now);
		add(p, row, s, s->relationship, w, s->starts);
	}
}

/* Among the first five the therapist calls once, in person, without a form. */
static void
add_missed(struct at_planning *p, const struct at_plan_row *row)
{
	const struct at_plan_facts *f = p->facts;

	for (int i = 0; i < f->n_sessions; i++) {
		const struct at_session *s = &f->sessions[i];

		if (strcmp(s->state, "missed") == 0
		    && relationship_of(f, s->relationship) != NULL
		    && ordinal(f, s, row->counts) > FORMATION)
			add(p, row, s, s->relationship, days_from(f, s->ends, WEEK_DAYS),
			    s->starts);
	}
}

/* Four weeks after the last contact and after each time it was asked, up to the next one
 * to come; a session that is planned before it takes its place. */
static void
add_monthly(struct at_planning *p, const struct at_plan_row *row)
{
	const struct at_plan_facts *f = p->facts;
	const struct at_relationship *with = newest(f);
	const struct at_session *next = NULL;
	at_ms since = f->episode.opened;
	struct at_window w;

	if (with == NULL || f->episode.closed != 0 || f->now < since)
		return;
	for (int i = 0; i < f->n_sessions; i++) {
		const struct at_session *s = &f->sessions[i];

		if (is_kept(f, s) && s->ends <= f->now && s->ends > since)
			since = s->ends;
		if (is_kept(f, s) && s->ends > f->now && next == NULL)
			next = s;
	}
	/* Those whose week is over are past; years of silence are stepped over at once. */
	w = days_from(f, since, MONTH_DAYS * (int)((f->now - since) / (MONTH_DAYS * AT_DAY)));
	if (w.closes <= since)
		w = days_from(f, since, MONTH_DAYS);
	w = days_from(f, w.closes, WEEK_DAYS);
	if (w.closes <= f->now)
		w = days_from(f, days_from(f, w.opens, MONTH_DAYS).closes, WEEK_DAYS);
	if (next == NULL || next->ends > w.opens)
		add(p, row, NULL, with->id, w, w.opens);
}

static void
add_ending(struct at_planning *p, const struct at_plan_row *row)
{
	const struct at_plan_facts *f = p->facts;
	const struct at_relationship *with = newest(f);

	if (with != NULL && f->episode.closed != 0)
		add(p, row, NULL, with->id, days_from(f, f->episode.closed, WEEK_DAYS),
		    f->episode.closed);
}

static void
add_row(struct at_planning *p, const struct at_plan_row *row)
{
	switch (row->when) {
	case AT_PLAN_INTAKE:
		add_intake(p, row);
		break;
	case AT_PLAN_BEFORE:
	case AT_PLAN_AFTER:
		add_sessions(p, row);
		break;
	case AT_PLAN_MISSED:
		add_missed(p, row);
		break;
	case AT_PLAN_MONTHLY:
		add_monthly(p, row);
		break;
	case AT_PLAN_ENDING:
		add_ending(p, row);
		break;
	}
}

/* ---- the plan ------------------------------------------------------------------------------ */

static const struct at_session *
session_of(const struct at_plan_facts *f, at_id id)
{
	for (int i = 0; id != 0 && i < f->n_sessions; i++)
		if (f->sessions[i].id == id)
			return &f->sessions[i];
	return NULL;
}

static int
by_window(const void *a, const void *b)
{
	return at_plan_order(a, b);
}

static void
remind(const struct at_plan_facts *f, struct at_planned *p)
{
	const char *when = p->row->when == AT_PLAN_BEFORE ? "before" : "after";

	p->in_person = p->row->who != AT_PLAN_THERAPIST && at_plan_unanswered(f->dues, f->n_dues,
	    p->instrument->id, p->form, f->now) >= 2;
	p->reminds = p->in_person ? 0 : at_window_reminds(when, p->form, &p->window,
	    session_of(f, p->session), f->hours->zone);
}

int
at_plan_of(struct at_arena *arena, const struct at_plan_facts *facts, struct at_planned **out)
{
	struct at_planning p = { .facts = facts, .arena = arena };
	int n = 0;

	*out = NULL;
	if (facts->episode.id == 0 || !facts->goes_on)
		return 0;
	for (int i = 0; i < AT_PLAN_ROWS; i++)
		add_row(&p, &at_plan_rows[i]);
	at_plan_place(&p);
	*out = AT_NEW(arena, struct at_planned, (size_t)p.n_candidates);
	for (int i = 0; i < p.n_candidates; i++) {
		struct at_candidate *c = &p.candidates[i];

		if (!c->wanted || c->planned.window.closes <= facts->now)
			continue;
		remind(facts, &c->planned);
		(*out)[n++] = c->planned;
	}
	if (n > 0)
		qsort(*out, (size_t)n, sizeof **out, by_window);
	return n;
}

/* ---- what is left unanswered -------------------------------------------------------------- */

static bool
is_card(const struct at_due *due, const char *instrument, const char *form)
{
	return strcmp(due->instrument, instrument) == 0 && strcmp(due->form, form) == 0;
}

int
at_plan_unanswered(const struct at_due *dues, int n_dues, const char *instrument,
    const char *form, at_ms now)
{
	at_ms answered = INT64_MIN;
	int n = 0;

	for (int i = 0; i < n_dues; i++)
		if (is_card(&dues[i], instrument, form) && dues[i].opens > answered
		    && (dues[i].state == AT_DUE_SENT || dues[i].state == AT_DUE_DECLINED))
			answered = dues[i].opens;
	for (int i = 0; i < n_dues; i++)
		if (is_card(&dues[i], instrument, form) && dues[i].state == AT_DUE_OPEN
		    && dues[i].closes <= now && dues[i].opens > answered)
			n++;
	return n;
}

bool
at_plan_reminds(const struct at_due *dues, int n_dues, const struct at_due *due, at_ms now)
{
	return due->state == AT_DUE_OPEN && due->reminds != 0 && now >= due->reminds
	    && now < due->closes
	    && at_plan_unanswered(dues, n_dues, due->instrument, due->form, now) < 2;
}
