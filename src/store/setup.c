/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/setup.h"

/* Settings that no clinic file holds. */
#define NOTED "('public_url', 'backups')"

static const char sql_org_insert[] = "INSERT INTO org (org, name, made) VALUES ($1, $2, $3)";

enum at_status
at_org_insert(struct at_db *db, at_id org, const char *name, at_ms made, struct at_error *err)
{
	return at_db_run(db, sql_org_insert, AT_BIND(at_int(org), at_text(name), at_int(made)),
	    NULL, err);
}

/* ---- load --------------------------------------------------------------------------- */

static const char sql_spans[] =
    "SELECT weekday, from_min, to_min FROM site_span WHERE org = $1 AND site = $2"
    " ORDER BY weekday NULLS FIRST, from_min NULLS FIRST";
static const char sql_closed[] =
    "SELECT day FROM site_closed WHERE org = $1 AND site = $2 ORDER BY day NULLS FIRST";

static struct at_open_span
read_span(const struct at_rows *rows, int row, int column)
{
	return (struct at_open_span){ (int)at_cell_int(rows, row, column),
		(int)at_cell_int(rows, row, column + 1), (int)at_cell_int(rows, row, column + 2) };
}

static enum at_status
load_hours(struct at_arena *arena, struct at_db *db, at_id org, struct at_setup_site *site,
    struct at_error *err)
{
	struct at_rows spans, closed;
	struct at_open_span *span;
	int64_t *day;
	enum at_status st = at_db_query(arena, db, sql_spans,
	    AT_BIND(at_int(org), at_int(site->id)), &spans, err);

	if (st == AT_OK)
		st = at_db_query(arena, db, sql_closed, AT_BIND(at_int(org), at_int(site->id)),
		    &closed, err);
	if (st != AT_OK)
		return st;
	span = AT_NEW(arena, struct at_open_span, (size_t)spans.n_rows);
	for (int i = 0; i < spans.n_rows; i++)
		span[i] = read_span(&spans, i, 0);
	day = AT_NEW(arena, int64_t, (size_t)closed.n_rows);
	for (int i = 0; i < closed.n_rows; i++)
		day[i] = at_cell_int(&closed, i, 0);
	site->spans = span;
	site->n_spans = spans.n_rows;
	site->closed = day;
	site->n_closed = closed.n_rows;
	return AT_OK;
}

static const char sql_covers[] =
    "SELECT staff, always, weekday, from_min, to_min FROM cover WHERE org = $1 AND site = $2"
    " ORDER BY place NULLS FIRST";
static const char sql_contact[] = "SELECT staff, name FROM contact WHERE org = $1 AND site = $2";

static enum at_status
load_helpers(struct at_arena *arena, struct at_db *db, at_id org, struct at_setup_site *site,
    struct at_error *err)
{
	struct at_rows covers, contact;
	struct at_setup_cover *cover;
	enum at_status st = at_db_query(arena, db, sql_covers,
	    AT_BIND(at_int(org), at_int(site->id)), &covers, err);

	if (st == AT_OK)
		st = at_db_query(arena, db, sql_contact, AT_BIND(at_int(org), at_int(site->id)),
		    &contact, err);
	if (st != AT_OK)
		return st;
	cover = AT_NEW(arena, struct at_setup_cover, (size_t)covers.n_rows);
	for (int i = 0; i < covers.n_rows; i++)
		cover[i] = (struct at_setup_cover){ at_cell_int(&covers, i, 0),
			at_cell_int(&covers, i, 1) != 0, read_span(&covers, i, 2) };
	site->covers = cover;
	site->n_covers = covers.n_rows;
	if (contact.n_rows > 0) {
		site->contact = at_cell_int(&contact, 0, 0);
		site->contact_name = at_cell_text(&contact, 0, 1);
	}
	return AT_OK;
}

static const char sql_sites[] =
    "SELECT id, parent, handle, name, zone, escalate_ms, escalate_high_ms FROM site"
    " WHERE org = $1 ORDER BY id NULLS FIRST";

static enum at_status
load_sites(struct at_arena *arena, struct at_db *db, struct at_setup *out, struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, sql_sites, AT_BIND(at_int(out->org)), &rows,
	    err);

	if (st != AT_OK)
		return st;
	out->sites = AT_NEW(arena, struct at_setup_site, (size_t)rows.n_rows);
	out->n_sites = rows.n_rows;
	for (int i = 0; i < rows.n_rows && st == AT_OK; i++) {
		out->sites[i] = (struct at_setup_site){
			.id = at_cell_int(&rows, i, 0), .parent = at_cell_int(&rows, i, 1),
			.handle = at_cell_text(&rows, i, 2), .name = at_cell_text(&rows, i, 3),
			.zone = at_cell_text(&rows, i, 4), .escalate_ms = at_cell_int(&rows, i, 5),
			.escalate_high_ms = at_cell_int(&rows, i, 6),
		};
		st = load_hours(arena, db, out->org, &out->sites[i], err);
		if (st == AT_OK)
			st = load_helpers(arena, db, out->org, &out->sites[i], err);
	}
	return st;
}

