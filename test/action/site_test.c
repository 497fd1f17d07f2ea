/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A site changed by an administrator: hours, holidays, cover, contact; what follows for
 * roles; and nobody's change is lost. */
#include <string.h>

#include "check.h"
#include "action/clinic_view.h"
#include "action/site.h"
#include "support/world.h"

static struct world *
begin(void **state)
{
	struct world *w = world_open(support_begin(state), false);

	world_as(w, &w->a, WORLD_ADMINISTRATOR);
	return w;
}

static struct at_site_view
site_of(struct world *w, at_id site)
{
	struct at_site_view view;

	CHECK_OK(w->s, at_action_site_view(w->call, site, &view));
	return view;
}

static struct at_cover_view
cover_of(struct world *w, at_id site)
{
	struct at_cover_view view;

	CHECK_OK(w->s, at_action_cover_view(w->call, site, &view));
	return view;
}

static enum at_status
refused(struct world *w, enum at_status st, const char *words)
{
	CHECK_HAS(words, w->call->err->text);
	world_clear(w);
	return st;
}

TEST(what_is_shown_is_what_is_kept)
{
	struct world *w = begin(state_);
	struct at_site_view view = site_of(w, w->a.main);
	int64_t lines = world_count(w, "SELECT count(*) FROM audit WHERE org = $1", w->a.org);
	at_id saved;

	CHECK_TEXT("08:00-16:00", view.form.hours[0]);
	CHECK_TEXT("", view.form.hours[6]);
	CHECK_TEXT("2026-12-24, 2026-12-25", view.form.closed);
	CHECK_TEXT("Europe/Oslo", view.form.zone);
	CHECK_OK(w->s, at_action_site_save(w->call, w->a.main, view.mark, &view.form, &saved));
	CHECK_TEXT(view.form.hours[0], site_of(w, w->a.main).form.hours[0]);
	view = site_of(w, w->a.main);
	CHECK_OK(w->s, at_action_site_save(w->call, w->a.main, view.mark, &view.form, &saved));
	CHECK(world_count(w, "SELECT count(*) FROM audit WHERE org = $1", w->a.org) <= lines + 1);
}

TEST(hours_and_times_are_changed)
{
	struct world *w = begin(state_);
	struct at_site_view view = site_of(w, w->a.main);
	at_id saved;

	view.form.name = "Main and more";
	view.form.hours[0] = "08:00-12:00, 13:00-18:30";
	view.form.hours[4] = " ";
	view.form.closed = "2026-12-24\r\n2027-01-01";
	view.form.escalate = "30 min";
	view.form.lang = "de";
	view.form.langs = "nb de";
	CHECK_OK(w->s, at_action_site_save(w->call, w->a.main, view.mark, &view.form, &saved));
	CHECK(saved == w->a.main);
	view = site_of(w, w->a.main);
	CHECK_TEXT("Main and more", view.form.name);
	CHECK_TEXT("08:00-12:00, 13:00-18:30", view.form.hours[0]);
	CHECK_TEXT("", view.form.hours[4]);
	CHECK_TEXT("2026-12-24, 2027-01-01", view.form.closed);
	CHECK_TEXT("30 min", view.form.escalate);
	CHECK_TEXT("de", view.form.lang);
	CHECK_TEXT("nb", view.form.langs);
	/* Clients read the name, too. */
	CHECK_INT(1, world_count(w, "SELECT count(*) FROM setting WHERE site = $1 AND"
	    " name = 'clinic_name' AND value = 'Main and more'", w->a.main));
	CHECK_INT(1, world_count(w, "SELECT count(*) FROM audit WHERE verb = 'change' AND"
	    " resource = 'site' AND row_id = $1", w->a.main));
	/* Unless the clinic calls itself otherwise. */
	world_script(w, "UPDATE setting SET value = 'The house' WHERE name = 'clinic_name'");
	view = site_of(w, w->a.main);
	view.form.name = "Main";
	CHECK_OK(w->s, at_action_site_save(w->call, w->a.main, view.mark, &view.form, &saved));
	CHECK_INT(1, world_count(w, "SELECT count(*) FROM setting WHERE site = $1 AND"
	    " name = 'clinic_name' AND value = 'The house'", w->a.main));
}

