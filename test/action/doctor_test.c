/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is wrong with a folder is found, named, and left as it is. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "action/backup.h"
#include "action/doctor.h"
#include "action/jobs.h"
#include "base/words.h"
#include "support/world.h"

/* A clinic at rest, with its key on disk, a client and a good backup. */
struct patient {
	struct world *w;
	struct at_doctor_options options;
	const char *backup;
};

static const char *
path_of(struct patient *p, const char *name)
{
	return at_printf(p->w->s->arena, "%s/%s", p->w->s->folder, name);
}

static struct patient
begin(void **state)
{
	struct patient p = { .w = world_open(support_begin(state), false) };
	struct world *w = p.w;
	struct at_backup backup;
	const char *key = path_of(&p, "keys/master");

	world_as_operator(w, &w->a);
	unlink(key);
	CHECK_OK(w->s, at_file_make(key, w->house.master.bytes, sizeof w->house.master.bytes,
	    &w->s->err));
	w->call->now = at_id_time(w->a.org);
	p.backup = path_of(&p, "backups/mine");
	CHECK_OK(w->s, at_action_backup(w->call, &(struct at_backup_wish){ .path = p.backup },
	    &backup));
	world_script(w, "UPDATE backup_made SET checked = 1");
	p.options = (struct at_doctor_options){ .folder = w->s->folder, .db_url = w->s->db_url,
		.now = w->call->now };
	return p;
}

static struct at_findings
look(struct patient *p)
{
	struct at_findings found;

	at_doctor_look(p->w->s->arena, &p->options, &found);
	return found;
}

/* The one finding that is not well, and words of it. */
static void
expect(struct patient *p, enum at_verdict verdict, const char *check, const char *words)
{
	struct at_findings found = look(p);
	bool met = false;

	for (int i = 0; i < found.n; i++) {
		const struct at_finding *one = &found.all[i];

		if (one->verdict == AT_WELL)
			continue;
		if (one->verdict == verdict && strcmp(one->check, check) == 0
		    && strstr(at_phrase_words(p->w->call, &one->what), words) != NULL
		    && one->why != NULL && one->todo.text != NULL)
			met = true;
		else
			fail_msg("%s of %s: %s", at_verdict_name(one->verdict), one->check,
			    at_phrase_words(p->w->call, &one->what));
	}
	if (!met)
		fail_msg("nothing was found about %s", check);
}

/* Among other things. */
static void
expect_named(struct patient *p, const char *check)
{
	struct at_findings found = look(p);

	for (int i = 0; i < found.n; i++)
		if (found.all[i].verdict == AT_WRONG && strcmp(found.all[i].check, check) == 0)
			return;
	fail_msg("nothing was found about %s", check);
}

TEST(all_is_well_with_a_clinic_that_is)
{
	struct patient p = begin(state_);
	struct at_findings found = look(&p);

	for (int i = 0; i < found.n; i++)
		if (found.all[i].verdict != AT_WELL)
			fail_msg("%s: %s", found.all[i].check,
			    at_phrase_words(p.w->call, &found.all[i].what));
	CHECK(found.n >= 10);
	CHECK_INT(0, found.n_wrong + found.n_notes);
}

/* ---- files --------------------------------------------------------------------------- */

TEST(a_folder_that_is_not_there_is_one_thing)
{
	struct patient p = begin(state_);

	p.options.folder = path_of(&p, "elsewhere");
	p.options.db_url = NULL;
	expect(&p, AT_WRONG, "folder", "No such file");
	p.options.folder = path_of(&p, "keys/master");
	expect(&p, AT_WRONG, "folder", "Not a directory");
}

TEST(what_others_may_read_is_named)
{
	struct patient p = begin(state_);

	CHECK_INT(0, chmod(p.w->s->folder, 0755));
	expect(&p, AT_WRONG, "rights", "mode 755");
	CHECK_INT(0, chmod(p.w->s->folder, 0700));
	CHECK_INT(0, chmod(path_of(&p, "backups"), 0750));
	expect(&p, AT_NOTE, "rights", "backups");
}

TEST(a_file_of_somebody_else_is_named)
{
	struct patient p = begin(state_);

	if (geteuid() != 0)
		SKIP("needs root");
	CHECK_INT(0, chown(path_of(&p, "nodes"), 12345, (gid_t)-1));
	expect(&p, AT_WRONG, "owner", "nodes");
}

