/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Option sets, items and pages of a definition. */
#include <stdio.h>
#include <string.h>

#include "instrument/parse.h"

static enum at_status
read_option(struct at_parse *p, const struct at_clause *clause, const struct at_options *set,
    struct at_option *out)
{
	const char *code = clause->n_words > 0 ? clause->words[0] : NULL;
	enum at_status st = at_scan_whole(&p->scan, code, 0, AT_HIGHEST_CODE, &out->code);

	if (st != AT_OK)
		return st;
	out->id = clause->n_words > 1 ? clause->words[1] : code;
	if (!at_scan_is_id(out->id))
		return at_scan_expected(&p->scan, "the id of an option", out->id);
	if (at_options_find(set, out->id) != NULL || at_options_code(set, out->code) != NULL)
		return at_scan_expected(&p->scan, "each code and id once in a set", out->id);
	for (int i = 2; i < clause->n_words; i++) {
		if (strcmp(clause->words[i], "not-first") == 0)
			out->not_first = true;
		else if (strcmp(clause->words[i], "needs-cover") == 0)
			out->needs_cover = true;
		else if (strcmp(clause->words[i], "to-contact") == 0)
			out->to_contact = true;
		else if (at_scan_is_loinc_answer(clause->words[i]) && out->loinc[1] == NULL)
			out->loinc[out->loinc[0] != NULL] = clause->words[i];
		else
			return at_scan_expected(&p->scan, "not-first, needs-cover, to-contact or "
			    "the LOINC code of an answer", clause->words[i]);
	}
	return AT_OK;
}

enum at_status
at_parse_options(struct at_parse *p, const char *id)
{
	struct at_option *options = AT_NEW(p->scan.arena, struct at_option, AT_MAX_OPTIONS);
	struct at_options set = { .id = id, .options = options };
	struct at_clause clause;
	bool more;

	if (!at_scan_is_id(id) || at_instrument_options(p->out, id) != NULL)
		return at_scan_expected(&p->scan, "a new id for an option set", id);
	if (p->out->n_option_sets == AT_MAX_OPTION_SETS)
		return at_scan_expected(&p->scan, "fewer option sets", id);
	for (;;) {
		struct at_option option = { .code = 0 };
		enum at_status st = at_scan_clause(&p->scan, &clause, &more);

		if (st == AT_OK && !more)
			break;
		if (st == AT_OK)
			st = read_option(p, &clause, &set, &option);
		if (st != AT_OK)
			return st;
		if (set.n_options == AT_MAX_OPTIONS)
			return at_scan_expected(&p->scan, "fewer options", option.id);
		options[set.n_options++] = option;
	}
	if (set.n_options < 2)
		return at_scan_expected(&p->scan, "at least two options", options[0].id);
	p->sets[p->out->n_option_sets++] = set;
	return AT_OK;
}

/* The item in hand is the one behind the last. */
static struct at_item *
item_in_hand(struct at_parse *p)
{
	return &p->items[p->out->n_items];
}

static enum at_status
read_skip(struct at_parse *p, const struct at_clause *clause)
{
	if (clause->n_words != 1)
		return at_scan_expected(&p->scan, "skip alone", clause->words[1]);
	item_in_hand(p)->skip = true;
	return AT_OK;
}

static enum at_status
read_item_forms(struct at_parse *p, const struct at_clause *clause)
{
	unsigned forms = 0;

	if (clause->n_words < 2)
		return at_scan_expected(&p->scan, "the forms that ask this", NULL);
	for (int i = 1; i < clause->n_words; i++) {
		int form = at_instrument_form(p->out, clause->words[i]);

		if (form < 0)
			return at_scan_expected(&p->scan, "a form of this instrument",
			    clause->words[i]);
		forms |= 1u << form;
	}
	item_in_hand(p)->forms = forms;
	return AT_OK;
}

