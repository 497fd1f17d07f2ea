/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which PINs are taken, and that spaces between digits do not matter. */
#include "check.h"
#include "base/macros.h"
#include "guard/pin.h"

static const char shorter[] = "at least six digits", first[] = "guessed first",
    date[] = "a date", easy[] = "too easy";

TEST(the_table_of_pins)
{
	static const struct { const char *pin, *why; } cases[] = {
		{ "483917", NULL }, { "7350264", NULL }, { "90417386", NULL },
		{ "a few quiet words", NULL }, { "gresshoppe på loftet", NULL },
		{ "", shorter }, { "48091", shorter },
		{ "000000", first }, { "121212", first }, { "472472", first },
		{ "123456", first }, { "654321", first }, { "890123", first },
		{ "135791", first }, { "147258", first }, { "159753", first },
		{ "1234567", first }, { "112233", first },
		{ "240586", date }, { "052486", date }, { "860524", date },
		{ "24051986", date }, { "05241986", date }, { "19860524", date },
		{ "password", easy }, { "Password1", easy }, { "qwertyui", easy },
		{ "abcd", easy },
	};

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		struct at_error err = { .status = AT_OK };
		struct at_call call = { .err = &err };
		enum at_status st = at_pin_check(&call, cases[i].pin);

		if ((st == AT_OK) != (cases[i].why == NULL))
			fail_msg("\"%s\": %s", cases[i].pin, err.text);
		if (cases[i].why != NULL)
			CHECK_HAS(cases[i].why, err.text);
	}
}

TEST(spaces_between_digits_do_not_matter)
{
	char plain[AT_PIN_ROOM], longest[AT_PIN_ROOM + 1];

	(void)state_;
	CHECK(at_pin_plain("48 39-17", plain));
	CHECK_TEXT("483917", plain);
	CHECK(at_pin_plain("a few - words", plain));
	CHECK_TEXT("a few - words", plain);
	memset(longest, 'a', AT_PIN_ROOM);
	longest[AT_PIN_ROOM] = '\0';
	CHECK(!at_pin_plain(longest, plain));
	CHECK(at_pin_plain(longest + 1, plain));
}

RUN_ALL(
    RUN(the_table_of_pins),
    RUN(spaces_between_digits_do_not_matter),
)
