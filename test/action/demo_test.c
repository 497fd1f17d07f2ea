/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The demonstration tells the stories it promises, each by its sign or by its absence. */
#include <string.h>

#include "action/care.h"
#include "action/client_view.h"
#include "action/demo.h"
#include "action/form.h"
#include "action/house.h"
#include "action/people.h"
#include "action/said.h"
#include "action/setup.h"
#include "action/verify.h"
#include "base/embed.h"
#include "base/words.h"
#include "guard/guard.h"
#include "support/store_support.h"

struct demo {
	struct support *s;
	struct at_call *call;
	struct at_house house;
	struct at_who operator_who, who;
	struct at_client_row *rows;
	int n_rows;
};

static void
as_operator(struct demo *d)
{
	d->call->who = &d->operator_who;
}

static void
as(struct demo *d, const char *handle)
{
	struct at_staff staff;

	as_operator(d);
	CHECK_OK(d->s, at_action_person_find(d->call, handle, &staff));
	d->who = (struct at_who){ .subjects = staff.subjects, .org = staff.org,
		.staff = staff.id, .name = staff.name };
	d->call->who = &d->who;
}

/* The demonstration, made at `now`. */
static struct demo *
make(void **state, at_ms now)
{
	struct support *s = support_begin(state);
	struct demo *d = AT_NEW(s->arena, struct demo, 1);
	const struct at_embedded *file = at_embed_find("demo/clinic.txt");
	struct at_library *library;
	struct at_clinic clinic;

	d->s = s;
	CHECK_OK(s, at_guard_start(&s->err));
	CHECK_OK(s, at_library_load(s->arena, &library, &s->err));
	CHECK_OK(s, at_clinic_parse(s->arena, file->name, file->bytes, file->n_bytes, &clinic,
	    &s->err));
	d->house.library = library;
	d->house.public_url = "http://127.0.0.1:1";
	d->operator_who = (struct at_who){ .subjects = AT_OPERATOR, .name = "" };
	d->call = support_store(s, false);
	d->call->house = &d->house;
	d->call->words = at_words_find(NULL);
	as_operator(d);
	d->call->now = now - AT_DEMO_HISTORY;
	CHECK_OK(s, at_action_init(d->call, &clinic, &d->operator_who.org));
	CHECK_OK(s, at_action_demo_fill(d->call, now, false));
	d->call->now = now;
	CHECK_OK(s, at_action_client_rows(d->call, &d->rows, &d->n_rows));
	return d;
}

static at_id
client(const struct demo *d, const char *name)
{
	for (int i = 0; i < d->n_rows; i++)
		if (strcmp(d->rows[i].name, name) == 0)
			return d->rows[i].client.id;
	fail_msg("there is no %s", name);
	return 0;
}

/* The client's page as this member of staff sees it. */
static struct at_client_view
page(struct demo *d, const char *handle, const char *name)
{
	struct at_client_view view;

	as(d, handle);
	CHECK_OK(d->s, at_action_view_client(d->call, client(d, name), &view));
	return view;
}

/* ---- the stories ----------------------------------------------------------- */

static const struct at_outcome *
course(const struct at_client_view *view, const char *instrument)
{
	for (int i = 0; i < view->n_courses; i++)
		if (strcmp(view->courses[i].instrument->id, instrument) == 0)
			return &view->courses[i];
	fail_msg("%s has no course of %s", view->name, instrument);
	return NULL;
}

/* The flag of a rule at a session; NULL: there is none. */
static const struct at_flag_view *
flag(const struct at_client_view *view, const char *rule, int session)
{
	for (int i = 0; i < view->flags.n_views; i++)
		if (strcmp(view->flags.views[i].rule->id, rule) == 0
		    && view->flags.views[i].session == session)
			return &view->flags.views[i];
	return NULL;
}

static int
open_flags(const struct at_client_view *view)
{
	int n = 0;

	for (int i = 0; i < view->flags.n_views; i++)
		n += view->flags.views[i].open;
	return n;
}

