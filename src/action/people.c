/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "action/act.h"
#include "action/people.h"
#include "base/buffer.h"
#include "base/near.h"
#include "base/utf8.h"
#include "store/setup.h"

enum { MAX_HANDLE = 32, MAX_NAME = 200 };

struct adding {
	struct at_staff staff;
	struct at_setup_role *roles;
	int n_roles;
	struct at_audit_line line;
};

static enum at_status
apply_add(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	struct adding *a = job;
	enum at_status st = at_staff_insert(db, &a->staff, err);

	for (int i = 0; i < a->n_roles && st == AT_OK; i++)
		st = at_staff_add_role(db, a->staff.org, a->staff.id, a->roles[i].role,
		    a->roles[i].site, err);
	return st == AT_OK ? at_act_append(db, scratch, &a->line, err) : st;
}

static enum at_status
check_names(struct at_call *call, const struct at_new_person *new)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789._-";
	size_t n = strlen(new->handle);

	if (n == 0 || n > MAX_HANDLE || new->handle[0] < 'a' || new->handle[0] > 'z'
	    || strspn(new->handle, letters) != n)
		return at_fail(call->err, AT_INVALID, "A sign-in name has 1 to %d small letters, "
		    "digits, dots and dashes, not \"%s\".", MAX_HANDLE, new->handle);
	if (new->name[strspn(new->name, " \t")] == '\0'
	    || !at_utf8_valid(new->name, strlen(new->name))
	    || at_utf8_count(new->name) > MAX_NAME)
		return at_fail(call->err, AT_INVALID, "A name has 1 to %d characters.", MAX_NAME);
	return AT_OK;
}

static bool
is_within(const struct at_setup *setup, const struct at_setup_site *site, at_id above)
{
	/* A setup is a tree: its depth is less than its sites. */
	for (int depth = 0; depth < setup->n_sites && site != NULL; depth++) {
		const struct at_setup_site *parent = NULL;

		if (site->id == above)
			return true;
		for (int i = 0; i < setup->n_sites; i++)
			if (setup->sites[i].id == site->parent)
				parent = &setup->sites[i];
		site = parent;
	}
	return false;
}

static void
add_role(struct at_call *call, struct adding *a, const char *role, at_id site)
{
	a->roles = at_one_more(call->arena, a->roles, a->n_roles, sizeof *a->roles);
	a->roles[a->n_roles++] = (struct at_setup_role){ role, site };
}

static enum at_status
unknown_role(struct at_call *call, const char *role)
{
	const char *names[32], *near;
	int n = 0;

	for (uint32_t bit = 1; bit <= AT_PRIVACY; bit <<= 1)
		if ((bit & AT_STAFF) != 0)
			names[n++] = at_subject_name((enum at_subject)bit);
	near = at_near(role, names, n);
	return at_fail(call->err, AT_INVALID, "There is no role \"%s\"%s%s.", role,
	    near == NULL ? "" : "; did you mean ", near == NULL ? "" : near);
}

/* "therapist@bergen" */
static enum at_status
read_role(struct at_call *call, const struct at_setup *setup, const char *text, struct adding *a)
{
	const char *at = strchr(text, '@');
	const char *role = at_strndup(call->arena, text,
	    at == NULL ? strlen(text) : (size_t)(at - text));
	at_id site = 0;

	if ((at_subject_parse(role) & AT_STAFF) == 0)
		return unknown_role(call, role);
	if (at == NULL) {
		add_role(call, a, role, 0);
		return AT_OK;
	}
	for (int i = 0; i < setup->n_sites; i++)
		if (strcmp(setup->sites[i].handle, at + 1) == 0)
			site = setup->sites[i].id;
	if (site == 0)
		return at_fail(call->err, AT_NOT_FOUND, "There is no site \"%s\".", at + 1);
	for (int i = 0; i < setup->n_sites; i++)
		if (is_within(setup, &setup->sites[i], site))
			add_role(call, a, role, setup->sites[i].id);
	return AT_OK;
}

static enum at_status
load_setup(struct at_call *call, enum at_verb verb, struct at_setup *out)
{
	struct at_db *db;
	enum at_status st = at_act_allow(call, AT_REL_ANY, AT_RES_SETTINGS, verb);

	if (st != AT_OK)
		return st;
	db = at_store_reader(call);
	return db == NULL ? call->err->status : at_setup_load(call->arena, db, call->who->org, out,
	    call->err);
}

