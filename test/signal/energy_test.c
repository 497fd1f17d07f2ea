/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From counted frames to a series: rates, gaps, light, and regions that see each other. */
#include "check.h"
#include "signal/energy.h"

static struct at_arena *arena;
static struct at_energy e;

static int
begin(void **state)
{
	(void)state;
	arena = at_arena_open();
	return 0;
}

static int
end(void **state)
{
	(void)state;
	at_arena_close(arena);
	return 0;
}

static void
new_energy(int64_t num, int64_t den)
{
	const struct at_wire_stream stream = { .tick_num = num, .tick_den = den, .width = 100,
		.height = 10, .n_regions = 2, .pixels = { 200, 100 } };

	e = at_energy_init(arena, &stream);
}

static void
add(int64_t tick, uint32_t a, uint32_t b)
{
	const struct at_wire_frame frame = { .tick = tick, .compared = e.n_rows > 0,
		.changed = a + b, .regions = { { a, 2 * a }, { b, 3 * b } } };

	at_energy_add(&e, &frame);
}

TEST(stamps_rounded_to_milliseconds_still_give_the_rate)
{
	static const double rates[] = { 25, 30000 / 1001.0, 60000 / 1001.0, 30, 50 };

	(void)state_;
	for (size_t r = 0; r < AT_COUNT(rates); r++) {
		new_energy(1, 1000);
		for (int i = 0; i < 3000; i++)
			add((int64_t)round(1000 * i / rates[r]), 10, 20);
		at_energy_finish(&e);
		CHECK(e.constant);
		CHECK_INT(3000, e.n_rows);
		CHECK_NEAR(rates[r], e.fps, 2e-3);
	}
}

TEST(exact_stamps_give_the_exact_rate)
{
	(void)state_;
	new_energy(1001, 60000);
	for (int i = 0; i < 100; i++)
		add(i, 10, 20);
	at_energy_finish(&e);
	CHECK(e.constant);
	CHECK_NEAR(60000 / 1001.0, e.fps, 1e-12);
	CHECK_NEAR(7 * 1001 / 60000.0, e.times[7], 0);
}

TEST(dropped_pictures_are_missing_and_so_is_the_next)
{
	(void)state_;
	new_energy(1, 25);
	for (int i = 0; i < 50; i++)
		if (i != 20 && i != 21 && i != 40)
			add(i, (uint32_t)i, 20);
	at_energy_finish(&e);
	CHECK(e.constant);
	CHECK_INT(50, e.n_rows);
	CHECK_NEAR(25, e.fps, 1e-12);
	for (int i = 0; i < 50; i++) {
		CHECK_NEAR(i / 25.0, e.times[i], 1e-12);
		CHECK_INT(i == 0 ? AT_ENERGY_FIRST
		    : i == 20 || i == 21 || i == 40 ? AT_ENERGY_DROPPED
		    : i == 22 || i == 41 ? AT_ENERGY_AFTER : AT_ENERGY_THERE, e.whys[i]);
		CHECK_NEAR(e.whys[i] == AT_ENERGY_THERE ? i / 2.0 : NAN,
		    at_energy_percent(&e, i, 0), 0);
	}
	CHECK_INT(3, e.n_whys[AT_ENERGY_DROPPED]);
	CHECK_INT(2, e.n_whys[AT_ENERGY_AFTER]);
	CHECK_INT(44, e.n_whys[AT_ENERGY_THERE]);
}

TEST(a_rate_that_varies_is_left_as_it_is)
{
	int64_t tick = 0;

	(void)state_;
	new_energy(1, 1000);
	for (int i = 0; i < 200; i++) {
		add(tick, 10, 20);
		tick += 20 + i * 37 % 41;
	}
	at_energy_finish(&e);
	CHECK(!e.constant);
	CHECK_INT(200, e.n_rows);
	CHECK_INT(0, e.n_whys[AT_ENERGY_DROPPED]);
	CHECK_NEAR(199 / (e.times[199] - e.times[0]), e.fps, 1e-9);
}

