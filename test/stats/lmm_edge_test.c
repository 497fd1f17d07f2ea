/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The mixed model where it is asked too much, or oddly: scales, order of rows, one group,
 * nothing left; and its parts at given theta, as lme4 1.1-31 has them there. */
#include "check.h"
#include "stats/lmm.h"
#include "support/lmm_data.h"

enum { N = 180 };

/* sleepstudy as a model of `days` within subjects, to be changed. */
struct study {
	struct at_arena *arena;
	double y[N], x[2 * N], ones[N], weights[N];
	int subject[N], day[N], half[N];
	struct at_lmm_term terms[2];
	struct at_lmm_input input;
	struct at_lmm fit;
	struct at_error err;
	int column;
};

static int
set_up(void **state)
{
	struct study *s = calloc(1, sizeof *s);

	if (s == NULL)
		return -1;
	s->arena = at_arena_open();
	for (int i = 0; i < N; i++) {
		s->y[i] = sleepstudy[i];
		s->ones[i] = s->x[2 * i] = 1;
		s->x[2 * i + 1] = s->day[i] = i % 10;
		s->subject[i] = i / 10;
		s->half[i] = s->subject[i] / 3;
		s->weights[i] = 1 + i % 3;
	}
	s->terms[0] = (struct at_lmm_term){ s->x, 2, true, s->subject, 18 };
	s->input = (struct at_lmm_input){ .y = s->y, .x = s->x, .n = N, .p = 2, .terms = s->terms,
		.n_terms = 1 };
	*state = s;
	return 0;
}

static int
tear_down(void **state)
{
	struct study *s = *state;

	at_arena_close(s->arena);
	free(s);
	return 0;
}

static const struct at_lmm *
fit(struct study *s)
{
	at_error_clear(&s->err);
	if (at_lmm_fit(s->arena, &s->input, &s->fit, &s->column, &s->err) != AT_OK)
		fail_msg("%s", s->err.text);
	CHECK(s->fit.converged);
	return &s->fit;
}

static const char *
refused(struct study *s)
{
	at_error_clear(&s->err);
	CHECK_INT(AT_INVALID, at_lmm_fit(s->arena, &s->input, &s->fit, &s->column, &s->err));
	return s->err.text;
}

#define NEAR(expected, got) CHECK_NEAR(expected, got, 1e-11 * fabs(expected))
#define ABOUT(expected, got) CHECK_NEAR(expected, got, 1e-8 * fabs(expected))

/* ---- parts, as lme4 has them at the same theta -------------------------------------- */

TEST(slopes_crossed_with_days)
{
	static const double theta[] = { .9, .1, .2, .3 };
	struct study *s = *state_;
	const struct at_lmm *f;

	s->terms[1] = (struct at_lmm_term){ s->ones, 1, true, s->day, 10 };
	s->input.n_terms = 2;
	s->input.theta = theta;
	f = fit(s);
	NEAR(1749.477967229, f->criterion);
	NEAR(7.917545208194, f->se[0]);
	NEAR(1.728665569514, f->se[1]);
	NEAR(657.9099639835, f->sigma * f->sigma);
	NEAR(-39.7328253455, f->effects[0].modes[2]);
	NEAR(-8.86037624327, f->effects[0].modes[3]);
	NEAR(116.861579288, f->effects[0].mode_covariance[4]);
	NEAR(-15.6425182703, f->effects[0].mode_covariance[5]);
	NEAR(4.37862298544, f->effects[0].mode_covariance[7]);
	NEAR(1.62208049271, f->effects[1].modes[1]);
	NEAR(25.6248031387, f->effects[1].mode_covariance[1]);
}

TEST(slopes_within_slopes)
{
	static const double theta[] = { .9, .1, .2, .5, -.1, .3 };
	struct study *s = *state_;
	const struct at_lmm *f;

	s->terms[1] = (struct at_lmm_term){ s->x, 2, true, s->half, 6 };
	s->input.n_terms = 2;
	s->input.theta = theta;
	f = fit(s);
	NEAR(1745.571171064, f->criterion);
	NEAR(3.562157402064, f->se[1]);
	NEAR(-32.0162479863, f->effects[0].modes[2]);
	NEAR(159.11196394, f->effects[0].mode_covariance[4]);
	NEAR(-3.55703795177, f->effects[0].mode_covariance[6]);
	NEAR(10.5043530667, f->effects[0].mode_covariance[7]);
	NEAR(-4.54251555164, f->effects[1].modes[3]);
	NEAR(-1.05563408271, f->effects[1].mode_covariance[5]);
	s->input.ml = true;
	f = fit(s);
	NEAR(1755.958495036, f->criterion);
	NEAR(88.1134127853, f->effects[1].mode_covariance[4]);
}

