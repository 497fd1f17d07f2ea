/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/audit.h"

/* How many lines are held at once while a chain is walked. */
enum { PAGE = 1000 };

static enum at_status
read_head(struct at_db *db, struct at_arena *scratch, struct at_audit_head *head,
    struct at_error *err)
{
	static const char sql_head[] =
	    "SELECT seq, hash FROM audit WHERE org = $1 AND node = $2"
	    " ORDER BY seq DESC LIMIT 1";
	struct at_rows rows;
	enum at_status status = at_db_query(scratch, db, sql_head,
	    AT_BIND(at_int(head->org), at_int(head->node)), &rows, err);

	if (status != AT_OK)
		return status;
	if (rows.n_rows == 0) {
		head->seq = 0;
		at_chain_start(head->org, head->node, head->hash);
		return AT_OK;
	}
	if (at_cell(&rows, 0, 1)->n_bytes != AT_CHAIN_HASH)
		return at_fail(err, AT_CORRUPT, "the access log is damaged: run attune verify");
	head->seq = at_cell_int(&rows, 0, 0);
	memcpy(head->hash, at_cell(&rows, 0, 1)->bytes, AT_CHAIN_HASH);
	return AT_OK;
}

enum at_status
at_audit_append(struct at_db *db, struct at_arena *scratch, int node,
    const struct at_audit_line *line, struct at_error *err)
{
	static const char sql_append[] =
	    "INSERT INTO audit (org, node, seq, at, subject, staff, verb, resource, row_id,"
	    " client, detail, hash)"
	    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
	struct at_audit_head head = { .org = line->org, .node = node };
	struct at_audit_line next = *line;
	unsigned char hash[AT_CHAIN_HASH];
	enum at_status status = read_head(db, scratch, &head, err);

	if (status != AT_OK)
		return status;
	next.node = node;
	next.seq = head.seq + 1;
	at_chain_next(head.hash, &next, hash);
	return at_db_run(db, sql_append, AT_BIND(at_int(next.org), at_int(node),
	    at_int(next.seq), at_int(next.at), at_text(next.subject), at_int(next.staff),
	    at_text(next.verb), at_text(next.resource), at_int(next.row), at_int(next.client),
	    at_text(next.detail), at_blob(hash, sizeof hash)), NULL, err);
}

void
at_audit_head_format(const struct at_audit_head *head, char out[AT_AUDIT_HEAD_ROOM])
{
	char org[AT_ID_ROOM];
	int n;

	at_id_format(head->org, org);
	n = snprintf(out, AT_AUDIT_HEAD_ROOM, "%s:%d %lld:", org, head->node,
	    (long long)head->seq);
	for (int i = 0; i < AT_CHAIN_HASH; i++)
		n += snprintf(out + n, (size_t)(AT_AUDIT_HEAD_ROOM - n), "%02x", head->hash[i]);
}

static bool
parse_hash(const char *text, unsigned char out[AT_CHAIN_HASH])
{
	static const char digits[] = "0123456789abcdef";

	if (strlen(text) != 2 * (size_t)AT_CHAIN_HASH
	    || strspn(text, digits) != 2 * (size_t)AT_CHAIN_HASH)
		return false;
	for (int i = 0; i < AT_CHAIN_HASH; i++)
		out[i] = (unsigned char)((strchr(digits, text[2 * i]) - digits) << 4
		    | (strchr(digits, text[2 * i + 1]) - digits));
	return true;
}

bool
at_audit_head_parse(const char *text, struct at_audit_head *out)
{
	struct at_audit_head head;
	char org[AT_ID_ROOM] = "", again[AT_AUDIT_HEAD_ROOM];
	const char *hash = strrchr(text, ':');

	if (strlen(text) <= AT_ID_CHARS || hash == NULL)
		return false;
	memcpy(org, text, AT_ID_CHARS);
	if (!at_id_parse(org, &head.org) || !parse_hash(hash + 1, head.hash))
		return false;
	head.node = (int)strtol(text + AT_ID_CHARS + 1, NULL, 10);
	head.seq = strchr(text, ' ') == NULL ? 0 : strtoll(strchr(text, ' '), NULL, 10);
	at_audit_head_format(&head, again);
	if (strcmp(again, text) != 0)           /* one spelling, the one we print */
		return false;
	*out = head;
	return true;
}

