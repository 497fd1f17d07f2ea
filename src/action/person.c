/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "action/act.h"
#include "action/factor.h"
#include "action/logins.h"
#include "action/person.h"
#include "action/setup_edit.h"
#include "base/words.h"

/* ---- seen ----------------------------------------------------------------------------- */

static bool
is_therapist(const struct at_setup_person *p)
{
	for (int i = 0; i < p->n_roles; i++)
		if (strcmp(p->roles[i].role, at_subject_name(AT_THERAPIST)) == 0)
			return true;
	return false;
}

static void
add_supervision(struct at_call *call, struct at_supervision **all, int *n,
    const struct at_setup_person *who, const struct at_setup_supervision *s)
{
	*all = at_one_more(call->arena, *all, *n, sizeof **all);
	(*all)[(*n)++] = (struct at_supervision){ .person = who->id, .name = who->name,
		.from = s->from, .to = s->to, .running = s->to == 0 || s->to > call->now };
}

static int
running_first(const void *a_, const void *b_)
{
	const struct at_supervision *a = a_, *b = b_;

	if (a->running != b->running)
		return a->running ? -1 : 1;
	if (a->from != b->from)
		return a->from < b->from ? -1 : 1;
	return a->person < b->person ? -1 : a->person > b->person;
}

static void
fill_supervision(struct at_call *call, const struct at_setup *setup, struct at_person_view *out)
{
	at_id person = out->staff.id;

	for (int p = 0; p < setup->n_people; p++)
		for (int i = 0; i < setup->people[p].n_supervises; i++) {
			const struct at_setup_supervision *s = &setup->people[p].supervises[i];
			const struct at_setup_person *therapist = at_setup_person(setup,
			    s->therapist);

			if (setup->people[p].id == person && therapist != NULL)
				add_supervision(call, &out->supervises, &out->n_supervises,
				    therapist, s);
			if (s->therapist == person)
				add_supervision(call, &out->supervised_by,
				    &out->n_supervised_by, &setup->people[p], s);
		}
	if (out->n_supervises > 0)
		qsort(out->supervises, (size_t)out->n_supervises, sizeof *out->supervises,
		    running_first);
	if (out->n_supervised_by > 0)
		qsort(out->supervised_by, (size_t)out->n_supervised_by,
		    sizeof *out->supervised_by, running_first);
}

static bool
covers(const struct at_setup_site *site, at_id person)
{
	for (int i = 0; i < site->n_covers; i++)
		if (site->covers[i].staff == person)
			return true;
	return false;
}

static struct at_choosable *
sites_of(struct at_call *call, const struct at_setup *setup)
{
	struct at_choosable *sites = AT_NEW(call->arena, struct at_choosable,
	    (size_t)setup->n_sites);

	for (int i = 0; i < setup->n_sites; i++)
		sites[i] = (struct at_choosable){ setup->sites[i].id, setup->sites[i].handle,
			setup->sites[i].name };
	return sites;
}

/* What one may choose from, and which sites count on this person. */
static void
fill_places(struct at_call *call, const struct at_setup *setup, struct at_person_view *out)
{
	out->sites = sites_of(call, setup);
	out->n_sites = setup->n_sites;
	out->cover = AT_NEW(call->arena, const char *, (size_t)setup->n_sites);
	out->contact = AT_NEW(call->arena, const char *, (size_t)setup->n_sites);
	for (int i = 0; i < setup->n_sites; i++) {
		if (covers(&setup->sites[i], out->staff.id))
			out->cover[out->n_cover++] = setup->sites[i].name;
		if (setup->sites[i].contact == out->staff.id)
			out->contact[out->n_contact++] = setup->sites[i].name;
	}
	out->therapists = AT_NEW(call->arena, struct at_choosable, (size_t)setup->n_people);
	for (int i = 0; i < setup->n_people; i++)
		if (setup->people[i].id != out->staff.id && is_therapist(&setup->people[i]))
			out->therapists[out->n_therapists++] = (struct at_choosable){
				setup->people[i].id, setup->people[i].handle,
				setup->people[i].name };
}

static enum at_status
load_zone(struct at_call *call, const struct at_setup *setup, const struct at_zone **out)
{
	return at_zone_load(call->arena, setup->n_sites == 0 ? "UTC" : setup->sites[0].zone, out,
	    call->err);
}

