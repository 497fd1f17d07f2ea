/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The plan editor: what is asked of whom and when, row by row, switched on or off for the
 * clinic, a site, or one course of therapy; and whether measuring goes on. */
#include <string.h>

#include "action/consent.h"
#include "action/planning.h"
#include "base/words.h"
#include "html/form.h"
#include "html/put.h"
#include "web/of_client.h"
#include "web/visit.h"

/* ---- words ---------------------------------------------------------------------------- */

static const char *
heading_of(struct at_call *call, enum at_plan_when when)
{
	switch (when) {
	case AT_PLAN_INTAKE:
		return at_tr(call, "At the start");
	case AT_PLAN_BEFORE:
		return at_tr(call, "Before a session");
	case AT_PLAN_AFTER:
		return at_tr(call, "After a session");
	case AT_PLAN_MISSED:
		return at_tr(call, "When a session was missed");
	case AT_PLAN_MONTHLY:
		return at_tr(call, "When nobody meets");
	case AT_PLAN_ENDING:
		return at_tr(call, "At the end");
	}
	return "";
}

static const char *
asked(struct at_call *call, enum at_plan_who who)
{
	switch (who) {
	case AT_PLAN_CLIENT:
		return at_tr(call, "asks the client");
	case AT_PLAN_THERAPIST:
		return at_tr(call, "asks the therapist");
	case AT_PLAN_PARENT:
		return at_tr(call, "asks a parent or carer");
	}
	return "";
}

/* Where the value of a row comes from. */
static const char *
source_of(struct at_call *call, const struct at_plan_line *line)
{
	switch (line->from) {
	case AT_PLAN_FROM_TABLE:
		return at_tr(call, "As the plan comes.");
	case AT_PLAN_FROM_CLINIC:
		return line->on ? at_tr(call, "Switched on for the whole clinic.")
		    : at_tr(call, "Switched off for the whole clinic.");
	case AT_PLAN_FROM_ABOVE:
	case AT_PLAN_FROM_SITE:
		return at_printf(call->arena, line->on ? at_tr(call, "Switched on for %s.")
		    : at_tr(call, "Switched off for %s."), line->where);
	case AT_PLAN_FROM_EPISODE:
		return line->on ? at_tr(call, "Switched on for this client.")
		    : at_tr(call, "Switched off for this client.");
	}
	return "";
}

/* ---- rows ------------------------------------------------------------------------------- */

/* One button of its own name: twenty that all say "Switch off" say nothing. */
static void
put_button(struct at_visit *visit, const struct at_plan_line *line, const char *value,
    const char *text)
{
	struct at_call *call = &visit->call;

	at_put(visit->out, "<button type=\"submit\" class=\"button quiet\" name=\"do\" value=\"%s\""
	    " aria-label=\"%s: %s, %s\">%s</button>\n", value, text, line->title,
	    at_tr(call, line->row->words), text);
}

static void
put_line(struct at_visit *visit, const struct at_plan_line *line, const char *action)
{
	struct at_call *call = &visit->call;
	const struct at_tag tag = { line->on ? AT_TONE_DONE : AT_TONE_PLAIN,
		line->on ? at_tr(call, "On") : at_tr(call, "Off") };

	at_put(visit->out, "<li id=\"row-%s\">\n<div class=\"what\"><p><strong>%s</strong> %s ",
	    line->row->key, line->title, asked(call, line->row->who));
	at_part_tag(visit->out, &tag);
	at_put(visit->out, "</p>\n<p>%s</p>\n<p class=\"note\">%s</p></div>\n",
	    at_tr(call, line->row->words), source_of(call, line));
	at_put(visit->out, "<form class=\"form wide\" method=\"post\" action=\"%s\">\n"
	    "<input type=\"hidden\" name=\"csrf\" value=\"%s\">"
	    "<input type=\"hidden\" name=\"plan\" value=\"%s\">\n<div class=\"buttons\">\n",
	    action, visit->csrf, line->row->key);
	if (line->on)
		put_button(visit, line, "off", at_tr(call, "Switch off"));
	else
		put_button(visit, line, "on", at_tr(call, "Switch on"));
	if (line->here)
		put_button(visit, line, "inherit", line->on_without
		    ? at_tr(call, "As elsewhere: on") : at_tr(call, "As elsewhere: off"));
	at_put_raw(visit->out, "</div>\n</form>\n</li>\n");
}

static void
put_lines(struct at_visit *visit, const struct at_plan_view *view, const char *action)
{
	for (int i = 0; i < view->n_lines; i++) {
		const struct at_plan_row *row = view->lines[i].row;
		bool first = i == 0 || view->lines[i - 1].row->when != row->when;
		bool last = i == view->n_lines - 1 || view->lines[i + 1].row->when != row->when;
		const struct at_section section = { .heading = heading_of(&visit->call,
			row->when) };

		if (first) {
			at_part_section_begin(visit->out, &section);
			at_put_raw(visit->out, "<ul class=\"plan\">\n");
		}
		put_line(visit, &view->lines[i], action);
		if (last) {
			at_put_raw(visit->out, "</ul>\n");
			at_part_section_end(visit->out);
		}
	}
}

/* What a row is to be; false: none of these. */
static bool
read_turn(const char *how, enum at_plan_turn *out)
{
	static const char *const turns[] = { [AT_PLAN_ON] = "on", [AT_PLAN_OFF] = "off",
		[AT_PLAN_INHERIT] = "inherit" };

	for (size_t i = 0; how != NULL && i < AT_COUNT(turns); i++)
		if (strcmp(turns[i], how) == 0) {
			*out = (enum at_plan_turn)i;
			return true;
		}
	return false;
}

