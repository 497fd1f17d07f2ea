/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#include "base/random.h"
#include "progress/neighbours.h"
#include "stats/lmm.h"
#include "stats/moments.h"

enum { LEAST_SCORES = 3, EARLIEST_CHANGE = 3, MOST_LEFT_OUT = 1000 };

/* A case that can be chosen, or the client. */
struct point {
	const struct at_neighbours_case *is;
	int at;                         /* in input->cases */
	double *x;                      /* features, first score, change so far */
	double b[2];                    /* its growth curve */
};

struct space {
	const struct at_neighbours_input *input;
	struct point *points;
	int n, n_features;
	bool *nominal;
	double *unit;                   /* SD or range of a feature; 0: it tells nothing */
	bool gower;
};

/* ---- points ------------------------------------------------------------------------- */

/* The latest score up to a session; the first score is one. */
static double
score_by(const struct at_neighbours_case *c, int session)
{
	double score = c->rows[0].value;

	for (int i = 1; i < c->n && c->rows[i].session <= session; i++)
		score = c->rows[i].value;
	return score;
}

static struct point
point_of(struct at_arena *arena, const struct space *s, const struct at_neighbours_case *c,
    int at, int since)
{
	int n = s->input->n_features;
	struct point p = { .is = c, .at = at, .x = AT_NEW(arena, double, (size_t)n + 2) };

	for (int j = 0; j < n; j++)
		p.x[j] = c->x[j];
	p.x[n] = c->rows[0].value;
	p.x[n + 1] = since > 0 ? score_by(c, since) - c->rows[0].value : NAN;
	return p;
}

static bool
can_be_chosen(const struct at_neighbours_case *c, int since)
{
	return c->n >= LEAST_SCORES && c->rows[0].session == 1
	    && c->rows[c->n - 1].session > since;
}

static void
measure_feature(struct space *s, int j)
{
	struct at_moments m = { .n = 0 };
	double least = INFINITY, most = -INFINITY;

	for (int i = 0; i < s->n; i++) {
		double x = s->points[i].x[j];

		if (isnan(x))
			continue;
		at_moments_add(&m, x);
		least = fmin(least, x);
		most = fmax(most, x);
	}
	s->unit[j] = m.n < 2 ? 0 : s->gower ? most - least : at_moments_sd(&m);
}

static enum at_status
make_space(struct at_arena *arena, const struct at_neighbours_input *input, int since,
    struct space *out, struct at_error *err)
{
	struct space s = { .input = input, .n_features = input->n_features + 2,
		.points = AT_NEW(arena, struct point, (size_t)input->n_cases) };

	s.nominal = AT_NEW(arena, bool, (size_t)s.n_features);
	s.unit = AT_NEW(arena, double, (size_t)s.n_features);
	for (int j = 0; input->nominal != NULL && j < input->n_features; j++) {
		s.nominal[j] = input->nominal[j];
		s.gower = s.gower || input->nominal[j];
	}
	for (int i = 0; i < input->n_cases; i++)
		if (can_be_chosen(&input->cases[i], since))
			s.points[s.n++] = point_of(arena, &s, &input->cases[i], i, since);
	if (s.n < AT_NEIGHBOURS_NEEDS && since > 0)
		return at_fail(err, AT_INVALID, "%d closed cases that went on beyond session %d are"
		    " needed, there are %d", AT_NEIGHBOURS_NEEDS, since, s.n);
	if (s.n < AT_NEIGHBOURS_NEEDS)
		return at_fail(err, AT_INVALID, "%d closed cases of three scores are needed, there"
		    " are %d", AT_NEIGHBOURS_NEEDS, s.n);
	for (int j = 0; j < s.n_features; j++)
		measure_feature(&s, j);
	*out = s;
	return AT_OK;
}

/* ---- growth curves ------------------------------------------------------------------ */