struct walk {
	struct at_arena *arena, *scratch;
	struct at_db *db;
	struct at_audit_report *report;
	int room;                       /* of report->heads */
	struct at_audit_head *heads;
};

static void
break_at(struct walk *walk, const struct at_audit_head *head, const char *why)
{
	walk->report->broken = true;
	walk->report->at = *head;
	walk->report->why = why;
}

enum { COL_SEQ, COL_AT, COL_SUBJECT, COL_STAFF, COL_VERB, COL_RESOURCE, COL_ROW, COL_CLIENT,
	COL_DETAIL, COL_HASH };

/* Whoever edits the file can store what no program would: other types, a NUL inside a word. */
static bool
line_is_sound(const struct at_rows *rows, int row)
{
	static const enum at_value_type types[] = { [COL_SEQ] = AT_VALUE_INT,
		[COL_AT] = AT_VALUE_INT, [COL_SUBJECT] = AT_VALUE_TEXT,
		[COL_STAFF] = AT_VALUE_INT, [COL_VERB] = AT_VALUE_TEXT,
		[COL_RESOURCE] = AT_VALUE_TEXT, [COL_ROW] = AT_VALUE_INT,
		[COL_CLIENT] = AT_VALUE_INT, [COL_DETAIL] = AT_VALUE_TEXT,
		[COL_HASH] = AT_VALUE_BLOB };

	for (int i = 0; i < (int)AT_COUNT(types); i++) {
		const struct at_value *cell = at_cell(rows, row, i);

		if (cell->null || cell->type != types[i]
		    || (cell->type == AT_VALUE_TEXT && strlen(cell->bytes) != cell->n_bytes))
			return false;
	}
	return at_cell(rows, row, COL_HASH)->n_bytes == AT_CHAIN_HASH;
}

/* Moves `head` one line on; false when the line does not follow it. */
static bool
check_line(struct walk *walk, struct at_audit_head *head, const struct at_rows *rows, int row)
{
	struct at_audit_line line = { .org = head->org, .node = head->node };
	unsigned char hash[AT_CHAIN_HASH];

	head->seq++;
	if (!line_is_sound(rows, row)) {
		break_at(walk, head, "the line holds what no line can");
		return false;
	}
	line.seq = at_cell_int(rows, row, COL_SEQ);
	if (line.seq != head->seq) {
		break_at(walk, head, "the line is missing");
		return false;
	}
	line.at = at_cell_int(rows, row, COL_AT);
	line.subject = at_cell_text(rows, row, COL_SUBJECT);
	line.staff = at_cell_int(rows, row, COL_STAFF);
	line.verb = at_cell_text(rows, row, COL_VERB);
	line.resource = at_cell_text(rows, row, COL_RESOURCE);
	line.row = at_cell_int(rows, row, COL_ROW);
	line.client = at_cell_int(rows, row, COL_CLIENT);
	line.detail = at_cell_text(rows, row, COL_DETAIL);
	at_chain_next(head->hash, &line, hash);
	memcpy(head->hash, at_cell(rows, row, COL_HASH)->bytes, AT_CHAIN_HASH);
	if (memcmp(hash, head->hash, AT_CHAIN_HASH) == 0)
		return true;
	break_at(walk, head, "the line is not what was written");
	return false;
}

static enum at_status
walk_page(struct walk *walk, struct at_audit_head *head, bool *out_more, struct at_error *err)
{
	static const char sql_page[] =
	    "SELECT seq, at, subject, staff, verb, resource, row_id, client, detail, hash"
	    " FROM audit WHERE org = $1 AND node = $2 AND seq > $3 ORDER BY seq LIMIT $4";
	struct at_rows rows;
	enum at_status status;

	at_arena_clear(walk->scratch);
	status = at_db_query(walk->scratch, walk->db, sql_page, AT_BIND(at_int(head->org),
	    at_int(head->node), at_int(head->seq == 0 ? INT64_MIN : head->seq), at_int(PAGE)),
	    &rows, err);
	if (status != AT_OK)
		return status;
	for (int i = 0; i < rows.n_rows; i++) {
		walk->report->n_lines++;
		if (!check_line(walk, head, &rows, i))
			break;
	}
	*out_more = rows.n_rows == PAGE && !walk->report->broken;
	return AT_OK;
}

