/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All that a definition says of an instrument, as lines and tables. */
#include <stdlib.h>
#include <string.h>

#include "action/catalogue.h"
#include "base/words.h"

/* One definition on its way into a card. */
struct reading {
	struct at_call *call;
	const struct at_library *library;
	const struct at_instrument *instrument;
	const struct at_wording *wording;
	struct at_catalogue_card *card;
};

/* One of the tables: rows are added cell by cell, in the order of the columns. */
struct list {
	struct at_table *table;
	const char **next;
};

/* The titles of columns are AT_TEXT. */
static struct list
begin(struct reading *r, struct at_table *table, const struct at_column *columns, int n_columns,
    int n_rows)
{
	struct at_arena *arena = r->call->arena;
	struct at_column *own = AT_NEW(arena, struct at_column, (size_t)n_columns);
	const char **cells = AT_NEW(arena, const char *, (size_t)n_rows * (size_t)n_columns);

	for (int i = 0; i < n_columns; i++) {
		own[i] = columns[i];
		own[i].title = at_tr(r->call, columns[i].title);
	}
	*table = (struct at_table){ .columns = own, .cells = cells, .n_columns = n_columns,
		.n_rows = n_rows };
	return (struct list){ table, cells };
}

/* "" where there are none; `general`: of no instrument. */
static const char *
words(const struct reading *r, bool general, const char *key)
{
	const char *text = at_library_text(r->library, general ? NULL : r->instrument, r->wording,
	    key, NULL);

	return text == NULL ? "" : text;
}

/* A word of the definitions, and what it is called. */
struct named {
	const char *id, *name;          /* name: AT_TEXT */
};

/* What is not in the table goes by its id. */
static const char *
name_of(struct at_call *call, const struct named *table, int n, const char *id)
{
	for (int i = 0; i < n; i++)
		if (strcmp(table[i].id, id) == 0)
			return at_tr(call, table[i].name);
	return id;
}

const char *
at_catalogue_forms(struct at_arena *arena, const struct at_instrument *instrument, unsigned forms)
{
	struct at_buffer out = at_buffer_init(arena);

	for (int i = 0; i < instrument->n_forms; i++)
		if ((forms >> i & 1) != 0)
			at_buffer_printf(&out, "%s%s", out.n_bytes == 0 ? "" : " ",
			    instrument->forms[i]);
	return at_buffer_string(&out);
}

/* ---- head ------------------------------------------------------------------ */

const char *
at_catalogue_tier(struct at_call *call, const struct at_instrument *instrument)
{
	static const char *const tiers[] = {
		AT_TEXT("our own card, not a validated test"), AT_TEXT("free wording"),
		AT_TEXT("wording in a pack of its own, under its own licence"),
		AT_TEXT("the clinic loads its licensed wording") };

	return at_tr(call, tiers[instrument->tier]);
}

static void
put_line(struct reading *r, const char *name, const char *text)
{
	if (text != NULL && text[0] != '\0')
		r->card->lines[r->card->n_lines++] = (struct at_catalogue_line){ name, text };
}

static void
put_head(struct reading *r)
{
	struct at_call *call = r->call;
	const struct at_instrument *i = r->instrument;

	put_line(r, at_tr(call, "Version"), at_printf(call->arena, "%d", i->version));
	put_line(r, at_tr(call, "Source"), i->source);
	put_line(r, at_tr(call, "Licence"), i->licence);
	if (i->tier > 0 || i->own_card)
		put_line(r, at_tr(call, "Wording"), at_catalogue_tier(call, i));
	put_line(r, at_tr(call, "Asks about"), words(r, true,
	    at_printf(call->arena, "window.%s", i->window)));
	put_line(r, at_tr(call, "When"), strcmp(i->when, "after") == 0
	    ? at_tr(call, "after the session") : at_tr(call, "before the session"));
	put_line(r, at_tr(call, "Forms"), at_catalogue_forms(call->arena, i, ~0u));
	put_line(r, "LOINC", i->loinc);
	put_line(r, at_tr(call, "Note"), i->note);
}

