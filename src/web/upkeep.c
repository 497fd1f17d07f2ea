/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the program itself is: backups, disk, jobs; and what has to be done about it. */
#include <string.h>

#include "action/doctor.h"
#include "action/jobs.h"
#include "action/logins.h"
#include "action/upkeep.h"
#include "base/words.h"
#include "html/form.h"
#include "html/put.h"
#include "web/clinic.h"
#include "web/show.h"

enum { BACKUPS_SHOWN = 8, JOBS_SHOWN = 12 };

struct health {
	struct at_upkeep upkeep;
	struct at_doctor_view doctor;
	struct at_job *jobs;
	int n_jobs;
	struct at_backup_made *backups;
	int n_backups;
	const struct at_zone *zone;
};

/* The kinds there are a use to run now. */
static const struct kind {
	const char *id, *name, *run;
} kinds[] = {
	{ "backup", AT_TEXT("Backup, tried by restoring it"), AT_TEXT("Back up now") },
	{ "course", AT_TEXT("Expected course of the measures"),
	    AT_TEXT("Fit the expected course now") },
	{ "check", AT_TEXT("Check of all that takes long to read"), AT_TEXT("Check now") },
};

static const struct kind *
kind_of(const char *id)
{
	for (size_t i = 0; i < AT_COUNT(kinds); i++)
		if (strcmp(kinds[i].id, id) == 0)
			return &kinds[i];
	return NULL;
}

static const char *
when(struct at_visit *visit, const struct health *h, at_ms at)
{
	return at_words_moment(&visit->call, h->zone, at);
}

static const char *
bytes_of(struct at_visit *visit, int64_t n)
{
	struct at_call *call = &visit->call;
	double size = (double)n / (1024 * 1024);

	if (size < 1)
		return at_printf(call->arena, at_tr(call, "%s kB"),
		    at_show_number(visit, (double)n / 1024, 0));
	if (size < 1024)
		return at_printf(call->arena, at_tr(call, "%s MB"),
		    at_show_number(visit, size, size < 10 ? 1 : 0));
	return at_printf(call->arena, at_tr(call, "%s GB"),
	    at_show_number(visit, size / 1024, 1));
}

/* ---- what has to be done -------------------------------------------------------------- */

struct problems {
	struct at_visit *visit;
	int n;
};

static void
put_problem(struct problems *p, enum at_tone tone, const char *what, const char *todo)
{
	p->n++;
	at_part_notice(p->visit->out, tone, what, todo);
}

/* What a check found: what it is, why it matters, what to do. */
static void
put_found(struct problems *p, const struct health *h, const struct at_findings *found, at_ms at)
{
	struct at_call *call = &p->visit->call;

	for (int i = 0; i < found->n; i++) {
		const struct at_finding *one = &found->all[i];
		const char *text;

		if (one->verdict == AT_WELL)
			continue;
		/* words: a sentence why, and what has to be done */
		text = at_printf(call->arena, at_tr(call, "%s\n\nTo do: %s"),
		    at_tr(call, one->why), at_phrase_words(call, &one->todo));
		if (at != 0)
			text = at_printf(call->arena, "%s\n\n%s", text, at_printf(call->arena,
			    at_tr(call, "Found %s."), when(p->visit, h, at)));
		put_problem(p, one->verdict == AT_WRONG ? AT_TONE_LOOK : AT_TONE_PLAIN,
		    at_printf(call->arena, "%s: %s", at_tr(call, one->title),
		    at_phrase_words(call, &one->what)), text);
	}
}

