/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "signal/energy.h"

static const double jump_share = 0.4;
static const double crosstalk_r = 0.8, crosstalk_s = 60;

/* A rate is constant when this share of the steps is near a multiple of the usual one, and
 * near is this share of it. */
static const double regular_share = 0.95, near = 0.25;

struct at_energy
at_energy_init(struct at_arena *arena, const struct at_wire_stream *stream)
{
	return (struct at_energy){ .arena = arena, .stream = *stream, .fps = NAN };
}

static void
make_room(struct at_energy *e, int room)
{
	size_t n = (size_t)e->n_rows, n_regions = (size_t)e->stream.n_regions;

	e->times = at_grow(e->arena, e->times, n, (size_t)room, sizeof *e->times);
	e->whys = at_grow(e->arena, e->whys, n, (size_t)room, sizeof *e->whys);
	e->counts = at_grow(e->arena, e->counts, n * n_regions, (size_t)room * n_regions + 1,
	    sizeof *e->counts);
	e->room = room;
}

static struct at_wire_count *
counts_of(const struct at_energy *e, int row)
{
	return e->counts + (size_t)row * (size_t)e->stream.n_regions;
}

/* A row more; without `counts` they are 0. */
static void
add_row(struct at_energy *e, double time, enum at_energy_why why,
    const struct at_wire_count *counts)
{
	size_t n = (size_t)e->stream.n_regions * sizeof *counts;

	if (e->n_rows == e->room)
		make_room(e, e->room == 0 ? 1024 : 2 * e->room);
	e->times[e->n_rows] = time;
	e->whys[e->n_rows] = why;
	if (why == AT_ENERGY_THERE)
		memcpy(counts_of(e, e->n_rows), counts, n);
	else
		memset(counts_of(e, e->n_rows), 0, n);
	e->n_rows++;
}

void
at_energy_add(struct at_energy *e, const struct at_wire_frame *frame)
{
	double pixels = (double)e->stream.width * e->stream.height;
	double time = at_wire_seconds(&e->stream, frame->tick);
	enum at_energy_why why = AT_ENERGY_THERE;

	if (e->n_rows > 0 && !(time > e->times[e->n_rows - 1]))
		return;
	if (!frame->compared)
		why = e->n_rows == 0 ? AT_ENERGY_FIRST : AT_ENERGY_DAMAGED;
	else if (frame->changed > jump_share * pixels)
		why = AT_ENERGY_LIGHT;
	add_row(e, time, why, frame->regions);
}

/* ---- the rate ------------------------------------------------------------------------- */

static int
by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* The step in the middle of all steps. */
static double
usual_step(const struct at_energy *e)
{
	int n = e->n_rows - 1;
	double *steps = AT_NEW(e->arena, double, (size_t)n);

	for (int i = 0; i < n; i++)
		steps[i] = e->times[i + 1] - e->times[i];
	qsort(steps, (size_t)n, sizeof *steps, by_size);
	return steps[n / 2];
}

/* How many pictures later the next one is, 1 if none was dropped. */
static double
steps_to_next(const struct at_energy *e, int row, double step)
{
	return fmax(1, round((e->times[row + 1] - e->times[row]) / step));
}

/* The steps of a file are rounded to its clock (33, 33, 34 ms), so the rate is that of all
 * of it.  Nothing is filled up where more is missing than there is. */
static void
find_rate(struct at_energy *e)
{
	double usual = usual_step(e), all = 0, seconds = e->times[e->n_rows - 1] - e->times[0];
	int n = e->n_rows - 1, regular = 0;

	for (int i = 0; i < n; i++)
		all += steps_to_next(e, i, usual);
	for (int i = 0; i < n; i++) {
		double steps = (e->times[i + 1] - e->times[i]) / (seconds / all);

		regular += fabs(steps - fmax(1, round(steps))) <= near;
	}
	e->constant = regular >= regular_share * n && all <= 2.0 * n + 1000;
	e->fps = (e->constant ? all : n) / seconds;
}

static void
fill_gaps(struct at_energy *e)
{
	struct at_energy filled = at_energy_init(e->arena, &e->stream);
	double step = 1 / e->fps;

	for (int i = 0; i < e->n_rows; i++) {
		int missing = i == 0 ? 0 : (int)steps_to_next(e, i - 1, step) - 1;
		enum at_energy_why why = e->whys[i];

		for (int k = 1; k <= missing; k++)
			add_row(&filled, e->times[i - 1] + (e->times[i] - e->times[i - 1]) * k
			    / (missing + 1), AT_ENERGY_DROPPED, NULL);
		if (missing > 0 && why == AT_ENERGY_THERE)
			why = AT_ENERGY_AFTER;
		add_row(&filled, e->times[i], why, counts_of(e, i));
	}
	filled.constant = true;
	filled.fps = e->fps;
	*e = filled;
}

void
at_energy_finish(struct at_energy *e)
{
	if (e->n_rows > 1)
		find_rate(e);
	if (e->constant)
		fill_gaps(e);
	for (int i = 0; i < e->n_rows; i++)
		e->n_whys[e->whys[i]]++;
}

double
at_energy_percent(const struct at_energy *e, int row, int region)
{
	if (e->whys[row] != AT_ENERGY_THERE)
		return NAN;
	return 100.0 * counts_of(e, row)[region].changed / e->stream.pixels[region];
}

/* ---- crosstalk ------------------------------------------------------------------------ */

/* Sums over a window; percents lie between 0 and 100, so that taking off again what was
 * added loses nothing that 0.8 would notice. */
struct sums {
	double n, x, y, xx, yy, xy;
};

static void
add_to(struct sums *s, double sign, double x, double y)
{
	if (isnan(x) || isnan(y))
		return;
	s->n += sign;
	s->x += sign * x;
	s->y += sign * y;
	s->xx += sign * x * x;
	s->yy += sign * y * y;
	s->xy += sign * x * y;
}

static bool
goes_together(const struct sums *s, int window)
{
	double xx = s->xx - s->x * s->x / s->n, yy = s->yy - s->y * s->y / s->n;
	double xy = s->xy - s->x * s->y / s->n;

	return 2 * s->n >= window && xx > 1e-9 && yy > 1e-9 && xy > crosstalk_r * sqrt(xx * yy);
}

struct at_energy_crosstalk
at_energy_crosstalk(const struct at_energy *e, int a, int b)
{
	struct at_energy_crosstalk found = { 0, NAN };
	struct sums s = { 0 };
	int window = isnan(e->fps) ? 0 : (int)fmin(round(crosstalk_s * e->fps), e->n_rows);
	int counted = 0, rows = 0;      /* rows before `counted` are part of `rows` if at all */

	if (window < 3 || window < (int)round(crosstalk_s * e->fps))
		return found;
	for (int i = 0; i < e->n_rows; i++) {
		add_to(&s, 1, at_energy_percent(e, i, a), at_energy_percent(e, i, b));
		if (i >= window)
			add_to(&s, -1, at_energy_percent(e, i - window, a),
			    at_energy_percent(e, i - window, b));
		if (i < window - 1 || !goes_together(&s, window))
			continue;
		if (rows == 0)
			found.first = e->times[i - window + 1];
		rows += i + 1 - (counted > i + 1 - window ? counted : i + 1 - window);
		counted = i + 1;
	}
	found.seconds = rows / e->fps;
	return found;
}
