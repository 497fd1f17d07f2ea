/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <pthread.h>
#include <string.h>

#include <sodium.h>

#include "base/utf8.h"
#include "base/words.h"
#include "guard/obvious.h"
#include "guard/password.h"

_Static_assert(AT_PASSWORD_ROOM >= crypto_pwhash_STRBYTES, "the text form fits");
_Static_assert(AT_PASSWORD_SALT == crypto_pwhash_SALTBYTES, "a salt is a salt");

enum { PASSES = 2, MEMORY_BYTES = 19 * 1024 * 1024 };

/* The house has no variables of the process but this one: the promise is about the
 * process's memory, so its lock must be the process's.  Sixteen people who sign in at
 * once wait for each other instead of taking 300 MiB. */
static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;

const char at_password_nobody[] =
    "$argon2id$v=19$m=19456,t=2,p=1"
    "$Dw54ODtclGJH2bwNnmXi8A$eWccy1ZCqjuRDq3QFDNaaXV16AX0VVq+vfKmibQlH5M";

/* The part of an e-mail address before its @ is what people put into passwords. */
static void
first_part(const char *login, char out[AT_PASSWORD_MOST + 1])
{
	size_t n = strcspn(login, "@");

	n = n > AT_PASSWORD_MOST ? AT_PASSWORD_MOST : n;
	memcpy(out, login, n);
	out[n] = '\0';
}

static enum at_status
check_length(struct at_call *call, const char *password, bool of_two)
{
	int least = of_two ? AT_PASSWORD_LEAST_OF_TWO : AT_PASSWORD_LEAST;
	size_t length = at_utf8_count(password);

	if (length < (size_t)least)
		return at_fail(call->err, AT_INVALID, at_tr(call, "Use at least %d characters. "
		    "Four or five words that do not belong together are easy to remember."),
		    least);
	if (length > AT_PASSWORD_MOST)
		return at_fail(call->err, AT_INVALID, at_tr(call, "Use at most %d characters."),
		    AT_PASSWORD_MOST);
	return AT_OK;
}

enum at_status
at_password_check_as(struct at_call *call, const char *password, const char *login,
    bool of_two)
{
	int pieces = of_two ? AT_PASSWORD_PIECES_OF_TWO : AT_PASSWORD_PIECES;
	char name[AT_PASSWORD_MOST + 1];
	enum at_status st = check_length(call, password, of_two);

	if (st != AT_OK)
		return st;
	first_part(login == NULL ? "" : login, name);
	if (at_obvious_contains(password, name))
		return at_fail(call->err, AT_INVALID, "%s",
		    at_tr(call, "Leave your sign-in name out of the password."));
	if (at_obvious_pieces(password) < pieces)
		return at_fail(call->err, AT_INVALID, "%s", at_tr(call,
		    "This is easy to guess: common words, rows of keys, years and repeats count "
		    "little. Add words that do not belong together."));
	return AT_OK;
}

enum at_status
at_password_check(const char *password, const char *login, struct at_error *err)
{
	struct at_call nobody = { .err = err };

	return at_password_check_as(&nobody, password, login, false);
}

bool
at_password_alone(const char *password)
{
	return at_utf8_count(password) >= AT_PASSWORD_LEAST;
}

static enum at_status
out_of_memory(struct at_error *err)
{
	return at_fail(err, AT_BUSY, "The computer is short of memory. Nothing was changed; "
	    "please try again.");
}

enum at_status
at_password_hash(const char *password, char out[AT_PASSWORD_ROOM], struct at_error *err)
{
	char text[crypto_pwhash_STRBYTES];
	int failed;

	pthread_mutex_lock(&one_at_a_time);
	failed = crypto_pwhash_str_alg(text, password, strlen(password), PASSES, MEMORY_BYTES,
	    crypto_pwhash_ALG_ARGON2ID13);
	pthread_mutex_unlock(&one_at_a_time);
	if (failed != 0)
		return out_of_memory(err);
	memcpy(out, text, sizeof text);
	return AT_OK;
}

enum at_status
at_password_stretch(const char *password, const unsigned char salt[AT_PASSWORD_SALT],
    unsigned char out[AT_PASSWORD_KEY], struct at_error *err)
{
	int failed;

	pthread_mutex_lock(&one_at_a_time);
	failed = crypto_pwhash(out, AT_PASSWORD_KEY, password, strlen(password), salt, PASSES,
	    MEMORY_BYTES, crypto_pwhash_ALG_ARGON2ID13);
	pthread_mutex_unlock(&one_at_a_time);
	return failed != 0 ? out_of_memory(err) : AT_OK;
}

bool
at_password_verify(const char *password, const char *hash)
{
	bool known = hash != NULL && hash[0] != '\0';
	int failed;

	pthread_mutex_lock(&one_at_a_time);
	failed = crypto_pwhash_str_verify(known ? hash : at_password_nobody, password,
	    strlen(password));
	pthread_mutex_unlock(&one_at_a_time);
	return failed == 0 && known;
}
