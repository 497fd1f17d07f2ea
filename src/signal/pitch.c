/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "signal/decimate.h"
#include "signal/periods.h"
#include "signal/pitch.h"

enum { LEAST_KEPT_HZ = 11000, PIECE = 4096, PATHS = AT_PERIODS_MOST + 1, LOUDEST_OF = 1000 };

const struct at_pitch_options at_pitch_usual = { .floor_hz = 75, .ceiling_hz = 600,
	.silence = 0.03, .voicing = 0.45, .octave_cost = 0.01, .octave_jump = 0.35,
	.voiced_unvoiced = 0.14 };

struct frame {
	float peak, db;
	size_t end;                     /* of its periods, which follow those of the last one */
};

struct gap {
	double from, to;                /* seconds */
};

struct at_pitch {
	struct at_arena *arena;
	struct at_pitch_options options;
	double rate;                    /* after decimation */
	int rate_in;
	struct at_decimate *decimate;
	struct at_periods *periods;
	size_t length;                  /* samples of a frame's window */
	double *weights;                /* their running sum, from 0 on: length + 1 */
	double *held;                   /* samples; half a window of silence stands before them */
	size_t first, n_held;           /* which one the first is, counting the silence */
	size_t n_in;                    /* samples given, before decimation */
	size_t n_sound;                 /* and after */
	struct frame *frames;
	size_t n_frames, room_frames;
	struct at_period *found;
	size_t n_found, room_found;
	struct gap *gaps;
	int n_gaps;
};

double
at_semitones(double f0_hz)
{
	return 12 * log2(f0_hz / 100);
}

/* Where the window of a frame begins, counting the silence before the sound. */
static size_t
start_of(const struct at_pitch *p, size_t frame)
{
	return (size_t)llround((double)frame * p->rate / AT_VOICE_FRAMES_HZ);
}

struct at_pitch *
at_pitch_open(struct at_arena *arena, const struct at_pitch_options *options, int rate_hz)
{
	int factor = rate_hz > 2 * LEAST_KEPT_HZ ? rate_hz / LEAST_KEPT_HZ : 1;
	struct at_pitch *p = AT_NEW(arena, struct at_pitch, 1);
	struct at_periods_options periods = { .rate_hz = (double)rate_hz / factor,
		.floor_hz = options->floor_hz, .ceiling_hz = options->ceiling_hz,
		.least = 0.5 * options->voicing, .octave_cost = options->octave_cost };

	assert(rate_hz >= AT_PITCH_LEAST_RATE && rate_hz <= AT_PITCH_MOST_RATE);
	*p = (struct at_pitch){ .arena = arena, .options = *options, .rate = periods.rate_hz,
		.rate_in = rate_hz, .decimate = at_decimate_make(arena, factor),
		.periods = at_periods_make(arena, &periods) };
	p->length = at_periods_length(p->periods);
	p->held = AT_NEW(arena, double, 2 * p->length + 4 * start_of(p, 1)
	    + at_decimate_room(p->decimate, PIECE));
	p->n_held = p->length / 2;
	p->weights = AT_NEW(arena, double, p->length + 1);
	for (size_t i = 0; i < p->length; i++)
		p->weights[i + 1] = p->weights[i]
		    + 0.5 - 0.5 * cos(2 * acos(-1) * ((double)i + 0.5) / (double)p->length);
	return p;
}

/* ---- frames ------------------------------------------------------------------------- */

/* Of the part of the window in which there is sound. */
static double
level_of(const struct at_pitch *p, size_t frame, const double *x)
{
	size_t start = start_of(p, frame), half = p->length / 2, n = p->length;
	size_t from = start < half ? half - start : 0;
	size_t end = p->n_sound + half - start < n ? p->n_sound + half - start : n;
	double sum = 0, mean;

	for (size_t i = from; i < end; i++)
		sum += x[i] * x[i] * (p->weights[i + 1] - p->weights[i]);
	mean = sum / (p->weights[end] - p->weights[from]);
	return mean > 0 ? fmax(10 * log10(mean), AT_VOICE_SILENT_DB) : AT_VOICE_SILENT_DB;
}

