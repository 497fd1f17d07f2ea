/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "action/act.h"
#include "action/expected.h"
#include "base/named.h"
#include "instrument/score.h"
#include "progress/track.h"
#include "store/model.h"

/* Courses read at a time; forms that come in so long after the end still belong to it. */
enum { PAGE = 500, FEWEST_SCORES = 3 };
static const at_ms grace = 14 * AT_DAY;

bool
at_expected_is_for(const struct at_instrument *instrument)
{
	return !instrument->own_card && instrument->n_scales > 0
	    && !isnan(instrument->scales[0].reliable);
}

/* The archive of one measure.  The rows of the course that is being read are the last
 * `n_open`; too few scores, and they are taken back. */
struct measure {
	const struct at_instrument *instrument;
	const char *form;
	struct at_course_row *rows;
	int n_rows, n_episodes;
	at_id episode;                  /* the one being read */
	int number;                     /* of it */
	int n_open, first_hour, last_hour;
};

struct archive {
	struct at_call *call;
	struct measure *measures;
	int n_measures;
};

/* ---- reading the archive ---------------------------------------------------------- */

static void
end_episode(struct measure *m)
{
	if (m->n_open < FEWEST_SCORES)
		m->n_rows -= m->n_open;
	else
		m->n_episodes++;
	m->n_open = 0;
}

/* The number by which an episode is held out or not: always the same one, however the archive
 * grows, and never that of the one before. */
static int
number_of(at_id episode, int before)
{
	int number = (int)((episode ^ episode >> 31) & INT32_MAX);

	return number == before ? number ^ 1 : number;
}

/* Two forms of one hour: the first counts. */
static void
add_score(struct archive *archive, struct measure *m, const struct at_archived *form,
    double value)
{
	int hour;

	if (form->episode != m->episode) {
		end_episode(m);
		m->episode = form->episode;
		m->number = number_of(form->episode, m->number);
		m->last_hour = 0;
	}
	hour = at_track_hour(form->in_session, form->hours, m->last_hour);
	if (m->n_open > 0 && hour <= m->last_hour)
		return;
	if (m->n_open == 0)
		m->first_hour = hour;
	m->last_hour = hour;
	m->rows = at_one_more(archive->call->arena, m->rows, m->n_rows, sizeof *m->rows);
	m->rows[m->n_rows++] = (struct at_course_row){ m->number,
		hour - m->first_hour + 1, value };
	m->n_open++;
}

static bool
is_own_form(const char *form)
{
	return strcmp(form, "client") == 0 || strcmp(form, "teen") == 0;
}

static struct measure *
measure_of(struct archive *archive, const struct at_archived *form)
{
	const struct at_instrument *instrument;
	struct at_arena *arena = archive->call->arena;

	for (int i = 0; i < archive->n_measures; i++) {
		struct measure *m = &archive->measures[i];

		if (strcmp(m->instrument->id, form->instrument) == 0
		    && strcmp(m->form, form->form) == 0)
			return m->instrument->version == form->instrument_version ? m : NULL;
	}
	instrument = at_library_find(archive->call->house->library, form->instrument);
	if (instrument == NULL || !at_expected_is_for(instrument) || !is_own_form(form->form)
	    || instrument->version != form->instrument_version)
		return NULL;
	archive->measures = at_one_more(arena, archive->measures, archive->n_measures,
	    sizeof *archive->measures);
	archive->measures[archive->n_measures] = (struct measure){ .instrument = instrument,
		.form = at_strdup(arena, form->form) };
	return &archive->measures[archive->n_measures++];
}

static enum at_status
add_form(struct archive *archive, const struct at_archived *form)
{
	struct measure *m = measure_of(archive, form);
	double scores[AT_MAX_SCALES];
	enum at_status st;

	if (m == NULL)
		return AT_OK;
	st = at_score_unpack(form->scores.bytes, form->scores.n_bytes, m->instrument->n_scales,
	    scores, archive->call->err);
	if (st == AT_OK && !isnan(scores[0]))
		add_score(archive, m, form, scores[0]);
	return st;
}

static enum at_status
read_pages(struct archive *archive, struct at_arena *page)
{
	struct at_call *call = archive->call;
	at_id last = 0;
	enum at_status st = AT_OK;

	do {
		struct at_db *db = at_store_reader(call);
		struct at_archived *forms;
		int n = 0;

		st = db == NULL ? call->err->status : at_archive_page(page, db, call->who->org,
		    call->now - grace, grace, last, PAGE, &forms, &n, &last, call->err);
		for (int i = 0; i < n && st == AT_OK; i++)
			st = add_form(archive, &forms[i]);
		at_arena_clear(page);
	} while (st == AT_OK && last != 0);
	return st;
}

/* Page by page in memory of its own, so that a large archive never lies there as stored. */
static enum at_status
read_archive(struct archive *archive)
{
	struct at_arena *page = at_arena_open();
	enum at_status st;

	if (page == NULL)
		at_oom(archive->call->arena);
	if (setjmp(*at_arena_boundary(page)) != 0) {
		at_arena_close(page);
		at_oom(archive->call->arena);
	}
	st = read_pages(archive, page);
	at_arena_close(page);
	for (int i = 0; i < archive->n_measures; i++)
		end_episode(&archive->measures[i]);
	at_store_rest(archive->call);
	return st;
}

/* ---- fitting ------------------------------------------------------------------------- */

