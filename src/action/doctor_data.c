/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The database of a data folder, as attune doctor looks at it (doctor_part.h). */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "action/backup_nightly.h"
#include "action/backup_rule.h"
#include "action/doctor_part.h"
#include "base/words.h"
#include "store/audit.h"
#include "store/backup_made.h"
#include "store/inspect.h"
#include "store/job.h"
#include "store/migrate.h"
#include "store/node.h"
#include "store/org.h"
#include "store/setup.h"

static const char *
moment(struct at_doctor *d, at_ms at)
{
	char iso[AT_ISO_ROOM];

	if (d->zone != NULL)
		return at_words_moment(d->call, d->zone, at);
	at_time_iso(at, iso);
	return at_printf(d->arena, "%.10s %.5s UTC", iso, iso + 11);
}

static const char restore[] = AT_TEXT("Stop the server, keep a copy of the folder as it is, and"
    " restore the newest backup into a new one: attune restore FILE --data NEW --erased-in OLD.");

/* ---- who uses it --------------------------------------------------------------------- */

void
at_doctor_programs(struct at_doctor *d)
{
	struct stat st;

	if (!d->folder_is_there || d->options->db_url != NULL)
		return;
	d->n_programs = at_node_count_held(d->options->folder);
	if (d->n_programs == 0 && stat(at_doctor_path(d, "attune.db-wal"), &st) == 0
	    && st.st_size > 0)
		at_doctor_say(d, AT_NOTE, "The last program was killed, or the power went."
		    " Nothing is lost: the next start takes the journal in.",
		    at_phrase("Nothing; but whoever copies attune.db must copy"
		    " attune.db-wal along with it."), at_phrase("no program uses the"
		    " folder, and a journal of %s MB is there", at_printf(d->arena, "%.1f",
		    (double)st.st_size / 1e6)));
	else if (d->n_programs == 1)
		at_doctor_well(d, at_phrase("one program uses the folder now"));
	else
		at_doctor_well(d, at_phrase("%s programs use the folder now",
		    at_doctor_count(d, d->n_programs)));
}

/* ---- the database itself ------------------------------------------------------------- */

void
at_doctor_database(struct at_doctor *d)
{
	const char *url = d->options->db_url, *path = at_doctor_path(d, "attune.db");
	const struct at_db_options options = { .read_only = true, .untouched = true,
		.url = url != NULL ? url : at_printf(d->arena, "sqlite:%s", path) };
	struct at_error err = { .status = AT_OK };

	if (url == NULL && (!d->folder_is_there || access(path, F_OK) != 0)) {
		if (d->folder_is_there)
			at_doctor_say(d, AT_WRONG, "All answers are in it.",
			    at_phrase("Give the right folder with --data; or attune"
			    " restore; or --db, if it is on PostgreSQL."),
			    at_phrase("there is no %s", path));
		return;
	}
	if (at_db_open(&options, &d->db, &err) == AT_OK)
		at_doctor_well(d, at_phrase("%s can be opened",
		    url != NULL ? "PostgreSQL" : path));
	else
		at_doctor_say(d, AT_WRONG, "No page can be shown and no answer kept.",
		    url != NULL ? at_phrase("See that PostgreSQL runs, that this machine may"
		    " reach it, and that name and password hold: psql with the same address"
		    " tells.") : err.status == AT_CORRUPT ? at_phrase(restore)
		    : at_phrase("See that the file belongs to the user this runs"
		    " as, and that it is attune's."), at_doctor_problem(d, &err));
}

void
at_doctor_schema(struct at_doctor *d)
{
	struct at_error err = { .status = AT_OK };
	at_id org;
	int n_known, n = 0;

	if (d->db == NULL)
		return;
	at_migrations(&n_known);
	if (at_migrate_look(d->arena, d->db, &d->schema, &err) != AT_OK) {
		at_doctor_say(d, AT_WRONG, "What another program, or a newer one, has made"
		    " must not be touched by this one.", at_phrase("Install the program"
		    " that opened it last, or restore a backup from before."),
		    at_doctor_problem(d, &err));
		at_db_close(d->db);
		d->db = NULL;
		return;
	}
	d->current = d->schema == n_known;
	if (d->schema == 0 || (d->current && at_org_list(d->arena, d->db, &org, 1, &n, &err)
	    == AT_OK && n == 0))
		at_doctor_say(d, AT_WRONG, "Nobody can sign in.", at_phrase("attune"
		    " init, or attune restore, again: it was interrupted."), at_phrase("the"
		    " database is empty"));
	else if (!d->current)
		at_doctor_say(d, AT_NOTE, "An older program wrote it.", at_phrase(
		    "Nothing: the next attune command upgrades it, and makes a backup before it"
		    " does."), at_phrase("schema %s; this program has %s",
		    at_doctor_count(d, d->schema), at_doctor_count(d, n_known)));
	else
		at_doctor_well(d, at_phrase("schema %s, as this program has it",
		    at_doctor_count(d, d->schema)));
}

