/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Raw safety answers: raised whatever becomes of the form, seen by those who must, and
 * never cleared but by a named person. */
#include "action/client_list.h"
#include "action/client_view.h"
#include "action/safety.h"
#include "base/buffer.h"
#include "store/people.h"
#include "support/world.h"

static const char sql_alerts[] = "SELECT count(*) FROM alert WHERE client = $1";
static const char sql_acks[] = "SELECT count(*) FROM alert_ack WHERE alert = $1";
static const char sql_audit[] = "SELECT count(*) FROM audit WHERE client = $1";

static const struct world_browser browser = { { 7 } };

static at_id
new_client(struct world *w)
{
	return world_add_client(w, &w->a, "Somebody");
}

/* Begin a form and post one page of it, whatever its stand. */
static struct at_form_result
post_one(struct world *w, at_id client, const char *instrument, const char *inputs)
{
	struct world_link link = world_link(w, &w->a, client, instrument, NULL, 0);
	struct at_form_result result;
	struct at_form_view view;

	world_begin(w, &link, &browser, &view);
	CHECK_INT(AT_FORM_OPEN, view.stand);
	CHECK_OK(w->s, world_post(w, link.due, &browser, AT_FORM_SAVE, inputs, &result));
	return result;
}

/* The alerts of a client, newest first. */
static struct at_alert *
alerts_of(struct world *w, at_id client, int n_expected)
{
	struct at_alert *alerts;
	int n;

	CHECK_OK(w->s, at_alert_list(w->s->arena, at_store_reader(w->call), w->a.org, client,
	    &alerts, &n, &w->s->err));
	CHECK_INT(n_expected, n);
	return alerts;
}

/* A new client with one alert raised on the last question but one of the PHQ-9. */
static at_id
raise_alert(struct world *w, at_id client, const char *inputs)
{
	post_one(w, client, "phq-9", inputs);
	return alerts_of(w, client, 1)[0].id;
}

/* ---- each answer --------------------------------------------------------- */

TEST(every_answer_to_item_9_of_the_phq_9_raises_as_it_must)
{
	static const struct {
		const char *answer;
		int code;               /* -1: raises nothing */
		bool high;
		const char *escalates;
	} cases[] = {
		{ "9=0", -1, false, NULL }, { "9=skip", -1, false, NULL },
		{ "7=3 8=3", -1, false, NULL },
		{ "9=1", 1, false, "2026-11-24 14:00" }, { "9=2", 2, true, "2026-11-24 11:00" },
		{ "9=3", 3, true, "2026-11-24 11:00" },
	};
	struct world *w = world_open(support_begin(state_), false);

	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		at_id client = new_client(w);
		struct at_form_result result = post_one(w, client, "phq-9", cases[i].answer);
		struct at_alert *alert = alerts_of(w, client, cases[i].code >= 0);

		CHECK_INT(cases[i].code >= 0, result.crisis);
		CHECK_INT(cases[i].code >= 0, result.raised);
		if (cases[i].code < 0)
			continue;
		CHECK_INT(cases[i].code, alert->code);
		CHECK_INT(cases[i].high, alert->high);
		CHECK_TEXT("self", alert->kind);
		CHECK_TEXT("9", alert->item);
		CHECK_TEXT("draft", alert->stage);
		CHECK_TEXT("first", alert->compared);
		CHECK_INT(w->call->now, alert->at);
		CHECK_INT(world_at(w, cases[i].escalates), alert->escalates);
	}
}

TEST(no_other_answer_of_the_phq_9_raises)
{
	static const char *const pages[] = { "1=3 2=3 3=3", "4=3 5=3 6=3", "7=3 8=3", "10=3" };
	struct world *w = world_open(support_begin(state_), false);
	at_id client = new_client(w);

	for (size_t i = 0; i < AT_COUNT(pages); i++)
		CHECK(!post_one(w, client, "phq-9", pages[i]).crisis);
	CHECK_INT(0, world_count(w, sql_alerts, client));
}

TEST(of_the_before_card_only_the_safety_tick_raises_and_goes_to_the_cover_in_an_hour)
{
	static const char *const ticks[] = { "hard", "goal", "frame", "safety", "open" };
	struct world *w = world_open(support_begin(state_), false);

	for (size_t i = 0; i < AT_COUNT(ticks); i++) {
		at_id client = new_client(w);
		bool is = strcmp(ticks[i], "safety") == 0;
		struct at_form_result result = post_one(w, client, "before",
		    at_printf(w->s->arena, "agenda=%s agenda=open", ticks[i]));
		struct at_alert *alert = alerts_of(w, client, is);

		CHECK_INT(is, result.crisis);
		if (!is)
			continue;
		CHECK_TEXT("asks", alert->kind);
		CHECK_TEXT("agenda", alert->item);
		CHECK_INT(5, alert->code);
		CHECK(!alert->high);
		CHECK_INT(world_at(w, "2026-11-24 11:00"), alert->escalates);
	}
}

TEST(the_lowest_and_highest_statements_of_the_before_card_raise_nothing)
{
	struct world *w = world_open(support_begin(state_), false);
	at_id client = new_client(w);

	CHECK(!post_one(w, client, "before", "days=1 room=1 people=1").crisis);
	CHECK(!post_one(w, client, "before", "hope=1 ready=7").crisis);
	CHECK_INT(0, world_count(w, sql_alerts, client));
}

