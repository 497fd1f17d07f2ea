/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two outcomes as one, on data that are made here and in R by the same generator: lme4
 * 1.1-31 for one outcome; for both the criterion written out with dense matrices and
 * brought down by optim(), where nlme 3.1-162 stops at psi 0.651629 for 0.651614. */
#include "check.h"
#include "stats/joint.h"

enum { DYADS = 14, ROWS = 73, COLUMNS = 5 };

static struct at_arena *arena;
static struct at_error err;
static double seed, x[ROWS][COLUMNS], y[2][ROWS];
static int group[ROWS];

/* Park and Miller (1988). */
static double
uniform(void)
{
	seed = fmod(16807 * seed, 2147483647);
	return seed / 2147483647 - 0.5;
}

/* Fourteen dyads with 3 to 8 sessions; columns 1, client, therapist. */
static void
simulate(double psi)
{
	int row = 0;

	seed = 20261122;
	for (int i = 0; i < DYADS; i++) {
		double a = uniform(), b = uniform(), c0 = 5 + 2 * uniform(), t0 = 5 + 2 * uniform();

		for (int j = 0; j < 3 + i % 6; j++, row++) {
			double c = c0 + 2 * uniform(), t = t0 + uniform();
			double e, f;

			t += .3 * c;
			e = uniform();
			f = uniform();
			group[row] = i;
			x[row][0] = 1;
			x[row][1] = c;
			x[row][2] = t;
			y[0][row] = 20 - 2 * c - t + psi * 3 * a + e;
			y[1][row] = 10 - .5 * c - 1.5 * t + psi * (a + 2 * b) + .4 * e + f;
		}
	}
	CHECK_INT(ROWS, row);
}

/* Into the part within dyads, columns 1 and 2, and between, 3 and 4. */
static void
split(void)
{
	for (int side = 1; side <= 2; side++) {
		double sums[DYADS] = { 0 }, counts[DYADS] = { 0 }, grand = 0;

		for (int r = 0; r < ROWS; r++) {
			sums[group[r]] += x[r][side];
			counts[group[r]]++;
		}
		for (int i = 0; i < DYADS; i++)
			grand += sums[i] / counts[i] / DYADS;
		for (int r = 0; r < ROWS; r++) {
			double mean = sums[group[r]] / counts[group[r]];

			x[r][side] -= mean;
			x[r][side + 2] = mean - grand;
		}
	}
}

static struct at_joint_sums *
gather(int first, int n_outcomes)
{
	struct at_joint_input in = { x[0], { y[first], y[1] }, ROWS, COLUMNS, n_outcomes, group,
		DYADS };
	struct at_joint_sums *sums = NULL;

	at_error_clear(&err);
	if (at_joint_gather(arena, &in, &sums, NULL, &err) != AT_OK)
		return NULL;
	return sums;
}

static void
begin(double psi)
{
	arena = at_arena_open();
	simulate(psi);
	split();
}

TEST(one_outcome_is_the_random_intercept_model_of_lme4)
{
	static const double beta[] = { 2.91606419691, -1.90959693349, -1.09362870025,
		-2.48604473170, -0.61062041617 };
	static const double se[] = { 0.2189492488232, 0.0713663761016, 0.1290207015923,
		0.4061345105707, 0.3900967623850 };
	struct at_joint fit;

	(void)state_;
	begin(1);
	CHECK(at_joint_fit(gather(0, 1), NULL, &fit));
	CHECK(fit.converged && !fit.singular);
	CHECK_NEAR(79.774883826476, fit.criterion, 1e-8);
	CHECK_NEAR(0.6531523304874, fit.psi[0][0], 1e-6);
	CHECK_NEAR(0.0836836898799, fit.r[0][0], 1e-7);
	for (int i = 0; i < COLUMNS; i++) {
		CHECK_NEAR(beta[i], fit.beta[0][i], 1e-7);
		CHECK_NEAR(se[i], sqrt(fit.covariance[i * COLUMNS + i]), 1e-7);
	}
	at_arena_close(arena);
}

static const double both_beta[2][COLUMNS] = {
	{ 2.913784432810, -1.909596933492, -1.093628700246, -2.488976323688, -0.608618411541 },
	{ -2.636071709406, -0.329496691216, -1.786394447931, -1.464860414556, -1.064755295563 },
};
static const double both_se[2][COLUMNS] = {
	{ 0.2186939065237, 0.0713711001399, 0.1290292420110, 0.4056630652941, 0.3896425969244 },
	{ 0.2090452588955, 0.0685611383124, 0.1239492132042, 0.3877717074687, 0.3724508976847 },
};

TEST(two_outcomes_are_fitted_as_one)
{
	struct at_joint fit;

	(void)state_;
	begin(1);
	CHECK(at_joint_fit(gather(0, 2), NULL, &fit));
	CHECK(fit.converged && !fit.singular);
	CHECK_NEAR(138.16324574842, fit.criterion, 1e-8);
	CHECK_NEAR(0.651614394897, fit.psi[0][0], 1e-7);
	CHECK_NEAR(0.488731742431, fit.psi[0][1], 1e-7);
	CHECK_NEAR(0.595222745407, fit.psi[1][1], 1e-7);
	CHECK_NEAR(0.0836947689919, fit.r[0][0], 1e-7);
	CHECK_NEAR(0.0250281547941, fit.r[1][0], 1e-7);
	CHECK_NEAR(0.0772341856351, fit.r[1][1], 1e-7);
	for (int a = 0; a < 2; a++)
		for (int i = 0; i < COLUMNS; i++) {
			double square = fit.covariance[(a * COLUMNS + i) * (2 * COLUMNS + 1)];

			CHECK_NEAR(both_beta[a][i], fit.beta[a][i], 1e-7);
			CHECK_NEAR(both_se[a][i], sqrt(square), 1e-7);
		}
	at_arena_close(arena);
}