/* after ITEM OPTION... */
static enum at_status
read_after(struct at_parse *p, const struct at_clause *clause)
{
	struct at_item *item = item_in_hand(p);
	int after = clause->n_words > 1 ? at_instrument_item(p->out, clause->words[1]) : -1;

	if (after < 0 || p->items[after].kind != AT_ITEM_CHOICE)
		return at_scan_expected(&p->scan, "a choice item from above",
		    clause->n_words > 1 ? clause->words[1] : NULL);
	if (clause->n_words < 3)
		return at_scan_expected(&p->scan, "the options after which this is asked", NULL);
	for (int i = 2; i < clause->n_words; i++) {
		const struct at_option *option = at_options_find(p->items[after].options,
		    clause->words[i]);

		if (option == NULL || option->code > 63)
			return at_scan_expected(&p->scan, "an option of that item, code 63 or less",
			    clause->words[i]);
		item->after_codes |= UINT64_C(1) << option->code;
	}
	item->after = after;
	return AT_OK;
}

/* risk KIND from OPTION [high OPTION] */
static enum at_status
read_risk(struct at_parse *p, const struct at_clause *clause)
{
	static const char *const kinds[] = { "self", "others", "substances", "asks" };
	struct at_item *item = item_in_hand(p);
	const char *const *words = clause->words;
	const struct at_option *from, *high = NULL;
	int n = clause->n_words;
	size_t kind = 0;

	while (kind < AT_COUNT(kinds) && (n < 2 || strcmp(kinds[kind], words[1]) != 0))
		kind++;
	if (kind == AT_COUNT(kinds))
		return at_scan_expected(&p->scan, "self, others, substances or asks",
		    n < 2 ? NULL : words[1]);
	if (item->options == NULL || (n != 4 && n != 6) || strcmp(words[2], "from") != 0
	    || (n == 6 && strcmp(words[4], "high") != 0))
		return at_scan_expected(&p->scan, "from OPTION, or from OPTION high OPTION",
		    n < 3 ? NULL : words[n - 1]);
	from = at_options_find(item->options, words[3]);
	if (from == NULL)
		return at_scan_expected(&p->scan, "an option of this item", words[3]);
	if (n == 6)
		high = at_options_find(item->options, words[5]);
	if (n == 6 && (high == NULL || high->code < from->code || item->kind == AT_ITEM_TICKS))
		return at_scan_expected(&p->scan, "a choice at or above the first", words[5]);
	item->trigger = (struct at_trigger){ .kind = kinds[kind], .from = from->code,
		.high_from = high == NULL ? -1 : high->code };
	return AT_OK;
}

static enum at_status
read_item_loinc(struct at_parse *p, const struct at_clause *clause)
{
	if (clause->n_words != 2)
		return at_scan_expected(&p->scan, "one LOINC code",
		    clause->n_words < 2 ? NULL : clause->words[2]);
	item_in_hand(p)->loinc = clause->words[1];
	return at_scan_loinc(&p->scan, clause->words[1]);
}

static enum at_status
read_said(struct at_parse *p, const struct at_clause *clause)
{
	if (clause->n_words != 1)
		return at_scan_expected(&p->scan, "said alone", clause->words[1]);
	item_in_hand(p)->said = true;
	return AT_OK;
}

/* list OPTION */
static enum at_status
read_list(struct at_parse *p, const struct at_clause *clause)
{
	struct at_item *item = item_in_hand(p);
	const char *word = clause->n_words == 2 ? clause->words[1] : NULL;
	const struct at_option *option = NULL;

	if (word != NULL && item->kind == AT_ITEM_CHOICE)
		option = at_options_find(item->options, word);
	if (option == NULL)
		return at_scan_expected(&p->scan, "one option of this choice", word);
	item->list_from = option->code;
	return AT_OK;
}

static const struct at_part item_parts[] = {
	{ "skip",  read_skip },
	{ "said",  read_said },
	{ "list",  read_list },
	{ "forms", read_item_forms },
	{ "after", read_after },
	{ "risk",  read_risk },
	{ "loinc", read_item_loinc },
};

/* choice SET, ticks SET, line or words */
static enum at_status
read_kind(struct at_parse *p, const struct at_clause *clause)
{
	static const char *const kinds[] = { "choice", "ticks", "line", "words" };
	struct at_item *item = item_in_hand(p);
	const char *word = clause->n_words > 0 ? clause->words[0] : NULL;
	int kind = 0;

	while (kind < 4 && (word == NULL || strcmp(kinds[kind], word) != 0))
		kind++;
	if (kind == 4)
		return at_scan_expected(&p->scan, "choice, ticks, line or words", word);
	item->kind = (enum at_item_kind)kind;
	if (item->kind >= AT_ITEM_LINE && clause->n_words == 1)
		return AT_OK;
	if (clause->n_words != 2 || item->kind >= AT_ITEM_LINE)
		return at_scan_expected(&p->scan, "one option set after choice or ticks",
		    clause->n_words == 1 ? NULL : clause->words[clause->n_words - 1]);

	item->options = at_instrument_options(p->out, clause->words[1]);
	if (item->options == NULL)
		return at_scan_expected(&p->scan, "an option set from above", clause->words[1]);
	if (item->kind == AT_ITEM_TICKS
	    && at_options_range(item->options).highest >= AT_MAX_TICKS)
		return at_scan_expected(&p->scan, "a set with the codes 0 to 7 for ticks",
		    clause->words[1]);
	return AT_OK;
}

