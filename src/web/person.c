/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/buffer.h"
#include "base/words.h"
#include "guard/policy.h"
#include "html/form.h"
#include "html/put.h"
#include "web/clinic.h"
#include "web/person.h"
#include "web/show.h"

/* ---- parts shared with the list ------------------------------------------------------- */

void
at_person_choose_role(struct at_visit *visit)
{
	const char *chosen = at_clinic_field(visit, "role");
	struct at_choice choices[8];
	int n;
	const enum at_subject *roles = at_clinic_roles(&n);

	for (int i = 0; i < n; i++) {
		const char *value = at_subject_name(roles[i]);

		choices[i] = (struct at_choice){ .value = value,
			.text = at_clinic_role(visit, roles[i]),
			.checked = strcmp(value, chosen) == 0 };
	}
	at_form_select(visit->out, &(struct at_form_select){ .name = "role",
	    .label = at_tr(&visit->call, "Role"), .choices = choices, .n_choices = n });
}

void
at_person_choose_site(struct at_visit *visit, const struct at_choosable *sites, int n)
{
	struct at_call *call = &visit->call;
	const char *chosen = at_clinic_field(visit, "site");
	struct at_choice *choices = AT_NEW(call->arena, struct at_choice, (size_t)n + 1);

	choices[0] = (struct at_choice){ .value = "", .text = at_tr(call, "Everywhere") };
	for (int i = 0; i < n; i++)
		choices[i + 1] = (struct at_choice){ .value = sites[i].handle,
			.text = sites[i].name, .checked = strcmp(sites[i].handle, chosen) == 0 };
	at_form_select(visit->out, &(struct at_form_select){ .name = "site",
	    .label = at_tr(call, "Where"), .note = at_tr(call,
	    "A role at a site counts at the sites below it, too."), .choices = choices,
	    .n_choices = n + 1 });
}

void
at_person_put_roles_explained(struct at_visit *visit)
{
	const struct at_section section = { .heading = at_tr(&visit->call, "What roles may do") };
	struct at_buffer *out = visit->out;
	int n;
	const enum at_subject *roles = at_clinic_roles(&n);

	at_part_section_begin(out, &section);
	at_put_raw(out, "<dl class=\"terms\">\n");
	for (int i = 0; i < n; i++)
		at_put(out, "<dt>%s</dt><dd>%s</dd>\n", at_clinic_role(visit, roles[i]),
		    at_clinic_role_may(visit, roles[i]));
	at_put_raw(out, "</dl>\n");
	at_part_section_end(out);
}

/* ---- one row and its button ----------------------------------------------------------- */

struct row {
	const char *text, *note;        /* note NULL: none */
	const char *do_what, *button;   /* NULL: none */
	struct at_hidden hidden[2];
	int n_hidden;
};

static void
put_row(struct at_visit *visit, const char *action, const struct row *row)
{
	struct at_buffer *out = visit->out;

	at_put(out, "<li>\n<div class=\"what\"><p>%s</p>\n", row->text);
	if (row->note != NULL)
		at_put(out, "<p class=\"note\">%s</p>", row->note);
	at_put_raw(out, "</div>\n");
	if (row->button != NULL) {
		at_put(out, "<form method=\"post\" action=\"%s\">\n"
		    "<input type=\"hidden\" name=\"csrf\" value=\"%s\">\n", action, visit->csrf);
		for (int i = 0; i < row->n_hidden; i++)
			at_put(out, "<input type=\"hidden\" name=\"%s\" value=\"%s\">\n",
			    row->hidden[i].name, row->hidden[i].value);
		at_put(out, "<button type=\"submit\" class=\"link\" name=\"do\" value=\"%s\""
		    " aria-label=\"%s: %s\">%s</button>\n</form>\n", row->do_what,
		    row->button, row->text, row->button);
	}
	at_put_raw(out, "</li>\n");
}

/* ---- roles ---------------------------------------------------------------------------- */

