/* SPDX-License-Identifier: GPL-3.0-or-later */
/* signal/motion.h - motion energy: how many pixels of a region changed since the picture
 * before, and by how much in sum (frame differencing; Ramseyer & Tschacher 2011).
 *
 * Luma as it was coded, 8 bits; of deeper pictures the upper 8.  Nothing is scaled or
 * copied.  All regions and the whole picture are counted in one pass: a plan cuts every
 * picture at the edges of the regions, each piece is looked at once.
 */
#ifndef AT_SIGNAL_MOTION_H
#define AT_SIGNAL_MOTION_H

#include <stddef.h>
#include <stdint.h>

#include "signal/region.h"
#include "signal/wire.h"

/* The luma of one picture: borrowed. */
struct at_plane {
	const unsigned char *bytes;     /* of the upper left pixel */
	ptrdiff_t stride;               /* bytes to the row below; may be negative */
	int width, height;
	int depth;                      /* bits; above 8 in words of 16, the machine's order */
};

/* How pictures of one shape are cut into pieces. */
struct at_motion_plan {
	int width, height;              /* as coded */
	int n_regions;
	uint32_t pixels[AT_WIRE_MAX_REGIONS];
	const struct at_motion_band *bands;
	int n_bands;
	unsigned char *scratch;         /* of a compare: so a plan is one thread's */
};

/* Where the pixels of the coded picture are shown, and which regions have them.
 *
 * width, height  as coded
 * turned         0, 90, 180 or 270: degrees clockwise that it is turned to be shown;
 *                the regions are given as shown
 *
 * AT_INVALID: a region reaches out of the picture, or has no pixel. */
enum at_status at_motion_plan_make(struct at_arena *arena, const struct at_region *regions,
    int n_regions, int width, int height, int turned, struct at_motion_plan *out,
    struct at_error *err);

/* Two pictures of the plan's size and of one depth: changed pixels (|difference| >
 * threshold, 0 to 255) in the whole picture and in each region, with the sum of their
 * differences.  Fills changed and the regions of `out`. */
void at_motion_compare(const struct at_motion_plan *plan, const struct at_plane *now,
    const struct at_plane *before, int threshold, struct at_wire_frame *out);

/* Adds the differences of all pixels within any region to `levels`, by size. */
void at_motion_levels(const struct at_motion_plan *plan, const struct at_plane *now,
    const struct at_plane *before, uint64_t levels[AT_WIRE_LEVELS]);

/* The threshold from a still region: the smallest that no more than one difference in a
 * thousand exceeds (the 99.9th percentile).  -1 without any difference. */
int at_motion_threshold(const uint64_t levels[AT_WIRE_LEVELS]);

#endif
