/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The expected course: which ended courses count, when it is fitted anew, and that what was
 * fitted or found with it is never rewritten. */
#include <math.h>

#include "action/client_view.h"
#include "action/expected.h"
#include "action/today.h"
#include "base/named.h"
#include "support/archive.h"

static double
refit(struct world *w, const struct world_org *org, const char *measure)
{
	const char *result;

	world_as_operator(w, org);
	CHECK_OK(w->s, at_expected_refit(w->call, NULL, &result));
	return at_named_find(result, measure);
}

static struct at_expected
load(struct world *w, const struct world_org *org)
{
	struct at_expected e;

	CHECK_OK(w->s, at_expected_load(w->call, org->org, at_library_find(w->library, "phq-9"),
	    "client", &e));
	return e;
}

TEST(only_whole_courses_of_one_s_own_clinic_and_version_count)
{
	static const struct archive_plan kinds[] = {
		{ .n = 3, .n_sessions = 3 },                    /* these count */
		{ .n = 1, .n_sessions = 2 },                    /* two scores are too few */
		{ .n = 1, .n_sessions = 4, .version = 99 },     /* another instrument, so to say */
		{ .n = 1, .n_sessions = 4, .form = "parent" },  /* not the client's own */
		{ .n = 1, .n_sessions = 4, .stopped = true },   /* asked for no more of it */
		{ .n = 2, .n_sessions = 4, .form = "teen" },    /* apart from grown-ups */
	};
	struct world *w = world_open(support_begin(state_), false);
	struct archive_plan fresh = { .n = 1, .n_sessions = 4,
		.ended = w->call->now - 10 * AT_DAY };          /* forms may still come in */
	const struct archive_plan elsewhere = { .n = 5, .n_sessions = 4 };

	CHECK(isnan(refit(w, &w->a, "phq-9.client")));
	CHECK_INT(-1, load(w, &w->a).n_archive);        /* no job has counted yet */
	for (size_t i = 0; i < AT_COUNT(kinds); i++)
		archive_add(w, &w->a, &kinds[i]);
	archive_add(w, &w->a, &fresh);
	archive_add(w, &w->b, &elsewhere);
	CHECK_NEAR(3, refit(w, &w->a, "phq-9.client"), 0);
	CHECK_NEAR(2, refit(w, &w->a, "phq-9.teen"), 0);
	CHECK_NEAR(5, refit(w, &w->b, "phq-9.client"), 0);
	CHECK_INT(0, load(w, &w->a).model);
	CHECK_INT(0, world_count(w, "SELECT count(*) FROM course_model WHERE org > $1", 0));
}

TEST(it_is_due_when_a_course_has_ended_since)
{
	struct world *w = world_open(support_begin(state_), false);
	const struct archive_plan plan = { .n = 1, .n_sessions = 3,
		.ended = w->call->now - 20 * AT_DAY };
	bool due;

	world_as_operator(w, &w->a);
	CHECK_OK(w->s, at_expected_is_due(w->call, 0, &due));
	CHECK(!due);
	archive_add(w, &w->a, &plan);
	CHECK_OK(w->s, at_expected_is_due(w->call, 0, &due));
	CHECK(due);
	CHECK_OK(w->s, at_expected_is_due(w->call, w->call->now - 7 * AT_DAY, &due));
	CHECK(due);                                     /* whole since six days ago */
	CHECK_OK(w->s, at_expected_is_due(w->call, w->call->now - 5 * AT_DAY, &due));
	CHECK(!due);
}

static bool
stop(void *cookie, int progress)
{
	(void)progress;
	return ++*(int *)cookie > 1;
}

TEST(it_stops_when_it_is_told_to)
{
	struct world *w = world_open(support_begin(state_), false);
	const struct archive_plan plan = { .n = 1, .n_sessions = 3 };
	int asked = 0;
	const struct at_job_watch watch = { stop, &asked };
	const char *result;

	archive_add(w, &w->a, &plan);
	world_as_operator(w, &w->a);
	CHECK_INT(AT_GONE, at_expected_refit(w->call, &watch, &result));
	CHECK_INT(1, asked);
	world_clear(w);
	world_as(w, &w->a, WORLD_THERAPIST);
	CHECK_INT(AT_DENIED, at_expected_refit(w->call, NULL, &result));
}

/* ---- in use ------------------------------------------------------------------------ */

/* PHQ-9 with this sum, before an hour that begins on `day` at 8:30. */
static void
send(struct world *w, at_id client, int number, const char *day, int sum)
{
	struct at_buffer inputs = at_buffer_init(w->s->arena);
	struct world_browser phone = world_browser(1);
	struct world_link link;

	world_clock(w, at_printf(w->s->arena, "%s 08:00", day));
	world_add_session(w, &w->a, client, at_printf(w->s->arena, "%s 08:30", day), 60,
	    "planned");
	link = world_link(w, &w->a, client, "phq-9", NULL, number);
	for (int i = 0; i < 8; i++)
		at_buffer_printf(&inputs, "%d=%d ", i + 1, sum / 8 + (i < sum % 8));
	at_buffer_text(&inputs, "9=0 10=0");
	world_send(w, &link, &phone, at_buffer_string(&inputs));
}

/* The PHQ-9 of a client's page as this one sees it; NULL: it is not theirs to see. */
static const struct at_outcome *
outcome(struct world *w, at_id client, enum world_role role)
{
	struct at_client_view view;

	world_as(w, &w->a, role);
	if (at_action_view_client(w->call, client, &view) != AT_OK) {
		world_clear(w);
		return NULL;
	}
	return view.n_courses == 0 ? NULL : &view.courses[0];
}

