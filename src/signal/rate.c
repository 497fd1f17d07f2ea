/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "signal/rate.h"

static const double dip_db = 2, range_db = 25;

/* Of single glottal pulses nothing is left, of syllables nearly all: energy under a Hann
 * window of 80 ms. */
enum { SIDE = 3 };
static const double weights[SIDE + 1] = { 1, 0.8535533905932737, 0.5, 0.1464466094067262 };

/* A peak that waits for its dip. */
struct search {
	struct at_nuclei *nuclei;
	const struct at_voice *voice;
	double least_db;
	bool rising;                    /* looking for a peak; else for the bottom of a dip */
	double peak_db, bottom_db;
	size_t peak;
};

/* The frames of the span alone. */
static double
smooth(const struct at_voice *voice, struct at_span span, size_t at)
{
	double sum = 0, n = 0;

	for (int k = -SIDE; k <= SIDE; k++) {
		size_t i = (size_t)((ptrdiff_t)at + k);

		if ((k < 0 && at < span.from + (size_t)-k) || i >= span.to || isnan(voice->db[i]))
			continue;
		sum += weights[k < 0 ? -k : k] * pow(10, voice->db[i] / 10);
		n += weights[k < 0 ? -k : k];
	}
	return n > 0 ? 10 * log10(sum / n) : AT_VOICE_SILENT_DB;
}

static void
take_peak(struct at_arena *arena, struct search *s)
{
	struct at_nuclei *nuclei = s->nuclei;

	s->rising = false;
	if (s->peak_db < s->least_db || !s->voice->voiced[s->peak])
		return;
	nuclei->frames = at_one_more(arena, nuclei->frames, nuclei->n, sizeof *nuclei->frames);
	nuclei->frames[nuclei->n++] = s->peak;
}

static void
look(struct at_arena *arena, struct search *s, size_t at, double db)
{
	if (!s->rising) {
		s->bottom_db = fmin(s->bottom_db, db);
		if (db < s->bottom_db + dip_db)
			return;
		s->rising = true;
		s->peak_db = -INFINITY;
	}
	if (db > s->peak_db) {
		s->peak_db = db;
		s->peak = at;
	}
	if (db > s->peak_db - dip_db)
		return;
	take_peak(arena, s);
	s->bottom_db = db;
}

/* A span has a pause before it and behind, which are dips. */
struct at_nuclei
at_rate_nuclei(struct at_arena *arena, const struct at_voice *voice,
    const struct at_speech *speech)
{
	struct at_nuclei nuclei = { 0 };

	for (int i = 0; i < speech->n; i++) {
		struct at_span span = speech->spans[i];
		struct search s = { .nuclei = &nuclei, .voice = voice, .rising = true,
			.least_db = speech->loud_db - range_db, .peak_db = -INFINITY };

		for (size_t at = span.from; at < span.to; at++)
			look(arena, &s, at, smooth(voice, span, at));
		if (s.rising)
			take_peak(arena, &s);
	}
	return nuclei;
}
