/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PostgreSQL behind store/db.h, through libpq, with binary parameters and results. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/db_driver.h"
#include "store/libpq.h"

/* Nobody reads the answers to what is sent ahead until all is sent: they are short, and so
 * many of them fit into what the kernel keeps for a connection. */
enum { SLOTS = 512, MOST_BINDS = 64, MOST_AHEAD = 128 };

/* Type numbers of PostgreSQL's catalogue; they never change. */
enum { OID_BOOL = 16, OID_BYTEA = 17, OID_CHAR = 18, OID_NAME = 19, OID_INT8 = 20, OID_INT2 = 21,
	OID_INT4 = 23, OID_TEXT = 25, OID_FLOAT4 = 700, OID_FLOAT8 = 701, OID_VARCHAR = 1043 };

/* A statement the server knows as "s<number>". */
struct prepared {
	const char *sql;                /* NULL: a free place */
	uint64_t digest;                /* of the text and the types bound to it */
	int number;
};

struct postgres {
	struct at_db db;
	struct at_libpq pq;
	PGconn *conn;
	PGresult *active;               /* being read; set only across allocations */
	int n_ahead;                    /* sent, and not answered yet: libpq's pipeline */
	struct prepared slots[SLOTS];
	int n_slots;
	int n_names;                    /* numbers used on this connection */
};

static struct postgres *
postgres_of(struct at_db *db)
{
	return (struct postgres *)(void *)db;
}

static enum at_status
fail_lost(struct at_error *err)
{
	return at_fail(err, AT_IO, "the connection to the database was lost");
}

static bool
is_lost(const struct postgres *pg)
{
	return pg->pq.status(pg->conn) != CONNECTION_OK;
}

/* SQLSTATEs by their first letters, the longer first. */
static const struct {
	const char *state;
	enum at_status status;
	const char *text;               /* NULL: the server's own words, which hold no value */
} failures[] = {
	{ "23505", AT_CONFLICT, "this does not fit what is stored" },
	{ "23503", AT_CONFLICT, "this does not fit what is stored" },
	{ "23514", AT_CONFLICT, "this does not fit what is stored" },
	{ "40",    AT_BUSY, "the database is busy; nothing was saved. Try again in a moment" },
	{ "55P03", AT_BUSY, "the database is busy; nothing was saved. Try again in a moment" },
	{ "57014", AT_BUSY, "the database is busy; nothing was saved. Try again in a moment" },
	{ "53100", AT_IO,   "the disk is full; nothing was saved" },
	{ "53",    AT_BUSY, "the database is short of memory or places; nothing was saved."
	    " Try again in a moment" },
	{ "XX001", AT_CORRUPT, "the database is damaged" },
	{ "XX002", AT_CORRUPT, "the database is damaged" },
	{ "",      AT_IO,   "the database could not do this; nothing was saved" },
};

static enum at_status
fail(const struct postgres *pg, const PGresult *result, struct at_error *err)
{
	const char *state = pg->pq.resultErrorField(result, PG_DIAG_SQLSTATE);
	const char *words = pg->pq.resultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
	size_t i = 0;

	if (state == NULL || is_lost(pg))
		return fail_lost(err);
	while (strncmp(state, failures[i].state, strlen(failures[i].state)) != 0)
		i++;
	if (failures[i].status == AT_BUSY)
		return at_fail(err, AT_BUSY, "%s", failures[i].text);
	return at_fail(err, failures[i].status, "%s (%s)", failures[i].text,
	    words == NULL ? state : words);
}

