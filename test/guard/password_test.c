/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which passwords are taken, and that hashing is costly, uniform and one at a time. */
#include <pthread.h>
#include <sys/resource.h>

#include "check.h"
#include "guard/guard.h"
#include "guard/password.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { SANITIZED = 1 };
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
enum { SANITIZED = 1 };
#else
enum { SANITIZED = 0 };
#endif
#else
enum { SANITIZED = 0 };
#endif

static const char *const short_text = "Use at least 15 characters";
static const char *const long_text = "Use at most 256 characters";
static const char *const named_text = "Leave your sign-in name out";
static const char *const easy_text = "easy to guess";

static const char *const shorter_text = "Use at least 8 characters";

static enum at_status
check(const char *password, const char *login, bool of_two, struct at_error *err)
{
	struct at_call call = { .err = err };

	return of_two ? at_password_check_as(&call, password, login, true)
	    : at_password_check(password, login, err);
}

TEST(the_table_of_passwords)
{
	static const struct {
		const char *password, *login, *const *why;
		bool of_two;
	} cases[] = {
		{ "teppe gressløk brun nisse", "kari", NULL, false },
		{ "fjellvettreglene nummer ni", "kari@example.org", NULL, false },
		{ "unrelated lamp verbs sink", NULL, NULL, false },
		{ "kX9#vq2Lw!mZ7rT", "kari", NULL, false },
		{ "ææææøøøøååååxyzq", "kari", &easy_text, false },
		{ "", "kari", &short_text, false },
		{ "fourteen chars", "kari", &short_text, false },
		{ "gulrøtter på tå", "kari", NULL, false },            /* 15 characters, 18 bytes */
		{ "gulrøtter på t", "kari", &short_text, false },      /* 17 bytes */
		{ "my name is Kari I think", "kari", &named_text, false },
		{ "my name is Kari I think", "KARI@clinic.example", &named_text, false },
		{ "my name is Kari I think", "ka", NULL, false },
		{ "my name is Kari I think", "", NULL, false },
		{ "passwordpassword", "kari", &easy_text, false },
		{ "Passord1234567890!", "kari", &easy_text, false },
		{ "aaaaaaaaaaaaaaaaaaaaaaaa", "kari", &easy_text, false },
		{ "123456789012345", "kari", &easy_text, false },
		{ "qwertyuiopasdfghjkl", "kari", &easy_text, false },
		{ "1qaz2wsx3edc4rfv", "kari", &easy_text, false },
		{ "psykologklinikken2026", "kari", &easy_text, false },
		{ "Sommer2025Sommer2026", "kari", &easy_text, false },
		{ "correcthorsebatterystaple", "kari", &easy_text, false },
		{ "hunter!hunter!hunter!", "kari", &easy_text, false },
		{ "gul flod", "kari", NULL, true },
		{ "gul flo", "kari", &shorter_text, true },
		{ "password", "kari", &easy_text, true },
		{ "12345678", "kari", &easy_text, true },
		{ "Kari!7qz", "kari", &named_text, true },
	};

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		struct at_error err = { .status = AT_OK };
		enum at_status st = check(cases[i].password, cases[i].login,
		    cases[i].of_two, &err);

		if ((st == AT_OK) != (cases[i].why == NULL))
			fail_msg("%s: %s %s", cases[i].password, at_status_name(st), err.text);
		if (st != AT_OK) {
			CHECK_INT(AT_INVALID, st);
			CHECK_HAS(*cases[i].why, err.text);
		}
	}
}

TEST(the_longest_password_is_counted_in_characters_too)
{
	char text[2 * AT_PASSWORD_MOST + 3] = "";
	struct at_error err = { .status = AT_OK };

	(void)state_;
	for (int i = 0; i < AT_PASSWORD_MOST; i++) {
		text[2 * i] = (char)0xc4;
		text[2 * i + 1] = (char)(0x80 + i * i * 7 % 61);
	}
	CHECK_INT(AT_OK, check(text, NULL, false, &err));
	strcat(text, "x");
	CHECK_INT(AT_INVALID, check(text, NULL, false, &err));
	CHECK_HAS(long_text, err.text);
}

