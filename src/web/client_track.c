/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The client's page: what the rules say of a measure, why, and how sure that is; and what the
 * clinic's own archive lets one expect.  For the clinician: the client's page has none of it. */
#include <math.h>
#include <string.h>

#include "base/words.h"
#include "html/put.h"
#include "report/table.h"
#include "web/client.h"
#include "web/show.h"

/* Sums are whole numbers unless a gap was filled. */
static const char *
score(struct at_visit *visit, double value)
{
	return at_show_number(visit, value, value == floor(value) ? 0 : 1);
}

/* "42": of a hundred. */
static const char *
share(struct at_visit *visit, double part)
{
	return at_show_number(visit, 100 * part, 0);
}

/* ---- the finding in a sentence ------------------------------------------------------- */

static const char *
sentence_by_course(struct at_visit *visit, const struct at_scale *scale,
    const struct at_track *track)
{
	struct at_call *call = &visit->call;
	const struct at_track_inputs *in = &track->inputs;
	const char *value = score(visit, in->value);
	int session = (int)in->hour;

	switch (track->kind) {
	case AT_TRACK_OFF:
		return at_printf(call->arena, scale->better < 0 ? at_tr(call, "Not on track: %s at "
		    "session %d; 90 of 100 past clients were at %s or lower.") : at_tr(call,
		    "Not on track: %s at session %d; 90 of 100 past clients were at %s or "
		    "higher."), value, session, at_show_number(visit, in->limit90, 1));
	case AT_TRACK_NEAR:
		return at_printf(call->arena, scale->better < 0 ? at_tr(call, "Worth a look: %s at "
		    "session %d; 84 of 100 past clients were at %s or lower.") : at_tr(call,
		    "Worth a look: %s at session %d; 84 of 100 past clients were at %s or "
		    "higher."), value, session, at_show_number(visit, in->limit84, 1));
	case AT_TRACK_STABLE:
		return at_tr(call, "Stable in the functional range: talk about what is left.");
	case AT_TRACK_AHEAD:
		return at_printf(call->arena, at_tr(call,
		    "Ahead: %s at session %d, better than 90 of 100 past clients."), value,
		    session);
	case AT_TRACK_ON:
		return at_tr(call, "On track: within what is expected from past clients.");
	case AT_TRACK_WORSE:
	case AT_TRACK_SLIPPING:
	case AT_TRACK_STALLED:
	case AT_TRACK_RECOVERED:
	case AT_TRACK_IMPROVED:
	case AT_TRACK_NONE:
	case AT_TRACK_KINDS:
		break;
	}
	return NULL;
}

/* NULL: nothing worth a word. */
static const char *
sentence_of(struct at_visit *visit, const struct at_scale *scale, const struct at_track *track)
{
	struct at_call *call = &visit->call;

	switch (track->kind) {
	case AT_TRACK_WORSE:
		return at_tr(call, "Not on track: reliably worse than at the start.");
	case AT_TRACK_SLIPPING:
		return at_tr(call, "Worth a look: worse than at the start by half a reliable "
		    "change or more.");
	case AT_TRACK_STALLED:
		return at_tr(call, "Stalled: eight sessions or more, still in the clinical range, "
		    "and no reliable improvement.");
	case AT_TRACK_IMPROVED:
		return at_tr(call, "Reliably better than at the start.");
	case AT_TRACK_RECOVERED:
		return at_tr(call, "Reliably better, and out of the clinical range: talk about "
		    "what is left.");
	case AT_TRACK_OFF:
	case AT_TRACK_NEAR:
	case AT_TRACK_STABLE:
	case AT_TRACK_AHEAD:
	case AT_TRACK_ON:
	case AT_TRACK_NONE:
	case AT_TRACK_KINDS:
		break;
	}
	return sentence_by_course(visit, scale, track);
}

const char *
at_client_track_mark(struct at_visit *visit, enum at_track_kind kind)
{
	static const char *const words[AT_TRACK_KINDS] = {
		[AT_TRACK_WORSE] = AT_TEXT("not on track"),
		[AT_TRACK_OFF] = AT_TEXT("not on track"),
		[AT_TRACK_SLIPPING] = AT_TEXT("slipping"),
		[AT_TRACK_NEAR] = AT_TEXT("near the limit"),
		[AT_TRACK_STALLED] = AT_TEXT("stalled"),
	};

	return words[kind] == NULL ? NULL : at_tr(&visit->call, words[kind]);
}

/* ---- why ------------------------------------------------------------------------------ */

static const struct at_constant *
constant_of(const struct at_scale *scale, const char *name)
{
	for (int i = 0; i < scale->n_constants; i++)
		if (strcmp(scale->constants[i].name, name) == 0
		    && scale->constants[i].of[0] == '\0')
			return &scale->constants[i];
	return NULL;
}

