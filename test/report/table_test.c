/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables: aligned by letters in a terminal, escaped on a page. */
#include "check.h"
#include "report/table.h"
#include "support/golden.h"

static const struct at_column columns[] = { { .title = "Client" },
	{ .title = "PHQ-9", .unit = "points", .number = true }, { .title = "Last" } };
static const char *const cells[] = {
	"Øyvind <b>", "7", "3 December",
	"Al", "15", NULL,
};
static const struct at_table table = { .caption = "Clients", .columns = columns, .n_columns = 3,
	.cells = cells, .n_rows = 2, .empty = "No clients yet." };

static struct at_arena *arena;
static struct at_buffer out;

static void
begin(void)
{
	at_arena_close(arena);
	arena = at_arena_open();
	out = at_buffer_init(arena);
}

TEST(columns_are_aligned_and_no_line_ends_in_a_space)
{
	(void)state_;
	begin();
	at_table_text(&out, &table);
	CHECK_TEXT(
	    "Clients\n"
	    "Client      PHQ-9 (points)  Last\n"
	    "Øyvind <b>               7  3 December\n"
	    "Al                      15\n", at_buffer_string(&out));
}

TEST(a_page_gets_heads_for_columns_and_rows)
{
	(void)state_;
	begin();
	at_table_html(&out, &table);
	golden_check("table.html", at_buffer_string(&out));
}

TEST(a_table_without_rows_is_a_sentence)
{
	struct at_table none = table;

	(void)state_;
	none.n_rows = 0;
	begin();
	at_table_html(&out, &none);
	CHECK_TEXT("<p class=\"empty\">No clients yet.</p>\n", at_buffer_string(&out));
	begin();
	at_table_text(&out, &none);
	CHECK_TEXT("Clients\nNo clients yet.\n", at_buffer_string(&out));
}

RUN_ALL(
    RUN(columns_are_aligned_and_no_line_ends_in_a_space),
    RUN(a_page_gets_heads_for_columns_and_rows),
    RUN(a_table_without_rows_is_a_sentence),
)
