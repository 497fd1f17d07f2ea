/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Raising alerts: what is compared, when each goes to the cover, and the job that keeps them. */
#include <string.h>

#include "action/act.h"
#include "action/safety.h"
#include "base/words.h"

/* Say in the crisis text who sees it at the latest, and by when: a person who has cover
 * then.  A time at which nobody looks is not promised; with nobody at all the line is
 * left out. */
void
at_safety_fill_told(struct at_call *call, struct at_asking *asking, at_ms escalates)
{
	at_ms when = at_cover_next(&asking->covers, escalates);
	const struct at_cover *cover = when == INT64_MAX ? NULL
	    : at_cover_at(&asking->covers, when);

	at_asking_fill(asking, "told_who", cover == NULL ? NULL : cover->name, NULL);
	at_asking_fill(asking, "told_when", cover == NULL ? NULL
	    : at_words_moment(call, asking->site.zone, when), NULL);
}

/* Where nobody has cover any more at that time, but somebody now: halfway through what is
 * left, while there is a person to see it. */
static at_ms
while_covered(const struct at_asking *asking, at_ms now, at_ms at)
{
	at_ms until = at_cover_until(&asking->covers, now);

	if (until <= now || at < until || at_cover_at(&asking->covers, at) != NULL)
		return at;
	return now + (until - now) / 2;
}

/* A client asking about safety, or an answer of high visibility, goes to the cover after
 * the site's short time; the rest after so much working time. */
static at_ms
escalation(const struct at_asking *asking, at_ms now, const struct at_raised *raised)
{
	at_ms at;

	if (raised->high || strcmp(raised->kind, "asks") == 0)
		return while_covered(asking, now, now + asking->site.escalate_high_ms);
	at = at_hours_add(&asking->site.hours, now, asking->site.escalate_ms);
	return while_covered(asking, now, at == INT64_MAX ? now + asking->site.escalate_ms : at);
}

/* The answer of last time: a choice's code, or whether a tick was set.  -1: none. */
static int
last_code(const struct at_answers *last, const struct at_instrument *instrument,
    const struct at_raised *raised)
{
	int code;

	if (last == NULL || raised->item >= last->n_items)
		return -1;
	code = last->codes[raised->item];
	if (code < 0)
		return -1;
	if (instrument->items[raised->item].kind == AT_ITEM_TICKS)
		return (code >> raised->code & 1) != 0 ? raised->code : -1;
	return code;
}

static const char *
compare(int code, int last)
{
	if (last < 0)
		return "first";
	return code > last ? "higher" : code < last ? "lower" : "same";
}

static enum at_status
load_last(struct at_call *call, const struct at_due *due, struct at_answers *out, bool *out_any)
{
	struct at_db *db = at_store_reader(call);
	struct at_bytes packed;
	enum at_status st;

	*out_any = false;
	if (db == NULL)
		return call->err->status;
	st = at_answer_last(call->arena, db, due->org, due->client, due->instrument, due->form,
	    &packed, call->err);
	if (st != AT_OK || packed.n_bytes == 0)
		return st;
	*out_any = at_answers_unpack(packed.bytes, packed.n_bytes, out, call->err) == AT_OK;
	at_error_clear(call->err);      /* damage of long ago silences nothing said now */
	return AT_OK;
}

enum at_status
at_safety_prepare(struct at_call *call, struct at_asking *asking, const struct at_due *due,
    const struct at_device *device, const struct at_answers *answers, const char *stage,
    struct at_raising *out)
{
	const struct at_instrument *instrument = asking->instrument;
	struct at_raised raised[AT_MAX_ITEMS];
	struct at_answers last;
	bool any_last;
	at_ms soonest = INT64_MAX;
	enum at_status st;

	*out = (struct at_raising){ .line = AT_NEW(call->arena, struct at_audit_line, 1) };
	*out->line = at_act_line(call, "raise", "alert", 0, due->client);
	out->n_alerts = at_answers_raised(instrument, at_instrument_form(instrument, due->form),
	    answers, raised);
	if (out->n_alerts == 0)
		return AT_OK;
	st = load_last(call, due, &last, &any_last);
	if (st != AT_OK)
		return st;
	out->alerts = AT_NEW(call->arena, struct at_alert, (size_t)out->n_alerts);
	for (int i = 0; i < out->n_alerts; i++) {
		int before = last_code(any_last ? &last : NULL, instrument, &raised[i]);

		out->alerts[i] = (struct at_alert){
			.org = due->org, .id = at_store_id(call), .client = due->client,
			.site = due->site, .due = due->id, .device = device->id,
			.instrument = due->instrument,
			.item = instrument->items[raised[i].item].id, .code = raised[i].code,
			.kind = raised[i].kind, .high = raised[i].high,
			.compared = compare(raised[i].code, before), .last_code = before,
			.stage = stage, .at = call->now,
			.escalates = escalation(asking, call->now, &raised[i]),
		};
		if (out->alerts[i].escalates < soonest)
			soonest = out->alerts[i].escalates;
	}
	at_safety_fill_told(call, asking, soonest);
	return AT_OK;
}

enum at_status
at_safety_apply(struct at_db *db, struct at_arena *scratch, struct at_raising *raising,
    struct at_error *err)
{
	enum at_status st = AT_OK;

	raising->n_new = 0;
	for (int i = 0; i < raising->n_alerts && st == AT_OK; i++) {
		bool new;

		st = at_alert_raise(db, &raising->alerts[i], &new, err);
		if (st != AT_OK || !new)
			continue;
		raising->n_new++;
		raising->line->row = raising->alerts[i].id;
		st = at_act_append(db, scratch, raising->line, err);
	}
	return st;
}

static enum at_status
apply_raising(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	return at_safety_apply(db, scratch, job, err);
}

enum at_status
at_safety_raise(struct at_call *call, struct at_raising *raising)
{
	if (raising->n_alerts == 0)
		return AT_OK;
	return at_store_write(call, apply_raising, raising);
}

enum at_status
at_safety_of_before(struct at_call *call, const struct at_answer *answer, at_id site,
    const struct at_before *before, struct at_alert *out)
{
	const struct at_raised *raised = before->raised;
	struct at_asking *asking;
	int last = last_code(before->last, before->instrument, raised);
	enum at_status st;

	*out = (struct at_alert){ .org = answer->org, .id = at_store_id(call),
		.client = answer->client, .site = site, .device = answer->id,
		.instrument = answer->instrument,
		.item = before->instrument->items[raised->item].id, .code = raised->code,
		.kind = raised->kind, .high = raised->high,
		.compared = compare(raised->code, last), .last_code = last,
		.stage = before->history ? AT_ALERT_HISTORY : "sent", .at = answer->at };
	if (before->history)
		return AT_OK;
	st = at_asking_open(call, answer->org, site, NULL, "client", false, "en", &asking);
	if (st == AT_OK)
		out->escalates = escalation(asking, call->now, raised);
	return st;
}
