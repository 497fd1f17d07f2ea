/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "instrument/scan.h"

static const char blanks[] = " \t\r\n";
static const char digits[] = "0123456789";

enum at_status
at_scan_clause(struct at_scan *scan, struct at_clause *out, bool *more)
{
	const char *at = scan->rest, *end;

	out->n_words = 0;
	*more = at != NULL;
	if (at == NULL)
		return AT_OK;

	end = at + strcspn(at, ",");
	scan->rest = *end == ',' ? end + 1 : NULL;
	for (at += strspn(at, blanks); at < end; at += strspn(at, blanks)) {
		size_t n_bytes = strcspn(at, " \t\r\n,");

		if (out->n_words == AT_SCAN_WORDS)
			return at_fail(scan->err, AT_INVALID,
			    "%s:%d: expected at most %d words between two commas, found more",
			    scan->file, scan->line, AT_SCAN_WORDS);
		out->words[out->n_words++] = at_strndup(scan->arena, at, n_bytes);
		at += n_bytes;
	}
	return AT_OK;
}

enum at_status
at_scan_expected(const struct at_scan *scan, const char *what, const char *found)
{
	size_t n_bytes;

	if (found == NULL || found[0] == '\0')
		return at_fail(scan->err, AT_INVALID, "%s:%d: expected %s, found nothing",
		    scan->file, scan->line, what);

	/* A long word is cut between two letters, never inside one. */
	n_bytes = strlen(found);
	if (n_bytes > 60)
		for (n_bytes = 60; ((unsigned char)found[n_bytes] & 0xC0) == 0x80;)
			n_bytes--;
	return at_fail(scan->err, AT_INVALID, "%s:%d: expected %s, found \"%.*s\"", scan->file,
	    scan->line, what, (int)n_bytes, found);
}

bool
at_scan_is_id(const char *text)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "0123456789-_";
	size_t n_bytes = strspn(text, letters);

	return n_bytes > 0 && n_bytes <= AT_SCAN_ID_BYTES && text[n_bytes] == '\0'
	    && text[0] != '-' && text[0] != '_';
}

enum at_status
at_scan_whole(const struct at_scan *scan, const char *word, int lowest, int highest, int *out)
{
	size_t n_digits = word == NULL ? 0 : strspn(word, digits);
	int value = -1;
	char what[64];

	if (n_digits > 0 && n_digits <= 6 && word[n_digits] == '\0')
		value = (int)strtol(word, NULL, 10);
	if (value < lowest || value > highest) {
		snprintf(what, sizeof what, "a whole number from %d to %d", lowest, highest);
		return at_scan_expected(scan, what, word);
	}
	*out = value;
	return AT_OK;
}

enum at_status
at_scan_number(const struct at_scan *scan, const char *word, double *out)
{
	size_t whole = strspn(word, digits), part = 1;
	const char *end = word + whole;

	/* strtod alone would take "-1", "inf", "0x1p3" and "1e9" as well. */
	if (whole > 0 && *end == '.') {
		part = strspn(end + 1, digits);
		end += 1 + part;
	}
	if (whole == 0 || whole > 6 || part == 0 || part > 6 || *end != '\0')
		return at_scan_expected(scan, "a number", word);
	*out = strtod(word, NULL);
	return AT_OK;
}

/* The last digit of a LOINC code makes the sum of Luhn's check a multiple of ten: a
 * mistyped or swapped digit does not pass.  The letters of an answer's code count as
 * their place in ASCII less that of 0. */
static bool
loinc_is_right(const char *word, size_t n_letters)
{
	size_t n_bytes = n_letters + strspn(word + n_letters, digits);
	int sum = 0;

	if (n_bytes == n_letters || n_bytes > 7 + n_letters || word[n_bytes] != '-'
	    || strspn(word + n_bytes + 1, digits) != 1 || word[n_bytes + 2] != '\0')
		return false;
	for (size_t i = 0; i < n_bytes; i++) {
		int value = word[n_bytes - 1 - i] - '0';

		sum += i % 2 == 0 ? 2 * value - value / 5 * 9 : value;
	}
	return (sum + word[n_bytes + 1] - '0') % 10 == 0;
}

bool
at_scan_is_loinc_answer(const char *word)
{
	return strncmp(word, "LA", 2) == 0 && loinc_is_right(word, 2);
}

enum at_status
at_scan_loinc(const struct at_scan *scan, const char *word)
{
	if (word == NULL || !loinc_is_right(word, 0))
		return at_scan_expected(scan, "a LOINC code with the right check digit", word);
	return AT_OK;
}