/* ---- answers and items ------------------------------------------------------- */

static void
put_options(struct reading *r)
{
	static const struct at_column columns[] = {
		{ .title = AT_TEXT("Answers") }, { .title = AT_TEXT("Code"), .number = true },
		{ .title = AT_TEXT("Id") }, { .title = "LOINC", .number = true },
		{ .title = AT_TEXT("Words") },
	};
	struct list list;
	int n = 0;

	for (int i = 0; i < r->instrument->n_option_sets; i++)
		n += r->instrument->option_sets[i].n_options;
	list = begin(r, &r->card->answers, columns, (int)AT_COUNT(columns), n);
	for (int i = 0; i < r->instrument->n_option_sets; i++)
		for (int k = 0; k < r->instrument->option_sets[i].n_options; k++) {
			const struct at_options *set = &r->instrument->option_sets[i];
			const struct at_option *option = &set->options[k];

			*list.next++ = set->id;
			*list.next++ = at_printf(r->call->arena, "%d", option->code);
			*list.next++ = option->id;
			*list.next++ = at_printf(r->call->arena, "%s%s%s",
			    option->loinc[0] == NULL ? "" : option->loinc[0],
			    option->loinc[1] == NULL ? "" : " ",
			    option->loinc[1] == NULL ? "" : option->loinc[1]);
			*list.next++ = words(r, false, at_printf(r->call->arena,
			    "option.%s.%s", set->id, option->id));
		}
}

/* "0-3 often" of a choice, "ticks: why", "words". */
static const char *
range_text(const struct reading *r, const struct at_item *item)
{
	struct at_range range;

	switch (item->kind) {
	case AT_ITEM_TICKS:
		return at_printf(r->call->arena, at_tr(r->call, "ticks: %s"), item->options->id);
	case AT_ITEM_WORDS:
		return at_tr(r->call, "words");
	case AT_ITEM_LINE:
		return "0.0-10.0";
	case AT_ITEM_CHOICE:
		break;
	}
	range = at_options_range(item->options);
	return at_printf(r->call->arena, "%d-%d %s", range.lowest, range.highest,
	    item->options->id);
}

/* "harm to oneself from 1, high from 2"; "" where it is none. */
static const char *
risk_text(const struct reading *r, const struct at_item *item)
{
	static const struct named kinds[] = {
		{ "self", AT_TEXT("harm to oneself") }, { "others", AT_TEXT("harm to others") },
		{ "substances", AT_TEXT("substances") }, { "asks", AT_TEXT("asks for somebody") },
	};
	const struct at_trigger *t = &item->trigger;
	const char *kind;

	if (t->kind == NULL)
		return "";
	kind = name_of(r->call, kinds, (int)AT_COUNT(kinds), t->kind);
	if (t->high_from < 0)
		return at_printf(r->call->arena, at_tr(r->call, "%s from %d"), kind, t->from);
	return at_printf(r->call->arena, at_tr(r->call, "%s from %d, high from %d"), kind,
	    t->from, t->high_from);
}

static void
put_items(struct reading *r)
{
	static const struct at_column columns[] = {
		{ .title = AT_TEXT("Item") }, { .title = AT_TEXT("Answers") },
		{ .title = "LOINC", .number = true }, { .title = AT_TEXT("Risk") },
		{ .title = AT_TEXT("Words") },
	};
	struct list list = begin(r, &r->card->items, columns, (int)AT_COUNT(columns),
	    r->instrument->n_items);

	for (int i = 0; i < r->instrument->n_items; i++) {
		const struct at_item *item = &r->instrument->items[i];

		*list.next++ = item->id;
		*list.next++ = range_text(r, item);
		*list.next++ = item->loinc == NULL ? "" : item->loinc;
		*list.next++ = risk_text(r, item);
		*list.next++ = words(r, false, at_printf(r->call->arena, "item.%s",
		    item->id));
	}
}

