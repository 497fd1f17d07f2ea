/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Codes of an authenticator app: against RFC 4226 and RFC 6238, and what is typed. */
#include "check.h"
#include "base/arena.h"
#include "guard/guard.h"
#include "guard/totp.h"

/* "12345678901234567890": the secret of both documents. */
static const struct at_totp rfc = { "12345678901234567890" };

TEST(the_codes_are_those_of_rfc_4226_appendix_d)
{
	static const char *const codes[] = { "755224", "287082", "359152", "969429", "338314",
		"254676", "287922", "162583", "399871", "520489" };
	char code[AT_TOTP_ROOM];

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(codes); i++) {
		at_totp_code(&rfc, (int64_t)i, code);
		CHECK_TEXT(codes[i], code);
	}
}

/* The document has eight digits; six are the last of them. */
TEST(the_codes_are_those_of_rfc_6238_appendix_b)
{
	static const struct {
		at_ms seconds;
		const char *code;
	} vectors[] = {
		{ 59, "287082" }, { 1111111109, "081804" }, { 1111111111, "050471" },
		{ 1234567890, "005924" }, { 2000000000, "279037" }, { 20000000000, "353130" },
	};
	char code[AT_TOTP_ROOM];

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(vectors); i++) {
		at_totp_code(&rfc, at_totp_step_at(vectors[i].seconds * AT_SECOND), code);
		CHECK_TEXT(vectors[i].code, code);
	}
}

TEST(a_code_fits_one_step_before_and_one_after_to_the_millisecond)
{
	const at_ms from = 100 * AT_TOTP_STEP, to = 101 * AT_TOTP_STEP - 1;
	char code[AT_TOTP_ROOM];

	(void)state_;
	at_totp_code(&rfc, 100, code);
	CHECK_INT(100, at_totp_match(&rfc, code, 0, from));
	CHECK_INT(100, at_totp_match(&rfc, code, 0, to));
	CHECK_INT(100, at_totp_match(&rfc, code, 0, from - AT_TOTP_STEP));
	CHECK_INT(0, at_totp_match(&rfc, code, 0, from - AT_TOTP_STEP - 1));
	CHECK_INT(100, at_totp_match(&rfc, code, 0, to + AT_TOTP_STEP));
	CHECK_INT(0, at_totp_match(&rfc, code, 0, to + AT_TOTP_STEP + 1));
}

TEST(a_step_that_was_used_is_used_and_so_are_those_before)
{
	char before[AT_TOTP_ROOM], code[AT_TOTP_ROOM], after[AT_TOTP_ROOM];

	(void)state_;
	at_totp_code(&rfc, 99, before);
	at_totp_code(&rfc, 100, code);
	at_totp_code(&rfc, 101, after);
	CHECK_INT(99, at_totp_match(&rfc, before, 98, 100 * AT_TOTP_STEP));
	CHECK_INT(0, at_totp_match(&rfc, code, 100, 100 * AT_TOTP_STEP));
	CHECK_INT(0, at_totp_match(&rfc, before, 100, 100 * AT_TOTP_STEP));
	CHECK_INT(101, at_totp_match(&rfc, after, 100, 100 * AT_TOTP_STEP));
}

TEST(anything_else_fits_nothing)
{
	static const char *const codes[] = { "", "75522", "7552240", "000000", "755224 " };
	struct at_totp other = rfc;
	char code[AT_TOTP_ROOM];

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(codes); i++)
		CHECK_INT(0, at_totp_match(&rfc, codes[i], 0, 100 * AT_TOTP_STEP));
	at_totp_code(&rfc, 100, code);
	other.bytes[19] ^= 1;
	CHECK_INT(0, at_totp_match(&other, code, 0, 100 * AT_TOTP_STEP));
}

TEST(codes_are_typed_with_or_without_spaces)
{
	static const struct {
		const char *typed, *plain;
	} cases[] = {
		{ "123456", "123456" }, { " 123 456 ", "123456" }, { "12345", NULL },
		{ "1234567", NULL }, { "12345a", NULL }, { "", NULL }, { "12-34-56", NULL },
	};
	char plain[AT_TOTP_ROOM];

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		CHECK_INT(cases[i].plain != NULL, at_totp_plain(cases[i].typed, plain));
		if (cases[i].plain != NULL)
			CHECK_TEXT(cases[i].plain, plain);
	}
}

TEST(a_secret_is_the_logins_own_and_new_after_each_change)
{
	const unsigned char master[32] = { 1 }, other[32] = { 2 };
	struct at_totp a = at_totp_make(master, 7, 3), b = at_totp_make(master, 7, 3);

	(void)state_;
	CHECK(memcmp(&a, &b, sizeof a) == 0);
	b = at_totp_make(master, 8, 3);
	CHECK(memcmp(&a, &b, sizeof a) != 0);
	b = at_totp_make(master, 7, 4);
	CHECK(memcmp(&a, &b, sizeof a) != 0);
	b = at_totp_make(other, 7, 3);
	CHECK(memcmp(&a, &b, sizeof a) != 0);
}

TEST(a_secret_is_written_for_hands_and_for_cameras)
{
	struct at_arena *arena = at_arena_open();

	(void)state_;
	CHECK_TEXT("gezd gnbv gy3t qojq gezd gnbv gy3t qojq", at_totp_text(arena, &rfc));
	CHECK_TEXT("otpauth://totp/Fj%C3%A6re%20%26%20co:ada?secret="
	    "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Fj%C3%A6re%20%26%20co",
	    at_totp_address(arena, &rfc, "Fjære & co", "ada"));
	at_arena_close(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		RUN(the_codes_are_those_of_rfc_4226_appendix_d),
		RUN(the_codes_are_those_of_rfc_6238_appendix_b),
		RUN(a_code_fits_one_step_before_and_one_after_to_the_millisecond),
		RUN(a_step_that_was_used_is_used_and_so_are_those_before),
		RUN(anything_else_fits_nothing),
		RUN(codes_are_typed_with_or_without_spaces),
		RUN(a_secret_is_the_logins_own_and_new_after_each_change),
		RUN(a_secret_is_written_for_hands_and_for_cameras),
	};

	if (at_guard_start(NULL) != AT_OK)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
