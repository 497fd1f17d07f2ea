/* SPDX-License-Identifier: GPL-3.0-or-later */
/* attune backup: everything in one file while the clinic goes on; and would it do? */
#include <stddef.h>
#include <unistd.h>

#include "cli/copying.h"
#include "cli/folder.h"
#include "cli/passphrase.h"
#include "report/table.h"

struct options {
	const char *check, *passphrase_file;
	bool list, with_keys;
};

static const struct at_flag flags[] = {
	{ "check", AT_FLAG_TEXT, "FILE", "instead: restore FILE on trial beside it",
	    offsetof(struct options, check), false },
	{ "list", AT_FLAG_SWITCH, NULL, "instead: which backups there are",
	    offsetof(struct options, list), false },
	{ "with-keys", AT_FLAG_SWITCH, NULL, "with the master key, under a passphrase",
	    offsetof(struct options, with_keys), false },
	{ "passphrase-file", AT_FLAG_TEXT, "FILE", "its first line, instead of asking",
	    offsetof(struct options, passphrase_file), false },
};

static enum at_status
check(struct at_cli *cli, const char *file)
{
	struct at_backup_watch watch = at_copying_watch();
	bool listed = cli->folder.data != NULL;
	struct at_backup backup;
	enum at_status st = listed ? at_folder_keyless(cli) : AT_OK;

	if (st == AT_OK)
		st = at_folder_rehearse(cli, file, &watch, &backup);
	if (st == AT_OK && listed)
		st = at_action_backup_tried(&cli->call, file, "");
	if (st != AT_OK)
		return st;
	at_buffer_printf(&cli->out, "%s can be restored.\n", file);
	if (backup.with_key)
		at_buffer_text(&cli->out, "The master key is in it, under a passphrase.\n");
	at_copying_sum(cli, &backup);
	return AT_OK;
}

/* ---- the list --------------------------------------------------------------------------- */

static const char *
tried_words(struct at_cli *cli, const struct at_backup_made *made)
{
	if (made->checked == 0)
		return "no";
	return made->problem[0] != '\0' ? made->problem : at_cli_moment(cli, made->checked);
}

static enum at_status
list(struct at_cli *cli)
{
	static const struct at_column columns[] = {
		{ .title = "As of (UTC)" }, { .title = "Kind" },
		{ .title = "MB", .number = true }, { .title = "Schema", .number = true },
		{ .title = "Restored on trial" }, { .title = "File" },
	};
	struct at_table table = { .columns = columns, .n_columns = (int)AT_COUNT(columns),
		.empty = "No backup was made yet." };
	struct at_backup_made *made;
	const char **cells;
	enum at_status st = at_folder_keyless(cli);

	if (st == AT_OK)
		st = at_action_backups(&cli->call, false, &made, &table.n_rows);
	if (st != AT_OK)
		return st;
	cells = AT_NEW(cli->call.arena, const char *, (size_t)table.n_rows * AT_COUNT(columns));
	table.cells = cells;
	for (int i = 0; i < table.n_rows; i++) {
		*cells++ = at_cli_moment(cli, made[i].at);
		*cells++ = at_printf(cli->call.arena, "%s%s", made[i].kind,
		    made[i].with_key ? ", with key" : "");
		*cells++ = at_printf(cli->call.arena, "%.1f", (double)made[i].n_bytes / 1e6);
		*cells++ = at_printf(cli->call.arena, "%d", made[i].schema);
		*cells++ = tried_words(cli, &made[i]);
		*cells++ = at_printf(cli->call.arena, "%s%s", made[i].path,
		    access(made[i].path, F_OK) == 0 ? "" : " (not there now)");
	}
	at_table_text(&cli->out, &table);
	return AT_OK;
}

/* ---- a new one ---------------------------------------------------------------------------- */

static void
say_key(struct at_cli *cli, const char *file, const struct at_backup *backup)
{
	double mb = (double)backup->n_bytes / 1e6;

	if (backup->with_key)
		at_buffer_printf(&cli->out, "%s holds everything, %.1f MB, and the key under your"
		    " passphrase: whoever\nhas both can read every name and word.  Keep the"
		    " passphrase elsewhere.\n", file, mb);
	else
		at_buffer_printf(&cli->out, "%s holds everything but the key (keep keys/master"
		    " elsewhere: without it names\nand words stay closed), %.1f MB.\n", file, mb);
}

static enum at_status
write_backup(struct at_cli *cli, const struct options *options)
{
	struct at_backup_wish wish = { .path = cli->args[0] };
	struct at_backup_watch watch;
	struct at_backup backup;
	enum at_status st = options->with_keys ? at_folder_open(cli, false)
	    : at_folder_keyless(cli);

	if (st == AT_OK && options->with_keys)
		st = at_passphrase_take(cli, options->passphrase_file, true, &wish.passphrase);
	if (st != AT_OK)
		return st;
	watch = at_copying_watch();
	wish.watch = &watch;
	st = at_action_backup(&cli->call, &wish, &backup);
	if (st != AT_OK)
		return st;
	say_key(cli, cli->args[0], &backup);
	at_copying_sum(cli, &backup);
	return AT_OK;
}

static enum at_status
run(struct at_cli *cli, const void *given)
{
	const struct options *options = given;
	const char *file = options->check != NULL ? options->check
	    : cli->n_args > 0 ? cli->args[0] : "";

	if ((options->check != NULL) + options->list + cli->n_args != 1)
		return at_cli_usage(cli, "expected the file to write, or --check and the file to"
		    " try, or --list");
	if (options->passphrase_file != NULL && !options->with_keys)
		return at_cli_usage(cli, "--passphrase-file goes with --with-keys");
	if (options->with_keys && cli->n_args == 0)
		return at_cli_usage(cli, "--with-keys goes with a file to write");
	if (at_copying_name(cli, file) != AT_OK)
		return cli->err.status;
	if (options->check != NULL)
		return check(cli, options->check);
	return options->list ? list(cli) : write_backup(cli, options);
}

const struct at_command at_command_backup = {
	.name = "backup",
	.summary = "copy everything into one file, while the clinic goes on",
	.arguments = "FILE",
	.about = "The file is of one moment, whatever is written meanwhile, is there whole or not"
	    " at all,\nand goes into either kind of database.  What is sealed stays sealed: the"
	    " master key is\nnot in it, unless --with-keys locks it in under a passphrase.  With"
	    " --check a backup is\nrestored on trial, its checksums and its access log are"
	    " followed, and the trial is thrown\naway; with --data the list says so.\nattune serve"
	    " makes one every night, tries it and takes away those that are too old.",
	.example = "  attune backup --data /srv/attune /backup/attune-monday\n"
	    "  attune backup --check /backup/attune-monday\n"
	    "  attune backup --data /srv/attune --list",
	.flags = flags, .n_flags = (int)AT_COUNT(flags), .options_bytes = sizeof(struct options),
	.n_most = 1, .folder = AT_FOLDER_TAKEN,
	.run = run,
};