TEST(an_answer_is_compared_with_the_form_sent_last)
{
	static const struct {
		const char *last, *now, *compared;
		int last_code;
	} cases[] = {
		{ "9=0", "9=1", "higher", 0 }, { "9=1", "9=1", "same", 1 },
		{ "9=1", "9=2", "higher", 1 }, { "9=3", "9=1", "lower", 3 },
		{ "9=skip", "9=1", "first", -1 }, { "8=1", "9=3", "first", -1 },
	};
	struct world *w = world_open(support_begin(state_), false);

	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		at_id client = new_client(w);
		struct world_link link = world_link(w, &w->a, client, "phq-9", NULL, 0);
		struct at_alert *alert;

		world_send(w, &link, &browser, cases[i].last);
		post_one(w, client, "phq-9", cases[i].now);
		alert = alerts_of(w, client, 1 + (cases[i].last_code > 0));
		CHECK_TEXT(cases[i].compared, alert[0].compared);
		CHECK_INT(cases[i].last_code, alert[0].last_code);
	}
}

TEST(a_draft_is_no_last_time)
{
	struct world *w = world_open(support_begin(state_), false);
	at_id client = new_client(w);

	post_one(w, client, "phq-9", "9=1");
	post_one(w, client, "phq-9", "9=2");
	CHECK_TEXT("first", alerts_of(w, client, 2)[0].compared);
}

TEST(asking_about_safety_again_is_the_same_as_last_time)
{
	struct world *w = world_open(support_begin(state_), false);
	at_id client = new_client(w);
	struct world_link link = world_link(w, &w->a, client, "before", NULL, 0);

	world_send(w, &link, &browser, "agenda=safety");
	post_one(w, client, "before", "agenda=hard agenda=safety");
	CHECK_TEXT("same", alerts_of(w, client, 2)[0].compared);
}

/* ---- when it goes to the cover ------------------------------------------- */

TEST(four_working_hours_skip_nights_weekends_and_closed_days)
{
	static const struct {
		const char *begun, *at, *answer, *escalates;
	} cases[] = {
		{ "2026-11-24 08:00", "2026-11-24 08:00", "9=1", "2026-11-24 12:00" },
		{ "2026-11-24 13:00", "2026-11-24 15:00", "9=1", "2026-11-25 11:00" },
		{ "2026-11-27 13:00", "2026-11-27 15:30", "9=1", "2026-11-30 11:30" },
		{ "2026-12-23 13:00", "2026-12-23 15:00", "9=1", "2026-12-28 11:00" },
		/* after hours: the clock begins when the clinic opens */
		{ "2026-11-27 13:00", "2026-11-27 20:00", "9=1", "2026-11-30 12:00" },
		/* of high visibility: an hour by the clock */
		{ "2026-11-27 13:00", "2026-11-27 14:30", "9=2", "2026-11-27 15:30" },
		/* nobody would see it then: while there is somebody */
		{ "2026-11-27 13:00", "2026-11-27 15:30", "9=2", "2026-11-27 15:45" },
		{ "2026-12-23 13:00", "2026-12-23 15:00", "9=3", "2026-12-23 15:30" },
		{ "2026-11-27 13:00", "2026-11-27 20:00", "9=2", "2026-11-27 21:00" },
	};
	struct world *w = world_open(support_begin(state_), false);

	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		at_id client = new_client(w);
		struct at_form_result result;
		struct at_form_view view;
		struct world_link link;

		world_clock(w, cases[i].begun);
		link = world_link(w, &w->a, client, "phq-9", NULL, 0);
		world_begin(w, &link, &browser, &view);
		world_clock(w, cases[i].at);
		CHECK_OK(w->s, world_post(w, link.due, &browser, AT_FORM_SAVE,
		    cases[i].answer, &result));
		CHECK_INT(world_at(w, cases[i].escalates),
		    alerts_of(w, client, 1)->escalates);
	}
}

TEST(the_site_s_own_times_hold)
{
	struct world *w = world_open(support_begin(state_), false);
	at_id client = new_client(w);

	world_script(w, "UPDATE site SET escalate_ms = 7200000, escalate_high_ms = 600000");
	CHECK_INT(world_at(w, "2026-11-24 12:00"),
	    (post_one(w, client, "phq-9", "9=1"), alerts_of(w, client, 1)->escalates));
	CHECK_INT(world_at(w, "2026-11-24 10:10"),
	    (post_one(w, client, "phq-9", "9=2"), alerts_of(w, client, 2)->escalates));
}

/* ---- nothing clears it --------------------------------------------------- */

TEST(a_later_lower_answer_clears_nothing)
{
	struct world *w = world_open(support_begin(state_), false);
	at_id client = new_client(w);
	struct world_link link = world_link(w, &w->a, client, "phq-9", NULL, 0);
	struct at_form_result result;
	struct at_form_view view;
	struct at_alert_views seen;

	world_begin(w, &link, &browser, &view);
	CHECK_OK(w->s, world_post(w, link.due, &browser, AT_FORM_SAVE, "9=3", &result));
	CHECK_OK(w->s, world_post(w, link.due, &browser, AT_FORM_SAVE, "9=0", &result));
	CHECK(!result.crisis);
	CHECK_OK(w->s, world_post(w, link.due, &browser, AT_FORM_NEXT, "10=0", &result));
	link = world_link(w, &w->a, client, "phq-9", NULL, 0);
	world_send(w, &link, &browser, "9=0");
	world_as(w, &w->a, WORLD_THERAPIST);
	CHECK_OK(w->s, at_action_alerts(w->call, &seen));
	CHECK_INT(1, seen.n_views);
	CHECK_INT(3, seen.views[0].alert.code);
	CHECK_INT(0, seen.views[0].alert.by);
}

