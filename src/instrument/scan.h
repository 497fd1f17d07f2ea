/* SPDX-License-Identifier: GPL-3.0-or-later */
/* instrument/scan.h - the words of one line of a definition, and errors that name it.
 * Internal to the room. */
#ifndef AT_INSTRUMENT_SCAN_H
#define AT_INSTRUMENT_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/status.h"

enum { AT_SCAN_WORDS = 80, AT_SCAN_ID_BYTES = 32 };

struct at_scan {
	struct at_arena *arena;         /* where the words live */
	struct at_error *err;
	const char *file;               /* what errors call it */
	int line;
	const char *rest;               /* of the value; NULL when all was read */
};

/* The words between two commas: "after strain small clear". */
struct at_clause {
	const char *words[AT_SCAN_WORDS];
	int n_words;
};

/* *more is false when there is no further clause.  AT_INVALID: too many words. */
enum at_status at_scan_clause(struct at_scan *scan, struct at_clause *out, bool *more);

/* AT_INVALID with "FILE:LINE: expected WHAT, found "FOUND""; NULL or "" is "nothing". */
enum at_status at_scan_expected(const struct at_scan *scan, const char *what, const char *found);

/* Whether `text` can be an id: letters, digits, - and _, not beginning with - or _. */
bool at_scan_is_id(const char *text);

/* A whole number from `lowest` to `highest`, in plain digits. */
enum at_status at_scan_whole(const struct at_scan *scan, const char *word, int lowest,
    int highest, int *out);

/* A number such as 10 or 13.5, in plain digits. */
enum at_status at_scan_number(const struct at_scan *scan, const char *word, double *out);

/* The LOINC code of an answer: LA, digits, a hyphen and the right check digit. */
bool at_scan_is_loinc_answer(const char *word);

/* A LOINC code: digits, a hyphen and the right check digit. */
enum at_status at_scan_loinc(const struct at_scan *scan, const char *word);

#endif
