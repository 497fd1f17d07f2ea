/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For the therapist, with the client there: the personal address of the client's own page,
 * and the PIN, which the client types. */
#include <string.h>

#include "action/own_page.h"
#include "base/words.h"
#include "html/form.h"
#include "html/put.h"
#include "html/qr.h"
#include "web/of_client.h"
#include "web/show.h"
#include "web/visit.h"

struct shown {
	struct at_own_of of;
	struct at_own_address address;
	const char *path;
	const char *problem;            /* what has to be mended, or NULL */
	bool chosen;                    /* the PIN was, just now */
};

/* What every form here carries along. */
static void
fill_hidden(const struct shown *s, struct at_hidden hidden[2], int *n)
{
	*n = 0;
	if (s->of.parent)
		hidden[(*n)++] = (struct at_hidden){ "who", "parent" };
	if (s->address.token != NULL)
		hidden[(*n)++] = (struct at_hidden){ "token", s->address.token };
}

static void
put_button(struct at_visit *visit, const struct shown *s, const char *text, const char *what,
    bool quiet)
{
	struct at_hidden hidden[2];
	struct at_form form = { .action = s->path, .csrf = visit->csrf, .hidden = hidden,
		.wide = true };
	const struct at_form_buttons loud = { .primary = text, .primary_value = what };
	const struct at_form_buttons soft = { .other = text, .other_value = what };

	fill_hidden(s, hidden, &form.n_hidden);
	at_form_begin(visit->out, &form);
	at_form_buttons(visit->out, quiet ? &soft : &loud);
	at_form_end(visit->out);
}

/* Shown once: what is kept here is a hash of it. */
static void
put_address(struct at_visit *visit, const struct shown *s)
{
	struct at_call *call = &visit->call;
	const struct at_section section = { .id = "address",
		.heading = at_tr(call, "The personal address"),
		.note = at_tr(call, "Shown here once and kept nowhere. It opens nothing without "
		    "the PIN.") };

	if (s->address.url == NULL)
		return;
	at_part_section_begin(visit->out, &section);
	at_qr_put(visit->out, s->address.url, at_tr(call, "The address as a QR code"));
	at_put(visit->out, "<div class=\"field wide\">\n<label for=\"f-address\">%s</label>\n"
	    "<input id=\"f-address\" type=\"text\" dir=\"ltr\" value=\"%s\" readonly>\n</div>\n",
	    at_tr(call, "Address"), s->address.url);
	at_part_section_end(visit->out);
}

static void
put_pin(struct at_visit *visit, const struct shown *s)
{
	struct at_call *call = &visit->call;
	struct at_hidden hidden[2];
	struct at_form form = { .action = s->path, .csrf = visit->csrf, .hidden = hidden,
		.wide = true };
	const struct at_form_buttons buttons = { .primary = at_tr(call, "Save the PIN"),
		.primary_value = "pin" };
	const struct at_section section = { .id = "pin", .heading = s->address.has_pin
		? at_tr(call, "Choose a new PIN") : at_tr(call, "Choose a PIN"),
		.note = at_tr(call, "Turn the screen: whoever the page belongs to types it, twice. "
		    "At least six digits, or a few words; no birthday.") };

	fill_hidden(s, hidden, &form.n_hidden);
	at_part_section_begin(visit->out, &section);
	if (s->problem != NULL)
		at_part_notice(visit->out, AT_TONE_LOOK, at_tr(call, "That did not work"),
		    s->problem);
	at_form_begin(visit->out, &form);
	at_form_line(visit->out, &(struct at_form_line){ .name = "pin",
	    .label = at_tr(call, "PIN"), .type = "password", .autocomplete = "off",
	    .required = true, .short_line = true });
	at_form_line(visit->out, &(struct at_form_line){ .name = "again",
	    .label = at_tr(call, "The same PIN again"), .type = "password",
	    .autocomplete = "off", .required = true, .short_line = true });
	at_form_buttons(visit->out, &buttons);
	at_form_end(visit->out);
	at_part_section_end(visit->out);
}

static void
put_stand(struct at_visit *visit, const struct shown *s)
{
	struct at_call *call = &visit->call;
	const char *made = at_show_day(visit, s->address.zone, s->address.made);

	if (s->chosen)
		at_part_notice(visit->out, AT_TONE_DONE, at_tr(call, "The page is ready"),
		    at_tr(call, "It opens with the address and this PIN. Nobody at the clinic can "
		    "look the PIN up."));
	else if (s->address.made == 0)
		at_part_text(visit->out, at_tr(call, "There is no own page yet. It shows what its "
		    "owner has answered, who has looked, and what was agreed. Nothing of the "
		    "rules, no flag and no expected course is on it."));
	else
		at_part_text(visit->out, at_printf(call->arena, s->address.has_pin
		    ? at_tr(call, "There is a personal address since %s, with a PIN.")
		    : at_tr(call, "There is a personal address since %s. It has no PIN yet and "
		    "opens for nobody."), made));
}

