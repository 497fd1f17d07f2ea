/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <limits.h>
#include <math.h>
#include <string.h>

#include "signal/cell.h"
#include "signal/group.h"
#include "signal/view.h"

/* Windows are done so many at a time, that what is looked at again is still near. */
enum { BLOCK = 64 };

enum plane { PLANE_XY, PLANE_N, PLANE_X, PLANE_Y, PLANE_XX, PLANE_YY, PLANES };

struct at_stretch {
	struct at_crosscorr_options options;
	struct at_group group;
	struct at_view view[2];            /* s1, s2 */
	long double *scratch;
	double *planes[PLANES];         /* sums, a row a window */
	double cells[BLOCK * AT_ROW];
	struct at_row row[BLOCK];
	bool *missing;                  /* windows */
	bool gaps, still;               /* a sample is missing; a window does not move */
	bool far;                       /* a window is far from the centre */
};

/* Sixteen lags of one side. */
struct tile {
	enum at_side side;
	int from, n;                    /* the first distance, and how many are used */
};

/* The windows of a tile that are being done. */
struct block {
	const struct tile *tile;
	size_t first, n;
};

size_t
at_stretch_most(const struct at_crosscorr_options *options)
{
	return ((size_t)options->window + (size_t)options->step - 1) / (size_t)options->step;
}

struct at_stretch *
at_stretch_make(struct at_arena *arena, const struct at_crosscorr_options *options)
{
	struct at_stretch *s = AT_NEW(arena, struct at_stretch, 1);
	size_t most = at_stretch_most(options), window = (size_t)options->window;
	size_t starts = (most - 1) * (size_t)options->step + (size_t)options->lag + 1;

	s->options = *options;
	at_view_make(arena, starts + window, starts, &s->view[0]);
	at_view_make(arena, starts + window, starts, &s->view[1]);
	s->scratch = AT_NEW(arena, long double, 2 * window);
	for (int i = 0; i < PLANES; i++)
		s->planes[i] = AT_NEW(arena, double, most * AT_ROW);
	s->missing = AT_NEW(arena, bool, most);
	return s;
}

/* ---- what the group looks at -------------------------------------------------------- */

/* The samples of all windows, their lags included. */
static size_t
span_of(const struct at_stretch *s)
{
	return (s->group.n - 1) * s->group.step + s->group.window + (size_t)s->options.lag;
}

static double
greatest_spread(const struct at_stretch *s, const struct at_view *view)
{
	size_t step = s->group.step, lag = (size_t)s->options.lag;
	double greatest = 0;

	for (size_t at = 0; at <= (s->group.n - 1) * step + lag; at++)
		if (at % step <= lag && view->moments.spread[at] > greatest)
			greatest = view->moments.spread[at];
	return greatest;
}

static void
look_at(struct at_stretch *s, struct at_view *view, const double *raw, size_t span)
{
	size_t lag = (size_t)s->options.lag;

	at_view_fill(view, raw, span, s->group.window);
	if (s->gaps) {
		at_view_fill_gaps(view, span);
		memset(view->moments.inverse, 0, (span - s->group.window + 1) * sizeof(double));
	} else
		at_moments(view->value, &s->group, lag, s->scratch, &view->moments);
	s->still |= at_moments_still(view->raw, &s->group, lag, &view->moments);
}

static void
look(struct at_stretch *s, const struct at_pair *pair, size_t first, size_t n)
{
	size_t window = (size_t)s->options.window, step = (size_t)s->options.step, span;
	size_t length = window + (size_t)s->options.lag;
	const double *s1 = pair->s1 + first * step, *s2 = pair->s2 + first * step;

	s->group = (struct at_group){ .window = window, .step = step, .n = n };
	span = span_of(s);
	s->still = false;
	s->gaps = at_view_has_gap(s1, span) || at_view_has_gap(s2, span);
	look_at(s, &s->view[0], s1, span);
	look_at(s, &s->view[1], s2, span);
	s->far = !s->gaps && greatest_spread(s, &s->view[0]) * greatest_spread(s, &s->view[1])
	    > AT_MOST_SPREAD;
	for (size_t i = 0; i < n; i++)
		s->missing[i] = s->gaps && (at_view_mostly_missing(s1 + i * step, length)
		    || at_view_mostly_missing(s2 + i * step, length));
}

/* ---- cells -------------------------------------------------------------------------- */

