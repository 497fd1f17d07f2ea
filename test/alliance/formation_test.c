/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first five sessions. */
#include "check.h"
#include "alliance/formation.h"

static struct at_dyad_session sessions[7];

/* The first `n` sessions with these TOTALs; NaN: held, no card asked for. */
static struct at_dyad
course(const double *totals, int n)
{
	for (int i = 0; i < n; i++)
		sessions[i] = (struct at_dyad_session){ .number = i + 1,
			.state = AT_SESSION_ATTENDED,
			.client = { .state = isnan(totals[i]) ? AT_CARD_NONE : AT_CARD_IN,
			    .ratings = true, .said = true, .total = totals[i] } };
	return (struct at_dyad){ sessions, n };
}

/* Slope and SD by R: coef(lm(y ~ x)), sd(y). */
TEST(the_first_five_sessions_and_no_more)
{
	static const double totals[] = { 5.5, 5.7, 5.6, 5.8, 5.9, 4.2, 5.1 };
	struct at_dyad dyad = course(totals, 7);
	struct at_formation got = at_formation_of(&dyad, 1);

	(void)state_;
	CHECK_INT(5, got.n);
	CHECK_NEAR(5.6, got.level, 0);
	CHECK_NEAR(.09, got.slope, 1e-12);
	CHECK_NEAR(.158113883008419, got.sd, 1e-12);
	CHECK_NEAR(-.4, got.fall, 1e-12);
	CHECK(!got.fell);
	CHECK(got.cards_missed == 0 && got.sessions_missed == 0);
}

TEST(what_is_missing_is_said_to_be)
{
	static const double none[] = { NAN, NAN }, two[] = { NAN, 5, NAN, 4 };
	static const double first_and_third[] = { 6, NAN, 5 };
	struct at_dyad dyad = course(none, 2);
	struct at_formation got = at_formation_of(&dyad, 1);

	(void)state_;
	CHECK(got.n == 0 && isnan(got.level) && isnan(got.slope) && isnan(got.sd));
	CHECK(isnan(got.fall) && !got.fell);

	dyad = course(two, 4);
	got = at_formation_of(&dyad, 1);
	CHECK(got.n == 2 && isnan(got.level) && isnan(got.slope) && isnan(got.sd));
	CHECK(isnan(got.fall) && !got.fell);    /* there is no first value */

	dyad = course(first_and_third, 3);
	got = at_formation_of(&dyad, 1);
	CHECK_NEAR(5, got.level, 0);
	CHECK_NEAR(1, got.fall, 0);
	CHECK(got.fell);
	CHECK(!at_formation_of(&dyad, 1.01).fell);
}

TEST(a_fall_counts_from_the_first_value_to_the_latest)
{
	static const double totals[] = { 5, 3.5, 4.5 }, ninths[] = { 23 / 9.0, 14 / 9.0 };
	struct at_dyad dyad = course(totals, 3);

	(void)state_;
	CHECK_NEAR(.5, at_formation_of(&dyad, 1).fall, 1e-12);
	CHECK(!at_formation_of(&dyad, 1).fell);
	dyad.n_sessions = 2;
	CHECK(at_formation_of(&dyad, 1).fell);
	dyad = course(ninths, 2);
	CHECK(at_formation_of(&dyad, 1).fell);
}

TEST(a_slope_goes_by_the_number_of_the_session)
{
	static const double totals[] = { 4, NAN, NAN, 5.5, 5 };
	struct at_dyad dyad = course(totals, 5);

	(void)state_;
	CHECK_NEAR(.307692307692308, at_formation_of(&dyad, 1).slope, 1e-12);
	CHECK_NEAR(.763762615825973, at_formation_of(&dyad, 1).sd, 1e-12);
}

TEST(cards_that_count_as_missed)
{
	static const struct {
		enum at_session_state session;
		enum at_card_state card;
		bool missed;
	} cases[] = {
		{ AT_SESSION_ATTENDED, AT_CARD_NONE, false },
		{ AT_SESSION_ATTENDED, AT_CARD_WAITING, false },
		{ AT_SESSION_ATTENDED, AT_CARD_UNOPENED, true },
		{ AT_SESSION_ATTENDED, AT_CARD_UNSENT, true },
		{ AT_SESSION_ATTENDED, AT_CARD_DECLINED, false },
		{ AT_SESSION_ATTENDED, AT_CARD_IN, false },
		{ AT_SESSION_PLANNED, AT_CARD_UNOPENED, true },
		{ AT_SESSION_CANCELLED, AT_CARD_UNOPENED, false },
		{ AT_SESSION_CANCELLED, AT_CARD_UNSENT, true },
		{ AT_SESSION_MISSED, AT_CARD_UNOPENED, false },
		{ AT_SESSION_MISSED, AT_CARD_UNSENT, true },
		{ AT_SESSION_MISSED, AT_CARD_IN, false },
	};
	struct at_dyad dyad = { sessions, 5 };

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		for (int k = 0; k < 5; k++)
			sessions[k] = (struct at_dyad_session){ .number = k + 3,
				.state = cases[i].session, .client = { .state = cases[i].card } };
		CHECK_INT(cases[i].missed, at_formation_missed(&sessions[0]));
		/* Numbers 3, 4 and 5 of the five there are. */
		CHECK_INT(cases[i].missed ? 3 : 0, at_formation_of(&dyad, 1).cards_missed);
		CHECK_INT(cases[i].session == AT_SESSION_MISSED ? 3 : 0,
		    at_formation_of(&dyad, 1).sessions_missed);
	}
}

RUN_ALL(
    RUN(the_first_five_sessions_and_no_more),
    RUN(what_is_missing_is_said_to_be),
    RUN(a_fall_counts_from_the_first_value_to_the_latest),
    RUN(a_slope_goes_by_the_number_of_the_session),
    RUN(cards_that_count_as_missed),
)
