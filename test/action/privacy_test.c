/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A record that is restricted is kept, and nothing is done with it; but a safety answer is
 * heard as ever. */
#include "action/client_list.h"
#include "action/client_view.h"
#include "action/own_page.h"
#include "action/planning.h"
#include "action/privacy.h"
#include "action/said.h"
#include "action/today.h"
#include "store/model.h"
#include "support/world.h"

static enum at_status
ask_for(struct world *w, enum at_privacy_kind kind, bool lift)
{
	const struct at_privacy_ask ask = { .client = w->a.client, .kind = kind, .lift = lift,
		.reason = "asked by letter" };

	world_clear(w);
	return at_action_privacy_set(w->call, &ask);
}

static void
restrict_client(struct world *w)
{
	world_as(w, &w->a, WORLD_PRIVACY);
	CHECK_OK(w->s, ask_for(w, AT_RESTRICT, false));
}

static void
lift_restriction(struct world *w)
{
	world_as(w, &w->a, WORLD_PRIVACY);
	CHECK_OK(w->s, ask_for(w, AT_RESTRICT, true));
}

static int64_t
count(struct world *w, const char *sql)
{
	return world_count(w, sql, w->a.client);
}

/* ---- who may ----------------------------------------------------------------------------- */

TEST(the_privacy_officer_and_the_operator_may_and_nobody_else)
{
	struct world *w = world_open(support_begin(state_), false);

	for (int role = 0; role < WORLD_ROLES; role++) {
		world_as(w, &w->a, (enum world_role)role);
		CHECK_INT(role == WORLD_PRIVACY ? AT_OK : AT_DENIED, ask_for(w, AT_HOLD, false));
	}
	world_as_operator(w, &w->a);
	CHECK_OK(w->s, ask_for(w, AT_HOLD, true));
	CHECK_INT(AT_CONFLICT, ask_for(w, AT_HOLD, true));
	world_as(w, &w->b, WORLD_PRIVACY);
	CHECK_INT(AT_NOT_FOUND, ask_for(w, AT_RESTRICT, false));
	CHECK_INT(1, count(w, "SELECT count(*) FROM audit WHERE client = $1 AND verb = 'set'"
	    " AND resource = 'hold' AND subject = 'privacy'"));
	CHECK_INT(1, count(w, "SELECT count(*) FROM audit WHERE client = $1 AND verb = 'lift'"
	    " AND resource = 'hold' AND subject = 'operator'"));
}

TEST(a_reason_is_needed_and_is_kept_sealed)
{
	struct world *w = world_open(support_begin(state_), false);
	struct at_privacy_ask ask = { .client = w->a.client, .kind = AT_HOLD, .reason = " " };
	struct at_privacy got;
	struct at_db *db;

	world_as(w, &w->a, WORLD_PRIVACY);
	CHECK_INT(AT_INVALID, at_action_privacy_set(w->call, &ask));
	ask.reason = at_printf(w->s->arena, "%0301d", 0);
	world_clear(w);
	CHECK_INT(AT_INVALID, at_action_privacy_set(w->call, &ask));
	CHECK_HAS("at most 300", w->call->err->text);
	ask.reason = "canary";
	ask.until = "2026-11-23";               /* yesterday */
	world_clear(w);
	CHECK_INT(AT_INVALID, at_action_privacy_set(w->call, &ask));
	ask.until = "2027-02-30";
	world_clear(w);
	CHECK_INT(AT_INVALID, at_action_privacy_set(w->call, &ask));
	ask.until = "2026-11-24";
	world_clear(w);
	CHECK_OK(w->s, at_action_privacy_set(w->call, &ask));
	db = at_store_reader(w->call);
	CHECK_OK(w->s, at_privacy_load(w->call->arena, db, w->a.org, w->a.client, AT_HOLD, &got,
	    w->call->err));
	CHECK(got.reason.n_bytes > sizeof "canary");
	CHECK_INT(w->a.staff[WORLD_PRIVACY], got.staff);
	CHECK_INT(world_at(w, "2026-11-25 00:00"), got.until);
	CHECK(at_privacy_holds(&got, got.until - 1));
	CHECK(!at_privacy_holds(&got, got.until));
	ask.until = "2026-12-31";               /* the same hold, and longer */
	CHECK_OK(w->s, at_action_privacy_set(w->call, &ask));
	CHECK_OK(w->s, at_privacy_load(w->call->arena, at_store_reader(w->call), w->a.org,
	    w->a.client, AT_HOLD, &got, w->call->err));
	CHECK_INT(world_at(w, "2027-01-01 00:00"), got.until);
	ask.kind = AT_RESTRICT;                 /* ends only when somebody lifts it */
	CHECK_INT(AT_INVALID, at_action_privacy_set(w->call, &ask));
}

/* ---- nothing is done with it -------------------------------------------------------------- */

