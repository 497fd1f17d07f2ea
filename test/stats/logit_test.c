/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Logistic regression; figures of R's glm(), and with a ridge of Newton's method in R. */
#include "check.h"
#include "stats/logit.h"

static const double x[] = { 0.5, 1, -1.2, 0, 2.1, 0, 0.3, 1, -0.7, 1, 1.1, 0, -0.4, 1, 0.9, 0,
	-1.8, 1, 0.2, 0, 1.5, 1, -0.9, 0 };
static const bool y[] = { 1, 0, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0 };

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

TEST(without_a_ridge_it_is_plain_regression)
{
	const struct at_logit_input in = { x, y, 12, 2, 0 };
	struct at_logit fit;

	(void)state_;
	CHECK_INT(AT_OK, at_logit_fit(arena, &in, &fit, &err));
	CHECK_NEAR(-0.699376485755, fit.b[0], 1e-8);
	CHECK_NEAR(1.764150803609, fit.b[1], 1e-8);
	CHECK_NEAR(0.842132147401, fit.b[2], 1e-8);
	CHECK_NEAR(-5.37224383807, fit.log_likelihood, 1e-10);
}

TEST(a_ridge_shrinks_all_but_the_constant)
{
	const struct at_logit_input in = { x, y, 12, 2, 2 }, hard = { x, y, 12, 2, 1e9 };
	struct at_logit fit;

	(void)state_;
	CHECK_INT(AT_OK, at_logit_fit(arena, &in, &fit, &err));
	CHECK_NEAR(-0.150693554218, fit.b[0], 1e-8);
	CHECK_NEAR(0.792106446651, fit.b[1], 1e-8);
	CHECK_NEAR(0.088602359849, fit.b[2], 1e-8);
	CHECK_NEAR(-6.07831378166, fit.log_likelihood, 1e-10);
	CHECK_NEAR(-0.150693554218 + 0.792106446651 * 2 + 0.088602359849 * 3,
	    at_logit_predict(&fit, (const double[]){ 2, 3 }), 1e-7);
	CHECK_INT(AT_OK, at_logit_fit(arena, &hard, &fit, &err));
	CHECK_NEAR(0, fit.b[0], 1e-7);          /* six of twelve */
	CHECK_NEAR(0, fit.b[1], 1e-7);
}

TEST(what_has_no_maximum_is_refused)
{
	static const double apart[] = { -2, -1, -0.5, 0.5, 1, 2 };
	static const double twice[] = { 1, 2, 3, 6, 2, 4, 5, 10, 4, 8, 0, 0 };
	static const bool late[] = { 0, 0, 0, 1, 1, 1 }, mixed[] = { 0, 1, 0, 1, 1, 0 };
	static const bool never[6];
	struct at_logit_input in = { apart, late, 6, 1, 0 };
	struct at_logit fit = { .n = 99 };

	(void)state_;
	CHECK_INT(AT_INVALID, at_logit_fit(arena, &in, &fit, &err));
	CHECK_HAS("tell the outcomes apart", err.text);
	in.lambda = 1;
	CHECK_INT(AT_OK, at_logit_fit(arena, &in, &fit, NULL));
	fit.n = 99;
	at_error_clear(&err);
	in = (struct at_logit_input){ twice, mixed, 6, 2, 0 };
	CHECK_INT(AT_INVALID, at_logit_fit(arena, &in, &fit, &err));
	at_error_clear(&err);
	in = (struct at_logit_input){ apart, never, 6, 1, 1 };
	CHECK_INT(AT_INVALID, at_logit_fit(arena, &in, &fit, &err));
	CHECK_HAS("expected both outcomes", err.text);
	CHECK_INT(99, fit.n);
}

TEST(probabilities_keep_their_digits_at_the_ends)
{
	(void)state_;
	CHECK_NEAR(0.5, at_logistic(0), 0);
	CHECK(at_logistic(800) == 1 && at_logistic(-800) == 0);
	CHECK_NEAR(exp(-40), at_logistic(-40), 1e-30);
}

#define IN_ARENA(name) cmocka_unit_test_setup_teardown(name, open_arena, close_arena)

RUN_ALL(
    IN_ARENA(without_a_ridge_it_is_plain_regression),
    IN_ARENA(a_ridge_shrinks_all_but_the_constant),
    IN_ARENA(what_has_no_maximum_is_refused),
    RUN(probabilities_keep_their_digits_at_the_ends),
)
