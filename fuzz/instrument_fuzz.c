/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Definitions and files of words.  The first line of an input decides: a definition is
 * used as the program would use it, a line "#words" makes the rest words for PHQ-9. */
#include <stdlib.h>
#include <string.h>

#include "base/embed.h"
#include "instrument/library.h"
#include "instrument/score.h"
#include "instrument/texts.h"

static const char words_line[] = "#words\n";

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t n_bytes);

static void
parse_words(struct at_arena *arena, const char *bytes, size_t n_bytes)
{
	const struct at_embedded *file = at_embed_find("instruments/phq-9.txt");
	struct at_error err = { .status = AT_OK };
	struct at_texts texts = { .lang = "fi" };
	struct at_instrument instrument;

	if (at_instrument_parse(arena, file->name, file->bytes, file->n_bytes, &instrument, &err)
	    != AT_OK)
		abort();
	if (at_texts_parse(arena, &instrument, "x.txt", bytes, n_bytes, &texts, &err) != AT_OK) {
		if (strncmp(err.text, "x.txt:", 6) != 0)
			abort();
		return;
	}
	for (int i = 0; i < texts.n_texts; i++)
		if (at_texts_find(&texts, texts.texts[i].key) != texts.texts[i].text)
			abort();
}

/* Whatever is accepted can be answered and scored within its range. */
static void
use(const struct at_instrument *in)
{
	struct at_answers answers = at_answers_blank(in);
	struct at_score scores[AT_MAX_SCALES];
	struct at_raised raised[AT_MAX_ITEMS];

	for (int i = 0; i < in->n_items; i++)
		if (in->items[i].kind == AT_ITEM_CHOICE)
			answers.codes[i] = in->items[i].options->options[0].code;
	at_answers_raised(in, 0, &answers, raised);
	at_score_answers(in, &answers, scores);
	for (int i = 0; i < in->n_scales; i++)
		if (scores[i].valid     /* a scale without a key, or of lines, has none here */
		    && (scores[i].value < in->scales[i].lowest - 1e-9
		    || scores[i].value > in->scales[i].highest + 1e-9))
			abort();
	at_answers_settle(in, 0, &answers);
	if (at_answers_check(in, 0, &answers, NULL) != AT_OK)
		abort();
}

static void
parse(struct at_arena *arena, const char *bytes, size_t n_bytes)
{
	struct at_error err = { .status = AT_OK };
	struct at_instrument instrument;

	if (at_instrument_parse(arena, "x.txt", bytes, n_bytes, &instrument, &err) == AT_OK)
		use(&instrument);
	else if (strncmp(err.text, "x.txt:", 6) != 0)
		abort();
}

int
LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t n_bytes)
{
	struct at_arena *arena = at_arena_open();
	size_t n_line = sizeof words_line - 1;

	if (n_bytes >= n_line && memcmp(bytes, words_line, n_line) == 0)
		parse_words(arena, (const char *)bytes + n_line, n_bytes - n_line);
	else
		parse(arena, (const char *)bytes, n_bytes);
	at_arena_close(arena);
	return 0;
}
