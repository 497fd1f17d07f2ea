/* SPDX-License-Identifier: GPL-3.0-or-later */
/* media/input.h - FFmpeg behind a source: the frames of one stream of a file. */
#ifndef AT_MEDIA_INPUT_H
#define AT_MEDIA_INPUT_H

#include <stdbool.h>

#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>

#include "base/source.h"
#include "signal/wire.h"

struct at_input {
	const struct at_source *source;
	int64_t at;                     /* where FFmpeg reads next */
	int64_t n_read_bytes;           /* since the last frame */
	bool gave_up;                   /* too many of them */
	bool drained;                   /* the decoder has got all packets */

	AVIOContext *io;
	AVFormatContext *format;
	AVStream *stream;
	AVCodecContext *decoder;
	AVPacket *packet;
	AVFrame *frame;                 /* the current one */
	struct at_wire_end counts;
};

/* Opens the best stream of this kind, for one decoding thread.  Formats and decoders
 * are those of a short list.  Close it whatever comes back.
 * AT_INVALID: not a file it can read, no such stream; AT_IO. */
enum at_status at_input_open(struct at_input *in, const struct at_source *source,
    enum AVMediaType type, struct at_error *err);
void at_input_close(struct at_input *in);

/* The next frame, in in->frame, or *out_there = false at the end.  Packets that cannot
 * be decoded are counted and left out. */
enum at_status at_input_next(struct at_input *in, bool *out_there, struct at_error *err);

/* Its duration as the file says, seconds; NaN if it does not. */
double at_input_duration_s(const struct at_input *in);

#endif
