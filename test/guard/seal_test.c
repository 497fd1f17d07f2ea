/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sealed fields open in their own place with their own key, whole and unchanged, and
 * nowhere else; the master key's file is made once and trusted only when it is private. */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"
#include "guard/guard.h"
#include "guard/seal.h"

static const struct at_place here = { "client.identity", 7, 12 };

struct world {
	struct at_arena *arena;
	struct at_random random;
	struct at_key key;
	struct at_error err;
	char folder[64];
};

static int
begin(void **state)
{
	struct at_arena *arena = at_arena_open();
	struct world *w = AT_NEW(arena, struct world, 1);

	w->arena = arena;
	w->random = at_random_seeded(5);
	w->key = at_key_make(&w->random);
	strcpy(w->folder, "/tmp/attune-seal-XXXXXX");
	CHECK(mkdtemp(w->folder) != NULL);
	*state = w;
	return at_guard_start(&w->err) == AT_OK ? 0 : -1;
}

static int
end(void **state)
{
	struct world *w = *state;
	char path[128];

	snprintf(path, sizeof path, "%s/keys/master", w->folder);
	unlink(path);
	snprintf(path, sizeof path, "%s/keys", w->folder);
	rmdir(path);
	snprintf(path, sizeof path, "%s/master", w->folder);
	unlink(path);
	rmdir(w->folder);
	at_arena_close(w->arena);
	return 0;
}

static enum at_status
open_at(struct world *w, struct at_place place, const void *sealed, size_t n)
{
	char *text = NULL;
	size_t n_text = 99;
	enum at_status st;

	at_error_clear(&w->err);
	st = at_unseal(w->arena, &w->key, place, sealed, n, &text, &n_text, &w->err);
	CHECK((st == AT_OK) == (text != NULL));
	CHECK((st == AT_OK) == (n_text != 99));
	return st;
}

TEST(what_was_sealed_comes_back)
{
	struct world *w = *state_;
	char long_text[5000], *text;
	size_t n, n_text;
	unsigned char *sealed;

	memset(long_text, 'x', sizeof long_text);
	for (size_t length = 0; length < sizeof long_text; length = length * 3 + 1) {
		sealed = at_seal(w->arena, &w->key, here, &w->random, long_text, length, &n);
		CHECK_INT(length + AT_SEAL_EXTRA, n);
		CHECK_INT(AT_OK, at_unseal(w->arena, &w->key, here, sealed, n, &text, &n_text,
		    &w->err));
		CHECK_INT(length, n_text);
		CHECK(memcmp(text, long_text, length) == 0);
		CHECK_INT('\0', text[length]);
	}
}

/* Made by another implementation (Python's cryptography) from the words of the headers. */
TEST(a_field_sealed_by_the_first_version_still_opens)
{
	static const unsigned char sealed[] = {
		0x01, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x6b, 0x6c, 0x6d, 0x6e,
		0x6f, 0x70, 0x71, 0x72, 0x73, 0x74, 0x75, 0x76, 0x77, 0x78, 0x79, 0x7a,
		0x7b, 0xaa, 0xf1, 0x23, 0xca, 0x37, 0x39, 0x9a, 0x2a, 0x2b, 0x05, 0x05,
		0xec, 0x48, 0x56, 0xcb, 0x3c, 0xc3, 0xdd, 0xcd, 0x8b, 0x94, 0xdf, 0x1c,
		0x7e, 0x08, 0x6a, 0xc2, 0x06, 0x24
	};
	struct at_key key = { { 1, 2, 3 } };
	struct world *w = *state_;
	char *text;
	size_t n;

	CHECK_INT(AT_OK, at_unseal(w->arena, &key, here, sealed, sizeof sealed, &text, &n,
	    &w->err));
	CHECK_TEXT("Kari Nordmann", text);
}

TEST(the_same_text_never_looks_the_same_twice)
{
	struct world *w = *state_;
	size_t n;
	unsigned char *a = at_seal(w->arena, &w->key, here, &w->random, "Kari", 4, &n);
	unsigned char *b = at_seal(w->arena, &w->key, here, &w->random, "Kari", 4, &n);

	CHECK(memcmp(a + 1, b + 1, 24) != 0);
	CHECK(memcmp(a + 25, b + 25, n - 25) != 0);
}

TEST(a_moved_field_does_not_open)
{
	static const struct at_place elsewhere[] = {
		{ "client.identity", 7, 13 }, { "client.identity", 8, 12 },
		{ "client.contact", 7, 12 }, { "client.identity", 12, 7 },
		{ "client.identit", 7, 12 }, { "", 7, 12 },
	};
	struct world *w = *state_;
	size_t n;
	unsigned char *sealed = at_seal(w->arena, &w->key, here, &w->random, "Kari", 4, &n);

	CHECK_INT(AT_OK, open_at(w, here, sealed, n));
	for (size_t i = 0; i < AT_COUNT(elsewhere); i++)
		CHECK_INT(AT_CORRUPT, open_at(w, elsewhere[i], sealed, n));
}

TEST(every_changed_bit_is_noticed)
{
	struct world *w = *state_;
	size_t n;
	unsigned char *sealed = at_seal(w->arena, &w->key, here, &w->random, "Kari", 4, &n);

	for (size_t bit = 0; bit < 8 * n; bit++) {
		sealed[bit / 8] ^= (unsigned char)(1 << bit % 8);
		CHECK_INT(AT_CORRUPT, open_at(w, here, sealed, n));
		sealed[bit / 8] ^= (unsigned char)(1 << bit % 8);
	}
	CHECK_INT(AT_OK, open_at(w, here, sealed, n));
}

