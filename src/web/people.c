/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who works here: the list, finding one of them, and adding somebody. */
#include <string.h>

#include "action/logins.h"
#include "action/person.h"
#include "action/signin.h"
#include "base/buffer.h"
#include "base/utf8.h"
#include "base/words.h"
#include "html/form.h"
#include "html/put.h"
#include "html/qr.h"
#include "web/clinic.h"
#include "web/person.h"

/* ---- the list ------------------------------------------------------------------------- */

struct people {
	struct at_person_row *rows;
	int n;
	const struct at_zone *zone;
};

static const char *
roles_of(struct at_visit *visit, const struct at_person_row *row)
{
	struct at_buffer text = at_buffer_init(visit->call.arena);

	for (int i = 0; i < row->n_held; i++)
		at_buffer_printf(&text, "%s%s", i == 0 ? "" : " · ",
		    at_clinic_held(visit, &row->held[i]));
	return at_buffer_string(&text);
}

static void
put_row(struct at_visit *visit, const struct at_person_row *row, const char *roles,
    const struct at_zone *zone)
{
	struct at_call *call = &visit->call;
	struct at_tag tags[3];
	struct at_page_row out = { .title = row->staff.name, .meta = row->staff.handle,
		.tags = tags };

	out.href = at_printf(call->arena, "/people/%s", at_visit_id_text(visit, row->staff.id));
	if (row->staff.disabled)
		tags[out.n_tags++] = (struct at_tag){ AT_TONE_PLAIN, at_tr(call, "closed") };
	else if (row->staff.password == NULL)
		tags[out.n_tags++] = (struct at_tag){ AT_TONE_LOOK,
			at_tr(call, "no password yet") };
	if (row->has_factor)
		tags[out.n_tags++] = (struct at_tag){ AT_TONE_DONE,
			at_tr(call, "second factor") };
	out.why = at_printf(call->arena, "%s. %s", roles, row->seen == 0
	    ? at_tr(call, "Never signed in.") : at_printf(call->arena,
	    at_tr(call, "Here last %s."), at_words_moment(call, zone, row->seen)));
	at_part_row_begin(visit->out, &out);
	at_part_row_end(visit->out);
}

static void
put_find(struct at_visit *visit, const char *query)
{
	struct at_call *call = &visit->call;

	at_put(visit->out, "<form class=\"find\" method=\"get\" action=\"/people\""
	    " role=\"search\"><label for=\"find\">%s</label>",
	    at_tr(call, "Find by name, role or site"));
	at_put(visit->out, "<input id=\"find\" type=\"search\" name=\"q\" value=\"%s\""
	    " autocomplete=\"off\"><button type=\"submit\" class=\"button small\">%s</button>"
	    "</form>\n", query, at_tr(call, "Find"));
}

static int
put_rows(struct at_visit *visit, const struct people *all, const char *query, bool disabled)
{
	const struct at_person_row *rows = all->rows;
	int n_shown = 0;

	for (int i = 0; i < all->n; i++) {
		const char *roles = roles_of(visit, &rows[i]);

		if (rows[i].staff.disabled != disabled
		    || (!at_utf8_holds(rows[i].staff.name, query)
		    && !at_utf8_holds(rows[i].staff.handle, query)
		    && !at_utf8_holds(roles, query)))
			continue;
		if (n_shown++ == 0)
			at_part_rows_begin(visit->out, disabled
			    ? at_tr(&visit->call, "Closed accounts")
			    : at_tr(&visit->call, "People"));
		put_row(visit, &rows[i], roles, all->zone);
	}
	if (n_shown > 0)
		at_part_rows_end(visit->out);
	return n_shown;
}

int
at_page_people(struct at_visit *visit)
{
	struct at_call *call = &visit->call;
	const char *query = at_field(&visit->request->query, "q");
	struct people all;
	struct at_page page;
	int n_shown;

	if (query == NULL)
		query = "";
	if (at_action_person_rows(call, &all.rows, &all.n) != AT_OK
	    || at_action_logins_zone(call, &all.zone) != AT_OK)
		return at_page_problem(visit);
	page = at_page_clinic(visit, at_tr(call, "People"), "/people");
	page.script = "staff.js";
	page.lead = at_tr(call, "Who works here, and what each of them may see and do.");
	at_page_begin(visit->out, &page);
	at_put(visit->out, "<p><a class=\"button\" href=\"/people/new\">%s</a></p>\n"
	    "<p><a href=\"/sign-ins\">%s</a></p>\n", at_tr(call, "Add somebody"),
	    at_tr(call, "Failed sign-ins, and who has to wait"));
	put_find(visit, query);
	n_shown = put_rows(visit, &all, query, false);
	n_shown += put_rows(visit, &all, query, true);
	if (n_shown == 0)
		at_part_empty(visit->out, at_printf(call->arena, at_tr(call,
		    "Nobody here has \"%s\" in a name, role or site."), query), "/people",
		    at_tr(call, "Show all"));
	at_page_end(visit->out, &page);
	return 200;
}