static void
put_roles(struct at_visit *visit, const struct at_person_view *view, const char *path)
{
	struct at_call *call = &visit->call;
	const struct at_section section = { .id = "roles", .heading = at_tr(call, "Roles") };
	const struct at_form form = { .action = path, .csrf = visit->csrf, .wide = true };
	const struct at_form_buttons buttons = { .primary = at_tr(call, "Give this role"),
		.primary_value = "give" };

	at_part_section_begin(visit->out, &section);
	at_put_raw(visit->out, "<ul class=\"plan\">\n");
	for (int i = 0; i < view->n_held; i++) {
		const struct at_held_role *held = &view->held[i];
		struct row row = { .text = at_clinic_held(visit, held),
			.note = at_clinic_role_may(visit, held->role), .do_what = "take",
			.button = at_tr(call, "Take away"),
			.hidden = { { "role", at_subject_name(held->role) },
			{ "site", held->handle == NULL ? "" : held->handle } }, .n_hidden = 2 };

		if (view->self && held->role == AT_ADMINISTRATOR)
			row.button = NULL;
		put_row(visit, path, &row);
	}
	at_put_raw(visit->out, "</ul>\n");
	at_clinic_fold_begin(visit, at_tr(call, "Give another role"),
	    at_clinic_does(visit, "give"));
	at_form_begin(visit->out, &form);
	at_person_choose_role(visit);
	at_person_choose_site(visit, view->sites, view->n_sites);
	at_form_buttons(visit->out, &buttons);
	at_form_end(visit->out);
	at_clinic_fold_end(visit);
	at_part_section_end(visit->out);
}

/* ---- supervision ---------------------------------------------------------------------- */

/* The last day counts whole: it ends as the next begins. */
static const char *
lasts(struct at_visit *visit, const struct at_person_view *view, const struct at_supervision *s)
{
	struct at_call *call = &visit->call;
	const char *from = s->from == 0 ? NULL : at_show_day(visit, view->zone, s->from);
	const char *to = s->to == 0 ? NULL : at_show_day(visit, view->zone, s->to - 1);

	if (from != NULL && to != NULL)
		return at_printf(call->arena, at_tr(call, "From %s to %s."), from, to);
	if (from != NULL)
		return at_printf(call->arena, at_tr(call, "Since %s."), from);
	return to == NULL ? NULL : at_printf(call->arena, at_tr(call, "Until %s."), to);
}

static void
put_supervised(struct at_visit *visit, const struct at_person_view *view, const char *path)
{
	struct at_call *call = &visit->call;

	at_put_raw(visit->out, "<ul class=\"plan\">\n");
	for (int i = 0; i < view->n_supervises; i++) {
		const struct at_supervision *s = &view->supervises[i];
		const struct row row = { .text = s->name, .note = lasts(visit, view, s),
			.do_what = "end-supervision",
			.button = s->running ? at_tr(call, "End") : NULL,
			.hidden = { { "therapist", at_visit_id_text(visit, s->person) } },
			.n_hidden = 1 };

		put_row(visit, path, &row);
	}
	at_put_raw(visit->out, "</ul>\n");
}

static void
put_supervise_form(struct at_visit *visit, const struct at_person_view *view, const char *path)
{
	struct at_call *call = &visit->call;
	const char *chosen = at_clinic_field(visit, "therapist");
	struct at_choice *choices = AT_NEW(call->arena, struct at_choice,
	    (size_t)view->n_therapists);
	const struct at_form form = { .action = path, .csrf = visit->csrf, .wide = true };
	const struct at_form_buttons buttons = { .primary = at_tr(call, "Supervises this person"),
		.primary_value = "supervise" };

	for (int i = 0; i < view->n_therapists; i++) {
		const char *id = at_visit_id_text(visit, view->therapists[i].id);

		choices[i] = (struct at_choice){ .value = id, .text = view->therapists[i].name,
			.checked = strcmp(id, chosen) == 0 };
	}
	at_clinic_fold_begin(visit, at_tr(call, "Supervise somebody else"),
	    at_clinic_does(visit, "supervise") || view->n_supervises == 0);
	at_form_begin(visit->out, &form);
	at_form_select(visit->out, &(struct at_form_select){ .name = "therapist",
	    .label = at_tr(call, "Whom"), .choices = choices,
	    .n_choices = view->n_therapists });
	at_form_line(visit->out, &(struct at_form_line){ .name = "from", .type = "date",
	    .label = at_tr(call, "From (empty: since ever)"), .short_line = true,
	    .value = at_clinic_field(visit, "from") });
	at_form_line(visit->out, &(struct at_form_line){ .name = "to", .type = "date",
	    .label = at_tr(call, "Last day (empty: it goes on)"), .short_line = true,
	    .value = at_clinic_field(visit, "to") });
	at_form_buttons(visit->out, &buttons);
	at_form_end(visit->out);
	at_clinic_fold_end(visit);
}

