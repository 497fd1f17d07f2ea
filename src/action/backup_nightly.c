/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "action/act.h"
#include "action/backup.h"
#include "action/backup_nightly.h"
#include "action/jobs.h"
#include "base/named.h"
#include "store/org.h"

const char at_backup_nightly_kind[] = "backup";

static const char kind[] = "nightly", prefix[] = "nightly-";
static const at_ms again_after = 4 * AT_HOUR, left_after = AT_DAY;

/* ---- when ---------------------------------------------------------------------------- */

/* How the newest one went; id 0: there was none. */
static enum at_status
newest_job(struct at_call *call, bool done, struct at_job *out)
{
	const struct at_job_wanted wanted = { .org = call->who->org,
		.kind = at_backup_nightly_kind, .done = done, .until = call->now };
	struct at_db *db = at_store_reader(call);

	return db == NULL ? call->err->status : at_job_newest(call->arena, db, &wanted, out,
	    call->err);
}

/* *out_made: 0 when its clock was far ahead when it was made. */
static enum at_status
is_first_org(struct at_call *call, bool *out, at_ms *out_made)
{
	at_id first;
	int n = 0;
	struct at_db *db = at_store_reader(call);
	enum at_status st = db == NULL ? call->err->status : at_org_list(call->arena, db, &first,
	    1, &n, call->err);

	*out = n == 1 && first == call->who->org;
	*out_made = *out && at_id_time(first) < call->now + AT_DAY ? at_id_time(first) : 0;
	return st;
}

enum at_status
at_backup_nightly_is_due(struct at_call *call, at_ms last, bool *out)
{
	struct at_backup_rule rule;
	const struct at_zone *zone;
	struct at_job job;
	bool first;
	at_ms made;
	enum at_status st = is_first_org(call, &first, &made);

	*out = false;
	if (st == AT_OK)
		st = at_backup_rule_of(call, &rule);
	if (st != AT_OK || !first || rule.minute == AT_BACKUP_NEVER)
		return st;
	st = at_act_first_zone(call, &zone);
	if (st == AT_OK)
		st = newest_job(call, false, &job);
	if (st != AT_OK)
		return st;
	if (strcmp(job.state, "failed") == 0)
		*out = job.ended + again_after <= call->now;
	if ((last > made ? last : made) < at_backup_rule_last(&rule, zone, call->now))
		*out = true;
	return AT_OK;
}

/* ---- how far ------------------------------------------------------------------------- */

/* One night's work.  How many rows there are is known from the night before. */
struct night {
	struct at_call *call;
	const struct at_job_watch *watch;
	struct at_backup_rule rule;
	struct at_backup_made made;
	struct at_backup backup;
	int64_t n_expected;
	int from, to;                   /* per cent, of this half */
};

enum { HALF = 50, USUAL_ROWS = 100000 };

static bool
go_on(void *ptr, int64_t n_rows)
{
	const struct night *night = ptr;
	int64_t done = night->n_expected == 0 ? 1 : n_rows * (night->to - night->from)
	    / night->n_expected;
	int most = night->to - night->from - 1;

	return night->watch->go_on(night->watch->cookie, night->from
	    + (done > most ? most : (int)done));
}

/* ---- the folder ---------------------------------------------------------------------- */

/* The usual folder is made; another one must be there: it may be a disk that is not. */
static enum at_status
find_folder(const struct night *night)
{
	const char *folder = night->rule.folder;
	struct stat st;

	if (stat(folder, &st) == 0 && S_ISDIR(st.st_mode))
		return AT_OK;
	if (strcmp(folder, at_printf(night->call->arena, "%s/backups",
	    at_store_folder(night->call->store))) == 0 && mkdir(folder, 0700) == 0)
		return AT_OK;
	return at_fail(night->call->err, AT_NOT_FOUND, "There is no folder %s for backups: is its"
	    " disk mounted? There is no backup of tonight.", folder);
}

/* "nightly-2026-11-22-023000.attune", by the clinic's clock. */
static enum at_status
name_file(const struct night *night, const char **out)
{
	struct at_call *call = night->call;
	const struct at_zone *zone;
	struct at_local local;
	char day[AT_DATE_ROOM];
	enum at_status st = at_act_first_zone(call, &zone);

	if (st != AT_OK)
		return st;
	local = at_zone_local(zone, call->now);
	at_date_format(local.date, day);
	*out = at_printf(call->arena, "%s/%s%s-%02d%02d%02d.attune", night->rule.folder, prefix,
	    day, local.hour, local.minute, local.second);
	return AT_OK;
}

static bool
is_left_over(const char *name)
{
	static const char *const endings[] = { ".part", ".check", ".check-wal", ".check-shm",
		".check-turn" };
	const char *end = strstr(name, ".attune.");

	if (strncmp(name, prefix, strlen(prefix)) != 0 || end == NULL)
		return false;
	for (size_t i = 0; i < AT_COUNT(endings); i++)
		if (strcmp(end + strlen(".attune"), endings[i]) == 0)
			return true;
	return false;
}

/* What a night left behind in which the power went. */
static void
sweep(const struct night *night)
{
	DIR *folder = opendir(night->rule.folder);
	struct dirent *entry;
	struct stat file;

	while (folder != NULL && (entry = readdir(folder)) != NULL) {
		const char *path = at_printf(night->call->arena, "%s/%s", night->rule.folder,
		    entry->d_name);

		if (is_left_over(entry->d_name) && stat(path, &file) == 0
		    && (at_ms)file.st_mtime * AT_SECOND + left_after < night->call->now)
			unlink(path);
	}
	if (folder != NULL)
		closedir(folder);
}

/* ---- the trial ----------------------------------------------------------------------- */