/* ---- somebody new --------------------------------------------------------------------- */

static void
put_new_fields(struct at_visit *visit, const struct at_choosable *sites, int n_sites)
{
	struct at_call *call = &visit->call;

	at_form_line(visit->out, &(struct at_form_line){ .name = "name",
	    .label = at_tr(call, "Name"), .note = at_tr(call,
	    "As clients and colleagues read it."), .autocomplete = "off", .required = true,
	    .value = at_clinic_field(visit, "name") });
	at_form_line(visit->out, &(struct at_form_line){ .name = "handle",
	    .label = at_tr(call, "Sign-in name"), .note = at_tr(call,
	    "Small letters, digits, dots and dashes. It stays as it is."),
	    .autocomplete = "off", .required = true, .short_line = true, .max_length = 32,
	    .code = true,
	    .value = at_clinic_field(visit, "handle") });
	at_person_choose_role(visit);
	at_person_choose_site(visit, sites, n_sites);
}

static int
put_new(struct at_visit *visit, const char *problem)
{
	struct at_call *call = &visit->call;
	const struct at_form form = { .action = "/people", .csrf = visit->csrf, .wide = true };
	const struct at_form_buttons buttons = { .primary = at_tr(call, "Add") };
	struct at_choosable *sites;
	struct at_page page;
	int n_sites;

	if (at_action_sites(call, &sites, &n_sites) != AT_OK)
		return at_page_problem(visit);
	page = at_page_clinic(visit, at_tr(call, "Somebody new"), "/people");
	page.back = (struct at_page_link){ "/people", at_tr(call, "People"), false };
	at_page_begin(visit->out, &page);
	at_clinic_said(visit, problem);
	at_part_columns_begin(visit->out);
	at_part_section_begin(visit->out, &(struct at_section){
	    .heading = at_tr(call, "Who, and as what") });
	at_form_begin(visit->out, &form);
	put_new_fields(visit, sites, n_sites);
	at_form_buttons(visit->out, &buttons);
	at_form_end(visit->out);
	at_part_section_end(visit->out);
	at_part_columns_middle(visit->out);
	at_person_put_roles_explained(visit);
	at_part_columns_end(visit->out);
	at_page_end(visit->out, &page);
	return 200;
}

int
at_page_people_new(struct at_visit *visit)
{
	return put_new(visit, NULL);
}

int
at_person_put_link(struct at_visit *visit, at_id person, const char *name)
{
	struct at_call *call = &visit->call;
	const struct at_section section = { .id = "link",
		.heading = at_tr(call, "Scan this, or open the address"),
		.note = at_tr(call, "Shown here once and kept nowhere. It signs one person in, "
		    "once, within a day; then a password is chosen. Give it to nobody else.") };
	struct at_page page;
	const char *url;

	if (at_action_make_once(call, person, &url) != AT_OK)
		return at_page_problem(visit);
	page = at_page_clinic(visit, at_printf(call->arena, at_tr(call,
	    "A one-time link for %s"), name), "/people");
	page.script = "staff.js";
	page.back = (struct at_page_link){ at_printf(call->arena, "/people/%s",
	    at_visit_id_text(visit, person)), name, false };
	at_page_begin(visit->out, &page);
	at_part_section_begin(visit->out, &section);
	at_qr_put(visit->out, url, at_tr(call, "The address as a QR code"));
	at_put(visit->out, "<div class=\"wide\">\n<div class=\"field\">\n"
	    "<label for=\"f-address\">%s</label>\n"
	    "<input id=\"f-address\" type=\"text\" dir=\"ltr\" value=\"%s\" readonly>\n</div>\n",
	    at_tr(call, "Address"), url);
	at_put(visit->out, "<p class=\"copy\"><button type=\"button\" class=\"button\" "
	    "data-copy=\"f-address\" data-done=\"%s\" hidden>%s</button></p>\n"
	    "<p class=\"note\" role=\"status\"></p>\n</div>\n",
	    at_tr(call, "Copied"), at_tr(call, "Copy"));
	at_part_section_end(visit->out);
	at_page_end(visit->out, &page);
	return 200;
}

int
at_page_people_add(struct at_visit *visit)
{
	struct at_call *call = &visit->call;
	const char *site = at_clinic_field(visit, "site");
	const char *role = at_clinic_field(visit, "role");
	const char *held = site[0] == '\0' ? role
	    : at_printf(call->arena, "%s@%s", role, site);
	const struct at_new_person new = { .handle = at_clinic_field(visit, "handle"),
		.name = at_clinic_field(visit, "name"), .roles = &held, .n_roles = 1 };
	const char *problem;
	int status = 200;
	at_id person;

	if (at_action_person_add(call, &new, &person) == AT_OK)
		return at_person_put_link(visit, person, new.name);
	problem = at_clinic_problem(visit, &status);
	if (problem == NULL)
		return at_page_problem(visit);
	return put_new(visit, problem) == 200 ? status : 503;
}
