/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <limits.h>
#include <math.h>
#include <string.h>

#include "signal/cell.h"
#include "signal/group.h"
#include "signal/moments.h"

/* A series from the start of the group on, seen from its centre; and of that what sums
 * over pairs with gaps are made of. */
struct view {
	const double *raw;
	double centre;
	double *value;                  /* 0 where missing */
	double *square, *there;         /* with gaps only */
	struct at_moments moments;
};

enum plane { PLANE_XY, PLANE_N, PLANE_X, PLANE_Y, PLANE_XX, PLANE_YY, PLANES };

struct at_stretch {
	struct at_crosscorr_options options;
	struct at_group group;
	struct view view[2];            /* s1, s2 */
	long double *scratch;
	double *planes[PLANES];
	struct at_row *row;
	bool *missing;                  /* windows */
	bool gaps, still;               /* a sample is missing; a window does not move */
};

/* Sixteen lags of one side. */
struct tile {
	enum at_side side;
	int from, n;                    /* the first distance, and how many are used */
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
	size_t starts = (most - 1) * (size_t)options->step + (size_t)options->lag + 1 + AT_ROW;

	s->options = *options;
	for (int i = 0; i < 2; i++) {
		double **parts[] = { &s->view[i].value, &s->view[i].square, &s->view[i].there };
		double **moments[] = { &s->view[i].moments.offset, &s->view[i].moments.norm,
			&s->view[i].moments.inverse, &s->view[i].moments.spread };

		for (size_t j = 0; j < AT_COUNT(parts); j++)
			*parts[j] = AT_NEW(arena, double, starts + window);
		for (size_t j = 0; j < AT_COUNT(moments); j++)
			*moments[j] = AT_NEW(arena, double, starts);
	}
	s->scratch = AT_NEW(arena, long double, 2 * window);
	for (int i = 0; i < PLANES; i++)
		s->planes[i] = AT_NEW(arena, double, most * AT_ROW);
	s->row = AT_NEW(arena, struct at_row, most);
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

static bool
has_gap(const double *x, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (isnan(x[i]))
			return true;
	return false;
}

static void
fill_view(struct view *view, size_t n, size_t window, bool gaps)
{
	view->centre = at_moments_centre(view->raw, n, window);
	for (size_t i = 0; i < n; i++)
		view->value[i] = view->raw[i] - view->centre;
	memset(view->value + n, 0, AT_ROW * sizeof *view->value);
	if (!gaps)
		return;
	for (size_t i = 0; i < n; i++) {
		bool there = !isnan(view->raw[i]);

		view->value[i] = there ? view->value[i] : 0;
		view->square[i] = view->value[i] * view->value[i];
		view->there[i] = there;
	}
	memset(view->square + n, 0, AT_ROW * sizeof *view->square);
	memset(view->there + n, 0, AT_ROW * sizeof *view->there);
}

static bool
mostly_missing(const double *x, size_t n)
{
	size_t n_missing = 0;

	for (size_t i = 0; i < n; i++)
		n_missing += isnan(x[i]);
	return 2 * n_missing > n;
}

static void
look(struct at_stretch *s, const struct at_pair *pair, size_t first, size_t n)
{
	size_t window = (size_t)s->options.window, step = (size_t)s->options.step, span;
	size_t lag = (size_t)s->options.lag;

	s->group = (struct at_group){ .window = window, .step = step, .n = n };
	s->view[0].raw = pair->s1 + first * step;
	s->view[1].raw = pair->s2 + first * step;
	span = span_of(s);
	s->still = false;
	s->gaps = has_gap(s->view[0].raw, span) || has_gap(s->view[1].raw, span);
	for (int i = 0; i < 2; i++) {
		fill_view(&s->view[i], span, window, s->gaps);
		if (s->gaps)
			memset(s->view[i].moments.inverse, 0,
			    (span - window + 1) * sizeof(double));
		else
			at_moments(s->view[i].value, &s->group, lag, s->scratch,
			    &s->view[i].moments);
		s->still |= at_moments_still(s->view[i].raw, &s->group, lag, &s->view[i].moments);
	}
	for (size_t i = 0; i < n; i++)
		s->missing[i] = s->gaps
		    && (mostly_missing(s->view[0].raw + i * step, window + lag)
		    || mostly_missing(s->view[1].raw + i * step, window + lag));
}

/* ---- cells -------------------------------------------------------------------------- */

static double
exact_cell(const struct at_stretch *s, const struct tile *tile, size_t i, int j)
{
	const double *x = s->view[tile->side].raw + i * s->group.step;
	const double *y = s->view[!tile->side].raw + i * s->group.step + tile->from + j;
	double r = at_cell_r(x, y, s->group.window);

	return s->options.raw_r ? r : at_cell_z(r);
}

/* True if there turned out to be none in a cell. */
static bool
mend_doubts(const struct at_stretch *s, const struct tile *tile, double *rows)
{
	bool any_missing = false;

	for (size_t i = 0; i < s->group.n; i++)
		for (int j = 0; j < tile->n; j++) {
			double *cell = &rows[i * AT_ROW + (size_t)j];

			if (*cell == AT_ROWS_DOUBT)
				*cell = exact_cell(s, tile, i, j);
			any_missing |= isnan(*cell);
		}
	return any_missing;
}

/* With gaps every cell has pairs, means and variances of its own. */
static double
gappy_cell(const struct at_stretch *s, const struct tile *tile, size_t i, int j)
{
	size_t at = i * AT_ROW + (size_t)j, start = i * s->group.step;
	double n = s->planes[PLANE_N][at], x = s->planes[PLANE_X][at];
	double y = s->planes[PLANE_Y][at], xx = s->planes[PLANE_XX][at];
	double yy = s->planes[PLANE_YY][at];
	double around_x = xx - x * x / n, around_y = yy - y * y / n, r, xy, mean, off;

	if (s->missing[i] || n < 2 || isnan(s->view[tile->side].moments.inverse[start])
	    || isnan(s->view[!tile->side].moments.inverse[start + (size_t)(tile->from + j)]))
		return NAN;
	xy = s->planes[PLANE_XY][at] - x * y / n;
	r = xy / (sqrt(around_x) * sqrt(around_y));
	mean = s->view[tile->side].centre - s->view[!tile->side].centre + (x - y) / n;
	off = around_x + around_y - 2 * xy - n * (n - 1) * mean * mean;
	/* Fewer digits may be lost here than in rows.c, whose squares are longer. */
	if (!(around_x > 1e-3 * xx) || !(around_y > 1e-3 * yy) || !(fabs(r) <= 1 - 1e-6)
	    || fabs(off) <= AT_ALIKE * (around_x + around_y))
		return exact_cell(s, tile, i, j);
	return s->options.raw_r ? r : at_cell_z(r);
}

static void
fill_gappy(struct at_stretch *s, const struct tile *tile)
{
	const struct view *x = &s->view[tile->side], *y = &s->view[!tile->side];
	const double *of_x[] = { x->value, x->there, x->value, x->there, x->square, x->there };
	const double *of_y[] = { y->value, y->there, y->there, y->value, y->there, y->square };
	double *rows = s->planes[PLANE_XY];

	for (int plane = 0; plane < PLANES; plane++)
		at_rows_sum(&s->group, of_x[plane], of_y[plane] + tile->from, s->planes[plane]);
	for (size_t i = 0; i < s->group.n; i++)
		for (int j = 0; j < tile->n; j++)
			rows[i * AT_ROW + (size_t)j] = gappy_cell(s, tile, i, j);
}

static struct at_moments
moments_from(const struct at_moments *moments, int from)
{
	return (struct at_moments){ moments->offset + from, moments->norm + from,
		moments->inverse + from, moments->spread + from };
}

static bool
fill_whole(struct at_stretch *s, const struct tile *tile)
{
	const struct view *x = &s->view[tile->side], *y = &s->view[!tile->side];
	struct at_moments later = moments_from(&y->moments, tile->from);
	double apart = (x->centre - y->centre) * sqrt((double)s->group.window);

	at_rows_sum(&s->group, x->value, y->value + tile->from, s->planes[PLANE_XY]);
	return at_rows_correlate(&s->group, &x->moments, &later, apart,
	    s->options.raw_r, s->planes[PLANE_XY]);
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
	bool up = tile->side == AT_S1_LEADS;

	for (int i = 0; i < tile->n; i++) {
		int j = up ? i : tile->n - 1 - i;

		if ((magnitude ? fabs(row[j]) : row[j]) == best)
			return lag_of(tile, j);
	}
	return AT_NO_LAG;
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
tally_tile(const struct at_stretch *s, const struct tile *tile, bool whole,
    struct at_tally *tallies, const struct at_lag_sums *lags)
{
	const double *rows = s->planes[PLANE_XY];
	struct at_columns columns = { { 0 }, { 0 }, { 0 } };

	at_rows_tally(rows, s->group.n, whole, &columns, s->row);
	for (int j = 0; j < tile->n; j++) {
		int at = s->options.lag + lag_of(tile, j);

		lags->sum[AT_SIGNED][at] += columns.sum[j];
		lags->sum[AT_MAGNITUDE][at] += columns.magnitude[j];
		lags->n[at] += columns.n[j];
	}
	for (size_t i = 0; i < s->group.n; i++) {
		struct at_tally *tally = &tallies[i];
		const struct at_row *row = &s->row[i];

		tally->sum[AT_SIGNED][tile->side] += row->sum;
		tally->sum[AT_MAGNITUDE][tile->side] += row->magnitude;
		tally->n[tile->side] += row->n;
		note_best(tally, tile, rows + i * AT_ROW, row);
	}
}

/* Lag zero belongs to no side: out of its tile, behind the lags below it. */
static void
take_zero(const struct at_stretch *s, struct at_tally *tallies, const struct at_lag_sums *lags)
{
	for (size_t i = 0; i < s->group.n; i++) {
		double *cell = &s->planes[PLANE_XY][i * AT_ROW], zero = *cell;
		const double best[] = { [AT_MAGNITUDE] = fabs(zero), [AT_SIGNED] = zero };

		tallies[i].zero = zero;
		*cell = NAN;
		if (isnan(zero))
			continue;
		lags->n[s->options.lag]++;
		for (int kind = 0; kind < AT_CROSSCORR_KINDS; kind++) {
			lags->sum[kind][s->options.lag] += best[kind];
			if (best[kind] > tallies[i].best[kind]) {
				tallies[i].best[kind] = best[kind];
				tallies[i].best_lag[kind] = 0;
			}
		}
	}
}

static void
keep_cells(const struct at_stretch *s, const struct tile *tile, double *cells)
{
	size_t n_lags = 2 * (size_t)s->options.lag + 1;

	for (size_t i = 0; i < s->group.n; i++)
		for (int j = 0; j < tile->n; j++)
			cells[i * n_lags + (size_t)(s->options.lag + lag_of(tile, j))]
			    = s->planes[PLANE_XY][i * AT_ROW + (size_t)j];
}

static void
run_tile(struct at_stretch *s, const struct tile *tile, struct at_tally *tallies,
    const struct at_lag_sums *lags, double *cells)
{
	double *rows = s->planes[PLANE_XY];
	bool whole = !s->gaps && !s->still && tile->n == AT_ROW, doubts = false;

	if (s->gaps)
		fill_gappy(s, tile);
	else
		doubts = fill_whole(s, tile);
	for (size_t i = 0; i < s->group.n && tile->n < AT_ROW; i++)
		for (int j = tile->n; j < AT_ROW; j++)
			rows[i * AT_ROW + (size_t)j] = NAN;
	if (doubts && mend_doubts(s, tile, rows))
		whole = false;
	if (cells != NULL)
		keep_cells(s, tile, cells);
	if (tile->side == AT_S1_LEADS && tile->from == 0) {
		take_zero(s, tallies, lags);
		whole = false;
	}
	tally_tile(s, tile, whole, tallies, lags);
}

void
at_stretch_run(struct at_stretch *s, const struct at_pair *pair, size_t first, size_t n,
    struct at_tally *tallies, const struct at_lag_sums *lags, double *cells)
{
	int lag = s->options.lag;

	look(s, pair, first, n);
	for (size_t i = 0; i < n; i++)
		tallies[i] = (struct at_tally){ .best = { -INFINITY, -INFINITY },
			.best_lag = { AT_NO_LAG, AT_NO_LAG } };
	/* From -lag on, so that the first of equals is found first. */
	for (int k = (lag - 1) / AT_ROW; lag > 0 && k >= 0; k--) {
		int from = 1 + k * AT_ROW, rest = lag + 1 - from;

		run_tile(s, &(struct tile){ AT_S2_LEADS, from, rest < AT_ROW ? rest : AT_ROW },
		    tallies, lags, cells);
	}
	for (int from = 0; from <= lag; from += AT_ROW) {
		int rest = lag + 1 - from;

		run_tile(s, &(struct tile){ AT_S1_LEADS, from, rest < AT_ROW ? rest : AT_ROW },
		    tallies, lags, cells);
	}
}
