/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A card or text in the clinic's own words: all of its texts, and one to be written, tried,
 * kept, or given up for ours. */
#include <string.h>

#include "action/wording.h"
#include "base/words.h"
#include "html/form.h"
#include "html/put.h"
#include "web/clinic.h"

static const struct {
	const char *lang, *name;
} languages[] = { { "en", "English" }, { "nb", "Norsk" }, { "de", "Deutsch" } };

/* The language whose words are looked at: asked for, else the reader's. */
static const char *
lang_of(struct at_visit *visit)
{
	const char *lang = at_field(&visit->request->query, "in");

	if (lang != NULL)
		return lang;
	lang = at_words_lang(visit->call.words);
	return at_words_offered(lang) ? lang : "en";
}

/* ---- all of them ---------------------------------------------------------------------- */

static void
put_languages(struct at_visit *visit, const struct at_words_view *view)
{
	at_put(visit->out, "<nav class=\"places\" aria-label=\"%s\">\n<ul>\n",
	    at_tr(&visit->call, "In which language"));
	for (size_t i = 0; i < AT_COUNT(languages); i++) {
		at_put(visit->out, "<li><a href=\"/texts/%s?in=%s\" lang=\"%s\"", view->id,
		    languages[i].lang, languages[i].lang);
		if (strcmp(view->lang, languages[i].lang) == 0)
			at_put_raw(visit->out, " aria-current=\"page\"");
		at_put(visit->out, ">%s</a></li>\n", languages[i].name);
	}
	at_put_raw(visit->out, "</ul>\n</nav>\n");
}

static void
put_word(struct at_visit *visit, const struct at_words_view *view, const struct at_word *word)
{
	struct at_call *call = &visit->call;
	const struct at_tag tag = { AT_TONE_DONE, at_tr(call, "the clinic's own") };
	const char *text = word->own != NULL ? word->own : word->ours;

	at_put_raw(visit->out, "<li>\n<div class=\"what\">");
	if (text[0] != '\0')
		at_put(visit->out, "<p lang=\"%s\">%s</p>\n", view->lang, text);
	else
		at_put(visit->out, "<p class=\"note\">%s</p>\n",
		    at_tr(call, "No words in this language; the English ones stand in."));
	at_put(visit->out, "<p class=\"note\"><code>%s</code> ", word->key);
	if (word->own != NULL)
		at_part_tag(visit->out, &tag);
	at_put(visit->out, "</p></div>\n<p><a href=\"/texts/%s/%s?in=%s\" aria-label=\"%s: %s\">%s"
	    "</a></p>\n</li>\n", view->id, word->key, view->lang, at_tr(call, "Change"), word->key,
	    at_tr(call, "Change"));
}

int
at_page_words(struct at_visit *visit)
{
	struct at_call *call = &visit->call;
	struct at_words_view view;
	struct at_page page;

	if (at_action_words(call, at_param(&visit->match, "instrument"), lang_of(visit), &view)
	    != AT_OK)
		return at_page_problem(visit);
	page = at_page_clinic(visit, view.name, "/texts");
	page.back = (struct at_page_link){ "/texts", at_tr(call, "Texts"), false };
	page.lead = at_tr(call, "Names in braces are filled in when somebody is asked.");
	at_page_begin(visit->out, &page);
	put_languages(visit, &view);
	at_part_section_begin(visit->out, &(struct at_section){ .heading = at_tr(call, "Texts") });
	at_put_raw(visit->out, "<ul class=\"plan\">\n");
	for (int i = 0; i < view.n_words; i++)
		put_word(visit, &view, &view.words[i]);
	at_put_raw(visit->out, "</ul>\n");
	at_part_section_end(visit->out);
	at_page_end(visit->out, &page);
	return 200;
}

/* ---- one ------------------------------------------------------------------------------ */

/* What is on the page of one text besides the text. */
struct shown {
	const char *text;               /* in the field */
	const char *problem;            /* or NULL */
	const char *heading, *note;     /* of what was done; heading NULL: nothing */
	bool tried;                     /* show how it reads */
};

static void
put_ours(struct at_visit *visit, const struct at_words_view *view)
{
	struct at_call *call = &visit->call;
	const struct at_word *word = &view->words[0];
	const struct at_section section = { .heading = at_tr(call, "Our words") };

	at_part_section_begin(visit->out, &section);
	if (word->ours[0] != '\0')
		at_put(visit->out, "<p lang=\"%s\">%s</p>\n", view->lang, word->ours);
	else
		at_put(visit->out, "<p class=\"note\">%s</p>\n",
		    at_tr(call, "No words in this language; the English ones stand in."));
	at_part_section_end(visit->out);
}

static void
put_tried(struct at_visit *visit, const struct at_words_view *view, const char *text)
{
	struct at_call *call = &visit->call;
	const struct at_section section = { .id = "tried",
		.heading = at_tr(call, "How it reads"),
		.note = at_tr(call, "At the first site; what is known only when somebody is asked "
		    "stands in brackets.") };
	const struct at_piece *pieces;
	int n;

	if (at_action_word_preview(call, view, text, &pieces, &n) != AT_OK) {
		at_error_clear(&visit->err);
		return;
	}
	at_part_section_begin(visit->out, &section);
	at_part_paragraphs(visit->out, pieces, n);
	at_part_section_end(visit->out);
}

