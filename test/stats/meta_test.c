/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Meta-analysis of one effect a study.  Figures of R are those of metafor 3.8-1, its
 * iterations carried on to 1e-15: by default it stops in the fifth digit of tau2. */
#include "check.h"
#include "stats/meta.h"
#include "support/meta_data.h"

static struct at_arena *arena;

static struct at_meta
fit(const struct at_meta_input *input)
{
	struct at_meta m;
	struct at_error err = { .status = AT_OK };

	if (at_meta_fit(arena, input, &m, NULL, &err) != AT_OK)
		fail_msg("%s", err.text);
	return m;
}

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

static const struct {
	enum at_meta_method method;
	double tau2, estimate, se, i2;
} molloy[] = {
	{ AT_META_FE, 0, 0.12517666375551392, 0.016998053834247592, 60.691324736485 },
	{ AT_META_DL, 0.0077625440549592062, 0.14959835307564395, 0.031161265785647551,
	    60.691324736485 },
	{ AT_META_HE, 0.010891948962444987, 0.15190966075554355, 0.034520976866775029,
	    68.418446954083 },
	{ AT_META_SJ, 0.012996124443174136, 0.15296138778447041, 0.03654543762812705,
	    72.105415754877 },
	{ AT_META_EB, 0.009479293702336, 0.1510068123437405, 0.0330651826934939, 65.343104668201 },
	{ AT_META_PM, 0.009479293702336, 0.1510068123437405, 0.0330651826934939, 65.343104668201 },
	{ AT_META_ML, 0.006926344580700, 0.14874196244084, 0.03016684469387, 57.941627396557 },
	{ AT_META_REML, 0.008109560824156, 0.14991714851736879, 0.03155996016582, 61.72965468881 },
};

TEST(eight_ways_to_find_tau2_are_those_of_r)
{
	(void)state_;
	for (size_t i = 0; i < AT_COUNT(molloy); i++) {
		struct at_meta_input input = data_molloy(arena, molloy[i].method);
		struct at_meta m = fit(&input);
		struct at_meta_line line = at_meta_line(&m, NULL);

		CHECK(m.converged);
		CHECK_NEAR(molloy[i].tau2, m.tau2, 1e-9 * molloy[i].tau2);
		CHECK_NEAR(molloy[i].estimate, line.estimate, 1e-10);
		CHECK_NEAR(molloy[i].se, line.se, 1e-10);
		CHECK_NEAR(molloy[i].i2, m.i2, 1e-7);
		CHECK_NEAR(38.159515423615737, m.q, 1e-12);
		CHECK_NEAR(15, m.q_df, 0);
		CHECK_NEAR(0.00085458497597336693, m.q_p, 1e-15);
	}
}

/* What the same figures look like with the default stopping rules of R. */
TEST(published_figures_are_met)
{
	static const double published[AT_META_METHODS] = { [AT_META_DL] = 0.0077625441,
		[AT_META_REML] = 0.0081105037, [AT_META_PM] = 0.0094789754,
		[AT_META_ML] = 0.0069267813, [AT_META_HE] = 0.010891949,
		[AT_META_SJ] = 0.012996124, [AT_META_EB] = 0.0094800262 };
	struct at_meta m;

	(void)state_;
	for (int i = 0; i < AT_META_FE; i++) {
		struct at_meta_input input = data_molloy(arena, (enum at_meta_method)i);

		m = fit(&input);
		CHECK_NEAR(published[i], m.tau2, 2e-4 * published[i]);
	}
	m = fit(&(struct at_meta_input){ .y = (double[]){ 0.285513248 },
		.v = (double[]){ 0.0118872 * 0.0118872 }, .k = 1 });
	CHECK_NEAR(0.278, tanh(at_meta_line(&m, NULL).estimate), 5e-4);
	CHECK_NEAR(0.256, tanh(at_meta_line(&m, NULL).low), 5e-4);
	CHECK_NEAR(0.299, tanh(at_meta_line(&m, NULL).high), 5e-4);
	CHECK_NEAR(0.285513248, at_meta_z(0.278), 5e-10);
	CHECK_NEAR(0.578816, at_meta_d(0.278), 5e-7);
}

