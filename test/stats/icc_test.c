/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Intraclass correlations: the example of Shrout and Fleiss (1979), figures from R's psych. */
#include "check.h"
#include "stats/icc.h"

static const double ratings[24] = { 9, 2, 5, 8, 6, 1, 3, 2, 8, 4, 6, 8, 7, 1, 2, 6, 10, 5, 6, 9,
	6, 2, 4, 7 };

static struct at_error err;

static struct at_icc
find(const double *x, int n, int k)
{
	struct at_arena *arena = at_arena_open();
	struct at_icc icc;

	CHECK_INT(AT_OK, at_icc_find(arena, x, n, k, 0.025, &icc, &err));
	at_arena_close(arena);
	return icc;
}

TEST(the_published_example_is_met)
{
	static const struct { const char *name; double value, low, high, f, df2, p; } known[] = {
		{ "(1,1)", 0.165741768405, -0.1329323248748, 0.722560062328, 1.79467849224, 18,
		    0.164768808344640 },
		{ "(2,1)", 0.289763779528, 0.0187865133747, 0.761084369649, 11.02724795640, 15,
		    0.000134566516484 },
		{ "(3,1)", 0.714840714841, 0.3424647650339, 0.945858259955, 11.02724795640, 15,
		    0.000134566516484 },
		{ "(1,k)", 0.442797133679, -0.8844421552381, 0.912415420341, 1.79467849224, 18,
		    0.164768808344640 },
		{ "(2,k)", 0.620050547599, 0.0711368153025, 0.927232040168, 11.02724795640, 15,
		    0.000134566516484 },
		{ "(3,k)", 0.909315542377, 0.6756747138163, 0.985891678169, 11.02724795640, 15,
		    0.000134566516484 },
	};
	struct at_icc icc = find(ratings, 6, 4);

	(void)state_;
	for (int i = 0; i < AT_ICC_KINDS; i++) {
		CHECK_TEXT(known[i].name, at_icc_name((enum at_icc_kind)i));
		CHECK_NEAR(known[i].value, icc.kinds[i].value, 1e-11);
		CHECK_NEAR(known[i].low, icc.kinds[i].low, 1e-11);
		CHECK_NEAR(known[i].high, icc.kinds[i].high, 1e-11);
		CHECK_NEAR(known[i].f, icc.kinds[i].f, 1e-10);
		CHECK_NEAR(5, icc.kinds[i].df1, 0);
		CHECK_NEAR(known[i].df2, icc.kinds[i].df2, 0);
		CHECK_NEAR(known[i].p, icc.kinds[i].p, 1e-13);
	}
	/* Their table 3: 11.24, 6.26, 32.49, 1.02. */
	CHECK_NEAR(11.24, icc.between, 0.005);
	CHECK_NEAR(6.26, icc.within, 0.005);
	CHECK_NEAR(32.49, icc.raters, 0.005);
	CHECK_NEAR(1.02, icc.error, 0.005);
}

TEST(full_agreement_is_one)
{
	static const double same[] = { 1, 1, 2, 2, 4, 4 }, shifted[] = { 1, 2, 2, 3, 4, 5 };
	struct at_icc icc = find(same, 3, 2);

	(void)state_;
	for (int i = 0; i < AT_ICC_KINDS; i++) {
		CHECK_NEAR(1, icc.kinds[i].value, 0);
		CHECK_NEAR(1, icc.kinds[i].low, 0);
		CHECK_NEAR(1, icc.kinds[i].high, 0);
		CHECK_NEAR(0, icc.kinds[i].p, 0);
	}
	/* One rater is a point above the other: only the third kind does not mind. */
	icc = find(shifted, 3, 2);
	CHECK_NEAR(1, icc.kinds[AT_ICC_3_1].value, 1e-15);
	CHECK(icc.kinds[AT_ICC_2_1].value < 0.9);
}

TEST(ratings_that_are_all_the_same_have_no_correlation)
{
	static const double constant[] = { 3, 3, 3, 3 }, crossed[] = { 1, 2, 2, 1 };
	static const double levels[] = { 1, 2, 1, 2 };
	struct at_icc icc = find(constant, 2, 2);

	(void)state_;
	for (int i = 0; i < AT_ICC_KINDS; i++)
		CHECK(isnan(icc.kinds[i].value) && isnan(icc.kinds[i].p));
	icc = find(crossed, 2, 2);
	CHECK_NEAR(-1, icc.kinds[AT_ICC_1_1].value, 1e-15);
	CHECK(isnan(icc.kinds[AT_ICC_2_1].value));
	CHECK_NEAR(-1, icc.kinds[AT_ICC_3_1].value, 1e-15);
	/* Raters differ, targets do not. */
	icc = find(levels, 2, 2);
	CHECK(isnan(icc.kinds[AT_ICC_3_1].value));
	CHECK_NEAR(-1, icc.kinds[AT_ICC_1_1].value, 1e-15);
}

/* Means of targets that are equal leave no spread: no limit lies away from the value, and
 * the mean of the ratings has none. */
TEST(ratings_that_cross_stay_in_their_limits)
{
	static const double square[] = { 1, 2, 3, 2, 3, 1, 3, 1, 2 };
	static const double apart[] = { .1, 20.3, 43.7, .2, 20.1, 43.8, .3, 20.2, 43.6 };
	struct at_icc icc = find(square, 3, 3);

	(void)state_;
	CHECK_NEAR(-1, icc.kinds[AT_ICC_2_1].value, 1e-15);
	CHECK_NEAR(-1, icc.kinds[AT_ICC_2_1].low, 1e-15);
	CHECK_NEAR(-1, icc.kinds[AT_ICC_2_1].high, 1e-15);
	for (int i = AT_ICC_1_K; i < AT_ICC_KINDS; i++)
		CHECK(isnan(icc.kinds[i].value) && isnan(icc.kinds[i].low));
	icc = find(apart, 3, 3);
	CHECK_NEAR(-1.0546557779e-5, icc.kinds[AT_ICC_2_1].value, 1e-14);
	CHECK_NEAR(-1.0546557779e-5, icc.kinds[AT_ICC_2_1].low, 1e-14);
	CHECK_NEAR(-1.0546557779e-5, icc.kinds[AT_ICC_2_1].high, 1e-14);
	CHECK_NEAR(-3.1640340732e-5, icc.kinds[AT_ICC_2_K].high, 1e-14);
}

TEST(one_rater_or_one_target_is_refused)
{
	struct at_arena *arena = at_arena_open();
	struct at_icc icc;

	(void)state_;
	at_error_clear(&err);
	CHECK_INT(AT_INVALID, at_icc_find(arena, ratings, 6, 1, 0.025, &icc, &err));
	CHECK_TEXT("expected two raters or more who rate two targets or more, found 1 and 6",
	    err.text);
	CHECK_INT(AT_INVALID, at_icc_find(arena, ratings, 1, 4, 0.025, &icc, &err));
	at_arena_close(arena);
}

RUN_ALL(
    RUN(the_published_example_is_met),
    RUN(full_agreement_is_one),
    RUN(ratings_that_are_all_the_same_have_no_correlation),
    RUN(ratings_that_cross_stay_in_their_limits),
    RUN(one_rater_or_one_target_is_refused),
)
