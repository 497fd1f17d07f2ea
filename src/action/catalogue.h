/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/catalogue.h - the instruments there are: which can be asked here, and all that a
 * definition says of one, worded. */
#ifndef AT_ACTION_CATALOGUE_H
#define AT_ACTION_CATALOGUE_H

#include "base/call.h"
#include "instrument/library.h"
#include "report/table.h"

/* ---- one -------------------------------------------------------------------------------- */

struct at_catalogue_line {
	const char *name, *value;
};

enum { AT_CATALOGUE_LINES = 9 };

/* Tables without rows have n_rows 0. */
struct at_catalogue_card {
	const struct at_instrument *instrument;
	const char *name;               /* to staff */
	struct at_catalogue_line lines[AT_CATALOGUE_LINES];
	int n_lines;
	struct at_table items, answers, scales, constants, rules;
	const char *tags;               /* what the letters of the constants mean */
	const char *loinc;              /* the notice its codes ask for, or NULL */
	bool askable;                   /* no words are missing */
};

/* In the words of `wording`, which are left out where there are none. */
void at_catalogue_describe(struct at_call *call, const struct at_library *library,
    const struct at_instrument *instrument, const struct at_wording *wording,
    struct at_catalogue_card *out);

/* "our own card, not a validated test", "free wording" and so on. */
const char *at_catalogue_tier(struct at_call *call, const struct at_instrument *instrument);

/* How a scale is scored, "sum 1 -2 3, times 10": reversed items with a minus. */
const char *at_catalogue_key(struct at_call *call, const struct at_instrument *instrument,
    const struct at_scale *scale);

/* "client teen": the forms whose bits are set. */
const char *at_catalogue_forms(struct at_arena *arena, const struct at_instrument *instrument,
    unsigned forms);

/* ---- as the administrator sees them ------------------------------------------------------- */

struct at_catalogue_row {
	const struct at_instrument *instrument;
	const char *name, *tier;
	const char *langs;              /* in which it can be asked: "en nb"; "" in none */
	const char *used;               /* when the clinic's plan asks it, in sentences; "" never */
};

struct at_catalogue_view {
	struct at_catalogue_row *rows;  /* by name */
	int n_rows;
};

/* AT_DENIED: for those who set up the clinic. */
enum at_status at_action_catalogue(struct at_call *call, struct at_catalogue_view *out);

/* One of them, in the clinic's own words where it has any.  AT_DENIED, AT_NOT_FOUND. */
enum at_status at_action_catalogue_one(struct at_call *call, const char *id,
    struct at_catalogue_card *out);

#endif
