/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/words.h"
#include "guard/policy.h"
#include "store/care.h"
#include "store/privacy.h"

#define CLIENT_COLUMNS \
	"c.org, c.id, c.site, c.name, k.sealed, c.form, c.lang, c.made, c.version," \
	" CASE WHEN " AT_RESTRICTED("c.org", "c.id") " THEN 1 ELSE 0 END" \
	" FROM client c LEFT JOIN client_key k ON k.org = c.org AND k.client = c.id"

static void
read_client(const struct at_rows *rows, int row, struct at_client *out)
{
	*out = (struct at_client){
		.org = at_cell_int(rows, row, 0), .id = at_cell_int(rows, row, 1),
		.site = at_cell_int(rows, row, 2), .name = at_cell_bytes(rows, row, 3),
		.key = at_cell_bytes(rows, row, 4), .form = at_cell_text(rows, row, 5),
		.lang = at_cell_text(rows, row, 6), .made = at_cell_int(rows, row, 7),
		.version = at_cell_int(rows, row, 8),
		.restricted = at_cell_int(rows, row, 9) != 0,
	};
}

static enum at_status
read_clients(struct at_arena *arena, enum at_status st, const struct at_rows *rows,
    struct at_client **out, int *out_n)
{
	if (st != AT_OK)
		return st;
	*out = AT_NEW(arena, struct at_client, (size_t)rows->n_rows);
	for (int i = 0; i < rows->n_rows; i++)
		read_client(rows, i, &(*out)[i]);
	*out_n = rows->n_rows;
	return AT_OK;
}

static const char sql_client[] = "SELECT " CLIENT_COLUMNS " WHERE c.org = $1 AND c.id = $2";

enum at_status
at_client_load(struct at_arena *arena, struct at_db *db, at_id org, at_id client,
    struct at_client *out, struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_find(arena, db, sql_client,
	    AT_BIND(at_int(org), at_int(client)), AT_TEXT("There is no such client."), &rows, err);

	if (st == AT_OK)
		read_client(&rows, 0, out);
	return st;
}

static const char sql_clients[] =
    "SELECT " CLIENT_COLUMNS " WHERE c.org = $1 ORDER BY c.id NULLS FIRST";

enum at_status
at_client_list(struct at_arena *arena, struct at_db *db, at_id org, struct at_client **out,
    int *out_n, struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, sql_clients, AT_BIND(at_int(org)), &rows, err);

	return read_clients(arena, st, &rows, out, out_n);
}

static const char sql_clients_own[] =
    "SELECT " CLIENT_COLUMNS " WHERE c.org = $1 AND c.id IN"
    " (SELECT r.client FROM relationship r WHERE r.org = $1 AND r.therapist = $2"
    "  AND r.from_ms <= $3 AND (r.to_ms IS NULL OR r.to_ms > $3))"
    " AND " AT_UNRESTRICTED("c.org", "c.id") " ORDER BY c.id NULLS FIRST";

enum at_status
at_client_list_own(struct at_arena *arena, struct at_db *db, at_id org, at_id staff, at_ms now,
    struct at_client **out, int *out_n, struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, sql_clients_own,
	    AT_BIND(at_int(org), at_int(staff), at_int(now)), &rows, err);

	return read_clients(arena, st, &rows, out, out_n);
}

static const char sql_clients_supervised[] =
    "SELECT " CLIENT_COLUMNS " WHERE c.org = $1 AND c.id IN"
    " (SELECT r.client FROM relationship r JOIN supervision s ON s.org = r.org"
    "  AND s.therapist = r.therapist WHERE r.org = $1 AND s.supervisor = $2"
    "  AND s.from_ms <= $3 AND (s.to_ms IS NULL OR s.to_ms > $3)"
    "  AND r.from_ms <= $3 AND (r.to_ms IS NULL OR r.to_ms > $3))"
    " AND " AT_UNRESTRICTED("c.org", "c.id") " ORDER BY c.id NULLS FIRST";

