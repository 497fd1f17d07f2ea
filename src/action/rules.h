/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/rules.h - what holds for the whole clinic, as the administrator sees and changes it:
 * its name, and whom a second factor is wanted of. */
#ifndef AT_ACTION_RULES_H
#define AT_ACTION_RULES_H

#include "base/call.h"
#include "guard/who.h"
#include "store/setup.h"

struct at_rules {
	const char *name;               /* of the organisation */
	uint32_t wanted;                /* a second factor, of these subjects; AT_STAFF: of all */
	const char *mark;
};

/* AT_DENIED unless the asker may see the settings. */
enum at_status at_action_rules(struct at_call *call, struct at_rules *out);

/* AT_INVALID; AT_CONFLICT when somebody changed it meanwhile. */
enum at_status at_action_rename(struct at_call *call, const char *mark, const char *name);

/* Whom the rule `wanted` would ask to set one up at their next sign-in, and today's does not:
 * by name.  AT_CONFLICT when it would ask the asker, who has none: whoever wants it of others
 * shows first that they can come in with it. */
enum at_status at_action_factor_asks(struct at_call *call, uint32_t wanted,
    const char *const **out, int *out_n);

/* AT_CONFLICT likewise, or when somebody changed it meanwhile. */
enum at_status at_action_factor_want(struct at_call *call, const char *mark, uint32_t wanted);

/* As a clinic is set up; and the subjects that a clinic file's "optional", "required" or
 * "administrator privacy" means (NULL: "optional"). */
struct at_rules at_rules_of(struct at_arena *arena, const struct at_setup *setup);
uint32_t at_rules_wanted(struct at_arena *arena, const char *words);

#endif
