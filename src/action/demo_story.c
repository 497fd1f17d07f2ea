/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "action/demo_story.h"
#include "base/conf.h"
#include "base/embed.h"
#include "base/random.h"

struct reading {
	struct at_arena *arena;
	struct at_error *err;
	struct at_conf conf;
	struct at_demo_story *stories;
	int n_stories;
};

static enum at_status
wrong(struct reading *r, const struct at_conf_line *l, const char *expected)
{
	return at_fail(r->err, AT_INVALID, "%s:%d: expected %s", r->conf.file, l->line, expected);
}

/* Cut the first word off; NULL when there is none. */
static char *
word(char **rest)
{
	char *start = *rest + strspn(*rest, " "), *end = start + strcspn(start, " ");

	if (*start == '\0')
		return NULL;
	*rest = *end == '\0' ? end : end + 1;
	*end = '\0';
	return start;
}

/* 0 for what is none: the file is ours, and its test would tell. */
static int
number(const char *text)
{
	return (int)strtol(text, NULL, 10);
}

/* "46 50 52": as many as there are; -1 when there are too many. */
static int
numbers(char *text, int out[AT_DEMO_SESSIONS])
{
	char *one;
	int n = 0;

	while ((one = word(&text)) != NULL) {
		if (n == AT_DEMO_SESSIONS)
			return -1;
		out[n++] = number(one);
	}
	return n;
}

static void
sessions(char *text, bool out[AT_DEMO_SESSIONS])
{
	int which[AT_DEMO_SESSIONS], n = numbers(text, which);

	for (int i = 0; i < n; i++)
		if (which[i] >= 1 && which[i] <= AT_DEMO_SESSIONS)
			out[which[i] - 1] = true;
}

/* "3 client session words ..." */
static bool
read_said(struct at_demo_story *s, char *text)
{
	struct at_demo_told *t = &s->said[s->n_said];
	const char *session = word(&text);

	t->form = word(&text);
	t->instrument = word(&text);
	t->item = word(&text);
	t->value = text;
	if (session == NULL || t->item == NULL || *text == '\0' || ++s->n_said == AT_DEMO_TOLD)
		return false;
	t->session = number(session);
	return true;
}

static bool
read_note(struct at_demo_story *s, char *text)
{
	const char *session = word(&text);

	s->notes[s->n_notes] = (struct at_demo_told){ .session = session == NULL ? 0
	    : number(session), .value = text };
	return ++s->n_notes < AT_DEMO_TOLD;
}

static bool
read_aside(struct at_demo_story *s, char *text)
{
	const char *session = word(&text), *rule = word(&text);

	s->aside[s->n_aside] = (struct at_demo_told){ .session = session == NULL ? 0
	    : number(session), .rule = rule == NULL ? "" : rule, .value = text };
	return ++s->n_aside < AT_DEMO_TOLD;
}

/* "amir 6" */
static bool
read_then(struct at_demo_story *s, char *text)
{
	const char *from;

	s->next_therapist = word(&text);
	from = word(&text);
	s->next_from = from == NULL ? 0 : number(from);
	return s->next_from > 1;
}

static enum at_demo_when
read_when(const char *text)
{
	return strcmp(text, "yesterday") == 0 ? AT_DEMO_YESTERDAY
	    : strcmp(text, "lately") == 0 ? AT_DEMO_LATELY
	    : strcmp(text, "soon") == 0 ? AT_DEMO_SOON : AT_DEMO_WEEK;
}

static bool
read_line(struct at_demo_story *s, const char *name, char *value)
{
	const struct { const char *name, **place; } texts[] = {
		{ "at", &s->site }, { "with", &s->therapist }, { "lang", &s->lang },
		{ "form", &s->form }, { "parent", &s->parent }, { "measure", &s->outcome },
	};

	for (size_t i = 0; i < AT_COUNT(texts); i++)
		if (strcmp(name, texts[i].name) == 0) {
			*texts[i].place = value;
			return true;
		}
	if (strcmp(name, "story") == 0)
		return true;
	if (strcmp(name, "when") == 0)
		return s->when = read_when(value), true;
	if (strcmp(name, "client") == 0)
		return (s->n_sessions = numbers(value, s->client_totals)) > 0;
	if (strcmp(name, "own") == 0)
		return numbers(value, s->own_totals) == s->n_sessions;
	if (strcmp(name, "outcome") == 0)
		return numbers(value, s->outcomes) == s->n_sessions;
	if (strcmp(name, "missed") == 0)
		return sessions(value, s->missed), true;
	if (strcmp(name, "together") == 0)
		return sessions(value, s->together), true;
	if (strcmp(name, "say") == 0)
		return read_said(s, value);
	if (strcmp(name, "note") == 0)
		return read_note(s, value);
	if (strcmp(name, "aside") == 0)
		return read_aside(s, value);
	if (strcmp(name, "then") == 0)
		return read_then(s, value);
	if (strcmp(name, "stop") == 0)
		return (s->stops = number(value)) > 0;
	return strcmp(name, "end") == 0 && (s->ends = number(value)) > 0;
}

/* ---- everybody else ------------------------------------------------------------ */

static int
within(double value, int low, int high)
{
	return value < low ? low : value > high ? high : (int)(value + 0.5);
}