enum at_status
at_client_list_supervised(struct at_arena *arena, struct at_db *db, at_id org, at_id staff,
    at_ms now, struct at_client **out, int *out_n, struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, sql_clients_supervised,
	    AT_BIND(at_int(org), at_int(staff), at_int(now)), &rows, err);

	return read_clients(arena, st, &rows, out, out_n);
}

static const char sql_client_insert[] =
    "INSERT INTO client (org, id, site, name, form, lang, made, version)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, 1)";
static const char sql_key_insert[] =
    "INSERT INTO client_key (org, client, sealed) VALUES ($1, $2, $3)";

enum at_status
at_client_insert(struct at_db *db, const struct at_client *client, struct at_error *err)
{
	enum at_status st = at_db_run(db, sql_client_insert, AT_BIND(at_int(client->org),
	    at_int(client->id), at_int(client->site),
	    at_bytes(client->name), at_text(client->form),
	    at_text(client->lang), at_int(client->made)), NULL, err);

	if (st != AT_OK)
		return st;
	return at_db_run(db, sql_key_insert, AT_BIND(at_int(client->org), at_int(client->id),
	    at_bytes(client->key)), NULL, err);
}

static const char sql_client_touch[] =
    "UPDATE client SET version = version + 1 WHERE org = $1 AND id = $2 AND version = $3";

enum at_status
at_client_touch(struct at_db *db, at_id org, at_id client, int64_t version,
    struct at_error *err)
{
	return at_db_change(db, sql_client_touch, AT_BIND(at_int(org), at_int(client),
	    at_int(version)), "Somebody changed this client meanwhile.", err);
}

static const char sql_related_any[] = "SELECT 1 FROM related WHERE org = $1 AND client = $2";

enum at_status
at_related_any(struct at_arena *arena, struct at_db *db, at_id org, at_id client, bool *out,
    struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, sql_related_any,
	    AT_BIND(at_int(org), at_int(client)), &rows, err);

	*out = st == AT_OK && rows.n_rows > 0;
	return st;
}

static const char sql_related_insert[] =
    "INSERT INTO related (org, id, client, kind, name) VALUES ($1, $2, $3, $4, $5)";

enum at_status
at_related_insert(struct at_db *db, at_id org, at_id id, at_id client, const char *kind,
    struct at_bytes name, struct at_error *err)
{
	return at_db_run(db, sql_related_insert, AT_BIND(at_int(org), at_int(id), at_int(client),
	    at_text(kind), at_bytes(name)), NULL, err);
}

static const char sql_related_first[] =
    "SELECT id FROM related WHERE org = $1 AND client = $2 ORDER BY id NULLS FIRST LIMIT 1";

enum at_status
at_related_first(struct at_arena *arena, struct at_db *db, at_id org, at_id client, at_id *out,
    struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, sql_related_first,
	    AT_BIND(at_int(org), at_int(client)), &rows, err);

	if (st == AT_OK)
		*out = rows.n_rows == 0 ? 0 : at_cell_int(&rows, 0, 0);
	return st;
}

static const char sql_episode_insert[] =
    "INSERT INTO episode (org, id, client, site, opened) VALUES ($1, $2, $3, $4, $5)";

enum at_status
at_episode_insert(struct at_db *db, at_id org, at_id id, at_id client, at_id site, at_ms opened,
    struct at_error *err)
{
	return at_db_run(db, sql_episode_insert, AT_BIND(at_int(org), at_int(id), at_int(client),
	    at_int(site), at_int(opened)), NULL, err);
}

static const char sql_episode_newest[] =
    "SELECT id, site, opened, closed FROM episode WHERE org = $1 AND client = $2"
    " ORDER BY opened DESC NULLS FIRST, id DESC NULLS FIRST LIMIT 1";

enum at_status
at_episode_newest(struct at_arena *arena, struct at_db *db, at_id org, at_id client,
    struct at_care_episode *out, struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, sql_episode_newest,
	    AT_BIND(at_int(org), at_int(client)), &rows, err);

	if (st != AT_OK)
		return st;
	*out = (struct at_care_episode){ .org = org, .client = client };
	if (rows.n_rows == 0)
		return AT_OK;
	out->id = at_cell_int(&rows, 0, 0);
	out->site = at_cell_int(&rows, 0, 1);
	out->opened = at_cell_int(&rows, 0, 2);
	out->closed = at_cell_int(&rows, 0, 3);
	return AT_OK;
}

