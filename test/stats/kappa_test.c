/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Kappa of two raters and of many: small tables by hand and from R, and the psychiatric
 * example of Fleiss (1971). */
#include "check.h"
#include "stats/kappa.h"

static const double table[9] = { 44, 5, 1, 7, 20, 3, 9, 5, 6 };

static struct at_kappa
cohen(const double *counts, int c, enum at_kappa_weights weights, const double *values)
{
	struct at_arena *arena = at_arena_open();
	struct at_kappa kappa = at_kappa_cohen(arena, counts, c, weights, values);

	at_arena_close(arena);
	return kappa;
}

TEST(two_raters_agree_beyond_chance)
{
	static const struct { double value, agreement, expected, se, z; } known[] = {
		{ 0.4915254237288135, 0.7, 0.41, 0.07212745929334069, 6.686573150705386 },
		{ 0.4736842105263159, 0.8, 0.62, 0.07697890987030612, 6.123724356957943 },
		{ 0.4545454545454543, 0.85, 0.725, 0.09397969777572604, 4.7716527859489 },
	};

	(void)state_;
	for (int w = AT_KAPPA_PLAIN; w <= AT_KAPPA_QUADRATIC; w++) {
		struct at_kappa k = cohen(table, 3, (enum at_kappa_weights)w, NULL);

		CHECK_NEAR(known[w].value, k.value, 1e-14);
		CHECK_NEAR(known[w].agreement, k.agreement, 1e-14);
		CHECK_NEAR(known[w].expected, k.expected, 1e-14);
		CHECK_NEAR(known[w].se, k.se, 1e-14);
		CHECK_NEAR(known[w].z, k.z, 1e-12);
		CHECK_NEAR(known[w].value - 1.959963984540054 * known[w].se, k.low, 1e-13);
		CHECK_NEAR(known[w].value + 1.959963984540054 * known[w].se, k.high, 1e-13);
		CHECK(k.p > 0 && k.p < 1e-5);
	}
}

/* A category nobody chose lies between the others all the same. */
TEST(distances_go_by_the_values)
{
	static const double three[9] = { 10, 2, 1, 3, 8, 4, 0, 2, 9 };
	static const double five[25] = { 10, 0, 2, 0, 1, [10] = 3, 0, 8, 0, 4,
		[20] = 0, 0, 2, 0, 9 };
	static const double values[3] = { 1, 3, 5 }, uneven[3] = { 1, 2, 5 };
	struct at_kappa of_five = cohen(five, 5, AT_KAPPA_LINEAR, NULL);

	(void)state_;
	CHECK_NEAR(of_five.value, cohen(three, 3, AT_KAPPA_LINEAR, values).value, 1e-15);
	CHECK_NEAR(of_five.se, cohen(three, 3, AT_KAPPA_LINEAR, values).se, 1e-15);
	CHECK(fabs(of_five.value - cohen(three, 3, AT_KAPPA_LINEAR, uneven).value) > 0.01);
}

TEST(full_agreement_and_one_category_are_told_apart)
{
	static const double full[4] = { 5, 0, 0, 5 }, against[4] = { 0, 5, 5, 0 };
	static const double single[4] = { 10, 0, 0, 0 };
	struct at_kappa k = cohen(full, 2, AT_KAPPA_PLAIN, NULL);

	(void)state_;
	CHECK_NEAR(1, k.value, 0);
	CHECK_NEAR(1, k.high, 0);
	CHECK_NEAR(-1, cohen(against, 2, AT_KAPPA_PLAIN, NULL).value, 0);
	for (int w = AT_KAPPA_PLAIN; w <= AT_KAPPA_QUADRATIC; w++) {
		k = cohen(single, 2, (enum at_kappa_weights)w, NULL);
		CHECK(isnan(k.value) && isnan(k.se) && isnan(k.p));
		CHECK_NEAR(1, k.agreement, 0);
	}
}

/* Ten targets, fourteen raters, five categories: figures worked out from the table that is
 * often printed; 0.210 and z 12.4. */
static const int chosen[10][5] = {
	{ 0, 0, 0, 0, 14 }, { 0, 2, 6, 4, 2 }, { 0, 0, 3, 5, 6 }, { 0, 3, 9, 2, 0 },
	{ 2, 2, 8, 1, 1 }, { 7, 7, 0, 0, 0 }, { 3, 2, 6, 3, 0 }, { 2, 5, 3, 2, 2 },
	{ 6, 5, 2, 1, 0 }, { 0, 2, 2, 3, 7 },
};

TEST(many_raters_agree_as_fleiss_has_it)
{
	static const double each[5] = { 0.2012820512820513, 0.0796703296703296,
		0.1715976331360948, 0.0303813833225597, 0.5076566951566952 };
	double sums[5] = { 0 }, squares[5] = { 0 };
	struct at_kappa k;

	(void)state_;
	for (int i = 0; i < 10; i++)
		for (int j = 0; j < 5; j++) {
			sums[j] += chosen[i][j];
			squares[j] += chosen[i][j] * chosen[i][j];
		}
	k = at_kappa_fleiss(sums, squares, 5, 14, 10);
	CHECK_NEAR(0.209930704421955, k.value, 1e-14);
	CHECK_NEAR(12.3742910591905, k.z, 1e-11);
	CHECK(isnan(k.se));
	for (int j = 0; j < 5; j++) {
		k = at_kappa_fleiss_one(sums[j], squares[j], 14, 10);
		CHECK_NEAR(each[j], k.value, 1e-14);
		CHECK_NEAR(each[j] / sqrt(2 / (10.0 * 14 * 13)), k.z, 1e-12);
	}
	k = at_kappa_fleiss_one(140, 10 * 14 * 14, 14, 10);
	CHECK(isnan(k.value));
}

RUN_ALL(
    RUN(two_raters_agree_beyond_chance),
    RUN(distances_go_by_the_values),
    RUN(full_agreement_and_one_category_are_told_apart),
    RUN(many_raters_agree_as_fleiss_has_it),
)
