/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <ctype.h>

#include "base/id.h"
#include "check.h"
#include "golden.h"

static const char assets[] = "/assets/";
enum { HASH = 12 };

/* The length of an id as a row is known by, 0 if there is none. */
static size_t
id_here(const char *text, char before)
{
	size_t n = strspn(text, "0123456789ABCDEFGHJKMNPQRSTVWXYZ");

	return n == AT_ID_CHARS && *text == '0' && !isalnum((unsigned char)before)
	    && !isalnum((unsigned char)text[n]) ? n : 0;
}

/* A copy with "/assets/HASH/" for each hashed address and ID for each id: how many rows
 * were made before is not what is looked at. */
static char *
without_hashes(const char *text)
{
	char *copy = test_malloc(strlen(text) + 1), *to = copy, before = ' ';
	size_t n = strlen(assets), n_id;

	while (*text != '\0') {
		if (strncmp(text, assets, n) == 0 && strlen(text) >= n + HASH) {
			to += sprintf(to, "%sHASH", assets);
			text += n + HASH;
		} else if ((n_id = id_here(text, before)) > 0) {
			to += sprintf(to, "ID");
			text += n_id;
		} else {
			*to++ = *text++;
		}
		before = text[-1];
	}
	*to = '\0';
	return copy;
}

/* The file's text, "" if there is none. */
static char *
slurp(const char *path)
{
	FILE *file = fopen(path, "rb");
	size_t room = 1 << 20, n = 0;
	char *text = test_malloc(room);

	if (file != NULL) {
		n = fread(text, 1, room - 1, file);
		fclose(file);
	}
	text[n] = '\0';
	return text;
}

static void
accept(const char *path, const char *got)
{
	FILE *file = fopen(path, "wb");

	CHECK(file != NULL);
	CHECK(fwrite(got, 1, strlen(got), file) == strlen(got));
	CHECK(fclose(file) == 0);
}

static void
show_difference(const char *path, const char *expected, const char *got)
{
	const char *e = expected, *g = got;
	int line = 1;

	for (;;) {
		size_t n_e = strcspn(e, "\n"), n_g = strcspn(g, "\n");

		if (n_e != n_g || strncmp(e, g, n_e) != 0 || e[n_e] != g[n_g]) {
			print_error("%s:%d differs\n-%.*s\n+%.*s\n(make accept, if it is meant)\n",
			    path, line, (int)n_e, e, (int)n_g, g);
			return;
		}
		e += n_e + 1;
		g += n_g + 1;
		line++;
	}
}

void
golden_check(const char *name, const char *got)
{
	char path[200], *expected, *plain = without_hashes(got);
	bool same;

	snprintf(path, sizeof path, "test/golden/%s", name);
	if (getenv("ATTUNE_ACCEPT") != NULL)
		accept(path, plain);
	expected = slurp(path);
	same = strcmp(expected, plain) == 0;
	if (!same)
		show_difference(path, expected, plain);
	test_free(expected);
	test_free(plain);
	CHECK(same);
}
