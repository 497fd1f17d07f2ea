/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/setup.h"

static const char sql_org_insert[] = "INSERT INTO org (org, name, made) VALUES ($1, $2, $3)";

enum at_status
at_org_insert(struct at_db *db, at_id org, const char *name, at_ms made, struct at_error *err)
{
	return at_db_run(db, sql_org_insert, AT_BIND(at_int(org), at_text(name), at_int(made)),
	    NULL, err);
}

/* ---- save --------------------------------------------------------------------------- */

static const char sql_span_clear[] = "DELETE FROM site_span WHERE org = $1 AND site = $2";
static const char sql_span_insert[] =
    "INSERT INTO site_span (org, site, weekday, from_min, to_min) VALUES ($1, $2, $3, $4, $5)";
static const char sql_closed_clear[] = "DELETE FROM site_closed WHERE org = $1 AND site = $2";
static const char sql_closed_insert[] =
    "INSERT INTO site_closed (org, site, day) VALUES ($1, $2, $3)";

static enum at_status
save_hours(struct at_db *db, at_id org, const struct at_setup_site *site, struct at_error *err)
{
	enum at_status st = at_db_run(db, sql_span_clear, AT_BIND(at_int(org), at_int(site->id)),
	    NULL, err);

	for (int i = 0; i < site->n_spans && st == AT_OK; i++)
		st = at_db_run(db, sql_span_insert, AT_BIND(at_int(org), at_int(site->id),
		    at_int(site->spans[i].weekday), at_int(site->spans[i].from_min),
		    at_int(site->spans[i].to_min)), NULL, err);
	if (st == AT_OK)
		st = at_db_run(db, sql_closed_clear, AT_BIND(at_int(org), at_int(site->id)), NULL,
		    err);
	for (int i = 0; i < site->n_closed && st == AT_OK; i++)
		st = at_db_run(db, sql_closed_insert, AT_BIND(at_int(org), at_int(site->id),
		    at_int(site->closed[i])), NULL, err);
	return st;
}

static const char sql_cover_clear[] = "DELETE FROM cover WHERE org = $1 AND site = $2";
static const char sql_cover_insert[] =
    "INSERT INTO cover (org, site, place, staff, always, weekday, from_min, to_min)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
static const char sql_contact_clear[] = "DELETE FROM contact WHERE org = $1 AND site = $2";
static const char sql_contact_insert[] =
    "INSERT INTO contact (org, site, staff, name) VALUES ($1, $2, $3, $4)";

static enum at_status
save_helpers(struct at_db *db, at_id org, const struct at_setup_site *site, struct at_error *err)
{
	enum at_status st = at_db_run(db, sql_cover_clear, AT_BIND(at_int(org), at_int(site->id)),
	    NULL, err);

	for (int i = 0; i < site->n_covers && st == AT_OK; i++) {
		const struct at_setup_cover *c = &site->covers[i];

		st = at_db_run(db, sql_cover_insert, AT_BIND(at_int(org), at_int(site->id),
		    at_int(i + 1), at_int(c->staff), at_int(c->always),
		    at_int(c->span.weekday), at_int(c->span.from_min),
		    at_int(c->span.to_min)), NULL, err);
	}
	if (st == AT_OK)
		st = at_db_run(db, sql_contact_clear, AT_BIND(at_int(org), at_int(site->id)), NULL,
		    err);
	if (st == AT_OK && site->contact_name != NULL)
		st = at_db_run(db, sql_contact_insert, AT_BIND(at_int(org), at_int(site->id),
		    at_id_or_null(site->contact), at_text(site->contact_name)), NULL, err);
	return st;
}

static const char sql_site_save[] =
    "INSERT INTO site (org, id, handle, name, parent, zone, escalate_ms, escalate_high_ms)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (org, id) DO UPDATE SET"
    " name = excluded.name, parent = excluded.parent, zone = excluded.zone,"
    " escalate_ms = excluded.escalate_ms, escalate_high_ms = excluded.escalate_high_ms";

enum at_status
at_setup_save_site(struct at_db *db, at_id org, const struct at_setup_site *site,
    struct at_error *err)
{
	enum at_status st = at_db_run(db, sql_site_save, AT_BIND(at_int(org), at_int(site->id),
	    at_text(site->handle), at_text(site->name), at_id_or_null(site->parent),
	    at_text(site->zone), at_int(site->escalate_ms), at_int(site->escalate_high_ms)), NULL,
	    err);

	if (st == AT_OK)
		st = save_hours(db, org, site, err);
	return st == AT_OK ? save_helpers(db, org, site, err) : st;
}

static const char sql_person_save[] =
    "INSERT INTO staff (org, id, handle, name, version) VALUES ($1, $2, $3, $4, 1)"
    " ON CONFLICT (org, id) DO UPDATE SET name = excluded.name, version = staff.version + 1"
    " WHERE staff.name <> excluded.name";
static const char sql_role_clear[] = "DELETE FROM staff_role WHERE org = $1 AND staff = $2";
static const char sql_role_insert[] =
    "INSERT INTO staff_role (org, staff, role, site) VALUES ($1, $2, $3, $4)";
static const char sql_supervision_clear[] =
    "DELETE FROM supervision WHERE org = $1 AND supervisor = $2";
static const char sql_supervision_insert[] =
    "INSERT INTO supervision (org, supervisor, therapist, from_ms, to_ms)"
    " VALUES ($1, $2, $3, $4, $5)";

