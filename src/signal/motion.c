/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <string.h>

#include "signal/motion.h"

/* A run of pixels of a row, and the regions that have all of them. */
struct piece {
	int from, to;
	uint64_t regions;               /* bit i: region i */
};

/* Rows that are cut alike. */
struct at_motion_band {
	int top, bottom;                /* bottom is outside */
	const struct piece *pieces;
	int n_pieces;
};

enum {
	LANES = 32,                     /* pixels of a step */
	STEPS = 255,                    /* before a lane of counts is full */
	ROWS = 4,                       /* of a band at a time */
	AHEAD = 512,                    /* bytes that memory is asked for in advance */
	RUN = 32 * LANES                /* pixels that are brought to 8 bits at a time */
};

/* ---- the plan ------------------------------------------------------------------------- */

/* Where a coded pixel is shown. */
static struct at_corner
shown_at(const struct at_motion_plan *plan, int turned, int x, int y)
{
	switch (turned) {
	case 90:  return (struct at_corner){ plan->height - 1 - y, x };
	case 180: return (struct at_corner){ plan->width - 1 - x, plan->height - 1 - y };
	case 270: return (struct at_corner){ y, plan->width - 1 - x };
	}
	return (struct at_corner){ x, y };
}

static enum at_status
check_regions(const struct at_region *regions, int n, int width, int height, struct at_error *err)
{
	for (int i = 0; i < n; i++)
		if (regions[i].right > width || regions[i].bottom > height)
			return at_fail(err, AT_INVALID, "the region %s reaches to %d,%d, out of the"
			    " picture of %d x %d", regions[i].name, regions[i].right,
			    regions[i].bottom, width, height);
	return AT_OK;
}

/* Fills `pieces` (room for one a pixel) and returns how many they are. */
static int
cut_row(struct at_motion_plan *plan, const struct at_region *regions, int turned, int y,
    struct piece *pieces)
{
	int n = 0;

	for (int x = 0; x < plan->width; x++) {
		struct at_corner at = shown_at(plan, turned, x, y);
		uint64_t within = 0;

		for (int i = 0; i < plan->n_regions; i++)
			if (at_region_has(&regions[i], at.x, at.y)) {
				within |= UINT64_C(1) << i;
				plan->pixels[i]++;
			}
		if (n == 0 || pieces[n - 1].regions != within)
			pieces[n++] = (struct piece){ x, x, within };
		pieces[n - 1].to = x + 1;
	}
	return n;
}

static bool
same_pieces(const struct at_motion_band *band, const struct piece *pieces, int n)
{
	return band->n_pieces == n
	    && memcmp(band->pieces, pieces, (size_t)n * sizeof *pieces) == 0;
}

static void
cut(struct at_arena *arena, const struct at_region *regions, int turned,
    struct at_motion_plan *plan)
{
	struct at_motion_band *bands = AT_NEW(arena, struct at_motion_band, (size_t)plan->height);
	struct piece *row = AT_NEW(arena, struct piece, (size_t)plan->width);

	for (int y = 0; y < plan->height; y++) {
		int n = cut_row(plan, regions, turned, y, row);

		if (y == 0 || !same_pieces(&bands[plan->n_bands - 1], row, n))
			bands[plan->n_bands++] = (struct at_motion_band){ .top = y,
				.pieces = at_grow(arena, row, (size_t)n, (size_t)n, sizeof *row),
				.n_pieces = n };
		bands[plan->n_bands - 1].bottom = y + 1;
	}
	plan->bands = bands;
}

enum at_status
at_motion_plan_make(struct at_arena *arena, const struct at_region *regions, int n_regions,
    int width, int height, int turned, struct at_motion_plan *out, struct at_error *err)
{
	struct at_motion_plan plan = { .width = width, .height = height, .n_regions = n_regions };
	bool upright = turned % 180 == 0;
	enum at_status st = check_regions(regions, n_regions, upright ? width : height,
	    upright ? height : width, err);

	assert(n_regions <= AT_WIRE_MAX_REGIONS);
	if (st != AT_OK)
		return st;
	cut(arena, regions, turned, &plan);
	for (int i = 0; i < n_regions; i++)
		if (plan.pixels[i] == 0)
			return at_fail(err, AT_INVALID, "the region %s has no pixel",
			    regions[i].name);
	plan.scratch = AT_NEW(arena, unsigned char, 2 * RUN);
	*out = plan;
	return AT_OK;
}

/* ---- the kernel ----------------------------------------------------------------------- */

/* The loops below are of fixed length over lanes of bytes, which every compiler turns into
 * vector instructions; a machine with wider ones gets a clone of its own.  The thread
 * sanitizer cannot start a program with clones. */
