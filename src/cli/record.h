/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/record.h - what the commands that keep, restrict and erase a record have in common. */
#ifndef AT_CLI_RECORD_H
#define AT_CLI_RECORD_H

#include "action/privacy.h"
#include "cli/command.h"

/* Which files still hold the client. */
void at_record_backups(struct at_cli *cli, const struct at_record_view *record);

/* --reason, --until, --release: all that hold and restrict are told. */
struct at_record_options {
	const char *reason, *until;
	bool release;
};

/* Sets or lifts it for the client of the argument, and says how it stands; without one lists
 * whom it is set for. */
enum at_status at_record_run(struct at_cli *cli, enum at_privacy_kind kind,
    const struct at_record_options *options);

#endif
