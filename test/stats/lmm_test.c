/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The linear mixed model against published figures and R's lme4 1.1-31. */
#include "check.h"
#include "stats/lmm.h"
#include "stats/matrix.h"
#include "support/lmm_data.h"

/* Designs of the data sets. */
struct design {
	int n;
	double x[2 * 180], slope[180], ones[180];
	int subject[180], item[180];
};

static struct design
design(int n, int per_group)
{
	struct design d = { .n = n };

	for (int i = 0; i < n; i++) {
		d.ones[i] = d.x[2 * i] = 1;
		d.x[2 * i + 1] = d.slope[i] = i % per_group;
		d.subject[i] = i / per_group;
		d.item[i] = i % per_group;
	}
	return d;
}

static struct at_lmm
fit(struct at_arena *arena, const struct at_lmm_input *input)
{
	struct at_error err = { .status = AT_OK };
	struct at_lmm out = { 0 };
	int column;

	if (at_lmm_fit(arena, input, &out, &column, &err) != AT_OK)
		fail_msg("%s", err.text);
	return out;
}

static struct at_lmm
fit_sleep(struct at_arena *arena, const struct at_lmm_term *terms, int n_terms, bool ml,
    const double *theta)
{
	static struct design d;

	d = design(180, 10);
	return fit(arena, &(struct at_lmm_input){ .y = sleepstudy, .x = d.x, .n = 180, .p = 2,
		.terms = terms, .n_terms = n_terms, .ml = ml, .theta = theta });
}

/* Figures: lme4, and Newton's steps after it on its criterion: by itself it stops where the
 * variances have five digits. */
#define NEAR(expected, got) CHECK_NEAR(expected, got, 1e-6 * fabs(expected))

TEST(sleepstudy_reml_is_as_published)
{
	struct at_arena *arena = at_arena_open();
	struct design d = design(180, 10);
	const struct at_lmm_term term = { d.x, 2, true, d.subject, 18 };
	struct at_lmm got = fit_sleep(arena, &term, 1, false, NULL);
	const struct at_lmm_effect *e = got.effects;

	(void)state_;
	CHECK_NEAR(1743.628271958491, got.criterion, 1e-10);
	NEAR(251.405104848, got.beta[0]);
	NEAR(10.4672859596, got.beta[1]);
	NEAR(6.82455651448, got.se[0]);
	NEAR(1.54578889308, got.se[1]);
	NEAR(612.089934204, e->covariance[0]);
	CHECK_NEAR(9.60433627248, e->covariance[1], 5e-6);
	NEAR(35.0716603143, e->covariance[3]);
	NEAR(654.941027472, got.sigma * got.sigma);
	NEAR(.966732948049, got.theta[0]);
	CHECK_NEAR(.0151690589894, got.theta[1], 1e-8);
	NEAR(.230909593771, got.theta[2]);
	NEAR(2.25856578033, e->modes[0]);
	NEAR(9.19897184143, e->modes[1]);
	NEAR(145.705102367, e->mode_covariance[0]);
	NEAR(-21.4444263435, e->mode_covariance[1]);
	NEAR(5.31227362195, e->mode_covariance[3]);
	NEAR(1755.628271959952, got.aic);
	NEAR(1774.786013065293, got.bic);
	CHECK(got.converged && !got.singular);
	CHECK(got.max_gradient < 1e-7);
	at_arena_close(arena);
}

TEST(sleepstudy_ml_is_as_published)
{
	struct at_arena *arena = at_arena_open();
	struct design d = design(180, 10);
	const struct at_lmm_term term = { d.x, 2, true, d.subject, 18 };
	struct at_lmm got = fit_sleep(arena, &term, 1, true, NULL);

	(void)state_;
	CHECK_NEAR(1751.939344463198, got.criterion, 1e-10);
	NEAR(1763.939344463198, got.aic);
	CHECK_NEAR(1783.097086,  got.bic, 1e-6);
	NEAR(565.515365945, got.effects[0].covariance[0]);
	NEAR(32.682197171, got.effects[0].covariance[3]);
	NEAR(6.63227680351, got.se[0]);
	NEAR(1.50223678204, got.se[1]);
	at_arena_close(arena);
}

TEST(the_criterion_at_a_given_theta)
{
	static const double theta[] = { 1, 0, 1 };
	struct at_arena *arena = at_arena_open();
	struct design d = design(180, 10);
	const struct at_lmm_term term = { d.x, 2, true, d.subject, 18 };

	(void)state_;
	CHECK_NEAR(1773.68033062, fit_sleep(arena, &term, 1, false, theta).criterion, 1e-7);
	CHECK_NEAR(1784.64229619, fit_sleep(arena, &term, 1, true, theta).criterion, 1e-7);
	at_arena_close(arena);
}

