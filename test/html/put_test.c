/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The escaping writer: nothing that came from outside becomes markup. */
#include <float.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>

#include "check.h"
#include "base/macros.h"
#include "base/random.h"
#include "html/put.h"

static struct at_arena *arena;
static struct at_buffer out;

static void
begin(void)
{
	at_arena_close(arena);
	arena = at_arena_open();
	out = at_buffer_init(arena);
}

#define CHECK_PUT(expected, ...) \
	do { \
		begin(); \
		at_put(&out, __VA_ARGS__); \
		CHECK_TEXT(expected, at_buffer_string(&out)); \
	} while (0)

TEST(text_is_escaped_wherever_a_special_sign_stands)
{
	(void)state_;
	CHECK_PUT("&amp;&lt;&gt;&quot;&#39;", "%s", "&<>\"'");
	CHECK_PUT("a&amp;b", "%s", "a&b");
	CHECK_PUT("&lt;a", "%s", "<a");
	CHECK_PUT("a&gt;", "%s", "a>");
	CHECK_PUT("<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>", "<p>%s</p>",
	    "<script>alert(1)</script>");
	CHECK_PUT("&amp;amp;", "%s", "&amp;");
	CHECK_PUT("blåbær \xf0\x9f\xab\x90", "%s", "blåbær \xf0\x9f\xab\x90");
}

TEST(a_quoted_attribute_cannot_be_left)
{
	(void)state_;
	CHECK_PUT("<a title=\"&quot; onclick=&quot;x()\">", "<a title=\"%s\">", "\" onclick=\"x()");
	CHECK_PUT("<a title='&#39; onclick=&#39;x()'>", "<a title='%s'>", "' onclick='x()");
}

TEST(the_format_itself_is_markup)
{
	(void)state_;
	CHECK_PUT("<b class=\"x\">&amp;</b>", "<b class=\"x\">&amp;</b>");
	CHECK_PUT("100% of 5", "100%% of %d", 5);
	CHECK_PUT("", "%s", "");
}

TEST(a_null_text_writes_nothing)
{
	const char *volatile nothing = NULL;       /* or the compiler sees through it */

	(void)state_;
	CHECK_PUT("<i></i>", "<i>%s</i>", nothing);
	CHECK_PUT("<i></i>", "<i>%.3s</i>", nothing);
}

TEST(a_precision_cuts_before_it_escapes)
{
	(void)state_;
	CHECK_PUT("a&lt;", "%.2s", "a<b");
	CHECK_PUT("a&lt;", "%.*s", 2, "a<b");
	CHECK_PUT("a&lt;b", "%.9s", "a<b");
}

TEST(letters_are_escaped_too)
{
	(void)state_;
	CHECK_PUT("x&lt;&quot;", "%c%c%c", 'x', '<', '"');
}

TEST(whole_numbers_of_every_size)
{
	(void)state_;
	CHECK_PUT("-7 7 4294967295", "%d %i %u", -7, 7, UINT_MAX);
	CHECK_PUT("-9223372036854775808", "%ld", LONG_MIN);
	CHECK_PUT("-9223372036854775808", "%lld", LLONG_MIN);
	CHECK_PUT("18446744073709551615", "%llu", ULLONG_MAX);
	CHECK_PUT("18446744073709551615", "%lu", ULONG_MAX);
	CHECK_PUT("18446744073709551615", "%zu", SIZE_MAX);
	CHECK_PUT("ff", "%x", 255);
}

TEST(whole_numbers_with_width_and_sign)
{
	(void)state_;
	CHECK_PUT("[   42]", "[%5d]", 42);
	CHECK_PUT("[42   ]", "[%-5d]", 42);
	CHECK_PUT("[00042]", "[%05d]", 42);
	CHECK_PUT("[  042]", "[%5.3d]", 42);
	CHECK_PUT("[+42]", "[%+d]", 42);
	CHECK_PUT("[  42]", "[%*d]", 4, 42);
	CHECK_PUT("09:05", "%02d:%02d", 9, 5);
	CHECK_PUT("0f", "%02x", 15);
}

TEST(fractions_as_printf_writes_them)
{
	char longest[400];

	(void)state_;
	CHECK_PUT("3.14 3.1", "%.2f %.1f", 3.14159, 3.14159);
	CHECK_PUT("2.500000", "%f", 2.5);
	CHECK_PUT("[  2.50]", "[%6.2f]", 2.5);
	CHECK_PUT("+2.5 -2.5", "%+.1f %+.1f", 2.5, -2.5);
	CHECK_PUT("0.1 1e+20", "%g %g", 0.1, 1e20);
	snprintf(longest, sizeof longest, "%.40f", -DBL_MAX);
	CHECK_PUT(longest, "%.40f", -DBL_MAX);
}

TEST(arguments_are_taken_in_order)
{
	(void)state_;
	CHECK_PUT("<i>1</i>2.5b", "<%s>%d</%s>%.1f%s", "i", 1, "i", 2.5, "b");
}

TEST(raw_text_is_left_alone)
{
	(void)state_;
	begin();
	at_put_raw(&out, "<br>%s");
	CHECK_TEXT("<br>%s", at_buffer_string(&out));
}

TEST(bytes_are_escaped_by_count)
{
	(void)state_;
	begin();
	at_put_escaped(&out, "a<b>", 2);
	CHECK_TEXT("a&lt;", at_buffer_string(&out));
}

/* One decimal goes another way than the rest, and must come to the same. */
TEST(tenths_are_those_of_printf)
{
	static const double odd[] = { 0, -0.0, 0.05, 0.15, 0.25, -0.04, -0.06, 0.95, 9.95, 99.949,
		99.95, 110, 1e8 - 0.1, 1e9, 1e300, -1e9, 0.0499999999, 2.35, 1.45, INFINITY, NAN };
	struct at_random random = at_random_seeded(1);
	char text[400];

	(void)state_;
	for (size_t i = 0; i < 20000; i++) {
		double x = i < AT_COUNT(odd) ? odd[i]
		    : i % 2 == 0 ? (at_random_unit(&random) - 0.5) * 1000
		    : (double)(at_random_next(&random) % 100000) / 20;

		if (i % 100 == 0)
			begin();
		out.n_bytes = 0;
		at_put(&out, "%.1f", x);
		snprintf(text, sizeof text, "%.1f", x);
		CHECK_TEXT(text, at_buffer_string(&out));
	}
}

RUN_ALL(
    RUN(tenths_are_those_of_printf),
    RUN(text_is_escaped_wherever_a_special_sign_stands),
    RUN(a_quoted_attribute_cannot_be_left),
    RUN(the_format_itself_is_markup),
    RUN(a_null_text_writes_nothing),
    RUN(a_precision_cuts_before_it_escapes),
    RUN(letters_are_escaped_too),
    RUN(whole_numbers_of_every_size),
    RUN(whole_numbers_with_width_and_sign),
    RUN(fractions_as_printf_writes_them),
    RUN(arguments_are_taken_in_order),
    RUN(raw_text_is_left_alone),
    RUN(bytes_are_escaped_by_count),
)
