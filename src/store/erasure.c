/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/macros.h"
#include "base/timing.h"
#include "store/copy.h"
#include "store/erasure.h"

/* Everything that says who somebody is, and every way in; of $1 and $2.  The sealed fields
 * of append-only rows stay, and nothing opens them any more. */
static const char sql_key[] = "DELETE FROM client_key WHERE org = $1 AND client = $2";
static const char sql_related[] = "DELETE FROM related WHERE org = $1 AND client = $2";
static const char sql_calls[] = "DELETE FROM call_me WHERE org = $1 AND client = $2";
static const char sql_drafts[] =
    "DELETE FROM draft WHERE org = $1 AND due IN"
    " (SELECT d.id FROM due d WHERE d.org = $1 AND d.client = $2)";
static const char sql_devices[] =
    "DELETE FROM device WHERE org = $1 AND due IN"
    " (SELECT d.id FROM due d WHERE d.org = $1 AND d.client = $2)";
static const char sql_links[] =
    "DELETE FROM link WHERE org = $1 AND due IN"
    " (SELECT d.id FROM due d WHERE d.org = $1 AND d.client = $2)";
static const char sql_dues[] =
    "UPDATE due SET state = 'revoked' WHERE org = $1 AND client = $2 AND state = 'open'";
/* Guesses at a PIN could still be made at what is left of it. */
static const char sql_own_logins[] =
    "DELETE FROM own_login WHERE org = $1 AND page IN"
    " (SELECT p.id FROM own_page p WHERE p.org = $1 AND p.client = $2)";
static const char sql_own_pages[] = "DELETE FROM own_page WHERE org = $1 AND client = $2";
static const char sql_addressed[] = "DELETE FROM addressed WHERE org = $1 AND client = $2";
static const char sql_alerts[] =
    "DELETE FROM alert_open WHERE org = $1 AND alert IN"
    " (SELECT a.id FROM alert a WHERE a.org = $1 AND a.client = $2)";
static const char sql_day[] = "DELETE FROM day_line WHERE org = $1 AND client = $2";
static const char sql_privacy[] = "DELETE FROM privacy WHERE org = $1 AND client = $2";

/* With no bytes for $1.  The hash of the source's code stays: an old file must not bring
 * somebody back. */
static const char sql_name[] =
    "UPDATE client SET name = $1, version = version + 1 WHERE org = $2 AND id = $3";
static const char sql_import[] =
    "UPDATE import_client SET code = $1, about = NULL WHERE org = $2 AND client = $3";

/* The course of therapy ends where it stands; of the moment $1, then who. */
static const char sql_relationships[] =
    "UPDATE relationship SET to_ms = CASE WHEN from_ms > $1 THEN from_ms ELSE $1 END"
    " WHERE org = $2 AND client = $3 AND (to_ms IS NULL OR to_ms > $1)";
static const char sql_episodes[] =
    "UPDATE episode SET closed = CASE WHEN opened > $1 THEN opened ELSE $1 END"
    " WHERE org = $2 AND client = $3 AND closed IS NULL";
static const char sql_sessions[] =
    "UPDATE session SET state = 'cancelled', version = version + 1 WHERE starts > $1"
    " AND org = $2 AND client = $3 AND state = 'planned'";

static enum at_status
erase(struct at_db *db, at_id org, at_id client, at_ms at, struct at_error *err)
{
	static const char *const gone[] = { sql_key, sql_related, sql_calls, sql_drafts,
		sql_devices, sql_links, sql_dues, sql_own_logins, sql_own_pages, sql_addressed,
		sql_alerts, sql_day, sql_privacy };
	static const char *const emptied[] = { sql_name, sql_import };
	static const char *const ended[] = { sql_relationships, sql_episodes, sql_sessions };
	enum at_status st = AT_OK;

	for (size_t i = 0; i < AT_COUNT(gone) && st == AT_OK; i++)
		st = at_db_run(db, gone[i], AT_BIND(at_int(org), at_int(client)), NULL, err);
	for (size_t i = 0; i < AT_COUNT(emptied) && st == AT_OK; i++)
		st = at_db_run(db, emptied[i], AT_BIND(at_blob("", 0), at_int(org),
		    at_int(client)), NULL, err);
	for (size_t i = 0; i < AT_COUNT(ended) && st == AT_OK; i++)
		st = at_db_run(db, ended[i], AT_BIND(at_int(at), at_int(org), at_int(client)),
		    NULL, err);
	return st;
}