TEST(a_password_is_long_enough_to_come_in_by_alone)
{
	(void)state_;
	CHECK(at_password_alone("gulrøtter på tå"));
	CHECK(!at_password_alone("gulrøtter på t"));
}

TEST(a_stretched_password_hangs_on_it_and_on_the_salt)
{
	unsigned char one[AT_PASSWORD_KEY], two[AT_PASSWORD_KEY];
	unsigned char salt[AT_PASSWORD_SALT] = { 1 };

	(void)state_;
	CHECK_INT(AT_OK, at_password_stretch("k7qm2x9fwpab", salt, one, NULL));
	CHECK_INT(AT_OK, at_password_stretch("k7qm2x9fwpab", salt, two, NULL));
	CHECK(memcmp(one, two, sizeof one) == 0);
	CHECK_INT(AT_OK, at_password_stretch("k7qm2x9fwpac", salt, two, NULL));
	CHECK(memcmp(one, two, sizeof one) != 0);
	salt[0] = 2;
	CHECK_INT(AT_OK, at_password_stretch("k7qm2x9fwpab", salt, two, NULL));
	CHECK(memcmp(one, two, sizeof one) != 0);
}

TEST(a_hash_knows_its_password_and_no_other)
{
	char hash[AT_PASSWORD_ROOM], other[AT_PASSWORD_ROOM];

	(void)state_;
	CHECK_INT(AT_OK, at_password_hash("gulrøtter på tur", hash, NULL));
	CHECK_INT(AT_OK, at_password_hash("gulrøtter på tur", other, NULL));
	CHECK(strcmp(hash, other) != 0);                /* salted */
	CHECK(at_password_verify("gulrøtter på tur", hash));
	CHECK(at_password_verify("gulrøtter på tur", other));
	CHECK(!at_password_verify("gulrøtter på tuR", hash));
	CHECK(!at_password_verify("", hash));
	hash[strlen(hash) - 1] ^= 1;
	CHECK(!at_password_verify("gulrøtter på tur", hash));
	CHECK(!at_password_verify("gulrøtter på tur", "not a hash"));
}

TEST(an_unknown_name_costs_what_a_wrong_password_costs)
{
	static const char cost[] = "$argon2id$v=19$m=19456,t=2,p=1$";
	char hash[AT_PASSWORD_ROOM];

	(void)state_;
	CHECK_INT(AT_OK, at_password_hash("gulrøtter på tur", hash, NULL));
	CHECK(strncmp(hash, cost, strlen(cost)) == 0);
	CHECK(strncmp(at_password_nobody, cost, strlen(cost)) == 0);
	CHECK_INT(strlen(hash), strlen(at_password_nobody));
	CHECK(!at_password_verify("gulrøtter på tur", NULL));
	CHECK(!at_password_verify("", ""));
}

static long
peak_kib(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return usage.ru_maxrss;
}

static void *
verify_nobody(void *unused)
{
	at_password_verify("anything at all", NULL);
	return unused;
}

TEST(sixteen_at_once_take_the_memory_of_one)
{
	pthread_t threads[16];
	long before;

	(void)state_;
	verify_nobody(NULL);
	before = peak_kib();
	for (size_t i = 0; i < AT_COUNT(threads); i++)
		CHECK_INT(0, pthread_create(&threads[i], NULL, verify_nobody, NULL));
	for (size_t i = 0; i < AT_COUNT(threads); i++)
		CHECK_INT(0, pthread_join(threads[i], NULL));
	if (SANITIZED)
		SKIP("a sanitizer keeps memory of its own");
	CHECK(peak_kib() - before < 19 * 1024 / 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		RUN(the_table_of_passwords),
		RUN(the_longest_password_is_counted_in_characters_too),
		RUN(a_password_is_long_enough_to_come_in_by_alone),
		RUN(a_stretched_password_hangs_on_it_and_on_the_salt),
		RUN(a_hash_knows_its_password_and_no_other),
		RUN(an_unknown_name_costs_what_a_wrong_password_costs),
		RUN(sixteen_at_once_take_the_memory_of_one),
	};

	if (at_guard_start(NULL) != AT_OK)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
