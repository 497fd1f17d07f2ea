/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "action/act.h"
#include "action/clinic_check.h"
#include "action/setup_compare.h"
#include "action/setup_edit.h"
#include "base/words.h"
#include "store/people.h"

static const char changed[] = AT_TEXT("Somebody changed this meanwhile. Nothing of yours was "
    "saved: look at it as it is now, and change it again.");

enum at_status
at_setup_late(struct at_call *call)
{
	return at_fail(call->err, AT_CONFLICT, "%s", at_tr(call, changed));
}

enum at_status
at_setup_no_site(struct at_call *call)
{
	return at_fail(call->err, AT_NOT_FOUND, "%s", at_tr(call, "There is no such site."));
}

enum at_status
at_setup_open(struct at_call *call, enum at_verb verb, struct at_setup *out)
{
	struct at_db *db;
	enum at_status st = at_act_allow(call, AT_REL_ANY, AT_RES_SETTINGS, verb);

	if (st != AT_OK)
		return st;
	db = at_store_reader(call);
	return db == NULL ? call->err->status : at_setup_load(call->arena, db, call->who->org, out,
	    call->err);
}

struct at_setup
at_setup_copy(struct at_arena *arena, const struct at_setup *setup)
{
	struct at_setup copy = *setup;

	copy.sites = at_grow(arena, setup->sites, (size_t)setup->n_sites,
	    (size_t)setup->n_sites, sizeof *copy.sites);
	copy.people = at_grow(arena, setup->people, (size_t)setup->n_people,
	    (size_t)setup->n_people, sizeof *copy.people);
	copy.values = at_grow(arena, setup->values, (size_t)setup->n_values,
	    (size_t)setup->n_values, sizeof *copy.values);
	return copy;
}

struct at_setup_site *
at_setup_site(const struct at_setup *setup, at_id site)
{
	for (int i = 0; i < setup->n_sites; i++)
		if (setup->sites[i].id == site)
			return &setup->sites[i];
	return NULL;
}

struct at_setup_person *
at_setup_person(const struct at_setup *setup, at_id person)
{
	for (int i = 0; i < setup->n_people; i++)
		if (setup->people[i].id == person)
			return &setup->people[i];
	return NULL;
}

bool
at_setup_within(const struct at_setup *setup, at_id site, at_id above)
{
	const struct at_setup_site *at = at_setup_site(setup, site);

	/* A setup is a tree: its depth is less than its sites. */
	for (int depth = 0; depth < setup->n_sites && at != NULL; depth++) {
		if (at->id == above)
			return true;
		at = at_setup_site(setup, at->parent);
	}
	return false;
}

/* ---- the rules ------------------------------------------------------------------------ */

static int
site_index(const struct at_setup *setup, at_id site)
{
	const struct at_setup_site *found = at_setup_site(setup, site);

	return found == NULL ? AT_CLINIC_NONE : (int)(found - setup->sites);
}

static int
person_index(const struct at_setup *setup, at_id person)
{
	const struct at_setup_person *found = at_setup_person(setup, person);

	return found == NULL ? AT_CLINIC_NONE : (int)(found - setup->people);
}

static struct at_clinic_site
site_of(struct at_arena *arena, const struct at_setup *setup, const struct at_setup_site *site)
{
	struct at_clinic_site out = { .handle = site->handle, .name = site->name,
		.parent = site_index(setup, site->parent),
		.contact = person_index(setup, site->contact), .n_covers = site->n_covers };

	out.covers = AT_NEW(arena, struct at_clinic_cover, (size_t)site->n_covers);
	for (int i = 0; i < site->n_covers; i++)
		out.covers[i].person = person_index(setup, site->covers[i].staff);
	return out;
}