static const char *
tag_words(struct at_visit *visit, char tag)
{
	struct at_call *call = &visit->call;

	switch (tag) {
	case 'V': return at_tr(call, "verified");
	case 'C': return at_tr(call, "computed here");
	case 'S': return at_tr(call, "from the literature");
	case 'H': return at_tr(call, "house default");
	default:  return at_tr(call, "unsure");
	}
}

/* The change since the start, and what a reliable one is: with its source and how sure. */
static void
put_change(struct at_visit *visit, const struct at_scale *scale, const struct at_track_inputs *in)
{
	struct at_call *call = &visit->call;
	const struct at_constant *reliable = constant_of(scale, "reliable");

	at_put(visit->out, "<p class=\"note\">%s", at_printf(call->arena, at_tr(call,
	    "From %s at session %d to %s at session %d; %s points are a reliable change."),
	    score(visit, in->first), (int)in->first_hour, score(visit, in->value),
	    (int)in->hour, score(visit, in->reliable)));
	if (reliable != NULL)
		at_put(visit->out, " %s (%s)", reliable->source,
		    tag_words(visit, reliable->tag));
	at_put_raw(visit->out, "</p>\n");
}

static void
put_limits(struct at_visit *visit, const struct at_scale *scale, const struct at_track_inputs *in)
{
	struct at_call *call = &visit->call;

	at_put(visit->out, "<p class=\"note\">%s %s</p>\n", at_printf(call->arena,
	    scale->better < 0 ? at_tr(call, "Past clients at session %d: %s on average; 84 of 100 "
	    "at %s or lower, 90 of 100 at %s or lower.") : at_tr(call, "Past clients at session "
	    "%d: %s on average; 84 of 100 at %s or higher, 90 of 100 at %s or higher."),
	    (int)in->session, at_show_number(visit, in->mean, 1),
	    at_show_number(visit, in->limit84, 1), at_show_number(visit, in->limit90, 1)),
	    in->by_intake > 0 ? at_tr(call, "It is the range of past clients with this start "
	    "score, not a forecast of this client.") : at_tr(call, "It is the range of all past "
	    "clients, whatever their start score, not a forecast of this client."));
}

/* What signals at this session were worth when the model was tested. */
static void
put_worth(struct at_visit *visit, const struct at_track_inputs *in)
{
	struct at_call *call = &visit->call;
	const char *text = at_tr(call, "How often such signals come true at this session is not "
	    "known.");

	if (in->n_signalled > 0 && in->n_worse > 0)
		text = at_printf(call->arena, at_tr(call, "Tested at this session on ended courses "
		    "that the model had not seen: %s of 100 signals came true (%d signals), %s of "
		    "100 who ended reliably worse were found, %s of 100 others were left alone."),
		    share(visit, in->ppv), (int)in->n_signalled, share(visit, in->sensitivity),
		    share(visit, in->specificity));
	at_put(visit->out, "<p class=\"note\">%s", text);
	if (!(in->ppv_all >= AT_COURSE_PPV_NEEDS))
		at_put(visit->out, " %s", at_tr(call, "Over all sessions fewer than 30 of 100 came "
		    "true, or it is not known: so no more than a hint is shown."));
	at_put_raw(visit->out, "</p>\n");
}

static void
put_rule(struct at_visit *visit, const struct at_client_view *view,
    const struct at_track_view *t)
{
	struct at_call *call = &visit->call;
	const char *rule = t->track.rule == AT_TRACK_HOUSE ? at_printf(call->arena, at_tr(call,
	    "House default, rule version %d."), t->track.version) : at_printf(call->arena,
	    at_tr(call, "Rule of the expected course, version %d."), t->track.version);

	at_put(visit->out, "<p class=\"note\">%s", rule);
	if (t->kept.model != 0)
		at_put(visit->out, " %s", at_printf(call->arena, at_tr(call,
		    "Model %d of %s, from %d ended courses of this clinic."),
		    t->kept.model_version, at_show_day(visit, view->zone, t->kept.model_at),
		    t->kept.model_episodes));
	at_put(visit->out, " %s</p>\n", at_printf(call->arena, at_tr(call,
	    "Found on %s, and kept as it was found."),
	    at_show_day(visit, view->zone, t->kept.at)));
}

static void
put_why(struct at_visit *visit, const struct at_client_view *view,
    const struct at_outcome *course, const struct at_track_view *t)
{
	struct at_call *call = &visit->call;
	const struct at_track_inputs *in = &t->track.inputs;

	at_put(visit->out, "<details><summary>%s</summary>\n", at_track_looks(t->track.kind)
	    ? at_tr(call, "Why this flag") : at_tr(call, "Why this is said"));
	put_change(visit, course->scale, in);
	if (!isnan(in->limit90)) {
		put_limits(visit, course->scale, in);
		put_worth(visit, in);
	}
	put_rule(visit, view, t);
	if (at_track_looks(t->track.kind))
		at_put(visit->out, "<p class=\"note\">%s</p>\n", at_tr(call,
		    "What such feedback does is modest: d = 0.15 for all, 0.17 for clients not on "
		    "track, over 58 studies with 21,699 clients (de Jong and others 2021). It lies "
		    "in what the two of you make of it."));
	at_put_raw(visit->out, "</details>\n");
}

