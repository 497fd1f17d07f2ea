/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Factor analysis: structures that are exact come out again, and a known solution. */
#include "check.h"
#include "stats/factor.h"

static struct at_error err;

/* R's ability.cov (Smith and Stanley 1983), 112 people: correlations of general, picture,
 * blocks, maze, reading, vocab.  Solutions: factanal(). */
static const double ability[36] = {
	1, 0.46626493, 0.55166319, 0.34032499, 0.57647993, 0.51440579,
	0.46626493, 1, 0.57243636, 0.19309918, 0.26292287, 0.23927661,
	0.55166319, 0.57243636, 1, 0.44509014, 0.35402518, 0.35647151,
	0.34032499, 0.19309918, 0.44509014, 1, 0.18396445, 0.21883698,
	0.57647993, 0.26292287, 0.35402518, 0.18396445, 1, 0.79137786,
	0.51440579, 0.23927661, 0.35647151, 0.21883698, 0.79137786, 1,
};

/* At the greatest likelihood the model has the diagonal of r. */
static double
worst_diagonal(const struct at_factor *f)
{
	double worst = 0;

	for (int i = 0; i < f->p; i++) {
		double whole = f->uniqueness[i];

		for (int k = 0; k < f->m; k++)
			whole += f->loadings[i * f->m + k] * f->loadings[i * f->m + k];
		worst = fmax(worst, fabs(whole - 1));
	}
	return worst;
}

TEST(one_factor_that_is_there_exactly_is_found)
{
	static const double lambda[] = { 0.9, 0.8, -0.3, 0.5, 0.05 };
	struct at_arena *arena = at_arena_open();
	struct at_factor f;
	double r[25], p;

	(void)state_;
	for (int i = 0; i < 5; i++)
		for (int j = 0; j < 5; j++)
			r[i * 5 + j] = i == j ? 1 : lambda[i] * lambda[j];
	CHECK_INT(AT_OK, at_factor_fit(arena, r, 5, 1, &f, &err));
	CHECK(f.converged);
	CHECK_INT(0, f.n_heywood);
	CHECK_NEAR(5, f.df, 0);
	for (int i = 0; i < 5; i++) {
		CHECK_NEAR(lambda[i], f.loadings[i], 1e-10);
		CHECK_NEAR(1 - lambda[i] * lambda[i], f.uniqueness[i], 1e-10);
	}
	CHECK_NEAR(0, f.discrepancy, 1e-14);
	CHECK_NEAR(0, at_factor_chi2(&f, 100, &p), 1e-11);
	CHECK_NEAR(1, p, 1e-11);
	at_arena_close(arena);
}

TEST(a_known_solution_is_found)
{
	static const double uniqueness[] = { 0.5345989, 0.8525790, 0.7481856, 0.9101278,
		0.2317161, 0.2797411 };
	static const double two[] = { 0.4552242, 0.5893322, 0.2181796, 0.7694214, 0.0524518,
		0.3335883 };
	struct at_arena *arena = at_arena_open();
	struct at_factor f;
	double p;

	(void)state_;
	CHECK_INT(AT_OK, at_factor_fit(arena, ability, 6, 1, &f, &err));
	CHECK(f.converged);
	CHECK(f.steps < 20);
	CHECK_NEAR(0, worst_diagonal(&f), 1e-10);
	for (int i = 0; i < 6; i++)
		CHECK_NEAR(uniqueness[i], f.uniqueness[i], 2e-6);
	CHECK_NEAR(75.179591, at_factor_chi2(&f, 112, &p), 1e-4);
	CHECK_NEAR(9, f.df, 0);
	CHECK_NEAR(1.4564e-12, p, 1e-15);
	CHECK_INT(AT_OK, at_factor_fit(arena, ability, 6, 2, &f, &err));
	CHECK(f.converged);
	CHECK_NEAR(0, worst_diagonal(&f), 1e-10);
	for (int i = 0; i < 6; i++)
		CHECK_NEAR(two[i], f.uniqueness[i], 2e-6);
	CHECK_NEAR(6.1066165, at_factor_chi2(&f, 112, &p), 1e-5);
	CHECK_NEAR(0.1913263, p, 1e-6);
	at_arena_close(arena);
}

/* The second item has more in common with the others than it has variance. */
TEST(a_heywood_case_is_told)
{
	static const double r[9] = { 1, 0.8, 0.5, 0.8, 1, 0.7, 0.5, 0.7, 1 };
	struct at_arena *arena = at_arena_open();
	struct at_factor f;

	(void)state_;
	CHECK_INT(AT_OK, at_factor_fit(arena, r, 3, 1, &f, &err));
	CHECK(f.converged);
	CHECK_INT(1, f.n_heywood);
	CHECK_NEAR(AT_FACTOR_LEAST, f.uniqueness[1], 1e-15);
	CHECK(f.discrepancy > 1e-4);
	at_arena_close(arena);
}

TEST(what_is_not_identified_or_depends_is_refused)
{
	static const double two[4] = { 1, 0.5, 0.5, 1 };
	static const double same[9] = { 1, 1, 0.5, 1, 1, 0.5, 0.5, 0.5, 1 };
	struct at_arena *arena = at_arena_open();
	struct at_factor f = { .p = 77 };

	(void)state_;
	at_error_clear(&err);
	CHECK_INT(AT_INVALID, at_factor_fit(arena, two, 2, 1, &f, &err));
	CHECK_TEXT("1 factor needs more than 2 items", err.text);
	at_error_clear(&err);
	CHECK_INT(AT_INVALID, at_factor_fit(arena, ability, 5, 3, &f, &err));
	CHECK_TEXT("3 factors need more than 5 items", err.text);
	at_error_clear(&err);
	CHECK_INT(AT_INVALID, at_factor_fit(arena, same, 3, 1, &f, &err));
	CHECK_HAS("depend on each other", err.text);
	CHECK_INT(77, f.p);
	at_arena_close(arena);
}

/* Nine items in three groups, the groups' factors under one: 0.9, 0.7, 0.6. */
TEST(a_general_factor_over_three_is_found)
{
	static const double above[3] = { 0.9, 0.7, 0.6 };
	static const double own[9] = { 0.8, 0.7, 0.6, 0.75, 0.65, 0.85, 0.5, 0.9, 0.7 };
	struct at_arena *arena = at_arena_open();
	struct at_schmid s;
	double r[81];

	(void)state_;
	for (int i = 0; i < 9; i++)
		for (int j = 0; j < 9; j++) {
			double factors = i / 3 == j / 3 ? 1 : above[i / 3] * above[j / 3];

			r[i * 9 + j] = i == j ? 1 : own[i] * own[j] * factors;
		}
	CHECK_INT(AT_OK, at_factor_schmid(arena, r, 9, &s, &err));
	CHECK(s.converged);
	CHECK(!s.heywood);
	for (int i = 0; i < 9; i++) {
		CHECK_NEAR(own[i] * above[i / 3], s.general[i], 1e-7);
		CHECK_NEAR(1 - own[i] * own[i], s.three.uniqueness[i], 1e-9);
	}
	CHECK_NEAR(0.63 * 0.54 * 0.42, fabs(s.correlations[0][1] * s.correlations[0][2]
	    * s.correlations[1][2]), 1e-7);
	at_arena_close(arena);
}

RUN_ALL(
    RUN(one_factor_that_is_there_exactly_is_found),
    RUN(a_known_solution_is_found),
    RUN(a_heywood_case_is_told),
    RUN(what_is_not_identified_or_depends_is_refused),
    RUN(a_general_factor_over_three_is_found),
)
