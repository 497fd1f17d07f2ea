/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The access log, searched: by record, person, day and kind, page by page, and by nobody but
 * those who may. */
#include "action/act.h"
#include "action/client_view.h"
#include "action/privacy.h"
#include "action/trail.h"
#include "support/world.h"

static struct at_trail_view
search(struct world *w, const struct at_trail_ask *ask)
{
	struct at_trail_view view;

	CHECK_OK(w->s, at_action_trail(w->call, ask, &view));
	return view;
}

static const char *
id_text(struct world *w, at_id id)
{
	char *text = AT_NEW(w->s->arena, char, AT_ID_ROOM);

	at_id_format(id, text);
	return text;
}

static void
look(struct world *w, enum world_role role, at_id client)
{
	struct at_client_view view;

	world_as(w, &w->a, role);
	CHECK_OK(w->s, at_action_view_client(w->call, client, &view));
}

TEST(the_administrator_and_the_privacy_officer_may_and_nobody_else)
{
	struct world *w = world_open(support_begin(state_), false);
	const struct at_trail_ask all = { 0 };
	struct at_trail_view view;

	for (int role = 0; role < WORLD_ROLES; role++) {
		bool may = role == WORLD_ADMINISTRATOR || role == WORLD_PRIVACY;

		world_as(w, &w->a, (enum world_role)role);
		CHECK_INT(may ? AT_OK : AT_DENIED, at_action_trail(w->call, &all, &view));
		world_clear(w);
	}
}

TEST(lines_are_found_by_record_person_day_and_kind)
{
	struct world *w = world_open(support_begin(state_), false);
	struct at_trail_view view;

	look(w, WORLD_THERAPIST, w->a.client);
	look(w, WORLD_SUPERVISOR, w->a.client);
	look(w, WORLD_THERAPIST, w->a.teen);
	world_clock(w, "2026-11-25 00:00");
	look(w, WORLD_THERAPIST, w->a.client);
	world_as(w, &w->a, WORLD_PRIVACY);

	view = search(w, &(struct at_trail_ask){ .kind = "looks",
	    .client = id_text(w, w->a.client) });
	CHECK_INT(4, view.n_lines);             /* three looks, and this search */
	CHECK_TEXT("search", view.lines[0].verb);
	CHECK_TEXT("Per Lund", view.lines[0].name);
	CHECK_TEXT("view", view.lines[1].verb);
	CHECK_TEXT("Ada Berg", view.lines[1].name);
	CHECK_TEXT("supervisor", view.lines[2].subject);
	CHECK_INT(w->a.client, view.lines[3].client);

	view = search(w, &(struct at_trail_ask){ .kind = "looks",
	    .who = id_text(w, w->a.staff[WORLD_THERAPIST]) });
	CHECK_INT(3, view.n_lines);
	view = search(w, &(struct at_trail_ask){ .from = "2026-11-25",
	    .who = id_text(w, w->a.staff[WORLD_THERAPIST]) });
	CHECK_INT(1, view.n_lines);
	view = search(w, &(struct at_trail_ask){ .to = "2026-11-24",
	    .who = id_text(w, w->a.staff[WORLD_THERAPIST]) });
	CHECK_INT(2, view.n_lines);
	view = search(w, &(struct at_trail_ask){ .who = "0", .kind = "therapy",
	    .client = id_text(w, w->a.client) });
	CHECK(view.n_lines > 0);
	for (int i = 0; i < view.n_lines; i++)
		CHECK_INT(0, view.lines[i].staff);
	view = search(w, &(struct at_trail_ask){ .kind = "records" });
	CHECK_INT(0, view.n_lines);
	CHECK_OK(w->s, at_action_privacy_set(w->call, &(struct at_privacy_ask){
	    .client = w->a.client, .kind = AT_HOLD, .reason = "law" }));
	view = search(w, &(struct at_trail_ask){ .kind = "records" });
	CHECK_INT(1, view.n_lines);
	CHECK_TEXT("hold", view.lines[0].resource);
	CHECK_INT(0, search(w, &(struct at_trail_ask){ .client = id_text(w, 1) }).n_lines - 1);
}

TEST(each_kind_has_all_that_is_of_it)
{
	static const struct { const char *resource, *kind; } cases[] = {
		{ "login", "sign-in" }, { "second-factor", "sign-in" },
		{ "recovery-codes", "sign-in" }, { "own-page", "ways-in" }, { "site", "clinic" },
		{ "staff", "clinic" }, { "job", "files" }, { "backup", "files" },
	};
	struct world *w = world_open(support_begin(state_), false);

	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		struct at_audit_line line;
		struct at_trail_view view;

		world_as(w, &w->a, WORLD_PRIVACY);
		w->call->now += 1;
		line = at_act_line(w->call, "make", cases[i].resource, 1, 0);
		CHECK_OK(w->s, at_act_note(w->call, &line));
		view = search(w, &(struct at_trail_ask){ .kind = cases[i].kind });
		CHECK(view.n_lines > 0);
		CHECK_TEXT(cases[i].resource, view.lines[0].resource);
	}
}

TEST(page_by_page_every_line_comes_once_and_none_of_another_clinic)
{
	struct world *w = world_open(support_begin(state_), false);
	struct at_trail_ask ask = { .before = NULL };
	struct at_trail_place last = { INT64_MAX, 0, 0 };
	int64_t n = 0, there;

	for (int i = 0; i < 130; i++) {         /* many of the same moment */
		w->call->now += i % 40 == 0;
		look(w, WORLD_THERAPIST, i % 2 == 0 ? w->a.client : w->a.teen);
	}
	world_as(w, &w->a, WORLD_ADMINISTRATOR);
	there = world_count(w, "SELECT count(*) FROM audit WHERE org = $1", w->a.org);
	w->call->now += 1;
	do {
		struct at_trail_view view = search(w, &ask);

		for (int i = 0; i < view.n_lines; i++, n++) {
			const struct at_trail_place *p = &view.lines[i].place;

			CHECK(p->at < last.at || (p->at == last.at && (p->node < last.node
			    || (p->node == last.node && p->seq < last.seq))));
			last = *p;
		}
		ask.before = view.older;
	} while (ask.before != NULL);
	CHECK_INT(there + 1, n);                /* and the first search */
}

TEST(what_cannot_be_read_is_said)
{
	static const struct at_trail_ask asks[] = {
		{ .client = "Kari Dahl" }, { .who = "ada" }, { .from = "yesterday" },
		{ .to = "2026-02-30" }, { .kind = "everything" }, { .before = "then" },
	};
	struct world *w = world_open(support_begin(state_), false);
	struct at_trail_view view;

	world_as(w, &w->a, WORLD_PRIVACY);
	for (size_t i = 0; i < AT_COUNT(asks); i++) {
		CHECK_INT(AT_INVALID, at_action_trail(w->call, &asks[i], &view));
		CHECK(view.n_staff == WORLD_ROLES && view.zone != NULL);
		world_clear(w);
	}
}

RUN_ALL(
    RUN_BOTH(the_administrator_and_the_privacy_officer_may_and_nobody_else),
    RUN_BOTH(lines_are_found_by_record_person_day_and_kind),
    RUN_SQLITE(each_kind_has_all_that_is_of_it),
    RUN_BOTH(page_by_page_every_line_comes_once_and_none_of_another_clinic),
    RUN_BOTH(what_cannot_be_read_is_said),
)