enum at_status
at_action_person_add(struct at_call *call, const struct at_new_person *new, at_id *out)
{
	struct adding a = { .n_roles = 0 };
	struct at_setup setup;
	enum at_status st = load_setup(call, AT_WRITE, &setup);

	if (st == AT_OK)
		st = check_names(call, new);
	for (int i = 0; i < new->n_roles && st == AT_OK; i++)
		st = read_role(call, &setup, new->roles[i], &a);
	if (st != AT_OK)
		return st;
	for (int i = 0; i < setup.n_people; i++)
		if (strcmp(setup.people[i].handle, new->handle) == 0)
			return at_fail(call->err, AT_CONFLICT, "There is already somebody called "
			    "\"%s\".", new->handle);
	a.staff = (struct at_staff){ .org = call->who->org, .id = at_store_id(call),
		.handle = new->handle, .name = new->name };
	a.line = at_act_line(call, "add", "staff", a.staff.id, 0);
	st = at_store_write(call, apply_add, &a);
	if (st == AT_OK)
		*out = a.staff.id;
	return st;
}

static bool
has_role(const struct at_setup_person *p, const char *role, at_id site)
{
	for (int i = 0; i < p->n_roles; i++)
		if (p->roles[i].site == site && strcmp(p->roles[i].role, role) == 0)
			return true;
	return false;
}

/* A role at a site goes without saying at its sub-sites. */
static const char *
roles_text(struct at_call *call, const struct at_setup *setup, const struct at_setup_person *p)
{
	struct at_buffer text = at_buffer_init(call->arena);

	for (int i = 0; i < p->n_roles; i++) {
		const struct at_setup_site *site = NULL;

		for (int s = 0; s < setup->n_sites; s++)
			if (setup->sites[s].id == p->roles[i].site)
				site = &setup->sites[s];
		if (site != NULL && site->parent != 0
		    && has_role(p, p->roles[i].role, site->parent))
			continue;
		at_buffer_printf(&text, "%s%s%s%s", text.n_bytes == 0 ? "" : ", ",
		    p->roles[i].role, site == NULL ? "" : " at ",
		    site == NULL ? "" : site->handle);
	}
	return at_buffer_string(&text);
}

enum at_status
at_action_person_rows(struct at_call *call, struct at_person_row **out, int *out_n)
{
	struct at_setup setup;
	struct at_staff *staff;
	int n;
	enum at_status st = load_setup(call, AT_VIEW, &setup);

	if (st == AT_OK)
		st = at_staff_list(call->arena, at_store_reader(call), call->who->org, &staff, &n,
		    call->err);
	if (st != AT_OK)
		return st;
	*out = AT_NEW(call->arena, struct at_person_row, (size_t)n);
	for (int i = 0; i < n; i++) {
		(*out)[i] = (struct at_person_row){ staff[i], "" };
		for (int p = 0; p < setup.n_people; p++)
			if (setup.people[p].id == staff[i].id)
				(*out)[i].roles = roles_text(call, &setup, &setup.people[p]);
	}
	*out_n = n;
	return AT_OK;
}

enum at_status
at_action_person_find(struct at_call *call, const char *handle, struct at_staff *out)
{
	struct at_db *db;
	enum at_status st = at_act_allow(call, AT_REL_ANY, AT_RES_SETTINGS, AT_VIEW);

	if (st != AT_OK)
		return st;
	db = at_store_reader(call);
	return db == NULL ? call->err->status : at_staff_find(call->arena, db, call->who->org,
	    handle, out, call->err);
}

struct disabling {
	struct at_staff staff;
	struct at_audit_line line;
};

static enum at_status
apply_disable(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	struct disabling *d = job;
	enum at_status st = at_staff_disable(db, d->staff.org, d->staff.id, d->line.at, err);

	return st == AT_OK ? at_act_append(db, scratch, &d->line, err) : st;
}

enum at_status
at_action_person_disable(struct at_call *call, const char *handle)
{
	struct disabling d;
	enum at_status st = at_act_allow(call, AT_REL_ANY, AT_RES_SETTINGS, AT_WRITE);

	if (st == AT_OK)
		st = at_action_person_find(call, handle, &d.staff);
	if (st != AT_OK)
		return st;
	if (d.staff.disabled)
		return at_fail(call->err, AT_CONFLICT, "The account of %s is closed already.",
		    handle);
	d.line = at_act_line(call, "disable", "staff", d.staff.id, 0);
	return at_store_write(call, apply_disable, &d);
}
