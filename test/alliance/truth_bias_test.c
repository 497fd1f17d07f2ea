/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Truth and bias on the six dyads: methods D6, lme4 1.1-31. */
#include "check.h"
#include "support/six_dyads.h"
#include "alliance/truth_bias.h"

static struct at_arena *arena;
static struct at_error err;
static struct at_sessions six;

static struct at_truth_bias
fit(bool group, bool slope)
{
	struct at_truth_bias_plan plan = { group, slope };
	struct at_truth_bias t;

	at_error_clear(&err);
	CHECK(at_truth_bias_fit(arena, &six, &plan, &t, &err) == AT_OK);
	return t;
}

static void
begin(void)
{
	arena = at_arena_open();
	six = six_dyads(arena);
}

TEST(one_slope_for_all)
{
	struct at_truth_bias t;

	(void)state_;
	begin();
	t = fit(false, false);
	CHECK_NEAR(-.2666667, t.bias.value, 1e-7);
	CHECK_NEAR(.1080980, t.bias.se, 1e-7);
	CHECK_NEAR(.5449381, t.tracking.value, 1e-7);
	CHECK_NEAR(.0606211, t.tracking.se, 1e-7);
	CHECK_NEAR(.0650795399, t.bias_variance, 1e-7);
	CHECK_NEAR(.0301894370, t.residual_variance, 1e-7);
	CHECK_NEAR(-3.65990388231, t.criterion, 1e-8);
	CHECK(isnan(t.between.value) && isnan(t.tracking_variance));
	CHECK(!t.singular && t.converged);
	CHECK_NEAR(5, t.bias.df, 1e-3);         /* Satterthwaite: the dyads */
	at_arena_close(arena);
}

TEST(a_slope_for_each_dyad_is_more_than_these_carry_and_that_is_said)
{
	struct at_truth_bias t;

	(void)state_;
	begin();
	t = fit(false, true);
	CHECK(t.singular);
	CHECK_NEAR(.5730801, t.tracking.value, 1e-6);
	CHECK_NEAR(-5.5002721, t.criterion, 1e-6);
	CHECK_NEAR(-1, t.correlation, 1e-6);
	CHECK_NEAR(.0111406, t.tracking_variance, 1e-6);
	CHECK(t.tracking.low < t.tracking.value && t.tracking.value < t.tracking.high);
	at_arena_close(arena);
}

TEST(the_group_form_has_clients_who_rate_higher_than_others)
{
	struct at_truth_bias t;

	(void)state_;
	begin();
	t = fit(true, false);
	CHECK_NEAR(-.266666666667, t.bias.value, 1e-7);
	CHECK_NEAR(.0421912101, t.bias.se, 1e-7);
	CHECK_NEAR(.544938121323, t.tracking.value, 1e-7);
	CHECK_NEAR(.669292892741, t.between.value, 1e-7);
	CHECK_NEAR(.0616003824, t.between.se, 1e-7);
	CHECK_NEAR(.00564901643, t.bias_variance, 1e-7);
	CHECK_NEAR(-10.3318729861, t.criterion, 1e-8);
	at_arena_close(arena);
}

TEST(clients_who_never_move_give_no_tracking)
{
	struct at_truth_bias_plan plan = { false, false };
	struct at_truth_bias t;

	(void)state_;
	begin();
	for (int i = 0; i < SIX_ROWS; i++)
		six.client[i] = 5.1 + six.dyad[i] / 3.0;
	CHECK(at_truth_bias_fit(arena, &six, &plan, &t, &err) == AT_INVALID);
	CHECK_TEXT("the client's ratings within dyads: nothing varies there that the model does"
	    " not hold already", err.text);
	at_arena_close(arena);
}

RUN_ALL(
	RUN(one_slope_for_all),
	RUN(a_slope_for_each_dyad_is_more_than_these_carry_and_that_is_said),
	RUN(the_group_form_has_clients_who_rate_higher_than_others),
	RUN(clients_who_never_move_give_no_tracking)
)
