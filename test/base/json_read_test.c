/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON that comes in is read strictly, and what is wrong with it is said with its place. */
#include "base/buffer.h"
#include "base/json.h"
#include "base/json_read.h"
#include "check.h"

static struct at_arena *arena;
static struct at_error err;
static struct at_json_in document;

static int
open_arena(void **state)
{
	(void)state;
	arena = at_arena_open();
	return 0;
}

static int
close_arena(void **state)
{
	(void)state;
	at_arena_close(arena);
	return 0;
}

static enum at_status
read(const char *text)
{
	at_error_clear(&err);
	return at_json_read(arena, "a.json", text, strlen(text), &document, &err);
}

TEST(values_come_in_as_they_are)
{
	struct at_json_in inside, array, item;
	double d, many[3];
	const char *text;
	bool truth;
	int n;

	(void)state_;
	CHECK_INT(AT_OK, read("{\"a\": {\"d\": -1.5e-3, \"n\": 7, \"t\": true, \"s\": \"\\u00e5\","
	    " \"none\": null, \"many\": [1, 2.5, null], \"rows\": [{\"n\": 3}]}}\n"));
	CHECK_INT(AT_OK, at_json_in_member(&document, "a", &inside));
	CHECK_INT(AT_OK, at_json_in_double(&inside, "d", &d));
	CHECK_NEAR(-1.5e-3, d, 0);
	CHECK_INT(AT_OK, at_json_in_double(&inside, "n", &d));
	CHECK_NEAR(7, d, 0);
	CHECK_INT(AT_OK, at_json_in_double(&inside, "none", &d));
	CHECK(isnan(d));
	CHECK_INT(AT_OK, at_json_in_int(&inside, "n", &n));
	CHECK_INT(7, n);
	CHECK_INT(AT_OK, at_json_in_bool(&inside, "t", &truth));
	CHECK(truth);
	CHECK_INT(AT_OK, at_json_in_text(&inside, "s", &text));
	CHECK_TEXT("å", text);
	CHECK_INT(AT_OK, at_json_in_doubles(&inside, "many", many, 3));
	CHECK(many[0] == 1 && many[1] == 2.5 && isnan(many[2]));
	CHECK_INT(AT_OK, at_json_in_array(&inside, "rows", &array, &n));
	CHECK_INT(1, n);
	item = at_json_in_item(&array, 0);
	CHECK_INT(AT_OK, at_json_in_int(&item, "n", &n));
	CHECK_INT(3, n);
}

TEST(what_is_no_json_is_refused_with_its_line)
{
	static const char *const bad[] = {
		"", "{", "[1,]", "{\"a\":1,}", "{'a':1}", "{a:1}", "[01]", "[NaN]", "[Infinity]",
		"{} x", "[1] [2]", "\n\n[\"\xff\"]", "[\"a\nb\"]", "/* */ []", "[tru]",
		"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
	};

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(bad); i++) {
		if (read(bad[i]) != AT_INVALID)
			fail_msg("taken for JSON: %s", bad[i]);
		CHECK_HAS("a.json:", err.text);
	}
	CHECK_INT(AT_INVALID, read("{\"a\": 1,\n\"b\": x}"));
	CHECK_HAS("a.json:2: expected JSON", err.text);
}

TEST(what_is_expected_and_not_there_is_named)
{
	struct at_json_in inside;
	double d = 5, many[2];
	const char *text;
	bool truth;
	int n = 5;

	(void)state_;
	CHECK_INT(AT_OK, read("{\"a\":{\"s\":\"x\",\"d\":1.5,\"big\":3000000000,\"huge\":1e999,"
	    "\"many\":[1]},\"b\":[3]}"));
	CHECK_INT(AT_OK, at_json_in_member(&document, "a", &inside));
#define FAILS(said, call) \
	do { \
		at_error_clear(&err); \
		CHECK_INT(AT_INVALID, call); \
		CHECK_TEXT(said, err.text); \
	} while (0)
	FAILS("a.json: expected an object \"c\", found none",
	    at_json_in_member(&document, "c", &inside));
	FAILS("a.json: a: expected a number \"x\", found none",
	    at_json_in_double(&inside, "x", &d));
	FAILS("a.json: a: expected a number \"s\", found a text",
	    at_json_in_double(&inside, "s", &d));
	FAILS("a.json: a: expected a number \"huge\", found a number",
	    at_json_in_double(&inside, "huge", &d));
	FAILS("a.json: a: expected a whole number \"d\", found a number",
	    at_json_in_int(&inside, "d", &n));
	FAILS("a.json: a: expected a whole number \"big\", found a number",
	    at_json_in_int(&inside, "big", &n));
	FAILS("a.json: a: expected true or false \"s\", found a text",
	    at_json_in_bool(&inside, "s", &truth));
	FAILS("a.json: a: expected a text \"d\", found a number",
	    at_json_in_text(&inside, "d", &text));
	FAILS("a.json: a: many: expected 2 numbers, found 1",
	    at_json_in_doubles(&inside, "many", many, 2));
	FAILS("a.json: a: expected an array \"d\", found a number",
	    at_json_in_array(&inside, "d", &inside, &n));
	CHECK_INT(AT_OK, at_json_in_member(&document, "b", &inside));
	FAILS("a.json: b: expected an object, found an array",
	    at_json_in_double(&inside, "d", &d));
#undef FAILS
	CHECK(d == 5 && n == 5);
}

/* What base/json.h writes comes back to the last bit. */
TEST(doubles_keep_all_their_bits)
{
	static const double numbers[] = { 0.1, 1 / 3.0, 1e-300, -1.7976931348623157e308, 5e-324 };
	struct at_buffer text = at_buffer_init(arena);
	struct at_json json = at_json_init(&text);
	double got[AT_COUNT(numbers)];

	(void)state_;
	at_json_object(&json);
	at_json_name(&json, "x");
	at_json_array(&json);
	for (size_t i = 0; i < AT_COUNT(numbers); i++)
		at_json_double(&json, numbers[i]);
	at_json_end(&json);
	at_json_end(&json);
	CHECK_INT(AT_OK, read(at_buffer_string(&text)));
	CHECK_INT(AT_OK, at_json_in_doubles(&document, "x", got, (int)AT_COUNT(numbers)));
	CHECK(memcmp(numbers, got, sizeof numbers) == 0);
}

#define IN_ARENA(name) cmocka_unit_test_setup_teardown(name, open_arena, close_arena)

RUN_ALL(
    IN_ARENA(values_come_in_as_they_are),
    IN_ARENA(what_is_no_json_is_refused_with_its_line),
    IN_ARENA(what_is_expected_and_not_there_is_named),
    IN_ARENA(doubles_keep_all_their_bits),
)