void
at_client_track(struct at_visit *visit, const struct at_client_view *view,
    const struct at_outcome *course)
{
	const struct at_track_view *t = at_outcome_newest(course);
	const char *sentence = t == NULL ? NULL : sentence_of(visit, course->scale, &t->track);
	enum at_tone tone = AT_TONE_DONE;

	if (sentence == NULL)
		return;
	if (t->track.kind == AT_TRACK_STABLE)
		tone = AT_TONE_PLAIN;
	else if (at_track_looks(t->track.kind))
		tone = AT_TONE_LOOK;
	at_part_notice(visit->out, tone, NULL, sentence);
	put_why(visit, view, course, t);
}

/* ---- the expected course ------------------------------------------------------------------ */

/* Sensitivity, specificity and predictive value, session by session. */
static void
put_validation(struct at_visit *visit, const struct at_outcome *course)
{
	struct at_call *call = &visit->call;
	const struct at_course *model = &course->expected.course;
	const struct at_column columns[] = {
		{ .title = at_tr(call, "Session"), .number = true },
		{ .title = at_tr(call, "Courses"), .number = true },
		{ .title = at_tr(call, "Ended worse"), .number = true },
		{ .title = at_tr(call, "Signals"), .number = true },
		{ .title = at_tr(call, "Came true"), .unit = "%", .number = true },
		{ .title = at_tr(call, "Found"), .unit = "%", .number = true },
		{ .title = at_tr(call, "Left alone"), .unit = "%", .number = true },
	};
	enum { WIDE = (int)AT_COUNT(columns), ROWS = (int)AT_COUNT(model->validation) };
	const char *cells[ROWS * WIDE], **cell = cells;
	struct at_table table = { .columns = columns, .n_columns = WIDE, .cells = cells,
		.label = at_printf(call->arena, "%s: %s", course->title,
		    at_tr(call, "The expected course")) };

	for (int i = 0; i < ROWS; i++) {
		const struct at_course_validation *v = &model->validation[i];
		const double shares[] = { v->ppv, v->sensitivity, v->specificity };

		if (v->n == 0)
			continue;
		*cell++ = at_printf(call->arena, "%d", v->session);
		*cell++ = at_printf(call->arena, "%d", v->n);
		*cell++ = at_printf(call->arena, "%d", v->n_worse);
		*cell++ = at_printf(call->arena, "%d", v->n_signalled);
		for (size_t k = 0; k < AT_COUNT(shares); k++)
			*cell++ = isnan(shares[k]) ? "" : share(visit, shares[k]);
		table.n_rows++;
	}
	if (table.n_rows == 0)
		return;
	at_put(visit->out, "<p class=\"note\">%s</p>\n", at_tr(call, "Tested on a third of the "
	    "courses, which the model had not seen: signals against reliable worsening at the "
	    "end."));
	at_table_html(visit->out, &table);
}

static const char *
what_is_missing(struct at_visit *visit, const struct at_expected *expected)
{
	struct at_call *call = &visit->call;

	if (expected->n_archive < 0)
		return at_printf(call->arena, at_tr(call, "There is none yet. It is worked out at "
		    "night from the clinic's own ended courses, and takes %d of them with three "
		    "scores or more."), AT_COURSE_NEEDS);
	return at_printf(call->arena, at_tr(call, "There is none yet: it takes %d ended courses "
	    "with three scores or more on this measure, and the clinic has %d."), AT_COURSE_NEEDS,
	    expected->n_archive);
}

void
at_client_expected(struct at_visit *visit, const struct at_client_view *view,
    const struct at_outcome *course)
{
	struct at_call *call = &visit->call;
	const struct at_expected *e = &course->expected;

	if (!at_expected_is_for(course->instrument))
		return;
	at_put(visit->out, "<details><summary>%s</summary>\n",
	    at_tr(call, "The expected course"));
	if (e->model == 0) {
		at_put(visit->out, "<p class=\"note\">%s %s</p>\n</details>\n",
		    what_is_missing(visit, e), at_tr(call, "Until then the house defaults compare "
		    "with the client's own first score."));
		return;
	}
	at_put(visit->out, "<p class=\"note\">%s %s</p>\n", at_printf(call->arena, at_tr(call,
	    "Shaded: where past clients stood, up to the limit that 84 of 100 kept to, and paler "
	    "up to that of 90 of 100. Model %d of %s, from %d ended courses of this clinic."),
	    e->version, at_show_day(visit, view->zone, e->at), e->course.n_episodes),
	    at_printf(call->arena, at_tr(call, "Half of them ended by session %d: later sessions "
	    "are grey, and are of those who stayed."), e->course.median_session));
	put_validation(visit, course);
	at_put_raw(visit->out, "</details>\n");
}