static void
keep_head(struct walk *walk, const struct at_audit_head *head)
{
	struct at_audit_report *report = walk->report;

	if (report->n_heads == walk->room) {
		walk->room = walk->room == 0 ? 8 : 2 * walk->room;
		walk->heads = at_grow(walk->arena, walk->heads, (size_t)report->n_heads,
		    (size_t)walk->room, sizeof *walk->heads);
	}
	walk->heads[report->n_heads++] = *head;
	report->heads = walk->heads;
}

static enum at_status
walk_chain(struct walk *walk, at_id org, int64_t node, struct at_error *err)
{
	struct at_audit_head head = { .org = org, .node = (int)node };
	bool more = true;

	if (org < 0 || node < 0 || node >= AT_NODES) {
		break_at(walk, &head, "the line holds what no line can");
		return AT_OK;
	}
	at_chain_start(org, head.node, head.hash);
	while (more) {
		enum at_status status = walk_page(walk, &head, &more, err);

		if (status != AT_OK)
			return status;
	}
	if (!walk->report->broken)
		keep_head(walk, &head);
	return AT_OK;
}

/* Chains in order of org and node, each found by a step in the key. */
static enum at_status
walk_all(struct walk *walk, struct at_error *err)
{
	static const char sql_next[] =
	    "SELECT org, node FROM audit WHERE (org, node) > ($1, $2)"
	    " ORDER BY org, node LIMIT 1";
	int64_t org = INT64_MIN, node = INT64_MIN;

	while (!walk->report->broken) {
		struct at_rows rows;
		enum at_status status;

		at_arena_clear(walk->scratch);
		status = at_db_query(walk->scratch, walk->db, sql_next,
		    AT_BIND(at_int(org), at_int(node)), &rows, err);
		if (status != AT_OK || rows.n_rows == 0)
			return status;
		org = at_cell_int(&rows, 0, 0);
		node = at_cell_int(&rows, 0, 1);
		status = walk_chain(walk, org, node, err);
		if (status != AT_OK)
			return status;
	}
	return AT_OK;
}

static enum at_status
check_expected(struct walk *walk, const struct at_audit_head *head, struct at_error *err)
{
	static const char sql_line[] =
	    "SELECT hash FROM audit WHERE org = $1 AND node = $2 AND seq = $3";
	struct at_rows rows;
	enum at_status status;

	at_arena_clear(walk->scratch);
	status = at_db_query(walk->scratch, walk->db, sql_line, AT_BIND(at_int(head->org),
	    at_int(head->node), at_int(head->seq)), &rows, err);
	if (status != AT_OK)
		return status;
	if (rows.n_rows == 0)
		break_at(walk, head, "the log ends before the line that was noted elsewhere");
	else if (memcmp(at_cell(&rows, 0, 0)->bytes, head->hash, AT_CHAIN_HASH) != 0)
		break_at(walk, head, "the log was written anew: the line noted elsewhere is"
		    " another");
	return AT_OK;
}

enum at_status
at_audit_verify(struct at_arena *arena, struct at_db *db, const struct at_audit_head *expected,
    int n_expected, struct at_audit_report *out, struct at_error *err)
{
	struct at_audit_report report = { .n_lines = 0 };
	struct walk walk = { .arena = arena, .scratch = at_arena_open(), .db = db,
		.report = &report };
	enum at_status status;

	if (walk.scratch == NULL)
		at_oom(arena);
	status = walk_all(&walk, err);
	for (int i = 0; i < n_expected && status == AT_OK && !report.broken; i++)
		status = check_expected(&walk, &expected[i], err);
	at_arena_close(walk.scratch);
	if (status == AT_OK)
		*out = report;
	return status;
}