static void
put_problems(struct at_visit *visit, const struct health *h)
{
	struct at_call *call = &visit->call;
	const struct at_upkeep *u = &h->upkeep;
	struct problems p = { .visit = visit };

	put_found(&p, h, &h->doctor.now, 0);
	put_found(&p, h, &h->doctor.night, h->doctor.night_at);
	if (u->n_alerts > 0)
		put_problem(&p, AT_TONE_LOOK,
		    at_tr(call, "Safety answers that nobody has acknowledged"),
		    at_printf(call->arena, at_trn(call, "%d, since %s. Look at the cover.",
		    "%d, the oldest since %s. Look at the cover.", (unsigned long)u->n_alerts),
		    u->n_alerts, when(visit, h, u->alerts_since)));
	if (u->n_queued > 0 && u->n_running == 0 && call->now - u->queued_since > AT_HOUR)
		put_problem(&p, AT_TONE_LOOK, at_tr(call, "Jobs wait and none runs"),
		    at_printf(call->arena, at_tr(call, "The oldest since %s. Start the server "
		    "again if it stays so."),
		    when(visit, h, u->queued_since)));
	if (p.n == 0)
		at_part_notice(visit->out, AT_TONE_DONE, at_tr(call, "All is well"),
		    u->newest.id != 0 ? at_tr(call, "Backups are fresh, the disk has room, nothing "
		    "waits.") : at_tr(call, "The disk has room, nothing waits. The first backup "
		    "is still to come."));
}

/* ---- what was looked at --------------------------------------------------------------- */

static void
put_looked(struct at_visit *visit, const struct at_section *section,
    const struct at_findings *found)
{
	struct at_call *call = &visit->call;
	struct at_fact *facts = AT_NEW(call->arena, struct at_fact, (size_t)found->n);

	for (int i = 0; i < found->n; i++)
		facts[i] = (struct at_fact){ at_tr(call, found->all[i].title),
			at_phrase_words(call, &found->all[i].what) };
	at_part_section_begin(visit->out, section);
	if (found->n > 0)
		at_part_facts(visit->out, facts, found->n);
	at_part_section_end(visit->out);
}

static void
put_checks(struct at_visit *visit, const struct health *h)
{
	struct at_call *call = &visit->call;
	const struct at_section now = { .id = "checks", .heading = at_tr(call, "Checked now") },
	    night = { .id = "night", .heading = at_tr(call, "Checked by night"),
		.note = h->doctor.night_at == 0 ? at_tr(call, "Not yet: what takes long to read is "
		"read in the night.") : when(visit, h, h->doctor.night_at) };

	put_looked(visit, &now, &h->doctor.now);
	put_looked(visit, &night, &h->doctor.night);
}

/* ---- how it stands -------------------------------------------------------------------- */

static void
put_program(struct at_visit *visit, const struct health *h)
{
	struct at_call *call = &visit->call;
	const struct at_upkeep *u = &h->upkeep;
	const struct at_section section = { .id = "program", .heading = at_tr(call, "Program") };
	const struct at_fact facts[] = {
		{ at_tr(call, "Version"), u->program },
		{ at_tr(call, "Database"), u->engine },
		{ at_tr(call, "Schema"), at_printf(call->arena, "%d", u->schema) },
		{ at_tr(call, "Size of the database"), bytes_of(visit, u->n_database_bytes) },
	};

	at_part_section_begin(visit->out, &section);
	at_part_facts(visit->out, facts, (int)AT_COUNT(facts));
	at_part_section_end(visit->out);
}

/* Of the newest done one. */
static at_ms
fitted_at(const struct health *h)
{
	for (int i = 0; i < h->n_jobs; i++)
		if (strcmp(h->jobs[i].kind, "course") == 0
		    && strcmp(h->jobs[i].state, "done") == 0)
			return h->jobs[i].ended;
	return 0;
}

static void
put_last_times(struct at_visit *visit, const struct health *h)
{
	struct at_call *call = &visit->call;
	const struct at_upkeep *u = &h->upkeep;
	const char *never = at_tr(call, "never");
	const struct at_fact facts[] = {
		{ at_tr(call, "Newest backup"), u->newest.id == 0 ? never
		    : when(visit, h, u->newest.at) },
		{ at_tr(call, "Restored on trial, well"), u->tried.id == 0 ? never
		    : when(visit, h, u->tried.checked) },
		{ at_tr(call, "Next backup"), u->next == 0 ? never : when(visit, h, u->next) },
		{ at_tr(call, "Expected course fitted"), fitted_at(h) == 0 ? never
		    : when(visit, h, fitted_at(h)) },
	};
	const struct at_section section = { .id = "last",
		.heading = at_tr(call, "Last and next") };
	struct at_clinic_button buttons[AT_COUNT(kinds)];

	for (size_t i = 0; i < AT_COUNT(kinds); i++)
		buttons[i] = (struct at_clinic_button){ kinds[i].id, at_tr(call, kinds[i].run) };
	at_part_section_begin(visit->out, &section);
	at_part_facts(visit->out, facts, (int)AT_COUNT(facts));
	at_clinic_buttons(visit, "/health", buttons, (int)AT_COUNT(buttons));
	at_part_section_end(visit->out);
}

