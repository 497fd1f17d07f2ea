/* SPDX-License-Identifier: GPL-3.0-or-later */
/* attune voice: pitch, loudness and turns of who speaks in a recording. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/crew.h"
#include "base/split.h"
#include "cli/voice.h"

enum { MOST_FILES = 10000, USUAL_SURROGATES = 1000 };

#define TEXT(name, value, member, help) \
	{ name, AT_FLAG_TEXT, value, help, offsetof(struct at_voice_options, member), false }
#define REAL(name, value, member, help) \
	{ name, AT_FLAG_REAL, value, help, offsetof(struct at_voice_options, member), false }
#define SWITCH(name, member, help) \
	{ name, AT_FLAG_SWITCH, NULL, help, offsetof(struct at_voice_options, member), false }
#define COUNT(name, member, help) \
	{ name, AT_FLAG_NUMBER, "N", help, offsetof(struct at_voice_options, member), false }

static const struct at_flag flags[] = {
	TEXT("channels", "NAME=N,NAME=N", channels, "who is on which channel, counted from 0"
	    " (client=0,therapist=1)"),
	SWITCH("turns", turns, "turns and the summary instead of rows"),
	SWITCH("synchrony", synchrony, "do both voices come to each other in pitch?"),
	TEXT("surrogates", "KIND", surrogates, "segments, shift or dyads: what chance would give"),
	COUNT("n", n, "so many surrogates (1000 a recording; of dyads all)"),
	COUNT("seed", seed, "of the random numbers (1)"),
	REAL("floor", "HZ", floor, "the lowest pitch looked for (75)"),
	REAL("ceiling", "HZ", ceiling, "the highest (600)"),
	REAL("bleed", "DB", bleed, "so far below the other is the other's voice (15)"),
	TEXT("out", "DIR", out, "a file of rows for each recording, into this folder"),
	AT_LAB_FLAG(struct at_voice_options),
};

#undef TEXT
#undef REAL
#undef SWITCH
#undef COUNT

/* ---- what was asked ----------------------------------------------------------------- */

/* "client=0" */
static enum at_status
take_channel(struct at_voice_run *run, const char *text, int which)
{
	const char *equals = strchr(text, '=');
	char *end;
	long n;

	if (equals == NULL || equals == text || equals[1] < '0' || equals[1] > '9')
		return at_cli_usage(run->cli, "--channels takes NAME=N,NAME=N, not \"%s\"", text);
	n = strtol(equals + 1, &end, 10);
	if (*end != '\0' || n >= AT_WIRE_MAX_CHANNELS)
		return at_cli_usage(run->cli, "channels are 0 to %d, not \"%s\"",
		    AT_WIRE_MAX_CHANNELS - 1, equals + 1);
	run->names[which] = at_strndup(run->cli->call.arena, text, (size_t)(equals - text));
	run->task.channels[which] = (int)n;
	run->task.n_channels = which + 1;
	return AT_OK;
}

static enum at_status
take_channels(struct at_voice_run *run)
{
	struct at_parts parts;
	enum at_status st = AT_OK;

	if (run->options->channels == NULL)
		return AT_OK;
	parts = at_split(run->cli->call.arena, run->options->channels, ",");
	if (parts.n < 1 || parts.n > AT_HEARING_MOST)
		return at_cli_usage(run->cli, "--channels names one speaker or two");
	for (int i = 0; i < parts.n && st == AT_OK; i++)
		st = take_channel(run, parts.at[i], i);
	if (st == AT_OK && parts.n == 2 && (strcmp(run->names[0], run->names[1]) == 0
	    || run->task.channels[0] == run->task.channels[1]))
		return at_cli_usage(run->cli, "--channels needs two names and two channels");
	return st;
}

static enum at_status
take_pitch(struct at_voice_run *run)
{
	const struct at_voice_options *o = run->options;
	struct at_pitch_options *pitch = &run->task.pitch;

	*pitch = at_pitch_usual;
	run->speech = at_speech_usual;
	if (o->floor.given)
		pitch->floor_hz = o->floor.value;
	if (o->ceiling.given)
		pitch->ceiling_hz = o->ceiling.value;
	if (o->bleed.given)
		run->speech.bleed_db = o->bleed.value;
	if (!(pitch->floor_hz >= 20 && pitch->ceiling_hz <= 1500
	    && pitch->ceiling_hz >= 2 * pitch->floor_hz))
		return at_cli_usage(run->cli, "--floor is 20 Hz or more, --ceiling up to 1500 and"
		    " at least twice the floor");
	if (!(run->speech.bleed_db >= 0))
		return at_cli_usage(run->cli, "--bleed takes decibels, 0 or more");
	return AT_OK;
}

