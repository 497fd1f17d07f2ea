/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The state of a client on a measure, by the house rules. */
#include "check.h"
#include "progress/signal.h"

/* PHQ-9: a sum, lower is better, cut-off 10, reliable change 6. */
static const struct at_scale phq = { .id = "total", .combine = AT_SUM, .better = -1,
	.lowest = 0, .highest = 27, .cutoff = 10, .reliable = 6 };
/* The same turned round: clinical below 18. */
static const struct at_scale well = { .id = "well", .combine = AT_SUM, .better = +1,
	.lowest = 0, .highest = 27, .cutoff = 18, .reliable = 6 };
/* A mean: a reliable change must be exceeded. */
static const struct at_scale mean = { .id = "mean", .combine = AT_MEAN, .better = -1,
	.lowest = 0, .highest = 4, .cutoff = 1, .reliable = 0.5 };

static struct at_signal
of_two(const struct at_scale *scale, double first, int session, double last)
{
	struct at_signal_point points[] = { { 1, first }, { session, last } };

	return at_signal_find(scale, points, 2);
}

static const struct {
	double first;
	int session;
	double last;
	enum at_signal_kind kind;
} cases[] = {
	/* Reliably worse: 6 points, from session 3 on. */
	{ 12, 3, 18, AT_SIGNAL_WORSE },
	{ 12, 2, 18, AT_SIGNAL_NONE },
	{ 12, 2, 27, AT_SIGNAL_NONE },
	{ 2, 3, 8, AT_SIGNAL_WORSE },           /* not clinical, and worse */
	{ 12, 20, 18, AT_SIGNAL_WORSE },        /* worse comes before stalled */
	/* Half of it. */
	{ 12, 3, 17, AT_SIGNAL_SLIPPING },
	{ 12, 3, 15, AT_SIGNAL_SLIPPING },
	{ 12, 3, 14, AT_SIGNAL_NONE },
	{ 12, 2, 15, AT_SIGNAL_NONE },
	{ 12, 9, 15, AT_SIGNAL_SLIPPING },
	{ 2, 3, 5, AT_SIGNAL_SLIPPING },
	/* Stalled: session 8, clinical, not reliably better. */
	{ 14, 8, 14, AT_SIGNAL_STALLED },
	{ 14, 7, 14, AT_SIGNAL_NONE },
	{ 14, 8, 10, AT_SIGNAL_STALLED },
	{ 14, 8, 9, AT_SIGNAL_NONE },
	{ 9, 8, 10, AT_SIGNAL_STALLED },
	{ 24, 8, 19, AT_SIGNAL_STALLED },
	/* Reliably better, at any session. */
	{ 24, 8, 18, AT_SIGNAL_IMPROVED },
	{ 20, 2, 14, AT_SIGNAL_IMPROVED },
	{ 16, 5, 10, AT_SIGNAL_IMPROVED },      /* 10 is clinical still */
	{ 15, 5, 9, AT_SIGNAL_RECOVERED },
	{ 10, 5, 4, AT_SIGNAL_RECOVERED },
	{ 14, 5, 9, AT_SIGNAL_NONE },
	{ 9, 5, 3, AT_SIGNAL_IMPROVED },        /* was not clinical: nothing to recover from */
	{ 12, 5, 12, AT_SIGNAL_NONE },
	/* With gaps filled the sums are thirds: 6 and 3 points, less in the last digits. */
	{ 8 / 6.0 + 1, 3, 32 / 6.0 + 3, AT_SIGNAL_WORSE },
	{ 40 / 6.0 + 1, 3, 64 / 6.0, AT_SIGNAL_SLIPPING },
	{ 40 / 6.0 + 1, 3, 62 / 6.0, AT_SIGNAL_NONE },
};

TEST(lower_is_better)
{
	(void)state_;
	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		struct at_signal got = of_two(&phq, cases[i].first, cases[i].session,
		    cases[i].last);

		if (got.kind != cases[i].kind)
			fail_msg("case %zu: %d, expected %d", i, got.kind, cases[i].kind);
		CHECK_INT(AT_SIGNAL_SAID, got.why_not);
		CHECK_NEAR(cases[i].last - cases[i].first, got.change, 0);
		CHECK_NEAR(cases[i].first - cases[i].last, got.better, 0);
	}
}