TEST(what_cannot_be_is_refused_in_words_for_people)
{
	static const struct { const char *hours, *closed, *zone, *escalate, *words; } cases[] = {
		{ "8-16", "", "Europe/Oslo", "4 h", "08:00-12:00, 13:00-16:00, not \"8-16\"" },
		{ "08:00-12:00, 11:00-16:00", "", "Europe/Oslo", "4 h", "share some time" },
		{ "16:00-08:00", "", "Europe/Oslo", "4 h", "ends before it begins" },
		{ "08:00-16:00", "24.12.", "Europe/Oslo", "4 h", "2026-12-24" },
		{ "08:00-16:00", "", "Oslo", "4 h", "no time zone" },
		{ "08:00-16:00", "", "Europe/Oslo", "soon", "4 h or 30 min" },
	};
	struct world *w = begin(state_);
	struct at_site_view view = site_of(w, w->a.main);
	at_id saved;

	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		struct at_site_form form = view.form;

		form.hours[0] = cases[i].hours;
		form.closed = cases[i].closed;
		form.zone = cases[i].zone;
		form.escalate = cases[i].escalate;
		CHECK_INT(AT_INVALID, refused(w, at_action_site_save(w->call, w->a.main, view.mark,
		    &form, &saved), cases[i].words));
	}
	view.form.parent = w->a.sub;
	CHECK_INT(AT_INVALID, refused(w, at_action_site_save(w->call, w->a.main, view.mark,
	    &view.form, &saved), "below itself"));
	view.form.parent = w->b.main;
	CHECK_INT(AT_INVALID, at_action_site_save(w->call, w->a.main, view.mark, &view.form,
	    &saved));
}

/* What was wrong before may stay while something else is changed; nothing may come to it. */
TEST(a_clinic_that_breaks_a_rule_breaks_no_second_one)
{
	struct world *w = begin(state_);
	struct at_cover_line line = { .staff = w->a.staff[WORLD_THERAPIST], .always = true };
	struct at_cover_view cover;
	struct at_site_view site;
	at_id saved;

	world_script(w, "DELETE FROM staff_role WHERE role = 'contact'");
	cover = cover_of(w, w->a.main);
	CHECK_INT(AT_INVALID, refused(w, at_action_cover_save(w->call, w->a.main, cover.mark,
	    &line, 1), "has cover at"));
	CHECK_INT(AT_INVALID, refused(w, at_action_person_role(w->call,
	    w->a.staff[WORLD_THERAPIST], "therapist", 0, false), "at least one role"));
	site = site_of(w, w->a.main);
	site.form.name = "Main and more";
	CHECK_OK(w->s, at_action_site_save(w->call, w->a.main, site.mark, &site.form, &saved));
	CHECK_TEXT("Main and more", site_of(w, w->a.main).form.name);
}

TEST(whoever_is_second_changes_nothing)
{
	struct world *w = begin(state_);
	struct at_site_view first = site_of(w, w->a.main), second = site_of(w, w->a.main);
	at_id saved;

	first.form.name = "First";
	second.form.name = "Second";
	CHECK_OK(w->s, at_action_site_save(w->call, w->a.main, first.mark, &first.form, &saved));
	CHECK_INT(AT_CONFLICT, refused(w, at_action_site_save(w->call, w->a.main, second.mark,
	    &second.form, &saved), "Somebody changed this"));
	CHECK_TEXT("First", site_of(w, w->a.main).form.name);
}

static int64_t
roles_at(struct world *w, at_id site)
{
	return world_count(w, "SELECT count(*) FROM staff_role WHERE site = $1", site);
}

TEST(roles_follow_a_site_to_where_it_lies)
{
	struct world *w = begin(state_);
	struct at_site_view view = site_of(w, 0);
	at_id ada = w->a.staff[WORLD_THERAPIST], new;

	CHECK_OK(w->s, at_action_person_role(w->call, ada, "lead", w->a.main, true));
	view.form.name = "Third house";
	view.form.handle = "third";
	view.form.parent = w->a.main;
	CHECK_OK(w->s, at_action_site_save(w->call, 0, "", &view.form, &new));
	CHECK_INT(1, roles_at(w, new));
	CHECK_INT(1, cover_of(w, new).n_lines);
	CHECK_INT(1, world_count(w, "SELECT count(*) FROM audit WHERE verb = 'add' AND"
	    " resource = 'site' AND row_id = $1", new));
	CHECK_INT(AT_CONFLICT, refused(w, at_action_site_save(w->call, 0, "", &view.form, &new),
	    "already a site"));
	view.form.handle = "a-short-name-of-33-letters-at-all";
	CHECK_INT(AT_INVALID, refused(w, at_action_site_save(w->call, 0, "", &view.form, &new),
	    "1 to 32"));
	view = site_of(w, new);
	view.form.parent = 0;
	CHECK_OK(w->s, at_action_site_save(w->call, new, view.mark, &view.form, &new));
	CHECK_INT(0, roles_at(w, new));
	CHECK_INT(1, roles_at(w, w->a.sub));
}