static enum at_status
fit_curves(struct at_arena *arena, struct space *s, struct at_error *err)
{
	struct at_lmm_term term = { .q = 2, .correlated = true, .n_groups = s->n };
	struct at_lmm_input input = { .p = 2, .terms = &term, .n_terms = 1 };
	double *x, *y;
	int *group;
	struct at_lmm fit;
	enum at_status st;
	size_t room = 0;

	for (int i = 0; i < s->n; i++)
		room += (size_t)s->points[i].is->n;
	x = AT_NEW(arena, double, 2 * room);
	y = AT_NEW(arena, double, room);
	group = AT_NEW(arena, int, room);
	for (int i = 0; i < s->n; i++)
		for (int k = 0; k < s->points[i].is->n; k++, input.n++) {
			const struct at_course_row *row = &s->points[i].is->rows[k];

			x[2 * input.n] = 1;
			x[2 * input.n + 1] = log(row->session);
			y[input.n] = row->value;
			group[input.n] = i;
		}
	input.x = term.z = x;
	input.y = y;
	term.group = group;
	st = at_lmm_fit(arena, &input, &fit, NULL, err);
	for (int i = 0; i < s->n && st == AT_OK; i++)
		for (int j = 0; j < 2; j++)
			s->points[i].b[j] = fit.beta[j] + fit.effects[0].modes[2 * i + j];
	return st;
}

/* ---- the nearest -------------------------------------------------------------------- */

/* Over the features both have; with none, as far as can be. */
static double
distance(const struct space *s, const struct point *a, const struct point *b)
{
	double sum = 0;
	int n = 0;

	for (int j = 0; j < s->n_features; j++) {
		double d = fabs(a->x[j] - b->x[j]);

		if (isnan(d) || !(s->unit[j] > 0))
			continue;
		n++;
		if (s->gower)
			sum += s->nominal[j] ? d > 0 : d / s->unit[j];
		else
			sum += d * d / (s->unit[j] * s->unit[j]);
	}
	return n == 0 ? INFINITY : s->gower ? sum / n : sqrt(sum / n);
}

struct near {
	const struct point *point;
	double distance;
};

/* Up to AT_NEIGHBOURS_MOST, the nearest first; of equally near ones the earlier. */
static int
find_nearest(const struct space *s, const struct point *to, struct near *out)
{
	int n = 0;

	for (int i = 0; i < s->n; i++) {
		struct near near = { &s->points[i], 0 };
		int k = n < AT_NEIGHBOURS_MOST ? n : AT_NEIGHBOURS_MOST - 1;

		if (near.point == to)
			continue;
		near.distance = distance(s, to, near.point);
		if (n == AT_NEIGHBOURS_MOST && !(near.distance < out[k].distance))
			continue;
		for (; k > 0 && near.distance < out[k - 1].distance; k--)
			out[k] = out[k - 1];
		out[k] = near;
		n += n < AT_NEIGHBOURS_MOST;
	}
	return n;
}

/* Of a case's scores beyond `since` about a curve: those up to it helped to find the
 * neighbours. */
static double
mean_square(const struct at_neighbours_case *c, int since, const double b[2])
{
	double sum = 0;
	int n = 0;

	for (int i = 1; i < c->n; i++) {
		double off = c->rows[i].value - b[0] - b[1] * log(c->rows[i].session);

		if (c->rows[i].session <= since)
			continue;
		sum += off * off;
		n++;
	}
	return sum / n;         /* a case that can be chosen goes on beyond it */
}

/* Adds the errors of one case left out. */
static void
leave_out(const struct space *s, const struct point *point, int since,
    struct at_moments *errors)
{
	struct near near[AT_NEIGHBOURS_MOST];
	double sum[2] = { 0 };

	find_nearest(s, point, near);
	for (int k = 1; k <= AT_NEIGHBOURS_MOST; k++) {
		double mean[2];

		for (int j = 0; j < 2; j++) {
			sum[j] += near[k - 1].point->b[j];
			mean[j] = sum[j] / k;
		}
		if (k >= AT_NEIGHBOURS_LEAST && k % AT_NEIGHBOURS_STEP == 0)
			at_moments_add(&errors[(k - AT_NEIGHBOURS_LEAST) / AT_NEIGHBOURS_STEP],
			    mean_square(point->is, since, mean));
	}
}