static void
put_changes(struct at_visit *visit, const struct shown *s)
{
	struct at_call *call = &visit->call;
	const struct at_section section = { .id = "change", .heading = at_tr(call, "Lost?"),
		.note = at_tr(call, "With a new address the one before stops working, wherever it "
		    "is written down.") };

	at_part_section_begin(visit->out, &section);
	put_button(visit, s, at_tr(call, "Make a new address"), "make", true);
	put_button(visit, s, at_tr(call, "Close the own page"), "end", true);
	at_part_section_end(visit->out);
}

static void
put_parent(struct at_visit *visit, const struct shown *s)
{
	struct at_call *call = &visit->call;

	if (!s->address.has_parent)
		return;
	at_put(visit->out, "<p><a href=\"%s%s\">%s</a></p>\n", s->path,
	    s->of.parent ? "" : "?who=parent", s->of.parent
	    ? at_tr(call, "The client's own page") : at_tr(call, "The parent's own page"));
}

static int
put_own_page(struct at_visit *visit, const struct shown *s)
{
	struct at_call *call = &visit->call;
	struct at_page page = at_page_of_client(visit, at_printf(call->arena, s->of.parent
	    ? at_tr(call, "Own page of a parent of %s") : at_tr(call, "Own page of %s"),
	    s->address.client_name), s->of.client, s->address.client_name);

	at_page_of_client_begin(visit, &page, s->of.client);
	put_stand(visit, s);
	if (s->address.made != 0) {
		at_part_columns_begin(visit->out);
		put_address(visit, s);
		if (!s->chosen)
			put_pin(visit, s);
		at_part_columns_middle(visit->out);
		put_changes(visit, s);
		at_part_columns_end(visit->out);
	} else {
		put_button(visit, s, at_tr(call, "Make a personal address"), "make", false);
	}
	put_parent(visit, s);
	at_page_end(visit->out, &page);
	return 200;
}

static struct shown
shown_of(struct at_visit *visit, const struct at_fields *fields)
{
	const char *who = at_field(fields, "who");
	struct shown s = { .of = { at_visit_id(visit, "client"),
		who != NULL && strcmp(who, "parent") == 0 } };

	s.path = at_printf(visit->call.arena, "/clients/%s/own-page",
	    at_visit_id_text(visit, s.of.client));
	return s;
}

int
at_page_own_page(struct at_visit *visit)
{
	struct shown s = shown_of(visit, &visit->request->query);

	if (at_action_own_address(&visit->call, &s.of, NULL, &s.address) != AT_OK)
		return at_page_problem(visit);
	return put_own_page(visit, &s);
}

/* The PIN, then the page again with the address that was shown before. */
static int
take_pin(struct at_visit *visit, struct shown *s)
{
	const struct at_fields *form = &visit->request->form;
	const char *pin = at_field(form, "pin"), *again = at_field(form, "again");
	enum at_status st = at_action_own_pin(&visit->call, &s->of, pin == NULL ? "" : pin,
	    again == NULL ? "" : again);

	if (st == AT_INVALID) {
		s->problem = at_strdup(visit->call.arena, visit->err.text);
		at_error_clear(&visit->err);
	} else if (st != AT_OK) {
		return at_page_problem(visit);
	}
	s->chosen = st == AT_OK;
	if (at_action_own_address(&visit->call, &s->of, at_field(form, "token"), &s->address)
	    != AT_OK)
		return at_page_problem(visit);
	put_own_page(visit, s);
	return s->chosen ? 200 : 400;
}

static int
no_such_verb(struct at_visit *visit)
{
	at_fail(&visit->err, AT_INVALID, "%s", at_tr(&visit->call,
	    "The browser sent something we cannot read. Nothing was changed."));
	return at_page_problem(visit);
}

int
at_page_own_page_post(struct at_visit *visit)
{
	struct at_call *call = &visit->call;
	const char *what = at_field(&visit->request->form, "do");
	struct shown s = shown_of(visit, &visit->request->form);

	if (what != NULL && strcmp(what, "pin") == 0)
		return take_pin(visit, &s);
	if (what != NULL && strcmp(what, "make") == 0)
		return at_action_own_make(call, &s.of, &s.address) == AT_OK
		    ? put_own_page(visit, &s) : at_page_problem(visit);
	if (at_action_own_address(call, &s.of, NULL, &s.address) != AT_OK)
		return at_page_problem(visit);
	if (what == NULL || strcmp(what, "end") != 0)
		return no_such_verb(visit);
	if (at_action_own_end(call, &s.of) != AT_OK)
		return at_page_problem(visit);
	return at_page_redirect(visit, s.of.parent ? at_printf(call->arena, "%s?who=parent",
	    s.path) : s.path);
}