static enum at_status
take_surrogates(struct at_voice_run *run)
{
	static const char *const names[] = { [AT_SURROGATE_DYADS] = "dyads",
		[AT_SURROGATE_SEGMENTS] = "segments", [AT_SURROGATE_SHIFT] = "shift" };
	const struct at_voice_options *o = run->options;
	size_t kind = 0;

	run->vocal = at_vocal_usual;
	run->vocal.n_threads = at_crew_size();
	run->vocal.seed = o->seed > 0 ? (uint64_t)o->seed : run->vocal.seed;
	if (!o->synchrony && (o->surrogates != NULL || o->n > 0 || o->seed > 0))
		return at_cli_usage(run->cli, "surrogates belong to --synchrony");
	if (o->synchrony && run->task.n_channels == 1)
		return at_cli_usage(run->cli, "--synchrony needs two speakers");
	while (o->surrogates != NULL && kind < AT_COUNT(names)
	    && strcmp(o->surrogates, names[kind]) != 0)
		kind++;
	if (kind == AT_COUNT(names))
		return at_cli_usage(run->cli, "--surrogates takes segments, shift or dyads, not"
		    " \"%s\"", o->surrogates);
	if (o->surrogates != NULL)
		run->vocal.surrogates = (enum at_surrogate_kind)kind;
	run->vocal.n = o->n > 0 ? o->n
	    : run->vocal.surrogates == AT_SURROGATE_DYADS ? 0 : USUAL_SURROGATES;
	if (run->vocal.surrogates == AT_SURROGATE_DYADS && run->n < 2)
		return at_cli_usage(run->cli, "surrogates between dyads need at least two"
		    " recordings");
	return AT_OK;
}

/* DIR/NAME.csv of a recording somewhere/NAME.wav. */
static const char *
path_in(const struct at_voice_run *run, struct at_arena *arena, const char *file)
{
	const char *slash = strrchr(file, '/'), *name = slash == NULL ? file : slash + 1;
	const char *dot = strrchr(name, '.');
	int n = (int)(dot == NULL || dot == name ? strlen(name) : (size_t)(dot - name));

	if (strcmp(file, "-") == 0)
		return at_printf(arena, "%s/recording.csv", run->options->out);
	return at_printf(arena, "%s/%.*s.csv", run->options->out, n, name);
}

static enum at_status
check_outputs(struct at_voice_run *run)
{
	const struct at_voice_options *o = run->options;
	struct at_arena *arena = run->cli->call.arena;
	const char **paths = AT_NEW(arena, const char *, (size_t)run->n);

	if (o->out == NULL && run->n > 1 && !o->turns && !o->synchrony)
		return at_cli_usage(run->cli, "several recordings need --out DIR for their rows, or"
		    " --turns");
	for (int i = 0; o->out != NULL && i < run->n; i++) {
		paths[i] = path_in(run, arena, run->cli->args[i]);
		for (int k = 0; k < i; k++)
			if (strcmp(paths[i], paths[k]) == 0)
				return at_cli_usage(run->cli, "%s and %s would both be written to"
				    " %s", run->cli->args[k], run->cli->args[i], paths[i]);
	}
	return AT_OK;
}

/* ---- the recordings ----------------------------------------------------------------- */

static void
close_arena(void *arena)
{
	at_arena_close(arena);
}

static struct at_arena *
open_arena(struct at_arena *parent)
{
	struct at_arena *arena = at_arena_open();

	if (arena == NULL)
		at_oom(parent);
	return arena;
}

static void
progress(void *to, double share)
{
	int *shown = to, percent = (int)(100 * share);

	if (percent != *shown)
		fprintf(stderr, "%d %%\r", percent);
	*shown = percent;
}

static enum at_status
save_rows(const struct at_voice_run *run, struct at_arena *arena, const struct at_heard *heard,
    struct at_error *err)
{
	struct at_cli own = { .call = { .arena = arena }, .out = at_buffer_init(arena) };
	struct at_buffer rows = at_buffer_init(arena);
	enum at_status st = at_voice_csv(heard, &rows, NULL);

	if (st == AT_OK)
		st = at_lab_save(&own, path_in(run, arena, heard->file),
		    at_buffer_string(&rows), rows.n_bytes);
	return st == AT_OK ? st : at_fail(err, st, "%s", own.err.text);
}

