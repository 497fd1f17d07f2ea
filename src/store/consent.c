/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "store/consent.h"

static const char *const names[AT_CONSENT_PURPOSES] = {
	[AT_CONSENT_MEASURING] = "measuring", [AT_CONSENT_RESEARCH] = "research",
	[AT_CONSENT_CONTACT] = "contact",
};

const char *
at_consent_name(enum at_consent_purpose purpose)
{
	return names[purpose];
}

static const char sql_insert[] =
    "INSERT INTO consent (org, id, client, person, purpose, given, wording, staff, at)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

enum at_status
at_consent_insert(struct at_db *db, const struct at_consent *c, struct at_error *err)
{
	return at_db_run(db, sql_insert, AT_BIND(at_int(c->org), at_int(c->id),
	    at_int(c->client), at_int(c->person), at_text(names[c->purpose]), at_int(c->given),
	    at_text(c->wording), at_id_or_null(c->staff), at_int(c->at)), NULL, err);
}

static const char sql_list[] =
    "SELECT c.id, c.purpose, c.given, c.wording, c.staff, s.name, c.at FROM consent c"
    " LEFT JOIN staff s ON s.org = c.org AND s.id = c.staff"
    " WHERE c.org = $1 AND c.client = $2 AND c.person = $3 ORDER BY c.id DESC NULLS FIRST";

/* A purpose of a later program is none that this one could act on. */
static bool
read_row(const struct at_rows *rows, int row, struct at_consent *out)
{
	const char *purpose = at_cell_text(rows, row, 1), *name = at_cell_text(rows, row, 5);

	out->id = at_cell_int(rows, row, 0);
	out->given = at_cell_int(rows, row, 2) != 0;
	out->wording = at_cell_text(rows, row, 3);
	out->staff = at_cell_int(rows, row, 4);
	out->staff_name = name == NULL ? "" : name;
	out->at = at_cell_int(rows, row, 6);
	for (int i = 0; i < AT_CONSENT_PURPOSES; i++) {
		if (strcmp(names[i], purpose) != 0)
			continue;
		out->purpose = (enum at_consent_purpose)i;
		return true;
	}
	return false;
}

enum at_status
at_consent_list(struct at_arena *arena, struct at_db *db, at_id org, at_id client, at_id person,
    struct at_consent **out, int *out_n, struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, sql_list, AT_BIND(at_int(org),
	    at_int(client), at_int(person)), &rows, err);

	if (st != AT_OK)
		return st;
	*out = AT_NEW(arena, struct at_consent, (size_t)rows.n_rows);
	*out_n = 0;
	for (int i = 0; i < rows.n_rows; i++) {
		struct at_consent *c = &(*out)[*out_n];

		*c = (struct at_consent){ .org = org, .client = client, .person = person };
		*out_n += read_row(&rows, i, c);
	}
	return AT_OK;
}

struct at_consent
at_consent_of(const struct at_consent *list, int n, enum at_consent_purpose purpose)
{
	for (int i = 0; i < n; i++)
		if (list[i].purpose == purpose)
			return list[i];
	return (struct at_consent){ .purpose = purpose, .wording = "", .staff_name = "",
		.given = purpose == AT_CONSENT_MEASURING };
}

enum at_status
at_measuring_load(struct at_arena *arena, struct at_db *db, at_id org, at_id client,
    struct at_consent *out, struct at_error *err)
{
	struct at_consent *list;
	int n;
	enum at_status st = at_consent_list(arena, db, org, client, 0, &list, &n, err);

	if (st == AT_OK)
		*out = at_consent_of(list, n, AT_CONSENT_MEASURING);
	return st;
}

static const char sql_standing[] =
    "SELECT CASE WHEN $1 = 1 THEN c.client ELSE c.person END AS whose FROM consent c"
    " WHERE c.org = $2 AND c.purpose = $3 AND c.given = 1"
    " AND ($1 = 1 AND c.person = 0 OR $1 = 0 AND c.client = 0)"
    " AND c.id = (SELECT max(n.id) FROM consent n WHERE n.org = c.org"
    " AND n.client = c.client AND n.person = c.person AND n.purpose = c.purpose)"
    " ORDER BY whose NULLS FIRST";

enum at_status
at_consent_standing(struct at_arena *arena, struct at_db *db, at_id org,
    enum at_consent_purpose purpose, bool clients, at_id **out, int *out_n,
    struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, sql_standing, AT_BIND(at_int(clients),
	    at_int(org), at_text(names[purpose])), &rows, err);

	if (st != AT_OK)
		return st;
	*out = AT_NEW(arena, at_id, (size_t)rows.n_rows);
	for (int i = 0; i < rows.n_rows; i++)
		(*out)[i] = at_cell_int(&rows, i, 0);
	*out_n = rows.n_rows;
	return AT_OK;
}
