/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asymmetry of funnels, against metafor 3.8-1 (regtest, ranktest, trimfill). */
#include "check.h"
#include "stats/meta_bias.h"
#include "support/meta_data.h"

static struct at_arena *arena;

static int
begin(void **state_)
{
	(void)state_;
	arena = at_arena_open();
	return arena == NULL;
}

static int
end(void **state_)
{
	(void)state_;
	at_arena_close(arena);
	return 0;
}

TEST(effects_against_standard_errors)
{
	struct at_meta_input input = data_molloy(arena, AT_META_REML);
	struct at_meta_egger egger;

	(void)state_;
	CHECK_INT(AT_OK, at_meta_egger_ols(arena, &input, &egger, NULL));
	CHECK_NEAR(1.3450344270499277, egger.statistic, 1e-12);
	CHECK_NEAR(0.19999872332970159, egger.p, 1e-12);
	CHECK_NEAR(14, egger.df, 0);
	CHECK_INT(AT_OK, at_meta_egger_mixed(arena, &input, &egger, NULL));
	CHECK_NEAR(1.0217274287758924, egger.statistic, 1e-9);
	CHECK_NEAR(0.3069099253696948, egger.p, 1e-9);
	CHECK_NEAR(0.079005978495543958, egger.limit, 1e-9);
	CHECK(isinf(egger.df));
	input = data_mcdaniel(arena, AT_META_REML);
	CHECK_INT(AT_OK, at_meta_egger_mixed(arena, &input, &egger, NULL));
	CHECK_NEAR(3.192201754420979, egger.statistic, 1e-9);
	CHECK_NEAR(0.1293674955622462, egger.limit, 1e-9);
	CHECK_INT(AT_OK, at_meta_egger_ols(arena, &input, &egger, NULL));
	CHECK_NEAR(2.179567748442395, egger.statistic, 1e-12);
	CHECK_NEAR(0.03077001610031013, egger.p, 1e-12);
	CHECK_NEAR(0.1705467108778687, egger.limit, 1e-12);
}

/* Two studies of 65 people are a tie; without one of them the distribution is exact. */
TEST(ranks_of_effects_and_variances)
{
	struct at_meta_input input = data_molloy(arena, AT_META_REML);
	double y[MOLLOY], v[MOLLOY];
	struct at_meta_rank rank;

	(void)state_;
	CHECK_INT(AT_OK, at_meta_rank_test(arena, &input, &rank, NULL));
	CHECK(!rank.exact);
	CHECK_NEAR(0.15899720766358738, rank.tau, 1e-14);
	CHECK_NEAR(0.39183400199370788, rank.p, 1e-13);
	for (int i = 0; i < MOLLOY - 1; i++) {
		y[i] = input.y[i < 5 ? i : i + 1];
		v[i] = input.v[i < 5 ? i : i + 1];
	}
	input = (struct at_meta_input){ .y = y, .v = v, .k = MOLLOY - 1 };
	CHECK_INT(AT_OK, at_meta_rank_test(arena, &input, &rank, NULL));
	CHECK(rank.exact);
	CHECK_NEAR(0.219047619047619, rank.tau, 1e-14);
	CHECK_NEAR(0.281566070295568, rank.p, 1e-13);
	input = data_mcdaniel(arena, AT_META_REML);
	CHECK_INT(AT_OK, at_meta_rank_test(arena, &input, &rank, NULL));
	CHECK_NEAR(0.1302844967211451, rank.tau, 1e-14);
	CHECK_NEAR(0.01477745544280812, rank.p, 1e-13);
}

/* All pairs the same way: 2 of the 10! orders are as extreme. */
TEST(the_rarest_order_has_its_probability)
{
	struct at_meta_input input = { .k = 10 };
	double y[10], v[10];
	struct at_meta_rank rank;

	(void)state_;
	for (int i = 0; i < 10; i++) {
		v[i] = 1 + i / 100.0;
		y[i] = i;
	}
	input.y = y;
	input.v = v;
	CHECK_INT(AT_OK, at_meta_rank_test(arena, &input, &rank, NULL));
	CHECK_NEAR(1, rank.tau, 0);
	CHECK_NEAR(2 / 3628800.0, rank.p, 1e-15);
	for (int i = 0; i < 10; i++)
		y[i] = -i;
	CHECK_INT(AT_OK, at_meta_rank_test(arena, &input, &rank, NULL));
	CHECK_NEAR(-1, rank.tau, 0);
	CHECK_NEAR(2 / 3628800.0, rank.p, 1e-15);
}

