/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <qrencode.h>

#include "html/put.h"
#include "html/qr.h"

enum { QUIET = 4 };                     /* modules around the code, by its standard */

static bool
is_black(const QRcode *code, int x, int y)
{
	return x < code->width && (code->data[y * code->width + x] & 1) != 0;
}

/* Every run of black modules of a row is one rectangle of the path. */
static void
put_row(struct at_buffer *out, const QRcode *code, int y)
{
	for (int x = 0; x < code->width; x++) {
		int from = x;

		while (is_black(code, x, y))
			x++;
		if (x > from)
			at_put(out, "M%d %dh%dv1h-%dz", from + QUIET, y + QUIET, x - from,
			    x - from);
	}
}

bool
at_qr_put(struct at_buffer *out, const char *text, const char *label)
{
	QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
	int side;

	if (code == NULL)
		return false;
	side = code->width + 2 * QUIET;
	at_put(out, "<svg class=\"qr\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\" "
	    "shape-rendering=\"crispEdges\"><rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>"
	    "<path d=\"", side, side, label, side, side);
	for (int y = 0; y < code->width; y++)
		put_row(out, code, y);
	at_put_raw(out, "\"/></svg>\n");
	QRcode_free(code);
	return true;
}
