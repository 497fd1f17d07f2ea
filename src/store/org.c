/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/words.h"
#include "store/org.h"

/* Sub-sites of sub-sites: deep enough for any clinic, and an end for a loop. */
static const char sql_orgs[] = "SELECT org FROM org ORDER BY org NULLS FIRST LIMIT $1";

enum at_status
at_org_list(struct at_arena *arena, struct at_db *db, at_id *out, int n_room, int *out_n,
    struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, sql_orgs, AT_BIND(at_int(n_room)), &rows, err);

	if (st != AT_OK)
		return st;
	for (int i = 0; i < rows.n_rows; i++)
		out[i] = at_cell_int(&rows, i, 0);
	*out_n = rows.n_rows;
	return AT_OK;
}

static const char sql_org_name[] = "SELECT name FROM org WHERE org = $1";

enum at_status
at_org_name(struct at_arena *arena, struct at_db *db, at_id org, const char **out,
    struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_find(arena, db, sql_org_name, AT_BIND(at_int(org)),
	    "There is no such organisation.", &rows, err);

	if (st == AT_OK)
		*out = at_cell_text(&rows, 0, 0);
	return st;
}

static const char sql_spans[] =
    "SELECT weekday, from_min, to_min FROM site_span WHERE org = $1 AND site = $2"
    " ORDER BY weekday NULLS FIRST, from_min NULLS FIRST";
static const char sql_closed[] =
    "SELECT day FROM site_closed WHERE org = $1 AND site = $2 ORDER BY day NULLS FIRST";

/* Weekly hours and closed days; a sub-site without hours of its own has its parent's. */
static enum at_status
load_hours(struct at_arena *arena, struct at_db *db, struct at_site *site, at_id of,
    struct at_error *err)
{
	struct at_rows spans, closed;
	struct at_open_span *span;
	struct at_date *date;
	enum at_status st;

	st = at_db_query(arena, db, sql_spans, AT_BIND(at_int(site->org), at_int(of)), &spans, err);
	if (st == AT_OK)
		st = at_db_query(arena, db, sql_closed, AT_BIND(at_int(site->org), at_int(of)),
		    &closed, err);
	if (st != AT_OK)
		return st;
	span = AT_NEW(arena, struct at_open_span, (size_t)spans.n_rows);
	for (int i = 0; i < spans.n_rows; i++)
		span[i] = (struct at_open_span){ (int)at_cell_int(&spans, i, 0),
			(int)at_cell_int(&spans, i, 1), (int)at_cell_int(&spans, i, 2) };
	date = AT_NEW(arena, struct at_date, (size_t)closed.n_rows);
	for (int i = 0; i < closed.n_rows; i++)
		date[i] = at_date_of_days(at_cell_int(&closed, i, 0));
	site->hours = (struct at_hours){ .zone = site->zone, .spans = span,
		.n_spans = spans.n_rows, .closed = date, .n_closed = closed.n_rows };
	return AT_OK;
}

static const char sql_site[] =
    "SELECT parent, handle, name, zone, escalate_ms, escalate_high_ms FROM site"
    " WHERE org = $1 AND id = $2";

enum at_status
at_site_load(struct at_arena *arena, struct at_db *db, at_id org, at_id site, struct at_site *out,
    struct at_error *err)
{
	struct at_rows rows;
	struct at_site got = { .org = org, .id = site };
	enum at_status st = at_db_find(arena, db, sql_site, AT_BIND(at_int(org), at_int(site)),
	    AT_TEXT("There is no such site."), &rows, err);

	if (st != AT_OK)
		return st;
	got.parent = at_cell_int(&rows, 0, 0);
	got.handle = at_cell_text(&rows, 0, 1);
	got.name = at_cell_text(&rows, 0, 2);
	got.zone_name = at_cell_text(&rows, 0, 3);
	got.escalate_ms = at_cell_int(&rows, 0, 4);
	got.escalate_high_ms = at_cell_int(&rows, 0, 5);
	st = at_zone_load(arena, got.zone_name, &got.zone, err);
	if (st == AT_OK)
		st = load_hours(arena, db, &got, site, err);
	if (st == AT_OK && got.hours.n_spans == 0 && got.parent != 0)
		st = load_hours(arena, db, &got, got.parent, err);
	if (st == AT_OK)
		*out = got;
	return st;
}

static const char sql_site_handle[] = "SELECT id FROM site WHERE org = $1 AND handle = $2";

enum at_status
at_site_find(struct at_arena *arena, struct at_db *db, at_id org, const char *handle, at_id *out,
    struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, sql_site_handle,
	    AT_BIND(at_int(org), at_text(handle)), &rows, err);

	if (st != AT_OK)
		return st;
	if (rows.n_rows == 0)
		return at_fail(err, AT_NOT_FOUND, "There is no site \"%s\".", handle);
	*out = at_cell_int(&rows, 0, 0);
	return AT_OK;
}

