/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Crisis numbers and the other values that texts are filled with, at the whole clinic or a
 * site, in all languages or one; with what a client reads then. */
#include <string.h>

#include "action/clinic_file.h"
#include "action/values.h"
#include "action/wording.h"
#include "base/words.h"
#include "html/form.h"
#include "html/put.h"
#include "web/clinic.h"
#include "web/crisis.h"

static const struct {
	const char *name, *label;
} labels[] = {
	{ "emergency_number", AT_TEXT("Emergency number") },
	{ "violence_line", AT_TEXT("Where to turn when somebody is violent") },
	{ "crisis_line_name", AT_TEXT("Crisis line: its name") },
	{ "crisis_line_number", AT_TEXT("Crisis line: its number") },
	{ "crisis_line_hours", AT_TEXT("Crisis line: when it answers") },
	{ "crisis_chat", AT_TEXT("Crisis line: its chat") },
	{ "clinic_name", AT_TEXT("The clinic, as clients know it") },
	{ "clinic_phone", AT_TEXT("Its phone number") },
	{ "clinic_hours", AT_TEXT("When it answers the phone") },
	{ "out_of_hours_name", AT_TEXT("Out of hours: who helps") },
	{ "out_of_hours_phone", AT_TEXT("Out of hours: their number") },
	{ "contact_person", AT_TEXT("Contact person, if not the one named with the cover") },
	{ "staff_support", AT_TEXT("Where those who work here find support") },
};

static const struct {
	const char *lang, *name;
} languages[] = { { "en", "English" }, { "nb", "Norsk" }, { "de", "Deutsch" } };

static const char *
label_of(struct at_visit *visit, const char *name)
{
	for (size_t i = 0; i < AT_COUNT(labels); i++)
		if (strcmp(labels[i].name, name) == 0)
			return at_tr(&visit->call, labels[i].label);
	return name;
}

static const char *
path_of(struct at_visit *visit, at_id site, const char *lang)
{
	if (site == 0)
		return lang[0] == '\0' ? "/texts" : at_printf(visit->call.arena, "/texts?in=%s",
		    lang);
	return at_printf(visit->call.arena, lang[0] == '\0' ? "/texts?site=%s%s"
	    : "/texts?site=%s&in=%s", at_visit_id_text(visit, site), lang);
}

/* ---- where, and in which language ----------------------------------------------------- */

static void
put_place(struct at_visit *visit, const char *path, bool here, const char *lang, const char *name)
{
	at_put(visit->out, "<li><a href=\"%s\"", path);
	if (lang != NULL)
		at_put(visit->out, " lang=\"%s\"", lang);
	if (here)
		at_put_raw(visit->out, " aria-current=\"page\"");
	at_put(visit->out, ">%s</a></li>\n", name);
}

static void
put_places(struct at_visit *visit, const struct at_values_view *view)
{
	struct at_call *call = &visit->call;

	at_put(visit->out, "<nav class=\"places\" aria-label=\"%s\">\n<ul>\n",
	    at_tr(call, "Where"));
	put_place(visit, path_of(visit, 0, view->lang), view->site == 0, NULL,
	    at_tr(call, "The whole clinic"));
	for (int i = 0; i < view->n_sites; i++)
		put_place(visit, path_of(visit, view->sites[i].id, view->lang),
		    view->site == view->sites[i].id, NULL, view->sites[i].name);
	at_put_raw(visit->out, "</ul>\n</nav>\n");
	at_put(visit->out, "<nav class=\"places\" aria-label=\"%s\">\n<ul>\n",
	    at_tr(call, "In which language"));
	put_place(visit, path_of(visit, view->site, ""), view->lang[0] == '\0', NULL,
	    at_tr(call, "All languages"));
	for (size_t i = 0; i < AT_COUNT(languages); i++)
		put_place(visit, path_of(visit, view->site, languages[i].lang),
		    strcmp(view->lang, languages[i].lang) == 0, languages[i].lang,
		    languages[i].name);
	at_put_raw(visit->out, "</ul>\n</nav>\n");
}

/* ---- the values ----------------------------------------------------------------------- */

static const char *
note_of(struct at_visit *visit, at_id site, const struct at_value_line *line)
{
	struct at_call *call = &visit->call;

	if (line->else_value == NULL && line->own[0] != '\0')
		return NULL;
	if (line->else_value == NULL && site != 0)
		return at_tr(call, "Missing: nothing is sent or opened to a client without it.");
	if (line->else_value == NULL)
		return at_tr(call, "Empty: every site has its own.");
	if (line->other_lang)
		return at_printf(call->arena, at_tr(call, "Empty: as in all languages, \"%s\"."),
		    line->else_value);
	return line->else_where == NULL
	    ? at_printf(call->arena, at_tr(call, "Empty: as in the whole clinic, \"%s\"."),
	    line->else_value) : at_printf(call->arena, at_tr(call, "Empty: as at %s, \"%s\"."),
	    line->else_where, line->else_value);
}

static void
put_values(struct at_visit *visit, const struct at_values_view *view, bool typed)
{
	struct at_call *call = &visit->call;
	const struct at_section section = { .id = "values",
		.heading = at_tr(call, "Numbers and names") };
	const struct at_hidden hidden[] = { { "mark", view->mark } };
	const struct at_form form = { .action = path_of(visit, view->site, view->lang),
		.csrf = visit->csrf, .hidden = hidden, .n_hidden = 1, .wide = true };
	const struct at_form_buttons buttons = { .primary = at_tr(call, "Save"),
		.primary_value = "save" };

	at_part_section_begin(visit->out, &section);
	at_form_begin(visit->out, &form);
	for (int i = 0; i < view->n_lines; i++) {
		const struct at_value_line *line = &view->lines[i];

		at_form_line(visit->out, &(struct at_form_line){ .name = line->name,
		    .label = label_of(visit, line->name), .note = note_of(visit, view->site, line),
		    .autocomplete = "off",
		    .value = typed ? at_clinic_field(visit, line->name) : line->own });
	}
	at_form_buttons(visit->out, &buttons);
	at_form_end(visit->out);
	at_part_section_end(visit->out);
}

