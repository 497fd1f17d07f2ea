/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The second half of coming in: a code. */
#include <string.h>

#include "base/words.h"
#include "html/form.h"
#include "html/part.h"
#include "html/put.h"
#include "web/agent.h"
#include "web/door.h"

struct at_from
at_door_from(struct at_visit *visit)
{
	return (struct at_from){ visit->request->peer,
		at_agent_name(visit->call.arena, visit->request->user_agent) };
}

int
at_door_welcome(struct at_visit *visit, const struct at_signed_in *in)
{
	char *cookie = at_strdup(visit->call.arena, in->cookie);
	char *fresh = AT_NEW(visit->call.arena, char, AT_TOKEN_ROOM);
	const char *first = at_page_first(in->subjects);

	at_token_make(&visit->random, AT_COOKIE_BITS, fresh);
	visit->response->n_cookies = 0;
	at_response_cookie(visit->response, "visit", fresh, 0);
	at_response_cookie(visit->response, "half", in->needs_code ? cookie : NULL, 0);
	at_response_cookie(visit->response, "login", in->needs_code ? NULL : cookie, 0);
	if (in->needs_code)
		return at_page_redirect(visit, "/sign-in/code");
	if (!in->has_password)
		return at_page_redirect(visit, "/password");
	if (in->failed == 0)
		return at_page_redirect(visit, first);
	/* Tries that failed are told on these two. */
	return at_page_redirect(visit, strcmp(first, "/today") == 0 ? "/today?tries" : "/account");
}

/* ---- the code --------------------------------------------------------------- */

static const char *
half_of(const struct at_visit *visit)
{
	return at_field(&visit->request->cookies, "half");
}

/* Letters and dashes cannot be typed on a phone's keys for numbers. */
static void
put_recovery(struct at_visit *visit, const struct at_form *form)
{
	struct at_call *call = &visit->call;
	const struct at_form_buttons buttons = { .primary = at_tr(call, "Sign in") };

	at_put(visit->out, "<details>\n<summary>%s</summary>\n",
	    at_tr(call, "Phone not at hand?"));
	at_form_begin(visit->out, form);
	at_form_line(visit->out, &(struct at_form_line){ .name = "recovery",
	    .label = at_tr(call, "One of your recovery codes"), .autocomplete = "off",
	    .required = true });
	at_form_buttons(visit->out, &buttons);
	at_form_end(visit->out);
	at_part_text(visit->out, at_tr(call,
	    "No code left either? An administrator can take your second factor away."));
	at_put_raw(visit->out, "</details>\n");
}

static int
put_code(struct at_visit *visit, const char *problem)
{
	struct at_call *call = &visit->call;
	struct at_page page = at_page_client_frame(visit, at_tr(call, "Your code"));
	const struct at_form form = { .action = "/sign-in/code", .csrf = visit->csrf };
	const struct at_form_buttons buttons = { .primary = at_tr(call, "Sign in") };

	page.kind = AT_PAGE_DOOR;
	page.back = (struct at_page_link){ "/sign-in", at_tr(call, "Sign in"), false };
	at_page_begin(visit->out, &page);
	if (problem != NULL)
		at_part_notice(visit->out, AT_TONE_LOOK, at_tr(call, "That did not work"),
		    problem);
	at_form_begin(visit->out, &form);
	at_form_line(visit->out, &(struct at_form_line){ .name = "code",
	    .label = at_tr(call, "Six digits from your app"), .autocomplete = "one-time-code",
	    .inputmode = "numeric", .required = true, .short_line = true });
	at_form_buttons(visit->out, &buttons);
	at_form_end(visit->out);
	put_recovery(visit, &form);
	at_page_end(visit->out, &page);
	return 200;
}

int
at_page_code(struct at_visit *visit)
{
	enum at_status st = at_action_awaits_code(&visit->call, half_of(visit));

	if (st == AT_GONE)
		return at_page_redirect(visit, "/sign-in");
	return st == AT_OK ? put_code(visit, NULL) : at_page_problem(visit);
}

int
at_page_code_post(struct at_visit *visit)
{
	const struct at_fields *form = &visit->request->form;
	const char *code = at_field(form, "code"), *recovery = at_field(form, "recovery");
	const struct at_from from = at_door_from(visit);
	struct at_signed_in in;
	enum at_status st = at_action_sign_in_code(&visit->call, half_of(visit),
	    code != NULL ? code : recovery != NULL ? recovery : "", &from, &in);

	if (st == AT_OK)
		return at_door_welcome(visit, &in);
	if (st == AT_GONE) {
		at_response_cookie(visit->response, "half", NULL, 0);
		at_door_sign_in(visit, NULL, visit->err.text);
		return 410;
	}
	if (st != AT_DENIED && st != AT_BUSY)
		return at_page_problem(visit);
	put_code(visit, visit->err.text);
	return st == AT_DENIED ? 403 : 429;
}
