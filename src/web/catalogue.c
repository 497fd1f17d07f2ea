/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The catalogue: which questionnaires and cards there are, what is behind each, and how a
 * clinic gives it words of its own. */
#include "action/catalogue.h"
#include "base/words.h"
#include "html/put.h"
#include "web/visit.h"

/* ---- all of them ------------------------------------------------------------------------ */

enum kind { IN_THE_PLAN, READY, WITHOUT_WORDS };
enum { KINDS = 3 };

static enum kind
kind_of(const struct at_catalogue_row *row)
{
	if (row->langs[0] == '\0')
		return WITHOUT_WORDS;
	return row->used[0] != '\0' ? IN_THE_PLAN : READY;
}

static void
put_row(struct at_visit *visit, const struct at_catalogue_row *row)
{
	struct at_call *call = &visit->call;
	const struct at_instrument *instrument = row->instrument;
	struct at_tag tags[2];
	struct at_page_row out = { .title = row->name, .meta = instrument->id, .tags = tags,
		.href = at_printf(call->arena, "/instruments/%s", instrument->id),
		.why = row->used[0] != '\0' ? row->used : NULL };

	if (row->langs[0] != '\0')
		tags[out.n_tags++] = (struct at_tag){ AT_TONE_PLAIN, row->langs };
	/* The third tier is the ordinary one of those that wait. */
	if (instrument->tier < 3)
		tags[out.n_tags++] = (struct at_tag){ AT_TONE_PLAIN, row->tier };
	at_part_row_begin(visit->out, &out);
	at_part_row_end(visit->out);
}

static void
put_kind(struct at_visit *visit, const struct at_catalogue_view *view, enum kind kind)
{
	static const struct { const char *heading, *note; } words[KINDS] = {
		{ AT_TEXT("Asked by the plan of the clinic"),
		    AT_TEXT("A site, or a therapist for one client, may have switched it.") },
		{ AT_TEXT("Ready to be asked"),
		    AT_TEXT("It has words; a link to it can be made for a client.") },
		{ AT_TEXT("Waiting for the clinic's wording"),
		    AT_TEXT("The key is here. The words are the clinic's to load, most under a"
		    " licence.") },
	};
	const struct at_section section = { .heading = at_tr(&visit->call, words[kind].heading),
		.note = at_tr(&visit->call, words[kind].note) };
	bool any = false;

	for (int i = 0; i < view->n_rows; i++) {
		if (kind_of(&view->rows[i]) != kind)
			continue;
		if (!any) {
			at_part_section_begin(visit->out, &section);
			at_part_rows_begin(visit->out, section.heading);
		}
		any = true;
		put_row(visit, &view->rows[i]);
	}
	if (!any)
		return;
	at_part_rows_end(visit->out);
	at_part_section_end(visit->out);
}

int
at_page_instruments(struct at_visit *visit)
{
	struct at_call *call = &visit->call;
	struct at_catalogue_view view;
	struct at_page page;

	if (at_action_catalogue(call, &view) != AT_OK)
		return at_page_problem(visit);
	page = at_page_clinic(visit, at_tr(call, "Instruments"), "/instruments");
	page.lead = at_tr(call, "The questionnaires and cards this program knows, with the"
	    " languages in which each can be asked here.");
	at_page_begin(visit->out, &page);
	for (int kind = 0; kind < KINDS; kind++)
		put_kind(visit, &view, (enum kind)kind);
	at_page_end(visit->out, &page);
	return 200;
}

/* ---- one -------------------------------------------------------------------------------- */

static void
put_facts(struct at_visit *visit, const struct at_catalogue_card *card)
{
	const struct at_section section = { .heading = at_tr(&visit->call, "What it is") };
	struct at_fact facts[AT_CATALOGUE_LINES];

	for (int i = 0; i < card->n_lines; i++)
		facts[i] = (struct at_fact){ card->lines[i].name, card->lines[i].value };
	at_part_section_begin(visit->out, &section);
	at_part_facts(visit->out, facts, card->n_lines);
	at_part_section_end(visit->out);
}

static void
put_table(struct at_visit *visit, const struct at_table *table, const char *heading,
    const char *note)
{
	const struct at_section section = { .heading = heading, .note = note };
	struct at_table named = *table;

	if (table->n_rows == 0)
		return;
	named.label = heading;
	at_part_section_begin(visit->out, &section);
	at_table_html(visit->out, &named);
	at_part_section_end(visit->out);
}

static void
put_tables(struct at_visit *visit, const struct at_catalogue_card *card)
{
	struct at_call *call = &visit->call;

	put_table(visit, &card->scales, at_tr(call, "Scales"),
	    at_tr(call, "A minus stands before an item that is turned."));
	put_table(visit, &card->constants, at_tr(call, "Figures and where they come from"),
	    card->tags);
	put_table(visit, &card->items, at_tr(call, "Items"), card->askable ? NULL
	    : at_tr(call, "The words are not loaded."));
	put_table(visit, &card->answers, at_tr(call, "Answers"), NULL);
	put_table(visit, &card->rules, at_tr(call, "Patterns"),
	    at_tr(call, "Found in the answers; not a diagnosis."));
}

/* The one step that is taken on the server: a licensed text is a file, not a form. */
static void
put_wording(struct at_visit *visit, const struct at_catalogue_card *card)
{
	struct at_call *call = &visit->call;
	const char *id = card->instrument->id, *lang = at_words_lang(call->words);
	const struct at_section section = {
		.heading = at_tr(call, "The clinic's own words"),
		.note = card->instrument->tier <= 1
		    ? at_tr(call, "Where the clinic wants to say something in its own way.")
		    : at_tr(call, "The clinic needs the owner's permission; its words stay in"
		    " its data folder.") };

	at_part_section_begin(visit->out, &section);
	at_put(visit->out, "<p>%s</p>\n", at_tr(call, "Write them into a file named as below,"
	    " with lines such as \"item.1 = ...\", and load it on the server:"));
	at_put(visit->out, "<p><code>attune instrument text %s %s.%s.txt</code></p>\n", id, id,
	    lang);
	at_part_section_end(visit->out);
}

int
at_page_instrument(struct at_visit *visit)
{
	struct at_call *call = &visit->call;
	const char *id = at_param(&visit->match, "instrument");
	struct at_catalogue_card card;
	struct at_page page;

	if (at_action_catalogue_one(call, id, &card) != AT_OK)
		return at_page_problem(visit);
	page = at_page_clinic(visit, card.name, "/instruments");
	page.back = (struct at_page_link){ "/instruments", at_tr(call, "Instruments"), false };
	page.foot = card.loinc;
	at_page_begin(visit->out, &page);
	put_facts(visit, &card);
	put_tables(visit, &card);
	put_wording(visit, &card);
	at_page_end(visit->out, &page);
	return 200;
}