TEST(a_key_that_is_gone_open_to_others_or_another_is_told_apart)
{
	struct patient p = begin(state_);
	const char *key = path_of(&p, "keys/master");
	struct at_findings found;

	CHECK_INT(0, chmod(key, 0640));
	p.options.key_file = key;               /* so that the rights of all say nothing more */
	found = look(&p);
	CHECK_HAS("can be read by others", at_phrase_words(p.w->call, &found.all[4].what));
	CHECK_TEXT("key", found.all[4].check);
	CHECK_INT(0, chmod(key, 0600));
	p.options.key_file = NULL;
	CHECK_INT(0, unlink(key));
	expect(&p, AT_WRONG, "key", "no master key");
	CHECK_OK(p.w->s, at_file_make(key, "0123456789abcdef0123456789abcdef", 32, &p.w->s->err));
	expect(&p, AT_WRONG, "key fits", "does not open the keys of the clients");
}

TEST(a_questionnaire_that_cannot_be_read_is_named)
{
	struct patient p = begin(state_);

	CHECK_INT(0, mkdir(path_of(&p, "instruments"), 0700));
	CHECK_OK(p.w->s, at_file_make(path_of(&p, "instruments/mine.txt"), "nonsense\n", 9,
	    &p.w->s->err));
	expect(&p, AT_WRONG, "questionnaires", "mine.txt");
}

TEST(what_was_left_half_made_is_named_after_a_day)
{
	struct patient p = begin(state_);

	const char *part = path_of(&p, "backups/x.attune.part");
	struct timespec times[2] = { { .tv_sec = (time_t)(p.options.now / AT_SECOND) - 80000 } };

	times[1] = times[0];
	CHECK_OK(p.w->s, at_file_make(part, "x", 1, &p.w->s->err));
	CHECK_INT(0, utimensat(AT_FDCWD, part, times, 0));
	CHECK_INT(0, look(&p).n_notes);
	times[1].tv_sec -= 10000;
	CHECK_INT(0, utimensat(AT_FDCWD, part, times, 0));
	expect(&p, AT_NOTE, "leftovers", "x.attune.part");
}

/* ---- the database -------------------------------------------------------------------- */

TEST(a_database_of_an_older_or_a_newer_program_is_told_apart)
{
	struct patient p = begin(state_);

	world_script(p.w, "INSERT INTO schema_version VALUES (1000, 'x', 'x', 0, '9.9.9', 0)");
	expect(&p, AT_WRONG, "schema", "newer version (9.9.9)");
	world_script(p.w, "DELETE FROM schema_version WHERE version > 13");
	expect(&p, AT_NOTE, "schema", "schema 13; this program has");
}

TEST(a_log_that_somebody_wrote_in_is_found)
{
	struct patient p = begin(state_);

	world_script(p.w, p.w->s->engine == AT_SQLITE ? "DROP TRIGGER audit_no_update"
	    : "ALTER TABLE audit DISABLE TRIGGER USER");
	world_script(p.w, "UPDATE audit SET verb = 'nothing' WHERE seq = 2");
	expect(&p, AT_WRONG, "access log", "the line is not what was written");
}

TEST(a_clock_behind_the_last_line_is_found)
{
	struct patient p = begin(state_);

	world_clock(p.w, "2090-01-01 00:00");
	world_add_client(p.w, &p.w->a, "Late");
	at_store_rest(p.w->call);
	expect(&p, AT_WRONG, "clock", "the last line is of 20");
}

/* The last page of the file: nothing that opening it reads. */
TEST(a_damaged_page_is_found)
{
	struct patient p = begin(state_);
	const char *file = path_of(&p, "attune.db"), *nothing = AT_NEW(p.w->s->arena, char, 4096);
	struct stat st;
	int fd;

	world_script(p.w, "PRAGMA wal_checkpoint(TRUNCATE)");
	CHECK_INT(0, stat(file, &st));
	fd = open(file, O_WRONLY);
	CHECK(fd >= 0);
	CHECK_INT(4096, pwrite(fd, nothing, 4096, st.st_size - 4096));
	close(fd);
	expect_named(&p, "pages");
}

TEST(a_database_that_cannot_be_reached_is_told)
{
	struct patient p = begin(state_);
	const char *to_do = NULL;
	struct at_findings found;

	p.options.db_url = "postgresql://nobody@127.0.0.1:1/none";
	found = look(&p);
	for (int i = 0; i < found.n; i++)
		if (found.all[i].verdict == AT_WRONG && strcmp(found.all[i].check, "database") == 0)
			to_do = at_phrase_words(p.w->call, &found.all[i].todo);
	CHECK_HAS("PostgreSQL runs", to_do);
	CHECK_INT(1, found.n_wrong);
}

