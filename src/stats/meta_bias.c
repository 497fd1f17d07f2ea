/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stats/dist.h"
#include "stats/meta_bias.h"
#include "stats/ols.h"

/* The exact distribution of Kendall's S takes k^3 / 2 steps. */
enum { MOST_EXACT = 300, MOST_ROUNDS = 100 };

static enum at_status
check_enough(const struct at_meta_input *input, struct at_error *err)
{
	if (input->k >= AT_META_BIAS_LEAST)
		return AT_OK;
	return at_fail(err, AT_INVALID, "%d %s too few to see asymmetry: %d are needed", input->k,
	    input->k == 1 ? "study is" : "studies are", AT_META_BIAS_LEAST);
}

/* ---- Egger's regression ------------------------------------------------------------- */

/* Rows of 1 and the standard error. */
static double *
se_columns(struct at_arena *arena, const struct at_meta_input *input)
{
	double *x = AT_NEW(arena, double, 2 * (size_t)input->k);

	for (int i = 0; i < input->k; i++) {
		x[2 * i] = 1;
		x[2 * i + 1] = sqrt(input->v[i]);
	}
	return x;
}

static enum at_status
check_errors_differ(const struct at_meta_input *input, struct at_error *err)
{
	enum at_status st = check_enough(input, err);

	if (st != AT_OK)
		return st;
	for (int i = 1; i < input->k; i++)
		if (fabs(input->v[i] - input->v[0]) > 1e-9 * input->v[0])
			return AT_OK;
	return at_fail(err, AT_INVALID, "all standard errors are equal: no effect can depend on"
	    " them");
}

enum at_status
at_meta_egger_ols(struct at_arena *arena, const struct at_meta_input *input,
    struct at_meta_egger *out, struct at_error *err)
{
	enum at_status st = check_errors_differ(input, err);
	double *weights = AT_NEW(arena, double, (size_t)input->k);
	struct at_ols_input columns = { .y = input->y, .weights = weights, .n = input->k, .p = 2 };
	struct at_ols fit;

	if (st != AT_OK)
		return st;
	for (int i = 0; i < input->k; i++)
		weights[i] = 1 / input->v[i];
	columns.x = se_columns(arena, input);
	st = at_ols_fit(arena, &columns, &fit, NULL, err);
	if (st != AT_OK)
		return st;
	*out = (struct at_meta_egger){ .slope = fit.b[1], .se = fit.se[1],
		.statistic = fit.b[1] / fit.se[1], .df = fit.df, .limit = fit.b[0] };
	out->p = at_t_two_sided(out->statistic, fit.df);
	return AT_OK;
}

enum at_status
at_meta_egger_mixed(struct at_arena *arena, const struct at_meta_input *input,
    struct at_meta_egger *out, struct at_error *err)
{
	static const double slope[] = { 0, 1 };
	enum at_status st = check_errors_differ(input, err);
	struct at_meta_input model = *input;
	struct at_meta fit;
	struct at_meta_line line;

	if (st != AT_OK)
		return st;
	model.x = se_columns(arena, input);
	model.p = 2;
	st = at_meta_fit(arena, &model, &fit, NULL, err);
	if (st != AT_OK)
		return st;
	line = at_meta_line(&fit, slope);
	*out = (struct at_meta_egger){ line.estimate, line.se, line.statistic, line.p, fit.df,
		fit.b[0] };
	return AT_OK;
}

/* ---- rank correlation --------------------------------------------------------------- */

struct pairs {
	double concordant, discordant;
	bool ties;
};

static double
sign(double x)
{
	return (x > 0) - (x < 0);
}

static struct pairs
count_pairs(const double *x, const double *y, int n)
{
	struct pairs pairs = { 0, 0, false };

	for (int i = 0; i < n; i++)
		for (int j = 0; j < i; j++) {
			double way = sign(x[i] - x[j]) * sign(y[i] - y[j]);

			pairs.concordant += way > 0;
			pairs.discordant += way < 0;
			pairs.ties |= way == 0;
		}
	return pairs;
}

/* P(at most `most` concordant pairs) of n in random order: one value after the other takes
 * its place among those before it. */