/* Steady gain: reliably better, nothing to ask about, her side of yesterday's waits too. */
static void
check_gain(struct demo *d)
{
	struct at_client_view view = page(d, "ingrid", "Sunniva Lia");
	const struct at_outcome *phq = course(&view, "phq-9");

	CHECK_INT(5, phq->n_points);                    /* every other session: 13 days */
	CHECK_NEAR(18, phq->points[0].value, 0);
	CHECK_NEAR(6, phq->points[4].value, 0);
	CHECK_INT(AT_TRACK_STABLE, at_outcome_newest(phq)->track.kind);
	for (int i = 1; i < phq->n_points; i++)
		CHECK(!at_track_looks(phq->points[i].track->track.kind));
	CHECK_INT(0, open_flags(&view));
	CHECK(view.n_own_cards >= 1);
	CHECK_INT(0, view.alerts.n_views);
}

/* Early rupture repaired: strain and drop at 4, settled at 6, all of it talked about. */
static void
check_repair(struct demo *d)
{
	struct at_client_view view = page(d, "amir", "Marek Dvořák");

	CHECK_INT(10, view.sides.n_cards);
	CHECK(view.sides.cards[3].client < view.sides.cards[2].client - 1);
	CHECK(view.sides.cards[9].client > view.sides.cards[2].client - 0.5);
	CHECK(flag(&view, "strain", 4) != NULL && flag(&view, "drop", 4) != NULL);
	CHECK_TEXT("discussed", flag(&view, "strain", 4)->flag.how);
	CHECK(flag(&view, "strain", 6) == NULL);        /* settled opens nothing */
	CHECK_INT(0, open_flags(&view));
	CHECK(view.sides.cards[4].together);
}

/* The client fell and the therapist did not notice. */
static void
check_unnoticed(struct demo *d)
{
	struct at_client_view view = page(d, "grace", "Ragnhild Moe");

	CHECK(flag(&view, "drop", 6) != NULL && flag(&view, "drop", 6)->open);
	CHECK(flag(&view, "unnoticed", 6) != NULL && flag(&view, "unnoticed", 6)->open);
}

/* Never formed: nothing has fallen. */
static void
check_not_formed(struct demo *d)
{
	struct at_client_view view = page(d, "jonas", "Emre Yıldız");

	CHECK(flag(&view, "not_formed", 3) != NULL && flag(&view, "not_formed", 3)->open);
	CHECK(flag(&view, "drop", 3) == NULL);
}

/* A false alarm, set aside with its reason. */
static void
check_false_alarm(struct demo *d)
{
	struct at_client_view view = page(d, "ingrid", "Lotte Sandvik");

	CHECK(flag(&view, "drop", 6) != NULL);
	CHECK_TEXT("aside", flag(&view, "drop", 6)->flag.how);
	CHECK_HAS("Migrene", flag(&view, "drop", 6)->reason);
	CHECK_INT(0, open_flags(&view));
}

/* Asked for someone else: the contact reads it, the therapist sees no sign of it. */
static void
check_someone_else(struct demo *d)
{
	struct at_client_view view = page(d, "ingrid", "Amina Yusuf");
	struct at_said_row *said;
	int n;

	for (int i = 0; i < view.n_sayings; i++)
		CHECK_HAS_NOT("family", view.sayings[i].words);
	CHECK(flag(&view, "strain", 3) == NULL && flag(&view, "unnoticed", 3) == NULL);
	as(d, "solveig");
	CHECK_OK(d->s, at_action_said(d->call, &said, &n));
	CHECK_INT(1, n);
	CHECK_TEXT("Amina Yusuf", said[0].client_name);
	CHECK_OK(d->s, at_action_said_read(d->call, said[0].answer));
	CHECK_OK(d->s, at_action_said(d->call, &said, &n));
	CHECK_HAS("family", said[0].saying.words);
}

/* Quiet dropout among the first five. */
static void
check_dropout(struct demo *d)
{
	struct at_client_view view = page(d, "amir", "Jonas Lie");

	CHECK(flag(&view, "silent", 3) != NULL || flag(&view, "silent", 4) != NULL);
	CHECK(view.sides.formation.sessions_missed == 1);
	CHECK(view.sides.formation.cards_missed >= 2);
}

/* Changed therapist: the new one sees hours from the first together and the whole outcome; the
 * former one the own period. */
