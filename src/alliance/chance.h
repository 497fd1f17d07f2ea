/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alliance/chance.h - expected false alarms of a rule, for many courses: each figure is
 * worked out once.
 *
 * The mean of a course is taken to the nearest 24th of the range and its SD to the nearest
 * 48th (a quarter and an eighth of a point on a scale from 1 to 7); the length as it is.
 * Where both ends of the scale are more than 4 SDs away the mean makes no difference, and
 * the middle stands for it.  Otherwise as at_rupture_by_chance().
 */
#ifndef AT_ALLIANCE_CHANCE_H
#define AT_ALLIANCE_CHANCE_H

#include "alliance/rupture.h"

struct at_chance;

/* `settings` are copied. */
struct at_chance *at_chance_make(struct at_arena *arena, enum at_rupture_rule rule,
    const struct at_rupture_settings *settings);

/* Sessions flagged by chance alone in `n`.  mean within the scale, sd 0 or more; NaN, where
 * there is no mean or no spread to go by, gives NaN. */
double at_chance_of(struct at_chance *chance, int n, double mean, double sd);

#endif