static const char sql_roles[] = "SELECT role, site FROM staff_role WHERE org = $1 AND staff = $2";
static const char sql_supervises[] =
    "SELECT therapist, from_ms, to_ms FROM supervision WHERE org = $1 AND supervisor = $2";

static enum at_status
load_duties(struct at_arena *arena, struct at_db *db, at_id org, struct at_setup_person *person,
    struct at_error *err)
{
	struct at_rows roles, supervises;
	struct at_setup_role *role;
	struct at_setup_supervision *one;
	enum at_status st = at_db_query(arena, db, sql_roles,
	    AT_BIND(at_int(org), at_int(person->id)), &roles, err);

	if (st == AT_OK)
		st = at_db_query(arena, db, sql_supervises,
		    AT_BIND(at_int(org), at_int(person->id)), &supervises, err);
	if (st != AT_OK)
		return st;
	role = AT_NEW(arena, struct at_setup_role, (size_t)roles.n_rows);
	for (int i = 0; i < roles.n_rows; i++)
		role[i] = (struct at_setup_role){ at_cell_text(&roles, i, 0),
			at_cell_int(&roles, i, 1) };
	one = AT_NEW(arena, struct at_setup_supervision, (size_t)supervises.n_rows);
	for (int i = 0; i < supervises.n_rows; i++)
		one[i] = (struct at_setup_supervision){ at_cell_int(&supervises, i, 0),
			at_cell_int(&supervises, i, 1), at_cell_int(&supervises, i, 2) };
	person->roles = role;
	person->n_roles = roles.n_rows;
	person->supervises = one;
	person->n_supervises = supervises.n_rows;
	return AT_OK;
}

static const char sql_people[] =
    "SELECT id, handle, name FROM staff WHERE org = $1 ORDER BY id NULLS FIRST";

static enum at_status
load_people(struct at_arena *arena, struct at_db *db, struct at_setup *out, struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, sql_people, AT_BIND(at_int(out->org)), &rows,
	    err);

	if (st != AT_OK)
		return st;
	out->people = AT_NEW(arena, struct at_setup_person, (size_t)rows.n_rows);
	out->n_people = rows.n_rows;
	for (int i = 0; i < rows.n_rows && st == AT_OK; i++) {
		out->people[i] = (struct at_setup_person){ .id = at_cell_int(&rows, i, 0),
			.handle = at_cell_text(&rows, i, 1), .name = at_cell_text(&rows, i, 2) };
		st = load_duties(arena, db, out->org, &out->people[i], err);
	}
	return st;
}

static const char sql_values[] =
    "SELECT site, name, value FROM setting WHERE org = $1 AND name NOT IN " NOTED;
static const char sql_texts[] = "SELECT instrument, item, lang, body FROM wording WHERE org = $1";

static enum at_status
load_words(struct at_arena *arena, struct at_db *db, struct at_setup *out, struct at_error *err)
{
	struct at_rows values, texts;
	enum at_status st = at_db_query(arena, db, sql_values, AT_BIND(at_int(out->org)), &values,
	    err);

	if (st == AT_OK)
		st = at_db_query(arena, db, sql_texts, AT_BIND(at_int(out->org)), &texts, err);
	if (st != AT_OK)
		return st;
	out->values = AT_NEW(arena, struct at_setup_value, (size_t)values.n_rows);
	out->n_values = values.n_rows;
	for (int i = 0; i < values.n_rows; i++)
		out->values[i] = (struct at_setup_value){ at_cell_int(&values, i, 0),
			at_cell_text(&values, i, 1), at_cell_text(&values, i, 2) };
	out->texts = AT_NEW(arena, struct at_setup_text, (size_t)texts.n_rows);
	out->n_texts = texts.n_rows;
	for (int i = 0; i < texts.n_rows; i++)
		out->texts[i] = (struct at_setup_text){ at_cell_text(&texts, i, 0),
			at_cell_text(&texts, i, 1), at_cell_text(&texts, i, 2),
			at_cell_text(&texts, i, 3) };
	return AT_OK;
}

static const char sql_org[] = "SELECT name FROM org WHERE org = $1";

enum at_status
at_setup_load(struct at_arena *arena, struct at_db *db, at_id org, struct at_setup *out,
    struct at_error *err)
{
	struct at_setup got = { .org = org };
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, sql_org, AT_BIND(at_int(org)), &rows, err);

	if (st == AT_OK && rows.n_rows == 0)
		return at_fail(err, AT_NOT_FOUND, "There is no such organisation.");
	if (st == AT_OK)
		st = load_sites(arena, db, &got, err);
	if (st == AT_OK)
		st = load_people(arena, db, &got, err);
	if (st == AT_OK)
		st = load_words(arena, db, &got, err);
	if (st != AT_OK)
		return st;
	got.name = at_cell_text(&rows, 0, 0);
	*out = got;
	return AT_OK;
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
    "DELETE FROM setting WHERE org = $1 AND site = $2 AND name NOT IN " NOTED;
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
at_setup_save(struct at_db *db, const struct at_setup *setup, struct at_error *err)
{
	at_id org = setup->org;
	enum at_status st = at_db_run(db, sql_org_rename,
	    AT_BIND(at_text(setup->name), at_int(org)), NULL, err);

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
