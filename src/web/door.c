/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Coming in and going out: home, sign-in by password or one-time link; and what is
 * there for everybody: style sheet, help. */

#include "action/safety.h"
#include "action/signin.h"
#include "base/words.h"
#include "html/asset.h"
#include "html/form.h"
#include "html/part.h"
#include "web/crisis.h"
#include "web/door.h"

int
at_page_home(struct at_visit *visit)
{
	return at_page_redirect(visit, visit->who.staff != 0
	    ? at_page_first(visit->who.subjects) : "/sign-in");
}

int
at_page_asset(struct at_visit *visit)
{
	const struct at_embedded *file = at_asset_find(visit->call.arena, visit->request->path);
	struct at_response *response = visit->response;

	if (file == NULL)
		return at_page_notice(visit, 404, AT_PAGE_DOOR,
		    at_tr(&visit->call, "Nothing here"), "");
	response->type = at_asset_type(file->name);
	response->cacheable = true;
	response->gzipped = file->gz != NULL && visit->request->accepts_gzip;
	if (response->gzipped)
		at_buffer_add(visit->out, file->gz, file->n_gz);
	else
		at_buffer_add(visit->out, file->bytes, file->n_bytes);
	return 200;
}

int
at_page_help(struct at_visit *visit)
{
	struct at_asking *asking;
	struct at_crisis_view crisis;
	struct at_page page;

	if (at_action_help(&visit->call, at_field(&visit->request->query, "site"), &asking, &crisis)
	    != AT_OK)
		return at_page_problem(visit);
	page = at_page_client_frame(visit, at_tr(&visit->call, "Help at once"));
	at_page_begin(visit->out, &page);
	at_crisis_put(visit, &crisis, false, NULL);
	at_page_end(visit->out, &page);
	return 200;
}

/* ---- sign-in --------------------------------------------------------------- */

int
at_door_sign_in(struct at_visit *visit, const char *login, const char *problem)
{
	struct at_call *call = &visit->call;
	struct at_page page = at_page_client_frame(visit, at_tr(call, "Sign in"));
	const struct at_form form = { .action = "/sign-in", .csrf = visit->csrf };
	const struct at_form_buttons buttons = { .primary = at_tr(call, "Sign in") };

	page.kind = AT_PAGE_DOOR;
	at_page_begin(visit->out, &page);
	if (problem != NULL)
		at_part_notice(visit->out, AT_TONE_LOOK, at_tr(call, "That did not work"),
		    problem);
	at_form_begin(visit->out, &form);
	at_form_line(visit->out, &(struct at_form_line){ .name = "login",
	    .label = at_tr(call, "Sign-in name"), .autocomplete = "username", .value = login,
	    .required = true, .code = true });
	at_form_line(visit->out, &(struct at_form_line){ .name = "password",
	    .label = at_tr(call, "Password"), .type = "password",
	    .autocomplete = "current-password", .required = true });
	at_form_buttons(visit->out, &buttons);
	at_form_end(visit->out);
	at_part_text(visit->out, at_tr(call,
	    "First time here, or password forgotten? Ask for a one-time link."));
	at_page_end(visit->out, &page);
	return 200;
}

int
at_page_sign_in(struct at_visit *visit)
{
	return at_door_sign_in(visit, NULL, NULL);
}

int
at_page_sign_in_post(struct at_visit *visit)
{
	const struct at_fields *form = &visit->request->form;
	const char *login = at_field(form, "login"), *password = at_field(form, "password");
	const struct at_from from = at_door_from(visit);
	struct at_signed_in in;
	enum at_status st;

	if (login == NULL || password == NULL)
		return at_door_sign_in(visit, login, at_tr(&visit->call,
		    "Please give your sign-in name and your password."));
	st = at_action_sign_in(&visit->call, login, password, &from, &in);
	if (st == AT_OK)
		return at_door_welcome(visit, &in);
	if (st != AT_DENIED && st != AT_BUSY)
		return at_page_problem(visit);
	at_door_sign_in(visit, login, visit->err.text);
	return st == AT_DENIED ? 403 : 429;
}

/* Opening the address changes nothing: a mail scanner may have been here first. */
int
at_page_once(struct at_visit *visit)
{
	struct at_call *call = &visit->call;
	struct at_page page = at_page_client_frame(visit, at_tr(call, "Sign in"));
	const struct at_form form = { .action = visit->request->path, .csrf = visit->csrf };
	const struct at_form_buttons buttons = { .primary = at_tr(call, "Sign in") };

	page.kind = AT_PAGE_DOOR;
	page.lead = at_tr(call, "This link signs one person in, once.");
	at_page_begin(visit->out, &page);
	at_form_begin(visit->out, &form);
	at_form_buttons(visit->out, &buttons);
	at_form_end(visit->out);
	at_page_end(visit->out, &page);
	return 200;
}

/* A link that is no use any more leads to the password. */
int
at_page_once_post(struct at_visit *visit)
{
	const struct at_from from = at_door_from(visit);
	struct at_signed_in in;
	enum at_status st = at_action_sign_in_once(&visit->call,
	    at_param(&visit->match, "token"), &from, &in);

	if (st == AT_OK)
		return at_door_welcome(visit, &in);
	if (st != AT_NOT_FOUND && st != AT_GONE)
		return at_page_problem(visit);
	at_door_sign_in(visit, NULL, at_tr(&visit->call,
	    "This link has been used or is too old. Sign in with your password, or ask for a "
	    "new link."));
	return st == AT_GONE ? 410 : 404;
}

int
at_page_sign_out(struct at_visit *visit)
{
	if (at_action_sign_out(&visit->call) != AT_OK)
		return at_page_problem(visit);
	at_response_cookie(visit->response, "login", NULL, 0);
	at_response_cookie(visit->response, "visit", NULL, 0);
	return at_page_redirect(visit, "/sign-in");
}