void
at_doctor_pages(struct at_doctor *d)
{
	struct at_error err = { .status = AT_OK };
	const char *problem = NULL;
	char *said;

	if (d->db == NULL || at_db_engine(d->db) != AT_SQLITE)
		return;
	if (at_inspect_pages(d->arena, d->db, &problem, &err) != AT_OK)
		problem = err.text;
	if (problem == NULL) {
		at_doctor_well(d, at_phrase(AT_TEXT("the file is whole")));
		return;
	}
	said = at_strdup(d->arena, problem);
	at_one_line(said);
	at_doctor_say(d, AT_WRONG, AT_TEXT("The disk, its memory or another program has"
	    " damaged the file; what is lost can only come from a backup."),
	    at_phrase(restore), at_phrase("%s", said));
}

/* The first and the newest: a key that was swapped in between fits one of them. */
void
at_doctor_key_fits(struct at_doctor *d)
{
	struct at_error err = { .status = AT_OK };
	struct at_inspect_key keys[2];
	int n = 0, n_open = 0;
	char *text;
	size_t n_text;

	if (d->db == NULL || !d->has_key || d->schema == 0
	    || at_inspect_keys(d->arena, d->db, keys, &n, &err) != AT_OK)
		return;
	for (int i = 0; i < n; i++)
		n_open += at_unseal(d->arena, &d->key, (struct at_place){ "client.key",
		    keys[i].org, keys[i].client }, keys[i].sealed.bytes, keys[i].sealed.n_bytes,
		    &text, &n_text, &err) == AT_OK;
	if (n_open == n)
		at_doctor_well(d, n == 0 ? at_phrase(AT_TEXT("there are no clients yet"))
		    : at_phrase(AT_TEXT("the master key opens what is sealed")));
	else
		at_doctor_say(d, AT_WRONG, AT_TEXT("This is another clinic's key, or an older one:"
		    " names, notes and free text stay closed, and new ones would be sealed with"
		    " the wrong key."), at_phrase(AT_TEXT("Stop the server and put the right key"
		    " back: the copy you keep elsewhere.")), n_open == 0
		    ? at_phrase(AT_TEXT("the master key does not open the keys of the clients"))
		    : at_phrase(AT_TEXT("the master key does not open the keys of some clients")));
}

/* ---- the log and the clock ----------------------------------------------------------- */

void
at_doctor_log(struct at_doctor *d)
{
	struct at_audit_report report;
	struct at_error err = { .status = AT_OK };
	char head[AT_AUDIT_HEAD_ROOM];

	if (d->db == NULL || d->schema == 0)
		return;
	if (at_audit_verify(d->arena, d->db, NULL, 0, &report, &err) != AT_OK) {
		at_doctor_say(d, AT_WRONG, AT_TEXT("Who looked at whom can no longer be shown."),
		    at_phrase(restore), at_phrase(AT_TEXT("the access log cannot be read: %s"),
		    at_strdup(d->arena, err.text)));
		return;
	}
	at_audit_head_format(&report.at, head);
	if (report.broken)
		at_doctor_say(d, AT_WRONG, AT_TEXT("Somebody has written in the database past"
		    " attune, or it is damaged: what the log says from there on proves nothing."),
		    at_phrase(AT_TEXT("Keep a copy of the folder, compare with the newest backup"
		    " (attune backup --check), and tell the privacy officer.")),
		    at_phrase(AT_TEXT("broken at %s: %s"), at_strdup(d->arena, head),
		    at_strdup(d->arena, report.why)));
	else
		at_doctor_well(d, at_phrase(AT_TEXT("whole, %s lines; attune verify --head compares"
		    " it with a head kept elsewhere"), at_doctor_count(d, report.n_lines)));
}

