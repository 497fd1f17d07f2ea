/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The nearest past clients: who they are, how far, and what their course says. */
#include "base/random.h"
#include "check.h"
#include "progress/neighbours.h"

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

/* Cases of two kinds by their one feature: 0, who fall by 4 a unit of ln(session) from 20,
 * and 1, who fall by 1. */
static struct at_neighbours_case *
make_cases(int n, int sessions)
{
	struct at_neighbours_case *cases = AT_NEW(arena, struct at_neighbours_case, (size_t)n);
	struct at_random dice = at_random_seeded(4);

	for (int i = 0; i < n; i++) {
		struct at_course_row *rows = AT_NEW(arena, struct at_course_row, (size_t)sessions);
		double *x = AT_NEW(arena, double, 1);

		x[0] = i % 2;
		for (int s = 1; s <= sessions; s++)
			rows[s - 1] = (struct at_course_row){ i, s, 20 + at_random_normal(&dice)
				- (i % 2 ? 1 : 4) * log(s) };
		cases[i] = (struct at_neighbours_case){ rows, sessions, x };
	}
	return cases;
}

static const struct at_course_row first = { 0, 1, 20 };
static const double zero[] = { 0 }, one[] = { 1 }, unknown[] = { NAN };

TEST(who_is_alike_tells_the_course)
{
	const struct at_neighbours_input in = { -1, make_cases(200, 8), 200, 1, NULL, 20 };
	const struct at_neighbours_case quick = { &first, 1, zero }, slow = { &first, 1, one };
	struct at_neighbours n;

	(void)state_;
	CHECK_INT(AT_OK, at_neighbours_find(arena, &in, &quick, &n, &err));
	CHECK_INT(200, n.n_cases);
	CHECK_INT(20, n.k);
	CHECK_INT(0, n.since);
	for (int i = 0; i < 20; i++) {
		CHECK_INT(0, n.nearest[i].at % 2);
		CHECK(i == 0 || n.nearest[i].distance >= n.nearest[i - 1].distance);
	}
	CHECK_NEAR(20, n.b[0], 0.5);
	CHECK_NEAR(-4, n.b[1], 0.4);
	CHECK_INT(7, n.n_sessions);
	CHECK_INT(2, n.sessions[0].session);
	CHECK_NEAR(n.b[0] + n.b[1] * log(8), n.sessions[6].mean, 1e-12);
	CHECK(n.sessions[6].limit90 > n.sessions[6].limit84);
	CHECK(n.sessions[6].limit84 > n.sessions[6].mean);
	CHECK_INT(AT_OK, at_neighbours_find(arena, &in, &slow, &n, &err));
	CHECK_NEAR(-1, n.b[1], 0.4);
}

/* What is not known is left out of the distance; the first score is always known. */
TEST(unknown_features_do_not_count)
{
	const struct at_neighbours_input in = { -1, make_cases(200, 8), 200, 1, NULL, 50 };
	const struct at_neighbours_case client = { &first, 1, unknown };
	struct at_neighbours n;
	int odd = 0;

	(void)state_;
	CHECK_INT(AT_OK, at_neighbours_find(arena, &in, &client, &n, &err));
	for (int i = 0; i < 50; i++)
		odd += n.nearest[i].at % 2;
	CHECK(odd > 10 && odd < 40);
}

/* Euclid: the SD of a feature of 0 and 1 in halves is .5013, so 1 is 1.995 SDs; root of the
 * mean square over it and the first score (the same).  Gower: the mean of 1 and 0. */
TEST(distances_are_in_sd_or_after_gower)
{
	struct at_neighbours_case *cases = make_cases(200, 4);
	const struct at_neighbours_case client = { &first, 1, one };
	const bool nominal[] = { true };
	struct at_neighbours_input in = { -1, cases, 200, 1, NULL, 50 };
	struct at_course_row *rows = AT_NEW(arena, struct at_course_row, 4);
	struct at_neighbours n;

	(void)state_;
	/* All but case 0 are far off in the first score. */
	for (int i = 0; i < 200; i++) {
		rows = AT_NEW(arena, struct at_course_row, 4);
		memcpy(rows, cases[i].rows, 4 * sizeof *rows);
		rows[0].value = i == 0 ? 20 : 40 + i % 2;
		cases[i].rows = rows;
	}
	CHECK_INT(AT_OK, at_neighbours_find(arena, &in, &client, &n, &err));
	CHECK_INT(0, n.nearest[0].at);
	CHECK_NEAR(1 / 0.50125470711 / sqrt(2), n.nearest[0].distance, 1e-9);
	in.nominal = nominal;
	CHECK_INT(AT_OK, at_neighbours_find(arena, &in, &client, &n, &err));
	CHECK_NEAR(0.5, n.nearest[n.k - 1].distance, 0.03);
	for (int i = 0; i < n.k; i++)
		CHECK(n.nearest[i].at != 0 || fabs(n.nearest[i].distance - 0.5) < 1e-12);
}

/* The feature says nothing, but this client has not fallen up to session 4. */
TEST(from_session_three_on_the_change_so_far_counts)
{
	static const struct at_course_row rows[] = { { 0, 1, 20 }, { 0, 2, 20 }, { 0, 4, 19.5 } };
	const struct at_neighbours_input in = { -1, make_cases(400, 8), 400, 1, NULL, 0 };
	const struct at_neighbours_case client = { rows, 3, unknown };
	const struct at_neighbours_case early = { rows, 2, unknown };
	struct at_neighbours n;
	int odd = 0;

	(void)state_;
	CHECK_INT(AT_OK, at_neighbours_find(arena, &in, &client, &n, &err));
	CHECK_INT(4, n.since);
	for (int i = 0; i < n.k; i++)
		odd += n.nearest[i].at % 2;
	CHECK(odd > 0.8 * n.k);
	CHECK(n.k >= AT_NEIGHBOURS_LEAST && n.k <= AT_NEIGHBOURS_MOST);
	for (int i = 0; i < AT_NEIGHBOURS_KS; i++)
		CHECK(n.errors[i] >= n.errors[(n.k - AT_NEIGHBOURS_LEAST) / AT_NEIGHBOURS_STEP]);
	CHECK_INT(AT_OK, at_neighbours_find(arena, &in, &early, &n, &err));
	CHECK_INT(0, n.since);
}

