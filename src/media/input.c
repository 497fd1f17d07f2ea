/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <math.h>
#include <string.h>

#include "media/input.h"

/* What is opened at all.  Each name less is code that no file can reach. */
static const char formats[] = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,wav,w64,mp3,ogg,aac,flac";
static const char decoders[] = "h264,hevc,vp8,vp9,aac,mp3float,mp3,opus,vorbis,flac,alac,"
    "pcm_u8,pcm_s16le,pcm_s16be,pcm_s24le,pcm_s24be,pcm_s32le,pcm_s32be,pcm_f32le,pcm_f32be,"
    "pcm_f64le,pcm_f64be,pcm_alaw,pcm_mulaw";

enum {
	IO_BYTES = 64 * 1024,
	MAX_STREAMS = 64,
	MAX_PIXELS = 8192 * 4608,
	MAX_SILENT_BYTES = 128 * 1024 * 1024    /* read without one frame */
};

static int
read_source(void *opaque, uint8_t *into, int n)
{
	struct at_input *in = opaque;
	long got;

	if (in->n_read_bytes > MAX_SILENT_BYTES) {
		in->gave_up = true;
		return AVERROR_EXIT;
	}
	got = at_source_read_at(in->source, in->at, into, (size_t)n);
	if (got < 0)
		return AVERROR(errno);
	in->at += got;
	in->n_read_bytes += got;
	return got == 0 ? AVERROR_EOF : (int)got;
}

static int64_t
seek_source(void *opaque, int64_t to, int whence)
{
	struct at_input *in = opaque;

	if (whence & AVSEEK_SIZE)
		return in->source->n_bytes;
	switch (whence & ~AVSEEK_FORCE) {
	case SEEK_SET: break;
	case SEEK_CUR: to += in->at; break;
	case SEEK_END: to += in->source->n_bytes; break;
	}
	if (to < 0)
		return AVERROR(EINVAL);
	in->at = to;
	return to;
}

static enum at_status
fail(const struct at_input *in, int rc, const char *what, struct at_error *err)
{
	if (in->gave_up)
		return at_fail(err, AT_INVALID, "goes on for hundreds of megabytes without a "
		    "picture or sound that can be decoded");
	if (rc == AVERROR(ENOMEM))
		return at_fail(err, AT_INVALID, "needs more memory than a recording may take");
	if (rc == AVERROR(EIO))
		return at_fail(err, AT_IO, "cannot be read: %s", strerror(EIO));
	return at_fail(err, AT_INVALID, "%s", what);
}

static enum at_status
open_format(struct at_input *in, struct at_error *err)
{
	static const char unknown[] = "is not a recording that can be read: expected mp4, mov, "
	    "m4a, webm, mkv, wav, mp3, ogg, aac or flac";
	unsigned char *buffer = av_malloc(IO_BYTES);
	AVDictionary *options = NULL;
	int rc;

	if (buffer != NULL)
		in->io = avio_alloc_context(buffer, IO_BYTES, 0, in, read_source, NULL,
		    seek_source);
	in->format = avformat_alloc_context();
	if (in->io == NULL || in->format == NULL)
		return fail(in, AVERROR(ENOMEM), "", err);
	in->format->pb = in->io;
	in->format->flags |= AVFMT_FLAG_CUSTOM_IO;
	in->format->max_streams = MAX_STREAMS;
	av_dict_set(&options, "format_whitelist", formats, 0);
	av_dict_set(&options, "codec_whitelist", decoders, 0);
	av_dict_set(&options, "protocol_whitelist", "none", 0);
	rc = avformat_open_input(&in->format, NULL, NULL, &options);
	av_dict_free(&options);
	return rc < 0 ? fail(in, rc, unknown, err) : AT_OK;
}

/* FFmpeg decodes a little of every stream to learn what the file does not say. */
static enum at_status
find_streams(struct at_input *in, struct at_error *err)
{
	AVDictionary *options[MAX_STREAMS] = { NULL };
	unsigned n = in->format->nb_streams;
	int rc;

	for (unsigned i = 0; i < n && i < MAX_STREAMS; i++)
		av_dict_set(&options[i], "threads", "1", 0);
	rc = n > MAX_STREAMS ? AVERROR_INVALIDDATA
	    : avformat_find_stream_info(in->format, options);
	for (unsigned i = 0; i < n && i < MAX_STREAMS; i++)
		av_dict_free(&options[i]);
	return rc < 0 ? fail(in, rc, "is damaged: its streams cannot be told", err) : AT_OK;
}

