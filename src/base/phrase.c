/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <stdarg.h>
#include <string.h>

#include "base/phrase.h"
#include "base/words.h"

static const char place[] = "%s";
enum { N_PLACE = sizeof place - 1 };

static int
count_places(const char *text)
{
	int n = 0;

	while ((text = strstr(text, place)) != NULL) {
		n++;
		text += N_PLACE;
	}
	return n;
}

struct at_phrase
at_phrase(const char *text, ...)
{
	struct at_phrase phrase = { .text = text };
	int n = count_places(text);
	va_list args;

	assert(n <= AT_PHRASE_MOST);
	va_start(args, text);
	for (int i = 0; i < n; i++)
		phrase.with[i] = va_arg(args, const char *);
	va_end(args);
	return phrase;
}

const char *
at_phrase_words(const struct at_call *call, const struct at_phrase *phrase)
{
	struct at_buffer out = at_buffer_init(call->arena);
	const char *at = at_tr(call, phrase->text);

	for (int i = 0; i < AT_PHRASE_MOST && phrase->with[i] != NULL; i++) {
		const char *next = strstr(at, place);

		if (next == NULL)
			break;
		at_buffer_add(&out, at, (size_t)(next - at));
		at_buffer_text(&out, phrase->with[i]);
		at = next + N_PLACE;
	}
	at_buffer_text(&out, at);
	return at_buffer_string(&out);
}

/* ---- kept ----------------------------------------------------------------------------- */

void
at_phrase_put_field(struct at_buffer *out, const char *text)
{
	for (; *text != '\0'; text++)
		at_buffer_add(out, *text == '\t' || *text == '\n' ? " " : text, 1);
	at_buffer_text(out, "\t");
}

const char *
at_phrase_take_field(struct at_arena *arena, const char **fields)
{
	const char *from = *fields, *end = strchr(from, '\t');

	if (end == NULL)
		return NULL;
	*fields = end + 1;
	return at_strndup(arena, from, (size_t)(end - from));
}

void
at_phrase_put(struct at_buffer *out, const struct at_phrase *phrase)
{
	at_phrase_put_field(out, phrase->text);
	for (int i = 0; i < AT_PHRASE_MOST && phrase->with[i] != NULL; i++)
		at_phrase_put_field(out, phrase->with[i]);
}

bool
at_phrase_take(struct at_arena *arena, const char **fields, struct at_phrase *out)
{
	struct at_phrase phrase = { .text = at_phrase_take_field(arena, fields) };
	int n = phrase.text == NULL ? 0 : count_places(phrase.text);

	for (int i = 0; i < n; i++) {
		if (i == AT_PHRASE_MOST)
			return false;
		phrase.with[i] = at_phrase_take_field(arena, fields);
		if (phrase.with[i] == NULL)
			return false;
	}
	*out = phrase;
	return phrase.text != NULL;
}
