/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "base/crew.h"
#include "job/media.h"
#include "job/voice.h"

/* Samples of a channel that are measured together: enough to be worth a thread. */
enum { BLOCK = 1 << 17, MOST_HOURS = 24 };

struct ear {
	struct at_arena *arena;         /* its own: another thread's is another's */
	int channel;
	struct at_pitch *pitch;
	struct at_voice voice;
	float *block;
	size_t n;                       /* in the block */
};

struct hearing {
	struct at_arena *arena;
	const struct at_hearing_task *task;
	struct at_media *media;
	struct ear ears[AT_HEARING_MOST];
	struct at_hearing result;
	int64_t next;                   /* the sample that would follow without a gap */
};

/* ---- ears --------------------------------------------------------------------------- */

static void
close_ear(void *ear)
{
	at_arena_close(((struct ear *)ear)->arena);
}

static void
open_ear(struct hearing *h, struct ear *ear, int channel)
{
	ear->arena = at_arena_open();
	if (ear->arena == NULL)
		at_oom(h->arena);
	at_arena_defer(h->arena, close_ear, ear);
	ear->channel = channel;
	ear->pitch = at_pitch_open(ear->arena, &h->task->pitch, h->result.rate_hz);
	ear->block = AT_NEW(ear->arena, float, BLOCK);
}

static void
empty(void *ears, size_t which, int worker)
{
	struct ear *ear = (struct ear *)ears + which;

	(void)worker;
	at_pitch_add(ear->pitch, ear->block, ear->n);
	ear->n = 0;
}

static void
finish(void *ears, size_t which, int worker)
{
	struct ear *ear = (struct ear *)ears + which;

	empty(ears, which, worker);
	ear->voice = at_pitch_finish(ear->pitch);
}

static void
each_ear(struct hearing *h, void (*work)(void *ears, size_t which, int worker))
{
	int n = h->result.n, n_threads = h->task->n_threads < n ? h->task->n_threads : n;

	at_crew_run(n_threads > 1 ? n_threads : 1, (size_t)n, work, h->ears);
}

/* ---- records ------------------------------------------------------------------------ */

static enum at_status
begin(struct hearing *h, const struct at_wire_stream *stream, struct at_error *err)
{
	const struct at_hearing_task *task = h->task;
	int n = task->n_channels > 0 ? task->n_channels : stream->n_channels > 1 ? 2 : 1;

	if (stream->rate_hz < AT_PITCH_LEAST_RATE || stream->rate_hz > AT_PITCH_MOST_RATE)
		return at_fail(err, AT_INVALID, "has %d samples a second; pitch needs %d to %d",
		    stream->rate_hz, AT_PITCH_LEAST_RATE, AT_PITCH_MOST_RATE);
	h->result.rate_hz = stream->rate_hz;
	h->result.n_in_file = stream->n_channels;
	h->result.n = n;
	for (int i = 0; i < n; i++) {
		int channel = task->n_channels > 0 ? task->channels[i] : i;

		if (channel >= stream->n_channels)
			return at_fail(err, AT_INVALID, "has %d channel%s of sound, counted from "
			    "0; there is no channel %d", stream->n_channels,
			    stream->n_channels == 1 ? "" : "s", channel);
		open_ear(h, &h->ears[i], channel);
	}
	return AT_OK;
}

static void
skip(struct hearing *h, int64_t n)
{
	each_ear(h, empty);
	for (int i = 0; i < h->result.n; i++)
		at_pitch_skip(h->ears[i].pitch, (size_t)n);
	h->result.missing_s += (double)n / h->result.rate_hz;
	h->next += n;
}

/* What lies before time zero is the coder's own and is left out. */
static enum at_status
take_sound(struct hearing *h, const struct at_wire_sound *sound, struct at_error *err)
{
	float samples[AT_WIRE_MAX_SAMPLES];
	int64_t most = (int64_t)MOST_HOURS * 3600 * h->result.rate_hz;
	int from = 0, n;

	if (sound->tick > most || h->next > most)
		return at_fail(err, AT_INVALID, "is longer than %d hours", MOST_HOURS);
	if (sound->tick < 0)
		from = sound->tick < -sound->n_samples ? sound->n_samples : (int)-sound->tick;
	if (sound->tick > h->next)
		skip(h, sound->tick - h->next);
	n = sound->n_samples - from;
	for (int i = 0; i < h->result.n; i++) {
		struct ear *ear = &h->ears[i];

		at_wire_samples(sound, ear->channel, samples);
		memcpy(ear->block + ear->n, samples + from, (size_t)n * sizeof *samples);
		ear->n += (size_t)n;
	}
	h->next += n;
	if (h->ears[0].n + AT_WIRE_MAX_SAMPLES > BLOCK)
		each_ear(h, empty);
	return AT_OK;
}

static void
say_progress(const struct hearing *h)
{
	double share = (double)h->next / h->result.rate_hz
	    / at_media_stream(h->media)->duration_s;

	if (h->task->progress != NULL && share >= 0)
		h->task->progress(h->task->to, fmin(share, 1));
}

static enum at_status
listen(struct hearing *h, struct at_error *err)
{
	struct at_wire_record record = { .kind = AT_WIRE_STREAM };
	enum at_status st = AT_OK;

	while (st == AT_OK && record.kind != AT_WIRE_END) {
		st = at_media_next(h->media, &record, err);
		if (st == AT_OK && record.kind == AT_WIRE_STREAM)
			st = begin(h, &record.stream, err);
		if (st == AT_OK && record.kind == AT_WIRE_SOUND) {
			st = take_sound(h, &record.sound, err);
			say_progress(h);
		}
	}
	if (st != AT_OK)
		return st;
	h->result.n_damaged = (long)record.end.damaged;
	each_ear(h, finish);
	for (int i = 0; i < h->result.n; i++)
		h->result.voices[i] = h->ears[i].voice;
	return AT_OK;
}

enum at_status
at_hearing(struct at_arena *arena, const struct at_hearing_task *task, struct at_hearing *out,
    struct at_error *err)
{
	static const char *const args[] = { "sound", NULL };
	struct hearing *h = AT_NEW(arena, struct hearing, 1);
	struct at_error own = { .status = AT_OK };
	int fd;
	enum at_status st = at_media_file(arena, task->file, &fd, err);

	h->arena = arena;
	h->task = task;
	if (st == AT_OK)
		st = at_media_open(arena, fd, args, &h->media, err);
	if (st != AT_OK)
		return st;
	st = listen(h, &own);
	if (st != AT_OK)
		return at_fail(err, st, "%s: %s", strcmp(task->file, "-") == 0
		    ? "standard input" : task->file, own.text);
	*out = h->result;
	return AT_OK;
}