static struct at_kept_model
name_of(at_id org, const struct at_instrument *instrument, const char *form)
{
	return (struct at_kept_model){ .org = org, .instrument = instrument->id,
		.instrument_version = instrument->version, .scale = instrument->scales[0].id,
		.form = form };
}

struct keeping {
	struct at_kept_model model;
	struct at_audit_line line;
};

static enum at_status
apply_keeping(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	struct keeping *k = job;
	enum at_status st = at_model_insert(db, &k->model, err);

	return st == AT_OK ? at_act_append(db, scratch, &k->line, err) : st;
}

static enum at_status
keep(struct at_call *call, const struct measure *m, const struct at_kept_model *last,
    const struct at_course *course)
{
	struct at_buffer parameters = at_buffer_init(call->arena);
	struct keeping job = { .model = *last };

	at_track_pack_course(&parameters, course);
	job.model.id = at_store_id(call);
	job.model.version = last->version + 1;
	job.model.at = call->now;
	job.model.n_episodes = m->n_episodes;
	job.model.n_scores = m->n_rows;
	job.model.parameters = at_buffer_string(&parameters);
	job.line = at_act_line(call, "fit", "course-model", job.model.id, 0);
	job.line.detail = at_printf(call->arena, "%s %s", m->instrument->id, m->form);
	return at_store_write(call, apply_keeping, &job);
}

/* Too few courses, or none that a model can be made of: then there is none. */
static enum at_status
refit(struct at_call *call, const struct measure *m)
{
	const struct at_scale *scale = &m->instrument->scales[0];
	const struct at_course_plan plan = { scale->better, scale->reliable };
	const struct at_kept_model name = name_of(call->who->org, m->instrument, m->form);
	struct at_db *db = at_store_reader(call);
	struct at_kept_model last;
	struct at_course course;
	enum at_status st;

	if (m->n_episodes < AT_COURSE_NEEDS)
		return AT_OK;
	if (db == NULL)
		return call->err->status;
	st = at_model_newest(call->arena, db, &name, &last, call->err);
	at_store_rest(call);            /* no connection is held while it is fitted */
	if (st != AT_OK || (last.id != 0 && last.n_episodes == m->n_episodes
	    && last.n_scores == m->n_rows))
		return st;
	st = at_course_fit(call->arena, &plan, m->rows, m->n_rows, &course, call->err);
	if (st == AT_INVALID) {
		at_error_clear(call->err);
		return AT_OK;
	}
	return st == AT_OK ? keep(call, m, &last, &course) : st;
}

static const char *
name_in_result(struct at_arena *arena, const struct at_instrument *instrument, const char *form)
{
	return at_printf(arena, "%s.%s", instrument->id, form);
}

enum at_status
at_expected_refit(struct at_call *call, const struct at_job_watch *watch,
    const char **out_result)
{
	struct archive archive = { .call = call };
	struct at_buffer result = at_buffer_init(call->arena);
	enum at_status st = at_act_allow(call, 0, AT_RES_JOB, AT_WRITE);

	if (st == AT_OK)
		st = read_archive(&archive);
	for (int i = 0; i < archive.n_measures && st == AT_OK; i++) {
		const struct measure *m = &archive.measures[i];

		if (watch != NULL && !watch->go_on(watch->cookie, 100 * i / archive.n_measures))
			return at_fail(call->err, AT_GONE, "Stopped before the end.");
		st = refit(call, m);
		at_named_add(&result, name_in_result(call->arena, m->instrument, m->form),
		    m->n_episodes);
	}
	*out_result = at_buffer_string(&result);
	return st;
}

enum at_status
at_expected_is_due(struct at_call *call, at_ms since, bool *out)
{
	struct at_db *db = at_store_reader(call);
	int64_t n = 0;
	enum at_status st = db == NULL ? call->err->status : at_archive_grown(call->arena, db,
	    call->who->org, since - grace, call->now - grace, &n, call->err);

	*out = n > 0;
	return st;
}

/* ---- reading a model -------------------------------------------------------------------- */

static enum at_status
count_archive(struct at_call *call, struct at_db *db, at_id org,
    const struct at_instrument *instrument, const char *form, int *out)
{
	const struct at_job_wanted fit = { .org = org, .kind = "course", .done = true };
	struct at_job last;
	double n;
	enum at_status st = at_job_newest(call->arena, db, &fit, &last, call->err);

	if (st != AT_OK)
		return st;
	n = at_named_find(last.result, name_in_result(call->arena, instrument, form));
	*out = last.id == 0 ? -1 : isnan(n) ? 0 : (int)n;
	return AT_OK;
}

enum at_status
at_expected_load(struct at_call *call, at_id org, const struct at_instrument *instrument,
    const char *form, struct at_expected *out)
{
	const struct at_kept_model name = name_of(org, instrument, form);
	struct at_db *db = at_store_reader(call);
	struct at_kept_model model;
	enum at_status st;

	*out = (struct at_expected){ .n_archive = -1 };
	if (db == NULL)
		return call->err->status;
	st = at_model_newest(call->arena, db, &name, &model, call->err);
	if (st != AT_OK)
		return st;
	if (model.id == 0)
		return count_archive(call, db, org, instrument, form, &out->n_archive);
	if (!at_track_unpack_course(model.parameters, &out->course))
		return at_fail(call->err, AT_CORRUPT, "An expected course is damaged.");
	out->model = model.id;
	out->version = model.version;
	out->at = model.at;
	out->n_archive = model.n_episodes;
	return AT_OK;
}
