/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changed pixels, counted again the slow way: pixel by pixel, as it is defined. */
#include "check.h"
#include "signal/motion.h"

static struct at_arena *arena;
static struct at_error err;
static uint32_t seed;

/* Park and Miller's generator: the same pictures everywhere. */
static uint32_t
chance(uint32_t below)
{
	seed = (uint32_t)((uint64_t)seed * 16807 % 2147483647);
	return seed % below;
}

static int
begin(void **state)
{
	(void)state;
	arena = at_arena_open();
	at_error_clear(&err);
	seed = 20120601;
	return 0;
}

static int
end(void **state)
{
	(void)state;
	at_arena_close(arena);
	return 0;
}

/* A picture whose bytes end where its last row ends, so that a sanitizer sees a step
 * beyond. */
static struct at_plane
new_plane(int width, int height, int depth, bool upside_down)
{
	size_t bytes = depth > 8 ? 2 : 1, stride = (size_t)width * bytes + 6;
	size_t n = stride * (size_t)(height - 1) + (size_t)width * bytes;
	unsigned char *all = malloc(n);

	at_arena_defer(arena, free, all);
	memset(all, 0, n);
	if (upside_down)
		return (struct at_plane){ all + stride * (size_t)(height - 1), -(ptrdiff_t)stride,
			width, height, depth };
	return (struct at_plane){ all, (ptrdiff_t)stride, width, height, depth };
}

static unsigned char *
pixel_at(const struct at_plane *p, int x, int y)
{
	return (unsigned char *)(uintptr_t)(p->bytes + y * p->stride + x * (p->depth > 8 ? 2 : 1));
}

static void
set_pixel(const struct at_plane *p, int x, int y, unsigned value)
{
	uint16_t word = (uint16_t)value;

	if (p->depth == 8)
		*pixel_at(p, x, y) = (unsigned char)value;
	else
		memcpy(pixel_at(p, x, y), &word, sizeof word);
}

static int
level_at(const struct at_plane *p, int x, int y)
{
	uint16_t word;

	if (p->depth == 8)
		return *pixel_at(p, x, y);
	memcpy(&word, pixel_at(p, x, y), sizeof word);
	return word >> (p->depth - 8);
}

/* Half of the pixels keep their value, so that all differences come up. */
static void
fill(const struct at_plane *a, const struct at_plane *b)
{
	for (int y = 0; y < a->height; y++)
		for (int x = 0; x < a->width; x++) {
			unsigned value = chance(1u << a->depth);

			set_pixel(a, x, y, value);
			set_pixel(b, x, y, chance(2) ? value : chance(1u << b->depth));
		}
}

/* As `turned` degrees clockwise shows it. */
static struct at_corner
shown(const struct at_plane *p, int turned, int x, int y)
{
	for (int t = 0, w = p->width, h = p->height, swap; t < turned; t += 90) {
		int was = x;

		x = h - 1 - y;
		y = was;
		swap = w;
		w = h;
		h = swap;
	}
	return (struct at_corner){ x, y };
}

static void
compare_slowly(const struct at_plane *a, const struct at_plane *b, const struct at_region *regions,
    int n, int turned, int threshold, struct at_wire_frame *out)
{
	*out = (struct at_wire_frame){ 0 };
	for (int y = 0; y < a->height; y++)
		for (int x = 0; x < a->width; x++) {
			int d = abs(level_at(a, x, y) - level_at(b, x, y));
			struct at_corner at = shown(a, turned, x, y);

			if (d <= threshold)
				continue;
			out->changed++;
			for (int i = 0; i < n; i++)
				if (at_region_has(&regions[i], at.x, at.y)) {
					out->regions[i].changed++;
					out->regions[i].sum += (uint64_t)d;
				}
		}
}

static struct at_region
parse(const char *text)
{
	struct at_region region;

	if (at_region_parse(arena, text, &region, &err) != AT_OK)
		fail_msg("%s", err.text);
	return region;
}