/* A thousand cases or so are enough to tell one k from another; hashed, as for a course. */
static void
choose_k(const struct space *s, struct at_neighbours *out)
{
	struct at_moments errors[AT_NEIGHBOURS_KS] = { { .n = 0 } };
	uint64_t every = (uint64_t)((s->n + MOST_LEFT_OUT - 1) / MOST_LEFT_OUT);
	int best = 0;

	for (int i = 0; i < s->n; i++) {
		struct at_random dice = at_random_seeded((uint64_t)s->points[i].at);

		if (at_random_next(&dice) % every == 0)
			leave_out(s, &s->points[i], out->since, errors);
	}
	for (int i = 0; i < AT_NEIGHBOURS_KS; i++) {
		out->errors[i] = sqrt(at_moments_mean(&errors[i]));
		if (out->errors[i] < out->errors[best])
			best = i;
	}
	out->k = s->input->k > 0 ? s->input->k
	    : AT_NEIGHBOURS_LEAST + best * AT_NEIGHBOURS_STEP;
}

/* ---- their course ------------------------------------------------------------------- */

static int
by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* Between the two values round it (Hyndman and Fan's seventh). */
static double
percentile(const double *sorted, int n, double share)
{
	double at = share * (n - 1);
	int i = (int)at;

	return i + 1 < n ? sorted[i] + (at - i) * (sorted[i + 1] - sorted[i]) : sorted[i];
}

static struct at_neighbours_session
describe(const struct near *near, const struct at_neighbours *of, int better, int session)
{
	struct at_neighbours_session out = { .session = session, .limit84 = NAN,
		.limit90 = NAN, .mean = of->b[0] + of->b[1] * log(session) };
	double scores[AT_NEIGHBOURS_MOST];

	for (int i = 0; i < of->k; i++)
		for (int k = 0; k < near[i].point->is->n; k++)
			if (near[i].point->is->rows[k].session == session)
				scores[out.n++] = near[i].point->is->rows[k].value;
	if (out.n < AT_NEIGHBOURS_SHOWN)
		return out;
	qsort(scores, (size_t)out.n, sizeof *scores, by_value);
	out.limit84 = percentile(scores, out.n, better > 0 ? 0.16 : 0.84);
	out.limit90 = percentile(scores, out.n, better > 0 ? 0.10 : 0.90);
	return out;
}

static void
describe_all(struct at_arena *arena, const struct near *near, int better,
    struct at_neighbours *out)
{
	struct at_neighbour *nearest = AT_NEW(arena, struct at_neighbour, (size_t)out->k);
	struct at_neighbours_session *sessions;
	int last = 1;

	for (int i = 0; i < out->k; i++) {
		const struct at_neighbours_case *c = near[i].point->is;

		nearest[i] = (struct at_neighbour){ near[i].point->at, near[i].distance };
		for (int j = 0; j < 2; j++)
			out->b[j] += near[i].point->b[j] / out->k;
		if (c->rows[c->n - 1].session > last)
			last = c->rows[c->n - 1].session;
	}
	sessions = AT_NEW(arena, struct at_neighbours_session, (size_t)last);
	for (int session = 2; session <= last; session++)
		sessions[out->n_sessions++] = describe(near, out, better, session);
	out->nearest = nearest;
	out->sessions = sessions;
}

enum at_status
at_neighbours_find(struct at_arena *arena, const struct at_neighbours_input *input,
    const struct at_neighbours_case *client, struct at_neighbours *out, struct at_error *err)
{
	struct at_neighbours found = { .since = 0 };
	struct near near[AT_NEIGHBOURS_MOST];
	struct space s;
	struct point point;
	enum at_status st;

	if (client->n == 0 || client->rows[0].session != 1)
		return at_fail(err, AT_INVALID, "expected a score of the client at session 1");
	if (client->rows[client->n - 1].session >= EARLIEST_CHANGE)
		found.since = client->rows[client->n - 1].session;
	st = make_space(arena, input, found.since, &s, err);
	if (st == AT_OK)
		st = fit_curves(arena, &s, err);
	if (st != AT_OK)
		return st;
	found.n_cases = s.n;
	choose_k(&s, &found);
	point = point_of(arena, &s, client, -1, found.since);
	find_nearest(&s, &point, near);
	describe_all(arena, near, input->better, &found);
	*out = found;
	return AT_OK;
}
