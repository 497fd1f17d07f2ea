/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "action/act.h"
#include "action/asking.h"
#include "action/sides.h"
#include "alliance/drop.h"
#include "base/words.h"

static const struct at_own_range_scale scale = { AT_DYAD_LOWEST, AT_DYAD_HIGHEST, 1.0 };

static bool
is_shown(const struct at_history *h, enum at_viewer viewer, const struct at_session *session)
{
	return at_history_in_period(h, session->starts)
	    && (viewer == AT_SEES_THERAPIST || viewer == AT_SEES_FORMER
	    || viewer == AT_SEES_SUPERVISOR);
}

static struct at_card
card_of(const struct at_card_pair *pair, const struct at_dyad_session *both)
{
	return (struct at_card){ .id = pair->session->id, .session = both->number,
		.at = both->starts, .client = at_dyad_total(&both->client),
		.therapist = at_dyad_total(&both->therapist),
		.client_sealed = pair->client.rated == AT_SEALED,
		.therapist_sealed = pair->therapist.rated == AT_SEALED,
		.late = both->therapist.late, .seen_first = both->therapist.seen_first,
		.together = pair->together, .both = *both };
}

/* The client's own range at each of the cards of a relationship. */
static void
add_ranges(struct at_call *call, struct at_card *cards, int n)
{
	double *values = AT_NEW(call->arena, double, (size_t)n);
	struct at_own_range *ranges = AT_NEW(call->arena, struct at_own_range, (size_t)n);

	for (int i = 0; i < n; i++)
		values[i] = cards[i].client;
	at_own_range_series(values, n, &scale, ranges);
	for (int i = 0; i < n; i++)
		cards[i].range = ranges[i];
}

/* The row of a dyad for a session. */
static const struct at_dyad_session *
row_of(const struct at_dyad *dyad, int number)
{
	for (int i = 0; i < dyad->n_sessions; i++)
		if (dyad->sessions[i].number == number)
			return &dyad->sessions[i];
	return NULL;
}

static enum at_status
add_relationship(struct at_call *call, const struct at_history *h,
    const struct at_relationship *relationship, struct at_sides *out)
{
	enum at_viewer viewer = at_history_viewer(h, call->who->staff, relationship->id,
	    call->now);
	struct at_dyad dyad;
	int first = out->n_cards;
	enum at_status st = at_pair_dyad(call, h, relationship->id, viewer, &dyad);

	for (int i = 0; i < h->n_sessions && st == AT_OK; i++) {
		const struct at_session *s = &h->sessions[i];
		struct at_card_pair pair;

		if (s->relationship != relationship->id || !is_shown(h, viewer, s)
		    || !at_history_held(h, s, call->now))
			continue;
		pair = at_pair_of(h, s, viewer, call->now);
		out->cards[out->n_cards++] = card_of(&pair, row_of(&dyad, s->number));
	}
	if (st != AT_OK || out->n_cards == first)
		return st;
	add_ranges(call, out->cards + first, out->n_cards - first);
	out->own = viewer != AT_SEES_SUPERVISOR;
	out->agreement = at_agree_of(&dyad);
	out->formation = at_formation_of(&dyad,
	    at_drop_step(NAN, AT_DYAD_HIGHEST - AT_DYAD_LOWEST));
	return AT_OK;
}

enum at_status
at_sides_read(struct at_call *call, const struct at_history *h, struct at_sides *out)
{
	enum at_status st = AT_OK;

	*out = (struct at_sides){ .cards = AT_NEW(call->arena, struct at_card,
	    (size_t)h->n_sessions), .agreement = { .difference = NAN, .distance = NAN,
	    .r = NAN } };
	if (!at_policy_allows(call->who->subjects, h->stand.relations, AT_RES_RATINGS, AT_VIEW))
		return AT_OK;
	for (int i = h->n_relationships - 1; i >= 0 && st == AT_OK; i--)
		st = add_relationship(call, h, &h->relationships[i], out);
	return st;
}

static const char *
answer_words(struct at_call *call, const struct at_asking *asking, int code)
{
	struct at_said said;

	if (code == 0 || at_asking_say(call, asking, false, at_printf(call->arena,
	    "option.fit.%d", code), &said) != AT_OK) {
		at_error_clear(call->err);
		return NULL;
	}
	return said.text;
}

enum at_status
at_sides_statements(struct at_call *call, const struct at_client *client,
    const struct at_card *card, struct at_statement out[AT_DYAD_ITEMS])
{
	struct at_asking *asking;
	struct at_said said;
	enum at_status st = at_asking_open(call, client->org, client->site,
	    at_library_find(call->house->library, "session"), client->form, false,
	    at_words_lang(call->words), &asking);

	for (int i = 0; i < AT_DYAD_ITEMS && st == AT_OK; i++) {
		struct at_statement *s = &out[i];

		s->client_code = at_dyad_item(&card->both.client, i);
		s->therapist_code = at_dyad_item(&card->both.therapist, i);
		s->client = answer_words(call, asking, s->client_code);
		s->therapist = answer_words(call, asking, s->therapist_code);
		st = at_asking_say(call, asking, false, at_printf(call->arena, "item.%s",
		    at_dyad_item_ids[i]), &said);
		s->text = st == AT_OK ? said.text : "";
	}
	return st;
}
