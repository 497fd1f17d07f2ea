/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <string.h>

#include "action/demo_answer.h"
#include "base/random.h"

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

/* Codes of 0 to 3 that are no outcome measure: now and then a bit of something. */
static int
draw_little(struct at_random *random)
{
	double u = at_random_unit(random);

	return u < 0.75 ? 0 : u < 0.95 ? 1 : 2;
}

/* Every choice that nothing has been said about. */
static void
draw_choices(const struct at_demo_story *story, int session,
    const struct at_instrument *instrument, const char *form, struct at_random *random,
    struct at_answers *out)
{
	bool card = strcmp(instrument->id, "session") == 0;
	double mean = card ? total(story, session, form) : well(story, session);

	for (int i = 0; i < instrument->n_items; i++) {
		const struct at_item *item = &instrument->items[i];

		if (out->codes[i] != AT_MISSING || item->kind != AT_ITEM_CHOICE
		    || strcmp(item->id, "ratings") == 0 || strcmp(item->id, "when") == 0
		    || strcmp(item->id, "said") == 0)
			continue;
		if (strncmp(item->options->id, "fit", 3) == 0)
			out->codes[i] = draw_fit(random, mean);
		else if (strcmp(item->options->id, "difficult") == 0)
			out->codes[i] = story->outcomes[session - 1] / 7;
		else if (strcmp(item->id, "strain") == 0 || strcmp(item->id, "harm") == 0)
			out->codes[i] = 0;
		else if (item->options->n_options == 4)
			out->codes[i] = draw_little(random);
	}
}

/* The measure of the story has its sum; the other one goes along with it. */
static int
sum_of(const struct at_demo_story *story, int session, const struct at_instrument *instrument)
{
	int sum = story->outcomes[session - 1];

	if (strcmp(instrument->id, story->outcome) == 0)
		return sum;
	return strcmp(story->outcome, "phq-9") == 0 ? sum * 7 / 10 : sum * 9 / 10;
}

void
at_demo_answers(const struct at_demo_story *story, unsigned seed, int session,
    const struct at_instrument *instrument, const char *form, struct at_answers *out,
    const char **out_words)
{
	struct at_random random = at_random_seeded((uint64_t)(seed * 1000 + (unsigned)session * 10)
	    + (unsigned char)form[0] + (unsigned char)instrument->id[0] * 100000u);

	*out = at_answers_blank(instrument);
	*out_words = "";
	for (int i = 0; i < instrument->n_items; i++) {
		const struct at_item *item = &instrument->items[i];
		const char *value = at_demo_said(story, session, form, instrument->id, item->id);

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
			break;
		case AT_ITEM_WORDS:
			*out_words = value;
			break;
		}
	}
	if (strcmp(instrument->id, "phq-9") == 0 || strcmp(instrument->id, "gad-7") == 0)
		draw_sum(instrument, &random, sum_of(story, session, instrument), out);
	draw_choices(story, session, instrument, form, &random, out);
}
