/* SPDX-License-Identifier: GPL-3.0-or-later */
/* signal/region.h - a part of the picture, as somebody types it: "left=10,20,300,240" or
 * "client=0,0;200,0;180,360;0,360".
 *
 * Coordinates are whole pixels of the picture as it is shown, from its upper left corner:
 * a rectangle X,Y,W,H has W times H pixels, a polygon those whose middle lies within it
 * (even-odd).
 */
#ifndef AT_SIGNAL_REGION_H
#define AT_SIGNAL_REGION_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/status.h"

enum { AT_REGION_MAX_CORNERS = 256, AT_REGION_MAX_SIDE = 65536 };

struct at_corner {
	int x, y;
};

struct at_region {
	const char *name;               /* letters, digits, '-' and '_' */
	const struct at_corner *corners;
	int n_corners;
	int left, top, right, bottom;   /* what it lies in; right and bottom are outside */
};

/* AT_INVALID: what is wrong with it, and what was expected. */
enum at_status at_region_parse(struct at_arena *arena, const char *text, struct at_region *out,
    struct at_error *err);

/* Does it have this pixel? */
bool at_region_has(const struct at_region *region, int x, int y);

#endif
