/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How many pieces a password is made of, counted by hand. */
#include "check.h"
#include "guard/obvious.h"

TEST(obvious_parts_count_as_one_piece)
{
	static const struct { const char *password; int pieces; } cases[] = {
		{ "", 0 }, { "x", 1 }, { "xkvz", 4 },
		{ "password", 1 }, { "PassWord", 1 }, { "p@$$w0rd", 1 }, { "PA55W0RD", 1 },
		{ "password1234567890", 2 },
		{ "drowssap", 8 },                      /* only walks are read backwards */
		{ "frühling", 1 }, { "FRÜHLING", 1 }, { "høsten", 1 }, { "HØSTEN", 1 },
		{ "123456789012345", 1 }, { "987654321098765", 1 }, { "ab", 2 }, { "abc", 1 },
		{ "zyxw", 1 }, { "qwertyuiopå", 1 }, { "QWERTZUIOPÜ", 1 }, { "øæ", 2 },
		{ "poiuytrewq", 1 }, { "1qaz2wsx", 2 }, { "qazwsx", 1 },
		{ "2024", 1 }, { "1987", 1 }, { "1887", 4 }, { "202", 3 },
		{ "202x", 4 },
		{ "aaaaaaaaaaaaaaa", 1 }, { "xkvxkvxkv", 3 }, { "xkxk", 4 },
		{ "XkvZxkvz", 4 },
		{ "correct horse battery staple", 1 },
		{ "sommer-klinikk-passord-2024", 7 },
		{ "\xd0\xbf\xd1\x80\xd0\xb8", 3 },      /* Cyrillic */
	};

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		int got = at_obvious_pieces(cases[i].password);

		if (got != cases[i].pieces)
			fail_msg("%s is %d pieces, expected %d", cases[i].password, got,
			    cases[i].pieces);
	}
}

TEST(a_name_is_found_whatever_its_capitals_and_accents)
{
	(void)state_;
	CHECK(at_obvious_contains("my KARI here", "kari"));
	CHECK(at_obvious_contains("bjorn", "Bjørn"));
	CHECK(at_obvious_contains("Hauptstra\xc3\x9f" "e", "strase"));
	CHECK(!at_obvious_contains("karl", "kari"));
	CHECK(!at_obvious_contains("ab", "ab"));        /* too short to mean anything */
	CHECK(!at_obvious_contains("abc", ""));
}

TEST(very_long_text_is_looked_at_up_to_a_limit)
{
	static char text[3 * AT_OBVIOUS_MOST];

	(void)state_;
	for (size_t i = 0; i + 1 < sizeof text; i++)
		text[i] = (char)('!' + (i * i * 31 + i * 7) % 90);
	CHECK(at_obvious_pieces(text) <= AT_OBVIOUS_MOST);
	memset(text, 'a', sizeof text - 1);
	CHECK_INT(1, at_obvious_pieces(text));
}

RUN_ALL(
    RUN(obvious_parts_count_as_one_piece),
    RUN(a_name_is_found_whatever_its_capitals_and_accents),
    RUN(very_long_text_is_looked_at_up_to_a_limit),
)
