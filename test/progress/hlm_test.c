/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Slopes against the mean slope, on sleepstudy: figures of lme4's own criterion at its least
 * (lme4 stops a little before), standard errors from Henderson's equations solved in R. */
#include "check.h"
#include "progress/change.h"
#include "progress/hlm.h"
#include "support/lmm_data.h"

static struct at_arena *arena;
static struct at_error err;
static struct at_hlm_row rows[180];

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

/* Without the scores that are listed (person x 10 + day, from 0). */
static int
sleep_rows(const int *without, int n_without)
{
	int n = 0;

	for (int i = 0; i < 18; i++)
		for (int day = 0; day < 10; day++) {
			bool there = true;

			for (int k = 0; k < n_without; k++)
				there = there && without[k] != 10 * i + day;
			if (there)
				rows[n++] = (struct at_hlm_row){ i, day, sleepstudy[10 * i + day] };
		}
	return n;
}

static void
check_client(const struct at_hlm_client *c, double deviation, double sd, double slope,
    double se)
{
	CHECK_NEAR(deviation, c->deviation, 1e-6 * fabs(deviation));
	CHECK_NEAR(sd, c->sd, 1e-6 * sd);
	CHECK_NEAR(deviation / sd, c->rci, 2e-6 * fabs(deviation / sd));
	CHECK_NEAR(slope, c->slope, 1e-6 * slope);
	CHECK_NEAR(se, c->se, 1e-6 * se);
}

TEST(slopes_are_those_of_lme4)
{
	struct at_hlm h;
	int n = sleep_rows(NULL, 0);

	(void)state_;
	CHECK_INT(AT_OK, at_hlm_fit(arena, rows, n, &h, &err));
	CHECK_INT(18, h.n_clients);
	CHECK_NEAR(10.46728596, h.slope, 1e-5);
	CHECK_NEAR(1.54578889628, h.slope_se, 1e-6);
	CHECK_NEAR(sqrt(35.07166049752), h.slope_sd, 1e-6);
	CHECK_NEAR(sqrt(654.941027068), h.sigma, 1e-6);
	CHECK(!h.singular);
	check_client(&h.clients[0], 9.19897187954, 2.30483701525, 19.6662578391, 2.33627589995);
	check_client(&h.clients[1], -8.6197026622, 2.30483701525, 1.8475832974, 2.33627589995);
	check_client(&h.clients[2], -5.44887941349, 2.30483701525, 5.01840654611, 2.33627589995);
	CHECK_NEAR(249.56, h.clients[0].first, 0);
	CHECK_NEAR(466.3535, h.clients[0].last, 0);
	CHECK_INT(10, h.clients[0].n);
}

TEST(clients_may_have_times_of_their_own)
{
	static const int without[] = { 1, 2, 4, 13, 14, 15, 16, 17, 18, 19, 30, 44, 45, 46 };
	struct at_hlm h;
	int n = sleep_rows(without, (int)AT_COUNT(without));

	(void)state_;
	CHECK_INT(AT_OK, at_hlm_fit(arena, rows, n, &h, &err));
	check_client(&h.clients[0], 7.068716851, 2.37928662721, 17.9696674863, 2.43650925656);
	check_client(&h.clients[1], -3.85273715271, 4.85276446462, 7.04821348262, 5.04106836995);
	check_client(&h.clients[2], -5.77724064208, 2.24124590061, 5.12370999325, 2.2831469956);
	CHECK_INT(3, h.clients[1].n);
	CHECK_NEAR(sleepstudy[12], h.clients[1].last, 0);
}

TEST(what_cannot_be_judged_is_refused)
{
	struct at_hlm h = { .n_rows = 99 };
	int n = sleep_rows((const int[]){ 2, 3, 4, 5, 6, 7, 8, 9 }, 8);

	(void)state_;
	CHECK_INT(AT_INVALID, at_hlm_fit(arena, rows, n, &h, &err));
	CHECK_TEXT("expected 3 scores of client 0, found 2", err.text);
	at_error_clear(&err);
	n = sleep_rows(NULL, 0);
	for (int i = 0; i < n; i++)
		rows[i].time = 4;
	CHECK_INT(AT_INVALID, at_hlm_fit(arena, rows, n, &h, &err));
	CHECK_HAS("of the same one", err.text);
	CHECK_INT(99, h.n_rows);
}

/* Every client's line has the slope of 2, and the same bumps round it. */
TEST(clients_of_one_slope_cannot_be_told_apart)
{
	struct at_hlm h;
	int n = 0;

	(void)state_;
	for (int i = 0; i < 12; i++)
		for (int t = 0; t < 5; t++)
			rows[n++] = (struct at_hlm_row){ i, t, 5 * i + 2 * t + (t % 2 ? 1 : -1) };
	CHECK_INT(AT_INVALID, at_hlm_fit(arena, rows, n, &h, &err));
	CHECK_HAS("do not differ in their slopes", err.text);
}

TEST(the_index_is_judged_like_any_other)
{
	const struct at_change_plan plan = { .method = AT_CHANGE_HLM, .better = -1,
		.z = AT_CHANGE_Z, .cutoff = AT_CUTOFF_VALUE, .value = 9 };
	const struct at_change_sample sample = { 20, 5, 12, 6, 9 };
	struct at_change_rule rule;
	struct at_change c;

	(void)state_;
	CHECK_INT(AT_OK, at_change_rule_make(&plan, &sample, &rule, &err));
	CHECK(isnan(rule.se) && isnan(rule.s_diff) && isnan(rule.spread));
	CHECK_TEXT("hlm", at_change_method_name(AT_CHANGE_HLM));
	CHECK(at_change_judge_index(&rule, 20, 8, -2, &c));
	CHECK_INT(AT_CHANGE_RECOVERED, c.class);
	CHECK_NEAR(-12, c.change, 0);
	CHECK(at_change_judge_index(&rule, 20, 8, -1.9, &c));
	CHECK_INT(AT_CHANGE_UNCHANGED, c.class);
	CHECK(at_change_judge_index(&rule, 20, 15, -2, &c));
	CHECK_INT(AT_CHANGE_IMPROVED, c.class);
	CHECK(at_change_judge_index(&rule, 8, 20, 2, &c));
	CHECK_INT(AT_CHANGE_HARMED, c.class);
	CHECK(!at_change_judge_index(&rule, NAN, 20, 2, &c));
}

#define IN_ARENA(name) cmocka_unit_test_setup_teardown(name, open_arena, close_arena)

RUN_ALL(
    IN_ARENA(slopes_are_those_of_lme4),
    IN_ARENA(clients_may_have_times_of_their_own),
    IN_ARENA(what_cannot_be_judged_is_refused),
    IN_ARENA(clients_of_one_slope_cannot_be_told_apart),
    RUN(the_index_is_judged_like_any_other),
)
