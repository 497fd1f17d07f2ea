/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tokens: length, letters, one spelling each; hashes and form tokens that stay what they
 * are (expected values from Python's hashlib). */
#include "check.h"
#include "guard/guard.h"
#include "guard/token.h"

static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

static void
hex(const unsigned char hash[AT_TOKEN_HASH], char out[2 * AT_TOKEN_HASH + 1])
{
	for (int i = 0; i < AT_TOKEN_HASH; i++)
		snprintf(out + 2 * i, 3, "%02x", hash[i]);
}

TEST(tokens_have_their_length_and_plain_letters)
{
	struct at_random random = at_random_kernel();
	char token[AT_TOKEN_ROOM], other[AT_TOKEN_ROOM];

	(void)state_;
	at_token_make(&random, AT_LINK_BITS, token);
	CHECK_INT(22, strlen(token));
	CHECK_INT(22, strspn(token, letters));
	at_token_make(&random, AT_COOKIE_BITS, token);
	CHECK_INT(43, strlen(token));
	CHECK_INT(43, strspn(token, letters));
	at_token_make(&random, AT_COOKIE_BITS, other);
	CHECK(strcmp(token, other) != 0);
}

/* 2,000 tokens of 42 full letters: each of 64 letters is expected 1,312 times with a
 * standard deviation of 36.  A seeded run, so the test never fails by bad luck. */
TEST(no_letter_is_favoured)
{
	struct at_random random = at_random_seeded(1);
	int seen[64] = { 0 };

	(void)state_;
	for (int i = 0; i < 2000; i++) {
		char token[AT_TOKEN_ROOM];

		at_token_make(&random, AT_COOKIE_BITS, token);
		for (int at = 0; at < 42; at++)
			seen[strchr(letters, token[at]) - letters]++;
	}
	for (int i = 0; i < 64; i++)
		CHECK(seen[i] > 1312 - 5 * 36 && seen[i] < 1312 + 5 * 36);
}

TEST(hashes_are_those_of_the_raw_bytes)
{
	unsigned char hash[AT_TOKEN_HASH];
	char text[2 * AT_TOKEN_HASH + 1];

	(void)state_;
	CHECK(at_token_hash("AAECAwQFBgcICQoLDA0ODw", AT_LINK_BITS, hash));
	hex(hash, text);
	CHECK_TEXT("c7cb5d1a1a214f1d833a21fe6c7b2420e417c2f220784cbe90072975131bc367", text);
	CHECK(at_token_hash("4OHi4-Tl5ufo6err7O3u7_Dx8vP09fb3-Pn6-_z9_v8", AT_COOKIE_BITS, hash));
	hex(hash, text);
	CHECK_TEXT("b4c194c69237e8c77f474db87853df54043ec222ac5514c3039d343157153679", text);
}

TEST(made_tokens_hash_and_a_changed_letter_changes_the_hash)
{
	struct at_random random = at_random_kernel();
	unsigned char a[AT_TOKEN_HASH], b[AT_TOKEN_HASH];
	char token[AT_TOKEN_ROOM];

	(void)state_;
	at_token_make(&random, AT_LINK_BITS, token);
	CHECK(at_token_hash(token, AT_LINK_BITS, a));
	for (int i = 0; i < 21; i++) {
		char kept = token[i];

		token[i] = kept == 'A' ? 'B' : 'A';
		CHECK(at_token_hash(token, AT_LINK_BITS, b));
		CHECK(memcmp(a, b, sizeof a) != 0);
		token[i] = kept;
	}
}

TEST(anything_else_is_no_token)
{
	static const char *const bad[] = {
		"", "A", "AAECAwQFBgcICQoLDA0OD",       /* a letter short */
		"AAECAwQFBgcICQoLDA0ODwA",              /* a letter long */
		"AAECAwQFBgcICQoLDA0ODx",               /* stray bits in the last letter */
		"AAECAwQFBgcICQoLDA0OD=", "AAECAwQFBgcICQoLDA0OD ",
		"AAECAwQFBgcICQoLDA0O\nw", "AAECAwQFBgcICQoLDA+/Dw",
		"AAECAwQFBgcICQoLDA0O\xc3\xa5", "jLm3PJsAUTaDB\xff\xff\xff\xffyuLNA",
	};
	unsigned char hash[AT_TOKEN_HASH] = { 99 };

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(bad); i++)
		CHECK(!at_token_hash(bad[i], AT_LINK_BITS, hash));
	CHECK(!at_token_hash("AAECAwQFBgcICQoLDA0ODw", AT_COOKIE_BITS, hash));
	CHECK_INT(99, hash[0]);                 /* no hash was written */
}

TEST(a_form_token_belongs_to_one_visit_and_one_key)
{
	unsigned char key[32];
	char token[AT_TOKEN_ROOM], other[AT_TOKEN_ROOM];

	(void)state_;
	for (int i = 0; i < 32; i++)
		key[i] = (unsigned char)i;
	at_token_csrf(key, "visit", token);
	CHECK_TEXT("jLm3PJsAUTaDBptzSyuLNA", token);
	at_token_csrf(key, "visiu", other);
	CHECK(!at_token_same(token, other));
	key[31] ^= 1;
	at_token_csrf(key, "visit", other);
	CHECK(!at_token_same(token, other));
}

TEST(the_key_of_form_tokens_comes_from_the_master_key_and_is_another)
{
	unsigned char master[32] = { 1 }, key[32], again[32];

	(void)state_;
	at_token_csrf_key(master, key);
	at_token_csrf_key(master, again);
	CHECK(memcmp(key, again, sizeof key) == 0);
	CHECK(memcmp(key, master, sizeof key) != 0);
	master[0] = 2;
	at_token_csrf_key(master, again);
	CHECK(memcmp(key, again, sizeof key) != 0);
}

TEST(same_means_the_same_text)
{
	(void)state_;
	CHECK(at_token_same("", ""));
	CHECK(at_token_same("abc", "abc"));
	CHECK(!at_token_same("abc", "abd"));
	CHECK(!at_token_same("bbc", "abc"));
	CHECK(!at_token_same("abc", "ab"));
	CHECK(!at_token_same("", "a"));
	CHECK(!at_token_same(NULL, "a"));
	CHECK(!at_token_same("a", NULL));
	CHECK(!at_token_same(NULL, NULL));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		RUN(tokens_have_their_length_and_plain_letters),
		RUN(no_letter_is_favoured),
		RUN(hashes_are_those_of_the_raw_bytes),
		RUN(made_tokens_hash_and_a_changed_letter_changes_the_hash),
		RUN(anything_else_is_no_token),
		RUN(a_form_token_belongs_to_one_visit_and_one_key),
		RUN(the_key_of_form_tokens_comes_from_the_master_key_and_is_another),
		RUN(same_means_the_same_text),
	};

	if (at_guard_start(NULL) != AT_OK)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