/* All of it in the language of the text, the heading too. */
static void
put_crisis(struct at_visit *visit, const struct at_crisis_view *crisis)
{
	const struct at_words *own = visit->call.words;

	if (crisis->n_lines > 0 && crisis->lines[0].lang != NULL)
		visit->call.words = at_words_find(crisis->lines[0].lang);
	at_crisis_put(visit, crisis, false, NULL);
	visit->call.words = own;
}

static void
put_preview(struct at_visit *visit, const struct at_values_view *view)
{
	struct at_call *call = &visit->call;
	const struct at_section section = { .id = "preview",
		.heading = at_tr(call, "What a client reads"),
		.note = view->preview_name == NULL ? NULL : at_printf(call->arena,
		    at_tr(call, "Help at once, at %s."), view->preview_name) };

	at_part_section_begin(visit->out, &section);
	if (view->n_missing > 0) {
		at_part_notice(visit->out, AT_TONE_LOOK, at_tr(call, "Still missing"),
		    at_tr(call, "Until these have a value, nothing is sent or opened to a "
		    "client here."));
		at_put_raw(visit->out, "<ul class=\"points\">\n");
		for (int i = 0; i < view->n_missing; i++)
			at_put(visit->out, "<li>%s</li>\n", label_of(visit, view->missing[i]));
		at_put_raw(visit->out, "</ul>\n");
	}
	put_crisis(visit, &view->crisis);
	at_part_section_end(visit->out);
}

static void
put_wordable(struct at_visit *visit)
{
	struct at_call *call = &visit->call;
	const struct at_section section = { .id = "words",
		.heading = at_tr(call, "Cards and texts in the clinic's own words"),
		.note = at_tr(call, "Ours hold until the clinic writes its own.") };
	const char *const *ids, *const *names;
	int n;

	if (at_action_wordable(call, &ids, &names, &n) != AT_OK)
		return;
	at_part_section_begin(visit->out, &section);
	at_put_raw(visit->out, "<ul class=\"ways\">\n");
	for (int i = 0; i < n; i++)
		at_put(visit->out, "<li><a href=\"/texts/%s\">%s</a></li>\n", ids[i], names[i]);
	at_put_raw(visit->out, "</ul>\n");
	at_part_section_end(visit->out);
}

/* ---- the page ------------------------------------------------------------------------- */

static int
put_texts(struct at_visit *visit, const struct at_values_view *view, const char *problem,
    bool typed)
{
	struct at_call *call = &visit->call;
	struct at_page page = at_page_clinic(visit, at_tr(call, "Texts"), "/texts");

	page.lead = at_tr(call, "What is written for the whole clinic holds at every site that "
	    "does not say otherwise.");
	at_page_begin(visit->out, &page);
	put_places(visit, view);
	at_clinic_said(visit, problem);
	at_part_columns_begin(visit->out);
	put_values(visit, view, typed);
	at_part_columns_middle(visit->out);
	put_preview(visit, view);
	put_wordable(visit);
	at_part_columns_end(visit->out);
	at_page_end(visit->out, &page);
	return 200;
}

struct asked {
	at_id site;                     /* -1: none of ours */
	const char *lang;
};

static struct asked
asked(const struct at_visit *visit)
{
	const char *site = at_field(&visit->request->query, "site");
	const char *lang = at_field(&visit->request->query, "in");
	struct asked a = { .lang = lang == NULL ? "" : lang };

	if (site != NULL && !at_id_parse(site, &a.site))
		a.site = -1;
	return a;
}

int
at_page_texts(struct at_visit *visit)
{
	struct asked a = asked(visit);
	struct at_values_view view;

	if (at_action_values(&visit->call, a.site, a.lang, &view) != AT_OK)
		return at_page_problem(visit);
	return put_texts(visit, &view, NULL, false);
}

int
at_page_texts_post(struct at_visit *visit)
{
	struct at_call *call = &visit->call;
	struct asked a = asked(visit);
	struct at_values_view view;
	const char *problem, *path = path_of(visit, a.site, a.lang);
	int n, status = 200;
	const char *const *names = at_clinic_value_names(&n);
	const char **values = AT_NEW(call->arena, const char *, (size_t)n);

	if (at_action_values(call, a.site, a.lang, &view) != AT_OK)
		return at_page_problem(visit);
	if (!at_clinic_does(visit, "save"))
		return at_clinic_no_such_verb(visit);
	for (int i = 0; i < n; i++)
		values[i] = at_clinic_field(visit, names[i]);
	if (at_action_values_save(call, a.site, a.lang, at_clinic_field(visit, "mark"), values)
	    == AT_OK)
		return at_page_redirect(visit, at_printf(call->arena, "%s%sdid=saved", path,
		    strchr(path, '?') == NULL ? "?" : "&"));
	problem = at_clinic_problem(visit, &status);
	if (problem == NULL || at_action_values(call, a.site, a.lang, &view) != AT_OK)
		return at_page_problem(visit);
	put_texts(visit, &view, problem, status == 400);
	return status;
}
