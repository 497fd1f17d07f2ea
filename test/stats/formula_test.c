/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a model formula says, written out again; and what is refused. */
#include "check.h"
#include "base/buffer.h"
#include "stats/formula.h"

static void
put_sum(struct at_buffer *out, const struct at_formula *f, const struct at_formula_sum *sum)
{
	at_buffer_text(out, sum->intercept ? "1" : "0");
	for (int i = 0; i < sum->n_terms; i++) {
		const char *between = " + ";

		for (int k = 0; k < f->n_variables; k++)
			if (sum->terms[i] >> k & 1) {
				at_buffer_printf(out, "%s%s", between, f->variables[k].label);
				between = ":";
			}
	}
}

/* The formula in full. */
static const char *
read_back(struct at_arena *arena, const char *text)
{
	struct at_error err = { .status = AT_OK };
	struct at_buffer out = at_buffer_init(arena);
	struct at_formula f;

	if (at_formula_parse(arena, text, &f, &err) != AT_OK)
		return at_strdup(arena, err.text);
	at_buffer_printf(&out, "%s ~ ", f.response.label);
	put_sum(&out, &f, &f.fixed);
	for (int i = 0; i < f.n_random; i++) {
		at_buffer_text(&out, " + (");
		put_sum(&out, &f, &f.random[i].sum);
		at_buffer_printf(&out, " %s %s)", f.random[i].correlated ? "|" : "||",
		    f.random[i].label);
	}
	return at_buffer_string(&out);
}

struct example { const char *text, *expected; };

static void
check_all(const struct example *examples, size_t n)
{
	struct at_arena *arena = at_arena_open();

	for (size_t i = 0; i < n; i++)
		CHECK_TEXT(examples[i].expected, read_back(arena, examples[i].text));
	at_arena_close(arena);
}

TEST(formulas_mean_what_they_mean_in_r)
{
	static const struct example examples[] = {
		{ "y ~ 1", "y ~ 1" },
		{ "y~x", "y ~ 1 + x" },
		{ "y ~ 0 + x", "y ~ 0 + x" },
		{ "y ~ x - 1", "y ~ 0 + x" },
		{ "y ~ -1 + x", "y ~ 0 + x" },
		{ "y ~ x - 0", "y ~ 1 + x" },
		{ "y ~ a * b", "y ~ 1 + a + b + a:b" },
		{ "y ~ a:b + a", "y ~ 1 + a + a:b" },
		{ "y ~ a*b*c - a:b:c", "y ~ 1 + a + b + c + a:b + a:c + b:c" },
		{ "y ~ (a + b) * c", "y ~ 1 + a + b + c + a:c + b:c" },
		{ "y ~ (a + b):c", "y ~ 1 + a:c + b:c" },
		{ "y ~ a / b", "y ~ 1 + a + a:b" },
		{ "y ~ a + a + b:a + a:b", "y ~ 1 + a + a:b" },
		{ "log(y) ~ log(x) + I(x^2) + factor(x)",
		    "log(y) ~ 1 + log(x) + I(x^2) + factor(x)" },
		{ "`the score` ~ `1st` + I + log", "the score ~ 1 + 1st + I + log" },
		{ "w\303\245i ~ r\303\251sum\303\251", "w\303\245i ~ 1 + r\303\251sum\303\251" },
	};

	(void)state_;
	check_all(examples, AT_COUNT(examples));
}

TEST(random_terms_mean_what_they_mean_in_lme4)
{
	static const struct example examples[] = {
		{ "y ~ t + (1 | g)", "y ~ 1 + t + (1 | g)" },
		{ "y ~ t + (t | g)", "y ~ 1 + t + (1 + t | g)" },
		{ "y ~ t + (t || g)", "y ~ 1 + t + (1 + t || g)" },
		{ "y ~ (0 + t | g) + t", "y ~ 1 + t + (0 + t | g)" },
		{ "y ~ (1 | a/b)", "y ~ 1 + (1 | a:b) + (1 | a)" },
		{ "y ~ (t | a/b/c)", "y ~ 1 + (1 + t | a:b:c) + (1 + t | a:b) + (1 + t | a)" },
		{ "y ~ (1 | a:b) + (1 | factor(c))", "y ~ 1 + (1 | a:b) + (1 | factor(c))" },
		{ "y ~ 0 + (1 | g)", "y ~ 0 + (1 | g)" },
	};

	(void)state_;
	check_all(examples, AT_COUNT(examples));
}

