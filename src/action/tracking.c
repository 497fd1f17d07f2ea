/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "action/act.h"
#include "action/expected.h"
#include "action/tracking.h"
#include "base/named.h"
#include "instrument/score.h"
#include "store/day.h"

/* ---- the hours of forms ----------------------------------------------------------- */

static bool
counts(const struct at_answer *answer, const struct at_instrument *instrument)
{
	return strcmp(answer->instrument, instrument->id) == 0
	    && answer->instrument_version == instrument->version
	    && (strcmp(answer->form, "client") == 0 || strcmp(answer->form, "teen") == 0);
}

static int
hours_until(const struct at_history *h, at_ms at)
{
	int n = 0;

	for (int i = 0; i < h->n_sessions; i++)
		n += h->sessions[i].starts <= at
		    && strcmp(h->sessions[i].state, "cancelled") != 0;
	return n;
}

void
at_tracking_hours(const struct at_history *h, const struct at_instrument *instrument, int *out)
{
	at_id episode = 0;
	int before = 0;

	for (int i = 0; i < h->n_answers; i++) {
		const struct at_answer *a = &h->answers[i];
		const struct at_session *session = at_history_session(h, a->session);

		out[i] = 0;
		if (!counts(a, instrument))
			continue;
		if (at_history_episode(h, a->relationship) != episode) {
			episode = at_history_episode(h, a->relationship);
			before = 0;
		}
		out[i] = at_track_hour(session != NULL,
		    hours_until(h, session != NULL ? session->starts : a->at), before);
		before = out[i];
	}
}

/* ---- the rules look ----------------------------------------------------------------- */

/* What one look finds. */
struct judging {
	struct at_call *call;
	const struct at_history *h;
	const struct at_kept_track *known;
	int n_known;
	struct at_kept_track *found;
	struct at_audit_line *lines;    /* of those that are worth a look */
	int n_found, n_lines;
};

static enum at_status
apply_judging(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	struct judging *j = job;
	enum at_status st = AT_OK;

	for (int i = 0; i < j->n_found && st == AT_OK; i++)
		st = at_kept_track_insert(db, &j->found[i], err);
	for (int i = 0; i < j->n_lines && st == AT_OK; i++)
		st = at_act_append(db, scratch, &j->lines[i], err);
	return st == AT_OK ? at_day_touch(db, j->h->client.org, j->h->client.id, err) : st;
}

static bool
is_known(const struct judging *j, at_id answer)
{
	for (int i = 0; i < j->n_known; i++)
		if (j->known[i].answer == answer)
			return true;
	return false;
}

/* One measure of the client's: its forms with their hours and scores. */
struct measure {
	const struct at_instrument *instrument;
	int *hours;                     /* one an answer */
	double *values;
	struct at_track_point *points;  /* room for as many */
	struct at_expected expected;
	bool loaded;
};

static enum at_status
read_measure(struct judging *j, struct measure *m)
{
	const struct at_history *h = j->h;
	double scores[AT_MAX_SCALES];
	enum at_status st = AT_OK;

	m->loaded = false;
	at_tracking_hours(h, m->instrument, m->hours);
	for (int i = 0; i < h->n_answers && st == AT_OK; i++) {
		if (m->hours[i] == 0)
			continue;
		st = at_score_unpack(h->answers[i].scores.bytes, h->answers[i].scores.n_bytes,
		    m->instrument->n_scales, scores, j->call->err);
		m->values[i] = scores[0];
	}
	return st;
}

/* The scores of one course of therapy up to an answer; how many stand before it. */
static int
points_until(const struct judging *j, const struct measure *m, int at)
{
	at_id episode = at_history_episode(j->h, j->h->answers[at].relationship);
	int n = 0;

	for (int i = 0; i <= at; i++)
		if (m->hours[i] > 0 && !isnan(m->values[i])
		    && at_history_episode(j->h, j->h->answers[i].relationship) == episode)
			m->points[n++] = (struct at_track_point){ m->hours[i], m->values[i] };
	return n - 1;
}

static void
keep(struct judging *j, const struct measure *m, const struct at_answer *answer,
    const struct at_track *track)
{
	struct at_buffer inputs = at_buffer_init(j->call->arena);
	struct at_kept_track *kept = &j->found[j->n_found++];

	at_track_pack(&inputs, &track->inputs);
	*kept = (struct at_kept_track){ .org = j->h->client.org, .id = at_store_id(j->call),
		.client = j->h->client.id, .answer = answer->id,
		.instrument = m->instrument->id, .kind = at_track_kind_id(track->kind),
		.rule = at_track_rule_id(track->rule), .version = track->version,
		.model = m->expected.model, .inputs = at_buffer_string(&inputs),
		.at = j->call->now };
	if (at_track_looks(track->kind))
		j->lines[j->n_lines++] = at_act_line(j->call, "find", "signal", kept->id,
		    j->h->client.id);
}

