/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "action/demo_story.h"
#include "base/macros.h"

enum { SUNNIVA, MAREK, HANNELORE, NILS, GRETA, TOBIAS, AMINA, JORUNN };

const struct at_demo_story at_demo_stories[] = {
	/* A steady gain on both sides; the card of yesterday is still open. */
	[SUNNIVA] = { "Sunniva Lia", NULL, "fjordgata", "ingrid", "nb", "client", "phq-9",
	    AT_DEMO_YESTERDAY, 9,
	    { 46, 50, 52, 53, 55, 57, 58, 60, 0 }, { 48, 50, 52, 54, 53, 56, 58, 59, 0 },
	    { 18, 16, 15, 13, 12, 10, 9, 7, 6 } },
	/* An early fall, said aloud, taken up and put right. */
	[MAREK] = { "Marek Dvořák", NULL, "fjordgata", "amir", "en", "client", "phq-9",
	    AT_DEMO_WEEKDAY, 10,
	    { 54, 55, 53, 36, 40, 52, 56, 58, 59, 61 }, { 55, 54, 55, 50, 44, 52, 55, 57, 58, 58 },
	    { 15, 14, 14, 17, 16, 13, 12, 10, 9, 9 } },
	/* The newest card is sealed: only the client's side is in. */
	[HANNELORE] = { "Hannelore Beck", NULL, "linden-hamburg", "grace", "de", "client", "gad-7",
	    AT_DEMO_WEEKDAY, 6,
	    { 50, 51, 53, 52, 54, 49 }, { 52, 53, 53, 54, 54, 0 },
	    { 13, 12, 12, 11, 10, 10 } },
	/* A safety answer that nobody has acknowledged. */
	[NILS] = { "Nils Fjeld", NULL, "fjordgata", "amir", "nb", "client", "phq-9",
	    AT_DEMO_WEEKDAY, 5,
	    { 52, 51, 50, 48, 49 }, { 53, 52, 52, 51, 50 },
	    { 14, 13, 14, 15, 16 } },
	/* A teenager whose mother answers too. */
	[GRETA] = { "Greta Holm", "Tove Holm", "fjordgata-young", "maja", "nb", "teen", "gad-7",
	    AT_DEMO_WEEKDAY, 7,
	    { 40, 43, 47, 46, 51, 52, 54 }, { 45, 46, 48, 50, 51, 53, 54 },
	    { 15, 15, 13, 13, 11, 10, 9 } },
	/* Gives the ratings for anonymous totals only. */
	[TOBIAS] = { "Tobias Kern", NULL, "linden-hamburg", "jonas", "de", "client", "phq-9",
	    AT_DEMO_SOON, 8,
	    { 51, 52, 54, 55, 53, 56, 57, 57 }, { 52, 52, 53, 55, 55, 55, 57, 56 },
	    { 13, 12, 12, 10, 11, 9, 8, 8 } },
	/* Says something to the contact person instead of the therapist. */
	[AMINA] = { "Amina Yusuf", NULL, "fjordgata", "ingrid", "en", "client", "phq-9",
	    AT_DEMO_SOON, 5,
	    { 53, 52, 47, 49, 52 }, { 54, 54, 52, 53, 53 },
	    { 12, 12, 13, 11, 10 } },
	/* Two safety answers, the second lower, both acknowledged. */
	[JORUNN] = { "Jorunn Vik", NULL, "linden-bergen", "grace", "nb", "client", "phq-9",
	    AT_DEMO_WEEKDAY, 6,
	    { 49, 50, 48, 51, 54, 55 }, { 50, 50, 51, 52, 54, 56 },
	    { 17, 18, 19, 20, 17, 14 } },
};
const int at_demo_n_stories = (int)AT_COUNT(at_demo_stories);

