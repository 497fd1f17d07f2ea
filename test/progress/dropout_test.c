/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dropout: what counts as one, which sessions tell, and a hazard that is known. */
#include "base/random.h"
#include "check.h"
#include "progress/dropout_part.h"
#include "stats/logit.h"

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

/* ---- what is known at a session ------------------------------------------------------- */

static void
features(const struct at_dropout_plan *plan, const struct at_dropout_row *rows, int n,
    double out[AT_DROPOUT_FEATURES])
{
	const struct at_dropout_episode episode = { .barriers = 90, .age = 40 };
	struct at_dropout_course course = at_dropout_begin();

	for (int i = 0; i < n; i++)
		at_dropout_add(&course, &rows[i]);
	at_dropout_features(plan, &course, &episode, out);
}

TEST(features_are_those_of_the_last_session_the_client_came_to)
{
	static const struct at_dropout_row rows[] = {
		{ 0, false, 20, 5 }, { 0, true, NAN, NAN }, { 0, false, 17, 4 },
		{ 0, true, 3, 1 }, { 0, true, NAN, NAN }, { 0, false, NAN, 3 },
		{ 0, false, 15, NAN }, { 0, false, 10, 2 }, { 0, true, 1, 1 },
	};
	const struct at_dropout_plan plan = { .better = -1 }, old = { .better = 1, .age = true };
	double x[AT_DROPOUT_FEATURES];

	(void)state_;
	features(&plan, rows, 6, x);
	CHECK_NEAR(log(3), x[AT_DROPOUT_SESSION], 1e-15);
	CHECK_NEAR(20, x[AT_DROPOUT_INTAKE], 0);
	CHECK_NEAR(2, x[AT_DROPOUT_MISSED], 0);
	CHECK_NEAR(3, x[AT_DROPOUT_ALLIANCE], 0);
	CHECK_NEAR(3 - 4, x[AT_DROPOUT_ALLIANCE_MOVED], 0);
	CHECK_NEAR(3, x[AT_DROPOUT_EARLY], 0);
	CHECK_NEAR(90, x[AT_DROPOUT_BARRIERS], 0);
	CHECK(isnan(x[AT_DROPOUT_AGE]));
	/* Early ends with the fourth session; what follows the last one does not count. */
	features(&plan, rows, 9, x);
	CHECK_NEAR(log(5), x[AT_DROPOUT_SESSION], 1e-15);
	CHECK_NEAR(0, x[AT_DROPOUT_MISSED], 0);
	CHECK_NEAR(5, x[AT_DROPOUT_EARLY], 0);
	CHECK_NEAR(2, x[AT_DROPOUT_ALLIANCE], 0);
	features(&old, rows, 3, x);
	CHECK_NEAR(-20, x[AT_DROPOUT_INTAKE], 0);
	CHECK_NEAR(-3, x[AT_DROPOUT_EARLY], 0);
	CHECK_NEAR(40, x[AT_DROPOUT_AGE], 0);
	CHECK_NEAR(1, x[AT_DROPOUT_MISSED], 0);
}

/* ---- archives ------------------------------------------------------------------------- */

enum { ARCHIVE = 1000 };

struct made {
	struct at_dropout_input input;
	struct at_dropout_row *rows;
	struct at_dropout_episode *episodes;
};

/* After each session of up to 10 a client drops out with log odds -3.5 + 1.2 for each missed
 * one of the two appointments before it - .8 per SD of alliance (mean 5, SD 1). */
static struct made
make_archive(int n)
{
	struct made m = { .rows = AT_NEW(arena, struct at_dropout_row, 20 * (size_t)n),
		.episodes = AT_NEW(arena, struct at_dropout_episode, (size_t)n) };
	struct at_random dice = at_random_seeded(5);
	int n_rows = 0;

	for (int i = 0; i < n; i++) {
		struct at_dropout_episode *e = &m.episodes[i];
		int last = 0, before = 0;       /* missed */

		*e = (struct at_dropout_episode){ true, false, NAN, 20 + i % 50 };
		for (int s = 1; s <= 10 && !e->judged; s++) {
			double alliance = 5 + at_random_normal(&dice);
			double logit = -3.5 + 1.2 * (last + before) - 0.8 * (alliance - 5);

			m.rows[n_rows++] = (struct at_dropout_row){ i, false, 10, alliance };
			e->judged = at_random_unit(&dice) < at_logistic(logit);
			before = last;
			last = 0;
			if (at_random_unit(&dice) >= 0.2)
				continue;
			before = 0;
			last = 1;
			m.rows[n_rows++] = (struct at_dropout_row){ i, true, NAN, NAN };
		}
	}
	m.input = (struct at_dropout_input){ m.rows, n_rows, m.episodes, n };
	return m;
}