static enum at_status
judge_measure(struct judging *j, struct measure *m)
{
	const struct at_scale *scale = &m->instrument->scales[0];
	enum at_status st = read_measure(j, m);

	for (int i = 0; i < j->h->n_answers && st == AT_OK; i++) {
		const struct at_answer *answer = &j->h->answers[i];
		struct at_track track;
		int n;

		if (m->hours[i] == 0 || isnan(m->values[i]) || is_known(j, answer->id))
			continue;
		n = points_until(j, m, i);
		if (n == 0)
			continue;       /* the first one: there is nothing to compare it with */
		if (!m->loaded)
			st = at_expected_load(j->call, j->h->client.org, m->instrument,
			    answer->form, &m->expected);
		if (st != AT_OK)
			break;
		m->loaded = true;
		track = at_track_find(scale, m->expected.model == 0 ? NULL
		    : &m->expected.course, m->points, n + 1);
		keep(j, m, answer, &track);
	}
	return st;
}

static bool
has_answer(const struct at_history *h, const struct at_instrument *instrument)
{
	for (int i = 0; i < h->n_answers; i++)
		if (counts(&h->answers[i], instrument))
			return true;
	return false;
}

static enum at_status
judge(struct judging *j)
{
	struct at_arena *arena = j->call->arena;
	const struct at_library *library = j->call->house->library;
	size_t n = (size_t)j->h->n_answers;
	struct measure m = { .hours = AT_NEW(arena, int, n), .values = AT_NEW(arena, double, n),
		.points = AT_NEW(arena, struct at_track_point, n) };
	enum at_status st = AT_OK;

	j->found = AT_NEW(arena, struct at_kept_track, n);
	j->lines = AT_NEW(arena, struct at_audit_line, n);
	for (int k = 0; k < at_library_count(library) && st == AT_OK; k++) {
		m.instrument = at_library_at(library, k);
		if (at_expected_is_for(m.instrument) && has_answer(j->h, m.instrument))
			st = judge_measure(j, &m);
	}
	return st;
}

static enum at_status
load_known(struct at_call *call, const struct at_history *h, struct at_kept_track **out,
    int *out_n)
{
	struct at_db *db = at_store_reader(call);

	return db == NULL ? call->err->status : at_kept_track_list(call->arena, db,
	    h->client.org, h->client.id, out, out_n, call->err);
}

static struct at_track_views
views_of(struct at_call *call, const struct at_kept_track *kept, int n)
{
	struct at_track_views views = { AT_NEW(call->arena, struct at_track_view, (size_t)n), n };

	for (int i = 0; i < n; i++) {
		enum at_track_kind kind = at_track_kind_parse(kept[i].kind);

		views.views[i] = (struct at_track_view){ kept[i], {
			.kind = kind == AT_TRACK_KINDS ? AT_TRACK_NONE : kind,
			.rule = strcmp(kept[i].rule, "course") == 0 ? AT_TRACK_COURSE
			    : AT_TRACK_HOUSE,
			.version = kept[i].version,
			.inputs = at_track_unpack(kept[i].inputs) } };
	}
	return views;
}

enum at_status
at_tracking_judge(struct at_call *call, const struct at_history *h, struct at_track_views *out)
{
	struct judging j = { .call = call, .h = h };
	struct at_kept_track *known;
	enum at_status st = load_known(call, h, &known, &j.n_known);

	j.known = known;
	if (st == AT_OK)
		st = judge(&j);
	if (st == AT_OK && j.n_found > 0) {
		st = at_store_write(call, apply_judging, &j);
		if (st == AT_CONFLICT) {        /* somebody else opened it at the same moment */
			at_error_clear(call->err);
			st = AT_OK;
		}
		if (st == AT_OK)
			st = load_known(call, h, &known, &j.n_known);
	}
	if (st == AT_OK)
		*out = views_of(call, known, j.n_known);
	return st;
}

/* ---- who sees what was found ------------------------------------------------------------ */

static bool
may_see(struct at_call *call, const struct at_history *h, const struct at_answer *answer)
{
	const struct at_seen_card card = { .rater = AT_BY_CLIENT };

	return at_policy_allows(call->who->subjects, h->stand.relations, AT_RES_OUTCOME, AT_VIEW)
	    && at_sight_of(at_history_viewer(h, call->who->staff, answer->relationship,
	    call->now), AT_TRACKED, &card) == AT_SHOWN;
}

const struct at_track_view *
at_tracking_of(struct at_call *call, const struct at_history *h,
    const struct at_track_views *views, const struct at_answer *answer)
{
	for (int i = 0; i < views->n_views; i++)
		if (views->views[i].kept.answer == answer->id)
			return may_see(call, h, answer) ? &views->views[i] : NULL;
	return NULL;
}