static double
kendall_p(struct at_arena *arena, int n, int most)
{
	int n_pairs = n * (n - 1) / 2, reach = 0;
	double *p = AT_NEW(arena, double, (size_t)n_pairs + 1), sum = 0;
	double *next = AT_NEW(arena, double, (size_t)n_pairs + 1);

	p[0] = 1;
	for (int m = 2; m <= n; m++) {
		double window = 0, *kept = p;

		for (int s = 0; s <= reach + m - 1; s++) {
			window += s <= reach ? p[s] : 0;
			window -= s >= m ? p[s - m] : 0;
			next[s] = window / m;
		}
		reach += m - 1;
		p = next;
		next = kept;
	}
	for (int s = 0; s <= most; s++)
		sum += p[s];
	return fmin(sum, 1);
}

/* What ties take from the variance of S (Kendall 1970, chapter 4). */
struct ties {
	double pairs, cubic, triple;
};

static int
compare_doubles(const void *a, const void *b)
{
	return (int)sign(*(const double *)a - *(const double *)b);
}

static struct ties
count_ties(struct at_arena *arena, const double *x, int n)
{
	double *sorted = AT_NEW(arena, double, (size_t)n);
	struct ties ties = { 0, 0, 0 };

	memcpy(sorted, x, (size_t)n * sizeof *x);
	qsort(sorted, (size_t)n, sizeof *sorted, compare_doubles);
	for (int i = 0, run; i < n; i += run) {
		double t;

		for (run = 1; i + run < n && sorted[i + run] == sorted[i]; run++)
			continue;
		t = run;
		ties.pairs += t * (t - 1) / 2;
		ties.cubic += t * (t - 1) * (2 * t + 5);
		ties.triple += t * (t - 1) * (t - 2);
	}
	return ties;
}

static struct at_meta_rank
kendall(struct at_arena *arena, const double *x, const double *y, int k)
{
	struct pairs pairs = count_pairs(x, y, k);
	struct ties tx = count_ties(arena, x, k), ty = count_ties(arena, y, k);
	double n = k, all = n * (n - 1) / 2, s = pairs.concordant - pairs.discordant, variance;
	struct at_meta_rank rank = { .exact = !pairs.ties && k <= MOST_EXACT };

	rank.tau = s / sqrt((all - tx.pairs) * (all - ty.pairs));
	if (rank.exact) {
		int most = (int)pairs.concordant;
		double below = kendall_p(arena, k, most);
		double under = most > 0 ? kendall_p(arena, k, most - 1) : 0;

		rank.p = fmin(1, 2 * fmin(below, 1 - under));
		return rank;
	}
	variance = (n * (n - 1) * (2 * n + 5) - tx.cubic - ty.cubic) / 18
	    + 2 * tx.pairs * ty.pairs / (n * (n - 1))
	    + tx.triple * ty.triple / (9 * n * (n - 1) * (n - 2));
	rank.p = 2 * at_normal_upper(fabs(s) / sqrt(variance));
	return rank;
}

enum at_status
at_meta_rank_test(struct at_arena *arena, const struct at_meta_input *input,
    struct at_meta_rank *out, struct at_error *err)
{
	enum at_status st = check_errors_differ(input, err);
	double *effects = AT_NEW(arena, double, (size_t)input->k), sum = 0, mean = 0;

	if (st != AT_OK)
		return st;
	for (int i = 0; i < input->k; i++) {
		sum += 1 / input->v[i];
		mean += input->y[i] / input->v[i];
	}
	mean /= sum;
	for (int i = 0; i < input->k; i++)
		effects[i] = (input->y[i] - mean) / sqrt(input->v[i] - 1 / sum);
	*out = kendall(arena, effects, input->v, input->k);
	return AT_OK;
}

/* ---- trim and fill ------------------------------------------------------------------ */

struct effect {
	double y, v;
	double distance;                /* from the middle */
	int place;                      /* in the order of y */
};

static int
compare_effects(const void *a, const void *b)
{
	const struct effect *x = a, *y = b;

	return x->y != y->y ? (int)sign(x->y - y->y) : (int)sign(x->v - y->v);
}

static int
compare_distances(const void *a, const void *b)
{
	const struct effect *x = a, *y = b;
	double way = sign(fabs(x->distance) - fabs(y->distance));

	return way != 0 ? (int)way : x->place - y->place;
}

