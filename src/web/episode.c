/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For the therapist: a course of therapy goes on with somebody else, or comes to its end.
 * What will happen is said first, and nothing happens before it was said. */
#include <string.h>

#include "action/episode.h"
#include "base/words.h"
#include "html/form.h"
#include "html/put.h"
#include "web/of_client.h"
#include "web/visit.h"

struct turn {
	at_id client;
	const char *path;
	struct at_episode_view view;
};

/* ---- the page ----------------------------------------------------------------- */

static const char *
to_come(struct at_call *call, const struct turn *t, bool over)
{
	unsigned long n = (unsigned long)t->view.n_to_come;

	if (n == 0)
		return at_tr(call, "No session is planned for later.");
	return at_printf(call->arena, over
	    ? at_trn(call, "%d planned session goes over.", "%d planned sessions go over.", n)
	    : at_trn(call, "%d planned session is cancelled.",
	    "%d planned sessions are cancelled.", n), t->view.n_to_come);
}

static void
put_therapists(struct at_visit *visit, const struct turn *t, const char *problem)
{
	struct at_call *call = &visit->call;
	const struct at_section section = { .id = "hand-over",
		.heading = at_tr(call, "Go on with somebody else"),
		.note = at_tr(call, "Changing is possible and nobody's fault. You keep what was in "
		    "your own time in view; the new relationship begins with its session 1.") };
	const struct at_form form = { .action = t->path, .csrf = visit->csrf, .wide = true };
	const struct at_form_buttons buttons = { .primary = at_tr(call, "Continue"),
		.primary_value = "hand-over" };
	struct at_choice *choices = AT_NEW(call->arena, struct at_choice,
	    (size_t)t->view.n_therapists);
	const struct at_question question = { .name = "to", .legend = at_tr(call, "With whom?"),
		.error = problem, .choices = choices, .n_choices = t->view.n_therapists };

	for (int i = 0; i < t->view.n_therapists; i++)
		choices[i] = (struct at_choice){ .value = t->view.therapists[i].handle,
			.text = t->view.therapists[i].name };
	at_part_section_begin(visit->out, &section);
	if (t->view.n_therapists > 0) {
		at_form_begin(visit->out, &form);
		at_form_radios(visit->out, &question);
		at_form_buttons(visit->out, &buttons);
		at_form_end(visit->out);
	} else {
		at_part_text(visit->out, at_tr(call, "There is no other therapist here."));
	}
	at_part_section_end(visit->out);
}

static void
put_ending(struct at_visit *visit, const struct turn *t)
{
	struct at_call *call = &visit->call;
	const struct at_section section = { .id = "end", .heading = at_tr(call, "The end"),
		.note = at_tr(call, "When the therapy is over, whatever the reason.") };
	const struct at_form form = { .action = t->path, .csrf = visit->csrf, .wide = true };
	const struct at_form_buttons buttons = { .other = at_tr(call, "End this therapy"),
		.other_value = "end" };

	at_part_section_begin(visit->out, &section);
	at_form_begin(visit->out, &form);
	at_form_buttons(visit->out, &buttons);
	at_form_end(visit->out);
	at_part_section_end(visit->out);
}

static int
put_choice(struct at_visit *visit, const struct turn *t, const char *problem)
{
	struct at_call *call = &visit->call;
	struct at_page page = at_page_of_client(visit, at_tr(call, "Another therapist, or the"
	    " end"), t->client, t->view.client_name);

	page.lead = t->view.running ? at_tr(call, "Nothing changes before you have read what it "
	    "means and said yes.") : at_tr(call, "This course of therapy has ended.");
	at_page_of_client_begin(visit, &page, t->client);
	if (t->view.running) {
		at_part_columns_begin(visit->out);
		put_therapists(visit, t, problem);
		at_part_columns_middle(visit->out);
		put_ending(visit, t);
		at_part_columns_end(visit->out);
	}
	at_page_end(visit->out, &page);
	return problem == NULL ? 200 : 400;
}

