/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ids: order, uniqueness and their 13 letters. */
#include "check.h"
#include "base/id.h"

static const at_ms noon = 1795348800000;        /* 2026-11-22T12:00:00Z */

TEST(ids_ascend_even_when_the_clock_goes_back)
{
	struct at_ids ids;
	at_id last = 0;

	(void)state_;
	at_ids_init(&ids, 7, noon);
	for (int i = 0; i < 10000; i++) {
		at_id id = at_ids_next(&ids, i % 2 == 0 ? noon : noon - AT_HOUR);

		CHECK(id > last);
		CHECK_INT(7, at_id_node(id));
		last = id;
	}
	CHECK(at_id_time(last) > noon);         /* the last known millisecond is not reused */
}

TEST(letters_read_back)
{
	struct at_ids ids;
	char text[AT_ID_ROOM];
	at_id id, back = 0;

	(void)state_;
	at_ids_init(&ids, 1023, 0);
	id = at_ids_next(&ids, noon);
	at_id_format(id, text);
	CHECK_INT(13, strlen(text));
	CHECK(at_id_parse(text, &back) && back == id);
	CHECK_INT(noon, at_id_time(id));
}

TEST(anything_else_is_refused)
{
	static const char *const bad[] = { "", "0", "0000000000000", "8ZZZZZZZZZZZZ",
		"00000000000U1", "000000000000 ", "00000000000001" };
	at_id id = 99;

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(bad); i++)
		CHECK(!at_id_parse(bad[i], &id));
	CHECK_INT(99, id);
	CHECK(at_id_parse("o00000000000L", &id));       /* Crockford's look-alikes */
	CHECK_INT(1, id);
}

RUN_ALL(
    RUN(ids_ascend_even_when_the_clock_goes_back),
    RUN(letters_read_back),
    RUN(anything_else_is_refused),
)
