/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/setup.h - a clinic is made from its file, and made to follow it again. */
#ifndef AT_ACTION_SETUP_H
#define AT_ACTION_SETUP_H

#include "action/backup_rule.h"
#include "action/clinic_file.h"
#include "base/call.h"
#include "base/id.h"

enum at_change_kind {
	AT_CHANGE_ADDED,
	AT_CHANGE_CHANGED,
	AT_CHANGE_REMOVED,
	AT_CHANGE_UNNAMED               /* stays, though the file does not name it */
};

struct at_setup_change {
	enum at_change_kind kind;
	const char *what;               /* "person ola", "site bergen: hours" */
	const char *before, *now;       /* NULL where there is none */
};

struct at_changes {
	const struct at_setup_change *changes;
	int n_changes;
};

/* A new organisation, set up as `clinic` says. */
enum at_status at_action_init(struct at_call *call, const struct at_clinic *clinic,
    at_id *out_org);

/* Make the asker's organisation what `clinic` says.  People, sites and texts that are not
 * in it stay and are reported.  When nothing is different nothing is written. */
enum at_status at_action_setup(struct at_call *call, const struct at_clinic *clinic,
    struct at_changes *out);

/* The address this clinic was last served at; NULL if it never was. */
enum at_status at_action_public_url(struct at_call *call, const char **out);
enum at_status at_action_note_public_url(struct at_call *call, const char *url);

/* How this server makes backups: for the commands and pages that ask. */
enum at_status at_action_note_backups(struct at_call *call, const struct at_backup_rule *rule);

#endif
