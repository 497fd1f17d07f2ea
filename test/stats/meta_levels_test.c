/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Effects within studies, against metafor 3.8-1 (rma.mv, optimiser BFGS) and clubSandwich. */
#include "check.h"
#include "stats/meta_levels.h"
#include "support/meta_data.h"

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

static struct at_meta_levels_input
schools(double rho)
{
	return (struct at_meta_levels_input){ .y = data_kon_y, .v = data_kon_v, .k = KON,
		.study = data_kon_district, .n_studies = KON_DISTRICTS, .rho = rho };
}

static struct at_meta_levels
fit(const struct at_meta_levels_input *input)
{
	struct at_meta_levels m;
	struct at_error err = { .status = AT_OK };

	if (at_meta_levels_fit(arena, input, &m, NULL, &err) != AT_OK)
		fail_msg("%s", err.text);
	CHECK(m.converged);
	return m;
}

TEST(schools_within_districts)
{
	const struct at_meta_levels_input input = schools(0);
	const struct at_meta_input flat = { .y = data_kon_y, .v = data_kon_v, .k = KON };
	struct at_meta_levels m = fit(&input);
	struct at_meta_line line = at_meta_levels_line(&m, NULL);
	struct at_meta two;
	double df;

	(void)state_;
	CHECK_NEAR(0.1847131637, line.estimate, 1e-7);
	CHECK_NEAR(0.084556, line.se, 1e-6);
	CHECK_NEAR(0.065061944, m.between, 1e-6 * 0.065);
	CHECK_NEAR(0.032736517, m.within, 1e-6 * 0.033);
	CHECK_NEAR(578.864017958223, m.q, 1e-9);
	CHECK_NEAR(55, m.q_df, 0);
	CHECK_NEAR(100 * m.within / (m.between + m.within + m.typical), m.i2_within, 1e-12);
	CHECK_INT(AT_OK, at_meta_levels_robust(arena, &input, &m, NULL, &line, &df, NULL));
	CHECK_NEAR(0.084457995566985, line.se, 1e-7);
	CHECK_NEAR(9.863156242245518, df, 1e-5);
	CHECK_NEAR(0.053966742364458, line.p, 1e-7);
	CHECK_INT(AT_OK, at_meta_fit(arena, &flat, &two, NULL, NULL));
	CHECK_NEAR(0.0884384765487791, two.tau2, 1e-11);
	CHECK_NEAR(0.1279320583649420, two.b[0], 1e-11);
}

TEST(sampling_errors_that_correlate)
{
	const struct at_meta_levels_input input = schools(0.5);
	struct at_meta_levels m = fit(&input);
	struct at_meta_line line = at_meta_levels_line(&m, NULL);
	double df;

	(void)state_;
	CHECK_NEAR(0.190519505855938, line.estimate, 1e-7);
	CHECK_NEAR(0.0861298576637493, line.se, 1e-7);
	CHECK_NEAR(0.0577386833963286, m.between, 1e-7);
	CHECK_NEAR(0.0452818726382478, m.within, 1e-7);
	CHECK_NEAR(535.914837074050, m.q, 1e-9);
	CHECK_INT(AT_OK, at_meta_levels_robust(arena, &input, &m, NULL, &line, &df, NULL));
	CHECK_NEAR(0.0861140181644696, line.se, 1e-7);
	CHECK_NEAR(9.5621665212295532, df, 1e-5);
}

