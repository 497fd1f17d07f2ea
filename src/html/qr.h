/* SPDX-License-Identifier: GPL-3.0-or-later */
/* html/qr.h - a QR code as inline SVG: an address that a phone's camera opens. */
#ifndef AT_HTML_QR_H
#define AT_HTML_QR_H

#include <stdbool.h>

#include "base/buffer.h"

/* Black on white with its quiet edge, whatever the colours of the page; `label` is read out
 * in its place.  Returns false and writes nothing when the text does not fit into one. */
bool at_qr_put(struct at_buffer *out, const char *text, const char *label);

#endif