static enum at_track_kind
newest(struct world *w, at_id client, enum world_role role)
{
	const struct at_outcome *o = outcome(w, client, role);
	const struct at_track_view *track = o == NULL ? NULL : at_outcome_newest(o);

	return track == NULL ? AT_TRACK_KINDS : track->track.kind;
}

static const char *
why_on_the_list(struct world *w, at_id client)
{
	struct at_today_view view;

	world_as(w, &w->a, WORLD_THERAPIST);
	CHECK_OK(w->s, at_action_today(w->call, &view));
	for (int i = 0; i < view.n_rows; i++)
		for (int k = 0; view.rows[i].client == client && k < view.rows[i].line.n_reasons;
		    k++)
			if (view.rows[i].line.reasons[k].kind == AT_REASON_OFF_TRACK)
				return at_printf(w->s->arena, "%s %.0f at %d",
				    view.rows[i].line.measure, view.rows[i].line.reasons[k].a,
				    view.rows[i].line.reasons[k].session);
	return "-";
}

static const char sql_signals[] = "SELECT count(*) FROM signal WHERE client = $1";
static const char sql_found[] =
    "SELECT count(*) FROM audit WHERE client = $1 AND verb = 'find' AND resource = 'signal'";

/* From the house rules to the expected course, and what was said stays as it was said. */
TEST(a_signal_is_found_once_with_what_was_known_that_day)
{
	struct world *w = world_open(support_begin(state_), false);
	struct archive_plan plan = { .n = AT_COURSE_NEEDS, .n_sessions = 5, .seed = 7,
		.ended = w->call->now - 60 * AT_DAY };
	const struct at_track_view *third;
	struct at_expected first;
	const struct at_outcome *o;
	at_id client;

	world_clock(w, "2026-11-02 08:00");
	client = world_add_client(w, &w->a, "Somebody");
	send(w, client, 1, "2026-11-03", 16);
	CHECK_INT(AT_TRACK_KINDS, newest(w, client, WORLD_THERAPIST));  /* nothing to compare */
	send(w, client, 2, "2026-11-10", 17);
	CHECK_INT(AT_TRACK_NONE, newest(w, client, WORLD_THERAPIST));
	CHECK_INT(1, world_count(w, sql_signals, client));

	archive_add(w, &w->a, &plan);
	CHECK_NEAR(AT_COURSE_NEEDS, refit(w, &w->a, "phq-9.client"), 0);
	first = load(w, &w->a);
	CHECK_INT(1, first.version);
	CHECK_INT(AT_TRACK_NONE, newest(w, client, WORLD_THERAPIST));   /* as it was said */

	send(w, client, 3, "2026-11-17", 20);
	CHECK_TEXT("phq-9 20 at 3", why_on_the_list(w, client));
	o = outcome(w, client, WORLD_THERAPIST);
	third = at_outcome_newest(o);
	CHECK_INT(3, o->points[2].since);
	CHECK_INT(AT_TRACK_OFF, third->track.kind);
	CHECK_INT(first.model, third->kept.model);
	CHECK_INT(1, third->kept.model_version);
	CHECK_NEAR(first.course.ppv, third->track.inputs.ppv_all, 1e-15);
	CHECK_INT(2, world_count(w, sql_signals, client));
	CHECK_INT(1, world_count(w, sql_found, client));

	refit(w, &w->a, "phq-9.client");
	CHECK_INT(1, load(w, &w->a).version);           /* the archive is the same */
	plan.n = 40;
	plan.seed = 8;
	archive_add(w, &w->a, &plan);
	refit(w, &w->a, "phq-9.client");
	CHECK_INT(2, load(w, &w->a).version);
	third = at_outcome_newest(outcome(w, client, WORLD_THERAPIST));
	CHECK_INT(first.model, third->kept.model);
	CHECK_INT(2, world_count(w, sql_signals, client));

	CHECK_INT(AT_TRACK_OFF, newest(w, client, WORLD_SUPERVISOR));
	CHECK_INT(AT_TRACK_KINDS, newest(w, client, WORLD_OTHER));
}

static void
refuse(struct world *w, const char *sql)
{
	struct at_db *db = support_db(w->s);

	CHECK(at_db_script(db, sql, &w->s->err) != AT_OK);
	CHECK_HAS("append-only", w->s->err.text);
	world_clear(w);
	at_db_close(db);
}

TEST(signals_and_models_are_only_ever_added_to)
{
	struct world *w = world_open(support_begin(state_), false);
	at_id client = w->a.client;

	send(w, client, 1, "2026-11-03", 16);
	send(w, client, 2, "2026-11-10", 17);
	CHECK_INT(AT_TRACK_NONE, newest(w, client, WORLD_THERAPIST));
	world_script(w, "INSERT INTO course_model (org, id, instrument, instrument_version, scale,"
	    " form, version, at, n_episodes, n_scores, parameters)"
	    " VALUES (1, 1, 'x', 1, 'x', 'client', 1, 1, 1, 1, '')");
	refuse(w, "UPDATE signal SET kind = 'off'");
	refuse(w, "DELETE FROM signal");
	refuse(w, "UPDATE course_model SET parameters = 'b.0=1'");
	refuse(w, "DELETE FROM course_model");
}

RUN_ALL(RUN_BOTH(only_whole_courses_of_one_s_own_clinic_and_version_count),
    RUN_BOTH(it_is_due_when_a_course_has_ended_since), RUN_BOTH(it_stops_when_it_is_told_to),
    RUN_BOTH(a_signal_is_found_once_with_what_was_known_that_day),
    RUN_BOTH(signals_and_models_are_only_ever_added_to))
