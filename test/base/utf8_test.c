/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What counts as text. */
#include "check.h"
#include "base/utf8.h"

TEST(text_of_all_lengths_is_valid)
{
	static const char *const good[] = { "", "a", "\x7f", "blåbær", "\xc2\x80", "\xdf\xbf",
		"\xe0\xa0\x80", "\xed\x9f\xbf", "\xee\x80\x80", "\xef\xbf\xbf",
		"\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf" };

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(good); i++)
		CHECK(at_utf8_valid(good[i], strlen(good[i])));
}

TEST(what_is_no_character_is_found_where_it_begins)
{
	static const struct { const char *bytes; size_t n_bytes, at; } bad[] = {
		{ "ab\x80", 3, 2 },             /* a tail without a head */
		{ "\xc3", 1, 0 },               /* cut short */
		{ "\xc3\xa5", 1, 0 },           /* by its length, whatever follows */
		{ "a\xe2\x82", 3, 1 },
		{ "\xf0\x9f\x98", 3, 0 },
		{ "\xc3(", 2, 0 },              /* a head without its tail */
		{ "\xc0\x80", 2, 0 },           /* overlong NUL */
		{ "\xc1\xbf", 2, 0 },
		{ "\xe0\x9f\xbf", 3, 0 },
		{ "\xf0\x8f\xbf\xbf", 4, 0 },
		{ "\xed\xa0\x80", 3, 0 },       /* surrogates */
		{ "\xed\xbf\xbf", 3, 0 },
		{ "\xf4\x90\x80\x80", 4, 0 },   /* above the last */
		{ "\xf8\x88\x80\x80\x80", 5, 0 },
		{ "\xff", 1, 0 },
		{ "a\0b", 3, 1 },
	};

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(bad); i++) {
		CHECK_INT(bad[i].at, at_utf8_check(bad[i].bytes, bad[i].n_bytes));
		CHECK(!at_utf8_valid(bad[i].bytes, bad[i].n_bytes));
	}
}

TEST(characters_are_counted_not_bytes)
{
	(void)state_;
	CHECK_INT(0, at_utf8_count(""));
	CHECK_INT(6, at_utf8_count("blåbær"));
	CHECK_INT(3, at_utf8_count("a€😀"));
}

TEST(a_part_is_found_with_capitals_or_without)
{
	static const struct { const char *text, *part; bool holds; } cases[] = {
		{ "Marit", "", true }, { "", "", true }, { "", "a", false },
		{ "Marit", "arI", true }, { "Marit", "marits", false }, { "Marit", "mt", false },
		{ "Åse Øvrebø", "øVRE", true }, { "Åse Øvrebø", "åse ø", true },
		{ "Ase", "å", false }, { "Marek Dvořák", "DVOŘ", true }, { "Żaneta", "ż", true },
		{ "Αλέξης", "α", true }, { "Иван", "иВА", true }, { "Ёлка", "ё", true },
		{ "a×b", "÷", false }, { "aaab", "aab", true }, { "漢字", "字", true },
	};

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(cases); i++)
		CHECK(at_utf8_holds(cases[i].text, cases[i].part) == cases[i].holds);
}

RUN_ALL(
    RUN(a_part_is_found_with_capitals_or_without),
    RUN(text_of_all_lengths_is_valid),
    RUN(what_is_no_character_is_found_where_it_begins),
    RUN(characters_are_counted_not_bytes),
)