static const char sql_site_list[] = "SELECT id FROM site WHERE org = $1 ORDER BY id NULLS FIRST";

enum at_status
at_site_list(struct at_arena *arena, struct at_db *db, at_id org, at_id **out, int *out_n,
    struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, sql_site_list, AT_BIND(at_int(org)), &rows, err);

	if (st != AT_OK)
		return st;
	*out = AT_NEW(arena, at_id, (size_t)rows.n_rows);
	for (int i = 0; i < rows.n_rows; i++)
		(*out)[i] = at_cell_int(&rows, i, 0);
	*out_n = rows.n_rows;
	return AT_OK;
}

static const char sql_cover[] =
    "SELECT c.staff, s.name, c.always, c.weekday, c.from_min, c.to_min"
    " FROM cover c JOIN staff s ON s.org = c.org AND s.id = c.staff"
    " WHERE c.org = $1 AND c.site = $2 AND s.disabled IS NULL ORDER BY c.place NULLS FIRST";

static enum at_status
load_cover_of(struct at_arena *arena, struct at_db *db, const struct at_site *site, at_id of,
    struct at_covers *out, struct at_error *err)
{
	struct at_rows rows;
	struct at_cover *covers;
	enum at_status st = at_db_query(arena, db, sql_cover,
	    AT_BIND(at_int(site->org), at_int(of)), &rows, err);

	if (st != AT_OK)
		return st;
	covers = AT_NEW(arena, struct at_cover, (size_t)rows.n_rows);
	for (int i = 0; i < rows.n_rows; i++) {
		struct at_open_span *span = AT_NEW(arena, struct at_open_span, 1);

		*span = (struct at_open_span){ (int)at_cell_int(&rows, i, 3),
			(int)at_cell_int(&rows, i, 4), (int)at_cell_int(&rows, i, 5) };
		covers[i].staff = at_cell_int(&rows, i, 0);
		covers[i].name = at_cell_text(&rows, i, 1);
		covers[i].hours = (struct at_hours){ .zone = site->zone, .spans = span,
			.n_spans = 1, .closed = site->hours.closed,
			.n_closed = site->hours.n_closed,
			.always = at_cell_int(&rows, i, 2) != 0 };
	}
	*out = (struct at_covers){ covers, rows.n_rows };
	return AT_OK;
}

static const char sql_parent[] = "SELECT parent FROM site WHERE org = $1 AND id = $2";

/* The site above, 0 at the top. */
static enum at_status
parent_of(struct at_arena *arena, struct at_db *db, at_id org, at_id site, at_id *out,
    struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, sql_parent, AT_BIND(at_int(org), at_int(site)),
	    &rows, err);

	if (st == AT_OK)
		*out = rows.n_rows == 0 ? 0 : at_cell_int(&rows, 0, 0);
	return st;
}

enum at_status
at_site_chain(struct at_arena *arena, struct at_db *db, at_id org, at_id site,
    at_id out[AT_SITE_DEPTH], int *out_n, struct at_error *err)
{
	enum at_status st = AT_OK;

	*out_n = 0;
	while (st == AT_OK && site != 0 && *out_n < AT_SITE_DEPTH) {
		out[(*out_n)++] = site;
		st = parent_of(arena, db, org, site, &site, err);
	}
	return st;
}

enum at_status
at_cover_load(struct at_arena *arena, struct at_db *db, const struct at_site *site,
    struct at_covers *out, struct at_error *err)
{
	at_id of = site->id;

	for (int depth = 0; depth < AT_SITE_DEPTH && of != 0; depth++) {
		enum at_status st = load_cover_of(arena, db, site, of, out, err);

		if (st != AT_OK || out->n_covers > 0)
			return st;
		st = parent_of(arena, db, site->org, of, &of, err);
		if (st != AT_OK)
			return st;
	}
	*out = (struct at_covers){ NULL, 0 };
	return AT_OK;
}

const struct at_cover *
at_cover_at(const struct at_covers *covers, at_ms at)
{
	for (int i = 0; i < covers->n_covers; i++)
		if (at_hours_open(&covers->covers[i].hours, at))
			return &covers->covers[i];
	return NULL;
}

at_ms
at_cover_until(const struct at_covers *covers, at_ms at)
{
	const at_ms far = AT_HOURS_STRETCH_DAYS * AT_DAY;
	const struct at_cover *cover;
	at_ms until = at;

	/* One person hands over to the next: follow the chain for two weeks. */
	while (until - at < far && (cover = at_cover_at(covers, until)) != NULL) {
		at_ms end = at_hours_open_until(&cover->hours, until);

		if (end == INT64_MAX)
			return INT64_MAX;
		until = end;
	}
	return until - at >= far ? INT64_MAX : until;
}

