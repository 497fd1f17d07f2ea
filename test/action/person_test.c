/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who works here, changed by an administrator: roles, supervision, accounts; nobody can be
 * locked out of administering, and no change is lost. */
#include <string.h>

#include "check.h"
#include "action/act.h"
#include "action/logins.h"
#include "action/person.h"
#include "action/setup_edit.h"
#include "action/signin.h"
#include "guard/policy.h"
#include "support/world.h"

static const struct at_from from = { "127.0.0.1", "Firefox, Linux" };

static struct at_person_view
view_of(struct world *w, at_id person)
{
	struct at_person_view view;

	CHECK_OK(w->s, at_action_person_view(w->call, person, &view));
	return view;
}

static bool
holds(struct world *w, at_id person, enum at_subject role, const char *site)
{
	struct at_person_view view = view_of(w, person);

	for (int i = 0; i < view.n_held; i++)
		if (view.held[i].role == role && (site == NULL ? view.held[i].site == 0
		    : view.held[i].handle != NULL && strcmp(view.held[i].handle, site) == 0))
			return true;
	return false;
}

static struct world *
begin(void **state)
{
	struct world *w = world_open(support_begin(state), false);

	world_as(w, &w->a, WORLD_ADMINISTRATOR);
	return w;
}

static enum at_status
refused(struct world *w, enum at_status st, const char *words)
{
	CHECK_HAS(words, w->call->err->text);
	world_clear(w);
	return st;
}

TEST(a_role_is_given_at_a_site_and_below_and_taken_again)
{
	struct world *w = begin(state_);
	at_id ada = w->a.staff[WORLD_THERAPIST];
	int64_t lines = world_count(w, "SELECT count(*) FROM audit WHERE org = $1", w->a.org);

	CHECK_OK(w->s, at_action_person_role(w->call, ada, "lead", w->a.main, true));
	CHECK(holds(w, ada, AT_LEAD, "main"));
	CHECK_INT(2, world_count(w, "SELECT count(*) FROM staff_role WHERE role = 'lead' AND"
	    " staff = $1", ada));
	CHECK_INT(lines + 1, world_count(w, "SELECT count(*) FROM audit WHERE org = $1",
	    w->a.org));
	CHECK_OK(w->s, at_action_person_role(w->call, ada, "lead", w->a.main, true));
	CHECK_INT(lines + 1, world_count(w, "SELECT count(*) FROM audit WHERE org = $1",
	    w->a.org));
	CHECK_INT(1, world_logged(w, "change", "staff", "roles"));
	CHECK_OK(w->s, at_action_person_role(w->call, ada, "lead", w->a.main, false));
	CHECK_INT(0, world_count(w, "SELECT count(*) FROM staff_role WHERE role = 'lead' AND"
	    " staff = $1", ada));
	CHECK_OK(w->s, at_action_person_role(w->call, ada, "lead", w->a.main, true));
	CHECK_OK(w->s, at_action_person_role(w->call, ada, "lead", 0, true));
	CHECK_INT(1, world_count(w, "SELECT count(*) FROM staff_role WHERE role = 'lead' AND"
	    " staff = $1", ada));
	CHECK_OK(w->s, at_action_person_role(w->call, ada, "lead", 0, false));
	CHECK(!holds(w, ada, AT_LEAD, NULL) && !holds(w, ada, AT_LEAD, "main"));
}

TEST(a_role_that_something_counts_on_stays)
{
	static const enum world_role busy[] = { WORLD_COVER, WORLD_CONTACT, WORLD_SUPERVISOR };
	struct world *w = begin(state_);

	for (size_t i = 0; i < AT_COUNT(busy); i++)
		CHECK_OK(w->s, at_action_person_role(w->call, w->a.staff[busy[i]], "lead", 0,
		    true));
	CHECK_INT(AT_INVALID, refused(w, at_action_person_role(w->call,
	    w->a.staff[WORLD_COVER], "cover", 0, false), "has cover at"));
	CHECK_INT(AT_INVALID, refused(w, at_action_person_role(w->call,
	    w->a.staff[WORLD_CONTACT], "contact", 0, false), "contact person of"));
	CHECK_INT(AT_INVALID, refused(w, at_action_person_role(w->call,
	    w->a.staff[WORLD_CONTACT], "therapist", w->a.main, true), "someone else"));
	CHECK_INT(AT_INVALID, refused(w, at_action_person_role(w->call,
	    w->a.staff[WORLD_SUPERVISOR], "supervisor", 0, false), "role of a supervisor"));
	CHECK_INT(AT_INVALID, refused(w, at_action_person_role(w->call,
	    w->a.staff[WORLD_LEAD], "lead", 0, false), "at least one role"));
	CHECK_INT(AT_INVALID, refused(w, at_action_person_role(w->call,
	    w->a.staff[WORLD_LEAD], "operator", 0, true), "Choose a role"));
	CHECK_INT(AT_INVALID, refused(w, at_action_person_role(w->call,
	    w->a.staff[WORLD_LEAD], "lead", w->b.main, true), "Choose a role"));
	CHECK(holds(w, w->a.staff[WORLD_COVER], AT_COVER, NULL));
}

