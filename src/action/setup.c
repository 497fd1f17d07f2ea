/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "action/act.h"
#include "action/setup_compare.h"
#include "action/setup_values.h"
#include "base/buffer.h"

/* ---- from the file's indexes to the store's ids ---------------------------------------- */

static at_id
site_id(const struct at_setup *setup, const char *handle)
{
	for (int i = 0; i < setup->n_sites; i++)
		if (strcmp(setup->sites[i].handle, handle) == 0)
			return setup->sites[i].id;
	return 0;
}

static at_id
person_id(const struct at_setup *setup, const char *handle)
{
	for (int i = 0; i < setup->n_people; i++)
		if (strcmp(setup->people[i].handle, handle) == 0)
			return setup->people[i].id;
	return 0;
}

/* Known names keep their ids.  Everybody gets one before anybody is spoken of. */
static void
give_ids(struct at_call *call, const struct at_clinic *clinic, const struct at_setup *old,
    struct at_setup *new)
{
	new->sites = AT_NEW(call->arena, struct at_setup_site, (size_t)clinic->n_sites);
	new->n_sites = clinic->n_sites;
	for (int i = 0; i < clinic->n_sites; i++) {
		at_id known = site_id(old, clinic->sites[i].handle);

		new->sites[i].handle = clinic->sites[i].handle;
		new->sites[i].id = known != 0 ? known : at_store_id(call);
	}
	new->people = AT_NEW(call->arena, struct at_setup_person, (size_t)clinic->n_people);
	new->n_people = clinic->n_people;
	for (int i = 0; i < clinic->n_people; i++) {
		at_id known = person_id(old, clinic->people[i].handle);

		new->people[i].handle = clinic->people[i].handle;
		new->people[i].id = known != 0 ? known : at_store_id(call);
	}
}

static at_id
site_at(const struct at_setup *setup, int index)
{
	return index == AT_CLINIC_NONE ? 0 : setup->sites[index].id;
}

/* Round the clock is seven whole days without holidays. */
static void
copy_hours(struct at_call *call, const struct at_hours *hours, struct at_setup_site *out)
{
	int n_spans = hours->always ? 7 : hours->n_spans;
	int n_closed = hours->always ? 0 : hours->n_closed;
	struct at_open_span *spans = AT_NEW(call->arena, struct at_open_span, (size_t)n_spans);
	int64_t *closed = AT_NEW(call->arena, int64_t, (size_t)n_closed);

	for (int i = 0; i < n_spans; i++)
		spans[i] = hours->always ? (struct at_open_span){ i, 0, 24 * 60 } : hours->spans[i];
	for (int i = 0; i < n_closed; i++)
		closed[i] = at_date_days(hours->closed[i]);
	out->spans = spans;
	out->n_spans = n_spans;
	out->closed = closed;
	out->n_closed = n_closed;
}

static void
copy_covers(struct at_call *call, const struct at_clinic_site *site, const struct at_setup *setup,
    struct at_setup_site *out)
{
	struct at_setup_cover *covers = NULL;

	for (int c = 0; c < site->n_covers; c++) {
		const struct at_hours *hours = &site->covers[c].hours;
		struct at_setup_cover cover = { .always = hours->always,
			.staff = setup->people[site->covers[c].person].id };
		int n = hours->always ? 1 : hours->n_spans;

		for (int i = 0; i < n; i++) {
			if (!hours->always)
				cover.span = hours->spans[i];
			covers = at_one_more(call->arena, covers, out->n_covers, sizeof cover);
			covers[out->n_covers++] = cover;
		}
	}
	out->covers = covers;
}

static void
copy_site(struct at_call *call, const struct at_clinic *clinic, int index, struct at_setup *setup)
{
	const struct at_clinic_site *site = &clinic->sites[index];
	struct at_setup_site *out = &setup->sites[index];

	out->name = site->name;
	out->parent = site_at(setup, site->parent);
	out->zone = site->zone;
	out->escalate_ms = site->escalate_ms;
	out->escalate_high_ms = site->escalate_high_ms;
	out->contact = site->contact == AT_CLINIC_NONE ? 0 : setup->people[site->contact].id;
	out->contact_name = site->contact_name;
	copy_hours(call, &site->hours, out);
	copy_covers(call, site, setup, out);
}

