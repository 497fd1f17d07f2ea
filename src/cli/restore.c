/* SPDX-License-Identifier: GPL-3.0-or-later */
/* attune restore: a clinic from its backup, into either kind of database. */
#include <stddef.h>

#include "cli/copying.h"
#include "cli/folder.h"

struct options {
	const char *living, *passphrase_file;
	bool with_keys;
};

static const struct at_flag flags[] = {
	{ "erased-in", AT_FLAG_TEXT, "DIR|URL",
	    "the folder or database in use since: whom it erased stays erased",
	    offsetof(struct options, living), false },
	{ "with-keys", AT_FLAG_SWITCH, NULL, "with the master key that is in it",
	    offsetof(struct options, with_keys), false },
	{ "passphrase-file", AT_FLAG_TEXT, "FILE", "its first line, instead of asking",
	    offsetof(struct options, passphrase_file), false },
};

static void
say_key(struct at_cli *cli, const struct options *options, const struct at_backup *backup)
{
	if (options->with_keys)
		at_buffer_printf(&cli->out, "The master key is in %s/keys/master.\n",
		    cli->folder.data);
	else
		at_buffer_printf(&cli->out, "Put the master key back (%s/keys/master, or"
		    " --key-file) before\nattune serve.%s\n", cli->folder.data, backup->with_key
		    ? "  It is in the backup, too: restore --with-keys takes it out." : "");
}

static enum at_status
run(struct at_cli *cli, const void *given)
{
	const struct options *options = given;
	struct at_backup_watch watch;
	struct at_backup backup;
	struct at_folder_restoring wish = { .file = cli->args[0], .living = options->living,
		.with_key = options->with_keys, .passphrase_file = options->passphrase_file,
		.watch = &watch };
	enum at_status st;

	if (options->passphrase_file != NULL && !options->with_keys)
		return at_cli_usage(cli, "--passphrase-file goes with --with-keys");
	st = at_copying_name(cli, cli->args[0]);
	if (st == AT_OK)
		st = at_folder_take_key(cli, &wish);
	if (st != AT_OK)
		return st;
	watch = at_copying_watch();
	st = at_folder_restore(cli, &wish, &backup);
	if (st == AT_OK)
		st = at_action_restored(&cli->call, cli->args[0], &backup);
	if (st != AT_OK)
		return st;
	at_buffer_printf(&cli->out, "%s is restored into %s.\n", cli->args[0], cli->folder.data);
	at_copying_sum(cli, &backup);
	say_key(cli, options, &backup);
	return AT_OK;
}

const struct at_command at_command_restore = {
	.name = "restore",
	.summary = "make a data folder from a backup",
	.arguments = "FILE",
	.about = "Neither the folder nor the database of --db may hold a clinic yet: this is the"
	    " way from\nSQLite to PostgreSQL, too.  A backup that was cut off or changed is"
	    " refused.  Whoever was\nerased in the clinic is erased in what comes back.  The master"
	    " key comes from elsewhere,\nor with --with-keys out of a backup that was made"
	    " with it.",
	.example = "  attune restore /backup/attune-monday --data /srv/attune\n"
	    "  attune restore /backup/attune-monday --data /srv/attune --db postgresql:///attune",
	.flags = flags, .n_flags = (int)AT_COUNT(flags), .options_bytes = sizeof(struct options),
	.n_least = 1, .n_most = 1, .folder = AT_FOLDER_TAKEN,
	.run = run,
};
