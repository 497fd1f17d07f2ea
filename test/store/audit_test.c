/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The access log: lines follow each other, and no change to them goes unnoticed. */
#include "store/audit.h"
#include "support/store_support.h"

static const struct at_audit_line look = { .org = 1, .at = 1795348800000,
	.subject = "therapist", .staff = 4711, .verb = "view", .resource = "client", .row = 815,
	.client = 815, .detail = "" };

enum { ORGS = 2, NODES = 2, EACH = 12 };

/* Two orgs and two nodes, their lines mixed in time. */
static struct at_db *
audited_db(struct support *s)
{
	struct at_db *db;

	support_store(s, false);
	db = support_db(s);
	CHECK_OK(s, at_db_begin(db, &s->err));
	for (int i = 0; i < ORGS * NODES * EACH; i++) {
		struct at_audit_line line = look;

		line.org = 1 + i % ORGS;
		line.at += i;
		line.row = line.client = 100 + i;
		line.detail = i % 3 == 0 ? "link" : "";
		CHECK_OK(s, at_audit_append(db, s->arena, i / ORGS % NODES, &line, &s->err));
	}
	CHECK_OK(s, at_db_commit(db, &s->err));
	return db;
}

static struct at_audit_report
verify(struct support *s, struct at_db *db, const struct at_audit_head *expected, int n)
{
	struct at_audit_report report = { .n_lines = -1 };

	CHECK_OK(s, at_audit_verify(s->arena, db, expected, n, &report, &s->err));
	return report;
}

TEST(lines_are_counted_per_org_and_node)
{
	struct support *s = support_begin(state_);
	struct at_db *db = audited_db(s);
	struct at_audit_report report = verify(s, db, NULL, 0);

	CHECK(!report.broken);
	CHECK_INT(ORGS * NODES * EACH, report.n_lines);
	CHECK_INT(ORGS * NODES, report.n_heads);
	for (int i = 0; i < report.n_heads; i++) {
		CHECK_INT(1 + i / NODES, report.heads[i].org);
		CHECK_INT(i % NODES, report.heads[i].node);
		CHECK_INT(EACH, report.heads[i].seq);
	}
	at_db_close(db);
}

TEST(an_empty_log_is_sound)
{
	struct support *s = support_begin(state_);
	struct at_call *call = support_store(s, false);
	struct at_audit_report report = verify(s, at_store_reader(call), NULL, 0);

	CHECK(!report.broken && report.n_lines == 0 && report.n_heads == 0);
}

TEST(a_long_chain_is_walked_to_its_end)
{
	struct support *s = support_begin(state_);
	struct at_db *db = audited_db(s);

	CHECK_OK(s, at_db_begin(db, &s->err));
	for (int i = 0; i < 2100; i++)          /* more than two pages */
		CHECK_OK(s, at_audit_append(db, s->arena, 0, &look, &s->err));
	CHECK_OK(s, at_db_commit(db, &s->err));
	CHECK_INT(ORGS * NODES * EACH + 2100, verify(s, db, NULL, 0).n_lines);
	at_db_close(db);
}

TEST(a_line_cannot_be_changed_or_removed)
{
	static const char sql_update[] = "UPDATE audit SET detail = 'x' WHERE seq = 1";
	static const char sql_delete[] = "DELETE FROM audit WHERE seq = 1";
	static const char sql_replace[] = "INSERT OR REPLACE INTO audit SELECT * FROM audit";
	struct support *s = support_begin(state_);
	struct at_db *db = audited_db(s);

	CHECK_INT(AT_IO, at_db_run(db, sql_update, AT_NO_BIND, NULL, &s->err));
	CHECK_HAS("append-only", s->err.text);
	CHECK_INT(AT_IO, at_db_run(db, sql_delete, AT_NO_BIND, NULL, &s->err));
	CHECK_INT(AT_IO, s->engine == AT_POSTGRES
	    ? at_db_script(db, "TRUNCATE audit", &s->err)
	    : at_db_run(db, sql_replace, AT_NO_BIND, NULL, &s->err));
	CHECK(!verify(s, db, NULL, 0).broken);
	at_db_close(db);
}

static void
drop_triggers(struct support *s, struct at_db *db)
{
	CHECK_OK(s, at_db_script(db, s->engine == AT_SQLITE
	    ? "DROP TRIGGER audit_no_update; DROP TRIGGER audit_no_delete;"
	    : "DROP TRIGGER audit_no_change ON audit", &s->err));
}

