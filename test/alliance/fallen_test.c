/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The house rule for a fall.  Expected numbers come from a second program, written in another
 * language from the words of the header alone. */
#include "check.h"
#include "alliance/fallen.h"
#include "base/random.h"

struct expected {
	double value, level, sigma, probability;
	bool fallen;
};

static void
check_course(const struct at_fallen_usual *usual, const struct expected *expected, int n)
{
	struct at_fallen f = at_fallen_begin(usual);

	for (int i = 0; i < n; i++) {
		const struct expected *e = &expected[i];
		struct at_fallen_row row = at_fallen_next(&f, e->value);

		if (isnan(e->level)) {
			CHECK(isnan(row.probability));
			continue;
		}
		CHECK_NEAR(e->level, row.expected, 1e-9);
		CHECK_NEAR(e->sigma, row.sigma, 1e-9);
		CHECK_NEAR(e->probability, row.probability, 1e-9);
		CHECK_INT(e->fallen, row.fallen);
	}
}

TEST(the_worked_course_falls_once)
{
	static const struct expected course[] = {
		{ 5.5, NAN, 0, 0, false }, { 5.7, NAN, 0, 0, false },
		{ 5.6, 5.6019796498, .5175827451, .0066077894, false },
		{ 5.8, 5.6030405934, .4583988228, .0037170653, false },
		{ 5.9, 5.6553063291, .4247393397, .0024431712, false },
		{ 4.2, 5.7087266301, .4032339635, .5972416616, true },
		{ 5.1, 5.5783484623, .4845398483, .2705988164, false },
		{ 5.8, 5.5487990241, .4876285429, .0267844575, false },
		{ 5.9, 5.5912016383, .4733619094, .0045366285, false },
		{ 6.0, 5.6366222430, .4619524151, .0016931461, false },
	};
	struct at_fallen_usual house = at_fallen_house(6);

	(void)state_;
	CHECK_NEAR(.45, house.sd, 1e-15);
	CHECK_NEAR(6, house.alike, 0);
	check_course(&house, course, (int)AT_COUNT(course));
}

/* Two values deep below, where the level stands still; what is missing widens the range. */
TEST(a_deep_fall_with_gaps)
{
	static const struct expected course[] = {
		{ 6, NAN, 0, 0, false }, { 6.2, NAN, 0, 0, false }, { NAN, NAN, 0, 0, false },
		{ 5.9, 6.1014376569, .4875948570, .0111996747, false },
		{ 6.1, 6.0344624476, .4538528142, .0063935439, false },
		{ 1.0, 6.0529569903, .4334825961, .9999999998, true },
		{ 1.5, 6.0529569874, .4190533841, 1, true },
		{ 6, 6.0529569874, .4078999812, .0034245164, false },
		{ NAN, NAN, 0, 0, false },
		{ 7, 6.0450415427, .4017290592, .0000207540, false },
	};

	(void)state_;
	check_course(&(struct at_fallen_usual){ .4, 29 }, course, (int)AT_COUNT(course));
}

/* People of all kinds: steady, restless, fallen. */
TEST(the_limit_parts_what_is_fallen_from_what_is_not)
{
	struct at_random random = at_random_seeded(5);

	(void)state_;
	for (int k = 0; k < 300; k++) {
		struct at_fallen_usual usual = { .45, k % 3 == 0 ? 60 : 6 };
		struct at_fallen f = at_fallen_begin(&usual);
		double sd = .3 * exp(.7 * at_random_normal(&random));

		for (int i = 0; i < 20; i++) {
			double limit = at_fallen_limit(&f), value;

			CHECK(isnan(limit) == (i < 2));
			for (int side = -1; side <= 1 && i >= 2; side += 2) {
				struct at_fallen copy = f;

				value = limit + side * 1e-8;
				CHECK_INT(side < 0, at_fallen_next(&copy, value).fallen);
				CHECK(limit <= f.level);
			}
			value = 5 + sd * at_random_normal(&random)
			    - (at_random_unit(&random) < .2 ? 2 : 0);
			at_fallen_next(&f, value);
		}
	}
}

