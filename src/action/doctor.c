/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <pwd.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "action/doctor_part.h"
#include "guard/guard.h"

static const struct check {
	const char *name;
	void (*look)(struct at_doctor *d);
} checks[] = {
	{ "folder", at_doctor_folder },
	{ "owner", at_doctor_owners },
	{ "rights", at_doctor_rights },
	{ "disk", at_doctor_disk },
	{ "key", at_doctor_key },
	{ "programs", at_doctor_programs },
	{ "database", at_doctor_database },
	{ "schema", at_doctor_schema },
	{ "pages", at_doctor_pages },
	{ "key fits", at_doctor_key_fits },
	{ "access log", at_doctor_log },
	{ "clock", at_doctor_clock },
	{ "questionnaires", at_doctor_instruments },
	{ "backups", at_doctor_backups },
	{ "leftovers", at_doctor_leftovers },
	{ "jobs", at_doctor_jobs },
};

static const char *format_text(struct at_doctor *d, const char *format, va_list args)
    AT_PRINTF(2, 0);

static const char *
format_text(struct at_doctor *d, const char *format, va_list args)
{
	char text[1024];

	vsnprintf(text, sizeof text, format, args);
	return at_strdup(d->arena, text);
}

static void
put(struct at_doctor *d, struct at_finding finding)
{
	d->all = at_one_more(d->arena, d->all, d->found.n, sizeof *d->all);
	d->all[d->found.n++] = finding;
	d->found.n_wrong += finding.verdict == AT_WRONG;
	d->found.n_notes += finding.verdict == AT_NOTE;
}

void
at_doctor_well(struct at_doctor *d, const char *format, ...)
{
	struct at_finding finding = { .check = d->check, .verdict = AT_WELL };
	va_list args;

	va_start(args, format);
	finding.what = format_text(d, format, args);
	va_end(args);
	put(d, finding);
}

void
at_doctor_say(struct at_doctor *d, enum at_verdict verdict, const char *why, const char *todo,
    const char *format, ...)
{
	struct at_finding finding = { .check = d->check, .verdict = verdict, .why = why,
		.todo = todo };
	va_list args;

	va_start(args, format);
	finding.what = format_text(d, format, args);
	va_end(args);
	put(d, finding);
}

const char *
at_doctor_user(struct at_doctor *d, uid_t user)
{
	const struct passwd *known = getpwuid(user);

	return known != NULL ? at_strdup(d->arena, known->pw_name)
	    : at_printf(d->arena, "user %ld", (long)user);
}

const char *
at_doctor_path(struct at_doctor *d, const char *name)
{
	return at_printf(d->arena, "%s/%s", d->options->folder, name);
}

void
at_doctor_look(struct at_arena *arena, const struct at_doctor_options *options,
    struct at_findings *out)
{
	struct at_doctor d = { .arena = arena, .options = options };
	struct at_error err = { .status = AT_OK };

	at_guard_start(&err);           /* without randomness nothing here is made anyway */
	for (size_t i = 0; i < AT_COUNT(checks); i++) {
		d.check = checks[i].name;
		checks[i].look(&d);
	}
	at_db_close(d.db);
	at_key_wipe(&d.key);
	*out = d.found;
	out->all = d.all;
}

const char *
at_verdict_name(enum at_verdict verdict)
{
	static const char *const names[] = { [AT_WELL] = "well", [AT_NOTE] = "note",
		[AT_WRONG] = "wrong" };

	return names[verdict];
}
