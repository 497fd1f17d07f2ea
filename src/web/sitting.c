/* SPDX-License-Identifier: GPL-3.0-or-later */
/* After a form: the next one for the same person, offered and begun. */
#include <string.h>

#include "action/sitting.h"
#include "base/log.h"
#include "base/words.h"
#include "html/form.h"
#include "html/part.h"
#include "html/put.h"
#include "web/form_page.h"

static void
put_offer(struct at_visit *visit, const struct at_form_view *view,
    const struct at_sitting *sitting)
{
	struct at_call *call = &visit->call;
	const struct at_section section = { .id = "next", .heading = at_printf(call->arena,
		at_trn(call, "One more form is open for you", "%d more forms are open for you",
		sitting->n_left), sitting->n_left) };
	const struct at_form form = { .action = at_form_path(visit, view, "/next"),
		.csrf = visit->csrf };
	struct at_said title = { .text = "" };
	/* The therapist has the way back beside it. */
	struct at_form_buttons buttons = {
		.other = view->own.is ? NULL : at_tr(call, "Not now"), .other_value = "later" };

	if (at_asking_say(call, sitting->next.asking, false, "title", &title) != AT_OK)
		at_error_clear(call->err);
	buttons.primary = at_printf(call->arena, at_tr(call, "Next: %s"), title.text);
	at_part_section_begin(visit->out, &section);
	at_form_intro(visit, &sitting->next);
	at_form_begin(visit->out, &form);
	at_form_buttons(visit->out, &buttons);
	at_form_end(visit->out);
	at_part_section_end(visit->out);
}

static bool
is_put_off(const struct at_visit *visit)
{
	return at_field(&visit->request->query, "later") != NULL;
}

/* The receipt stands whether or not anything can be offered after it. */
void
at_form_put_next(struct at_visit *visit, const struct at_form_view *view)
{
	struct at_sitting sitting;

	if (is_put_off(visit)) {
		at_part_text(visit->out, at_tr(&visit->call, "That is fine. You can close this "
		    "page now."));
		return;
	}
	if (at_action_sitting(&visit->call, view, &sitting) != AT_OK) {
		at_log_failure(AT_ERROR, "web", visit->call.err);
		at_error_clear(visit->call.err);
		return;
	}
	if (sitting.n_left > 0)
		put_offer(visit, view, &sitting);
}

/* Somebody else may have been faster, or time is up: then the receipt says so by offering
 * nothing. */
int
at_page_form_next(struct at_visit *visit)
{
	const char *what = at_field(&visit->request->form, "do");
	const char *due = at_param(&visit->match, "due");
	struct at_form_view view;
	enum at_status st;

	if (what != NULL && strcmp(what, "later") == 0)
		return at_page_redirect(visit, at_printf(visit->call.arena,
		    "/f/%s/thanks?later=1", due));
	st = at_action_sitting_next(&visit->call, at_visit_id(visit, "due"),
	    at_visit_device(visit), &view);
	if (st == AT_OK)
		return at_page_redirect(visit, at_form_path(visit, &view, ""));
	if (st != AT_GONE)
		return at_page_problem(visit);
	return at_page_redirect(visit, at_printf(visit->call.arena, "/f/%s/thanks", due));
}