static const char sql_episode_clients[] =
    "SELECT DISTINCT client FROM episode WHERE org = $1 AND closed IS NULL"
    " AND " AT_UNRESTRICTED("episode.org", "episode.client") " ORDER BY client NULLS FIRST";

enum at_status
at_episode_clients(struct at_arena *arena, struct at_db *db, at_id org, at_id **out, int *out_n,
    struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, sql_episode_clients, AT_BIND(at_int(org)),
	    &rows, err);

	if (st != AT_OK)
		return st;
	*out = AT_NEW(arena, at_id, (size_t)rows.n_rows);
	for (int i = 0; i < rows.n_rows; i++)
		(*out)[i] = at_cell_int(&rows, i, 0);
	*out_n = rows.n_rows;
	return AT_OK;
}

static const char sql_episode_close[] =
    "UPDATE episode SET closed = $1 WHERE org = $2 AND id = $3 AND closed IS NULL";

enum at_status
at_episode_close(struct at_db *db, at_id org, at_id episode, at_ms at, struct at_error *err)
{
	return at_db_change(db, sql_episode_close, AT_BIND(at_int(at), at_int(org),
	    at_int(episode)), "This course of therapy has already ended.", err);
}

#define RELATIONSHIP_COLUMNS \
	"r.org, r.id, r.episode, r.client, r.therapist, s.name, r.from_ms, r.to_ms" \
	" FROM relationship r JOIN staff s ON s.org = r.org AND s.id = r.therapist"

static void
read_relationship(const struct at_rows *rows, int row, struct at_relationship *out)
{
	*out = (struct at_relationship){
		at_cell_int(rows, row, 0), at_cell_int(rows, row, 1), at_cell_int(rows, row, 2),
		at_cell_int(rows, row, 3), at_cell_int(rows, row, 4), at_cell_text(rows, row, 5),
		at_cell_int(rows, row, 6), at_cell_int(rows, row, 7),
	};
}

static const char sql_relationship[] =
    "SELECT " RELATIONSHIP_COLUMNS " WHERE r.org = $1 AND r.id = $2";

enum at_status
at_relationship_load(struct at_arena *arena, struct at_db *db, at_id org, at_id id,
    struct at_relationship *out, struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_find(arena, db, sql_relationship,
	    AT_BIND(at_int(org), at_int(id)), AT_TEXT("There is no such relationship."), &rows,
	    err);

	if (st == AT_OK)
		read_relationship(&rows, 0, out);
	return st;
}

static const char sql_relationships[] =
    "SELECT " RELATIONSHIP_COLUMNS " WHERE r.org = $1 AND r.client = $2"
    " ORDER BY r.from_ms DESC NULLS FIRST, r.id DESC NULLS FIRST";

enum at_status
at_relationship_list(struct at_arena *arena, struct at_db *db, at_id org, at_id client,
    struct at_relationship **out, int *out_n, struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, sql_relationships,
	    AT_BIND(at_int(org), at_int(client)), &rows, err);

	if (st != AT_OK)
		return st;
	*out = AT_NEW(arena, struct at_relationship, (size_t)rows.n_rows);
	for (int i = 0; i < rows.n_rows; i++)
		read_relationship(&rows, i, &(*out)[i]);
	*out_n = rows.n_rows;
	return AT_OK;
}

static const char sql_relationship_insert[] =
    "INSERT INTO relationship (org, id, episode, client, therapist, from_ms)"
    " VALUES ($1, $2, $3, $4, $5, $6)";

enum at_status
at_relationship_insert(struct at_db *db, const struct at_relationship *r, struct at_error *err)
{
	return at_db_run(db, sql_relationship_insert, AT_BIND(at_int(r->org), at_int(r->id),
	    at_int(r->episode), at_int(r->client), at_int(r->therapist), at_int(r->from)), NULL,
	    err);
}