TEST(crossed_groups)
{
	struct at_arena *arena = at_arena_open();
	struct design d = design(144, 6);
	const struct at_lmm_term terms[] = { { d.ones, 1, true, d.subject, 24 },
		{ d.ones, 1, true, d.item, 6 } };
	struct at_lmm got = fit(arena, &(struct at_lmm_input){ .y = penicillin, .x = d.ones,
		.n = 144, .p = 1, .terms = terms, .n_terms = 2 });

	(void)state_;
	CHECK_NEAR(330.860588991086, got.criterion, 1e-10);
	NEAR(.716908212529, got.effects[0].covariance[0]);
	NEAR(3.7309178763, got.effects[1].covariance[0]);
	NEAR(.302415458933, got.sigma * got.sigma);
	NEAR(.80454704442, got.effects[0].modes[0]);
	NEAR(.0736359960171, got.effects[0].mode_covariance[0]);
	NEAR(2.18705796744, got.effects[1].modes[0]);
	NEAR(.0408730348881, got.effects[1].mode_covariance[0]);
	at_arena_close(arena);
}

TEST(nested_groups)
{
	struct at_arena *arena = at_arena_open();
	struct design d = design(60, 6);
	int cask[60];
	const struct at_lmm_term terms[] = { { d.ones, 1, true, cask, 30 },
		{ d.ones, 1, true, d.subject, 10 } };
	struct at_lmm got;

	(void)state_;
	for (int i = 0; i < 60; i++)
		cask[i] = i / 2;
	got = fit(arena, &(struct at_lmm_input){ .y = pastes, .x = d.ones,
		.n = 60, .p = 1, .terms = terms, .n_terms = 2 });
	CHECK_NEAR(246.990745853486, got.criterion, 1e-10);
	NEAR(8.43366666705, got.effects[0].covariance[0]);
	NEAR(1.6573086395, got.effects[1].covariance[0]);
	NEAR(.678, got.sigma * got.sigma);
	NEAR(1.77468700246, got.effects[0].modes[0]);
	NEAR(1.30352614258, got.effects[0].mode_covariance[0]);
	NEAR(.800644275031, got.effects[1].modes[0]);
	NEAR(1.05779899755, got.effects[1].mode_covariance[0]);
	at_arena_close(arena);
}

TEST(a_variance_of_nothing_is_nothing_and_said)
{
	struct at_arena *arena = at_arena_open();
	struct design d = design(30, 5);
	const struct at_lmm_term term = { d.ones, 1, true, d.subject, 6 };
	struct at_lmm got = fit(arena, &(struct at_lmm_input){ .y = dyestuff2, .x = d.ones,
		.n = 30, .p = 1, .terms = &term, .n_terms = 1 });

	(void)state_;
	NEAR(161.828277812288, got.criterion);
	CHECK(got.effects[0].covariance[0] == 0);
	CHECK_NEAR(13.80630963,  got.sigma * got.sigma, 1e-8);
	CHECK(got.singular && got.converged);
	at_arena_close(arena);
}

/* lmerTest 3.1-3; where it is 17 by symmetry its own differences leave 16.99997. */
TEST(degrees_of_freedom_as_satterthwaite_has_them)
{
	static const double contrasts[] = { 1, 0, 0, 1 };
	struct at_arena *arena = at_arena_open();
	struct design d = design(180, 10);
	const struct at_lmm_term slopes = { d.x, 2, true, d.subject, 18 };
	const struct at_lmm_term start = { d.ones, 1, true, d.subject, 18 };
	struct at_lmm_input input = { .y = sleepstudy, .x = d.x, .n = 180, .p = 2,
		.terms = &slopes, .n_terms = 1 };
	struct at_lmm got = fit(arena, &input);
	double df[2];

	(void)state_;
	at_lmm_dfs(arena, &input, &got, contrasts, 2, df);
	CHECK_NEAR(17, df[0], 1e-7);
	CHECK_NEAR(17, df[1], 1e-7);
	input.ml = true;
	got = fit(arena, &input);
	CHECK_NEAR(18, at_lmm_df(arena, &input, &got, contrasts), 1e-7);
	input.ml = false;
	input.terms = &start;
	got = fit(arena, &input);
	at_lmm_dfs(arena, &input, &got, contrasts, 2, df);
	NEAR(22.8101989553, df[0]);
	NEAR(161.0, df[1]);
	input.n_terms = 0;
	got = fit(arena, &input);
	CHECK_NEAR(178, at_lmm_df(arena, &input, &got, contrasts), 1e-9);
	at_arena_close(arena);
}

