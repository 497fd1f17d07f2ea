/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "media/input.h"
#include "media/sound.h"

/* A stamp nearer than this to where the sound before it ended is the file's rounding
 * (Matroska counts milliseconds), not a gap. */
static const double gap_s = 0.02;

/* Longer than this is no session, but a file that lies. */
enum { MOST_S = 24 * 60 * 60 };

struct sound {
	struct at_input in;
	struct at_out *out;
	float *samples;                 /* of one record */
	int rate_hz, n_channels;        /* 0 until the first frame */
	int64_t next;                   /* the sample that would follow without a gap */
	int64_t n_samples;              /* so far, of each channel */
};

/* Sample `i` of a channel as a float, whole scale 1. */
static float
sample_of(const AVFrame *frame, int channel, int i)
{
	int planar = av_sample_fmt_is_planar(frame->format);
	const uint8_t *plane = frame->extended_data[planar ? channel : 0];
	ptrdiff_t at = planar ? i : (ptrdiff_t)i * frame->ch_layout.nb_channels + channel;

	switch ((int)av_get_packed_sample_fmt(frame->format)) {
	case AV_SAMPLE_FMT_U8:  return (float)(plane[at] - 128) / 128.0f;
	case AV_SAMPLE_FMT_S16: return (float)((const int16_t *)plane)[at] / 32768.0f;
	case AV_SAMPLE_FMT_S32:
		return (float)((double)((const int32_t *)plane)[at] / 2147483648.0);
	case AV_SAMPLE_FMT_FLT: return ((const float *)plane)[at];
	case AV_SAMPLE_FMT_DBL: return (float)((const double *)plane)[at];
	}
	return 0;
}

static enum at_status
begin(struct sound *s, struct at_error *err)
{
	const AVFrame *frame = s->in.frame;
	struct at_wire_stream stream = { .is_sound = true, .tick_num = 1,
		.tick_den = frame->sample_rate, .duration_s = at_input_duration_s(&s->in),
		.rate_hz = frame->sample_rate, .n_channels = frame->ch_layout.nb_channels };

	if (stream.rate_hz < 1 || stream.n_channels < 1)
		return at_fail(err, AT_INVALID, "has sound without a rate");
	if (stream.n_channels > AT_WIRE_MAX_CHANNELS)
		return at_fail(err, AT_INVALID, "has %d channels of sound; up to %d are read",
		    stream.n_channels, AT_WIRE_MAX_CHANNELS);
	s->rate_hz = stream.rate_hz;
	s->n_channels = stream.n_channels;
	s->next = INT64_MIN;
	at_wire_put_stream(&s->out->buffer, &stream);
	return AT_OK;
}

/* The media time of the frame in samples: a stretch that follows the last one goes on
 * exactly where that ended. */
static void
settle_time(struct sound *s)
{
	int64_t stamp = s->in.frame->best_effort_timestamp, ticks;

	if (stamp == AV_NOPTS_VALUE) {
		if (s->next == INT64_MIN)
			s->next = 0;
		return;
	}
	ticks = av_rescale_q(stamp, s->in.stream->time_base, (AVRational){ 1, s->rate_hz });
	if (s->next == INT64_MIN || (double)ticks - (double)s->next > gap_s * s->rate_hz)
		s->next = ticks;
}

static enum at_status
put_frame(struct sound *s, struct at_error *err)
{
	const AVFrame *frame = s->in.frame;
	enum at_status st = AT_OK;

	for (int from = 0; from < frame->nb_samples && st == AT_OK; ) {
		int n = frame->nb_samples - from;

		if (n > AT_WIRE_MAX_SAMPLES)
			n = AT_WIRE_MAX_SAMPLES;
		for (int i = 0; i < n; i++)
			for (int c = 0; c < s->n_channels; c++)
				s->samples[i * s->n_channels + c] = sample_of(frame, c, from + i);
		at_wire_put_sound(&s->out->buffer, s->next, s->samples, n, s->n_channels);
		s->next += n;
		from += n;
		st = at_out_step(s->out, err);
	}
	return st;
}

static enum at_status
decode(struct sound *s, struct at_error *err)
{
	bool there;

	for (;;) {
		const AVFrame *frame = s->in.frame;
		enum at_status st = at_input_next(&s->in, &there, err);

		if (st != AT_OK || !there)
			return st;
		if (frame->nb_samples < 1)
			continue;
		if (s->rate_hz == 0)
			st = begin(s, err);
		else if (frame->sample_rate != s->rate_hz
		    || frame->ch_layout.nb_channels != s->n_channels)
			st = at_fail(err, AT_INVALID, "changes the rate or the channels of its "
			    "sound after %.1f s", (double)s->next / s->rate_hz);
		if (st != AT_OK)
			return st;
		settle_time(s);
		s->n_samples += frame->nb_samples;
		if (s->n_samples > (int64_t)MOST_S * s->rate_hz)
			return at_fail(err, AT_INVALID, "goes on for more than a day");
		st = put_frame(s, err);
		if (st != AT_OK)
			return st;
	}
}

enum at_status
at_sound_decode(struct at_arena *arena, const struct at_source *source, struct at_out *out,
    struct at_error *err)
{
	struct sound s = { .out = out, .samples = AT_NEW(arena, float,
		(size_t)AT_WIRE_MAX_SAMPLES * AT_WIRE_MAX_CHANNELS) };
	enum at_status st = at_input_open(&s.in, source, AVMEDIA_TYPE_AUDIO, err);

	if (st == AT_OK)
		st = decode(&s, err);
	if (st == AT_OK && s.rate_hz == 0)
		st = at_fail(err, AT_INVALID, "has no sound that can be decoded");
	if (st == AT_OK)
		at_wire_put_end(&out->buffer, &s.in.counts);
	at_input_close(&s.in);
	return st;
}
