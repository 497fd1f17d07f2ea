/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Within and between: methods D6 through lme4 1.1-31, and what the parts are made of. */
#include "check.h"
#include "support/six_dyads.h"
#include "alliance/levels.h"

static struct at_arena *arena;
static struct at_error err;
static struct at_sessions six;

static void
begin(void)
{
	arena = at_arena_open();
	at_error_clear(&err);
	six = six_dyads(arena);
}

TEST(a_rating_is_its_mean_and_what_is_around_it)
{
	struct at_levels_parts p;

	(void)state_;
	begin();
	p = at_levels_split(arena, &six, six.client, AT_DETREND_NONE);
	CHECK_NEAR(188.5 / 36, p.grand, 1e-14);
	CHECK_NEAR(32.6 / 6, p.mean[0], 1e-14);
	CHECK_INT(0, p.n_detrended);
	for (int i = 0; i < six.n; i++)
		CHECK_NEAR(six.client[i], p.grand + p.between[i] + p.within[i], 1e-14);
	at_arena_close(arena);
}

/* R: resid(lm(c ~ s)) and resid(lm(c ~ log(s))) of the first dyad. */
TEST(a_trend_goes_where_six_sessions_show_one)
{
	struct at_levels_parts line, curve;

	(void)state_;
	begin();
	line = at_levels_split(arena, &six, six.client, AT_DETREND_LINEAR);
	CHECK_INT(6, line.n_detrended);
	CHECK_NEAR(0.0238095238095247, line.within[0], 1e-13);
	CHECK_NEAR(0.1095238095238100, line.within[5], 1e-13);
	curve = at_levels_split(arena, &six, six.client, AT_DETREND_LOG);
	CHECK_NEAR(0.0935234967885682, curve.within[0], 1e-13);
	CHECK_NEAR(0.2326346048351807, curve.within[5], 1e-13);

	/* One session less: as it was. */
	six.first[1] = six.n_dyads = 1;
	six.first[1] = 5;
	line = at_levels_split(arena, &six, six.client, AT_DETREND_LINEAR);
	CHECK_INT(0, line.n_detrended);
	CHECK_NEAR(5.0 - 26.6 / 5, line.within[0], 1e-13);
	at_arena_close(arena);
}

/* Otherwise rounding would be taken for what moves. */
TEST(a_side_that_never_moves_is_0_within)
{
	static const double third[SIX_ROWS] = { 0 };
	double values[SIX_ROWS];
	struct at_levels_parts p;

	(void)state_;
	begin();
	for (int i = 0; i < SIX_ROWS; i++)
		values[i] = third[i] + 17.0 / 3;
	p = at_levels_split(arena, &six, values, AT_DETREND_LINEAR);
	for (int i = 0; i < SIX_ROWS; i++)
		CHECK(p.within[i] == 0 && p.between[i] == 0);
	at_arena_close(arena);
}

TEST(how_much_of_a_rating_is_the_dyads_own)
{
	struct at_levels l;

	(void)state_;
	begin();
	CHECK(at_levels_fit(arena, &six, six.client, &l, &err) == AT_OK);
	CHECK_NEAR(0.517296300, l.between, 5e-7);
	CHECK_NEAR(0.273833333, l.within, 3e-7);
	CHECK_NEAR(0.653870, l.icc, 1e-6);
	CHECK_NEAR(70.1379907964, l.criterion, 1e-8);
	CHECK_NEAR(5.23611111111, l.mean.value, 1e-10);
	CHECK_NEAR(0.306304637, l.mean.se, 3e-7);
	CHECK_NEAR(.517296300 / (.517296300 + .273833333 / 6), l.reliability[3], 1e-6);
	CHECK(!l.singular);
	CHECK(at_levels_fit(arena, &six, six.therapist, &l, &err) == AT_OK);
	CHECK_NEAR(39.0641446902, l.criterion, 1e-8);
	CHECK_NEAR(0.242296295, l.between, 3e-7);
	at_arena_close(arena);
}

