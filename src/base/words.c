/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>
#include <strings.h>

#include "base/embed.h"
#include "base/mo.h"
#include "base/pseudo.h"
#include "base/words.h"
#include "base/zone.h"

struct at_words {
	const char *lang, *dir;
	const char *catalogue;          /* NULL: the source speaks it */
};

static const struct at_words languages[] = {
	{ "en", "ltr", NULL },
	{ "nb", "ltr", "po/nb.mo" },
	{ "de", "ltr", "po/de.mo" },
};

/* For tests of how pages look; whoever wants it has to name it in full. */
static const struct at_words pseudo = { "en-XB", "rtl", NULL };

/* Names that mean one of the above: Norwegian at large, and Nynorsk, whose readers
 * read Bokmål. */
static const struct { const char *tag, *lang; } aliases[] = {
	{ "no", "nb" },
	{ "nn", "nb" },
};

static bool
is_tag(const char *name, const char *tag, size_t n_tag)
{
	return strlen(name) == n_tag && strncasecmp(name, tag, n_tag) == 0;
}

/* By the first part of a language tag, NULL if it is none of ours. */
static const struct at_words *
find_tag(const char *tag, size_t n_tag)
{
	size_t n = 0;

	if (is_tag(pseudo.lang, tag, n_tag))
		return &pseudo;
	while (n < n_tag && tag[n] != '-' && tag[n] != '_')
		n++;
	for (size_t i = 0; i < AT_COUNT(languages); i++)
		if (is_tag(languages[i].lang, tag, n))
			return &languages[i];
	for (size_t i = 0; i < AT_COUNT(aliases); i++)
		if (is_tag(aliases[i].tag, tag, n))
			return find_tag(aliases[i].lang, strlen(aliases[i].lang));
	return NULL;
}

const struct at_words *
at_words_find(const char *lang)
{
	const struct at_words *words = lang == NULL ? NULL : find_tag(lang, strlen(lang));

	return words == NULL ? &languages[0] : words;
}

bool
at_words_offered(const char *lang)
{
	for (size_t i = 0; i < AT_COUNT(languages); i++)
		if (strcmp(languages[i].lang, lang) == 0)
			return true;
	return false;
}

/* "q=0.8" as 800; 1000 where nothing is said, 0 where it is nonsense. */
static int
read_weight(const char *at, size_t n)
{
	int weight, digit = 100;

	if (n == 0)
		return 1000;
	if (n < 3 || (at[0] != 'q' && at[0] != 'Q') || at[1] != '='
	    || (at[2] != '0' && at[2] != '1') || (n > 3 && at[3] != '.') || n > 7)
		return 0;
	weight = (at[2] - '0') * 1000;
	for (size_t i = 4; i < n; i++, digit /= 10) {
		if (at[i] < '0' || at[i] > '9')
			return 0;
		weight += (at[i] - '0') * digit;
	}
	return weight <= 1000 ? weight : 0;
}

static size_t
trimmed(const char **at, size_t n)
{
	while (n > 0 && (**at == ' ' || **at == '\t')) {
		++*at;
		n--;
	}
	while (n > 0 && ((*at)[n - 1] == ' ' || (*at)[n - 1] == '\t'))
		n--;
	return n;
}

/* One "nb-NO;q=0.8" of the header. */
static const struct at_words *
read_range(const char *at, size_t n, int *out_weight)
{
	const char *semicolon = memchr(at, ';', n), *weight = at + n;
	size_t n_weight = 0;

	if (semicolon != NULL) {
		weight = semicolon + 1;
		n_weight = (size_t)(at + n - weight);
		n_weight = trimmed(&weight, n_weight);
		n = (size_t)(semicolon - at);
	}
	*out_weight = semicolon != NULL && n_weight == 0 ? 0 : read_weight(weight, n_weight);
	n = trimmed(&at, n);
	return n == 1 && *at == '*' ? &languages[0] : find_tag(at, n);
}

const struct at_words *
at_words_accept(const char *header)
{
	const struct at_words *best = &languages[0];
	int best_weight = 0;

	for (const char *at = header; at != NULL; ) {
		const char *comma = strchr(at, ',');
		size_t n = comma == NULL ? strlen(at) : (size_t)(comma - at);
		int weight;
		const struct at_words *words = read_range(at, n, &weight);

		if (words != NULL && weight > best_weight) {
			best = words;
			best_weight = weight;
		}
		at = comma == NULL ? NULL : comma + 1;
	}
	return best;
}

