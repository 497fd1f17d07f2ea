/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/macros.h"
#include "store/import.h"

/* ---- names ------------------------------------------------------------------------------ */

static const char *const kinds[] = {
	[AT_IMPORT_INSTRUMENT] = "instrument", [AT_IMPORT_ITEM] = "item",
	[AT_IMPORT_RESPONDENT] = "respondent", [AT_IMPORT_THERAPIST] = "therapist",
	[AT_IMPORT_CLINIC] = "clinic",
};

static enum at_import_kind
kind_of(const char *name)
{
	size_t i = 0;

	while (i + 1 < AT_COUNT(kinds) && strcmp(kinds[i], name) != 0)
		i++;
	return (enum at_import_kind)i;
}

/* By kind and id, so that an id is found by halving; the rest by what they are called. */
static int
compare_names(const void *a, const void *b)
{
	const struct at_import_name *x = a, *y = b;
	int within = strcmp(x->within, y->within);

	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	if (x->id != y->id)
		return x->id < y->id ? -1 : 1;
	return within != 0 ? within : strcmp(x->code, y->code);
}

enum at_status
at_import_names_load(struct at_arena *arena, struct at_db *db, at_id org,
    struct at_import_names *out, struct at_error *err)
{
	static const char sql_list[] =
	    "SELECT kind, within, code, meant, form, id FROM import_name WHERE org = $1";
	struct at_import_name *names;
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, sql_list, AT_BIND(at_int(org)), &rows, err);

	if (st != AT_OK)
		return st;
	names = AT_NEW(arena, struct at_import_name, (size_t)rows.n_rows);
	for (int i = 0; i < rows.n_rows; i++)
		names[i] = (struct at_import_name){ kind_of(at_cell_text(&rows, i, 0)),
			at_cell_text(&rows, i, 1), at_cell_text(&rows, i, 2),
			at_cell_text(&rows, i, 3), at_cell_text(&rows, i, 4),
			at_cell_int(&rows, i, 5) };
	if (rows.n_rows > 0)
		qsort(names, (size_t)rows.n_rows, sizeof *names, compare_names);
	*out = (struct at_import_names){ names, rows.n_rows };
	return AT_OK;
}

static const char sql_save[] =
    "INSERT INTO import_name (org, kind, within, code, meant, form, id)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (org, kind, within, code)"
    " DO UPDATE SET meant = excluded.meant, form = excluded.form, id = excluded.id";

enum at_status
at_import_name_save(struct at_db *db, at_id org, const struct at_import_name *name,
    struct at_error *err)
{
	return at_db_run(db, sql_save, AT_BIND(at_int(org), at_text(kinds[name->kind]),
	    at_text(name->within), at_text(name->code), at_text(name->meant),
	    at_text(name->form), at_id_or_null(name->id)), NULL, err);
}

const struct at_import_name *
at_import_name_find(const struct at_import_names *names, enum at_import_kind kind,
    const char *within, const char *code)
{
	for (int i = 0; i < names->n_names; i++) {
		const struct at_import_name *name = &names->names[i];

		if (name->kind == kind && strcmp(name->within, within) == 0
		    && strcmp(name->code, code) == 0)
			return name;
	}
	return NULL;
}

const char *
at_import_code_of_id(const struct at_import_names *names, enum at_import_kind kind, at_id id)
{
	int first = 0, end = names->n_names;

	while (first < end) {
		int middle = first + (end - first) / 2;
		const struct at_import_name *name = &names->names[middle];

		if (name->kind < kind || (name->kind == kind && name->id < id))
			first = middle + 1;
		else
			end = middle;
	}
	if (first == names->n_names || names->names[first].kind != kind
	    || names->names[first].id != id)
		return NULL;
	return names->names[first].code;
}

const char *
at_import_code_of_instrument(const struct at_import_names *names, const char *instrument,
    const char *form)
{
	for (int i = 0; i < names->n_names; i++) {
		const struct at_import_name *name = &names->names[i];

		if (name->kind == AT_IMPORT_INSTRUMENT && strcmp(name->meant, instrument) == 0
		    && (name->form[0] == '\0' || strcmp(name->form, form) == 0))
			return name->code;
	}
	return NULL;
}

static const char *
code_of(const struct at_import_names *names, enum at_import_kind kind, const char *within,
    const char *meant)
{
	for (int i = 0; i < names->n_names; i++) {
		const struct at_import_name *name = &names->names[i];

		if (name->kind == kind && strcmp(name->within, within) == 0
		    && strcmp(name->meant, meant) == 0)
			return name->code;
	}
	return NULL;
}

const char *
at_import_code_of_item(const struct at_import_names *names, const char *instrument_code,
    const char *item)
{
	return code_of(names, AT_IMPORT_ITEM, instrument_code, item);
}

const char *
at_import_code_of_form(const struct at_import_names *names, const char *form)
{
	return code_of(names, AT_IMPORT_RESPONDENT, "", form);
}

/* ---- clients ---------------------------------------------------------------------------- */

static const char sql_client_list[] =
    "SELECT client, hash, code, about FROM import_client WHERE org = $1 AND client > $2"
    " ORDER BY client NULLS FIRST LIMIT $3";

