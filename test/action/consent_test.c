/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was agreed to: recorded once, by whom, to which words; never changed; taken back. */
#include "action/consent.h"
#include "action/planning.h"
#include "store/audit.h"
#include "support/world.h"

static void
as_own(struct world *w, at_id client)
{
	w->who = (struct at_who){ .subjects = AT_CLIENT, .org = w->a.org, .client = client };
}

static enum at_status
say(struct world *w, const char *purpose, const char *answer, const char *version)
{
	const struct at_consent_ask ask = { .client = w->a.client, .purpose = purpose,
		.answer = answer, .version = version };

	world_clear(w);
	return at_action_consent(w->call, &ask);
}

static struct at_consents
read_own(struct world *w)
{
	struct at_own_frame frame;
	struct at_consents view;

	CHECK_OK(w->s, at_action_own_consents(w->call, &frame, &view));
	return view;
}

TEST(what_nobody_has_said_is_no_but_for_being_asked)
{
	struct world *w = world_open(support_begin(state_), false);
	struct at_consents view;

	as_own(w, w->a.client);
	view = read_own(w);
	CHECK_INT(0, view.n_all);
	for (int i = 0; i < AT_CONSENT_PURPOSES; i++) {
		CHECK_INT(0, view.now[i].id);
		CHECK_INT(i == AT_CONSENT_MEASURING, view.now[i].given);
	}
}

TEST(a_client_says_yes_and_takes_it_back_and_both_are_kept)
{
	static const char sql_lines[] = "SELECT count(*) FROM audit WHERE client = $1"
	    " AND resource = 'research' AND verb IN ('consent', 'withdraw')"
	    " AND subject = 'client'";
	struct world *w = world_open(support_begin(state_), false);
	struct at_consents view;

	as_own(w, w->a.client);
	CHECK_OK(w->s, say(w, "research", "yes", "not for a page"));
	CHECK_OK(w->s, say(w, "research", "yes", NULL));        /* twice is once */
	view = read_own(w);
	CHECK_INT(1, view.n_all);
	CHECK(view.now[AT_CONSENT_RESEARCH].given && !view.now[AT_CONSENT_CONTACT].given);
	CHECK_TEXT(AT_CONSENT_WORDING, view.now[AT_CONSENT_RESEARCH].wording);
	CHECK_INT(0, (int)view.now[AT_CONSENT_RESEARCH].staff);
	CHECK(view.now[AT_CONSENT_RESEARCH].at == w->call->now);
	w->call->now += AT_MINUTE;
	CHECK_OK(w->s, say(w, "research", "no", NULL));
	CHECK_OK(w->s, say(w, "research", "no", NULL));
	view = read_own(w);
	CHECK_INT(2, view.n_all);
	CHECK(!view.now[AT_CONSENT_RESEARCH].given && view.all[1].given);
	CHECK_INT(2, world_count(w, sql_lines, w->a.client));
}

TEST(a_no_can_be_said_first)
{
	struct world *w = world_open(support_begin(state_), false);

	as_own(w, w->a.client);
	CHECK_OK(w->s, say(w, "contact", "no", NULL));
	CHECK(read_own(w).now[AT_CONSENT_CONTACT].id != 0);
	CHECK_INT(AT_INVALID, say(w, "contact", "perhaps", NULL));
	CHECK_INT(AT_INVALID, say(w, "contact", NULL, NULL));
	CHECK_INT(AT_INVALID, say(w, "everything", "yes", NULL));
	CHECK_INT(AT_INVALID, say(w, NULL, "yes", NULL));
	CHECK_INT(1, read_own(w).n_all);
}

TEST(a_therapist_records_what_was_said_on_paper)
{
	struct world *w = world_open(support_begin(state_), false);
	struct at_consents view;

	world_as(w, &w->a, WORLD_THERAPIST);
	CHECK_OK(w->s, say(w, "research", "yes", "2026-02"));
	CHECK_OK(w->s, say(w, "research", "yes", "2026-02"));
	CHECK_OK(w->s, say(w, "measuring", "yes", ""));
	CHECK_INT(AT_INVALID, say(w, "research", "yes", "Nora said so"));
	CHECK_INT(AT_INVALID, say(w, "research", "yes", "a-version-that-is-long"));
	world_clear(w);
	CHECK_OK(w->s, at_action_consents(w->call, w->a.client, &view));
	CHECK_INT(2, view.n_all);
	CHECK_TEXT("paper 2026-02", view.now[AT_CONSENT_RESEARCH].wording);
	CHECK(view.now[AT_CONSENT_RESEARCH].staff == w->a.staff[WORLD_THERAPIST]);
	CHECK_TEXT("Ada Berg", view.now[AT_CONSENT_RESEARCH].staff_name);
	CHECK_TEXT("paper", view.now[AT_CONSENT_MEASURING].wording);
	CHECK(view.may_stop);
	CHECK_INT(1, world_count(w, "SELECT count(*) FROM audit WHERE client = $1"
	    " AND verb = 'view' AND resource = 'consent'", w->a.client));
	as_own(w, w->a.client);
	CHECK_OK(w->s, say(w, "research", "no", NULL));
	CHECK(!read_own(w).now[AT_CONSENT_RESEARCH].given);
}

