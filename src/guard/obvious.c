/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdint.h>
#include <string.h>

#include "base/macros.h"
#include "guard/obvious.h"

static const char *const words[] = {
#include "guard/common.def"
};

/* Walks a finger takes without thinking, read in both directions: the alphabet, the
 * digits, rows and columns of English, Norwegian and German keyboards (ø, ö as o; å, æ,
 * ä as a; ü as u). */
static const char *const walks[] = {
	"abcdefghijklmnopqrstuvwxyz", "0123456789012345678901234567890",
	"qwertyuiopa", "qwertzuiopu", "asdfghjkloa", "zxcvbnm,.-", "yxcvbnm",
	"!\"#$%&/()=", "!@#$%^&*()",
	"1qaz", "2wsx", "3edc", "4rfv", "5tgb", "6yhn", "7ujm", "8ik,", "9ol.",
	"qazwsxedcrfvtgbyhnujm", "147258369", "159357", "789456123",
};

enum { SHORTEST = 3 };                  /* below this a walk or a repeat is chance */

/* One byte for each character, lower case, without accents. */
struct folded {
	char text[AT_OBVIOUS_MOST + 1];
	int n;
};

/* The next character of UTF-8 text (which was checked at the door). */
static uint32_t
next_character(const unsigned char **at)
{
	uint32_t c = *(*at)++;

	if (c >= 0xc0)
		c &= c >= 0xf0 ? 0x07 : c >= 0xe0 ? 0x0f : 0x1f;
	while ((**at & 0xc0) == 0x80)
		c = c << 6 | (*(*at)++ & 0x3f);
	return c;
}

static char
fold(uint32_t c)
{
	/* U+00C0 to U+00DF, and in the same order U+00E0 to U+00FF. */
	static const char plain[] = "aaaaaaaceeeeiiiidnooooo*ouuuuyts";

	if (c >= 'A' && c <= 'Z')
		return (char)(c - 'A' + 'a');
	if (c < 0x80)
		return (char)c;
	if (c >= 0xc0 && c <= 0xff)
		return plain[(c - 0xc0) % 32];
	return (char)(0x80 | (c & 0x7f));       /* other scripts: apart from all of ours */
}

static struct folded
fold_text(const char *text)
{
	const unsigned char *at = (const unsigned char *)text;
	struct folded f = { .n = 0 };

	while (*at != '\0' && f.n < AT_OBVIOUS_MOST)
		f.text[f.n++] = fold(next_character(&at));
	return f;
}

/* Whether `c` stands for `letter` in the usual disguises. */
static bool
reads_as(char c, char letter)
{
	static const char disguises[] = "0o1i1l3e4a5s7t8b9g@a$s!i!l|l+t(c";

	if (c == letter)
		return true;
	for (const char *pair = disguises; *pair != '\0'; pair += 2)
		if (pair[0] == c && pair[1] == letter)
			return true;
	return false;
}

static int
longest_word(const char *text)
{
	int longest = 0;

	for (size_t w = 0; w < AT_COUNT(words); w++) {
		int n = 0;

		while (words[w][n] != '\0' && text[n] != '\0' && reads_as(text[n], words[w][n]))
			n++;
		if (words[w][n] == '\0' && n > longest)
			longest = n;
	}
	return longest;
}

/* How far `text` follows the walk from `from` on, step by step (+1 or -1). */
static int
follow(const char *text, const char *walk, int from, int step)
{
	int length = (int)strlen(walk), n = 0;

	for (int i = from; i >= 0 && i < length && text[n] == walk[i]; i += step)
		n++;
	return n;
}

static int
longest_walk(const char *text)
{
	int longest = 0;

	for (size_t w = 0; w < AT_COUNT(walks); w++) {
		for (int i = 0; walks[w][i] != '\0'; i++) {
			int on = follow(text, walks[w], i, 1), back = follow(text, walks[w], i, -1);

			longest = on > longest ? on : longest;
			longest = back > longest ? back : longest;
		}
	}
	return longest >= SHORTEST ? longest : 0;
}

static int
year(const char *text)
{
	if (strncmp(text, "19", 2) != 0 && strncmp(text, "20", 2) != 0)
		return 0;
	return strspn(text, "0123456789") >= 4 ? 4 : 0;
}

/* The longest piece at `at` that began earlier too; the two may overlap, so that "aaaa"
 * is an "a" and its repeats. */
static int
longest_repeat(const struct folded *f, int at)
{
	int longest = 0;

	for (int earlier = 0; earlier < at; earlier++) {
		int n = 0;

		while (at + n < f->n && f->text[earlier + n] == f->text[at + n])
			n++;
		longest = n > longest ? n : longest;
	}
	return longest >= SHORTEST ? longest : 0;
}

static void
lower(int *least, int pieces)
{
	if (pieces < *least)
		*least = pieces;
}

int
at_obvious_pieces(const char *password)
{
	struct folded f = fold_text(password);
	int least[AT_OBVIOUS_MOST + 1];         /* pieces up to each place */

	for (int i = 0; i <= f.n; i++)
		least[i] = i;
	for (int i = 0; i < f.n; i++) {
		const char *rest = f.text + i;

		lower(&least[i + 1], least[i] + 1);
		lower(&least[i + longest_word(rest)], least[i] + 1);
		lower(&least[i + longest_walk(rest)], least[i] + 1);
		lower(&least[i + year(rest)], least[i] + 1);
		lower(&least[i + longest_repeat(&f, i)], least[i]);
	}
	return least[f.n];
}

bool
at_obvious_contains(const char *password, const char *name)
{
	struct folded p = fold_text(password), n = fold_text(name);

	return n.n >= SHORTEST && strstr(p.text, n.text) != NULL;
}
