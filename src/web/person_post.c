/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the administrator changes about somebody who works here, asked back where it is not
 * easily undone. */
#include <stdlib.h>
#include <string.h>

#include "action/factor.h"
#include "action/logins.h"
#include "base/buffer.h"
#include "base/words.h"
#include "guard/policy.h"
#include "html/form.h"
#include "html/put.h"
#include "web/clinic.h"
#include "web/person.h"

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

/* Of those who lose their therapist without another one. */
static void
put_left_alone(struct at_visit *visit, int n)
{
	struct at_call *call = &visit->call;

	put_point(visit, at_printf(call->arena, at_trn(call,
	    "%d client has them as therapist and keeps them until somebody takes over. "
	    "Cards go on, but nobody reads them, and a safety answer goes to whoever has "
	    "cover at once.",
	    "%d clients have them as therapist and keep them until somebody takes over. "
	    "Cards go on, but nobody reads them, and a safety answer goes to whoever has "
	    "cover at once.", (unsigned long)n), n));
}

static void
put_consequences(struct at_visit *visit, const struct at_person_view *view)
{
	struct at_call *call = &visit->call;

	at_put_raw(visit->out, "<ul class=\"points\">\n");
	put_point(visit, at_tr(call, "All their browsers are signed out at once. What they did "
	    "stays on record."));
	if (view->n_clients > 0)
		put_left_alone(visit, view->n_clients);
	if (view->n_cover > 0)
		put_point(visit, at_printf(call->arena, at_tr(call, "Their hours of cover stop "
		    "counting at %s. Look at the cover there."),
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
	struct at_page page = at_person_page(visit, view);
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

static int
ask_reset(struct at_visit *visit, const struct at_person_view *view, const char *path)
{
	struct at_call *call = &visit->call;
	struct at_page page = at_person_page(visit, view);
	const struct at_form form = { .action = path, .csrf = visit->csrf, .wide = true };
	const struct at_form_buttons buttons = { .primary = at_tr(call,
		"Take the second factor away"), .primary_value = "reset-yes" };

	page.heading = at_printf(call->arena, at_tr(call, "Take the second factor of %s away?"),
	    view->staff.name);
	page.back = (struct at_page_link){ path, view->staff.name, false };
	page.lead = at_tr(call, "For somebody who lost the phone and the recovery codes. Make sure "
	    "that it is they who ask. They are signed out everywhere, and come in by password "
	    "or one-time link alone until they set up a new one.");
	at_page_begin(visit->out, &page);
	at_form_begin(visit->out, &form);
	at_form_buttons(visit->out, &buttons);
	at_form_end(visit->out);
	at_page_end(visit->out, &page);
	return 200;
}

/* Whether somebody with clients would be no therapist any more. */
static bool
leaves_clients(struct at_visit *visit, const struct at_person_view *view)
{
	int n = 0;

	for (int i = 0; i < view->n_held; i++)
		n += view->held[i].role == AT_THERAPIST;
	return n == 1 && view->n_clients > 0 && strcmp(at_clinic_field(visit, "role"),
	    at_subject_name(AT_THERAPIST)) == 0;
}

static int
ask_take(struct at_visit *visit, const struct at_person_view *view, const char *path)
{
	struct at_call *call = &visit->call;
	struct at_page page = at_person_page(visit, view);
	const struct at_hidden hidden[] = { { "role", at_clinic_field(visit, "role") },
		{ "site", at_clinic_field(visit, "site") } };
	const struct at_form form = { .action = path, .csrf = visit->csrf, .hidden = hidden,
		.n_hidden = AT_COUNT(hidden), .wide = true };
	const struct at_form_buttons buttons = { .primary = at_tr(call, "Take the role away"),
		.primary_value = "take-yes" };

	page.heading = at_printf(call->arena, at_tr(call, "%s, no therapist any more?"),
	    view->staff.name);
	page.back = (struct at_page_link){ path, view->staff.name, false };
	at_page_begin(visit->out, &page);
	at_put_raw(visit->out, "<ul class=\"points\">\n");
	put_left_alone(visit, view->n_clients);
	at_put_raw(visit->out, "</ul>\n");
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
	return at_action_logins_end(&visit->call, view->staff.id);
}

static enum at_status
do_reset(struct at_visit *visit, const struct at_person_view *view)
{
	return at_action_factor_reset(&visit->call, view->staff.id);
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
	{ "give", do_role }, { "take", do_role }, { "take-yes", do_role },
	{ "rename", do_rename },
	{ "supervise", do_supervise }, { "end-supervision", do_end_supervision },
	{ "sign-out", do_sign_out }, { "reset-yes", do_reset },
	{ "close-yes", do_close }, { "open", do_open },
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
	at_person_put(visit, &again, path, problem);
	return status;
}

int
at_page_person_post(struct at_visit *visit)
{
	at_id person = at_visit_id(visit, "person");
	const char *path = at_person_path(visit, person);
	struct at_person_view view;

	if (at_action_person_view(&visit->call, person, &view) != AT_OK)
		return at_page_problem(visit);
	if (at_clinic_does(visit, "link"))
		return at_person_put_link(visit, person, view.staff.name);
	if (at_clinic_does(visit, "close") && !view.self)
		return ask_close(visit, &view, path);
	if (at_clinic_does(visit, "take") && leaves_clients(visit, &view))
		return ask_take(visit, &view, path);
	if (at_clinic_does(visit, "reset") && view.has_factor)
		return ask_reset(visit, &view, path);
	for (size_t i = 0; i < AT_COUNT(verbs); i++)
		if (at_clinic_does(visit, verbs[i].name))
			return run_verb(visit, &view, path, i);
	return at_clinic_no_such_verb(visit);
}
