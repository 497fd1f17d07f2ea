/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who has cover at a site, whom a client can reach instead of the therapist, and what comes
 * of it in the week to come. */
#include <string.h>

#include "action/act.h"
#include "action/setup_compare.h"
#include "action/setup_edit.h"
#include "action/site.h"
#include "base/utf8.h"
#include "base/words.h"
#include "store/org.h"

enum { SPANS_MAX = 16, OUTSIDE_MAX = 200, DAY_MIN = 24 * 60 };

/* ---- spans as lines ------------------------------------------------------------------- */

static const char *
clock_text(struct at_call *call, int minute)
{
	return at_printf(call->arena, "%02d:%02d", minute / 60, minute % 60);
}

static bool
same_times(const struct at_setup_cover *a, const struct at_setup_cover *b)
{
	return !a->always && !b->always && a->span.from_min == b->span.from_min
	    && a->span.to_min == b->span.to_min;
}

static void
add_line(struct at_call *call, struct at_cover_view *out, const struct at_setup_cover *c)
{
	out->lines = at_one_more(call->arena, out->lines, out->n_lines, sizeof *out->lines);
	out->lines[out->n_lines++] = (struct at_cover_line){ .staff = c->staff,
		.always = c->always, .first = c->span.weekday, .last = c->span.weekday,
		.from = clock_text(call, c->span.from_min),
		.to = clock_text(call, c->span.to_min) };
}

/* The spans of one person that follow each other, `n` of them: the same hours on days in a
 * row are one line.  Among one person's own spans the order does not matter. */
static void
add_lines(struct at_call *call, struct at_cover_view *out, const struct at_setup_cover *covers,
    int n)
{
	bool *done = AT_NEW(call->arena, bool, (size_t)n);

	for (int i = 0; i < n; i++) {
		int last = covers[i].span.weekday;

		if (done[i])
			continue;
		add_line(call, out, &covers[i]);
		for (int k = i + 1; k < n; k++) {
			if (done[k] || !same_times(&covers[i], &covers[k])
			    || covers[k].span.weekday != (last + 1) % AT_WEEKDAYS)
				continue;
			done[k] = true;
			last = covers[k].span.weekday;
		}
		out->lines[out->n_lines - 1].last = last;
	}
}

static void
fill_lines(struct at_call *call, const struct at_setup_site *site, struct at_cover_view *out)
{
	for (int i = 0, n; i < site->n_covers; i += n) {
		n = 1;
		while (i + n < site->n_covers
		    && site->covers[i + n].staff == site->covers[i].staff)
			n++;
		add_lines(call, out, &site->covers[i], n);
	}
}

/* ---- who may -------------------------------------------------------------------------- */

static bool
has_role(const struct at_setup_person *p, enum at_subject role, at_id site)
{
	for (int i = 0; i < p->n_roles; i++)
		if (at_subject_parse(p->roles[i].role) == role
		    && (p->roles[i].site == 0 || p->roles[i].site == site))
			return true;
	return false;
}

static void
fill_people(struct at_call *call, const struct at_setup *setup, struct at_cover_view *out)
{
	size_t n = (size_t)setup->n_people;

	out->may_cover = AT_NEW(call->arena, struct at_choosable, n);
	out->may_contact = AT_NEW(call->arena, struct at_choosable, n);
	for (int i = 0; i < setup->n_people; i++) {
		const struct at_setup_person *p = &setup->people[i];
		const struct at_choosable one = { p->id, p->handle, p->name };

		if (has_role(p, AT_COVER, out->site))
			out->may_cover[out->n_may_cover++] = one;
		if (has_role(p, AT_CONTACT, out->site) && !has_role(p, AT_THERAPIST, out->site))
			out->may_contact[out->n_may_contact++] = one;
	}
}

/* ---- what comes of it ----------------------------------------------------------------- */

static void
add_told(const struct at_covers *covers, at_ms at, struct at_cover_view *out)
{
	const struct at_cover *cover = at_cover_at(covers, at);

	out->told[out->n_told++] = (struct at_told){ at, cover == NULL ? NULL : cover->name };
}

