/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Expected courses fitted to archives: figures of lme4 on sleepstudy (methods C1.7), and
 * archives made here whose model is known. */
#include "base/random.h"
#include "check.h"
#include "progress/course.h"
#include "progress/course_model.h"
#include "stats/dist.h"
#include "support/lmm_data.h"

static struct at_arena *arena;
static struct at_error err;

static int
open_arena(void **state)
{
	(void)state;
	arena = at_arena_open();
	at_error_clear(&err);
	return 0;
}

static int
close_arena(void **state)
{
	(void)state;
	at_arena_close(arena);
	return 0;
}

/* ---- sleepstudy ----------------------------------------------------------------------- */

/* session = Days + 1, so L = ln(Days + 1); the first score is part of y. */
static struct at_course
sleep_course(void)
{
	struct at_course_row *rows = AT_NEW(arena, struct at_course_row, 180);
	struct at_course_episode *at = AT_NEW(arena, struct at_course_episode, 18);
	const struct at_course_episodes episodes = { at, 18 };
	struct at_course course = { .better = -1, .last_session = 10, .median_session = 8 };

	for (int i = 0; i < 18; i++) {
		at[i] = (struct at_course_episode){ rows + 10 * i, 10 };
		for (int k = 0; k < 10; k++)
			rows[10 * i + k] = (struct at_course_row){ i, k + 1,
				sleepstudy[10 * i + k] };
	}
	CHECK_INT(AT_OK, at_course_model(arena, &episodes, &course, &err));
	return course;
}

static void
check_near(double expected, double got, double relative)
{
	CHECK_NEAR(expected, got, fabs(expected) * relative);
}

/* lme4 stops a little before the least criterion: its psi, in the second column, is some
 * 5e-5 off what Newton's method finds in R on its own criterion (1776.813120408805 against
 * 1776.8131204138). */
TEST(the_model_is_that_of_lme4)
{
	static const struct { double least, lme4; } psi[] = {
		{ 477.3943872, 477.3756533 }, { -69.95113758, -69.9515943 },
		{ 492.1378467, 492.1434826 } };
	struct at_course c = sleep_course();

	(void)state_;
	check_near(238.0542543, c.b[0], 1e-6);
	check_near(40.0238255, c.b[1], 1e-6);
	CHECK(c.b[2] == 0 && c.b[3] == 0);
	for (int i = 0; i < 3; i++) {
		check_near(psi[i].least, c.psi[i], 1e-6);
		check_near(psi[i].lme4, c.psi[i], 5e-5);
	}
	check_near(853.6452599, c.sigma2, 1e-6);
	check_near(853.6465675, c.sigma2, 5e-5);
	check_near(7.32378870579 * 7.32378870579, c.b_covariance[0], 2e-6);
	check_near(6.09489671674 * 6.09489671674, c.b_covariance[5], 2e-6);
	CHECK_INT(180, c.n_rows);
	CHECK(!c.singular);
}

/* ---- archives ------------------------------------------------------------------------- */

struct made {
	struct at_course_row *rows;
	int n;
};

/* Episodes of `least` to 12 sessions whose lower-is-better scores follow the model with
 * b = (17, -2, .7, -.1), and a client's own slope of SD 2 by which some get worse. */
static struct made
make_archive(int n_episodes, int least)
{
	struct made m = { AT_NEW(arena, struct at_course_row, 12 * (size_t)n_episodes), 0 };
	struct at_random dice = at_random_seeded(7);

	for (int i = 0; i < n_episodes; i++) {
		int n = least + (int)((13 - least) * at_random_unit(&dice));
		double first = 18 + 5 * at_random_normal(&dice), c = first - 18;
		double level = 17 + 0.7 * c + 2 * at_random_normal(&dice);
		double slope = -2 - 0.1 * c + 2 * at_random_normal(&dice);

		for (int s = 1; s <= n; s++)
			m.rows[m.n++] = (struct at_course_row){ i, s, s == 1 ? first
			    : level + slope * log(s) + 2 * at_random_normal(&dice) };
	}
	return m;
}

static const struct at_course_plan plan = { -1, 6 };

