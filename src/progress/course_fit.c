/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which episodes of an archive count, and the mixed model of their scores. */
#include <math.h>
#include <stdlib.h>

#include "progress/course_model.h"
#include "stats/dist.h"
#include "stats/lmm.h"
#include "stats/moments.h"
#include "stats/tolerance.h"

enum { LEAST_SCORES = 3 };

/* ---- which episodes count ----------------------------------------------------------- */

/* The scores there are, episode after episode, and how many episodes came. */
struct archive {
	struct at_course_row *rows;
	struct at_course_episode *episodes;
	int n_rows, n, n_came;
};

/* Ends the episode that began at `from`: kept, if it counts. */
static void
end_episode(struct archive *a, int from)
{
	const struct at_course_row *rows = a->rows + from;
	int n = a->n_rows - from;

	a->n_came++;
	if (n >= LEAST_SCORES && rows[0].session == 1)
		a->episodes[a->n++] = (struct at_course_episode){ rows, n };
	else
		a->n_rows = from;
}

static enum at_status
collect(struct at_arena *arena, const struct at_course_row *rows, int n_rows,
    struct archive *out, struct at_error *err)
{
	int from = 0;

	*out = (struct archive){ .rows = AT_NEW(arena, struct at_course_row, (size_t)n_rows + 1),
		.episodes = AT_NEW(arena, struct at_course_episode, (size_t)n_rows + 1) };
	for (int i = 0; i < n_rows; i++) {
		bool goes_on = i > 0 && rows[i].episode == rows[i - 1].episode;

		if (i > 0 && !goes_on) {
			end_episode(out, from);
			from = out->n_rows;
		}
		if (rows[i].session < 1 || (goes_on && rows[i].session <= rows[i - 1].session))
			return at_fail(err, AT_INVALID, "episode %d: expected sessions from 1 on,"
			    " going up, found %d", rows[i].episode, rows[i].session);
		if (isfinite(rows[i].value))
			out->rows[out->n_rows++] = rows[i];
	}
	if (n_rows > 0)
		end_episode(out, from);
	return AT_OK;
}

static int
by_number(const void *a, const void *b)
{
	int x = *(const int *)a, y = *(const int *)b;

	return (x > y) - (x < y);
}

/* Where the band ends, and the middle of where episodes end (the lower one of two). */
static void
measure_length(struct at_arena *arena, const struct at_course_episodes *e,
    struct at_course *out)
{
	int *last = AT_NEW(arena, int, (size_t)e->n);

	for (int i = 0; i < e->n; i++)
		last[i] = e->at[i].rows[e->at[i].n - 1].session;
	qsort(last, (size_t)e->n, sizeof *last, by_number);
	out->last_session = last[e->n - AT_COURSE_SESSION_NEEDS];
	out->median_session = last[(e->n - 1) / 2];
}

/* ---- the model ---------------------------------------------------------------------- */

static double
mean_first(const struct at_course_episodes *e)
{
	struct at_moments m = { .n = 0 };

	for (int i = 0; i < e->n; i++)
		at_moments_add(&m, e->at[i].rows[0].value);
	return at_moments_mean(&m);
}

static bool
starts_differ(const struct at_course_episodes *e)
{
	for (int i = 1; i < e->n; i++)
		if (e->at[i].rows[0].value != e->at[0].rows[0].value)
			return true;
	return false;
}

/* y and its columns. */
struct design {
	double *y, *x, *z;
	int *group;
	int n, p;
};

