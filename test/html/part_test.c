/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of a page: as agreed, and safe whatever is put into them. */
#include "check.h"
#include "html/part.h"
#include "html/put.h"
#include "support/golden.h"

static struct at_arena *arena;
static struct at_buffer out;

static void
begin(void)
{
	at_arena_close(arena);
	arena = at_arena_open();
	out = at_buffer_init(arena);
}

static const char *
paragraphs(const struct at_piece *pieces, int n)
{
	begin();
	at_part_paragraphs(&out, pieces, n);
	return at_buffer_string(&out);
}

static const char *
text(const char *plain)
{
	begin();
	at_part_text(&out, plain);
	return at_buffer_string(&out);
}

TEST(an_empty_line_begins_a_paragraph_and_a_line_a_line)
{
	(void)state_;
	CHECK_TEXT("<p>one</p>\n", text("one"));
	CHECK_TEXT("<p>one<br>\ntwo</p>\n", text("one\ntwo"));
	CHECK_TEXT("<p>one</p>\n<p>two</p>\n", text("one\n\ntwo"));
	CHECK_TEXT("<p>one</p>\n<p>two</p>\n", text("\n\none\n\n\n\ntwo\n\n"));
	CHECK_TEXT("", text(""));
	CHECK_TEXT("", text("\n\n"));
	CHECK_TEXT("<p>a &lt; b</p>\n", text("a < b"));
}

TEST(a_fill_is_a_link_or_text_or_nothing)
{
	static const struct at_fill link = { .name = "l", .value = "1 < 3", .href = "tel:\"113\"" };
	static const struct at_fill plain = { .name = "p", .value = "<b>" };
	static const struct at_fill none = { .name = "n", .may_lack = true };
	static const struct at_piece pieces[] = { { .text = "Call " }, { .fill = &link },
		{ .text = ".\n\n" }, { .fill = &plain }, { .fill = &none } };

	(void)state_;
	CHECK_TEXT("<p>Call <a href=\"tel:&quot;113&quot;\">1 &lt; 3</a>.</p>\n"
	    "<p>&lt;b&gt;</p>\n", paragraphs(pieces, 5));
	begin();
	at_part_pieces(&out, pieces, 2);
	CHECK_TEXT("Call <a href=\"tel:&quot;113&quot;\">1 &lt; 3</a>", at_buffer_string(&out));
	CHECK_TEXT("", paragraphs(&pieces[4], 1));
	CHECK_TEXT("<p><a href=\"tel:&quot;113&quot;\">1 &lt; 3</a></p>\n",
	    paragraphs(&pieces[1], 1));
}

TEST(a_state_is_a_word_with_a_sign)
{
	static const enum at_tone signs[] = { AT_TONE_LOOK, AT_TONE_ALERT, AT_TONE_DONE,
		AT_TONE_SEALED };

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(signs); i++) {
		begin();
		at_part_tag(&out, &(struct at_tag){ signs[i], "Word <" });
		CHECK_HAS("<svg class=\"icon\"", at_buffer_string(&out));
		CHECK_HAS("</svg>Word &lt;</span>", at_buffer_string(&out));
	}
	begin();
	at_part_tag(&out, &(struct at_tag){ AT_TONE_PLAIN, "Word" });
	CHECK_TEXT("<span class=\"tag plain\">Word</span>", at_buffer_string(&out));
}

static void
put_banner(void)
{
	at_part_banners_begin(&out, &(struct at_banners){ .poll = "/clients/1/banner",
	    .etag = "\"7\"", .label = "Safety answers", .stale = "Not connected." });
	at_part_banner(&out, &(struct at_banner){ .id = "a1", .heading = "Safety answer",
	    .text = "Several days, 07:42", .detail = "Higher than last time.",
	    .href = "/clients/1", .link = "Marit", .action = "/alerts/1", .csrf = "token",
	    .key = "k1", .note_name = "note", .note_label = "What was done",
	    .note_hint = "Kept with your name.", .button = "Acknowledge" });
	at_part_banners_end(&out);
}

static void
put_lists(void)
{
	static const struct at_tag tags[] = { { AT_TONE_ALERT, "Safety answer" } };

	at_part_rows_begin(&out, "Clients");
	at_part_row_begin(&out, &(struct at_page_row){ .href = "/clients/1", .title = "Marit",
	    .time = "10:00", .meta = "session 7", .tags = tags, .n_tags = 1, .why = "Said <so>." });
	at_part_row_end(&out);
	at_part_row_begin(&out, &(struct at_page_row){ .href = "/clients/2", .title = "Jonas" });
	at_part_row_end(&out);
	at_part_rows_end(&out);
	at_part_entries(&out, (const struct at_entry[]){
	    { .when = "Today 07:42", .when_iso = "2026-12-03T07:42", .tag = tags[0],
		.text = "Several days", .note = "Ingrid: called." },
	    { .when = "Yesterday", .text = "Not at all" } }, 2);
	at_part_facts(&out, &(const struct at_fact){ "Ingrid", "today 09:58" }, 1);
}

static void
put_boxes(void)
{
	static const struct at_piece help[] = { { .text = "Not watched round the clock." } };

	at_part_section_begin(&out, &(struct at_section){ .id = "words", .heading = "Words",
	    .note = "Yesterday", .tone = AT_TONE_LOOK });
	at_part_section_end(&out);
	at_part_notice(&out, AT_TONE_DONE, "Kept.", "Ingrid reads it.");
	at_part_empty(&out, "No goals yet.", "/goals", "Agree on one");
	at_part_own_card(&out, "Our own card");
	at_part_help(&out, "Help", help, 1);
	at_part_crisis(&out, &(struct at_crisis){ .heading = "Help is there now", .lang = "en",
	    .pieces = help, .n_pieces = 1, .call_name = "call_me_on", .call_label = "Your number",
	    .call_value = "\"1", .no_call_name = "no_call", .no_call_label = "Do not call",
	    .no_call = true });
}

TEST(the_parts_are_as_agreed)
{
	(void)state_;
	begin();
	put_banner();
	put_lists();
	at_part_first_begin(&out);
	at_part_first_end(&out);
	at_part_columns_begin(&out);
	at_part_columns_middle(&out);
	at_part_columns_end(&out);
	put_boxes();
	golden_check("parts.html", at_buffer_string(&out));
}

TEST(a_crisis_box_can_stand_on_a_page_twice)
{
	(void)state_;
	begin();
	put_boxes();
	CHECK_HAS_NOT(" id=\"f-", at_buffer_string(&out));
}

RUN_ALL(
    RUN(an_empty_line_begins_a_paragraph_and_a_line_a_line),
    RUN(a_fill_is_a_link_or_text_or_nothing),
    RUN(a_state_is_a_word_with_a_sign),
    RUN(the_parts_are_as_agreed),
    RUN(a_crisis_box_can_stand_on_a_page_twice),
)
