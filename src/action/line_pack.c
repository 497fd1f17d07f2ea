/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A line of the day list as bytes: a number for each member, in their order. */
#include <string.h>

#include "action/line.h"

/* Raised with every change of what is packed or of how a line is made: what an earlier
 * program kept is then made anew. */
enum { VERSION = 2 };

/* The same walk over the members writes and reads. */
struct tape {
	const unsigned char *in;        /* NULL while writing */
	unsigned char *out;
	size_t at, n_bytes;
	bool over;                      /* more was asked for than there is */
};

enum { ROOM = 8 * 96 };                 /* more numbers than a line has */

static int64_t
whole(struct tape *t, int64_t number)
{
	uint64_t bits = 0;

	if (t->at + 8 > t->n_bytes) {
		t->over = true;
		return 0;
	}
	for (int i = 0; i < 8; i++, t->at++)
		if (t->in != NULL)
			bits |= (uint64_t)t->in[t->at] << 8 * i;
		else
			t->out[t->at] = (unsigned char)((uint64_t)number >> 8 * i);
	return t->in != NULL ? (int64_t)bits : number;
}

static double
real(struct tape *t, double number)
{
	int64_t bits;

	memcpy(&bits, &number, sizeof bits);
	bits = whole(t, bits);
	memcpy(&number, &bits, sizeof bits);
	return number;
}

/* A count within `most`: what was read is not trusted. */
static int
count(struct tape *t, int n, int most)
{
	int64_t got = whole(t, n);

	return got < 0 || got > most ? 0 : (int)got;
}

static void
walk_hour(struct tape *t, struct at_line_hour *hour)
{
	hour->id = whole(t, hour->id);
	hour->number = (int)whole(t, hour->number);
	hour->starts = whole(t, hour->starts);
	hour->ends = whole(t, hour->ends);
	hour->version = whole(t, hour->version);
	hour->planned = whole(t, hour->planned) != 0;
}

static void
walk_reason(struct tape *t, struct at_reason *reason)
{
	reason->kind = (enum at_reason_kind)count(t, (int)reason->kind, AT_REASON_KINDS - 1);
	reason->session = (int)whole(t, reason->session);
	reason->a = real(t, reason->a);
	reason->b = real(t, reason->b);
}

/* Eight letters a number. */
static void
walk_letters(struct tape *t, char *letters, size_t n)
{
	for (size_t i = 0; i < n; i += 8) {
		int64_t eight;

		memcpy(&eight, letters + i, 8);
		eight = whole(t, eight);
		memcpy(letters + i, &eight, 8);
	}
}

static void
walk(struct tape *t, struct at_line *line)
{
	walk_hour(t, &line->last);
	walk_hour(t, &line->next);
	line->client_card = (enum at_line_card)count(t, (int)line->client_card, AT_LINE_SEEN);
	line->own_card = (enum at_line_card)count(t, (int)line->own_card, AT_LINE_SEEN);
	line->n_hours = count(t, line->n_hours, AT_LINE_HOURS);
	for (int i = 0; i < line->n_hours; i++) {
		line->client[i] = real(t, line->client[i]);
		line->own[i] = real(t, line->own[i]);
	}
	line->n_reasons = count(t, line->n_reasons, AT_LINE_REASONS);
	for (int i = 0; i < line->n_reasons; i++)
		walk_reason(t, &line->reasons[i]);
	walk_letters(t, line->measure, AT_LINE_MEASURE);
	line->n_cards = count(t, line->n_cards, AT_LINE_OWN);
	for (int i = 0; i < line->n_cards; i++) {
		line->cards[i].due = whole(t, line->cards[i].due);
		line->cards[i].session = (int)whole(t, line->cards[i].session);
		line->cards[i].closes = whole(t, line->cards[i].closes);
	}
	line->flags_released = whole(t, line->flags_released) != 0;
}

struct at_bytes
at_line_pack(struct at_arena *arena, const struct at_line *line)
{
	struct at_line copy = *line;
	struct tape t = { .out = AT_NEW(arena, unsigned char, ROOM), .n_bytes = ROOM };

	whole(&t, VERSION);
	walk(&t, &copy);
	return (struct at_bytes){ t.out, t.at };
}

bool
at_line_unpack(struct at_bytes packed, struct at_line *out)
{
	struct at_line line = { .measure = "" };
	struct tape t = { .in = packed.bytes, .n_bytes = packed.n_bytes };

	if (packed.n_bytes == 0 || whole(&t, 0) != VERSION)
		return false;
	walk(&t, &line);
	line.measure[AT_LINE_MEASURE - 1] = '\0';
	if (t.over || t.at != packed.n_bytes)
		return false;
	*out = line;
	return true;
}
