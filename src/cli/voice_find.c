/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From voices to speakers: speech, turns, syllables, and each person's own measure. */
#include <math.h>
#include <string.h>

#include "cli/voice.h"
#include "signal/cell.h"
#include "stats/moments.h"

/* Frames of a stretch in which this speaker alone speaks: the pitch is there only then. */
struct sum {
	struct at_moments st, db;
	size_t n_frames, n_voiced;
};

static void
add_span(struct sum *sum, const struct at_voice *voice, struct at_span span)
{
	for (size_t i = span.from; i < span.to && i < voice->n; i++) {
		if (!isnan(voice->f0[i]))
			at_moments_add(&sum->st, at_semitones(voice->f0[i]));
		if (!isnan(voice->db[i]))
			at_moments_add(&sum->db, voice->db[i]);
		sum->n_frames++;
		sum->n_voiced += voice->voiced[i];
	}
}

/* What a speaker says between two frames. */
static struct sum
sum_of(const struct at_speech *speech, const struct at_voice *voice, struct at_span within)
{
	struct sum sum = { 0 };

	for (int i = 0; i < speech->n; i++) {
		struct at_span span = speech->spans[i];

		span.from = span.from > within.from ? span.from : within.from;
		span.to = span.to < within.to ? span.to : within.to;
		add_span(&sum, voice, span);
	}
	return sum;
}

static double
per_second(int n, size_t frames)
{
	return frames > 0 ? n * (double)AT_VOICE_FRAMES_HZ / (double)frames : NAN;
}

static void
describe_speaker(struct at_speaker *speaker, const struct at_voice *voice, int n_syllables)
{
	struct sum all = sum_of(&speaker->speech, voice, (struct at_span){ 0, voice->n });

	speaker->f0_st = at_moments_mean(&all.st);
	speaker->f0_sd_st = at_moments_sd(&all.st);
	speaker->db = at_moments_mean(&all.db);
	speaker->db_sd = at_moments_sd(&all.db);
	speaker->voiced_share = all.n_frames > 0
	    ? (double)all.n_voiced / (double)all.n_frames : NAN;
	speaker->n_syllables = n_syllables;
	speaker->rate = per_second(n_syllables, all.n_frames);
}

static double
standard(double value, double mean, double sd)
{
	return sd > 0 ? (value - mean) / sd : NAN;
}

static struct at_turn_sound
sound_of(const struct at_speaker *speaker, const struct at_voice *voice,
    const struct at_nuclei *nuclei, struct at_span span)
{
	struct sum sum = sum_of(&speaker->speech, voice, span);
	double st = at_moments_mean(&sum.st);
	int n = 0;

	for (int i = 0; i < nuclei->n; i++)
		n += nuclei->frames[i] >= span.from && nuclei->frames[i] < span.to;
	return (struct at_turn_sound){ st, standard(st, speaker->f0_st, speaker->f0_sd_st),
		standard(at_moments_mean(&sum.db), speaker->db, speaker->db_sd),
		per_second(n, sum.n_frames) };
}

static struct at_pair
kept(struct at_arena *arena, struct at_pair pair)
{
	double *s1 = AT_NEW(arena, double, pair.n), *s2 = AT_NEW(arena, double, pair.n);

	if (pair.n > 0) {
		memcpy(s1, pair.s1, pair.n * sizeof *s1);
		memcpy(s2, pair.s2, pair.n * sizeof *s2);
	}
	return (struct at_pair){ s1, s2, pair.n };
}

static void
describe_both(struct at_arena *scratch, struct at_heard *heard)
{
	const struct at_voice *voices = heard->hearing.voices;
	struct at_speech speech[2] = { heard->speakers[0].speech, heard->speakers[1].speech };

	heard->level_r = at_cell_r(voices[0].db, voices[1].db, voices[0].n);
	heard->series = at_vocal_series_make(scratch, voices, speech, &heard->turns);
	for (int kind = 0; kind < AT_VOCAL_KINDS; kind++)
		heard->series.pairs[kind] = kept(heard->arena, heard->series.pairs[kind]);
}

void
at_voice_describe(const struct at_voice_run *run, struct at_arena *scratch,
    struct at_heard *heard)
{
	struct at_voice *voices = heard->hearing.voices;
	struct at_speech speech[2] = { { .n = 0 }, { .n = 0 } };
	struct at_nuclei nuclei[2];
	int n = heard->hearing.n;

	for (int i = 0; i < n; i++) {
		speech[i] = at_speech_find(heard->arena, &voices[i], n == 2 ? &voices[1 - i] : NULL,
		    &run->speech);
		heard->speakers[i].speech = speech[i];
		heard->speakers[i].name = run->names[i] != NULL ? run->names[i]
		    : n == 1 ? "voice" : i == 0 ? "client" : "therapist";
	}
	if (n == 2)
		at_speech_part(speech, voices);
	for (int i = 0; i < n; i++) {
		nuclei[i] = at_rate_nuclei(scratch, &voices[i], &speech[i]);
		describe_speaker(&heard->speakers[i], &voices[i], nuclei[i].n);
	}
	heard->turns = at_turns_find(heard->arena, speech, voices[0].n);
	heard->sounds = AT_NEW(heard->arena, struct at_turn_sound, (size_t)heard->turns.n);
	for (int i = 0; i < heard->turns.n; i++) {
		const struct at_turn *turn = &heard->turns.turns[i];

		heard->sounds[i] = sound_of(&heard->speakers[turn->who], &voices[turn->who],
		    &nuclei[turn->who], turn->span);
	}
	heard->level_r = NAN;
	if (n == 2)
		describe_both(scratch, heard);
}