static struct at_tag
tag_of_backup(struct at_visit *visit, const struct at_backup_made *made)
{
	struct at_call *call = &visit->call;

	if (made->problem[0] != '\0')
		return (struct at_tag){ AT_TONE_LOOK, at_tr(call, "would not restore") };
	return made->checked != 0
	    ? (struct at_tag){ AT_TONE_DONE, at_tr(call, "restored on trial") }
	    : (struct at_tag){ AT_TONE_PLAIN, at_tr(call, "not tried") };
}

static void
put_backups(struct at_visit *visit, const struct health *h)
{
	struct at_call *call = &visit->call;
	const struct at_section section = { .id = "backups", .heading = at_tr(call, "Backups"),
		.note = h->n_backups == 0 ? at_tr(call, "None yet. The first is made the night "
		    "after the clinic was.") : NULL };
	struct at_entry entries[BACKUPS_SHOWN];
	int n = h->n_backups < BACKUPS_SHOWN ? h->n_backups : BACKUPS_SHOWN;

	for (int i = 0; i < n; i++) {
		const struct at_backup_made *made = &h->backups[i];

		entries[i] = (struct at_entry){ .when = when(visit, h, made->at),
			.tag = tag_of_backup(visit, made),
			.text = at_printf(call->arena, "%s · %s",
			strrchr(made->path, '/') == NULL ? made->path
			: strrchr(made->path, '/') + 1, bytes_of(visit, made->n_bytes)),
			.note = made->problem[0] != '\0' ? made->problem : NULL };
	}
	at_part_section_begin(visit->out, &section);
	if (n > 0)
		at_part_entries(visit->out, entries, n);
	at_part_section_end(visit->out);
}

/* ---- jobs ----------------------------------------------------------------------------- */

static struct at_tag
tag_of_job(struct at_visit *visit, const struct at_job *job)
{
	static const struct { const char *state; enum at_tone tone; const char *text; } tags[] = {
		{ "queued", AT_TONE_PLAIN, AT_TEXT("waits") },
		{ "running", AT_TONE_LOOK, AT_TEXT("runs") },
		{ "done", AT_TONE_DONE, AT_TEXT("done") },
		{ "failed", AT_TONE_LOOK, AT_TEXT("failed") },
		{ "cancelled", AT_TONE_PLAIN, AT_TEXT("cancelled") },
	};

	for (size_t i = 0; i < AT_COUNT(tags); i++)
		if (strcmp(tags[i].state, job->state) == 0)
			return (struct at_tag){ tags[i].tone,
				at_tr(&visit->call, tags[i].text) };
	return (struct at_tag){ AT_TONE_PLAIN, job->state };
}