TEST(a_form_abandoned_after_a_risk_answer_leaves_the_alert)
{
	struct world *w = world_open(support_begin(state_), false);
	at_id client = new_client(w);
	struct at_client_view view;

	post_one(w, client, "phq-9", "9=1");
	world_clock(w, "2026-12-02 10:00");
	world_as(w, &w->a, WORLD_THERAPIST);
	CHECK_OK(w->s, at_action_view_client(w->call, client, &view));
	CHECK_INT(1, view.alerts.n_views);
	CHECK_INT(0, view.n_courses);           /* nothing was sent */
	CHECK_TEXT("draft", view.alerts.views[0].alert.stage);
}

TEST(the_same_post_again_and_again_raises_once)
{
	struct world *w = world_open(support_begin(state_), false);
	at_id client = new_client(w);
	struct world_link link = world_link(w, &w->a, client, "before", NULL, 0);
	struct at_form_result result;
	struct at_form_view view;

	world_begin(w, &link, &browser, &view);
	for (int i = 0; i < 3; i++) {
		CHECK_OK(w->s, world_post(w, link.due, &browser, AT_FORM_SAVE, "agenda=safety",
		    &result));
		CHECK(result.crisis);
		CHECK_INT(i == 0, result.raised);
	}
	for (int i = 0; i < 3; i++) {
		CHECK_OK(w->s, world_post(w, link.due, &browser, AT_FORM_NEXT, "agenda=safety",
		    &result));
		CHECK(result.crisis && !result.raised);
	}
	CHECK_INT(1, world_count(w, sql_alerts, client));
}

TEST(an_alert_and_who_acknowledged_it_survive_a_restart)
{
	struct world *w = world_open(support_begin(state_), false);
	at_id client = new_client(w), alert = raise_alert(w, client, "9=2");
	struct at_alert_views seen;
	struct at_alert_view one;

	world_restart(w, true);
	world_as(w, &w->a, WORLD_THERAPIST);
	CHECK_OK(w->s, at_action_alerts(w->call, &seen));
	CHECK_INT(1, seen.n_views);
	CHECK_INT(alert, seen.views[0].alert.id);
	CHECK_OK(w->s, at_action_acknowledge(w->call, alert, "Called at ten."));
	world_restart(w, false);
	CHECK_OK(w->s, at_action_alerts(w->call, &seen));
	CHECK_INT(0, seen.n_views);
	CHECK_OK(w->s, at_action_alert(w->call, alert, &one));
	CHECK_TEXT("Ada Berg", one.alert.by_name);
	CHECK_TEXT("Called at ten.", one.note);
}

/* ---- acknowledging ------------------------------------------------------- */

TEST(an_alert_is_acknowledged_once_by_name_with_time_and_note)
{
	struct world *w = world_open(support_begin(state_), false);
	at_id client = new_client(w), alert = raise_alert(w, client, "9=1");
	struct at_alert_view view;

	world_as(w, &w->a, WORLD_THERAPIST);
	w->call->now += AT_MINUTE;
	CHECK_OK(w->s, at_action_acknowledge(w->call, alert, "We spoke; she is safe tonight."));
	CHECK_INT(AT_CONFLICT, at_action_acknowledge(w->call, alert, "Once more."));
	CHECK_TEXT("Somebody has already acknowledged this.", w->s->err.text);
	world_clear(w);
	CHECK_OK(w->s, at_action_alert(w->call, alert, &view));
	CHECK_TEXT("We spoke; she is safe tonight.", view.note);
	CHECK_TEXT("Ada Berg", view.alert.by_name);
	CHECK_INT(w->call->now, view.alert.by_at);
	CHECK(!view.may_acknowledge && !view.escalated);
	CHECK_TEXT("Somebody", view.client_name);
	CHECK_TEXT("Several days", view.answer);
	CHECK_HAS("better off dead", view.question);
}

TEST(a_note_is_needed_and_has_its_length)
{
	struct world *w = world_open(support_begin(state_), false);
	at_id client = new_client(w), alert = raise_alert(w, client, "9=1");
	char *note = AT_NEW(w->s->arena, char, 2002);
	static const char *const empty[] = { NULL, "", " \t\r\n" };

	world_as(w, &w->a, WORLD_THERAPIST);
	for (size_t i = 0; i < AT_COUNT(empty); i++) {
		CHECK_INT(AT_INVALID, at_action_acknowledge(w->call, alert, empty[i]));
		world_clear(w);
	}
	memset(note, 'a', 2001);
	CHECK_INT(AT_INVALID, at_action_acknowledge(w->call, alert, note));
	world_clear(w);
	CHECK_INT(0, world_count(w, sql_acks, alert));
	note[2000] = '\0';
	CHECK_OK(w->s, at_action_acknowledge(w->call, alert, note));
	CHECK_INT(1, world_count(w, sql_acks, alert));
}

static const char sql_readable[] =
    "SELECT note FROM alert_ack UNION ALL SELECT phone FROM call_me WHERE phone IS NOT NULL"
    " UNION ALL SELECT name FROM client";

