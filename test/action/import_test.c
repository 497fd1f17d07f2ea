/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a clinic has from before, taken in: once, whole, and not what nobody can read. */
#include <unistd.h>

#include "action/act.h"
#include "action/export.h"
#include "action/import.h"
#include "action/privacy.h"
#include "action/safety.h"
#include "base/buffer.h"
#include "base/file.h"
#include "store/erasure.h"
#include "store/import.h"
#include "store/privacy.h"
#include "support/world.h"

#define LONG "client,therapist,clinic,session,date,instrument,respondent,item,value\n"
#define WIDE "client,therapist,clinic,session,date,instrument,respondent,i1,i2,i3\n"
#define PEOPLE "client,therapist,clinic,age,first_date,end_reason\n"

static const char all_3[] = "[instruments]\nALL = all-3\n"
    "[instrument all-3]\nforms = client therapist\nitems = 3\nrange = 1 5\n"
    "scale.total = sum 1 2 3, need 2, range 3 15, better higher\n";

/* One import and what was said on the way. */
struct importing {
	struct world *w;
	const char *map;                /* NULL: none */
	bool dry_run, set_aside;
	const char *stop_at;            /* of the progress; NULL: it goes on */
	struct at_import_sum sum;
	struct at_buffer problems;      /* a line each */
};

static void
note_problem(void *ptr, const struct at_import_problem *p)
{
	struct importing *i = ptr;

	at_buffer_printf(&i->problems, "%s:%d: %s: %s\n", p->file, (int)p->line, p->column,
	    p->text);
}

static bool
go_on(void *ptr, const char *what, int64_t n)
{
	const struct importing *i = ptr;

	(void)n;
	return i->stop_at == NULL || strcmp(i->stop_at, what) != 0;
}

static int
file_of(const char *bytes, size_t n)
{
	FILE *file = tmpfile();
	int fd = dup(fileno(file));

	CHECK(write(fd, bytes, n) == (ssize_t)n);
	CHECK(lseek(fd, 0, SEEK_SET) == 0);
	fclose(file);
	return fd;
}

static enum at_status
import_bytes(struct importing *i, const char *bytes, size_t n)
{
	const struct at_import_file file = { "a.csv", file_of(bytes, n) };
	const struct at_import_plan plan = { .files = &file, .n_files = 1,
		.map_name = i->map == NULL ? NULL : "map.txt", .map_bytes = i->map,
		.n_map_bytes = i->map == NULL ? 0 : strlen(i->map), .dry_run = i->dry_run,
		.set_aside = i->set_aside, .problem = note_problem, .progress = go_on,
		.ptr = i };
	enum at_status st;

	i->problems = at_buffer_init(i->w->s->arena);
	world_clear(i->w);
	st = at_action_import(i->w->call, &plan, &i->sum);
	close(file.fd);
	return st;
}

static enum at_status
import(struct importing *i, const char *table)
{
	return import_bytes(i, table, strlen(table));
}

static struct importing
begin(void **state, bool serve)
{
	struct importing i = { .w = world_open(support_begin(state), serve) };

	i.w->house.filled = i.w->library;
	world_as_operator(i.w, &i.w->a);
	return i;
}

/* As a command that comes later finds it. */
static void
learn(struct world *w)
{
	CHECK_OK(w->s, at_house_learn(w->call, w->s->folder));
}

static int64_t
count(struct world *w, const char *sql)
{
	return world_count(w, sql, w->call->who->org);
}

static const char sql_answers[] = "SELECT count(*) FROM answer WHERE org = $1";
static const char sql_clients[] = "SELECT count(*) FROM import_client WHERE org = $1";
static const char sql_sessions[] = "SELECT count(*) FROM session WHERE org = $1";
static const char sql_replaced[] = "SELECT count(*) FROM answer_replaced WHERE org = $1";
static const char sql_anything[] = "SELECT (SELECT count(*) FROM audit WHERE org = $1)"
    " + (SELECT count(*) FROM import_name WHERE org = $1) + (SELECT count(*) FROM answer"
    " WHERE org = $1) + (SELECT count(*) FROM client WHERE org = $1) + (SELECT count(*)"
    " FROM staff WHERE org = $1) + (SELECT count(*) FROM site WHERE org = $1)"
    " + (SELECT count(*) FROM definition WHERE org = $1)";

/* What an export of it says. */
static const char *
export(struct world *w, const char *name, bool wide)
{
	const char *path = at_printf(w->s->arena, "%s/%s.csv", w->s->folder, name), *bytes;
	const struct at_export_plan plan = { .path = path, .wide = wide };
	struct at_export_sum sum;
	size_t n;

	world_clear(w);
	CHECK_OK(w->s, at_action_export(w->call, &plan, &sum));
	CHECK_OK(w->s, at_file_read(w->s->arena, path, 1 << 20, &bytes, &n, &w->s->err));
	return bytes;
}

/* ---- answers ---------------------------------------------------------------------------- */

static const char wide_table[] = WIDE
    "C1,T1,K1,1,2024-01-08,ALL,client,4,5,\n"
    "C1,T1,K1,1,2024-01-08,ALL,therapist,3,3,2\n"
    "C1,T1,K1,2,2024-01-15,ALL,client,5,NA,4\n"
    "C2,T2,K1,,2024-02-01,PHQ9,client,0,1,2\n";

/* The same, in another order. */
static const char long_table[] = LONG
    "C1,T1,K1,2,2024-01-15,ALL,client,3,4\n"
    "C2,T2,K1,,2024-02-01,PHQ9,client,2,1\n"
    "C1,T1,K1,1,2024-01-08,ALL,client,2,5\n"
    "C1,T1,K1,1,2024-01-08,ALL,therapist,3,2\n"
    "C2,T2,K1,,2024-02-01,PHQ9,client,1,0\n"
    "C1,T1,K1,1,2024-01-08,ALL,therapist,1,3\n"
    "C2,T2,K1,,2024-02-01,PHQ9,client,3,2\n"
    "C1,T1,K1,1,2024-01-08,ALL,client,1,4\n"
    "C1,T1,K1,2,2024-01-15,ALL,client,1,5\n"
    "C1,T1,K1,1,2024-01-08,ALL,therapist,2,3\n"
    "C1,T1,K1,1,2024-01-08,ALL,client,1,4\n";

TEST(what_goes_in_comes_out_whatever_the_order_of_the_rows)
{
	struct importing i = begin(state_, false);
	const char *from_long;

	i.map = all_3;
	CHECK_OK(i.w->s, import(&i, long_table));
	CHECK_INT(1, i.sum.n_repeated);
	CHECK_INT(10, i.sum.answers);
	CHECK_INT(4, i.sum.forms);
	CHECK_INT(2, i.sum.clients);
	CHECK_INT(2, i.sum.therapists);
	CHECK_INT(1, i.sum.clinics);
	CHECK_INT(2, i.sum.sessions);
	learn(i.w);
	from_long = export(i.w, "long", true);
	CHECK_HAS("C1,T1,K1,1,2024-01-08,ALL,client,4,5,,,,,,,,\n", from_long);
	CHECK_HAS("C1,T1,K1,1,2024-01-08,ALL,therapist,3,3,2,,,,,,,\n", from_long);
	CHECK_HAS("C2,T2,K1,,2024-02-01,PHQ9,client,0,1,2,,,,,,,\n", from_long);

	world_as_operator(i.w, &i.w->b);
	i.map = "[instruments]\nALL = all-3\n";
	CHECK_OK(i.w->s, import(&i, wide_table));
	CHECK_TEXT(from_long, export(i.w, "wide", true));
}