static bool
has(const struct at_person_view *view, enum at_subject role)
{
	return (view->staff.subjects & role) != 0;
}

static void
put_supervision(struct at_visit *visit, const struct at_person_view *view, const char *path)
{
	struct at_call *call = &visit->call;
	const struct at_section section = { .id = "supervision",
		.heading = at_tr(call, "Supervises"),
		.note = at_tr(call, "A supervisor sees what is open about the clients of these "
		    "therapists; every look is on record.") };

	if (!has(view, AT_SUPERVISOR) && view->n_supervises == 0)
		return;
	at_part_section_begin(visit->out, &section);
	if (view->n_supervises > 0)
		put_supervised(visit, view, path);
	if (has(view, AT_SUPERVISOR) && view->n_therapists > 0)
		put_supervise_form(visit, view, path);
	at_part_section_end(visit->out);
}

static void
put_supervisors(struct at_visit *visit, const struct at_person_view *view)
{
	struct at_call *call = &visit->call;
	const struct at_section section = { .heading = at_tr(call, "Supervised by"),
		.note = view->n_supervised_by == 0 ? at_tr(call, "Nobody. It is set on the "
		    "supervisor's page.") : NULL };

	if (!has(view, AT_THERAPIST))
		return;
	at_part_section_begin(visit->out, &section);
	at_put_raw(visit->out, "<ul class=\"plan\">\n");
	for (int i = 0; i < view->n_supervised_by; i++) {
		const struct at_supervision *s = &view->supervised_by[i];
		const char *note = lasts(visit, view, s);

		at_put(visit->out, "<li><div class=\"what\"><p><a href=\"/people/%s\">%s</a></p>",
		    at_visit_id_text(visit, s->person), s->name);
		if (note != NULL)
			at_put(visit->out, "<p class=\"note\">%s</p>", note);
		at_put_raw(visit->out, "</div></li>\n");
	}
	at_put_raw(visit->out, "</ul>\n");
	at_part_section_end(visit->out);
}

/* ---- the account ---------------------------------------------------------------------- */

static void
put_facts(struct at_visit *visit, const struct at_person_view *view)
{
	struct at_call *call = &visit->call;
	const struct at_staff *staff = &view->staff;
	struct at_fact facts[6] = { { at_tr(call, "Sign-in name"), staff->handle } };
	int n = 1;

	facts[n++] = (struct at_fact){ at_tr(call, "Password"), staff->password == NULL
		? at_tr(call, "not chosen yet") : at_tr(call, "chosen") };
	facts[n++] = (struct at_fact){ at_tr(call, "Second factor"), view->has_factor
		? at_tr(call, "yes") : at_tr(call, "no") };
	facts[n++] = (struct at_fact){ at_tr(call, "Browsers signed in"),
		at_printf(call->arena, "%d", view->n_logins) };
	facts[n++] = (struct at_fact){ at_tr(call, "Here last"), view->seen == 0
		? at_tr(call, "never") : at_words_moment(call, view->zone, view->seen) };
	if (has(view, AT_THERAPIST) || view->n_clients > 0)
		facts[n++] = (struct at_fact){ at_tr(call, "Clients now"),
			at_printf(call->arena, "%d", view->n_clients) };
	at_part_facts(visit->out, facts, n);
}