TEST(notes_numbers_and_names_are_sealed_where_they_lie)
{
	struct world *w = world_open(support_begin(state_), false);
	at_id client = new_client(w);
	at_id alert = raise_alert(w, client, "9=1 call_me_on=55512345");
	struct at_alert_view view;
	struct at_rows rows;

	world_as(w, &w->a, WORLD_THERAPIST);
	CHECK_OK(w->s, at_action_acknowledge(w->call, alert, "plain words"));
	CHECK_OK(w->s, at_action_alert(w->call, alert, &view));
	CHECK_TEXT("55512345", view.phone);
	CHECK_OK(w->s, at_db_query(w->s->arena, at_store_reader(w->call), sql_readable,
	    AT_NO_BIND, &rows, &w->s->err));
	CHECK(rows.n_rows >= 4);
	for (int i = 0; i < rows.n_rows; i++) {
		const struct at_value *cell = at_cell(&rows, i, 0);

		for (size_t k = 0; k + 5 <= cell->n_bytes; k++)
			if (memcmp(cell->bytes + k, "plain", 5) == 0
			    || memcmp(cell->bytes + k, "55512", 5) == 0
			    || memcmp(cell->bytes + k, "Someb", 5) == 0)
				fail_msg("a sealed field can be read");
	}
}

/* ---- who sees it --------------------------------------------------------- */

/* Per role: what may be done with an alert while it is fresh, once it has escalated in
 * opening hours, and once it has escalated while the clinic is closed.
 *   -  neither seen nor acknowledged      v  seen      a  seen and acknowledged */
struct may {
	enum world_role role;
	const char *fresh, *escalated, *closed;
};

static void
check_may(struct world *w, at_id client, at_id alert, enum world_role role, char may,
    const char *when)
{
	struct at_alert_views banner;
	struct at_alert_view view;
	bool sees = may != '-', acknowledges = may == 'a';
	enum at_status st;

	world_as(w, &w->a, role);
	world_clock(w, when);
	st = at_action_alert(w->call, alert, &view);
	world_clear(w);
	if (st != (sees ? AT_OK : AT_DENIED) || (sees && view.may_acknowledge != acknowledges))
		fail_msg("%s at %s: %s", world_handles[role], when, at_status_name(st));
	if (!acknowledges && at_action_acknowledge(w->call, alert, "words") != AT_DENIED)
		fail_msg("%s at %s acknowledged", world_handles[role], when);
	world_clear(w);
	CHECK_OK(w->s, at_action_alerts(w->call, &banner));
	if (banner.n_views != acknowledges)
		fail_msg("%s at %s: %d in the banner", world_handles[role], when,
		    banner.n_views);
	st = at_action_banner(w->call, client, &banner);
	world_clear(w);
	if (sees && role != WORLD_COVER && (st != AT_OK || banner.n_views != 1))
		fail_msg("%s at %s: no banner of the client", world_handles[role], when);
	if (!sees && st == AT_OK && banner.n_views != 0)
		fail_msg("%s at %s: sees the client's banner", world_handles[role], when);
}

static void
check_all_may(struct world *w, at_id client, at_id alert, const struct may may[WORLD_ROLES])
{
	for (int i = 0; i < WORLD_ROLES; i++) {
		check_may(w, client, alert, may[i].role, may[i].fresh[0], "2026-11-24 13:59");
		check_may(w, client, alert, may[i].role, may[i].escalated[0],
		    "2026-11-24 14:00");
		check_may(w, client, alert, may[i].role, may[i].escalated[0],
		    "2026-11-25 09:00");
		check_may(w, client, alert, may[i].role, may[i].closed[0], "2026-11-24 16:00");
		check_may(w, client, alert, may[i].role, may[i].closed[0], "2026-11-28 10:00");
	}
	CHECK_INT(0, world_count(w, sql_acks, alert));
}

TEST(the_therapist_the_supervisor_and_the_cover_see_an_alert_and_nobody_else)
{
	static const struct may may[WORLD_ROLES] = {
		{ WORLD_THERAPIST,     "a", "a", "a" },
		{ WORLD_NEXT,          "-", "-", "-" },
		{ WORLD_OTHER,         "-", "-", "-" },
		{ WORLD_SUPERVISOR,    "v", "v", "v" },
		{ WORLD_CONTACT,       "-", "-", "-" },
		{ WORLD_COVER,         "-", "a", "-" },
		{ WORLD_LEAD,          "-", "-", "-" },
		{ WORLD_RESEARCHER,    "-", "-", "-" },
		{ WORLD_ADMINISTRATOR, "-", "-", "-" },
		{ WORLD_PRIVACY,       "-", "-", "-" },
	};
	struct world *w = world_open(support_begin(state_), false);
	at_id client = new_client(w), alert = raise_alert(w, client, "9=1");

	check_all_may(w, client, alert, may);
}

TEST(after_a_change_of_therapist_the_next_sees_it_and_the_former_no_longer)
{
	static const struct may may[WORLD_ROLES] = {
		{ WORLD_THERAPIST,     "-", "-", "-" },
		{ WORLD_NEXT,          "a", "a", "a" },
		{ WORLD_OTHER,         "-", "-", "-" },
		{ WORLD_SUPERVISOR,    "-", "-", "-" },        /* of ada's, not of tor's */
		{ WORLD_CONTACT,       "-", "-", "-" },
		{ WORLD_COVER,         "-", "a", "-" },
		{ WORLD_LEAD,          "-", "-", "-" },
		{ WORLD_RESEARCHER,    "-", "-", "-" },
		{ WORLD_ADMINISTRATOR, "-", "-", "-" },
		{ WORLD_PRIVACY,       "-", "-", "-" },
	};
	struct world *w = world_open(support_begin(state_), false);
	at_id client = new_client(w), alert = raise_alert(w, client, "9=1");

	w->call->now += AT_MINUTE;
	world_as_operator(w, &w->a);
	CHECK_OK(w->s, at_action_change_therapist(w->call, client, "tor"));
	check_all_may(w, client, alert, may);
}

