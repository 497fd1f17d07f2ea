/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sign-ins that failed: who has to wait now and may be let try again, and what was tried. */
#include "action/guesses.h"
#include "base/words.h"
#include "html/put.h"
#include "web/clinic.h"

static const char path[] = "/sign-ins";

static const char *
seconds(struct at_visit *visit, at_ms wait)
{
	struct at_call *call = &visit->call;
	unsigned long n = (unsigned long)((wait + AT_SECOND - 1) / AT_SECOND);

	return at_printf(call->arena, at_trn(call, "%lu second", "%lu seconds", n), n);
}

/* ---- who has to wait ------------------------------------------------------------------ */

static void
put_waiter(struct at_visit *visit, const struct at_waiting *one)
{
	struct at_call *call = &visit->call;
	const char *text = at_tr(call, "Let try again");

	at_put(visit->out, "<li>\n<div class=\"what\"><p>%s</p>\n<p class=\"note\">%s · ",
	    one->name, one->handle);
	at_put(visit->out, at_tr(call, "next try in %s"), seconds(visit, one->wait));
	at_put(visit->out, "</p></div>\n<form method=\"post\" action=\"%s\">\n"
	    "<input type=\"hidden\" name=\"csrf\" value=\"%s\">\n"
	    "<input type=\"hidden\" name=\"person\" value=\"%s\">\n", path, visit->csrf,
	    at_visit_id_text(visit, one->staff));
	at_put(visit->out, "<button type=\"submit\" class=\"link\" name=\"do\" value=\"let\""
	    " aria-label=\"%s: %s\">%s</button>\n</form>\n</li>\n", text, one->name, text);
}

static void
put_waiting(struct at_visit *visit, const struct at_guesses *view)
{
	struct at_call *call = &visit->call;
	const struct at_section section = { .id = "waiting",
		.heading = at_tr(call, "Waiting now"), .note = view->n_waiting == 0
		? at_tr(call, "Nobody has to wait. After three wrong tries the next one waits a "
		"second, and twice as long each time, up to five minutes.")
		: at_tr(call, "The wait ends by itself. Before you let somebody try again, make "
		"sure that it was they who tried.") };

	at_part_section_begin(visit->out, &section);
	if (view->n_waiting > 0) {
		at_put_raw(visit->out, "<ul class=\"plan\">\n");
		for (int i = 0; i < view->n_waiting; i++)
			put_waiter(visit, &view->waiting[i]);
		at_put_raw(visit->out, "</ul>\n");
	}
	at_part_section_end(visit->out);
}

/* ---- what was tried ------------------------------------------------------------------- */

static struct at_entry
entry_of(struct at_visit *visit, const struct at_guesses *view,
    const struct at_guess *line)
{
	struct at_call *call = &visit->call;
	const char *tries = at_printf(call->arena, at_trn(call, "%d try within the hour",
	    "%d tries within the hour", (unsigned long)line->tries), line->tries);
	const char *network = at_printf(call->arena, at_tr(call, "network %s"), line->network);
	struct at_entry entry = { .when = at_words_moment(call, view->zone, line->from),
		.text = line->name == NULL ? at_tr(call, "A name that nobody has")
		: at_printf(call->arena, "%s · %s", line->name, line->handle),
		.note = at_printf(call->arena, "%s · %s", tries, network) };

	if (line->wait > 0)
		entry.tag = (struct at_tag){ AT_TONE_LOOK, at_printf(call->arena, at_tr(call,
		    "this network waits %s"), seconds(visit, line->wait)) };
	return entry;
}

static void
put_tried(struct at_visit *visit, const struct at_guesses *view, bool first)
{
	struct at_call *call = &visit->call;
	const struct at_section section = { .id = "tried",
		.heading = first ? at_tr(call, "The newest first") : at_tr(call, "Older ones"),
		.note = view->n_lines == 0 ? at_tr(call, "Every sign-in of the last 90 days was "
		"right.") : at_tr(call, "The same network has the same number; its address is not "
		"kept, and neither is what was typed.") };
	struct at_entry *entries = AT_NEW(call->arena, struct at_entry, (size_t)view->n_lines);

	for (int i = 0; i < view->n_lines; i++)
		entries[i] = entry_of(visit, view, &view->lines[i]);
	at_part_section_begin(visit->out, &section);
	if (view->n_lines > 0)
		at_part_entries(visit->out, entries, view->n_lines);
	if (view->older != NULL)
		at_put(visit->out, "<form method=\"get\" action=\"%s\">\n<input type=\"hidden\""
		    " name=\"before\" value=\"%s\">\n<p class=\"buttons\"><button type=\"submit\""
		    " class=\"button\">%s</button></p>\n</form>\n", path, view->older,
		    at_tr(call, "Older ones"));
	at_part_section_end(visit->out);
}

static int
put_page(struct at_visit *visit, const char *before, const char *problem)
{
	struct at_call *call = &visit->call;
	struct at_guesses view;
	struct at_page page;

	if (at_action_guesses(call, before, &view) != AT_OK)
		return at_page_problem(visit);
	page = at_page_clinic(visit, at_tr(call, "Failed sign-ins"), "/people");
	page.back = (struct at_page_link){ "/people", at_tr(call, "People"), false };
	at_page_begin(visit->out, &page);
	at_clinic_said(visit, problem);
	if (problem == NULL && at_field(&visit->request->query, "let") != NULL)
		at_part_notice(visit->out, AT_TONE_DONE, at_tr(call, "They can try again at once"),
		    at_tr(call, "The count of this account begins anew."));
	put_waiting(visit, &view);
	put_tried(visit, &view, before == NULL || before[0] == '\0');
	at_page_end(visit->out, &page);
	return 200;
}

int
at_page_tries(struct at_visit *visit)
{
	return put_page(visit, at_field(&visit->request->query, "before"), NULL);
}

int
at_page_tries_post(struct at_visit *visit)
{
	const char *problem;
	int status = 200;
	at_id person = 0;

	if (!at_clinic_does(visit, "let")
	    || !at_id_parse(at_clinic_field(visit, "person"), &person))
		return put_page(visit, NULL, NULL) == 200 ? 400 : at_page_problem(visit);
	if (at_action_let_try(&visit->call, person) == AT_OK)
		return at_page_redirect(visit, "/sign-ins?let");
	problem = at_clinic_problem(visit, &status);
	if (problem == NULL || put_page(visit, NULL, problem) != 200)
		return at_page_problem(visit);
	return status;
}