TEST(nobody_else_may_look_or_record)
{
	struct world *w = world_open(support_begin(state_), false);
	struct at_consents view;

	for (int role = 0; role < WORLD_ROLES; role++) {
		enum at_status want = role == WORLD_THERAPIST ? AT_OK : AT_DENIED;

		world_as(w, &w->a, (enum world_role)role);
		CHECK_INT(want, at_action_consents(w->call, w->a.client, &view));
		CHECK_INT(want, say(w, "research", "yes", NULL));
		CHECK_INT(want, say(w, "measuring", "yes", NULL));
		world_clear(w);
	}
	w->who = (struct at_who){ .subjects = AT_PARENT, .org = w->a.org,
		.client = w->a.client, .related = 1 };
	CHECK_INT(AT_DENIED, say(w, "research", "yes", NULL));
	as_own(w, w->a.teen);
	CHECK_INT(AT_DENIED, say(w, "research", "yes", NULL));  /* another client's */
}

TEST(without_consent_to_measuring_nothing_is_due_and_nothing_can_be_opened)
{
	static const char sql_open[] = "SELECT count(*) FROM due WHERE client = $1"
	    " AND state = 'open'";
	struct world *w = world_open(support_begin(state_), false);
	struct world_browser phone = world_browser(1);
	struct at_new_link new = { .client = w->a.client, .instrument = "session" };
	struct at_made_link made;
	struct at_form_view view;
	struct world_link link;

	world_add_session(w, &w->a, w->a.client, "2026-11-24 09:00", 50, "attended");
	world_add_session(w, &w->a, w->a.client, "2026-12-01 09:00", 50, "planned");
	link = world_link(w, &w->a, w->a.client, "session", NULL, 1);
	world_send(w, &link, &phone, "ease=5");
	link = world_link(w, &w->a, w->a.client, "phq-9", NULL, 0);
	CHECK(world_count(w, sql_open, w->a.client) > 0);
	as_own(w, w->a.client);
	CHECK_OK(w->s, say(w, "measuring", "no", NULL));
	CHECK_INT(0, world_count(w, sql_open, w->a.client));
	CHECK_INT(1, world_count(w, "SELECT count(*) FROM answer WHERE client = $1",
	    w->a.client));
	world_as_public(w);
	CHECK_OK(w->s, at_action_link(w->call, link.token, NULL, &view));
	CHECK_INT(AT_FORM_REVOKED, view.stand);
	world_as_operator(w, &w->a);
	CHECK_INT(AT_INVALID, at_action_link_make(w->call, &new, &made));
	world_clear(w);
	world_add_session(w, &w->a, w->a.client, "2026-12-08 09:00", 50, "planned");
	CHECK_INT(0, world_count(w, sql_open, w->a.client));
	as_own(w, w->a.client);
	CHECK_OK(w->s, say(w, "measuring", "yes", NULL));
	CHECK(world_count(w, sql_open, w->a.client) > 0);
}

TEST(a_therapist_s_own_yes_is_the_therapist_s)
{
	struct world *w = world_open(support_begin(state_), false);
	struct at_consent now;

	world_as(w, &w->a, WORLD_THERAPIST);
	CHECK_OK(w->s, at_action_own_research(w->call, &now));
	CHECK(now.id == 0 && !now.given);
	CHECK_OK(w->s, at_action_own_research_set(w->call, true));
	CHECK_OK(w->s, at_action_own_research_set(w->call, true));
	CHECK_OK(w->s, at_action_own_research(w->call, &now));
	CHECK(now.given && now.client == 0);
	CHECK_INT(1, world_count(w, "SELECT count(*) FROM consent WHERE person = $1",
	    w->a.staff[WORLD_THERAPIST]));
	world_as(w, &w->a, WORLD_NEXT);
	CHECK_OK(w->s, at_action_own_research(w->call, &now));
	CHECK_INT(0, now.id);
	world_as(w, &w->a, WORLD_ADMINISTRATOR);
	CHECK_INT(AT_DENIED, at_action_own_research_set(w->call, true));
}

TEST(no_line_is_changed_or_removed)
{
	struct world *w = world_open(support_begin(state_), false);
	struct at_db *db = support_db(w->s);

	as_own(w, w->a.client);
	CHECK_OK(w->s, say(w, "research", "yes", NULL));
	CHECK(at_db_script(db, "UPDATE consent SET given = 0", &w->s->err) != AT_OK);
	at_error_clear(&w->s->err);
	CHECK(at_db_script(db, "DELETE FROM consent", &w->s->err) != AT_OK);
	at_error_clear(&w->s->err);
	at_db_close(db);
	CHECK(read_own(w).now[AT_CONSENT_RESEARCH].given);
}

RUN_ALL(
    RUN_BOTH(what_nobody_has_said_is_no_but_for_being_asked),
    RUN_BOTH(a_client_says_yes_and_takes_it_back_and_both_are_kept),
    RUN_SQLITE(a_no_can_be_said_first),
    RUN_BOTH(a_therapist_records_what_was_said_on_paper),
    RUN_SQLITE(nobody_else_may_look_or_record),
    RUN_BOTH(without_consent_to_measuring_nothing_is_due_and_nothing_can_be_opened),
    RUN_BOTH(a_therapist_s_own_yes_is_the_therapist_s),
    RUN_BOTH(no_line_is_changed_or_removed),
)