TEST(cover_is_changed_and_the_preview_follows)
{
	struct world *w = begin(state_);
	struct at_cover_view view = cover_of(w, w->a.main);
	const at_id vera = w->a.staff[WORLD_COVER];
	struct at_cover_line lines[] = {
		{ .staff = vera, .first = 0, .last = 3, .from = "08:00", .to = "16:00" },
		{ .staff = 0, .first = 4, .last = 4, .from = "x", .to = "" },
		{ .staff = vera, .first = 5, .last = 6, .from = "22:00", .to = "06:00" },
	};

	/* Monday to Friday, 8 to 16: 22 o'clock has nobody. */
	CHECK_INT(1, view.n_lines);
	CHECK_INT(4, view.lines[0].last);
	CHECK(view.told[0].name != NULL && view.told[1].name == NULL);
	CHECK_INT(5, view.n_gaps);
	CHECK_OK(w->s, at_action_cover_save(w->call, w->a.main, view.mark, lines, 3));
	CHECK_INT(AT_CONFLICT, refused(w, at_action_cover_save(w->call, w->a.main, view.mark,
	    lines, 3), "Somebody changed this"));
	view = cover_of(w, w->a.main);
	CHECK_INT(3, view.n_lines);
	CHECK_TEXT("22:00", view.lines[1].from);
	CHECK_TEXT("24:00", view.lines[1].to);
	CHECK_INT(1, world_logged(w, "change", "site", "cover"));
	lines[0].from = "8";
	CHECK_INT(AT_INVALID, refused(w, at_action_cover_save(w->call, w->a.main, view.mark, lines,
	    1), "08:00"));
	lines[0].from = "00:00";
	lines[0].to = "00:00";                  /* the whole day */
	CHECK_OK(w->s, at_action_cover_save(w->call, w->a.main, view.mark, lines, 1));
	view = cover_of(w, w->a.main);
	CHECK_INT(1, view.n_lines);
	CHECK_TEXT("24:00", view.lines[0].to);
	lines[0].always = true;
	CHECK_OK(w->s, at_action_cover_save(w->call, w->a.main, view.mark, lines, 1));
	view = cover_of(w, w->a.main);
	CHECK(view.lines[0].always && view.n_gaps == 0 && view.told[1].name != NULL);
	lines[0].staff = w->a.staff[WORLD_THERAPIST];
	CHECK_INT(AT_INVALID, refused(w, at_action_cover_save(w->call, w->a.main, view.mark, lines,
	    1), "has cover at"));
	lines[0].staff = w->b.staff[WORLD_COVER];
	CHECK_INT(AT_INVALID, at_action_cover_save(w->call, w->a.main, view.mark, lines, 1));
}

TEST(the_next_holiday_is_told_and_none_that_is_over)
{
	struct world *w = begin(state_);
	struct at_cover_view view = cover_of(w, w->a.main);

	CHECK_INT(6, view.n_told);
	CHECK_INT(world_at(w, "2026-12-24 12:00"), view.told[5].at);
	world_clock(w, "2026-12-24 18:00");
	view = cover_of(w, w->a.main);
	CHECK_INT(world_at(w, "2026-12-25 12:00"), view.told[5].at);
	world_clock(w, "2026-12-25 18:00");
	CHECK_INT(5, cover_of(w, w->a.main).n_told);
}