static void
check_change(struct demo *d)
{
	struct at_client_view view = page(d, "amir", "Bjarne Holt");

	CHECK_INT(3, view.sides.n_cards);
	CHECK_INT(4, course(&view, "phq-9")->n_points);
	CHECK_TEXT("Amir Haddadi", view.therapist);
	view = page(d, "ingrid", "Bjarne Holt");
	CHECK_INT(5, view.sides.n_cards);
	CHECK(view.next == NULL);
}

/* Declined measuring: nothing waits, nothing is missed. */
static void
check_declined(struct demo *d)
{
	struct at_client_view view = page(d, "jonas", "Ute Hansen");

	CHECK_INT(1, course(&view, "gad-7")->n_points);
	for (int i = 0; i < view.flags.n_views; i++)
		CHECK(strcmp(view.flags.views[i].rule->id, "silent") != 0);
}

/* An honest low rater who does well: no flag, and recovered. */
static void
check_low_rater(struct demo *d)
{
	struct at_client_view view = page(d, "amir", "Arvid Nes");

	CHECK(view.sides.cards[0].client < 5);
	CHECK_INT(0, open_flags(&view));
	CHECK_INT(AT_TRACK_STABLE, at_outcome_newest(course(&view, "phq-9"))->track.kind);
}

/* A teenager with a parent: both are asked, and the supervisor may see. */
static void
check_teen(struct demo *d)
{
	struct at_client_view view = page(d, "maja", "Greta Holm");

	CHECK_INT(7, view.sides.n_cards);
	view = page(d, "henrik", "Greta Holm");
	CHECK(!isnan(view.sides.cards[0].client) && isnan(view.sides.cards[0].therapist));
}

/* Where past clients got better she did not: the clinic's own course says so, and how sure
 * that is; the supervisor sees it, too. */
static void
check_off_track(struct demo *d)
{
	struct at_client_view view = page(d, "maja", "Hilde Bakken");
	const struct at_outcome *phq = course(&view, "phq-9");
	const struct at_track_view *newest = at_outcome_newest(phq);
	struct at_course_expected e;

	CHECK_INT(AT_DEMO_FORMER, phq->expected.course.n_episodes);
	CHECK(phq->expected.course.ppv >= AT_COURSE_PPV_NEEDS);
	CHECK(at_course_expect(&phq->expected.course, 17, 9, &e));
	CHECK(e.limit84 < e.limit90 && e.limit90 < 19);
	CHECK_INT(AT_TRACK_OFF, newest->track.kind);
	CHECK_INT(phq->expected.model, newest->kept.model);
	CHECK_NEAR(e.limit90, newest->track.inputs.limit90, 1e-12);
	CHECK_NEAR(19, newest->track.inputs.value, 0);
	CHECK_INT(0, open_flags(&view));
	view = page(d, "henrik", "Hilde Bakken");
	CHECK_INT(AT_TRACK_OFF, at_outcome_newest(course(&view, "phq-9"))->track.kind);
}

/* No archive for this one: the house rules speak, and the page says what it takes. */
static void
check_no_course(struct demo *d)
{
	struct at_client_view view = page(d, "ingrid", "Lotte Sandvik");
	const struct at_outcome *gad = course(&view, "gad-7");

	CHECK(gad->expected.model == 0);
	CHECK_INT(AT_TRACK_HOUSE, at_outcome_newest(gad)->track.rule);
}

/* Ending: the last session has been, none is to come, and the cards of the end wait. */
static void
check_ending(struct demo *d)
{
	struct at_client_view view = page(d, "grace", "Yusuf Demir");

	CHECK(view.next == NULL);
	CHECK_INT(AT_TRACK_STABLE, at_outcome_newest(course(&view, "phq-9"))->track.kind);
}

static void
check_seal(struct demo *d)
{
	struct at_client_view view = page(d, "grace", "Hannelore Beck");

	CHECK_INT(6, view.sides.n_cards);
	CHECK(view.sides.cards[5].client_sealed);
	CHECK(isnan(view.sides.cards[5].client));
	CHECK(!view.sides.cards[4].client_sealed);
	CHECK_INT(1, view.n_unopened);                  /* something was said; the own card first */
	CHECK(flag(&view, "strain", 6) != NULL && flag(&view, "strain", 6)->unsaid);
	view = page(d, "jonas", "Tobias Kern");
	CHECK_INT(8, view.sides.n_cards);
	for (int i = 0; i < view.sides.n_cards; i++)
		CHECK(isnan(view.sides.cards[i].client) && !isnan(view.sides.cards[i].therapist));
}