static double
exact_cell(const struct at_stretch *s, const struct tile *tile, size_t window, int j)
{
	const double *x = s->view[tile->side].raw + window * s->group.step;
	const double *y = s->view[!tile->side].raw + window * s->group.step + tile->from + j;
	double r = at_cell_r(x, y, s->group.window);

	return s->options.raw_r ? r : at_cell_z(r);
}

static bool
is_doubtful(const struct at_stretch *s, const struct tile *tile, size_t window, int j)
{
	const struct at_window_scale *x = &s->view[tile->side].moments;
	const struct at_window_scale *y = &s->view[!tile->side].moments;
	size_t at = window * s->group.step, later = at + (size_t)(tile->from + j);
	double sum = s->planes[PLANE_XY][window * AT_ROW + (size_t)j];
	double r = (sum - x->offset[at] * y->offset[later]) * (x->inverse[at] * y->inverse[later]);

	return x->spread[at] * y->spread[later] > AT_MOST_SPREAD || fabs(r) > AT_NEAR_ONE;
}

static void
mend_doubtful(struct at_stretch *s, const struct block *block)
{
	for (size_t i = 0; i < block->n; i++)
		for (int j = 0; j < block->tile->n; j++)
			if (is_doubtful(s, block->tile, block->first + i, j))
				s->cells[i * AT_ROW + (size_t)j]
				    = exact_cell(s, block->tile, block->first + i, j);
}

static struct at_window_scale
moments_from(const struct at_window_scale *moments, size_t at)
{
	return (struct at_window_scale){ moments->offset + at, moments->inverse + at,
		moments->spread + at };
}

static void
fill_whole(struct at_stretch *s, const struct block *block, struct at_right *right)
{
	const struct tile *tile = block->tile;
	const struct at_view *x = &s->view[tile->side], *y = &s->view[!tile->side];
	double *rows = s->planes[PLANE_XY];
	size_t at = block->first * s->group.step;
	struct at_window_scale now = moments_from(&x->moments, at);
	struct at_window_scale later = moments_from(&y->moments, at + (size_t)tile->from);

	at_rows_right(&s->group, x->value, y->value + tile->from, block->first, block->n, right,
	    rows);
	if (at_rows_correlate(rows + block->first * AT_ROW, block->n, s->group.step, &now, &later,
	    s->options.raw_r, s->cells) || s->far)
		mend_doubtful(s, block);
}

/* With gaps every cell has pairs, means and variances of its own. */
static double
gappy_cell(const struct at_stretch *s, const struct tile *tile, size_t window, int j)
{
	const struct at_window_scale *still_x = &s->view[tile->side].moments;
	const struct at_window_scale *still_y = &s->view[!tile->side].moments;
	size_t at = window * AT_ROW + (size_t)j, start = window * s->group.step;
	double n = s->planes[PLANE_N][at], x = s->planes[PLANE_X][at];
	double y = s->planes[PLANE_Y][at], xx = s->planes[PLANE_XX][at];
	double yy = s->planes[PLANE_YY][at];
	double around_x = xx - x * x / n, around_y = yy - y * y / n, r;

	if (s->missing[window] || n < 2 || isnan(still_x->inverse[start])
	    || isnan(still_y->inverse[start + (size_t)(tile->from + j)]))
		return NAN;
	r = (s->planes[PLANE_XY][at] - x * y / n) / (sqrt(around_x) * sqrt(around_y));
	/* Fewer digits may be lost here than with at_moments(), whose squares are longer. */
	if (!(around_x > 1e-3 * xx) || !(around_y > 1e-3 * yy) || !(fabs(r) <= AT_NEAR_ONE))
		return exact_cell(s, tile, window, j);
	return s->options.raw_r ? r : at_cell_z(r);
}

/* The sums of all six planes up to the shared place, or behind it. */
static void
sum_left(struct at_stretch *s, const struct tile *tile)
{
	const struct at_view *x = &s->view[tile->side], *y = &s->view[!tile->side];
	const double *of_x[] = { x->value, x->there, x->value, x->there, x->square, x->there };
	const double *of_y[] = { y->value, y->there, y->there, y->value, y->there, y->square };

	for (int i = 0; i < (s->gaps ? PLANES : 1); i++) {
		struct at_right right = { { 0 } };

		at_rows_left(&s->group, of_x[i], of_y[i] + tile->from, s->planes[i]);
		if (s->gaps)
			at_rows_right(&s->group, of_x[i], of_y[i] + tile->from, 0, s->group.n,
			    &right, s->planes[i]);
	}
}

