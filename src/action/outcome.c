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
	*p = (struct at_outcome_point){ .at = answer->at, .value = values[scale],
		.session = session == NULL ? 0 : session->number };
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

/* What the house rules say of the points; a form without a session counts by its place. */
static void
find_signal(struct at_call *call, struct at_outcome *course)
{
	struct at_signal_point *points = AT_NEW(call->arena, struct at_signal_point,
	    (size_t)course->n_points);

	for (int i = 0; i < course->n_points; i++)
		points[i] = (struct at_signal_point){ course->points[i].session > 0
		    ? course->points[i].session : i + 1, course->points[i].value };
	course->signal = at_signal_find(course->scale, points, course->n_points);
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
		find_signal(call, course);
		st = word_course(call, &h->client, course);
		++*out_n;
	}
	return st;
}