/* On any thread: what is decoded goes when it is measured, but of a single recording. */
static void
hear_one(void *ptr, size_t which, int worker)
{
	struct at_voice_run *run = ptr;
	struct at_heard *heard = &run->heard[which];
	struct at_arena *scratch = run->n == 1 ? heard->arena : open_arena(heard->arena);
	struct at_hearing_task task = run->task;
	int shown = -1;
	enum at_status st;

	task.file = heard->file;
	task.to = &shown;
	if (worker == 0 && run->lab.shows_progress)
		task.progress = progress;
	st = at_hearing(scratch, &task, &heard->hearing, &heard->err);
	if (st == AT_OK && run->options->synchrony && heard->hearing.n < 2)
		st = at_fail(&heard->err, AT_INVALID, "%s: has one channel; synchrony needs a"
		    " channel for each speaker", heard->file);
	if (st == AT_OK)
		at_voice_describe(run, scratch, heard);
	if (st == AT_OK && run->options->out != NULL)
		st = save_rows(run, scratch, heard, &heard->err);
	if (run->n > 1)
		at_arena_close(scratch);
}

/* Of several recordings one that cannot be read does not stop the others. */
static enum at_status
report_failures(struct at_voice_run *run)
{
	for (int i = 0; i < run->n; i++) {
		const struct at_error *err = &run->heard[i].err;

		if (err->status == AT_OK)
			continue;
		if (run->n == 1)
			return at_fail(&run->cli->err, err->status, "%s", err->text);
		fprintf(stderr, "attune voice: %s\n", err->text);
		run->n_failed++;
	}
	if (run->n_failed == run->n)
		return at_fail(&run->cli->err, AT_INVALID, "none of %d recordings could be read",
		    run->n);
	return AT_OK;
}

static enum at_status
hear_all(struct at_voice_run *run)
{
	struct at_arena *arena = run->cli->call.arena;
	int n_cores = at_crew_size(), n_workers = run->n < n_cores ? run->n : n_cores;

	run->heard = AT_NEW(arena, struct at_heard, (size_t)run->n);
	run->task.n_threads = n_cores / n_workers;
	for (int i = 0; i < run->n; i++) {
		run->heard[i].file = run->cli->args[i];
		run->heard[i].arena = open_arena(arena);
		at_arena_defer(arena, close_arena, run->heard[i].arena);
	}
	at_crew_run(n_workers, (size_t)run->n, hear_one, run);
	return report_failures(run);
}

/* Those that could be read. */
static enum at_status
compare(struct at_voice_run *run)
{
	struct at_arena *arena = run->cli->call.arena;
	struct at_vocal_series *series = AT_NEW(arena, struct at_vocal_series, (size_t)run->n);
	int n = 0;

	if (!run->options->synchrony)
		return AT_OK;
	for (int i = 0; i < run->n; i++)
		if (run->heard[i].err.status == AT_OK)
			series[n++] = run->heard[i].series;
	run->results = AT_NEW(arena, struct at_vocal_result, (size_t)n * AT_VOCAL_KINDS);
	return at_vocal(arena, series, n, &run->vocal, run->results, &run->cli->err);
}

static enum at_status
run_voice(struct at_cli *cli, const void *given)
{
	struct at_voice_run run = { .cli = cli, .options = given, .n = cli->n_args };
	enum at_status st = take_channels(&run);

	if (st == AT_OK)
		st = take_pitch(&run);
	if (st == AT_OK)
		st = take_surrogates(&run);
	if (st == AT_OK)
		st = check_outputs(&run);
	if (st == AT_OK)
		st = at_lab_begin(cli, run.options->format, &run.lab);
	if (st == AT_OK)
		st = hear_all(&run);
	if (st == AT_OK)
		st = compare(&run);
	if (st == AT_OK)
		st = at_voice_put(&run);
	if (st == AT_OK && run.n_failed > 0)
		return at_fail(&cli->err, AT_INVALID, "%d of %d recordings could not be read",
		    run.n_failed, run.n);
	return st;
}

const struct at_command at_command_voice = {
	.name = "voice",
	.summary = "pitch, loudness and turns of who speaks in a recording",
	.arguments = "RECORDING...",
	.about = "Each speaker has a channel.  As csv or json: a row every 10 ms with pitch (Hz;"
	    " none where\nunvoiced or where both speak), level (dB below full scale) and voicing;"
	    " as text: a summary.",
	.example = "  attune voice --channels client=0,therapist=1 hour.wav > hour.json\n"
	    "  attune voice --turns --synchrony hour.m4a\n"
	    "  attune voice --out series recordings/*.wav",
	.flags = flags, .n_flags = (int)AT_COUNT(flags),
	.options_bytes = sizeof(struct at_voice_options),
	.n_least = 1, .n_most = MOST_FILES,
	.folder = AT_FOLDER_NONE, .run = run_voice,
};
