/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Doubles as text, both ways, to the last bit. */
#include <float.h>

#include "check.h"
#include "base/number.h"

static bool
same(double a, double b)
{
	return memcmp(&a, &b, sizeof a) == 0;
}

TEST(numbers_are_read_as_written)
{
	static const struct { const char *text; double number; } cases[] = {
		{ "0", 0 }, { "-0", -0.0 }, { "7", 7 }, { "+7", 7 }, { "007", 7 }, { "3.50", 3.5 },
		{ ".5", .5 }, { "5.", 5 }, { "-1.5e-3", -1.5e-3 }, { "1E3", 1000 }, { " 12\t", 12 },
		{ "1e+2", 100 }, { "0.1", 0.1 }, { "1e22", 1e22 }, { "1e23", 1e23 },
		{ "9007199254740993", 9007199254740992.0 },
		{ "9007199254740993.0000000000000000000001", 9007199254740994.0 },
		{ "123456789012345678901234567890", 123456789012345678901234567890.0 },
		{ "1.7976931348623157e308", DBL_MAX }, { "4.9e-324", 4.9e-324 }, { "1e-999", 0 },
		{ "2.2250738585072011e-308", 2.2250738585072011e-308 },
		{ "0.000000000000000000000000000000000000001", 1e-39 },
		{ "0.3333333333333333333333333333333333", 1.0 / 3 },
	};

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		double got = 99;

		CHECK(at_number_parse(cases[i].text, &got));
		if (!same(cases[i].number, got))
			fail_msg("%s is %.17g", cases[i].text, got);
	}
}

TEST(what_is_no_number_is_not_read)
{
	static const char *const cases[] = { "", " ", "-", "+", ".", "-.", "e5", "1e", "1e+", "1,5",
		"1 2", "0x10", "inf", "nan", "NA", "1.2.3", "--1", "1e5.5", "1d5", "12a", "1e309",
		"-1e999", "1_000" };

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		double got = 99;

		if (at_number_parse(cases[i], &got) || got != 99)
			fail_msg("\"%s\" was taken for %g", cases[i], got);
	}
}

TEST(text_is_short)
{
	static const struct { double number; const char *text; } cases[] = {
		{ 0, "0" }, { -0.0, "-0" }, { 20, "20" }, { -16, "-16" }, { 1.5, "1.5" },
		{ 0.1, "0.1" }, { 0.000001, "0.000001" }, { 1e-7, "1e-07" }, { 12.05, "12.05" },
		{ 1.0 / 3, "0.3333333333333333" }, { 0.1 + 0.2, "0.30000000000000004" },
		{ 1e14, "100000000000000" }, { 1e15, "1e+15" }, { 1e300, "1e+300" },
		{ -3.162277660168379, "-3.162277660168379" },
		{ DBL_MIN, "2.2250738585072014e-308" },
	};
	char text[AT_NUMBER_ROOM];

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		CHECK_INT(strlen(cases[i].text), at_number_text(cases[i].number, text));
		CHECK_TEXT(cases[i].text, text);
	}
}

TEST(whole_numbers_have_their_digits)
{
	static const struct { int64_t number; const char *text; } cases[] = {
		{ 0, "0" }, { 7, "7" }, { -12, "-12" }, { INT64_MAX, "9223372036854775807" },
		{ INT64_MIN, "-9223372036854775808" },
	};
	char text[AT_NUMBER_ROOM];

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		CHECK_INT(strlen(cases[i].text), at_number_whole(cases[i].number, text));
		CHECK_TEXT(cases[i].text, text);
	}
}

/* Bit patterns of every size, and numbers as people write them. */
TEST(every_double_comes_back_the_same)
{
	uint64_t bits = 0x9e3779b97f4a7c15u;
	char text[AT_NUMBER_ROOM];

	(void)state_;
	for (int i = 0; i < 200000; i++) {
		double number, got;

		bits = bits * 6364136223846793005u + 1442695040888963407u;
		if (i % 2 == 0)
			memcpy(&number, &bits, sizeof number);
		else
			number = (double)(int64_t)(bits >> 30) / 1e6;
		if (!isfinite(number))
			continue;
		at_number_text(number, text);
		CHECK(at_number_parse(text, &got));
		if (!same(number, got) || strtod(text, NULL) != number)
			fail_msg("%.17g was written %s and read %.17g", number, text, got);
	}
}

static int
significant(const char *text)
{
	int n = 0;

	for (; *text != '\0' && *text != 'e'; text++)
		n += *text >= '0' && *text <= '9' && (n > 0 || *text != '0');
	return n;
}

/* What prints 15, 16 or 17 digits finds the same ones. */
TEST(no_digit_is_more_than_needed)
{
	uint64_t seed = 20120601;

	(void)state_;
	for (int i = 0; i < 100000; i++) {
		char text[AT_NUMBER_ROOM], other[AT_NUMBER_ROOM];
		double number;
		int digits = 14;

		seed = seed * 6364136223846793005u + 1442695040888963407u;
		number = ldexp((double)(seed >> 11), -53 + (int)(seed % 60) - 10);
		if (i % 64 == 0)
			number = ldexp(1, (int)(seed % 60) - 10);
		do
			snprintf(other, sizeof other, "%.*g", ++digits, number);
		while (strtod(other, NULL) != number);
		at_number_text(number, text);
		if (digits > 15 && (significant(text) != digits || strtod(text, NULL) != number))
			fail_msg("%s, expected %s", text, other);
	}
}

RUN_ALL(
    RUN(numbers_are_read_as_written),
    RUN(what_is_no_number_is_not_read),
    RUN(text_is_short),
    RUN(whole_numbers_have_their_digits),
    RUN(every_double_comes_back_the_same),
    RUN(no_digit_is_more_than_needed),
)