/* What to do about the database, and what it is; all else is well. */
static const char *
advice(struct patient *p, const char *what)
{
	struct at_findings found = look(p);

	CHECK_INT(1, found.n_wrong);
	for (int i = 0; i < found.n; i++) {
		const struct at_finding *one = &found.all[i];

		if (one->verdict != AT_WRONG || strcmp(one->check, "database") != 0)
			continue;
		CHECK_HAS(what, at_phrase_words(p->w->call, &one->what));
		return at_phrase_words(p->w->call, &one->todo);
	}
	return "";
}

TEST(a_file_that_is_no_database_of_attune_comes_back_from_a_backup)
{
	struct patient p = begin(state_);
	const char *folder = path_of(&p, "broken"), *file = path_of(&p, "broken/attune.db");

	CHECK_INT(0, mkdir(folder, 0700));
	CHECK_INT(0, mkdir(path_of(&p, "broken/keys"), 0700));
	CHECK_OK(p.w->s, at_file_make(path_of(&p, "broken/keys/master"),
	    p.w->house.master.bytes, sizeof p.w->house.master.bytes, &p.w->s->err));
	p.options.folder = folder;
	CHECK_OK(p.w->s, at_file_make(file, "", 0, &p.w->s->err));
	CHECK_HAS("restore the newest backup", advice(&p, "empty, or not attune's"));
	CHECK_INT(0, unlink(file));
	CHECK_OK(p.w->s, at_file_make(file, "these are no pages, this is text", 32,
	    &p.w->s->err));
	CHECK_HAS("restore the newest backup", advice(&p, "damaged"));
}

/* Somebody was killed: the journal is there, is named, and is still there afterwards. */
TEST(a_journal_stays_as_it_was_left)
{
	struct patient p = begin(state_);
	const char *folder = path_of(&p, "copy"), *wal = path_of(&p, "copy/attune.db-wal");
	struct stat before, after;
	static const char *const files[] = { "attune.db", "attune.db-wal" };
	const char *bytes;
	size_t n;

	CHECK_INT(0, mkdir(folder, 0700));
	for (size_t i = 0; i < AT_COUNT(files); i++) {
		CHECK_OK(p.w->s, at_file_read(p.w->s->arena, path_of(&p, files[i]), 64 << 20,
		    &bytes, &n, &p.w->s->err));
		CHECK_OK(p.w->s, at_file_make(at_printf(p.w->s->arena, "%s/%s", folder, files[i]),
		    bytes, n, &p.w->s->err));
	}
	CHECK_INT(0, stat(wal, &before));
	CHECK(before.st_size > 0);
	p.options.folder = folder;
	p.options.key_file = path_of(&p, "keys/master");
	expect(&p, AT_NOTE, "programs", "a journal of");
	CHECK_INT(0, stat(wal, &after));
	CHECK_INT(before.st_size, after.st_size);
	CHECK_INT(before.st_mtime, after.st_mtime);
}

/* ---- backups and jobs ---------------------------------------------------------------- */

TEST(backups_that_are_late_gone_untried_or_bad_are_told_apart)
{
	struct patient p = begin(state_);

	world_script(p.w, "UPDATE backup_made SET checked = NULL");
	expect(&p, AT_NOTE, "backups", "was not restored on trial");
	CHECK_OK(p.w->s, at_action_backup_tried(p.w->call, path_of(&p, "backups/other"), ""));
	expect(&p, AT_NOTE, "backups", "was not restored on trial");
	CHECK_OK(p.w->s, at_action_backup_tried(p.w->call, p.backup, ""));
	CHECK_INT(0, look(&p).n_notes);
	world_script(p.w, "UPDATE backup_made SET checked = 1, at = at - 864000000");
	expect(&p, AT_WRONG, "backups", "the newest is of");
	world_script(p.w, "UPDATE backup_made SET at = at + 864000000, bytes = bytes + 1");
	expect(&p, AT_WRONG, "backups", "bytes, and had");
	world_script(p.w, "UPDATE backup_made SET bytes = bytes - 1");
	CHECK_INT(0, chmod(p.backup, 0640));
	CHECK_INT(2, look(&p).n_wrong + look(&p).n_notes);      /* and among the rights */
	CHECK_INT(0, chmod(p.backup, 0600));
	world_script(p.w, "UPDATE backup_made SET problem = 'cut off'");
	expect(&p, AT_WRONG, "backups", "failed its trial: cut off");
	world_script(p.w, "UPDATE backup_made SET problem = ''");
	CHECK_INT(0, unlink(p.backup));
	expect(&p, AT_NOTE, "backups", "No such file");
	p.options.now += 3 * AT_DAY;
	CHECK_INT(1, look(&p).n_wrong);
}

