/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The own second factor: set up with a phone's camera, recovery codes, turned off. */
#include <string.h>

#include "action/factor.h"
#include "base/words.h"
#include "html/form.h"
#include "html/part.h"
#include "html/put.h"
#include "html/qr.h"
#include "web/account.h"

static void
put_problem(struct at_visit *visit, const char *problem)
{
	if (problem != NULL)
		at_part_notice(visit->out, AT_TONE_LOOK,
		    at_tr(&visit->call, "That did not work"), problem);
}

static void
put_password(struct at_visit *visit, const struct at_factor_view *view)
{
	if (view->asks_password)
		at_form_line(visit->out, &(struct at_form_line){ .name = "password",
		    .label = at_tr(&visit->call, "Your password"), .type = "password",
		    .autocomplete = "current-password", .required = true });
}

/* ---- off: to be set up -------------------------------------------------------- */

static void
put_secret(struct at_visit *visit, const struct at_factor_view *view)
{
	struct at_call *call = &visit->call;
	const struct at_section section = { .id = "scan",
		.heading = at_tr(call, "1. Scan this with an app for codes"),
		.note = at_tr(call, "Any authenticator app or password manager will do.") };

	at_part_section_begin(visit->out, &section);
	at_qr_put(visit->out, view->address, at_tr(call, "The key as a QR code"));
	at_put(visit->out, "<details>\n<summary>%s</summary>\n<p><code>%s</code></p>\n"
	    "</details>\n", at_tr(call, "Or type the key"), view->secret);
	at_part_section_end(visit->out);
}

static int
put_set_up(struct at_visit *visit, const struct at_factor_view *view, const char *problem)
{
	struct at_call *call = &visit->call;
	struct at_page page = at_account_frame(visit, at_tr(call, "Set up a second factor"));
	const struct at_form form = { .action = "/account/factor", .csrf = visit->csrf,
		.wide = true };
	const struct at_form_buttons buttons = { .primary = at_tr(call, "Turn it on"),
		.primary_value = "on" };
	const struct at_section section = { .id = "confirm",
		.heading = at_tr(call, "2. Type the code it shows") };

	page.lead = view->required ? at_tr(call, "Your clinic asks for a second factor: a code "
	    "from an app on your phone, besides the password.")
	    : at_tr(call, "Signing in then takes a code from an app on your phone, besides the "
	    "password.");
	at_page_begin(visit->out, &page);
	put_problem(visit, problem);
	put_secret(visit, view);
	at_part_section_begin(visit->out, &section);
	at_form_begin(visit->out, &form);
	at_form_line(visit->out, &(struct at_form_line){ .name = "code",
	    .label = at_tr(call, "Six digits from your app"), .autocomplete = "one-time-code",
	    .inputmode = "numeric", .required = true, .short_line = true });
	put_password(visit, view);
	at_form_buttons(visit->out, &buttons);
	at_form_end(visit->out);
	at_part_section_end(visit->out);
	at_page_end(visit->out, &page);
	return 200;
}

/* ---- on ------------------------------------------------------------------------ */

void
at_account_few_codes(struct at_visit *visit, int n_codes)
{
	struct at_call *call = &visit->call;

	if (n_codes <= 2)
		at_part_notice(visit->out, AT_TONE_LOOK, at_tr(call, "Make new recovery codes"),
		    at_tr(call, "Without a code and without your phone you cannot come in: an "
		    "administrator would have to take the second factor away first."));
}

static int
put_on(struct at_visit *visit, const struct at_factor_view *view, const char *problem)
{
	struct at_call *call = &visit->call;
	struct at_page page = at_account_frame(visit, at_tr(call, "Your second factor"));
	const struct at_form form = { .action = "/account/factor", .csrf = visit->csrf,
		.wide = true };
	const struct at_form_buttons buttons = { .primary = at_tr(call, "Make new recovery codes"),
		.primary_value = "codes",
		.other = view->required ? NULL : at_tr(call, "Turn it off"),
		.other_value = "off" };

	page.lead = at_printf(call->arena, at_trn(call, "It is on. %d recovery code is left.",
	    "It is on. %d recovery codes are left.", view->n_codes), view->n_codes);
	at_page_begin(visit->out, &page);
	put_problem(visit, problem);
	if (problem == NULL)
		at_account_few_codes(visit, view->n_codes);
	at_part_text(visit->out, at_tr(call, "A recovery code stands in for your phone, once. "
	    "With new ones, those you have are worth nothing. To move to another phone, turn the "
	    "second factor off and set it up again."));
	at_form_begin(visit->out, &form);
	put_password(visit, view);
	at_form_buttons(visit->out, &buttons);
	at_form_end(visit->out);
	at_page_end(visit->out, &page);
	return 200;
}

static int
put_codes(struct at_visit *visit, const struct at_recovery_codes *codes)
{
	struct at_call *call = &visit->call;
	struct at_page page = at_page_staff(visit, at_tr(call, "Your recovery codes"), "/account");

	page.lead = at_tr(call, "Shown here once and kept nowhere. Print or write them down, and "
	    "keep them where your phone is not: each lets you in once without it.");
	at_page_begin(visit->out, &page);
	at_put_raw(visit->out, "<ol class=\"codes\">\n");
	for (int i = 0; i < AT_RECOVERY_CODES; i++)
		at_put(visit->out, "<li><code>%s</code></li>\n", codes->at[i]);
	at_put(visit->out, "</ol>\n<p><a class=\"button\" href=\"%s\">%s</a></p>\n",
	    at_page_first(visit->who.subjects), at_tr(call, "I have them"));
	at_page_end(visit->out, &page);
	return 200;
}

/* ---- the pages ------------------------------------------------------------------ */

static int
put_factor(struct at_visit *visit, const char *problem)
{
	struct at_factor_view view;

	if (at_action_factor(&visit->call, &view) != AT_OK)
		return at_page_problem(visit);
	return view.on ? put_on(visit, &view, problem) : put_set_up(visit, &view, problem);
}

int
at_page_factor(struct at_visit *visit)
{
	return put_factor(visit, NULL);
}

static enum at_status
change(struct at_visit *visit, const char *what, struct at_recovery_codes *codes)
{
	const struct at_fields *form = &visit->request->form;
	const char *password = at_field(form, "password");

	if (strcmp(what, "on") == 0)
		return at_action_factor_on(&visit->call, password, at_field(form, "code"), codes);
	if (strcmp(what, "codes") == 0)
		return at_action_factor_codes(&visit->call, password, codes);
	if (strcmp(what, "off") == 0)
		return at_action_factor_off(&visit->call, password);
	return at_fail(&visit->err, AT_INVALID, "%s", at_tr(&visit->call,
	    "The browser sent something we cannot read. Nothing was changed."));
}

/* The codes are in this reply alone: loading it again must not make others. */
int
at_page_factor_post(struct at_visit *visit)
{
	const char *what = at_field(&visit->request->form, "do"), *problem;
	struct at_recovery_codes codes;
	enum at_status st = change(visit, what == NULL ? "" : what, &codes);

	if (st == AT_OK && strcmp(what, "off") == 0)
		return at_page_redirect(visit, "/account");
	if (st == AT_OK) {
		visit->who.owes = 0;
		return put_codes(visit, &codes);
	}
	if (st != AT_INVALID && st != AT_DENIED && st != AT_BUSY)
		return at_page_problem(visit);
	problem = at_strdup(visit->call.arena, visit->err.text);
	at_error_clear(&visit->err);
	put_factor(visit, problem);
	return st == AT_INVALID ? 400 : st == AT_DENIED ? 403 : 429;
}