static bool
succeeded(const struct postgres *pg, const PGresult *result)
{
	ExecStatusType status = pg->pq.resultStatus(result);

	return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

/* The answers to all that was sent ahead; what came behind a failure was not done. */
static enum at_status
take_answers(struct postgres *pg, struct at_error *err)
{
	enum at_status status = AT_OK;
	ExecStatusType is = PGRES_COMMAND_OK;

	while (is != PGRES_PIPELINE_SYNC && !is_lost(pg)) {
		PGresult *result = pg->pq.getResult(pg->conn);

		is = result == NULL ? PGRES_COMMAND_OK : pg->pq.resultStatus(result);
		if (status == AT_OK && (is == PGRES_FATAL_ERROR || is == PGRES_BAD_RESPONSE))
			status = fail(pg, result, err);
		pg->pq.clear(result);
	}
	return status == AT_OK && is_lost(pg) ? fail_lost(err) : status;
}

static enum at_status
catch_up(struct postgres *pg, struct at_error *err)
{
	enum at_status status;

	if (pg->n_ahead == 0)
		return AT_OK;
	pg->n_ahead = 0;
	status = pg->pq.pipelineSync(pg->conn) ? take_answers(pg, err) : fail_lost(err);
	pg->pq.exitPipelineMode(pg->conn);
	return status;
}

static enum at_status
execute_plain(struct postgres *pg, const char *sql, struct at_error *err)
{
	PGresult *result = pg->pq.exec(pg->conn, sql);
	enum at_status status = succeeded(pg, result) ? AT_OK : fail(pg, result, err);

	pg->pq.clear(result);
	return status;
}

static enum at_status
set_up(struct postgres *pg, struct at_error *err)
{
	enum at_status status = execute_plain(pg,
	    "SET synchronous_commit = on; SET client_min_messages = warning;"
	    " SET timezone = 'UTC'; SET lock_timeout = '5s'", err);

	if (status == AT_OK && pg->db.read_only)
		status = execute_plain(pg, "SET default_transaction_read_only = on", err);
	return status;
}

/* The server has forgotten our statements with the old connection. */
static enum at_status
connect_again(struct postgres *pg, struct at_error *err)
{
	pg->pq.reset(pg->conn);
	memset(pg->slots, 0, sizeof pg->slots);
	pg->n_slots = pg->n_names = pg->n_ahead = 0;
	if (is_lost(pg))
		return at_fail(err, AT_IO, "the database cannot be reached");
	return set_up(pg, err);
}

/* FNV-1a.  The address finds a statement, this confirms it. */
static uint64_t
digest(const struct at_query *query)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	for (const char *c = query->sql; *c != '\0'; c++)
		hash = (hash ^ (unsigned char)*c) * UINT64_C(0x100000001b3);
	for (int i = 0; i < query->n_binds; i++)
		hash = (hash ^ (uint64_t)query->binds[i].type) * UINT64_C(0x100000001b3);
	return hash;
}

static enum at_status
prepare(struct postgres *pg, const struct at_query *query, int number, struct at_error *err)
{
	static const Oid oids[] = { [AT_VALUE_INT] = OID_INT8, [AT_VALUE_REAL] = OID_FLOAT8,
		[AT_VALUE_TEXT] = OID_TEXT, [AT_VALUE_BLOB] = OID_BYTEA };
	Oid types[MOST_BINDS];
	char name[16];
	PGresult *result;
	enum at_status status = catch_up(pg, err);

	if (status != AT_OK)
		return status;
	for (int i = 0; i < query->n_binds; i++)
		types[i] = oids[query->binds[i].type];
	snprintf(name, sizeof name, "s%d", number);
	result = pg->pq.prepare(pg->conn, name, query->sql, query->n_binds, types);
	status = succeeded(pg, result) ? AT_OK : fail(pg, result, err);
	pg->pq.clear(result);
	return status;
}

static enum at_status
forget_statements(struct postgres *pg, struct at_error *err)
{
	enum at_status status = catch_up(pg, err);

	memset(pg->slots, 0, sizeof pg->slots);
	pg->n_slots = 0;
	return status == AT_OK ? execute_plain(pg, "DEALLOCATE ALL", err) : status;
}

/* The number under which the server knows this statement. */
static enum at_status
find_statement(struct postgres *pg, const struct at_query *query, int *out,
    struct at_error *err)
{
	size_t at = at_db_slot(query->sql, SLOTS);
	uint64_t want = digest(query);
	enum at_status status = AT_OK;

	while (pg->slots[at].sql != NULL && pg->slots[at].sql != query->sql)
		at = (at + 1) % SLOTS;
	if (pg->slots[at].sql == query->sql && pg->slots[at].digest == want) {
		*out = pg->slots[at].number;
		return AT_OK;
	}
	if (pg->slots[at].sql != NULL || pg->n_slots == SLOTS * 3 / 4) {
		status = forget_statements(pg, err);
		at = at_db_slot(query->sql, SLOTS);
	}
	if (status == AT_OK)
		status = prepare(pg, query, pg->n_names, err);
	if (status != AT_OK)
		return status;
	pg->slots[at] = (struct prepared){ query->sql, want, pg->n_names };
	pg->n_slots++;
	*out = pg->n_names++;
	return AT_OK;
}

static void
put_number(char out[8], uint64_t number)
{
	for (int i = 7; i >= 0; i--) {
		out[i] = (char)(number & 0xff);
		number >>= 8;
	}
}

static uint64_t
get_number(const char *bytes, int n_bytes)
{
	uint64_t number = 0;

	for (int i = 0; i < n_bytes; i++)
		number = number << 8 | (unsigned char)bytes[i];
	return number;
}

