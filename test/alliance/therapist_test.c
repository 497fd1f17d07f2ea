/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Therapists: variances and shrunken effects as lme4 1.1-31 has them, and who gets none. */
#include "check.h"
#include "support/six_dyads.h"
#include "alliance/therapist.h"

enum { THERAPISTS = 4, CLIENTS = 62, ROWS = 155 };

static struct at_arena *arena;
static struct at_error err;
static double seed, values[ROWS];
static int client[ROWS], therapist[CLIENTS];
static bool closed[CLIENTS];

/* Park and Miller (1988). */
static double
uniform(void)
{
	seed = fmod(16807 * seed, 2147483647);
	return seed / 2147483647 - 0.5;
}

/* Four therapists with 16 clients each, the third with 14; one to four sessions. */
static struct at_therapist_input
simulate(void)
{
	struct at_therapist_input in = { 0, values, client, 0, therapist, closed, THERAPISTS };

	arena = at_arena_open();
	at_error_clear(&err);
	seed = 20261122;
	for (int t = 0; t < THERAPISTS; t++) {
		double v = uniform();

		for (int i = 0; i < (t == 2 ? 14 : 16); i++) {
			double w = uniform();

			for (int j = 0; j < 1 + (i + 1) % 4; j++) {
				values[in.n] = 5 + 1.5 * v + 2 * w + uniform();
				client[in.n++] = in.n_clients;
			}
			closed[in.n_clients] = true;
			therapist[in.n_clients++] = t;
		}
	}
	CHECK_INT(ROWS, in.n);
	CHECK_INT(CLIENTS, in.n_clients);
	return in;
}

TEST(variances_and_effects_are_those_of_lme4)
{
	static const double effects[] = { 0.0304588634429, -0.0363613397795, NAN,
		-0.2870141593755 };
	struct at_therapist_input in = simulate();
	double reach = 1.959963984540 * sqrt(0.0172770084928);
	struct at_therapists t;

	(void)state_;
	CHECK(at_therapist_fit(arena, &in, &t, &err) == AT_OK);
	CHECK_NEAR(180.298597338, t.criterion, 1e-7);
	CHECK_NEAR(4.90162032378, t.mean.value, 1e-7);
	CHECK_NEAR(0.156363765277, t.mean.se, 1e-6);
	CHECK_NEAR(0.0745398494061, t.therapist_variance, 1e-6);
	CHECK_NEAR(0.3262819238916, t.client_variance, 1e-6);
	CHECK_NEAR(0.0663198033519, t.session_variance, 1e-6);
	CHECK_NEAR(0.0745398494 / 0.4671415766, t.icc, 2e-6);
	CHECK_NEAR(0.0745398494 / 0.4008217733, t.icc_clients, 2e-6);
	CHECK_NEAR(0.4008217733 / 0.4671415766, t.icc_both, 2e-6);
	CHECK_NEAR(0.0181158418449, t.p, 1e-6);
	CHECK(t.differ && t.converged && !t.singular);
	for (int i = 0; i < THERAPISTS; i++) {
		CHECK_NEAR(effects[i], t.each[i].effect, 1e-6);
		CHECK_NEAR(effects[i] - reach, t.each[i].low, 1e-5);
		CHECK_NEAR(effects[i] + reach, t.each[i].high, 1e-5);
	}
	CHECK_INT(14, t.each[2].n_clients);
	at_arena_close(arena);
}

TEST(only_closed_clients_count_towards_an_estimate)
{
	struct at_therapist_input in = simulate();
	struct at_therapists t;

	(void)state_;
	closed[0] = false;
	closed[20] = closed[21] = false;
	CHECK(at_therapist_fit(arena, &in, &t, &err) == AT_OK);
	CHECK_INT(15, t.each[0].n_closed);
	CHECK(!isnan(t.each[0].effect));
	CHECK_INT(14, t.each[1].n_closed);
	CHECK_INT(16, t.each[1].n_clients);
	CHECK(isnan(t.each[1].effect) && isnan(t.each[1].low) && isnan(t.each[1].high));
	at_arena_close(arena);
}

/* Methods D6: three therapists with two clients each, and nothing of their own. */
TEST(therapists_who_do_not_differ_get_no_effects)
{
	static const int of[SIX] = { 0, 0, 1, 1, 2, 2 };
	static const bool all[SIX] = { true, true, true, true, true, true };
	struct at_sessions six;
	struct at_therapist_input in = { SIX_ROWS, six_client, NULL, SIX, of, all, 3 };
	struct at_therapists t;

	(void)state_;
	arena = at_arena_open();
	six = six_dyads(arena);
	in.client = six.dyad;
	CHECK(at_therapist_fit(arena, &in, &t, &err) == AT_OK);
	CHECK_NEAR(0, t.therapist_variance, 1e-8);
	CHECK_NEAR(.517296300, t.client_variance, 1e-6);
	CHECK_NEAR(.273833333, t.session_variance, 1e-6);
	CHECK_NEAR(70.1379907964, t.criterion, 1e-7);
	CHECK(t.singular && !t.differ);
	CHECK_NEAR(1, t.p, 0);
	CHECK_INT(2, t.each[2].n_closed);
	CHECK(isnan(t.each[0].effect) && isnan(t.each[0].low));
	at_arena_close(arena);
}

TEST(what_cannot_tell_therapists_from_clients_is_refused)
{
	struct at_therapist_input in = simulate();
	struct at_therapists t;

	(void)state_;
	in.n_therapists = 2;
	CHECK(at_therapist_fit(arena, &in, &t, &err) == AT_INVALID);
	CHECK_TEXT("how therapists differ shows from 3 therapists on, not from 2", err.text);
	at_error_clear(&err);
	in.n_therapists = in.n_clients = 4;
	in.n = 8;
	CHECK(at_therapist_fit(arena, &in, &t, &err) == AT_INVALID);
	CHECK_HAS("no therapist has two clients", err.text);
	at_error_clear(&err);
	in.n_therapists = 3;
	in.n = in.n_clients = 5;
	CHECK(at_therapist_fit(arena, &in, &t, &err) == AT_INVALID);
	CHECK_TEXT("no client has two sessions", err.text);
	at_arena_close(arena);
}

RUN_ALL(
	RUN(variances_and_effects_are_those_of_lme4),
	RUN(only_closed_clients_count_towards_an_estimate),
	RUN(therapists_who_do_not_differ_get_no_effects),
	RUN(what_cannot_tell_therapists_from_clients_is_refused)
)