/* ---- the bytes of what was deleted ------------------------------------------------------- */

/* SQLite leaves what was deleted in gaps and free pages of its file.  Told to, it writes over
 * what it frees.  The small tables of keys and secrets are written anew as well: rows that
 * moved from page to page left copies in gaps.  Sealed fields elsewhere are noise without
 * the key. */
static const char sql_wipe[] = "PRAGMA secure_delete=ON;";
static const char sql_rewrite[] =
    "CREATE TEMP TABLE kept_key AS SELECT * FROM client_key;"
    "DELETE FROM client_key; INSERT INTO client_key SELECT * FROM temp.kept_key;"
    "DROP TABLE temp.kept_key;"
    "CREATE TEMP TABLE kept_page AS SELECT * FROM own_page;"
    "DELETE FROM own_page; INSERT INTO own_page SELECT * FROM temp.kept_page;"
    "DROP TABLE temp.kept_page;"
    "PRAGMA secure_delete=FAST;";

static enum at_status
script_on_sqlite(struct at_db *db, const char *sql, struct at_error *err)
{
	return at_db_engine(db) == AT_SQLITE ? at_db_script(db, sql, err) : AT_OK;
}

/* ---- one, and all on the list ------------------------------------------------------------- */

static const char sql_add[] =
    "INSERT INTO erasure (org, client, at, staff) VALUES ($1, $2, $3, $4)"
    " ON CONFLICT (org, client) DO NOTHING";

enum at_status
at_erasure_add(struct at_db *db, at_id org, at_id client, at_ms at, at_id staff,
    struct at_error *err)
{
	enum at_status st = at_db_run(db, sql_add, AT_BIND(at_int(org), at_int(client),
	    at_int(at), at_id_or_null(staff)), NULL, err);

	if (st == AT_OK)
		st = script_on_sqlite(db, sql_wipe, err);
	if (st == AT_OK)
		st = erase(db, org, client, at, err);
	return st == AT_OK ? script_on_sqlite(db, sql_rewrite, err) : st;
}

static enum at_status
erase_all(struct at_arena *arena, struct at_db *db, struct at_error *err)
{
	static const char sql_list[] = "SELECT org, client, at FROM erasure";
	static const char sql_anew[] = "UPDATE erasure SET scrubbed = NULL";
	struct at_rows rows = { 0 };
	enum at_status st = at_db_query(arena, db, sql_list, AT_NO_BIND, &rows, err);

	if (st != AT_OK || rows.n_rows == 0)
		return st;
	st = at_db_run(db, sql_anew, AT_NO_BIND, NULL, err);
	if (st == AT_OK)
		st = script_on_sqlite(db, sql_wipe, err);
	for (int i = 0; i < rows.n_rows && st == AT_OK; i++)
		st = erase(db, at_cell_int(&rows, i, 0), at_cell_int(&rows, i, 1),
		    at_cell_int(&rows, i, 2), err);
	return st == AT_OK ? script_on_sqlite(db, sql_rewrite, err) : st;
}

enum at_status
at_erasure_replay(struct at_db *db, struct at_error *err)
{
	struct at_arena *arena = at_arena_open();
	enum at_status st;

	if (arena == NULL)
		return at_fail(err, AT_BUSY, "memory is short; try again in a moment");
	st = erase_all(arena, db, err);
	at_arena_close(arena);
	return st;
}

/* ---- the list of another database ---------------------------------------------------------- */