static void
fill_gappy(struct at_stretch *s, const struct block *block)
{
	for (size_t i = 0; i < block->n; i++)
		for (int j = 0; j < block->tile->n; j++)
			s->cells[i * AT_ROW + (size_t)j]
			    = gappy_cell(s, block->tile, block->first + i, j);
}

/* ---- series that are the same ------------------------------------------------------- */

/* Every window holds one of these halves: if each has two that differ, all windows do. */
static bool
surely_differ(const struct at_stretch *s, const struct tile *tile, int j)
{
	const struct at_view *x = &s->view[tile->side], *y = &s->view[!tile->side];
	size_t half = (s->group.window + 1) / 2;
	size_t n = (s->group.n - 1) * s->group.step + s->group.window;

	for (size_t at = 0; at + half <= n; at += half)
		if (at_view_two_differ(x, y, (size_t)(tile->from + j), at, at + half)
		    == AT_NO_TWO)
			return false;
	return true;
}

/* A bit for each lag of a tile whose cells have to be looked at one by one. */
static unsigned
maybe_same(const struct at_stretch *s, const struct tile *tile)
{
	unsigned lags = 0;

	for (int j = 0; j < tile->n; j++)
		if (!surely_differ(s, tile, j))
			lags |= 1u << j;
	return lags;
}

/* Two places that differ do so for every window that holds both.  True if a cell is gone. */
static bool
drop_same_at(struct at_stretch *s, const struct block *block, int j)
{
	const struct tile *tile = block->tile;
	const struct at_view *x = &s->view[tile->side], *y = &s->view[!tile->side];
	size_t differ = AT_NO_TWO;
	bool any = false;

	for (size_t i = 0; i < block->n; i++) {
		size_t at = (block->first + i) * s->group.step;

		if (differ == AT_NO_TWO || differ < at)
			differ = at_view_two_differ(x, y, (size_t)(tile->from + j), at,
			    at + s->group.window);
		if (differ == AT_NO_TWO) {
			s->cells[i * AT_ROW + (size_t)j] = NAN;
			any = true;
		}
	}
	return any;
}

static bool
drop_same(struct at_stretch *s, const struct block *block, unsigned lags)
{
	bool any = false;

	for (int j = 0; j < block->tile->n; j++)
		if (lags >> j & 1u)
			any |= drop_same_at(s, block, j);
	return any;
}

/* ---- what they come to -------------------------------------------------------------- */

static int
lag_of(const struct tile *tile, int j)
{
	return tile->side == AT_S1_LEADS ? tile->from + j : -(tile->from + j);
}

/* The first of equals from -lag on is the one wanted, and tiles come in that order. */
static int
find_best(const struct tile *tile, const double *row, double best, bool magnitude)
{
	int last, first = at_row_find(row, best, magnitude, &last);

	return lag_of(tile, tile->side == AT_S1_LEADS ? first : last);
}

static void
note_best(struct at_tally *tally, const struct tile *tile, const double *row,
    const struct at_row *sums)
{
	const double best[] = { [AT_MAGNITUDE] = sums->top_magnitude, [AT_SIGNED] = sums->top };

	for (int kind = 0; kind < AT_CROSSCORR_KINDS; kind++) {
		if (!(best[kind] > tally->best[kind]))
			continue;
		tally->best[kind] = best[kind];
		tally->best_lag[kind] = find_best(tile, row, best[kind], kind == AT_MAGNITUDE);
	}
}

static void
tally_block(struct at_stretch *s, const struct block *block, bool whole,
    struct at_tally *tallies, const struct at_lag_sums *lags)
{
	const struct tile *tile = block->tile;
	struct at_columns columns = { { 0 }, { 0 }, { 0 } };

	at_rows_tally(s->cells, block->n, whole, &columns, s->row);
	for (int j = 0; j < tile->n; j++) {
		int at = s->options.lag + lag_of(tile, j);

		lags->sum[AT_SIGNED][at] += columns.sum[j];
		lags->sum[AT_MAGNITUDE][at] += columns.magnitude[j];
		lags->n[at] += columns.n[j];
	}
	for (size_t i = 0; i < block->n; i++) {
		struct at_tally *tally = &tallies[block->first + i];
		const struct at_row *row = &s->row[i];

		tally->sum[AT_SIGNED][tile->side] += row->sum;
		tally->sum[AT_MAGNITUDE][tile->side] += row->magnitude;
		tally->n[tile->side] += row->n;
		note_best(tally, tile, s->cells + i * AT_ROW, row);
	}
}