enum at_status
at_action_person_view(struct at_call *call, at_id person, struct at_person_view *out)
{
	struct at_setup setup;
	struct at_staff_seen *seen;
	struct at_login *logins;
	const struct at_setup_person *p;
	at_id org = call->who->org;
	int n_seen = 0;
	enum at_status st = at_setup_open(call, AT_VIEW, &setup);

	*out = (struct at_person_view){ .self = person == call->who->staff };
	if (st == AT_OK)
		st = at_staff_load(call->arena, at_store_reader(call), org, person, &out->staff,
		    call->err);
	if (st == AT_OK)
		st = at_staff_seen(call->arena, at_store_reader(call), org, &seen, &n_seen,
		    call->err);
	if (st == AT_OK)
		st = at_staff_clients(call->arena, at_store_reader(call), org, person,
		    &out->n_clients, call->err);
	if (st == AT_OK)
		st = load_zone(call, &setup, &out->zone);
	if (st == AT_OK)
		st = at_action_factor_has(call, person, &out->has_factor);
	if (st == AT_OK)
		st = at_action_logins(call, person, &logins, &out->n_logins);
	if (st != AT_OK)
		return st;
	for (int i = 0; i < n_seen; i++)
		if (seen[i].staff == person)
			out->seen = seen[i].seen;
	p = at_setup_person(&setup, person);
	if (p != NULL)
		at_person_held(call, &setup, p, &out->held, &out->n_held);
	fill_supervision(call, &setup, out);
	fill_places(call, &setup, out);
	return AT_OK;
}

enum at_status
at_action_sites(struct at_call *call, struct at_choosable **out, int *out_n)
{
	struct at_setup setup;
	enum at_status st = at_setup_open(call, AT_VIEW, &setup);

	if (st != AT_OK)
		return st;
	*out = sites_of(call, &setup);
	*out_n = setup.n_sites;
	return AT_OK;
}

/* ---- changed -------------------------------------------------------------------------- */

/* The clinic, and a copy of it in which one person may be changed. */
struct editing {
	struct at_setup old, new;
	struct at_setup_person *person;         /* in `new` */
	struct at_audit_line line;
};

static enum at_status
begin(struct at_call *call, at_id person, const char *detail, struct editing *e)
{
	enum at_status st = at_setup_open(call, AT_WRITE, &e->old);

	if (st != AT_OK)
		return st;
	e->new = at_setup_copy(call->arena, &e->old);
	e->person = at_setup_person(&e->new, person);
	e->line = at_act_line(call, "change", "staff", person, 0);
	e->line.detail = detail;
	if (e->person == NULL)
		return at_fail(call->err, AT_NOT_FOUND, "%s", at_tr(call,
		    "There is no such person."));
	return AT_OK;
}

static enum at_status
end(struct at_call *call, const struct editing *e)
{
	return at_setup_change(call, &e->old, &e->new, &e->line);
}

enum at_status
at_action_person_rename(struct at_call *call, at_id person, int64_t version, const char *name)
{
	struct editing e;
	struct at_staff staff;
	enum at_status st = begin(call, person, "name", &e);

	if (st == AT_OK)
		st = at_staff_load(call->arena, at_store_reader(call), call->who->org, person,
		    &staff, call->err);
	if (st == AT_OK)
		st = at_person_check_name(call, name);
	if (st != AT_OK)
		return st;
	if (staff.version != version)
		return at_setup_late(call);
	e.person->name = name;
	return end(call, &e);
}

static bool
holds(const struct at_setup_person *p, const char *role, at_id site)
{
	for (int i = 0; i < p->n_roles; i++)
		if (p->roles[i].site == site && strcmp(p->roles[i].role, role) == 0)
			return true;
	return false;
}

/* Everything but one role at a site and those below it; everywhere (0): but all of it. */
static void
drop_role(struct at_call *call, struct editing *e, const char *role, at_id site, bool all)
{
	struct at_setup_person *p = e->person;
	struct at_setup_role *kept = AT_NEW(call->arena, struct at_setup_role,
	    (size_t)p->n_roles);
	int n = 0;

	for (int i = 0; i < p->n_roles; i++) {
		at_id at = p->roles[i].site;

		if (strcmp(p->roles[i].role, role) != 0 || !(all || at == site
		    || (site != 0 && at_setup_within(&e->new, at, site))))
			kept[n++] = p->roles[i];
	}
	p->roles = kept;
	p->n_roles = n;
}

static void
give_role(struct at_call *call, struct editing *e, const char *role, at_id site)
{
	struct at_setup_person *p = e->person;
	struct at_setup_role *roles;

	if (holds(p, role, 0))
		return;
	if (site == 0)
		drop_role(call, e, role, 0, true);
	roles = at_grow(call->arena, p->roles, (size_t)p->n_roles,
	    (size_t)(p->n_roles + e->new.n_sites + 1), sizeof *roles);
	for (int i = 0; site != 0 && i < e->new.n_sites; i++) {
		at_id at = e->new.sites[i].id;

		if (at_setup_within(&e->new, at, site) && !holds(p, role, at))
			roles[p->n_roles++] = (struct at_setup_role){ role, at };
	}
	if (site == 0)
		roles[p->n_roles++] = (struct at_setup_role){ role, 0 };
	p->roles = roles;
}