static const char sql_relationship_end[] =
    "UPDATE relationship SET to_ms = $1 WHERE org = $2 AND id = $3 AND to_ms IS NULL";

enum at_status
at_relationship_end(struct at_db *db, at_id org, at_id relationship, at_ms to,
    struct at_error *err)
{
	return at_db_change(db, sql_relationship_end,
	    AT_BIND(at_int(to), at_int(org), at_int(relationship)),
	    "This relationship has already ended.", err);
}

#define SESSION_COLUMNS \
	"org, id, relationship, client, number, starts, ends, day, state, version FROM session"

static void
read_session(const struct at_rows *rows, int row, struct at_session *out)
{
	*out = (struct at_session){
		at_cell_int(rows, row, 0), at_cell_int(rows, row, 1), at_cell_int(rows, row, 2),
		at_cell_int(rows, row, 3), (int)at_cell_int(rows, row, 4),
		at_cell_int(rows, row, 5), at_cell_int(rows, row, 6), at_cell_int(rows, row, 7),
		at_cell_text(rows, row, 8), at_cell_int(rows, row, 9),
	};
}

static const char sql_sessions[] =
    "SELECT " SESSION_COLUMNS " WHERE org = $1 AND client = $2"
    " ORDER BY starts NULLS FIRST, id NULLS FIRST";

enum at_status
at_session_list(struct at_arena *arena, struct at_db *db, at_id org, at_id client,
    struct at_session **out, int *out_n, struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, sql_sessions,
	    AT_BIND(at_int(org), at_int(client)), &rows, err);

	if (st != AT_OK)
		return st;
	*out = AT_NEW(arena, struct at_session, (size_t)rows.n_rows);
	for (int i = 0; i < rows.n_rows; i++)
		read_session(&rows, i, &(*out)[i]);
	*out_n = rows.n_rows;
	return AT_OK;
}

static const char sql_session[] =
    "SELECT " SESSION_COLUMNS " WHERE org = $1 AND id = $2";

enum at_status
at_session_load(struct at_arena *arena, struct at_db *db, at_id org, at_id id,
    struct at_session *out, struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_find(arena, db, sql_session, AT_BIND(at_int(org), at_int(id)),
	    AT_TEXT("There is no such session."), &rows, err);

	if (st == AT_OK)
		read_session(&rows, 0, out);
	return st;
}

static const char sql_session_insert[] =
    "INSERT INTO session (org, id, relationship, client, number, starts, ends, day, state,"
    " version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1)";

enum at_status
at_session_insert(struct at_db *db, const struct at_session *s, struct at_error *err)
{
	return at_db_run(db, sql_session_insert, AT_BIND(at_int(s->org), at_int(s->id),
	    at_int(s->relationship), at_int(s->client), at_int(s->number), at_int(s->starts),
	    at_int(s->ends), at_int(s->day), at_text(s->state)), NULL, err);
}

static const char sql_session_update[] =
    "UPDATE session SET state = $1, starts = $2, ends = $3, day = $4, relationship = $5,"
    " number = $6, version = version + 1 WHERE org = $7 AND id = $8 AND version = $9";

enum at_status
at_session_update(struct at_db *db, const struct at_session *s, struct at_error *err)
{
	return at_db_change(db, sql_session_update, AT_BIND(at_text(s->state), at_int(s->starts),
	    at_int(s->ends), at_int(s->day), at_int(s->relationship), at_int(s->number),
	    at_int(s->org), at_int(s->id), at_int(s->version)),
	    "Somebody changed this session meanwhile.", err);
}

static const char sql_stand_own[] =
    "SELECT from_ms, to_ms FROM relationship WHERE org = $1 AND client = $2 AND therapist = $3";
static const char sql_stand_supervises[] =
    "SELECT 1 FROM relationship r JOIN supervision s ON s.org = r.org"
    " AND s.therapist = r.therapist WHERE r.org = $1 AND r.client = $2 AND s.supervisor = $3"
    " AND s.from_ms <= $4 AND (s.to_ms IS NULL OR s.to_ms > $4)"
    " AND r.from_ms <= $4 AND (r.to_ms IS NULL OR r.to_ms > $4)";
