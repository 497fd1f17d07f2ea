/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text files of motion energy: what MEA and rMEA write is read, and comes back. */
#include "check.h"
#include "signal/mea_file.h"
#include "support/series_arena.h"

static enum at_status
parse(const char *text, struct at_mea_file *out)
{
	at_error_clear(&err);
	return at_mea_parse(arena, "200_01.txt", text, strlen(text), out, &err);
}

TEST(columns_are_read_with_and_without_names)
{
	struct at_mea_file file;

	(void)state_;
	CHECK(parse("\"pat\" \"th er\"\n1550 6948\n1317 NA\r\n\n 0.5\t1e3 \n", &file) == AT_OK);
	CHECK_INT(2, file.n_columns);
	CHECK_TEXT("pat", file.names[0]);
	CHECK_TEXT("th er", file.names[1]);
	CHECK_INT(3, file.n);
	CHECK_NEAR(1317, file.columns[0][1], 0);
	CHECK(isnan(file.columns[1][1]));
	CHECK_NEAR(1000, file.columns[1][2], 0);

	CHECK(parse("\"1\" \"2\"\n3 4\n", &file) == AT_OK);       /* names in quotes */
	CHECK_INT(1, file.n);

	CHECK(parse("\xef\xbb\xbf" "1 2 3\n4 5 NaN", &file) == AT_OK);
	CHECK_INT(3, file.n_columns);
	CHECK_TEXT("3", file.names[2]);
	CHECK_INT(2, file.n);
	CHECK_NEAR(1, file.columns[0][0], 0);
	CHECK(isnan(file.columns[2][1]));
}

TEST(what_is_wrong_is_named_with_its_line)
{
	static const struct { const char *text, *error; } cases[] = {
		{ "a b\n1 2\n3\n", "200_01.txt:3: expected 2 columns, found 1" },
		{ "a b\n1 2\n3 4 5\n", "200_01.txt:3: expected 2 columns, found more" },
		{ "a b\n1 two\n", "200_01.txt:2: column b: expected a number, found \"two\"" },
		{ "1 2\n3 0x1\n", "200_01.txt:2: column 2: expected a number, found \"0x1\"" },
		{ "", "200_01.txt:1: expected columns of numbers" },
		{ "a b\n", "200_01.txt: there are no frames in it" },
	};
	struct at_mea_file file = { .n = 4 };

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		CHECK(parse(cases[i].text, &file) == AT_INVALID);
		CHECK_TEXT(cases[i].error, err.text);
		CHECK_INT(4, file.n);
	}
}

TEST(what_was_written_is_read_back_to_the_last_bit)
{
	const double s1[] = { 1, 0.1, NAN, 1e-300 }, s2[] = { 1.0 / 3, -2, 5e22, NAN };
	struct at_buffer out = at_buffer_init(arena);
	struct at_mea_file file;

	(void)state_;
	at_mea_put(&out, &(struct at_pair){ s1, s2, 4 }, "client", "the \"other\"");
	CHECK_HAS("\"client\" \"the _other_\"\n1 ", at_buffer_string(&out));
	CHECK(parse(at_buffer_string(&out), &file) == AT_OK);
	CHECK_TEXT("client", file.names[0]);
	CHECK_INT(4, file.n);
	for (int i = 0; i < 4; i++) {
		CHECK_NEAR(s1[i], file.columns[0][i], 0);
		CHECK_NEAR(s2[i], file.columns[1][i], 0);
	}
}

RUN_ALL(
	SERIES(columns_are_read_with_and_without_names),
	SERIES(what_is_wrong_is_named_with_its_line),
	SERIES(what_was_written_is_read_back_to_the_last_bit),
)