TEST(hartung_and_knapp_and_three_prediction_intervals)
{
	struct at_meta_input input = data_molloy(arena, AT_META_REML);
	struct at_meta plain = fit(&input), m;
	struct at_meta_line line = at_meta_line(&plain, NULL);
	struct at_meta_range range;

	(void)state_;
	CHECK_NEAR(0.087832586, tanh(line.low), 1e-5);
	CHECK_NEAR(0.20866625, tanh(line.high), 1e-5);
	CHECK_NEAR(2.031829042803e-06, line.p, 1e-13);
	CHECK_NEAR(2.6129892266937, plain.h2, 1e-8);
	CHECK_NEAR(0.005027659633, plain.typical, 5e-13);
	range = at_meta_prediction(&plain, INFINITY, false);
	CHECK_NEAR(-0.03710893618644, range.low, 1e-9);
	CHECK_NEAR(0.33694323322118, range.high, 1e-9);
	range = at_meta_prediction(&plain, 14, false);
	CHECK_NEAR(-0.0547558, range.low, 2e-5);
	CHECK_NEAR(0.3545918, range.high, 2e-5);
	input.hartung_knapp = true;
	m = fit(&input);
	line = at_meta_line(&m, NULL);
	CHECK_NEAR(0.03276977224775, line.se, 1e-9);
	CHECK_NEAR(0.08007003235181, line.low, 1e-9);
	CHECK_NEAR(0.21976426468293, line.high, 1e-9);
	CHECK_NEAR(0.00036472906076, line.p, 1e-11);
	range = at_meta_prediction(&m, m.df, false);
	CHECK_NEAR(-0.05433999392131, range.low, 1e-9);
	CHECK_NEAR(0.35417429095604, range.high, 1e-9);
	range = at_meta_prediction(&m, 14, true);
	CHECK_NEAR(-0.0547558, range.low, 2e-5);
	CHECK(isnan(at_meta_prediction(&m, 0, true).low));
}

/* Three studies that agree more than they should. */
TEST(the_guard_is_never_narrower_than_z)
{
	struct at_meta_input input = { .y = (double[]){ 0.2, 0.21, 0.19 },
		.v = (double[]){ 0.01, 0.01, 0.01 }, .k = 3, .hartung_knapp = true };
	struct at_meta m = fit(&input);

	(void)state_;
	CHECK_NEAR(0.01, m.scale, 1e-12);
	CHECK_NEAR(0.01 / sqrt(3), at_meta_line(&m, NULL).se, 1e-14);
	input.guard = true;
	m = fit(&input);
	CHECK_NEAR(1, m.scale, 0);
	CHECK_NEAR(0.1 / sqrt(3), at_meta_line(&m, NULL).se, 1e-14);
}

TEST(the_interval_of_tau2_turns_q_round)
{
	struct at_meta_input input = data_molloy(arena, AT_META_REML);
	double low, high;

	(void)state_;
	CHECK_INT(AT_OK, at_meta_tau2_interval(arena, &input, &low, &high, NULL));
	CHECK_NEAR(0.001695174013139, low, 1e-12);
	CHECK_NEAR(0.037770898412691, high, 1e-11);
	/* Q less than the 2.5 % quantile: no tau2 fits. */
	input = (struct at_meta_input){ .y = (double[]){ 1, 1, 1 }, .v = (double[]){ 1, 2, 3 },
		.k = 3 };
	CHECK_INT(AT_OK, at_meta_tau2_interval(arena, &input, &low, &high, NULL));
	CHECK_NEAR(0, low, 0);
	CHECK_NEAR(0, high, 0);
}

TEST(many_studies_are_met_too)
{
	struct at_meta_input input = data_mcdaniel(arena, AT_META_DL);
	struct at_meta m = fit(&input);

	(void)state_;
	CHECK_NEAR(789.7321415292456, m.q, 1e-9);
	CHECK_NEAR(0.02675777435812744, m.tau2, 1e-13);
	CHECK_NEAR(0.2367835878308357, m.b[0], 1e-13);
	input.method = AT_META_REML;
	m = fit(&input);
	CHECK_NEAR(0.02931045612634864, m.tau2, 1e-11);
	CHECK_NEAR(0.237393455728048, m.b[0], 1e-11);
	CHECK_NEAR(0.233032, tanh(m.b[0]), 1e-6);
	CHECK_NEAR(0.01695728504540576, at_meta_line(&m, NULL).se, 1e-11);
	CHECK_NEAR(81.29199933658768, m.i2, 1e-8);
	input.hartung_knapp = true;
	m = fit(&input);
	CHECK_NEAR(0.01778045052463643, at_meta_line(&m, NULL).se, 1e-11);
	input.method = AT_META_PM;
	m = fit(&input);
	CHECK_NEAR(0.03443203009778, m.tau2, 1e-12);
}