static const struct {
	const char *name;
	enum at_value_type type;
} columns[] = {
	{ "org", AT_VALUE_INT }, { "node", AT_VALUE_INT }, { "seq", AT_VALUE_INT },
	{ "at", AT_VALUE_INT }, { "subject", AT_VALUE_TEXT }, { "staff", AT_VALUE_INT },
	{ "verb", AT_VALUE_TEXT }, { "resource", AT_VALUE_TEXT }, { "row_id", AT_VALUE_INT },
	{ "client", AT_VALUE_INT }, { "detail", AT_VALUE_TEXT }, { "hash", AT_VALUE_BLOB },
};

/* The same cell with one bit or letter changed, or with one letter more. */
static struct at_value
tampered(struct support *s, struct at_value cell)
{
	uint64_t draw = at_random_next(&s->random);
	char *bytes;

	if (cell.type == AT_VALUE_INT)
		return at_int((int64_t)((uint64_t)cell.number ^ UINT64_C(1) << draw % 64));
	if (cell.n_bytes == 0)
		return at_text("x");
	bytes = at_strndup(s->arena, cell.bytes, cell.n_bytes);
	bytes[draw % cell.n_bytes] ^= (char)(cell.type == AT_VALUE_BLOB ? 1 << draw / 64 % 8 : 1);
	cell.bytes = bytes;
	return cell;
}

/* Change one cell of one line; false when a key forbids it. */
static bool
tamper(struct support *s, struct at_db *db, int column)
{
	const char *name = columns[column].name;
	uint64_t draw = at_random_next(&s->random);
	struct at_value org = at_int(1 + (int64_t)(draw % ORGS)),
	    node = at_int((int64_t)(draw / 8 % NODES)),
	    seq = at_int(1 + (int64_t)(draw / 64 % EACH));
	struct at_rows rows;

	CHECK_OK(s, at_db_query(s->arena, db, at_printf(s->arena,
	    "SELECT %s FROM audit WHERE org = $1 AND node = $2 AND seq = $3", name),
	    AT_BIND(org, node, seq), &rows, &s->err));
	return at_db_run(db, at_printf(s->arena,
	    "UPDATE audit SET %s = $1 WHERE org = $2 AND node = $3 AND seq = $4", name),
	    AT_BIND(tampered(s, *at_cell(&rows, 0, 0)), org, node, seq), NULL, NULL) == AT_OK;
}

TEST(a_thousand_small_changes_are_all_found)
{
	struct support *s = support_begin(state_);
	struct at_db *db = audited_db(s);
	struct at_audit_report sound = verify(s, db, NULL, 0);
	int n_tampered = 0, n_found = 0;

	drop_triggers(s, db);
	for (int i = 0; i < 1200; i++) {
		CHECK_OK(s, at_db_begin(db, &s->err));
		if (tamper(s, db, i % (int)AT_COUNT(columns))) {
			n_tampered++;
			n_found += verify(s, db, sound.heads, sound.n_heads).broken;
		}
		at_db_rollback(db);
	}
	CHECK(n_tampered >= 1000);
	CHECK_INT(n_tampered, n_found);
	CHECK(!verify(s, db, sound.heads, sound.n_heads).broken);
	at_db_close(db);
}

/* One statement that does to whole lines what must be found. */
static void
check_found(struct support *s, struct at_db *db, const struct at_audit_report *sound,
    const char *sql, const char *why)
{
	struct at_audit_report report;
	int64_t changed = 0;

	CHECK_OK(s, at_db_begin(db, &s->err));
	CHECK_OK(s, at_db_run(db, sql, AT_NO_BIND, &changed, &s->err));
	CHECK(changed > 0);
	report = verify(s, db, sound->heads, sound->n_heads);
	CHECK(report.broken);
	CHECK_TEXT(why, report.why);
	at_db_rollback(db);
}

TEST(a_line_taken_out_added_or_moved_is_found)
{
	struct support *s = support_begin(state_);
	struct at_db *db = audited_db(s);
	struct at_audit_report sound = verify(s, db, NULL, 0);

	drop_triggers(s, db);
	for (int seq = 1; seq < EACH; seq++)
		check_found(s, db, &sound, at_printf(s->arena,
		    "DELETE FROM audit WHERE org = 1 AND node = 1 AND seq = %d", seq),
		    "the line is missing");
	check_found(s, db, &sound, "DELETE FROM audit WHERE seq = 12",
	    "the log ends before the line that was noted elsewhere");
	check_found(s, db, &sound, "DELETE FROM audit WHERE org = 2",
	    "the log ends before the line that was noted elsewhere");
	for (int seq = -1; seq <= EACH; seq++)
		check_found(s, db, &sound, at_printf(s->arena, "INSERT INTO audit"
		    " SELECT org, node, %d, at, subject, staff, verb, resource, row_id, client,"
		    " detail, hash FROM audit WHERE org = 1 AND node = 1 AND seq = 7",
		    seq < 1 ? seq : EACH + seq), seq == 1 ? "the line is not what was written"
		    : "the line is missing");
	check_found(s, db, &sound, "UPDATE audit SET seq = 13"
	    " WHERE org = 2 AND node = 0 AND seq = 7", "the line is missing");
	check_found(s, db, &sound, "UPDATE audit SET node = 7 WHERE node = 1",
	    "the line is not what was written");
	at_db_close(db);
}