/* Answers that make the story; everything else is drawn around the totals above. */
static const struct told {
	int story, session;             /* session 0: every one */
	const char *instrument, *form, *item, *value;   /* an option, ticks, or words */
} told[] = {
	{ MAREK, 4, "session", "client", "strain", "clear" },
	{ MAREK, 4, "session", "client", "about", "goal way" },
	{ MAREK, 4, "session", "client", "wish", "you" },
	{ MAREK, 4, "session", "client", "words",
	    "We worked on sleep, but it is my job that keeps me awake." },
	{ MAREK, 5, "session", "client", "strain", "small" },
	{ MAREK, 5, "session", "client", "about", "goal" },
	{ MAREK, 5, "session", "client", "wish", "I" },
	{ MAREK, 5, "session", "therapist", "strain", "clear" },
	{ MAREK, 5, "session", "therapist", "about", "goal" },
	{ MAREK, 5, "session", "therapist", "kind", "withdrew" },
	{ MAREK, 6, "session", "client", "strain", "settled" },
	{ MAREK, 6, "session", "client", "about", "goal" },
	{ MAREK, 6, "session", "client", "words", "Good that we drew up the plan again together." },
	{ MAREK, 6, "session", "therapist", "strain", "settled" },
	{ MAREK, 6, "session", "therapist", "about", "goal" },

	{ SUNNIVA, 3, "session", "client", "words", "Det var fint å få tid til stillheten." },
	{ SUNNIVA, 8, "session", "client", "words", "Jeg tok med øvelsen hjem, og den virket." },
	{ SUNNIVA, 9, "before", "client", "agenda", "goal tried" },
	{ HANNELORE, 6, "session", "client", "strain", "small" },
	{ HANNELORE, 6, "session", "client", "about", "way" },
	{ HANNELORE, 6, "session", "client", "wish", "I" },
	{ HANNELORE, 6, "session", "client", "words", "Heute ging es mir etwas zu schnell." },

	{ NILS, 5, "phq-9", "client", "9", "1" },
	{ JORUNN, 4, "phq-9", "client", "9", "2" },
	{ JORUNN, 5, "phq-9", "client", "9", "1" },

	{ GRETA, 0, "session", "teen", "ratings", "therapist_supervisor" },
	{ TOBIAS, 0, "session", "client", "ratings", "numbers" },
	{ AMINA, 3, "session", "client", "strain", "clear" },
	{ AMINA, 3, "session", "client", "about", "who" },
	{ AMINA, 3, "session", "client", "wish", "other" },
	{ AMINA, 3, "session", "client", "words",
	    "A remark about my family stayed with me. I would like to talk about it with someone"
	    " else first." },
	{ AMINA, 3, "session", "client", "said", "other" },
};

static const struct note {
	int story, session;
	const char *text;
} notes[] = {
	{ JORUNN, 4, "Ringt med en gang. Tanker, ingen planer. Sikkerhetsplanen er gått gjennom, og"
	    " vi snakkes igjen i morgen." },
	{ JORUNN, 5, "Snakket om det i timen. Mindre enn sist, planen gjelder fortsatt." },
};

const char *
at_demo_note(int story, int session)
{
	for (size_t i = 0; i < AT_COUNT(notes); i++)
		if (notes[i].story == story && notes[i].session == session)
			return notes[i].text;
	return NULL;
}

static const char *
find_told(int story, int session, const struct at_instrument *instrument, const char *form,
    const char *item)
{
	for (size_t i = 0; i < AT_COUNT(told); i++) {
		const struct told *t = &told[i];

		if (t->story == story && (t->session == session || t->session == 0)
		    && strcmp(t->instrument, instrument->id) == 0
		    && strcmp(t->form, form) == 0 && strcmp(t->item, item) == 0)
			return t->value;
	}
	return NULL;
}

/* "goal way": the bits of these options. */
static int
read_ticks(const struct at_options *options, const char *value)
{
	char id[32];
	int bits = 0;

	while (*value != '\0') {
		size_t n = strcspn(value, " ");
		const struct at_option *option;

		assert(n < sizeof id);
		memcpy(id, value, n);
		id[n] = '\0';
		option = at_options_find(options, id);
		assert(option != NULL);
		bits |= 1 << option->code;
		value += n + strspn(value + n, " ");
	}
	return bits;
}