/* A statement as libpq wants it. */
struct message {
	char name[16], numbers[MOST_BINDS][8];
	const char *values[MOST_BINDS];
	int lengths[MOST_BINDS], formats[MOST_BINDS];
};

static void
write_message(const struct at_query *query, int number, struct message *m)
{
	snprintf(m->name, sizeof m->name, "s%d", number);
	for (int i = 0; i < query->n_binds; i++) {
		const struct at_value *bind = &query->binds[i];
		uint64_t bits = (uint64_t)bind->number;

		if (bind->type == AT_VALUE_REAL)
			memcpy(&bits, &bind->real, sizeof bits);
		put_number(m->numbers[i], bits);
		m->values[i] = bind->bytes != NULL ? bind->bytes : m->numbers[i];
		m->lengths[i] = bind->bytes != NULL ? (int)bind->n_bytes : 8;
		if (bind->null)
			m->values[i] = NULL;
		m->formats[i] = 1;
	}
}

static enum at_status
send_ahead(struct postgres *pg, const struct at_query *query, const struct message *m,
    struct at_error *err)
{
	bool sent = (pg->n_ahead > 0 || pg->pq.enterPipelineMode(pg->conn))
	    && pg->pq.sendQueryPrepared(pg->conn, m->name, query->n_binds, m->values, m->lengths,
	    m->formats, 1);

	pg->n_ahead++;
	if (sent)
		return pg->n_ahead < MOST_AHEAD ? AT_OK : catch_up(pg, err);
	(void)catch_up(pg, NULL);
	return fail_lost(err);
}

static double
real_of(uint64_t bits, int n_bytes)
{
	double real;
	float narrow;
	uint32_t half = (uint32_t)bits;

	if (n_bytes == 4) {
		memcpy(&narrow, &half, sizeof narrow);
		return (double)narrow;
	}
	memcpy(&real, &bits, sizeof real);
	return real;
}

static bool
is_our_type(Oid type)
{
	static const Oid ours[] = { OID_BOOL, OID_BYTEA, OID_CHAR, OID_NAME, OID_INT8, OID_INT2,
		OID_INT4, OID_TEXT, OID_FLOAT4, OID_FLOAT8, OID_VARCHAR };

	for (size_t i = 0; i < AT_COUNT(ours); i++)
		if (ours[i] == type)
			return true;
	return false;
}

static struct at_value
take_cell(const struct postgres *pg, struct at_arena *arena, int row, int column)
{
	const PGresult *result = pg->active;
	const char *bytes = pg->pq.getvalue(result, row, column);
	int n_bytes = pg->pq.getlength(result, row, column);

	if (pg->pq.getisnull(result, row, column))
		return at_null(AT_VALUE_INT);
	switch (pg->pq.ftype(result, column)) {
	case OID_BOOL:
		return at_int(bytes[0]);
	case OID_INT2:
		return at_int((int16_t)get_number(bytes, n_bytes));
	case OID_INT4:
		return at_int((int32_t)get_number(bytes, n_bytes));
	case OID_INT8:
		return at_int((int64_t)get_number(bytes, n_bytes));
	case OID_FLOAT4:
	case OID_FLOAT8:
		return at_real(real_of(get_number(bytes, n_bytes), n_bytes));
	case OID_BYTEA:
		return at_blob(at_strndup(arena, bytes, (size_t)n_bytes), (size_t)n_bytes);
	}
	return (struct at_value){ .type = AT_VALUE_TEXT, .n_bytes = (size_t)n_bytes,
		.bytes = at_strndup(arena, bytes, (size_t)n_bytes) };
}

static enum at_status
take_rows(const struct postgres *pg, const struct at_query *query, struct at_error *err)
{
	const PGresult *result = pg->active;
	struct at_harvest harvest = { .arena = query->arena, .n_columns = pg->pq.nfields(result) };

	for (int i = 0; i < harvest.n_columns; i++)
		if (!is_our_type(pg->pq.ftype(result, i)))
			return at_fail(err, AT_IO, "column %s is of a type (%u) that needs a cast",
			    pg->pq.fname(result, i), (unsigned)pg->pq.ftype(result, i));
	for (int row = 0; row < pg->pq.ntuples(result); row++) {
		struct at_value *cells = at_harvest_row(&harvest);

		for (int i = 0; i < harvest.n_columns; i++)
			cells[i] = take_cell(pg, query->arena, row, i);
	}
	*query->rows = (struct at_rows){ .n_rows = harvest.n_rows,
		.n_columns = harvest.n_columns, .cells = harvest.cells };
	return AT_OK;
}

static void
settle(struct at_db *db)
{
	struct postgres *pg = postgres_of(db);

	pg->pq.clear(pg->active);
	pg->active = NULL;
}

