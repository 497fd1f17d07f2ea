/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "signal/turns.h"

const struct at_speech_options at_speech_usual = { .pause_s = 0.3, .speech_s = 0.1,
	.bleed_db = 15 };

/* Where between quiet and loud speech begins; but no lower than LOWEST below loud, as in
 * a channel without any noise.  It ends HOLD lower, or half way to quiet. */
static const double begins = 0.4, lowest_db = 30, hold_db = 5, least_range_db = 10;

enum { BINS = 2000, BINS_A_DB = 10 };   /* of levels, from AT_VOICE_SILENT_DB on */

/* ---- speech ------------------------------------------------------------------------- */

struct levels {
	size_t bins[BINS], n;
};

static void
count_levels(const struct at_voice *voice, struct levels *out)
{
	memset(out, 0, sizeof *out);
	for (size_t i = 0; i < voice->n; i++) {
		double bin;

		if (isnan(voice->db[i]))
			continue;
		bin = (voice->db[i] - AT_VOICE_SILENT_DB) * BINS_A_DB;
		out->bins[bin < BINS - 1 ? (size_t)bin : BINS - 1]++;
		out->n++;
	}
}

/* The level that `share` of the frames are below, to a tenth of a decibel. */
static double
level_at(const struct levels *levels, double share)
{
	double below = 0;
	int bin = 0;

	while (bin < BINS - 1 && below + (double)levels->bins[bin] <= share * (double)levels->n)
		below += (double)levels->bins[bin++];
	return AT_VOICE_SILENT_DB + (bin + 0.5) / BINS_A_DB;
}

static void
set_thresholds(const struct at_voice *voice, struct at_speech *out)
{
	struct levels levels;
	double quiet, range;

	count_levels(voice, &levels);
	out->loud_db = out->on_db = out->off_db = NAN;
	if (levels.n == 0)
		return;
	quiet = level_at(&levels, 0.1);
	out->loud_db = level_at(&levels, 0.99);
	range = out->loud_db - quiet;
	if (range < least_range_db)
		return;
	out->on_db = fmax(quiet + begins * range, out->loud_db - lowest_db);
	out->off_db = fmax(out->on_db - hold_db, (out->on_db + quiet) / 2);
}

static void
add_span(struct at_arena *arena, struct at_speech *speech, struct at_span span)
{
	speech->spans = at_one_more(arena, speech->spans, speech->n, sizeof *speech->spans);
	speech->spans[speech->n++] = span;
}

/* Short pauses filled, then short speech left out. */
static void
tidy(struct at_speech *speech, const struct at_speech_options *options)
{
	double pause = options->pause_s * AT_VOICE_FRAMES_HZ;
	double least = options->speech_s * AT_VOICE_FRAMES_HZ;
	int n = 0;

	for (int i = 0; i < speech->n; i++) {
		struct at_span span = speech->spans[i];

		if (n > 0 && (double)(span.from - speech->spans[n - 1].to) < pause - 1e-9)
			speech->spans[n - 1].to = span.to;
		else
			speech->spans[n++] = span;
	}
	speech->n = 0;
	for (int i = 0; i < n; i++)
		if ((double)(speech->spans[i].to - speech->spans[i].from) >= least - 1e-9)
			speech->spans[speech->n++] = speech->spans[i];
}

/* Whether the other speaks, and what is heard here is so far below as to be only that. */
static bool
is_bleed(const struct at_speech *own, double db, const struct at_speech *other, double other_db,
    double bleed_db)
{
	return other_db >= other->on_db
	    && (other_db - other->loud_db) - (db - own->loud_db) > bleed_db;
}

struct at_speech
at_speech_find(struct at_arena *arena, const struct at_voice *voice,
    const struct at_voice *other, const struct at_speech_options *options)
{
	struct at_speech speech = { 0 }, others = { .on_db = NAN };
	struct at_span span = { 0 };
	bool speaking = false;

	set_thresholds(voice, &speech);
	if (other != NULL)
		set_thresholds(other, &others);
	for (size_t i = 0; i <= voice->n; i++) {
		double db = i < voice->n ? voice->db[i] : NAN;
		double other_db = other != NULL && i < other->n ? other->db[i] : NAN;
		bool now = db >= (speaking ? speech.off_db : speech.on_db)
		    && !is_bleed(&speech, db, &others, other_db, options->bleed_db);

		if (now && !speaking)
			span.from = i;
		if (!now && speaking) {
			span.to = i;
			add_span(arena, &speech, span);
		}
		speaking = now;
	}
	tidy(&speech, options);
	return speech;
}

/* What both spans of frames share. */
static struct at_span
shared(struct at_span a, struct at_span b)
{
	struct at_span both = { a.from > b.from ? a.from : b.from, a.to < b.to ? a.to : b.to };

	if (both.to < both.from)
		both.to = both.from;
	return both;
}

