/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <math.h>
#include <string.h>

#include "signal/wire.h"

static const char greeting[] = "attmed1\n";

enum {
	GREETING_BYTES = sizeof greeting - 1,
	HEAD_BYTES = 8,
	STREAM_BYTES = 4 + 8 + 8 + 8 + 7 * 4,   /* without the pixels of the regions */
	FRAME_BYTES = 8 + 4 + 4,                /* without the regions */
	COUNT_BYTES = 4 + 8,
	SOUND_BYTES = 8 + 4,                    /* without the samples */
	END_BYTES = 4 * 4,
	MAX_SIDE = 1 << 16,
	MAX_RATE_HZ = 1 << 20
};

double
at_wire_seconds(const struct at_wire_stream *stream, int64_t tick)
{
	/* In this order a stamp that is a decimal in the file is the nearest double. */
	return (double)tick * (double)stream->tick_num / (double)stream->tick_den;
}

/* ---- bytes -------------------------------------------------------------------------- */

static void
put_32(struct at_buffer *out, uint32_t value)
{
	for (int i = 0; i < 4; i++)
		at_buffer_byte(out, (char)(value >> 8 * i & 0xff));
}

static void
put_64(struct at_buffer *out, uint64_t value)
{
	put_32(out, (uint32_t)value);
	put_32(out, (uint32_t)(value >> 32));
}

static void
put_head(struct at_buffer *out, enum at_wire_kind kind, size_t n_bytes)
{
	put_32(out, (uint32_t)kind);
	put_32(out, (uint32_t)n_bytes);
}

static uint32_t
get_32(const unsigned char *at)
{
	return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16
	    | (uint32_t)at[3] << 24;
}

/* ---- writing ------------------------------------------------------------------------ */

void
at_wire_put_greeting(struct at_buffer *out)
{
	at_buffer_add(out, greeting, GREETING_BYTES);
}

void
at_wire_put_stream(struct at_buffer *out, const struct at_wire_stream *stream)
{
	uint64_t duration;

	memcpy(&duration, &stream->duration_s, sizeof duration);
	put_head(out, AT_WIRE_STREAM, STREAM_BYTES + 4 * (size_t)stream->n_regions);
	put_32(out, stream->is_sound);
	put_64(out, (uint64_t)stream->tick_num);
	put_64(out, (uint64_t)stream->tick_den);
	put_64(out, duration);
	put_32(out, (uint32_t)stream->rate_hz);
	put_32(out, (uint32_t)stream->n_channels);
	put_32(out, (uint32_t)stream->width);
	put_32(out, (uint32_t)stream->height);
	put_32(out, (uint32_t)stream->turned);
	put_32(out, (uint32_t)stream->depth);
	put_32(out, (uint32_t)stream->n_regions);
	for (int i = 0; i < stream->n_regions; i++)
		put_32(out, stream->pixels[i]);
}

void
at_wire_put_frame(struct at_buffer *out, const struct at_wire_frame *frame, int n_regions)
{
	put_head(out, AT_WIRE_FRAME, FRAME_BYTES + COUNT_BYTES * (size_t)n_regions);
	put_64(out, (uint64_t)frame->tick);
	put_32(out, frame->compared);
	put_32(out, frame->changed);
	for (int i = 0; i < n_regions; i++) {
		put_32(out, frame->regions[i].changed);
		put_64(out, frame->regions[i].sum);
	}
}

void
at_wire_put_sound(struct at_buffer *out, int64_t tick, const float *samples, int n_samples,
    int n_channels)
{
	size_t n = (size_t)n_samples * (size_t)n_channels;

	assert(n_samples <= AT_WIRE_MAX_SAMPLES && n_channels <= AT_WIRE_MAX_CHANNELS);
	put_head(out, AT_WIRE_SOUND, SOUND_BYTES + 4 * n);
	put_64(out, (uint64_t)tick);
	put_32(out, (uint32_t)n_samples);
	for (size_t i = 0; i < n; i++) {
		uint32_t bits;

		memcpy(&bits, &samples[i], sizeof bits);
		put_32(out, bits);
	}
}

