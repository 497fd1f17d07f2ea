/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "action/act.h"
#include "action/people.h"
#include "action/person.h"
#include "action/setup_edit.h"
#include "base/buffer.h"
#include "base/near.h"
#include "base/utf8.h"
#include "base/words.h"
#include "store/factor.h"

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
check_handle(struct at_call *call, const char *handle)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789._-";
	size_t n = strlen(handle);

	if (n > 0 && n <= MAX_HANDLE && handle[0] >= 'a' && handle[0] <= 'z'
	    && strspn(handle, letters) == n)
		return AT_OK;
	return at_fail(call->err, AT_INVALID, "%s", at_printf(call->arena, at_tr(call,
	    "A sign-in name has 1 to %d small letters, digits, dots and dashes, not \"%s\"."),
	    MAX_HANDLE, handle));
}

/* Control characters, and those that turn the direction of all that follows: with them one
 * name can be made to look like another. */
static bool
turns_the_line(const char *name)
{
	for (const unsigned char *b = (const unsigned char *)name; *b != '\0'; b++) {
		if (*b < ' ' || *b == 0x7f || (*b == 0xc2 && b[1] < 0xa0))
			return true;
		if (*b == 0xe2 && ((b[1] == 0x80 && b[2] >= 0xaa && b[2] <= 0xae)
		    || (b[1] == 0x81 && b[2] >= 0xa6 && b[2] <= 0xa9)))
			return true;
	}
	return false;
}

enum at_status
at_person_check_name(struct at_call *call, const char *name)
{
	if (at_utf8_valid(name, strlen(name)) && turns_the_line(name))
		return at_fail(call->err, AT_INVALID, "%s", at_tr(call,
		    "There is a letter in the name that cannot be seen. Type it anew."));
	if (name[strspn(name, " ")] != '\0' && at_utf8_valid(name, strlen(name))
	    && at_utf8_count(name) <= MAX_NAME)
		return AT_OK;
	return at_fail(call->err, AT_INVALID, "%s", at_printf(call->arena, at_tr(call,
	    "A name has 1 to %d characters."), MAX_NAME));
}

enum at_status
at_person_holds_everywhere(struct at_call *call)
{
	return at_fail(call->err, AT_INVALID, "%s", at_tr(call,
	    "This role is for the whole clinic: choose \"Everywhere\"."));
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
	if (at_subject_is_everywhere(at_subject_parse(role)))
		return at_person_holds_everywhere(call);
	for (int i = 0; i < setup->n_sites; i++)
		if (at_setup_within(setup, setup->sites[i].id, site))
			add_role(call, a, role, setup->sites[i].id);
	return AT_OK;
}