void
at_doctor_clock(struct at_doctor *d)
{
	struct at_error err = { .status = AT_OK };
	at_ms last;

	if (d->db == NULL || d->schema == 0
	    || at_inspect_last_line(d->arena, d->db, &last, &err) != AT_OK)
		return;
	if (last <= d->options->now + AT_MINUTE)
		at_doctor_well(d, at_phrase(AT_TEXT("not behind what was written last")));
	else
		at_doctor_say(d, AT_WRONG, AT_TEXT("Forms open and close by it, and times in the"
		    " log run backwards."), at_phrase(AT_TEXT("Set the clock, and let it follow a"
		    " time server; what was written stays as it is.")), at_phrase(AT_TEXT("the"
		    " clock says %s, and the last line is of %s"),
		    moment(d, d->options->now), moment(d, last)));
}

/* ---- backups ------------------------------------------------------------------------- */

static const at_ms late_nightly = 36 * AT_HOUR, late_other = 8 * AT_DAY;

/* The server's own, or the one that the last noted for the first organisation. */
static struct at_backup_rule
rule_of(struct at_doctor *d, at_id org)
{
	struct at_backup_rule rule = at_backup_rule_usual;
	struct at_error err = { .status = AT_OK };
	const char *line = NULL;

	if (d->options->backups != NULL)
		return *d->options->backups;
	if (at_noted_load(d->arena, d->db, org, "backups", &line, &err) == AT_OK && line != NULL)
		at_backup_rule_parse(line, &rule);
	return rule;
}

static const char lost[] = AT_TEXT("What is not in a backup is lost with the disk.");
static const char now[] = AT_TEXT("attune backup FILE, or \"Back up now\" on the page Health.");
static const char no_return[] = AT_TEXT("It would not come back.");

static void
judge_newest(struct at_doctor *d, bool never, at_id org, const struct at_backup_made *newest)
{
	at_ms last = newest != NULL ? newest->at : at_id_time(org);

	if (newest == NULL && d->options->now - last > late_nightly)
		at_doctor_say(d, AT_WRONG, lost, at_phrase(now),
		    at_phrase(AT_TEXT("there is no backup at all")));
	else if (newest == NULL)
		at_doctor_well(d, at_phrase(AT_TEXT("none yet: the clinic is new")));
	else if (d->options->now - last > (never ? late_other : late_nightly))
		at_doctor_say(d, AT_WRONG, lost, never ? at_phrase(now) : at_phrase(AT_TEXT("See"
		    " attune job list: the server makes one each night, if it runs.")),
		    at_phrase(AT_TEXT("the newest is of %s: %s"), moment(d, last), newest->path));
	else if (newest->checked == 0)
		at_doctor_say(d, AT_NOTE, AT_TEXT("A backup that was never tried may fail when it"
		    " is needed."), at_phrase("attune backup --check %s --data %s", newest->path,
		    d->options->folder),
		    at_phrase(AT_TEXT("the newest, of %s, was not restored on trial"),
		    moment(d, last)));
	else
		at_doctor_well(d, at_phrase(AT_TEXT("the newest is of %s, and was restored on"
		    " trial"), moment(d, last)));
}

static void
judge_file(struct at_doctor *d, const struct at_backup_made *made)
{
	struct stat st;

	if (made->problem[0] != '\0')
		at_doctor_say(d, AT_WRONG, no_return, at_phrase(AT_TEXT("See that its disk is"
		    " sound; the next good one replaces it.")), at_phrase(AT_TEXT("%s failed its"
		    " trial: %s"), made->path, made->problem));
	else if (stat(made->path, &st) != 0)
		at_doctor_say(d, AT_NOTE, AT_TEXT("It is on the list and is no help while it is"
		    " away."), at_phrase(AT_TEXT("Mount its disk; if it was moved or removed,"
		    " nothing.")), at_phrase("%s: %s", made->path, strerror(errno)));
	else if (st.st_size != made->n_bytes)
		at_doctor_say(d, AT_WRONG, no_return, at_phrase(AT_TEXT("See that its disk is"
		    " sound, and make another.")), at_phrase(AT_TEXT("%s has %s bytes, and had %s"),
		    made->path, at_doctor_count(d, st.st_size),
		    at_doctor_count(d, made->n_bytes)));
	else if ((st.st_mode & 0077) != 0)
		at_doctor_say(d, AT_WRONG, AT_TEXT("Other users of this machine can read scores,"
		    " dates and who has what."), at_phrase("chmod 600 %s", made->path),
		    at_phrase(AT_TEXT("%s can be read by others"), made->path));
}