/* Everybody is 30 points off at session 3, one way or the other.  Who is alike up to session
 * 4 is judged by what came later. */
TEST(what_found_the_neighbours_does_not_judge_them)
{
	static const struct at_course_row rows[] = { { 0, 1, 20 }, { 0, 4, 17 } };
	struct at_neighbours_case *cases = make_cases(200, 8);
	const struct at_neighbours_input in = { -1, cases, 200, 1, NULL, 0 };
	const struct at_neighbours_case client = { rows, 2, unknown };
	struct at_neighbours n;

	(void)state_;
	for (int i = 0; i < 200; i++) {
		struct at_course_row *own = AT_NEW(arena, struct at_course_row, 8);

		memcpy(own, cases[i].rows, 8 * sizeof *own);
		own[2].value += i % 4 < 2 ? 30 : -30;
		cases[i].rows = own;
	}
	CHECK_INT(AT_OK, at_neighbours_find(arena, &in, &client, &n, &err));
	for (int i = 0; i < AT_NEIGHBOURS_KS; i++)
		CHECK(n.errors[i] < 5);
}

TEST(too_few_cases_are_refused_with_their_number)
{
	static const struct at_course_row late[] = { { 0, 1, 20 }, { 0, 8, 10 } };
	struct at_neighbours_input in = { -1, make_cases(99, 8), 99, 1, NULL, 0 };
	const struct at_neighbours_case client = { &first, 1, zero }, at_end = { late, 2, zero };
	const struct at_neighbours_case none = { &late[1], 1, zero };
	struct at_neighbours n = { .k = 99 };

	(void)state_;
	CHECK_INT(AT_INVALID, at_neighbours_find(arena, &in, &client, &n, &err));
	CHECK_TEXT("100 closed cases of three scores are needed, there are 99", err.text);
	at_error_clear(&err);
	in = (struct at_neighbours_input){ -1, make_cases(200, 8), 200, 1, NULL, 0 };
	CHECK_INT(AT_INVALID, at_neighbours_find(arena, &in, &at_end, &n, &err));
	CHECK_TEXT("100 closed cases that went on beyond session 8 are needed, there are 0",
	    err.text);
	at_error_clear(&err);
	CHECK_INT(AT_INVALID, at_neighbours_find(arena, &in, &none, &n, &err));
	CHECK_HAS("expected a score of the client at session 1", err.text);
	CHECK_INT(99, n.k);
}

/* Ten neighbours with scores 1 .. 10 at session 2: R's quantile() has 8.56 and 9.1, and to
 * the other side 2.44 and 1.9. */
TEST(limits_are_percentiles_to_the_bad_side)
{
	struct at_neighbours_case *cases = AT_NEW(arena, struct at_neighbours_case, 110);
	struct at_neighbours_input in = { -1, cases, 110, 1, NULL, 10 };
	const struct at_neighbours_case client = { &first, 1, zero };
	struct at_random dice = at_random_seeded(2);
	struct at_neighbours n;

	(void)state_;
	for (int i = 0; i < 110; i++) {
		struct at_course_row *rows = AT_NEW(arena, struct at_course_row, 3);
		double *x = AT_NEW(arena, double, 1);

		x[0] = i < 10 ? 0 : 1;
		rows[0] = (struct at_course_row){ i, 1, 20 };
		rows[1] = (struct at_course_row){ i, 2, i < 10 ? 10 - i : 12 };
		rows[2] = (struct at_course_row){ i, i == 0 ? 4 : 3, at_random_normal(&dice) };
		cases[i] = (struct at_neighbours_case){ rows, 3, x };
	}
	CHECK_INT(AT_OK, at_neighbours_find(arena, &in, &client, &n, &err));
	CHECK_INT(10, n.sessions[0].n);
	CHECK_NEAR(8.56, n.sessions[0].limit84, 1e-12);
	CHECK_NEAR(9.1, n.sessions[0].limit90, 1e-12);
	CHECK_INT(9, n.sessions[1].n);
	CHECK(isnan(n.sessions[1].limit84) && isnan(n.sessions[1].limit90));
	CHECK_INT(1, n.sessions[2].n);
	in.better = 1;
	CHECK_INT(AT_OK, at_neighbours_find(arena, &in, &client, &n, &err));
	CHECK_NEAR(2.44, n.sessions[0].limit84, 1e-12);
	CHECK_NEAR(1.9, n.sessions[0].limit90, 1e-12);
}

#define IN_ARENA(name) cmocka_unit_test_setup_teardown(name, open_arena, close_arena)

RUN_ALL(
    IN_ARENA(who_is_alike_tells_the_course),
    IN_ARENA(unknown_features_do_not_count),
    IN_ARENA(distances_are_in_sd_or_after_gower),
    IN_ARENA(from_session_three_on_the_change_so_far_counts),
    IN_ARENA(what_found_the_neighbours_does_not_judge_them),
    IN_ARENA(too_few_cases_are_refused_with_their_number),
    IN_ARENA(limits_are_percentiles_to_the_bad_side),
)