TEST(weights)
{
	static const double theta[] = { .9, .1, .2 };
	struct study *s = *state_;
	const struct at_lmm *f;

	s->input.weights = s->weights;
	s->input.theta = theta;
	f = fit(s);
	NEAR(1784.407209448, f->criterion);
	NEAR(251.8346140346, f->beta[0]);
	NEAR(2.06814814582, f->se[1]);
	NEAR(1371.433052856, f->sigma * f->sigma);
	NEAR(-22.458007966, f->effects[0].mode_covariance[5]);
	s->input.ml = true;
	NEAR(1793.769531221, fit(s)->criterion);
}

/* Davies and Goldsmith's dyestuff: the estimates are those of the analysis of variance. */
TEST(dyestuff_to_the_last_digit)
{
	static const double one = 1, none = 0;
	struct study *s = *state_;

	s->terms[0] = (struct at_lmm_term){ s->ones, 1, true, s->subject, 6 };
	for (int i = 0; i < 30; i++)
		s->subject[i] = i / 5;
	s->input = (struct at_lmm_input){ .y = dyestuff, .x = s->ones, .n = 30, .p = 1,
		.terms = s->terms, .n_terms = 1 };
	NEAR(319.654276842257, fit(s)->criterion);
	NEAR(1527.5, s->fit.beta[0]);
	NEAR(1764.05, s->fit.effects[0].covariance[0]);
	NEAR(2451.25, s->fit.sigma * s->fit.sigma);
	CHECK_NEAR(19.38341218, s->fit.se[0], 1e-7);
	s->input.theta = &one;
	CHECK_NEAR(319.792389, fit(s)->criterion, 1e-6);
	s->input.theta = &none;
	CHECK_NEAR(326.023232, fit(s)->criterion, 1e-6);
	s->input.theta = NULL;
	s->input.ml = true;
	NEAR(327.327059881135, fit(s)->criterion);
	ABOUT(1388.33333333333, s->fit.effects[0].covariance[0]);
}

TEST(other_random_parts_of_the_sleepstudy)
{
	struct study *s = *state_;
	struct at_lmm slopes, start;
	struct at_lmm_lrt test;

	slopes = *fit(s);
	s->terms[0].correlated = false;
	ABOUT(1743.669293581312, fit(s)->criterion);
	ABOUT(627.569060885, s->fit.effects[0].covariance[0]);
	CHECK(s->fit.effects[0].covariance[1] == 0);
	s->terms[0] = (struct at_lmm_term){ s->ones, 1, true, s->subject, 18 };
	start = *fit(s);
	ABOUT(1786.465085394921, start.criterion);
	ABOUT(1378.17850865, start.effects[0].covariance[0]);
	test = at_lmm_compare(&start, &slopes, true);
	CHECK_NEAR(42.83681343643, test.chi2, 1e-8);
	CHECK_NEAR(2, test.df, 0);
	/* R: (pchisq(x, 2, lower = FALSE) + pchisq(x, 1, lower = FALSE)) / 2 */
	CHECK_NEAR(2.79253e-10, test.p, 1e-14);
	CHECK_NEAR(4.99e-10, at_lmm_compare(&start, &slopes, false).p, 1e-12);
}

TEST(without_terms_it_is_least_squares)
{
	struct study *s = *state_;

	s->input.n_terms = 0;
	/* R: lm() and its logLik(REML = TRUE). */
	ABOUT(1893.6636634721, fit(s)->criterion);
	ABOUT(6.6101540442876, s->fit.se[0]);
	ABOUT(1.2381952980498, s->fit.se[1]);
	CHECK_INT(1, s->fit.evaluations);
}

/* Correlations of conscientiousness and taking medication: Molloy and others (2013).
 * metafor 3.8, its steps until they are below 1e-15. */
