/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "action/clinic_check.h"
#include "base/near.h"
#include "instrument/texts.h"

/* What texts of no instrument are filed under. */
static const char general[] = "texts";

struct check {
	struct at_arena *arena;
	struct at_error *err;
	struct at_clinic *clinic;
	const struct at_clinic_site *top;
};

#define bad(c, line_, format, ...) \
	at_fail((c)->err, AT_INVALID, "%s:%d: " format, (c)->clinic->file, (line_), __VA_ARGS__)

/* Whether `site` is `above` or one of its sub-sites.  Knows no end on a circle. */
static bool
is_within(const struct at_clinic *clinic, int site, int above)
{
	while (site != above && site != AT_CLINIC_NONE)
		site = clinic->sites[site].parent;
	return site == above;
}

/* ---- what no clinic may be, however it is set up ------------------------------------- */

struct finding {
	struct at_arena *arena;
	const struct at_clinic *clinic;
	struct at_clinic_faults found;
};

static void
found(struct finding *f, enum at_clinic_rule rule, int site, int person, int line)
{
	f->found.all = at_one_more(f->arena, f->found.all, f->found.n, sizeof *f->found.all);
	f->found.all[f->found.n++] = (struct at_clinic_fault){ rule, site, person, line };
}

static void
find_circles(struct finding *f)
{
	const struct at_clinic *clinic = f->clinic;

	for (int i = 0; i < clinic->n_sites; i++) {
		int above = clinic->sites[i].parent;

		/* A circle further up is found from one of its own. */
		for (int steps = 0; above != AT_CLINIC_NONE && above != i
		    && steps < clinic->n_sites; steps++)
			above = clinic->sites[above].parent;
		if (above == i)
			found(f, AT_CLINIC_CIRCLE, i, AT_CLINIC_NONE, clinic->sites[i].parent_line);
	}
}

static void
find_in_person(struct finding *f, int index)
{
	const struct at_clinic_person *person = &f->clinic->people[index];

	if (person->n_roles == 0)
		found(f, AT_CLINIC_NO_ROLE, AT_CLINIC_NONE, index, person->line);
	for (int i = 0; i < person->n_supervises; i++) {
		const struct at_clinic_supervision *s = &person->supervises[i];

		if (s->therapist == index)
			found(f, AT_CLINIC_OWN_SUPERVISOR, AT_CLINIC_NONE, index, s->line);
		if (!at_clinic_has_role(f->clinic, index, AT_SUPERVISOR, AT_CLINIC_NONE))
			found(f, AT_CLINIC_NO_SUPERVISOR, AT_CLINIC_NONE, index, s->line);
		if (!at_clinic_has_role(f->clinic, s->therapist, AT_THERAPIST, AT_CLINIC_NONE))
			found(f, AT_CLINIC_NO_THERAPIST, AT_CLINIC_NONE, s->therapist, s->line);
	}
}

static void
find_in_site(struct finding *f, int index)
{
	const struct at_clinic_site *site = &f->clinic->sites[index];
	int contact = site->contact;

	if (contact != AT_CLINIC_NONE && !at_clinic_has_role(f->clinic, contact, AT_CONTACT, index))
		found(f, AT_CLINIC_NO_CONTACT, index, contact, site->contact_line);
	if (contact != AT_CLINIC_NONE
	    && at_clinic_has_role(f->clinic, contact, AT_THERAPIST, index))
		found(f, AT_CLINIC_CONTACT_TREATS, index, contact, site->contact_line);
	for (int i = 0; i < site->n_covers; i++)
		if (!at_clinic_has_role(f->clinic, site->covers[i].person, AT_COVER, index))
			found(f, AT_CLINIC_NO_COVER, index, site->covers[i].person,
			    site->covers[i].line);
}

static void
find_in_whole(struct finding *f)
{
	for (int i = 0; i < f->clinic->n_people; i++)
		if (at_clinic_has_role(f->clinic, i, AT_ADMINISTRATOR, AT_CLINIC_NONE))
			return;
	found(f, AT_CLINIC_NO_ADMINISTRATOR, AT_CLINIC_NONE, AT_CLINIC_NONE, 0);
}

