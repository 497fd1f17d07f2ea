/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What attune voice says: rows, speakers, turns, and synchrony with its chance. */
#include <math.h>
#include <string.h>

#include "base/number.h"
#include "cli/voice.h"

enum { FLUSH_BYTES = 1 << 16 };

static const char standing[] = "Pitch, turns and vocal synchrony are measures for research.  They"
    " say nothing about how\ngood a therapist is, or how well a client does.  In one study voices"
    " in synchrony went with\na poorer relationship and more distress (Reich 2014); that it shows"
    " empathy did not hold in\ntwo samples (Gaume 2019).";

/* ---- rows --------------------------------------------------------------------------- */

/* To a thousandth of a hertz, a hundredth of a decibel. */
static double
rounded(double value, double parts)
{
	return round(value * parts) / parts;
}

static double
f0_of(const struct at_voice *voice, size_t i)
{
	return i < voice->n ? rounded(voice->f0[i], 1000) : NAN;
}

static double
db_of(const struct at_voice *voice, size_t i)
{
	return i < voice->n ? rounded(voice->db[i], 100) : NAN;
}

static void
put_number(struct at_buffer *out, double number)
{
	char text[AT_NUMBER_ROOM];

	if (!isnan(number))
		at_buffer_add(out, text, (size_t)at_number_text(number, text));
}

enum at_status
at_voice_csv(const struct at_heard *heard, struct at_buffer *out, struct at_cli *cli)
{
	static const char *const parts[] = { "f0", "db", "voiced" };
	const struct at_hearing *h = &heard->hearing;

	at_buffer_text(out, "time");
	for (int v = 0; v < h->n; v++)
		for (size_t k = 0; k < AT_COUNT(parts); k++) {
			at_buffer_byte(out, ',');
			at_csv_put(out, at_printf(out->arena, "%s_%s", heard->speakers[v].name,
			    parts[k]));
		}
	at_buffer_byte(out, '\n');
	for (size_t i = 0; i < h->voices[0].n; i++) {
		put_number(out, (double)i / AT_VOICE_FRAMES_HZ);
		for (int v = 0; v < h->n; v++) {
			at_buffer_byte(out, ',');
			put_number(out, f0_of(&h->voices[v], i));
			at_buffer_byte(out, ',');
			put_number(out, db_of(&h->voices[v], i));
			at_buffer_text(out, h->voices[v].voiced[i] ? ",1" : ",0");
		}
		at_buffer_byte(out, '\n');
		if (cli != NULL && out->n_bytes > FLUSH_BYTES && at_cli_flush(cli) != AT_OK)
			return AT_IO;
	}
	return AT_OK;
}

static enum at_status
put_json_rows(struct at_lab *lab, const struct at_heard *heard)
{
	const struct at_hearing *h = &heard->hearing;
	struct at_json *json = &lab->json;

	at_json_name(json, "rows");
	at_json_array(json);
	for (size_t i = 0; i < h->voices[0].n; i++) {
		at_json_array(json);
		at_json_double(json, (double)i / AT_VOICE_FRAMES_HZ);
		for (int v = 0; v < h->n; v++) {
			at_json_double(json, f0_of(&h->voices[v], i));
			at_json_double(json, db_of(&h->voices[v], i));
			at_json_int(json, h->voices[v].voiced[i]);
		}
		at_json_end(json);
		if (lab->cli->out.n_bytes > FLUSH_BYTES && at_cli_flush(lab->cli) != AT_OK)
			return AT_IO;
	}
	at_json_end(json);
	return AT_OK;
}

/* ---- parameters --------------------------------------------------------------------- */

static void
put_surrogate_parameters(struct at_lab *lab, const struct at_vocal_options *vocal)
{
	static const char *const names[] = { [AT_SURROGATE_DYADS] = "dyads",
		[AT_SURROGATE_SEGMENTS] = "segments", [AT_SURROGATE_SHIFT] = "shift" };

	at_lab_put_count(lab, "window", vocal->window_s);
	at_lab_put_count(lab, "lag", vocal->lag_s);
	at_lab_put_count(lab, "step", vocal->step_s);
	at_lab_put_text(lab, "surrogates", names[vocal->surrogates]);
	at_lab_put_count(lab, "n", vocal->n);
	at_lab_put_count(lab, "segment", vocal->segment_s);
	at_lab_put_count(lab, "seed", (int64_t)vocal->seed);
}

