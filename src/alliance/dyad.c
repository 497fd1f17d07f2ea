/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <math.h>

#include "alliance/dyad.h"

const char *const at_dyad_item_ids[AT_DYAD_ITEMS] = {
	"ease", "understood", "worth", "real", "bond", "share", "goal", "way", "step",
};

bool
at_dyad_rated(const struct at_dyad_card *card)
{
	return card->state == AT_CARD_IN && card->ratings;
}

double
at_dyad_total(const struct at_dyad_card *card)
{
	return at_dyad_rated(card) ? card->total : NAN;
}

int
at_dyad_item(const struct at_dyad_card *card, int item)
{
	assert(item >= 0 && item < AT_DYAD_ITEMS);
	return at_dyad_rated(card) ? card->items[item] : 0;
}

enum at_strain
at_dyad_strain(const struct at_dyad_card *card)
{
	return card->state == AT_CARD_IN && card->said ? card->strain : AT_STRAIN_UNANSWERED;
}

bool
at_dyad_independent(const struct at_dyad_card *card)
{
	return card->state == AT_CARD_IN && !card->late && !card->seen_first;
}

bool
at_dyad_paired(const struct at_dyad_session *session)
{
	const struct at_dyad_card *client = &session->client, *therapist = &session->therapist;

	return at_dyad_rated(client) && at_dyad_independent(client) &&
	    at_dyad_rated(therapist) && at_dyad_independent(therapist);
}