struct at_clinic_faults
at_clinic_find_faults(struct at_arena *arena, const struct at_clinic *clinic)
{
	struct finding f = { arena, clinic, { NULL, 0 } };

	find_circles(&f);
	for (int i = 0; i < clinic->n_people; i++)
		find_in_person(&f, i);
	for (int i = 0; i < clinic->n_sites; i++)
		find_in_site(&f, i);
	find_in_whole(&f);
	return f.found;
}

/* One of them in the words of a file. */
static enum at_status
say_one(struct check *c, struct at_clinic_fault f)
{
	const char *site = "", *person = "";

	if (f.site != AT_CLINIC_NONE)
		site = c->clinic->sites[f.site].handle;
	if (f.person != AT_CLINIC_NONE)
		person = c->clinic->people[f.person].handle;

	switch (f.rule) {
	case AT_CLINIC_CIRCLE:
		return bad(c, f.line, "a site cannot be its own sub-site; expected parent = a "
		    "site above [site %s]", site);
	case AT_CLINIC_NO_ROLE:
		return bad(c, f.line, "expected roles = ... in [person %s]", person);
	case AT_CLINIC_OWN_SUPERVISOR:
		return bad(c, f.line, "%s cannot supervise themselves", person);
	case AT_CLINIC_NO_SUPERVISOR:
		return bad(c, f.line, "%s supervises but has not the role: expected roles = "
		    "supervisor", person);
	case AT_CLINIC_NO_THERAPIST:
		return bad(c, f.line, "%s is supervised but is no therapist: expected roles = "
		    "therapist in [person %s]", person, person);
	case AT_CLINIC_NO_CONTACT:
		return bad(c, f.line, "%s is the contact of [site %s] but has not the role: "
		    "expected roles = contact in [person %s]", person, site, person);
	case AT_CLINIC_CONTACT_TREATS:
		return bad(c, f.line, "%s is a therapist at [site %s], and clients must be able "
		    "to reach someone else: expected outside_contact = the name of an outside "
		    "body", person, site);
	case AT_CLINIC_NO_COVER:
		return bad(c, f.line, "%s has cover at [site %s] but not the role: expected "
		    "roles = cover in [person %s]", person, site, person);
	case AT_CLINIC_NO_ADMINISTRATOR:
		return at_fail(c->err, AT_INVALID, "%s: expected at least one [person NAME] with "
		    "roles = administrator", c->clinic->file);
	}
	return AT_OK;
}

/* The first of them, if there is any. */
static enum at_status
say(struct check *c, const struct finding *f)
{
	return f->found.n == 0 ? AT_OK : say_one(c, f->found.all[0]);
}

/* ---- what a site does not say itself -------------------------------------------------- */

/* What a site does not say itself it has from above. */
static void
inherit(struct at_clinic_site *site, const struct at_clinic_site *above)
{
	if (site->zone == NULL) {
		site->zone = above->zone;
		site->hours.zone = above->hours.zone;
	}
	if (site->hours.n_spans == 0 && !site->hours.always) {
		site->hours.spans = above->hours.spans;
		site->hours.n_spans = above->hours.n_spans;
		site->hours.always = above->hours.always;
	}
	if (site->hours.n_closed == 0) {
		site->hours.closed = above->hours.closed;
		site->hours.n_closed = above->hours.n_closed;
	}
	if (site->n_langs == 0) {
		site->langs = above->langs;
		site->n_langs = above->n_langs;
	}
	if (site->n_covers == 0) {
		site->covers = above->covers;
		site->n_covers = above->n_covers;
	}
	if (site->contact_line == 0) {
		site->contact = above->contact;
		site->contact_name = above->contact_name;
		site->contact_line = above->contact_line;
	}
	if (site->escalate_ms == 0)
		site->escalate_ms = above->escalate_ms;
	if (site->escalate_high_ms == 0)
		site->escalate_high_ms = above->escalate_high_ms;
}

/* From the whole chain above, the nearest first. */
static void
settle_site(struct check *c, struct at_clinic_site *site)
{
	static const char *const english[] = { "en" };
	static const struct at_clinic_site defaults = { .langs = english, .n_langs = 1,
		.contact = AT_CLINIC_NONE, .escalate_ms = AT_CLINIC_ESCALATE,
		.escalate_high_ms = AT_CLINIC_ESCALATE_HIGH };

	for (int i = site->parent; i != AT_CLINIC_NONE; i = c->clinic->sites[i].parent)
		inherit(site, &c->clinic->sites[i]);
	inherit(site, c->top);
	inherit(site, &defaults);
	if (site->contact != AT_CLINIC_NONE)
		site->contact_name = c->clinic->people[site->contact].name;
}