static void
put_parameters(const struct at_voice_run *run, struct at_lab *lab)
{
	const struct at_pitch_options *pitch = &run->task.pitch;

	at_lab_object(lab, "parameters");
	at_lab_put_text(lab, "method", "autocorrelation (Boersma 1993)");
	at_lab_put_text(lab, "channels", run->options->channels != NULL ? run->options->channels
	    : "client=0,therapist=1; of one channel voice=0");
	at_lab_put_number(lab, "time_step", 1.0 / AT_VOICE_FRAMES_HZ);
	at_lab_put_number(lab, "floor", pitch->floor_hz);
	at_lab_put_number(lab, "ceiling", pitch->ceiling_hz);
	at_lab_put_number(lab, "silence", pitch->silence);
	at_lab_put_number(lab, "voicing", pitch->voicing);
	at_lab_put_number(lab, "octave_cost", pitch->octave_cost);
	at_lab_put_number(lab, "octave_jump", pitch->octave_jump);
	at_lab_put_number(lab, "voiced_unvoiced", pitch->voiced_unvoiced);
	at_lab_put_number(lab, "least_pause", run->speech.pause_s);
	at_lab_put_number(lab, "least_speech", run->speech.speech_s);
	at_lab_put_number(lab, "bleed_db", run->speech.bleed_db);
	if (run->options->synchrony)
		put_surrogate_parameters(lab, &run->vocal);
	at_lab_object_end(lab);
}

/* ---- tables ------------------------------------------------------------------------- */

static bool
is_there(const struct at_heard *heard)
{
	return heard->err.status == AT_OK;
}

static void
put_speaker(struct at_lab *lab, const struct at_heard *heard, int who)
{
	const struct at_speaker *s = &heard->speakers[who];
	const struct at_turns_side *side = &heard->turns.sides[who];

	at_lab_cell_text(lab, heard->file);
	at_lab_cell_text(lab, s->name);
	at_lab_cell_number(lab, side->speech_s);
	at_lab_cell_count(lab, side->n_turns);
	at_lab_cell_number(lab, side->mean_turn_s);
	at_lab_cell_count(lab, side->n_interruptions);
	at_lab_cell_count(lab, side->n_inside);
	at_lab_cell_number(lab, 100 * exp2(s->f0_st / 12));
	at_lab_cell_number(lab, s->f0_st);
	at_lab_cell_number(lab, s->f0_sd_st);
	at_lab_cell_number(lab, s->db);
	at_lab_cell_number(lab, s->db_sd);
	at_lab_cell_number(lab, s->voiced_share);
	at_lab_cell_count(lab, s->n_syllables);
	at_lab_cell_number(lab, s->rate);
	at_lab_cell_number(lab, s->speech.on_db);
	at_lab_row_end(lab);
}

static void
put_speakers(const struct at_voice_run *run, struct at_lab *lab)
{
	static const struct at_lab_column columns[] = {
		{ "file", AT_LAB_WORDS, 0, NULL }, { "who", AT_LAB_WORDS, 0, NULL },
		{ "speech", AT_LAB_NUMBER, 1, "s" }, { "turns", AT_LAB_COUNT, 0, NULL },
		{ "mean_turn", AT_LAB_NUMBER, 2, "s" }, { "interruptions", AT_LAB_COUNT, 0, NULL },
		{ "inside", AT_LAB_COUNT, 0, NULL }, { "f0", AT_LAB_NUMBER, 1, "Hz" },
		{ "f0_st", AT_LAB_NUMBER, 2, "semitones" },
		{ "f0_sd", AT_LAB_NUMBER, 2, "semitones" }, { "db", AT_LAB_NUMBER, 1, NULL },
		{ "db_sd", AT_LAB_NUMBER, 1, NULL }, { "voiced", AT_LAB_NUMBER, 2, NULL },
		{ "syllables", AT_LAB_COUNT, 0, NULL }, { "rate", AT_LAB_NUMBER, 2, "a second" },
		{ "threshold_db", AT_LAB_NUMBER, 1, NULL },
	};
	const struct at_lab_table table = { "speakers", NULL, columns, (int)AT_COUNT(columns),
		run->options->out != NULL && !run->options->turns && !run->options->synchrony };

	at_lab_table(lab, &table);
	for (int i = 0; i < run->n; i++)
		for (int who = 0; is_there(&run->heard[i]) && who < run->heard[i].hearing.n; who++)
			put_speaker(lab, &run->heard[i], who);
	at_lab_table_end(lab);
}

static enum at_status
put_turns_of(struct at_lab *lab, const struct at_heard *heard)
{
	enum at_status st = AT_OK;

	for (int i = 0; i < heard->turns.n && st == AT_OK; i++) {
		const struct at_turn *turn = &heard->turns.turns[i];
		const struct at_turn_sound *sound = &heard->sounds[i];

		at_lab_cell_text(lab, heard->file);
		at_lab_cell_text(lab, heard->speakers[turn->who].name);
		at_lab_cell_number(lab, (double)turn->span.from / AT_VOICE_FRAMES_HZ);
		at_lab_cell_number(lab, (double)turn->span.to / AT_VOICE_FRAMES_HZ);
		at_lab_cell_number(lab, rounded(turn->offset_s, 100));
		at_lab_cell_number(lab, sound->f0_st);
		at_lab_cell_number(lab, sound->f0_z);
		at_lab_cell_number(lab, sound->db_z);
		at_lab_cell_number(lab, sound->rate);
		st = at_lab_row_end(lab);
	}
	return st;
}

