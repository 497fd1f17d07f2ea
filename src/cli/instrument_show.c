/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "cli/instrument_show.h"
#include "report/table.h"

/* One of the tables: rows are added cell by cell, in the order of the columns. */
struct list {
	struct at_table table;
	const char **next;
};

static struct list
begin(struct at_cli *cli, const struct at_column *columns, int n_columns, int n_rows)
{
	const char **cells = AT_NEW(cli->call.arena, const char *,
	    (size_t)n_rows * (size_t)n_columns);

	return (struct list){ .next = cells, .table = { .columns = columns, .cells = cells,
		.n_columns = n_columns, .n_rows = n_rows } };
}

static void
put(struct at_cli *cli, const struct list *list)
{
	if (list->table.n_rows == 0)
		return;
	at_buffer_byte(&cli->out, '\n');
	at_table_text(&cli->out, &list->table);
}

const char *
at_instrument_words(const struct at_library *library, const struct at_instrument *instrument,
    const char *lang, const char *key)
{
	const struct at_wording wording = { .lang = lang,
		.form = instrument == NULL ? NULL : instrument->forms[0] };
	const char *text = at_library_text(library, instrument, &wording, key, NULL);

	return text == NULL ? "" : text;
}

const char *
at_instrument_forms(struct at_cli *cli, const struct at_instrument *instrument, unsigned forms)
{
	struct at_buffer out = at_buffer_init(cli->call.arena);

	for (int i = 0; i < instrument->n_forms; i++)
		if ((forms >> i & 1) != 0)
			at_buffer_printf(&out, "%s%s", out.n_bytes == 0 ? "" : " ",
			    instrument->forms[i]);
	return at_buffer_string(&out);
}

/* ---- head ------------------------------------------------------------------ */

static void
put_line(struct at_cli *cli, const char *name, const char *text)
{
	if (text != NULL && text[0] != '\0')
		at_buffer_printf(&cli->out, "%-9s %s\n", name, text);
}

static void
put_head(struct at_cli *cli, const struct at_library *library,
    const struct at_instrument *instrument, const char *lang)
{
	static const char *const tiers[] = { "our own card, not a validated test",
		"1: free wording", "2: wording in a pack of its own, under its own licence",
		"3: the clinic loads its licensed wording" };

	at_buffer_printf(&cli->out, "%s, version %d\n",
	    at_instrument_words(library, instrument, lang, "name"), instrument->version);
	put_line(cli, "Source", instrument->source);
	put_line(cli, "Licence", instrument->licence);
	if (instrument->tier > 0 || instrument->own_card)
		put_line(cli, "Tier", tiers[instrument->tier]);
	put_line(cli, "Asks", instrument->window);
	put_line(cli, "When", at_printf(cli->call.arena, "%s the session", instrument->when));
	put_line(cli, "Forms", at_instrument_forms(cli, instrument, ~0u));
	put_line(cli, "LOINC", instrument->loinc);
	put_line(cli, "Note", instrument->note);
}

/* ---- answers and items ------------------------------------------------------- */

static void
put_options(struct at_cli *cli, const struct at_library *library,
    const struct at_instrument *instrument, const char *lang)
{
	static const struct at_column columns[] = { { .title = "Answers" },
		{ .title = "Code", .number = true }, { .title = "Id" }, { .title = "LOINC" },
		{ .title = "Words" } };
	struct list list;
	int n = 0;

	for (int i = 0; i < instrument->n_option_sets; i++)
		n += instrument->option_sets[i].n_options;
	list = begin(cli, columns, (int)AT_COUNT(columns), n);
	for (int i = 0; i < instrument->n_option_sets; i++)
		for (int k = 0; k < instrument->option_sets[i].n_options; k++) {
			const struct at_options *set = &instrument->option_sets[i];
			const struct at_option *option = &set->options[k];

			*list.next++ = set->id;
			*list.next++ = at_printf(cli->call.arena, "%d", option->code);
			*list.next++ = option->id;
			*list.next++ = at_printf(cli->call.arena, "%s%s%s",
			    option->loinc[0] == NULL ? "" : option->loinc[0],
			    option->loinc[1] == NULL ? "" : " ",
			    option->loinc[1] == NULL ? "" : option->loinc[1]);
			*list.next++ = at_instrument_words(library, instrument, lang,
			    at_printf(cli->call.arena, "option.%s.%s", set->id, option->id));
		}
	put(cli, &list);
}