/* Dates are days where the first site is; the last day counts whole. */
static struct at_setup_supervision
copy_supervision(const struct at_clinic *clinic, const struct at_clinic_supervision *s,
    const struct at_setup *setup)
{
	const struct at_zone *zone = clinic->sites[0].hours.zone;

	return (struct at_setup_supervision){
		.therapist = setup->people[s->therapist].id,
		.from = s->has_from ? at_zone_instant(zone, s->from, 0, 0) : 0,
		.to = s->has_to ? at_zone_instant(zone, s->to, 24, 0) : 0,
	};
}

static void
copy_person(struct at_call *call, const struct at_clinic *clinic, int index,
    struct at_setup *setup)
{
	const struct at_clinic_person *person = &clinic->people[index];
	struct at_setup_person *out = &setup->people[index];
	struct at_setup_role *roles = AT_NEW(call->arena, struct at_setup_role,
	    (size_t)person->n_roles);
	struct at_setup_supervision *supervises = AT_NEW(call->arena,
	    struct at_setup_supervision, (size_t)person->n_supervises);

	for (int i = 0; i < person->n_roles; i++)
		roles[i] = (struct at_setup_role){ at_subject_name(person->roles[i].role),
			site_at(setup, person->roles[i].site) };
	for (int i = 0; i < person->n_supervises; i++)
		supervises[i] = copy_supervision(clinic, &person->supervises[i], setup);
	out->name = person->name;
	out->roles = roles;
	out->n_roles = person->n_roles;
	out->supervises = supervises;
	out->n_supervises = person->n_supervises;
}

/* ---- values: what the file says, and what it means for each site -------------------- */

static void
add_value(struct at_call *call, struct at_setup *setup, at_id site, const char *name,
    const char *value)
{
	if (at_setup_value(setup, site, name) == NULL)
		at_setup_value_set(call->arena, setup, site, name, value);
}

static const char *
joined_langs(struct at_call *call, const struct at_clinic_site *site)
{
	struct at_buffer langs = at_buffer_init(call->arena);

	for (int i = 0; i < site->n_langs; i++)
		at_buffer_printf(&langs, "%s%s", i == 0 ? "" : " ", site->langs[i]);
	return at_buffer_string(&langs);
}

static void
copy_values(struct at_call *call, const struct at_clinic *clinic, struct at_setup *setup)
{
	for (int i = 0; i < clinic->n_values; i++)
		add_value(call, setup, site_at(setup, clinic->values[i].site),
		    clinic->values[i].name, clinic->values[i].value);
	for (int i = 0; i < clinic->n_sites; i++)
		at_setup_hide(call->arena, setup, setup->sites[i].id);
	for (int i = 0; i < clinic->n_sites; i++) {
		add_value(call, setup, setup->sites[i].id, "clinic_name",
		    at_clinic_value(clinic, i, "clinic_name", NULL));
		if (clinic->sites[i].n_langs > 0)
			add_value(call, setup, setup->sites[i].id, "languages",
			    joined_langs(call, &clinic->sites[i]));
	}
	setup->texts = AT_NEW(call->arena, struct at_setup_text, (size_t)clinic->n_texts);
	setup->n_texts = clinic->n_texts;
	for (int i = 0; i < clinic->n_texts; i++)
		setup->texts[i] = (struct at_setup_text){ clinic->texts[i].instrument,
			clinic->texts[i].key, clinic->texts[i].lang, clinic->texts[i].text };
}

static void
make_setup(struct at_call *call, const struct at_clinic *clinic, const struct at_setup *old,
    struct at_setup *out)
{
	*out = (struct at_setup){ .org = old->org, .name = clinic->name };
	give_ids(call, clinic, old, out);
	for (int i = 0; i < clinic->n_sites; i++)
		copy_site(call, clinic, i, out);
	for (int i = 0; i < clinic->n_people; i++)
		copy_person(call, clinic, i, out);
	copy_values(call, clinic, out);
}

/* ---- the actions ------------------------------------------------------------------------ */