enum at_status
at_parse_item(struct at_parse *p, const char *id)
{
	struct at_clause clause;
	struct at_item *item;
	bool more;
	enum at_status st;

	if (!at_scan_is_id(id) || at_instrument_item(p->out, id) >= 0)
		return at_scan_expected(&p->scan, "a new id for an item", id);
	if (p->out->n_items == AT_MAX_ITEMS)
		return at_scan_expected(&p->scan, "fewer items", id);
	if (p->out->n_forms == 0)
		return at_scan_expected(&p->scan, "forms above the first item", id);
	item = item_in_hand(p);
	*item = (struct at_item){ .id = id, .after = -1, .trigger.high_from = -1,
		.list_from = -1, .forms = (1u << p->out->n_forms) - 1 };
	st = at_scan_clause(&p->scan, &clause, &more);
	if (st == AT_OK)
		st = read_kind(p, &clause);
	if (st == AT_OK)
		st = at_parse_parts(p, item_parts, AT_COUNT(item_parts));
	if (st != AT_OK)
		return st;
	if (item->after >= 0 && (item->forms & ~p->items[item->after].forms) != 0)
		return at_scan_expected(&p->scan,
		    "only forms that ask the item after which this is",
		    p->items[item->after].id);
	p->out->n_items++;
	return AT_OK;
}

static enum at_status
read_stem(struct at_parse *p, const struct at_clause *clause)
{
	if (clause->n_words != 1)
		return at_scan_expected(&p->scan, "stem alone", clause->words[1]);
	p->pages[p->out->n_pages].stem = true;
	return AT_OK;
}

static const struct at_part page_parts[] = { { "stem", read_stem } };

/* Items come on the pages in the order they are defined in, which is the order of the
 * stored codes too: nobody has to keep two orders in mind. */
static enum at_status
read_page_items(struct at_parse *p, const struct at_clause *clause)
{
	struct at_form_page *page = &p->pages[p->out->n_pages];
	int *items = AT_NEW(p->scan.arena, int, (size_t)clause->n_words);

	if (clause->n_words == 0)
		return at_scan_expected(&p->scan, "the items of this page", NULL);
	for (int i = 0; i < clause->n_words; i++) {
		char what[80] = "no more items";

		if (p->n_paged < p->out->n_items)
			snprintf(what, sizeof what, "the item %s, the next in order",
			    p->items[p->n_paged].id);
		if (p->n_paged == p->out->n_items
		    || strcmp(clause->words[i], p->items[p->n_paged].id) != 0)
			return at_scan_expected(&p->scan, what, clause->words[i]);
		items[i] = p->n_paged++;
	}
	page->items = items;
	page->n_items = clause->n_words;
	return AT_OK;
}

enum at_status
at_parse_page(struct at_parse *p, const char *id)
{
	struct at_clause clause;
	bool more;
	enum at_status st;

	for (int i = 0; i < p->out->n_pages; i++)
		if (strcmp(p->pages[i].id, id) == 0)
			return at_scan_expected(&p->scan, "a new id for a page", id);
	if (!at_scan_is_id(id))
		return at_scan_expected(&p->scan, "an id for the page", id);
	if (p->out->n_pages == AT_MAX_PAGES)
		return at_scan_expected(&p->scan, "fewer pages", id);
	p->pages[p->out->n_pages] = (struct at_form_page){ .id = id };
	st = at_scan_clause(&p->scan, &clause, &more);
	if (st == AT_OK)
		st = read_page_items(p, &clause);
	if (st == AT_OK)
		st = at_parse_parts(p, page_parts, AT_COUNT(page_parts));
	if (st == AT_OK)
		p->out->n_pages++;
	return st;
}
