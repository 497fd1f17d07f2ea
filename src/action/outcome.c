/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "action/asking.h"
#include "action/outcome.h"
#include "action/house.h"
#include "action/saying.h"
#include "base/words.h"
#include "instrument/score.h"

/* The scores of a stored answer, NaN beyond what was stored. */
static enum at_status
read_scores(struct at_call *call, const struct at_answer *answer,
    const struct at_instrument *instrument, double out[AT_MAX_SCALES])
{
	for (int i = 0; i < AT_MAX_SCALES; i++)
		out[i] = NAN;
	if (answer->instrument_version != instrument->version)
		return AT_OK;           /* scored by another version: not comparable here */
	return at_score_unpack(answer->scores.bytes, answer->scores.n_bytes, instrument->n_scales,
	    out, call->err);
}

static enum at_status
add_point(struct at_call *call, const struct at_history *h, const struct at_answer *answer,
    struct at_outcome *course)
{
	struct at_outcome_point *p = &course->points[course->n_points++];
	const struct at_session *session = at_history_session(h, answer->session);
	struct at_answers answers;
	struct at_score score[AT_MAX_SCALES];
	double values[AT_MAX_SCALES];
	int scale = (int)(course->scale - course->instrument->scales), instead = -1;
	enum at_status st = read_scores(call, answer, course->instrument, values);

	if (st == AT_OK)
		st = at_answers_unpack(answer->packed.bytes, answer->packed.n_bytes, &answers,
		    call->err);
	if (st != AT_OK)
		return st;
	*p = (struct at_outcome_point){ .answer = answer->id, .at = answer->at,
		.value = values[scale], .session = session == NULL ? 0 : session->number };
	if (answers.n_items != course->instrument->n_items)
		return AT_OK;
	if (at_saying_is_addressed(answer))
		at_answers_hide_said(course->instrument, &answers);
	at_score_answers(course->instrument, &answers, score);
	p->prorated = score[scale].prorated;
	if (at_saying_is_addressed(answer))
		p->value = score[scale].value;
	if (isnan(p->value) && course->scale->instead != NULL)
		instead = at_instrument_scale(course->instrument, course->scale->instead);
	if (instead >= 0 && !isnan(values[instead])) {
		p->instead = course->scale->instead;
		p->instead_value = values[instead];
	}
	return AT_OK;
}

static enum at_status
word_course(struct at_call *call, const struct at_client *client, struct at_outcome *course)
{
	struct at_asking *asking;
	struct at_said said;
	enum at_status st = at_asking_open(call, client->org, client->site, course->instrument,
	    "client", false, at_words_lang(call->words), &asking);

	if (st != AT_OK)
		return st;
	st = at_asking_say(call, asking, false, "name", &said);
	course->title = st == AT_OK ? said.text : course->instrument->id;
	at_error_clear(call->err);
	for (int i = 0; i < course->n_points; i++) {
		struct at_outcome_point *p = &course->points[i];

		if (p->instead == NULL)
			continue;
		if (at_asking_say(call, asking, false,
		    at_printf(call->arena, "scale.%s", p->instead), &said) == AT_OK)
			p->instead = said.text;
		at_error_clear(call->err);
	}
	return AT_OK;
}

static enum at_status
read_course(struct at_call *call, const struct at_history *h, struct at_outcome *course)
{
	enum at_status st = AT_OK;

	course->points = AT_NEW(call->arena, struct at_outcome_point, (size_t)h->n_answers);
	for (int i = 0; i < h->n_answers && st == AT_OK; i++) {
		const struct at_answer *answer = &h->answers[i];

		if (strcmp(answer->instrument, course->instrument->id) == 0
		    && strcmp(answer->form, "parent") != 0
		    && strcmp(answer->form, "therapist") != 0
		    && at_history_in_period(h, answer->at))
			st = add_point(call, h, answer, course);
	}
	return st;
}