TEST(twice_is_once_without_the_map)
{
	struct importing i = begin(state_, true);

	i.map = all_3;
	CHECK_OK(i.w->s, import(&i, long_table));
	learn(i.w);
	i.map = NULL;
	CHECK_OK(i.w->s, import(&i, wide_table));
	CHECK_INT(4, i.sum.forms_same);
	CHECK_INT(0, i.sum.forms + i.sum.clients + i.sum.sessions + i.sum.therapists);
	i.map = all_3;
	CHECK_OK(i.w->s, import(&i, wide_table));       /* the same definition, told again */
	CHECK_INT(4, count(i.w, sql_answers));
	CHECK_INT(2, count(i.w, sql_clients));
}

TEST(forms_without_a_session_are_told_apart_by_their_day)
{
	static const char table[] = LONG "C2,T2,K1,,2024-02-01,PHQ9,client,1,0\n"
	    "C2,T2,K1,,2024-03-01,PHQ9,client,1,2\n" "C2,T2,K1,,2026-11-24,PHQ9,client,1,3\n";
	struct importing i = begin(state_, false);

	CHECK_OK(i.w->s, import(&i, table));    /* the last is of today */
	CHECK_INT(3, i.sum.forms);
	learn(i.w);
	CHECK_OK(i.w->s, import(&i, table));
	CHECK_INT(3, i.sum.forms_same);
	CHECK_INT(3, count(i.w, sql_answers));
}

TEST(an_import_is_in_the_log)
{
	struct importing i = begin(state_, false);

	i.map = all_3;
	CHECK_OK(i.w->s, import(&i, wide_table));
	CHECK_INT(1, world_logged(i.w, "import", "archive", NULL));
	CHECK_INT(2, world_logged(i.w, "import", "client", NULL));
	CHECK_INT(1, world_logged(i.w, "import", "instrument", NULL));
	CHECK_INT(1, world_logged(i.w, "import", "name", NULL));
	learn(i.w);
	CHECK_OK(i.w->s, import(&i, wide_table));       /* again, and nothing came of it */
	CHECK_INT(2, world_logged(i.w, "import", "archive", NULL));
	CHECK_INT(2, world_logged(i.w, "import", "client", NULL));
}

TEST(a_later_file_adds_what_was_missing_and_changes_nothing)
{
	struct importing i = begin(state_, false);
	const char *out;

	i.map = all_3;
	CHECK_OK(i.w->s, import(&i, wide_table));
	learn(i.w);
	CHECK_OK(i.w->s, import(&i, LONG
	    "C1,T1,K1,1,2024-01-08,ALL,client,3,1\n"
	    "C1,T1,K1,3,2024-01-22,ALL,client,1,5\n"));
	CHECK_INT(1, i.sum.forms_fuller);
	CHECK_INT(1, i.sum.forms);
	CHECK_INT(2, i.sum.answers);
	CHECK_INT(1, count(i.w, sql_replaced));
	out = export(i.w, "out", true);
	CHECK_HAS("1,2024-01-08,ALL,client,4,5,1,", out);
	CHECK_HAS("3,2024-01-22,ALL,client,5,,", out);
	CHECK_HAS_NOT("1,2024-01-08,ALL,client,4,5,,", out);

	CHECK_INT(AT_INVALID, import(&i, LONG "C1,T1,K1,1,2024-01-08,ALL,client,2,1\n"));
	CHECK_TEXT("a.csv:2: : this form was imported before, with another answer to item 2\n",
	    at_buffer_string(&i.problems));
	CHECK_INT(AT_INVALID, import(&i, LONG "C1,T1,K1,1,2024-01-09,ALL,client,2,5\n"));
	CHECK_TEXT("a.csv:2: date: expected 2024-01-08: session 1 is here already, on that day\n",
	    at_buffer_string(&i.problems));
	CHECK_INT(6, count(i.w, sql_answers));
}

TEST(a_dry_run_writes_nothing)
{
	struct importing i = begin(state_, false);
	int64_t before = count(i.w, sql_anything);

	i.map = all_3;
	i.dry_run = true;
	CHECK_OK(i.w->s, import(&i, wide_table));
	CHECK_INT(4, i.sum.forms);
	CHECK_INT(2, i.sum.n_seen);
	CHECK_TEXT("all-3", i.sum.seen[0].id);
	CHECK_INT(26, i.sum.seen[0].total);
	CHECK_INT(2, i.sum.seen[0].lowest);
	CHECK_INT(before, count(i.w, sql_anything));
}

TEST(only_the_command_line_imports)
{
	struct importing i = begin(state_, false);

	world_as(i.w, &i.w->a, WORLD_ADMINISTRATOR);
	CHECK_INT(AT_DENIED, import(&i, wide_table));
}

/* What spreadsheets and statistics programs make of a table says the same. */
TEST(blanks_capitals_and_1_0_do_not_make_anything_else_of_it)
{
	struct importing i = begin(state_, false);

	i.map = all_3;
	CHECK_OK(i.w->s, import(&i, " Client;THERAPIST;Clinic ;Session;date;Instrument;"
	    "Respondent;Item;Value;\r\n"
	    "C1;T1;K1;1.0;2024-01-08;ALL;client;1;3,0;\r\n"
	    " C1;T1 ; K1;1;2024-01-08 ;ALL; client;2 ;4.00;\r\n"
	    "C1 ;T1;K1;1;2024-01-08;ALL;client;3;5;\r\n"));
	CHECK_INT(1, i.sum.clients);
	CHECK_INT(1, i.sum.therapists);
	CHECK_INT(1, i.sum.forms);
	CHECK_INT(0, i.sum.n_unused);
	CHECK_HAS("C1,T1,K1,1,2024-01-08,ALL,client,3,4,5\n", export(i.w, "out", true));
	CHECK_INT(AT_INVALID, import(&i, "client,Client," LONG));
	CHECK_TEXT("a.csv:1: expected one column \"client\", found fields 1 and 2",
	    i.w->s->err.text);
}

TEST(columns_that_nobody_looked_at_are_named)
{
	struct importing i = begin(state_, false);

	i.dry_run = true;
	CHECK_OK(i.w->s, import(&i, "klinikk,note,client,therapist,session,date,instrument,"
	    "item,value\nK1,,C1,T1,1,2024-01-08,phq-9,1,1\n"));
	CHECK_INT(1, i.sum.n_unused);
	CHECK_TEXT("a.csv: \"klinikk\", \"note\"", i.sum.unused[0]);
}

