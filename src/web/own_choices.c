/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A client's own page: who sees the cards from now on. */
#include <string.h>

#include "base/words.h"
#include "html/form.h"
#include "html/put.h"
#include "web/crisis.h"
#include "web/own.h"

/* ---- in sentences ---------------------------------------------------------- */

static const char *
ratings_sentence(struct at_visit *visit, const struct at_agreed *agreed)
{
	struct at_call *call = &visit->call;
	bool next = strcmp(agreed->seen, "next") == 0;

	if (strcmp(agreed->ratings, "numbers") == 0)
		return at_tr(call, "Nobody sees how you answered the statements. They count only "
		    "in totals over many people.");
	if (strcmp(agreed->ratings, "therapist_supervisor") == 0)
		return next ? at_tr(call, "Your therapist and the supervisor see how you answered "
		    "the statements, once your next session has begun.")
		    : at_tr(call, "Your therapist and the supervisor see how you answered the "
		    "statements, once both of you have answered.");
	return next ? at_tr(call, "Your therapist sees how you answered the statements, once your "
	    "next session has begun.") : at_tr(call, "Your therapist sees how you answered the "
	    "statements, once both of you have answered.");
}

static const char *
said_sentence(struct at_visit *visit, const struct at_agreed *agreed, const char *contact)
{
	struct at_call *call = &visit->call;

	if (strcmp(agreed->said, "other") != 0)
		return at_tr(call, "What you write, and whether something was off, your therapist "
		    "sees at once.");
	if (contact == NULL)
		return at_tr(call, "Each card asks you who reads what you write.");
	return at_printf(call->arena, at_tr(call, "What you write, and whether something was off, "
	    "goes to %s and not to your therapist."), contact);
}

void
at_own_agreed(struct at_visit *visit, const struct at_agreed *agreed, const char *contact)
{
	at_put(visit->out, "<p>%s</p>\n<p>%s</p>\n", ratings_sentence(visit, agreed),
	    said_sentence(visit, agreed, contact));
}

/* ---- the questions --------------------------------------------------------- */

static const char *
say(struct at_visit *visit, const struct at_own_choices *choices, const char *key)
{
	struct at_said said;

	if (at_asking_say(&visit->call, choices->card, false, key, &said) == AT_OK)
		return said.text;
	at_error_clear(visit->call.err);
	return "";
}

/* In the words of the card itself, so that both say the same. */
static void
put_question(struct at_visit *visit, const struct at_own_choices *choices, const char *item,
    const char *now, const char *note)
{
	struct at_arena *arena = visit->call.arena;
	const struct at_options *options = at_instrument_options(choices->card->instrument, item);
	struct at_choice *rows = AT_NEW(arena, struct at_choice, (size_t)options->n_options);
	struct at_question q = { .name = item, .choices = rows, .note = note,
		.legend = say(visit, choices, at_printf(arena, "item.%s", item)) };

	for (int i = 0; i < options->n_options; i++) {
		const struct at_option *option = &options->options[i];

		if (option->to_contact && !choices->may_address)
			continue;
		rows[q.n_choices++] = (struct at_choice){ .value = option->id,
			.text = say(visit, choices, at_printf(arena, "option.%s.%s", item,
			    option->id)), .checked = strcmp(option->id, now) == 0 };
	}
	at_form_radios(visit->out, &q);
}

static void
put_sight(struct at_visit *visit, const struct at_own_choices *c)
{
	struct at_call *call = &visit->call;
	const struct at_form form = { .action = "/me/choices", .csrf = visit->csrf };
	const struct at_form_buttons buttons = { .primary = at_tr(call, "Save") };
	bool other = strcmp(c->agreed.said, "other") == 0 && c->may_address;

	at_form_begin(visit->out, &form);
	put_question(visit, c, "ratings", c->agreed.ratings, at_tr(call, "In anonymous totals "
	    "means: your answers count together with those of many people, and nobody reads them "
	    "as yours. Not your therapist either."));
	put_question(visit, c, "when", c->agreed.seen, at_tr(call, "If you choose the next "
	    "session, your therapist sees them when it begins, and you can talk about it at "
	    "once."));
	put_question(visit, c, "said", other ? "other" : "therapist", at_tr(call, "This is never "
	    "held back. An answer about safety always reaches somebody at the clinic."));
	at_form_buttons(visit->out, &buttons);
	at_form_end(visit->out);
}

static int
put_choices(struct at_visit *visit, const char *problem, bool saved)
{
	struct at_call *call = &visit->call;
	struct at_own_choices choices;
	struct at_page page;

	if (at_action_own_choices(call, &choices) != AT_OK)
		return at_page_problem(visit);
	page = at_own_frame(visit, at_tr(call, "Who sees your cards"));
	page.lead = at_tr(call, "What you choose here holds for cards from now on. Cards you have "
	    "sent stay as they were agreed then.");
	at_page_begin(visit->out, &page);
	if (problem != NULL)
		at_part_notice(visit->out, AT_TONE_LOOK, at_tr(call, "That did not work"),
		    problem);
	if (saved)
		at_part_notice(visit->out, AT_TONE_DONE, NULL, at_tr(call,
		    "Saved. It holds for the next card you send."));
	put_sight(visit, &choices);
	at_crisis_help(visit, choices.frame.asking);
	at_page_end(visit->out, &page);
	return 200;
}

int
at_page_me_choices(struct at_visit *visit)
{
	at_own_language(visit);
	return put_choices(visit, NULL, at_field(&visit->request->query, "saved") != NULL);
}

int
at_page_me_agree(struct at_visit *visit)
{
	const struct at_fields *form = &visit->request->form;
	const char *problem;
	enum at_status st = at_action_own_agree(&visit->call, at_field(form, "ratings"),
	    at_field(form, "when"), at_field(form, "said"));

	if (st == AT_OK)
		return at_page_redirect(visit, "/me/choices?saved");
	if (st != AT_INVALID)
		return at_page_problem(visit);
	problem = at_strdup(visit->call.arena, visit->err.text);
	at_error_clear(&visit->err);
	put_choices(visit, problem, false);
	return 400;
}
