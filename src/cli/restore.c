/* SPDX-License-Identifier: GPL-3.0-or-later */
/* attune restore: a clinic from its backup, into either kind of database. */
#include <stddef.h>

#include "cli/copying.h"
#include "cli/folder.h"

struct options {
	const char *living;
};

static const struct at_flag flags[] = {
	{ "erased-in", AT_FLAG_TEXT, "DIR|URL",
	    "the folder or database in use since: whom it erased stays erased",
	    offsetof(struct options, living), false },
};

static enum at_status
run(struct at_cli *cli, const void *given)
{
	const struct options *options = given;
	struct at_backup_watch watch = at_copying_watch();
	struct at_backup backup;
	enum at_status st = at_folder_restore(cli, cli->args[0], options->living, &watch, &backup);

	if (st == AT_OK)
		st = at_action_restored(&cli->call, &backup);
	if (st != AT_OK)
		return st;
	at_buffer_printf(&cli->out, "%s is restored into %s.\n", cli->args[0], cli->folder.data);
	at_copying_sum(cli, &backup);
	at_buffer_printf(&cli->out, "Put the master key back (%s/keys/master, or --key-file)"
	    " before\nattune serve.\n", cli->folder.data);
	return AT_OK;
}

const struct at_command at_command_restore = {
	.name = "restore",
	.summary = "make a data folder from a backup",
	.arguments = "FILE",
	.about = "The folder must be empty or absent, and so must the database of --db: this is the"
	    " way from\nSQLite to PostgreSQL, too.  A backup that was cut off or changed is"
	    " refused.  Whoever was\nerased in the clinic is erased in what comes back.",
	.example = "  attune restore /backup/attune-monday --data /srv/attune\n"
	    "  attune restore /backup/attune-monday --data /srv/attune --db postgresql:///attune",
	.flags = flags, .n_flags = (int)AT_COUNT(flags), .options_bytes = sizeof(struct options),
	.n_least = 1, .n_most = 1, .folder = AT_FOLDER_TAKEN,
	.run = run,
};