TEST(one_that_is_stopped_says_what_is_in)
{
	struct importing i = begin(state_, false);
	int64_t before = count(i.w, sql_anything);

	i.map = all_3;
	i.stop_at = "clients looked at";
	CHECK_INT(AT_GONE, import(&i, wide_table));
	CHECK_TEXT("It was stopped; nothing was taken in.", i.w->s->err.text);
	CHECK_INT(before, count(i.w, sql_anything));
	i.stop_at = "forms";
	CHECK_INT(AT_GONE, import(&i, wide_table));
	CHECK_TEXT("It was stopped. What went in before is whole and stays: import again, and the"
	    " rest follows.", i.w->s->err.text);
	i.stop_at = NULL;
	CHECK_OK(i.w->s, import(&i, wide_table));
	CHECK_INT(4, count(i.w, sql_answers));
}

/* ---- rows that cannot be taken in ------------------------------------------------------- */

TEST(each_bad_row_has_a_line_and_nothing_is_half_in)
{
	static const struct { const char *row, *problem; } cases[] = {
		{ "C1,T1,K1,1,2024-01-08,ALL,client,1,6", "value: expected an answer from 1 to 5,"
		    " found \"6\"" },
		{ "C1,T1,K1,1,2024-01-08,ALL,client,1,4.5", "value: expected an answer from 1 to"
		    " 5, found \"4.5\"" },
		{ "C1,T1,K1,1,2024-01-08,ALL,client,1,x", "value: expected an answer from 1 to 5,"
		    " found \"x\"" },
		{ "C1,T1,K1,1,2024-01-08,ALL,client,1,-1", "value: expected an answer from 1 to"
		    " 5, found \"-1\"" },
		{ "C1,T1,K1,1,\"2024\n\033[1m\",ALL,client,1,1", "date: expected a date such as"
		    " 2024-05-31, found \"2024  [1m\"" },
		{ "C1,T1,K1,1,2024-01-08,ALL,client,4,5", "item: expected an item of all-3, found"
		    " \"4\"" },
		{ "C1,T1,K1,one,2024-01-08,ALL,client,1,5", "session: expected the number of a"
		    " session: 1, 2, 3 ..., found \"one\"" },
		{ "C1,T1,K1,0,2024-01-08,ALL,client,1,5", "session: expected the number of a"
		    " session: 1, 2, 3 ..., found \"0\"" },
		{ "C1,T1,K1,1,08.01.2024,ALL,client,1,5", "date: expected a date such as"
		    " 2024-05-31, found \"08.01.2024\"" },
		{ "C1,T1,K1,1,2024-02-30,ALL,client,1,5", "date: expected a date such as"
		    " 2024-05-31, found \"2024-02-30\"" },
		{ "C1,T1,K1,1,2026-12-24,ALL,client,1,5", "date: expected a day that is not in the"
		    " future, found \"2026-12-24\"" },
		{ "C1,T1,K1,1,2024-01-08,ALL,friend,1,5", "respondent: expected client, therapist,"
		    " parent or teen (or a word that the map has), found \"friend\"" },
		{ "C1,T1,K1,1,2024-01-08,ALL,parent,1,5", "instrument: expected an instrument with"
		    " a form for the parent, found \"ALL\"" },
		{ "C1,,K1,1,2024-01-08,ALL,client,1,5", "therapist: expected a therapist, found"
		    " \"\"" },
		{ ",T1,K1,1,2024-01-08,ALL,client,1,5", "client: expected a client, found \"\"" },
		{ "C1,T1,K1,1,2024-01-08,,client,1,5", "instrument: expected an instrument, found"
		    " \"\"" },
		{ "C1,T1,K1,1,2024-01-08,ALL,client,2,3", "value: expected the same answer as in"
		    " another row of this form, found \"3\"" },
		{ "C1,T1,K1,1,2024-01-15,ALL,client,1,4", "date: expected 2024-01-08, as in line 2"
		    " of this form, found \"2024-01-15\"" },
		{ "C1,T1,K2,1,2024-01-08,ALL,client,1,4", "clinic: expected K1, as in other rows of"
		    " this client, found \"K2\"" },
	};
	struct importing i = begin(state_, false);
	int64_t before = count(i.w, sql_anything);

	i.map = all_3;
	for (size_t k = 0; k < AT_COUNT(cases); k++) {
		CHECK_INT(AT_INVALID, import(&i, at_printf(i.w->s->arena, "%s%s\n%s\n", LONG
		    "C1,T1,K1,1,2024-01-08,ALL,client,2,4\n", cases[k].row,
		    "C3,T1,K1,1,2024-01-08,ALL,client,2,4")));
		CHECK_TEXT(at_printf(i.w->s->arena, "a.csv:3: %s\n", cases[k].problem),
		    at_buffer_string(&i.problems));
		CHECK_HAS("1 row cannot be taken in, so nothing was", i.w->s->err.text);
	}
	CHECK_INT(before, count(i.w, sql_anything));
}

TEST(rows_of_which_nothing_is_left_are_refused)
{
	struct importing i = begin(state_, false);
	int before = count(i.w, sql_anything);

	i.map = all_3;
	i.set_aside = true;
	CHECK_INT(AT_INVALID, import(&i, LONG "C1,T1,K1,1,8.1.24,ALL,client,1,4\n"
	    "C2,T1,K1,1,9.1.24,ALL,client,1,4\n"));
	CHECK_HAS("2 rows cannot be taken in, so nothing was: without them nothing is left",
	    i.w->s->err.text);
	CHECK_INT(AT_INVALID, import(&i, PEOPLE "C1,T1,K1,30,yesterday,Ongoing\n"));
	CHECK_INT(before, count(i.w, sql_anything));
	CHECK_OK(i.w->s, import(&i, PEOPLE "C1,T1,K1,30,yesterday,Ongoing\n"
	    "C2,T1,K1,30,2024-01-08,Ongoing\n"));
}

TEST(a_form_is_set_aside_whole_and_the_rest_goes_in)
{
	struct importing i = begin(state_, false);
	const char *out;

	i.map = all_3;
	i.set_aside = true;
	CHECK_OK(i.w->s, import(&i, LONG
	    "C1,T1,K1,1,2024-01-08,ALL,client,1,4\n"
	    "C1,T1,K1,1,2024-01-08,ALL,client,2,9\n"            /* this form, */
	    "C1,T1,K1,1,2024-01-08,ALL,therapist,1,4\n"
	    "C2,T1,K1,1,2024-01-08,ALL,client,1,4\n"
	    "C2,T1,K1,x,2024-01-08,ALL,client,2,4\n"            /* all of this client, */
	    "C3,T1,K1,1,2024-01-08,ALL,client,1,4\n"
	    "C3,T1,K1,1,2024-01-15,ALL,therapist,1,4\n"));      /* and this session */
	CHECK_INT(3, i.sum.n_problems);
	CHECK_INT(1, i.sum.clients_aside);
	CHECK_INT(4, i.sum.forms_aside);
	CHECK_HAS("a.csv:8: date: expected the day of session 1, 2024-01-08 as in line 7\n",
	    at_buffer_string(&i.problems));
	learn(i.w);
	out = export(i.w, "out", true);
	CHECK_HAS("C1,T1,K1,1,2024-01-08,ALL,therapist,4,,", out);
	CHECK_HAS_NOT("ALL,client", out);
	CHECK_INT(1, count(i.w, sql_answers));
	CHECK_INT(1, count(i.w, sql_clients));
}

