/* SPDX-License-Identifier: GPL-3.0-or-later */
/* signal/wire.h - what attune-media writes down its pipe, packed and unpacked.
 *
 * A greeting of eight bytes, then records: kind and number of bytes to come (both 32
 * bits), then these.  Little-endian throughout; the greeting changes with the format.
 * The order is STREAM, any number of FRAME or SOUND or one HISTOGRAM, END; an ERROR can
 * stand in place of any record and is the last.  A pipe that ends without END or ERROR
 * belongs to a program that was stopped.
 *
 * The writer decodes files of strangers, so the reader believes nothing: sizes, order and
 * ranges are checked, and what is handed out lies within the bytes that were given.
 */
#ifndef AT_SIGNAL_WIRE_H
#define AT_SIGNAL_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"

enum {
	AT_WIRE_MAX_REGIONS = 63,
	AT_WIRE_MAX_CHANNELS = 16,
	AT_WIRE_MAX_SAMPLES = 4096,     /* of one channel in one SOUND */
	AT_WIRE_LEVELS = 256,
	AT_WIRE_MAX_BYTES = 16 + AT_WIRE_MAX_SAMPLES * AT_WIRE_MAX_CHANNELS * 4
	                                /* of one record with its head: room for a reader */
};

enum at_wire_kind {
	AT_WIRE_STREAM = 1,             /* what follows: sent once, before anything else */
	AT_WIRE_FRAME,                  /* one picture: its motion in every region */
	AT_WIRE_SOUND,                  /* a stretch of sound */
	AT_WIRE_HISTOGRAM,              /* differences of a still region */
	AT_WIRE_END,                    /* all of it was read */
	AT_WIRE_ERROR                   /* one line; nothing follows */
};

struct at_wire_stream {
	bool is_sound;
	int64_t tick_num, tick_den;     /* a tick of the time stamps is num/den seconds; of
	                                 * sound it is one sample */
	double duration_s;              /* as the file claims; NaN: it does not say */
	/* sound */
	int rate_hz, n_channels;
	/* pictures */
	int width, height;              /* as they are shown: turned, cropped, unscaled */
	int turned;                     /* 0, 90, 180, 270: degrees clockwise to be shown */
	int depth;                      /* bits of luma as coded; beyond 8 the upper 8 count */
	int n_regions;
	uint32_t pixels[AT_WIRE_MAX_REGIONS];   /* in each region */
};

struct at_wire_count {
	uint32_t changed;               /* pixels that differ by more than the threshold */
	uint64_t sum;                   /* of their differences */
};

struct at_wire_frame {
	int64_t tick;                   /* media time stamp */
	bool compared;                  /* false: nothing to compare with; all counts are 0 */
	uint32_t changed;               /* in the whole picture */
	struct at_wire_count regions[AT_WIRE_MAX_REGIONS];      /* n_regions of the stream */
};

struct at_wire_sound {
	int64_t tick;                   /* of the first sample; stretches follow each other
	                                 * without a gap unless this jumps ahead */
	int n_samples;                  /* of each channel */
	int n_channels;
	const unsigned char *samples;   /* by at_wire_samples(); valid until the next record */
};

struct at_wire_end {
	uint32_t decoded;               /* frames, or stretches of sound */
	uint32_t damaged;               /* packets or pictures that could not be decoded */
	uint32_t unordered;             /* pictures whose time stamp did not advance */
	uint32_t resized;               /* pictures of another size or depth than the first */
};

struct at_wire_record {
	enum at_wire_kind kind;
	union {
		struct at_wire_stream stream;
		struct at_wire_frame frame;
		struct at_wire_sound sound;
		uint64_t histogram[AT_WIRE_LEVELS];
		struct at_wire_end end;
		char error[400];        /* printable, ends in NUL */
	};
};

/* Seconds of a time stamp. */
double at_wire_seconds(const struct at_wire_stream *stream, int64_t tick);

/* One channel of a stretch of sound, -1 to 1 where it is not clipped: n_samples floats. */
void at_wire_samples(const struct at_wire_sound *sound, int channel, float *out);

/* ---- writing ---------------------------------------------------------------------- */

void at_wire_put_greeting(struct at_buffer *out);
void at_wire_put_stream(struct at_buffer *out, const struct at_wire_stream *stream);
void at_wire_put_frame(struct at_buffer *out, const struct at_wire_frame *frame, int n_regions);
/* n_samples times n_channels floats, channel by channel within a sample; no more than
 * AT_WIRE_MAX_SAMPLES. */
void at_wire_put_sound(struct at_buffer *out, int64_t tick, const float *samples, int n_samples,
    int n_channels);
void at_wire_put_histogram(struct at_buffer *out, const uint64_t *levels);
void at_wire_put_end(struct at_buffer *out, const struct at_wire_end *end);
void at_wire_put_error(struct at_buffer *out, const char *text);

/* ---- reading ---------------------------------------------------------------------- */

/* Begins as { 0 }. */
struct at_wire_reader {
	bool greeted, streaming, over;
	struct at_wire_stream stream;   /* once its record was read */
};

enum at_wire_got {
	AT_WIRE_RECORD,
	AT_WIRE_MORE,                   /* the bytes end within a record: come with more */
	AT_WIRE_BROKEN                  /* not what this version of attune-media writes */
};

/* The next record of `bytes`; out_used says how many of them it took (0 unless
 * AT_WIRE_RECORD).  At most AT_WIRE_MAX_BYTES + 8 bytes are needed for one. */
enum at_wire_got at_wire_read(struct at_wire_reader *reader, const unsigned char *bytes,
    size_t n_bytes, size_t *out_used, struct at_wire_record *out);

#endif