/* ---- moderators --------------------------------------------------------------------- */

/* The 157 interviews of a known type: 1, log(n) if `sized`, psychological, situational. */
static struct at_meta_input
typed(enum at_meta_method method, bool sized)
{
	struct at_meta_input all = data_mcdaniel(arena, method), some = all;
	int p = sized ? 4 : 3;
	double *y = AT_NEW(arena, double, MCDANIEL), *v = AT_NEW(arena, double, MCDANIEL);
	double *x = AT_NEW(arena, double, 4 * MCDANIEL);

	some.k = 0;
	for (int i = 0; i < MCDANIEL; i++) {
		double *row = x + some.k * p;

		if (data_mcdaniel_type[i] == '-')
			continue;
		row[0] = 1;
		if (sized)
			row[1] = log(data_mcdaniel_size(i));
		row[p - 2] = data_mcdaniel_type[i] == 'p';
		row[p - 1] = data_mcdaniel_type[i] == 's';
		y[some.k] = all.y[i];
		v[some.k++] = all.v[i];
	}
	some.y = y;
	some.v = v;
	some.x = x;
	some.p = p;
	return some;
}

static double
se_of(const struct at_meta *m, int j)
{
	return sqrt(m->scale * m->covariance[j * m->p + j]);
}

TEST(groups_of_studies_are_compared_as_in_r)
{
	static const double b[] = { 0.2474325430545212, -0.1228266050247237, 0.0573219564846717 };
	static const double se[] = { 0.01873221892337592, 0.05816947514761629,
		0.05979330135834555 }, hk[] = { 0.01957153760969127, 0.06077582561064792,
		0.06247240922868535 };
	struct at_meta_input input = typed(AT_META_REML, false);
	struct at_meta m = fit(&input);
	struct at_meta_omnibus all = at_meta_omnibus(arena, &m);

	(void)state_;
	CHECK_INT(157, m.k);
	CHECK_NEAR(0.02824193249921675, m.tau2, 1e-11);
	CHECK_NEAR(738.4410602643023, m.q, 1e-9);
	CHECK_NEAR(79.62470776514752, m.i2, 1e-8);
	CHECK_NEAR(4.907905066949043, m.h2, 1e-9);
	for (int j = 0; j < 3; j++) {
		CHECK_NEAR(b[j], m.b[j], 1e-11);
		CHECK_NEAR(se[j], se_of(&m, j), 1e-11);
	}
	CHECK_NEAR(5.845539406279079, all.statistic, 1e-8);
	CHECK_NEAR(0.05378451367600352, all.p, 1e-9);
	CHECK(isinf(all.df2));
	input.hartung_knapp = true;
	m = fit(&input);
	all = at_meta_omnibus(arena, &m);
	for (int j = 0; j < 3; j++)
		CHECK_NEAR(hk[j], se_of(&m, j), 1e-11);
	CHECK_NEAR(2.677460995817014, all.statistic, 1e-8);
	CHECK_NEAR(0.0719371761379704, all.p, 1e-9);
	CHECK_NEAR(154, all.df2, 0);
	CHECK_NEAR(m.b[0] + m.b[1], at_meta_line(&m, (double[]){ 1, 1, 0 }).estimate, 1e-15);
}

TEST(numbers_are_moderators_with_every_estimator)
{
	static const struct { enum at_meta_method method; double tau2; } cases[] = {
		{ AT_META_DL, 0.02928781723073243 }, { AT_META_HE, 0.05731279574160334 },
		{ AT_META_SJ, 0.04627419292480901 }, { AT_META_PM, 0.03233031356450012 },
		{ AT_META_ML, 0.02749178608074574 },
	};
	static const double b[] = { 0.37374775286966150, -0.02704176701611024,
		-0.12805039893324563, 0.04119304817478193 };
	static const double se[] = { 0.08417506827403845, 0.01759166031340926,
		0.05898649705279917, 0.06137834159506854 };
	struct at_meta_input input = typed(AT_META_DL, true);
	struct at_meta m = fit(&input);

	(void)state_;
	for (int j = 0; j < 4; j++) {
		CHECK_NEAR(b[j], m.b[j], 1e-12);
		CHECK_NEAR(se[j], se_of(&m, j), 1e-12);
	}
	CHECK_NEAR(8.114896028076757, at_meta_omnibus(arena, &m).statistic, 1e-10);
	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		input.method = cases[i].method;
		CHECK_NEAR(cases[i].tau2, fit(&input).tau2, 1e-9 * cases[i].tau2);
	}
}