TEST(what_is_no_table_is_refused_whole)
{
	static const struct { const char *bytes; size_t n; const char *says; } cases[] = {
#define BYTES(text) text, sizeof text - 1
		{ BYTES(""), "a.csv:1: expected a row of column names, found nothing" },
		{ BYTES("name,age\nx,3\n"), "a.csv:1: expected a column \"client\", found 2 of"
		    " other names" },
		{ BYTES("client,therapist,session,date,instrument\n"), "a.csv:1: expected columns"
		    " \"item\" and \"value\", or \"i1\" \"i2\" ..." },
		{ BYTES("client,therapist,date,instrument,item,value\n"), "a.csv:1: expected a"
		    " column \"session\", found 6 of other names" },
		{ BYTES("client,therapist,session,date,instrument,i1,i65\n"), "a.csv:1: expected at"
		    " most 64 items, found a column \"i65\"" },
		{ BYTES("client,therapist,session,date,instrument,i1,i1\n"), "a.csv:1: expected one"
		    " column \"i1\", found two" },
		{ BYTES(WIDE "C1,T1,K1,1,2024-01-08,ALL,client,1,2\n"), "a.csv:2: expected 10"
		    " fields, as in the header, found 9" },
		{ BYTES(WIDE "C1,T1,K1,1,2024-01-08,ALL,cli\0ent,1,2,3\n"), "a.csv:2: column"
		    " \"respondent\": expected text, found a NUL byte" },
		{ BYTES(WIDE "C\xe9,T1,K1,1,2024-01-08,ALL,client,1,2,3\n"), "a.csv:2: column"
		    " \"client\": expected UTF-8, found bytes that are none; save the table as"
		    " \"CSV UTF-8\"" },
		{ BYTES("\x1f\x8bnot really"), "a.csv: this gzip file is damaged" },
	};
	struct importing i = begin(state_, false);
	int64_t before = count(i.w, sql_anything);
	char *line = at_alloc(i.w->s->arena, 1 << 20, 1);

	i.set_aside = true;
	for (size_t k = 0; k < AT_COUNT(cases); k++) {
		CHECK_INT(AT_INVALID, import_bytes(&i, cases[k].bytes, cases[k].n));
		CHECK_TEXT(cases[k].says, i.w->s->err.text);
	}
	memset(line, 'x', (1 << 20) - 1);
	CHECK_INT(AT_INVALID, import(&i, at_printf(i.w->s->arena, "%s%s\n", WIDE, line)));
	CHECK_TEXT("a.csv:2: column \"client\": the field is longer than 65536 bytes",
	    i.w->s->err.text);
	CHECK_INT(before, count(i.w, sql_anything));
}

/* ---- instruments ------------------------------------------------------------------------ */

static const struct at_instrument *
known(struct importing *i, const char *id)
{
	learn(i->w);
	return at_library_find(i->w->library, id);
}

TEST(an_unknown_instrument_has_the_items_and_the_range_seen_and_grows)
{
	struct importing i = begin(state_, false);
	const struct at_instrument *got;
	const char *out;

	CHECK_OK(i.w->s, import(&i, LONG "C1,T1,K1,1,2024-01-08,My Scale,client,4,2\n"
	    "C1,T1,K1,1,2024-01-08,My Scale,client,1,4\n"));
	CHECK(i.sum.seen[0].open);
	CHECK_TEXT("my-scale", i.sum.seen[0].id);
	got = known(&i, "my-scale");
	CHECK_INT(1, got->version);
	CHECK_INT(4, got->n_items);                     /* 2 and 3 are there, unanswered */
	CHECK_INT(2, at_item_range(&got->items[0]).lowest);
	CHECK_INT(4, at_item_range(&got->items[0]).highest);
	CHECK_INT(0, got->n_scales);
	CHECK_INT(-1, at_instrument_form(got, "therapist"));

	CHECK_OK(i.w->s, import(&i, LONG "C1,T1,K1,2,2024-01-15,My Scale,therapist,6,0\n"
	    "C1,T1,K1,1,2024-01-08,My Scale,client,4,2\n"
	    "C1,T1,K1,1,2024-01-08,My Scale,client,5,3\n"));
	CHECK_INT(1, i.sum.forms);
	CHECK_INT(1, i.sum.forms_fuller);
	got = known(&i, "my-scale");
	CHECK_INT(2, got->version);
	CHECK_INT(6, got->n_items);
	CHECK_INT(0, at_item_range(&got->items[0]).lowest);
	CHECK_INT(4, at_item_range(&got->items[0]).highest);
	CHECK(at_instrument_form(got, "therapist") >= 0);
	out = export(i.w, "out", false);
	CHECK_HAS("1,2024-01-08,My Scale,client,1,4\n", out);
	CHECK_HAS("1,2024-01-08,My Scale,client,5,3\n", out);
	CHECK_HAS("2,2024-01-15,My Scale,therapist,6,0\n", out);
	CHECK_INT(AT_INVALID, import(&i, LONG "C1,T1,K1,3,2024-01-22,My Scale,client,1,101\n"));
	CHECK_HAS("expected a whole number from 0 to 100", at_buffer_string(&i.problems));
}

TEST(items_may_have_names_and_a_range_may_be_wide)
{
	struct importing i = begin(state_, false);
	const struct at_instrument *got;
	const char *out;

	CHECK_OK(i.w->s, import(&i, LONG "C1,T1,K1,1,2024-01-08,VAS,client,Pain (now),88\n"
	    "C1,T1,K1,1,2024-01-08,VAS,client,Fear,0\n"));
	got = known(&i, "vas");
	CHECK_INT(AT_ITEM_LINE, got->items[0].kind);
	CHECK_TEXT("fear", got->items[0].id);
	CHECK_TEXT("pain--now-", got->items[1].id);
	out = export(i.w, "out", false);
	CHECK_HAS("VAS,client,Pain (now),88\n", out);
	CHECK_HAS("VAS,client,Fear,0\n", out);
	CHECK_OK(i.w->s, import(&i, LONG "C1,T1,K1,1,2024-01-08,VAS,client,Pain (now),88\n"));
	CHECK_INT(1, i.sum.forms_same);
}

