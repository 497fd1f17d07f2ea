/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store/plan.h - rows of the plan switched on or off. */
#ifndef AT_STORE_PLAN_H
#define AT_STORE_PLAN_H

#include "store/org.h"

/* Where a row was switched: at the organisation (site 0, episode 0), at one site (episode
 * 0) or for one episode (site 0). */
struct at_switch {
	at_id org, site, episode;
	const char *plan;               /* key of the row */
	bool on;
	at_id staff;                    /* 0: the command line */
	at_ms at;
};

/* All that count at a site, and for an episode (0: none): the organisation's first, then
 * those of the sites above, the outermost first, the site's own, the episode's last: the
 * last one of a row wins.  Site 0: the organisation's alone. */
enum at_status at_switch_list(struct at_arena *arena, struct at_db *db, at_id org, at_id site,
    at_id episode, struct at_switch **out, int *out_n, struct at_error *err);
/* Writes over what was said in the same place. */
enum at_status at_switch_set(struct at_db *db, const struct at_switch *to, struct at_error *err);
/* What is said further up holds again. */
enum at_status at_switch_drop(struct at_db *db, const struct at_switch *at,
    struct at_error *err);

#endif