TEST(who_sets_up_the_whole_clinic_does_so_everywhere)
{
	static const char *const everywhere[] = { "administrator", "privacy" };
	const char *const at_main[] = { "administrator@main" };
	const struct at_new_person new = { .handle = "ola", .name = "Ola", .roles = at_main,
		.n_roles = 1 };
	struct world *w = begin(state_);
	at_id eva = w->a.staff[WORLD_OTHER], id;

	for (size_t i = 0; i < AT_COUNT(everywhere); i++) {
		CHECK_INT(AT_INVALID, refused(w, at_action_person_role(w->call, eva,
		    everywhere[i], w->a.main, true), "whole clinic"));
		CHECK_OK(w->s, at_action_person_role(w->call, eva, everywhere[i], 0, true));
	}
	CHECK_INT(AT_INVALID, refused(w, at_action_person_add(w->call, &new, &id),
	    "whole clinic"));
}

TEST(people_are_listed_by_name)
{
	struct world *w = begin(state_);
	struct at_person_row *rows;
	int n;

	CHECK_OK(w->s, at_action_person_disable(w->call, "ada"));
	CHECK_OK(w->s, at_action_person_rows(w->call, &rows, &n));
	CHECK_INT(WORLD_ROLES, n);
	for (int i = 2; i < n; i++)
		CHECK(strcmp(rows[i - 2].staff.name, rows[i - 1].staff.name) <= 0);
	CHECK_TEXT("ada", rows[n - 1].staff.handle);
}

TEST(a_name_has_no_letter_that_cannot_be_seen)
{
	static const char *const hidden[] = { "Ola\nDahl", ("Ola \xe2\x80\xae" "lhaD"), "\t",
		"Ola\xe2\x81\xa6", "Ola\xc2\x85", "Ola\x7f" };
	static const char *const fine[] = { "\xd7\xa2\xd7\x93\xd7\x94", "O'Brien <&>",
		"Zo\xc3\xab \xf0\x9f\xa6\x8a", ("A\xc2\xa0" "B") };
	struct world *w = begin(state_);

	for (size_t i = 0; i < AT_COUNT(hidden); i++)
		CHECK_INT(AT_INVALID, refused(w, at_person_check_name(w->call, hidden[i]),
		    "cannot be seen"));
	for (size_t i = 0; i < AT_COUNT(fine); i++)
		CHECK_OK(w->s, at_person_check_name(w->call, fine[i]));
}

TEST(nobody_is_locked_out_of_administering)
{
	struct world *w = begin(state_);
	at_id adi = w->a.staff[WORLD_ADMINISTRATOR], per = w->a.staff[WORLD_PRIVACY];

	CHECK_INT(AT_CONFLICT, refused(w, at_action_person_disable(w->call, "adi"),
	    "Your own account"));
	CHECK_INT(AT_CONFLICT, refused(w, at_action_person_role(w->call, adi, "administrator", 0,
	    false), "Your own right"));
	CHECK_OK(w->s, at_action_person_role(w->call, per, "administrator", 0, true));
	CHECK_OK(w->s, at_action_person_disable(w->call, "per"));
	/* With an account closed, the one that is left is the last all the same. */
	world_as_operator(w, &w->a);
	CHECK_INT(AT_CONFLICT, refused(w, at_action_person_disable(w->call, "adi"),
	    "Nobody would be left"));
	CHECK_INT(AT_CONFLICT, refused(w, at_action_person_role(w->call, adi, "privacy", 0, true)
	    == AT_OK ? at_action_person_role(w->call, adi, "administrator", 0, false) : AT_OK,
	    "Nobody would be left"));
	CHECK(holds(w, adi, AT_ADMINISTRATOR, NULL));
	CHECK_OK(w->s, at_action_person_enable(w->call, "per"));
	CHECK_OK(w->s, at_action_person_disable(w->call, "adi"));
}