static void
put_frame(struct at_pitch *p, const double *x, const struct at_stretch_periods *periods)
{
	size_t n = (size_t)periods->n;

	if (p->n_frames == p->room_frames) {
		p->room_frames = p->room_frames == 0 ? 1024 : 2 * p->room_frames;
		p->frames = at_grow(p->arena, p->frames, p->n_frames, p->room_frames,
		    sizeof *p->frames);
	}
	if (p->n_found + n > p->room_found) {
		p->room_found = p->room_found == 0 ? 4096 : 2 * p->room_found;
		p->found = at_grow(p->arena, p->found, p->n_found, p->room_found,
		    sizeof *p->found);
	}
	for (size_t i = 0; i < n; i++)
		p->found[p->n_found++] = periods->at[i];
	p->frames[p->n_frames] = (struct frame){ (float)periods->peak,
		(float)level_of(p, p->n_frames, x), p->n_found };
	p->n_frames++;
}

/* All frames whose window is complete, two at a time; the odd one `at_end` only. */
static void
take_frames(struct at_pitch *p, size_t most, bool at_end)
{
	for (;;) {
		const double *x[2] = { NULL, NULL };
		struct at_stretch_periods periods[2];
		int n = 0;

		for (; n < 2 && p->n_frames + (size_t)n < most; n++) {
			size_t start = start_of(p, p->n_frames + (size_t)n) - p->first;

			if (start + p->length > p->n_held)
				break;
			x[n] = p->held + start;
		}
		if (n == 0 || (n == 1 && !at_end))
			break;
		at_periods_find(p->periods, x, periods);
		for (int i = 0; i < n; i++)
			put_frame(p, x[i], &periods[i]);
	}
}

static void
drop_old(struct at_pitch *p)
{
	size_t old = start_of(p, p->n_frames) - p->first;

	if (old > p->n_held)
		old = p->n_held;
	p->n_held -= old;
	p->first += old;
	memmove(p->held, p->held + old, p->n_held * sizeof *p->held);
}

void
at_pitch_add(struct at_pitch *p, const float *samples, size_t n)
{
	p->n_in += n;
	while (n > 0) {
		size_t part = n < PIECE ? n : PIECE;
		size_t got = at_decimate_add(p->decimate, samples, part, p->held + p->n_held);

		p->n_held += got;
		p->n_sound += got;
		take_frames(p, SIZE_MAX, false);
		drop_old(p);
		samples += part;
		n -= part;
	}
}

void
at_pitch_skip(struct at_pitch *p, size_t n)
{
	static const float silence[PIECE];
	struct gap gap = { (double)p->n_in / p->rate_in, (double)(p->n_in + n) / p->rate_in };

	p->gaps = at_one_more(p->arena, p->gaps, p->n_gaps, sizeof *p->gaps);
	p->gaps[p->n_gaps++] = gap;
	for (size_t part; n > 0; n -= part) {
		part = n < PIECE ? n : PIECE;
		at_pitch_add(p, silence, part);
	}
}

/* What the low pass still holds, and silence behind it, to complete the last windows. */
static void
take_rest(struct at_pitch *p)
{
	size_t got = at_decimate_end(p->decimate, p->held + p->n_held), n;

	p->n_held += got;
	p->n_sound += got;
	take_frames(p, SIZE_MAX, false);
	drop_old(p);
	memset(p->held + p->n_held, 0, p->length / 2 * sizeof *p->held);
	p->n_held += p->length / 2;
	for (n = p->n_frames; start_of(p, n) < p->n_sound; )
		n++;
	take_frames(p, n, true);
}

/* ---- the way through ---------------------------------------------------------------- */

static int
compare(const void *a, const void *b)
{
	float x = *(const float *)a, y = *(const float *)b;

	return (x > y) - (x < y);
}

static double
loudest(const struct at_pitch *p)
{
	float *peaks = AT_NEW(p->arena, float, p->n_frames);

	for (size_t i = 0; i < p->n_frames; i++)
		peaks[i] = p->frames[i].peak;
	qsort(peaks, p->n_frames, sizeof *peaks, compare);
	return (double)peaks[p->n_frames - 1 - p->n_frames / LOUDEST_OF];
}

/* Ways that end in one frame, the unvoiced one first. */
struct ways {
	int n;
	double octave[PATHS];           /* log2 of Hz */
	double own[PATHS];              /* strength of being there */
	double best[PATHS];             /* of the best way to there */
};