/* The next time it is that hour, of that weekday (-1: of any). */
static at_ms
next_at(const struct at_zone *zone, at_ms now, int weekday, int hour)
{
	int64_t today = at_date_days(at_zone_local(zone, now).date);

	for (int64_t day = today; ; day++) {
		struct at_date date = at_date_of_days(day);
		at_ms at = at_zone_instant(zone, date, hour, 0);

		if (at > now && (weekday < 0 || at_date_weekday(date) == weekday))
			return at;
	}
}

static void
fill_told(const struct at_site *site, const struct at_covers *covers, at_ms now,
    struct at_cover_view *out)
{
	int64_t holiday = INT64_MAX;

	add_told(covers, now, out);
	add_told(covers, next_at(site->zone, now, -1, 22), out);
	add_told(covers, next_at(site->zone, now, -1, 4), out);
	add_told(covers, next_at(site->zone, now, 5, 12), out);
	add_told(covers, next_at(site->zone, now, 6, 12), out);
	for (int i = 0; i < site->hours.n_closed; i++) {
		int64_t day = at_date_days(site->hours.closed[i]);

		if (day > at_date_days(at_zone_local(site->zone, now).date) && day < holiday)
			holiday = day;
	}
	if (holiday != INT64_MAX)
		add_told(covers, at_zone_instant(site->zone, at_date_of_days(holiday), 12, 0),
		    out);
}

static void
fill_gaps(const struct at_covers *covers, at_ms now, struct at_cover_view *out)
{
	at_ms at = now, end = now + 7 * AT_DAY;

	while (at < end && out->n_gaps < AT_GAPS_MOST) {
		at_ms until = at_cover_until(covers, at), next;

		if (until > at) {
			at = until;
			continue;
		}
		next = at_cover_next(covers, at);
		out->gaps[out->n_gaps++] = (struct at_cover_gap){ at, next };
		at = next;
	}
}

static enum at_status
fill_coming(struct at_call *call, at_id site, struct at_cover_view *out)
{
	struct at_db *db = at_store_reader(call);
	struct at_contact contact;
	struct at_covers covers;
	struct at_site s;
	enum at_status st = at_site_load(call->arena, db, call->who->org, site, &s, call->err);

	if (st == AT_OK)
		st = at_cover_load(call->arena, db, &s, &covers, call->err);
	if (st == AT_OK)
		st = at_contact_load(call->arena, db, &s, &contact, call->err);
	if (st != AT_OK)
		return st;
	out->zone = s.zone;
	out->contact_name = contact.name;
	fill_told(&s, &covers, call->now, out);
	fill_gaps(&covers, call->now, out);
	return AT_OK;
}

enum at_status
at_action_cover_view(struct at_call *call, at_id site, struct at_cover_view *out)
{
	struct at_setup setup;
	const struct at_setup_site *s;
	enum at_status st = at_setup_open(call, AT_VIEW, &setup);

	if (st != AT_OK)
		return st;
	s = at_setup_site(&setup, site);
	if (s == NULL)
		return at_setup_no_site(call);
	*out = (struct at_cover_view){ .site = site, .name = s->name,
		.mark = at_setup_mark_site(call->arena, &setup, site),
		.escalate_ms = s->escalate_ms, .escalate_high_ms = s->escalate_high_ms,
		.contact = { s->contact, s->contact != 0 || s->contact_name == NULL ? ""
		: s->contact_name } };
	if (s->parent != 0)
		out->above = at_setup_site(&setup, s->parent)->name;
	fill_lines(call, s, out);
	fill_people(call, &setup, out);
	return fill_coming(call, site, out);
}

/* ---- saved ---------------------------------------------------------------------------- */

struct editing {
	struct at_setup old, new;
	struct at_setup_site *site;     /* in `new` */
	struct at_audit_line line;
};

