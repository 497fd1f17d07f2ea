/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <math.h>
#include <string.h>

#include "alliance/drop.h"
#include "alliance/formation.h"
#include "alliance/worth.h"
#include "base/macros.h"
#include "base/words.h"

enum {
	LOW = 2,                        /* an answer to ask about */
	PARTLY = 3,                     /* "Partly" or less: not formed */
	FIRST_FOUR = 4,                 /* ease, understood, worth, real */
	ITEM_STEP = 3,                  /* steps below the median */
	MEDIAN_OF = 3,
	TOP = 7,
	ALL_TOP_CARDS = 2
};

/* What a rule looks at: the session, those before it, and whether TOTAL fell. */
struct look {
	const struct at_dyad_session *sessions;
	const struct at_dyad_session *now;      /* the last of them */
	int at;                         /* its index: how many stand before it */
	double step;
	double total;
	struct at_drop drop;
};

static void
input(struct at_worth *flag, const char *name, double value)
{
	assert(flag->n_inputs < AT_WORTH_MAX_INPUTS && !isnan(value));
	flag->inputs[flag->n_inputs++] = (struct at_worth_input){ name, value };
}

static void
drop_inputs(struct at_worth *flag, const struct look *look)
{
	input(flag, "value", look->total);
	input(flag, "baseline", look->drop.baseline);
	input(flag, "n", look->drop.n_baseline);
	input(flag, "step", look->step);
}

bool
at_worth_strained(enum at_strain strain)
{
	return strain == AT_STRAIN_SMALL || strain == AT_STRAIN_CLEAR ||
	    strain == AT_STRAIN_LATER;
}

static bool
find_strain(const struct look *look, struct at_worth *flag)
{
	enum at_strain client = at_dyad_strain(&look->now->client);
	enum at_strain therapist = at_dyad_strain(&look->now->therapist);
	int said = 0;

	if (at_worth_strained(client))
		said |= AT_SAID_CLIENT;
	if (look->now->us)
		said |= AT_SAID_BEFORE;
	if (at_worth_strained(therapist))
		said |= AT_SAID_THERAPIST;
	input(flag, "said", said);
	input(flag, "client", client);
	input(flag, "therapist", therapist);
	return said != 0;
}

static bool
find_low(const struct look *look, struct at_worth *flag)
{
	int lowest = TOP, n = 0;

	for (int i = 0; i < AT_DYAD_ITEMS; i++) {
		int answer = at_dyad_item(&look->now->client, i);

		if (answer == 0 || answer > LOW)
			continue;
		flag->items |= 1u << i;
		n++;
		if (answer < lowest)
			lowest = answer;
	}
	input(flag, "value", lowest);
	input(flag, "n", n);
	return n > 0;
}

/* Asked once, of the first card from session 3 on. */
static bool
is_formation_card(const struct look *look)
{
	if (look->now->number > AT_FORMATION_SESSIONS || !at_dyad_rated(&look->now->client))
		return false;
	for (int i = 0; i < look->at; i++)
		if (look->sessions[i].number >= AT_FORMATION_LEVEL_AT &&
		    at_dyad_rated(&look->sessions[i].client))
			return false;
	return look->now->number >= AT_FORMATION_LEVEL_AT;
}

static bool
find_not_formed(const struct look *look, struct at_worth *flag)
{
	int n = 0;

	if (!is_formation_card(look))
		return false;
	for (int i = 0; i < FIRST_FOUR; i++) {
		int answer = at_dyad_item(&look->now->client, i);

		if (answer == 0 || answer > PARTLY)
			continue;
		flag->items |= 1u << i;
		n++;
	}
	input(flag, "n", n);
	input(flag, "limit", PARTLY);
	return n >= 2;
}

static bool
find_drop(const struct look *look, struct at_worth *flag)
{
	if (!look->drop.fell)
		return false;
	drop_inputs(flag, look);
	return true;
}

static int
middle(const int three[MEDIAN_OF])
{
	int a = three[0], b = three[1], c = three[2];
	int low = a < b ? a : b, high = a < b ? b : a;

	return c < low ? low : c > high ? high : c;
}