static void
open_ways(const struct at_pitch *p, size_t frame, double global, struct ways *out)
{
	const struct at_pitch_options *o = &p->options;
	size_t from = frame == 0 ? 0 : p->frames[frame - 1].end;
	double loud = fmin((double)p->frames[frame].peak / global, 1);

	out->n = 1 + (int)(p->frames[frame].end - from);
	out->octave[0] = 0;
	out->own[0] = o->voicing + fmax(0, 2 - loud * (1 + o->voicing) / o->silence);
	for (int i = 1; i < out->n; i++) {
		const struct at_period *period = &p->found[from + (size_t)i - 1];

		out->octave[i] = log2(period->hz);
		out->own[i] = period->strength
		    - o->octave_cost * (log2(o->ceiling_hz) - out->octave[i]);
	}
}

static double
cost(const struct at_pitch_options *o, const struct ways *from, int i, const struct ways *to, int k)
{
	if ((i == 0) != (k == 0))
		return o->voiced_unvoiced;
	return i == 0 ? 0 : o->octave_jump * fabs(from->octave[i] - to->octave[k]);
}

/* came: for each way of `to` the one of `from` it came by. */
static void
go_on(const struct at_pitch_options *o, const struct ways *from, struct ways *to, uint8_t *came)
{
	for (int k = 0; k < to->n; k++) {
		double best = -INFINITY;

		for (int i = 0; i < from->n; i++) {
			double value = from->best[i] - cost(o, from, i, to, k);

			if (value > best) {
				best = value;
				came[k] = (uint8_t)i;
			}
		}
		to->best[k] = best + to->own[k];
	}
}

static int
best_of(const struct ways *ways)
{
	int best = 0;

	for (int i = 1; i < ways->n; i++)
		if (ways->best[i] > ways->best[best])
			best = i;
	return best;
}

/* Viterbi's algorithm (1967).  Frame i has 1 + its periods places from end[i - 1] + i on. */
static void
find_way(const struct at_pitch *p, double global, double *f0)
{
	uint8_t *came = AT_NEW(p->arena, uint8_t, p->n_found + p->n_frames);
	struct ways ways[2];
	int at;

	open_ways(p, 0, global, &ways[0]);
	memcpy(ways[0].best, ways[0].own, sizeof ways[0].best);
	for (size_t i = 1; i < p->n_frames; i++) {
		open_ways(p, i, global, &ways[i % 2]);
		go_on(&p->options, &ways[(i - 1) % 2], &ways[i % 2],
		    came + p->frames[i - 1].end + i);
	}
	at = best_of(&ways[(p->n_frames - 1) % 2]);
	for (size_t i = p->n_frames; i-- > 0; ) {
		size_t from = i == 0 ? 0 : p->frames[i - 1].end;

		f0[i] = at == 0 ? NAN : p->found[from + (size_t)at - 1].hz;
		at = came[from + i + (size_t)at];
	}
}

static void
take_out_gaps(const struct at_pitch *p, struct at_voice *voice)
{
	for (int g = 0; g < p->n_gaps; g++) {
		double from = ceil(p->gaps[g].from * AT_VOICE_FRAMES_HZ);

		for (size_t i = (size_t)from; i < voice->n
		    && (double)i < p->gaps[g].to * AT_VOICE_FRAMES_HZ; i++)
			voice->db[i] = voice->f0[i] = NAN;
	}
}

struct at_voice
at_pitch_finish(struct at_pitch *p)
{
	struct at_voice voice = { 0 };
	double global;

	take_rest(p);
	voice.n = p->n_frames;
	voice.f0 = AT_NEW(p->arena, double, voice.n);
	voice.db = AT_NEW(p->arena, double, voice.n);
	voice.voiced = AT_NEW(p->arena, bool, voice.n);
	if (voice.n == 0)
		return voice;
	global = loudest(p);
	if (global > 0)
		find_way(p, global, voice.f0);
	for (size_t i = 0; i < voice.n; i++) {
		voice.db[i] = (double)p->frames[i].db;
		if (!(global > 0))
			voice.f0[i] = NAN;
	}
	take_out_gaps(p, &voice);
	for (size_t i = 0; i < voice.n; i++)
		voice.voiced[i] = !isnan(voice.f0[i]);
	return voice;
}