TEST(the_cover_sees_at_once_what_no_therapist_could)
{
	static const char *const gone[] = {
		"UPDATE staff SET disabled = 1 WHERE handle = 'ada'",
		("UPDATE staff SET disabled = NULL; DELETE FROM staff_role WHERE role = 'therapist'"
		 "  AND staff IN (SELECT id FROM staff WHERE handle = 'ada')"),
		"UPDATE relationship SET to_ms = 2",
	};
	struct world *w = world_open(support_begin(state_), false);
	at_id client = new_client(w), alert = raise_alert(w, client, "9=1");
	struct at_alert_views seen;

	check_may(w, client, alert, WORLD_COVER, '-', "2026-11-24 10:01");
	for (size_t i = 0; i < AT_COUNT(gone); i++) {
		world_script(w, gone[i]);
		check_may(w, client, alert, WORLD_COVER, 'a', "2026-11-24 10:02");
		check_may(w, client, alert, WORLD_OTHER, '-', "2026-11-24 10:02");
	}
	world_as(w, &w->a, WORLD_COVER);
	CHECK_OK(w->s, at_action_alerts(w->call, &seen));
	CHECK(seen.views[0].escalated);
	CHECK_OK(w->s, at_action_acknowledge(w->call, alert, "Rang."));
}

TEST(what_was_acknowledged_in_time_is_none_of_the_cover_s_business)
{
	struct world *w = world_open(support_begin(state_), false);
	at_id client = new_client(w), alert = raise_alert(w, client, "9=1");
	struct at_alert_view view;

	world_as(w, &w->a, WORLD_THERAPIST);
	CHECK_OK(w->s, at_action_acknowledge(w->call, alert, "We spoke."));
	world_clock(w, "2026-11-25 09:00");
	world_as(w, &w->a, WORLD_COVER);
	CHECK_INT(AT_DENIED, at_action_alert(w->call, alert, &view));
}

TEST(the_cover_of_a_site_has_that_of_its_sub_sites)
{
	struct world *w = world_open(support_begin(state_), false);
	at_id alert = raise_alert(w, w->a.teen, "9=1");

	check_may(w, w->a.teen, alert, WORLD_COVER, '-', "2026-11-24 13:59");
	check_may(w, w->a.teen, alert, WORLD_COVER, 'a', "2026-11-24 14:00");
	CHECK_OK(w->s, at_action_acknowledge((world_clock(w, "2026-11-24 15:00"), w->call),
	    alert, "Rang; the mother is there."));
}

static const struct at_list_row *
row_of(const struct at_list_view *list, at_id client)
{
	for (int i = 0; i < list->n_rows; i++)
		if (list->rows[i].client == client)
			return &list->rows[i];
	fail_msg("the client is not on the list");
	return NULL;
}

TEST(the_list_counts_what_waits_for_the_therapist_and_the_supervisor_alike)
{
	struct world *w = world_open(support_begin(state_), false);
	at_id client = new_client(w), alert = raise_alert(w, client, "9=1");
	struct at_list_view list;

	for (int i = 0; i < 2; i++) {
		int expected = i == 0;

		world_as(w, &w->a, WORLD_SUPERVISOR);
		CHECK_OK(w->s, at_action_list(w->call, "", &list));
		CHECK_INT(expected, row_of(&list, client)->n_alerts);
		CHECK(row_of(&list, client)->supervised);
		CHECK_INT(0, list.alerts.n_views);
		world_as(w, &w->a, WORLD_THERAPIST);
		CHECK_OK(w->s, at_action_list(w->call, "", &list));
		CHECK_INT(expected, row_of(&list, client)->n_alerts);
		CHECK_INT(expected, list.alerts.n_views);
		CHECK_INT(0, row_of(&list, w->a.client)->n_alerts);
		if (expected)
			CHECK_OK(w->s, at_action_acknowledge(w->call, alert, "words"));
	}
}

TEST(open_is_what_nobody_has_acknowledged)
{
	static const char apart[] = "SELECT count(*) FROM alert a"
	    " LEFT JOIN alert_ack k ON k.org = a.org AND k.alert = a.id"
	    " LEFT JOIN alert_open o ON o.org = a.org AND o.alert = a.id"
	    " WHERE a.client = $1 AND (k.alert IS NULL) <> (o.alert IS NOT NULL)";
	static const char open[] = "SELECT count(*) FROM alert_open o"
	    " JOIN alert a ON a.org = o.org AND a.id = o.alert WHERE a.client = $1";
	struct world *w = world_open(support_begin(state_), false);
	at_id client = new_client(w), alert = raise_alert(w, client, "9=1");

	CHECK_INT(0, world_count(w, apart, client));
	CHECK_INT(1, world_count(w, open, client));
	world_as(w, &w->a, WORLD_THERAPIST);
	CHECK_OK(w->s, at_action_acknowledge(w->call, alert, "words"));
	CHECK_INT(0, world_count(w, apart, client));
	CHECK_INT(0, world_count(w, open, client));
}