static void
put_job(struct at_visit *visit, const struct health *h, const struct at_job *job)
{
	struct at_call *call = &visit->call;
	const struct kind *kind = kind_of(job->kind);
	const char *name = kind == NULL ? job->kind : at_tr(call, kind->name);
	const struct at_tag tag = tag_of_job(visit, job);
	bool open = strcmp(job->state, "queued") == 0
	    || (strcmp(job->state, "running") == 0 && !job->stop);
	struct at_buffer *out = visit->out;

	at_put(out, "<li>\n<div class=\"what\"><p>%s ", name);
	at_part_tag(out, &tag);
	at_put(out, "</p>\n<p class=\"note\">%s", when(visit, h, job->ended != 0 ? job->ended
	    : job->started != 0 ? job->started : job->queued));
	if (strcmp(job->state, "running") == 0)
		at_put(out, " · %d %%", job->progress);
	at_put(out, "%s%s</p></div>\n", job->message[0] == '\0' ? "" : " · ", job->message);
	if (open)
		at_put(out, "<form method=\"post\" action=\"/health\">\n"
		    "<input type=\"hidden\" name=\"csrf\" value=\"%s\">\n"
		    "<input type=\"hidden\" name=\"job\" value=\"%s\">\n"
		    "<button type=\"submit\" class=\"link\" name=\"do\" value=\"cancel\""
		    " aria-label=\"%s: %s\">%s</button>\n</form>\n", visit->csrf,
		    at_visit_id_text(visit, job->id), at_tr(call, "Cancel"), name,
		    at_tr(call, "Cancel"));
	at_put_raw(out, "</li>\n");
}

static void
put_jobs(struct at_visit *visit, const struct health *h)
{
	struct at_call *call = &visit->call;
	const struct at_section section = { .id = "jobs", .heading = at_tr(call, "Jobs"),
		.note = h->n_jobs == 0 ? at_tr(call, "None yet. What takes long is done apart from "
		    "the pages, mostly at night.") : NULL };

	at_part_section_begin(visit->out, &section);
	at_put_raw(visit->out, "<ul class=\"plan\">\n");
	for (int i = 0; i < h->n_jobs && i < JOBS_SHOWN; i++)
		put_job(visit, h, &h->jobs[i]);
	at_put_raw(visit->out, "</ul>\n");
	at_part_section_end(visit->out);
}

/* ---- the page ------------------------------------------------------------------------- */

static enum at_status
load(struct at_visit *visit, struct health *out)
{
	struct at_call *call = &visit->call;
	enum at_status st = at_action_upkeep(call, &out->upkeep);

	if (st == AT_OK)
		st = at_action_doctor(call, &out->doctor);
	if (st == AT_OK)
		st = at_action_jobs(call, &out->jobs, &out->n_jobs);
	if (st == AT_OK)
		st = at_action_backups(call, false, &out->backups, &out->n_backups);
	return st == AT_OK ? at_action_logins_zone(call, &out->zone) : st;
}

static int
put_health(struct at_visit *visit, const char *problem)
{
	struct at_call *call = &visit->call;
	struct health h;
	struct at_page page;

	if (load(visit, &h) != AT_OK)
		return at_page_problem(visit);
	page = at_page_clinic(visit, at_tr(call, "Health"), "/health");
	at_page_begin(visit->out, &page);
	at_clinic_said(visit, problem);
	put_problems(visit, &h);
	at_part_columns_begin(visit->out);
	put_jobs(visit, &h);
	put_backups(visit, &h);
	put_checks(visit, &h);
	at_part_columns_middle(visit->out);
	put_last_times(visit, &h);
	put_program(visit, &h);
	at_part_columns_end(visit->out);
	at_page_end(visit->out, &page);
	return 200;
}

int
at_page_upkeep(struct at_visit *visit)
{
	return put_health(visit, NULL);
}

int
at_page_upkeep_post(struct at_visit *visit)
{
	struct at_call *call = &visit->call;
	const struct kind *kind = kind_of(at_clinic_field(visit, "do"));
	const char *problem;
	struct at_job job;
	int status = 200;
	at_id id = 0;
	enum at_status st;

	if (kind != NULL)
		st = at_action_job_add(call, kind->id, "", false, &job);
	else if (at_clinic_does(visit, "cancel")
	    && at_id_parse(at_clinic_field(visit, "job"), &id))
		st = at_action_job_cancel(call, id);
	else
		return put_health(visit, NULL) == 200 ? 400 : at_page_problem(visit);
	if (st == AT_OK)
		return at_page_redirect(visit, "/health#jobs");
	problem = at_clinic_problem(visit, &status);
	if (problem == NULL)
		return at_page_problem(visit);
	put_health(visit, problem);
	return status;
}
