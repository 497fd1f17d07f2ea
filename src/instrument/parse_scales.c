/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scales of a definition. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "instrument/parse.h"

/* The scale in hand is the one behind the last. */
static struct at_scale *
scale_in_hand(struct at_parse *p)
{
	return &p->scales[p->out->n_scales];
}

int
at_parse_choice_item(const struct at_parse *p, const char *id)
{
	int item = at_instrument_item(p->out, id);

	return item >= 0 && (p->items[item].kind == AT_ITEM_CHOICE
	    || p->items[item].kind == AT_ITEM_LINE) ? item : -1;
}

enum at_status
at_parse_threshold(struct at_parse *p, const char *word, int *out_item, int *io_from)
{
	const char *colon = strchr(word, ':');
	int item = at_parse_choice_item(p, colon == NULL ? word
	    : at_strndup(p->scan.arena, word, (size_t)(colon - word)));

	if (item < 0)
		return at_scan_expected(&p->scan, "ITEM or ITEM:CODE, items from above", word);
	*out_item = item + 1;
	return colon == NULL ? AT_OK
	    : at_scan_whole(&p->scan, colon + 1, 0, AT_HIGHEST_CODE, io_from);
}

static bool
is_in(const int *items, int n_items, int item)
{
	for (int i = 0; i < n_items; i++)
		if (items[i] == item || items[i] == -item)
			return true;
	return false;
}

/* A gap is filled with the mean of the others, which has a meaning only among items
 * with the same codes. */
static enum at_status
check_same_codes(struct at_parse *p, int first, int item)
{
	struct at_range a = at_item_range(&p->items[first]);
	struct at_range b = at_item_range(&p->items[item]);

	if (a.lowest != b.lowest || a.highest != b.highest)
		return at_scan_expected(&p->scan, "items with the same lowest and highest code",
		    p->items[item].id);
	return AT_OK;
}

/* unkeyed N: which items these are stands in a licensed form */
static enum at_status
read_unkeyed(struct at_parse *p, const struct at_clause *clause)
{
	return at_scan_whole(&p->scan, clause->n_words == 2 ? clause->words[1] : NULL, 1,
	    AT_MAX_ITEMS, &scale_in_hand(p)->unkeyed);
}

/* sum ITEM..., mean ITEM... or count ITEM...; -ITEM is reversed */
static enum at_status
read_items(struct at_parse *p, const struct at_clause *clause)
{
	static const char *const ways[] = { [AT_MEAN] = "mean", [AT_SUM] = "sum",
		[AT_COUNTED] = "count" };
	struct at_scale *scale = scale_in_hand(p);
	const char *combine = clause->n_words > 0 ? clause->words[0] : "";
	size_t way = 0;
	int *items;

	if (strcmp(combine, "unkeyed") == 0)
		return read_unkeyed(p, clause);
	while (way < AT_COUNT(ways) && strcmp(ways[way], combine) != 0)
		way++;
	if (way == AT_COUNT(ways))
		return at_scan_expected(&p->scan, "sum, mean, count or unkeyed", combine);
	scale->combine = (enum at_combine)way;
	if (clause->n_words == 1)
		return at_scan_expected(&p->scan, "the items of the scale", NULL);
	scale->items = items = AT_NEW(p->scan.arena, int, (size_t)clause->n_words);
	for (int i = 1; i < clause->n_words; i++) {
		bool reversed = clause->words[i][0] == '-';
		int item = at_parse_choice_item(p, clause->words[i] + reversed);
		enum at_status st;

		if (item < 0 || is_in(items, scale->n_items, item + 1))
			return at_scan_expected(&p->scan, "a choice item from above, once",
			    clause->words[i]);
		items[scale->n_items++] = reversed ? -(item + 1) : item + 1;
		st = check_same_codes(p, abs(items[0]) - 1, item);
		if (st != AT_OK)
			return st;
	}
	return AT_OK;
}