TEST(known_variances_make_it_a_meta_analysis)
{
	static const double n[] = { 109, 749, 55, 107, 72, 65, 174, 326, 58, 771, 56, 91, 116, 537,
		158, 65 };
	static const double r[] = { .187, .162, .34, .32, .27, 0, .175, .05, .26, .01, -.09, .37, 0,
		.15, .24, .04 };
	struct study *s = *state_;

	for (int i = 0; i < 16; i++) {
		s->y[i] = atanh(r[i]);
		s->weights[i] = n[i] - 3;
		s->subject[i] = i;
	}
	s->terms[0] = (struct at_lmm_term){ s->ones, 1, true, s->subject, 16 };
	s->input = (struct at_lmm_input){ .y = s->y, .x = s->ones, .n = 16, .p = 1,
		.weights = s->weights, .sigma = 1, .terms = s->terms, .n_terms = 1 };
	CHECK_NEAR(.00810956082416, fit(s)->effects[0].covariance[0], 1e-13);
	CHECK_NEAR(.14991714851737, s->fit.beta[0], 1e-13);
	CHECK_NEAR(.03155996016583, s->fit.se[0], 1e-13);
	s->input.ml = true;
	CHECK_NEAR(.0069263445807, fit(s)->effects[0].covariance[0], 1e-12);
}

/* ---- what must not matter ----------------------------------------------------------- */

TEST(the_order_of_rows_changes_rounding_only)
{
	struct study *s = *state_;
	struct at_lmm before = *fit(s);

	for (int i = 0; i < N; i++) {
		int from = i * 77 % N;          /* 77 and 180 share no divisor */

		s->y[i] = sleepstudy[from];
		s->x[2 * i + 1] = from % 10;
		s->subject[i] = 17 - from / 10;
	}
	fit(s);
	CHECK_NEAR(before.criterion, s->fit.criterion, 1e-12 * before.criterion);
	for (int j = 0; j < 2; j++) {
		CHECK_NEAR(before.beta[j], s->fit.beta[j], 1e-12 * fabs(before.beta[j]));
		CHECK_NEAR(before.se[j], s->fit.se[j], 1e-12 * before.se[j]);
		CHECK_NEAR(before.effects[0].covariance[3 * j], s->fit.effects[0].covariance[3 * j],
		    1e-12 * before.effects[0].covariance[3 * j]);
	}
	CHECK_NEAR(before.effects[0].modes[0], s->fit.effects[0].modes[34], 1e-11);
}

TEST(units_and_zeros_far_away_change_nothing_else)
{
	static const double factors[] = { 1e-12, 1, 1e9 }, zeros[] = { 0, 1e6 };
	struct study *s = *state_;
	struct at_lmm before = *fit(s);

	for (int f = 0; f < 3; f++)
		for (int z = 0; z < 2; z++) {
			double by = factors[f];

			for (int i = 0; i < N; i++) {
				s->y[i] = by * (sleepstudy[i] + zeros[z]);
				s->x[2 * i + 1] = (2020 + i % 10) / by;
			}
			fit(s);
			ABOUT(before.beta[1] * by * by, s->fit.beta[1]);
			ABOUT(before.sigma * by, s->fit.sigma);
			ABOUT(before.effects[0].covariance[3] * by * by * by * by,
			    s->fit.effects[0].covariance[3]);
			CHECK(!s->fit.singular);
			if (by < 1)
				break;
		}
}

TEST(a_column_that_is_nearly_another_still_counts)
{
	struct study *s = *state_;
	double *x = AT_NEW(s->arena, double, 3 * N);
	double criterion;

	for (int i = 0; i < N; i++) {
		x[3 * i] = 1;
		x[3 * i + 1] = i % 10;
		x[3 * i + 2] = i * i % 7;
	}
	s->input.x = x;
	s->input.p = 3;
	s->input.ml = true;
	criterion = fit(s)->criterion;
	for (int i = 0; i < N; i++)
		x[3 * i + 2] = x[3 * i + 1] + 1e-7 * x[3 * i + 2];
	CHECK_NEAR(criterion, fit(s)->criterion, 1e-6);
}

/* ---- what cannot be told ------------------------------------------------------------ */

TEST(a_perfect_correlation_is_told)
{
	struct study *s = *state_;

	for (int i = 0; i < N; i++)
		s->y[i] = (1 + i % 10) * (s->subject[i] % 5 - 2) + sin(3.0 * i) / 4;
	fit(s);
	CHECK(s->fit.singular);
	CHECK_NEAR(1, s->fit.effects[0].covariance[1] / sqrt(s->fit.effects[0].covariance[0]
	    * s->fit.effects[0].covariance[3]), 1e-9);
}

