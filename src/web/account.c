/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The own account: where one is signed in, the second factor, the password. */
#include <string.h>

#include "action/consent.h"
#include "action/factor.h"
#include "action/logins.h"
#include "action/signin.h"
#include "base/words.h"
#include "guard/password.h"
#include "html/form.h"
#include "html/part.h"
#include "html/put.h"
#include "web/account.h"
#include "web/consent.h"
#include "web/show.h"

struct at_page
at_account_frame(struct at_visit *visit, const char *title)
{
	struct at_page page = at_page_staff(visit, title, "/account");

	if (visit->who.owes == 0)
		page.back = (struct at_page_link){ "/account", at_tr(&visit->call, "Your account"),
			false };
	return page;
}

void
at_account_tries(struct at_visit *visit)
{
	struct at_call *call = &visit->call;
	int n = visit->who.failed;

	if (n == 0)
		return;
	at_part_notice(visit->out, AT_TONE_LOOK, at_printf(call->arena, at_trn(call,
	    "%d try to sign in as you failed since you were last here",
	    "%d tries to sign in as you failed since you were last here", n), n),
	    at_tr(call, "If that was not you, choose a new password and tell your "
	    "administrator."));
}

/* ---- the page --------------------------------------------------------------- */

static void
put_link(struct at_visit *visit, const char *href, const char *text)
{
	at_put(visit->out, "<p><a href=\"%s\">%s</a></p>\n", href, text);
}

static void
put_factor(struct at_visit *visit, const struct at_factor_view *view, const struct at_zone *zone)
{
	struct at_call *call = &visit->call;
	const struct at_section section = { .id = "factor",
		.heading = at_tr(call, "Second factor") };

	at_part_section_begin(visit->out, &section);
	if (!view->on) {
		at_part_text(visit->out, at_tr(call, "Off. With it, signing in also takes a code "
		    "from an app on your phone: a stolen password is then not enough."));
		put_link(visit, "/account/factor", at_tr(call, "Set up a second factor"));
	} else {
		at_part_text(visit->out, at_printf(call->arena, at_trn(call,
		    "On since %s. %d recovery code is left.",
		    "On since %s. %d recovery codes are left.", view->n_codes),
		    at_show_day(visit, zone, view->since), view->n_codes));
		at_account_few_codes(visit, view->n_codes);
		put_link(visit, "/account/factor", at_tr(call, "Recovery codes, or turn it off"));
	}
	at_part_section_end(visit->out);
}

static struct at_entry
entry_of(struct at_visit *visit, const struct at_login *login, const struct at_zone *zone)
{
	struct at_call *call = &visit->call;
	bool here = login->id == visit->who.login;
	struct at_entry entry = { .when = login->device[0] != '\0' ? login->device
		: at_tr(call, "A browser we do not know") };

	entry.note = at_printf(call->arena, at_tr(call, "Since %s, last used %s."),
	    at_words_moment(call, zone, login->made), at_words_moment(call, zone, login->seen));
	if (here) {
		entry.tag = (struct at_tag){ AT_TONE_DONE, at_tr(call, "this one") };
		return entry;
	}
	entry.action = at_printf(call->arena, "/account?login=%s",
	    at_visit_id_text(visit, login->id));
	entry.csrf = visit->csrf;
	entry.button = at_printf(call->arena, at_tr(call, "Sign out %s"), entry.when);
	return entry;
}

static void
put_logins(struct at_visit *visit, const struct at_login *logins, int n,
    const struct at_zone *zone)
{
	struct at_call *call = &visit->call;
	struct at_entry *entries = AT_NEW(call->arena, struct at_entry, (size_t)n);
	const struct at_section section = { .id = "logins",
		.heading = at_tr(call, "Where you are signed in"),
		.note = at_tr(call, "A browser is signed out after an hour without use, and after "
		    "twelve hours in any case.") };
	const struct at_form form = { .action = "/account", .csrf = visit->csrf, .wide = true };
	const struct at_form_buttons buttons = {
		.other = at_tr(call, "Sign out all the others"), .other_value = "others" };

	for (int i = 0; i < n; i++)
		entries[i] = entry_of(visit, &logins[i], zone);
	at_part_section_begin(visit->out, &section);
	at_part_entries(visit->out, entries, n);
	if (n > 1) {
		at_form_begin(visit->out, &form);
		at_form_buttons(visit->out, &buttons);
		at_form_end(visit->out);
	}
	at_part_section_end(visit->out);
}

/* A therapist's own yes or no; the cards of nobody else go out. */
static enum at_status
put_research(struct at_visit *visit, const struct at_zone *zone)
{
	struct at_call *call = &visit->call;
	const struct at_section section = { .id = "research",
		.heading = at_tr(call, "Your answers in research"),
		.note = at_tr(call, "You can take a yes back at any time. Tables that were handed"
		    " out before cannot be called back.") };
	const struct at_form form = { .action = "/account", .csrf = visit->csrf, .wide = true };
	struct at_consent now;

	if ((visit->who.subjects & AT_THERAPIST) == 0)
		return AT_OK;
	if (at_action_own_research(call, &now) != AT_OK)
		return call->err->status;
	at_part_section_begin(visit->out, &section);
	at_part_text(visit->out, at_tr(call, "May your session cards be used in research? They go"
	    " out under a number, and only where the client has said yes as well. What you note for"
	    " yourself alone stays here. Saying no has no consequence."));
	at_put(visit->out, "<p><strong>%s</strong></p>\n", at_consent_state(visit, &now, zone));
	at_form_begin(visit->out, &form);
	at_consent_buttons(visit, &(struct at_consent_buttons){ .name = "do",
	    .yes = now.id == 0 || !now.given ? at_tr(call, "Yes, use my answers") : NULL,
	    .no = now.id == 0 || now.given ? at_tr(call, "No, do not use them") : NULL,
	    .yes_value = "research-yes", .no_value = "research-no" });
	at_form_end(visit->out);
	at_part_section_end(visit->out);
	return AT_OK;
}