TEST(jobs_that_are_stuck_or_failed_are_told)
{
	struct patient p = begin(state_);
	struct at_job job;

	CHECK_OK(p.w->s, at_action_job_add(p.w->call, "backup", "", true, &job));
	CHECK_INT(0, look(&p).n_notes);
	world_script(p.w, "UPDATE job SET started = started - 200000000");
	expect(&p, AT_NOTE, "jobs", "has been running since");
	world_script(p.w, "UPDATE job SET state = 'failed', message = 'The disk is full.'");
	expect(&p, AT_WRONG, "jobs", "failed: The disk is full.");
}

/* ---- while a server is at work ------------------------------------------------------- */

static struct at_doctor_view
view(struct world *w)
{
	struct at_doctor_view out;

	CHECK_OK(w->s, at_action_doctor(w->call, &out));
	return out;
}

static bool
is_named(const struct at_findings *found, enum at_verdict verdict, const char *check)
{
	for (int i = 0; i < found->n; i++)
		if (found->all[i].verdict == verdict && strcmp(found->all[i].check, check) == 0)
			return true;
	return false;
}

static bool
go_on(void *cookie, int progress)
{
	int *stop_at = cookie;

	return progress < *stop_at;
}

static const char *
night(struct world *w, const struct world_org *org)
{
	const char *result;

	world_as_operator(w, org);
	CHECK_OK(w->s, at_doctor_nightly(w->call, "", NULL, &result));
	return result;
}

TEST(what_takes_long_is_read_by_night_and_kept_for_the_page)
{
	struct patient p = begin(state_);
	struct world *w = p.w;
	struct at_doctor_view seen;

	world_as(w, &w->a, WORLD_ADMINISTRATOR);
	seen = view(w);
	CHECK_INT(0, seen.night.n);
	CHECK(is_named(&seen.now, AT_WELL, "disk") && is_named(&seen.now, AT_WELL, "backups"));
	CHECK(!is_named(&seen.now, AT_WELL, "key") && !is_named(&seen.now, AT_WELL, "access log"));
	CHECK_TEXT("wrong=0 notes=0", night(w, &w->a));
	CHECK_INT(0, chmod(path_of(&p, "backups"), 0750));
	world_script(w, w->s->engine == AT_SQLITE ? "DROP TRIGGER audit_no_update"
	    : "ALTER TABLE audit DISABLE TRIGGER USER");
	world_script(w, "UPDATE audit SET verb = 'nothing' WHERE seq = 2");
	w->call->now += AT_DAY;
	CHECK_TEXT("wrong=1 notes=1", night(w, &w->a));
	world_as(w, &w->b, WORLD_ADMINISTRATOR);
	seen = view(w);
	CHECK_INT(w->call->now, seen.night_at);
	CHECK(is_named(&seen.night, AT_WRONG, "access log"));
	CHECK(is_named(&seen.night, AT_NOTE, "rights"));
	CHECK(is_named(&seen.night, AT_WELL, "questionnaires"));
	world_as(w, &w->a, WORLD_PRIVACY);
	CHECK_INT(AT_DENIED, at_action_doctor(w->call, &seen));
}

/* The command has no clinic to take a zone from and says which it means. */
TEST(a_page_says_the_clinic_s_time_and_the_command_says_utc)
{
	struct patient p = begin(state_);
	struct at_doctor_view seen;
	const char *words = "";

	world_script(p.w, at_printf(p.w->s->arena, "UPDATE backup_made SET at = %lld",
	    (long long)world_at(p.w, "2026-11-24 02:15")));
	p.options.now = world_at(p.w, "2026-11-26 16:00");
	expect(&p, AT_WRONG, "backups", "the newest is of 2026-11-24 01:15 UTC");
	world_as(p.w, &p.w->a, WORLD_ADMINISTRATOR);
	world_clock(p.w, "2026-11-24 16:00");
	seen = view(p.w);
	for (int i = 0; i < seen.now.n; i++)
		if (strcmp(seen.now.all[i].check, "backups") == 0)
			words = at_phrase_words(p.w->call, &seen.now.all[i].what);
	CHECK_HAS("the newest is of today 02:15", words);
}