/* A supervision that is over holds nobody to a role. */
static struct at_clinic_person
person_of(struct at_call *call, const struct at_setup *setup,
    const struct at_setup_person *person)
{
	struct at_arena *arena = call->arena;
	struct at_clinic_person out = { .handle = person->handle, .name = person->name,
		.n_roles = person->n_roles };

	out.roles = AT_NEW(arena, struct at_clinic_role, (size_t)person->n_roles);
	for (int i = 0; i < person->n_roles; i++)
		out.roles[i] = (struct at_clinic_role){
			.role = (enum at_subject)at_subject_parse(person->roles[i].role),
			.site = site_index(setup, person->roles[i].site) };
	out.supervises = AT_NEW(arena, struct at_clinic_supervision,
	    (size_t)person->n_supervises);
	for (int i = 0; i < person->n_supervises; i++) {
		const struct at_setup_supervision *s = &person->supervises[i];

		if (s->to == 0 || s->to > call->now)
			out.supervises[out.n_supervises++].therapist = person_index(setup,
			    s->therapist);
	}
	return out;
}

/* As much of a clinic as the rules look at. */
static struct at_clinic
clinic_of(struct at_call *call, const struct at_setup *setup)
{
	struct at_arena *arena = call->arena;
	struct at_clinic clinic = { .name = setup->name, .n_sites = setup->n_sites,
		.n_people = setup->n_people };

	clinic.sites = AT_NEW(arena, struct at_clinic_site, (size_t)setup->n_sites);
	for (int i = 0; i < setup->n_sites; i++)
		clinic.sites[i] = site_of(arena, setup, &setup->sites[i]);
	clinic.people = AT_NEW(arena, struct at_clinic_person, (size_t)setup->n_people);
	for (int i = 0; i < setup->n_people; i++)
		clinic.people[i] = person_of(call, setup, &setup->people[i]);
	return clinic;
}

/* A rule in the words of a page: who breaks it, and where. */
static const char *
say(struct at_call *call, enum at_clinic_rule rule, const char *who, const char *where)
{
	struct at_arena *arena = call->arena;

	switch (rule) {
	case AT_CLINIC_CIRCLE:
		return at_tr(call, "A site cannot lie below itself.");
	case AT_CLINIC_NO_ROLE:
		return at_printf(arena, at_tr(call, "%s needs at least one role. To keep somebody "
		    "out, close the account."), who);
	case AT_CLINIC_OWN_SUPERVISOR:
		return at_printf(arena, at_tr(call, "%s cannot supervise themselves."), who);
	case AT_CLINIC_NO_SUPERVISOR:
		return at_printf(arena, at_tr(call, "%s supervises somebody, and needs the role "
		    "of a supervisor for it."), who);
	case AT_CLINIC_NO_THERAPIST:
		return at_printf(arena, at_tr(call, "%s is supervised, and needs the role of a "
		    "therapist for it."), who);
	case AT_CLINIC_NO_CONTACT:
		return at_printf(arena, at_tr(call, "%s is the contact person of %s, and needs the "
		    "role there."), who, where);
	case AT_CLINIC_CONTACT_TREATS:
		return at_printf(arena, at_tr(call, "%s would be both a therapist and the contact "
		    "person of %s. Clients must be able to reach someone else."), who, where);
	case AT_CLINIC_NO_COVER:
		return at_printf(arena, at_tr(call, "%s has cover at %s, and needs the role "
		    "there."), who, where);
	case AT_CLINIC_NO_ADMINISTRATOR:
		return at_setup_nobody_left(call);
	}
	return "";
}

static int
count_fault(const struct at_clinic_faults *in, const struct at_clinic_fault *fault)
{
	int n = 0;

	for (int i = 0; i < in->n; i++)
		n += in->all[i].rule == fault->rule && in->all[i].site == fault->site
		    && in->all[i].person == fault->person;
	return n;
}

/* A clinic that did not hold together before may be changed where it does; no fault may come
 * to those it has.  People and sites are the same by their place: more are added behind. */
static enum at_status
check(struct at_call *call, const struct at_setup *old, const struct at_setup *new)
{
	const struct at_clinic was = clinic_of(call, old),
		is = clinic_of(call, new);
	const struct at_clinic_faults before = at_clinic_find_faults(call->arena, &was),
		after = at_clinic_find_faults(call->arena, &is);

	for (int i = 0; i < after.n; i++) {
		const struct at_clinic_fault *fault = &after.all[i];
		const char *who, *where;

		if (count_fault(&after, fault) <= count_fault(&before, fault))
			continue;
		who = fault->person == AT_CLINIC_NONE ? "" : new->people[fault->person].name;
		where = fault->site == AT_CLINIC_NONE ? "" : new->sites[fault->site].name;
		return at_fail(call->err, AT_INVALID, "%s", say(call, fault->rule, who, where));
	}
	return AT_OK;
}

