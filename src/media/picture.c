/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include <libavutil/display.h>
#include <libavutil/pixdesc.h>

#include "media/input.h"
#include "media/picture.h"
#include "signal/energy.h"
#include "signal/motion.h"

struct pictures {
	struct at_arena *arena;
	const struct at_picture_task *task;
	struct at_input in;
	struct at_out *out;
	AVFrame *before;                /* nothing in it: no picture to compare with */
	bool begun;
	enum AVPixelFormat format;      /* of the first picture, as is the plan */
	struct at_motion_plan plan;
	int depth;
	int64_t last;                   /* time stamp */
	uint64_t levels[AT_WIRE_LEVELS];
};

/* Bits of luma if it lies in a plane of its own as at_plane has it, else 0. */
static int
luma_depth(enum AVPixelFormat format)
{
	static const uint64_t others = AV_PIX_FMT_FLAG_RGB | AV_PIX_FMT_FLAG_PAL
	    | AV_PIX_FMT_FLAG_BITSTREAM | AV_PIX_FMT_FLAG_HWACCEL | AV_PIX_FMT_FLAG_FLOAT
	    | AV_PIX_FMT_FLAG_BAYER;
	const AVPixFmtDescriptor *d = av_pix_fmt_desc_get(format);
	const AVComponentDescriptor *luma = d == NULL ? NULL : &d->comp[0];

	if (d == NULL || d->flags & others || luma->plane != 0 || luma->offset != 0
	    || luma->shift != 0 || luma->depth < 8 || luma->depth > 16
	    || luma->step != (luma->depth > 8 ? 2 : 1))
		return 0;
	if (luma->depth > 8 && ((d->flags & AV_PIX_FMT_FLAG_BE) != 0) != AV_HAVE_BIGENDIAN)
		return 0;
	return luma->depth;
}

/* Degrees clockwise by which the file wants its pictures turned; -1: mirrored, or by an odd
 * angle.  Left and right are people here, so a guess is worse than nothing. */
static int
turned_by(const AVStream *stream)
{
	const int32_t *m = (const int32_t *)(const void *)av_stream_get_side_data(stream,
	    AV_PKT_DATA_DISPLAYMATRIX, NULL);
	double angle, turn;

	if (m == NULL)
		return 0;
	angle = -av_display_rotation_get(m);
	turn = 90 * round(angle / 90);
	if (!(fabs(angle - turn) < 1)
	    || (double)m[0] * m[4] - (double)m[1] * m[3] <= 0)
		return -1;
	return ((int)turn % 360 + 360) % 360;
}

static struct at_plane
plane_of(const struct pictures *p, const AVFrame *frame)
{
	return (struct at_plane){ frame->data[0], frame->linesize[0], frame->width, frame->height,
		p->depth };
}

static enum at_status
begin(struct pictures *p, struct at_error *err)
{
	const AVFrame *frame = p->in.frame;
	int turned = turned_by(p->in.stream);
	AVRational tick = p->in.stream->time_base;
	struct at_wire_stream stream = { .tick_num = tick.num, .tick_den = tick.den,
		.duration_s = at_input_duration_s(&p->in), .turned = turned,
		.n_regions = p->task->n_regions };
	enum at_status st;

	p->format = frame->format;
	p->depth = luma_depth(p->format);
	if (turned < 0)
		return at_fail(err, AT_INVALID, "is to be shown mirrored or aslant, where regions "
		    "have no certain place; turn it upright first");
	if (p->depth == 0)
		return at_fail(err, AT_INVALID, "has pictures as %s, which has no luma of its own",
		    av_get_pix_fmt_name(p->format));
	st = at_motion_plan_make(p->arena, p->task->regions, p->task->n_regions, frame->width,
	    frame->height, turned, &p->plan, err);
	if (st != AT_OK)
		return st;
	stream.depth = p->depth;
	stream.width = turned % 180 == 0 ? frame->width : frame->height;
	stream.height = turned % 180 == 0 ? frame->height : frame->width;
	memcpy(stream.pixels, p->plan.pixels, sizeof stream.pixels);
	at_wire_put_stream(&p->out->buffer, &stream);
	p->last = INT64_MIN;
	p->begun = true;
	return AT_OK;
}

/* A picture that can be compared; others are counted and their frame stays empty. */
static bool
is_sound(struct pictures *p)
{
	const AVFrame *frame = p->in.frame;

	if (frame->format != (int)p->format || frame->width != p->plan.width
	    || frame->height != p->plan.height) {
		p->in.counts.resized++;
		return false;
	}
	if (frame->decode_error_flags != 0 || frame->flags & AV_FRAME_FLAG_CORRUPT) {
		p->in.counts.damaged++;
		return false;
	}
	return true;
}

static void
compare(struct pictures *p, struct at_wire_frame *out)
{
	struct at_plane now = plane_of(p, p->in.frame), before = plane_of(p, p->before);

	out->compared = true;
	if (p->task->still)
		at_motion_levels(&p->plan, &now, &before, p->levels);
	else
		at_motion_compare(&p->plan, &now, &before, p->task->threshold, out);
}

static enum at_status
take(struct pictures *p, struct at_error *err)
{
	struct at_wire_frame out = { .tick = p->in.frame->best_effort_timestamp };
	bool sound;

	if (out.tick == AV_NOPTS_VALUE || out.tick <= p->last) {
		p->in.counts.unordered++;
		return AT_OK;
	}
	p->last = out.tick;
	sound = is_sound(p);
	if (sound && p->before->data[0] != NULL && p->task->n_regions > 0)
		compare(p, &out);
	av_frame_unref(p->before);
	if (sound)
		av_frame_move_ref(p->before, p->in.frame);
	at_wire_put_frame(&p->out->buffer, &out, p->task->n_regions);
	return at_out_step(p->out, err);
}

static enum at_status
decode(struct pictures *p, struct at_error *err)
{
	for (;;) {
		bool there;
		enum at_status st = at_input_next(&p->in, &there, err);

		if (st != AT_OK || !there)
			return st;
		if (p->in.counts.decoded > AT_ENERGY_MOST)
			return at_fail(err, AT_INVALID, "has more pictures than a day at 30 a "
			    "second");
		if (!p->begun)
			st = begin(p, err);
		if (st == AT_OK)
			st = take(p, err);
		if (st != AT_OK)
			return st;
	}
}

enum at_status
at_picture_decode(struct at_arena *arena, const struct at_source *source,
    const struct at_picture_task *task, struct at_out *out, struct at_error *err)
{
	struct pictures *p = AT_NEW(arena, struct pictures, 1);
	enum at_status st;

	p->arena = arena;
	p->task = task;
	p->out = out;
	p->before = av_frame_alloc();
	st = at_input_open(&p->in, source, AVMEDIA_TYPE_VIDEO, err);
	if (st == AT_OK && p->before == NULL)
		st = at_fail(err, AT_IO, "there is no memory for a picture");
	if (st == AT_OK)
		st = decode(p, err);
	if (st == AT_OK && !p->begun)
		st = at_fail(err, AT_INVALID, "has no picture that can be decoded");
	if (st == AT_OK && task->still)
		at_wire_put_histogram(&out->buffer, p->levels);
	if (st == AT_OK)
		at_wire_put_end(&out->buffer, &p->in.counts);
	av_frame_free(&p->before);
	at_input_close(&p->in);
	return st;
}