TEST(too_few_episodes_are_refused_with_their_number)
{
	struct made m = make_archive(199, 3);
	struct at_course c = { .n_rows = 99 };

	(void)state_;
	CHECK_INT(AT_INVALID, at_course_fit(arena, &plan, m.rows, m.n, &c, &err));
	CHECK_TEXT("200 closed episodes with a first score and two more are needed, there are 199"
	    " (of 199)", err.text);
	CHECK_INT(99, c.n_rows);
	at_error_clear(&err);
	CHECK_INT(AT_INVALID, at_course_fit(arena, &plan, NULL, 0, &c, &err));
	CHECK_HAS("there are 0 (of 0)", err.text);
}

TEST(episodes_that_cannot_count_are_not_counted)
{
	struct at_course_row *rows = AT_NEW(arena, struct at_course_row, 1000);
	struct at_course c;
	int n = 0;

	(void)state_;
	for (int i = 0; i < 250; i++)
		rows[n++] = (struct at_course_row){ i, 1, i };  /* one session each */
	for (int s = 1; s <= 3; s++)
		rows[n++] = (struct at_course_row){ 250, s, s == 2 ? NAN : s };
	for (int s = 2; s <= 9; s++)
		rows[n++] = (struct at_course_row){ 251, s, s };        /* no first score */
	for (int s = 1; s <= 3; s++)
		rows[n++] = (struct at_course_row){ 252, s, s };
	CHECK_INT(AT_INVALID, at_course_fit(arena, &plan, rows, n, &c, &err));
	CHECK_HAS("there are 1 (of 253)", err.text);
}

TEST(rows_out_of_order_are_named)
{
	const struct at_course_row rows[] = { { 4, 1, 1 }, { 4, 3, 2 }, { 4, 3, 3 } };
	const struct at_course_row zero[] = { { 4, 0, 1 } };
	struct at_course c;

	(void)state_;
	CHECK_INT(AT_INVALID, at_course_fit(arena, &plan, rows, 3, &c, &err));
	CHECK_TEXT("episode 4: expected sessions from 1 on, going up, found 3", err.text);
	at_error_clear(&err);
	CHECK_INT(AT_INVALID, at_course_fit(arena, &plan, zero, 1, &c, &err));
	CHECK_TEXT("episode 4: expected sessions from 1 on, going up, found 0", err.text);
}

TEST(two_hundred_episodes_have_one_band_for_all)
{
	struct made m = make_archive(200, 3);
	struct at_course_expected low, high;
	struct at_course c;

	(void)state_;
	CHECK_INT(AT_OK, at_course_fit(arena, &plan, m.rows, m.n, &c, &err));
	CHECK(!c.by_intake);
	CHECK_INT(200, c.n_episodes);
	CHECK_INT(m.n, c.n_rows);
	CHECK_NEAR(1.1453499728, c.factor84, 1e-9);
	CHECK_NEAR(1.449551178405, c.factor90, 1e-9);
	CHECK(at_course_expect(&c, 10, 5, &low) && at_course_expect(&c, 25, 5, &high));
	CHECK(low.mean == high.mean && low.limit90 == high.limit90);
	CHECK_NEAR(17 - 2 * log(5), low.mean, 1.5);
}

TEST(a_thousand_episodes_go_by_the_first_score)
{
	struct made m = make_archive(1000, 3);
	struct at_course c;
	const double b[] = { 17, -2, 0.7, -0.1 }, near[] = { 0.4, 0.3, 0.1, 0.06 };

	(void)state_;
	CHECK_INT(AT_OK, at_course_fit(arena, &plan, m.rows, m.n, &c, &err));
	CHECK(c.by_intake);
	CHECK_INT(m.n - 1000, c.n_rows);
	for (int i = 0; i < 4; i++)
		CHECK_NEAR(b[i], c.b[i], near[i]);
	CHECK_NEAR(18, c.intake_mean, 0.5);
	CHECK_NEAR(4, c.sigma2, 0.4);
	CHECK_NEAR(4, c.psi[2], 0.8);
	CHECK_NEAR(at_normal_q(0.9), c.factor90, 1e-12);
}