/* ---- the change ----------------------------------------------------------------------- */

struct change {
	const struct at_setup *new;
	bool *sites, *people, everywhere;       /* what is different */
	const char *mark, *late, *nobody;
	struct at_audit_line line;
};

static void
find_differences(struct at_call *call, const struct at_setup *old, struct change *c)
{
	struct at_arena *arena = call->arena;
	const struct at_setup *new = c->new;

	c->sites = AT_NEW(arena, bool, (size_t)new->n_sites);
	for (int i = 0; i < new->n_sites; i++)
		c->sites[i] = strcmp(at_setup_mark_site(arena, old, new->sites[i].id),
		    at_setup_mark_site(arena, new, new->sites[i].id)) != 0;
	c->people = AT_NEW(arena, bool, (size_t)new->n_people);
	for (int i = 0; i < new->n_people; i++)
		c->people[i] = strcmp(at_setup_mark_person(arena, old, new->people[i].id),
		    at_setup_mark_person(arena, new, new->people[i].id)) != 0;
	c->everywhere = strcmp(at_setup_mark_site(arena, old, 0),
	    at_setup_mark_site(arena, new, 0)) != 0;
}

static enum at_status
save_differences(struct at_db *db, const struct change *c, struct at_error *err)
{
	const struct at_setup *new = c->new;
	enum at_status st = AT_OK;

	for (int i = 0; i < new->n_sites && st == AT_OK; i++) {
		if (!c->sites[i])
			continue;
		st = at_setup_save_site(db, new->org, &new->sites[i], err);
		if (st == AT_OK)
			st = at_setup_save_values(db, new, new->sites[i].id, err);
	}
	for (int i = 0; i < new->n_people && st == AT_OK; i++)
		if (c->people[i])
			st = at_setup_save_person(db, new->org, &new->people[i], err);
	if (st == AT_OK && c->everywhere)
		st = at_setup_save_name(db, new, err);
	return st == AT_OK && c->everywhere ? at_setup_save_values(db, new, 0, err) : st;
}

static enum at_status
apply_change(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	struct change *c = job;
	struct at_setup there;
	int before = 0;
	enum at_status st = at_setup_load(scratch, db, c->new->org, &there, err);

	if (st == AT_OK && strcmp(at_setup_mark(scratch, &there), c->mark) != 0)
		return at_fail(err, AT_CONFLICT, "%s", c->late);
	if (st == AT_OK)
		st = at_staff_administrators(scratch, db, c->new->org, &before, err);
	if (st == AT_OK)
		st = save_differences(db, c, err);
	if (st == AT_OK)
		st = at_setup_keep_administrator(db, scratch, c->new->org, before, c->nobody, err);
	return st == AT_OK ? at_act_append(db, scratch, &c->line, err) : st;
}

const char *
at_setup_nobody_left(struct at_call *call)
{
	return at_tr(call, "Nobody would be left to administer. Make somebody else an "
	    "administrator first.");
}

enum at_status
at_setup_keep_administrator(struct at_db *db, struct at_arena *scratch, at_id org, int before,
    const char *nobody, struct at_error *err)
{
	int after = 0;
	enum at_status st = at_staff_administrators(scratch, db, org, &after, err);

	if (st == AT_OK && before > 0 && after == 0)
		return at_fail(err, AT_CONFLICT, "%s", nobody);
	return st;
}

enum at_status
at_setup_change(struct at_call *call, const struct at_setup *old, const struct at_setup *new,
    const struct at_audit_line *line)
{
	struct change job = { .new = new, .line = *line, .late = at_tr(call, changed),
		.mark = at_setup_mark(call->arena, old), .nobody = at_setup_nobody_left(call) };
	enum at_status st;

	if (strcmp(job.mark, at_setup_mark(call->arena, new)) == 0)
		return AT_OK;
	st = check(call, old, new);
	if (st != AT_OK)
		return st;
	find_differences(call, old, &job);
	return at_store_write(call, apply_change, &job);
}
