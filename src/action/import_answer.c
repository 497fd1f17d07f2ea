/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The answers of an imported client: which are new, which hold more than those there are,
 * and what they raise. */
#include <string.h>

#include "action/import_client.h"
#include "action/safety.h"
#include "instrument/score.h"
#include "store/store.h"

/* Risk answers older than these days arrive as history. */
enum { NEWS_DAYS = 14 };

/* ---- which form it is ------------------------------------------------------------------- */

static uint64_t
fnv_1a(uint64_t hash, const char *text)
{
	do
		hash = (hash ^ (unsigned char)*text) * UINT64_C(1099511628211);
	while (*text++ != '\0');
	return hash;
}

static void
put_32(unsigned char *out, uint32_t number)
{
	for (int i = 0; i < 4; i++)
		out[i] = (unsigned char)(number >> (24 - 8 * i));
}

/* The same form has the same key in every import: what and with whom, hashed, then the
 * session, or the day of a form that has none. */
static void
key_of(const struct at_import_course *c, const struct at_import_form *form,
    unsigned char out[AT_KEY_OF_FORM])
{
	at_id with = c->work->staff[form->therapist].id;
	uint64_t hash = fnv_1a(UINT64_C(14695981039346656037),
	    c->work->sources[form->source].id);

	hash = fnv_1a(hash, at_import_forms[form->form]);
	hash = (hash ^ (uint64_t)with) * UINT64_C(1099511628211);
	put_32(out, (uint32_t)(hash >> 32));
	put_32(out + 4, (uint32_t)hash);
	put_32(out + 8, (uint32_t)form->session);
	put_32(out + 12, form->session != 0 ? 0 : (uint32_t)form->day);
}

static const struct at_answer *
old_answer(const struct at_import_course *c, const struct at_import_form *form,
    const unsigned char key[AT_KEY_OF_FORM])
{
	for (int i = 0; i < c->n_old_answers; i++) {
		const struct at_answer *a = &c->old_answers[i];

		if (memcmp(a->key, key, AT_KEY_OF_FORM) == 0 && strcmp(a->mode, "import") == 0
		    && strcmp(a->instrument, c->work->sources[form->source].id) == 0
		    && strcmp(a->form, at_import_forms[form->form]) == 0)
			return a;
	}
	return NULL;
}

/* ---- what it says ----------------------------------------------------------------------- */

static struct at_answers
answers_of(const struct at_import_course *c, const struct at_import_form *form)
{
	const struct at_import_source *source = &c->work->sources[form->source];
	struct at_answers out = at_answers_blank(source->known);

	for (int place = 0; place < source->items.n; place++) {
		if ((form->answered >> place & 1) != 0)
			out.codes[source->index[place]] = form->values[place];
		else if ((form->skipped >> place & 1) != 0)
			out.codes[source->index[place]] = AT_SKIPPED;
	}
	return out;
}

/* What an earlier import knew, in the shape of the definition there is now. */
static struct at_answers
unpack(const struct at_instrument *known, const struct at_answer *answer)
{
	struct at_answers old, out = at_answers_blank(known);

	if (at_answers_unpack(answer->packed.bytes, answer->packed.n_bytes, &old, NULL) != AT_OK)
		return out;
	for (int i = 0; i < old.n_items && i < out.n_items; i++)
		out.codes[i] = old.codes[i];
	return out;
}

/* Adds what is known already.  *more: the form says something new.  -1, or the item of which
 * it says something else. */
static int
merge(const struct at_answers *old, struct at_answers *form, bool *more)
{
	*more = false;
	for (int i = 0; i < form->n_items; i++) {
		int was = old->codes[i], is = form->codes[i];

		if (was >= 0 && is != AT_MISSING && is != was)
			return i;
		if (is == AT_MISSING || (is == AT_SKIPPED && was == AT_SKIPPED))
			form->codes[i] = was;
		else
			*more |= is != was;
	}
	return -1;
}