TEST(skipped_items_stay_skipped)
{
	struct importing i = begin(state_, false);

	CHECK_OK(i.w->s, import(&i, LONG "C1,T1,K1,1,2024-01-08,phq-9,client,1,\n"
	    "C1,T1,K1,1,2024-01-08,phq-9,client,2,3\n"));
	CHECK_HAS("phq-9,client,1,\n", export(i.w, "out", false));
	CHECK_INT(1, i.sum.answers);
}

/* ---- the map ---------------------------------------------------------------------------- */

TEST(a_map_says_what_codes_mean_and_is_kept)
{
	static const char table[] = LONG "C1,T1,K1,1,2024-01-08,W-T,patient,a,3\n";
	struct importing i = begin(state_, false);
	char id[AT_ID_ROOM];
	const char *out;

	at_id_format(i.w->a.client, id);
	i.map = at_printf(i.w->s->arena, "%s[instruments]\nW-T = all-3 therapist\n"
	    "[items W-T]\na = 2\n[respondents]\npatient = client\n[therapists]\nT1 = ada\n"
	    "[clinics]\nK1 = main\n[clients]\nC1 = %s\n", all_3 + strlen("[instruments]\n"
	    "ALL = all-3\n"), id);
	CHECK_OK(i.w->s, import(&i, table));
	CHECK_INT(0, i.sum.clients + i.sum.therapists + i.sum.clinics);
	CHECK_INT(1, world_count(i.w, "SELECT count(*) FROM answer WHERE client = $1"
	    " AND form = 'therapist' AND mode = 'import'", i.w->a.client));
	learn(i.w);
	out = export(i.w, "out", false);
	CHECK_HAS("C1,T1,K1,1,2024-01-08,W-T,therapist,a,3\n", out);
	i.map = NULL;
	CHECK_OK(i.w->s, import(&i, table));
	CHECK_INT(1, i.sum.forms_same);
	i.map = at_printf(i.w->s->arena, "[clients]\nC9 = %s\n", id);
	CHECK_INT(AT_INVALID, import(&i, table));
	CHECK_HAS("was imported under another code", i.w->s->err.text);
}

TEST(a_wrong_map_is_refused_with_the_line)
{
	static const struct { const char *map, *says; } cases[] = {
		{ "x", "map.txt:1: expected name = value" },
		{ "wai = x\n[instruments]\n", "map.txt:1: expected [instruments], [items CODE],"
		    " [respondents], [therapists], [clinics], [clients] or [instrument ID], found"
		    " \"wai\"" },
		{ "[thing]\na = b\n", "map.txt:1: expected [instruments], [items CODE],"
		    " [respondents], [therapists], [clinics], [clients] or [instrument ID], found"
		    " \"thing\"" },
		{ "[therapists]\nT1 = nobody\n", "map.txt:2: expected the sign-in name of a"
		    " therapist here, found \"nobody\"" },
		{ "[clinics]\n\nK1 = nowhere\n", "map.txt:3: expected the short name of a site"
		    " here, found \"nowhere\"" },
		{ "[clients]\nC1 = 0000000000001\n", "map.txt:2: expected the id of a client here,"
		    " found \"0000000000001\"" },
		{ "[respondents]\nx = y\n", "map.txt:2: expected client, therapist, parent or"
		    " teen, found \"y\"" },
		{ "[instruments]\nx = y z\n", "map.txt:2: expected client, therapist, parent or"
		    " teen, found \"z\"" },
		{ "[instrument x]\nitems = 3\n", "map.txt:2: expected both items = 12 and range ="
		    " 1 5, or neither" },
		{ "[instrument x]\nitems = 3\nrange = 5 1\n", "map.txt:3: expected a range such as"
		    " 1 5, found \"5 1\"" },
		{ "[instrument x]\nitems = 0\nrange = 1 5\n", "map.txt:2: expected 1 to 64 items,"
		    " found \"0\"" },
		{ "\n[instrument x]\nitems = 3\nrange = 1 5\nscale.t = sum 1 9, need 1\n",
		    "map.txt:2: [instrument x]: expected" },
		{ "[instrument phq-9]\nitems = 3\nrange = 1 5\n", "map.txt: there is a phq-9"
		    " already, and another one: give this one version = 2" },
	};
	struct importing i = begin(state_, false);
	int64_t before = count(i.w, sql_anything);

	for (size_t k = 0; k < AT_COUNT(cases); k++) {
		i.map = cases[k].map;
		CHECK_INT(AT_INVALID, import(&i, wide_table));
		CHECK_HAS(cases[k].says, i.w->s->err.text);
	}
	CHECK_INT(before, count(i.w, sql_anything));
}

TEST(a_map_and_the_store_agree_on_who_is_who)
{
	static const char table[] = LONG "C1,T1,K1,1,2024-01-08,phq-9,client,1,1\n";
	struct importing i = begin(state_, false);
	char client[AT_ID_ROOM], teen[AT_ID_ROOM];
	struct at_db *db;

	at_id_format(i.w->a.client, client);
	at_id_format(i.w->a.teen, teen);
	i.map = at_printf(i.w->s->arena, "[clients]\nC1 = %s\nC2 = %s\n", client, client);
	CHECK_INT(AT_INVALID, import(&i, table));
	CHECK_HAS("map.txt:3: expected each client once", i.w->s->err.text);
	i.map = at_printf(i.w->s->arena, "[clients]\nC1 = %s\n", client);
	CHECK_OK(i.w->s, import(&i, table));
	i.map = at_printf(i.w->s->arena, "[clients]\nC1 = %s\n", teen);
	CHECK_INT(AT_INVALID, import(&i, table));
	CHECK_HAS("the code C1 was imported as another client", i.w->s->err.text);
	db = support_db(i.w->s);
	CHECK_OK(i.w->s, at_erasure_add(db, i.w->a.org, i.w->a.teen, i.w->call->now, 0,
	    &i.w->s->err));
	at_db_close(db);
	i.map = at_printf(i.w->s->arena, "[clients]\nC3 = %s\n", teen);
	CHECK_INT(AT_INVALID, import(&i, table));
	CHECK_HAS("map.txt:2: expected a client who has not been erased", i.w->s->err.text);
}

TEST(what_was_told_of_an_item_can_be_taken_back)
{
	static const char table[] = LONG "C%d,T1,K1,1,2024-01-08,phq-9,client,2,1\n";
	static const char sql_third[] = "SELECT count(*) FROM import_name WHERE org = $1"
	    " AND kind = 'item' AND code = '2' AND meant = '3'";
	struct importing i = begin(state_, false);

	i.map = "[items phq-9]\n2 = 3\n";
	CHECK_OK(i.w->s, import(&i, at_printf(i.w->s->arena, table, 1)));
	CHECK_INT(1, count(i.w, sql_third));
	i.map = "[items phq-9]\n2 = 2\n";
	CHECK_OK(i.w->s, import(&i, at_printf(i.w->s->arena, table, 2)));
	CHECK_INT(0, count(i.w, sql_third));
}