/* A funnel whose gap is on its left side. */
struct funnel {
	const struct at_meta_input *input;
	struct effect *effects;         /* by y */
	struct effect *ranked;          /* by distance from the middle */
	double *y, *v;                  /* of the effects in order */
	double middle;
};

static struct funnel
make_funnel(struct at_arena *arena, const struct at_meta_input *input, bool right)
{
	size_t n = (size_t)input->k;
	struct funnel f = { .input = input, .effects = AT_NEW(arena, struct effect, n),
		.ranked = AT_NEW(arena, struct effect, n), .y = AT_NEW(arena, double, n),
		.v = AT_NEW(arena, double, n) };

	for (size_t i = 0; i < n; i++)
		f.effects[i] = (struct effect){ .y = right ? -input->y[i] : input->y[i],
			.v = input->v[i] };
	qsort(f.effects, n, sizeof *f.effects, compare_effects);
	for (size_t i = 0; i < n; i++) {
		f.effects[i].place = (int)i;
		f.y[i] = f.effects[i].y;
		f.v[i] = f.effects[i].v;
	}
	return f;
}

/* How many are missing, if the middle is that of all but the `n` largest. */
static enum at_status
estimate_missing(struct at_arena *arena, struct funnel *f, int n, int *out, struct at_error *err)
{
	struct at_meta_input rest = *f->input;
	int k = rest.k;
	double above = 0, missing;
	struct at_meta fit;
	enum at_status st;

	rest.y = f->y;
	rest.v = f->v;
	rest.x = NULL;
	rest.k = k - n;
	st = at_meta_fit(arena, &rest, &fit, NULL, err);
	if (st != AT_OK)
		return st;
	f->middle = fit.b[0];
	memcpy(f->ranked, f->effects, (size_t)k * sizeof *f->ranked);
	for (int i = 0; i < k; i++)
		f->ranked[i].distance = f->ranked[i].y - f->middle;
	qsort(f->ranked, (size_t)k, sizeof *f->ranked, compare_distances);
	for (int i = 0; i < k; i++)
		above += f->ranked[i].distance > 0 ? i + 1 : 0;
	missing = nearbyint((4 * above - (double)k * (k + 1)) / (2 * k - 1));
	*out = (int)fmin(fmax(missing, 0), k - 2);
	return AT_OK;
}

/* The `n` largest, mirrored. */
static enum at_status
fill(struct at_arena *arena, const struct funnel *f, int n, bool right, struct at_meta_trim *out,
    struct at_error *err)
{
	struct at_meta_input all = *f->input;
	int k = all.k;
	double *y = AT_NEW(arena, double, (size_t)(k + n));
	double *v = AT_NEW(arena, double, (size_t)(k + n));
	struct at_meta fit;
	enum at_status st;

	memcpy(y, all.y, (size_t)k * sizeof *y);
	memcpy(v, all.v, (size_t)k * sizeof *v);
	for (int i = 0; i < n; i++) {
		double mirrored = 2 * f->middle - f->y[k - n + i];

		y[k + i] = right ? -mirrored : mirrored;
		v[k + i] = f->v[k - n + i];
	}
	all.y = y;
	all.v = v;
	all.x = NULL;
	all.k = k + n;
	st = at_meta_fit(arena, &all, &fit, NULL, err);
	if (st == AT_OK)
		*out = (struct at_meta_trim){ right, n, y + k, v + k, fit };
	return st;
}

/* The gap is where small studies are not: opposite to Egger's slope. */
enum at_status
at_meta_trim_fill(struct at_arena *arena, const struct at_meta_input *input,
    struct at_meta_trim *out, struct at_error *err)
{
	struct at_meta_egger egger = { .slope = 0 };
	enum at_status st = at_meta_egger_mixed(arena, input, &egger, err);
	struct funnel f;
	int n = 0, before = -1;

	if (st != AT_OK)
		return st;
	f = make_funnel(arena, input, egger.slope < 0);
	for (int round = 0; n != before; round++) {
		before = n;
		if (round == MOST_ROUNDS)
			return at_fail(err, AT_INVALID, "trim and fill did not settle");
		st = estimate_missing(arena, &f, n, &n, err);
		if (st != AT_OK)
			return st;
	}
	return fill(arena, &f, n, egger.slope < 0, out, err);
}