enum at_status
at_import_client_list(struct at_arena *arena, struct at_db *db, at_id org, at_id after,
    int n_most, struct at_import_client **out, int *out_n, struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, sql_client_list, AT_BIND(at_int(org),
	    at_int(after), at_int(n_most)), &rows, err);

	if (st != AT_OK)
		return st;
	*out = AT_NEW(arena, struct at_import_client, (size_t)rows.n_rows);
	for (int i = 0; i < rows.n_rows; i++) {
		struct at_import_client *client = &(*out)[i];
		struct at_bytes hash = at_cell_bytes(&rows, i, 1);

		*client = (struct at_import_client){ .org = org,
			.client = at_cell_int(&rows, i, 0), .code = at_cell_bytes(&rows, i, 2),
			.about = at_cell_bytes(&rows, i, 3) };
		if (hash.n_bytes == AT_IMPORT_HASH)
			memcpy(client->hash, hash.bytes, AT_IMPORT_HASH);
	}
	*out_n = rows.n_rows;
	return AT_OK;
}

enum at_status
at_import_client_load(struct at_arena *arena, struct at_db *db, at_id org, at_id client,
    struct at_import_client *out, struct at_error *err)
{
	struct at_import_client *found;
	int n;
	enum at_status st = at_import_client_list(arena, db, org, client - 1, 1, &found, &n, err);

	if (st == AT_OK)
		*out = n == 1 && found->client == client ? *found
		    : (struct at_import_client){ .org = org };
	return st;
}

static const char sql_client_insert[] =
    "INSERT INTO import_client (org, client, hash, code, about) VALUES ($1, $2, $3, $4, $5)";

enum at_status
at_import_client_insert(struct at_db *db, const struct at_import_client *c, struct at_error *err)
{
	return at_db_run(db, sql_client_insert, AT_BIND(at_int(c->org), at_int(c->client),
	    at_blob(c->hash, sizeof c->hash), at_bytes(c->code), at_bytes(c->about)), NULL, err);
}

static const char sql_client_tell[] =
    "UPDATE import_client SET about = $1 WHERE org = $2 AND client = $3";

enum at_status
at_import_client_tell(struct at_db *db, at_id org, at_id client, struct at_bytes about,
    struct at_error *err)
{
	return at_db_change(db, sql_client_tell, AT_BIND(at_bytes(about), at_int(org),
	    at_int(client)), "There is no such imported client.", err);
}

static const char sql_episode_span[] =
    "UPDATE episode SET opened = $1, closed = $2 WHERE org = $3 AND id = $4";

enum at_status
at_episode_span(struct at_db *db, at_id org, at_id episode, at_ms opened, at_ms closed,
    struct at_error *err)
{
	return at_db_change(db, sql_episode_span, AT_BIND(at_int(opened), at_id_or_null(closed),
	    at_int(org), at_int(episode)), "There is no such course of therapy.", err);
}

static const char sql_relationship_span[] =
    "UPDATE relationship SET from_ms = $1, to_ms = $2 WHERE org = $3 AND id = $4";

enum at_status
at_relationship_span(struct at_db *db, at_id org, at_id relationship, at_ms from, at_ms to,
    struct at_error *err)
{
	return at_db_change(db, sql_relationship_span, AT_BIND(at_int(from), at_id_or_null(to),
	    at_int(org), at_int(relationship)), "There is no such relationship.", err);
}

/* ---- answers and definitions ------------------------------------------------------------ */

static const char sql_replace[] =
    "INSERT INTO answer_replaced (org, client, answer, by_answer) VALUES ($1, $2, $3, $4)";

enum at_status
at_answer_replace(struct at_db *db, at_id org, at_id client, at_id answer, at_id by,
    struct at_error *err)
{
	return at_db_run(db, sql_replace, AT_BIND(at_int(org), at_int(client), at_int(answer),
	    at_int(by)), NULL, err);
}

static const char sql_definition_list[] =
    "SELECT instrument, version, body FROM definition ORDER BY version NULLS FIRST";

enum at_status
at_definition_list(struct at_arena *arena, struct at_db *db, struct at_definition **out,
    int *out_n, struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, sql_definition_list, AT_NO_BIND, &rows, err);

	if (st != AT_OK)
		return st;
	*out = AT_NEW(arena, struct at_definition, (size_t)rows.n_rows);
	for (int i = 0; i < rows.n_rows; i++)
		(*out)[i] = (struct at_definition){ at_cell_text(&rows, i, 0),
			(int)at_cell_int(&rows, i, 1), at_cell_text(&rows, i, 2) };
	*out_n = rows.n_rows;
	return AT_OK;
}

static const char sql_definition_insert[] =
    "INSERT INTO definition (org, instrument, version, body, made)"
    " VALUES ($1, $2, $3, $4, $5)";

enum at_status
at_definition_insert(struct at_db *db, at_id org, const struct at_definition *d, at_ms made,
    struct at_error *err)
{
	return at_db_run(db, sql_definition_insert, AT_BIND(at_int(org), at_text(d->instrument),
	    at_int(d->version), at_text(d->body), at_int(made)), NULL, err);
}