TEST(what_the_night_found_is_said_in_the_reader_s_language)
{
	struct patient p = begin(state_);
	struct at_doctor_view seen;

	CHECK_INT(0, chmod(p.w->s->folder, 0755));
	night(p.w, &p.w->a);
	world_as(p.w, &p.w->a, WORLD_ADMINISTRATOR);
	seen = view(p.w);
	for (int i = 0; i < seen.night.n; i++) {
		const struct at_finding *one = &seen.night.all[i];

		if (one->verdict != AT_WRONG)
			continue;
		CHECK_HAS("can be entered or read by others (mode 755)",
		    at_phrase_words(p.w->call, &one->what));
		p.w->call->words = at_words_find("nb");
		CHECK_HAS("(modus 755)", at_phrase_words(p.w->call, &one->what));
		CHECK_HAS(p.w->s->folder, at_phrase_words(p.w->call, &one->what));
		CHECK_HAS("chmod -R go= /", at_phrase_words(p.w->call, &one->todo));
	}
	CHECK_INT(1, seen.night.n_wrong);
}

TEST(the_night_is_the_first_clinic_s_and_can_be_stopped)
{
	struct patient p = begin(state_);
	int stop_at = 40;
	const struct at_job_watch watch = { go_on, &stop_at };
	const char *result;
	bool due;

	CHECK_OK(p.w->s, at_doctor_nightly_is_due(p.w->call, 0, &due));
	CHECK(due);
	CHECK_INT(AT_GONE, at_doctor_nightly(p.w->call, "", &watch, &result));
	world_clear(p.w);
	CHECK_INT(0, view(p.w).night.n);
	world_as_operator(p.w, &p.w->b);
	CHECK_OK(p.w->s, at_doctor_nightly_is_due(p.w->call, 0, &due));
	CHECK(!due);
}

/* How far it is gets written down here, and a write gives back what was borrowed. */
static bool
borrows_nothing(void *cookie, int progress)
{
	struct at_store_state state;

	(void)progress;
	at_store_state(cookie, &state);
	return state.readers_lent == 0;
}

TEST(the_night_reads_on_a_connection_of_its_own)
{
	struct patient p = begin(state_);
	struct at_job_watch watch = { borrows_nothing, NULL };
	const char *result;

	world_restart(p.w, true);
	world_as_operator(p.w, &p.w->a);
	watch.cookie = p.w->call->store;
	CHECK_OK(p.w->s, at_doctor_nightly(p.w->call, "", &watch, &result));
}

TEST(a_page_tells_of_the_own_clinic_s_jobs_alone)
{
	struct patient p = begin(state_);
	struct world *w = p.w;
	struct at_doctor_view seen;
	struct at_job job;

	world_as_operator(w, &w->b);
	CHECK_OK(w->s, at_action_job_add(w->call, "course", "", true, &job));
	w->call->now += 3 * AT_DAY;
	seen = view(w);
	CHECK(is_named(&seen.now, AT_NOTE, "jobs"));
	world_as(w, &w->a, WORLD_ADMINISTRATOR);
	seen = view(w);
	CHECK(is_named(&seen.now, AT_WELL, "jobs"));
}

RUN_ALL(RUN_BOTH(all_is_well_with_a_clinic_that_is),
    RUN_SQLITE(a_folder_that_is_not_there_is_one_thing),
    RUN_SQLITE(what_others_may_read_is_named),
    RUN_SQLITE(a_file_of_somebody_else_is_named),
    RUN_SQLITE(a_key_that_is_gone_open_to_others_or_another_is_told_apart),
    RUN_SQLITE(a_questionnaire_that_cannot_be_read_is_named),
    RUN_SQLITE(what_was_left_half_made_is_named_after_a_day),
    RUN_BOTH(a_database_of_an_older_or_a_newer_program_is_told_apart),
    RUN_BOTH(a_log_that_somebody_wrote_in_is_found),
    RUN_SQLITE(a_clock_behind_the_last_line_is_found),
    RUN_SQLITE(a_damaged_page_is_found),
    RUN_SQLITE(a_database_that_cannot_be_reached_is_told),
    RUN_SQLITE(a_file_that_is_no_database_of_attune_comes_back_from_a_backup),
    RUN_SQLITE(a_journal_stays_as_it_was_left),
    RUN_BOTH(backups_that_are_late_gone_untried_or_bad_are_told_apart),
    RUN_BOTH(jobs_that_are_stuck_or_failed_are_told),
    RUN_BOTH(what_takes_long_is_read_by_night_and_kept_for_the_page),
    RUN_SQLITE(what_the_night_found_is_said_in_the_reader_s_language),
    RUN_BOTH(a_page_says_the_clinic_s_time_and_the_command_says_utc),
    RUN_BOTH(the_night_is_the_first_clinic_s_and_can_be_stopped),
    RUN_BOTH(the_night_reads_on_a_connection_of_its_own),
    RUN_SQLITE(a_page_tells_of_the_own_clinic_s_jobs_alone))