/* A file may claim any stamp. */
TEST(a_gap_longer_than_the_recording_is_not_filled)
{
	(void)state_;
	new_energy(1, 25);
	for (int i = 0; i < 10; i++)
		add(i, 10, 20);
	add(INT64_MAX / 2, 10, 20);
	at_energy_finish(&e);
	CHECK(!e.constant);
	CHECK_INT(11, e.n_rows);
}

TEST(a_jump_of_light_is_missing)
{
	(void)state_;
	new_energy(1, 25);
	add(0, 0, 0);
	add(1, 200, 200);               /* 400 of 1000 pixels: not more than 40 % */
	add(2, 201, 200);
	add(3, 1, 1);
	at_energy_finish(&e);
	CHECK_INT(AT_ENERGY_THERE, e.whys[1]);
	CHECK_INT(AT_ENERGY_LIGHT, e.whys[2]);
	CHECK_INT(AT_ENERGY_THERE, e.whys[3]);
	CHECK_INT(0, e.counts[2 * 2].changed);
}

TEST(few_rows_are_no_trouble)
{
	(void)state_;
	new_energy(1, 25);
	at_energy_finish(&e);
	CHECK(e.n_rows == 0 && isnan(e.fps));
	new_energy(1, 25);
	add(5, 1, 1);
	at_energy_finish(&e);
	CHECK(e.n_rows == 1 && isnan(e.fps) && e.whys[0] == AT_ENERGY_FIRST);
	CHECK_NEAR(0, at_energy_crosstalk(&e, 0, 1).seconds, 0);
}

/* Ticks of 25 a second; the two go together from 100 s to 190 s. */
TEST(crosstalk_is_found_where_it_is)
{
	uint32_t seed = 1;
	struct at_energy_crosstalk found;

	(void)state_;
	new_energy(1, 25);
	for (int i = 0; i < 25 * 300; i++) {
		uint32_t a, b;

		seed = (uint32_t)((uint64_t)seed * 16807 % 2147483647);
		a = seed % 100;
		seed = (uint32_t)((uint64_t)seed * 16807 % 2147483647);
		b = i >= 2500 && i < 4750 ? a : seed % 100;
		add(i, a, b);
	}
	at_energy_finish(&e);
	found = at_energy_crosstalk(&e, 0, 1);
	/* A window may have a fifth of noise at either end before r falls to 0.8. */
	CHECK(found.seconds > 90 && found.seconds < 90 + 2 * 15);
	CHECK(found.first > 100 - 15 && found.first < 100);
	CHECK_NEAR(300, at_energy_crosstalk(&e, 1, 1).seconds, 1e-9);
	CHECK_NEAR(0, at_energy_crosstalk(&e, 1, 1).first, 0);
}

TEST(without_crosstalk_there_is_none)
{
	uint32_t seed = 1;

	(void)state_;
	new_energy(1, 25);
	for (int i = 0; i < 25 * 100; i++) {
		uint32_t a;

		seed = (uint32_t)((uint64_t)seed * 16807 % 2147483647);
		a = seed % 100;
		seed = (uint32_t)((uint64_t)seed * 16807 % 2147483647);
		add(i, a, seed % 100);
	}
	at_energy_finish(&e);
	CHECK_NEAR(0, at_energy_crosstalk(&e, 0, 1).seconds, 0);
}

#define IN_ARENA(test) cmocka_unit_test_setup_teardown(test, begin, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		IN_ARENA(stamps_rounded_to_milliseconds_still_give_the_rate),
		IN_ARENA(exact_stamps_give_the_exact_rate),
		IN_ARENA(dropped_pictures_are_missing_and_so_is_the_next),
		IN_ARENA(a_rate_that_varies_is_left_as_it_is),
		IN_ARENA(a_gap_longer_than_the_recording_is_not_filled),
		IN_ARENA(a_jump_of_light_is_missing),
		IN_ARENA(few_rows_are_no_trouble),
		IN_ARENA(crosstalk_is_found_where_it_is),
		IN_ARENA(without_crosstalk_there_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
