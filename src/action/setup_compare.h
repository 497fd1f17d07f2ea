/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/setup_compare.h - what is different between two ways a clinic is set up, as one
 * would tell a person.  Pure.  For this room only. */
#ifndef AT_ACTION_SETUP_COMPARE_H
#define AT_ACTION_SETUP_COMPARE_H

#include <stdbool.h>

#include "action/setup.h"
#include "store/setup.h"

struct at_changes at_setup_compare(struct at_arena *arena, const struct at_setup *old,
    const struct at_setup *new);

/* Whether there is more than what merely is not named. */
bool at_changes_any(const struct at_changes *changes);

/* What a page carries of what it shows and brings back: the same as long as nobody has
 * changed it.  Of the whole clinic; of a site with its values (0: the organisation's name and
 * the values of every site); of a person. */
const char *at_setup_mark(struct at_arena *arena, const struct at_setup *setup);
const char *at_setup_mark_site(struct at_arena *arena, const struct at_setup *setup, at_id site);
const char *at_setup_mark_person(struct at_arena *arena, const struct at_setup *setup,
    at_id person);

#endif