/* gain: both sides rise and the measure falls by two thirds; slow: by a third; even: little
 * happens. */
static void
draw(struct at_demo_story *s, const char *shape, struct at_random *random)
{
	double fall = strcmp(shape, "gain") == 0 ? 0.66 : strcmp(shape, "slow") == 0 ? 0.33 : 0.08;
	double start = (strcmp(s->outcome, "phq-9") == 0 ? 14 : 12) + 5 * at_random_unit(random);
	double bond = 48 + 6 * at_random_unit(random), own = bond - 1 + 3 * at_random_unit(random);

	for (int i = 0; i < s->n_sessions; i++) {
		double way = s->n_sessions < 2 ? 0 : (double)i / 11;

		s->client_totals[i] = within(bond + 9 * way + 1.2 * at_random_normal(random),
		    38, 68);
		s->own_totals[i] = within(own + 7 * way + 1.2 * at_random_normal(random), 38, 68);
		s->outcomes[i] = within(start * (1 - fall * way) + 0.8 * at_random_normal(random),
		    1, 19);
	}
}

/* Cut at the commas. */
static int
fields(char *text, char *out[7])
{
	int n = 0;

	for (char *rest = text, *one; n < 7 && (one = strtok_r(rest, ",", &rest)) != NULL; n++)
		out[n] = one + strspn(one, " ");
	return n;
}

static bool
read_person(struct at_demo_story *s, char *text, int line)
{
	struct at_random random = at_random_seeded(20261122u + (uint64_t)line);
	char *f[7];

	if (fields(text, f) != 7)
		return false;
	*s = (struct at_demo_story){ .name = f[0], .site = f[1], .therapist = f[2],
		.lang = f[3], .outcome = f[4], .form = "client", .crowd = true,
		.n_sessions = number(f[6]) };
	if (s->n_sessions < 1 || s->n_sessions >= AT_DEMO_SESSIONS)
		return false;
	draw(s, f[5], &random);
	for (int i = 2; i < s->n_sessions; i += 3)
		s->together[i] = true;
	return true;
}

/* ---- the file ----------------------------------------------------------------------- */

static struct at_demo_story *
one_more(struct reading *r)
{
	r->stories = at_one_more(r->arena, r->stories, r->n_stories, sizeof *r->stories);
	r->stories[r->n_stories] = (struct at_demo_story){ .form = "client" };
	return &r->stories[r->n_stories++];
}

static enum at_status
read_all(struct reading *r)
{
	int section = 0;

	for (int i = 0; i < r->conf.n_lines; i++) {
		const struct at_conf_line *l = &r->conf.lines[i];
		char *value = at_strdup(r->arena, l->value);

		if (strcmp(l->section, "crowd") == 0) {
			if (!read_person(one_more(r), value, i))
				return wrong(r, l, "NAME, site, therapist, language, measure, "
				    "shape, sessions");
			continue;
		}
		if (l->section_line != section)
			one_more(r)->name = l->section;
		section = l->section_line;
		if (!read_line(&r->stories[r->n_stories - 1], l->name, value))
			return wrong(r, l, "a line of a story");
	}
	return AT_OK;
}

/* Each in an hour of the therapist's week that nobody else has. */
static void
give_slots(struct reading *r)
{
	for (int i = 0; i < r->n_stories; i++)
		for (int k = 0; k < i; k++)
			r->stories[i].slot += r->stories[i].when == AT_DEMO_WEEK
			    && r->stories[k].when == AT_DEMO_WEEK
			    && strcmp(r->stories[k].therapist, r->stories[i].therapist) == 0;
}

enum at_status
at_demo_stories(struct at_arena *arena, struct at_demo_story **out, int *out_n,
    struct at_error *err)
{
	const struct at_embedded *file = at_embed_find("demo/stories.txt");
	struct reading r = { .arena = arena, .err = err };
	enum at_status st = at_conf_parse(arena, file->name, file->bytes, file->n_bytes, &r.conf,
	    err);

	if (st == AT_OK)
		st = read_all(&r);
	if (st != AT_OK)
		return st;
	give_slots(&r);
	*out = r.stories;
	*out_n = r.n_stories;
	return AT_OK;
}

/* ---- what was told ------------------------------------------------------------------ */

const struct at_demo_told *
at_demo_note(const struct at_demo_story *story, int session)
{
	for (int i = 0; i < story->n_notes; i++)
		if (story->notes[i].session == session)
			return &story->notes[i];
	return NULL;
}

const char *
at_demo_said(const struct at_demo_story *story, int session, const char *form,
    const char *instrument, const char *item)
{
	for (int i = 0; i < story->n_said; i++) {
		const struct at_demo_told *t = &story->said[i];

		if ((t->session == session || t->session == 0)
		    && strcmp(t->form, form) == 0 && strcmp(t->instrument, instrument) == 0
		    && strcmp(t->item, item) == 0)
			return t->value;
	}
	return NULL;
}

const char *
at_demo_aside(const struct at_demo_story *story, int session, const char *rule)
{
	for (int i = 0; i < story->n_aside; i++)
		if (story->aside[i].session == session
		    && strcmp(story->aside[i].rule, rule) == 0)
			return story->aside[i].value;
	return NULL;
}