/* Every case turned round: 27 - x, clinical below 18, which is above 9. */
TEST(higher_is_better)
{
	(void)state_;
	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		double first = 27 - cases[i].first, last = 27 - cases[i].last;
		struct at_signal got = of_two(&well, first, cases[i].session, last);

		if (got.kind != cases[i].kind)
			fail_msg("case %zu: %d, expected %d", i, got.kind, cases[i].kind);
		CHECK_NEAR(last - first, got.better, 0);
	}
}

TEST(a_reliable_change_that_is_no_whole_sum_must_be_exceeded)
{
	static const struct at_scale odd = { .combine = AT_SUM, .better = -1, .cutoff = 20,
		.reliable = 5.33 };

	(void)state_;
	CHECK(at_signal_reliable(&phq, 6) && at_signal_reliable(&phq, -6));
	CHECK(!at_signal_reliable(&phq, 5.99));
	CHECK(!at_signal_reliable(&mean, 0.5) && at_signal_reliable(&mean, -0.51));
	CHECK(!at_signal_reliable(&odd, 5) && at_signal_reliable(&odd, 6));
	CHECK(!at_signal_reliable(&odd, 5.33));
	CHECK_INT(AT_SIGNAL_SLIPPING, of_two(&mean, 2, 3, 2.5).kind);
	CHECK_INT(AT_SIGNAL_WORSE, of_two(&mean, 2, 3, 2.6).kind);
	CHECK_INT(AT_SIGNAL_STALLED, of_two(&mean, 2, 8, 1.5).kind);
}

TEST(the_first_and_the_last_score_are_compared)
{
	static const struct at_signal_point points[] = {
		{ 1, NAN }, { 2, 20 }, { 3, 5 }, { 4, 13 }, { 5, NAN },
	};
	struct at_signal got = at_signal_find(&phq, points, 5);

	(void)state_;
	CHECK_INT(AT_SIGNAL_IMPROVED, got.kind);
	CHECK_INT(2, got.first_session);
	CHECK_INT(4, got.last_session);
	CHECK_NEAR(20, got.first, 0);
	CHECK_NEAR(13, got.last, 0);
	CHECK(got.first_clinical && got.last_clinical);
	CHECK_NEAR(6, got.reliable, 0);
	CHECK_NEAR(10, got.cutoff, 0);
}

TEST(without_scores_or_constants_nothing_is_said)
{
	static const struct at_signal_point one[] = { { 1, 20 }, { 2, NAN } };
	struct at_scale bare = phq;
	struct at_signal got = at_signal_find(&phq, one, 2);

	(void)state_;
	CHECK_INT(AT_SIGNAL_NONE, got.kind);
	CHECK_INT(AT_SIGNAL_TOO_EARLY, got.why_not);
	CHECK(isnan(got.change) && got.first_clinical);

	got = at_signal_find(&phq, one, 0);
	CHECK_INT(AT_SIGNAL_TOO_EARLY, got.why_not);
	CHECK(isnan(got.first) && !got.first_clinical && got.first_session == 0);

	bare.reliable = NAN;
	CHECK_INT(AT_SIGNAL_NO_CONSTANTS, of_two(&bare, 5, 9, 25).why_not);
	CHECK_INT(AT_SIGNAL_NONE, of_two(&bare, 5, 9, 25).kind);

	/* Without a cut-off nothing is clinical: no stalling and no recovery. */
	bare = phq;
	bare.cutoff = NAN;
	CHECK_INT(AT_SIGNAL_NONE, of_two(&bare, 20, 9, 20).kind);
	CHECK_INT(AT_SIGNAL_IMPROVED, of_two(&bare, 20, 9, 2).kind);
	CHECK_INT(AT_SIGNAL_WORSE, of_two(&bare, 12, 9, 18).kind);
	CHECK(!at_signal_clinical(&bare, 27));
}

RUN_ALL(
    RUN(lower_is_better),
    RUN(higher_is_better),
    RUN(a_reliable_change_that_is_no_whole_sum_must_be_exceeded),
    RUN(the_first_and_the_last_score_are_compared),
    RUN(without_scores_or_constants_nothing_is_said),
)