/* ---- scales ------------------------------------------------------------------ */

const char *
at_catalogue_key(struct at_call *call, const struct at_instrument *instrument,
    const struct at_scale *scale)
{
	static const char *const ways[] = { [AT_MEAN] = AT_TEXT("mean"),
		[AT_SUM] = AT_TEXT("sum"), [AT_COUNTED] = AT_TEXT("count") };
	struct at_buffer out = at_buffer_init(call->arena);

	if (scale->unkeyed > 0)
		return at_printf(call->arena, at_tr(call, "%d items, key on the licensed"
		    " form"), scale->unkeyed);
	at_buffer_text(&out, at_tr(call, ways[scale->combine]));
	for (int i = 0; i < scale->n_items; i++)
		at_buffer_printf(&out, " %s%s", scale->items[i] < 0 ? "-" : "",
		    instrument->items[abs(scale->items[i]) - 1].id);
	for (int i = 0; i < scale->n_raw_items; i++)
		at_buffer_printf(&out, " + %s", instrument->items[scale->raw_items[i] - 1].id);
	if (scale->from != NULL)
		at_buffer_printf(&out, at_tr(call, ", from %d"), scale->from[0]);
	if (scale->times != 1)
		at_buffer_printf(&out, at_tr(call, ", times %g"), scale->times);
	return at_buffer_string(&out);
}

static void
put_scales(struct reading *r)
{
	static const struct at_column columns[] = {
		{ .title = AT_TEXT("Scale") }, { .title = AT_TEXT("Name") },
		{ .title = AT_TEXT("Range") }, { .title = AT_TEXT("Better") },
		{ .title = AT_TEXT("Answers needed"), .number = true },
		{ .title = "LOINC", .number = true },
		{ .title = AT_TEXT("Key") },
	};
	struct list list = begin(r, &r->card->scales, columns, (int)AT_COUNT(columns),
	    r->instrument->n_scales);

	for (int i = 0; i < r->instrument->n_scales; i++) {
		const struct at_scale *scale = &r->instrument->scales[i];

		*list.next++ = scale->id;
		*list.next++ = words(r, false, at_printf(r->call->arena, "scale.%s",
		    scale->id));
		*list.next++ = at_printf(r->call->arena, "%g-%g", scale->lowest, scale->highest);
		*list.next++ = scale->better < 0 ? at_tr(r->call, "lower")
		    : at_tr(r->call, "higher");
		*list.next++ = at_printf(r->call->arena, "%d", scale->need + scale->n_raw_items);
		*list.next++ = scale->loinc == NULL ? "" : scale->loinc;
		*list.next++ = at_catalogue_key(r->call, r->instrument, scale);
	}
}

static const char *
values_text(const struct reading *r, const struct at_constant *constant)
{
	struct at_buffer out = at_buffer_init(r->call->arena);

	for (int i = 0; i < constant->n_values; i++)
		at_buffer_printf(&out, "%s%g%s%s", i == 0 ? "" : " ", constant->values[i],
		    constant->ids[i] == NULL ? "" : " ",
		    constant->ids[i] == NULL ? "" : constant->ids[i]);
	return constant->n_values == 0 ? "-" : at_buffer_string(&out);
}

static const char *
constant_name(const struct reading *r, const struct at_constant *constant)
{
	static const struct named names[] = {
		{ "cut-off", AT_TEXT("Cut-off") }, { "reliable", AT_TEXT("Reliable change") },
		{ "meaningful", AT_TEXT("Change that matters") }, { "bands", AT_TEXT("Bands") },
		{ "end-point", AT_TEXT("Well again at") }, { "talk", AT_TEXT("Worth a talk") },
		{ "alpha", AT_TEXT("Alpha") }, { "retest", AT_TEXT("Retest") },
		{ "clinical", AT_TEXT("In care: mean, SD, people") },
		{ "general", AT_TEXT("Others: mean, SD, people") },
		{ "missing", AT_TEXT("Rule for gaps") },
	};

	return name_of(r->call, names, (int)AT_COUNT(names), constant->name);
}