at_ms
at_cover_next(const struct at_covers *covers, at_ms at)
{
	at_ms next = INT64_MAX;

	for (int i = 0; i < covers->n_covers && next > at; i++) {
		at_ms open = at_hours_next_open(&covers->covers[i].hours, at);

		if (open < next)
			next = open;
	}
	return next;
}

/* Nobody reads for a contact whose account is closed. */
static const char sql_contact[] =
    "SELECT CASE WHEN s.disabled IS NULL THEN c.staff END, COALESCE(s.name, c.name)"
    " FROM contact c"
    " LEFT JOIN staff s ON s.org = c.org AND s.id = c.staff WHERE c.org = $1 AND c.site = $2";

enum at_status
at_contact_load(struct at_arena *arena, struct at_db *db, const struct at_site *site,
    struct at_contact *out, struct at_error *err)
{
	at_id of = site->id;

	*out = (struct at_contact){ 0, "" };
	for (int depth = 0; depth < AT_SITE_DEPTH && of != 0; depth++) {
		struct at_rows rows;
		enum at_status st = at_db_query(arena, db, sql_contact,
		    AT_BIND(at_int(site->org), at_int(of)), &rows, err);

		if (st != AT_OK)
			return st;
		if (rows.n_rows > 0) {
			*out = (struct at_contact){ at_cell_int(&rows, 0, 0),
				at_cell_text(&rows, 0, 1) };
			return AT_OK;
		}
		st = parent_of(arena, db, site->org, of, &of, err);
		if (st != AT_OK)
			return st;
	}
	return AT_OK;
}

static const char sql_settings[] = "SELECT name, value FROM setting WHERE org = $1 AND site = $2";

/* Add the settings of one site behind those that are nearer. */
static enum at_status
add_settings(struct at_arena *arena, struct at_db *db, at_id org, at_id site,
    struct at_settings *all, struct at_error *err)
{
	struct at_rows rows;
	struct at_setting *grown;
	enum at_status st = at_db_query(arena, db, sql_settings, AT_BIND(at_int(org), at_int(site)),
	    &rows, err);

	if (st != AT_OK)
		return st;
	grown = at_grow(arena, all->settings, (size_t)all->n_settings,
	    (size_t)(all->n_settings + rows.n_rows), sizeof *grown);
	for (int i = 0; i < rows.n_rows; i++)
		grown[all->n_settings + i] = (struct at_setting){ at_cell_text(&rows, i, 0),
			at_cell_text(&rows, i, 1) };
	all->settings = grown;
	all->n_settings += rows.n_rows;
	return AT_OK;
}

enum at_status
at_settings_load(struct at_arena *arena, struct at_db *db, const struct at_site *site,
    struct at_settings *out, struct at_error *err)
{
	struct at_settings all = { NULL, 0 };
	at_id of = site->id;

	for (int depth = 0; depth < AT_SITE_DEPTH && of != 0; depth++) {
		enum at_status st = add_settings(arena, db, site->org, of, &all, err);

		if (st == AT_OK)
			st = parent_of(arena, db, site->org, of, &of, err);
		if (st != AT_OK)
			return st;
	}
	*out = all;
	return add_settings(arena, db, site->org, 0, out, err);
}

const char *
at_setting_value(const struct at_settings *settings, const char *name)
{
	for (int i = 0; i < settings->n_settings; i++)
		if (strcmp(settings->settings[i].name, name) == 0)
			return settings->settings[i].value;
	return NULL;
}

static const char sql_words[] =
    "SELECT item, lang, body FROM wording WHERE org = $1 AND instrument = $2";

enum at_status
at_site_words_load(struct at_arena *arena, struct at_db *db, at_id org, const char *instrument,
    struct at_site_words *out, struct at_error *err)
{
	struct at_rows *rows = AT_NEW(arena, struct at_rows, 1);
	enum at_status st = at_db_query(arena, db, sql_words,
	    AT_BIND(at_int(org), at_text(instrument)), rows, err);

	if (st == AT_OK)
		out->rows = rows;
	return st;
}

const char *
at_site_words_find(const struct at_site_words *words, const char *key, const char *lang)
{
	for (int i = 0; i < words->rows->n_rows; i++)
		if (strcmp(at_cell_text(words->rows, i, 0), key) == 0
		    && strcmp(at_cell_text(words->rows, i, 1), lang) == 0)
			return at_cell_text(words->rows, i, 2);
	return NULL;
}
