/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Forest and funnel: what stands in them, and where. */
#include "check.h"
#include "chart/axis.h"
#include "chart/forest.h"
#include "chart/funnel.h"
#include "support/golden.h"

static struct at_arena *arena;

static int
begin(void **state_)
{
	(void)state_;
	arena = at_arena_open();
	return arena == NULL;
}

static int
end(void **state_)
{
	(void)state_;
	at_arena_close(arena);
	return 0;
}

static const struct at_forest_row rows[] = {
	{ "Bordin & Sons <1979>", 0.2, 0.05, 0.35, 50 },
	{ "Greenson", -0.1, -0.3, 0.1, 30 },
	{ "One of five people", 0.3, -40, 40, 20 },
};

static const struct at_forest forest = { .title = "3 studies: mean 0.10", .desc = "what",
	.axis = "effect", .rows = rows, .n_rows = 3, .mean = { "Mean", 0.1, 0, 0.2, 100 },
	.prediction_label = "A new study", .prediction_low = -0.2, .prediction_high = 0.4,
	.note = "REML" };

static const struct at_funnel_point points[] = {
	{ 0.2, 0.1, false }, { 0.3, 0.2, false }, { 0.1, 0.2, true },
};

static const struct at_funnel funnel = { .title = "2 studies & more", .desc = "what",
	.axis = "correlation", .correlations = true, .points = points, .n_points = 3,
	.mean = 0.2, .note = "Open dots are no studies." };

static const char *
forest_svg(const struct at_forest *f)
{
	struct at_buffer out = at_buffer_init(arena);

	at_forest_svg(&out, f);
	return at_buffer_string(&out);
}

static const char *
funnel_svg(const struct at_funnel *f)
{
	struct at_buffer out = at_buffer_init(arena);

	at_funnel_svg(&out, f);
	return at_buffer_string(&out);
}

static int
count(const char *part, const char *whole)
{
	int n = 0;

	for (; (whole = strstr(whole, part)) != NULL; whole++)
		n++;
	return n;
}

TEST(a_forest_is_as_recorded)
{
	(void)state_;
	golden_check("forest.svg", forest_svg(&forest));
}

TEST(a_funnel_is_as_recorded)
{
	(void)state_;
	golden_check("funnel.svg", funnel_svg(&funnel));
}

TEST(both_have_names_and_are_escaped)
{
	const char *text = forest_svg(&forest);

	(void)state_;
	CHECK_HAS("role=\"img\" aria-labelledby=\"title\" aria-describedby=\"desc\"", text);
	CHECK_HAS("<desc id=\"desc\">what</desc>", text);
	CHECK_HAS("Bordin &amp; Sons &lt;1979&gt;", text);
	CHECK_HAS("2 studies &amp; more", funnel_svg(&funnel));
	CHECK_HAS("prefers-color-scheme:dark", text);
}

/* The span of the estimates is 0.6, so that the axis ends at 1 and -0.8. */
TEST(an_endless_interval_ends_in_arrows)
{
	const char *text = forest_svg(&forest);

	(void)state_;
	CHECK_INT(1, count("l-4 4 4 4", text));
	CHECK_INT(1, count("l4 4-4 4", text));
	CHECK_HAS("0.30 [-40.00, 40.00]", text);
	CHECK_HAS(">1.0</text>", text);
	CHECK_HAS_NOT(">1.5</text>", text);
}

TEST(a_prediction_may_be_missing)
{
	struct at_forest f = forest;

	(void)state_;
	f.prediction_label = NULL;
	f.note = NULL;
	CHECK_HAS_NOT("A new study", forest_svg(&f));
	CHECK_HAS_NOT("REML", forest_svg(&f));
}

TEST(one_study_without_width_is_drawn)
{
	static const struct at_forest_row alone[] = { { "Only", 0, 0, 0, 100 } };
	static const struct at_funnel_point point[] = { { 0, 1e-8, false } };
	struct at_forest f = { .title = "t", .desc = "d", .axis = "a", .rows = alone,
		.n_rows = 1, .mean = { "Mean", 0, 0, 0, 100 } };
	struct at_funnel g = { .title = "t", .desc = "d", .axis = "a", .points = point,
		.n_points = 1 };

	(void)state_;
	CHECK_HAS_NOT("nan", forest_svg(&f));
	CHECK_HAS_NOT("inf", forest_svg(&f));
	CHECK_HAS_NOT("nan", funnel_svg(&g));
}

/* z = 0.2 is in the middle of 84 and 616; the tick of r = 0.2 is at z = 0.2027. */
TEST(dots_and_ticks_of_a_funnel)
{
	const char *text = funnel_svg(&funnel);

	(void)state_;
	CHECK_INT(2, count("<circle class=\"fill\"", text));
	CHECK_INT(1, count("<circle class=\"ring\"", text));
	CHECK_HAS("cx=\"350.0\"", text);
	CHECK_HAS("x=\"351.7\" y=\"436.5\" text-anchor=\"middle\">0.2</text>", text);
}

/* Studies from z = -1.8 to 2.2: no round steps would do. */
TEST(a_wide_funnel_has_ticks_that_do_not_touch)
{
	static const struct at_funnel_point far[] = { { -1.8, 0.1, false }, { 0.2, 0.1, false } };
	struct at_funnel f = funnel;

	(void)state_;
	f.points = far;
	f.n_points = 2;
	CHECK_HAS(">0.5</text>", funnel_svg(&f));
	CHECK_HAS(">-0.95</text>", funnel_svg(&f));
	CHECK_HAS_NOT(">0.99</text>", funnel_svg(&f));
}

TEST(axes_have_round_values)
{
	static const struct { double low, high; int wanted, n, decimals; double first; } cases[] = {
		{ -0.31, 0.57, 7, 4, 1, -0.2 }, { 0, 1, 5, 3, 1, 0 }, { 0, 1, 6, 6, 1, 0 },
		{ 0.011, 0.019, 7, 4, 3, 0.012 }, { -1234, 5678, 7, 7, 0, -1000 },
		{ 1e-9, 3e-9, 5, 5, 10, 1e-9 },
	};

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		struct at_axis axis = at_axis_make(cases[i].low, cases[i].high, cases[i].wanted);

		CHECK_INT(cases[i].n, axis.n);
		CHECK_INT(cases[i].decimals, axis.decimals);
		CHECK_NEAR(cases[i].first, axis.at[0], 1e-9 * fabs(cases[i].high));
	}
}

#define EACH(name) cmocka_unit_test_setup_teardown(name, begin, end)

RUN_ALL(
	EACH(a_forest_is_as_recorded),
	EACH(a_funnel_is_as_recorded),
	EACH(both_have_names_and_are_escaped),
	EACH(an_endless_interval_ends_in_arrows),
	EACH(a_prediction_may_be_missing),
	EACH(one_study_without_width_is_drawn),
	EACH(dots_and_ticks_of_a_funnel),
	EACH(a_wide_funnel_has_ticks_that_do_not_touch),
	EACH(axes_have_round_values),
)
