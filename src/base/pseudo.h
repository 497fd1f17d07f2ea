/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/pseudo.h - English made strange for tests: longer, accented, read from the right.
 *
 * What a page does in a language nobody here reads is seen before that language comes:
 * where a text was forgotten (it has no accents), where it does not fit, where left was
 * meant and start was not said.  For base/words.c. */
#ifndef AT_BASE_PSEUDO_H
#define AT_BASE_PSEUDO_H

#include "base/arena.h"

/* "Not today" as "[Ñóót tóódááý]", longer by four parts in ten or so.  Placeholders
 * ("{name}") and the directives of printf stay as they are. */
const char *at_pseudo(struct at_arena *arena, const char *text);

#endif
