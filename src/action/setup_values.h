/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/setup_values.h - the values of placeholders as a clinic keeps them.  For this room
 * only. */
#ifndef AT_ACTION_SETUP_VALUES_H
#define AT_ACTION_SETUP_VALUES_H

#include "base/arena.h"
#include "store/setup.h"

/* Of one site, or of every site (0).  NULL: it has none of its own. */
struct at_setup_value *at_setup_value(const struct at_setup *setup, at_id site,
    const char *name);

/* Set one; value NULL or "": take it away. */
void at_setup_value_set(struct at_arena *arena, struct at_setup *setup, at_id site,
    const char *name, const char *value);

/* A site's own clinic_hours hides the clinic_hours.nb of others: it says the same in all
 * languages that it has no words of its own for.  `show` takes away what `hide` added to a
 * site, so that a page shows what somebody wrote there. */
void at_setup_hide(struct at_arena *arena, struct at_setup *setup, at_id site);
void at_setup_show(struct at_arena *arena, struct at_setup *setup, at_id site);

#endif
