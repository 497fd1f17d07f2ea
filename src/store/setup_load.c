/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a clinic is set up, read as a whole (setup.h). */
#include "store/setup.h"

/* Rows of many owners, in the order of their ids: whoever takes them goes through the owners
 * in the same order, so that a clinic of any size takes as many queries as a small one. */
struct part {
	struct at_rows rows;            /* the first column: whose */
	int next;
};

static enum at_status
load_part(struct at_arena *arena, struct at_db *db, const char *sql, at_id org,
    struct part *out, struct at_error *err)
{
	out->next = 0;
	return at_db_query(arena, db, sql, AT_BIND(at_int(org)), &out->rows, err);
}

/* How many are the owner's, and the first of them. */
static int
take(struct part *part, at_id owner, int *out_first)
{
	const struct at_rows *rows = &part->rows;

	while (part->next < rows->n_rows && at_cell_int(rows, part->next, 0) < owner)
		part->next++;
	*out_first = part->next;
	while (part->next < rows->n_rows && at_cell_int(rows, part->next, 0) == owner)
		part->next++;
	return part->next - *out_first;
}

static const char sql_spans[] =
    "SELECT site, weekday, from_min, to_min FROM site_span WHERE org = $1"
    " ORDER BY site NULLS FIRST, weekday NULLS FIRST, from_min NULLS FIRST";
static const char sql_closed[] =
    "SELECT site, day FROM site_closed WHERE org = $1"
    " ORDER BY site NULLS FIRST, day NULLS FIRST";
static const char sql_covers[] =
    "SELECT site, staff, always, weekday, from_min, to_min FROM cover WHERE org = $1"
    " ORDER BY site NULLS FIRST, place NULLS FIRST";
static const char sql_contacts[] =
    "SELECT site, staff, name FROM contact WHERE org = $1 ORDER BY site NULLS FIRST";

struct of_sites {
	struct part spans, closed, covers, contacts;
};

static enum at_status
load_of_sites(struct at_arena *arena, struct at_db *db, at_id org, struct of_sites *out,
    struct at_error *err)
{
	enum at_status st = load_part(arena, db, sql_spans, org, &out->spans, err);

	if (st == AT_OK)
		st = load_part(arena, db, sql_closed, org, &out->closed, err);
	if (st == AT_OK)
		st = load_part(arena, db, sql_covers, org, &out->covers, err);
	return st == AT_OK ? load_part(arena, db, sql_contacts, org, &out->contacts, err) : st;
}

static struct at_open_span
read_span(const struct at_rows *rows, int row, int column)
{
	return (struct at_open_span){ (int)at_cell_int(rows, row, column),
		(int)at_cell_int(rows, row, column + 1), (int)at_cell_int(rows, row, column + 2) };
}

static void
take_hours(struct at_arena *arena, struct of_sites *all, struct at_setup_site *site)
{
	int first, n = take(&all->spans, site->id, &first);
	struct at_open_span *spans = AT_NEW(arena, struct at_open_span, (size_t)n);
	int64_t *closed;

	for (int i = 0; i < n; i++)
		spans[i] = read_span(&all->spans.rows, first + i, 1);
	site->spans = spans;
	site->n_spans = n;
	n = take(&all->closed, site->id, &first);
	closed = AT_NEW(arena, int64_t, (size_t)n);
	for (int i = 0; i < n; i++)
		closed[i] = at_cell_int(&all->closed.rows, first + i, 1);
	site->closed = closed;
	site->n_closed = n;
}

static void
take_helpers(struct at_arena *arena, struct of_sites *all, struct at_setup_site *site)
{
	const struct at_rows *rows = &all->covers.rows;
	int first, n = take(&all->covers, site->id, &first);
	struct at_setup_cover *covers = AT_NEW(arena, struct at_setup_cover, (size_t)n);

	for (int i = 0; i < n; i++)
		covers[i] = (struct at_setup_cover){ at_cell_int(rows, first + i, 1),
			at_cell_int(rows, first + i, 2) != 0, read_span(rows, first + i, 3) };
	site->covers = covers;
	site->n_covers = n;
	if (take(&all->contacts, site->id, &first) > 0) {
		site->contact = at_cell_int(&all->contacts.rows, first, 1);
		site->contact_name = at_cell_text(&all->contacts.rows, first, 2);
	}
}

