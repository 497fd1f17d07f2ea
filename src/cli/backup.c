/* SPDX-License-Identifier: GPL-3.0-or-later */
/* attune backup: everything in one file while the clinic goes on; and would it do? */
#include <stddef.h>

#include "cli/copying.h"
#include "cli/folder.h"

struct options {
	const char *check;
};

static const struct at_flag flags[] = {
	{ "check", AT_FLAG_TEXT, "FILE", "instead: restore FILE on trial beside it",
	    offsetof(struct options, check), false },
};

static enum at_status
check(struct at_cli *cli, const char *file)
{
	struct at_backup_watch watch = at_copying_watch();
	struct at_backup backup;
	enum at_status st = at_folder_rehearse(cli, file, &watch, &backup);

	if (st != AT_OK)
		return st;
	at_buffer_printf(&cli->out, "%s can be restored.\n", file);
	at_copying_sum(cli, &backup);
	return AT_OK;
}

static enum at_status
write_backup(struct at_cli *cli, const char *file)
{
	struct at_backup_watch watch = at_copying_watch();
	struct at_backup backup;
	enum at_status st = at_folder_keyless(cli);

	if (st == AT_OK)
		st = at_action_backup(&cli->call, file, &watch, &backup);
	if (st != AT_OK)
		return st;
	at_buffer_printf(&cli->out, "%s holds everything but the key (keep keys/master elsewhere:"
	    " without it names\nand words stay closed), %.1f MB.\n", file,
	    (double)backup.n_bytes / 1e6);
	at_copying_sum(cli, &backup);
	return AT_OK;
}

static enum at_status
run(struct at_cli *cli, const void *given)
{
	const struct options *options = given;

	if ((options->check != NULL) == (cli->n_args == 1))
		return at_cli_usage(cli, "expected the file to write, or --check and the file to"
		    " try");
	return options->check != NULL ? check(cli, options->check)
	    : write_backup(cli, cli->args[0]);
}

const struct at_command at_command_backup = {
	.name = "backup",
	.summary = "copy everything into one file, while the clinic goes on",
	.arguments = "FILE",
	.about = "The file is of one moment, whatever is written meanwhile, is there whole or not"
	    " at all,\nand goes into either kind of database.  What is sealed stays sealed: the"
	    " master key is\nnot in it.  With --check a backup is restored on trial, its checksums"
	    " and its access log\nare followed, and the trial is thrown away.",
	.example = "  attune backup --data /srv/attune /backup/attune-monday\n"
	    "  attune backup --check /backup/attune-monday",
	.flags = flags, .n_flags = (int)AT_COUNT(flags), .options_bytes = sizeof(struct options),
	.n_most = 1, .folder = AT_FOLDER_TAKEN,
	.run = run,
};