/* Cover taken from above holds at this site's clock and closed days. */
static void
settle_covers(struct check *c, struct at_clinic_site *site)
{
	struct at_clinic_cover *covers = at_grow(c->arena, site->covers, (size_t)site->n_covers,
	    (size_t)site->n_covers, sizeof *covers);

	for (int i = 0; i < site->n_covers; i++) {
		covers[i].hours.zone = site->hours.zone;
		covers[i].hours.closed = site->hours.closed;
		covers[i].hours.n_closed = site->hours.n_closed;
	}
	site->covers = covers;
}

/* A role at a site is one at its sub-sites too. */
static void
spread_roles(struct check *c, struct at_clinic_person *person)
{
	int n = person->n_roles, site;

	for (int i = 0; i < n; i++) {
		struct at_clinic_role role = person->roles[i];

		for (site = 0; role.site != AT_CLINIC_NONE && site < c->clinic->n_sites; site++) {
			if (!is_within(c->clinic, site, role.site)
			    || at_clinic_has_role(c->clinic, (int)(person - c->clinic->people),
			    role.role, site))
				continue;
			person->roles = at_one_more(c->arena, person->roles, person->n_roles,
			    sizeof role);
			person->roles[person->n_roles++] = (struct at_clinic_role){ role.role,
				site, role.line };
		}
	}
}

bool
at_clinic_has_role(const struct at_clinic *clinic, int person, enum at_subject role, int site)
{
	const struct at_clinic_person *p = &clinic->people[person];

	for (int i = 0; i < p->n_roles; i++)
		if (p->roles[i].role == role && (site == AT_CLINIC_NONE
		    || p->roles[i].site == AT_CLINIC_NONE || p->roles[i].site == site))
			return true;
	return false;
}

static enum at_status
check_site(struct check *c, int index)
{
	const struct at_clinic_site *site = &c->clinic->sites[index];
	struct finding f = { c->arena, c->clinic, { NULL, 0 } };

	if (site->name == NULL)
		return bad(c, site->line, "expected name = ... in [site %s]", site->handle);
	if (site->zone == NULL)
		return bad(c, site->line, "expected zone = ..., such as Europe/Oslo, in [site %s] "
		    "or at the top", site->handle);
	if (site->hours.n_spans == 0 && !site->hours.always)
		return bad(c, site->line, "expected hours = ..., such as mon-fri 08:00-16:00, in "
		    "[site %s] or at the top", site->handle);
	find_in_site(&f, index);
	return say(c, &f);
}

static enum at_status
check_person(struct check *c, int index)
{
	const struct at_clinic_person *person = &c->clinic->people[index];
	struct finding f = { c->arena, c->clinic, { NULL, 0 } };

	if (person->name == NULL)
		return bad(c, person->line, "expected name = ... in [person %s]", person->handle);
	find_in_person(&f, index);
	return say(c, &f);
}

static enum at_status
check_whole(struct check *c)
{
	const struct at_clinic *clinic = c->clinic;
	struct finding f = { c->arena, c->clinic, { NULL, 0 } };

	if (clinic->name == NULL)
		return at_fail(c->err, AT_INVALID, "%s: expected name = ..., the name of the "
		    "organisation, at the top", clinic->file);
	if (clinic->n_sites == 0)
		return at_fail(c->err, AT_INVALID, "%s: expected at least one [site NAME]",
		    clinic->file);
	find_in_whole(&f);
	return say(c, &f);
}

enum at_status
at_clinic_settle(struct at_arena *arena, struct at_clinic *clinic,
    const struct at_clinic_site *top, struct at_error *err)
{
	struct check c = { arena, err, clinic, top };
	struct finding circles = { arena, clinic, { NULL, 0 } };
	enum at_status st;

	find_circles(&circles);
	st = say(&c, &circles);
	for (int i = 0; st == AT_OK && i < clinic->n_people; i++)
		spread_roles(&c, &clinic->people[i]);
	for (int i = 0; st == AT_OK && i < clinic->n_people; i++)
		st = check_person(&c, i);
	/* Covers are copied last: until then sub-sites take them from above. */
	for (int i = 0; st == AT_OK && i < clinic->n_sites; i++)
		settle_site(&c, &clinic->sites[i]);
	for (int i = 0; st == AT_OK && i < clinic->n_sites; i++)
		settle_covers(&c, &clinic->sites[i]);
	for (int i = 0; st == AT_OK && i < clinic->n_sites; i++)
		st = check_site(&c, i);
	return st == AT_OK ? check_whole(&c) : st;
}

