/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The drawing of a recording: what stands in it, and what it does without. */
#include "check.h"
#include "chart/strip.h"

enum { N = 900, WINDOWS = 10, LAGS = 21 };

static struct at_arena *arena;
static double s1[N], s2[N], cells[WINDOWS * LAGS];

/* Cells are 0.1, and 0.9 three lags above the middle. */
static struct at_strip
strip(void)
{
	at_arena_close(arena);
	arena = at_arena_open();
	for (int i = 0; i < N; i++) {
		s1[i] = i % 7;
		s2[i] = i < 300 ? NAN : i % 5;
	}
	for (int i = 0; i < WINDOWS * LAGS; i++)
		cells[i] = i % LAGS == LAGS / 2 + 3 ? 0.9 : -0.1;
	return (struct at_strip){ .title = "a & b", .desc = "what", .seconds = 36,
		.names = { "<pat>", "th" }, .series = { s1, s2 }, .n = N, .cells = cells,
		.n_windows = WINDOWS, .n_lags = LAGS, .lag = 0.4, .first = 2, .step = 3,
		.cell_name = "|z|" };
}

static const char *
svg(const struct at_strip *s)
{
	struct at_buffer out = at_buffer_init(arena);

	at_strip_svg(&out, s);
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

TEST(names_are_escaped_and_the_sign_of_the_lag_is_said)
{
	struct at_strip s = strip();
	const char *text = svg(&s);

	(void)state_;
	CHECK_HAS("<title>a &amp; b</title>", text);
	CHECK_HAS("above 0 &lt;pat&gt; leads, below 0 th leads", text);
	CHECK_HAS(">+0.4 s</text>", text);
	CHECK_HAS(">0:35</text>", text);
	CHECK_HAS_NOT("surrogates", text);
	CHECK_HAS_NOT("nan", text);
}

/* Seven rows of 21 lie above the middle one of row 13.5: y = 214 + 156 * (1 - 13.5 / 21). */
TEST(the_best_lag_of_every_window_is_marked)
{
	struct at_strip s = strip();
	const char *text = svg(&s);

	(void)state_;
	CHECK_INT(WINDOWS, count("<circle", text));
	CHECK_INT(WINDOWS, count("cy=\"269.7\"", text));
	CHECK_HAS("|z| 0</text>", text);
}

TEST(signed_cells_have_two_sides)
{
	struct at_strip s = strip();

	(void)state_;
	s.is_signed = true;
	s.cell_name = "z";
	CHECK_HAS("z -0.9</text>", svg(&s));
	CHECK_HAS("#9c4a06", svg(&s));
}

TEST(surrogates_are_counted_and_the_real_one_stands_beside)
{
	struct at_strip s = strip();
	const double pseudo[] = { 0.1, 0.1, 0.2, NAN };

	(void)state_;
	s.pseudo = pseudo;
	s.n_pseudo = 4;
	s.real = 0.3;
	CHECK_HAS("mean |z| of 4 surrogates", svg(&s));
	CHECK_HAS("M944.0 446", svg(&s));
	CHECK_INT(2, count("fill=\"#9aa7b3\"", svg(&s)));
	s.real = NAN;
	CHECK_HAS_NOT("surrogates", svg(&s));
}

TEST(nothing_at_all_is_drawn_too)
{
	struct at_strip s = strip();

	(void)state_;
	for (int i = 0; i < WINDOWS * LAGS; i++)
		cells[i] = NAN;
	for (int i = 0; i < N; i++)
		s1[i] = 3;
	CHECK_INT(0, count("<circle", svg(&s)));
	CHECK_HAS_NOT("nan", svg(&s));
	CHECK_HAS("</svg>", svg(&s));
}

RUN_ALL(
	RUN(names_are_escaped_and_the_sign_of_the_lag_is_said),
	RUN(the_best_lag_of_every_window_is_marked),
	RUN(signed_cells_have_two_sides),
	RUN(surrogates_are_counted_and_the_real_one_stands_beside),
	RUN(nothing_at_all_is_drawn_too),
)
