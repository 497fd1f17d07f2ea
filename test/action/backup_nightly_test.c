/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The nightly backup: when it is due, what it leaves behind, and which older ones go. */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/named.h"
#include "action/backup.h"
#include "action/backup_nightly.h"
#include "action/doctor.h"
#include "action/health.h"
#include "action/jobs.h"
#include "action/setup.h"
#include "action/upkeep.h"
#include "support/world.h"

static struct at_backup_rule rule;

/* The clinic was made in the future of its clock: it begins the day after. */
static struct world *
begin(void **state, bool serve)
{
	struct world *w = world_open(support_begin(state), serve);

	world_as_operator(w, &w->a);
	w->call->now = at_id_time(w->a.org);
	rule = at_backup_rule_usual;
	w->house.backups = &rule;
	return w;
}

static bool
always(void *cookie, int progress)
{
	(void)cookie;
	CHECK(progress >= 0 && progress <= 100);
	return true;
}

/* Stops when the trial has begun. */
static bool
half(void *cookie, int progress)
{
	(void)cookie;
	return progress < 50;
}

static enum at_status
night(struct world *w, bool (*go_on)(void *, int), const char **out)
{
	const struct at_job_watch watch = { go_on, NULL };

	at_error_clear(w->call->err);
	*out = "";
	return at_backup_nightly(w->call, "", &watch, out);
}

static const char *
good_night(struct world *w)
{
	const char *result;

	CHECK_OK(w->s, night(w, always, &result));
	return result;
}

static struct at_backup_made *
list(struct world *w, bool all, int want)
{
	struct at_backup_made *made;
	int n;

	CHECK_OK(w->s, at_action_backups(w->call, all, &made, &n));
	CHECK_INT(want, n);
	return made;
}

static bool
is_due(struct world *w, at_ms last)
{
	bool due;

	CHECK_OK(w->s, at_backup_nightly_is_due(w->call, last, &due));
	return due;
}

static struct at_upkeep
upkeep(struct world *w)
{
	struct at_upkeep got;

	CHECK_OK(w->s, at_action_upkeep(w->call, &got));
	return got;
}

/* What is wrong with backups and jobs, one after the other. */
static const char *
wrong(struct world *w)
{
	struct at_doctor_view view;
	const char *text = "";

	CHECK_OK(w->s, at_action_doctor(w->call, &view));
	for (int i = 0; i < view.now.n; i++)
		if (view.now.all[i].verdict == AT_WRONG)
			text = at_printf(w->s->arena, "%s%s: %s\n", text, view.now.all[i].check,
			    at_phrase_words(w->call, &view.now.all[i].what));
	return text;
}

/* ---- when ---------------------------------------------------------------------------- */

TEST(it_is_due_from_the_night_after_the_clinic_was_made)
{
	struct world *w = begin(state_, false);
	at_ms next;

	CHECK(!is_due(w, 0));
	next = at_backup_rule_next(&rule, w->zone, w->call->now);
	w->call->now = next - 1;
	CHECK(!is_due(w, 0));
	w->call->now = next;
	CHECK(is_due(w, 0));
	CHECK(!is_due(w, next));
	w->call->now = next + 23 * AT_HOUR;
	CHECK(!is_due(w, next));
	w->call->now = next + 25 * AT_HOUR;
	CHECK(is_due(w, next));
	rule.minute = AT_BACKUP_NEVER;
	CHECK(!is_due(w, next));
}

/* A database has one, whoever lives in it. */
TEST(another_organisation_asks_for_none)
{
	struct world *w = begin(state_, false);

	w->call->now += 3 * AT_DAY;
	CHECK(is_due(w, 0));
	world_as_operator(w, &w->b);
	CHECK(!is_due(w, 0));
}

TEST(one_that_failed_is_tried_again_after_four_hours)
{
	struct world *w = begin(state_, false);
	struct at_job job;

	CHECK_OK(w->s, at_action_job_add(w->call, at_backup_nightly_kind, "", true, &job));
	w->call->now += AT_MINUTE;
	CHECK_OK(w->s, at_jobs_end(w->call, job.id, "failed", "The disk is full.", ""));
	CHECK_HAS("jobs: the nightly backup of ", wrong(w));
	CHECK_HAS("failed: The disk is full.", wrong(w));
	w->call->now += 4 * AT_HOUR - 1;
	rule.minute = -2 + (int)(w->call->now / AT_MINUTE % 1440);      /* not by its time */
	if (rule.minute < 0)
		rule.minute += 1440;
	CHECK(!is_due(w, w->call->now));
	w->call->now += 1;
	CHECK(is_due(w, w->call->now));
}