TEST(what_cannot_be_estimated_is_said_for_the_mixed_model)
{
	struct study *s = *state_;

	s->terms[0].n_groups = 1;
	memset(s->subject, 0, sizeof s->subject);
	CHECK_HAS("random term 1 has one group only", refused(s));

	for (int i = 0; i < N; i++)
		s->subject[i] = i / 2;
	s->terms[0].n_groups = 90;
	CHECK_HAS("no group of more than 2 rows", refused(s));
	for (int i = 0; i < N; i++)
		s->subject[i] = i / 10;
	s->terms[0].n_groups = 18;

	for (int i = 0; i < N; i++)
		s->x[2 * i + 1] = 4;
	CHECK_HAS("column 2 of the model depends on those before it", refused(s));
	CHECK_INT(1, s->column);
	s->input.n = 1;
	CHECK_HAS("1 rows are too few for 2 coefficients", refused(s));
	CHECK_INT(-1, s->column);
}

TEST(y_without_a_rest_is_refused)
{
	struct study *s = *state_;

	for (int i = 0; i < N; i++)
		s->y[i] = 3 + 0.1 * (i % 10);
	CHECK_HAS("the model fits every row exactly", refused(s));
	for (int i = 0; i < N; i++)
		s->y[i] = s->subject[i] * s->subject[i] + 0.1 * (s->subject[i] % 3) * (i % 10);
	CHECK_HAS("the groups explain y exactly", refused(s));
}

/* Whether anything is left is tried with large variances, where S loses digits. */
TEST(many_groups_within_groups_leave_a_rest)
{
	enum { ROWS = 100000 };
	struct study *s = *state_;
	double *x = AT_NEW(s->arena, double, 2 * ROWS), *y = AT_NEW(s->arena, double, ROWS);
	int *inner = AT_NEW(s->arena, int, ROWS), *outer = AT_NEW(s->arena, int, ROWS);
	const struct at_lmm_term terms[] = { { x, 2, true, inner, ROWS / 20 },
		{ x, 2, true, outer, ROWS / 100 } };

	for (int i = 0; i < ROWS; i++) {
		int session = i % 20;

		inner[i] = i / 20;
		outer[i] = i / 100;
		x[2 * i] = 1;
		x[2 * i + 1] = session;
		y[i] = 20 + 2 * sin(inner[i]) + cos(7.0 * outer[i]) + 3 * sin(11.0 * i)
		    + session * (0.3 * sin(5.0 * inner[i]) + 0.1 * sin(3.0 * outer[i]));
	}
	s->input = (struct at_lmm_input){ .y = y, .x = x, .n = ROWS, .p = 2, .terms = terms,
		.n_terms = 2 };
	fit(s);
	CHECK(s->fit.max_gradient < 1e-6);
}

/* Groups of one row among others of many say something of the mean, nothing of the rest. */
TEST(groups_of_one_row_may_be_among_others)
{
	struct study *s = *state_;

	for (int i = 0; i < 40; i++)
		s->subject[i] = i;
	for (int i = 40; i < N; i++)
		s->subject[i] = 40 + i / 10;
	s->terms[0].n_groups = 58;
	fit(s);
	CHECK(isfinite(s->fit.criterion) && s->fit.max_gradient < 1e-6);
}

/* The criterion is higher around what was found, whatever the direction. */
TEST(nothing_near_is_better)
{
	struct study *s = *state_;
	double *theta = AT_NEW(s->arena, double, 3);
	struct at_lmm best;

	best = *fit(s);
	s->input.theta = theta;
	for (int k = 0; k < 27; k++) {
		int at = k;

		for (int i = 0; i < 3; i++, at /= 3)
			theta[i] = best.theta[i] + 1e-4 * (at % 3 - 1);
		CHECK(fit(s)->criterion >= best.criterion);
	}
}

#define EACH(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

RUN_ALL(
    EACH(slopes_crossed_with_days),
    EACH(slopes_within_slopes),
    EACH(weights),
    EACH(dyestuff_to_the_last_digit),
    EACH(other_random_parts_of_the_sleepstudy),
    EACH(without_terms_it_is_least_squares),
    EACH(known_variances_make_it_a_meta_analysis),
    EACH(the_order_of_rows_changes_rounding_only),
    EACH(units_and_zeros_far_away_change_nothing_else),
    EACH(a_column_that_is_nearly_another_still_counts),
    EACH(a_perfect_correlation_is_told),
    EACH(what_cannot_be_estimated_is_said_for_the_mixed_model),
    EACH(y_without_a_rest_is_refused),
    EACH(many_groups_within_groups_leave_a_rest),
    EACH(groups_of_one_row_may_be_among_others),
    EACH(nothing_near_is_better),
)
