/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The four words of DDL, mapped for PostgreSQL and nothing else with them. */
#include "check.h"
#include "store/db_driver.h"

static const struct {
	const char *sqlite, *postgres;
} cases[] = {
	{ "a INTEGER, b REAL, c BLOB, d TEXT", "a BIGINT, b DOUBLE PRECISION, c BYTEA, d TEXT" },
	{ "CREATE TABLE t (a INTEGER) STRICT;", "CREATE TABLE t (a BIGINT) ;" },
	{ "CREATE TABLE t (a INTEGER) WITHOUT ROWID, STRICT;", "CREATE TABLE t (a BIGINT) ;" },
	{ "(a INTEGER)  -- INTEGER\n  STRICT", "(a BIGINT)  -- INTEGER\n  " },
	{ "/* REAL; */ REAL", "/* REAL; */ DOUBLE PRECISION" },
	{ "'INTEGER it''s BLOB' BLOB", "'INTEGER it''s BLOB' BYTEA" },
	{ "\"REAL\" REAL", "\"REAL\" DOUBLE PRECISION" },
	{ "$$ x INTEGER $$ INTEGER", "$$ x INTEGER $$ BIGINT" },
	{ "$do$ REAL $$ $do$ REAL", "$do$ REAL $$ $do$ DOUBLE PRECISION" },
	{ "MY_INTEGER INTEGERS xREAL BLOB_1", "MY_INTEGER INTEGERS xREAL BLOB_1" },
	{ "STRICT", "STRICT" },
	{ "'never closed INTEGER", "'never closed INTEGER" },
	{ "cost $1 REAL", "cost $1 DOUBLE PRECISION" },
	{ "", "" },
};

TEST(four_words_are_mapped_outside_strings_and_comments)
{
	struct at_arena *arena = at_arena_open();

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(cases); i++)
		CHECK_TEXT(cases[i].postgres, at_db_postgres_ddl(arena, cases[i].sqlite));
	at_arena_close(arena);
}

RUN_ALL(RUN(four_words_are_mapped_outside_strings_and_comments))
