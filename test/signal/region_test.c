/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Regions as somebody types them, and the pixels they have. */
#include "check.h"
#include "signal/region.h"

static struct at_arena *arena;
static struct at_error err;

static int
count(const char *text, int width, int height)
{
	struct at_region region;
	int n = 0;

	if (at_region_parse(arena, text, &region, &err) != AT_OK)
		fail_msg("%s: %s", text, err.text);
	for (int y = -1; y <= height; y++)
		for (int x = -1; x <= width; x++)
			n += at_region_has(&region, x, y);
	return n;
}

static int
begin(void **state)
{
	(void)state;
	arena = at_arena_open();
	at_error_clear(&err);
	return 0;
}

static int
end(void **state)
{
	(void)state;
	at_arena_close(arena);
	return 0;
}

TEST(a_rectangle_has_width_times_height_pixels)
{
	(void)state_;
	CHECK_INT(12, count("a=2,1,4,3", 20, 20));
	CHECK_INT(12, count("a=2,1;6,1;6,4;2,4", 20, 20));
	CHECK_INT(1, count("one-pixel_2=0,0,1,1", 3, 3));
	CHECK_INT(400, count("all=0,0,20,20", 20, 20));
}

TEST(a_polygon_has_the_pixels_whose_middle_it_holds)
{
	struct at_region region;

	(void)state_;
	/* Halves of 10 x 10: the middles on the diagonal are of the one to its right. */
	CHECK_INT(45, count("a=0,0;10,0;0,10", 10, 10));
	CHECK_INT(100, count("a=0,0;10,0;0,10", 10, 10) + count("b=10,0;10,10;0,10", 10, 10));
	CHECK_INT(50, count("tall=0,0;5,0;5,10;0,10", 10, 10));
	/* A frame: outer and inner square in one line, even-odd. */
	CHECK_INT(100 - 36, count("c=0,0;10,0;10,10;0,10;0,0;2,2;8,2;8,8;2,8;2,2", 10, 10));
	CHECK_INT(AT_OK, at_region_parse(arena, "d=4,0;8,8;0,8", &region, NULL));
	CHECK(region.left == 0 && region.right == 8 && region.top == 0 && region.bottom == 8);
	CHECK(at_region_has(&region, 4, 7) && at_region_has(&region, 0, 7));
	CHECK(!at_region_has(&region, 0, 0) && !at_region_has(&region, 7, 0));
}

TEST(neighbours_share_no_pixel_and_leave_none)
{
	(void)state_;
	for (int x = 0; x <= 16; x++) {
		const char *left = at_printf(arena, "l=0,0;%d,0;%d,9;0,9", x, 16 - x);
		const char *right = at_printf(arena, "r=%d,0;16,0;16,9;%d,9", x, 16 - x);

		CHECK_INT(16 * 9, count(left, 16, 9) + count(right, 16, 9));
	}
}

TEST(what_is_no_region_is_named)
{
	static const char *const wrong[] = { "a=1,2,3", "a=1,2,3,4,5", "a=1,2,0,4", "a=1,2,3,-4",
		"a=1;2;3;4", "a=1,2;3,4", "a=1,2;3,4;5", "a=1.5,2,3,4", "a=1,2,3,4,", "a=", "a=,",
		"a=1,2,3,99999999999", "a= 1,2,3,4", "a=1,2;3,4,5,6" };
	struct at_region region;

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(wrong); i++) {
		at_error_clear(&err);
		if (at_region_parse(arena, wrong[i], &region, &err) != AT_INVALID)
			fail_msg("%s is taken", wrong[i]);
		CHECK_HAS("expected NAME=X,Y,WIDTH,HEIGHT or NAME=x1,y1;x2,y2;x3,y3", err.text);
	}
	at_error_clear(&err);
	CHECK_INT(AT_INVALID, at_region_parse(arena, "1,2,3,4", &region, &err));
	CHECK_HAS("begins with a name", err.text);
	CHECK_INT(AT_INVALID, at_region_parse(arena, "=1,2,3,4", &region, &err));
	CHECK_INT(AT_INVALID, at_region_parse(arena, "a b=1,2,3,4", &region, &err));
}

#define IN_ARENA(test) cmocka_unit_test_setup_teardown(test, begin, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		IN_ARENA(a_rectangle_has_width_times_height_pixels),
		IN_ARENA(a_polygon_has_the_pixels_whose_middle_it_holds),
		IN_ARENA(neighbours_share_no_pixel_and_leave_none),
		IN_ARENA(what_is_no_region_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