struct setting_up {
	struct at_setup setup;
	bool new;
	struct at_audit_line line;
};

static enum at_status
apply_setup(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	struct setting_up *s = job;
	enum at_status st = AT_OK;

	if (s->new)
		st = at_org_insert(db, s->setup.org, s->setup.name, s->line.at, err);
	if (st == AT_OK)
		st = at_setup_save(db, &s->setup, err);
	return st == AT_OK ? at_act_append(db, scratch, &s->line, err) : st;
}

static enum at_status
check(struct at_call *call, const struct at_clinic *clinic)
{
	enum at_status st = at_act_allow(call, AT_REL_ANY, AT_RES_SETTINGS, AT_WRITE);

	return st == AT_OK ? at_clinic_check_texts(call->arena, clinic, call->house->library,
	    call->err) : st;
}

enum at_status
at_action_init(struct at_call *call, const struct at_clinic *clinic, at_id *out_org)
{
	struct setting_up job = { .new = true };
	struct at_setup nothing = { .org = 0 };
	enum at_status st = check(call, clinic);

	if (st != AT_OK)
		return st;
	nothing.org = at_store_id(call);
	make_setup(call, clinic, &nothing, &job.setup);
	job.line = at_act_line(call, "init", "settings", 0, 0);
	job.line.org = nothing.org;
	st = at_store_write(call, apply_setup, &job);
	if (st == AT_OK)
		*out_org = nothing.org;
	return st;
}

enum at_status
at_action_setup(struct at_call *call, const struct at_clinic *clinic, struct at_changes *out)
{
	struct setting_up job = { .new = false };
	struct at_changes changes;
	struct at_setup old;
	struct at_db *db;
	enum at_status st = check(call, clinic);

	if (st != AT_OK)
		return st;
	db = at_store_reader(call);
	if (db == NULL)
		return call->err->status;
	st = at_setup_load(call->arena, db, call->who->org, &old, call->err);
	if (st != AT_OK)
		return st;
	make_setup(call, clinic, &old, &job.setup);
	changes = at_setup_compare(call->arena, &old, &job.setup);
	job.line = at_act_line(call, "change", "settings", 0, 0);
	if (at_changes_any(&changes))
		st = at_store_write(call, apply_setup, &job);
	if (st == AT_OK)
		*out = changes;
	return st;
}

/* ---- what a server was told ------------------------------------------------------------- */

static enum at_status
noted(struct at_call *call, const char *name, const char **out)
{
	struct at_db *db;
	enum at_status st = at_act_allow(call, AT_REL_ANY, AT_RES_SETTINGS, AT_VIEW);

	if (st != AT_OK)
		return st;
	db = at_store_reader(call);
	return db == NULL ? call->err->status : at_noted_load(call->arena, db, call->who->org,
	    name, out, call->err);
}

struct noting {
	const char *value;
	struct at_audit_line line;      /* its detail is the name */
};

static enum at_status
apply_noting(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	struct noting *n = job;
	enum at_status st = at_noted_save(db, n->line.org, n->line.detail, n->value, err);

	return st == AT_OK ? at_act_append(db, scratch, &n->line, err) : st;
}

static enum at_status
note(struct at_call *call, const char *name, const char *value)
{
	struct noting job = { .value = value };
	const char *known = NULL;
	enum at_status st = at_act_allow(call, AT_REL_ANY, AT_RES_SETTINGS, AT_WRITE);

	if (st == AT_OK)
		st = noted(call, name, &known);
	if (st != AT_OK || (known != NULL && strcmp(known, value) == 0))
		return st;
	job.line = at_act_line(call, "change", "settings", 0, 0);
	job.line.detail = name;
	return at_store_write(call, apply_noting, &job);
}

enum at_status
at_action_public_url(struct at_call *call, const char **out)
{
	return noted(call, "public_url", out);
}

enum at_status
at_action_note_public_url(struct at_call *call, const char *url)
{
	return note(call, "public_url", url);
}

enum at_status
at_action_note_backups(struct at_call *call, const struct at_backup_rule *rule)
{
	return note(call, "backups", at_backup_rule_format(call->arena, rule));
}