static const char *const value_names[] = { "emergency_number", "violence_line",
	"crisis_line_name", "crisis_line_number", "crisis_line_hours", "crisis_chat",
	"clinic_name", "clinic_phone", "clinic_hours", "out_of_hours_name", "out_of_hours_phone",
	"contact_person", "staff_support" };

const char *const *
at_clinic_value_names(int *n)
{
	*n = (int)AT_COUNT(value_names);
	return value_names;
}

static const char *
value_at(const struct at_clinic *clinic, int site, const char *name, const char *lang)
{
	const char *plain = NULL;
	size_t n = strlen(name);

	for (int i = 0; i < clinic->n_values; i++) {
		const struct at_clinic_value *v = &clinic->values[i];

		if (v->site != site || strncmp(v->name, name, n) != 0)
			continue;
		if (v->name[n] == '\0')
			plain = v->value;
		else if (lang != NULL && v->name[n] == '.' && strcmp(v->name + n + 1, lang) == 0)
			return v->value;
	}
	return plain;
}

const char *
at_clinic_value(const struct at_clinic *clinic, int site, const char *name, const char *lang)
{
	const char *value = NULL;

	for (int i = site; value == NULL && i != AT_CLINIC_NONE; i = clinic->sites[i].parent)
		value = value_at(clinic, i, name, lang);
	if (value == NULL)
		value = value_at(clinic, AT_CLINIC_NONE, name, lang);
	if (value == NULL && strcmp(name, "clinic_name") == 0)
		value = clinic->sites[site].name;
	if (value == NULL && strcmp(name, "contact_person") == 0)
		value = clinic->sites[site].contact_name;
	return value;
}

const struct at_clinic_gap *
at_clinic_missing(struct at_arena *arena, const struct at_clinic *clinic, int *n)
{
	struct at_clinic_gap *gaps = AT_NEW(arena, struct at_clinic_gap,
	    (size_t)clinic->n_sites * AT_COUNT(value_names));

	*n = 0;
	for (int site = 0; site < clinic->n_sites; site++)
		for (size_t i = 0; i < AT_COUNT(value_names); i++)
			if (at_clinic_value(clinic, site, value_names[i], NULL) == NULL)
				gaps[(*n)++] = (struct at_clinic_gap){ site, value_names[i] };
	return gaps;
}

static enum at_status
unknown_instrument(struct at_arena *arena, const struct at_clinic *clinic,
    const struct at_clinic_text *text, const struct at_library *library, struct at_error *err)
{
	int n = at_library_count(library);
	const char **ids = AT_NEW(arena, const char *, (size_t)n + 1), *near;

	for (int i = 0; i < n; i++)
		ids[i] = at_library_at(library, i)->id;
	ids[n] = general;
	near = at_near(text->instrument, ids, n + 1);
	return at_fail(err, AT_INVALID, "%s:%d: there is no form \"%s\"%s%s", clinic->file,
	    text->line, text->instrument, near == NULL ? "" : "; did you mean ",
	    near == NULL ? "" : near);
}

enum at_status
at_clinic_check_texts(struct at_arena *arena, const struct at_clinic *clinic,
    const struct at_library *library, struct at_error *err)
{
	for (int i = 0; i < clinic->n_texts; i++) {
		const struct at_clinic_text *text = &clinic->texts[i];
		const struct at_instrument *instrument = at_library_find(library,
		    text->instrument);

		if (instrument == NULL && strcmp(text->instrument, general) != 0)
			return unknown_instrument(arena, clinic, text, library, err);
		if (!at_texts_key_is_known(instrument, text->key))
			return at_fail(err, AT_INVALID, "%s:%d: %s has no text \"%s\"",
			    clinic->file, text->line, text->instrument, text->key);
	}
	return AT_OK;
}
