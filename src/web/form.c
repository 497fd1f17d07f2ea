/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A form, page by page: shown, taken, the crisis text, thanks. */
#include <stdlib.h>
#include <string.h>

#include "base/words.h"
#include "html/form.h"
#include "html/part.h"
#include "html/put.h"
#include "web/crisis.h"
#include "web/form_page.h"

/* A page number as it came in, within the form; anything else is the first page. */
static int
page_number(const struct at_fields *fields)
{
	const char *text = at_field(fields, "page");
	long n = text == NULL ? 0 : strtol(text, NULL, 10);

	return n < 0 || n >= AT_MAX_ITEMS ? 0 : (int)n;
}

static int
no_form(struct at_visit *visit)
{
	if (visit->err.status != AT_NOT_FOUND)
		return at_page_problem(visit);
	return at_page_notice(visit, 404, AT_PAGE_CLIENT,
	    at_tr(&visit->call, "This browser has not begun this form"),
	    at_tr(&visit->call, "Please open the link you were given again and press Begin."));
}

int
at_page_form(struct at_visit *visit)
{
	struct at_form_view view;
	struct at_crisis_view crisis;
	int page;

	if (at_action_form(&visit->call, at_visit_id(visit, "due"), at_visit_device(visit), &view)
	    != AT_OK)
		return no_form(visit);
	if (view.stand == AT_FORM_SENT)
		return at_page_redirect(visit, at_form_path(visit, &view, "/thanks"));
	if (at_safety_crisis_of(&visit->call, view.asking, &view.due, &view.device, &crisis)
	    != AT_OK)
		return at_page_problem(visit);
	if (view.stand != AT_FORM_OPEN)
		return at_form_stand_page(visit, &view, crisis.n_lines > 0 ? &crisis : NULL);
	page = page_number(&visit->request->query);
	at_form_questions(visit, &view, page < view.n_pages ? page : view.n_pages - 1,
	    &(struct at_form_above){ .crisis = crisis.n_lines > 0 ? &crisis : NULL });
	return 200;
}

/* ---- taking a page --------------------------------------------------------- */

static enum at_form_verb
verb_of(const struct at_request *request)
{
	const char *what = at_field(&request->form, "do");

	if (what != NULL && strcmp(what, "back") == 0)
		return AT_FORM_BACK;
	if (what != NULL && strcmp(what, "decline") == 0)
		return AT_FORM_DECLINE;
	return AT_FORM_NEXT;
}

static enum at_status
take(struct at_visit *visit, enum at_form_verb verb, struct at_form_result *result)
{
	const struct at_fields *form = &visit->request->form;
	struct at_form_input *inputs = AT_NEW(visit->call.arena, struct at_form_input,
	    (size_t)form->n_fields);
	const struct at_form_post post = { .due = at_visit_id(visit, "due"),
		.cookie_hash = at_visit_device(visit), .verb = verb, .inputs = inputs,
		.n_inputs = form->n_fields, .page = page_number(form) };

	for (int i = 0; i < form->n_fields; i++)
		inputs[i] = (struct at_form_input){ form->fields[i].name, form->fields[i].value };
	return at_action_form_post(&visit->call, &post, result);
}

/* The crisis text with "May we call you?" as a form of its own. */
static void
put_crisis_form(struct at_visit *visit, const struct at_form_view *view,
    const struct at_crisis_view *crisis, int page)
{
	struct at_call *call = &visit->call;
	const struct at_hidden hidden = { "page", at_printf(call->arena, "%d", page) };
	const struct at_form form = { .action = at_form_path(visit, view, "/call"),
		.csrf = visit->csrf, .hidden = &hidden, .n_hidden = 1 };
	const struct at_form_buttons buttons = { .primary = view->stand == AT_FORM_SENT
		? at_tr(call, "Save") : at_tr(call, "Save and go on") };

	at_form_begin(visit->out, &form);
	at_crisis_put(visit, crisis, true, NULL);
	at_form_buttons(visit->out, &buttons);
	at_form_end(visit->out);
}

/* Where a browser goes on: the page asked for, or thanks; from a card that has no other
 * side to wait for, the therapist goes straight back. */
static const char *
onward(struct at_visit *visit, const struct at_form_view *view, int page)
{
	if (view->stand == AT_FORM_SENT && strcmp(view->due.form, "therapist") == 0
	    && strcmp(view->due.instrument, "session") != 0)
		return at_printf(visit->call.arena, "/clients/%s",
		    at_visit_id_text(visit, view->due.client));
	if (view->stand == AT_FORM_SENT)
		return at_form_path(visit, view, "/thanks");
	return at_printf(visit->call.arena, "%s?page=%d", at_form_path(visit, view, ""), page);
}