static enum at_status
copy_erasures(struct at_arena *arena, struct at_db *from, struct at_db *to,
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

/* A hold or restriction set since the backup, or set anew, holds in what comes back, too. */
static enum at_status
copy_privacy(struct at_arena *arena, struct at_db *from, struct at_db *to, struct at_error *err)
{
	static const char sql_list[] =
	    "SELECT org, client, kind, at, until, staff, reason FROM privacy";
	static const char sql_copy[] =
	    "INSERT INTO privacy (org, client, kind, at, until, staff, reason)"
	    " SELECT c.org, c.id, $1, $2, $3, $4, $5 FROM client c WHERE c.org = $6 AND c.id = $7"
	    " ON CONFLICT (org, client, kind) DO UPDATE SET at = excluded.at,"
	    " until = excluded.until, staff = excluded.staff, reason = excluded.reason";
	struct at_rows rows = { 0 };
	enum at_status st = at_db_query(arena, from, sql_list, AT_NO_BIND, &rows, err);

	for (int i = 0; i < rows.n_rows && st == AT_OK; i++)
		st = at_db_run(to, sql_copy, AT_BIND(*at_cell(&rows, i, 2), *at_cell(&rows, i, 3),
		    *at_cell(&rows, i, 4), *at_cell(&rows, i, 5), *at_cell(&rows, i, 6),
		    *at_cell(&rows, i, 0), *at_cell(&rows, i, 1)), NULL, err);
	return st;
}

/* What was agreed to since then, and above all what was taken back. */
static enum at_status
copy_consents(struct at_arena *arena, struct at_db *from, struct at_db *to,
    struct at_error *err)
{
	static const char sql_list[] =
	    "SELECT org, id, client, person, purpose, given, wording, staff, at FROM consent";
	static const char sql_copy[] =
	    "INSERT INTO consent (org, id, client, person, purpose, given, wording, staff, at)"
	    " SELECT o.org, $1, $2, $3, $4, $5, $6, $7, $8 FROM org o WHERE o.org = $9"
	    " AND ($2 = 0 OR EXISTS (SELECT 1 FROM client c WHERE c.org = o.org AND c.id = $2))"
	    " ON CONFLICT (org, id) DO NOTHING";
	struct at_rows rows = { 0 };
	enum at_status st = at_db_query(arena, from, sql_list, AT_NO_BIND, &rows, err);

	for (int i = 0; i < rows.n_rows && st == AT_OK; i++)
		st = at_db_run(to, sql_copy, AT_BIND(*at_cell(&rows, i, 1), *at_cell(&rows, i, 2),
		    *at_cell(&rows, i, 3), *at_cell(&rows, i, 4), *at_cell(&rows, i, 5),
		    *at_cell(&rows, i, 6), *at_cell(&rows, i, 7), *at_cell(&rows, i, 8),
		    *at_cell(&rows, i, 0)), NULL, err);
	return st;
}

static bool
has(const struct at_copy_table *tables, int n, const char *name)
{
	for (int i = 0; i < n; i++)
		if (strcmp(tables[i].name, name) == 0)
			return true;
	return false;
}

enum at_status
at_erasure_copy(struct at_arena *arena, struct at_db *from, struct at_db *to,
    struct at_error *err)
{
	struct at_copy_table *tables;
	int n;
	enum at_status st = copy_erasures(arena, from, to, err);

	if (st == AT_OK)
		st = at_copy_tables(arena, from, &tables, &n, err);
	/* It may have been in use by an older program. */
	if (st == AT_OK && has(tables, n, "privacy"))
		st = copy_privacy(arena, from, to, err);
	return st == AT_OK && has(tables, n, "consent") ? copy_consents(arena, from, to, err)
	    : st;
}

/* ---- what the engine keeps apart from the tables -------------------------------------------- */

/* The journal goes back into the file and is cut to nothing. */
static enum at_status
empty_journal(struct at_arena *arena, struct at_db *db, int patience_ms, struct at_error *err)
{
	static const char sql[] = "PRAGMA wal_checkpoint(TRUNCATE)";
	int64_t end = at_timing_now_us() + patience_ms * INT64_C(1000);
	struct at_rows rows;
	enum at_status st = at_db_script(db, at_printf(arena, "PRAGMA busy_timeout=%d",
	    patience_ms), err);

	/* SQLite waits for who reads, but not for who is at just this. */
	for (; st == AT_OK; at_timing_rest_ms(1)) {
		st = at_db_query(arena, db, sql, AT_NO_BIND, &rows, err);
		if (st == AT_OK && at_cell_int(&rows, 0, 0) == 0)
			return AT_OK;
		if (st == AT_OK && at_timing_now_us() >= end)
			st = at_fail(err, AT_BUSY, "the journal is being read (by a backup?)");
	}
	return st;
}

/* VACUUM keeps what an older transaction may still look at, so that has to end first. */
static enum at_status
wait_for_older(struct at_arena *arena, struct at_db *db, int patience_ms, struct at_error *err)
{
	static const char sql_now[] = "SELECT CAST(clock_timestamp() AS TEXT)";
	static const char sql_older[] =
	    "SELECT count(*), CAST(pg_sleep(0.1) AS TEXT) FROM pg_stat_activity a"
	    " WHERE a.datname = current_database() AND a.pid <> pg_backend_pid()"
	    " AND (a.backend_xmin IS NOT NULL OR a.backend_xid IS NOT NULL)"
	    " AND a.xact_start < CAST($1 AS TIMESTAMPTZ)";
	struct at_rows now, rows;
	enum at_status st = at_db_query(arena, db, sql_now, AT_NO_BIND, &now, err);

	for (int ms = 0; ms < patience_ms && st == AT_OK; ms += 100) {
		st = at_db_query(arena, db, sql_older, AT_BIND(at_text(at_cell_text(&now, 0, 0))),
		    &rows, err);
		if (st == AT_OK && at_cell_int(&rows, 0, 0) == 0)
			return AT_OK;
	}
	return st != AT_OK ? st : at_fail(err, AT_BUSY,
	    "the database is being read by a long transaction (a backup?)");
}

/* FULL where secrets were: the rest of a page keeps old bytes otherwise.  It wants the small
 * table to itself for a moment. */
static enum at_status
vacuum(struct at_db *db, struct at_error *err)
{
	static const char *const scripts[] = { "SET lock_timeout = 5000",
		"VACUUM (FULL) client_key", "VACUUM (FULL) own_page", "SET lock_timeout = 0",
		"VACUUM client, related, call_me, draft, device, link, own_login, import_client" };
	enum at_status st = AT_OK;

	for (size_t i = 0; i < AT_COUNT(scripts) && st == AT_OK; i++)
		st = at_db_script(db, scripts[i], err);
	return st;
}

static enum at_status
clean(struct at_arena *arena, struct at_db *db, int patience_ms, struct at_error *err)
{
	enum at_status st = AT_OK;

	switch (at_db_engine(db)) {
	case AT_SQLITE:
		return empty_journal(arena, db, patience_ms, err);
	case AT_POSTGRES:
		st = wait_for_older(arena, db, patience_ms, err);
		return st == AT_OK ? vacuum(db, err) : st;
	}
	return st;
}

static enum at_status
mark_clean(struct at_db *db, const struct at_rows *erased, at_ms now, struct at_error *err)
{
	static const char sql[] = "UPDATE erasure SET scrubbed = $1"
	    " WHERE org = $2 AND client = $3 AND scrubbed IS NULL";
	enum at_status st = at_db_begin(db, err);

	if (st != AT_OK)
		return st;
	for (int i = 0; i < erased->n_rows && st == AT_OK; i++)
		st = at_db_run(db, sql, AT_BIND(at_int(now), *at_cell(erased, i, 0),
		    *at_cell(erased, i, 1)), NULL, err);
	if (st == AT_OK)
		return at_db_commit(db, err);
	at_db_rollback(db);
	return st;
}

/* Whoever is erased while this goes on may have left bytes where it has been already. */
enum at_status
at_erasure_scrub(struct at_arena *arena, struct at_db *db, at_ms now, int patience_ms,
    struct at_error *err)
{
	static const char sql[] = "SELECT org, client FROM erasure WHERE scrubbed IS NULL";
	struct at_rows erased;
	enum at_status st = at_db_query(arena, db, sql, AT_NO_BIND, &erased, err);

	if (st == AT_OK)
		st = clean(arena, db, patience_ms, err);
	return st == AT_OK ? mark_clean(db, &erased, now, err) : st;
}

/* ---- who was erased ------------------------------------------------------------------------ */

static const char sql_erased[] =
    "SELECT e.client, e.at, e.staff, s.name, e.scrubbed, c.made FROM erasure e"
    " LEFT JOIN staff s ON s.org = e.org AND s.id = e.staff"
    " LEFT JOIN client c ON c.org = e.org AND c.id = e.client"
    " WHERE e.org = $1 AND ($2 = 0 OR e.client = $2)"
    " ORDER BY e.at DESC NULLS FIRST, e.client NULLS FIRST";

enum at_status
at_erasure_list(struct at_arena *arena, struct at_db *db, at_id org, at_id client,
    struct at_erasure **out, int *out_n, struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, sql_erased, AT_BIND(at_int(org),
	    at_int(client)), &rows, err);

	if (st != AT_OK)
		return st;
	*out = AT_NEW(arena, struct at_erasure, (size_t)rows.n_rows);
	for (int i = 0; i < rows.n_rows; i++) {
		const char *name = at_cell_text(&rows, i, 3);

		(*out)[i] = (struct at_erasure){ .client = at_cell_int(&rows, i, 0),
			.at = at_cell_int(&rows, i, 1), .staff = at_cell_int(&rows, i, 2),
			.staff_name = name == NULL ? "" : name,
			.scrubbed = at_cell_int(&rows, i, 4), .made = at_cell_int(&rows, i, 5) };
	}
	*out_n = rows.n_rows;
	return AT_OK;
}

