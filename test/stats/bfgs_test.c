/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Minima that are known. */
#include "check.h"
#include "stats/bfgs.h"

/* Rosenbrock (1960): a curved valley with its floor at (1, 1). */
static double
valley(void *context, const double *x, double *gradient)
{
	double a = x[1] - x[0] * x[0], b = 1 - x[0];

	(void)context;
	gradient[0] = -400 * x[0] * a - 2 * b;
	gradient[1] = 200 * a;
	return 100 * a * a + b * b;
}

/* -log x + x, only where x is above 0: lowest at 1. */
static double
half_line(void *context, const double *x, double *gradient)
{
	int *n = context;

	++*n;
	if (!(x[0] > 0))
		return INFINITY;
	gradient[0] = 1 - 1 / x[0];
	return x[0] - log(x[0]);
}

TEST(the_floor_of_a_curved_valley_is_found)
{
	double x[2] = { -1.2, 1 };
	struct at_bfgs problem = { valley, NULL, 2, 1e-9, 500 };
	struct at_bfgs_end end = at_bfgs_minimise(&problem, x);

	(void)state_;
	CHECK(end.found);
	CHECK_NEAR(1, x[0], 1e-8);
	CHECK_NEAR(1, x[1], 1e-8);
	CHECK_NEAR(0, end.value, 1e-16);
	CHECK(end.evaluations < 100);
}

TEST(the_search_turns_back_where_there_is_no_value)
{
	double x[1] = { 300 };
	int n = 0;
	struct at_bfgs problem = { half_line, &n, 1, 1e-10, 500 };
	struct at_bfgs_end end = at_bfgs_minimise(&problem, x);

	(void)state_;
	CHECK(end.found);
	CHECK_NEAR(1, x[0], 1e-9);
	CHECK_INT(n, end.evaluations);
}

TEST(a_search_that_may_not_go_on_says_so)
{
	double x[2] = { -1.2, 1 };
	struct at_bfgs problem = { valley, NULL, 2, 1e-9, 5 };
	struct at_bfgs_end end = at_bfgs_minimise(&problem, x);

	(void)state_;
	CHECK(!end.found);
	CHECK_INT(5, end.evaluations);
	CHECK(end.steepest > 1e-9);
	CHECK(end.value < 24.2);                /* where it began */
}

RUN_ALL(
	RUN(the_floor_of_a_curved_valley_is_found),
	RUN(the_search_turns_back_where_there_is_no_value),
	RUN(a_search_that_may_not_go_on_says_so)
)