static enum at_status
put_turns(const struct at_voice_run *run, struct at_lab *lab)
{
	static const struct at_lab_column columns[] = {
		{ "file", AT_LAB_WORDS, 0, NULL }, { "who", AT_LAB_WORDS, 0, NULL },
		{ "start", AT_LAB_NUMBER, 2, "s" }, { "end", AT_LAB_NUMBER, 2, "s" },
		{ "offset", AT_LAB_NUMBER, 2, "s" }, { "f0_st", AT_LAB_NUMBER, 2, "semitones" },
		{ "f0_z", AT_LAB_NUMBER, 2, NULL }, { "db_z", AT_LAB_NUMBER, 2, NULL },
		{ "rate", AT_LAB_NUMBER, 2, "a second" },
	};
	const struct at_lab_table table = { "turns", "Turns; an offset above 0 is a gap, below 0"
	    " an overlap.", columns, (int)AT_COUNT(columns), run->options->turns };
	enum at_status st = AT_OK;

	if (lab->format == AT_LAB_TEXT && !run->options->turns)
		return AT_OK;
	at_lab_table(lab, &table);
	for (int i = 0; i < run->n && st == AT_OK; i++)
		if (is_there(&run->heard[i]))
			st = put_turns_of(lab, &run->heard[i]);
	at_lab_table_end(lab);
	return st;
}

/* ---- the summary -------------------------------------------------------------------- */

/* Of one recording as values, of several as rows: the same names. */
static const struct at_lab_column summary[] = {
	{ "length", AT_LAB_NUMBER, 1, "s" }, { "missing", AT_LAB_NUMBER, 1, "s" },
	{ "talk_ratio", AT_LAB_NUMBER, 3, NULL }, { "silence_share", AT_LAB_NUMBER, 3, NULL },
	{ "overlap_share", AT_LAB_NUMBER, 3, NULL }, { "transfers", AT_LAB_NUMBER, 0, NULL },
	{ "mean_offset", AT_LAB_NUMBER, 3, "s" }, { "median_offset", AT_LAB_NUMBER, 3, "s" },
	{ "level_r", AT_LAB_NUMBER, 3, NULL }, { "interpolated", AT_LAB_NUMBER, 3, NULL },
};

enum { SUMMED = AT_COUNT(summary) };

static void
sum_up(const struct at_heard *heard, double out[SUMMED])
{
	const struct at_turns *t = &heard->turns;
	bool two = heard->hearing.n == 2;
	const double values[SUMMED] = { t->length_s, heard->hearing.missing_s,
		two ? t->talk_ratio : NAN, t->silence_share, two ? t->overlap_share : NAN,
		t->n_transfers, t->mean_offset_s, t->median_offset_s, heard->level_r,
		two ? heard->series.interpolated : NAN };

	memcpy(out, values, sizeof values);
}

static void
put_summary(const struct at_voice_run *run, struct at_lab *lab)
{
	struct at_lab_column columns[1 + SUMMED] = { { "file", AT_LAB_WORDS, 0, NULL } };
	const struct at_lab_table table = { "summaries", NULL, columns, 1 + SUMMED, false };
	double values[SUMMED];

	memcpy(columns + 1, summary, sizeof summary);
	if (run->n == 1) {
		sum_up(&run->heard[0], values);
		at_lab_object(lab, "summary");
		for (int k = 0; k < SUMMED; k++)
			at_lab_put_number(lab, summary[k].name, values[k]);
		at_lab_object_end(lab);
		return;
	}
	at_lab_table(lab, &table);
	for (int i = 0; i < run->n; i++) {
		if (!is_there(&run->heard[i]))
			continue;
		sum_up(&run->heard[i], values);
		at_lab_cell_text(lab, run->heard[i].file);
		for (int k = 0; k < SUMMED; k++)
			at_lab_cell_number(lab, values[k]);
		at_lab_row_end(lab);
	}
	at_lab_table_end(lab);
}

static void
put_result(struct at_lab *lab, const char *file, const char *kind,
    const struct at_vocal_result *result)
{
	at_lab_cell_text(lab, file);
	at_lab_cell_text(lab, kind);
	at_lab_cell_count(lab, result->n);
	at_lab_cell_number(lab, result->value);
	at_lab_cell_number(lab, result->magnitude);
	at_lab_cell_number(lab, result->test.real);
	at_lab_cell_number(lab, result->test.pseudo_mean);
	at_lab_cell_number(lab, result->test.pseudo_sd);
	at_lab_cell_number(lab, result->test.effect_size);
	at_lab_cell_number(lab, result->test.p);
	at_lab_row_end(lab);
}