/* The year does not vary within most districts, and is far from 0. */
TEST(a_moderator_of_three_levels)
{
	struct at_meta_levels_input input = schools(0);
	const double slope[] = { 0, 1 };
	struct at_meta_levels m;
	struct at_meta_line line;
	double x[2 * KON], df;

	(void)state_;
	for (int i = 0; i < KON; i++) {
		x[2 * i] = 1;
		x[2 * i + 1] = data_kon_year[i];
	}
	input.x = x;
	input.p = 2;
	m = fit(&input);
	CHECK_NEAR(0.0722655962685920, m.between, 1e-6);
	CHECK_NEAR(0.0326501928755275, m.within, 1e-6);
	CHECK_NEAR(550.259675495412, m.q, 1e-6);
	CHECK_NEAR(-10.3897999573550, m.b[0], 1e-4);
	line = at_meta_levels_line(&m, slope);
	CHECK_NEAR(0.00531181831834611, line.estimate, 1e-7);
	CHECK_NEAR(0.00943579419634687, line.se, 1e-7);
	CHECK_INT(AT_OK, at_meta_levels_robust(arena, &input, &m, slope, &line, &df, NULL));
	CHECK_NEAR(0.010003424318910, line.se, 1e-7);
	CHECK_NEAR(4.188998723089231, df, 1e-4);
	CHECK_NEAR(0.622330745126511, line.p, 1e-5);
	CHECK_INT(AT_OK, at_meta_levels_robust(arena, &input, &m, NULL, &line, &df, NULL));
	CHECK_NEAR(19.918928854805973, line.se, 1e-4);
	CHECK_NEAR(4.154730126455564, df, 1e-4);
}

/* Studies of effects that are all alike: the variance within is 0, and none between
 * either once the studies agree. */
TEST(a_variance_may_be_none)
{
	static const double y[] = { 0.1, 0.1, 0.5, 0.5, 0.9, 0.9 }, same[6] = { 0 };
	static const double v[] = { 0.01, 0.01, 0.01, 0.01, 0.01, 0.01 };
	static const int study[] = { 0, 0, 1, 1, 2, 2 };
	struct at_meta_levels_input input = { .y = y, .v = v, .k = 6, .study = study,
		.n_studies = 3 };
	struct at_meta_levels m = fit(&input);

	(void)state_;
	CHECK_NEAR(0, m.within, 0);
	CHECK_NEAR(0.16 - 0.005, m.between, 1e-12);
	CHECK_NEAR(0.5, m.b[0], 1e-14);
	input.y = same;
	m = fit(&input);
	CHECK_NEAR(0, m.between, 0);
	CHECK_NEAR(0, m.within, 0);
	CHECK_NEAR(1, m.q_p, 1e-14);
}

TEST(order_of_effects_does_not_matter)
{
	struct at_meta_levels_input input = schools(0.3), other = input;
	double y[KON], v[KON], df[2];
	int study[KON];
	struct at_meta_levels a = fit(&input), b;
	struct at_meta_line line[2];

	(void)state_;
	for (int i = 0; i < KON; i++) {
		int from = i * 23 % KON;

		y[i] = data_kon_y[from];
		v[i] = data_kon_v[from];
		study[i] = KON_DISTRICTS - 1 - data_kon_district[from];
	}
	other.y = y;
	other.v = v;
	other.study = study;
	b = fit(&other);
	CHECK_NEAR(a.between, b.between, 1e-12);
	CHECK_NEAR(a.within, b.within, 1e-12);
	CHECK_NEAR(a.b[0], b.b[0], 1e-12);
	CHECK_INT(AT_OK, at_meta_levels_robust(arena, &input, &a, NULL, &line[0], &df[0], NULL));
	CHECK_INT(AT_OK, at_meta_levels_robust(arena, &other, &b, NULL, &line[1], &df[1], NULL));
	CHECK_NEAR(line[0].se, line[1].se, 1e-12);
	CHECK_NEAR(df[0], df[1], 1e-10);
}

/* Without the district of far larger effects the others are nearly alike. */
TEST(a_district_left_out)
{
	static const double y[] = { 0.1, 0.3, 0.6 }, v[] = { 0.01, 0.01, 0.02 };
	static const int study[] = { 0, 0, 1 };
	struct at_meta_levels_input input = schools(0);
	struct at_meta_levels_left left[KON_DISTRICTS];

	(void)state_;
	CHECK_INT(AT_OK, at_meta_levels_leave_one_out(arena, &input, left, NULL));
	CHECK_NEAR(0.1215211208562, left[6].line.estimate, 1e-6);
	CHECK_NEAR(0.0272012868290, left[6].between, 1e-6);
	CHECK_NEAR(0.0215917431423, left[6].within, 1e-6);
	input = (struct at_meta_levels_input){ .y = y, .v = v, .k = 3, .study = study,
		.n_studies = 2 };
	CHECK_INT(AT_OK, at_meta_levels_leave_one_out(arena, &input, left, NULL));
	CHECK(isnan(left[0].line.estimate) && isnan(left[1].between));
}

