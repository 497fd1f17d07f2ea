/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The clinic's own words, one text at a time: seen beside ours, tried, kept, given up. */
#include <stdlib.h>
#include <string.h>

#include "action/act.h"
#include "action/asking.h"
#include "action/clinic_file.h"
#include "action/wording.h"
#include "base/buffer.h"
#include "base/utf8.h"
#include "base/words.h"
#include "instrument/texts.h"
#include "store/setup.h"

enum { TEXT_MAX = 2000, FILLS_MAX = 64 };

static const char general[] = "texts";

/* ---- which there are ------------------------------------------------------------------ */

static const char *
name_of(struct at_call *call, const struct at_instrument *instrument)
{
	const struct at_wording wording = { .lang = at_words_lang(call->words) };
	const char *name = at_library_text(call->house->library, instrument, &wording, "name",
	    NULL);

	return name != NULL ? name : instrument->id;
}

enum at_status
at_action_wordable(struct at_call *call, const char *const **out_ids,
    const char *const **out_names, int *out_n)
{
	const struct at_library *library = call->house->library;
	size_t n = (size_t)at_library_count(library) + 1;
	const char **ids = AT_NEW(call->arena, const char *, n);
	const char **names = AT_NEW(call->arena, const char *, n);
	enum at_status st = at_act_allow(call, AT_REL_ANY, AT_RES_SETTINGS, AT_VIEW);

	if (st != AT_OK)
		return st;
	ids[0] = general;
	names[0] = at_tr(call, "Help at once, and words around every form");
	*out_n = 1;
	for (int i = 0; i < at_library_count(library); i++) {
		const struct at_instrument *instrument = at_library_at(library, i);

		if (!instrument->own_card)
			continue;
		ids[*out_n] = instrument->id;
		names[(*out_n)++] = name_of(call, instrument);
	}
	*out_ids = ids;
	*out_names = names;
	return AT_OK;
}

/* NULL with AT_OK: the general texts. */
static enum at_status
find_instrument(struct at_call *call, const char *id, const struct at_instrument **out)
{
	*out = NULL;
	if (strcmp(id, general) == 0)
		return AT_OK;
	*out = at_library_find(call->house->library, id);
	if (*out != NULL && (*out)->own_card)
		return AT_OK;
	return at_fail(call->err, AT_NOT_FOUND, "%s", at_tr(call,
	    "There are no words of ours by that name."));
}

static int
by_key(const void *a_, const void *b_)
{
	const struct at_word *a = a_, *b = b_;

	return strcmp(a->key, b->key);
}

static void
add_word(struct at_call *call, struct at_words_view *out, const char *key, const char *ours,
    const char *own)
{
	for (int i = 0; i < out->n_words; i++) {
		struct at_word *w = &out->words[i];

		if (strcmp(w->key, key) != 0)
			continue;
		w->ours = w->ours[0] == '\0' ? ours : w->ours;
		w->own = own != NULL ? own : w->own;
		return;
	}
	out->words = at_one_more(call->arena, out->words, out->n_words, sizeof *out->words);
	out->words[out->n_words++] = (struct at_word){ key, ours, own };
}

/* Every key that we or the clinic have words for in this language; where we have none at all,
 * those of the English ones. */
static enum at_status
collect(struct at_call *call, const struct at_instrument *instrument, struct at_words_view *out)
{
	const char *const langs[] = { out->lang, "en" };
	struct at_site_words own;
	struct at_db *db = at_store_reader(call);
	enum at_status st;

	if (db == NULL)
		return call->err->status;
	for (size_t l = 0; l < AT_COUNT(langs) && out->n_words == 0; l++) {
		const struct at_texts *texts = at_library_words(call->house->library, instrument,
		    langs[l]);

		for (int i = 0; texts != NULL && i < texts->n_texts; i++)
			add_word(call, out, texts->texts[i].key,
			    l == 0 ? texts->texts[i].text : "", NULL);
	}
	st = at_site_words_load(call->arena, db, call->who->org, out->id, &own, call->err);
	for (int i = 0; st == AT_OK && i < own.rows->n_rows; i++)
		if (strcmp(at_cell_text(own.rows, i, 1), out->lang) == 0)
			add_word(call, out, at_cell_text(own.rows, i, 0), "",
			    at_cell_text(own.rows, i, 2));
	return st;
}

enum at_status
at_action_words(struct at_call *call, const char *id, const char *lang, struct at_words_view *out)
{
	const struct at_instrument *instrument;
	enum at_status st = at_act_allow(call, AT_REL_ANY, AT_RES_SETTINGS, AT_VIEW);

	if (st == AT_OK)
		st = find_instrument(call, id, &instrument);
	if (st == AT_OK && !at_words_offered(lang))
		st = at_fail(call->err, AT_INVALID, "%s", at_tr(call, "Choose a language."));
	if (st != AT_OK)
		return st;
	*out = (struct at_words_view){ .id = id, .lang = lang, .name = instrument == NULL
		? at_tr(call, "Help at once, and words around every form")
		: name_of(call, instrument) };
	st = collect(call, instrument, out);
	if (st == AT_OK && out->n_words > 0)
		qsort(out->words, (size_t)out->n_words, sizeof *out->words, by_key);
	return st;
}

enum at_status
at_action_word(struct at_call *call, const char *id, const char *key, const char *lang,
    struct at_words_view *out)
{
	struct at_words_view all;
	enum at_status st = at_action_words(call, id, lang, &all);