TEST(a_look_at_an_alert_is_in_the_log_and_the_banner_is_not)
{
	struct world *w = world_open(support_begin(state_), false);
	at_id client = new_client(w), alert = raise_alert(w, client, "9=1");
	struct at_alert_views banner;
	struct at_alert_view view;
	int64_t before = world_count(w, sql_audit, client);

	world_as(w, &w->a, WORLD_THERAPIST);
	CHECK_OK(w->s, at_action_banner(w->call, client, &banner));
	CHECK_OK(w->s, at_action_alerts(w->call, &banner));
	CHECK_INT(before, world_count(w, sql_audit, client));
	CHECK_OK(w->s, at_action_alert(w->call, alert, &view));
	CHECK_INT(before + 1, world_count(w, sql_audit, client));
}

/* ---- cover --------------------------------------------------------------- */

/* A stand at a time, for a link made the day before. */
struct opening {
	const char *made, *at;
	enum at_form_stand stand;
};

TEST(a_form_with_a_risk_question_opens_only_while_somebody_has_cover_for_two_more_hours)
{
	static const struct opening cases[] = {
		{ "2026-11-23 10:00", "2026-11-24 07:59", AT_FORM_UNCOVERED },
		{ "2026-11-23 10:00", "2026-11-24 08:00", AT_FORM_OPEN },
		{ "2026-11-23 10:00", "2026-11-24 14:00", AT_FORM_OPEN },
		{ "2026-11-23 10:00", "2026-11-24 14:01", AT_FORM_UNCOVERED },
		{ "2026-11-23 10:00", "2026-11-24 17:00", AT_FORM_UNCOVERED },
		{ "2026-11-27 10:00", "2026-11-28 10:00", AT_FORM_UNCOVERED },  /* Saturday */
		{ "2026-12-23 10:00", "2026-12-24 10:00", AT_FORM_UNCOVERED },  /* closed */
	};
	struct world *w = world_open(support_begin(state_), false);

	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		struct at_form_view view;
		struct world_link link;

		world_clock(w, cases[i].made);
		link = world_link(w, &w->a, w->a.client, "phq-9", NULL, 0);
		world_clock(w, cases[i].at);
		world_begin(w, &link, &browser, &view);
		if (view.stand != cases[i].stand)
			fail_msg("at %s it stands at %d", cases[i].at, view.stand);
		CHECK_INT(cases[i].stand == AT_FORM_OPEN, view.device.id != 0);
	}
}

TEST(nobody_has_cover_whose_account_is_closed)
{
	struct world *w = world_open(support_begin(state_), false);
	struct world_link link = world_link(w, &w->a, w->a.client, "phq-9", NULL, 0);
	struct at_form_view view;

	world_script(w, "UPDATE staff SET disabled = 1 WHERE handle = 'vera'");
	world_begin(w, &link, &browser, &view);
	CHECK_INT(AT_FORM_UNCOVERED, view.stand);
}

TEST(a_form_begun_in_time_may_be_finished_while_cover_lasts)
{
	struct world *w = world_open(support_begin(state_), false);
	struct world_link link = world_link(w, &w->a, w->a.client, "phq-9", NULL, 0);
	struct at_form_result result;
	struct at_form_view view;

	world_clock(w, "2026-11-24 14:00");
	world_begin(w, &link, &browser, &view);
	world_clock(w, "2026-11-24 15:59");
	CHECK_OK(w->s, world_post(w, link.due, &browser, AT_FORM_SAVE, "1=1", &result));
	CHECK_INT(AT_FORM_OPEN, result.view.stand);
	world_clock(w, "2026-11-24 16:00");
	CHECK_OK(w->s, world_post(w, link.due, &browser, AT_FORM_NEXT, "10=1", &result));
	CHECK_INT(AT_FORM_UNCOVERED, result.view.stand);
	CHECK_OK(w->s, at_action_form(w->call, link.due, browser.hash, &view));
	CHECK_INT(AT_FORM_UNCOVERED, view.stand);
}

TEST(a_risk_answer_after_cover_has_ended_is_heard_all_the_same)
{
	struct world *w = world_open(support_begin(state_), false);
	at_id client = new_client(w);
	struct world_link link = world_link(w, &w->a, client, "phq-9", NULL, 0);
	struct at_form_result result;
	struct at_form_view view;

	world_begin(w, &link, &browser, &view);
	world_clock(w, "2026-11-24 18:00");
	CHECK_OK(w->s, world_post(w, link.due, &browser, AT_FORM_SAVE, "9=2", &result));
	CHECK(result.crisis && result.raised);
	CHECK_INT(AT_FORM_UNCOVERED, result.view.stand);
	/* Not at seven, when nobody is there. */
	CHECK_HAS("Vera Vik", result.crisis_text.lines[5].text);
	CHECK_HAS("08:00", result.crisis_text.lines[5].text);
	CHECK_INT(1, world_count(w, sql_alerts, client));
}

TEST(no_reader_is_promised_where_nobody_has_cover_at_all)
{
	struct world *w = world_open(support_begin(state_), false);
	at_id client = new_client(w);
	struct world_link link = world_link(w, &w->a, client, "phq-9", NULL, 0);
	struct at_form_result result;
	struct at_form_view view;

	world_begin(w, &link, &browser, &view);
	world_script(w, "DELETE FROM cover");
	CHECK_OK(w->s, world_post(w, link.due, &browser, AT_FORM_SAVE, "9=2", &result));
	CHECK(result.crisis && result.raised);
	CHECK_INT(5, result.crisis_text.n_lines);
	CHECK_INT(1, world_count(w, sql_alerts, client));
}