/* 60 episodes of 12 sessions, 60 of 6, 100 of 3. */
TEST(the_band_ends_where_fifty_episodes_remain)
{
	struct at_course_row *rows = AT_NEW(arena, struct at_course_row, 220 * 12);
	struct at_random dice = at_random_seeded(3);
	struct at_course c;
	int n = 0;

	(void)state_;
	for (int i = 0; i < 220; i++)
		for (int s = 1; s <= (i < 60 ? 12 : i < 120 ? 6 : 3); s++)
			rows[n++] = (struct at_course_row){ i, s, 10 + at_random_normal(&dice) };
	CHECK_INT(AT_OK, at_course_fit(arena, &plan, rows, n, &c, &err));
	CHECK_INT(12, c.last_session);
	CHECK_INT(6, c.median_session);
	/* Eleven of the long ones lose their end. */
	for (int k = 0; k < n; k++)
		if (rows[k].episode < 11 && rows[k].session == 12)
			rows[k].value = NAN;
	CHECK_INT(AT_OK, at_course_fit(arena, &plan, rows, n, &c, &err));
	CHECK_INT(11, c.last_session);
}

/* 100 episodes of 3 sessions, 100 of 5. */
TEST(a_last_score_is_no_signal_of_itself)
{
	struct at_course_row *rows = AT_NEW(arena, struct at_course_row, 200 * 5);
	struct at_random dice = at_random_seeded(3);
	struct at_course c;
	int n = 0;

	(void)state_;
	for (int i = 0; i < 200; i++)
		for (int s = 1; s <= (i < 100 ? 3 : 5); s++)
			rows[n++] = (struct at_course_row){ i, s, 10 + at_random_normal(&dice) };
	CHECK_INT(AT_OK, at_course_fit(arena, &plan, rows, n, &c, &err));
	CHECK_INT(3, c.median_session);
	CHECK_INT(5, c.last_session);
	CHECK(c.validation[0].n > c.validation[1].n && c.validation[2].n > 0);
	CHECK_INT(c.validation[1].n, c.validation[2].n);
	CHECK_INT(0, c.validation[3].n);
}

/* ---- validation ----------------------------------------------------------------------- */

TEST(limits_find_part_of_those_who_end_worse)
{
	struct made m = make_archive(1200, 6);
	struct at_course c;
	int n = 0, before = 0;

	(void)state_;
	CHECK_INT(AT_OK, at_course_fit(arena, &plan, m.rows, m.n, &c, &err));
	for (int i = 0; i < 9; i++) {
		const struct at_course_validation *v = &c.validation[i];

		CHECK_INT(2 + i, v->session);
		CHECK(i == 0 || v->n <= before);
		CHECK(v->n_worse > 0 && v->n_signalled > 0 && v->n_worse < v->n);
		CHECK(v->sensitivity >= 0 && v->sensitivity <= 1 && v->ppv >= 0 && v->ppv <= 1);
		CHECK(v->specificity > 0.8 && v->specificity <= 1);
		/* Worse and signalled, worse and not, neither: all have to add up. */
		CHECK_NEAR(v->sensitivity * v->n_worse, v->ppv * v->n_signalled, 1e-9);
		CHECK_NEAR(v->n - v->n_worse - v->n_signalled + v->ppv * v->n_signalled,
		    v->specificity * (v->n - v->n_worse), 1e-9);
		before = v->n;
		n = i == 0 ? v->n : n;
	}
	/* A third of 1200 (SD 16), none of whom ends at session 2. */
	CHECK(n > 340 && n < 460);
	CHECK(c.validation[8].sensitivity > c.validation[0].sensitivity);
	CHECK(c.ppv > 0 && c.ppv < 1);
}

static void
same_course(const struct at_course *a, const struct at_course *b, double relative)
{
	for (int i = 0; i < 4; i++)
		check_near(a->b[i], b->b[i], relative);
	for (int i = 0; i < 3; i++)
		check_near(a->psi[i], b->psi[i], relative);
	check_near(a->sigma2, b->sigma2, relative);
	CHECK_NEAR(a->ppv, b->ppv, relative);
	for (int i = 0; i < 9; i++) {
		CHECK_INT(a->validation[i].n, b->validation[i].n);
		CHECK_INT(a->validation[i].n_worse, b->validation[i].n_worse);
		CHECK_INT(a->validation[i].n_signalled, b->validation[i].n_signalled);
	}
}

TEST(who_is_held_out_does_not_depend_on_order)
{
	struct made m = make_archive(300, 3);
	struct at_course_row *turned = AT_NEW(arena, struct at_course_row, (size_t)m.n);
	struct at_course a, b;
	int n = 0;

	(void)state_;
	for (int i = 299; i >= 0; i--)
		for (int k = 0; k < m.n; k++)
			if (m.rows[k].episode == i)
				turned[n++] = m.rows[k];
	CHECK_INT(AT_OK, at_course_fit(arena, &plan, m.rows, m.n, &a, &err));
	CHECK_INT(AT_OK, at_course_fit(arena, &plan, turned, n, &b, &err));
	same_course(&a, &b, 1e-6);
}