/* A server that began with its clock years ahead must not wait for these years. */
TEST(a_clock_that_was_ahead_stops_no_backups)
{
	struct world *w = begin(state_, false);
	at_ms now = w->call->now + 3 * AT_DAY, last;
	struct at_health health;
	struct at_job job;

	w->call->now = now + 1500 * AT_DAY;
	CHECK_OK(w->s, at_action_job_add(w->call, at_backup_nightly_kind, "", true, &job));
	CHECK_OK(w->s, at_jobs_end(w->call, job.id, "done", "", "rows=100"));
	good_night(w);
	w->call->now = now;
	CHECK_OK(w->s, at_jobs_last(w->call, at_backup_nightly_kind, &last));
	CHECK_INT(0, last);
	CHECK(is_due(w, last));
	CHECK_HAS("there is no backup at all", wrong(w));
	at_action_health(w->call, &health);
	CHECK_INT(0, health.counts.last_backup);
	CHECK_OK(w->s, at_action_job_add(w->call, at_backup_nightly_kind, "", true, &job));
	CHECK_OK(w->s, at_jobs_last(w->call, at_backup_nightly_kind, &last));
	CHECK_INT(now, last);
	CHECK(!is_due(w, last));
	good_night(w);
	CHECK_HAS_NOT("backups: ", wrong(w));           /* the clock is, rightly */
}

TEST(a_clinic_made_by_a_clock_that_was_ahead_has_backups)
{
	struct world *w = begin(state_, false);

	w->call->now -= 1000 * AT_DAY;
	CHECK(is_due(w, 0));
}

/* ---- what it does -------------------------------------------------------------------- */

TEST(a_night_leaves_a_backup_that_was_tried)
{
	struct world *w = begin(state_, true);
	struct at_backup_made *made;
	struct stat rights;
	const char *result = good_night(w);

	CHECK(at_named_find(result, "rows") > 100);
	CHECK_INT(1, (int)at_named_find(result, "kept"));
	CHECK_INT(0, (int)at_named_find(result, "removed"));
	made = list(w, false, 1);
	CHECK_TEXT("nightly", made[0].kind);
	CHECK_INT(w->call->now, made[0].checked);
	CHECK_TEXT("", made[0].problem);
	CHECK_INT(0, stat(made[0].path, &rights));
	CHECK_INT(0600, rights.st_mode & 0777);
	CHECK_INT(made[0].n_bytes, rights.st_size);
	CHECK_INT(made[0].n_bytes, (int64_t)at_named_find(result, "bytes"));
	CHECK_HAS("/backups/nightly-2", made[0].path);
	CHECK_INT(1, world_logged(w, "write", "backup", NULL));
	CHECK(access(at_printf(w->s->arena, "%s.check", made[0].path), F_OK) != 0);
}

TEST(only_the_operator_makes_one_and_the_administrator_sees_which_there_are)
{
	struct world *w = begin(state_, false);
	const struct at_backup_wish wish = { .path = at_printf(w->s->arena, "%s/mine",
	    w->s->folder) };
	struct at_backup_made *all;
	struct at_backup backup;
	int n;

	for (int role = 0; role < WORLD_ROLES; role++) {
		bool sees = role == WORLD_ADMINISTRATOR;

		world_as(w, &w->a, (enum world_role)role);
		CHECK_INT(AT_DENIED, at_action_backup(w->call, &wish, &backup));
		world_clear(w);
		CHECK_INT(AT_DENIED, at_action_restored(w->call, wish.path, &backup));
		world_clear(w);
		CHECK_INT(sees ? AT_OK : AT_DENIED, at_action_backups(w->call, true, &all, &n));
		world_clear(w);
	}
	CHECK(access(wish.path, F_OK) != 0);
}