struct changing {
	at_id org, id;
	at_ms at;
	const char *problem;
	struct at_audit_line line;
};

static enum at_status
apply_checked(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	const struct changing *c = job;

	(void)scratch;
	return at_backup_made_checked(db, c->org, c->id, c->at, c->problem, err);
}

/* A trial that was stopped says nothing.  What one found stands on the list. */
static enum at_status
try_it(struct night *night)
{
	struct at_call *call = night->call;
	const struct at_backup_watch watch = { go_on, night };
	struct changing found = { night->made.org, night->made.id, call->now, "", { .at = 0 } };
	struct at_error why = { .status = AT_OK };
	struct at_backup tried;
	enum at_status st, written;

	night->from = HALF;
	night->to = 100;
	night->n_expected = night->backup.n_rows;
	st = at_backup_check(call->arena, night->made.path, call->now, &watch, &tried, &why);
	if (st == AT_GONE)
		return at_fail(call->err, st, "%s", why.text);
	found.problem = why.text;
	written = at_store_write(call, apply_checked, &found);
	if (st == AT_OK)
		return written;
	at_error_clear(call->err);
	return at_fail(call->err, st, "The backup was made and cannot be restored: %s", why.text);
}

/* ---- which ones go ------------------------------------------------------------------- */

static enum at_status
apply_removed(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	struct changing *c = job;
	enum at_status st = at_backup_made_removed(db, c->org, c->id, c->at, err);

	return st == AT_OK ? at_act_append(db, scratch, &c->line, err) : st;
}

static enum at_status
remove_one(struct at_call *call, const struct at_backup_made *made)
{
	struct changing gone = { made->org, made->id, call->now, "",
		at_act_line(call, "remove", "backup", made->id, 0) };

	if (unlink(made->path) != 0 && errno != ENOENT)
		return at_fail(call->err, AT_IO, "%s cannot be removed: %s", made->path,
		    strerror(errno));
	return at_store_write(call, apply_removed, &gone);
}

/* Of this rule: nightly, and in the folder of tonight's, by whatever name the rule has it. */
static bool
is_ours(const struct night *night, const struct at_backup_made *made)
{
	size_t n = (size_t)(strrchr(night->made.path, '/') - night->made.path) + 1;

	return strcmp(made->kind, kind) == 0 && strncmp(made->path, night->made.path, n) == 0
	    && strchr(made->path + n, '/') == NULL;
}

/* Only what was restored on trial counts for the rule; the rest goes, now that one was.
 * Tonight's stays whatever the rule says of it: others may be of a clock that was ahead. */
static enum at_status
thin_out(const struct night *night, int *out_kept, int *out_removed)
{
	struct at_call *call = night->call;
	struct at_backup_made *all;
	const struct at_zone *zone;
	at_ms *at;
	bool *keep, stays;
	int n, n_good = 0, good = 0;
	enum at_status st = at_action_backups(call, false, &all, &n);

	*out_kept = *out_removed = 0;
	if (st == AT_OK)
		st = at_act_first_zone(call, &zone);
	if (st != AT_OK)
		return st;
	at = AT_NEW(call->arena, at_ms, (size_t)n);
	keep = AT_NEW(call->arena, bool, (size_t)n);
	for (int i = 0; i < n; i++)
		if (is_ours(night, &all[i]) && all[i].checked != 0 && all[i].problem[0] == '\0')
			at[n_good++] = all[i].at;
	at_backup_rule_keep(&night->rule, zone, at, n_good, keep);
	for (int i = 0; i < n && st == AT_OK; i++) {
		if (!is_ours(night, &all[i]))
			continue;
		stays = all[i].checked != 0 && all[i].problem[0] == '\0' && keep[good++];
		stays = stays || all[i].id == night->made.id;
		*out_kept += stays;
		*out_removed += !stays;
		if (!stays)
			st = remove_one(call, &all[i]);
	}
	return st;
}

/* ---- the whole ----------------------------------------------------------------------- */

static enum at_status
write_it(struct night *night)
{
	const struct at_backup_watch watch = { go_on, night };
	struct at_backup_wish wish = { .watch = &watch };
	struct at_job before;
	double rows;
	enum at_status st = newest_job(night->call, true, &before);

	if (st == AT_OK)
		st = name_file(night, &wish.path);
	if (st != AT_OK)
		return st;
	rows = at_named_find(before.result, "rows");
	night->n_expected = rows > 0 ? (int64_t)rows : USUAL_ROWS;
	night->to = HALF;
	return at_backup_do(night->call, &wish, kind, &night->backup, &night->made);
}

enum at_status
at_backup_nightly(struct at_call *call, const char *argument, const struct at_job_watch *watch,
    const char **out_result)
{
	struct night night = { .call = call, .watch = watch };
	struct at_buffer result = at_buffer_init(call->arena);
	int n_kept, n_removed;
	enum at_status st = at_act_allow(call, AT_REL_ANY, AT_RES_BACKUP, AT_WRITE);

	(void)argument;
	if (st == AT_OK)
		st = at_backup_rule_of(call, &night.rule);
	if (st == AT_OK)
		st = find_folder(&night);
	if (st != AT_OK)
		return st;
	sweep(&night);
	st = write_it(&night);
	if (st == AT_OK)
		st = try_it(&night);
	if (st == AT_OK)
		st = thin_out(&night, &n_kept, &n_removed);
	if (st != AT_OK)
		return st;
	at_named_add(&result, "rows", (double)night.backup.n_rows);
	at_named_add(&result, "bytes", (double)night.backup.n_bytes);
	at_named_add(&result, "kept", n_kept);
	at_named_add(&result, "removed", n_removed);
	*out_result = at_buffer_string(&result);
	return AT_OK;
}