TEST(what_is_wrong_is_said_with_its_place)
{
	static const struct example examples[] = {
		{ "", "formula, column 1: expected the name of a column, found the end" },
		{ "y", "formula, column 2: expected \"~\", found the end" },
		{ "y ~", "formula, column 4: expected the name of a column, found the end" },
		{ "y ~ x +", "formula, column 8: expected the name of a column, found the end" },
		{ "y ~ x )", "formula, column 7: expected +, -, *, : or the end, found \")\"" },
		{ "y ~ (x", "formula, column 7: expected \")\", found the end" },
		{ "y ~ exp(x)", "formula, column 5: expected log(), factor() or I(), found"
		    " \"exp(x)\"" },
		{ "y ~ I(x)", "formula, column 8: expected ^ and a power, as in I(x^2), found"
		    " \")\"" },
		{ "y ~ I(x^1)", "formula, column 9: expected a power from 2 to 9, found \"1)\"" },
		{ "y ~ 2", "formula, column 5: expected a name, 1 or 0, found \"2\"" },
		{ "y ~ x*1", "formula, column 7: expected the name of a column, found \"1\"" },
		{ "y ~ 1:x", "formula, column 6: expected + or -: 1 and 0 stand by themselves,"
		    " found \":x\"" },
		{ "y ~ x + y", "formula, column 10: y stands on both sides" },
		{ "y ~ (1 | g", "formula, column 11: expected \")\" behind the groups, found the"
		    " end" },
		{ "y ~ (0 | g)", "formula, column 8: nothing varies between these groups: expected"
		    " 1 or a column before the bar" },
		{ "y ~ x * (1 | g)", "formula, column 12: a random term stands by itself: ... +"
		    " (1 | group)" },
		{ "y ~ ((1 | g))", "formula, column 9: a random term stands by itself: ... + (1 |"
		    " group)" },
		{ "y ~ (1 | g) * x", "formula, column 13: expected +, -, *, : or the end, found"
		    " \"* x\"" },
		{ "y ~ x - (1 | g)", "formula, column 16: a random term is not taken away" },
		{ "factor(y) ~ x", "formula, column 10: what is explained is a number, no factor" },
		{ "`y ~ x", "formula, column 2: expected a name and a second backtick" },
	};

	(void)state_;
	check_all(examples, AT_COUNT(examples));
}

TEST(what_grows_too_large_is_refused)
{
	struct at_arena *arena = at_arena_open();
	struct at_buffer deep = at_buffer_init(arena), wide = at_buffer_init(arena);

	(void)state_;
	at_buffer_text(&deep, "y ~ ");
	for (int i = 0; i < 100000; i++)
		at_buffer_text(&deep, "(");
	CHECK_HAS("too many parentheses", read_back(arena, at_buffer_string(&deep)));
	CHECK_HAS("more than 256 terms", read_back(arena, "y ~ a*b*c*d*e*f*g*h*i*j"));
	at_buffer_text(&wide, "y ~ 1");
	for (int i = 0; i < 65; i++)
		at_buffer_printf(&wide, " + x%d", i);
	CHECK_HAS("more than 64 variables", read_back(arena, at_buffer_string(&wide)));
	at_arena_close(arena);
}

RUN_ALL(
    RUN(formulas_mean_what_they_mean_in_r),
    RUN(random_terms_mean_what_they_mean_in_lme4),
    RUN(what_is_wrong_is_said_with_its_place),
    RUN(what_grows_too_large_is_refused),
)
