/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Catalogues: what is found, and that a broken one does no harm. */
#include "check.h"
#include "base/embed.h"
#include "base/mo.h"

/* Two texts, "one" with two forms and "two", as msgfmt lays them out (little-endian). */
#define HEADER  "\xde\x12\x04\x95" "\0\0\0\0" "\2\0\0\0" "\x1c\0\0\0" "\x2c\0\0\0" \
	"\0\0\0\0" "\0\0\0\0"
#define TABLES  "\x08\0\0\0\x3c\0\0\0" "\3\0\0\0\x45\0\0\0" \
	"\x0a\0\0\0\x49\0\0\0" "\4\0\0\0\x54\0\0\0"
#define TEXTS   "one\0many\0" "two\0" "eins\0viele\0" "zwei"

static const char whole[] = HEADER TABLES TEXTS;

TEST(texts_and_their_forms_are_found)
{
	struct at_mo mo;

	(void)state_;
	CHECK(at_mo_open(whole, sizeof whole, &mo));
	CHECK_TEXT("eins", at_mo_find(&mo, "one", 0));
	CHECK_TEXT("viele", at_mo_find(&mo, "one", 1));
	CHECK(at_mo_find(&mo, "one", 2) == NULL);
	CHECK_TEXT("zwei", at_mo_find(&mo, "two", 0));
	CHECK(at_mo_find(&mo, "two", 1) == NULL);
	CHECK(at_mo_find(&mo, "three", 0) == NULL);
	CHECK(at_mo_find(&mo, "many", 0) == NULL);
	CHECK(at_mo_find(&mo, "", 0) == NULL);
}

/* A copy of the exact size, so that the sanitizer sees a step too far. */
static void
look_around(const char *bytes, size_t n)
{
	char *copy = malloc(n > 0 ? n : 1);
	struct at_mo mo;

	assert_non_null(copy);
	if (n > 0)
		memcpy(copy, bytes, n);
	if (at_mo_open(copy, n, &mo)) {
		at_mo_find(&mo, "", 0);
		at_mo_find(&mo, "one", 1);
		at_mo_find(&mo, "two", 3);
		at_mo_find(&mo, "zzz", 0);
	}
	free(copy);
}

TEST(a_broken_catalogue_gives_no_words_and_no_harm)
{
	struct at_mo mo;
	char bent[sizeof whole];

	(void)state_;
	CHECK(!at_mo_open("", 0, &mo));
	CHECK(!at_mo_open("\x95\x04\x12\xde" "12345678901234567890123456", 30, &mo));
	for (size_t n = 0; n < sizeof whole; n++)
		look_around(whole, n);
	for (size_t i = 4; i < sizeof whole; i++) {
		memcpy(bent, whole, sizeof whole);
		bent[i] = (char)0xff;
		look_around(bent, sizeof bent);
	}
	CHECK(!at_mo_open(whole, 60 - 1, &mo));         /* the tables are cut */
	memcpy(bent, whole, sizeof whole);
	bent[sizeof whole - 1] = 'x';                   /* the last text has no end */
	CHECK(at_mo_open(bent, sizeof bent, &mo));
	CHECK(at_mo_find(&mo, "two", 0) == NULL);
	CHECK_TEXT("eins", at_mo_find(&mo, "one", 0));
}

TEST(the_catalogues_we_ship_can_be_read_by_halving)
{
	size_t n_files;
	const struct at_embedded *files = at_embed_list("po/", &n_files);

	(void)state_;
	CHECK(n_files >= 2);
	for (size_t i = 0; i < n_files; i++) {
		struct at_mo mo;

		CHECK(at_mo_open(files[i].bytes, files[i].n_bytes, &mo));
		CHECK(mo.n_texts > 50);
		for (size_t t = 1; t < mo.n_texts; t++) {
			uint32_t at;

			memcpy(&at, mo.bytes + mo.originals + t * 8 + 4, sizeof at);
			CHECK(at_mo_find(&mo, mo.bytes + at, 0) != NULL);
		}
	}
}

RUN_ALL(
    RUN(texts_and_their_forms_are_found),
    RUN(a_broken_catalogue_gives_no_words_and_no_harm),
    RUN(the_catalogues_we_ship_can_be_read_by_halving),
)