static const char sql_sites[] =
    "SELECT id, parent, handle, name, zone, escalate_ms, escalate_high_ms FROM site"
    " WHERE org = $1 ORDER BY id NULLS FIRST";

static enum at_status
load_sites(struct at_arena *arena, struct at_db *db, struct at_setup *out, struct at_error *err)
{
	struct of_sites all;
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, sql_sites, AT_BIND(at_int(out->org)), &rows,
	    err);

	if (st == AT_OK)
		st = load_of_sites(arena, db, out->org, &all, err);
	if (st != AT_OK)
		return st;
	out->sites = AT_NEW(arena, struct at_setup_site, (size_t)rows.n_rows);
	out->n_sites = rows.n_rows;
	for (int i = 0; i < rows.n_rows; i++) {
		out->sites[i] = (struct at_setup_site){
			.id = at_cell_int(&rows, i, 0), .parent = at_cell_int(&rows, i, 1),
			.handle = at_cell_text(&rows, i, 2), .name = at_cell_text(&rows, i, 3),
			.zone = at_cell_text(&rows, i, 4), .escalate_ms = at_cell_int(&rows, i, 5),
			.escalate_high_ms = at_cell_int(&rows, i, 6),
		};
		take_hours(arena, &all, &out->sites[i]);
		take_helpers(arena, &all, &out->sites[i]);
	}
	return AT_OK;
}

static const char sql_roles[] =
    "SELECT staff, role, site FROM staff_role WHERE org = $1 ORDER BY staff NULLS FIRST";
static const char sql_supervises[] =
    "SELECT supervisor, therapist, from_ms, to_ms FROM supervision WHERE org = $1"
    " ORDER BY supervisor NULLS FIRST";

static void
take_duties(struct at_arena *arena, struct part *roles, struct part *supervisions,
    struct at_setup_person *person)
{
	int first, n = take(roles, person->id, &first);
	struct at_setup_role *role = AT_NEW(arena, struct at_setup_role, (size_t)n);
	struct at_setup_supervision *one;

	for (int i = 0; i < n; i++)
		role[i] = (struct at_setup_role){ at_cell_text(&roles->rows, first + i, 1),
			at_cell_int(&roles->rows, first + i, 2) };
	person->roles = role;
	person->n_roles = n;
	n = take(supervisions, person->id, &first);
	one = AT_NEW(arena, struct at_setup_supervision, (size_t)n);
	for (int i = 0; i < n; i++)
		one[i] = (struct at_setup_supervision){
			at_cell_int(&supervisions->rows, first + i, 1),
			at_cell_int(&supervisions->rows, first + i, 2),
			at_cell_int(&supervisions->rows, first + i, 3) };
	person->supervises = one;
	person->n_supervises = n;
}

static const char sql_people[] =
    "SELECT id, handle, name FROM staff WHERE org = $1 ORDER BY id NULLS FIRST";

static enum at_status
load_people(struct at_arena *arena, struct at_db *db, struct at_setup *out, struct at_error *err)
{
	struct part roles, supervisions;
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, sql_people, AT_BIND(at_int(out->org)), &rows,
	    err);

	if (st == AT_OK)
		st = load_part(arena, db, sql_roles, out->org, &roles, err);
	if (st == AT_OK)
		st = load_part(arena, db, sql_supervises, out->org, &supervisions, err);
	if (st != AT_OK)
		return st;
	out->people = AT_NEW(arena, struct at_setup_person, (size_t)rows.n_rows);
	out->n_people = rows.n_rows;
	for (int i = 0; i < rows.n_rows; i++) {
		out->people[i] = (struct at_setup_person){ .id = at_cell_int(&rows, i, 0),
			.handle = at_cell_text(&rows, i, 1), .name = at_cell_text(&rows, i, 2) };
		take_duties(arena, &roles, &supervisions, &out->people[i]);
	}
	return AT_OK;
}

static const char sql_values[] =
    "SELECT site, name, value FROM setting WHERE org = $1 AND name NOT IN " AT_NOTED;
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
