/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "action/act.h"
#include "action/client_view.h"
#include "action/pair.h"
#include "action/together.h"
#include "base/words.h"
#include "instrument/answers.h"

/* ---- which hour --------------------------------------------------------- */

/* The asker's own hours that took place, by time. */
static bool
is_own_hour(struct at_call *call, const struct at_history *h, const struct at_session *s)
{
	return at_history_held(h, s, call->now) && at_history_viewer(h, call->who->staff,
	    s->relationship, call->now) == AT_SEES_THERAPIST;
}

/* Why the two sides of an hour cannot be opened; NULL: they can. */
static const char *
why_not(struct at_call *call, const struct at_card_pair *pair)
{
	if (pair->therapist.answer == NULL)
		return at_tr(call, "Your own card for this session is not in yet.");
	switch (pair->client.rated) {
	case AT_SHOWN:
		return NULL;
	case AT_SEALED:
		return at_tr(call, "The client's card is still sealed.");
	case AT_HIDDEN:
		break;
	}
	return at_tr(call, "There is no card of the client's to open for this session.");
}

static bool
can_open(struct at_call *call, const struct at_history *h, const struct at_session *s)
{
	struct at_card_pair pair;

	if (!is_own_hour(call, h, s))
		return false;
	pair = at_pair_of(h, s, AT_SEES_THERAPIST, call->now);
	return why_not(call, &pair) == NULL;
}

/* The newest hour that can be opened, else the newest there is. */
static const struct at_session *
newest(struct at_call *call, const struct at_history *h)
{
	const struct at_session *last = NULL;

	for (int i = h->n_sessions - 1; i >= 0; i--) {
		if (can_open(call, h, &h->sessions[i]))
			return &h->sessions[i];
		if (last == NULL && is_own_hour(call, h, &h->sessions[i]))
			last = &h->sessions[i];
	}
	return last;
}

static void
find_neighbours(struct at_call *call, const struct at_history *h, struct at_together *out)
{
	for (int i = 0; i < h->n_sessions; i++) {
		const struct at_session *s = &h->sessions[i];

		if (s->id == out->session || !can_open(call, h, s))
			continue;
		if (s->starts < out->starts)
			out->earlier = (struct at_hour){ s->id, s->number };
		else if (out->later.session == 0)
			out->later = (struct at_hour){ s->id, s->number };
	}
}

/* ---- what both said -------------------------------------------------------- */

static const char *
option_words(struct at_call *call, const struct at_asking *asking, const char *options, int code)
{
	struct at_said said;

	if (code == 0 || at_asking_say(call, asking, false, at_printf(call->arena,
	    "option.%s.%d", options, code), &said) != AT_OK) {
		at_error_clear(call->err);
		return NULL;
	}
	return said.text;
}

static enum at_status
read_items(struct at_call *call, const struct at_history *h, const struct at_card_pair *pair,
    struct at_together *out)
{
	const struct at_instrument *card = at_library_find(call->house->library, "session");
	struct at_dyad_session both = { .number = out->number };
	struct at_asking *asking;
	enum at_status st = at_asking_open(call, h->client.org, h->client.site, card,
	    pair->client.answer->form, false, h->client.lang, &asking);

	if (st == AT_OK)
		st = at_pair_card(call, &pair->client, &both.client);
	if (st == AT_OK)
		st = at_pair_card(call, &pair->therapist, &both.therapist);
	for (int i = 0; i < AT_DYAD_ITEMS && st == AT_OK; i++) {
		struct at_together_item *item = &out->items[i];

		item->id = at_dyad_item_ids[i];
		item->client_code = at_dyad_item(&both.client, i);
		item->therapist_code = at_dyad_item(&both.therapist, i);
		item->client = option_words(call, asking, "fit", item->client_code);
		item->therapist = option_words(call, asking, "fit", item->therapist_code);
		item->difference = at_agree_item(&both, i);
		st = at_asking_say(call, asking, false, at_printf(call->arena, "item.%s",
		    item->id), &item->statement);
	}
	return st;
}

/* What the client wants time for in the hour that comes or runs: the ticks of the newest
 * before card.  Safety is not put on a screen others may see. */