/* from CODE ITEM:CODE...: what counts; some items may have a code of their own */
static enum at_status
read_from(struct at_parse *p, const struct at_clause *clause)
{
	struct at_scale *scale = scale_in_hand(p);
	int *from = AT_NEW(p->scan.arena, int, (size_t)scale->n_items), code = 0;
	enum at_status st = at_scan_whole(&p->scan, clause->n_words < 2 ? NULL : clause->words[1],
	    0, AT_HIGHEST_CODE, &code);

	if (st == AT_OK && scale->combine != AT_COUNTED)
		return at_scan_expected(&p->scan, "from in a count only", clause->words[0]);
	for (int i = 0; i < scale->n_items; i++)
		from[i] = code;
	for (int i = 2; i < clause->n_words && st == AT_OK; i++) {
		int item = 0, own = code, k = 0;

		st = at_parse_threshold(p, clause->words[i], &item, &own);
		while (k < scale->n_items && abs(scale->items[k]) != item)
			k++;
		if (st == AT_OK && k == scale->n_items)
			return at_scan_expected(&p->scan, "an item of the count",
			    clause->words[i]);
		if (st == AT_OK)
			from[k] = own;
	}
	scale->from = from;
	return st;
}

static enum at_status
read_raw(struct at_parse *p, const struct at_clause *clause)
{
	struct at_scale *scale = scale_in_hand(p);
	int *items = AT_NEW(p->scan.arena, int, (size_t)clause->n_words);

	if (scale->combine != AT_SUM)
		return at_scan_expected(&p->scan, "raw items in a sum only", clause->words[0]);
	if (clause->n_words == 1)
		return at_scan_expected(&p->scan, "the raw items", NULL);
	scale->raw_items = items;
	for (int i = 1; i < clause->n_words; i++) {
		int item = at_parse_choice_item(p, clause->words[i]);

		if (item < 0 || is_in(scale->items, scale->n_items, item + 1)
		    || is_in(items, scale->n_raw_items, item + 1))
			return at_scan_expected(&p->scan, "a choice item from above, once",
			    clause->words[i]);
		items[scale->n_raw_items++] = item + 1;
	}
	return AT_OK;
}

/* The one word behind the name of a part. */
static enum at_status
one_word(struct at_parse *p, const struct at_clause *clause, const char *what, const char **out)
{
	if (clause->n_words != 2)
		return at_scan_expected(&p->scan, what,
		    clause->n_words < 2 ? NULL : clause->words[2]);
	*out = clause->words[1];
	return AT_OK;
}

static enum at_status
read_need(struct at_parse *p, const struct at_clause *clause)
{
	struct at_scale *scale = scale_in_hand(p);
	const char *word = NULL;
	enum at_status st = one_word(p, clause, "how many answers it needs", &word);

	if (st != AT_OK)
		return st;
	return at_scan_whole(&p->scan, word, 1, scale->n_items, &scale->need);
}

static enum at_status
read_better(struct at_parse *p, const struct at_clause *clause)
{
	const char *word = NULL;
	enum at_status st = one_word(p, clause, "higher or lower", &word);

	if (st != AT_OK)
		return st;
	if (strcmp(word, "higher") != 0 && strcmp(word, "lower") != 0)
		return at_scan_expected(&p->scan, "higher or lower", word);
	scale_in_hand(p)->better = word[0] == 'h' ? +1 : -1;
	return AT_OK;
}

/* range LOWEST HIGHEST */
static enum at_status
read_range(struct at_parse *p, const struct at_clause *clause)
{
	struct at_scale *scale = scale_in_hand(p);
	enum at_status st;

	if (clause->n_words != 3)
		return at_scan_expected(&p->scan, "the lowest and the highest score", NULL);
	st = at_scan_number(&p->scan, clause->words[1], &scale->lowest);
	if (st != AT_OK)
		return st;
	return at_scan_number(&p->scan, clause->words[2], &scale->highest);
}

static enum at_status
read_times(struct at_parse *p, const struct at_clause *clause)
{
	const char *word = NULL;
	enum at_status st = one_word(p, clause, "what it is multiplied with", &word);

	return st == AT_OK ? at_scan_number(&p->scan, word, &scale_in_hand(p)->times) : st;
}

/* within SCALE...: looked up when all scales are known */
static enum at_status
read_within(struct at_parse *p, const struct at_clause *clause)
{
	if (clause->n_words == 1)
		return at_scan_expected(&p->scan, "scales of this definition", NULL);
	p->within[p->out->n_scales] = *clause;
	return AT_OK;
}

static enum at_status
read_scale_loinc(struct at_parse *p, const struct at_clause *clause)
{
	enum at_status st = one_word(p, clause, "one LOINC code", &scale_in_hand(p)->loinc);

	return st == AT_OK ? at_scan_loinc(&p->scan, scale_in_hand(p)->loinc) : st;
}