/* Years are far from 0 and close together: no digits are lost for it. */
TEST(a_moderator_far_from_zero_keeps_its_digits)
{
	struct at_meta_input input = data_molloy(arena, AT_META_REML);
	double near[2 * MOLLOY], far[2 * MOLLOY];
	struct at_meta a, b;

	(void)state_;
	for (int i = 0; i < MOLLOY; i++) {
		near[2 * i] = far[2 * i] = 1;
		near[2 * i + 1] = i % 7;
		far[2 * i + 1] = 1e7 + i % 7;
	}
	input.p = 2;
	input.x = near;
	a = fit(&input);
	input.x = far;
	b = fit(&input);
	CHECK_NEAR(a.b[1], b.b[1], 1e-8 * fabs(a.b[1]));
	CHECK_NEAR(a.tau2, b.tau2, 1e-8 * a.tau2);
	CHECK_NEAR(se_of(&a, 1), se_of(&b, 1), 1e-8 * se_of(&a, 1));
}

/* ---- one left out ------------------------------------------------------------------- */

TEST(a_study_left_out_is_as_in_r)
{
	struct at_meta_input input = data_molloy(arena, AT_META_REML);
	struct at_meta_left left[MOLLOY];
	double weights = 0;

	(void)state_;
	CHECK_INT(AT_OK, at_meta_leave_one_out(arena, &input, left, NULL));
	CHECK_NEAR(0.14834729322214, left[0].line.estimate, 1e-9);
	CHECK_NEAR(0.1647115252153375, left[9].line.estimate, 1e-9);
	CHECK_NEAR(0.029095553934667, left[9].line.se, 1e-9);
	CHECK_NEAR(0.004716292432133863, left[9].tau2, 1e-9 * 0.0047);
	CHECK_NEAR(43.63848419323949, left[9].i2, 1e-6);
	CHECK_NEAR(25.06610019157858, left[9].q, 1e-10);
	CHECK_NEAR(0.291830010288824, left[0].rstudent, 1e-8);
	CHECK_NEAR(-1.867255594810263, left[9].rstudent, 1e-8);
	CHECK_NEAR(0.04844747363627794, left[0].dffits, 1e-8);
	CHECK_NEAR(-0.5862101388784077, left[9].dffits, 1e-8);
	CHECK_NEAR(0.2197457338738616, left[9].cook, 1e-8);
	CHECK_NEAR(1.133137219400633, left[0].cov_ratio, 1e-8);
	CHECK_NEAR(10.58296583467708, left[9].weight, 1e-7);
	for (int i = 0; i < MOLLOY; i++) {
		CHECK(!left[i].influential);
		weights += left[i].weight;
	}
	CHECK_NEAR(100, weights, 1e-10);
	input.hartung_knapp = true;
	CHECK_INT(AT_OK, at_meta_leave_one_out(arena, &input, left, NULL));
	CHECK_NEAR(-1.704390227340022, left[9].rstudent, 1e-8);
	CHECK_NEAR(-0.5350798437283671, left[9].dffits, 1e-8);
	CHECK_NEAR(0.2038198601212265, left[9].cook, 1e-8);
	CHECK_NEAR(1.145095879256567, left[0].cov_ratio, 1e-8);
}

TEST(a_study_unlike_the_others_is_found)
{
	struct at_meta_input input = { .y = (double[]){ 0.1, 0.12, 0.09, 0.11, 0.9 },
		.v = (double[]){ 0.01, 0.01, 0.01, 0.01, 0.01 }, .k = 5 };
	struct at_meta_left left[5];

	(void)state_;
	CHECK_INT(AT_OK, at_meta_leave_one_out(arena, &input, left, NULL));
	for (int i = 0; i < 5; i++)
		CHECK_INT(i == 4, left[i].influential);
	CHECK_NEAR(0.105, left[4].line.estimate, 1e-12);
}

