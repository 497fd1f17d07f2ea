/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alliance/worth.h - what is worth asking about, and why: rules that propose and decide nothing.
 *
 * Each rule looks at one session and those before it.  The same session is looked at
 * whenever more of it may be seen: the words at once, ratings after the seal, a missed
 * session when it is marked.  Keep what is new (one flag for each session and rule) and
 * never withdraw one: a flag is a statement about that day, with the numbers of that day.
 *
 * Every rule is a house default: the literature has no settled ones.
 */
#ifndef AT_ALLIANCE_WORTH_H
#define AT_ALLIANCE_WORTH_H

#include "alliance/dyad.h"

enum at_worth_rule {
	AT_WORTH_STRAIN,                /* either side said that something was off, or `us` */
	AT_WORTH_LOW,                   /* a client answer of 1 or 2 */
	AT_WORTH_NOT_FORMED,            /* session 3: 2 or more of the first four at 3 or less */
	AT_WORTH_DROP,                  /* TOTAL fell reliably: alliance/drop.h */
	AT_WORTH_ITEM_DROP,             /* a statement 3 or more below its median of 3 */
	AT_WORTH_TOP_LOST,              /* after two all-top cards: 2 lower, or 1 by 2 steps */
	AT_WORTH_UNNOTICED,             /* drop, small or clear; the therapist answered none */
	AT_WORTH_SILENT,                /* first five: two cards or one session missed */
	AT_WORTH_RULES
};

/* A row of the rules' table. */
struct at_worth_row {
	enum at_worth_rule rule;
	const char *id;                 /* "strain": stored with the flag, part of the contract */
	int version;                    /* of the rule; a changed rule is a new version */
	const char *name;               /* one line; given to at_tr() */
	const char *how;                /* the rule in a sentence; given to at_tr() */
	const char *source;             /* where it comes from; given to at_tr() */
	const char *tag;                /* confidence: "H" is a house default */
};

const struct at_worth_row *at_worth_row(enum at_worth_rule rule);
/* NULL if no rule has that id. */
const struct at_worth_row *at_worth_row_by_id(const char *id);

/* Who said that something was off. */
enum { AT_SAID_CLIENT = 1, AT_SAID_BEFORE = 2 /* `us` */, AT_SAID_THERAPIST = 4 };

enum { AT_WORTH_MAX_INPUTS = 5 };

struct at_worth_input {
	const char *name;               /* static: "baseline"; those of each rule are below */
	double value;                   /* never NaN */
};

/* A flag.  It has no pointer into the dyad.
 *
 * rule         inputs, in this order
 * strain       said: bits of AT_SAID; client, therapist: enum at_strain (0: none seen)
 * low          value: the lowest answer; n: statements at 1 or 2
 * not_formed   n: how many of the four at 3 or less; limit: 3
 * drop         value, baseline: TOTAL and its mean before; n: sessions in that mean; step: D
 * item_drop    value, baseline: answer and median of the statement that fell most; step: 3
 * top_lost     n: statements lower than 7; value: the lowest of them
 * unnoticed    client: enum at_strain; then, if TOTAL fell: value, baseline, n, step
 * silent       cards, sessions: missed so far in the first five
 */
struct at_worth {
	enum at_worth_rule rule;
	int version;
	int session;                    /* number */
	unsigned items;                 /* statements concerned: bit i is at_dyad_item_ids[i] */
	struct at_worth_input inputs[AT_WORTH_MAX_INPUTS];
	int n_inputs;
};

/* An input by name; NaN if the flag has none. */
double at_worth_input(const struct at_worth *flag, const char *name);

/* What is worth asking about in session `at` (index into dyad->sessions), given those before
 * it; later sessions are not looked at.  `step` is D of drop, at_drop_step().  One flag a
 * rule at most, in the order of the rules.  Returns how many. */
int at_worth_find(const struct at_dyad *dyad, int at, double step,
    struct at_worth out[AT_WORTH_RULES]);

/* Whether the client's answer opens something to talk about: small, clear or later.
 * `settled` does not: it counts as repair. */
bool at_worth_strained(enum at_strain strain);

#endif