enum at_status
at_action_person_role(struct at_call *call, at_id person, const char *role, at_id site, bool give)
{
	enum at_subject subject = (enum at_subject)(at_subject_parse(role) & AT_STAFF);
	struct editing e;
	enum at_status st = begin(call, person, "roles", &e);

	if (st != AT_OK)
		return st;
	if (subject == 0 || (site != 0 && at_setup_site(&e.new, site) == NULL))
		return at_fail(call->err, AT_INVALID, "%s", at_tr(call,
		    "Choose a role, and where it counts."));
	if (give && site != 0 && at_subject_is_everywhere(subject))
		return at_person_holds_everywhere(call);
	if (!give && subject == AT_ADMINISTRATOR && person == call->who->staff)
		return at_fail(call->err, AT_CONFLICT, "%s", at_tr(call,
		    "Your own right to administer can be taken by another administrator only."));
	if (give)
		give_role(call, &e, at_subject_name(subject), site);
	else
		drop_role(call, &e, role, site, false);
	return end(call, &e);
}

/* ---- supervision ---------------------------------------------------------------------- */

static enum at_status
read_day(struct at_call *call, const struct at_setup *setup, const char *text, int hour,
    at_ms *out)
{
	const struct at_zone *zone;
	struct at_date date;
	enum at_status st;

	*out = 0;
	if (text[0] == '\0')
		return AT_OK;
	if (!at_date_parse(text, &date))
		return at_fail(call->err, AT_INVALID, "%s", at_printf(call->arena, at_tr(call,
		    "A day is written as 2026-12-24, not \"%s\"."), text));
	st = load_zone(call, setup, &zone);
	if (st == AT_OK)
		*out = at_zone_instant(zone, date, hour, 0);
	return st;
}

enum at_status
at_action_supervise(struct at_call *call, at_id supervisor, at_id therapist, const char *from,
    const char *to)
{
	struct at_setup_supervision s = { .therapist = therapist }, *all;
	struct editing e;
	enum at_status st = begin(call, supervisor, "supervision", &e);

	if (st == AT_OK)
		st = read_day(call, &e.old, from, 0, &s.from);
	if (st == AT_OK)
		st = read_day(call, &e.old, to, 24, &s.to);
	if (st != AT_OK)
		return st;
	if (at_setup_person(&e.new, therapist) == NULL)
		return at_fail(call->err, AT_INVALID, "%s", at_tr(call,
		    "Choose whom to supervise."));
	if (s.to != 0 && s.to <= s.from)
		return at_fail(call->err, AT_INVALID, "%s", at_tr(call,
		    "The last day is before the first."));
	for (int i = 0; i < e.person->n_supervises; i++) {
		const struct at_setup_supervision *o = &e.person->supervises[i];

		if (o->therapist == therapist && (o->to == 0 || o->to > s.from)
		    && (s.to == 0 || s.to > o->from))
			return at_fail(call->err, AT_INVALID, "%s", at_tr(call,
			    "That is so already, at least in part."));
	}
	all = at_grow(call->arena, e.person->supervises, (size_t)e.person->n_supervises,
	    (size_t)e.person->n_supervises + 1, sizeof *all);
	all[e.person->n_supervises++] = s;
	e.person->supervises = all;
	return end(call, &e);
}

enum at_status
at_action_supervise_end(struct at_call *call, at_id supervisor, at_id therapist)
{
	struct at_setup_supervision *kept;
	bool any = false;
	int n = 0;
	struct editing e;
	enum at_status st = begin(call, supervisor, "supervision", &e);

	if (st != AT_OK)
		return st;
	kept = AT_NEW(call->arena, struct at_setup_supervision, (size_t)e.person->n_supervises);
	for (int i = 0; i < e.person->n_supervises; i++) {
		struct at_setup_supervision s = e.person->supervises[i];

		if (s.therapist != therapist || (s.to != 0 && s.to <= call->now)) {
			kept[n++] = s;
			continue;
		}
		any = true;
		s.to = call->now;
		if (s.from < s.to)
			kept[n++] = s;
	}
	if (!any)
		return at_setup_late(call);
	e.person->supervises = kept;
	e.person->n_supervises = n;
	return end(call, &e);
}
