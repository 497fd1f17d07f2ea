/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The graded response model: figures computed once in R from its formulas. */
#include "check.h"
#include "stats/graded.h"

static const struct at_graded_item items[] = {
	{ 1.7, (const double[]){ -1, 0, 1.2 }, 4 },
	{ 2.2, (const double[]){ -0.5, 0.4, 1.5 }, 4 },
	{ 1.1, (const double[]){ -1.5, 0.2, 2 }, 4 },
};

TEST(categories_have_their_probabilities)
{
	static const double known[4] = { 0.0724264854, 0.2270063722, 0.4673082067, 0.2332589358 };
	double whole = 0;

	(void)state_;
	for (int c = 0; c < 4; c++) {
		CHECK_NEAR(known[c], at_graded_probability(&items[0], 0.5, c), 5e-11);
		whole += at_graded_probability(&items[0], 0.5, c);
	}
	CHECK_NEAR(1, whole, 1e-15);
}

TEST(information_is_that_of_the_formula)
{
	const struct at_graded_item five = { 2, (const double[]){ -1.5, -0.5, 0.5, 1.5 }, 5 };
	const struct at_graded_item two = { 1.5, (const double[]){ 0.3 }, 2 };
	double p = at_graded_probability(&two, 1, 1);

	(void)state_;
	CHECK_NEAR(0.841164470, at_graded_information(&items[0], 0.5), 5e-10);
	CHECK_NEAR(1.172481783, at_graded_information(&five, 0), 5e-10);
	CHECK_NEAR(1 / (1 + exp(-1.5 * 0.7)), p, 1e-15);
	CHECK_NEAR(1.5 * 1.5 * p * (1 - p), at_graded_information(&two, 1), 1e-14);
}

TEST(answers_have_an_expected_place)
{
	struct at_arena *arena = at_arena_open();
	struct at_graded graded = at_graded_make(arena, items, 3);
	struct at_graded_score score = at_graded_eap(&graded, (const int[]){ 2, 1, 3 });

	(void)state_;
	CHECK_NEAR(0.400434203, score.theta, 5e-10);
	CHECK_NEAR(0.519819311, score.sd, 5e-10);
	CHECK_INT(3, score.answered);
	score = at_graded_eap(&graded, (const int[]){ 2, AT_GRADED_MISSING, 3 });
	CHECK_INT(2, score.answered);
	CHECK(score.sd > 0.53);
	/* Without answers: the prior, as the grid has it. */
	score = at_graded_eap(&graded, (const int[]){ AT_GRADED_MISSING, AT_GRADED_MISSING,
		AT_GRADED_MISSING });
	CHECK_NEAR(0, score.theta, 1e-15);
	CHECK_NEAR(1, score.sd, 1e-3);
	at_arena_close(arena);
}

/* Probabilities far below what a double holds. */
TEST(steep_items_that_contradict_each_other_still_give_a_number)
{
	const struct at_graded_item steep[] = {
		{ 100, (const double[]){ -4, -3.9 }, 3 }, { 100, (const double[]){ 3.9, 4 }, 3 },
	};
	struct at_arena *arena = at_arena_open();
	struct at_graded graded = at_graded_make(arena, steep, 2);
	struct at_graded_score score = at_graded_eap(&graded, (const int[]){ 0, 2 });

	(void)state_;
	CHECK_NEAR(0, score.theta, 1e-9);
	CHECK(isfinite(score.sd));
	CHECK(at_graded_probability(&steep[0], 4, 0) >= 0);
	CHECK_NEAR(0, at_graded_information(&steep[0], 4), 1e-300);
	at_arena_close(arena);
}

RUN_ALL(
    RUN(categories_have_their_probabilities),
    RUN(information_is_that_of_the_formula),
    RUN(answers_have_an_expected_place),
    RUN(steep_items_that_contradict_each_other_still_give_a_number),
)