static enum at_status
find_last(struct at_db *db, struct at_arena *scratch, int node, at_ms *out,
    struct at_error *err)
{
	static const char sql_org[] =
	    "SELECT org FROM audit WHERE org > $1 ORDER BY org LIMIT 1";
	static const char sql_last[] =
	    "SELECT at FROM audit WHERE org = $1 AND node = $2 ORDER BY seq DESC LIMIT 1";
	at_id org = -1;

	for (;;) {
		struct at_rows rows;
		enum at_status status = at_db_query(scratch, db, sql_org,
		    AT_BIND(at_int(org)), &rows, err);

		if (status != AT_OK || rows.n_rows == 0)
			return status;
		org = at_cell_int(&rows, 0, 0);
		status = at_db_query(scratch, db, sql_last, AT_BIND(at_int(org), at_int(node)),
		    &rows, err);
		if (status != AT_OK)
			return status;
		if (rows.n_rows > 0 && at_cell_int(&rows, 0, 0) > *out)
			*out = at_cell_int(&rows, 0, 0);
		at_arena_clear(scratch);
	}
}

enum at_status
at_audit_last(struct at_db *db, int node, at_ms *out, struct at_error *err)
{
	struct at_arena *scratch = at_arena_open();
	at_ms last = 0;
	enum at_status status;

	if (scratch == NULL)
		return at_fail(err, AT_BUSY, "memory is short; try again in a moment");
	status = find_last(db, scratch, node, &last, err);
	at_arena_close(scratch);
	if (status == AT_OK)
		*out = last;
	return status;
}

enum at_status
at_audit_heads(struct at_arena *arena, struct at_db *db, at_id org, struct at_audit_head **out,
    int *out_n, struct at_error *err)
{
	static const char sql_next[] =
	    "SELECT node FROM audit WHERE org = $1 AND node > $2 ORDER BY node LIMIT 1";
	static const char sql_head[] =
	    "SELECT seq, hash FROM audit WHERE org = $1 AND node = $2 ORDER BY seq DESC LIMIT 1";
	struct at_audit_head *heads = NULL;
	int64_t node = -1;
	int n = 0;

	for (;;) {
		struct at_rows rows;
		enum at_status status = at_db_query(arena, db, sql_next, AT_BIND(at_int(org),
		    at_int(node)), &rows, err);

		if (status != AT_OK)
			return status;
		if (rows.n_rows == 0)
			break;
		node = at_cell_int(&rows, 0, 0);
		status = at_db_find(arena, db, sql_head, AT_BIND(at_int(org), at_int(node)),
		    "The access log has no end.", &rows, err);
		if (status != AT_OK)
			return status;
		heads = at_one_more(arena, heads, n, sizeof *heads);
		heads[n] = (struct at_audit_head){ .org = org, .node = (int)node,
			.seq = at_cell_int(&rows, 0, 0) };
		memcpy(heads[n++].hash, at_cell(&rows, 0, 1)->bytes, AT_CHAIN_HASH);
	}
	*out = heads;
	*out_n = n;
	return AT_OK;
}

static const char sql_looks[] =
    "SELECT a.at, a.subject, s.name, a.resource FROM audit a"
    " LEFT JOIN staff s ON s.org = a.org AND s.id = a.staff"
    " WHERE a.org = $1 AND a.client = $2 AND a.verb = 'view' AND a.resource <> 'said'"
    " ORDER BY a.at DESC NULLS FIRST LIMIT $3";

enum at_status
at_audit_looks(struct at_arena *arena, struct at_db *db, at_id org, at_id client, int n_most,
    struct at_look **out, int *out_n, struct at_error *err)
{
	struct at_rows rows;
	enum at_status st = at_db_query(arena, db, sql_looks,
	    AT_BIND(at_int(org), at_int(client), at_int(n_most)), &rows, err);

	if (st != AT_OK)
		return st;
	*out = AT_NEW(arena, struct at_look, (size_t)rows.n_rows);
	for (int i = 0; i < rows.n_rows; i++) {
		const char *name = at_cell_text(&rows, i, 2);

		(*out)[i] = (struct at_look){ at_cell_int(&rows, i, 0),
			at_cell_text(&rows, i, 1), name == NULL ? "" : name,
			at_cell_text(&rows, i, 3) };
	}
	*out_n = rows.n_rows;
	return AT_OK;
}