static int
n_listed(struct world *w, enum world_role role)
{
	struct at_list_view list;

	world_as(w, &w->a, role);
	CHECK_OK(w->s, at_action_list(w->call, "Chris", &list));
	return list.n_rows;
}

static int
n_today(struct world *w)
{
	struct at_today_view today;

	world_as(w, &w->a, WORLD_THERAPIST);
	CHECK_OK(w->s, at_action_today(w->call, &today));
	return today.n_rows;
}

TEST(nobodys_list_has_it_and_nobodys_page_opens)
{
	struct world *w = world_open(support_begin(state_), false);
	struct at_client_view view;
	int n;

	world_add_session(w, &w->a, w->a.client, "2026-11-24 09:00", 50, "attended");
	n = n_today(w);
	CHECK_INT(1, n_listed(w, WORLD_THERAPIST));
	CHECK_INT(1, n_listed(w, WORLD_SUPERVISOR));
	restrict_client(w);
	CHECK_INT(0, n_listed(w, WORLD_THERAPIST));
	CHECK_INT(0, n_listed(w, WORLD_SUPERVISOR));
	CHECK_INT(n - 1, n_today(w));
	CHECK_INT(AT_DENIED, at_action_view_client(w->call, w->a.client, &view));
	CHECK_HAS("restricted", w->call->err->text);
	world_clear(w);
	world_as(w, &w->a, WORLD_OTHER);        /* and does not tell strangers */
	CHECK_INT(AT_DENIED, at_action_view_client(w->call, w->a.client, &view));
	CHECK_HAS_NOT("restricted", w->call->err->text);
	world_clear(w);
	lift_restriction(w);
	CHECK_INT(n, n_today(w));
	CHECK_OK(w->s, at_action_view_client(w->call, w->a.client, &view));
}

TEST(a_link_is_closed_and_opens_again_with_its_draft)
{
	struct world *w = world_open(support_begin(state_), false);
	struct world_browser one = world_browser(1);
	struct at_form_view view;
	struct at_form_result result;
	struct world_link link = world_link(w, &w->a, w->a.client, "before", "client", 0);

	world_begin(w, &link, &one, &view);
	CHECK_OK(w->s, world_post(w, link.due, &one, AT_FORM_SAVE, "words=canary", &result));
	restrict_client(w);
	world_as_public(w);
	CHECK_OK(w->s, at_action_link(w->call, link.token, NULL, &view));
	CHECK_INT(AT_FORM_CLOSED, view.stand);
	CHECK_OK(w->s, world_post(w, link.due, &one, AT_FORM_SAVE, "words=more", &result));
	CHECK_INT(AT_FORM_CLOSED, result.view.stand);
	CHECK_INT(1, count(w, "SELECT count(*) FROM draft f JOIN due d ON d.id = f.due"
	    " WHERE d.client = $1"));
	lift_restriction(w);
	world_as_public(w);
	CHECK_OK(w->s, at_action_form(w->call, link.due, one.hash, &view));
	CHECK_INT(AT_FORM_OPEN, view.stand);
	CHECK_TEXT("canary", view.words);
}

TEST(nothing_new_becomes_due)
{
	static const char sql_dues[] = "SELECT count(*) FROM due WHERE client = $1";
	struct world *w = world_open(support_begin(state_), false);
	const struct at_new_link link = { .client = w->a.client, .instrument = "session" };
	struct at_made_link made;
	int64_t n;

	world_add_session(w, &w->a, w->a.client, "2026-11-26 09:00", 50, "planned");
	n = count(w, sql_dues);
	world_script(w, at_printf(w->call->arena, "DELETE FROM due WHERE client = %lld",
	    (long long)w->a.client));
	restrict_client(w);
	CHECK_OK(w->s, at_plan_settle(w->call, w->a.org, w->a.client));
	CHECK_INT(0, count(w, sql_dues));
	world_as_operator(w, &w->a);
	CHECK_INT(AT_DENIED, at_action_link_make(w->call, &link, &made));
	world_clear(w);
	lift_restriction(w);                    /* what the plan wants is asked for again */
	CHECK_INT(n, count(w, sql_dues));
}

/* What is sent at the same moment finds the form closed. */
TEST(the_database_itself_takes_no_answer)
{
	struct world *w = world_open(support_begin(state_), false);
	struct world_link link = world_link(w, &w->a, w->a.client, "before", "client", 0);
	struct at_db *db;

	restrict_client(w);
	at_store_rest(w->call);
	db = support_db(w->s);
	CHECK_INT(AT_CONFLICT, at_due_finish(db, w->a.org, link.due, AT_DUE_SENT, 1, &w->s->err));
	at_error_clear(&w->s->err);
	CHECK_INT(AT_CONFLICT, at_draft_save(db, &(struct at_device){ .org = w->a.org,
	    .due = link.due, .id = 1, .packed = { "p", 1 } }, 1, &w->s->err));
	at_error_clear(&w->s->err);
	at_db_close(db);
}