static void
put_account(struct at_visit *visit, const struct at_person_view *view, const char *path)
{
	struct at_call *call = &visit->call;
	const struct at_section section = { .id = "account", .heading = at_tr(call, "Account") };
	struct at_clinic_button buttons[4];
	int n = 0;

	if (view->staff.disabled) {
		buttons[n++] = (struct at_clinic_button){ "open",
			at_tr(call, "Open the account again") };
	} else {
		buttons[n++] = (struct at_clinic_button){ "link",
			at_tr(call, "Make a one-time link") };
		buttons[n++] = (struct at_clinic_button){ "sign-out", view->self
			? at_tr(call, "Sign out all other browsers")
			: at_tr(call, "Sign out everywhere") };
		if (view->has_factor)
			buttons[n++] = (struct at_clinic_button){ "reset",
				at_tr(call, "Take the second factor away") };
		if (!view->self)
			buttons[n++] = (struct at_clinic_button){ "close",
				at_tr(call, "Close the account") };
	}
	at_part_section_begin(visit->out, &section);
	put_facts(visit, view);
	at_clinic_buttons(visit, path, buttons, n);
	at_part_section_end(visit->out);
}

static void
put_name(struct at_visit *visit, const struct at_person_view *view, const char *path)
{
	struct at_call *call = &visit->call;
	const struct at_section section = { .id = "name", .heading = at_tr(call, "Name") };
	const struct at_hidden hidden[] = { { "version", at_printf(call->arena, "%lld",
		(long long)view->staff.version) } };
	const struct at_form form = { .action = path, .csrf = visit->csrf, .hidden = hidden,
		.n_hidden = 1, .wide = true };
	const struct at_form_buttons buttons = { .primary = at_tr(call, "Save the name"),
		.primary_value = "rename" };
	const char *typed = at_field(&visit->request->form, "name");

	/* Typed over a name that is no longer: the one it is now is what to begin from. */
	if (strcmp(at_clinic_field(visit, "version"), hidden[0].value) != 0)
		typed = NULL;
	at_part_section_begin(visit->out, &section);
	at_form_begin(visit->out, &form);
	at_form_line(visit->out, &(struct at_form_line){ .name = "name",
	    .label = at_tr(call, "As clients and colleagues read it"), .autocomplete = "off",
	    .required = true, .value = typed != NULL ? typed : view->staff.name });
	at_form_buttons(visit->out, &buttons);
	at_form_end(visit->out);
	at_part_section_end(visit->out);
}

struct at_page
at_person_page(struct at_visit *visit, const struct at_person_view *view)
{
	struct at_page page = at_page_clinic(visit, view->staff.name, "/people");

	page.back = (struct at_page_link){ "/people", at_tr(&visit->call, "People"), false };
	return page;
}

int
at_person_put(struct at_visit *visit, const struct at_person_view *view, const char *path,
    const char *problem)
{
	struct at_call *call = &visit->call;
	struct at_page page = at_person_page(visit, view);
	const struct at_tag closed = { AT_TONE_LOOK, at_tr(call, "account closed") };

	if (view->staff.disabled) {
		page.tags = &closed;
		page.n_tags = 1;
	}
	if (view->self)
		page.lead = at_tr(call, "This is you. Another administrator must close your "
		    "account or take your right to administer.");
	at_page_begin(visit->out, &page);
	at_clinic_said(visit, problem);
	at_part_columns_begin(visit->out);
	put_roles(visit, view, path);
	put_supervision(visit, view, path);
	put_supervisors(visit, view);
	at_part_columns_middle(visit->out);
	put_account(visit, view, path);
	put_name(visit, view, path);
	at_part_columns_end(visit->out);
	at_page_end(visit->out, &page);
	return 200;
}

const char *
at_person_path(struct at_visit *visit, at_id person)
{
	return at_printf(visit->call.arena, "/people/%s", at_visit_id_text(visit, person));
}

int
at_page_person(struct at_visit *visit)
{
	at_id person = at_visit_id(visit, "person");
	struct at_person_view view;

	if (at_action_person_view(&visit->call, person, &view) != AT_OK)
		return at_page_problem(visit);
	return at_person_put(visit, &view, at_person_path(visit, person), NULL);
}