static enum at_status
read_topics(struct at_call *call, const struct at_history *h, struct at_together *out)
{
	const struct at_instrument *before = at_library_find(call->house->library, "before");
	const struct at_answer *newest_card = NULL;
	const struct at_item *agenda;
	const char **topics;
	struct at_answers answers;
	struct at_asking *asking;
	int index;
	enum at_status st;

	for (int i = 0; before != NULL && i < h->n_answers; i++) {
		const struct at_session *s = at_history_session(h, h->answers[i].session);

		if (strcmp(h->answers[i].instrument, "before") == 0 && s != NULL
		    && s->ends > call->now && h->answers[i].instrument_version == before->version)
			newest_card = &h->answers[i];
	}
	if (newest_card == NULL)
		return AT_OK;
	st = at_answers_unpack(newest_card->packed.bytes, newest_card->packed.n_bytes, &answers,
	    call->err);
	if (st == AT_OK)
		st = at_asking_open(call, h->client.org, h->client.site, before,
		    newest_card->form, false, h->client.lang, &asking);
	if (st != AT_OK)
		return st;
	index = at_instrument_item(before, "agenda");
	agenda = &before->items[index];
	topics = AT_NEW(call->arena, const char *, (size_t)agenda->options->n_options);
	for (int i = 0; i < agenda->options->n_options; i++) {
		const struct at_option *o = &agenda->options->options[i];
		struct at_said said;

		if (answers.codes[index] < 0 || (answers.codes[index] >> o->code & 1) == 0
		    || strcmp(o->id, "safety") == 0)
			continue;
		if (at_asking_say(call, asking, false, at_printf(call->arena, "option.agenda.%s",
		    o->id), &said) == AT_OK)
			topics[out->n_topics++] = said.text;
		at_error_clear(call->err);
	}
	out->topics = topics;
	return AT_OK;
}

/* ---- the page --------------------------------------------------------------- */

static enum at_status
find_hour(struct at_call *call, const struct at_history *h, at_id session,
    const struct at_session **out)
{
	*out = session == 0 ? newest(call, h) : at_history_session(h, session);
	if (*out == NULL || !is_own_hour(call, h, *out))
		return at_fail(call->err, AT_NOT_FOUND, "%s", at_tr(call,
		    "There is no session to open together yet."));
	return AT_OK;
}

enum at_status
at_action_together(struct at_call *call, at_id client, at_id session, struct at_together *out)
{
	const struct at_session *hour;
	struct at_history h;
	struct at_card_pair pair;
	enum at_status st = at_history_open(call, client, AT_RES_RATINGS, AT_WRITE, &h);

	*out = (struct at_together){ .client = client };
	if (st == AT_OK)
		st = at_history_read(call, &h);
	if (st == AT_OK)
		st = find_hour(call, &h, session, &hour);
	if (st == AT_OK)
		st = at_act_name(call, &h.client, &out->name);
	if (st != AT_OK)
		return st;
	pair = at_pair_of(&h, hour, AT_SEES_THERAPIST, call->now);
	out->session = hour->id;
	out->number = hour->number;
	out->starts = hour->starts;
	out->zone = h.site.zone;
	out->lang = h.client.lang;
	out->opened = pair.together;
	out->why = why_not(call, &pair);
	out->ready = out->why == NULL;
	find_neighbours(call, &h, out);
	st = read_topics(call, &h, out);
	return st == AT_OK && out->ready ? read_items(call, &h, &pair, out) : st;
}

struct opening {
	at_id org, client;
	struct at_opened opened;
	struct at_audit_line line;
};

static enum at_status
apply_opening(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	struct opening *o = job;
	enum at_status st = at_opened_insert(db, o->org, o->client, &o->opened, err);

	return st == AT_OK ? at_act_append(db, scratch, &o->line, err) : st;
}

enum at_status
at_action_open_together(struct at_call *call, at_id client, at_id session)
{
	struct at_together view;
	struct opening job;
	enum at_status st = at_action_together(call, client, session, &view);

	if (st != AT_OK)
		return st;
	if (!view.ready)
		return at_fail(call->err, AT_INVALID, "%s", view.why);
	job = (struct opening){ call->who->org, client,
		{ view.session, call->who->staff, call->now },
		at_act_line(call, "open-together", "session", view.session, client) };
	return at_store_write(call, apply_opening, &job);
}

/* ---- to the supervisor -------------------------------------------------------- */

struct releasing {
	at_id org;
	struct at_released released;
	struct at_audit_line line;
};

static enum at_status
apply_release(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	struct releasing *r = job;
	enum at_status st = at_released_set(db, r->org, &r->released, err);

	return st == AT_OK ? at_act_append(db, scratch, &r->line, err) : st;
}

static bool
can_release(const char *what)
{
	for (int i = 0; i < AT_N_RELEASES; i++)
		if (strcmp(what, at_release_names[i]) == 0)
			return true;
	return false;
}

enum at_status
at_action_release(struct at_call *call, at_id client, const char *what, bool release)
{
	const struct at_relationship *running;
	struct at_history h;
	struct releasing job;
	enum at_status st = at_history_open(call, client, AT_RES_OWN_CARD, AT_WRITE, &h);

	if (st == AT_OK)
		st = at_history_read(call, &h);
	if (st != AT_OK)
		return st;
	if (!can_release(what))
		return at_fail(call->err, AT_INVALID, "Ratings, reaction cards or flags can be "
		    "released, not \"%s\".", what);
	running = at_history_running(&h, call->now);
	if (running == NULL || running->therapist != call->who->staff)
		return at_fail(call->err, AT_DENIED, "You may not see or do this.");
	job = (struct releasing){ call->who->org, { running->id, call->who->staff, what,
		call->now, !release }, at_act_line(call, release ? "release" : "take-back",
		"relationship", running->id, client) };
	job.line.detail = what;
	return at_store_write(call, apply_release, &job);
}