static void
check_same(const struct at_plane *a, const struct at_plane *b, const struct at_region *regions,
    int n, int turned, int threshold)
{
	struct at_motion_plan plan;
	struct at_wire_frame want, got;

	if (at_motion_plan_make(arena, regions, n, a->width, a->height, turned, &plan, &err)
	    != AT_OK)
		fail_msg("%s", err.text);
	at_motion_compare(&plan, a, b, threshold, &got);
	compare_slowly(a, b, regions, n, turned, threshold, &want);
	CHECK_INT(want.changed, got.changed);
	for (int i = 0; i < n; i++) {
		CHECK_INT(want.regions[i].changed, got.regions[i].changed);
		CHECK_INT(want.regions[i].sum, got.regions[i].sum);
	}
}

TEST(every_width_depth_and_threshold_counts_as_defined)
{
	static const int widths[] = { 1, 5, 63, 64, 65, 127, 128, 130, 200, 399 };
	static const int depths[] = { 8, 10, 12, 16 };
	static const int thresholds[] = { 0, 12, 100, 254, 255 };

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(widths); i++)
		for (size_t j = 0; j < AT_COUNT(depths); j++) {
			int w = widths[i], h = 7;
			struct at_plane a = new_plane(w, h, depths[j], j % 2 == 1);
			struct at_plane b = new_plane(w, h, depths[j], false);
			struct at_region regions[] = {
				parse(at_printf(arena, "left=0,0,%d,7", (w + 1) / 2)),
				parse(at_printf(arena, "low=0,3,%d,4", w)),
				parse(at_printf(arena, "slope=0,0;%d,0;%d,7", w, w)),
			};

			fill(&a, &b);
			for (size_t t = 0; t < AT_COUNT(thresholds); t++)
				check_same(&a, &b, regions, w > 1 ? 3 : 2, 0, thresholds[t]);
		}
}

/* More steps than the lanes of a block hold, all of them full. */
TEST(no_count_runs_over)
{
	struct at_plane a = new_plane(20000, 3, 8, false), b = new_plane(20000, 3, 8, false);
	struct at_plane c = new_plane(64, 1000, 8, false), d = new_plane(64, 1000, 8, false);
	struct at_region all = parse("all=1,0,19998,3"), tall = parse("tall=0,0,63,999");

	(void)state_;
	for (int i = 0; i < 3; i++)
		memset(pixel_at(&a, 0, i), 255, 20000);
	for (int i = 0; i < 1000; i++)
		memset(pixel_at(&c, 0, i), 255, 64);
	check_same(&a, &b, &all, 1, 0, 0);
	check_same(&b, &a, &all, 1, 0, 254);
	check_same(&c, &d, &tall, 1, 0, 12);
}

TEST(turned_pictures_take_regions_as_they_are_shown)
{
	struct at_plane a = new_plane(150, 90, 8, false), b = new_plane(150, 90, 8, false);

	(void)state_;
	fill(&a, &b);
	for (int turned = 0; turned < 360; turned += 90) {
		bool upright = turned % 180 == 0;
		struct at_region regions[] = {
			parse(upright ? "a=140,80,10,10" : "a=80,140,10,10"),
			parse("b=3,3;70,20;40,88"), parse("c=10,10,50,50"),
		};

		check_same(&a, &b, regions, 3, turned, 12);
	}
}

/* Overlapping regions count their common pixels each. */
TEST(as_many_regions_as_are_allowed)
{
	struct at_plane a = new_plane(300, 40, 8, false), b = new_plane(300, 40, 8, false);
	struct at_region regions[AT_WIRE_MAX_REGIONS];

	(void)state_;
	fill(&a, &b);
	for (int i = 0; i < AT_WIRE_MAX_REGIONS; i++)
		regions[i] = parse(at_printf(arena, "r%d=%d,%d,%d,%d", i, (int)chance(100),
		    (int)chance(20), 1 + (int)chance(200), 1 + (int)chance(20)));
	check_same(&a, &b, regions, AT_WIRE_MAX_REGIONS, 0, 30);
}

