/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The reliable drop: by hand, and how often it says so when nothing has changed. */
#include "check.h"
#include "alliance/drop.h"
#include "base/random.h"

static struct at_drop got[16];

TEST(a_step_is_never_below_one_sixth_of_the_range)
{
	(void)state_;
	CHECK_NEAR(1.0, at_drop_step(NAN, 6), 1e-15);
	CHECK_NEAR(1.0, at_drop_step(0.2, 6), 1e-15);
	CHECK_NEAR(1.0, at_drop_step(0.360, 6), 1e-15);         /* .9978 */
	CHECK_NEAR(1.385929291125633, at_drop_step(0.5, 6), 1e-12);     /* 1.96 sqrt(2) / 2 */
	CHECK_NEAR(4.5, at_drop_step(0.5, 27), 1e-15);
}

/* The course of methods D3: mean of 5.6, 5.8, 5.9 before the fall to 4.2. */
TEST(the_worked_course_falls_once)
{
	static const double course[] = { 5.5, 5.7, 5.6, 5.8, 5.9, 4.2, 5.1, 5.8, 5.9, 6.0 };

	(void)state_;
	at_drop_series(course, 10, 1, got);
	for (int i = 0; i < 10; i++)
		CHECK_INT(i == 5, got[i].fell);
	CHECK(isnan(got[0].baseline) && isnan(got[1].baseline));
	CHECK_INT(0, got[0].n_baseline);
	CHECK_INT(1, got[1].n_baseline);
	CHECK_NEAR(5.6, got[2].baseline, 1e-12);
	CHECK_INT(2, got[2].n_baseline);
	CHECK_NEAR(5.766666666666667, got[5].baseline, 1e-12);
	CHECK_NEAR(5.766666666666667, got[6].baseline, 1e-12);  /* the fall stays out */
	CHECK_NEAR(5.6, got[7].baseline, 1e-12);                /* 5.8, 5.9, 5.1 */
}

TEST(a_missing_value_is_passed_over)
{
	static const double course[] = { NAN, 6, NAN, 6, NAN, 5, NAN };

	(void)state_;
	at_drop_series(course, 7, 1, got);
	for (int i = 0; i < 7; i++)
		CHECK_INT(i == 5, got[i].fell);
	CHECK_NEAR(6, got[6].baseline, 0);
	CHECK_INT(2, got[6].n_baseline);
}

/* A fall of D in exact arithmetic is one whatever the ninths do to the last digit. */
TEST(exactly_a_step_is_a_drop_in_any_ninths)
{
	(void)state_;
	for (int a = 27; a <= 63; a++)
		for (int b = 27; b <= 63; b++) {
			int c = 3 * 36 - a - b;         /* the three have a mean of 36 / 9 */
			double course[4] = { a / 9.0, b / 9.0, c / 9.0, 27 / 9.0 };

			if (c < 27 || c > 63 || abs(a - 36) > 4 || abs(b - 36) > 4)
				continue;
			at_drop_series(course, 4, 1, got);
			if (got[2].fell)
				continue;
			CHECK(got[3].fell);
			course[3] = 28 / 9.0;
			at_drop_series(course, 4, 1, got);
			CHECK(!got[3].fell);
		}
}

/* A TOTAL as people give it: nine whole answers round how the day was. */
static double
total(struct at_random *random, double level, double sd)
{
	double day = level + sd * at_random_normal(random), sum = 0;

	for (int i = 0; i < 9; i++)
		sum += fmin(fmax(round(day + 0.5 * at_random_normal(random)), 1), 7);
	return sum / 9;
}

struct shares {
	double alarms;                  /* of 100 sessions without change: drops all the same */
	double met;                     /* of 100 falls: how many are drops */
};

/* Steady clients over sessions 3 to 12.  Each session is asked about twice: as it was,
 * and as it would have been after a fall. */
static struct shares
simulate(double sd, double step, double fall)
{
	enum { CLIENTS = 2500, SESSIONS = 12 };
	struct at_random random = at_random_seeded(20261122);
	int n = 0, alarms = 0, met = 0;

	for (int client = 0; client < CLIENTS; client++) {
		struct at_drop_past past = { .n = 0 };

		for (int i = 0; i < SESSIONS; i++) {
			double value = total(&random, 5, sd);
			struct at_drop_past same = past;

			n += past.n >= AT_DROP_NEEDS;
			met += at_drop_next(&same, value - fall, step).fell;
			alarms += at_drop_next(&past, value, step).fell;
		}
	}
	return (struct shares){ 100.0 * alarms / n, 100.0 * met / n };
}

TEST(false_alarms_are_as_many_as_the_header_says)
{
	static const struct {
		double sd, step, alarms, met;
	} cases[] = {
		{ .30, 1.0,  1, 89 }, { .45, 1.0,  5, 84 }, { .60, 1.0, 12, 80 },
		{ .30, 0.5, 17, 100 }, { .60, 0.5, 40, 96 },
	};

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		struct shares got_shares = simulate(cases[i].sd, cases[i].step, 1.5);

		CHECK_NEAR(cases[i].alarms, got_shares.alarms, 1);
		CHECK_NEAR(cases[i].met, got_shares.met, 1.5);
	}
}

RUN_ALL(
    RUN(a_step_is_never_below_one_sixth_of_the_range),
    RUN(the_worked_course_falls_once),
    RUN(a_missing_value_is_passed_over),
    RUN(exactly_a_step_is_a_drop_in_any_ninths),
    RUN(false_alarms_are_as_many_as_the_header_says),
)