/* One that a clock ahead of ours dated says nothing of today. */
static bool
is_good(const struct at_doctor *d, const struct at_backup_made *made)
{
	return strcmp(made->kind, "received") != 0 && made->problem[0] == '\0'
	    && made->at <= d->options->now && access(made->path, F_OK) == 0;
}

void
at_doctor_backups(struct at_doctor *d)
{
	struct at_error err = { .status = AT_OK };
	struct at_backup_made *all;
	const struct at_backup_made *newest = NULL;
	at_id org;
	int n, n_orgs = 0;
	bool never;

	if (d->db == NULL || !d->current
	    || at_org_list(d->arena, d->db, &org, 1, &n_orgs, &err) != AT_OK || n_orgs == 0
	    || at_backup_made_list(d->arena, d->db, false, &all, &n, &err) != AT_OK)
		return;
	for (int i = n - 1; i >= 0; i--)
		if (is_good(d, &all[i]))
			newest = &all[i];
	never = rule_of(d, org).minute == AT_BACKUP_NEVER;
	judge_newest(d, never, org, newest);
	if (never)
		at_doctor_say(d, AT_NOTE, lost, at_phrase(AT_TEXT("Let the server make one each"
		    " night, or see that somebody does.")), at_phrase(AT_TEXT("the server was"
		    " started without nightly ones")));
	for (int i = 0; i < n; i++)
		if (strcmp(all[i].kind, "received") != 0)
			judge_file(d, &all[i]);
}

/* ---- jobs ---------------------------------------------------------------------------- */

static void
judge_job(struct at_doctor *d, const struct at_job *job, at_ms since)
{
	char id[AT_ID_ROOM];
	bool runs = strcmp(job->state, "running") == 0;

	if (d->options->now - since < AT_DAY)
		return;
	at_id_format(job->id, id);
	at_doctor_say(d, AT_NOTE, AT_TEXT("Other work of the clinic waits behind it."), runs
	    ? at_phrase(AT_TEXT("attune job cancel it; if its program is gone, the server's next"
	    " look ends it.")) : at_phrase(AT_TEXT("See that attune serve runs: it does what is"
	    " queued.")), runs ? at_phrase(AT_TEXT("%s (%s) has been running since %s"),
	    at_strdup(d->arena, id), job->kind, moment(d, since))
	    : at_phrase(AT_TEXT("%s (%s) waits since %s"), at_strdup(d->arena, id), job->kind,
	    moment(d, since)));
}

static void
judge_jobs(struct at_doctor *d, at_id org)
{
	static const char *const states[] = { "running", "queued" };
	const struct at_job_wanted backup = { .org = org, .kind = at_backup_nightly_kind,
		.until = d->options->now };
	struct at_error err = { .status = AT_OK };
	struct at_job *jobs, last;
	int n;

	for (size_t i = 0; i < AT_COUNT(states); i++)
		if (at_job_in_state(d->arena, d->db, org, states[i], &jobs, &n, &err) == AT_OK
		    && n > 0)
			judge_job(d, &jobs[0], i == 0 ? jobs[0].started : jobs[0].queued);
	if (at_job_newest(d->arena, d->db, &backup, &last, &err) == AT_OK
	    && strcmp(last.state, "failed") == 0)
		at_doctor_say(d, AT_WRONG, lost, at_phrase(AT_TEXT("Do what it says; attune job run"
		    " backup tries again.")), at_phrase(AT_TEXT("the nightly backup of %s failed:"
		    " %s"), moment(d, last.queued), last.message));
}

void
at_doctor_jobs(struct at_doctor *d)
{
	enum { MOST = 256 };
	struct at_error err = { .status = AT_OK };
	at_id orgs[MOST];
	int n = 0, before = d->found.n;

	if (d->db == NULL || !d->current
	    || at_org_list(d->arena, d->db, orgs, MOST, &n, &err) != AT_OK)
		return;
	for (int i = 0; i < n; i++)
		if (d->options->org == 0 || d->options->org == orgs[i])
			judge_jobs(d, orgs[i]);
	if (d->found.n == before)
		at_doctor_well(d, at_phrase(AT_TEXT("none is stuck")));
}