/* The studies of 91 and 55 people have no mirror image; seen in a mirror, the gap is on
 * the other side. */
TEST(what_is_missing_is_filled)
{
	struct at_meta_input input = data_molloy(arena, AT_META_REML);
	struct at_meta_trim trim, other;
	double y[MOLLOY];

	(void)state_;
	CHECK_INT(AT_OK, at_meta_trim_fill(arena, &input, &trim, NULL));
	CHECK(!trim.right);
	CHECK_INT(2, trim.n_filled);
	CHECK_NEAR(0.12881318883817561, trim.fit.b[0], 2e-6);
	CHECK_NEAR(0.011247790644832332, trim.fit.tau2, 1e-5);
	CHECK_INT(18, trim.fit.k);
	CHECK_NEAR(input.v[2], trim.v[0], 0);
	CHECK_NEAR(input.v[11], trim.v[1], 0);
	CHECK_NEAR(input.y[2] + trim.y[0], input.y[11] + trim.y[1], 1e-14);
	for (int i = 0; i < MOLLOY; i++)
		y[i] = -input.y[i];
	input.y = y;
	CHECK_INT(AT_OK, at_meta_trim_fill(arena, &input, &other, NULL));
	CHECK(other.right);
	CHECK_INT(2, other.n_filled);
	CHECK_NEAR(-trim.fit.b[0], other.fit.b[0], 1e-12);
	input = data_mcdaniel(arena, AT_META_REML);
	CHECK_INT(AT_OK, at_meta_trim_fill(arena, &input, &trim, NULL));
	CHECK_INT(0, trim.n_filled);
	CHECK_NEAR(0.237393455728048, trim.fit.b[0], 1e-11);
}

TEST(few_studies_are_refused_with_the_reason)
{
	struct at_meta_input input = data_molloy(arena, AT_META_REML);
	struct at_error err = { .status = AT_OK };
	struct at_meta_egger egger;
	struct at_meta_rank rank;
	struct at_meta_trim trim;

	(void)state_;
	input.k = 9;
	CHECK_INT(AT_INVALID, at_meta_egger_ols(arena, &input, &egger, &err));
	CHECK_TEXT("9 studies are too few to see asymmetry: 10 are needed", err.text);
	CHECK_INT(AT_INVALID, at_meta_egger_mixed(arena, &input, &egger, &err));
	CHECK_INT(AT_INVALID, at_meta_rank_test(arena, &input, &rank, &err));
	CHECK_INT(AT_INVALID, at_meta_trim_fill(arena, &input, &trim, &err));
	input.k = 10;
	CHECK_INT(AT_OK, at_meta_egger_ols(arena, &input, &egger, NULL));
}

TEST(equal_standard_errors_are_refused)
{
	struct at_meta_input input = data_molloy(arena, AT_META_REML);
	struct at_error err = { .status = AT_OK };
	struct at_meta_rank rank;
	double v[MOLLOY];

	(void)state_;
	for (int i = 0; i < MOLLOY; i++)
		v[i] = 0.01;
	input.v = v;
	CHECK_INT(AT_INVALID, at_meta_rank_test(arena, &input, &rank, &err));
	CHECK_TEXT("all standard errors are equal: no effect can depend on them", err.text);
}

#define EACH(name) cmocka_unit_test_setup_teardown(name, begin, end)

RUN_ALL(
	EACH(effects_against_standard_errors),
	EACH(ranks_of_effects_and_variances),
	EACH(the_rarest_order_has_its_probability),
	EACH(what_is_missing_is_filled),
	EACH(few_studies_are_refused_with_the_reason),
	EACH(equal_standard_errors_are_refused),
)
