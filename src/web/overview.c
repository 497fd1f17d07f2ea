/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The clinic at a glance: what has to be done before anything can be sent, and how it
 * stands. */
#include "action/clinic_view.h"
#include "action/doctor.h"
#include "base/buffer.h"
#include "base/words.h"
#include "html/put.h"
#include "web/clinic.h"

/* ---- what has to be done -------------------------------------------------------------- */

struct todo {
	struct at_visit *visit;
	int n;
};

static void
put_todo(struct todo *t, const char *href, const char *title, const char *why)
{
	const struct at_page_row row = { .href = href, .title = title, .why = why };

	if (t->n++ == 0)
		at_part_rows_begin(t->visit->out, at_tr(&t->visit->call, "To be done"));
	at_part_row_begin(t->visit->out, &row);
	at_part_row_end(t->visit->out);
}

static void
put_place_todo(struct todo *t, const struct at_place_view *place)
{
	struct at_call *call = &t->visit->call;
	const char *id = at_visit_id_text(t->visit, place->site);
	const char *cover = at_printf(call->arena, "/sites/%s/cover", id);

	if (place->n_missing > 0)
		put_todo(t, at_printf(call->arena, "/texts?site=%s", id),
		    at_printf(call->arena, at_tr(call, "Texts of %s"), place->name),
		    at_printf(call->arena, at_trn(call, "%d value is missing. Until then nothing "
		    "is sent or opened to a client there.", "%d values are missing. Until then "
		    "nothing is sent or opened to a client there.",
		    (unsigned long)place->n_missing), place->n_missing));
	if (place->cover == NULL)
		put_todo(t, cover, at_printf(call->arena, at_tr(call, "Cover at %s"), place->name),
		    place->cover_next == INT64_MAX ? at_tr(call, "Nobody has cover, now or later. "
		    "Forms with a question about safety stay closed.")
		    : at_printf(call->arena, at_tr(call, "Nobody has cover now; the next time is "
		    "%s. Until then forms with a question about safety stay closed."),
		    at_words_moment(call, place->zone, place->cover_next)));
	if (place->contact_closed)
		put_todo(t, cover, at_printf(call->arena, at_tr(call, "Contact person of %s"),
		    place->name), at_tr(call, "The account of the person named is closed: what "
		    "clients say to someone else would reach nobody."));
}

static void
put_upkeep_todo(struct todo *t, const struct at_findings *found)
{
	struct at_call *call = &t->visit->call;

	for (int i = 0; i < found->n; i++)
		if (found->all[i].verdict == AT_WRONG)
			put_todo(t, "/health", at_tr(call, found->all[i].title),
			    at_phrase_words(call, &found->all[i].what));
}

static void
put_todos(struct at_visit *visit, const struct at_clinic_view *view,
    const struct at_doctor_view *doctor)
{
	struct at_call *call = &visit->call;
	struct todo t = { .visit = visit };

	for (int i = 0; i < view->n_places; i++)
		put_place_todo(&t, &view->places[i]);
	put_upkeep_todo(&t, &doctor->now);
	put_upkeep_todo(&t, &doctor->night);
	if (view->n_waiting > 0)
		put_todo(&t, "/people", at_tr(call, "People without a password"),
		    at_printf(call->arena, at_trn(call, "%d person has not signed in with a "
		    "password of their own yet. A one-time link lets them in.",
		    "%d people have not signed in with a password of their own yet. A one-time "
		    "link lets them in.", (unsigned long)view->n_waiting), view->n_waiting));
	if (t.n > 0)
		at_part_rows_end(visit->out);
	else
		at_part_notice(visit->out, AT_TONE_DONE, at_tr(call, "Nothing is missing"),
		    at_tr(call, "Every site has its texts, a contact person and somebody who has "
		    "cover now."));
}

/* ---- how it stands -------------------------------------------------------------------- */

