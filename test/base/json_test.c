/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON as it leaves the house. */
#include <float.h>

#include "check.h"
#include "base/json.h"

static struct at_arena *arena;
static struct at_buffer out;
static struct at_json json;

static void
begin(void)
{
	if (arena == NULL)
		arena = at_arena_open();
	out = at_buffer_init(arena);
	json = at_json_init(&out);
}

static void
done(void)
{
	at_arena_close(arena);
	arena = NULL;
}

TEST(objects_and_arrays_nest_with_commas_in_the_right_places)
{
	(void)state_;
	begin();
	at_json_object(&json);
	at_json_name(&json, "list");
	at_json_array(&json);
	at_json_int(&json, INT64_MIN);
	at_json_object(&json);
	at_json_end(&json);
	at_json_array(&json);
	at_json_end(&json);
	at_json_bool(&json, true);
	at_json_bool(&json, false);
	at_json_end(&json);
	at_json_name(&json, "last");
	at_json_null(&json);
	at_json_end(&json);
	CHECK_TEXT("{\"list\":[-9223372036854775808,{},[],"
	    "true,false],\"last\":null}", at_buffer_string(&out));
	done();
}

TEST(text_is_escaped_and_stays_text)
{
	static const struct { const char *text, *json; } cases[] = {
		{ "", "\"\"" },
		{ "Båndet €😀", "\"Båndet €😀\"" },
		{ "\"\\/\b\f\n\r\t", "\"\\\"\\\\/\\b\\f\\n\\r\\t\"" },
		{ "\x01\x1f\x7f", "\"\\u0001\\u001f\\u007f\"" },
		{ "a\xff" "b\xc3", "\"a\\ufffdb\\ufffd\"" },
		{ NULL, "null" },
	};

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		begin();
		at_json_text(&json, cases[i].text);
		CHECK_TEXT(cases[i].json, at_buffer_string(&out));
	}
	begin();
	at_json_object(&json);
	at_json_name(&json, "a\"b");
	at_json_null(&json);
	at_json_end(&json);
	CHECK_TEXT("{\"a\\\"b\":null}", at_buffer_string(&out));
	done();
}

TEST(doubles_are_short_and_read_back_the_same)
{
	static const struct { double number; const char *json; } cases[] = {
		{ 0.0, "0" }, { 1.5, "1.5" }, { 0.1, "0.1" }, { 1.0 / 3, "0.3333333333333333" },
		{ 0.1 + 0.2, "0.30000000000000004" }, { 1e300, "1e+300" }, { -2.25, "-2.25" },
		{ DBL_MIN, "2.2250738585072014e-308" }, { NAN, "null" }, { INFINITY, "null" },
	};

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		begin();
		at_json_double(&json, cases[i].number);
		CHECK_TEXT(cases[i].json, at_buffer_string(&out));
	}
	done();
}

RUN_ALL(
    RUN(objects_and_arrays_nest_with_commas_in_the_right_places),
    RUN(text_is_escaped_and_stays_text),
    RUN(doubles_are_short_and_read_back_the_same),
)