TEST(whoever_is_called_alike_is_not_taken_for_the_same)
{
	struct importing i = begin(state_, false);

	CHECK_INT(AT_INVALID, import(&i, LONG "C1,Ada,K1,1,2024-01-08,phq-9,client,1,1\n"));
	CHECK_HAS("[therapists] Ada = ada", i.w->s->err.text);
	CHECK_INT(AT_INVALID, import(&i, LONG "C1,T1,Main,1,2024-01-08,phq-9,client,1,1\n"));
	CHECK_HAS("[clinics] Main = main", i.w->s->err.text);
	CHECK_INT(AT_INVALID, import(&i, LONG "C1,T 1,K1,1,2024-01-08,phq-9,client,1,1\n"
	    "C2,t 1,K1,1,2024-01-08,phq-9,client,1,1\n"));
	CHECK_HAS("is called t-1 already and could be \"t 1\"", i.w->s->err.text);
}

TEST(a_therapist_of_one_clinic_is_a_therapist_there_and_others_everywhere)
{
	static const char sql_there[] = "SELECT count(*) FROM staff_role r JOIN staff s"
	    " ON s.org = r.org AND s.id = r.staff JOIN site k ON k.org = r.org AND k.id = r.site"
	    " WHERE r.org = $1 AND s.handle = 't1' AND k.handle = 'k1'";
	static const char sql_everywhere[] = "SELECT count(*) FROM staff_role r JOIN staff s"
	    " ON s.org = r.org AND s.id = r.staff WHERE r.org = $1 AND s.handle = 't2'"
	    " AND r.site = 0";
	struct importing i = begin(state_, false);

	CHECK_OK(i.w->s, import(&i, LONG "C1,T1,K1,1,2024-01-08,phq-9,client,1,1\n"
	    "C2,T2,K1,1,2024-01-08,phq-9,client,1,1\n"
	    "C3,T2,K2,1,2024-01-08,phq-9,client,1,1\n"));
	CHECK_INT(1, count(i.w, sql_there));
	CHECK_INT(1, count(i.w, sql_everywhere));
	CHECK_INT(2, count(i.w, "SELECT count(*) FROM staff_role r JOIN staff s ON s.org = r.org"
	    " AND s.id = r.staff WHERE r.org = $1 AND s.handle IN ('t1', 't2')"));
}

TEST(another_definition_needs_another_version)
{
	struct importing i = begin(state_, false);

	i.map = all_3;
	CHECK_OK(i.w->s, import(&i, wide_table));
	learn(i.w);
	CHECK_OK(i.w->s, import(&i, wide_table));
	i.map = "[instruments]\nALL = all-3\n[instrument all-3]\nforms = client therapist\n"
	    "items = 3\nrange = 0 5\n";
	CHECK_INT(AT_INVALID, import(&i, wide_table));
	CHECK_HAS("give this one version = 2", i.w->s->err.text);
}

/* ---- people ----------------------------------------------------------------------------- */

static const char sql_open[] = "SELECT count(*) FROM episode WHERE org = $1 AND closed IS NULL";
static const char sql_first[] = "SELECT min(e.opened) FROM episode e JOIN import_client c"
    " ON c.org = e.org AND c.client = e.client WHERE e.org = $1";

static const char *
file_text(struct world *w, const char *name)
{
	const char *bytes;
	size_t n;

	CHECK_OK(w->s, at_file_read(w->s->arena, at_printf(w->s->arena, "%s/%s", w->s->folder,
	    name), 1 << 20, &bytes, &n, &w->s->err));
	return bytes;
}

static const char sql_sites[] = "SELECT count(*) FROM site WHERE org = $1";

/* Nothing of it is silent, and no site is made for who does not go there. */
TEST(what_a_later_table_says_of_somebody_is_counted)
{
	struct importing i = begin(state_, false);
	int64_t sites;

	CHECK_OK(i.w->s, import(&i, PEOPLE "C1,T1,K1,49,2024-01-02,\n"));
	CHECK_INT(0, i.sum.clients_told + i.sum.clients_with + i.sum.clients_elsewhere);
	sites = count(i.w, sql_sites);
	CHECK_OK(i.w->s, import(&i, PEOPLE "C1,T1,K1,50,2024-01-02,\n"));
	CHECK_INT(1, i.sum.clients_told);
	CHECK_INT(0, i.sum.clients_with);
	CHECK_OK(i.w->s, import(&i, PEOPLE "C1,T2,K2,50,2024-01-02,\n"));
	CHECK_INT(0, i.sum.clinics);
	CHECK_INT(1, i.sum.clients_told);
	CHECK_INT(1, i.sum.clients_with);
	CHECK_INT(1, i.sum.clients_elsewhere);
	CHECK_INT(sites, count(i.w, sql_sites));
	CHECK_OK(i.w->s, import(&i, PEOPLE "C1,T2,K1,50,2024-01-02,\n"));
	CHECK_INT(0, i.sum.clients_with + i.sum.clients_elsewhere);
	CHECK_OK(i.w->s, import(&i, PEOPLE "C1,T2,K1,50,2024-01-02,\n"));
	CHECK_INT(0, i.sum.clients_told);
	export(i.w, "out", false);
	CHECK_HAS("client,therapist,clinic,age,first_date\nC1,T2,K1,50,2024-01-02\n",
	    file_text(i.w, "out.people.csv"));
}

static const char sql_first_with[] = "SELECT min(r.from_ms) FROM relationship r JOIN"
    " import_client c ON c.org = r.org AND c.client = r.client WHERE r.org = $1";
static const char sql_last[] = "SELECT max(closed) FROM episode WHERE org = $1";

TEST(a_table_of_people_opens_and_ends_courses_of_therapy)
{
	static const char people[] = PEOPLE
	    "C1,T1,K1,49,2024-01-02,completed\n"
	    "C2,T2,K1,31,2024-01-20,Ongoing\n"
	    "C3,T2,K1,,2024-01-20,dropout\n";
	struct importing i = begin(state_, false);
	int64_t open = count(i.w, sql_open);

	i.map = all_3;
	CHECK_OK(i.w->s, import(&i, wide_table));
	CHECK_INT(open + 2, count(i.w, sql_open));
	learn(i.w);
	i.map = NULL;
	CHECK_OK(i.w->s, import(&i, people));
	CHECK_INT(1, i.sum.clients);
	CHECK_INT(2, i.sum.episodes_ended);
	CHECK_INT(open + 1, count(i.w, sql_open));
	CHECK_INT(world_at(i.w, "2024-01-02 00:00"), count(i.w, sql_first));
	CHECK_INT(world_at(i.w, "2024-01-02 00:00"), count(i.w, sql_first_with));
	CHECK_INT(world_at(i.w, "2024-01-21 00:00"), count(i.w, sql_last));
	CHECK_OK(i.w->s, import(&i, people));
	CHECK_INT(0, i.sum.episodes_ended + i.sum.clients);
	CHECK_INT(AT_INVALID, import(&i, PEOPLE "C1,T1,K1,49,2024-01-02,completed\n"
	    "C1,T1,K1,50,2024-01-02,completed\n"));
	CHECK_HAS("a.csv:3: client: expected each client once (line 2 says otherwise)",
	    at_buffer_string(&i.problems));

	/* An hour after what the table had as the end. */
	CHECK_OK(i.w->s, import(&i, WIDE "C3,T2,K1,1,2024-03-01,ALL,client,1,2,3\n"));
	CHECK_INT(world_at(i.w, "2024-03-02 00:00"), count(i.w, sql_last));
}