static void
refuse_other(struct at_import_course *c, struct at_import_form *form, const struct at_item *item)
{
	at_import_refuse(c, form, "", at_printf(c->work->scratch, "this form was imported before,"
	    " with another answer to item %s", item->id));
}

static bool
check(struct at_import_course *c, struct at_import_form *form, const struct at_answers *answers)
{
	const struct at_import_source *source = &c->work->sources[form->source];
	struct at_error err = { 0 };

	if (!source->depends || at_answers_check(source->known, at_instrument_form(source->known,
	    at_import_forms[form->form]), answers, &err) == AT_OK)
		return true;
	at_import_refuse(c, form, "", at_printf(c->work->scratch, "%s", err.text));
	return false;
}

/* ---- what it raises --------------------------------------------------------------------- */

/* The answers of the same kind before `at`, from the store or this import. */
static const struct at_answers *
said_before(struct at_import_course *c, const struct at_import_form *form, at_ms at)
{
	const struct at_import_source *source = &c->work->sources[form->source];
	struct at_import_said *said = &c->last[form->source * AT_IMPORT_FORMS + form->form];
	struct at_answers *last;

	for (int i = 0; i < c->n_old_answers; i++) {
		const struct at_answer *a = &c->old_answers[i];

		if (a->at >= at || a->at < said->at || strcmp(a->instrument, source->id) != 0
		    || strcmp(a->form, at_import_forms[form->form]) != 0)
			continue;
		last = AT_NEW(c->arena, struct at_answers, 1);
		*last = unpack(source->known, a);
		*said = (struct at_import_said){ a->at, last };
	}
	return said->answers;
}

static void
say(struct at_import_course *c, const struct at_import_form *form, at_ms at,
    const struct at_answers *answers)
{
	struct at_answers *last = AT_NEW(c->arena, struct at_answers, 1);

	*last = *answers;
	c->last[form->source * AT_IMPORT_FORMS + form->form]
	    = (struct at_import_said){ at, last };
}

/* Alerts for what is new in the form; `old`: what was known of it. */
static enum at_status
raise_alerts(struct at_import_course *c, const struct at_import_form *form,
    const struct at_answer *row, const struct at_answers *answers, const struct at_answers *old)
{
	const struct at_instrument *known = c->work->sources[form->source].known;
	struct at_raised raised[AT_MAX_ITEMS];
	int n = at_answers_raised(known, at_instrument_form(known, row->form), answers, raised);
	const struct at_answers *last = said_before(c, form, row->at);
	enum at_status st = AT_OK;

	for (int i = 0; i < n && st == AT_OK; i++) {
		const struct at_before before = { known, &raised[i], last,
			form->day < c->work->today - NEWS_DAYS };
		struct at_alert alert = { .stage = before.history ? AT_ALERT_HISTORY : "sent" };

		if (old != NULL && old->codes[raised[i].item] >= 0)
			continue;
		if (c->keep)                    /* before, the site may not be there */
			st = at_safety_of_before(c->call, row, c->site, &before, &alert);
		c->rows->alerts = at_one_more(c->arena, c->rows->alerts, c->rows->n_alerts,
		    sizeof *c->rows->alerts);
		c->rows->alerts[c->rows->n_alerts++] = alert;
	}
	say(c, form, row->at, answers);
	return st;
}

/* ---- rows ------------------------------------------------------------------------------- */

/* Therapists write after the hour, clients before or after it, as the measure has it. */
static at_ms
moment_of(const struct at_import_course *c, const struct at_import_form *form,
    const struct at_import_hour *hour)
{
	if (hour->session == 0 && form->session == 0)
		return hour->starts;
	if (strcmp(at_import_forms[form->form], "therapist") == 0)
		return hour->ends + 30 * AT_MINUTE;
	return strcmp(c->work->sources[form->source].known->when, "before") == 0
	    ? hour->starts - AT_HOUR : hour->ends + 10 * AT_MINUTE;
}