TEST(the_contact_is_a_person_or_an_outside_body)
{
	struct world *w = begin(state_);
	struct at_cover_view view = cover_of(w, w->a.main);
	struct at_contact_form contact = { .staff = 0, .outside = "The Ombud, 000 60" };
	char letters[202] = "";

	CHECK(view.contact.staff == w->a.staff[WORLD_CONTACT]);
	CHECK_OK(w->s, at_action_contact_save(w->call, w->a.main, view.mark, &contact));
	view = cover_of(w, w->a.main);
	CHECK_TEXT("The Ombud, 000 60", view.contact_name);
	CHECK(view.contact.staff == 0);
	CHECK_INT(1, world_logged(w, "change", "site", "contact"));
	memset(letters, 'a', sizeof letters - 1);
	memcpy(letters, "\xc3\xa5", 2);         /* 200 letters, 201 bytes */
	contact.outside = letters;
	CHECK_OK(w->s, at_action_contact_save(w->call, w->a.main, view.mark, &contact));
	view = cover_of(w, w->a.main);
	letters[0] = letters[1] = 'a';
	CHECK_INT(AT_INVALID, refused(w, at_action_contact_save(w->call, w->a.main, view.mark,
	    &contact), "1 to 200"));
	contact.outside = "";
	contact.staff = w->a.staff[WORLD_THERAPIST];
	CHECK_INT(AT_INVALID, refused(w, at_action_contact_save(w->call, w->a.main, view.mark,
	    &contact), "needs the role"));
	contact.staff = w->a.staff[WORLD_CONTACT];
	CHECK_OK(w->s, at_action_contact_save(w->call, w->a.main, view.mark, &contact));
	/* A new name of theirs is read at once. */
	CHECK_OK(w->s, at_action_person_rename(w->call, contact.staff, world_count(w,
	    "SELECT version FROM staff WHERE id = $1", contact.staff), "Kai Nes-Lie"));
	CHECK_TEXT("Kai Nes-Lie", cover_of(w, w->a.main).contact_name);
}

TEST(the_clinic_at_a_glance_says_what_is_missing)
{
	struct world *w = begin(state_);
	struct at_clinic_view view;
	struct at_cover_view cover = cover_of(w, w->a.main);

	CHECK_OK(w->s, at_action_clinic(w->call, &view));
	CHECK_INT(2, view.n_places);
	CHECK(view.places[0].cover != NULL);
	CHECK_INT(0, view.places[0].n_missing);
	CHECK_OK(w->s, at_action_cover_save(w->call, w->a.main, cover.mark, NULL, 0));
	world_script(w, "DELETE FROM setting WHERE name = 'emergency_number'");
	CHECK_OK(w->s, at_action_person_disable(w->call, "kai"));
	CHECK_OK(w->s, at_action_clinic(w->call, &view));
	CHECK(view.places[0].cover == NULL && view.places[0].cover_next == INT64_MAX);
	CHECK_INT(1, view.places[0].n_missing);
	CHECK_TEXT("emergency_number", view.places[0].missing[0]);
	CHECK(view.places[0].contact_closed);
}

TEST(sites_are_their_own_administrator_s)
{
	struct world *w = begin(state_);
	struct at_site_view view;
	struct at_cover_view cover;

	CHECK_INT(AT_NOT_FOUND, at_action_site_view(w->call, w->b.main, &view));
	world_clear(w);
	CHECK_INT(AT_NOT_FOUND, at_action_cover_view(w->call, w->b.main, &cover));
	world_clear(w);
	world_as(w, &w->a, WORLD_LEAD);
	CHECK_INT(AT_DENIED, at_action_site_view(w->call, w->a.main, &view));
	CHECK_INT(AT_DENIED, at_action_cover_view(w->call, w->a.main, &cover));
	CHECK_INT(AT_DENIED, at_action_cover_save(w->call, w->a.main, "", NULL, 0));
}

RUN_ALL(
    RUN_BOTH(what_is_shown_is_what_is_kept),
    RUN_BOTH(hours_and_times_are_changed),
    RUN_BOTH(what_cannot_be_is_refused_in_words_for_people),
    RUN_BOTH(a_clinic_that_breaks_a_rule_breaks_no_second_one),
    RUN_BOTH(whoever_is_second_changes_nothing),
    RUN_BOTH(roles_follow_a_site_to_where_it_lies),
    RUN_BOTH(cover_is_changed_and_the_preview_follows),
    RUN_SQLITE(the_next_holiday_is_told_and_none_that_is_over),
    RUN_BOTH(the_contact_is_a_person_or_an_outside_body),
    RUN_BOTH(the_clinic_at_a_glance_says_what_is_missing),
    RUN_BOTH(sites_are_their_own_administrator_s),
)
