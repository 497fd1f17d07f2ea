/* SPDX-License-Identifier: GPL-3.0-or-later */
/* html/put.h - the one way HTML is written.
 *
 * at_put() takes standard letters only, so that the compiler checks the types,
 * and %s always escapes & < > " ' (for text and for quoted attributes).  A
 * NULL string writes nothing.  at_put_raw() is for constants and can be grepped.
 */
#ifndef AT_HTML_PUT_H
#define AT_HTML_PUT_H

#include "base/buffer.h"

void at_put(struct at_buffer *out, const char *format, ...) AT_PRINTF(2, 3);
void at_put_raw(struct at_buffer *out, const char *constant);
void at_put_escaped(struct at_buffer *out, const char *text, size_t n_bytes);

#endif