TEST(models_are_fitted_without_it)
{
	struct world *w = world_open(support_begin(state_), false);
	struct world_browser one = world_browser(1);
	struct world_link link = world_link(w, &w->a, w->a.client, "phq-9", "client", 0);
	struct at_archived *forms;
	at_id last;
	int n;

	world_send(w, &link, &one, "1=1 2=1 3=1 4=1 5=1 6=1 7=1 8=1 9=0");
	world_script(w, at_printf(w->call->arena, "UPDATE episode SET closed = %lld WHERE"
	    " client = %lld", (long long)w->call->now, (long long)w->a.client));
	CHECK_OK(w->s, at_archive_page(w->call->arena, at_store_reader(w->call), w->a.org,
	    w->call->now + 1, AT_DAY, 0, 10, &forms, &n, &last, w->call->err));
	CHECK_INT(1, n);
	restrict_client(w);
	CHECK_OK(w->s, at_archive_page(w->call->arena, at_store_reader(w->call), w->a.org,
	    w->call->now + 1, AT_DAY, 0, 10, &forms, &n, &last, w->call->err));
	CHECK_INT(0, n);
}

TEST(the_own_page_is_closed_to_those_inside_and_outside)
{
	static const char pin[] = "483 917", peer[] = "192.0.2.7";
	struct world *w = world_open(support_begin(state_), false);
	const struct at_own_of of = { w->a.client, false };
	struct at_own_address address;
	struct at_own_entered in, again;
	struct at_who who;
	const char *lang;

	world_as(w, &w->a, WORLD_THERAPIST);
	CHECK_OK(w->s, at_action_own_make(w->call, &of, &address));
	CHECK_OK(w->s, at_action_own_pin(w->call, &of, pin, pin));
	world_as_public(w);
	CHECK_OK(w->s, at_action_own_enter(w->call, address.token, pin, peer, &in));
	CHECK_OK(w->s, at_action_own_who(w->call, in.cookie, &who, &lang));
	restrict_client(w);
	world_as_public(w);
	CHECK_INT(AT_NOT_FOUND, at_action_own_who(w->call, in.cookie, &who, &lang));
	CHECK_HAS("closed for now", w->call->err->text);
	world_clear(w);
	CHECK_INT(AT_DENIED, at_action_own_enter(w->call, address.token, pin, peer, &again));
	CHECK_HAS("closed for now", w->call->err->text);
	world_clear(w);
	lift_restriction(w);
	world_as_public(w);
	CHECK_OK(w->s, at_action_own_who(w->call, in.cookie, &who, &lang));
}

/* ---- safety ------------------------------------------------------------------------------- */

TEST(an_answer_nobody_has_looked_at_is_not_hidden_by_it)
{
	struct world *w = world_open(support_begin(state_), false);
	struct world_browser one = world_browser(1);
	struct at_form_view view;
	struct at_form_result result;
	struct at_alert_views alerts;
	struct world_link link = world_link(w, &w->a, w->a.client, "phq-9", "client", 0);

	world_begin(w, &link, &one, &view);
	restrict_client(w);
	world_as_public(w);             /* sent all the same: heard, and nothing else kept */
	CHECK_OK(w->s, world_post(w, link.due, &one, AT_FORM_SAVE, "9=3", &result));
	CHECK(result.crisis && result.raised);
	world_as(w, &w->a, WORLD_THERAPIST);
	CHECK_OK(w->s, at_action_alerts(w->call, &alerts));
	CHECK_INT(1, alerts.n_views);
	CHECK_TEXT("Chris Client", alerts.views[0].client_name);

	lift_restriction(w);
	CHECK_INT(AT_CONFLICT, ask_for(w, AT_RESTRICT, false));
	world_clear(w);
	world_as(w, &w->a, WORLD_THERAPIST);
	CHECK_OK(w->s, at_action_acknowledge(w->call, alerts.views[0].alert.id, "called"));
	restrict_client(w);
}

RUN_ALL(
    RUN_BOTH(the_privacy_officer_and_the_operator_may_and_nobody_else),
    RUN_BOTH(a_reason_is_needed_and_is_kept_sealed),
    RUN_BOTH(nobodys_list_has_it_and_nobodys_page_opens),
    RUN_BOTH(a_link_is_closed_and_opens_again_with_its_draft),
    RUN_BOTH(nothing_new_becomes_due),
    RUN_BOTH(the_database_itself_takes_no_answer),
    RUN_BOTH(models_are_fitted_without_it),
    RUN_BOTH(the_own_page_is_closed_to_those_inside_and_outside),
    RUN_BOTH(an_answer_nobody_has_looked_at_is_not_hidden_by_it),
)