/* The median of the last three answers to a statement before now; 0 with fewer. */
static int
median_before(const struct look *look, int item)
{
	int answers[MEDIAN_OF], n = 0;

	for (int i = look->at - 1; i >= 0 && n < MEDIAN_OF; i--) {
		int answer = at_dyad_item(&look->sessions[i].client, item);

		if (answer > 0)
			answers[n++] = answer;
	}
	return n == MEDIAN_OF ? middle(answers) : 0;
}

static bool
find_item_drop(const struct look *look, struct at_worth *flag)
{
	int value = 0, baseline = 0;

	for (int i = 0; i < AT_DYAD_ITEMS; i++) {
		int answer = at_dyad_item(&look->now->client, i);
		int median = median_before(look, i);

		if (answer == 0 || median - answer < ITEM_STEP)
			continue;
		flag->items |= 1u << i;
		if (median - answer > baseline - value) {
			value = answer;
			baseline = median;
		}
	}
	input(flag, "value", value);
	input(flag, "baseline", baseline);
	input(flag, "step", ITEM_STEP);
	return flag->items != 0;
}

/* The statements of an all-top card that were answered; 0 if it is none. */
static unsigned
top_items(const struct at_dyad_card *card)
{
	unsigned items = 0;

	if (isnan(at_dyad_total(card)))
		return 0;
	for (int i = 0; i < AT_DYAD_ITEMS; i++) {
		int answer = at_dyad_item(card, i);

		if (answer != 0 && answer != TOP)
			return 0;
		if (answer == TOP)
			items |= 1u << i;
	}
	return items;
}

/* The statements at the top in the last two cards, if those were all-top; else 0. */
static unsigned
top_before(const struct look *look)
{
	unsigned items = 0;
	int n = 0;

	for (int i = look->at - 1; i >= 0 && n < ALL_TOP_CARDS; i--) {
		unsigned top = top_items(&look->sessions[i].client);

		if (!at_dyad_rated(&look->sessions[i].client))
			continue;
		if (top == 0)
			return 0;
		items |= top;
		n++;
	}
	return n == ALL_TOP_CARDS ? items : 0;
}

static bool
find_top_lost(const struct look *look, struct at_worth *flag)
{
	unsigned top = top_before(look);
	int n = 0, lowest = TOP;

	for (int i = 0; i < AT_DYAD_ITEMS; i++) {
		int answer = at_dyad_item(&look->now->client, i);

		if ((top & 1u << i) == 0 || answer == 0 || answer == TOP)
			continue;
		flag->items |= 1u << i;
		n++;
		if (answer < lowest)
			lowest = answer;
	}
	input(flag, "n", n);
	input(flag, "value", lowest);
	return n >= 2 || lowest <= TOP - 2;
}

static bool
find_unnoticed(const struct look *look, struct at_worth *flag)
{
	const struct at_dyad_card *client = &look->now->client;
	const struct at_dyad_card *therapist = &look->now->therapist;
	enum at_strain strain = at_dyad_strain(client);

	if (!at_dyad_independent(client) || !at_dyad_independent(therapist) ||
	    at_dyad_strain(therapist) != AT_STRAIN_NONE)
		return false;
	input(flag, "client", strain);
	if (look->drop.fell)
		drop_inputs(flag, look);
	return look->drop.fell || strain == AT_STRAIN_SMALL || strain == AT_STRAIN_CLEAR;
}

static bool
find_silent(const struct look *look, struct at_worth *flag)
{
	int cards = 0, sessions = 0;

	if (look->now->number > AT_FORMATION_SESSIONS)
		return false;
	for (int i = 0; i <= look->at; i++) {
		cards += at_formation_missed(&look->sessions[i]);
		sessions += look->sessions[i].state == AT_SESSION_MISSED;
	}
	input(flag, "cards", cards);
	input(flag, "sessions", sessions);
	return look->now->state == AT_SESSION_MISSED ||
	    (at_formation_missed(look->now) && cards >= 2);
}

#define HOUSE AT_TEXT("House default: the literature gives no settled rule.")

