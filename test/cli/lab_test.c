/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One result, said once, in each format. */
#include <unistd.h>

#include "check.h"
#include "cli/lab.h"

static struct at_cli cli;
static struct at_arena *arena;

static void
begin(void)
{
	arena = at_arena_open();
	cli = (struct at_cli){ .name = "change", .call = { .arena = arena } };
	cli.call.err = &cli.err;
	cli.out = at_buffer_init(arena);
}

static void
done(void)
{
	at_arena_close(arena);
	arena = NULL;
}

/* What at_lab_end() would print is kept from standard output: it is looked at before. */
static const char *
say_all(const char *format)
{
	static const struct at_lab_column columns[] = {
		{ "id", AT_LAB_WORDS, 0, NULL }, { "pre", AT_LAB_NUMBER, 2, "points" },
		{ "n", AT_LAB_COUNT, 0, NULL }, { "flag", AT_LAB_TRUTH, 0, NULL },
	};
	static const struct at_lab_table rows = { "rows", "Everybody.", columns,
		(int)AT_COUNT(columns), true };
	static const struct at_lab_table more = { "more", NULL, columns, 1, false };
	struct at_lab lab;

	begin();
	CHECK_INT(AT_OK, at_lab_begin(&cli, format, &lab));
	at_lab_put_text(&lab, "method", "jt");
	at_lab_put_number(&lab, "s_diff", 1.0 / 3);
	at_lab_put_number(&lab, "cutoff", NAN);
	at_lab_object(&lab, "counts");
	at_lab_put_count(&lab, "recovered", 2);
	at_lab_put_truth(&lab, "all", true);
	at_lab_object_end(&lab);
	at_lab_put_pair(&lab, "ci", -1, 0.5);
	at_lab_put_numbers(&lab, "b", (const double[]){ 1, 1.5, NAN }, 3);
	at_lab_say(&lab, "%d of %d.", 2, 3);
	at_lab_table(&lab, &rows);
	at_lab_cell_text(&lab, "Åse, \"A\"");
	at_lab_cell_number(&lab, 10.125);
	at_lab_cell_count(&lab, 3);
	at_lab_cell_truth(&lab, true);
	CHECK_INT(AT_OK, at_lab_row_end(&lab));
	at_lab_cell_none(&lab);
	at_lab_cell_number(&lab, NAN);
	at_lab_cell_none(&lab);
	at_lab_cell_truth(&lab, false);
	CHECK_INT(AT_OK, at_lab_row_end(&lab));
	at_lab_table_end(&lab);
	at_lab_table(&lab, &more);
	at_lab_cell_text(&lab, "x");
	CHECK_INT(AT_OK, at_lab_row_end(&lab));
	at_lab_table_end(&lab);
	return at_buffer_string(&cli.out);
}

TEST(json_has_all_of_it_under_its_names)
{
	(void)state_;
	CHECK_TEXT("{\"attune\":{\"version\":\"" AT_VERSION "\",\"command\":\"change\"},"
	    "\"method\":\"jt\",\"s_diff\":0.3333333333333333,\"cutoff\":null,\"counts\":{"
	    "\"recovered\":2,\"all\":true},\"ci\":[-1,0.5],\"b\":[1,1.5,null],"
	    "\"rows\":[{\"id\":\"Åse, \\\"A\\\"\","
	    "\"pre\":10.125,\"n\":3,\"flag\":true},{\"id\":null,\"pre\":null,\"n\":null,"
	    "\"flag\":false}],\"more\":[{\"id\":\"x\"}]", say_all("json"));
	done();
}

TEST(csv_has_the_one_table)
{
	(void)state_;
	CHECK_TEXT("id,pre,n,flag\n\"Åse, \"\"A\"\"\",10.125,3,true\n,,,false\n", say_all("csv"));
	done();
}

