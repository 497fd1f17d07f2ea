/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "name = value" files: what is read, and how a slip is named. */
#include "check.h"
#include "base/conf.h"

static struct at_arena *arena;
static struct at_error err;
static struct at_conf conf;

static enum at_status
parse(const char *text)
{
	at_arena_close(arena);
	arena = at_arena_open();
	at_error_clear(&err);
	conf = (struct at_conf){ .n_lines = -1 };
	return at_conf_parse(arena, "f.txt", text, strlen(text), &conf, &err);
}

static void
done(void)
{
	at_arena_close(arena);
	arena = NULL;
}

TEST(sections_names_and_values_are_trimmed_and_numbered)
{
	static const struct {
		int line, section_line;
		const char *section, *name, *value;
	} want[] = {
		{ 2, 0, "", "name", "Fjordgata" },
		{ 5, 4, "site a", "text x en", "one = two # three" },
		{ 6, 4, "site a", "empty", "" },
		{ 8, 7, "site a", "again", "yes" },
	};

	(void)state_;
	CHECK_INT(AT_OK, parse("# a comment\nname=Fjordgata\n\n[ site a ]\n"
	    "text x en =\tone = two # three \nempty =\n[site a]\nagain = yes"));
	CHECK_TEXT("f.txt", conf.file);
	CHECK_INT(AT_COUNT(want), conf.n_lines);
	for (size_t i = 0; i < AT_COUNT(want); i++) {
		CHECK_INT(want[i].line, conf.lines[i].line);
		CHECK_INT(want[i].section_line, conf.lines[i].section_line);
		CHECK_TEXT(want[i].section, conf.lines[i].section);
		CHECK_TEXT(want[i].name, conf.lines[i].name);
		CHECK_TEXT(want[i].value, conf.lines[i].value);
	}
	done();
}

TEST(a_value_goes_on_with_indented_lines)
{
	static const struct { const char *text, *value; } cases[] = {
		{ "a = one\n  two\n\tthree\n", "one two three" },
		{ "a =\n  one\n  two", "one two" },
		{ "a = one\n\n  two\n", "one\n\ntwo" },
		{ "a = one\n \n\n  two\n  three", "one\n\ntwo three" },
		{ "a = one\n  # aside\n  two\n# aside\n  three", "one two three" },
		{ "a =\n\n  one\n", "one" },
		{ "a = one\r\n  two\r\n\r\n  three\r\n", "one two\n\nthree" },
		{ "a = one\n\n", "one" },
	};

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		CHECK_INT(AT_OK, parse(cases[i].text));
		CHECK_INT(1, conf.n_lines);
		CHECK_TEXT(cases[i].value, conf.lines[0].value);
	}
	done();
}

TEST(carriage_returns_and_a_byte_order_mark_do_not_count)
{
	(void)state_;
	CHECK_INT(AT_OK, parse("\xef\xbb\xbf[s]\r\n\r\na = b\r\n"));
	CHECK_INT(1, conf.n_lines);
	CHECK_INT(3, conf.lines[0].line);
	CHECK_TEXT("s", conf.lines[0].section);
	CHECK_TEXT("b", conf.lines[0].value);
	done();
}

TEST(a_slip_is_named_with_its_line)
{
	static const struct { const char *text, *message; } cases[] = {
		{ "a = b\nhello\n", "f.txt:2: expected name = value" },
		{ "= b", "f.txt:1: expected name = value" },
		{ "\n[site\n", "f.txt:2: expected ] at the end of the section" },
		{ "[", "f.txt:1: expected ] at the end of the section" },
		{ "[ ]\n", "f.txt:1: expected a name in [ ]" },
		{ "  a = b\n", "f.txt:1: the line begins with a space, but there is no value to go "
		    "on with" },
		{ "a = b\n[s]\n  c\n",
		    "f.txt:3: the line begins with a space, but there is no value "
		    "to go on with" },
		{ "a = b\nc = \xff\n", "f.txt:2: expected UTF-8 text" },
		{ "a = b\rc = d\n", "f.txt:1: expected text, found a control character" },
		{ "a = b\n\nc = \x1b[0m\n", "f.txt:3: expected text, found a control character" },
		{ "a = \x7f\n", "f.txt:1: expected text, found a control character" },
	};

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		CHECK_INT(AT_INVALID, parse(cases[i].text));
		CHECK_TEXT(cases[i].message, err.text);
		CHECK_INT(-1, conf.n_lines);    /* out untouched on failure */
	}
	at_error_clear(&err);
	CHECK_INT(AT_INVALID, at_conf_parse(arena, "f.txt", "a = b\0c", 7, &conf, &err));
	CHECK_TEXT("f.txt:1: expected text, found a control character", err.text);
	done();
}

TEST(many_lines_are_kept)
{
	struct at_arena *scratch = at_arena_open();
	char *text = at_alloc(scratch, 1000, 20);
	size_t n = 0;

	(void)state_;
	for (int i = 0; i < 1000; i++)
		n += (size_t)sprintf(text + n, "n%d = v%d\n", i, i);
	CHECK_INT(AT_OK, parse(text));
	CHECK_INT(1000, conf.n_lines);
	CHECK_TEXT("n0", conf.lines[0].name);
	CHECK_TEXT("v999", conf.lines[999].value);
	CHECK_INT(AT_OK, parse(""));
	CHECK_INT(0, conf.n_lines);
	at_arena_close(scratch);
	done();
}

RUN_ALL(
    RUN(sections_names_and_values_are_trimmed_and_numbered),
    RUN(a_value_goes_on_with_indented_lines),
    RUN(carriage_returns_and_a_byte_order_mark_do_not_count),
    RUN(a_slip_is_named_with_its_line),
    RUN(many_lines_are_kept),
)
