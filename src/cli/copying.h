/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/copying.h - what the commands that copy a whole clinic have in common. */
#ifndef AT_CLI_COPYING_H
#define AT_CLI_COPYING_H

#include "action/backup.h"
#include "cli/command.h"

/* A line of progress on a terminal, none elsewhere.  From now on Ctrl-C stops the copying at
 * its next page, so that nothing half made is left. */
struct at_backup_watch at_copying_watch(void);

/* The same for what tells of itself: from now on Ctrl-C is only asked for. */
void at_copying_hold(void);
bool at_copying_stopped(void);

/* A backup is there whole or not at all, so "-" is no place for one.  Wrong usage. */
enum at_status at_copying_name(struct at_cli *cli, const char *file);

/* What was in it, and the heads of its log, which belong somewhere else. */
void at_copying_sum(struct at_cli *cli, const struct at_backup *backup);

#endif