TEST(one_effect_of_each_study)
{
	static const double y[] = { -0.1175, 0.095, 0.3733333333333334, 0.4425, 0.0625 };
	static const double v[] = { 0.08171334147360064, 0.01035106406331474,
		0.01653080572178556, 0.00495648178940349, 0.00504230457417434 };
	const struct at_meta_levels_input input = schools(0.5);
	double out_y[KON_DISTRICTS], out_v[KON_DISTRICTS];

	(void)state_;
	at_meta_aggregate(arena, &input, out_y, out_v);
	for (int i = 0; i < 5; i++) {
		CHECK_NEAR(y[i], out_y[i], 1e-15);
		CHECK_NEAR(v[i], out_v[i], 1e-15);
	}
}

/* One look at every effect: with one at all of them for each study this took minutes. */
TEST(many_studies_take_one_pass)
{
	enum { STUDIES = 200000, EFFECTS = 2 * STUDIES };
	double *y = AT_NEW(arena, double, EFFECTS), *v = AT_NEW(arena, double, EFFECTS);
	int *study = AT_NEW(arena, int, EFFECTS);
	const struct at_meta_levels_input input = { .y = y, .v = v, .k = EFFECTS, .study = study,
		.n_studies = STUDIES, .rho = 0.5 };
	double *out_y = AT_NEW(arena, double, STUDIES), *out_v = AT_NEW(arena, double, STUDIES);

	(void)state_;
	for (int i = 0; i < EFFECTS; i++) {
		study[i] = i % STUDIES;
		y[i] = i;
		v[i] = 4;
	}
	at_meta_aggregate(arena, &input, out_y, out_v);
	CHECK_NEAR(7 + STUDIES / 2.0, out_y[7], 0);
	CHECK_NEAR(3, out_v[STUDIES - 1], 1e-15);
}

TEST(what_has_no_three_levels_is_refused)
{
	static const int apart[] = { 0, 1, 2 }, together[] = { 0, 0, 0 }, some[] = { 0, 0, 1 };
	struct at_meta_levels_input input = schools(0);
	struct at_error err = { .status = AT_OK };
	struct at_meta_levels m;

	(void)state_;
	input.k = 3;
	input.study = apart;
	input.n_studies = 3;
	CHECK_INT(AT_INVALID, at_meta_levels_fit(arena, &input, &m, NULL, &err));
	CHECK_TEXT("no study has two effects: two levels are all there is", err.text);
	at_error_clear(&err);
	input.study = together;
	input.n_studies = 1;
	CHECK_INT(AT_INVALID, at_meta_levels_fit(arena, &input, &m, NULL, &err));
	CHECK_TEXT("three levels need more than one study", err.text);
	at_error_clear(&err);
	input.study = some;
	input.n_studies = 2;
	input.rho = 1;
	CHECK_INT(AT_INVALID, at_meta_levels_fit(arena, &input, &m, NULL, &err));
	CHECK_TEXT("the correlation of sampling errors is from 0 to below 1, not 1", err.text);
}

#define EACH(name) cmocka_unit_test_setup_teardown(name, begin, end)

RUN_ALL(
	EACH(schools_within_districts),
	EACH(sampling_errors_that_correlate),
	EACH(a_moderator_of_three_levels),
	EACH(a_variance_may_be_none),
	EACH(order_of_effects_does_not_matter),
	EACH(a_district_left_out),
	EACH(one_effect_of_each_study),
	EACH(many_studies_take_one_pass),
	EACH(what_has_no_three_levels_is_refused),
)
