/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each time in one class, the shortest that takes it. */
#include "check.h"
#include "base/timing.h"

TEST(a_time_is_counted_in_the_shortest_class_that_takes_it)
{
	struct at_timing timing = { 0 };

	(void)state_;
	at_timing_add(&timing, -5);
	at_timing_add(&timing, 500);
	at_timing_add(&timing, 501);
	at_timing_add(&timing, INT64_C(9000000));
	CHECK_INT(2, timing.counts[0]);
	CHECK_INT(1, timing.counts[1]);
	CHECK_INT(1, timing.counts[AT_TIMING_CLASSES - 1]);
	CHECK_INT(9001001, timing.sum_us);
}

TEST(classes_grow)
{
	(void)state_;
	for (int i = 1; i < AT_TIMING_CLASSES; i++)
		CHECK(at_timing_limit_us(i) > at_timing_limit_us(i - 1));
	CHECK(at_timing_limit_us(AT_TIMING_CLASSES - 1) == INT64_MAX);
	CHECK(at_timing_now_us() <= at_timing_now_us());
}

RUN_ALL(
    RUN(a_time_is_counted_in_the_shortest_class_that_takes_it),
    RUN(classes_grow),
)
