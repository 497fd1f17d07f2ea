/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/macros.h"
#include "store/erasure.h"

static const char sql_add[] =
    "INSERT INTO erasure (org, client, at, staff) VALUES ($1, $2, $3, $4)"
    " ON CONFLICT (org, client) DO NOTHING";

/* Everything that says who somebody is, of all who are on the list.  Drafts go whole; the
 * sealed fields of append-only rows stay, and nothing opens them any more. */
static const char sql_keys[] =
    "DELETE FROM client_key WHERE EXISTS (SELECT 1 FROM erasure e"
    " WHERE e.org = client_key.org AND e.client = client_key.client)";
static const char sql_names[] =
    "UPDATE client SET name = $1, version = version + 1 WHERE name <> $1 AND EXISTS"
    " (SELECT 1 FROM erasure e WHERE e.org = client.org AND e.client = client.id)";
/* The keyed hash of the code stays: no later import brings the person back. */
static const char sql_codes[] =
    "UPDATE import_client SET code = $1, about = NULL WHERE code <> $1 AND EXISTS"
    " (SELECT 1 FROM erasure e WHERE e.org = import_client.org"
    " AND e.client = import_client.client)";
static const char sql_related[] =
    "DELETE FROM related WHERE EXISTS (SELECT 1 FROM erasure e"
    " WHERE e.org = related.org AND e.client = related.client)";
static const char sql_calls[] =
    "DELETE FROM call_me WHERE EXISTS (SELECT 1 FROM erasure e"
    " WHERE e.org = call_me.org AND e.client = call_me.client)";
static const char sql_drafts[] =
    "DELETE FROM draft WHERE EXISTS (SELECT 1 FROM due d JOIN erasure e ON e.org = d.org"
    " AND e.client = d.client WHERE d.org = draft.org AND d.id = draft.due)";
/* Guesses at a PIN could still be made at what is left of it. */
static const char sql_own_logins[] =
    "DELETE FROM own_login WHERE EXISTS (SELECT 1 FROM own_page p JOIN erasure e ON"
    " e.org = p.org AND e.client = p.client WHERE p.org = own_login.org"
    " AND p.id = own_login.page)";
static const char sql_own_pages[] =
    "DELETE FROM own_page WHERE EXISTS (SELECT 1 FROM erasure e"
    " WHERE e.org = own_page.org AND e.client = own_page.client)";

enum at_status
at_erasure_replay(struct at_db *db, struct at_error *err)
{
	static const char *const deletes[] = { sql_keys, sql_related, sql_calls, sql_drafts,
		sql_own_logins, sql_own_pages };
	enum at_status st = at_db_run(db, sql_names, AT_BIND(at_blob("", 0)), NULL, err);

	if (st == AT_OK)
		st = at_db_run(db, sql_codes, AT_BIND(at_blob("", 0)), NULL, err);
	for (size_t i = 0; i < AT_COUNT(deletes) && st == AT_OK; i++)
		st = at_db_run(db, deletes[i], AT_NO_BIND, NULL, err);
	return st;
}

enum at_status
at_erasure_add(struct at_db *db, at_id org, at_id client, at_ms at, at_id staff,
    struct at_error *err)
{
	enum at_status st = at_db_run(db, sql_add, AT_BIND(at_int(org), at_int(client),
	    at_int(at), at_id_or_null(staff)), NULL, err);

	return st == AT_OK ? at_erasure_replay(db, err) : st;
}

enum at_status
at_erasure_copy(struct at_arena *arena, struct at_db *from, struct at_db *to,
    struct at_error *err)
{
	static const char sql_list[] = "SELECT org, client, at, staff FROM erasure";
	struct at_rows rows = { 0 };
	enum at_status st = at_db_query(arena, from, sql_list, AT_NO_BIND, &rows, err);

	for (int i = 0; i < rows.n_rows && st == AT_OK; i++)
		st = at_db_run(to, sql_add, AT_BIND(at_int(at_cell_int(&rows, i, 0)),
		    at_int(at_cell_int(&rows, i, 1)), at_int(at_cell_int(&rows, i, 2)),
		    at_id_or_null(at_cell_int(&rows, i, 3))), NULL, err);
	return st;
}
