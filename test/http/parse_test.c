/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Forms, queries, cookies and single headers, read without a server. */
#include "check.h"
#include "http/http.h"
#include "http/parse.h"

/* The fields as "name=value|name=value". */
static const char *
spell(struct at_arena *arena, const struct at_fields *fields)
{
	struct at_buffer text = at_buffer_init(arena);

	for (int i = 0; i < fields->n_fields; i++) {
		CHECK_INT(strlen(fields->fields[i].value), fields->fields[i].n_value);
		at_buffer_printf(&text, "%s%s=%s", i == 0 ? "" : "|", fields->fields[i].name,
		    fields->fields[i].value);
	}
	return at_buffer_string(&text);
}

TEST(a_form_is_decoded)
{
	static const struct { const char *form, *fields; } cases[] = {
		{ "", "" },
		{ "a=1", "a=1" },
		{ "a=1&b=2", "a=1|b=2" },
		{ "a=1&&b=2&", "a=1|b=2" },
		{ "a", "a=" },
		{ "a=", "a=" },
		{ "=a", "=a" },
		{ "=", "=" },
		{ "a=b=c", "a=b=c" },
		{ "a%3Db=c%26d", "a=b=c&d" },
		{ "a+b=c+%2B", "a b=c +" },
		{ "a=%c3%A5%E2%82%AC%F0%9F%99%82", "a=\xc3\xa5\xe2\x82\xac\xf0\x9f\x99\x82" },
		{ "a=\xc3\xa5", "a=\xc3\xa5" },
		{ "a=%0D%0A%09", "a=\r\n\t" },
		{ "a=1&a=2", "a=1|a=2" },
	};
	struct at_arena *arena = at_arena_open();

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		struct at_fields fields;

		CHECK_INT(AT_OK, at_http_parse_form(arena, cases[i].form, strlen(cases[i].form),
		    &fields, NULL));
		CHECK_TEXT(cases[i].fields, spell(arena, &fields));
	}
	at_arena_close(arena);
}

TEST(the_first_of_two_values_counts)
{
	struct at_arena *arena = at_arena_open();
	struct at_fields fields;

	(void)state_;
	CHECK_INT(AT_OK, at_http_parse_form(arena, "b=0&a=1&a=2", 11, &fields, NULL));
	CHECK_TEXT("1", at_field(&fields, "a"));
	CHECK(at_field(&fields, "c") == NULL);
	at_arena_close(arena);
}

TEST(what_is_no_text_is_no_form)
{
	static const struct { const char *form; size_t n; } cases[] = {
		{ "a=%", 3 }, { "a=%1", 4 }, { "a=%1g", 5 }, { "%=1", 3 },
		{ "a=%00", 5 }, { "a=\0b", 4 },
		{ "a=%ff", 5 }, { "a=%c3", 5 }, { "a=%c3&b=%a5", 11 }, { "a=%c0%80", 8 },
		{ "a=%ed%a0%80", 11 }, { "a=%f4%90%80%80", 14 }, { "b=1&%ff=1", 9 },
	};
	struct at_arena *arena = at_arena_open();

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		struct at_fields fields = { NULL, 99 };

		CHECK_INT(AT_INVALID, at_http_parse_form(arena, cases[i].form, cases[i].n, &fields,
		    NULL));
		CHECK_INT(99, fields.n_fields);
	}
	at_arena_close(arena);
}

TEST(a_form_has_at_most_512_fields)
{
	struct at_arena *arena = at_arena_open();
	char form[2 * AT_FORM_FIELDS + 2];
	struct at_fields fields;

	(void)state_;
	for (size_t i = 0; i < sizeof form; i += 2)
		memcpy(form + i, "a&", 2);
	CHECK_INT(AT_OK, at_http_parse_form(arena, form, 2 * AT_FORM_FIELDS - 1, &fields, NULL));
	CHECK_INT(AT_FORM_FIELDS, fields.n_fields);
	CHECK_INT(AT_INVALID, at_http_parse_form(arena, form, 2 * AT_FORM_FIELDS + 1, &fields,
	    NULL));
	at_arena_close(arena);
}

TEST(only_our_own_cookies_are_read)
{
	static const struct { enum at_status st; const char *header, *cookies; } cases[] = {
		{ AT_OK, "", "" },
		{ AT_OK, "a=1", "" },
		{ AT_OK, "__Host-a=1", "a=1" },
		{ AT_OK, "b=2;__Host-a=1;  __Host-c=3", "a=1|c=3" },
		{ AT_OK, "a=\"\xff\"; __Host-a=1", "a=1" },
		{ AT_OK, "__host-a=1; __Secure-a=2; __Host-=3; __Host-b", "" },
		{ AT_OK, "__Host-a=", "a=" },
		{ AT_OK, "__Host-a=b=c;", "a=b=c" },
		{ AT_INVALID, "__Host-a=b c", NULL },
		{ AT_INVALID, "__Host-a=\"b\"", NULL },
		{ AT_INVALID, "__Host-a=\xc3\xa5", NULL },
		{ AT_INVALID, "__Host-a =b", NULL },
	};
	struct at_arena *arena = at_arena_open();

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		struct at_fields fields = { NULL, 0 };

		CHECK_INT(cases[i].st,
		    at_http_parse_cookies(arena, cases[i].header, &fields, NULL));
		if (cases[i].cookies != NULL)
			CHECK_TEXT(cases[i].cookies, spell(arena, &fields));
	}
	at_arena_close(arena);
}

TEST(gzip_is_sent_to_those_who_take_it)
{
	static const struct { const char *header; bool yes; } cases[] = {
		{ NULL, false }, { "", false }, { "gzip", true }, { "br, gzip", true },
		{ "GZIP;q=0.5", true },
		{ "deflate,gzip ;q=1", true }, { "gzip;q=0", false }, { "gzip; q=0.000", false },
		{ "gzip;q=0.001", true }, { "gzipped", false }, { "x-gzip", false },
		{ "br", false },
		{ "gzip;q=0, br", false }, { "gzip;", true }, { ",,gzip", true },
	};

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		if (at_http_accepts_gzip(cases[i].header) != cases[i].yes)
			fail_msg("wrong about %s", cases[i].header);
	}
}

TEST(a_form_is_told_by_its_type)
{
	(void)state_;
	CHECK(at_http_is_form("application/x-www-form-urlencoded"));
	CHECK(at_http_is_form("Application/X-WWW-Form-Urlencoded; charset=UTF-8"));
	CHECK(!at_http_is_form("application/x-www-form-urlencodedx"));
	CHECK(!at_http_is_form("multipart/form-data; boundary=x"));
	CHECK(!at_http_is_form(""));
	CHECK(!at_http_is_form(NULL));
}

RUN_ALL(
    RUN(a_form_is_decoded),
    RUN(the_first_of_two_values_counts),
    RUN(what_is_no_text_is_no_form),
    RUN(a_form_has_at_most_512_fields),
    RUN(only_our_own_cookies_are_read),
    RUN(gzip_is_sent_to_those_who_take_it),
    RUN(a_form_is_told_by_its_type),
)