TEST(a_closed_account_is_out_at_once_and_opened_again)
{
	struct world *w = begin(state_);
	const char *url;
	struct at_signed_in in;
	struct at_who who;

	CHECK_OK(w->s, at_action_make_once(w->call, w->a.staff[WORLD_OTHER], &url));
	world_as_public(w);
	CHECK_OK(w->s, at_action_sign_in_once(w->call, strrchr(url, '/') + 1, &from, &in));
	CHECK_OK(w->s, at_action_who(w->call, in.cookie, false, &who));
	world_as(w, &w->a, WORLD_ADMINISTRATOR);
	CHECK(view_of(w, w->a.staff[WORLD_OTHER]).seen == w->call->now);
	CHECK_OK(w->s, at_action_person_disable(w->call, "eva"));
	CHECK(view_of(w, w->a.staff[WORLD_OTHER]).staff.disabled);
	CHECK_INT(AT_NOT_FOUND, at_action_who(w->call, in.cookie, false, &who));
	world_clear(w);
	CHECK_OK(w->s, at_action_person_enable(w->call, "eva"));
	CHECK_INT(AT_CONFLICT, refused(w, at_action_person_enable(w->call, "eva"), "open already"));
	/* The browser that was signed in then is not signed in again by that. */
	CHECK_INT(AT_NOT_FOUND, at_action_who(w->call, in.cookie, false, &who));
}

TEST(somebody_is_signed_out_everywhere)
{
	struct world *w = begin(state_);
	const char *url;
	struct at_signed_in in;
	struct at_who who;

	CHECK_OK(w->s, at_action_make_once(w->call, w->a.staff[WORLD_OTHER], &url));
	CHECK_OK(w->s, at_action_sign_in_once(w->call, strrchr(url, '/') + 1, &from, &in));
	CHECK_OK(w->s, at_action_logins_end(w->call, w->a.staff[WORLD_OTHER]));
	CHECK_INT(AT_NOT_FOUND, at_action_who(w->call, in.cookie, false, &who));
}

TEST(supervision_begins_and_ends)
{
	struct world *w = begin(state_);
	at_id sol = w->a.staff[WORLD_SUPERVISOR], tor = w->a.staff[WORLD_NEXT];
	struct at_person_view view;

	CHECK_OK(w->s, at_action_supervise(w->call, sol, tor, "2026-11-01", "2026-12-31"));
	view = view_of(w, tor);
	CHECK_INT(1, view.n_supervised_by);
	CHECK(view.supervised_by[0].running && view.supervised_by[0].person == sol);
	CHECK(view.supervised_by[0].from == world_at(w, "2026-11-01 00:00"));
	CHECK(view.supervised_by[0].to == world_at(w, "2027-01-01 00:00"));
	CHECK_INT(AT_INVALID, refused(w, at_action_supervise(w->call, sol, tor, "2026-12-01", ""),
	    "so already"));
	CHECK_INT(AT_INVALID, refused(w, at_action_supervise(w->call, sol, tor, "2027-02-02",
	    "2027-02-01"), "before the first"));
	CHECK_INT(AT_INVALID, refused(w, at_action_supervise(w->call, sol, tor, "soon", ""),
	    "2026-12-24"));
	CHECK_INT(AT_INVALID, refused(w, at_action_supervise(w->call, sol, sol, "", ""),
	    "supervise themselves"));
	CHECK_OK(w->s, at_action_supervise_end(w->call, sol, tor));
	view = view_of(w, tor);
	CHECK(!view.supervised_by[0].running && view.supervised_by[0].to == w->call->now);
	CHECK_INT(AT_CONFLICT, at_action_supervise_end(w->call, sol, tor));
}

TEST(a_supervision_may_follow_another_at_once_and_one_to_come_leaves_nothing)
{
	struct world *w = begin(state_);
	at_id sol = w->a.staff[WORLD_SUPERVISOR], tor = w->a.staff[WORLD_NEXT];

	CHECK_OK(w->s, at_action_supervise(w->call, sol, tor, "2027-02-01", "2027-02-28"));
	CHECK_OK(w->s, at_action_supervise(w->call, sol, tor, "2027-01-01", "2027-01-31"));
	CHECK_OK(w->s, at_action_supervise(w->call, sol, tor, "2027-03-01", ""));
	CHECK_INT(3, view_of(w, tor).n_supervised_by);
	CHECK_OK(w->s, at_action_supervise_end(w->call, sol, tor));
	CHECK_INT(0, view_of(w, tor).n_supervised_by);
	CHECK_INT(4, world_logged(w, "change", "staff", "supervision"));
}