/* The crisis text by itself, before any further question. */
static int
page_crisis(struct at_visit *visit, const struct at_form_result *result)
{
	struct at_page page = at_page_client_frame(visit,
	    at_tr(&visit->call, "Your answer has been passed on."));

	at_page_begin(visit->out, &page);
	put_crisis_form(visit, &result->view, &result->crisis_text, result->page);
	at_page_end(visit->out, &page);
	return 200;
}

int
at_page_form_call(struct at_visit *visit)
{
	const struct at_fields *form = &visit->request->form;
	struct at_form_view view;
	const char *no_call = at_field(form, "no_call");
	const struct at_calling calling = { .phone = at_field(form, "call_me_on"),
		.no_call = no_call != NULL && no_call[0] != '\0' };

	if (at_action_form_call_me(&visit->call, at_visit_id(visit, "due"),
	    at_visit_device(visit), &calling, &view) != AT_OK)
		return no_form(visit);
	return at_page_redirect(visit, onward(visit, &view, page_number(form)));
}

/* Nothing was kept: the same page again with all that was typed. */
static int
page_again(struct at_visit *visit, const struct at_form_result *result)
{
	struct at_call *call = &visit->call;
	bool invalid = visit->err.status == AT_INVALID;
	const char *problem = invalid ? visit->err.text : at_tr(call,
	    "Something went wrong on our side and this page was not saved. Your answers are "
	    "still here. Please try again in a moment.");

	if (result->view.asking == NULL)
		return at_page_problem(visit);
	at_form_questions(visit, &result->view, result->page, &(struct at_form_above){
	    .problem = problem, .crisis = result->crisis ? &result->crisis_text : NULL,
	    .unsent = result->crisis && !invalid ? &result->unsent : NULL });
	return invalid ? 400 : 503;
}

int
at_page_form_post(struct at_visit *visit)
{
	struct at_form_result result;
	enum at_status st = take(visit, verb_of(visit->request), &result);

	if (st == AT_NOT_FOUND)
		return no_form(visit);
	if (st != AT_OK)
		return page_again(visit, &result);
	if (result.crisis && result.raised && result.view.stand == AT_FORM_OPEN)
		return page_crisis(visit, &result);
	return at_page_redirect(visit, onward(visit, &result.view, result.page));
}

/* For form.js: 204 when kept, the crisis box when this answer raised it, the box with "we
 * could not pass this on" when nothing was kept. */
int
at_page_form_draft(struct at_visit *visit)
{
	struct at_form_result result;
	enum at_status st = take(visit, AT_FORM_SAVE, &result);

	if (st == AT_NOT_FOUND)
		return no_form(visit);
	if (st != AT_OK && result.view.asking != NULL && result.crisis && st != AT_INVALID) {
		at_crisis_put(visit, &result.crisis_text, false, &result.unsent);
		return 503;
	}
	if (st != AT_OK)
		return at_page_problem(visit);
	if (result.crisis && result.raised) {
		at_crisis_put(visit, &result.crisis_text, true, NULL);
		return 200;
	}
	if (result.view.stand == AT_FORM_OPEN)
		return 204;
	visit->response->type = "text/plain; charset=utf-8";
	at_buffer_text(visit->out, at_form_stand_text(visit, &result.view));
	return 409;
}

/* ---- thanks ---------------------------------------------------------------- */

int
at_page_form_thanks(struct at_visit *visit)
{
	struct at_form_view view;
	struct at_crisis_view crisis;
	struct at_page page;
	struct at_said thanks;

	if (at_action_form(&visit->call, at_visit_id(visit, "due"), at_visit_device(visit), &view)
	    != AT_OK)
		return no_form(visit);
	if (view.stand == AT_FORM_OPEN)
		return at_page_redirect(visit, at_form_path(visit, &view, ""));
	if (at_safety_crisis_of(&visit->call, view.asking, &view.due, &view.device, &crisis)
	    != AT_OK)
		return at_page_problem(visit);
	if (view.stand != AT_FORM_SENT)
		return at_form_stand_page(visit, &view, crisis.n_lines > 0 ? &crisis : NULL);
	if (at_asking_say(&visit->call, view.asking, false, "thanks", &thanks) != AT_OK)
		return at_page_problem(visit);
	page = at_page_client_frame(visit, at_tr(&visit->call, "Sent"));
	page.script = view.own.is ? "form.js" : NULL;
	at_page_begin(visit->out, &page);
	if (crisis.n_lines > 0)
		put_crisis_form(visit, &view, &crisis, 0);
	at_part_paragraphs(visit->out, thanks.pieces, thanks.n_pieces);
	at_form_put_next(visit, &view);
	at_form_put_leave(visit, &view);
	if (!view.own.is && at_field(&visit->request->cookies, "own") != NULL)
		at_put(visit->out, "<p><a href=\"/me\">%s</a></p>\n",
		    at_tr(&visit->call, "Back to your own page"));
	at_crisis_help(visit, view.asking);
	at_page_end(visit->out, &page);
	return 200;
}