	if (st != AT_OK)
		return st;
	for (int i = 0; i < all.n_words; i++)
		if (strcmp(all.words[i].key, key) == 0) {
			*out = all;
			out->words = &all.words[i];
			out->n_words = 1;
			return AT_OK;
		}
	return at_fail(call->err, AT_NOT_FOUND, "%s", at_tr(call,
	    "There are no words of ours by that name."));
}

/* ---- placeholders --------------------------------------------------------------------- */

/* The name in the next pair of braces from *at on; NULL: there are no more. */
static const char *
next_placeholder(struct at_arena *arena, const char **at)
{
	const char *open = *at;
	size_t n;

	while ((open = strchr(open, '{')) != NULL && open[1] == '{')
		open += 2;
	if (open == NULL)
		return NULL;
	n = strcspn(open + 1, "}");
	*at = open + 1 + n;
	return at_strndup(arena, open + 1, n);
}

static void
add_fill(struct at_fill *fills, int *n, const char *name, const char *value)
{
	for (int i = 0; i < *n; i++)
		if (strcmp(fills[i].name, name) == 0)
			return;
	if (*n < FILLS_MAX)
		fills[(*n)++] = (struct at_fill){ .name = name, .value = value,
			.may_lack = true };
}

/* What may stand in braces here: the values of the clinic, and whatever our own words of this
 * text have, in any language.  Others would make the form fail when it is opened. */
static enum at_status
collect_fills(struct at_call *call, const struct at_words_view *view, struct at_fill *fills,
    int *n)
{
	static const char *const langs[] = { "en", "nb", "de" };
	const struct at_instrument *instrument;
	struct at_asking *asking;
	at_id *sites;
	int n_sites;
	enum at_status st = find_instrument(call, view->id, &instrument);

	if (st == AT_OK)
		st = at_site_list(call->arena, at_store_reader(call), call->who->org, &sites,
		    &n_sites, call->err);
	if (st == AT_OK && n_sites > 0)
		st = at_asking_open(call, call->who->org, sites[0], NULL, "client", false,
		    view->lang, &asking);
	if (st != AT_OK)
		return st;
	for (int i = 0; n_sites > 0 && i < asking->n_fills; i++)
		add_fill(fills, n, asking->fills[i].name, asking->fills[i].value);
	for (size_t l = 0; l < AT_COUNT(langs); l++) {
		const struct at_texts *texts = at_library_words(call->house->library, instrument,
		    langs[l]);
		const char *at = texts == NULL ? NULL : at_texts_find(texts, view->words[0].key);
		const char *name;

		while (at != NULL && (name = next_placeholder(call->arena, &at)) != NULL)
			add_fill(fills, n, name, at_printf(call->arena, "[%s]", name));
	}
	return AT_OK;
}

enum at_status
at_action_word_preview(struct at_call *call, const struct at_words_view *view, const char *text,
    const struct at_piece **out, int *out_n)
{
	struct at_fill *fills = AT_NEW(call->arena, struct at_fill, FILLS_MAX);
	int n = 0;
	enum at_status st = at_act_allow(call, AT_REL_ANY, AT_RES_SETTINGS, AT_VIEW);

	if (st == AT_OK)
		st = collect_fills(call, view, fills, &n);
	return st == AT_OK ? at_fill_pieces(call->arena, text, fills, n, out, out_n, call->err)
	    : st;
}

/* ---- kept ----------------------------------------------------------------------------- */

struct saving {
	struct at_setup_text text;      /* its words NULL: to go */
	const char *before, *late;
	struct at_audit_line line;
};

static bool
same_words(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static enum at_status
apply_save(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	struct saving *s = job;
	struct at_site_words there;
	enum at_status st = at_site_words_load(scratch, db, s->line.org, s->text.instrument,
	    &there, err);

	if (st != AT_OK)
		return st;
	if (!same_words(at_site_words_find(&there, s->text.key, s->text.lang), s->before))
		return at_fail(err, AT_CONFLICT, "%s", s->late);
	st = s->text.text == NULL ? at_wording_remove(db, s->line.org, &s->text, err)
	    : at_wording_save(db, s->line.org, &s->text, err);
	return st == AT_OK ? at_act_append(db, scratch, &s->line, err) : st;
}

enum at_status
at_action_word_save(struct at_call *call, const struct at_words_view *view, const char *before,
    const char *text)
{
	const struct at_word *word = &view->words[0];
	struct saving job = { .before = before, .late = at_tr(call, "Somebody changed this "
	    "meanwhile. Nothing of yours was saved: look at it as it is now, and change it "
	    "again.") };
	const struct at_piece *pieces;
	int n;
	enum at_status st = at_act_allow(call, AT_REL_ANY, AT_RES_SETTINGS, AT_WRITE);

	if (st != AT_OK)
		return st;
	if (text != NULL && (text[strspn(text, " \t\r\n")] == '\0'
	    || at_utf8_count(text) > TEXT_MAX))
		return at_fail(call->err, AT_INVALID, "%s", at_printf(call->arena, at_tr(call,
		    "A text has 1 to %d characters."), TEXT_MAX));
	if (text != NULL)
		st = at_action_word_preview(call, view, text, &pieces, &n);
	if (st != AT_OK)
		return st;
	job.text = (struct at_setup_text){ view->id, word->key, view->lang, text };
	job.line = at_act_line(call, "change", "wording", 0, 0);
	job.line.detail = view->id;
	return at_store_write(call, apply_save, &job);
}
