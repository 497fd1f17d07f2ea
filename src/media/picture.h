/* SPDX-License-Identifier: GPL-3.0-or-later */
/* media/picture.h - the pictures of a recording, compared one with the next. */
#ifndef AT_MEDIA_PICTURE_H
#define AT_MEDIA_PICTURE_H

#include "base/source.h"
#include "media/out.h"
#include "signal/region.h"

struct at_picture_task {
	const struct at_region *regions;        /* none: time stamps alone, nothing is compared */
	int n_regions;
	int threshold;                  /* of motion */
	bool still;                     /* no motion: a HISTOGRAM of the differences instead */
};

/* Writes STREAM, a FRAME for every picture and END; of a still region a HISTOGRAM before
 * END, and its frames without counts.
 * AT_INVALID: no pictures, none that can be decoded, a region that does not fit; AT_IO. */
enum at_status at_picture_decode(struct at_arena *arena, const struct at_source *source,
    const struct at_picture_task *task, struct at_out *out, struct at_error *err);

#endif
