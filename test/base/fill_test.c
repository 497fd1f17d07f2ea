/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Templates: filled wholly or not at all. */
#include "check.h"
#include "base/fill.h"

static const struct at_fill fills[] = {
	{ .name = "reader", .value = "Ingrid" },
	{ .name = "crisis_link", .value = "help at once", .href = "/help" },
	{ .name = "crisis_chat" },
	{ .name = "own_safety_plan", .may_lack = true },
	{ .name = "braces", .value = "{reader}" },
	{ .name = "empty", .value = "" },
};

static struct at_arena *arena;
static struct at_error err;

static enum at_status
fill(const char *text, const char **out)
{
	at_arena_close(arena);
	arena = at_arena_open();
	at_error_clear(&err);
	*out = NULL;
	return at_fill_text(arena, text, fills, AT_COUNT(fills), out, &err);
}

static void
done(void)
{
	at_arena_close(arena);
	arena = NULL;
}

TEST(placeholders_become_their_values)
{
	static const struct { const char *text, *filled; } cases[] = {
		{ "", "" },
		{ "plain", "plain" },
		{ "{reader}", "Ingrid" },
		{ "{reader} reads this: {crisis_link}.", "Ingrid reads this: help at once." },
		{ "{reader}{reader}", "IngridIngrid" },
		{ "a {own_safety_plan}b", "a b" },
		{ "{braces}", "{reader}" },             /* a value is not a template */
		{ "{{reader}", "{reader}" },
		{ "a{{{reader}} }", "a{Ingrid} }" },
		{ "{{", "{" },
		{ "x{empty}y", "xy" },
	};
	const char *got;

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		CHECK_INT(AT_OK, fill(cases[i].text, &got));
		CHECK_TEXT(cases[i].filled, got);
	}
	done();
}

TEST(nothing_is_shown_half_filled)
{
	static const struct { const char *text, *message; } cases[] = {
		{ "a {crisis_chat}", "{crisis_chat} has no value" },
		{ "a {raeder}", "there is no placeholder {raeder}; did you mean {reader}?" },
		{ "a {something_else}", "there is no placeholder {something_else}" },
		{ "a {}", "there is no placeholder {}" },
		{ "a {reader", "expected } after \"{reader\"; a { by itself is written {{" },
		{ "a {", "expected } after \"{\"; a { by itself is written {{" },
	};
	const char *got;

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		CHECK_INT(AT_INVALID, fill(cases[i].text, &got));
		CHECK_TEXT(cases[i].message, err.text);
		CHECK(got == NULL);
	}
	done();
}

TEST(pieces_keep_links_apart_from_text)
{
	const struct at_piece *pieces = NULL;
	int n = 0;

	(void)state_;
	arena = at_arena_open();
	CHECK_INT(AT_OK, at_fill_pieces(arena, "See {crisis_link}.{own_safety_plan}", fills,
	    AT_COUNT(fills), &pieces, &n, &err));
	CHECK_INT(3, n);
	CHECK_TEXT("See ", pieces[0].text);
	CHECK(pieces[0].fill == NULL);
	CHECK(pieces[1].text == NULL);
	CHECK_TEXT("/help", pieces[1].fill->href);
	CHECK_TEXT(".", pieces[2].text);
	done();
}

RUN_ALL(
    RUN(placeholders_become_their_values),
    RUN(nothing_is_shown_half_filled),
    RUN(pieces_keep_links_apart_from_text),
)