void
at_wire_put_histogram(struct at_buffer *out, const uint64_t *levels)
{
	put_head(out, AT_WIRE_HISTOGRAM, 8 * AT_WIRE_LEVELS);
	for (int i = 0; i < AT_WIRE_LEVELS; i++)
		put_64(out, levels[i]);
}

void
at_wire_put_end(struct at_buffer *out, const struct at_wire_end *end)
{
	put_head(out, AT_WIRE_END, END_BYTES);
	put_32(out, end->decoded);
	put_32(out, end->damaged);
	put_32(out, end->unordered);
	put_32(out, end->resized);
}

void
at_wire_put_error(struct at_buffer *out, const char *text)
{
	size_t n = strlen(text);

	put_head(out, AT_WIRE_ERROR, n);
	at_buffer_add(out, text, n);
}

/* ---- reading ------------------------------------------------------------------------ */

/* What follows the head of a record: its bytes and the place reached in them. */
struct body {
	const unsigned char *at;
	size_t n_left;
};

/* Callers have checked the size: running over it is our own mistake. */
static uint32_t
take_32(struct body *body)
{
	uint32_t value;

	assert(body->n_left >= 4);
	value = get_32(body->at);
	body->at += 4;
	body->n_left -= 4;
	return value;
}

static uint64_t
take_64(struct body *body)
{
	uint64_t low = take_32(body);

	return low | (uint64_t)take_32(body) << 32;
}

/* A number that must lie between 0 and `most`. */
static bool
take_int(struct body *body, int most, int *out)
{
	uint32_t value = take_32(body);

	*out = (int)(value & INT32_MAX);
	return value <= (uint32_t)most;
}

static double
take_double(struct body *body)
{
	uint64_t bits = take_64(body);
	double value;

	memcpy(&value, &bits, sizeof value);
	return value;
}

static bool
is_whole(const struct at_wire_stream *s)
{
	if (s->tick_num < 1 || s->tick_den < 1)
		return false;
	if (s->is_sound)
		return s->rate_hz > 0 && s->n_channels > 0 && s->n_regions == 0;
	return s->width > 0 && s->height > 0 && s->depth >= 8 && s->turned % 90 == 0;
}

static bool
read_stream(struct body body, struct at_wire_stream *out)
{
	int is_sound;
	bool fits;

	if (body.n_left < STREAM_BYTES)
		return false;
	fits = take_int(&body, 1, &is_sound);
	out->is_sound = is_sound != 0;
	out->tick_num = (int64_t)take_64(&body);
	out->tick_den = (int64_t)take_64(&body);
	out->duration_s = take_double(&body);
	fits = take_int(&body, MAX_RATE_HZ, &out->rate_hz) && fits;
	fits = take_int(&body, AT_WIRE_MAX_CHANNELS, &out->n_channels) && fits;
	fits = take_int(&body, MAX_SIDE, &out->width) && fits;
	fits = take_int(&body, MAX_SIDE, &out->height) && fits;
	fits = take_int(&body, 270, &out->turned) && fits;
	fits = take_int(&body, 16, &out->depth) && fits;
	fits = take_int(&body, AT_WIRE_MAX_REGIONS, &out->n_regions) && fits;
	if (!fits || !is_whole(out) || body.n_left != 4 * (size_t)out->n_regions)
		return false;
	if (!(out->duration_s >= 0 && isfinite(out->duration_s)))
		out->duration_s = NAN;
	for (int i = 0; i < out->n_regions; i++)
		out->pixels[i] = take_32(&body);
	return true;
}

static bool
read_frame(const struct at_wire_stream *stream, struct body body, struct at_wire_frame *out)
{
	uint32_t compared;

	if (stream->is_sound
	    || body.n_left != FRAME_BYTES + COUNT_BYTES * (size_t)stream->n_regions)
		return false;
	out->tick = (int64_t)take_64(&body);
	compared = take_32(&body);
	out->compared = compared != 0;
	out->changed = take_32(&body);
	for (int i = 0; i < stream->n_regions; i++) {
		out->regions[i].changed = take_32(&body);
		out->regions[i].sum = take_64(&body);
	}
	return compared <= 1;
}