/* By the rule: of three nights and three by day, with one day kept, only the newest. */
TEST(older_ones_go_by_the_rule_and_only_nightly_ones)
{
	struct world *w = begin(state_, false);
	const char *mine = at_printf(w->s->arena, "%s/backups/mine", w->s->folder), *result;
	struct at_backup_made *made;
	struct at_backup backup;

	CHECK_OK(w->s, at_action_backup(w->call, &(struct at_backup_wish){ .path = mine },
	    &backup));
	rule.days = 2;
	rule.weeks = rule.months = 0;
	for (int i = 0; i < 3; i++) {
		w->call->now += AT_DAY;
		result = good_night(w);
	}
	CHECK_INT(2, (int)at_named_find(result, "kept"));
	CHECK_INT(1, (int)at_named_find(result, "removed"));
	CHECK_INT(0, access(mine, F_OK));
	made = list(w, true, 4);
	CHECK_INT(w->call->now, made[2].removed);
	CHECK(access(made[2].path, F_OK) != 0);
	CHECK_INT(0, access(made[1].path, F_OK));
	CHECK_INT(1, world_count(w, "SELECT count(*) FROM audit WHERE verb = 'remove'"
	    " AND resource = 'backup' AND org = $1", w->a.org));
}

/* The rule's name of the folder may be a link, or begin where the program was started. */
TEST(older_ones_go_from_a_folder_by_any_name)
{
	struct world *w = begin(state_, false);
	const char *link = at_printf(w->s->arena, "%s/link", w->s->folder), *result;

	CHECK_INT(0, symlink("backups", link));
	rule = (struct at_backup_rule){ .folder = link, .days = 1 };
	good_night(w);
	w->call->now += AT_DAY;
	result = good_night(w);
	CHECK_INT(1, (int)at_named_find(result, "kept"));
	CHECK_INT(1, (int)at_named_find(result, "removed"));
	list(w, false, 1);
}

/* The list is by number, and numbers of a clock that was ahead come first. */
TEST(tonights_stays_behind_one_of_the_future)
{
	struct world *w = begin(state_, false);
	const char *result;

	rule.days = 1;
	rule.weeks = rule.months = 0;
	good_night(w);
	world_script(w, "UPDATE backup_made SET id = id + 1000000000000000,"
	    " at = at + 100000000000");
	w->call->now += AT_DAY;
	result = good_night(w);
	CHECK_INT(2, (int)at_named_find(result, "kept"));
	CHECK_INT(0, access(list(w, false, 2)[1].path, F_OK));
}

TEST(when_one_fails_nothing_older_is_touched)
{
	struct world *w = begin(state_, false);
	const char *result;

	rule.days = 1;
	rule.weeks = rule.months = 0;
	good_night(w);
	w->call->now += AT_DAY;
	rule.folder = at_printf(w->s->arena, "%s/unplugged", w->s->folder);
	CHECK_INT(AT_NOT_FOUND, night(w, always, &result));
	CHECK_HAS("is its disk mounted?", w->call->err->text);
	CHECK_INT(0, access(list(w, false, 1)[0].path, F_OK));
}

/* The trial finds it: somebody wrote over it at once. */
static bool
spoil(void *cookie, int progress)
{
	struct world *w = cookie;
	struct at_backup_made *made;
	FILE *file;
	int n;

	if (progress < 50)
		return true;
	CHECK_OK(w->s, at_backup_made_list(w->s->arena, at_store_reader(w->call), false, &made, &n,
	    &w->s->err));
	file = fopen(made[0].path, "r+b");
	CHECK(file != NULL);
	CHECK_INT(0, fseek(file, -3, SEEK_END));
	fputs("???", file);
	fclose(file);
	return true;
}

TEST(what_cannot_be_restored_is_found_and_counts_for_nothing)
{
	struct world *w = begin(state_, false);
	const struct at_job_watch watch = { spoil, w };
	const char *result;
	struct at_backup_made *made;

	rule.days = 2;
	rule.weeks = rule.months = 0;
	good_night(w);
	w->call->now += AT_DAY;
	CHECK_INT(AT_CORRUPT, at_backup_nightly(w->call, "", &watch, &result));
	CHECK_HAS("was made and cannot be restored: ", w->call->err->text);
	made = list(w, false, 2);
	CHECK_HAS("changed or damaged", made[0].problem);
	CHECK_INT(0, access(made[1].path, F_OK));
	CHECK_INT(made[1].id, upkeep(w).newest.id);
	w->call->now += AT_DAY;
	CHECK_INT(1, (int)at_named_find(good_night(w), "removed"));
	CHECK_INT(made[1].id, list(w, false, 2)[1].id); /* the good one of the first night */
}

