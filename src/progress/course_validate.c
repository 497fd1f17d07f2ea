/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the limits of an expected course do on episodes its model has not seen. */
#include <math.h>

#include "base/random.h"
#include "progress/course_model.h"

enum { N_SESSIONS = AT_COURSE_VALIDATED_TO - AT_COURSE_VALIDATED_FROM + 1 };

/* A third of all numbers, whatever their order; hashed, so that nothing is left of a
 * pattern that numbers may have. */
static bool
is_held_out(const struct at_course_episode *episode)
{
	struct at_random dice = at_random_seeded((uint64_t)episode->rows[0].episode);

	return at_random_next(&dice) % 3 == 0;
}

static struct at_course_episodes
part_of(struct at_arena *arena, const struct at_course_episodes *all, bool held_out)
{
	struct at_course_episode *part = AT_NEW(arena, struct at_course_episode, (size_t)all->n);
	int n = 0;

	for (int i = 0; i < all->n; i++)
		if (is_held_out(&all->at[i]) == held_out)
			part[n++] = all->at[i];
	return (struct at_course_episodes){ part, n };
}

/* Signals and ends at one session, counted. */
struct count {
	int n, worse, signalled, both;
};

static void
count_episode(const struct at_course_episode *e, const struct at_course *model,
    double reliable, struct count counts[N_SESSIONS])
{
	double first = e->rows[0].value, last = e->rows[e->n - 1].value;
	bool worse = model->better * (first - last) >= reliable;

	/* At the last score the signal and the end would be one and the same. */
	for (int k = 1; k < e->n - 1; k++) {
		int at = e->rows[k].session - AT_COURSE_VALIDATED_FROM;
		struct at_course_expected expected;
		bool signalled;

		if (at >= N_SESSIONS
		    || !at_course_expect(model, first, e->rows[k].session, &expected))
			return;
		signalled = model->better * (e->rows[k].value - expected.limit90) < 0;
		counts[at].n++;
		counts[at].worse += worse;
		counts[at].signalled += signalled;
		counts[at].both += worse && signalled;
	}
}

static double
share(int part, int whole)
{
	return whole > 0 ? (double)part / whole : NAN;
}

static struct at_course_validation
summary(int session, const struct count *c)
{
	int neither = c->n - c->worse - c->signalled + c->both;

	return (struct at_course_validation){ .session = session, .n = c->n,
		.n_worse = c->worse, .n_signalled = c->signalled,
		.sensitivity = share(c->both, c->worse),
		.specificity = share(neither, c->n - c->worse),
		.ppv = share(c->both, c->signalled) };
}

void
at_course_validate(struct at_arena *arena, const struct at_course_plan *plan,
    const struct at_course_episodes *episodes, struct at_course *course)
{
	struct at_course_episodes seen = part_of(arena, episodes, false);
	struct at_course_episodes held_out = part_of(arena, episodes, true);
	struct at_course model = *course;
	struct count counts[N_SESSIONS] = { { .n = 0 } }, all = { .n = 0 };

	/* No points, or no model of two thirds: nothing is counted, and no ppv is known. */
	if (plan->reliable > 0 && at_course_model(arena, &seen, &model, NULL) == AT_OK)
		for (int i = 0; i < held_out.n; i++)
			count_episode(&held_out.at[i], &model, plan->reliable, counts);
	for (int i = 0; i < N_SESSIONS; i++) {
		course->validation[i] = summary(AT_COURSE_VALIDATED_FROM + i, &counts[i]);
		all.signalled += counts[i].signalled;
		all.both += counts[i].both;
	}
	course->ppv = share(all.both, all.signalled);
}