/* "0-3" of a choice, "ticks", "words". */
static const char *
range_text(struct at_cli *cli, const struct at_item *item)
{
	struct at_range range;

	switch (item->kind) {
	case AT_ITEM_TICKS: return at_printf(cli->call.arena, "ticks %s", item->options->id);
	case AT_ITEM_WORDS: return "words";
	case AT_ITEM_LINE: return "0.0-10.0";
	case AT_ITEM_CHOICE: break;
	}
	range = at_options_range(item->options);
	return at_printf(cli->call.arena, "%d-%d %s", range.lowest, range.highest,
	    item->options->id);
}

/* "self from 1, high 2"; "" where it is none. */
static const char *
risk_text(struct at_cli *cli, const struct at_item *item)
{
	if (item->trigger.kind == NULL)
		return "";
	if (item->trigger.high_from < 0)
		return at_printf(cli->call.arena, "%s from %d", item->trigger.kind,
		    item->trigger.from);
	return at_printf(cli->call.arena, "%s from %d, high %d", item->trigger.kind,
	    item->trigger.from, item->trigger.high_from);
}

static void
put_items(struct at_cli *cli, const struct at_library *library,
    const struct at_instrument *instrument, const char *lang)
{
	static const struct at_column columns[] = { { .title = "Item" }, { .title = "Answers" },
		{ .title = "LOINC" }, { .title = "Risk" }, { .title = "Words" } };
	struct list list = begin(cli, columns, (int)AT_COUNT(columns), instrument->n_items);

	for (int i = 0; i < instrument->n_items; i++) {
		const struct at_item *item = &instrument->items[i];

		*list.next++ = item->id;
		*list.next++ = range_text(cli, item);
		*list.next++ = item->loinc == NULL ? "" : item->loinc;
		*list.next++ = risk_text(cli, item);
		*list.next++ = at_instrument_words(library, instrument, lang,
		    at_printf(cli->call.arena, "item.%s", item->id));
	}
	put(cli, &list);
}

/* ---- scales ------------------------------------------------------------------ */

/* "sum of 1 -2 3, times 10": reversed items with a minus. */
static const char *
key_text(struct at_cli *cli, const struct at_instrument *instrument,
    const struct at_scale *scale)
{
	static const char *const ways[] = { [AT_MEAN] = "mean", [AT_SUM] = "sum",
		[AT_COUNTED] = "count" };
	struct at_buffer out = at_buffer_init(cli->call.arena);

	if (scale->unkeyed > 0)
		return at_printf(cli->call.arena, "%d items, key on the licensed form",
		    scale->unkeyed);
	at_buffer_text(&out, ways[scale->combine]);
	for (int i = 0; i < scale->n_items; i++)
		at_buffer_printf(&out, " %s%s", scale->items[i] < 0 ? "-" : "",
		    instrument->items[abs(scale->items[i]) - 1].id);
	for (int i = 0; i < scale->n_raw_items; i++)
		at_buffer_printf(&out, " + %s", instrument->items[scale->raw_items[i] - 1].id);
	if (scale->from != NULL)
		at_buffer_printf(&out, ", from %d", scale->from[0]);
	if (scale->times != 1)
		at_buffer_printf(&out, ", times %g", scale->times);
	return at_buffer_string(&out);
}

static void
put_scales(struct at_cli *cli, const struct at_library *library,
    const struct at_instrument *instrument, const char *lang)
{
	static const struct at_column columns[] = { { .title = "Scale" }, { .title = "Name" },
		{ .title = "Range" }, { .title = "Better" },
		{ .title = "Answers needed", .number = true }, { .title = "LOINC" },
		{ .title = "Key" } };
	struct list list = begin(cli, columns, (int)AT_COUNT(columns), instrument->n_scales);

	for (int i = 0; i < instrument->n_scales; i++) {
		const struct at_scale *scale = &instrument->scales[i];

		*list.next++ = scale->id;
		*list.next++ = at_instrument_words(library, instrument, lang,
		    at_printf(cli->call.arena, "scale.%s", scale->id));
		*list.next++ = at_printf(cli->call.arena, "%g-%g", scale->lowest, scale->highest);
		*list.next++ = scale->better < 0 ? "lower" : "higher";
		*list.next++ = at_printf(cli->call.arena, "%d", scale->need + scale->n_raw_items);
		*list.next++ = scale->loinc == NULL ? "" : scale->loinc;
		*list.next++ = key_text(cli, instrument, scale);
	}
	put(cli, &list);
}