static const char sql_stand_site[] =
    "SELECT 1 FROM staff_role WHERE org = $1 AND staff = $2 AND (site = $3 OR site = 0)";

/* A running relationship is own; only ended ones make a former therapist, whose
 * period runs from the first start to the last end. */
static void
read_periods(const struct at_rows *rows, at_ms now, struct at_stand *stand)
{
	for (int i = 0; i < rows->n_rows; i++) {
		at_ms from = at_cell_int(rows, i, 0), to = at_cell_int(rows, i, 1);

		if (from > now)
			continue;
		if (at_cell(rows, i, 1)->null || to > now) {
			stand->relations |= AT_REL_OWN;
			continue;
		}
		stand->relations |= AT_REL_FORMER;
		if (stand->from == 0 || from < stand->from)
			stand->from = from;
		if (to > stand->to)
			stand->to = to;
	}
	if ((stand->relations & AT_REL_OWN) != 0) {
		stand->relations &= ~(uint32_t)AT_REL_FORMER;
		stand->from = stand->to = 0;
	}
}

enum at_status
at_care_stand(struct at_arena *arena, struct at_db *db, const struct at_who *who,
    const struct at_client *client, at_ms now, struct at_stand *out, struct at_error *err)
{
	struct at_stand stand = { .relations = AT_REL_ANY };
	struct at_rows rows;
	enum at_status st;

	if (who->client != 0 && who->org == client->org && who->client == client->id)
		stand.relations |= AT_REL_SELF;
	*out = stand;
	if (who->staff == 0)
		return AT_OK;
	st = at_db_query(arena, db, sql_stand_own,
	    AT_BIND(at_int(who->org), at_int(client->id), at_int(who->staff)), &rows, err);
	if (st != AT_OK)
		return st;
	read_periods(&rows, now, &stand);
	st = at_db_query(arena, db, sql_stand_supervises, AT_BIND(at_int(who->org),
	    at_int(client->id), at_int(who->staff), at_int(now)), &rows, err);
	if (st != AT_OK)
		return st;
	if (rows.n_rows > 0)
		stand.relations |= AT_REL_SUPERVISES;
	st = at_db_query(arena, db, sql_stand_site,
	    AT_BIND(at_int(who->org), at_int(who->staff), at_int(client->site)), &rows, err);
	if (st != AT_OK)
		return st;
	if (rows.n_rows > 0)
		stand.relations |= AT_REL_SITE;
	*out = stand;
	return AT_OK;
}

static const char sql_supervisees[] =
    "SELECT therapist FROM supervision WHERE org = $1 AND supervisor = $2 AND from_ms <= $3"
    " AND (to_ms IS NULL OR to_ms > $3)";

enum at_status
at_care_supervisees(struct at_arena *arena, struct at_db *db, at_id org, at_id supervisor,
    at_ms now, at_id **out, int *out_n, struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, sql_supervisees, AT_BIND(at_int(org),
	    at_int(supervisor), at_int(now)), &rows, err);

	if (st != AT_OK)
		return st;
	*out = AT_NEW(arena, at_id, (size_t)rows.n_rows);
	for (int i = 0; i < rows.n_rows; i++)
		(*out)[i] = at_cell_int(&rows, i, 0);
	*out_n = rows.n_rows;
	return AT_OK;
}

static const char sql_attended[] =
    "SELECT 1 FROM relationship r JOIN staff t ON t.org = r.org AND t.id = r.therapist"
    " WHERE r.org = $1 AND r.client = $2 AND t.disabled IS NULL AND r.from_ms <= $3"
    " AND (r.to_ms IS NULL OR r.to_ms > $3) AND EXISTS (SELECT 1 FROM staff_role h"
    " WHERE h.org = t.org AND h.staff = t.id AND h.role = 'therapist')";

enum at_status
at_care_attended(struct at_arena *arena, struct at_db *db, at_id org, at_id client, at_ms now,
    bool *out, struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, sql_attended,
	    AT_BIND(at_int(org), at_int(client), at_int(now)), &rows, err);

	*out = st == AT_OK && rows.n_rows > 0;
	return st;
}