/* ---- edges -------------------------------------------------------------------------- */

TEST(one_study_is_itself)
{
	struct at_meta_input input = { .y = (double[]){ 0.3 }, .v = (double[]){ 0.04 }, .k = 1 };
	struct at_error err = { .status = AT_OK };
	struct at_meta_left left;
	double low, high;

	(void)state_;
	for (int i = 0; i < AT_META_METHODS; i++) {
		struct at_meta m;

		input.method = (enum at_meta_method)i;
		m = fit(&input);
		CHECK_NEAR(0.3, m.b[0], 1e-15);
		CHECK_NEAR(0.2, at_meta_line(&m, NULL).se, 1e-15);
		CHECK_NEAR(0, m.tau2, 0);
		CHECK(isnan(m.i2) && isnan(m.h2) && isnan(m.q_p) && m.q == 0);
	}
	CHECK_INT(AT_OK, at_meta_tau2_interval(arena, &input, &low, &high, NULL));
	CHECK(isnan(low) && isnan(high));
	CHECK_INT(AT_INVALID, at_meta_leave_one_out(arena, &input, &left, NULL));
	input.hartung_knapp = true;
	CHECK_INT(AT_INVALID, at_meta_fit(arena, &input, &(struct at_meta){ .k = 0 }, NULL, &err));
	CHECK_TEXT("Hartung and Knapp's interval needs more than 1 study", err.text);
	at_error_clear(&err);
	input.k = 0;
	CHECK_INT(AT_INVALID, at_meta_fit(arena, &input, &(struct at_meta){ .k = 0 }, NULL, &err));
	CHECK_TEXT("expected at least one study", err.text);
}

/* By hand: with equal variances tau2 is the variance of y less v, (0.5^2 / 2) - 0.01; ML
 * divides by 2. */
TEST(two_studies_are_enough)
{
	struct at_meta_input input = { .y = (double[]){ 0.1, 0.6 }, .v = (double[]){ 0.01, 0.01 },
		.k = 2 };
	struct at_meta_left left[2];

	(void)state_;
	for (int i = 0; i < AT_META_FE; i++) {
		double expected = i == AT_META_ML ? 0.0525 : i == AT_META_SJ
		    ? 0.0625 * 0.125 / 0.0725 : 0.115;

		input.method = (enum at_meta_method)i;
		CHECK_NEAR(expected, fit(&input).tau2, 1e-13);
		CHECK_NEAR(0.35, fit(&input).b[0], 1e-15);
	}
	CHECK_INT(AT_OK, at_meta_leave_one_out(arena, &input, left, NULL));
	CHECK_NEAR(0.6, left[0].line.estimate, 1e-15);
	CHECK_NEAR(0.1, left[1].line.estimate, 1e-15);
}

TEST(equal_effects_leave_nothing_between_them)
{
	struct at_meta_input input = { .y = (double[]){ 0.2, 0.2, 0.2, 0.2 },
		.v = (double[]){ 0.01, 0.02, 0.03, 5 }, .k = 4 };

	(void)state_;
	for (int i = 0; i < AT_META_METHODS; i++) {
		struct at_meta m;

		input.method = (enum at_meta_method)i;
		m = fit(&input);
		CHECK(m.converged);
		CHECK_NEAR(0, m.tau2, 0);
		CHECK_NEAR(0, m.i2, 0);
		CHECK_NEAR(0.2, m.b[0], 1e-15);
		CHECK_NEAR(1, m.q_p, 1e-15);
	}
	input.method = AT_META_REML;
	input.hartung_knapp = true;
	CHECK_NEAR(0, fit(&input).scale, 0);
}

TEST(a_study_of_huge_variance_counts_for_nothing)
{
	struct at_meta_input input = { .y = (double[]){ 0.1, 0.4, 0.25, 99 },
		.v = (double[]){ 0.01, 0.012, 0.009, 1e12 }, .k = 4 }, three = input;

	(void)state_;
	three.k = 3;
	for (int i = 0; i < AT_META_METHODS; i++) {
		/* What takes spread without weights is meant to notice it. */
		if (i == AT_META_SJ || i == AT_META_HE || i == AT_META_PM || i == AT_META_EB
		    || i == AT_META_DL)
			continue;
		input.method = three.method = (enum at_meta_method)i;
		CHECK_NEAR(fit(&three).b[0], fit(&input).b[0], 1e-6);
		CHECK_NEAR(fit(&three).tau2, fit(&input).tau2, 1e-6);
	}
	input.method = AT_META_HE;
	CHECK_NEAR(0, fit(&input).tau2, 0);
}

