/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far both sides agree: the six dyads of methods D6, and which sessions count. */
#include "check.h"
#include "alliance/agree.h"

enum { SESSIONS = 6 };

static struct at_dyad_session sessions[SESSIONS];
static const struct at_dyad dyad = { sessions, SESSIONS };

static void
rate(struct at_dyad_card *card, double total)
{
	*card = (struct at_dyad_card){ .state = AT_CARD_IN, .ratings = true, .said = true,
		.total = total };
}

static void
fill(const double client[SESSIONS], const double therapist[SESSIONS])
{
	for (int i = 0; i < SESSIONS; i++) {
		sessions[i] = (struct at_dyad_session){ .number = i + 1,
			.state = AT_SESSION_ATTENDED };
		rate(&sessions[i].client, client[i]);
		rate(&sessions[i].therapist, therapist[i]);
	}
}

static const struct {
	double client[SESSIONS], therapist[SESSIONS];
	double difference, distance, r;         /* R: mean(), mean(abs()), cor() */
} dyads[] = {
	{ { 5.0, 5.2, 5.5, 5.1, 5.8, 6.0 }, { 4.6, 4.9, 5.0, 4.9, 5.3, 5.2 },
	    0.45, 0.45, 0.905259578652 },
	{ { 4.2, 4.0, 4.6, 3.1, 4.4, 4.9 }, { 4.5, 4.1, 4.4, 3.9, 4.2, 4.6 },
	    -0.5 / 6, 1.9 / 6, 0.863694125856 },
	{ { 6.1, 6.3, 6.2, 6.5, 6.4, 6.6 }, { 5.5, 5.6, 5.9, 5.7, 5.8, 6.1 },
	    3.5 / 6, 3.5 / 6, 0.643333157097 },
	{ { 5.5, 5.0, 4.7, 4.9, 4.1, 4.4 }, { 5.2, 5.1, 4.6, 4.8, 4.7, 4.3 },
	    -0.1 / 6, 1.3 / 6, 0.774699694668 },
	{ { 3.8, 4.5, 4.9, 5.3, 5.6, 5.9 }, { 4.0, 4.2, 4.6, 5.1, 5.0, 5.4 },
	    1.7 / 6, 0.35, 0.967163900647 },
	{ { 5.9, 5.7, 6.0, 4.8, 5.5, 6.1 }, { 5.3, 5.4, 5.5, 5.0, 4.9, 5.6 },
	    2.3 / 6, 0.45, 0.793879643053 },
};

TEST(the_dyads_agree_as_far_as_computed_elsewhere)
{
	(void)state_;
	for (size_t i = 0; i < AT_COUNT(dyads); i++) {
		struct at_agreement got;

		fill(dyads[i].client, dyads[i].therapist);
		got = at_agree_of(&dyad);
		CHECK_INT(6, got.n);
		CHECK_NEAR(dyads[i].difference, got.difference, 1e-12);
		CHECK_NEAR(dyads[i].distance, got.distance, 1e-12);
		CHECK_NEAR(dyads[i].r, got.r, 1e-11);
	}
}

TEST(only_independent_pairs_count)
{
	struct at_agreement got;

	(void)state_;
	fill(dyads[0].client, dyads[0].therapist);
	sessions[0].therapist.late = true;
	sessions[1].therapist.seen_first = true;
	sessions[2].client.ratings = false;
	sessions[3].therapist.state = AT_CARD_UNSENT;
	sessions[4].client.total = NAN;
	got = at_agree_of(&dyad);
	CHECK_INT(1, got.n);
	CHECK_NEAR(.8, got.difference, 1e-12);
	CHECK(isnan(got.r));
	for (int i = 0; i < SESSIONS; i++) {
		CHECK_INT(i == 5, !isnan(at_agree_gap(&sessions[i])));
		CHECK(!at_agree_wide(&sessions[i]));
	}

	sessions[5].client.late = true;
	got = at_agree_of(&dyad);
	CHECK_INT(0, got.n);
	CHECK(isnan(got.difference) && isnan(got.distance) && isnan(got.r));
}

TEST(a_correlation_needs_six_sessions_and_two_sides_that_move)
{
	static const double flat[SESSIONS] = { 5.1, 5.1, 5.1, 5.1, 5.1, 5.1 };

	(void)state_;
	fill(dyads[0].client, dyads[0].therapist);
	sessions[3].therapist.late = true;
	CHECK_INT(5, at_agree_of(&dyad).n);
	CHECK(isnan(at_agree_of(&dyad).r));

	fill(dyads[0].client, flat);
	CHECK_INT(6, at_agree_of(&dyad).n);
	CHECK(isnan(at_agree_of(&dyad).r));
	fill(flat, dyads[0].therapist);
	CHECK(isnan(at_agree_of(&dyad).r));
	CHECK(!isnan(at_agree_of(&dyad).distance));
}

TEST(a_gap_of_one_and_a_half_is_wide)
{
	static const double client[SESSIONS] = { 5.5, 4, 49 / 9.0, 6, 48 / 9.0, 5 };
	static const double therapist[SESSIONS] = { 4, 5.5, 35.5 / 9.0, 4.51, 35 / 9.0, 5 };
	static const bool wide[SESSIONS] = { true, true, true, false, false, false };

	(void)state_;
	fill(client, therapist);
	for (int i = 0; i < SESSIONS; i++)
		CHECK_INT(wide[i], at_agree_wide(&sessions[i]));
	CHECK_NEAR(1.5, at_agree_gap(&sessions[0]), 0);
	CHECK_NEAR(-1.5, at_agree_gap(&sessions[1]), 0);
}

TEST(a_difference_on_one_statement_has_its_words)
{
	static const signed char client[AT_DYAD_ITEMS] = { 5, 5, 5, 5, 5, 5, 0, 7, 1 };
	static const signed char therapist[AT_DYAD_ITEMS] = { 5, 4, 3, 6, 7, 0, 5, 1, 7 };
	static const enum at_agree_words words[AT_DYAD_ITEMS] = {
		AT_AGREE_SAME, AT_AGREE_CLIENT_ONE, AT_AGREE_CLIENT_MORE, AT_AGREE_THERAPIST_ONE,
		AT_AGREE_THERAPIST_MORE, AT_AGREE_UNKNOWN, AT_AGREE_UNKNOWN, AT_AGREE_CLIENT_MORE,
		AT_AGREE_THERAPIST_MORE,
	};

	(void)state_;
	fill(dyads[0].client, dyads[0].therapist);
	memcpy(sessions[0].client.items, client, sizeof client);
	memcpy(sessions[0].therapist.items, therapist, sizeof therapist);
	for (int i = 0; i < AT_DYAD_ITEMS; i++)
		CHECK_INT(words[i], at_agree_item(&sessions[0], i));
	sessions[0].therapist.ratings = false;
	CHECK_INT(AT_AGREE_UNKNOWN, at_agree_item(&sessions[0], 0));
	sessions[0].therapist.ratings = sessions[0].therapist.late = true;
	CHECK_INT(AT_AGREE_UNKNOWN, at_agree_item(&sessions[0], 0));
}

RUN_ALL(
    RUN(the_dyads_agree_as_far_as_computed_elsewhere),
    RUN(only_independent_pairs_count),
    RUN(a_correlation_needs_six_sessions_and_two_sides_that_move),
    RUN(a_gap_of_one_and_a_half_is_wide),
    RUN(a_difference_on_one_statement_has_its_words),
)