enum at_status
at_outcome_read(struct at_call *call, const struct at_history *h, struct at_outcome **out,
    int *out_n)
{
	const struct at_library *library = call->house->library;
	enum at_status st = AT_OK;

	*out = AT_NEW(call->arena, struct at_outcome, (size_t)at_library_count(library));
	*out_n = 0;
	for (int k = 0; k < at_library_count(library) && st == AT_OK; k++) {
		const struct at_instrument *instrument = at_library_at(library, k);
		struct at_outcome *course = &(*out)[*out_n];

		if (strcmp(instrument->id, "session") == 0 || instrument->n_scales == 0)
			continue;
		*course = (struct at_outcome){ .instrument = instrument,
			.scale = &instrument->scales[0], .credit = instrument->source };
		st = read_course(call, h, course);
		if (st != AT_OK || course->n_points == 0)
			continue;
		st = word_course(call, &h->client, course);
		++*out_n;
	}
	return st;
}

/* ---- for staff ------------------------------------------------------------------ */

static struct at_outcome_point *
point_of(struct at_outcome *outcome, at_id answer)
{
	for (int i = 0; i < outcome->n_points; i++)
		if (outcome->points[i].answer == answer)
			return &outcome->points[i];
	return NULL;
}

/* The place of each point in its course of therapy: seen by the asker or not, the first
 * score is the one that counts. */
static enum at_status
find_places(struct at_call *call, const struct at_history *h, struct at_outcome *outcome)
{
	int *hours = AT_NEW(call->arena, int, (size_t)h->n_answers), first_hour = 0;
	double scores[AT_MAX_SCALES], first = NAN;
	at_id episode = 0;
	enum at_status st = AT_OK;

	at_tracking_hours(h, outcome->instrument, hours);
	for (int i = 0; i < h->n_answers && st == AT_OK; i++) {
		const struct at_answer *a = &h->answers[i];
		struct at_outcome_point *point = point_of(outcome, a->id);

		if (hours[i] == 0)
			continue;
		st = read_scores(call, a, outcome->instrument, scores);
		if (at_history_episode(h, a->relationship) != episode) {
			episode = at_history_episode(h, a->relationship);
			first = NAN;
		}
		if (isnan(first)) {
			first = scores[outcome->scale - outcome->instrument->scales];
			first_hour = hours[i];
		} else if (point != NULL) {
			point->first = first;
			point->since = hours[i] - first_hour + 1;
		}
	}
	return st;
}

static enum at_status
track(struct at_call *call, const struct at_history *h, const struct at_track_views *views,
    struct at_outcome *outcome)
{
	const char *form = "client";
	enum at_status st;

	for (int i = 0; i < outcome->n_points; i++) {
		outcome->points[i].first = NAN;
		outcome->points[i].since = 0;
	}
	for (int i = 0; i < h->n_answers; i++) {
		struct at_outcome_point *point = point_of(outcome, h->answers[i].id);

		if (point == NULL)
			continue;
		point->track = at_tracking_of(call, h, views, &h->answers[i]);
		form = h->answers[i].form;
	}
	st = find_places(call, h, outcome);
	return st == AT_OK ? at_expected_load(call, h->client.org, outcome->instrument, form,
	    &outcome->expected) : st;
}

enum at_status
at_outcome_track(struct at_call *call, const struct at_history *h, struct at_outcome *outcomes,
    int n)
{
	struct at_track_views views;
	enum at_status st = at_tracking_judge(call, h, &views);

	for (int i = 0; i < n && st == AT_OK; i++)
		if (at_expected_is_for(outcomes[i].instrument))
			st = track(call, h, &views, &outcomes[i]);
	return st;
}

const struct at_track_view *
at_outcome_newest(const struct at_outcome *outcome)
{
	for (int i = outcome->n_points - 1; i >= 0; i--)
		if (!isnan(outcome->points[i].value))
			return outcome->points[i].track;
	return NULL;
}
