/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A client's own page: the personal address asks for the PIN; signing out. */
#include <string.h>

#include "action/own_page.h"
#include "base/words.h"
#include "html/form.h"
#include "html/put.h"
#include "web/own.h"

void
at_own_language(struct at_visit *visit)
{
	const char *asked = at_field(&visit->request->query, "lang");
	const char *kept = at_field(&visit->request->cookies, "lang");

	if (asked != NULL) {
		visit->call.words = at_words_find(asked);
		at_response_cookie(visit->response, "lang",
		    at_words_lang(visit->call.words), 0);
	} else if (kept != NULL) {
		visit->call.words = at_words_find(kept);
	}
}

struct at_page
at_own_frame(struct at_visit *visit, const char *title)
{
	struct at_page page = at_page_client_frame(visit, title);

	page.back = (struct at_page_link){ "/me", at_tr(&visit->call, "Your own page"), false };
	return page;
}

/* The same for every address, whether there is a page behind it or not. */
static int
put_door(struct at_visit *visit, const char *problem)
{
	struct at_call *call = &visit->call;
	struct at_page page = at_page_client_frame(visit, at_tr(call, "Your own page"));
	const struct at_form form = { .action = visit->request->path, .csrf = visit->csrf };
	const struct at_form_buttons buttons = { .primary = at_tr(call, "Open") };

	page.lead = at_tr(call, "For you alone: it opens with the PIN that you chose at the "
	    "clinic.");
	at_page_begin(visit->out, &page);
	at_page_languages(visit);
	if (problem != NULL)
		at_part_notice(visit->out, AT_TONE_LOOK, at_tr(call, "That did not work"),
		    problem);
	at_form_begin(visit->out, &form);
	at_form_line(visit->out, &(struct at_form_line){ .name = "pin",
	    .label = at_tr(call, "Your PIN"), .type = "password", .autocomplete = "off",
	    .required = true, .short_line = true });
	at_form_buttons(visit->out, &buttons);
	at_form_end(visit->out);
	at_put(visit->out, "<p class=\"note\">%s</p>\n<p class=\"note\">%s</p>\n", at_tr(call,
	    "PIN forgotten? The clinic lets you choose a new one."), at_tr(call,
	    "If this is not your page, close it. Nothing has been opened."));
	at_put(visit->out, "<p><a href=\"/help\">%s</a></p>\n", at_tr(call, "Help at once"));
	at_page_end(visit->out, &page);
	return 200;
}

int
at_page_own_door(struct at_visit *visit)
{
	at_own_language(visit);
	return put_door(visit, NULL);
}

/* A browser that comes in gets new cookies: nothing from before is worth anything. */
static int
welcome(struct at_visit *visit, const struct at_own_entered *in)
{
	char *fresh = AT_NEW(visit->call.arena, char, AT_TOKEN_ROOM);

	at_token_make(&visit->random, AT_COOKIE_BITS, fresh);
	at_response_cookie(visit->response, "own", at_strdup(visit->call.arena, in->cookie), 0);
	at_response_cookie(visit->response, "visit", fresh, 0);
	return at_page_redirect(visit, "/me");
}

int
at_page_own_enter(struct at_visit *visit)
{
	const char *pin = at_field(&visit->request->form, "pin");
	struct at_own_entered in;
	enum at_status st;

	at_own_language(visit);
	if (pin == NULL || pin[0] == '\0') {
		put_door(visit, at_tr(&visit->call, "Please give your PIN."));
		return 400;
	}
	st = at_action_own_enter(&visit->call, at_param(&visit->match, "token"), pin,
	    visit->request->peer, &in);
	if (st == AT_OK)
		return welcome(visit, &in);
	if (st != AT_DENIED && st != AT_BUSY)
		return at_page_problem(visit);
	put_door(visit, visit->err.text);
	return st == AT_DENIED ? 403 : 429;
}

int
at_page_me_sign_out(struct at_visit *visit)
{
	struct at_call *call = &visit->call;

	if (at_action_own_leave(call) != AT_OK)
		return at_page_problem(visit);
	at_response_cookie(visit->response, "own", NULL, 0);
	at_response_cookie(visit->response, "form", NULL, 0);
	at_response_cookie(visit->response, "visit", NULL, 0);
	return at_page_notice(visit, 200, AT_PAGE_CLIENT, at_tr(call, "You are signed out"),
	    at_tr(call, "To open the page again, use your personal address and your PIN. On a "
	    "device that is not yours, close this window too."));
}