static void
put_field(struct at_visit *visit, const struct at_words_view *view, const struct shown *s)
{
	struct at_call *call = &visit->call;
	const struct at_word *word = &view->words[0];
	const struct at_hidden hidden[] = { { "before", word->own }, { "had", "1" } };
	const struct at_form form = { .action = at_printf(call->arena, "/texts/%s/%s?in=%s",
		view->id, word->key, view->lang), .csrf = visit->csrf, .hidden = hidden,
		.n_hidden = word->own != NULL ? 2 : 0, .wide = true };
	const struct at_form_buttons buttons = { .primary = at_tr(call, "Save"),
		.primary_value = "save", .other = word->own == NULL ? NULL
		: at_tr(call, "Our words again"), .other_value = "ours" };

	at_form_begin(visit->out, &form);
	at_form_words(visit->out, &(struct at_form_words){ .name = "text", .rows = 6,
	    .label = at_tr(call, "The clinic's words"), .lang = view->lang, .value = s->text,
	    .max_length = 2000 });
	at_put(visit->out, "<button type=\"submit\" class=\"button small\" name=\"do\""
	    " value=\"try\">%s</button>\n", at_tr(call, "See how it reads"));
	at_form_buttons(visit->out, &buttons);
	at_form_end(visit->out);
}

static int
put_page(struct at_visit *visit, const struct at_words_view *view, const struct shown *s)
{
	struct at_call *call = &visit->call;
	struct at_page page = at_page_clinic(visit, at_tr(call, "A text of the clinic's own"),
	    "/texts");

	page.back = (struct at_page_link){ at_printf(call->arena, "/texts/%s?in=%s", view->id,
	    view->lang), view->name, false };
	page.lead = view->words[0].key;
	at_page_begin(visit->out, &page);
	at_clinic_said(visit, s->problem);
	if (s->heading != NULL)
		at_part_notice(visit->out, AT_TONE_DONE, s->heading, s->note);
	at_part_columns_begin(visit->out);
	put_field(visit, view, s);
	if (s->tried)
		put_tried(visit, view, s->text);
	at_part_columns_middle(visit->out);
	put_ours(visit, view);
	at_part_columns_end(visit->out);
	at_page_end(visit->out, &page);
	return 200;
}

static enum at_status
load(struct at_visit *visit, struct at_words_view *out)
{
	return at_action_word(&visit->call, at_param(&visit->match, "instrument"),
	    at_param(&visit->match, "key"), lang_of(visit), out);
}

int
at_page_word(struct at_visit *visit)
{
	struct at_words_view view;
	struct shown s = { .tried = true };

	if (load(visit, &view) != AT_OK)
		return at_page_problem(visit);
	s.text = view.words[0].own != NULL ? view.words[0].own : view.words[0].ours;
	return put_page(visit, &view, &s);
}

/* Browsers end lines as a typewriter does. */
static const char *
lines_of(struct at_visit *visit, const char *name)
{
	char *text = at_strdup(visit->call.arena, at_clinic_field(visit, name)), *to = text;

	for (const char *from = text; *from != '\0'; from++)
		if (*from != '\r')
			*to++ = *from;
	*to = '\0';
	return text;
}

static int
keep(struct at_visit *visit, struct at_words_view *view, struct shown *s, bool ours)
{
	struct at_call *call = &visit->call;
	const char *before = at_clinic_field(visit, "had")[0] == '\0' ? NULL
	    : lines_of(visit, "before");
	int status = 200;

	if (at_action_word_save(call, view, before, ours ? NULL : s->text) != AT_OK) {
		s->problem = at_clinic_problem(visit, &status);
		if (s->problem == NULL)
			return at_page_problem(visit);
	} else if (ours) {
		s->heading = at_tr(call, "Our words hold again");
		s->note = at_tr(call, "What the clinic had is still in the field: Save puts it "
		    "back.");
		s->text = before != NULL ? before : "";
	} else {
		s->heading = at_tr(call, "Saved");
		s->note = at_tr(call, "It holds from now on.");
	}
	if (load(visit, view) != AT_OK)
		return at_page_problem(visit);
	put_page(visit, view, s);
	return status;
}

int
at_page_word_post(struct at_visit *visit)
{
	struct at_words_view view;
	struct shown s = { .text = lines_of(visit, "text"), .tried = true };
	const struct at_piece *pieces;
	int n, status = 200;

	if (load(visit, &view) != AT_OK)
		return at_page_problem(visit);
	if (at_clinic_does(visit, "save") || at_clinic_does(visit, "ours"))
		return keep(visit, &view, &s, at_clinic_does(visit, "ours"));
	if (!at_clinic_does(visit, "try"))
		return at_clinic_no_such_verb(visit);
	if (at_action_word_preview(&visit->call, &view, s.text, &pieces, &n) != AT_OK) {
		s.problem = at_clinic_problem(visit, &status);
		if (s.problem == NULL)
			return at_page_problem(visit);
	}
	put_page(visit, &view, &s);
	return status;
}
