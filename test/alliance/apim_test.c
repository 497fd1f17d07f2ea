/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Actor and partner: methods D6, where lme4 has the client's equation, and pairs made by a
 * rule that is known. */
#include "check.h"
#include "support/six_dyads.h"
#include "alliance/apim.h"

static struct at_arena *arena;
static struct at_error err;

static void
begin(void)
{
	arena = at_arena_open();
	at_error_clear(&err);
}

TEST(the_clients_equation_is_that_of_lme4)
{
	struct at_sessions s;
	struct at_apim_plan plan = { .both = false };
	struct at_apim m;

	(void)state_;
	begin();
	s = six_dyads(arena);
	CHECK(at_apim_fit(arena, &s, &plan, &m, &err) == AT_OK);
	CHECK_INT(1, m.n_equations);
	CHECK_NEAR(19.138888888889, m.equations[0].intercept.value, 1e-10);
	CHECK_NEAR(-3.434621319064, m.equations[0].actor[AT_APIM_WITHIN].value, 1e-7);
	CHECK_NEAR(0.589887663548, m.equations[0].actor[AT_APIM_WITHIN].se, 1e-7);
	CHECK_NEAR(-2.390451049268, m.equations[0].partner[AT_APIM_WITHIN].value, 1e-7);
	CHECK_NEAR(-0.911234863016, m.equations[0].actor[AT_APIM_BETWEEN].value, 1e-7);
	CHECK_NEAR(2.157570379757, m.equations[0].actor[AT_APIM_BETWEEN].se, 2e-6);
	CHECK_NEAR(-7.217066526583, m.equations[0].partner[AT_APIM_BETWEEN].value, 1e-7);
	CHECK_NEAR(89.9642779092, m.criterion, 1e-8);
	CHECK_NEAR(0.303594387355, m.equations[0].dyad_variance, 3e-7);
	CHECK_NEAR(0.754945631427, m.equations[0].residual_variance, 7e-7);
	CHECK_NEAR(28, m.equations[0].actor[AT_APIM_WITHIN].df, 0);
	CHECK_NEAR(3, m.equations[0].actor[AT_APIM_BETWEEN].df, 0);
	CHECK(m.converged && !m.singular);
	CHECK(isnan(m.residual_correlation));
	at_arena_close(arena);
}

/* Six dyads are too few for an interval, and the actor's effect between may be 0. */
TEST(k_is_given_only_where_it_means_something)
{
	struct at_sessions s;
	struct at_random random = at_random_seeded(1);
	struct at_apim_plan plan = { .n_draws = 10, .random = &random };
	struct at_apim m;

	(void)state_;
	begin();
	s = six_dyads(arena);
	CHECK(at_apim_fit(arena, &s, &plan, &m, &err) == AT_OK);
	CHECK_INT(AT_APIM_K_FEW_DYADS, m.equations[0].k[AT_APIM_WITHIN].state);
	CHECK_NEAR(2.390451049268 / 3.434621319064, m.equations[0].k[AT_APIM_WITHIN].value, 1e-7);
	CHECK(isnan(m.equations[0].k[AT_APIM_WITHIN].low));
	CHECK_INT(AT_APIM_K_NO_ACTOR, m.equations[0].k[AT_APIM_BETWEEN].state);
	CHECK(isnan(m.equations[0].k[AT_APIM_BETWEEN].value));
	at_arena_close(arena);
}

/* ---- made pairs --------------------------------------------------------------------- */

enum { DYADS = 40 };

/* Both outcomes take half as much from the other side, at other heights. */
static struct at_sessions
make_pairs(uint64_t seed)
{
	struct at_random random = at_random_seeded(seed);
	struct at_session_row rows[DYADS * 9];
	int n = 0;

	for (int d = 0; d < DYADS; d++) {
		double c0 = at_random_normal(&random), t0 = at_random_normal(&random);
		double u = at_random_normal(&random), v = u / 2 + at_random_normal(&random);

		for (int j = 0; j < 4 + d % 6; j++) {
			double c = c0 + at_random_normal(&random);
			double t = t0 + c / 4 + at_random_normal(&random);
			double e = at_random_normal(&random);
			double f = .6 * e + .8 * at_random_normal(&random);

			rows[n++] = (struct at_session_row){ d, j + 1, c, t,
				{ 3 * c + 1.5 * t + u + e, 2 * t + c + v + f } };
		}
	}
	return at_sessions_make(arena, rows, n, ~0u);
}