static void
put_constants(struct reading *r)
{
	static const struct at_column columns[] = {
		{ .title = AT_TEXT("Scale") }, { .title = AT_TEXT("Constant") },
		{ .title = AT_TEXT("For") }, { .title = AT_TEXT("Value") },
		{ .title = AT_TEXT("Tag") }, { .title = AT_TEXT("Source") },
	};
	struct list list;
	int n = 0;

	for (int i = 0; i < r->instrument->n_scales; i++)
		n += r->instrument->scales[i].n_constants;
	list = begin(r, &r->card->constants, columns, (int)AT_COUNT(columns), n);
	for (int i = 0; i < r->instrument->n_scales; i++)
		for (int k = 0; k < r->instrument->scales[i].n_constants; k++) {
			const struct at_constant *constant = &r->instrument->scales[i].constants[k];

			*list.next++ = r->instrument->scales[i].id;
			*list.next++ = constant_name(r, constant);
			*list.next++ = constant->of;
			*list.next++ = values_text(r, constant);
			*list.next++ = at_printf(r->call->arena, "%c", constant->tag);
			*list.next++ = constant->source;
		}
}

/* "5 of 1 2 9:1 from 2": the item that has its own first code says so. */
static const char *
rule_text(const struct reading *r, const struct at_rule *rule)
{
	struct at_buffer out = at_buffer_init(r->call->arena);

	for (int i = 0; i < rule->n_conditions; i++) {
		const struct at_condition *c = &rule->conditions[i];

		at_buffer_printf(&out, "%s", i == 0 ? "" : "; ");
		at_buffer_printf(&out, at_tr(r->call, "%d of"), c->least);
		for (int k = 0; k < c->n_items; k++)
			at_buffer_printf(&out, " %s:%d", r->instrument->items[c->items[k] - 1].id,
			    c->from[k]);
	}
	return at_buffer_string(&out);
}

static void
put_rules(struct reading *r)
{
	static const struct at_column columns[] = {
		{ .title = AT_TEXT("Rule") }, { .title = AT_TEXT("Words") },
		{ .title = AT_TEXT("When answered so or higher") }, { .title = AT_TEXT("Tag") },
		{ .title = AT_TEXT("Source") },
	};
	struct list list = begin(r, &r->card->rules, columns, (int)AT_COUNT(columns),
	    r->instrument->n_rules);

	for (int i = 0; i < r->instrument->n_rules; i++) {
		const struct at_rule *rule = &r->instrument->rules[i];

		*list.next++ = rule->id;
		*list.next++ = words(r, false, at_printf(r->call->arena, "rule.%s",
		    rule->id));
		*list.next++ = rule_text(r, rule);
		*list.next++ = rule->tag == '\0' ? "" : at_printf(r->call->arena, "%c", rule->tag);
		*list.next++ = rule->source;
	}
}

/* ---- all of it ----------------------------------------------------------------- */

void
at_catalogue_describe(struct at_call *call, const struct at_library *library,
    const struct at_instrument *instrument, const struct at_wording *wording,
    struct at_catalogue_card *out)
{
	struct reading r = { call, library, instrument, wording, out };

	*out = (struct at_catalogue_card){ .instrument = instrument,
		.name = words(&r, false, "name") };
	put_head(&r);
	put_options(&r);
	put_items(&r);
	put_scales(&r);
	put_constants(&r);
	put_rules(&r);
	out->tags = at_tr(call, "V verified, C computed here, S from the literature, U unsure and"
	    " left empty, H a rule of our own.");
	if (instrument->loinc != NULL)
		out->loinc = words(&r, true, "note.loinc");
	out->askable = at_library_lacks(call->arena, library, instrument, wording) == NULL;
}