static enum at_status
pick_stream(struct at_input *in, enum AVMediaType type, const AVCodec **out, struct at_error *err)
{
	bool sound = type == AVMEDIA_TYPE_AUDIO;
	int i = av_find_best_stream(in->format, type, -1, -1, out, 0);

	if (i == AVERROR_DECODER_NOT_FOUND)
		return at_fail(err, AT_INVALID, "has %s of a kind that cannot be decoded",
		    sound ? "sound" : "pictures");
	if (i < 0 || in->format->streams[i]->disposition & AV_DISPOSITION_ATTACHED_PIC)
		return at_fail(err, AT_INVALID, sound ? "has no sound" : "has no moving picture");
	in->stream = in->format->streams[i];
	for (unsigned other = 0; other < in->format->nb_streams; other++)
		if (other != (unsigned)i)
			in->format->streams[other]->discard = AVDISCARD_ALL;
	return AT_OK;
}

static enum at_status
open_decoder(struct at_input *in, const AVCodec *codec, struct at_error *err)
{
	AVDictionary *options = NULL;
	int rc;

	in->decoder = avcodec_alloc_context3(codec);
	in->packet = av_packet_alloc();
	in->frame = av_frame_alloc();
	if (in->decoder == NULL || in->packet == NULL || in->frame == NULL)
		return fail(in, AVERROR(ENOMEM), "", err);
	rc = avcodec_parameters_to_context(in->decoder, in->stream->codecpar);
	in->decoder->pkt_timebase = in->stream->time_base;
	in->decoder->thread_count = 1;
	in->decoder->max_pixels = MAX_PIXELS;
	in->decoder->flags |= AV_CODEC_FLAG_UNALIGNED;  /* crop to the pixel */
	av_dict_set(&options, "codec_whitelist", decoders, 0);
	if (rc >= 0)
		rc = avcodec_open2(in->decoder, codec, &options);
	av_dict_free(&options);
	if (rc >= 0)
		return AT_OK;
	return at_fail(err, AT_INVALID, "has a stream of the kind %s, which is not among those "
	    "decoded (H.264, HEVC, VP8, VP9; AAC, MP3, Opus, Vorbis, FLAC, ALAC, PCM), or "
	    "damaged", avcodec_get_name(in->stream->codecpar->codec_id));
}

enum at_status
at_input_open(struct at_input *in, const struct at_source *source, enum AVMediaType type,
    struct at_error *err)
{
	const AVCodec *codec = NULL;
	enum at_status st;

	*in = (struct at_input){ .source = source };
	st = open_format(in, err);
	if (st == AT_OK)
		st = find_streams(in, err);
	if (st == AT_OK)
		st = pick_stream(in, type, &codec, err);
	if (st == AT_OK)
		st = open_decoder(in, codec, err);
	in->n_read_bytes = 0;
	return st;
}

void
at_input_close(struct at_input *in)
{
	av_frame_free(&in->frame);
	av_packet_free(&in->packet);
	avcodec_free_context(&in->decoder);
	avformat_close_input(&in->format);
	if (in->io != NULL)
		av_freep(&in->io->buffer);
	avio_context_free(&in->io);
}

/* One packet of the stream into the decoder; a null packet after the last. */
static int
feed(struct at_input *in)
{
	int rc;

	do {
		av_packet_unref(in->packet);
		rc = av_read_frame(in->format, in->packet);
	} while (rc >= 0 && in->packet->stream_index != in->stream->index);
	if (in->gave_up || rc == AVERROR(ENOMEM) || rc == AVERROR(EIO))
		return rc < 0 ? rc : AVERROR_EXIT;
	if (rc < 0) {                   /* the end, be it one of damage */
		in->drained = true;
		if (rc != AVERROR_EOF)
			in->counts.damaged++;
		return avcodec_send_packet(in->decoder, NULL);
	}
	return avcodec_send_packet(in->decoder, in->packet);
}

enum at_status
at_input_next(struct at_input *in, bool *out_there, struct at_error *err)
{
	for (;;) {
		int rc = avcodec_receive_frame(in->decoder, in->frame);

		*out_there = rc >= 0;
		if (rc >= 0) {
			in->counts.decoded++;
			in->n_read_bytes = 0;
			return AT_OK;
		}
		if (rc == AVERROR_EOF)
			return AT_OK;
		if (rc == AVERROR(EAGAIN)) {
			if (in->drained)
				return AT_OK;
			rc = feed(in);
		}
		if (rc == AVERROR(ENOMEM) || rc == AVERROR(EIO) || in->gave_up)
			return fail(in, rc, "", err);
		if (rc < 0)
			in->counts.damaged++;
	}
}

double
at_input_duration_s(const struct at_input *in)
{
	const AVStream *s = in->stream;

	if (s->duration > 0)
		return (double)s->duration * s->time_base.num / s->time_base.den;
	if (in->format->duration > 0)
		return (double)in->format->duration / AV_TIME_BASE;
	return NAN;
}