/* Calls `take` for every stretch in which both speak. */
static void
each_overlap(const struct at_speech speech[2], void (*take)(void *to, struct at_span both),
    void *to)
{
	int i = 0, k = 0;

	while (i < speech[0].n && k < speech[1].n) {
		struct at_span a = speech[0].spans[i], b = speech[1].spans[k];

		take(to, shared(a, b));
		if (a.to < b.to)
			i++;
		else
			k++;
	}
}

static void
part(void *to, struct at_span both)
{
	struct at_voice *voices = to;

	for (int v = 0; v < 2; v++)
		for (size_t i = both.from; i < both.to && i < voices[v].n; i++)
			voices[v].f0[i] = NAN;
}

void
at_speech_part(const struct at_speech speech[2], struct at_voice voices[2])
{
	each_overlap(speech, part, voices);
}

/* ---- turns -------------------------------------------------------------------------- */

static double
seconds(size_t frames)
{
	return (double)frames / AT_VOICE_FRAMES_HZ;
}

static void
count_overlap(void *to, struct at_span both)
{
	*(size_t *)to += both.to - both.from;
}

/* One stretch of speech more, later than all before it. */
static void
hear(struct at_arena *arena, struct at_turns *turns, int who, struct at_span span)
{
	struct at_turn *last = turns->n == 0 ? NULL : &turns->turns[turns->n - 1];
	struct at_turn turn = { who, span, NAN };

	if (last != NULL && last->who == who) {
		last->span.to = span.to;
		return;
	}
	/* Who stops no later than the other goes on has not taken the floor. */
	if (last != NULL && span.to <= last->span.to) {
		turns->sides[who].n_inside++;
		return;
	}
	if (last != NULL) {
		turn.offset_s = seconds(span.from) - seconds(last->span.to);
		turns->sides[who].n_interruptions += span.from < last->span.to;
	}
	turns->turns = at_one_more(arena, turns->turns, turns->n, sizeof *turns->turns);
	turns->turns[turns->n++] = turn;
}

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void
sum_offsets(struct at_arena *arena, struct at_turns *turns)
{
	int n = turns->n > 0 ? turns->n - 1 : 0;
	double *offsets = AT_NEW(arena, double, (size_t)n), sum = 0;

	turns->n_transfers = n;
	turns->mean_offset_s = turns->median_offset_s = NAN;
	if (n == 0)
		return;
	for (int i = 0; i < n; i++)
		sum += offsets[i] = turns->turns[i + 1].offset_s;
	qsort(offsets, (size_t)n, sizeof *offsets, compare);
	turns->mean_offset_s = sum / n;
	turns->median_offset_s = (offsets[(n - 1) / 2] + offsets[n / 2]) / 2;
}

static void
sum_sides(struct at_turns *turns, const struct at_speech speech[2])
{
	double length[2] = { 0 };

	for (int i = 0; i < turns->n; i++) {
		const struct at_turn *turn = &turns->turns[i];

		turns->sides[turn->who].n_turns++;
		length[turn->who] += seconds(turn->span.to - turn->span.from);
	}
	for (int who = 0; who < 2; who++) {
		struct at_turns_side *side = &turns->sides[who];
		size_t frames = 0;

		for (int i = 0; i < speech[who].n; i++)
			frames += speech[who].spans[i].to - speech[who].spans[i].from;
		side->speech_s = seconds(frames);
		side->mean_turn_s = side->n_turns > 0 ? length[who] / side->n_turns : NAN;
	}
}

struct at_turns
at_turns_find(struct at_arena *arena, const struct at_speech speech[2], size_t n_frames)
{
	struct at_turns turns = { .length_s = seconds(n_frames) };
	size_t overlap = 0;
	double spoken;

	for (int i[2] = { 0 }; i[0] < speech[0].n || i[1] < speech[1].n; ) {
		int who = i[1] < speech[1].n && (i[0] == speech[0].n
		    || speech[1].spans[i[1]].from < speech[0].spans[i[0]].from);

		hear(arena, &turns, who, speech[who].spans[i[who]++]);
	}
	sum_offsets(arena, &turns);
	sum_sides(&turns, speech);
	each_overlap(speech, count_overlap, &overlap);
	spoken = turns.sides[0].speech_s + turns.sides[1].speech_s;
	turns.talk_ratio = spoken > 0 ? turns.sides[0].speech_s / spoken : NAN;
	turns.overlap_share = n_frames > 0 ? seconds(overlap) / turns.length_s : NAN;
	turns.silence_share = n_frames > 0
	    ? 1 - (spoken - seconds(overlap)) / turns.length_s : NAN;
	return turns;
}