static int
turn_row(struct at_visit *visit, at_id site, at_id client, const char *path)
{
	const struct at_fields *form = &visit->request->form;
	const char *key = at_field(form, "plan");
	enum at_plan_turn turn = AT_PLAN_INHERIT;

	if (key == NULL || !read_turn(at_field(form, "do"), &turn))
		key = "";               /* which is no row: not found, by whom may look */
	if (at_action_plan_switch(&visit->call, site, client, key, turn) != AT_OK)
		return at_page_problem(visit);
	return at_page_redirect(visit, at_printf(visit->call.arena, "%s#row-%s", path, key));
}

/* ---- the clinic and its sites --------------------------------------------------------- */

/* 0: the clinic; -1: none of ours. */
static at_id
asked_site(const struct at_visit *visit)
{
	const char *text = at_field(&visit->request->query, "site");
	at_id site = 0;

	return text == NULL || at_id_parse(text, &site) ? site : -1;
}

static const char *
clinic_path(struct at_visit *visit, at_id site)
{
	return site == 0 ? "/plan" : at_printf(visit->call.arena, "/plan?site=%s",
	    at_visit_id_text(visit, site));
}

static void
put_place(struct at_visit *visit, const char *path, bool here, const char *name)
{
	at_put(visit->out, "<li><a href=\"%s\"", path);
	if (here)
		at_put_raw(visit->out, " aria-current=\"page\"");
	at_put(visit->out, ">%s</a></li>\n", name);
}

static void
put_sites(struct at_visit *visit, const struct at_plan_view *view)
{
	struct at_call *call = &visit->call;

	at_put(visit->out, "<nav class=\"places\" aria-label=\"%s\">\n<ul>\n",
	    at_tr(call, "Where"));
	put_place(visit, "/plan", view->site == 0, at_tr(call, "The whole clinic"));
	for (int i = 0; i < view->n_sites; i++)
		put_place(visit, clinic_path(visit, view->sites[i].id),
		    view->site == view->sites[i].id, view->sites[i].name);
	at_put_raw(visit->out, "</ul>\n</nav>\n");
}

int
at_page_plan(struct at_visit *visit)
{
	struct at_call *call = &visit->call;
	struct at_plan_view view;
	struct at_page page;
	at_id site = asked_site(visit);

	if (at_action_plan_view(call, site, 0, &view) != AT_OK)
		return at_page_problem(visit);
	page = at_page_clinic(visit, at_tr(call, "Plan"), "/plan");
	page.lead = view.site == 0 ? at_tr(call, "What is asked of whom, and when. It holds for "
	    "every client, unless a site or a therapist switches a row for theirs.")
	    : at_printf(call->arena, at_tr(call, "What is asked at %s. It holds for every client "
	    "there, unless a therapist switches a row for one."), view.site_name);
	at_page_begin(visit->out, &page);
	put_sites(visit, &view);
	put_lines(visit, &view, clinic_path(visit, site));
	at_page_end(visit->out, &page);
	return 200;
}

int
at_page_plan_post(struct at_visit *visit)
{
	at_id site = asked_site(visit);

	return turn_row(visit, site, 0, clinic_path(visit, site));
}

/* ---- one client ------------------------------------------------------------------------- */

static void
put_measuring(struct at_visit *visit, const struct at_plan_view *view, const char *action)
{
	struct at_call *call = &visit->call;
	const struct at_section section = { .id = "measuring",
		.heading = at_tr(call, "Whether cards are asked for"),
		.note = view->goes_on ? at_tr(call, "A client may stop at any time, without giving "
		    "a reason. Care goes on as it was; what is open is taken back.")
		    : at_tr(call, "The client asks for no more cards. Nobody is asked anything.") };
	const struct at_form form = { .action = action, .csrf = visit->csrf, .wide = true };
	const struct at_form_buttons buttons = {
		.other = view->goes_on ? at_tr(call, "Stop asking") : at_tr(call, "Ask again"),
		.other_value = view->goes_on ? "stop" : "go-on" };

	at_part_section_begin(visit->out, &section);
	at_form_begin(visit->out, &form);
	at_form_buttons(visit->out, &buttons);
	at_form_end(visit->out);
	at_part_section_end(visit->out);
}

static const char *
client_path(struct at_visit *visit, at_id client)
{
	return at_printf(visit->call.arena, "/clients/%s/plan", at_visit_id_text(visit, client));
}

int
at_page_client_plan(struct at_visit *visit)
{
	struct at_call *call = &visit->call;
	at_id client = at_visit_id(visit, "client");
	struct at_plan_view view;
	struct at_page page;

	if (at_action_plan_view(call, 0, client, &view) != AT_OK)
		return at_page_problem(visit);
	page = at_page_of_client(visit, at_tr(call, "Plan"), client, view.client_name);
	page.lead = view.running ? at_tr(call, "What is asked in this course of therapy. What you "
	    "switch holds for this client alone.")
	    : at_tr(call, "This course of therapy has ended.");
	at_page_of_client_begin(visit, &page, client);
	if (view.running) {
		put_lines(visit, &view, client_path(visit, client));
		put_measuring(visit, &view, client_path(visit, client));
	}
	at_page_end(visit->out, &page);
	return 200;
}

int
at_page_client_plan_post(struct at_visit *visit)
{
	const char *how = at_field(&visit->request->form, "do");
	at_id client = at_visit_id(visit, "client");
	const char *path = client_path(visit, client);
	bool stop = how != NULL && strcmp(how, "stop") == 0;

	if (!stop && (how == NULL || strcmp(how, "go-on") != 0))
		return turn_row(visit, 0, client, path);
	if (at_action_measuring(&visit->call, client, !stop) != AT_OK)
		return at_page_problem(visit);
	return at_page_redirect(visit, path);
}