static const struct at_dropout_plan judged = { .definition = AT_DROPOUT_JUDGED, .better = -1 };

TEST(a_known_hazard_is_found)
{
	struct made m = make_archive(ARCHIVE);
	struct at_dropout d;

	(void)state_;
	CHECK_INT(AT_OK, at_dropout_fit(arena, &judged, &m.input, &d, &err));
	CHECK_INT(ARCHIVE, d.n_episodes);
	CHECK_NEAR(1.2, d.b[1 + AT_DROPOUT_MISSED] / d.sd[AT_DROPOUT_MISSED], 0.4);
	CHECK_NEAR(-0.8, d.b[1 + AT_DROPOUT_ALLIANCE] / d.sd[AT_DROPOUT_ALLIANCE], 0.2);
	/* The score is always 10, age was not asked for, barriers are not known. */
	CHECK(!d.used[AT_DROPOUT_INTAKE] && !d.used[AT_DROPOUT_EARLY]);
	CHECK(!d.used[AT_DROPOUT_AGE] && !d.used[AT_DROPOUT_BARRIERS]);
	CHECK(d.b[1 + AT_DROPOUT_INTAKE] == 0 && d.b[1 + AT_DROPOUT_AGE] == 0);
	CHECK_NEAR((double)d.n_dropped / d.n_rows, d.hazard, 1e-15);
	CHECK_NEAR(1, d.slope, 0.25);
	CHECK(d.calibrated);
	for (int i = 0, n = 0; i < AT_DROPOUT_TENTHS; i++) {
		n += d.tenths[i].n;
		CHECK_NEAR(d.tenths[i].predicted, d.tenths[i].observed, 0.06);
		CHECK(i + 1 < AT_DROPOUT_TENTHS || n == d.n_rows);
	}
}

TEST(an_open_episode_has_a_band_and_its_reasons)
{
	static const struct at_dropout_row bad[] = { { 0, false, 10, 5 }, { 0, true, NAN, NAN },
		{ 0, false, 10, 2 } };
	static const struct at_dropout_row good[] = { { 0, false, 10, 7 } };
	static const struct at_dropout_row never[] = { { 0, true, NAN, NAN } };
	const struct at_dropout_episode open = { .barriers = NAN, .age = NAN };
	struct made m = make_archive(ARCHIVE);
	struct at_dropout_found found;
	struct at_dropout d;

	(void)state_;
	CHECK_INT(AT_OK, at_dropout_fit(arena, &judged, &m.input, &d, &err));
	CHECK(at_dropout_find(&d, bad, 3, &open, &found));
	CHECK_TEXT("high", at_dropout_band_id(found.band));
	CHECK(found.n_reasons >= 2);
	CHECK_TEXT("alliance", at_dropout_reason(found.reasons[0]));
	CHECK_TEXT("missed appointments", at_dropout_reason(found.reasons[1]));
	CHECK(at_dropout_find(&d, good, 1, &open, &found));
	CHECK_INT(AT_DROPOUT_LOW, found.band);
	CHECK(!at_dropout_find(&d, never, 1, &open, &found));
}

/* One session each, of which a fifth is the last before a dropout; the alliance adds `effect`
 * to the log odds for each SD. */
static struct at_dropout
fit_single_sessions(int n, double effect)
{
	struct made m = make_archive(n);
	struct at_random dice = at_random_seeded(8);
	struct at_dropout d;

	m.input.n_rows = n;
	for (int i = 0; i < n; i++) {
		double alliance = at_random_normal(&dice);

		m.episodes[i].judged = at_random_unit(&dice) < at_logistic(effect * alliance - 1.4);
		m.rows[i] = (struct at_dropout_row){ i, false, 10, alliance };
	}
	CHECK_INT(AT_OK, at_dropout_fit(arena, &judged, &m.input, &d, &err));
	return d;
}