enum at_status
at_action_person_add(struct at_call *call, const struct at_new_person *new, at_id *out)
{
	struct adding a = { .n_roles = 0 };
	struct at_setup setup;
	enum at_status st = at_setup_open(call, AT_WRITE, &setup);

	if (st == AT_OK)
		st = check_handle(call, new->handle);
	if (st == AT_OK)
		st = at_person_check_name(call, new->name);
	for (int i = 0; i < new->n_roles && st == AT_OK; i++)
		st = read_role(call, &setup, new->roles[i], &a);
	if (st != AT_OK)
		return st;
	for (int i = 0; i < setup.n_people; i++)
		if (strcmp(setup.people[i].handle, new->handle) == 0)
			return at_fail(call->err, AT_CONFLICT, "%s", at_printf(call->arena,
			    at_tr(call, "There is already somebody called \"%s\"."),
			    new->handle));
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
void
at_person_held(struct at_call *call, const struct at_setup *setup,
    const struct at_setup_person *p, const struct at_held_role **out, int *out_n)
{
	struct at_held_role *held = AT_NEW(call->arena, struct at_held_role, (size_t)p->n_roles);

	*out_n = 0;
	for (int i = 0; i < p->n_roles; i++) {
		const struct at_setup_site *site = at_setup_site(setup, p->roles[i].site);

		if (site != NULL && site->parent != 0
		    && has_role(p, p->roles[i].role, site->parent))
			continue;
		held[(*out_n)++] = (struct at_held_role){
			.role = (enum at_subject)at_subject_parse(p->roles[i].role),
			.site = p->roles[i].site, .handle = site == NULL ? NULL : site->handle,
			.name = site == NULL ? NULL : site->name };
	}
	*out = held;
}

static const char *
roles_text(struct at_call *call, const struct at_person_row *row)
{
	struct at_buffer text = at_buffer_init(call->arena);

	for (int i = 0; i < row->n_held; i++)
		at_buffer_printf(&text, "%s%s%s%s", i == 0 ? "" : ", ",
		    at_subject_name(row->held[i].role),
		    row->held[i].handle == NULL ? "" : " at ",
		    row->held[i].handle == NULL ? "" : row->held[i].handle);
	return at_buffer_string(&text);
}

static at_ms
seen_of(const struct at_staff_seen *seen, int n, at_id staff)
{
	for (int i = 0; i < n; i++)
		if (seen[i].staff == staff)
			return seen[i].seen;
	return 0;
}

static bool
is_among(const at_id *ids, int n, at_id id)
{
	for (int i = 0; i < n; i++)
		if (ids[i] == id)
			return true;
	return false;
}

/* Those who may come in first, each by name. */
static int
by_name(const void *a_, const void *b_)
{
	const struct at_staff *a = &((const struct at_person_row *)a_)->staff,
		*b = &((const struct at_person_row *)b_)->staff;
	int order = (a->disabled ? 1 : 0) - (b->disabled ? 1 : 0);

	if (order == 0)
		order = strcmp(a->name, b->name);
	return order != 0 ? order : strcmp(a->handle, b->handle);
}

enum at_status
at_action_person_rows(struct at_call *call, struct at_person_row **out, int *out_n)
{
	struct at_setup setup;
	struct at_staff_seen *seen;
	struct at_staff *staff;
	at_id *holders;
	int n, n_seen, n_holders;
	enum at_status st = at_setup_open(call, AT_VIEW, &setup);

	if (st == AT_OK)
		st = at_staff_list(call->arena, at_store_reader(call), call->who->org, &staff, &n,
		    call->err);
	if (st == AT_OK)
		st = at_staff_seen(call->arena, at_store_reader(call), call->who->org, &seen,
		    &n_seen, call->err);
	if (st == AT_OK)
		st = at_factor_holders(call->arena, at_store_reader(call), call->who->org,
		    &holders, &n_holders, call->err);
	if (st != AT_OK)
		return st;
	*out = AT_NEW(call->arena, struct at_person_row, (size_t)n);
	for (int i = 0; i < n; i++) {
		const struct at_setup_person *p = at_setup_person(&setup, staff[i].id);
		struct at_person_row *row = &(*out)[i];

		*row = (struct at_person_row){ .staff = staff[i],
			.seen = seen_of(seen, n_seen, staff[i].id),
			.has_factor = is_among(holders, n_holders, staff[i].id) };
		if (p != NULL)
			at_person_held(call, &setup, p, &row->held, &row->n_held);
		row->roles = roles_text(call, row);
	}
	if (n > 0)
		qsort(*out, (size_t)n, sizeof **out, by_name);
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

/* ---- closed and opened again ----------------------------------------------------------- */

struct closing {
	struct at_staff staff;
	bool open;
	const char *nobody;
	struct at_audit_line line;
};

static enum at_status
apply_closing(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	struct closing *c = job;
	int before = 0;
	enum at_status st = at_staff_administrators(scratch, db, c->staff.org, &before, err);

	if (st == AT_OK && c->open)
		st = at_staff_enable(db, c->staff.org, c->staff.id, err);
	else if (st == AT_OK)
		st = at_staff_disable(db, c->staff.org, c->staff.id, c->line.at, err);
	if (st == AT_OK && !c->open)
		st = at_login_end_others(db, &c->staff, 0, c->line.at, err);
	if (st == AT_OK && !c->open)
		st = at_once_end_all(db, c->staff.org, c->staff.id, c->line.at, err);
	if (st == AT_OK)
		st = at_setup_keep_administrator(db, scratch, c->staff.org, before, c->nobody,
		    err);
	return st == AT_OK ? at_act_append(db, scratch, &c->line, err) : st;
}

static enum at_status
change_account(struct at_call *call, const char *handle, bool open)
{
	struct closing c = { .open = open, .nobody = at_setup_nobody_left(call) };
	enum at_status st = at_act_allow(call, AT_REL_ANY, AT_RES_SETTINGS, AT_WRITE);

	if (st == AT_OK)
		st = at_action_person_find(call, handle, &c.staff);
	if (st != AT_OK)
		return st;
	if (!open && c.staff.disabled)
		return at_fail(call->err, AT_CONFLICT, "%s", at_printf(call->arena, at_tr(call,
		    "The account of %s is closed already."), handle));
	if (open && !c.staff.disabled)
		return at_fail(call->err, AT_CONFLICT, "%s", at_printf(call->arena, at_tr(call,
		    "The account of %s is open already."), handle));
	if (c.staff.id == call->who->staff)
		return at_fail(call->err, AT_CONFLICT, "%s", at_tr(call,
		    "Your own account can be closed by another administrator only."));
	c.line = at_act_line(call, open ? "enable" : "disable", "staff", c.staff.id, 0);
	return at_store_write(call, apply_closing, &c);
}

enum at_status
at_action_person_disable(struct at_call *call, const char *handle)
{
	return change_account(call, handle, false);
}

enum at_status
at_action_person_enable(struct at_call *call, const char *handle)
{
	return change_account(call, handle, true);
}
