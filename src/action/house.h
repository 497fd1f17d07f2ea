/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/house.h - what the process was told at start: instruments, master key, address.
 * Read-only afterwards; shared by all threads. */
#ifndef AT_ACTION_HOUSE_H
#define AT_ACTION_HOUSE_H

#include "action/backup_rule.h"
#include "base/call.h"
#include "guard/seal.h"
#include "instrument/library.h"

struct at_house {
	const struct at_library *library;
	struct at_library *filled;      /* the same, for at_house_learn() alone */
	struct at_key master;
	const struct at_backup_rule *backups;   /* as this server was told; NULL: as noted */
	const char *public_url;         /* "http://127.0.0.1:8080", no slash at the end */
};

/* The instruments, ours and those in the folder's instruments/ (NULL: ours alone). */
enum at_status at_house_library(struct at_arena *arena, const char *folder,
    struct at_library **out, struct at_error *err);

/* Load the instruments, ours and those in the folder's instruments/ (written as our own),
 * and the master key.  Everything lives in `arena`. */
enum at_status at_house_open(struct at_arena *arena, const struct at_key_source *key,
    const char *public_url, struct at_random *random, const struct at_house **out,
    struct at_error *err);

/* Once the store is open, and before anybody else looks: the instruments that were imported,
 * then the words in the folder, which are checked against all of them. */
enum at_status at_house_learn(struct at_call *call, const char *folder);

/* Give back what the call still holds of the store. */
void at_action_rest(struct at_call *call);

#endif