static const struct {
	struct at_worth_row row;
	bool (*find)(const struct look *look, struct at_worth *flag);
} rules[AT_WORTH_RULES] = {
	[AT_WORTH_STRAIN] = { { AT_WORTH_STRAIN, "strain", 1,
		AT_TEXT("Something was off"),
		AT_TEXT("Either side said that something between the two is off and not settled, "
		    "or the client asked for time for it."), HOUSE, "H" }, find_strain },
	[AT_WORTH_LOW] = { { AT_WORTH_LOW, "low", 1,
		AT_TEXT("A low answer"),
		AT_TEXT("The client answered a statement with one of the two lowest steps."),
		HOUSE, "H" }, find_low },
	[AT_WORTH_NOT_FORMED] = { { AT_WORTH_NOT_FORMED, "not_formed", 1,
		AT_TEXT("Not formed yet"),
		AT_TEXT("By session 3, two or more of the first four statements are at "
		    "\"Partly\" or less."), HOUSE, "H" }, find_not_formed },
	[AT_WORTH_DROP] = { { AT_WORTH_DROP, "drop", 1,
		AT_TEXT("A clear fall"),
		AT_TEXT("The client's card as a whole lies well below its mean of the last three "
		    "sessions."), HOUSE, "H" }, find_drop },
	[AT_WORTH_ITEM_DROP] = { { AT_WORTH_ITEM_DROP, "item_drop", 1,
		AT_TEXT("One statement fell"),
		AT_TEXT("A statement lies three steps or more below its median of the last three "
		    "answers."), HOUSE, "H" }, find_item_drop },
	[AT_WORTH_TOP_LOST] = { { AT_WORTH_TOP_LOST, "top_lost", 1,
		AT_TEXT("No longer all at the top"),
		AT_TEXT("After two cards at the very top, two statements are lower, or one is "
		    "lower by two steps."), HOUSE, "H" }, find_top_lost },
	[AT_WORTH_UNNOTICED] = { { AT_WORTH_UNNOTICED, "unnoticed", 1,
		AT_TEXT("Seen from one side only"),
		AT_TEXT("The client's card fell, or the client said that something was off; the "
		    "therapist answered that nothing was."), HOUSE, "H" }, find_unnoticed },
	[AT_WORTH_SILENT] = { { AT_WORTH_SILENT, "silent", 1,
		AT_TEXT("Silence in the first five sessions"),
		AT_TEXT("Two cards were not answered, or a session was missed, in the first "
		    "five."), HOUSE, "H" }, find_silent },
};

const struct at_worth_row *
at_worth_row(enum at_worth_rule rule)
{
	assert(rule >= 0 && rule < AT_WORTH_RULES);
	return &rules[rule].row;
}

const struct at_worth_row *
at_worth_row_by_id(const char *id)
{
	for (int i = 0; i < AT_WORTH_RULES; i++)
		if (strcmp(rules[i].row.id, id) == 0)
			return &rules[i].row;
	return NULL;
}

double
at_worth_input(const struct at_worth *flag, const char *name)
{
	for (int i = 0; i < flag->n_inputs; i++)
		if (strcmp(flag->inputs[i].name, name) == 0)
			return flag->inputs[i].value;
	return NAN;
}

static struct look
look_at(const struct at_dyad *dyad, int at, double step)
{
	struct look look = { .sessions = dyad->sessions, .now = &dyad->sessions[at], .at = at,
		.step = step };
	struct at_drop_past past = { .n = 0 };

	for (int i = 0; i <= at; i++) {
		look.total = at_dyad_total(&dyad->sessions[i].client);
		look.drop = at_drop_next(&past, look.total, step);
	}
	return look;
}

int
at_worth_find(const struct at_dyad *dyad, int at, double step,
    struct at_worth out[AT_WORTH_RULES])
{
	struct look look;
	int n = 0;

	assert(at >= 0 && at < dyad->n_sessions);
	look = look_at(dyad, at, step);
	for (int i = 0; i < AT_WORTH_RULES; i++) {
		const struct at_worth_row *row = &rules[i].row;

		out[n] = (struct at_worth){ .rule = row->rule, .version = row->version,
			.session = look.now->number };
		if (rules[i].find(&look, &out[n]))
			n++;
	}
	return n;
}