static enum at_status
begin(struct at_call *call, at_id site, const char *mark, const char *detail, struct editing *e)
{
	enum at_status st = at_setup_open(call, AT_WRITE, &e->old);

	if (st != AT_OK)
		return st;
	e->new = at_setup_copy(call->arena, &e->old);
	e->site = at_setup_site(&e->new, site);
	if (e->site == NULL)
		return at_setup_no_site(call);
	if (strcmp(mark, at_setup_mark_site(call->arena, &e->old, site)) != 0)
		return at_setup_late(call);
	e->line = at_act_line(call, "change", "site", site, 0);
	e->line.detail = detail;
	return AT_OK;
}

/* One line as spans, in the words of a clinic file. */
static enum at_status
read_line(struct at_call *call, const struct at_cover_line *line, struct at_open_span *out,
    int *out_n)
{
	static const char *const days[AT_WEEKDAYS] = { "mon", "tue", "wed", "thu", "fri", "sat",
		"sun" };
	bool always, known = line->first >= 0 && line->first < AT_WEEKDAYS && line->last >= 0
	    && line->last < AT_WEEKDAYS;
	const char *to = strcmp(line->to, "00:00") == 0 ? "24:00" : line->to;

	*out_n = !known ? -1 : at_hours_parse(at_printf(call->arena, "%s-%s %s-%s",
	    days[line->first], days[line->last], line->from, to), out, SPANS_MAX, &always);
	if (*out_n > 0)
		return AT_OK;
	return at_fail(call->err, AT_INVALID, "%s", at_printf(call->arena, at_tr(call,
	    "Times are written as 08:00, from another than to; found \"%s\" to \"%s\"."),
	    line->from, line->to));
}

static enum at_status
add_covers(struct at_call *call, const struct at_cover_line *line, struct at_setup_cover **covers,
    int *n)
{
	struct at_open_span spans[SPANS_MAX] = { { .weekday = 0 } };
	int n_spans = 1;
	enum at_status st = AT_OK;

	if (line->staff == 0)
		return AT_OK;
	if (!line->always)
		st = read_line(call, line, spans, &n_spans);
	for (int i = 0; i < n_spans && st == AT_OK; i++) {
		*covers = at_one_more(call->arena, *covers, *n, sizeof **covers);
		(*covers)[(*n)++] = (struct at_setup_cover){ .staff = line->staff,
			.always = line->always, .span = spans[i] };
	}
	return st;
}

enum at_status
at_action_cover_save(struct at_call *call, at_id site, const char *mark,
    const struct at_cover_line *lines, int n_lines)
{
	struct at_setup_cover *covers = NULL;
	struct editing e;
	int n = 0;
	enum at_status st = begin(call, site, mark, "cover", &e);

	for (int i = 0; i < n_lines && st == AT_OK; i++) {
		if (lines[i].staff != 0 && at_setup_person(&e.new, lines[i].staff) == NULL)
			st = at_fail(call->err, AT_INVALID, "%s", at_tr(call,
			    "There is no such person."));
		else
			st = add_covers(call, &lines[i], &covers, &n);
	}
	if (st != AT_OK)
		return st;
	e.site->covers = covers;
	e.site->n_covers = n;
	return at_setup_change(call, &e.old, &e.new, &e.line);
}

enum at_status
at_action_contact_save(struct at_call *call, at_id site, const char *mark,
    const struct at_contact_form *contact)
{
	const struct at_setup_person *person;
	struct editing e;
	enum at_status st = begin(call, site, mark, "contact", &e);

	if (st != AT_OK)
		return st;
	person = at_setup_person(&e.new, contact->staff);
	if (contact->staff != 0 && person == NULL)
		return at_fail(call->err, AT_INVALID, "%s", at_tr(call,
		    "There is no such person."));
	if (at_utf8_count(contact->outside) > OUTSIDE_MAX)
		return at_fail(call->err, AT_INVALID, "%s", at_printf(call->arena, at_tr(call,
		    "A name has 1 to %d characters."), OUTSIDE_MAX));
	e.site->contact = contact->staff;
	e.site->contact_name = person != NULL ? person->name
	    : contact->outside[0] == '\0' ? NULL : contact->outside;
	return at_setup_change(call, &e.old, &e.new, &e.line);
}