static void
put_synchrony(const struct at_voice_run *run, struct at_lab *lab)
{
	static const char *const kinds[] = { [AT_VOCAL_TURNS] = "turns",
		[AT_VOCAL_MINUTES] = "minutes", [AT_VOCAL_SECONDS] = "seconds" };
	static const struct at_lab_column columns[] = {
		{ "file", AT_LAB_WORDS, 0, NULL }, { "by", AT_LAB_WORDS, 0, NULL },
		{ "n", AT_LAB_COUNT, 0, NULL }, { "value", AT_LAB_NUMBER, 3, NULL },
		{ "magnitude", AT_LAB_NUMBER, 3, NULL }, { "real", AT_LAB_NUMBER, 3, NULL },
		{ "pseudo_mean", AT_LAB_NUMBER, 3, NULL }, { "pseudo_sd", AT_LAB_NUMBER, 3, NULL },
		{ "effect_size", AT_LAB_NUMBER, 2, NULL }, { "p", AT_LAB_NUMBER, 3, NULL },
	};
	const struct at_lab_table table = { "synchrony", "Pitch: r of turns and minutes, z of"
	    " seconds; real against surrogates.", columns, (int)AT_COUNT(columns),
		run->options->synchrony && !run->options->turns };
	const struct at_vocal_result *result = run->results;

	if (!run->options->synchrony)
		return;
	at_lab_table(lab, &table);
	for (int i = 0; i < run->n; i++)
		for (int kind = 0; is_there(&run->heard[i]) && kind < AT_VOCAL_KINDS; kind++)
			put_result(lab, run->heard[i].file, kinds[kind], result++);
	at_lab_table_end(lab);
}

/* ---- all of it ---------------------------------------------------------------------- */

static void
say_doubts_of(const struct at_heard *heard, struct at_lab *lab)
{
	static const double alike = 0.9;

	if (heard->level_r > alike)
		at_lab_say(lab, "Inspect %s: both channels rise and fall together (r %.2f).  Is it"
		    " one microphone\non two channels?  Then turns and synchrony mean nothing.",
		    heard->file, heard->level_r);
	for (int who = 0; who < heard->hearing.n; who++)
		if (isnan(heard->speakers[who].speech.on_db))
			at_lab_say(lab, "%s: speech and silence of %s cannot be told apart.",
			    heard->file, heard->speakers[who].name);
}

static enum at_status
put_rows(const struct at_voice_run *run, struct at_lab *lab)
{
	const struct at_voice_options *o = run->options;
	const struct at_heard *heard = &run->heard[0];

	if (run->n > 1 || o->out != NULL || o->turns || o->synchrony)
		return AT_OK;
	switch (lab->format) {
	case AT_LAB_TEXT: break;
	case AT_LAB_CSV:  return at_voice_csv(heard, &run->cli->out, run->cli);
	case AT_LAB_JSON: return put_json_rows(lab, heard);
	}
	return AT_OK;
}

/* Frames in which there was sound, of all voices. */
static void
count_used(const struct at_voice_run *run, struct at_lab_used *used)
{
	for (int i = 0; i < run->n; i++) {
		const struct at_hearing *h = &run->heard[i].hearing;
		int64_t missing = llround(h->missing_s * AT_VOICE_FRAMES_HZ);

		if (!is_there(&run->heard[i]))
			continue;
		used->rows += llround(run->heard[i].turns.length_s * AT_VOICE_FRAMES_HZ) - missing;
		for (int64_t k = 0; k < missing; k++)
			at_lab_drop(used, "time without sound");
		for (long k = 0; k < h->n_damaged; k++)
			at_lab_drop(used, "damaged piece");
	}
}

enum at_status
at_voice_put(struct at_voice_run *run)
{
	struct at_lab *lab = &run->lab;
	struct at_lab_used used = { .rows = 0 };
	enum at_status st;

	put_parameters(run, lab);
	if (run->n == 1) {
		at_lab_put_text(lab, "file", run->heard[0].file);
		at_lab_put_count(lab, "rate_hz", run->heard[0].hearing.rate_hz);
		at_lab_put_count(lab, "channels", run->heard[0].hearing.n_in_file);
	}
	put_summary(run, lab);
	put_speakers(run, lab);
	st = put_turns(run, lab);
	if (st != AT_OK)
		return st;
	put_synchrony(run, lab);
	st = put_rows(run, lab);
	if (st != AT_OK)
		return st;
	count_used(run, &used);
	for (int i = 0; i < run->n; i++)
		if (is_there(&run->heard[i]))
			say_doubts_of(&run->heard[i], lab);
	at_lab_say(lab, "%s", standing);
	return at_lab_end(lab, &used);
}
