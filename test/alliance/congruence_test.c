/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far two series agree: dyads of methods D6, with R's cor.test() and cor(c(x, y), c(y, x)). */
#include "check.h"
#include "alliance/congruence.h"

enum { MOST = 6 };

static struct at_agreement
of(int n, const double *client, const double *therapist)
{
	struct at_congruence_sums sums = { .pairs = { .x = { .n = 0 } } };

	for (int i = 0; i < n; i++)
		at_congruence_add(&sums, client[i], therapist[i]);
	return at_congruence_of(&sums);
}

static const double client[MOST] = { 5.0, 5.2, 5.5, 5.1, 5.8, 6.0 };
static const double therapist[MOST] = { 4.6, 4.9, 5.0, 4.9, 5.3, 5.2 };
static const double flat[MOST] = { 5.1, 5.1, 5.1, 5.1, 5.1, 5.1 };

TEST(intervals_and_profiles_are_those_of_r)
{
	struct at_agreement c = of(6, client, therapist);

	(void)state_;
	CHECK_NEAR(0.905259578652, c.r, 1e-11);
	CHECK_NEAR(0.3531435528856, c.r_low, 1e-11);
	CHECK_NEAR(0.9897082865296, c.r_high, 1e-11);
	CHECK_NEAR(0.1730120481928, c.profile, 1e-11);
}

TEST(who_is_called_client_changes_the_sign_of_the_difference_alone)
{
	struct at_agreement c = of(6, client, therapist), t = of(6, therapist, client);

	(void)state_;
	CHECK_NEAR(-c.difference, t.difference, 1e-14);
	CHECK_NEAR(c.distance, t.distance, 1e-14);
	CHECK_NEAR(c.r_low, t.r_low, 1e-14);
	CHECK_NEAR(c.profile, t.profile, 1e-14);
}

TEST(the_same_ratings_are_the_same_profile_and_give_no_interval)
{
	struct at_agreement c = of(6, client, client);

	(void)state_;
	CHECK_NEAR(1, c.r, 1e-14);
	CHECK_NEAR(1, c.profile, 1e-14);
	CHECK_NEAR(0, c.distance, 0);
	CHECK(isnan(c.r_low) && isnan(c.r_high));
}

TEST(moving_together_at_another_height_is_not_the_same)
{
	double higher[MOST];
	struct at_agreement c;

	(void)state_;
	for (int i = 0; i < MOST; i++)
		higher[i] = client[i] + 1;
	c = of(6, client, higher);
	CHECK_NEAR(1, c.r, 1e-12);
	CHECK(c.profile < 0);
}

TEST(too_few_pairs_and_sides_that_never_move)
{
	struct at_agreement c = of(5, client, therapist);

	(void)state_;
	CHECK_INT(5, c.n);
	CHECK(!isnan(c.difference));
	CHECK(isnan(c.r) && isnan(c.profile) && isnan(c.r_low));
	c = of(6, client, flat);
	CHECK(isnan(c.r) && isnan(c.r_low));
	CHECK(c.profile <= 0);                  /* a flat line is not the client's */
	c = of(6, flat, flat);
	CHECK(isnan(c.profile));
	CHECK_NEAR(0, c.distance, 0);
	c = of(0, client, therapist);
	CHECK_INT(0, c.n);
	CHECK(isnan(c.difference) && isnan(c.distance));
}

RUN_ALL(
	RUN(intervals_and_profiles_are_those_of_r),
	RUN(who_is_called_client_changes_the_sign_of_the_difference_alone),
	RUN(the_same_ratings_are_the_same_profile_and_give_no_interval),
	RUN(moving_together_at_another_height_is_not_the_same),
	RUN(too_few_pairs_and_sides_that_never_move)
)
