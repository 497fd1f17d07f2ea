/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "html/part.h"
#include "html/put.h"

/* Drawn on 16 x 16 with round strokes of 1.7; the shape alone tells them apart. */
static const char *
icon_shape(enum at_icon icon)
{
	switch (icon) {
	case AT_ICON_NONE: return NULL;
	case AT_ICON_ALERT:
		return "<path d=\"M8 2 14.6 13.5H1.4Z\"/><path d=\"M8 6.5v3M8 11.5h.01\"/>";
	case AT_ICON_LOOK:
		return "<circle cx=\"8\" cy=\"8\" r=\"6\"/><path d=\"M8 5v3.5M8 11h.01\"/>";
	case AT_ICON_SEALED:
		return "<rect x=\"3\" y=\"7\" width=\"10\" height=\"7\" rx=\"1.5\"/>"
		    "<path d=\"M5.2 7V5a2.8 2.8 0 0 1 5.6 0v2\"/>";
	case AT_ICON_DONE: return "<path d=\"m3 8.5 3.3 3.3L13 5\"/>";
	case AT_ICON_NEW: return "<path d=\"M8 3v10M3 8h10\"/>";
	case AT_ICON_PHONE:
		return "<path d=\"M3 2.5h2.5L7 6 5.3 7.3a7 7 0 0 0 3.4 3.4L10 9l3.5 1.5V13"
		    "c0 .6-.4 1-1 1A10.5 10.5 0 0 1 2 3.5c0-.6.4-1 1-1Z\"/>";
	case AT_ICON_NEXT: return "<path d=\"m6 3 5 5-5 5\"/>";
	case AT_ICON_BACK: return "<path d=\"m10 3-5 5 5 5\"/>";
	}
	return NULL;
}

void
at_part_icon(struct at_buffer *out, enum at_icon icon)
{
	const char *shape = icon_shape(icon);
	bool turns = icon == AT_ICON_NEXT || icon == AT_ICON_BACK;

	if (shape == NULL)
		return;
	at_put(out, "<svg class=\"icon%s\" viewBox=\"0 0 16 16\" width=\"16\" height=\"16\" "
	    "aria-hidden=\"true\">", turns ? " turns" : "");
	at_put_raw(out, shape);
	at_put_raw(out, "</svg>");
}