static const char *
cover_words(struct at_visit *visit, const struct at_place_view *place)
{
	struct at_call *call = &visit->call;

	if (place->cover == NULL)
		return at_tr(call, "nobody now");
	if (place->cover_until == INT64_MAX)
		return at_printf(call->arena, at_tr(call, "%s now; somebody always"),
		    place->cover);
	return at_printf(call->arena, at_tr(call, "%s now; somebody until %s"), place->cover,
	    at_words_moment(call, place->zone, place->cover_until));
}

static void
put_sites(struct at_visit *visit, const struct at_clinic_view *view)
{
	struct at_call *call = &visit->call;
	const struct at_section section = { .id = "cover",
		.heading = at_tr(call, "Who has cover") };
	struct at_fact *facts = AT_NEW(call->arena, struct at_fact, (size_t)view->n_places);

	for (int i = 0; i < view->n_places; i++)
		facts[i] = (struct at_fact){ view->places[i].name,
			cover_words(visit, &view->places[i]) };
	at_part_section_begin(visit->out, &section);
	at_part_facts(visit->out, facts, view->n_places);
	at_part_section_end(visit->out);
}

static void
put_people(struct at_visit *visit, const struct at_clinic_view *view)
{
	struct at_call *call = &visit->call;
	const struct at_section section = { .id = "people", .heading = at_tr(call, "People") };
	struct at_fact facts[8];
	int n = 0;
	const enum at_subject *roles = at_clinic_roles(&n);

	for (int r = 0; r < n; r++) {
		int n_of = 0;

		for (int i = 0; i < view->n_people; i++)
			n_of += !view->people[i].staff.disabled
			    && (view->people[i].staff.subjects & roles[r]) != 0;
		facts[r] = (struct at_fact){ at_clinic_role(visit, roles[r]),
			at_printf(call->arena, "%d", n_of) };
	}
	at_part_section_begin(visit->out, &section);
	at_part_facts(visit->out, facts, n);
	at_part_section_end(visit->out);
}

static const char *
wanted_words(struct at_visit *visit, uint32_t wanted)
{
	struct at_call *call = &visit->call;
	struct at_buffer text = at_buffer_init(call->arena);
	int n;
	const enum at_subject *roles = at_clinic_roles(&n);

	if (wanted == 0)
		return at_tr(call, "wanted of nobody");
	if (wanted == AT_STAFF)
		return at_tr(call, "wanted of everybody");
	for (int i = 0; i < n; i++)
		if ((wanted & roles[i]) != 0)
			at_buffer_printf(&text, "%s%s", text.n_bytes == 0 ? "" : " · ",
			    at_clinic_role(visit, roles[i]));
	return at_buffer_string(&text);
}

static void
put_rules(struct at_visit *visit, const struct at_clinic_view *view)
{
	struct at_call *call = &visit->call;
	const struct at_section section = { .id = "rules", .heading = at_tr(call, "Rules") };
	const struct at_fact facts[] = {
		{ at_tr(call, "Name"), view->rules.name },
		{ at_tr(call, "Second factor"), wanted_words(visit, view->rules.wanted) },
	};

	at_part_section_begin(visit->out, &section);
	at_part_facts(visit->out, facts, (int)AT_COUNT(facts));
	at_put(visit->out, "<p><a href=\"/clinic/rules\">%s</a></p>\n",
	    at_tr(call, "Change name and rules"));
	at_part_section_end(visit->out);
}

int
at_page_clinic_overview(struct at_visit *visit)
{
	struct at_call *call = &visit->call;
	struct at_clinic_view view;
	struct at_doctor_view doctor;
	struct at_page page;

	if (at_action_clinic(call, &view) != AT_OK || at_action_doctor(call, &doctor) != AT_OK)
		return at_page_problem(visit);
	page = at_page_clinic(visit, view.rules.name, "/clinic");
	page.lead = at_tr(call, "What the clinic has set up, and what is missing.");
	at_page_begin(visit->out, &page);
	put_todos(visit, &view, &doctor);
	at_part_columns_begin(visit->out);
	put_sites(visit, &view);
	at_part_columns_middle(visit->out);
	put_people(visit, &view);
	put_rules(visit, &view);
	at_part_columns_end(visit->out);
	at_page_end(visit->out, &page);
	return 200;
}