TEST(both_equations_find_the_rule_and_k_an_interval_around_it)
{
	static const double actor[] = { 3, 2 }, partner[] = { 1.5, 1 };
	struct at_random random = at_random_seeded(7);
	struct at_apim_plan plan = { .both = true, .n_draws = 200, .random = &random };
	struct at_sessions s;
	struct at_apim m;

	(void)state_;
	begin();
	s = make_pairs(3);
	CHECK(at_apim_fit(arena, &s, &plan, &m, &err) == AT_OK);
	CHECK(m.converged && m.n_equations == 2);
	for (int e = 0; e < 2; e++) {
		const struct at_apim_equation *q = &m.equations[e];
		const struct at_apim_k *k = &q->k[AT_APIM_WITHIN];

		CHECK_NEAR(actor[e], q->actor[AT_APIM_WITHIN].value, .25);
		CHECK_NEAR(partner[e], q->partner[AT_APIM_WITHIN].value, .25);
		CHECK_INT(AT_APIM_K_GIVEN, k->state);
		CHECK_INT(200, k->n_draws);
		CHECK(k->low < k->value && k->value < k->high);
		CHECK(k->low < partner[e] / actor[e] && partner[e] / actor[e] < k->high);
	}
	CHECK_NEAR(.6, m.residual_correlation, .15);
	CHECK(m.dyad_correlation > 0);
	at_arena_close(arena);
}

TEST(the_same_seed_draws_the_same_interval)
{
	struct at_apim m[3];

	(void)state_;
	begin();
	for (int i = 0; i < 3; i++) {
		struct at_random random = at_random_seeded(i == 2 ? 8 : 7);
		struct at_apim_plan plan = { .both = true, .n_draws = 50, .random = &random };
		struct at_sessions s = make_pairs(3);

		CHECK(at_apim_fit(arena, &s, &plan, &m[i], &err) == AT_OK);
	}
	CHECK_NEAR(m[0].equations[1].k[0].low, m[1].equations[1].k[0].low, 0);
	CHECK(m[0].equations[1].k[0].low != m[2].equations[1].k[0].low);
	at_arena_close(arena);
}

TEST(too_few_dyads_and_sides_that_never_move_are_refused)
{
	struct at_sessions s;
	struct at_session_row rows[SIX_ROWS];
	struct at_apim_plan plan = { .both = false };
	struct at_apim m;

	(void)state_;
	begin();
	for (int i = 0; i < SIX_ROWS; i++)
		rows[i] = six_row(i);
	s = at_sessions_make(arena, rows, 24, AT_SESSIONS_CLIENT);
	CHECK(at_apim_fit(arena, &s, &plan, &m, &err) == AT_INVALID);
	CHECK_TEXT("how dyads differ shows from 5 dyads on, not from 4", err.text);

	at_error_clear(&err);
	for (int i = 0; i < SIX_ROWS; i++)
		rows[i].therapist = 4.7 + i / SIX;
	s = at_sessions_make(arena, rows, SIX_ROWS, AT_SESSIONS_CLIENT);
	CHECK(at_apim_fit(arena, &s, &plan, &m, &err) == AT_INVALID);
	CHECK_TEXT("the therapist's ratings within dyads: nothing varies there that the model"
	    " does not hold already", err.text);

	at_error_clear(&err);
	for (int i = 0; i < SIX_ROWS; i++)
		rows[i].dyad = i;
	s = at_sessions_make(arena, rows, SIX_ROWS, AT_SESSIONS_CLIENT);
	CHECK(at_apim_fit(arena, &s, &plan, &m, &err) == AT_INVALID);
	CHECK_HAS("are too few for effects within dyads", err.text);
	at_arena_close(arena);
}

RUN_ALL(
	RUN(the_clients_equation_is_that_of_lme4),
	RUN(k_is_given_only_where_it_means_something),
	RUN(both_equations_find_the_rule_and_k_an_interval_around_it),
	RUN(the_same_seed_draws_the_same_interval),
	RUN(too_few_dyads_and_sides_that_never_move_are_refused)
)