#if defined(__x86_64__) && !defined(AT_SANITIZED)
#define CLONES __attribute__((target_clones("avx2", "default")))
#else
#define CLONES
#endif

/* Rows of steps side by side. */
struct block {
	const unsigned char *now, *before;      /* the upper left pixel of each */
	ptrdiff_t now_stride, before_stride;
	int n_rows, n_steps;
	unsigned char mask[LANES];      /* 255: the lane counts; 0: it does not */
};

/* No more than STEPS steps in all.  No branch within the lanes: compilers take it for a
 * reason not to make vectors. */
CLONES static void
count_block(const struct block *block, int threshold, struct at_wire_count *out)
{
	unsigned char changed[LANES] = { 0 }, over = (unsigned char)threshold;
	uint16_t sums[LANES] = { 0 };
	uint32_t all = 0, sum = 0;

	for (int y = 0; y < block->n_rows; y++) {
		const unsigned char *now = block->now + y * block->now_stride;
		const unsigned char *before = block->before + y * block->before_stride;

		for (int step = 0; step < block->n_steps; step++, now += LANES, before += LANES) {
			AT_PREFETCH(now + AHEAD);
			AT_PREFETCH(before + AHEAD);
			for (int i = 0; i < LANES; i++) {
				unsigned char a = now[i], b = before[i];
				unsigned char high = a > b ? a : b, low = a > b ? b : a;
				unsigned char d = (unsigned char)(high - low);
				unsigned char more = (unsigned char)(-(d > over) & block->mask[i]);

				changed[i] = (unsigned char)(changed[i] - more);
				sums[i] = (uint16_t)(sums[i] + (d & more));
			}
		}
	}
	for (int i = 0; i < LANES; i++) {
		all += changed[i];
		sum += sums[i];
	}
	out->changed += all;
	out->sum += sum;
}

static const struct block *
all_lanes(struct block *block)
{
	memset(block->mask, 255, sizeof block->mask);
	return block;
}

/* Whole steps of a band, as many rows and columns of them at a time as the lanes hold. */
static void
count_steps(const struct block *whole, int threshold, struct at_wire_count *out)
{
	for (int x = 0; x < whole->n_steps; x += STEPS) {
		int wide = whole->n_steps - x < STEPS ? whole->n_steps - x : STEPS;
		int high = STEPS / wide;

		for (int y = 0; y < whole->n_rows; y += high) {
			struct block part = *whole;

			part.now += y * whole->now_stride + (ptrdiff_t)x * LANES;
			part.before += y * whole->before_stride + (ptrdiff_t)x * LANES;
			part.n_steps = wide;
			part.n_rows = whole->n_rows - y < high ? whole->n_rows - y : high;
			count_block(&part, threshold, out);
		}
	}
}

static struct block
block_at(const struct at_plane *now, const struct at_plane *before, int x, int top, int bottom)
{
	return (struct block){ .now = now->bytes + top * now->stride + x,
		.before = before->bytes + top * before->stride + x, .now_stride = now->stride,
		.before_stride = before->stride, .n_rows = bottom - top, .n_steps = 1 };
}

/* A piece of a band of 8-bit pictures that are at least a step wide.  What is left of it
 * behind the whole steps is the end of a step that lies within the row. */
static void
count_piece(const struct at_plane *now, const struct at_plane *before,
    const struct at_motion_band *band, const struct piece *piece, int threshold,
    struct at_wire_count *out)
{
	struct block block = block_at(now, before, piece->from, band->top, band->bottom);
	int rest = (piece->to - piece->from) % LANES, x = piece->to - LANES;

	block.n_steps = (piece->to - piece->from) / LANES;
	if (block.n_steps > 0)
		count_steps(all_lanes(&block), threshold, out);
	if (rest == 0)
		return;
	if (x < 0)
		x = 0;
	block = block_at(now, before, x, band->top, band->bottom);
	memset(block.mask + (piece->to - rest - x), 255, (size_t)rest);
	count_steps(&block, threshold, out);
}

/* One run of a row of any depth as 8 bits. */
static void
bring_to_8(const struct at_plane *plane, int x, int y, int n, unsigned char *out)
{
	const unsigned char *row = plane->bytes + y * plane->stride;

	if (plane->depth == 8) {
		memcpy(out, row + x, (size_t)n);
		return;
	}
	for (int i = 0; i < n; i++) {
		uint16_t word;

		memcpy(&word, row + 2 * (ptrdiff_t)(x + i), sizeof word);
		out[i] = (unsigned char)(word >> (plane->depth - 8));
	}
}