TEST(units_and_origins_change_nothing_but_the_units)
{
	struct at_joint fit;

	(void)state_;
	begin(1);
	for (int r = 0; r < ROWS; r++)
		y[1][r] = 1e6 + 1e4 * y[1][r];
	CHECK(at_joint_fit(gather(0, 2), NULL, &fit));
	CHECK_NEAR(138.16324574842 + 2 * (ROWS - COLUMNS) * log(1e4), fit.criterion, 1e-6);
	CHECK_NEAR(-0.329496691216e4, fit.beta[1][1], 1e-3);
	CHECK_NEAR(1e6 - 2.636071709406e4, fit.beta[1][0], 1e-2);
	CHECK_NEAR(0.488731742431e4, fit.psi[1][0], 1e-3);
	at_arena_close(arena);
}

TEST(groups_that_do_not_differ_are_a_singular_fit)
{
	struct at_joint fit;

	(void)state_;
	begin(0);
	CHECK(at_joint_fit(gather(0, 2), NULL, &fit));
	CHECK(fit.converged && fit.singular);
	at_arena_close(arena);
}

/* The same with each row of the table twice, the second time in a group of its own. */
static struct at_joint
fit_doubled(void)
{
	static double x2[2 * ROWS][COLUMNS], y2[2][2 * ROWS];
	static int group2[2 * ROWS];
	struct at_joint_input in = { x2[0], { y2[0], y2[1] }, 2 * ROWS, COLUMNS, 2, group2,
		2 * DYADS };
	struct at_joint_sums *sums;
	struct at_joint fit;

	for (int r = 0; r < 2 * ROWS; r++) {
		memcpy(x2[r], x[r % ROWS], sizeof x2[r]);
		y2[0][r] = y[0][r % ROWS];
		y2[1][r] = y[1][r % ROWS];
		group2[r] = group[r % ROWS] + r / ROWS * DYADS;
	}
	CHECK(at_joint_gather(arena, &in, &sums, NULL, &err) == AT_OK);
	CHECK(at_joint_fit(sums, NULL, &fit));
	return fit;
}

/* A group that counts twice is two groups. */
TEST(how_often_a_group_counts)
{
	int times[DYADS], total = 0;
	struct at_random random = at_random_seeded(1);
	struct at_joint one, two;
	struct at_joint_sums *sums;

	(void)state_;
	begin(1);
	sums = gather(0, 2);
	for (int i = 0; i < DYADS; i++)
		times[i] = 2;
	CHECK(at_joint_fit(sums, NULL, &one) && at_joint_fit(sums, times, &two));
	CHECK_NEAR(one.beta[0][1], two.beta[0][1], 1e-9);
	one = fit_doubled();
	CHECK_NEAR(one.criterion, two.criterion, 1e-9);
	CHECK_NEAR(one.psi[0][1], two.psi[0][1], 1e-8);
	CHECK_NEAR(one.covariance[11], two.covariance[11], 1e-9);
	at_joint_draw(sums, &random, times);
	for (int i = 0; i < DYADS; i++)
		total += times[i];
	CHECK_INT(DYADS, total);
	CHECK(at_joint_fit(sums, times, &two));
	memset(times, 0, sizeof times);
	times[3] = times[4] = 7;                /* two groups, three coefficients between */
	one = two;
	CHECK(!at_joint_fit(sums, times, &two));
	CHECK_NEAR(one.criterion, two.criterion, 0);
	at_arena_close(arena);
}

TEST(what_cannot_be_told_apart_is_refused)
{
	struct at_joint_input in = { x[0], { y[0], y[0] }, ROWS, COLUMNS, 2, group, DYADS };
	struct at_joint_sums *sums;
	int column = -2;

	(void)state_;
	begin(1);
	CHECK(at_joint_gather(arena, &in, &sums, &column, &err) == AT_INVALID);
	CHECK_HAS("both are the same", err.text);
	CHECK_INT(-1, column);
	for (int r = 0; r < ROWS; r++)
		x[r][4] = 2 * x[r][3];
	CHECK(gather(0, 1) == NULL);
	CHECK_HAS("column 5 of the regression depends on those before it", err.text);
	at_arena_close(arena);
	begin(1);
	for (int r = 0; r < ROWS; r++)
		y[0][r] = 3 + 2 * x[r][1];
	CHECK(gather(0, 1) == NULL);
	CHECK_HAS("is fitted exactly", err.text);
	at_arena_close(arena);
}

RUN_ALL(
	RUN(one_outcome_is_the_random_intercept_model_of_lme4),
	RUN(two_outcomes_are_fitted_as_one),
	RUN(units_and_origins_change_nothing_but_the_units),
	RUN(groups_that_do_not_differ_are_a_singular_fit),
	RUN(how_often_a_group_counts),
	RUN(what_cannot_be_told_apart_is_refused)
)