/* Around `mean`, within 1 to 7. */
static int
draw_fit(struct at_random *random, double mean)
{
	int code = (int)(mean + 0.6 * at_random_normal(random) + 0.5);

	return code < 1 ? 1 : code > 7 ? 7 : code;
}

/* Spread a sum over the items of 0 to 3 that are not told. */
static void
draw_sum(const struct at_instrument *instrument, struct at_random *random, int sum,
    struct at_answers *answers)
{
	const struct at_scale *scale = &instrument->scales[0];

	for (int i = 0; i < scale->n_raw_items; i++) {
		int *code = &answers->codes[scale->raw_items[i] - 1];

		*code = *code == AT_MISSING ? 0 : *code;
		sum -= *code;
	}
	for (int i = 0; i < scale->n_items; i++)
		answers->codes[scale->items[i] - 1] = 0;
	assert(sum >= 0 && sum <= 3 * scale->n_items);
	while (sum > 0) {
		int item = scale->items[(int)(at_random_unit(random) * scale->n_items)];

		if (answers->codes[item - 1] == 3)
			continue;
		answers->codes[item - 1]++;
		sum--;
	}
}

/* How the last two weeks were, as a mean of 1 to 7: the outcome measure, turned round. */
static double
well(const struct at_demo_story *story, int session)
{
	double worst = strcmp(story->outcome, "phq-9") == 0 ? 27 : 21;

	return 6.5 - 5 * story->outcomes[session - 1] / worst;
}

static double
total(const struct at_demo_story *story, int session, const char *form)
{
	bool own = strcmp(form, "therapist") == 0;
	int tenths = own ? story->own_totals[session - 1] : story->client_totals[session - 1];

	return tenths / 10.0;
}

/* Every choice that nothing has been said about. */
static void
draw_choices(const struct at_demo_story *story, int session,
    const struct at_instrument *instrument, const char *form, struct at_random *random,
    struct at_answers *out)
{
	bool before = strcmp(instrument->when, "before") == 0;
	double mean = before ? well(story, session) : total(story, session, form);

	for (int i = 0; i < instrument->n_items; i++) {
		const struct at_item *item = &instrument->items[i];

		if (out->codes[i] != AT_MISSING || item->kind != AT_ITEM_CHOICE)
			continue;
		if (strncmp(item->options->id, "fit", 3) == 0)
			out->codes[i] = draw_fit(random, mean);
		else if (strcmp(item->id, "strain") == 0)
			out->codes[i] = 0;
		else if (strcmp(item->options->id, "difficult") == 0)
			out->codes[i] = story->outcomes[session - 1] / 7;
	}
}

void
at_demo_answers(int story, int session, const struct at_instrument *instrument,
    const char *form, struct at_answers *out, const char **out_words)
{
	const struct at_demo_story *s = &at_demo_stories[story];
	struct at_random random = at_random_seeded((uint64_t)(story * 1000 + session * 10)
	    + (unsigned char)form[0] + (unsigned char)instrument->id[0] * 100000u);

	*out = at_answers_blank(instrument);
	*out_words = "";
	for (int i = 0; i < instrument->n_items; i++) {
		const struct at_item *item = &instrument->items[i];
		const char *value = find_told(story, session, instrument, form, item->id);

		if (value == NULL)
			continue;
		switch (item->kind) {
		case AT_ITEM_CHOICE:
			out->codes[i] = at_options_find(item->options, value)->code;
			break;
		case AT_ITEM_TICKS:
			out->codes[i] = read_ticks(item->options, value);
			break;
		case AT_ITEM_LINE:
			out->codes[i] = (int)strtol(value, NULL, 10);
			break;
		case AT_ITEM_WORDS:
			*out_words = value;
			break;
		}
	}
	if (strcmp(instrument->id, s->outcome) == 0)
		draw_sum(instrument, &random, s->outcomes[session - 1], out);
	draw_choices(s, session, instrument, form, &random, out);
}
