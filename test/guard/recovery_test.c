/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Recovery codes: how they look, how they are read, that no letter is favoured. */
#include "check.h"
#include "guard/guard.h"
#include "guard/recovery.h"

TEST(a_code_is_three_groups_of_plain_letters)
{
	struct at_random random = at_random_seeded(1);
	char code[AT_RECOVERY_ROOM], plain[AT_RECOVERY_ROOM];
	int seen[256] = { 0 };

	(void)state_;
	for (int i = 0; i < 1000; i++) {
		at_recovery_make(&random, code);
		CHECK_INT(14, strlen(code));
		CHECK(code[4] == '-' && code[9] == '-');
		CHECK(at_recovery_plain(code, plain));
		CHECK_INT(AT_RECOVERY_LETTERS, strlen(plain));
		for (int k = 0; plain[k] != '\0'; k++)
			seen[(unsigned char)plain[k]]++;
	}
	CHECK_INT(0, seen['i'] + seen['l'] + seen['o'] + seen['u']);
	for (const char *c = "0123456789abcdefghjkmnpqrstvwxyz"; *c != '\0'; c++)
		CHECK(seen[(unsigned char)*c] > 300 && seen[(unsigned char)*c] < 450);
}

TEST(what_is_typed_is_read_as_it_was_meant)
{
	static const struct {
		const char *typed, *plain;
	} cases[] = {
		{ "k7qm-2x9f-wpab", "k7qm2x9fwpab" }, { " K7QM 2X9F WPAB", "k7qm2x9fwpab" },
		{ "k7qm2x9fwpab", "k7qm2x9fwpab" }, { "OIl0-2x9f-wpab", "01102x9fwpab" },
		{ "k7qm-2x9f-wpa", NULL }, { "k7qm-2x9f-wpabc", NULL }, { "", NULL },
		{ "u7qm-2x9f-wpab", NULL }, { "k7qm_2x9f_wpab", NULL }, { "123456", NULL },
	};
	char plain[AT_RECOVERY_ROOM];

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		CHECK_INT(cases[i].plain != NULL, at_recovery_plain(cases[i].typed, plain));
		if (cases[i].plain != NULL)
			CHECK_TEXT(cases[i].plain, plain);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		RUN(a_code_is_three_groups_of_plain_letters),
		RUN(what_is_typed_is_read_as_it_was_meant),
	};

	if (at_guard_start(NULL) != AT_OK)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
