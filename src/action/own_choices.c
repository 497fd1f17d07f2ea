/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a client chooses on the own page: who may see the cards from now on. */
#include <string.h>

#include "action/act.h"
#include "action/own_open.h"
#include "base/words.h"

static at_id
therapist_now(struct at_call *call, struct at_history *h)
{
	const struct at_relationship *now;
	struct at_db *db = at_store_reader(call);

	if (db == NULL || at_relationship_list(call->arena, db, h->client.org, h->client.id,
	    &h->relationships, &h->n_relationships, call->err) != AT_OK)
		return 0;
	now = at_history_running(h, call->now);
	return now == NULL ? 0 : now->therapist;
}

static enum at_status
open_choices(struct at_call *call, enum at_verb verb, struct at_history *h,
    struct at_own_choices *out)
{
	const struct at_instrument *card = at_library_find(call->house->library, "session");
	at_id therapist;
	enum at_status st = at_own_open(call, AT_RES_CHOICES, verb, h, &out->frame);

	if (st == AT_OK)
		st = at_asking_open(call, h->client.org, h->client.site, card, h->client.form,
		    false, at_words_lang(call->words), &out->card);
	if (st != AT_OK)
		return st;
	therapist = therapist_now(call, h);
	if (call->err->status != AT_OK)
		return call->err->status;
	out->contact = at_own_contact(out->frame.asking, therapist);
	out->may_address = out->contact != NULL && out->frame.asking->contact.staff != 0;
	return AT_OK;
}

enum at_status
at_action_own_choices(struct at_call *call, struct at_own_choices *out)
{
	struct at_history h;
	struct at_db *db;
	enum at_status st;

	*out = (struct at_own_choices){ .contact = NULL };
	st = open_choices(call, AT_VIEW, &h, out);
	if (st != AT_OK)
		return st;
	db = at_store_reader(call);
	if (db == NULL)
		return call->err->status;
	return at_agreed_newest(call->arena, db, h.client.org, h.client.id, &out->agreed,
	    call->err);
}

/* ---- who may see ----------------------------------------------------------- */

/* An option of the card's, offered to this client. */
static bool
is_offered(const struct at_own_choices *choices, const char *options, const char *id)
{
	const struct at_option *option = id == NULL ? NULL : at_options_find(
	    at_instrument_options(choices->card->instrument, options), id);

	return option != NULL && (!option->to_contact || choices->may_address);
}

struct agreeing {
	struct at_agreed agreed;
	struct at_audit_line line;
};

static enum at_status
apply_agree(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	struct agreeing *a = job;
	enum at_status st = at_agreed_insert(db, &a->agreed, err);

	return st == AT_OK ? at_act_append(db, scratch, &a->line, err) : st;
}

enum at_status
at_action_own_agree(struct at_call *call, const char *ratings, const char *seen,
    const char *said)
{
	struct at_own_choices choices = { .contact = NULL };
	struct at_history h;
	struct agreeing job;
	enum at_status st = open_choices(call, AT_WRITE, &h, &choices);

	if (st != AT_OK)
		return st;
	if (!is_offered(&choices, "ratings", ratings) || !is_offered(&choices, "when", seen)
	    || !is_offered(&choices, "said", said))
		return at_fail(call->err, AT_INVALID, "%s",
		    at_tr(call, "Please choose one answer to each question."));
	job.agreed = (struct at_agreed){ .org = h.client.org, .id = at_store_id(call),
		.client = h.client.id, .ratings = ratings, .seen = seen, .said = said,
		.at = call->now };
	job.line = at_act_line(call, "agree", "cards", job.agreed.id, h.client.id);
	job.line.detail = at_printf(call->arena, "ratings=%s when=%s", ratings, seen);
	return at_store_write(call, apply_agree, &job);
}