/* methods E1: a white square of side s on black, moved d sideways: 2 s d pixels. */
TEST(a_moving_square_changes_twice_side_times_step)
{
	struct at_plane a = new_plane(320, 60, 8, false), b = new_plane(320, 60, 8, false);
	struct at_region region = parse("all=0,0,320,60");
	struct at_motion_plan plan;

	(void)state_;
	CHECK_INT(AT_OK, at_motion_plan_make(arena, &region, 1, 320, 60, 0, &plan, &err));
	CHECK_INT(320 * 60, plan.pixels[0]);
	for (int s = 1; s <= 40; s += 13)
		for (int d = 0; d <= s; d++) {
			struct at_wire_frame got;

			for (int y = 0; y < 60; y++)
				for (int x = 0; x < 320; x++) {
					bool in_rows = y >= 10 && y < 10 + s;

					set_pixel(&a, x, y, in_rows && x >= 100 && x < 100 + s
					    ? 255 : 0);
					set_pixel(&b, x, y, in_rows && x >= 100 + d
					    && x < 100 + d + s ? 255 : 0);
				}
			at_motion_compare(&plan, &b, &a, 12, &got);
			CHECK_INT(2 * s * d, got.regions[0].changed);
			CHECK_INT(2 * s * d * 255, got.regions[0].sum);
		}
}

TEST(a_region_out_of_the_picture_is_named)
{
	struct at_motion_plan plan;
	struct at_region wide = parse("wide=0,0,101,10"), thin = parse("thin=0,0;9,9;9,9");

	(void)state_;
	CHECK_INT(AT_INVALID, at_motion_plan_make(arena, &wide, 1, 100, 50, 0, &plan, &err));
	CHECK_TEXT("the region wide reaches to 101,10, out of the picture of 100 x 50", err.text);
	at_error_clear(&err);
	CHECK_INT(AT_OK, at_motion_plan_make(arena, &wide, 1, 50, 200, 90, &plan, &err));
	CHECK_INT(AT_INVALID, at_motion_plan_make(arena, &thin, 1, 100, 50, 0, &plan, &err));
	CHECK_TEXT("the region thin has no pixel", err.text);
}

TEST(the_threshold_leaves_one_difference_in_a_thousand)
{
	struct at_plane a = new_plane(100, 30, 8, false), b = new_plane(100, 30, 8, false);
	struct at_region still = parse("still=0,0,100,20");
	struct at_motion_plan plan;
	uint64_t levels[AT_WIRE_LEVELS] = { 0 };

	(void)state_;
	CHECK_INT(-1, at_motion_threshold(levels));
	CHECK_INT(AT_OK, at_motion_plan_make(arena, &still, 1, 100, 30, 0, &plan, &err));
	for (int y = 0; y < 30; y++)            /* below 20 it moves wildly */
		for (int x = 0; x < 100; x++)
			set_pixel(&b, x, y, y < 20 ? (unsigned)x % 4 : 200);
	set_pixel(&b, 50, 5, 90);
	set_pixel(&b, 51, 5, 80);
	at_motion_levels(&plan, &a, &b, levels);
	CHECK_INT(2, levels[80] + levels[90]);
	CHECK_INT(0, levels[200]);
	CHECK_INT(3, at_motion_threshold(levels));      /* 2 of 2000 may be above */
	set_pixel(&b, 52, 5, 70);
	memset(levels, 0, sizeof levels);
	at_motion_levels(&plan, &b, &a, levels);
	CHECK_INT(70, at_motion_threshold(levels));
	levels[0] = UINT64_C(1) << 40;
	CHECK_INT(0, at_motion_threshold(levels));
}

#define IN_ARENA(test) cmocka_unit_test_setup_teardown(test, begin, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		IN_ARENA(every_width_depth_and_threshold_counts_as_defined),
		IN_ARENA(no_count_runs_over),
		IN_ARENA(turned_pictures_take_regions_as_they_are_shown),
		IN_ARENA(as_many_regions_as_are_allowed),
		IN_ARENA(a_moving_square_changes_twice_side_times_step),
		IN_ARENA(a_region_out_of_the_picture_is_named),
		IN_ARENA(the_threshold_leaves_one_difference_in_a_thousand),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