TEST(ratings_that_never_move_are_never_fallen_and_a_fall_from_there_is_seen)
{
	struct at_fallen_usual house = at_fallen_house(6);
	struct at_fallen f = at_fallen_begin(&house);

	(void)state_;
	for (int i = 0; i < 1000; i++)
		CHECK(!at_fallen_next(&f, 7).fallen);
	CHECK_NEAR(7, f.level, 1e-3);   /* a fall always has some probability */
	CHECK(at_fallen_limit(&f) > 6);
	CHECK(at_fallen_next(&f, 6).fallen);
}

TEST(a_rise_is_no_fall_and_nothing_is_too_far_away)
{
	struct at_fallen_usual narrow = { 1e-9, 60 };
	struct at_fallen f = at_fallen_begin(&narrow);
	static const double values[] = { 5, 5, 1e9, 7, -1e9, 5, 5 };

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(values); i++) {
		struct at_fallen_row row = at_fallen_next(&f, values[i]);

		CHECK(i < 2 || (row.probability >= 0 && row.probability <= 1));
		CHECK(!row.fallen || values[i] < row.expected);
		CHECK(isfinite(f.level) && isfinite(f.squares));
	}
}

/* ---- learning ----------------------------------------------------------------------- */

/* People whose variance is that of a gamma with this shape around sd^2. */
static struct at_fallen_usual
learn(int people, double sd, int shape)
{
	struct at_random random = at_random_seeded(11);
	struct at_fallen_pool pool = { .people = 0 };

	for (int k = 0; k < people; k++) {
		double values[20], variance = sd * sd;

		if (shape > 0)
			variance = 0;
		for (int i = 0; i < shape; i++)
			variance -= sd * sd / shape * log(1 - at_random_unit(&random));
		for (int i = 0; i < 20; i++)
			values[i] = 5 + sqrt(variance) * at_random_normal(&random);
		at_fallen_learn(&pool, 6, values, 20);
	}
	return at_fallen_learned(&pool, 6);
}

TEST(how_people_spread_is_learned_from_them)
{
	struct at_fallen_usual same = learn(2000, .4, 0), varied = learn(2000, .4, 2);

	(void)state_;
	/* The squares of a level that is learned on the way: a little more than theirs. */
	CHECK_NEAR(.4, same.sd, .02);
	CHECK(same.alike > 30);
	/* A gamma of shape 2 has c = 1/2, so k = 6. */
	CHECK_NEAR(.4, varied.sd, .03);
	CHECK_NEAR(6, varied.alike, 1.2);
}

TEST(too_few_people_and_too_few_values_teach_nothing)
{
	struct at_fallen_pool pool = { .people = 0 };
	static const double values[] = { 5, 6, NAN, 4, 5 };
	struct at_fallen_usual got = learn(AT_FALLEN_PEOPLE - 1, .2, 0);

	(void)state_;
	CHECK_NEAR(.45, got.sd, 1e-15);
	CHECK_NEAR(6, got.alike, 0);
	at_fallen_learn(&pool, 6, values, 4);
	CHECK_INT(0, pool.people);
	at_fallen_learn(&pool, 6, values, 5);
	CHECK_INT(1, pool.people);
}

TEST(people_who_all_never_move_keep_a_floor)
{
	struct at_fallen_usual got = learn(AT_FALLEN_PEOPLE, 0, 0);

	(void)state_;
	CHECK_NEAR(.12, got.sd, 1e-15);
	CHECK_NEAR(60, got.alike, 0);
}

RUN_ALL(
    cmocka_unit_test(the_worked_course_falls_once),
    cmocka_unit_test(a_deep_fall_with_gaps),
    cmocka_unit_test(the_limit_parts_what_is_fallen_from_what_is_not),
    cmocka_unit_test(ratings_that_never_move_are_never_fallen_and_a_fall_from_there_is_seen),
    cmocka_unit_test(a_rise_is_no_fall_and_nothing_is_too_far_away),
    cmocka_unit_test(how_people_spread_is_learned_from_them),
    cmocka_unit_test(too_few_people_and_too_few_values_teach_nothing),
    cmocka_unit_test(people_who_all_never_move_keep_a_floor),
)