const char *
at_words_lang(const struct at_words *words)
{
	return words->lang;
}

/* Of the languages there are, English alone has a point. */
char
at_words_mark(const struct at_words *words)
{
	return strcmp(words->lang, "en") == 0 ? '.' : ',';
}

const char *
at_words_dir(const struct at_words *words)
{
	return words->dir;
}

/* Catalogues are searched where they lie: there is nothing to load, share or free. */
static const char *
translation(const struct at_call *call, const char *text, int form)
{
	const struct at_embedded *file;
	struct at_mo mo;

	if (call->words == NULL || text[0] == '\0')
		return NULL;
	if (call->words == &pseudo)
		return at_pseudo(call->arena, text);
	if (call->words->catalogue == NULL)
		return NULL;
	file = at_embed_find(call->words->catalogue);
	if (file == NULL || !at_mo_open(file->bytes, file->n_bytes, &mo))
		return NULL;
	return at_mo_find(&mo, text, form);
}

const char *
at_tr(const struct at_call *call, const char *text)
{
	const char *got = translation(call, text, 0);

	return got == NULL ? text : got;
}

/* All our languages have two forms, one of them for 1 alone.  A language with another
 * rule brings a column for it in `languages`. */
const char *
at_trn(const struct at_call *call, const char *one, const char *many, unsigned long n)
{
	const char *got;

	if (call->words == &pseudo)
		return at_pseudo(call->arena, n == 1 ? one : many);
	got = translation(call, one, n == 1 ? 0 : 1);
	return got != NULL ? got : n == 1 ? one : many;
}

static const char *const weekdays[] = {
	AT_TEXT("Monday"), AT_TEXT("Tuesday"), AT_TEXT("Wednesday"), AT_TEXT("Thursday"),
	AT_TEXT("Friday"), AT_TEXT("Saturday"), AT_TEXT("Sunday"),
};
static const char *const months[] = {
	AT_TEXT("January"), AT_TEXT("February"), AT_TEXT("March"), AT_TEXT("April"),
	AT_TEXT("May"), AT_TEXT("June"), AT_TEXT("July"), AT_TEXT("August"),
	AT_TEXT("September"), AT_TEXT("October"), AT_TEXT("November"), AT_TEXT("December"),
};

const char *
at_words_date(const struct at_call *call, struct at_date date, enum at_date_style style)
{
	const char *month = at_tr(call, months[date.month - 1]);

	switch (style) {
	case AT_DATE_DAY:
		/* words: Thursday 3 December */
		return at_printf(call->arena, at_tr(call, "%s %d %s"),
		    at_tr(call, weekdays[at_date_weekday(date)]), date.day, month);
	case AT_DATE_LONG:
		/* words: 3 December 2026 */
		return at_printf(call->arena, at_tr(call, "%d %s %d"), date.day, month,
		    date.year);
	case AT_DATE_SHORT:
		break;
	}
	/* words: 3 December */
	return at_printf(call->arena, at_tr(call, "%d %s"), date.day, month);
}

const char *
at_words_moment(const struct at_call *call, const struct at_zone *zone, at_ms at)
{
	struct at_local then = at_zone_local(zone, at), now = at_zone_local(zone, call->now);
	int64_t days = at_date_days(then.date) - at_date_days(now.date);
	const char *clock = at_printf(call->arena, "%02d:%02d", then.hour, then.minute);

	if (days == 0)
		return at_printf(call->arena, at_tr(call, "today %s"), clock);
	if (days == 1)
		return at_printf(call->arena, at_tr(call, "tomorrow %s"), clock);
	if (days == -1)
		return at_printf(call->arena, at_tr(call, "yesterday %s"), clock);
	if (days > 1 && days < 7)
		/* words: Monday 16:00 */
		return at_printf(call->arena, at_tr(call, "%s %s"),
		    at_tr(call, weekdays[then.weekday]), clock);
	/* words: 3 December, 16:00 */
	return at_printf(call->arena, at_tr(call, "%s, %s"), at_words_date(call, then.date,
	    then.date.year == now.date.year ? AT_DATE_SHORT : AT_DATE_LONG), clock);
}
