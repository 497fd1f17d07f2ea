/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "signal/region.h"

enum { MAX_NAME = 60, MAX_NUMBERS = 2 * AT_REGION_MAX_CORNERS };

static const char name_letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    "0123456789-_";

/* A list "1,2;3,4": numbers, and after which of them a ';' stood. */
struct numbers {
	int at[MAX_NUMBERS];
	int n;
	bool is_polygon;                /* ';' stands after every second number, and there only */
};

static bool
read_numbers(const char *text, struct numbers *out)
{
	bool pairs = true, any = false;
	char *end;

	out->n = 0;
	for (;;) {
		long value;

		if (out->n == MAX_NUMBERS || text[0] < '0' || text[0] > '9')
			return false;
		value = strtol(text, &end, 10);
		if (value > AT_REGION_MAX_SIDE)
			return false;
		out->at[out->n++] = (int)value;
		if (*end == '\0')
			break;
		if (*end != ',' && *end != ';')
			return false;
		any = any || *end == ';';
		pairs = pairs && (*end == ';') == (out->n % 2 == 0);
		text = end + 1;
	}
	out->is_polygon = any && pairs && out->n % 2 == 0;
	return out->is_polygon || !any;
}

static void
set_bounds(struct at_region *r)
{
	r->left = r->right = r->corners[0].x;
	r->top = r->bottom = r->corners[0].y;
	for (int i = 1; i < r->n_corners; i++) {
		const struct at_corner *c = &r->corners[i];

		r->left = c->x < r->left ? c->x : r->left;
		r->right = c->x > r->right ? c->x : r->right;
		r->top = c->y < r->top ? c->y : r->top;
		r->bottom = c->y > r->bottom ? c->y : r->bottom;
	}
}

static bool
take_shape(struct at_arena *arena, const struct numbers *n, struct at_region *out)
{
	bool rectangle = !n->is_polygon && n->n == 4 && n->at[2] > 0 && n->at[3] > 0;
	struct at_corner *corners;

	if (!rectangle && !(n->is_polygon && n->n >= 6))
		return false;
	out->n_corners = rectangle ? 4 : n->n / 2;
	out->corners = corners = AT_NEW(arena, struct at_corner, (size_t)out->n_corners);
	if (rectangle) {
		int x = n->at[0], y = n->at[1], right = x + n->at[2], bottom = y + n->at[3];

		corners[0] = (struct at_corner){ x, y };
		corners[1] = (struct at_corner){ right, y };
		corners[2] = (struct at_corner){ right, bottom };
		corners[3] = (struct at_corner){ x, bottom };
	} else {
		for (int i = 0; i < out->n_corners; i++)
			corners[i] = (struct at_corner){ n->at[2 * i], n->at[2 * i + 1] };
	}
	set_bounds(out);
	return true;
}

enum at_status
at_region_parse(struct at_arena *arena, const char *text, struct at_region *out,
    struct at_error *err)
{
	size_t n_name = strspn(text, name_letters);
	struct at_region region = { .name = at_strndup(arena, text, n_name) };
	struct numbers *numbers = AT_NEW(arena, struct numbers, 1);

	if (n_name == 0 || n_name > MAX_NAME || text[n_name] != '=')
		return at_fail(err, AT_INVALID, "\"%s\" is no region: it begins with a name of "
		    "letters and digits and '='", text);
	if (!read_numbers(text + n_name + 1, numbers) || !take_shape(arena, numbers, &region))
		return at_fail(err, AT_INVALID, "\"%s\" is no region: expected NAME=X,Y,WIDTH,"
		    "HEIGHT or NAME=x1,y1;x2,y2;x3,y3, in whole pixels", text);
	*out = region;
	return AT_OK;
}

/* Middles lie between whole coordinates, so no corner is ever at the height of one, and
 * all is exact in doubled coordinates. */
bool
at_region_has(const struct at_region *region, int x, int y)
{
	bool inside = false;
	int64_t middle_x = 2 * (int64_t)x + 1, middle_y = 2 * (int64_t)y + 1;

	if (x < region->left || x >= region->right || y < region->top || y >= region->bottom)
		return false;
	for (int i = 0, j = region->n_corners - 1; i < region->n_corners; j = i++) {
		const struct at_corner *a = &region->corners[i], *b = &region->corners[j];
		int64_t rise = 2 * ((int64_t)b->y - a->y), run = 2 * ((int64_t)b->x - a->x);
		int64_t reach;

		if ((2 * (int64_t)a->y > middle_y) == (2 * (int64_t)b->y > middle_y))
			continue;
		/* Is the edge at this height to the right of the middle?  Times `rise`. */
		reach = (middle_y - 2 * (int64_t)a->y) * run
		    - (middle_x - 2 * (int64_t)a->x) * rise;
		if (rise > 0 ? reach > 0 : reach < 0)
			inside = !inside;
	}
	return inside;
}
