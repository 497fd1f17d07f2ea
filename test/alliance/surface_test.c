/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The response surface: methods D6, and surfaces whose shape is known. */
#include "check.h"
#include "support/six_dyads.h"
#include "alliance/surface.h"

static struct at_arena *arena;
static struct at_error err;

static void
begin(void)
{
	arena = at_arena_open();
	at_error_clear(&err);
}

TEST(least_squares_as_in_the_methods)
{
	static const double b[] = { 20.23563367, -3.16451908, -3.33690844, -1.48833904,
		2.35154936, -1.11031100 };
	static const double a[] = { -6.501427524, -0.247100678, .172389355, -4.950199404 };
	static const double se[] = { .676139241, .830088960, 2.455232791, 12.095470448 };
	struct at_sessions six;
	struct at_surface s;

	(void)state_;
	begin();
	six = six_dyads(arena);
	CHECK(at_surface_fit(arena, &six, 5, false, &s, &err) == AT_OK);
	for (int i = 0; i < AT_SURFACE_TERMS; i++)
		CHECK_NEAR(b[i], s.b[i].value, 2e-8);
	for (int i = 0; i < 4; i++) {
		CHECK_NEAR(a[i], s.a[i].value, 2e-9 * fmax(1, fabs(a[i])));
		CHECK_NEAR(se[i], s.a[i].se, 2e-9 * fmax(1, se[i]));
	}
	CHECK_NEAR(30, s.a[0].df, 0);
	CHECK_NEAR(-13.7685919406, s.x0, 1e-6);
	CHECK_NEAR(-16.0830758723, s.w0, 1e-6);
	CHECK_NEAR(1.173595998602, s.first_slope, 1e-8);
	CHECK_NEAR(-0.852081978118, s.second_slope, 1e-8);
	CHECK_NEAR(s.w0, s.first_intercept + s.first_slope * s.x0, 1e-10);
	CHECK(isnan(s.dyad_variance));
	at_arena_close(arena);
}

TEST(with_an_intercept_for_each_dyad_as_lme4_has_it)
{
	static const double b[] = { 20.71278067088, -3.89717766589, -2.12076722733,
		-1.57404964183, 2.32424692387, -1.72486700181 };
	static const double a[] = { -6.017944893220, -0.974669719772, -1.77641043855,
		-5.62316356751 };
	static const double se[] = { 0.569929565379, 0.663797787239, 1.82517237321,
		8.62201770156 };
	struct at_sessions six;
	struct at_surface s;

	(void)state_;
	begin();
	six = six_dyads(arena);
	CHECK(at_surface_fit(arena, &six, 5, true, &s, &err) == AT_OK);
	for (int i = 0; i < AT_SURFACE_TERMS; i++)
		CHECK_NEAR(b[i], s.b[i].value, 1e-6 * fabs(b[i]));
	for (int i = 0; i < 4; i++) {
		CHECK_NEAR(a[i], s.a[i].value, 1e-6 * fabs(a[i]));
		CHECK_NEAR(se[i], s.a[i].se, 1e-6 * se[i]);
	}
	CHECK_NEAR(79.6723809576, s.criterion, 1e-7);
	CHECK_NEAR(0.668874151489, s.dyad_variance, 2e-6);
	CHECK(s.converged && !s.singular);
	at_arena_close(arena);
}

/* A surface over ratings from -2 to 2, a little away from the rule. */
static struct at_surface
shape(const double b[AT_SURFACE_TERMS])
{
	struct at_session_row rows[50];
	struct at_sessions s;
	struct at_surface out;

	for (int i = 0; i < 50; i++) {
		double x = i % 5 - 2, w = i / 5 % 5 - 2;

		rows[i] = (struct at_session_row){ 0, i, x, w, { b[0] + b[1] * x + b[2] * w
			+ b[3] * x * x + b[4] * x * w + b[5] * w * w + (i < 25 ? .1 : -.1), NAN } };
	}
	s = at_sessions_make(arena, rows, 50, AT_SESSIONS_OUTCOME);
	CHECK(at_surface_fit(arena, &s, 0, false, &out, &err) == AT_OK);
	return out;
}

