/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Letters as a region of a picture: refused with one line, or a shape within its bounds. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "signal/region.h"

#define MUST(truth) \
	do { \
		if (!(truth)) \
			abort(); \
	} while (0)

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes);

static void
look_at(const struct at_region *r)
{
	MUST(r->n_corners >= 3 && r->n_corners <= AT_REGION_MAX_CORNERS);
	MUST(r->left >= 0 && r->left <= r->right && r->top >= 0 && r->top <= r->bottom);
	for (int i = 0; i < r->n_corners; i++) {
		MUST(r->corners[i].x >= r->left && r->corners[i].x <= r->right);
		MUST(r->corners[i].y >= r->top && r->corners[i].y <= r->bottom);
	}
	for (int k = -1; k < 8; k++) {
		int x = r->left + k, y = r->top + k;

		MUST(!at_region_has(r, x, y) || (x >= r->left && x < r->right && y >= r->top
		    && y < r->bottom));
	}
	MUST(!at_region_has(r, r->right, r->top) && !at_region_has(r, r->left, r->bottom));
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes)
{
	struct at_arena *arena = at_arena_open();
	struct at_error err = { .status = AT_OK };
	struct at_region region;

	if (at_region_parse(arena, at_strndup(arena, (const char *)bytes, n_bytes), &region, &err)
	    == AT_OK)
		look_at(&region);
	else
		MUST(err.status == AT_INVALID && err.text[0] != '\0');
	at_arena_close(arena);
	return 0;
}