static enum at_status
read_instead(struct at_parse *p, const struct at_clause *clause)
{
	return one_word(p, clause, "another scale", &scale_in_hand(p)->instead);
}

static const struct at_part scale_parts[] = {
	{ "from",     read_from },
	{ "raw",      read_raw },
	{ "need",     read_need },
	{ "better",   read_better },
	{ "range",    read_range },
	{ "times",    read_times },
	{ "instead",  read_instead },
	{ "within",   read_within },
	{ "loinc",    read_scale_loinc },
};

/* The range is stated and worked out: a slip in either shows. */
static enum at_status
check_range(struct at_parse *p, const struct at_scale *scale)
{
	struct at_range codes = at_item_range(&p->items[abs(scale->items[0]) - 1]);
	double times = scale->combine == AT_SUM ? scale->n_items : 1;
	double lowest = codes.lowest * times, highest = codes.highest * times;
	char what[80];

	if (scale->combine == AT_COUNTED) {
		lowest = 0;
		highest = scale->n_items;
	}
	for (int i = 0; i < scale->n_raw_items; i++) {
		codes = at_item_range(&p->items[scale->raw_items[i] - 1]);
		lowest += codes.lowest;
		highest += codes.highest;
	}
	lowest *= scale->times;
	highest *= scale->times;
	if (scale->lowest == lowest && scale->highest == highest)
		return AT_OK;
	snprintf(what, sizeof what, "range %g %g, which the items give", lowest, highest);
	return at_scan_expected(&p->scan, what, scale->id);
}

static enum at_status
check_scale(struct at_parse *p, const struct at_scale *scale)
{
	if (scale->need == 0 && scale->unkeyed == 0)
		return at_scan_expected(&p->scan, "need and a number", NULL);
	if (scale->better == 0)
		return at_scan_expected(&p->scan, "better higher or better lower", NULL);
	if (scale->unkeyed > 0)
		return scale->lowest < scale->highest ? AT_OK
		    : at_scan_expected(&p->scan, "range and two numbers", NULL);
	if (scale->combine == AT_COUNTED && scale->from == NULL)
		return at_scan_expected(&p->scan, "from and the first code that counts", NULL);
	return check_range(p, scale);
}

enum at_status
at_parse_scale(struct at_parse *p, const char *id)
{
	struct at_clause clause;
	struct at_scale *scale;
	bool more;
	enum at_status st;

	if (strchr(id, '.') != NULL)
		return at_parse_constant(p, id);
	if (!at_scan_is_id(id) || at_instrument_scale(p->out, id) >= 0)
		return at_scan_expected(&p->scan, "a new id for a scale", id);
	if (p->out->n_scales == AT_MAX_SCALES)
		return at_scan_expected(&p->scan, "fewer scales", id);
	scale = scale_in_hand(p);
	*scale = (struct at_scale){ .id = id, .source = "", .times = 1, .cutoff = NAN,
		.reliable = NAN };
	st = at_scan_clause(&p->scan, &clause, &more);
	if (st == AT_OK)
		st = read_items(p, &clause);
	if (st == AT_OK)
		st = at_parse_parts(p, scale_parts, AT_COUNT(scale_parts));
	if (st == AT_OK)
		st = check_scale(p, scale);
	if (st != AT_OK)
		return st;
	p->scale_lines[p->out->n_scales++] = p->scan.line;
	return AT_OK;
}

enum at_status
at_parse_check_scales(struct at_parse *p)
{
	for (int i = 0; i < p->out->n_scales; i++) {
		const struct at_scale *scale = &p->scales[i];
		int instead = scale->instead == NULL ? -1
		    : at_instrument_scale(p->out, scale->instead);

		p->scan.line = p->scale_lines[i];
		for (int k = 1; k < p->within[i].n_words; k++) {
			int other = at_instrument_scale(p->out, p->within[i].words[k]);

			if (other < 0 || other == i)
				return at_scan_expected(&p->scan,
				    "other scales of this definition", p->within[i].words[k]);
			p->scales[i].within |= 1u << other;
		}
		if (scale->instead != NULL && (instead < 0 || instead == i))
			return at_scan_expected(&p->scan, "another scale of this definition",
			    scale->instead);
	}
	return AT_OK;
}