TEST(the_before_card_is_open_without_cover_and_only_its_safety_tick_gives_way)
{
	struct world *w = world_open(support_begin(state_), false);
	at_id client = new_client(w);
	struct world_link link;
	struct at_form_result result;
	struct at_form_view view;

	link = world_link(w, &w->a, client, "before", NULL, 0);
	world_begin(w, &link, &browser, &view);
	CHECK(view.covered);
	world_clock(w, "2026-11-24 15:30");     /* less than two hours are enough here */
	CHECK_OK(w->s, at_action_form(w->call, link.due, browser.hash, &view));
	CHECK(view.covered);
	world_clock(w, "2026-11-24 22:00");
	CHECK_OK(w->s, at_action_form(w->call, link.due, browser.hash, &view));
	CHECK_INT(AT_FORM_OPEN, view.stand);
	CHECK(!view.covered);
	/* A page that was loaded while there was cover still says it. */
	CHECK_OK(w->s, world_post(w, link.due, &browser, AT_FORM_NEXT, "agenda=safety", &result));
	CHECK(result.crisis && result.raised);
	CHECK_INT(AT_FORM_SENT, result.view.stand);
}

/* ---- what must not lose one ---------------------------------------------- */

TEST(a_risk_answer_is_heard_though_the_site_has_lost_a_setting)
{
	struct world *w = world_open(support_begin(state_), false);
	at_id client = new_client(w);
	struct world_link link = world_link(w, &w->a, client, "phq-9", NULL, 0);
	struct world_link second = world_link(w, &w->a, client, "phq-9", NULL, 0);
	struct at_form_result result;
	struct at_form_view view;

	world_begin(w, &link, &browser, &view);
	world_script(w, "DELETE FROM setting WHERE name = 'crisis_chat'");
	CHECK_OK(w->s, world_post(w, link.due, &browser, AT_FORM_SAVE, "9=1", &result));
	CHECK(result.crisis && result.raised);
	CHECK_INT(5, result.crisis_text.n_lines);       /* the line with the chat is left out */
	for (int i = 0; i < 5; i++)
		CHECK_HAS_NOT("crisis_line", result.crisis_text.lines[i].text);
	CHECK_INT(1, world_count(w, sql_alerts, client));
	/* A form not begun yet is not opened. */
	CHECK_INT(AT_INVALID, at_action_begin(w->call, second.token, NULL, browser.hash, &view));
	CHECK_HAS("crisis_chat", w->s->err.text);
}

TEST(words_are_counted_as_they_were_typed_and_too_many_silence_nothing)
{
	struct world *w = world_open(support_begin(state_), false);
	at_id client = new_client(w);
	struct world_link link = world_link(w, &w->a, client, "before", NULL, 0);
	struct at_buffer lines = at_buffer_init(w->s->arena);
	struct at_form_result result;
	struct at_form_view view;

	for (int i = 0; i < 2000; i++)          /* 4,000 characters, 6,000 bytes on their way */
		at_buffer_text(&lines, "a\r\n");
	world_begin(w, &link, &browser, &view);
	CHECK_OK(w->s, world_post(w, link.due, &browser, AT_FORM_SAVE,
	    at_printf(w->s->arena, "words=%s", at_buffer_string(&lines)), &result));
	CHECK_INT(AT_INVALID, world_post(w, link.due, &browser, AT_FORM_SAVE,
	    at_printf(w->s->arena, "words=%sb agenda=safety", at_buffer_string(&lines)),
	    &result));
	CHECK(result.crisis && result.raised);
	CHECK_INT(1, world_count(w, sql_alerts, client));
}

static const char follow_up[] =
    "id = follow\n" "version = 1\n" "licence = CC0-1.0\n" "source = a test\n"
    "window = two-weeks\n" "when = before\n" "forms = client\n"
    "options.yes = 0 no, 1 yes\n"
    "item.low = choice yes\n"
    "item.plan = choice yes, after low yes, risk self from yes\n"
    "page.one = low plan\n"
    "scale.n = sum low, need 1, range 0 1, better lower\n";

TEST(a_risk_answer_to_a_question_no_longer_asked_is_heard_and_not_stored)
{
	struct world *w = world_open(support_begin(state_), false);
	at_id client = new_client(w);
	struct at_form_result result;

	world_add_instrument(w, "follow", follow_up);
	result = post_one(w, client, "follow", "low=no plan=yes");
	CHECK(result.crisis && result.raised);
	CHECK_INT(1, world_count(w, sql_alerts, client));
	CHECK_INT(AT_MISSING, result.view.answers.codes[1]);
}

/* ---- a risk question left open ------------------------------------------- */