TEST(a_night_that_is_stopped_leaves_what_is_whole)
{
	struct world *w = begin(state_, false);
	struct at_backup_made *made;
	const char *result;

	CHECK_INT(AT_GONE, night(w, half, &result));
	made = list(w, false, 1);
	CHECK_INT(0, made[0].checked);
	CHECK_INT(0, access(made[0].path, F_OK));
	CHECK(access(at_printf(w->s->arena, "%s.check", made[0].path), F_OK) != 0);
	w->call->now += AT_DAY;
	good_night(w);                          /* it was never tried: it goes */
	list(w, false, 1);
}

TEST(what_a_power_cut_left_is_swept_up)
{
	struct world *w = begin(state_, false);
	const char *old = at_printf(w->s->arena, "%s/backups/nightly-2026-01-01-023000.attune.part",
	    w->s->folder), *other = at_printf(w->s->arena, "%s/backups/thesis.part", w->s->folder);

	CHECK_OK(w->s, at_file_make(old, "x", 1, &w->s->err));
	CHECK_OK(w->s, at_file_make(other, "x", 1, &w->s->err));
	w->call->now = at_time_now() + AT_HOUR;
	good_night(w);
	CHECK_INT(0, access(old, F_OK));        /* another program may be at it */
	w->call->now += AT_DAY;
	good_night(w);
	CHECK(access(old, F_OK) != 0);
	CHECK_INT(0, access(other, F_OK));
}

/* ---- upkeep -------------------------------------------------------------------------- */

TEST(upkeep_says_whether_a_backup_is_late)
{
	struct world *w = begin(state_, false);
	struct at_upkeep got = upkeep(w);

	CHECK_TEXT("", wrong(w));
	CHECK(got.newest.id == 0 && got.next > w->call->now);
	w->call->now += 2 * AT_DAY;
	CHECK_HAS("backups: there is no backup at all", wrong(w));
	good_night(w);
	got = upkeep(w);
	CHECK_TEXT("", wrong(w));
	CHECK(got.newest.id != 0 && got.tried.id == got.newest.id);
	w->call->now += 2 * AT_DAY;
	CHECK_HAS("backups: the newest is of ", wrong(w));
	rule.minute = AT_BACKUP_NEVER;
	CHECK_TEXT("", wrong(w));
	CHECK_INT(0, upkeep(w).next);
	w->call->now += 7 * AT_DAY;
	CHECK_HAS("backups: the newest is of ", wrong(w));
	world_as(w, &w->a, WORLD_ADMINISTRATOR);
	upkeep(w);
	world_as(w, &w->a, WORLD_THERAPIST);
	CHECK_INT(AT_DENIED, at_action_upkeep(w->call, &got));
}

/* Without a server of its own a command knows the rule from what the last one noted. */
TEST(the_rule_is_known_to_commands)
{
	struct world *w = begin(state_, false);
	struct at_backup_rule got;

	rule.minute = 5;
	CHECK_OK(w->s, at_action_note_backups(w->call, &rule));
	w->house.backups = NULL;
	CHECK_OK(w->s, at_backup_rule_of(w->call, &got));
	CHECK_INT(5, got.minute);
	CHECK_TEXT(at_printf(w->s->arena, "%s/backups", w->s->folder), got.folder);
}

RUN_ALL(RUN_BOTH(it_is_due_from_the_night_after_the_clinic_was_made),
    RUN_SQLITE(another_organisation_asks_for_none),
    RUN_SQLITE(one_that_failed_is_tried_again_after_four_hours),
    RUN_BOTH(a_clock_that_was_ahead_stops_no_backups),
    RUN_SQLITE(a_clinic_made_by_a_clock_that_was_ahead_has_backups),
    RUN_BOTH(a_night_leaves_a_backup_that_was_tried),
    RUN_SQLITE(only_the_operator_makes_one_and_the_administrator_sees_which_there_are),
    RUN_BOTH(older_ones_go_by_the_rule_and_only_nightly_ones),
    RUN_SQLITE(older_ones_go_from_a_folder_by_any_name),
    RUN_SQLITE(tonights_stays_behind_one_of_the_future),
    RUN_SQLITE(when_one_fails_nothing_older_is_touched),
    RUN_SQLITE(what_cannot_be_restored_is_found_and_counts_for_nothing),
    RUN_SQLITE(a_night_that_is_stopped_leaves_what_is_whole),
    RUN_SQLITE(what_a_power_cut_left_is_swept_up),
    RUN_BOTH(upkeep_says_whether_a_backup_is_late),
    RUN_BOTH(the_rule_is_known_to_commands))