TEST(a_course_that_ended_today_ended_by_now)
{
	struct importing i = begin(state_, false);

	CHECK_OK(i.w->s, import(&i, LONG "C1,T1,K1,1,2026-11-24,phq-9,client,1,1\n"));
	CHECK_OK(i.w->s, import(&i, PEOPLE "C1,T1,K1,49,2026-11-24,completed\n"));
	CHECK_INT(1, i.sum.episodes_ended);
	CHECK_INT(i.w->call->now, count(i.w, sql_last));
}

TEST(what_goes_on_here_is_not_ended_by_what_the_source_says)
{
	struct importing i = begin(state_, false);
	int64_t open = count(i.w, sql_open);
	char id[AT_ID_ROOM];

	at_id_format(i.w->a.client, id);
	i.map = at_printf(i.w->s->arena, "[therapists]\nT1 = ada\n[clinics]\nK1 = main\n"
	    "[clients]\nC1 = %s\n", id);
	world_add_session(i.w, &i.w->a, i.w->a.client, "2026-11-26 09:00", 50, "planned");
	CHECK_OK(i.w->s, import(&i, PEOPLE "C1,T1,K1,49,2024-01-02,completed\n"));
	CHECK_INT(0, i.sum.episodes_ended);
	CHECK_INT(open, count(i.w, sql_open));
}

TEST(what_else_a_table_of_people_says_is_kept_sealed)
{
	struct importing i = begin(state_, false);
	struct at_import_client *list;
	struct at_client client;
	const char *text;
	int n;

	CHECK_OK(i.w->s, import(&i, PEOPLE "C1,T1,K1,49,2024-01-02,completed\n"));
	CHECK_OK(i.w->s, at_import_client_list(i.w->call->arena, at_store_reader(i.w->call),
	    i.w->a.org, 0, 9, &list, &n, &i.w->s->err));
	CHECK_INT(1, n);
	CHECK_OK(i.w->s, at_client_load(i.w->call->arena, at_store_reader(i.w->call), i.w->a.org,
	    list[0].client, &client, &i.w->s->err));
	CHECK_OK(i.w->s, at_act_unseal(i.w->call, &client, "import.about", client.id,
	    list[0].about, &text));
	CHECK_TEXT("therapist=T1\nclinic=K1\nage=49\nfirst_date=2024-01-02\n"
	    "end_reason=completed\n", text);
	CHECK_OK(i.w->s, at_act_unseal(i.w->call, &client, "import.code", client.id, list[0].code,
	    &text));
	CHECK_TEXT("C1", text);
	CHECK_OK(i.w->s, at_act_name(i.w->call, &client, &text));
	CHECK_TEXT("C1", text);
}

TEST(another_therapist_is_another_relationship)
{
	static const char sql_with[] = "SELECT count(*) FROM relationship r JOIN import_client c"
	    " ON c.org = r.org AND c.client = r.client WHERE r.org = $1";
	static const char sql_ended[] = "SELECT to_ms FROM relationship r JOIN import_client c"
	    " ON c.org = r.org AND c.client = r.client WHERE r.org = $1 AND to_ms IS NOT NULL";
	struct importing i = begin(state_, false);

	i.map = all_3;
	CHECK_OK(i.w->s, import(&i, WIDE "C1,T1,K1,1,2024-01-08,ALL,client,1,2,3\n"
	    "C1,T2,K1,1,2024-02-08,ALL,client,1,2,3\n"));
	CHECK_INT(2, i.sum.sessions);
	CHECK_INT(2, count(i.w, sql_with));
	CHECK_INT(world_at(i.w, "2024-01-09 00:00"), count(i.w, sql_ended));
}

/* ---- safety answers --------------------------------------------------------------------- */

TEST(safety_answers_of_two_weeks_are_open_and_older_ones_history)
{
	static const char sql_alerts[] = "SELECT count(*) FROM alert_open WHERE org = $1";
	static const char sql_compared[] = "SELECT count(*) FROM alert WHERE org = $1"
	    " AND stage = 'sent' AND compared = 'higher' AND last_code = 1";
	struct importing i = begin(state_, false);
	struct at_alert_views views;

	CHECK_OK(i.w->s, import(&i, LONG "C1,T1,K1,1,2024-01-08,phq-9,client,9,1\n"
	    "C1,T1,K1,2,2026-11-10,phq-9,client,9,2\n"
	    "C1,T1,K1,3,2026-11-17,phq-9,client,9,0\n"));
	CHECK_INT(1, i.sum.alerts);
	CHECK_INT(1, i.sum.history);
	CHECK_INT(1, count(i.w, sql_alerts));
	CHECK_INT(1, count(i.w, sql_compared));
	CHECK_OK(i.w->s, import(&i, LONG "C1,T1,K1,2,2026-11-10,phq-9,client,9,2\n"
	    "C1,T1,K1,2,2026-11-10,phq-9,client,1,2\n"));
	CHECK_INT(1, i.sum.forms_fuller);
	CHECK_INT(0, i.sum.alerts + i.sum.history);     /* said already */
	CHECK_INT(1, count(i.w, sql_alerts));
	world_as(i.w, &i.w->a, WORLD_COVER);
	world_clock(i.w, "2026-11-26 10:00");
	CHECK_OK(i.w->s, at_action_alerts(i.w->call, &views));
	CHECK_INT(1, views.n_views);
	CHECK_INT(2, views.views[0].alert.code);
	CHECK(views.views[0].may_acknowledge);
}

/* The table does not say where the client comes; the store does. */
TEST(a_safety_answer_is_heard_where_the_client_comes)
{
	static const char sql_site[] = "SELECT site FROM alert WHERE org = $1";
	struct importing i = begin(state_, false);
	char id[AT_ID_ROOM];

	at_id_format(i.w->a.teen, id);
	i.map = at_printf(i.w->s->arena, "[therapists]\nT1 = ada\n[clients]\nC1 = %s\n", id);
	CHECK_OK(i.w->s, import(&i, "client,therapist,session,date,instrument,item,value\n"
	    "C1,T1,1,2026-11-17,phq-9,9,1\n"));
	CHECK_INT(1, i.sum.alerts);
	CHECK_INT(i.w->a.sub, count(i.w, sql_site));
}

