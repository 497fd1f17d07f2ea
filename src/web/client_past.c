/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The client's page: sessions one by one, what the supervisor may see, who has looked. */
#include <string.h>

#include "action/together.h"
#include "base/words.h"
#include "html/form.h"
#include "html/put.h"
#include "web/client.h"
#include "web/show.h"

/* ---- sessions ------------------------------------------------------------------- */

static struct at_tag
state_of(struct at_visit *visit, const struct at_session *s)
{
	struct at_call *call = &visit->call;

	if (strcmp(s->state, "attended") == 0)
		return (struct at_tag){ AT_TONE_DONE, at_tr(call, "held") };
	if (strcmp(s->state, "cancelled") == 0)
		return (struct at_tag){ AT_TONE_PLAIN, at_tr(call, "cancelled") };
	if (strcmp(s->state, "missed") == 0)
		return (struct at_tag){ AT_TONE_LOOK, at_tr(call, "missed") };
	return (struct at_tag){ AT_TONE_PLAIN, at_tr(call, "planned") };
}

static const struct at_card *
card_of(const struct at_client_view *view, at_id session)
{
	for (int i = 0; i < view->sides.n_cards; i++)
		if (view->sides.cards[i].id == session)
			return &view->sides.cards[i];
	return NULL;
}

static const char *
card_words(struct at_visit *visit, const struct at_dyad_card *card, bool sealed)
{
	struct at_call *call = &visit->call;

	if (sealed)
		return at_tr(call, "in, sealed");
	if (at_dyad_rated(card))
		return card->late ? at_tr(call, "in, late") : at_tr(call, "in");
	switch (card->state) {
	case AT_CARD_WAITING:
		return at_tr(call, "waiting");
	case AT_CARD_UNOPENED:
		return at_tr(call, "not opened");
	case AT_CARD_UNSENT:
		return at_tr(call, "opened, not sent");
	case AT_CARD_DECLINED:
		return at_tr(call, "not today");
	case AT_CARD_NONE:
	case AT_CARD_IN:                /* in, and not to be seen: as if it were not */
		break;
	}
	return at_tr(call, "none");
}

/* "Their card: in. Yours: waiting. Opened together." */
static const char *
cards_words(struct at_visit *visit, const struct at_client_view *view, const struct at_card *c)
{
	struct at_call *call = &visit->call;

	if (c == NULL || !view->sides.own)
		return NULL;
	return at_printf(call->arena, c->together
	    ? at_tr(call, "The client's card: %s. Yours: %s. Opened together.")
	    : at_tr(call, "The client's card: %s. Yours: %s."),
	    card_words(visit, &c->both.client, c->client_sealed),
	    card_words(visit, &c->both.therapist, c->therapist_sealed));
}

void
at_client_sessions(struct at_visit *visit, const struct at_client_view *view)
{
	struct at_call *call = &visit->call;
	const struct at_section section = { .id = "sessions", .heading = at_tr(call, "Sessions") };
	struct at_entry *entries = AT_NEW(call->arena, struct at_entry,
	    (size_t)view->n_sessions);

	if (view->n_sessions == 0)
		return;
	for (int i = 0; i < view->n_sessions; i++) {
		const struct at_session *s = &view->sessions[view->n_sessions - 1 - i];
		char *iso = AT_NEW(call->arena, char, AT_ISO_ROOM);

		at_time_iso(s->starts, iso);
		entries[i] = (struct at_entry){ .when = at_printf(call->arena, "%d \xc2\xb7 %s",
			s->number, at_words_moment(call, view->zone, s->starts)), .when_iso = iso,
			.tag = state_of(visit, s),
			.note = cards_words(visit, view, card_of(view, s->id)) };
	}
	at_part_section_begin(visit->out, &section);
	at_put(visit->out, "<details%s><summary>%s</summary>\n", "", at_printf(call->arena,
	    at_trn(call, "%d session", "%d sessions", (unsigned long)view->n_sessions),
	    view->n_sessions));
	at_part_entries(visit->out, entries, view->n_sessions);
	at_put_raw(visit->out, "</details>\n");
	at_part_section_end(visit->out);
}

/* ---- to the supervisor ------------------------------------------------------------ */

static const char *const release_words[AT_N_RELEASES][2] = {
	[AT_RELEASE_RATINGS] = { AT_TEXT("Release my ratings"),
	    AT_TEXT("Take my ratings back") },
	[AT_RELEASE_REACTION] = { AT_TEXT("Release my reaction cards"),
	    AT_TEXT("Take my reaction cards back") },
	[AT_RELEASE_FLAGS] = { AT_TEXT("Release what is worth asking about"),
	    AT_TEXT("Take what is worth asking about back") },
};

void
at_client_release(struct at_visit *visit, const struct at_client_view *view)
{
	struct at_call *call = &visit->call;
	const struct at_section section = { .id = "release",
		.heading = at_tr(call, "For supervision"),
		.note = at_tr(call, "Your supervisor sees your side only if you release it.") };

	if (!view->therapist_is_asker)
		return;
	at_part_section_begin(visit->out, &section);
	for (int i = 0; i < AT_N_RELEASES; i++) {
		const struct at_hidden hidden[] = { { "what", at_release_names[i] } };
		const struct at_form form = { .action = at_printf(call->arena,
			"/clients/%s/release", at_visit_id_text(visit, view->client.id)),
			.csrf = visit->csrf, .hidden = hidden, .n_hidden = 1, .wide = true };
		const struct at_form_buttons buttons = {
			.other = at_tr(call, release_words[i][view->released[i]]),
			.other_value = view->released[i] ? "back" : "release" };

		at_form_begin(visit->out, &form);
		at_form_buttons(visit->out, &buttons);
		at_form_end(visit->out);
	}
	at_part_section_end(visit->out);
}

int
at_page_release_post(struct at_visit *visit)
{
	const char *what = at_field(&visit->request->form, "what");
	const char *how = at_field(&visit->request->form, "do");
	at_id client = at_visit_id(visit, "client");

	if (at_action_release(&visit->call, client, what == NULL ? "" : what,
	    how == NULL || strcmp(how, "back") != 0) != AT_OK)
		return at_page_problem(visit);
	return at_page_redirect(visit, at_printf(visit->call.arena, "/clients/%s#release",
	    at_visit_id_text(visit, client)));
}

/* ---- who has looked ----------------------------------------------------------------- */

void
at_client_looks(struct at_visit *visit, const struct at_client_view *view)
{
	struct at_call *call = &visit->call;
	const struct at_section section = { .id = "looked",
		.heading = at_tr(call, "Who has looked"),
		.note = at_tr(call, "The client can see this too.") };
	struct at_fact *facts = AT_NEW(call->arena, struct at_fact, (size_t)view->n_looks);

	at_part_section_begin(visit->out, &section);
	for (int i = 0; i < view->n_looks; i++)
		facts[i] = (struct at_fact){
			at_words_moment(call, view->zone, view->looks[i].at),
			view->looks[i].name[0] == '\0' ? at_tr(call, "The command line")
			    : view->looks[i].name };
	at_part_facts(visit->out, facts, view->n_looks);
	at_part_section_end(visit->out);
}