TEST(text_is_aligned)
{
	(void)state_;
	CHECK_TEXT(
	    "method            jt\n"
	    "s_diff            0.333333\n"
	    "cutoff            -\n"
	    "counts recovered  2\n"
	    "counts all        yes\n"
	    "ci                -1 to 0.5\n"
	    "b                 1 1.5 -\n"
	    "2 of 3.\n"
	    "\n"
	    "Everybody.\n"
	    "id        pre (points)  n  flag\n"
	    "Åse, \"A\"         10.12  3   yes\n"
	    "-                    -  -    no\n"
	    "\n"
	    "id\n"
	    "x\n"
	    "\n", say_all("text"));
	done();
}

TEST(another_format_is_wrong_usage)
{
	struct at_lab lab;

	(void)state_;
	begin();
	CHECK_INT(AT_INVALID, at_lab_begin(&cli, "xml", &lab));
	CHECK(cli.wrong_usage);
	CHECK_TEXT("--format takes text, csv or json, not \"xml\"", cli.err.text);
	done();
}

/* The end goes to standard output; a file stands in for it. */
TEST(what_became_of_the_rows_is_said_at_the_end)
{
	static const struct { const char *format, *said; } cases[] = {
		{ "json", "{\"attune\":{\"version\":\"" AT_VERSION "\",\"command\":\"change\"},"
		    "\"used\":{\"rows\":40,\"dropped\":3,\"why\":{\"no score before\":2,"
		    "\"no score after\":1}}}\n" },
		{ "text", "40 rows used, 3 not: no score before (2), no score after (1).\n" },
	};

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		struct at_lab_used used = { .rows = 40 };
		FILE *file = tmpfile();
		int kept = dup(STDOUT_FILENO);
		char said[400] = "";
		struct at_lab lab;

		begin();
		at_lab_drop(&used, "no score before");
		at_lab_drop(&used, "no score after");
		at_lab_drop(&used, "no score before");
		fflush(stdout);
		dup2(fileno(file), STDOUT_FILENO);
		CHECK_INT(AT_OK, at_lab_begin(&cli, cases[i].format, &lab));
		CHECK_INT(AT_OK, at_lab_end(&lab, &used));
		dup2(kept, STDOUT_FILENO);
		close(kept);
		rewind(file);
		CHECK(fread(said, 1, sizeof said - 1, file) > 0);
		CHECK_TEXT(cases[i].said, said);
		fclose(file);
		done();
	}
}

TEST(columns_are_listed_or_counted_through)
{
	static const char table[] = "id,i1,i2,i3,b\n";
	const struct at_csv_source source = { .name = "a.csv", .bytes = table,
		.n_bytes = sizeof table - 1 };
	static const struct { const char *list, *found; } cases[] = {
		{ "i1..i3", "123" }, { "b,i3..i3,id", "430" }, { "i2", "2" },
		{ "i2..i4", "!a.csv:1: expected a column \"i4\"; did you mean \"id\"?" },
		{ "i1,i1", "!column \"i1\" is named twice" },
		{ "", "!expected names of columns, found \"\"" },
		{ "i3..i1", "!a.csv:1: expected a column \"i3..i1\", found 5 of other names" },
	};

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		struct at_buffer found;
		struct at_csv *csv;
		const int *at;
		int n;

		begin();
		found = at_buffer_init(arena);
		CHECK_INT(AT_OK, at_csv_open(arena, &source, &csv, &cli.err));
		if (at_lab_columns(&cli, csv, cases[i].list, &at, &n) != AT_OK)
			at_buffer_printf(&found, "!%s", cli.err.text);
		else
			for (int k = 0; k < n; k++)
				at_buffer_printf(&found, "%d", at[k]);
		CHECK_TEXT(cases[i].found, at_buffer_string(&found));
		done();
	}
}

RUN_ALL(
    RUN(json_has_all_of_it_under_its_names),
    RUN(csv_has_the_one_table),
    RUN(text_is_aligned),
    RUN(another_format_is_wrong_usage),
    RUN(what_became_of_the_rows_is_said_at_the_end),
    RUN(columns_are_listed_or_counted_through),
)