TEST(a_name_is_changed_unless_somebody_was_faster)
{
	struct world *w = begin(state_);
	at_id ada = w->a.staff[WORLD_THERAPIST];
	int64_t version = view_of(w, ada).staff.version;

	CHECK_OK(w->s, at_action_person_rename(w->call, ada, version, "Ada Lie"));
	CHECK_TEXT("Ada Lie", view_of(w, ada).staff.name);
	CHECK_INT(AT_CONFLICT, refused(w, at_action_person_rename(w->call, ada, version, "Ada M"),
	    "Somebody changed this"));
	CHECK_INT(AT_INVALID, refused(w, at_action_person_rename(w->call, ada, version, "  "),
	    "1 to 200"));
	CHECK_TEXT("Ada Lie", view_of(w, ada).staff.name);
}

/* Between the page that was read and what is written of it. */
TEST(a_change_upon_what_has_changed_meanwhile_is_refused)
{
	struct world *w = begin(state_);
	at_id ada = w->a.staff[WORLD_THERAPIST];
	const struct at_audit_line line = at_act_line(w->call, "change", "staff", ada, 0);
	struct at_setup old, new;

	CHECK_OK(w->s, at_setup_open(w->call, AT_WRITE, &old));
	new = at_setup_copy(w->call->arena, &old);
	at_setup_person(&new, ada)->name = "Ada M";
	CHECK_OK(w->s, at_action_person_role(w->call, ada, "lead", 0, true));
	CHECK_INT(AT_CONFLICT, refused(w, at_setup_change(w->call, &old, &new, &line),
	    "Somebody changed this"));
	CHECK(holds(w, ada, AT_LEAD, NULL));
	CHECK_TEXT("Ada Berg", view_of(w, ada).staff.name);
}

/* As an import or an older program may have left it. */
TEST(a_clinic_that_lacks_something_may_be_changed_elsewhere)
{
	struct world *w = begin(state_);
	at_id ada = w->a.staff[WORLD_THERAPIST];

	world_script(w, "DELETE FROM staff_role WHERE role = 'cover'");
	CHECK_OK(w->s, at_action_person_role(w->call, ada, "lead", 0, true));
	CHECK(holds(w, ada, AT_LEAD, NULL));
}

TEST(people_are_seen_and_changed_by_their_own_administrator_alone)
{
	struct world *w = begin(state_);
	at_id theirs = w->b.staff[WORLD_THERAPIST];
	struct at_person_view view;

	CHECK_INT(AT_NOT_FOUND, at_action_person_view(w->call, theirs, &view));
	world_clear(w);
	CHECK_INT(AT_NOT_FOUND, at_action_person_role(w->call, theirs, "lead", 0, true));
	world_clear(w);
	CHECK_INT(AT_NOT_FOUND, at_action_logins_end(w->call, theirs));
	world_clear(w);
	for (int role = 0; role < WORLD_ROLES; role++) {
		if (role == WORLD_ADMINISTRATOR)
			continue;
		world_as(w, &w->a, (enum world_role)role);
		CHECK_INT(AT_DENIED, at_action_person_view(w->call, w->a.staff[0], &view));
		CHECK_INT(AT_DENIED, at_action_person_disable(w->call, "eva"));
		CHECK_INT(AT_DENIED, at_action_person_role(w->call, w->a.staff[role],
		    "administrator", 0, true));
		world_clear(w);
	}
}

RUN_ALL(
    RUN_BOTH(a_role_is_given_at_a_site_and_below_and_taken_again),
    RUN_BOTH(a_role_that_something_counts_on_stays),
    RUN_BOTH(nobody_is_locked_out_of_administering),
    RUN_BOTH(who_sets_up_the_whole_clinic_does_so_everywhere),
    RUN_BOTH(people_are_listed_by_name),
    RUN_SQLITE(a_name_has_no_letter_that_cannot_be_seen),
    RUN_BOTH(a_closed_account_is_out_at_once_and_opened_again),
    RUN_BOTH(somebody_is_signed_out_everywhere),
    RUN_BOTH(supervision_begins_and_ends),
    RUN_SQLITE(a_supervision_may_follow_another_at_once_and_one_to_come_leaves_nothing),
    RUN_BOTH(a_name_is_changed_unless_somebody_was_faster),
    RUN_BOTH(a_change_upon_what_has_changed_meanwhile_is_refused),
    RUN_SQLITE(a_clinic_that_lacks_something_may_be_changed_elsewhere),
    RUN_BOTH(people_are_seen_and_changed_by_their_own_administrator_alone),
)
