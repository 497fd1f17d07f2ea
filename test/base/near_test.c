/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "Did you mean ...?" */
#include "check.h"
#include "base/near.h"

static const char *const names[] = { "zone", "hours", "holidays", "crisis_line_name",
	"crisis_line_number", "site" };

TEST(a_slip_is_recognised)
{
	static const struct { const char *text, *near; } cases[] = {
		{ "zon", "zone" }, { "zzone", "zone" }, { "zonw", "zone" }, { "ozne", "zone" },
		{ "holydais", "holidays" }, { "crisis_line_nmae", "crisis_line_name" },
		{ "zone", "zone" }, { "crisis_line_numbr", "crisis_line_number" },
	};

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(cases); i++)
		CHECK_TEXT(cases[i].near, at_near(cases[i].text, names, AT_COUNT(names)));
}

TEST(anything_else_is_left_alone)
{
	static const char *const far[] = { "zo", "sietz", "", "telephone", "hldys", "ohusr",
		"crisis_line_name_that_goes_on_and_on_and_on_and_on" };

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(far); i++)
		if (at_near(far[i], names, AT_COUNT(names)) != NULL)
			fail_msg("%s", far[i]);
	CHECK(at_near("zone", names, 0) == NULL);
}

RUN_ALL(
    RUN(a_slip_is_recognised),
    RUN(anything_else_is_left_alone),
)