static struct design
design_of(struct at_arena *arena, const struct at_course_episodes *e,
    const struct at_course *course)
{
	struct design d = { .p = course->by_intake ? 4 : 2 };
	size_t n = 0;

	for (int i = 0; i < e->n; i++)
		n += (size_t)e->at[i].n;
	d.y = AT_NEW(arena, double, n);
	d.x = AT_NEW(arena, double, n * (size_t)d.p);
	d.z = AT_NEW(arena, double, n * 2);
	d.group = AT_NEW(arena, int, n);
	for (int i = 0; i < e->n; i++) {
		const struct at_course_row *rows = e->at[i].rows;
		double c = rows[0].value - course->intake_mean;

		for (int k = course->by_intake ? 1 : 0; k < e->at[i].n; k++, d.n++) {
			double l = log(rows[k].session), x[4] = { 1, l, c, c * l };

			d.y[d.n] = rows[k].value;
			d.group[d.n] = i;
			for (int j = 0; j < d.p; j++)
				d.x[d.n * d.p + j] = x[j];
			d.z[2 * d.n] = 1;
			d.z[2 * d.n + 1] = l;
		}
	}
	return d;
}

static void
take_fit(const struct at_lmm *fit, struct at_course *out)
{
	const double *psi = fit->effects[0].covariance;

	for (int i = 0; i < 4; i++)
		out->b[i] = i < fit->p ? fit->beta[i] : 0;
	for (int i = 0; i < 16; i++)
		out->b_covariance[i] = i / 4 < fit->p && i % 4 < fit->p
		    ? fit->covariance[i / 4 * fit->p + i % 4] : 0;
	out->psi[0] = psi[0];
	out->psi[1] = psi[1];
	out->psi[2] = psi[3];
	out->sigma2 = fit->sigma * fit->sigma;
	out->singular = fit->singular;
	out->n_rows = fit->n;
}

static double
factor(const struct at_course *course, double share)
{
	return course->by_intake ? at_normal_q(share)
	    : at_tolerance_factor(share, AT_COURSE_CONFIDENCE, course->n_episodes);
}

enum at_status
at_course_model(struct at_arena *arena, const struct at_course_episodes *episodes,
    struct at_course *out, struct at_error *err)
{
	struct at_course course = *out;
	struct design d;
	struct at_lmm_term term;
	struct at_lmm_input input;
	struct at_lmm fit;
	enum at_status st;

	course.intake_mean = mean_first(episodes);
	course.n_episodes = episodes->n;
	d = design_of(arena, episodes, &course);
	term = (struct at_lmm_term){ .z = d.z, .q = 2, .correlated = true, .group = d.group,
		.n_groups = episodes->n };
	input = (struct at_lmm_input){ .y = d.y, .x = d.x, .n = d.n, .p = d.p, .terms = &term,
		.n_terms = 1 };
	st = at_lmm_fit(arena, &input, &fit, NULL, err);
	if (st != AT_OK)
		return st;
	if (!fit.converged)
		return at_fail(err, AT_INVALID, "the search for a model of these %d episodes did"
		    " not settle", episodes->n);
	take_fit(&fit, &course);
	course.factor84 = factor(&course, 0.84);
	course.factor90 = factor(&course, 0.90);
	*out = course;
	return AT_OK;
}

enum at_status
at_course_fit(struct at_arena *arena, const struct at_course_plan *plan,
    const struct at_course_row *rows, int n_rows, struct at_course *out, struct at_error *err)
{
	struct at_course course = { .better = plan->better };
	struct at_course_episodes episodes;
	struct archive archive;
	enum at_status st = collect(arena, rows, n_rows, &archive, err);

	if (st != AT_OK)
		return st;
	if (archive.n < AT_COURSE_NEEDS)
		return at_fail(err, AT_INVALID, "%d closed episodes with a first score and two"
		    " more are needed, there are %d (of %d)", AT_COURSE_NEEDS, archive.n,
		    archive.n_came);
	episodes = (struct at_course_episodes){ archive.episodes, archive.n };
	measure_length(arena, &episodes, &course);
	course.by_intake = episodes.n >= AT_COURSE_BY_INTAKE_NEEDS && starts_differ(&episodes);
	st = at_course_model(arena, &episodes, &course, err);
	if (st != AT_OK)
		return st;
	at_course_validate(arena, plan, &episodes, &course);
	*out = course;
	return AT_OK;
}