enum at_status
at_setup_save_person(struct at_db *db, at_id org, const struct at_setup_person *p,
    struct at_error *err)
{
	enum at_status st = at_db_run(db, sql_person_save, AT_BIND(at_int(org), at_int(p->id),
	    at_text(p->handle), at_text(p->name)), NULL, err);

	if (st == AT_OK)
		st = at_db_run(db, sql_role_clear, AT_BIND(at_int(org), at_int(p->id)), NULL, err);
	for (int i = 0; i < p->n_roles && st == AT_OK; i++)
		st = at_db_run(db, sql_role_insert, AT_BIND(at_int(org), at_int(p->id),
		    at_text(p->roles[i].role), at_int(p->roles[i].site)), NULL, err);
	if (st == AT_OK)
		st = at_db_run(db, sql_supervision_clear, AT_BIND(at_int(org), at_int(p->id)),
		    NULL, err);
	for (int i = 0; i < p->n_supervises && st == AT_OK; i++)
		st = at_db_run(db, sql_supervision_insert, AT_BIND(at_int(org), at_int(p->id),
		    at_int(p->supervises[i].therapist), at_int(p->supervises[i].from),
		    at_id_or_null(p->supervises[i].to)), NULL, err);
	return st;
}

static const char sql_value_clear[] =
    "DELETE FROM setting WHERE org = $1 AND site = $2 AND name NOT IN " AT_NOTED;
static const char sql_value_insert[] =
    "INSERT INTO setting (org, site, name, value) VALUES ($1, $2, $3, $4)";

enum at_status
at_setup_save_values(struct at_db *db, const struct at_setup *setup, at_id site,
    struct at_error *err)
{
	enum at_status st = at_db_run(db, sql_value_clear,
	    AT_BIND(at_int(setup->org), at_int(site)), NULL, err);

	for (int i = 0; i < setup->n_values && st == AT_OK; i++)
		if (setup->values[i].site == site)
			st = at_db_run(db, sql_value_insert, AT_BIND(at_int(setup->org),
			    at_int(site), at_text(setup->values[i].name),
			    at_text(setup->values[i].value)), NULL, err);
	return st;
}

static const char sql_text_save[] =
    "INSERT INTO wording (org, instrument, item, lang, body) VALUES ($1, $2, $3, $4, $5)"
    " ON CONFLICT (org, instrument, item, lang) DO UPDATE SET body = excluded.body";

enum at_status
at_wording_save(struct at_db *db, at_id org, const struct at_setup_text *text,
    struct at_error *err)
{
	return at_db_run(db, sql_text_save, AT_BIND(at_int(org), at_text(text->instrument),
	    at_text(text->key), at_text(text->lang), at_text(text->text)), NULL, err);
}

static const char sql_text_remove[] =
    "DELETE FROM wording WHERE org = $1 AND instrument = $2 AND item = $3 AND lang = $4";

enum at_status
at_wording_remove(struct at_db *db, at_id org, const struct at_setup_text *text,
    struct at_error *err)
{
	return at_db_run(db, sql_text_remove, AT_BIND(at_int(org), at_text(text->instrument),
	    at_text(text->key), at_text(text->lang)), NULL, err);
}

static const char sql_org_rename[] = "UPDATE org SET name = $1 WHERE org = $2";

enum at_status
at_setup_save_name(struct at_db *db, const struct at_setup *setup, struct at_error *err)
{
	return at_db_run(db, sql_org_rename, AT_BIND(at_text(setup->name), at_int(setup->org)),
	    NULL, err);
}

enum at_status
at_setup_save(struct at_db *db, const struct at_setup *setup, struct at_error *err)
{
	at_id org = setup->org;
	enum at_status st = at_setup_save_name(db, setup, err);

	for (int i = 0; i < setup->n_sites && st == AT_OK; i++)
		st = at_setup_save_site(db, org, &setup->sites[i], err);
	for (int i = 0; i < setup->n_people && st == AT_OK; i++)
		st = at_setup_save_person(db, org, &setup->people[i], err);
	if (st == AT_OK)
		st = at_setup_save_values(db, setup, 0, err);
	for (int i = 0; i < setup->n_sites && st == AT_OK; i++)
		st = at_setup_save_values(db, setup, setup->sites[i].id, err);
	for (int i = 0; i < setup->n_texts && st == AT_OK; i++)
		st = at_wording_save(db, org, &setup->texts[i], err);
	return st;
}

/* ---- what a server was told at its start ------------------------------------------------ */

static const char sql_noted[] =
    "SELECT value FROM setting WHERE org = $1 AND site = 0 AND name = $2";

enum at_status
at_noted_load(struct at_arena *arena, struct at_db *db, at_id org, const char *name,
    const char **out, struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, sql_noted, AT_BIND(at_int(org),
	    at_text(name)), &rows, err);

	if (st == AT_OK)
		*out = rows.n_rows == 0 ? NULL : at_cell_text(&rows, 0, 0);
	return st;
}

static const char sql_noted_save[] =
    "INSERT INTO setting (org, site, name, value) VALUES ($1, 0, $2, $3)"
    " ON CONFLICT (org, site, name) DO UPDATE SET value = excluded.value";

enum at_status
at_noted_save(struct at_db *db, at_id org, const char *name, const char *value,
    struct at_error *err)
{
	return at_db_run(db, sql_noted_save, AT_BIND(at_int(org), at_text(name), at_text(value)),
	    NULL, err);
}
