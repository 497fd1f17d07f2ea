/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Options by table: from a command line and from a file. */
#include "check.h"
#include "cli/flags.h"

struct into {
	const char *name, *public_url, *out;
	bool loud;
	int minutes;
	struct at_flag_list heads;
	struct at_flag_real weight;
};

static const struct at_flag table[] = {
	{ "name", AT_FLAG_TEXT, "NAME", "", offsetof(struct into, name), true },
	{ "loud", AT_FLAG_SWITCH, NULL, "", offsetof(struct into, loud), false },
	{ "minutes", AT_FLAG_NUMBER, "N", "", offsetof(struct into, minutes), false },
	{ "head", AT_FLAG_LIST, "HEAD", "", offsetof(struct into, heads), false },
	{ "weight", AT_FLAG_REAL, "W", "", offsetof(struct into, weight), false },
	{ "out", AT_FLAG_TEXT, "FILE", "", offsetof(struct into, out), false },
};
static const struct at_flag more[] = {
	{ "public-url", AT_FLAG_TEXT, "URL", "", offsetof(struct into, public_url), false },
};

/* One command line, or file, and what came of it. */
struct parsing {
	struct at_arena *arena;
	struct into into;
	struct at_flag_set sets[2];
	struct at_flags flags;
	const char *const *args;
	int n_args;
	struct at_error err;
};

static struct parsing *
begin(void)
{
	struct at_arena *arena = at_arena_open();
	struct parsing *p = AT_NEW(arena, struct parsing, 1);

	p->arena = arena;
	p->sets[0] = (struct at_flag_set){ table, (int)AT_COUNT(table), &p->into };
	p->sets[1] = (struct at_flag_set){ more, (int)AT_COUNT(more), &p->into };
	p->flags = (struct at_flags){ p->sets, 2 };
	return p;
}

static enum at_status
parse(struct parsing *p, const char *line)
{
	char *words = at_strdup(p->arena, line), *argv[16];
	int n = 0;

	while (*words != '\0') {
		argv[n++] = words;
		words += strcspn(words, " ");
		if (*words != '\0')
			*words++ = '\0';
	}
	return at_flags_parse(p->arena, &p->flags, n, argv, &p->args, &p->n_args, &p->err);
}

static enum at_status
parse_file(struct parsing *p, const char *text)
{
	struct at_conf conf;

	CHECK_INT(AT_OK, at_conf_parse(p->arena, "a.conf", text, strlen(text), &conf, &p->err));
	return at_flags_file(p->arena, &p->flags, &conf, &p->err);
}

TEST(options_are_taken_in_both_spellings_and_arguments_left)
{
	struct parsing *p = begin();

	(void)state_;
	CHECK_INT(AT_OK, parse(p, "one --name=Ola --minutes 45 --loud two --head a"
	    " --head=b --weight -1.5e-3 -"));
	CHECK_TEXT("Ola", p->into.name);
	CHECK_INT(45, p->into.minutes);
	CHECK(p->into.loud);
	CHECK(p->into.weight.given && p->into.weight.value == -1.5e-3);
	CHECK_INT(2, p->into.heads.n);
	CHECK_TEXT("a", p->into.heads.at[0]);
	CHECK_TEXT("b", p->into.heads.at[1]);
	CHECK_INT(3, p->n_args);
	CHECK_TEXT("one", p->args[0]);
	CHECK_TEXT("two", p->args[1]);
	CHECK_TEXT("-", p->args[2]);
	CHECK_INT(AT_OK, at_flags_complete(&p->flags, &p->err));
	at_arena_close(p->arena);
}

TEST(o_is_short_for_out)
{
	struct parsing *p = begin();

	(void)state_;
	CHECK_INT(AT_OK, parse(p, "-o a.json b"));
	CHECK_TEXT("a.json", p->into.out);
	CHECK_INT(1, p->n_args);
	CHECK_INT(AT_INVALID, parse(p, "-o b.json"));
	CHECK_TEXT("--out is given twice", p->err.text);
	at_error_clear(&p->err);
	CHECK_INT(AT_INVALID, parse(p, "-n Ola"));
	CHECK_TEXT("there is no option -n", p->err.text);
	at_arena_close(p->arena);
}

