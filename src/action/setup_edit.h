/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/setup_edit.h - a part of the clinic is changed on a page: as the clinic file would,
 * by the same rules, and nobody's change is lost.  For this room only. */
#ifndef AT_ACTION_SETUP_EDIT_H
#define AT_ACTION_SETUP_EDIT_H

#include "base/call.h"
#include "guard/chain.h"
#include "guard/policy.h"
#include "store/setup.h"

/* The clinic as it stands.  AT_DENIED unless the asker may `verb` the settings. */
enum at_status at_setup_open(struct at_call *call, enum at_verb verb, struct at_setup *out);

/* A copy whose people, sites and values can be changed and added to without the other being
 * changed; what hangs on them is still shared. */
struct at_setup at_setup_copy(struct at_arena *arena, const struct at_setup *setup);

/* Find one; NULL if it is none of this clinic's. */
struct at_setup_site *at_setup_site(const struct at_setup *setup, at_id site);
struct at_setup_person *at_setup_person(const struct at_setup *setup, at_id person);

/* Whether `site` is `above` or lies somewhere below it. */
bool at_setup_within(const struct at_setup *setup, at_id site, at_id above);

/* Make `old` what `new` says; only what is different is written, with `line` as its audit
 * line.  Nothing is different: AT_OK, and nothing is written.  AT_INVALID in the words of a
 * page when the clinic would not hold together, AT_CONFLICT when somebody changed anything
 * meanwhile, or when nobody would be left to administer. */
enum at_status at_setup_change(struct at_call *call, const struct at_setup *old,
    const struct at_setup *new, const struct at_audit_line *line);

/* AT_CONFLICT: "Somebody changed this meanwhile." */
enum at_status at_setup_late(struct at_call *call);

/* AT_NOT_FOUND: "There is no such site." */
enum at_status at_setup_no_site(struct at_call *call);

/* Inside a job that began with `before` administrators: AT_CONFLICT with the line `nobody`
 * (made before the job, in the reader's language) if it ends with none. */
enum at_status at_setup_keep_administrator(struct at_db *db, struct at_arena *scratch, at_id org,
    int before, const char *nobody, struct at_error *err);
const char *at_setup_nobody_left(struct at_call *call);

#endif