TEST(the_scale_of_the_effects_does_not_matter)
{
	struct at_meta_input input = data_molloy(arena, AT_META_REML);
	double y[MOLLOY], v[MOLLOY];

	(void)state_;
	for (int unit = -1; unit <= 1; unit += 2) {
		struct at_meta_input other = input;
		double factor = pow(2, 100 * unit);

		for (int i = 0; i < MOLLOY; i++) {
			y[i] = factor * input.y[i];
			v[i] = factor * factor * input.v[i];
		}
		other.y = y;
		other.v = v;
		CHECK_NEAR(fit(&input).b[0] * factor, fit(&other).b[0], 1e-12 * factor);
		CHECK_NEAR(fit(&input).i2, fit(&other).i2, 1e-9);
	}
}

TEST(order_of_studies_does_not_matter)
{
	(void)state_;
	for (int i = 0; i < AT_META_METHODS; i++) {
		struct at_meta_input input = data_mcdaniel(arena, (enum at_meta_method)i);
		struct at_meta_input other = input;
		double y[MCDANIEL], v[MCDANIEL];
		struct at_meta a = fit(&input), b;

		for (int s = 0; s < MCDANIEL; s++) {
			y[s] = input.y[s * 67 % MCDANIEL];
			v[s] = input.v[s * 67 % MCDANIEL];
		}
		other.y = y;
		other.v = v;
		b = fit(&other);
		CHECK_NEAR(a.tau2, b.tau2, 1e-12 * a.tau2);
		CHECK_NEAR(a.b[0], b.b[0], 1e-12 * a.b[0]);
		CHECK_NEAR(a.covariance[0], b.covariance[0], 1e-12 * a.covariance[0]);
	}
}

TEST(moderators_that_say_the_same_are_named)
{
	struct at_meta_input input = data_molloy(arena, AT_META_REML);
	struct at_error err = { .status = AT_OK };
	double x[3 * MOLLOY];
	struct at_meta m;
	int column = -1;

	(void)state_;
	for (int i = 0; i < MOLLOY; i++) {
		x[3 * i] = 1;
		x[3 * i + 1] = i < 4;
		x[3 * i + 2] = i >= 4;
	}
	input.x = x;
	input.p = 3;
	CHECK_INT(AT_INVALID, at_meta_fit(arena, &input, &m, &column, &err));
	CHECK_INT(2, column);
	CHECK_TEXT("column 3 of the moderators depends on those before it", err.text);
	at_error_clear(&err);
	input.k = 2;
	CHECK_INT(AT_INVALID, at_meta_fit(arena, &input, &m, NULL, &err));
	CHECK_TEXT("2 studies are too few for 3 coefficients", err.text);
}

#define EACH(name) cmocka_unit_test_setup_teardown(name, begin, end)

RUN_ALL(
	EACH(eight_ways_to_find_tau2_are_those_of_r),
	EACH(published_figures_are_met),
	EACH(hartung_and_knapp_and_three_prediction_intervals),
	EACH(the_guard_is_never_narrower_than_z),
	EACH(the_interval_of_tau2_turns_q_round),
	EACH(many_studies_are_met_too),
	EACH(groups_of_studies_are_compared_as_in_r),
	EACH(numbers_are_moderators_with_every_estimator),
	EACH(a_moderator_far_from_zero_keeps_its_digits),
	EACH(a_study_left_out_is_as_in_r),
	EACH(a_study_unlike_the_others_is_found),
	EACH(one_study_is_itself),
	EACH(two_studies_are_enough),
	EACH(equal_effects_leave_nothing_between_them),
	EACH(a_study_of_huge_variance_counts_for_nothing),
	EACH(the_scale_of_the_effects_does_not_matter),
	EACH(order_of_studies_does_not_matter),
	EACH(moderators_that_say_the_same_are_named),
)
