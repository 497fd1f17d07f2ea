/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The address somebody was given: a page with one button, Begin. */
#include <string.h>

#include "base/words.h"
#include "html/form.h"
#include "html/put.h"
#include "web/crisis.h"
#include "web/form_page.h"

static const char *
asked_language(struct at_visit *visit)
{
	return at_field(visit->request->method == AT_GET ? &visit->request->query
	    : &visit->request->form, "lang");
}

static int
no_link(struct at_visit *visit)
{
	if (visit->err.status != AT_NOT_FOUND)
		return at_page_problem(visit);
	return at_page_notice(visit, 404, AT_PAGE_CLIENT,
	    at_tr(&visit->call, "This link does not work"),
	    at_tr(&visit->call, "Ask the clinic for a new one. Nothing you wrote is lost."));
}

int
at_page_link(struct at_visit *visit)
{
	struct at_call *call = &visit->call;
	struct at_form_view view;
	struct at_page page;
	struct at_hidden lang = { "lang", NULL };
	const struct at_form form = { .action = visit->request->path, .csrf = visit->csrf,
		.hidden = &lang, .n_hidden = 1 };
	const struct at_form_buttons buttons = { .primary = at_tr(call, "Begin") };

	if (at_action_link(call, at_param(&visit->match, "token"), asked_language(visit), &view)
	    != AT_OK)
		return no_link(visit);
	if (view.stand != AT_FORM_OPEN && view.stand != AT_FORM_SENT
	    && view.stand != AT_FORM_ELSEWHERE)
		return at_form_stand_page(visit, &view, NULL);
	page = at_form_frame(visit, &view);
	page.script = NULL;
	lang.value = at_words_lang(call->words);
	at_page_begin(visit->out, &page);
	at_page_languages(visit);
	at_form_intro(visit, &view);
	at_form_begin(visit->out, &form);
	at_form_buttons(visit->out, &buttons);
	at_form_end(visit->out);
	at_put(visit->out, "<p class=\"note\">%s</p>\n", at_tr(call,
	    "If this was not meant for you, close this page. Nothing has been saved."));
	at_crisis_help(visit, view.asking);
	at_page_end(visit->out, &page);
	return 200;
}

int
at_page_link_begin(struct at_visit *visit)
{
	struct at_form_view view;

	if (at_action_begin(&visit->call, at_param(&visit->match, "token"),
	    asked_language(visit), at_visit_make_device(visit), &view) != AT_OK)
		return no_link(visit);
	if (view.stand == AT_FORM_OPEN)
		return at_page_redirect(visit, at_form_path(visit, &view, ""));
	if (view.stand == AT_FORM_SENT)
		return at_page_redirect(visit, at_form_path(visit, &view, "/thanks"));
	return at_form_stand_page(visit, &view, NULL);
}

int
at_page_own_card(struct at_visit *visit)
{
	struct at_form_view view;

	if (at_action_begin_own(&visit->call, at_visit_id(visit, "due"),
	    at_words_lang(visit->call.words), at_visit_make_device(visit), &view) != AT_OK)
		return at_page_problem(visit);
	if (view.stand == AT_FORM_OPEN || view.stand == AT_FORM_SENT)
		return at_page_redirect(visit, at_form_path(visit, &view,
		    view.stand == AT_FORM_OPEN ? "" : "/thanks"));
	return at_form_stand_page(visit, &view, NULL);
}