int
at_page_account(struct at_visit *visit)
{
	struct at_call *call = &visit->call;
	struct at_page page = at_page_staff(visit, at_tr(call, "Your account"), "/account");
	const struct at_section password = { .id = "password",
		.heading = at_tr(call, "Password") };
	struct at_factor_view factor;
	struct at_login *logins;
	const struct at_zone *zone;
	int n;

	if (at_action_factor(call, &factor) != AT_OK
	    || at_action_logins(call, 0, &logins, &n) != AT_OK
	    || at_action_logins_zone(call, &zone) != AT_OK)
		return at_page_problem(visit);
	if (strcmp(at_page_first(visit->who.subjects), "/account") == 0)
		page.lead = at_tr(call, "There is no page for your part in the clinic yet.");
	at_page_begin(visit->out, &page);
	at_account_tries(visit);
	put_factor(visit, &factor, zone);
	at_part_section_begin(visit->out, &password);
	put_link(visit, "/password", at_tr(call, "Choose a new password"));
	at_part_section_end(visit->out);
	if (put_research(visit, zone) != AT_OK)
		return at_page_problem(visit);
	put_logins(visit, logins, n, zone);
	at_page_end(visit->out, &page);
	return 200;
}

static int
post_research(struct at_visit *visit, bool given)
{
	return at_action_own_research_set(&visit->call, given) == AT_OK
	    ? at_page_redirect(visit, "/account#research") : at_page_problem(visit);
}

/* One that was signed out meanwhile is what was wanted. */
int
at_page_account_post(struct at_visit *visit)
{
	const char *what = at_field(&visit->request->form, "do");
	const char *login = at_field(&visit->request->query, "login");
	at_id id = 0;
	enum at_status st;

	if (what != NULL && strncmp(what, "research-", 9) == 0)
		return post_research(visit, strcmp(what, "research-yes") == 0);
	if (what != NULL && strcmp(what, "others") == 0)
		st = at_action_logins_end(&visit->call, 0);
	else if (login != NULL && at_id_parse(login, &id))
		st = at_action_login_end(&visit->call, 0, id);
	else
		st = at_fail(&visit->err, AT_INVALID, "%s", at_tr(&visit->call,
		    "The browser sent something we cannot read. Nothing was changed."));
	if (st != AT_OK && st != AT_NOT_FOUND)
		return at_page_problem(visit);
	return at_page_redirect(visit, "/account#logins");
}

/* ---- own password ----------------------------------------------------------- */

static int
put_password(struct at_visit *visit, const struct at_factor_view *factor, const char *problem)
{
	struct at_call *call = &visit->call;
	struct at_page page = at_account_frame(visit, at_tr(call, "Your password"));
	const struct at_form form = { .action = "/password", .csrf = visit->csrf, .wide = true };
	const struct at_form_buttons buttons = { .primary = at_tr(call, "Save") };

	page.lead = at_tr(call, "Several words in a row make a good password. You may paste it "
	    "from a password manager.");
	at_page_begin(visit->out, &page);
	if (problem != NULL)
		at_part_notice(visit->out, AT_TONE_LOOK, at_tr(call, "That did not work"),
		    problem);
	at_form_begin(visit->out, &form);
	if (factor->asks_password)
		at_form_line(visit->out, &(struct at_form_line){ .name = "old",
		    .label = at_tr(call, "Old password"), .type = "password",
		    .autocomplete = "current-password", .required = true });
	at_form_line(visit->out, &(struct at_form_line){ .name = "new",
	    .label = at_tr(call, "New password"), .type = "password",
	    .autocomplete = "new-password", .required = true,
	    .note = at_printf(call->arena, at_tr(call, "At least %d characters. All other "
	        "browsers are signed out."), factor->on ? AT_PASSWORD_LEAST_OF_TWO
	        : AT_PASSWORD_LEAST) });
	at_form_buttons(visit->out, &buttons);
	at_form_end(visit->out);
	at_page_end(visit->out, &page);
	return 200;
}

int
at_page_password(struct at_visit *visit)
{
	struct at_factor_view factor;

	return at_action_factor(&visit->call, &factor) == AT_OK
	    ? put_password(visit, &factor, NULL) : at_page_problem(visit);
}

int
at_page_password_post(struct at_visit *visit)
{
	const char *old = at_field(&visit->request->form, "old");
	const char *new = at_field(&visit->request->form, "new"), *problem;
	struct at_factor_view factor;
	enum at_status st = at_action_set_password(&visit->call, old == NULL ? "" : old,
	    new == NULL ? "" : new);

	if (st == AT_OK)
		return at_page_redirect(visit, at_page_first(visit->who.subjects));
	if (st != AT_INVALID && st != AT_DENIED && st != AT_BUSY)
		return at_page_problem(visit);
	problem = at_strdup(visit->call.arena, visit->err.text);
	at_error_clear(&visit->err);
	if (at_action_factor(&visit->call, &factor) != AT_OK)
		return at_page_problem(visit);
	put_password(visit, &factor, problem);
	return st == AT_INVALID ? 400 : st == AT_DENIED ? 403 : 429;
}
