/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "check.h"
#include "golden.h"

static const char assets[] = "/assets/";
enum { HASH = 12 };

/* A copy with "/assets/HASH/" for each hashed address. */
static char *
without_hashes(const char *text)
{
	char *copy = test_malloc(strlen(text) + 1), *to = copy;

	while (*text != '\0') {
		size_t n = strlen(assets);

		if (strncmp(text, assets, n) != 0 || strlen(text) < n + HASH) {
			*to++ = *text++;
			continue;
		}
		to += sprintf(to, "%sHASH", assets);
		text += n + HASH;
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
