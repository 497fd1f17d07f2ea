/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the server listens, and whether its address may leave this machine. */
#include "check.h"
#include "cli/address.h"

TEST(only_this_machine_is_told_from_the_network)
{
	static const char *const near[] = { "127.0.0.1:8080", "127.0.0.53:0", "[::1]:8080",
		"localhost:80" };
	static const char *const far[] = { "0.0.0.0:8080", "[::]:8080", "192.0.2.1:80",
		"127.example:80", "127.0.0.1.example:80", "[::1:2]:80", "localhost.example:80",
		"1127.0.0.1:80", "" };

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(near); i++)
		CHECK(at_address_is_loopback(near[i]));
	for (size_t i = 0; i < AT_COUNT(far); i++)
		CHECK(!at_address_is_loopback(far[i]));
}

TEST(the_port_is_read)
{
	(void)state_;
	CHECK_INT(8080, at_address_port("127.0.0.1:8080"));
	CHECK_INT(0, at_address_port("[::1]:0"));
	CHECK_INT(65535, at_address_port("x:65535"));
	CHECK_INT(-1, at_address_port("127.0.0.1"));
	CHECK_INT(-1, at_address_port("[::1]"));
	CHECK_INT(-1, at_address_port("127.0.0.1:"));
	CHECK_INT(-1, at_address_port("127.0.0.1:65536"));
	CHECK_INT(-1, at_address_port("127.0.0.1:80x"));
	CHECK_INT(-1, at_address_port("127.0.0.1:-1"));
	CHECK_INT(-1, at_address_port("::1:8080"));
	CHECK_INT(-1, at_address_port("::"));
}

TEST(the_url_has_the_real_port)
{
	struct at_arena *arena = at_arena_open();

	(void)state_;
	CHECK_TEXT("http://127.0.0.1:4711", at_address_url(arena, "127.0.0.1:0", 4711, false));
	CHECK_TEXT("https://[::1]:443", at_address_url(arena, "[::1]:0", 443, true));
	at_arena_close(arena);
}

TEST(a_public_url_is_https_or_stays_here)
{
	static const struct { const char *url, *good; } cases[] = {
		{ "https://clinic.example", "https://clinic.example" },
		{ "https://clinic.example/", "https://clinic.example" },
		{ "https://clinic.example:8443/", "https://clinic.example:8443" },
		{ "http://127.0.0.1:8080", "http://127.0.0.1:8080" },
		{ "http://localhost", "http://localhost" },
		{ "http://[::1]:80/", "http://[::1]:80" },
		{ "http://clinic.example", NULL },
		{ "http://127.0.0.1.example", NULL },
		{ "http://127.0.0.1@clinic.example", NULL },
		{ "https://clinic.example/attune", NULL },
		{ "https://", NULL },
		{ "https:///x", NULL },
		{ "https://a b", NULL },
		{ "https://a?b", NULL },
		{ "clinic.example", NULL },
		{ "ftp://clinic.example", NULL },
		{ "", NULL },
	};
	struct at_arena *arena = at_arena_open();

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		struct at_error err = { .status = AT_OK };
		const char *got = "untouched";
		enum at_status st = at_address_check_url(arena, cases[i].url, &got, &err);

		CHECK_INT(cases[i].good == NULL ? AT_INVALID : AT_OK, st);
		CHECK_TEXT(cases[i].good == NULL ? "untouched" : cases[i].good, got);
	}
	at_arena_close(arena);
}

RUN_ALL(
	RUN(only_this_machine_is_told_from_the_network),
	RUN(the_port_is_read),
	RUN(the_url_has_the_real_port),
	RUN(a_public_url_is_https_or_stays_here)
)