TEST(a_missing_risk_answer_is_a_state_of_its_own)
{
	static const struct {
		const char *inputs;
		double value, instead;
	} cases[] = {
		{ "1=1 2=1 3=1 4=1 5=1 6=1 7=1 8=1", NAN, 8 },
		{ "1=1 2=1 3=1 4=1 5=1 6=1 7=1 8=1 9=skip", NAN, 8 },
		{ "1=1 2=1 3=1 4=1 5=1 6=1 9=0", 8, NAN },
	};
	struct world *w = world_open(support_begin(state_), false);

	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		at_id client = new_client(w);
		struct world_link link = world_link(w, &w->a, client, "phq-9", NULL, 0);
		const struct at_outcome_point *point;
		struct at_client_view view;

		world_send(w, &link, &browser, cases[i].inputs);
		world_as(w, &w->a, WORLD_THERAPIST);
		CHECK_OK(w->s, at_action_view_client(w->call, client, &view));
		CHECK_INT(0, view.alerts.n_views);
		CHECK_INT(1, view.n_courses);
		point = &view.courses[0].points[0];
		CHECK_NEAR(cases[i].value, point->value, 1e-12);
		CHECK_INT(!isnan(cases[i].instead), point->instead != NULL);
		if (point->instead == NULL)
			continue;
		CHECK_TEXT("PHQ-9, items 1 to 8 only", point->instead);
		CHECK_NEAR(cases[i].instead, point->instead_value, 1e-12);
	}
}

/* ---- may we call you ----------------------------------------------------- */

TEST(the_newest_word_on_calling_is_shown_with_the_alert)
{
	struct world *w = world_open(support_begin(state_), false);
	at_id client = new_client(w);
	struct world_link link = world_link(w, &w->a, client, "phq-9", NULL, 0);
	struct at_form_result result;
	struct at_form_view form;
	struct at_alert_views seen;

	world_begin(w, &link, &browser, &form);
	CHECK_OK(w->s, world_post(w, link.due, &browser, AT_FORM_SAVE, "9=1", &result));
	world_as(w, &w->a, WORLD_THERAPIST);
	CHECK_OK(w->s, at_action_alerts(w->call, &seen));
	CHECK_INT(0, seen.views[0].call_me.id);
	world_as_public(w);
	CHECK_OK(w->s, world_post(w, link.due, &browser, AT_FORM_SAVE,
	    "9=1 call_me_on=55511111", &result));
	CHECK_OK(w->s, world_post(w, link.due, &browser, AT_FORM_SAVE,
	    "9=1 call_me_on=55522222 no_call=1", &result));
	world_as(w, &w->a, WORLD_THERAPIST);
	CHECK_OK(w->s, at_action_alerts(w->call, &seen));
	CHECK_INT(1, seen.n_views);
	CHECK_TEXT("55522222", seen.views[0].phone);
	CHECK(seen.views[0].call_me.no_call);
}

RUN_ALL(
    RUN_BOTH(every_answer_to_item_9_of_the_phq_9_raises_as_it_must),
    RUN_SQLITE(no_other_answer_of_the_phq_9_raises),
    RUN_BOTH(of_the_before_card_only_the_safety_tick_raises_and_goes_to_the_cover_in_an_hour),
    RUN_SQLITE(the_lowest_and_highest_statements_of_the_before_card_raise_nothing),
    RUN_BOTH(an_answer_is_compared_with_the_form_sent_last),
    RUN_SQLITE(a_draft_is_no_last_time),
    RUN_SQLITE(asking_about_safety_again_is_the_same_as_last_time),
    RUN_BOTH(four_working_hours_skip_nights_weekends_and_closed_days),
    RUN_SQLITE(the_site_s_own_times_hold),
    RUN_BOTH(a_later_lower_answer_clears_nothing),
    RUN_BOTH(a_form_abandoned_after_a_risk_answer_leaves_the_alert),
    RUN_BOTH(the_same_post_again_and_again_raises_once),
    RUN_BOTH(an_alert_and_who_acknowledged_it_survive_a_restart),
    RUN_BOTH(an_alert_is_acknowledged_once_by_name_with_time_and_note),
    RUN_SQLITE(a_note_is_needed_and_has_its_length),
    RUN_BOTH(notes_numbers_and_names_are_sealed_where_they_lie),
    RUN_BOTH(the_therapist_the_supervisor_and_the_cover_see_an_alert_and_nobody_else),
    RUN_BOTH(after_a_change_of_therapist_the_next_sees_it_and_the_former_no_longer),
    RUN_BOTH(the_cover_sees_at_once_what_no_therapist_could),
    RUN_SQLITE(what_was_acknowledged_in_time_is_none_of_the_cover_s_business),
    RUN_BOTH(the_cover_of_a_site_has_that_of_its_sub_sites),
    RUN_BOTH(the_list_counts_what_waits_for_the_therapist_and_the_supervisor_alike),
    RUN_BOTH(open_is_what_nobody_has_acknowledged),
    RUN_SQLITE(a_look_at_an_alert_is_in_the_log_and_the_banner_is_not),
    RUN_BOTH(a_form_with_a_risk_question_opens_only_while_somebody_has_cover_for_two_more_hours),
    RUN_SQLITE(nobody_has_cover_whose_account_is_closed),
    RUN_SQLITE(a_form_begun_in_time_may_be_finished_while_cover_lasts),
    RUN_BOTH(a_risk_answer_after_cover_has_ended_is_heard_all_the_same),
    RUN_SQLITE(no_reader_is_promised_where_nobody_has_cover_at_all),
    RUN_SQLITE(the_before_card_is_open_without_cover_and_only_its_safety_tick_gives_way),
    RUN_BOTH(a_risk_answer_is_heard_though_the_site_has_lost_a_setting),
    RUN_SQLITE(words_are_counted_as_they_were_typed_and_too_many_silence_nothing),
    RUN_SQLITE(a_risk_answer_to_a_question_no_longer_asked_is_heard_and_not_stored),
    RUN_BOTH(a_missing_risk_answer_is_a_state_of_its_own),
    RUN_BOTH(the_newest_word_on_calling_is_shown_with_the_alert),
)
