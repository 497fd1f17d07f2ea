/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/rota.h - when somebody has cover, worked out once for many questions.
 *
 * at_cover_next() and at_cover_until() work out weekdays, closed days and clocks for every
 * question anew.  A plan asks thousands about the same weeks: a rota holds the answers. */
#ifndef AT_ACTION_ROTA_H
#define AT_ACTION_ROTA_H

#include "store/org.h"

struct at_rota {
	const struct at_zone *zone;             /* borrowed from the covers */
	const struct at_stretch *stretches;     /* ascending, gaps between them; in the arena */
	int n_stretches;
};

/* Everybody's cover, as one: right for questions about [from, until).  The covers are of one
 * zone, as at_cover_load() makes them. */
struct at_rota at_rota_make(struct at_arena *arena, const struct at_covers *covers, at_ms from,
    at_ms until);

/* The first stretch that is not over at `at`; n_stretches: there is none. */
int at_rota_first(const struct at_rota *rota, at_ms at);

/* That stretch or one behind it, as somebody sees it who asks at `at`: `from` is what
 * at_cover_next() says of `at`, INT64_MAX for never, and `to` what at_cover_until() says of
 * `from`. */
struct at_stretch at_rota_seen(const struct at_rota *rota, int i, at_ms at);

#endif
