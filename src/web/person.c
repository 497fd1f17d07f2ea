/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
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
	struct at_fact facts[4] = { { at_tr(call, "Sign-in name"), staff->handle } };
	int n = 1;

	facts[n++] = (struct at_fact){ at_tr(call, "Password"), staff->password == NULL
		? at_tr(call, "not chosen yet") : at_tr(call, "chosen") };
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
	struct at_clinic_button buttons[3];
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

	at_part_section_begin(visit->out, &section);
	at_form_begin(visit->out, &form);
	at_form_line(visit->out, &(struct at_form_line){ .name = "name",
	    .label = at_tr(call, "As clients and colleagues read it"), .autocomplete = "off",
	    .required = true, .value = typed != NULL ? typed : view->staff.name });
	at_form_buttons(visit->out, &buttons);
	at_form_end(visit->out);
	at_part_section_end(visit->out);
}

static struct at_page
page_of(struct at_visit *visit, const struct at_person_view *view)
{
	struct at_page page = at_page_clinic(visit, view->staff.name, "/people");

	page.back = (struct at_page_link){ "/people", at_tr(&visit->call, "People"), false };
	return page;
}

static int
put_person(struct at_visit *visit, const struct at_person_view *view, const char *path,
    const char *problem)
{
	struct at_call *call = &visit->call;
	struct at_page page = page_of(visit, view);
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

static const char *
path_of(struct at_visit *visit, at_id person)
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
	return put_person(visit, &view, path_of(visit, person), NULL);
}

/* ---- closing an account --------------------------------------------------------------- */

static const char *
joined(struct at_call *call, const char *const *names, int n)
{
	struct at_buffer text = at_buffer_init(call->arena);

	for (int i = 0; i < n; i++)
		at_buffer_printf(&text, "%s%s", i == 0 ? "" : " · ", names[i]);
	return at_buffer_string(&text);
}

static void
put_point(struct at_visit *visit, const char *text)
{
	at_put(visit->out, "<li>%s</li>\n", text);
}

static void
put_consequences(struct at_visit *visit, const struct at_person_view *view)
{
	struct at_call *call = &visit->call;
	int n = view->n_clients;

	at_put_raw(visit->out, "<ul class=\"points\">\n");
	put_point(visit, at_tr(call, "All their browsers are signed out at once. What they did "
	    "stays on record."));
	if (n > 0)
		put_point(visit, at_printf(call->arena, at_trn(call,
		    "%d client has them as therapist and keeps them until somebody takes over. "
		    "Cards go on, but nobody reads them, and a safety answer goes to whoever has "
		    "cover at once.",
		    "%d clients have them as therapist and keep them until somebody takes over. "
		    "Cards go on, but nobody reads them, and a safety answer goes to whoever has "
		    "cover at once.", (unsigned long)n), n));
	if (view->n_cover > 0)
		put_point(visit, at_printf(call->arena, at_tr(call, "Their hours of cover stop to "
		    "count at %s. Look at the cover there."),
		    joined(call, view->cover, view->n_cover)));
	if (view->n_contact > 0)
		put_point(visit, at_printf(call->arena, at_tr(call, "They are the contact person "
		    "of %s: what clients say to someone else would reach nobody. Name another "
		    "one first."), joined(call, view->contact, view->n_contact)));
	at_put_raw(visit->out, "</ul>\n");
}

static int
ask_close(struct at_visit *visit, const struct at_person_view *view, const char *path)
{
	struct at_call *call = &visit->call;
	struct at_page page = page_of(visit, view);
	const struct at_form form = { .action = path, .csrf = visit->csrf, .wide = true };
	const struct at_form_buttons buttons = { .primary = at_tr(call, "Close the account"),
		.primary_value = "close-yes" };

	page.heading = at_printf(call->arena, at_tr(call, "Close the account of %s?"),
	    view->staff.name);
	page.back = (struct at_page_link){ path, view->staff.name, false };
	at_page_begin(visit->out, &page);
	put_consequences(visit, view);
	at_part_text(visit->out, at_tr(call, "It can be opened again at any time."));
	at_form_begin(visit->out, &form);
	at_form_buttons(visit->out, &buttons);
	at_form_end(visit->out);
	at_page_end(visit->out, &page);
	return 200;
}