static const char *
values_text(struct at_cli *cli, const struct at_constant *constant)
{
	struct at_buffer out = at_buffer_init(cli->call.arena);

	for (int i = 0; i < constant->n_values; i++)
		at_buffer_printf(&out, "%s%g%s%s", i == 0 ? "" : " ", constant->values[i],
		    constant->ids[i] == NULL ? "" : " ",
		    constant->ids[i] == NULL ? "" : constant->ids[i]);
	return constant->n_values == 0 ? "-" : at_buffer_string(&out);
}

static void
put_constants(struct at_cli *cli, const struct at_instrument *instrument)
{
	static const struct at_column columns[] = { { .title = "Scale" }, { .title = "Constant" },
		{ .title = "For" }, { .title = "Value" }, { .title = "Tag" },
		{ .title = "Source" } };
	struct list list;
	int n = 0;

	for (int i = 0; i < instrument->n_scales; i++)
		n += instrument->scales[i].n_constants;
	list = begin(cli, columns, (int)AT_COUNT(columns), n);
	for (int i = 0; i < instrument->n_scales; i++)
		for (int k = 0; k < instrument->scales[i].n_constants; k++) {
			const struct at_constant *constant = &instrument->scales[i].constants[k];

			*list.next++ = instrument->scales[i].id;
			*list.next++ = constant->name;
			*list.next++ = constant->of;
			*list.next++ = values_text(cli, constant);
			*list.next++ = at_printf(cli->call.arena, "%c", constant->tag);
			*list.next++ = constant->source;
		}
	put(cli, &list);
	if (n > 0)
		at_buffer_text(&cli->out, "\nV verified, C computed here, S from the literature,"
		    " U unsure and left empty, H a rule of our own.\n");
}

/* "5 of 1 2 9:1 from 2": the item that has its own first code says so. */
static const char *
rule_text(struct at_cli *cli, const struct at_instrument *instrument,
    const struct at_rule *rule)
{
	struct at_buffer out = at_buffer_init(cli->call.arena);

	for (int i = 0; i < rule->n_conditions; i++) {
		const struct at_condition *c = &rule->conditions[i];

		at_buffer_printf(&out, "%s%d of", i == 0 ? "" : "; ", c->least);
		for (int k = 0; k < c->n_items; k++)
			at_buffer_printf(&out, " %s:%d", instrument->items[c->items[k] - 1].id,
			    c->from[k]);
	}
	return at_buffer_string(&out);
}

static void
put_rules(struct at_cli *cli, const struct at_library *library,
    const struct at_instrument *instrument, const char *lang)
{
	static const struct at_column columns[] = { { .title = "Rule" }, { .title = "Words" },
		{ .title = "When answered so or higher" }, { .title = "Tag" },
		{ .title = "Source" } };
	struct list list = begin(cli, columns, (int)AT_COUNT(columns), instrument->n_rules);

	for (int i = 0; i < instrument->n_rules; i++) {
		const struct at_rule *rule = &instrument->rules[i];

		*list.next++ = rule->id;
		*list.next++ = at_instrument_words(library, instrument, lang,
		    at_printf(cli->call.arena, "rule.%s", rule->id));
		*list.next++ = rule_text(cli, instrument, rule);
		*list.next++ = rule->tag == '\0' ? "" : at_printf(cli->call.arena, "%c", rule->tag);
		*list.next++ = rule->source;
	}
	put(cli, &list);
}

void
at_instrument_show(struct at_cli *cli, const struct at_library *library,
    const struct at_instrument *instrument, const char *lang)
{
	put_head(cli, library, instrument, lang);
	put_options(cli, library, instrument, lang);
	put_items(cli, library, instrument, lang);
	put_scales(cli, library, instrument, lang);
	put_constants(cli, instrument);
	put_rules(cli, library, instrument, lang);
	if (instrument->loinc != NULL)
		at_buffer_printf(&cli->out, "\n%s\n",
		    at_instrument_words(library, NULL, lang, "note.loinc"));
}