TEST(the_session_s_outcome_by_both_parts)
{
	struct at_levels_plan plan = { six.client, six.outcome[0], AT_DETREND_NONE, false };
	struct at_levels_model m;

	(void)state_;
	begin();
	plan.values = six.client;
	plan.outcome = six.outcome[0];
	CHECK(at_levels_outcome(arena, &six, &plan, &m, &err) == AT_OK);
	CHECK_NEAR(19.1388889, m.intercept.value, 2e-6);
	CHECK_NEAR(-4.7372692, m.within.value, 1e-6);
	CHECK_NEAR(.3312536, m.within.se, 3e-7);
	CHECK_NEAR(-5.7415662, m.between.value, 1e-6);
	CHECK_NEAR(.5586316, m.between.se, 6e-7);
	CHECK_NEAR(.728136593, m.dyad_variance, 1e-6);
	CHECK_NEAR(.901423186, m.residual_variance, 1e-6);
	CHECK_NEAR(105.804703, m.criterion, 1e-6);
	CHECK(isnan(m.before.value));
	CHECK(m.within.low < -4.7372692 - 1.96 * .3312536);     /* t, not normal */
	CHECK_INT(0, m.n_short);

	/* Around each dyad's own line nothing is left between dyads: lme4 has the boundary. */
	plan.detrend = AT_DETREND_LINEAR;
	CHECK(at_levels_outcome(arena, &six, &plan, &m, &err) == AT_OK);
	CHECK_NEAR(-3.46131096413, m.within.value, 1e-6);
	CHECK_NEAR(-5.74156619570, m.between.value, 1e-6);
	CHECK_NEAR(158.942527241, m.criterion, 1e-7);
	CHECK(m.singular);
	CHECK_INT(6, m.n_detrended);
	plan.detrend = AT_DETREND_LOG;
	CHECK(at_levels_outcome(arena, &six, &plan, &m, &err) == AT_OK);
	CHECK_NEAR(-3.71338795482, m.within.value, 1e-6);
	at_arena_close(arena);
}

TEST(the_next_session_s_outcome_given_this_one_s)
{
	struct at_levels_plan plan = { .next = true };
	struct at_levels_model m;

	(void)state_;
	begin();
	plan.values = six.client;
	plan.outcome = six.outcome[0];
	CHECK(at_levels_outcome(arena, &six, &plan, &m, &err) == AT_OK);
	CHECK_INT(30, m.n);
	CHECK_INT(6, m.n_short);
	CHECK_NEAR(3.63414522551, m.within.value, 1e-5);
	CHECK_NEAR(-6.21984125186, m.between.value, 1e-5);
	CHECK_NEAR(1.31564550815, m.before.value, 1e-5);
	CHECK_NEAR(.421780201789, m.before.se, 1e-5);
	CHECK_NEAR(115.199502163, m.criterion, 1e-7);
	CHECK(m.singular);

	/* A session that is missing in between leaves no pair. */
	six.number[2] = 2.5;
	CHECK(at_levels_outcome(arena, &six, &plan, &m, &err) == AT_OK);
	CHECK_INT(28, m.n);
	at_arena_close(arena);
}

TEST(what_is_too_little_is_refused_with_the_reason)
{
	struct at_levels l;
	struct at_levels_plan plan = { .next = true };
	struct at_levels_model m;

	(void)state_;
	begin();
	six.n_dyads = 1;
	six.n = 6;
	CHECK(at_levels_fit(arena, &six, six.client, &l, &err) == AT_INVALID);
	CHECK_TEXT("how dyads differ shows from 5 dyads on, not from 1", err.text);
	at_arena_close(arena);

	begin();
	for (int i = 0; i < SIX_ROWS; i++)
		six.number[i] *= 2;
	plan.values = six.client;
	plan.outcome = six.outcome[0];
	CHECK(at_levels_outcome(arena, &six, &plan, &m, &err) == AT_INVALID);
	CHECK_HAS("not from 0", err.text);
	at_arena_close(arena);

	begin();
	plan.next = false;
	plan.outcome = six.outcome[0];
	for (int i = 0; i < SIX_ROWS; i++)
		six.client[i] = 5.3;
	plan.values = six.client;
	CHECK(at_levels_outcome(arena, &six, &plan, &m, &err) == AT_INVALID);
	CHECK_TEXT("ratings within dyads: nothing varies there that the model does not hold"
	    " already", err.text);
	at_arena_close(arena);
}

RUN_ALL(
	RUN(a_rating_is_its_mean_and_what_is_around_it),
	RUN(a_trend_goes_where_six_sessions_show_one),
	RUN(a_side_that_never_moves_is_0_within),
	RUN(how_much_of_a_rating_is_the_dyads_own),
	RUN(the_session_s_outcome_by_both_parts),
	RUN(the_next_session_s_outcome_given_this_one_s),
	RUN(what_is_too_little_is_refused_with_the_reason)
)