static void
check_alerts(struct demo *d)
{
	struct at_client_view view = page(d, "grace", "Jorunn Vik");
	struct at_alert_views open;

	CHECK_INT(2, view.alerts.n_views);
	for (int i = 0; i < 2; i++)
		CHECK(view.alerts.views[i].alert.by != 0 && view.alerts.views[i].note[0] != '\0');
	CHECK_TEXT("lower", view.alerts.views[0].alert.compared);
	CHECK(view.alerts.views[1].alert.high);
	as(d, "amir");
	CHECK_OK(d->s, at_action_alerts(d->call, &open));
	CHECK_INT(1, open.n_views);
	CHECK_TEXT("Nils Fjeld", open.views[0].client_name);
	CHECK_TEXT("higher", open.views[0].alert.compared);
	CHECK(d->call->now - open.views[0].alert.at < 4 * AT_DAY);
	as(d, "kari");
	CHECK_OK(d->s, at_action_alerts(d->call, &open));
	CHECK_INT(1, open.n_views);                     /* it has gone to the cover by now */
}

static const char sql_parents[] = "SELECT count(*) FROM answer WHERE form = 'parent'";
static const char sql_teens[] = "SELECT count(*) FROM answer WHERE form = 'teen'";
static const char sql_late[] =
    "SELECT count(*) FROM answer a JOIN due d ON d.org = a.org AND d.id = a.due"
    " WHERE a.at < d.opens OR a.at >= d.closes";
static const char sql_order[] =
    "SELECT count(*) FROM answer a JOIN answer b ON b.org = a.org AND b.client = a.client"
    " AND b.id > a.id AND b.at < a.at";

static void
check_store(struct demo *d)
{
	struct at_audit_report report;
	struct at_db *db = at_store_reader(d->call);

	CHECK(support_number(d->s, db, sql_parents) >= 3);
	CHECK(support_number(d->s, db, sql_teens) >= 7);
	CHECK_INT(0, support_number(d->s, db, sql_late));
	CHECK_INT(0, support_number(d->s, db, sql_order));
	as_operator(d);
	CHECK_OK(d->s, at_action_verify(d->call, NULL, 0, &report));
	CHECK(!report.broken);
}

static void
check_doors(struct demo *d, const char *when)
{
	struct at_demo_doors doors;

	as_operator(d);
	CHECK_OK(d->s, at_action_demo_doors(d->call, &doors));
	CHECK_INT(8, doors.n_roles);
	CHECK_INT(3, doors.n_forms);
	for (int i = 0; i < 3; i++) {
		struct at_form_view view;
		const char *token = strrchr(doors.forms[i].url, '/') + 1;

		CHECK_OK(d->s, at_action_link(d->call, token, NULL, &view));
		if (view.stand != AT_FORM_OPEN)
			fail_msg("%s: %s is not open", when, doors.forms[i].what);
	}
}

/* Made on a Friday at a quarter past two in the night, and looked at for two days. */
TEST(each_story_shows_and_its_forms_are_open_at_any_hour)
{
	static void (*const stories[])(struct demo *) = { check_gain, check_repair,
		check_unnoticed, check_not_formed, check_false_alarm, check_someone_else,
		check_dropout, check_change, check_declined, check_low_rater, check_teen,
		check_off_track, check_no_course, check_ending, check_seal, check_alerts };
	struct demo *d = make(state_, support_noon - 58 * AT_HOUR - 45 * AT_MINUTE);

	CHECK_INT(17 + AT_DEMO_FORMER, d->n_rows);
	for (size_t i = 0; i < AT_COUNT(stories); i++)
		stories[i](d);
	check_store(d);
	for (int hours = 0; hours < 48; hours += 5) {
		check_doors(d, at_printf(d->s->arena, "%d h later", hours));
		d->call->now += 5 * AT_HOUR;
	}
	d->call->now += 30 * AT_DAY;
	check_doors(d, "a month later");
}

RUN_ALL(RUN_BOTH(each_story_shows_and_its_forms_are_open_at_any_hour))