TEST(a_value_may_begin_with_a_dash_and_two_dashes_end_options)
{
	struct parsing *p = begin();

	(void)state_;
	CHECK_INT(AT_OK, parse(p, "--name --loud -- --minutes"));
	CHECK_TEXT("--loud", p->into.name);
	CHECK(!p->into.loud);
	CHECK_INT(1, p->n_args);
	CHECK_TEXT("--minutes", p->args[0]);
	at_arena_close(p->arena);
}

TEST(what_is_wrong_is_named)
{
	static const struct { const char *line, *why; } cases[] = {
		{ "--nmae Ola", "there is no option --nmae; did you mean --name?" },
		{ "--public-ulr x", "there is no option --public-ulr; did you mean --public-url?" },
		{ "--xyzzy", "there is no option --xyzzy" },
		{ "-n Ola", "there is no option -n" },
		{ "--name", "--name needs its value NAME" },
		{ "--name a --name b", "--name is given twice" },
		{ "--loud=yes", "--loud takes no value" },
		{ "--loud --loud", "--loud is given twice" },
		{ "--minutes ten", "--minutes takes a number from 1 on, not \"ten\"" },
		{ "--weight 1,5", "--weight takes a number, not \"1,5\"" },
		{ "--weight 1 --weight 2", "--weight is given twice" },
		{ "--minutes 0", "--minutes takes a number from 1 on, not \"0\"" },
		{ "--minutes 5x", "--minutes takes a number from 1 on, not \"5x\"" },
		{ "--minutes 99999999999", "--minutes takes a number from 1 on, not "
		    "\"99999999999\"" },
	};

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		struct parsing *p = begin();

		CHECK_INT(AT_INVALID, parse(p, cases[i].line));
		CHECK_TEXT(cases[i].why, p->err.text);
		at_arena_close(p->arena);
	}
}

TEST(a_required_option_is_asked_for)
{
	struct parsing *p = begin();

	(void)state_;
	CHECK_INT(AT_OK, parse(p, "--loud"));
	CHECK_INT(AT_INVALID, at_flags_complete(&p->flags, &p->err));
	CHECK_TEXT("--name NAME is needed", p->err.text);
	at_arena_close(p->arena);
}

TEST(a_file_fills_in_what_the_command_line_left_open)
{
	struct parsing *p = begin();

	(void)state_;
	CHECK_INT(AT_OK, parse(p, "--name Ola --head a"));
	CHECK_INT(AT_OK, parse_file(p, "# ours\nname = Kari\npublic_url = https://x\nloud = yes\n"
	    "head = b\nhead = c\n"));
	CHECK_TEXT("Ola", p->into.name);
	CHECK_TEXT("https://x", p->into.public_url);
	CHECK(p->into.loud);
	CHECK_INT(1, p->into.heads.n);
	at_arena_close(p->arena);
}

TEST(a_file_s_faults_are_named_with_their_line)
{
	static const struct { const char *text, *why; } cases[] = {
		{ "name = a\npublic_ulr = b\n",
		    "a.conf:2: there is no option public-ulr; did you mean public-url?" },
		{ "name = a\nname = b\n", "a.conf:2: name is given twice" },
		{ "loud = maybe\n", "a.conf:1: expected loud = yes or no, found \"maybe\"" },
		{ "minutes = x\n", "a.conf:1: minutes takes a number from 1 on, not \"x\"" },
		{ "[site a]\nname = b\n", "a.conf:2: there are no [sections] in this file" },
	};

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		struct parsing *p = begin();

		CHECK_INT(AT_INVALID, parse_file(p, cases[i].text));
		CHECK_TEXT(cases[i].why, p->err.text);
		at_arena_close(p->arena);
	}
}

RUN_ALL(
	RUN(options_are_taken_in_both_spellings_and_arguments_left),
	RUN(o_is_short_for_out),
	RUN(a_value_may_begin_with_a_dash_and_two_dashes_end_options),
	RUN(what_is_wrong_is_named),
	RUN(a_required_option_is_asked_for),
	RUN(a_file_fills_in_what_the_command_line_left_open),
	RUN(a_file_s_faults_are_named_with_their_line)
)
