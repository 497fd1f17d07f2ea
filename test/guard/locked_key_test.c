/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The master key under a passphrase: it comes back by that one alone. */
#include <string.h>

#include "check.h"
#include "guard/guard.h"
#include "guard/locked_key.h"

static const char passphrase[] = "sepia walnut ladder tram fjord";
static struct at_error err;
static struct at_key key;
static unsigned char locked[AT_LOCKED_KEY_BYTES];

static void
lock(void)
{
	struct at_random random = at_random_kernel();

	at_error_clear(&err);
	CHECK_INT(AT_OK, at_guard_start(&err));
	key = at_key_make(&random);
	CHECK_INT(AT_OK, at_key_lock(&key, passphrase, &random, locked, &err));
}

TEST(the_key_comes_back_by_its_passphrase_alone)
{
	struct at_key got;

	(void)state_;
	lock();
	CHECK_INT(AT_OK, at_key_unlock(locked, sizeof locked, passphrase, &got, &err));
	CHECK(memcmp(got.bytes, key.bytes, sizeof key.bytes) == 0);
	CHECK_INT(AT_DENIED, at_key_unlock(locked, sizeof locked, "sepia walnut ladder tram Fjord",
	    &got, &err));
	CHECK_HAS("another passphrase", err.text);
}

/* The cost is small in these, or nobody would wait for them. */
TEST(what_was_changed_does_not_open)
{
	static const size_t places[] = { 9, 24, 25, 48, 49, AT_LOCKED_KEY_BYTES - 1 };
	struct at_key got;

	(void)state_;
	lock();
	CHECK_INT(AT_CORRUPT, at_key_unlock(locked, sizeof locked - 1, passphrase, &got, NULL));
	locked[0]++;
	CHECK_INT(AT_CORRUPT, at_key_unlock(locked, sizeof locked, passphrase, &got, NULL));
	locked[0]--;
	memset(locked + 5, 0xff, 4);            /* of memory, all there is */
	CHECK_INT(AT_CORRUPT, at_key_unlock(locked, sizeof locked, passphrase, &got, NULL));
	memcpy(locked + 5, "\0\1\0\0", 4);
	locked[1] ^= 0x40;                      /* of time, more than we ask for */
	CHECK_INT(AT_CORRUPT, at_key_unlock(locked, sizeof locked, passphrase, &got, NULL));
	locked[1] ^= 0x40;
	for (size_t i = 0; i < AT_COUNT(places); i++) {
		locked[places[i]] ^= 1;
		CHECK_INT(AT_DENIED, at_key_unlock(locked, sizeof locked, passphrase, &got, NULL));
		locked[places[i]] ^= 1;
	}
}

TEST(an_easy_passphrase_locks_nothing)
{
	struct at_random random = at_random_kernel();

	(void)state_;
	lock();
	CHECK_INT(AT_INVALID, at_key_lock(&key, "short", &random, locked, &err));
	CHECK_HAS("at least 15 characters", err.text);
}

RUN_ALL(cmocka_unit_test(the_key_comes_back_by_its_passphrase_alone),
    cmocka_unit_test(what_was_changed_does_not_open),
    cmocka_unit_test(an_easy_passphrase_locks_nothing))