/* Both pictures from `x` on as 8 bits, up to RUN pixels or `to`; returns where it ends. */
static int
bring_run(const struct at_motion_plan *plan, const struct at_plane *now,
    const struct at_plane *before, int x, int to, int y)
{
	int n = to - x < RUN ? to - x : RUN;

	bring_to_8(now, x, y, n, plan->scratch);
	bring_to_8(before, x, y, n, plan->scratch + RUN);
	return n;
}

/* A piece of deep or very narrow pictures: row by row through the scratch, filled up with
 * pixels that do not differ. */
static void
count_packed(const struct at_motion_plan *plan, const struct at_plane *now,
    const struct at_plane *before, const struct at_motion_band *band,
    const struct piece *piece, int threshold, struct at_wire_count *out)
{
	struct block block = { .now = plan->scratch, .before = plan->scratch + RUN, .n_rows = 1 };
	int n;

	all_lanes(&block);
	for (int y = band->top; y < band->bottom; y++)
		for (int x = piece->from; x < piece->to; x += n) {
			n = bring_run(plan, now, before, x, piece->to, y);
			block.n_steps = (n + LANES - 1) / LANES;
			memset(plan->scratch + n, 0, (size_t)(block.n_steps * LANES - n));
			memset(plan->scratch + RUN + n, 0, (size_t)(block.n_steps * LANES - n));
			count_block(&block, threshold, out);
		}
}

static void
add_count(struct at_wire_frame *out, uint64_t regions, const struct at_wire_count *count)
{
	out->changed += count->changed;
	for (int i = 0; regions >> i != 0; i++)
		if (regions >> i & 1) {
			out->regions[i].changed += count->changed;
			out->regions[i].sum += count->sum;
		}
}

/* All pieces of these rows of a band. */
static void
compare_rows(const struct at_motion_plan *plan, const struct at_plane *now,
    const struct at_plane *before, const struct at_motion_band *rows, int threshold,
    struct at_wire_frame *out)
{
	bool packed = now->depth > 8 || plan->width < LANES;

	for (int i = 0; i < rows->n_pieces; i++) {
		const struct piece *piece = &rows->pieces[i];
		struct at_wire_count count = { 0 };

		if (packed)
			count_packed(plan, now, before, rows, piece, threshold, &count);
		else
			count_piece(now, before, rows, piece, threshold, &count);
		add_count(out, piece->regions, &count);
	}
}

/* A few rows at a time, so that both pictures are read from memory in one go each. */
void
at_motion_compare(const struct at_motion_plan *plan, const struct at_plane *now,
    const struct at_plane *before, int threshold, struct at_wire_frame *out)
{
	assert(now->depth == before->depth && threshold >= 0 && threshold <= 255);
	out->changed = 0;
	memset(out->regions, 0, (size_t)plan->n_regions * sizeof *out->regions);
	for (int b = 0; b < plan->n_bands; b++) {
		struct at_motion_band rows = plan->bands[b];

		for (int y = plan->bands[b].top; y < plan->bands[b].bottom; y = rows.bottom) {
			rows.top = y;
			rows.bottom = y + ROWS < plan->bands[b].bottom ? y + ROWS
			    : plan->bands[b].bottom;
			compare_rows(plan, now, before, &rows, threshold, out);
		}
	}
}

/* ---- the threshold -------------------------------------------------------------------- */

static void
add_levels(const struct at_motion_plan *plan, const struct at_plane *now,
    const struct at_plane *before, const struct piece *piece, int y, uint64_t *levels)
{
	int n;

	for (int x = piece->from; x < piece->to; x += n) {
		n = bring_run(plan, now, before, x, piece->to, y);
		for (int i = 0; i < n; i++) {
			int d = plan->scratch[i] - plan->scratch[RUN + i];

			levels[d < 0 ? -d : d]++;
		}
	}
}

void
at_motion_levels(const struct at_motion_plan *plan, const struct at_plane *now,
    const struct at_plane *before, uint64_t levels[AT_WIRE_LEVELS])
{
	for (int b = 0; b < plan->n_bands; b++)
		for (int i = 0; i < plan->bands[b].n_pieces; i++)
			for (int y = plan->bands[b].top; y < plan->bands[b].bottom; y++)
				if (plan->bands[b].pieces[i].regions != 0)
					add_levels(plan, now, before, &plan->bands[b].pieces[i], y,
					    levels);
}

int
at_motion_threshold(const uint64_t levels[AT_WIRE_LEVELS])
{
	uint64_t all = 0, over;
	int level = 0;

	for (int i = 0; i < AT_WIRE_LEVELS; i++)
		all += levels[i];
	if (all == 0)
		return -1;
	for (over = all - levels[0]; over > all / 1000; over -= levels[++level])
		continue;
	return level;
}