/* The expected course of a subject not seen, over the logarithm of the session. */
TEST(a_band_around_the_course_of_who_is_not_seen)
{
	struct at_arena *arena = at_arena_open();
	struct design d = design(180, 10);
	const struct at_lmm_term term = { d.x, 2, true, d.subject, 18 };
	struct at_lmm_input input = { .y = sleepstudy, .x = d.x, .n = 180, .p = 2,
		.terms = &term, .n_terms = 1 };
	const double x[] = { 1, log(6) }, *z = x;
	const int *group = NULL;
	struct at_lmm_prediction out;
	struct at_lmm got;

	(void)state_;
	for (int i = 0; i < 180; i++)
		d.x[2 * i + 1] = log(d.x[2 * i + 1] + 1);
	got = fit(arena, &input);
	CHECK_NEAR(1776.813120408805, got.criterion, 1e-9);
	NEAR(238.0542543, got.beta[0]);
	NEAR(40.0238255, got.beta[1]);
	at_lmm_predict(arena, &input, &got, &(struct at_lmm_rows){ 1, x, &z, &group }, &out);
	NEAR(309.767323, out.mean);
	CHECK_NEAR(51.5783654, sqrt(out.total - at_quadratic(got.covariance, 2, x, x)), 2e-4);
	NEAR(out.total - out.variance, got.sigma * got.sigma);
	at_arena_close(arena);
}

/* R 4.2: a' C^-1 a, C the matrix of the mixed model equations at these theta. */
TEST(predictions_of_who_is_seen_say_how_sure_they_are)
{
	static const double slope_theta[] = { .9, .1, .2 }, item_theta[] = { 1.5, 3.5 };
	static const double x[] = { 1, 12 }, *z[] = { x, x };
	static const int first = 0, third = 2, second = 1, new = -1;
	struct at_arena *arena = at_arena_open();
	struct design d = design(180, 10), e = design(144, 6);
	const struct at_lmm_term term = { d.x, 2, true, d.subject, 18 };
	const struct at_lmm_term terms[] = { { e.ones, 1, true, e.subject, 24 },
		{ e.ones, 1, true, e.item, 6 } };
	struct at_lmm_input input = { .y = sleepstudy, .x = d.x, .n = 180, .p = 2,
		.terms = &term, .n_terms = 1, .theta = slope_theta };
	struct at_lmm_prediction out;
	struct at_lmm got = fit(arena, &input);
	double variance = got.sigma * got.sigma;

	(void)state_;
	at_lmm_predict(arena, &input, &got, &(struct at_lmm_rows){ 1, x, z,
	    (const int *[]){ &first } }, &out);
	CHECK_NEAR(.54776572879, out.variance / variance, 1e-11);
	NEAR(got.beta[0] + 12 * got.beta[1] + got.effects[0].modes[0]
	    + 12 * got.effects[0].modes[1], out.mean);
	input = (struct at_lmm_input){ .y = penicillin, .x = e.ones, .n = 144, .p = 1,
		.terms = terms, .n_terms = 2, .theta = item_theta };
	got = fit(arena, &input);
	variance = got.sigma * got.sigma;
	at_lmm_predict(arena, &input, &got, &(struct at_lmm_rows){ 1, x, z,
	    (const int *[]){ &third, &second } }, &out);
	CHECK_NEAR(.19025586077, out.variance / variance, 1e-11);
	at_lmm_predict(arena, &input, &got, &(struct at_lmm_rows){ 1, x, z,
	    (const int *[]){ &third, &new } }, &out);
	CHECK_NEAR(2.19731800766 + 3.5 * 3.5, out.variance / variance, 1e-10);
	at_arena_close(arena);
}

RUN_ALL(
    RUN(sleepstudy_reml_is_as_published),
    RUN(sleepstudy_ml_is_as_published),
    RUN(the_criterion_at_a_given_theta),
    RUN(crossed_groups),
    RUN(nested_groups),
    RUN(a_variance_of_nothing_is_nothing_and_said),
    RUN(degrees_of_freedom_as_satterthwaite_has_them),
    RUN(a_band_around_the_course_of_who_is_not_seen),
    RUN(predictions_of_who_is_seen_say_how_sure_they_are),
)