TEST(history_is_on_record_and_asks_nobody)
{
	static const char sql_alert[] = "SELECT id FROM alert WHERE org = $1";
	struct importing i = begin(state_, false);
	struct at_alert_view view;
	char id[AT_ID_ROOM];
	at_id alert;

	at_id_format(i.w->a.client, id);
	i.map = at_printf(i.w->s->arena, "[therapists]\nT1 = ada\n[clinics]\nK1 = main\n"
	    "[clients]\nC1 = %s\n", id);
	CHECK_OK(i.w->s, import(&i, LONG "C1,T1,K1,1,2024-01-08,phq-9,client,9,1\n"));
	alert = count(i.w, sql_alert);
	world_as(i.w, &i.w->a, WORLD_THERAPIST);
	CHECK_OK(i.w->s, at_action_alert(i.w->call, alert, &view));
	CHECK(!view.may_acknowledge);
	CHECK_TEXT(AT_ALERT_HISTORY, view.alert.stage);
	CHECK_INT(AT_CONFLICT, at_action_acknowledge(i.w->call, alert, "seen"));
	world_clear(i.w);
	world_as(i.w, &i.w->a, WORLD_COVER);
	CHECK_INT(AT_DENIED, at_action_alert(i.w->call, alert, &view));
}

TEST(what_came_later_is_not_what_was_said_before)
{
	static const char sql[] = "SELECT count(*) FROM alert WHERE org = $1 AND last_code = 2";
	struct importing i = begin(state_, false);

	CHECK_OK(i.w->s, import(&i, LONG "C1,T1,K1,2,2026-11-17,phq-9,client,9,2\n"));
	CHECK_OK(i.w->s, import(&i, LONG "C1,T1,K1,1,2026-11-10,phq-9,client,9,1\n"));
	CHECK_INT(2, count(i.w, "SELECT count(*) FROM alert WHERE org = $1"));
	CHECK_INT(0, count(i.w, sql));
}

/* Nobody can acknowledge what was over before it came. */
TEST(history_is_no_reason_to_keep_anybody)
{
	struct importing i = begin(state_, false);
	struct at_erased erased;
	char id[AT_ID_ROOM];

	at_id_format(i.w->a.client, id);
	i.map = at_printf(i.w->s->arena, "[clients]\nC1 = %s\n", id);
	CHECK_OK(i.w->s, import(&i, LONG "C1,T1,K1,1,2024-01-08,phq-9,client,9,1\n"));
	CHECK_INT(1, i.sum.history);
	CHECK_OK(i.w->s, at_action_privacy_set(i.w->call, &(struct at_privacy_ask){
	    .client = i.w->a.client, .kind = AT_RESTRICT, .reason = "Asked for it." }));
	CHECK_OK(i.w->s, at_action_erase(i.w->call, i.w->a.client, &erased));
}

/* ---- who is not touched ----------------------------------------------------------------- */

TEST(nobody_erased_comes_back_and_nothing_is_done_with_a_restricted_record)
{
	static const char sql_one[] = "SELECT min(client) FROM import_client WHERE org = $1";
	static const char sql_other[] = "SELECT max(client) FROM import_client WHERE org = $1";
	struct importing i = begin(state_, false);
	struct at_privacy restriction = { .kind = AT_RESTRICT, .reason = { "sealed", 6 } };
	struct at_db *db;

	i.map = all_3;
	CHECK_OK(i.w->s, import(&i, wide_table));
	learn(i.w);
	db = support_db(i.w->s);
	restriction.org = i.w->a.org;
	restriction.client = count(i.w, sql_other);
	restriction.at = i.w->call->now;
	CHECK_OK(i.w->s, at_erasure_add(db, i.w->a.org, count(i.w, sql_one), i.w->call->now, 0,
	    &i.w->s->err));
	CHECK_OK(i.w->s, at_privacy_set(db, &restriction, &i.w->s->err));
	at_db_close(db);
	CHECK_OK(i.w->s, import(&i, WIDE "C1,T1,K1,9,2024-05-08,ALL,client,1,2,3\n"
	    "C2,T2,K1,9,2024-05-08,ALL,client,1,2,3\n"));
	CHECK_INT(1, i.sum.clients_erased);
	CHECK_INT(1, i.sum.clients_restricted);
	CHECK_INT(0, i.sum.forms + i.sum.clients);
	CHECK_INT(4, count(i.w, sql_answers));
	CHECK_INT(2, count(i.w, sql_sessions));
}

RUN_ALL(
    RUN_BOTH(what_goes_in_comes_out_whatever_the_order_of_the_rows),
    RUN_BOTH(twice_is_once_without_the_map),
    RUN_BOTH(forms_without_a_session_are_told_apart_by_their_day),
    RUN_SQLITE(an_import_is_in_the_log),
    RUN_BOTH(a_later_file_adds_what_was_missing_and_changes_nothing),
    RUN_BOTH(a_dry_run_writes_nothing),
    RUN_BOTH(only_the_command_line_imports),
    RUN_SQLITE(blanks_capitals_and_1_0_do_not_make_anything_else_of_it),
    RUN_SQLITE(columns_that_nobody_looked_at_are_named),
    RUN_BOTH(one_that_is_stopped_says_what_is_in),
    RUN_BOTH(what_a_later_table_says_of_somebody_is_counted),
    RUN_BOTH(each_bad_row_has_a_line_and_nothing_is_half_in),
    RUN_BOTH(rows_of_which_nothing_is_left_are_refused),
    RUN_BOTH(a_form_is_set_aside_whole_and_the_rest_goes_in),
    RUN_BOTH(what_is_no_table_is_refused_whole),
    RUN_BOTH(an_unknown_instrument_has_the_items_and_the_range_seen_and_grows),
    RUN_BOTH(items_may_have_names_and_a_range_may_be_wide),
    RUN_BOTH(skipped_items_stay_skipped),
    RUN_BOTH(a_map_says_what_codes_mean_and_is_kept),
    RUN_BOTH(a_wrong_map_is_refused_with_the_line),
    RUN_SQLITE(a_map_and_the_store_agree_on_who_is_who),
    RUN_SQLITE(what_was_told_of_an_item_can_be_taken_back),
    RUN_BOTH(whoever_is_called_alike_is_not_taken_for_the_same),
    RUN_SQLITE(a_therapist_of_one_clinic_is_a_therapist_there_and_others_everywhere),
    RUN_SQLITE(another_definition_needs_another_version),
    RUN_BOTH(a_table_of_people_opens_and_ends_courses_of_therapy),
    RUN_SQLITE(a_course_that_ended_today_ended_by_now),
    RUN_SQLITE(what_goes_on_here_is_not_ended_by_what_the_source_says),
    RUN_BOTH(what_else_a_table_of_people_says_is_kept_sealed),
    RUN_BOTH(another_therapist_is_another_relationship),
    RUN_BOTH(safety_answers_of_two_weeks_are_open_and_older_ones_history),
    RUN_BOTH(a_safety_answer_is_heard_where_the_client_comes),
    RUN_BOTH(history_is_on_record_and_asks_nobody),
    RUN_SQLITE(what_came_later_is_not_what_was_said_before),
    RUN_SQLITE(history_is_no_reason_to_keep_anybody),
    RUN_BOTH(nobody_erased_comes_back_and_nothing_is_done_with_a_restricted_record),
)