/* Read carelessly these look like the line that was written. */
TEST(what_only_looks_like_the_line_is_found)
{
	static const char *const disguises[] = {
		"UPDATE audit SET node = node + 4294967296 WHERE seq = 12 AND node = 1",
		"UPDATE audit SET verb = verb || char(0) || 'x' WHERE seq = 3" };
	struct support *s = support_begin(state_);
	struct at_db *db = audited_db(s);

	drop_triggers(s, db);
	for (size_t i = 0; i < AT_COUNT(disguises); i++) {
		CHECK_OK(s, at_db_begin(db, &s->err));
		CHECK_OK(s, at_db_run(db, disguises[i], AT_NO_BIND, NULL, &s->err));
		CHECK_TEXT("the line holds what no line can", verify(s, db, NULL, 0).why);
		at_db_rollback(db);
	}
	at_db_close(db);
}

TEST(a_log_written_anew_is_found_by_the_head_noted_elsewhere)
{
	struct support *s = support_begin(state_);
	struct at_db *db = audited_db(s);
	struct at_audit_head head = verify(s, db, NULL, 0).heads[0], back;
	char text[AT_AUDIT_HEAD_ROOM];

	head.hash[31] ^= 1;
	at_audit_head_format(&head, text);
	CHECK(at_audit_head_parse(text, &back));
	CHECK_HAS("written anew", verify(s, db, &back, 1).why);
	back.hash[31] ^= 1;
	CHECK(!verify(s, db, &back, 1).broken);
	CHECK_OK(s, at_audit_append(db, s->arena, 0, &look, &s->err));
	CHECK(!verify(s, db, &back, 1).broken); /* the log may have grown since */
	at_db_close(db);
}

TEST(a_head_reads_back_and_nothing_else_does)
{
	static const char *const bad[] = { "", "0000000000001", "0000000000001:0 1:",
		"0000000000001:0 1:00", "0000000000001:00 1:", "x000000000001:0 1:" };
	struct at_audit_head head = { .org = 99, .node = 1023, .seq = INT64_MAX,
		.hash = { 1, 0xab, 255 } }, back;
	char text[AT_AUDIT_HEAD_ROOM];

	(void)state_;
	at_audit_head_format(&head, text);
	CHECK_HAS("0000000000033:1023 9223372036854775807:01abff00", text);
	CHECK(at_audit_head_parse(text, &back));
	CHECK(back.org == 99 && back.node == 1023 && back.seq == INT64_MAX);
	CHECK(memcmp(head.hash, back.hash, sizeof back.hash) == 0);
	text[strlen(text) - 1] = 'X';
	CHECK(!at_audit_head_parse(text, &back));
	for (size_t i = 0; i < AT_COUNT(bad); i++)
		CHECK(!at_audit_head_parse(bad[i], &back));
}

TEST(the_youngest_line_of_a_node_is_known)
{
	struct support *s = support_begin(state_);
	struct at_db *db = audited_db(s);
	at_ms last = 0;

	CHECK_OK(s, at_audit_last(db, 1, &last, &s->err));
	CHECK_INT(look.at + ORGS * NODES * EACH - 1, last);
	CHECK_OK(s, at_audit_last(db, 2, &last, &s->err));
	CHECK_INT(0, last);
	at_db_close(db);
}

RUN_ALL(
    RUN_BOTH(lines_are_counted_per_org_and_node),
    RUN_BOTH(an_empty_log_is_sound),
    RUN_BOTH(a_long_chain_is_walked_to_its_end),
    RUN_BOTH(a_line_cannot_be_changed_or_removed),
    RUN_BOTH(a_thousand_small_changes_are_all_found),
    RUN_BOTH(a_line_taken_out_added_or_moved_is_found),
    RUN_SQLITE(what_only_looks_like_the_line_is_found),
    RUN_BOTH(a_log_written_anew_is_found_by_the_head_noted_elsewhere),
    RUN(a_head_reads_back_and_nothing_else_does),
    RUN_BOTH(the_youngest_line_of_a_node_is_known),
)
