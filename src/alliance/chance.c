/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <math.h>

#include "alliance/chance.h"

enum { MEANS = 24, SDS = 48, USUAL_LENGTH = 20, FAR = 4 };

/* Of one mean and one SD: sums[n] of courses of n sessions, NaN where not worked out yet. */
struct cell {
	double *sums;
	int n;                          /* the longest there is room for */
};

struct at_chance {
	struct at_arena *arena, *scratch;
	enum at_rupture_rule rule;
	struct at_rupture_settings settings;
	const double *normals;
	int n_normals;                  /* sessions they are enough for */
	struct cell cells[MEANS + 1][SDS + 1];
};

static void
close_scratch(void *scratch)
{
	at_arena_close(scratch);
}

struct at_chance *
at_chance_make(struct at_arena *arena, enum at_rupture_rule rule,
    const struct at_rupture_settings *settings)
{
	struct at_chance *chance = AT_NEW(arena, struct at_chance, 1);

	assert(rule < AT_RUPTURE_RULES && settings->highest > settings->lowest);
	chance->arena = arena;
	chance->scratch = at_arena_open();
	if (chance->scratch == NULL)
		at_oom(arena);
	at_arena_defer(arena, close_scratch, chance->scratch);
	chance->rule = rule;
	chance->settings = *settings;
	return chance;
}

static void
make_room(struct at_chance *chance, struct cell *cell, int n)
{
	int room = cell->n == 0 ? USUAL_LENGTH : cell->n;

	while (room < n)
		room *= 2;
	cell->sums = AT_NEW(chance->arena, double, (size_t)room + 1);
	cell->n = room;
	for (int i = 0; i <= room; i++)
		cell->sums[i] = NAN;
}

/* A rule that looks back must be asked for each length; of another, all shorter courses
 * come with the longest. */
static void
work_out(struct at_chance *chance, struct cell *cell, int n, double mean, double sd)
{
	bool looks_back = at_rupture_looks_back(chance->rule);
	int length = looks_back ? n : cell->n;
	double *chances = AT_NEW(chance->scratch, double, (size_t)length), sum = 0;

	if (chance->n_normals < cell->n) {
		chance->normals = at_rupture_normals(chance->arena, cell->n);
		chance->n_normals = cell->n;
	}
	at_rupture_chances(chance->scratch, chance->rule, &chance->settings, chance->normals,
	    length, mean, sd, chances);
	for (int i = 0; i < length; i++) {
		sum += chances[i];
		if (!looks_back || i + 1 == length)
			cell->sums[i + 1] = sum;
	}
	at_arena_clear(chance->scratch);
}

double
at_chance_of(struct at_chance *chance, int n, double mean, double sd)
{
	double lowest = chance->settings.lowest, range = chance->settings.highest - lowest;
	struct cell *cell;
	int m, s;

	if (n == 0)
		return 0;
	if (isnan(mean) || isnan(sd))
		return NAN;
	m = (int)lround(MEANS * (mean - lowest) / range);
	s = (int)lround(SDS * fmin(sd / range, 1));
	assert(m >= 0 && m <= MEANS && s >= 0);
	if (FAR * s * MEANS < m * SDS && FAR * s * MEANS < (MEANS - m) * SDS)
		m = MEANS / 2;
	cell = &chance->cells[m][s];
	if (n > cell->n)
		make_room(chance, cell, n);
	if (isnan(cell->sums[n]))
		work_out(chance, cell, n, lowest + m * range / MEANS, s * range / SDS);
	return cell->sums[n];
}