/* Of the rows it was fitted to a model predicts with a slope of 1 or more, even noise. */
TEST(noise_is_not_calibrated)
{
	struct at_dropout d = fit_single_sessions(600, 0);

	(void)state_;
	CHECK(d.slope < 0.5);
	CHECK(!d.calibrated);
}

/* Right, but nobody's hazard is ever twice the mean: nothing shows that `high` is. */
TEST(a_band_that_never_occurs_is_not_calibrated)
{
	struct at_dropout d = fit_single_sessions(2000, 0.3);

	(void)state_;
	CHECK_NEAR(1, d.slope, 0.3);
	CHECK_INT(0, d.bands[AT_DROPOUT_HIGH].n);
	CHECK(isnan(d.bands[AT_DROPOUT_HIGH].observed));
	CHECK(!d.calibrated);
}

TEST(dropout_is_what_the_definition_says)
{
	static const struct { enum at_dropout_definition is; int n; } cases[] = {
		{ AT_DROPOUT_JUDGED, 40 }, { AT_DROPOUT_MISSED_LAST, 60 },
		{ AT_DROPOUT_SHORT, 80 }, { AT_DROPOUT_UNCHANGED, 100 },
	};
	struct at_dropout_row *rows = AT_NEW(arena, struct at_dropout_row, 4 * 400);
	struct at_dropout_episode *episodes = AT_NEW(arena, struct at_dropout_episode, 401);
	struct at_dropout_input input = { rows, 0, episodes, 401 };
	struct at_dropout d;

	(void)state_;
	/* 40 are judged; 60 missed the last of three; 20 more came twice and had no third; 20
	 * more came three times and were five points better, not six as the rest. */
	for (int i = 0; i < 400; i++) {
		episodes[i] = (struct at_dropout_episode){ true, i < 40, NAN, NAN };
		rows[input.n_rows++] = (struct at_dropout_row){ i, false, 20, i % 7 };
		rows[input.n_rows++] = (struct at_dropout_row){ i, false, NAN, i % 5 };
		if (i < 60 || i >= 80)
			rows[input.n_rows++] = (struct at_dropout_row){ i, i < 60,
				i < 60 ? 1 : i < 100 ? 15 : 14, i % 3 };
	}
	/* Not closed: does not count, whatever it is. */
	episodes[400] = (struct at_dropout_episode){ false, true, NAN, NAN };
	for (size_t k = 0; k < AT_COUNT(cases); k++) {
		const struct at_dropout_plan plan = { .definition = cases[k].is, .better = -1,
			.reliable = 6, .sessions = 3 };

		CHECK_INT(AT_OK, at_dropout_fit(arena, &plan, &input, &d, &err));
		CHECK_INT(cases[k].n, d.n_dropped);
		CHECK_INT(400, d.n_episodes);
	}
	CHECK_TEXT("missed-last", at_dropout_definition_id(AT_DROPOUT_MISSED_LAST));
	CHECK_TEXT("unchanged", at_dropout_definition_id(AT_DROPOUT_UNCHANGED));
}

TEST(too_little_is_refused_with_the_counts)
{
	struct made m = make_archive(199);
	struct at_dropout d = { .n_rows = 99 };

	(void)state_;
	CHECK_INT(AT_INVALID, at_dropout_fit(arena, &judged, &m.input, &d, &err));
	CHECK_TEXT("200 closed episodes are needed, there are 199", err.text);
	at_error_clear(&err);
	m = make_archive(300);
	for (int i = 0; i < 300; i++)
		m.episodes[i].judged = i < 29;
	CHECK_INT(AT_INVALID, at_dropout_fit(arena, &judged, &m.input, &d, &err));
	CHECK_HAS("40 dropouts are needed for 4 features, there are 29 in 300 episodes", err.text);
	CHECK_INT(99, d.n_rows);
}

#define IN_ARENA(name) cmocka_unit_test_setup_teardown(name, open_arena, close_arena)

RUN_ALL(
    RUN(features_are_those_of_the_last_session_the_client_came_to),
    IN_ARENA(a_known_hazard_is_found),
    IN_ARENA(an_open_episode_has_a_band_and_its_reasons),
    IN_ARENA(noise_is_not_calibrated),
    IN_ARENA(a_band_that_never_occurs_is_not_calibrated),
    IN_ARENA(dropout_is_what_the_definition_says),
    IN_ARENA(too_little_is_refused_with_the_counts),
)