static bool
read_sound(const struct at_wire_stream *stream, struct body body, struct at_wire_sound *out)
{
	if (!stream->is_sound || body.n_left < SOUND_BYTES)
		return false;
	out->tick = (int64_t)take_64(&body);
	out->n_channels = stream->n_channels;
	if (!take_int(&body, AT_WIRE_MAX_SAMPLES, &out->n_samples) || out->n_samples == 0)
		return false;
	out->samples = body.at;
	return body.n_left == 4 * (size_t)out->n_samples * (size_t)out->n_channels;
}

static bool
read_histogram(struct body body, uint64_t *out)
{
	if (body.n_left != 8 * AT_WIRE_LEVELS)
		return false;
	for (int i = 0; i < AT_WIRE_LEVELS; i++)
		out[i] = take_64(&body);
	return true;
}

static bool
read_end(struct body body, struct at_wire_end *out)
{
	if (body.n_left != END_BYTES)
		return false;
	out->decoded = take_32(&body);
	out->damaged = take_32(&body);
	out->unordered = take_32(&body);
	out->resized = take_32(&body);
	return true;
}

/* It goes to a terminal: nothing but plain letters. */
static bool
read_error(struct body body, char *out, size_t room)
{
	if (body.n_left >= room)
		return false;
	for (size_t i = 0; i < body.n_left; i++)
		out[i] = (char)(body.at[i] >= ' ' && body.at[i] < 0x7f ? body.at[i] : '?');
	out[body.n_left] = '\0';
	return true;
}

static bool
read_body(const struct at_wire_reader *r, uint32_t kind, struct body body,
    struct at_wire_record *out)
{
	if (r->over)
		return false;
	if (kind == AT_WIRE_ERROR)
		return read_error(body, out->error, sizeof out->error);
	if (r->streaming == (kind == AT_WIRE_STREAM))   /* the first, and only the first */
		return false;
	switch (kind) {
	case AT_WIRE_STREAM:    return read_stream(body, &out->stream);
	case AT_WIRE_FRAME:     return read_frame(&r->stream, body, &out->frame);
	case AT_WIRE_SOUND:     return read_sound(&r->stream, body, &out->sound);
	case AT_WIRE_HISTOGRAM: return read_histogram(body, out->histogram);
	case AT_WIRE_END:       return read_end(body, &out->end);
	}
	return false;
}

enum at_wire_got
at_wire_read(struct at_wire_reader *reader, const unsigned char *bytes, size_t n_bytes,
    size_t *out_used, struct at_wire_record *out)
{
	size_t at = reader->greeted ? 0 : GREETING_BYTES;
	uint32_t kind, n;

	*out_used = 0;
	if (n_bytes < at + HEAD_BYTES)
		return AT_WIRE_MORE;
	if (memcmp(bytes, greeting, at) != 0)
		return AT_WIRE_BROKEN;
	kind = get_32(bytes + at);
	n = get_32(bytes + at + 4);
	at += HEAD_BYTES;
	if (n > AT_WIRE_MAX_BYTES - HEAD_BYTES)
		return AT_WIRE_BROKEN;
	if (n_bytes - at < n)
		return AT_WIRE_MORE;
	if (!read_body(reader, kind, (struct body){ bytes + at, n }, out))
		return AT_WIRE_BROKEN;
	out->kind = (enum at_wire_kind)kind;
	reader->greeted = true;
	reader->over = kind == AT_WIRE_END || kind == AT_WIRE_ERROR;
	if (kind == AT_WIRE_STREAM) {
		reader->streaming = true;
		reader->stream = out->stream;
	}
	*out_used = at + n;
	return AT_WIRE_RECORD;
}

void
at_wire_samples(const struct at_wire_sound *sound, int channel, float *out)
{
	const unsigned char *at = sound->samples + 4 * channel;

	assert(channel >= 0 && channel < sound->n_channels);
	for (int i = 0; i < sound->n_samples; i++, at += 4 * (ptrdiff_t)sound->n_channels) {
		uint32_t bits = get_32(at);

		memcpy(&out[i], &bits, sizeof bits);
		if (!isfinite(out[i]))
			out[i] = 0;
	}
}