TEST(the_stationary_point_and_the_axes_of_known_shapes)
{
	struct at_surface s;

	(void)state_;
	begin();
	/* A ridge along W = X, falling away from it: 0 = the whole ridge. */
	s = shape((double[]){ 4, 0, 0, -1, 2, -1 });
	CHECK(isnan(s.x0) && isnan(s.first_slope));
	CHECK_NEAR(-4, s.a[3].value, 1e-12);
	/* The same, bent: the top at (1, 1). */
	s = shape((double[]){ 4, 1, 1, -1.5, 2, -1.5 });
	CHECK_NEAR(1, s.x0, 1e-12);
	CHECK_NEAR(1, s.w0, 1e-12);
	CHECK_NEAR(1, s.first_slope, 1e-12);
	CHECK_NEAR(-1, s.second_slope, 1e-12);
	CHECK_NEAR(2, s.second_intercept, 1e-12);
	at_arena_close(arena);
}

TEST(axes_along_the_ratings_and_none_at_all)
{
	struct at_surface s;

	(void)state_;
	begin();
	/* Steeper for the therapist: the first axis stands upright. */
	s = shape((double[]){ 0, 0, 2, 1, 0, 2 });
	CHECK_NEAR(-.5, s.w0, 1e-12);
	CHECK(isinf(s.first_slope) && isnan(s.first_intercept));
	CHECK_NEAR(0, s.second_slope, 1e-12);
	CHECK_NEAR(-.5, s.second_intercept, 1e-12);
	/* Steeper for the client. */
	s = shape((double[]){ 0, 0, 2, 2, 0, 1 });
	CHECK_NEAR(0, s.first_slope, 1e-12);
	CHECK(isinf(s.second_slope) && isnan(s.second_intercept));
	/* A bowl. */
	s = shape((double[]){ 0, 0, 2, 1, 0, 1 });
	CHECK_NEAR(-1, s.w0, 1e-12);
	CHECK(isnan(s.first_slope) && isnan(s.second_slope));
	at_arena_close(arena);
}

TEST(few_rows_and_sides_without_enough_values_are_refused)
{
	struct at_session_row rows[SIX_ROWS];
	struct at_sessions s;
	struct at_surface out;

	(void)state_;
	begin();
	for (int i = 0; i < SIX_ROWS; i++)
		rows[i] = six_row(i);
	s = at_sessions_make(arena, rows, 29, AT_SESSIONS_OUTCOME);
	CHECK(at_surface_fit(arena, &s, 4, false, &out, &err) == AT_INVALID);
	CHECK_TEXT("a surface needs 30 rated sessions with an outcome; there are 29", err.text);
	at_error_clear(&err);
	for (int i = 0; i < SIX_ROWS; i++)
		rows[i].therapist = 4 + i % 2;          /* two values have no square of their own */
	s = at_sessions_make(arena, rows, SIX_ROWS, AT_SESSIONS_OUTCOME);
	CHECK(at_surface_fit(arena, &s, 4, false, &out, &err) == AT_INVALID);
	CHECK_HAS("the therapist's ratings squared: nothing varies there", err.text);
	at_error_clear(&err);
	CHECK(at_surface_fit(arena, &s, 4, true, &out, &err) == AT_INVALID);
	CHECK_HAS("the therapist's ratings squared: nothing varies there", err.text);
	at_arena_close(arena);
}

RUN_ALL(
	RUN(least_squares_as_in_the_methods),
	RUN(with_an_intercept_for_each_dyad_as_lme4_has_it),
	RUN(the_stationary_point_and_the_axes_of_known_shapes),
	RUN(axes_along_the_ratings_and_none_at_all),
	RUN(few_rows_and_sides_without_enough_values_are_refused)
)