static void
pack(struct at_import_course *c, const struct at_instrument *known,
    const struct at_answers *answers, struct at_answer *row)
{
	struct at_score scores[AT_MAX_SCALES];
	unsigned char packed[AT_PACKED_ROOM], values[AT_SCORES_ROOM], *bytes;

	at_score_answers(known, answers, scores);
	row->packed.n_bytes = at_answers_pack(answers, packed);
	row->scores.n_bytes = at_score_pack(scores, known->n_scales, values);
	bytes = at_alloc(c->arena, row->packed.n_bytes + row->scores.n_bytes + 1, 1);
	memcpy(bytes, packed, row->packed.n_bytes);
	memcpy(bytes + row->packed.n_bytes, values, row->scores.n_bytes);
	row->packed.bytes = bytes;
	row->scores.bytes = bytes + row->packed.n_bytes;
}

static enum at_status
add_answer(struct at_import_course *c, int i, const struct at_answers *answers,
    const struct at_answer *instead_of, const struct at_answers *old)
{
	const struct at_import_form *form = c->forms[i];
	const struct at_import_source *source = &c->work->sources[form->source];
	const struct at_import_hour *hour = &c->hours[i];
	struct at_import_answer *out = &c->rows->answers[c->rows->n_answers++];

	c->rows->any = true;
	out->replaces = instead_of == NULL ? 0 : instead_of->id;
	out->row = (struct at_answer){ .org = c->rows->client.org, .client = c->rows->client.id,
		.relationship = hour->relationship, .session = hour->session,
		.instrument = source->known->id, .instrument_version = source->known->version,
		.form = at_import_forms[form->form], .at = moment_of(c, form, hour),
		.lang = c->rows->client.lang, .layout = "", .mode = "import", .told = "" };
	key_of(c, form, out->row.key);
	if (c->keep) {
		out->row.id = at_store_id(c->call);
		pack(c, source->known, answers, &out->row);
	}
	return source->risky ? raise_alerts(c, form, &out->row, answers, old) : AT_OK;
}

static enum at_status
take(struct at_import_course *c, int i)
{
	struct at_import_sum *sum = c->work->sum;
	struct at_import_form *form = c->forms[i];
	const struct at_import_source *source = &c->work->sources[form->source];
	struct at_answers answers = answers_of(c, form), old;
	const struct at_answer *there = NULL;
	unsigned char key[AT_KEY_OF_FORM];
	bool more = true;
	int other = -1;

	if (c->n_old_answers > 0) {
		key_of(c, form, key);
		there = old_answer(c, form, key);
	}
	if (there != NULL) {
		old = unpack(source->known, there);
		other = merge(&old, &answers, &more);
	}
	if (other >= 0)
		refuse_other(c, form, &source->known->items[other]);
	if (other >= 0 || !check(c, form, &answers))
		return AT_OK;
	if (!c->keep) {
		*(!more ? &sum->forms_same : there != NULL ? &sum->forms_fuller
		    : &sum->forms) += 1;
		for (int k = 0; k < answers.n_items && more; k++)
			sum->answers += answers.codes[k] >= 0 && (there == NULL
			    || old.codes[k] < 0);
	}
	return more ? add_answer(c, i, &answers, there, there == NULL ? NULL : &old) : AT_OK;
}

enum at_status
at_import_client_answers(struct at_import_course *c)
{
	enum at_status st = AT_OK;

	c->rows->answers = AT_NEW(c->arena, struct at_import_answer, (size_t)c->n_forms);
	c->last = AT_NEW(c->arena, struct at_import_said, (size_t)(c->work->codes.n
	    * AT_IMPORT_FORMS));
	for (int i = 0; i < c->n_forms && st == AT_OK; i++)
		if (!c->forms[i]->bad)
			st = take(c, i);
	return st;
}