int
at_page_episode(struct at_visit *visit)
{
	struct turn t = { .client = at_visit_id(visit, "client") };

	t.path = at_printf(visit->call.arena, "/clients/%s/episode",
	    at_visit_id_text(visit, t.client));
	if (at_action_episode_view(&visit->call, t.client, &t.view) != AT_OK)
		return at_page_problem(visit);
	return put_choice(visit, &t, NULL);
}

/* ---- what will happen, and then it does ------------------------------------------ */

static void
put_consequences(struct at_visit *visit, const struct turn *t, const struct at_staff *next)
{
	struct at_call *call = &visit->call;
	const char *lines[3];

	lines[0] = to_come(call, t, next != NULL);
	lines[1] = next == NULL
	    ? at_tr(call, "The cards of the end are asked of everybody.")
	    : at_tr(call, "What was asked for those sessions is taken back and asked anew.");
	lines[2] = next == NULL ? at_tr(call, "You see this client for two more weeks, so that "
	    "last cards and words are read.") : at_tr(call, "From then on you see your own time "
	    "only, and safety answers go to the new therapist.");
	at_put_raw(visit->out, "<ul class=\"points\">\n");
	for (size_t i = 0; i < AT_COUNT(lines); i++)
		at_put(visit->out, "<li>%s</li>\n", lines[i]);
	at_put_raw(visit->out, "</ul>\n");
}

static int
ask_first(struct at_visit *visit, const struct turn *t, const struct at_staff *next)
{
	struct at_call *call = &visit->call;
	const struct at_hidden hidden[] = { { "sure", "yes" },
		{ "to", next == NULL ? "" : next->handle } };
	const struct at_form form = { .action = t->path, .csrf = visit->csrf, .hidden = hidden,
		.n_hidden = (int)AT_COUNT(hidden), .wide = true };
	const struct at_form_buttons buttons = {
		.primary = next == NULL ? at_tr(call, "Yes, end it now")
		    : at_tr(call, "Yes, hand over now"),
		.primary_value = next == NULL ? "end" : "hand-over" };
	struct at_page page = at_page_of_client(visit, next == NULL
	    ? at_tr(call, "End this therapy?")
	    : at_printf(call->arena, at_tr(call, "Hand over to %s?"), next->name), t->client,
	    t->view.client_name);

	at_page_of_client_begin(visit, &page, t->client);
	put_consequences(visit, t, next);
	at_form_begin(visit->out, &form);
	at_form_buttons(visit->out, &buttons);
	at_form_end(visit->out);
	at_put(visit->out, "<p><a href=\"%s\">%s</a></p>\n", t->path,
	    at_tr(call, "No, leave it as it is"));
	at_page_end(visit->out, &page);
	return 200;
}

static const struct at_staff *
chosen(const struct at_episode_view *view, const char *handle)
{
	for (int i = 0; handle != NULL && i < view->n_therapists; i++)
		if (strcmp(view->therapists[i].handle, handle) == 0)
			return &view->therapists[i];
	return NULL;
}

int
at_page_episode_post(struct at_visit *visit)
{
	struct at_call *call = &visit->call;
	const struct at_fields *fields = &visit->request->form;
	const char *what = at_field(fields, "do");
	bool end = what != NULL && strcmp(what, "end") == 0;
	bool sure = at_field(fields, "sure") != NULL;
	struct turn t = { .client = at_visit_id(visit, "client") };
	const struct at_staff *next;
	enum at_status st;

	t.path = at_printf(call->arena, "/clients/%s/episode", at_visit_id_text(visit, t.client));
	if (at_action_episode_view(call, t.client, &t.view) != AT_OK)
		return at_page_problem(visit);
	next = end ? NULL : chosen(&t.view, at_field(fields, "to"));
	if (!end && next == NULL)
		return put_choice(visit, &t, at_tr(call, "Please choose somebody."));
	if (!sure && t.view.running)
		return ask_first(visit, &t, next);
	st = end ? at_action_client_end(call, t.client)
	    : at_action_change_therapist(call, t.client, next->handle);
	if (st != AT_OK)
		return at_page_problem(visit);
	return at_page_redirect(visit, at_printf(call->arena, "/clients/%s",
	    at_visit_id_text(visit, t.client)));
}
