/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The catalogue as those see it who set up the clinic: what can be asked, and what is. */
#include <stdlib.h>
#include <string.h>

#include "action/act.h"
#include "action/catalogue.h"
#include "action/planning.h"
#include "base/words.h"
#include "store/org.h"

/* The clinic's own words for one instrument. */
static const char *
own_text(void *site, const char *instrument, const char *key, const char *lang)
{
	(void)instrument;
	return at_site_words_find(site, key, lang);
}

static enum at_status
load_wording(struct at_call *call, const struct at_instrument *instrument,
    struct at_wording *out)
{
	struct at_site_words *own = AT_NEW(call->arena, struct at_site_words, 1);
	struct at_db *db = at_store_reader(call);

	*out = (struct at_wording){ .lang = at_words_lang(call->words),
		.form = instrument->forms[0], .site_text = own_text, .site = own };
	return db == NULL ? call->err->status : at_site_words_load(call->arena, db,
	    call->who->org, instrument->id, own, call->err);
}

/* Whether every item has words in this very language, none English in its place. */
static bool
speaks(struct at_call *call, const struct at_instrument *instrument,
    const struct at_wording *wording)
{
	const struct at_library *library = call->house->library;

	if (at_library_lacks(call->arena, library, instrument, wording) != NULL)
		return false;
	for (int i = 0; i < instrument->n_items; i++) {
		const char *lang = wording->lang, *key = at_printf(call->arena, "item.%s",
		    instrument->items[i].id);

		if ((instrument->items[i].forms & 1) != 0)
			at_library_text(library, instrument, wording, key, &lang);
		if (strcmp(lang, wording->lang) != 0)
			return false;
	}
	return true;
}

static const char *
langs_of(struct at_call *call, const struct at_instrument *instrument,
    struct at_wording wording)
{
	static const char *const langs[] = { "en", "nb", "de" };
	struct at_buffer out = at_buffer_init(call->arena);

	for (size_t i = 0; i < AT_COUNT(langs); i++) {
		wording.lang = langs[i];
		if (speaks(call, instrument, &wording))
			at_buffer_printf(&out, "%s%s", out.n_bytes == 0 ? "" : " ", langs[i]);
	}
	return at_buffer_string(&out);
}

/* Once what several rows of the plan say alike. */
static const char *
used_of(struct at_call *call, const struct at_plan_view *plan, const char *instrument)
{
	struct at_buffer out = at_buffer_init(call->arena);

	for (int i = 0; i < plan->n_lines; i++) {
		const struct at_plan_row *row = plan->lines[i].row;
		const char *words = at_tr(call, row->words);

		if (plan->lines[i].on && strcmp(row->instrument, instrument) == 0
		    && strstr(at_buffer_string(&out), words) == NULL)
			at_buffer_printf(&out, "%s%s", out.n_bytes == 0 ? "" : " ", words);
	}
	return at_buffer_string(&out);
}

static int
by_name(const void *a, const void *b)
{
	const struct at_catalogue_row *one = a, *other = b;

	return strcmp(one->name, other->name);
}

static enum at_status
read_row(struct at_call *call, const struct at_plan_view *plan,
    const struct at_instrument *instrument, struct at_catalogue_row *out)
{
	struct at_wording wording;
	const char *name;
	enum at_status st = load_wording(call, instrument, &wording);

	if (st != AT_OK)
		return st;
	name = at_library_text(call->house->library, instrument, &wording, "name", NULL);
	*out = (struct at_catalogue_row){ instrument, name == NULL ? instrument->id : name,
		at_catalogue_tier(call, instrument), langs_of(call, instrument, wording),
		used_of(call, plan, instrument->id) };
	return AT_OK;
}

enum at_status
at_action_catalogue(struct at_call *call, struct at_catalogue_view *out)
{
	const struct at_library *library = call->house->library;
	struct at_catalogue_view view = { .n_rows = at_library_count(library) };
	struct at_plan_view plan;
	enum at_status st = at_action_plan_view(call, 0, 0, &plan);

	if (st != AT_OK)
		return st;
	view.rows = AT_NEW(call->arena, struct at_catalogue_row, (size_t)view.n_rows);
	for (int i = 0; i < view.n_rows && st == AT_OK; i++)
		st = read_row(call, &plan, at_library_at(library, i), &view.rows[i]);
	if (st != AT_OK)
		return st;
	qsort(view.rows, (size_t)view.n_rows, sizeof *view.rows, by_name);
	*out = view;
	return AT_OK;
}

enum at_status
at_action_catalogue_one(struct at_call *call, const char *id, struct at_catalogue_card *out)
{
	const struct at_instrument *instrument = at_library_find(call->house->library, id);
	struct at_wording wording;
	enum at_status st = at_act_allow(call, AT_REL_ANY, AT_RES_SETTINGS, AT_VIEW);

	if (st == AT_OK && instrument == NULL)
		st = at_fail(call->err, AT_NOT_FOUND, "There is no instrument \"%s\".", id);
	if (st == AT_OK)
		st = load_wording(call, instrument, &wording);
	if (st == AT_OK)
		at_catalogue_describe(call, call->house->library, instrument, &wording, out);
	return st;
}