static enum at_status
run_once(struct postgres *pg, const struct at_query *query, struct at_error *err)
{
	struct message m;
	int number = 0;
	enum at_status status = query->ahead ? AT_OK : catch_up(pg, err);

	if (status == AT_OK || query->undoes)
		status = find_statement(pg, query, &number, err);
	if (status != AT_OK)
		return status;
	write_message(query, number, &m);
	if (query->ahead)
		return send_ahead(pg, query, &m, err);
	pg->active = pg->pq.execPrepared(pg->conn, m.name, query->n_binds, m.values, m.lengths,
	    m.formats, 1);
	if (!succeeded(pg, pg->active))
		status = fail(pg, pg->active, err);
	else if (query->arena != NULL)
		status = take_rows(pg, query, err);
	if (status == AT_OK && query->changed != NULL)
		*query->changed = strtoll(pg->pq.cmdTuples(pg->active), NULL, 10);
	settle(&pg->db);
	return status;
}

/* A connection found dead is made anew at its next use, but never inside a transaction:
 * what was said before in it is gone. */
static enum at_status
run_statement(struct at_db *db, const struct at_query *query, struct at_error *err)
{
	struct postgres *pg = postgres_of(db);
	struct at_error first = { .status = AT_OK };
	enum at_status status = AT_OK;

	assert(query->n_binds <= MOST_BINDS);
	if (is_lost(pg) && !db->begun)
		status = connect_again(pg, err);
	if (status != AT_OK)
		return status;
	status = run_once(pg, query, &first);
	if (is_lost(pg) && query->twice && !db->begun) {
		at_error_clear(&first);
		status = connect_again(pg, &first);
		if (status == AT_OK)
			status = run_once(pg, query, &first);
	}
	if (status != AT_OK && err != NULL && err->status == AT_OK)
		*err = first;
	return status;
}

static enum at_status
run_script(struct at_db *db, const char *sql, struct at_error *err)
{
	struct postgres *pg = postgres_of(db);
	struct at_arena *scratch;
	enum at_status status = AT_OK;

	if (is_lost(pg) && !db->begun)
		status = connect_again(pg, err);
	if (status == AT_OK)
		status = catch_up(pg, err);
	if (status != AT_OK)
		return status;
	scratch = at_arena_open();
	if (scratch == NULL)
		return at_fail(err, AT_BUSY, "memory is short; try again in a moment");
	status = execute_plain(pg, at_db_postgres_ddl(scratch, sql), err);
	at_arena_close(scratch);
	return status;
}

static bool
inside(const struct at_db *db)
{
	const struct postgres *pg = (const struct postgres *)(const void *)db;

	return pg->n_ahead > 0 || pg->pq.transactionStatus(pg->conn) == PQTRANS_INTRANS;
}

static void
close_postgres(struct at_db *db)
{
	struct postgres *pg = postgres_of(db);

	pg->pq.finish(pg->conn);
}

static const struct at_driver driver = {
	.engine = AT_POSTGRES,
	.begin = "BEGIN",
	.begin_reading = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
	.query = run_statement,
	.script = run_script,
	.inside = inside,
	.settle = settle,
	.close = close_postgres,
};

static void
ignore_notice(void *context, const char *message)
{
	(void)context;
	(void)message;
}

enum at_status
at_db_postgres_open(struct at_arena *arena, const struct at_db_options *options,
    struct at_db **out, struct at_error *err)
{
	/* What the address says about these wins, but for the last. */
	const char *const names[] = { "connect_timeout", "application_name", "dbname",
		"client_encoding", NULL };
	const char *const values[] = { "10", "attune", options->url, "UTF8", NULL };
	struct postgres *pg = AT_NEW(arena, struct postgres, 1);
	enum at_status status;

	pg->db = (struct at_db){ .driver = &driver, .arena = arena,
		.read_only = options->read_only };
	status = at_libpq_load(&pg->pq, err);
	if (status != AT_OK)
		return status;
	pg->conn = pg->pq.connectdbParams(names, values, 1);
	if (pg->conn == NULL || is_lost(pg)) {
		const char *why = pg->pq.errorMessage(pg->conn);        /* with advice below */

		status = at_fail(err, AT_IO, "the database cannot be reached (%.*s)",
		    (int)strcspn(why, "\n"), why);
	} else {
		pg->pq.setNoticeProcessor(pg->conn, ignore_notice, NULL);
		status = set_up(pg, err);
	}
	if (status != AT_OK) {
		close_postgres(&pg->db);
		return status;
	}
	*out = &pg->db;
	return AT_OK;
}