/* ---- what is asked for ---------------------------------------------------------------- */

static at_id
id_of(const struct at_visit *visit, const char *name)
{
	at_id id = 0;

	return at_id_parse(at_clinic_field(visit, name), &id) ? id : 0;
}

static at_id
site_of(struct at_visit *visit, const struct at_person_view *view)
{
	const char *handle = at_clinic_field(visit, "site");

	for (int i = 0; i < view->n_sites; i++)
		if (strcmp(view->sites[i].handle, handle) == 0)
			return view->sites[i].id;
	return handle[0] == '\0' ? 0 : -1;      /* none of these */
}

static enum at_status
do_role(struct at_visit *visit, const struct at_person_view *view)
{
	return at_action_person_role(&visit->call, view->staff.id,
	    at_clinic_field(visit, "role"), site_of(visit, view), at_clinic_does(visit, "give"));
}

static enum at_status
do_rename(struct at_visit *visit, const struct at_person_view *view)
{
	return at_action_person_rename(&visit->call, view->staff.id,
	    strtoll(at_clinic_field(visit, "version"), NULL, 10),
	    at_clinic_field(visit, "name"));
}

static enum at_status
do_supervise(struct at_visit *visit, const struct at_person_view *view)
{
	return at_action_supervise(&visit->call, view->staff.id, id_of(visit, "therapist"),
	    at_clinic_field(visit, "from"), at_clinic_field(visit, "to"));
}

static enum at_status
do_end_supervision(struct at_visit *visit, const struct at_person_view *view)
{
	return at_action_supervise_end(&visit->call, view->staff.id, id_of(visit, "therapist"));
}

static enum at_status
do_sign_out(struct at_visit *visit, const struct at_person_view *view)
{
	return at_action_person_sign_out(&visit->call, view->staff.id);
}

static enum at_status
do_close(struct at_visit *visit, const struct at_person_view *view)
{
	return at_action_person_disable(&visit->call, view->staff.handle);
}

static enum at_status
do_open(struct at_visit *visit, const struct at_person_view *view)
{
	return at_action_person_enable(&visit->call, view->staff.handle);
}

static const struct {
	const char *name;
	enum at_status (*run)(struct at_visit *visit, const struct at_person_view *view);
} verbs[] = {
	{ "give", do_role }, { "take", do_role }, { "rename", do_rename },
	{ "supervise", do_supervise }, { "end-supervision", do_end_supervision },
	{ "sign-out", do_sign_out }, { "close-yes", do_close }, { "open", do_open },
};

static int
run_verb(struct at_visit *visit, const struct at_person_view *view, const char *path, size_t verb)
{
	struct at_person_view again;
	const char *problem;
	int status = 200;

	if (verbs[verb].run(visit, view) == AT_OK)
		return at_page_redirect(visit, at_printf(visit->call.arena, "%s?did=saved",
		    path));
	problem = at_clinic_problem(visit, &status);
	if (problem == NULL
	    || at_action_person_view(&visit->call, view->staff.id, &again) != AT_OK)
		return at_page_problem(visit);
	put_person(visit, &again, path, problem);
	return status;
}

int
at_page_person_post(struct at_visit *visit)
{
	at_id person = at_visit_id(visit, "person");
	const char *path = path_of(visit, person);
	struct at_person_view view;

	if (at_action_person_view(&visit->call, person, &view) != AT_OK)
		return at_page_problem(visit);
	if (at_clinic_does(visit, "link"))
		return at_person_put_link(visit, person, view.staff.name);
	if (at_clinic_does(visit, "close") && !view.self)
		return ask_close(visit, &view, path);
	for (size_t i = 0; i < AT_COUNT(verbs); i++)
		if (at_clinic_does(visit, verbs[i].name))
			return run_verb(visit, &view, path, i);
	return at_clinic_no_such_verb(visit);
}