TEST(a_shorter_or_longer_field_does_not_open)
{
	struct world *w = *state_;
	unsigned char longer[64] = { 0 };
	size_t n;
	unsigned char *sealed = at_seal(w->arena, &w->key, here, &w->random, "Kari", 4, &n);

	for (size_t cut = 0; cut < n; cut++)
		CHECK_INT(AT_CORRUPT, open_at(w, here, sealed, cut));
	memcpy(longer, sealed, n);
	CHECK_INT(AT_CORRUPT, open_at(w, here, longer, n + 1));
}

TEST(another_key_does_not_open_it)
{
	struct world *w = *state_;
	size_t n;
	unsigned char *sealed = at_seal(w->arena, &w->key, here, &w->random, "Kari", 4, &n);

	for (int i = 0; i < AT_KEY_BYTES; i++) {
		w->key.bytes[i] ^= 1;
		CHECK_INT(AT_CORRUPT, open_at(w, here, sealed, n));
		w->key.bytes[i] ^= 1;
	}
	at_key_wipe(&w->key);
	CHECK_INT(AT_CORRUPT, open_at(w, here, sealed, n));
}

static void
put_file(const char *path, size_t n, mode_t mode)
{
	char bytes[64] = "12345678901234567890123456789012345678901234567890";
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	CHECK(fd >= 0);
	CHECK_INT(n, write(fd, bytes, n));
	CHECK_INT(0, fchmod(fd, mode));
	close(fd);
}

static enum at_status
master(struct world *w, struct at_key_source source, struct at_key *key)
{
	at_error_clear(&w->err);
	return at_key_master(&source, &w->random, key, &w->err);
}

TEST(the_master_key_is_made_once_and_read_after_that)
{
	struct world *w = *state_;
	struct at_key first = { { 0 } }, second = { { 0 } };
	struct at_key_source source = { .folder = w->folder };
	char path[128];
	struct stat st;

	CHECK_INT(AT_NOT_FOUND, master(w, source, &first));
	source.make = true;
	CHECK_INT(AT_OK, master(w, source, &first));
	CHECK_INT(AT_OK, master(w, source, &second));
	CHECK(memcmp(&first, &second, sizeof first) == 0);
	source.make = false;
	at_key_wipe(&second);
	CHECK_INT(AT_OK, master(w, source, &second));
	CHECK(memcmp(&first, &second, sizeof first) == 0);

	snprintf(path, sizeof path, "%s/keys/master", w->folder);
	CHECK_INT(0, stat(path, &st));
	CHECK_INT(0600, st.st_mode & 0777);
	CHECK_INT(AT_KEY_BYTES, st.st_size);
	snprintf(path, sizeof path, "%s/keys", w->folder);
	CHECK_INT(0, stat(path, &st));
	CHECK_INT(0700, st.st_mode & 0777);
}

TEST(a_key_file_must_be_private_and_of_the_right_length)
{
	static const struct { size_t n; mode_t mode; enum at_status expected; } cases[] = {
		{ 32, 0600, AT_OK },      { 32, 0400, AT_OK },
		{ 32, 0640, AT_DENIED },  { 32, 0604, AT_DENIED }, { 32, 0620, AT_DENIED },
		{ 0, 0600, AT_CORRUPT },  { 31, 0600, AT_CORRUPT }, { 33, 0600, AT_CORRUPT },
		{ 50, 0600, AT_CORRUPT },
	};
	struct world *w = *state_;
	char path[128];
	struct at_key key;

	snprintf(path, sizeof path, "%s/master", w->folder);
	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		put_file(path, cases[i].n, cases[i].mode);
		memset(&key, 0, sizeof key);
		CHECK_INT(cases[i].expected, master(w, (struct at_key_source){ .key_file = path,
		    .folder = w->folder, .make = true }, &key));
		CHECK_INT(cases[i].expected == AT_OK ? '1' : 0, key.bytes[0]);
		unlink(path);
	}
	CHECK_INT(AT_NOT_FOUND, master(w, (struct at_key_source){ .key_file = path,
	    .folder = w->folder, .make = true }, &key));
}

TEST(a_systemd_credential_comes_before_the_folder)
{
	struct world *w = *state_;
	struct at_key_source source = { .credentials = w->folder, .folder = w->folder,
		.make = true };
	struct at_key made, key;
	char path[128];

	CHECK_INT(AT_OK, master(w, source, &made));     /* no credential: keys/master */
	snprintf(path, sizeof path, "%s/master", w->folder);
	put_file(path, AT_KEY_BYTES, 0440);             /* systemd's access list shows so */
	CHECK_INT(AT_OK, master(w, source, &key));
	CHECK(memcmp(key.bytes, "1234", 4) == 0);
	CHECK_INT(0, chmod(path, 0444));
	CHECK_INT(AT_DENIED, master(w, source, &key));
}

#define RUN_IN_WORLD(test) cmocka_unit_test_setup_teardown(test, begin, end)

RUN_ALL(
    RUN_IN_WORLD(what_was_sealed_comes_back),
    RUN_IN_WORLD(a_field_sealed_by_the_first_version_still_opens),
    RUN_IN_WORLD(the_same_text_never_looks_the_same_twice),
    RUN_IN_WORLD(a_moved_field_does_not_open),
    RUN_IN_WORLD(every_changed_bit_is_noticed),
    RUN_IN_WORLD(a_shorter_or_longer_field_does_not_open),
    RUN_IN_WORLD(another_key_does_not_open_it),
    RUN_IN_WORLD(the_master_key_is_made_once_and_read_after_that),
    RUN_IN_WORLD(a_key_file_must_be_private_and_of_the_right_length),
    RUN_IN_WORLD(a_systemd_credential_comes_before_the_folder),
)
