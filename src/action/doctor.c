/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <pwd.h>
#include <string.h>

#include "action/doctor_part.h"
#include "base/words.h"
#include "guard/guard.h"

static const struct check {
	const char *name, *title;
	enum at_doctor_when when;
	void (*look)(struct at_doctor *d);
} checks[] = {
	{ "folder", AT_TEXT("Data folder"), AT_DOCTOR_NOW, at_doctor_folder },
	{ "owner", AT_TEXT("Owner of the files"), AT_DOCTOR_NIGHT, at_doctor_owners },
	{ "rights", AT_TEXT("Rights of the files"), AT_DOCTOR_NIGHT, at_doctor_rights },
	{ "disk", AT_TEXT("Disk"), AT_DOCTOR_NOW, at_doctor_disk },
	{ "key", "Master key", AT_DOCTOR_APART, at_doctor_key },
	{ "programs", "Programs", AT_DOCTOR_APART, at_doctor_programs },
	{ "database", "Database", AT_DOCTOR_APART, at_doctor_database },
	{ "schema", "Schema", AT_DOCTOR_APART, at_doctor_schema },
	{ "pages", AT_TEXT("Pages of the database"), AT_DOCTOR_NIGHT, at_doctor_pages },
	{ "key fits", AT_TEXT("Master key and clients"), AT_DOCTOR_NIGHT, at_doctor_key_fits },
	{ "access log", AT_TEXT("Access log"), AT_DOCTOR_NIGHT, at_doctor_log },
	{ "clock", AT_TEXT("Clock"), AT_DOCTOR_NOW, at_doctor_clock },
	{ "questionnaires", AT_TEXT("Questionnaires"), AT_DOCTOR_NIGHT, at_doctor_instruments },
	{ "backups", AT_TEXT("Backups"), AT_DOCTOR_NOW, at_doctor_backups },
	{ "leftovers", AT_TEXT("Left over"), AT_DOCTOR_NIGHT, at_doctor_leftovers },
	{ "jobs", AT_TEXT("Jobs"), AT_DOCTOR_NOW, at_doctor_jobs },
};

void
at_doctor_add(struct at_arena *arena, struct at_findings *found, const struct at_finding *one)
{
	found->all = at_one_more(arena, found->all, found->n, sizeof *found->all);
	found->all[found->n++] = *one;
	found->n_wrong += one->verdict == AT_WRONG;
	found->n_notes += one->verdict == AT_NOTE;
}

void
at_doctor_well(struct at_doctor *d, struct at_phrase what)
{
	at_doctor_say(d, AT_WELL, NULL, (struct at_phrase){ .text = NULL }, what);
}

void
at_doctor_say(struct at_doctor *d, enum at_verdict verdict, const char *why,
    struct at_phrase todo, struct at_phrase what)
{
	const struct at_finding finding = { .check = d->check, .title = at_doctor_title(d->check),
		.verdict = verdict, .what = what, .why = why, .todo = todo };

	at_doctor_add(d->arena, &d->found, &finding);
}

const char *
at_doctor_title(const char *check)
{
	for (size_t i = 0; i < AT_COUNT(checks); i++)
		if (strcmp(checks[i].name, check) == 0)
			return checks[i].title;
	return check;
}

const char *
at_doctor_count(struct at_doctor *d, long long n)
{
	return at_printf(d->arena, "%lld", n);
}

struct at_phrase
at_doctor_problem(struct at_doctor *d, const struct at_error *err)
{
	return at_phrase("%s", at_strdup(d->arena, err->text));
}

const char *
at_doctor_user(struct at_doctor *d, uid_t user)
{
	const struct passwd *known = d->serving ? NULL : getpwuid(user);

	return known != NULL ? at_strdup(d->arena, known->pw_name)
	    : at_printf(d->arena, "uid %ld", (long)user);
}

const char *
at_doctor_path(struct at_doctor *d, const char *name)
{
	return at_printf(d->arena, "%s/%s", d->options->folder, name);
}

static void
look(struct at_doctor *d, const struct check *check)
{
	d->check = check->name;
	check->look(d);
}

void
at_doctor_look(struct at_arena *arena, const struct at_doctor_options *options,
    struct at_findings *out)
{
	struct at_doctor d = { .arena = arena, .options = options };
	struct at_error err = { .status = AT_OK };

	at_guard_start(&err);           /* without randomness nothing here is made anyway */
	for (size_t i = 0; i < AT_COUNT(checks); i++)
		look(&d, &checks[i]);
	at_db_close(d.db);
	at_key_wipe(&d.key);
	*out = d.found;
}

bool
at_doctor_run(struct at_doctor *d, enum at_doctor_when when, const struct at_job_watch *watch)
{
	for (size_t i = 0; i < AT_COUNT(checks); i++) {
		if (checks[i].when != when)
			continue;
		look(d, &checks[i]);
		if (watch != NULL
		    && !watch->go_on(watch->cookie, (int)(100 * (i + 1) / AT_COUNT(checks))))
			return false;
	}
	return true;
}

const char *
at_verdict_name(enum at_verdict verdict)
{
	static const char *const names[] = { [AT_WELL] = "well", [AT_NOTE] = "note",
		[AT_WRONG] = "wrong" };

	return names[verdict];
}