/* Lag zero belongs to no side: out of its tile, behind the lags below it. */
static void
take_zero(struct at_stretch *s, const struct block *block, struct at_tally *tallies,
    const struct at_lag_sums *lags)
{
	for (size_t i = 0; i < block->n; i++) {
		struct at_tally *tally = &tallies[block->first + i];
		double zero = s->cells[i * AT_ROW];
		const double best[] = { [AT_MAGNITUDE] = fabs(zero), [AT_SIGNED] = zero };

		tally->zero = zero;
		s->cells[i * AT_ROW] = NAN;
		if (isnan(zero))
			continue;
		lags->n[s->options.lag]++;
		for (int kind = 0; kind < AT_CROSSCORR_KINDS; kind++) {
			lags->sum[kind][s->options.lag] += best[kind];
			if (best[kind] > tally->best[kind]) {
				tally->best[kind] = best[kind];
				tally->best_lag[kind] = 0;
			}
		}
	}
}

static void
keep_cells(const struct at_stretch *s, const struct block *block, double *cells)
{
	size_t n_lags = 2 * (size_t)s->options.lag + 1;

	for (size_t i = 0; i < block->n; i++)
		for (int j = 0; j < block->tile->n; j++)
			cells[(block->first + i) * n_lags
			    + (size_t)(s->options.lag + lag_of(block->tile, j))]
			    = s->cells[i * AT_ROW + (size_t)j];
}

/* Where the cells of a run go. */
struct sink {
	struct at_tally *tallies;
	const struct at_lag_sums *lags;
	double *cells;
};

static void
run_block(struct at_stretch *s, const struct block *block, struct at_right *right,
    unsigned same, const struct sink *sink)
{
	const struct tile *tile = block->tile;
	bool has_zero = tile->side == AT_S1_LEADS && tile->from == 0, dropped;

	if (s->gaps)
		fill_gappy(s, block);
	else
		fill_whole(s, block, right);
	for (size_t i = 0; i < block->n && tile->n < AT_ROW; i++)
		for (int j = tile->n; j < AT_ROW; j++)
			s->cells[i * AT_ROW + (size_t)j] = NAN;
	dropped = drop_same(s, block, same);
	if (sink->cells != NULL)
		keep_cells(s, block, sink->cells);
	if (has_zero)
		take_zero(s, block, sink->tallies, sink->lags);
	tally_block(s, block, !s->gaps && !s->still && !dropped && tile->n == AT_ROW && !has_zero,
	    sink->tallies, sink->lags);
}

static void
run_tile(struct at_stretch *s, enum at_side side, int from, const struct sink *sink)
{
	int rest = s->options.lag + 1 - from;
	struct tile tile = { side, from, rest < AT_ROW ? rest : AT_ROW };
	struct at_right right = { { 0 } };
	unsigned same = maybe_same(s, &tile);

	sum_left(s, &tile);
	for (size_t first = 0; first < s->group.n; first += BLOCK) {
		size_t left = s->group.n - first;

		run_block(s, &(struct block){ &tile, first, left < BLOCK ? left : BLOCK }, &right,
		    same, sink);
	}
}

void
at_stretch_run(struct at_stretch *s, const struct at_pair *pair, size_t first, size_t n,
    struct at_tally *tallies, const struct at_lag_sums *lags, double *cells)
{
	const struct sink sink = { tallies, lags, cells };

	look(s, pair, first, n);
	for (size_t i = 0; i < n; i++)
		tallies[i] = (struct at_tally){ .best = { -INFINITY, -INFINITY },
			.best_lag = { AT_NO_LAG, AT_NO_LAG } };
	/* From -lag on, so that the first of equals is found first. */
	for (int k = (s->options.lag + AT_ROW - 1) / AT_ROW; k-- > 0;)
		run_tile(s, AT_S2_LEADS, 1 + k * AT_ROW, &sink);
	for (int from = 0; from <= s->options.lag; from += AT_ROW)
		run_tile(s, AT_S1_LEADS, from, &sink);
}