/* ---- what there is ------------------------------------------------------------------------- */

#define COUNT(table) \
	"(SELECT count(*) FROM " table " x WHERE x.org = $1 AND x.client = $2"

static const char sql_count[] =
    "SELECT " COUNT("related") "), " COUNT("call_me") "), "
    "(SELECT count(*) FROM draft f JOIN due d ON d.org = f.org AND d.id = f.due"
    " WHERE d.org = $1 AND d.client = $2), "
    COUNT("due") " AND x.state = 'open'), " COUNT("own_page") " AND x.ended IS NULL), "
    COUNT("answer") "), " COUNT("answer") " AND x.words IS NOT NULL), " COUNT("session") "), "
    COUNT("alert") "), " COUNT("audit") "), "
    "(SELECT count(*) FROM alert_open o JOIN alert a ON a.org = o.org AND a.id = o.alert"
    " WHERE o.org = $1 AND a.client = $2)";

enum at_status
at_erasure_count(struct at_arena *arena, struct at_db *db, at_id org, at_id client,
    struct at_erasure_count *out, struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, sql_count, AT_BIND(at_int(org),
	    at_int(client)), &rows, err);

	if (st == AT_OK)
		*out = (struct at_erasure_count){
			at_cell_int(&rows, 0, 0), at_cell_int(&rows, 0, 1),
			at_cell_int(&rows, 0, 2), at_cell_int(&rows, 0, 3),
			at_cell_int(&rows, 0, 4), at_cell_int(&rows, 0, 5),
			at_cell_int(&rows, 0, 6), at_cell_int(&rows, 0, 7),
			at_cell_int(&rows, 0, 8), at_cell_int(&rows, 0, 9),
			at_cell_int(&rows, 0, 10) };
	return st;
}
