/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules of a definition: patterns of answers that have a name. */
#include <string.h>

#include "instrument/parse.h"

/* N of ITEM... */
static enum at_status
read_condition(struct at_parse *p, const struct at_clause *clause, int from,
    struct at_condition *out)
{
	int *items = AT_NEW(p->scan.arena, int, (size_t)clause->n_words);
	int *froms = AT_NEW(p->scan.arena, int, (size_t)clause->n_words);

	if (clause->n_words < 3 || strcmp(clause->words[1], "of") != 0)
		return at_scan_expected(&p->scan, "N of ITEM...",
		    clause->n_words == 0 ? NULL : clause->words[0]);
	for (int i = 2; i < clause->n_words; i++) {
		enum at_status st;

		froms[out->n_items] = from;
		st = at_parse_threshold(p, clause->words[i], &items[out->n_items],
		    &froms[out->n_items]);
		if (st != AT_OK)
			return st;
		out->n_items++;
	}
	out->items = items;
	out->from = froms;
	return at_scan_whole(&p->scan, clause->words[0], 1, out->n_items, &out->least);
}

/* from CODE, and what the items are answered with in each condition. */
static enum at_status
read_rule(struct at_parse *p, struct at_rule *rule)
{
	struct at_clause clause;
	int from = 0;
	bool more;
	enum at_status st = at_scan_clause(&p->scan, &clause, &more);

	if (st == AT_OK && (clause.n_words != 2 || strcmp(clause.words[0], "from") != 0))
		return at_scan_expected(&p->scan, "from CODE first", NULL);
	if (st == AT_OK)
		st = at_scan_whole(&p->scan, clause.words[1], 0, AT_HIGHEST_CODE, &from);
	while (st == AT_OK) {
		st = at_scan_clause(&p->scan, &clause, &more);
		if (st != AT_OK || !more)
			break;
		if (rule->n_conditions == AT_MAX_CONDITIONS)
			return at_scan_expected(&p->scan, "fewer conditions", rule->id);
		st = read_condition(p, &clause, from, &rule->conditions[rule->n_conditions++]);
	}
	return st == AT_OK && rule->n_conditions == 0
	    ? at_scan_expected(&p->scan, "N of ITEM...", NULL) : st;
}

enum at_status
at_parse_rule(struct at_parse *p, const char *id)
{
	size_t n_id = strcspn(id, ".");
	struct at_rule *rule = &p->rules[p->out->n_rules];
	enum at_status st;

	if (strcmp(id + n_id, ".source") == 0) {
		if (p->out->n_rules == 0 || strlen(rule[-1].id) != n_id
		    || strncmp(rule[-1].id, id, n_id) != 0 || rule[-1].source[0] != '\0')
			return at_scan_expected(&p->scan, "one source, right below its rule", id);
		return at_parse_origin(p, &rule[-1].tag, &rule[-1].source);
	}
	if (!at_scan_is_id(id))
		return at_scan_expected(&p->scan, "an id for the rule", id);
	for (int i = 0; i < p->out->n_rules; i++)
		if (strcmp(p->rules[i].id, id) == 0)
			return at_scan_expected(&p->scan, "a new id for a rule", id);
	if (p->out->n_rules == AT_MAX_RULES)
		return at_scan_expected(&p->scan, "fewer rules", id);
	*rule = (struct at_rule){ .id = id, .source = "" };
	st = read_rule(p, rule);
	if (st == AT_OK)
		p->out->n_rules++;
	return st;
}
