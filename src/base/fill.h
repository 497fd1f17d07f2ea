/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/fill.h - templates: site-edited text with {placeholders}. */
#ifndef AT_BASE_FILL_H
#define AT_BASE_FILL_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/status.h"

struct at_fill {
	const char *name;               /* "crisis_link", without braces */
	const char *value;              /* NULL: not set */
	const char *href;               /* a link in HTML; NULL: plain text */
	bool may_lack;                  /* not set is fine: it becomes nothing */
};

/* A template cut into pieces: text, and fills in between. */
struct at_piece {
	const char *text;               /* literal text, or NULL */
	const struct at_fill *fill;     /* or a value */
};

/* AT_INVALID names the placeholder that has no value: nothing is shown half filled.
 * A fill with may_lack and no value becomes nothing.  "{{" is a brace. */
enum at_status at_fill_pieces(struct at_arena *arena, const char *text,
    const struct at_fill *fills, int n_fills, const struct at_piece **out, int *out_n,
    struct at_error *err);

/* The same as one string. */
enum at_status at_fill_text(struct at_arena *arena, const char *text, const struct at_fill *fills,
    int n_fills, const char **out, struct at_error *err);

#endif