/* Higher is better, the same numbers turned round: everything else is the same. */
TEST(both_directions_are_validated_alike)
{
	struct made m = make_archive(300, 3);
	const struct at_course_plan up = { 1, 6 };
	struct at_course a, b;

	(void)state_;
	CHECK_INT(AT_OK, at_course_fit(arena, &plan, m.rows, m.n, &a, &err));
	for (int i = 0; i < m.n; i++)
		m.rows[i].value *= -1;
	CHECK_INT(AT_OK, at_course_fit(arena, &up, m.rows, m.n, &b, &err));
	for (int i = 0; i < 4; i++)
		b.b[i] *= -1;
	same_course(&a, &b, 1e-6);
}

TEST(without_points_nothing_is_validated)
{
	struct made m = make_archive(200, 3);
	const struct at_course_plan none = { -1, NAN };
	struct at_course c;

	(void)state_;
	CHECK_INT(AT_OK, at_course_fit(arena, &none, m.rows, m.n, &c, &err));
	CHECK(isnan(c.ppv) && !at_course_earns_red(&c));
	CHECK_INT(2, c.validation[0].session);
	CHECK_INT(0, c.validation[0].n);
	CHECK(isnan(c.validation[0].ppv) && isnan(c.validation[0].sensitivity)
	    && isnan(c.validation[0].specificity));
}

/* ---- archives at the edge ------------------------------------------------------------- */

TEST(scores_without_spread_have_no_model)
{
	struct made m = make_archive(200, 3);
	struct at_course c;

	(void)state_;
	for (int i = 0; i < m.n; i++)
		m.rows[i].value = 12;
	CHECK_INT(AT_INVALID, at_course_fit(arena, &plan, m.rows, m.n, &c, &err));
	CHECK(err.text[0] != '\0');
}

TEST(first_scores_that_are_all_the_same_predict_nothing)
{
	struct made m = make_archive(1000, 3);
	struct at_course c;

	(void)state_;
	for (int i = 0; i < m.n; i++)
		if (m.rows[i].session == 1)
			m.rows[i].value = 20;
	CHECK_INT(AT_OK, at_course_fit(arena, &plan, m.rows, m.n, &c, &err));
	CHECK(!c.by_intake && c.b[2] == 0 && c.b[3] == 0);
}

/* Nothing but noise: no client has a level or slope of its own. */
TEST(a_singular_model_is_told_and_used)
{
	struct made m = make_archive(200, 3);
	struct at_random dice = at_random_seeded(11);
	struct at_course_expected e;
	struct at_course c;

	(void)state_;
	for (int i = 0; i < m.n; i++)
		m.rows[i].value = 10 + 3 * at_random_normal(&dice);
	CHECK_INT(AT_OK, at_course_fit(arena, &plan, m.rows, m.n, &c, &err));
	CHECK(c.singular);
	CHECK(at_course_expect(&c, 10, 4, &e));
	CHECK_NEAR(3, e.sd, 0.3);
	CHECK(isfinite(e.limit90) && isfinite(e.ahead));
}

#define IN_ARENA(name) cmocka_unit_test_setup_teardown(name, open_arena, close_arena)

RUN_ALL(
    IN_ARENA(the_model_is_that_of_lme4),
    IN_ARENA(too_few_episodes_are_refused_with_their_number),
    IN_ARENA(episodes_that_cannot_count_are_not_counted),
    IN_ARENA(rows_out_of_order_are_named),
    IN_ARENA(two_hundred_episodes_have_one_band_for_all),
    IN_ARENA(a_thousand_episodes_go_by_the_first_score),
    IN_ARENA(the_band_ends_where_fifty_episodes_remain),
    IN_ARENA(a_last_score_is_no_signal_of_itself),
    IN_ARENA(limits_find_part_of_those_who_end_worse),
    IN_ARENA(who_is_held_out_does_not_depend_on_order),
    IN_ARENA(both_directions_are_validated_alike),
    IN_ARENA(without_points_nothing_is_validated),
    IN_ARENA(scores_without_spread_have_no_model),
    IN_ARENA(first_scores_that_are_all_the_same_predict_nothing),
    IN_ARENA(a_singular_model_is_told_and_used),
)
