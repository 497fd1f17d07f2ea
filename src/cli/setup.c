/* SPDX-License-Identifier: GPL-3.0-or-later */
/* attune setup: the clinic file, applied again. */
#include "action/setup.h"
#include "cli/init.h"

static void
print_change(struct at_cli *cli, const struct at_setup_change *change)
{
	static const char *const kinds[] = {
		[AT_CHANGE_ADDED] = "added", [AT_CHANGE_CHANGED] = "changed",
		[AT_CHANGE_REMOVED] = "removed", [AT_CHANGE_UNNAMED] = "not in the file",
	};

	at_buffer_printf(&cli->out, "%-8s %s\n", kinds[change->kind], change->what);
	if (change->before != NULL && change->before[0] != '\0'
	    && change->kind != AT_CHANGE_UNNAMED)
		at_buffer_printf(&cli->out, "         was %s\n", change->before);
	if (change->now != NULL && change->now[0] != '\0')
		at_buffer_printf(&cli->out, "         now %s\n", change->now);
}

static enum at_status
run(struct at_cli *cli, const void *options)
{
	struct at_changes changes;
	struct at_clinic clinic;
	struct at_file file;
	bool unnamed = false;
	enum at_status st = at_cli_read(cli, cli->args[0], &file);

	(void)options;
	if (st == AT_OK)
		st = at_clinic_parse(cli->call.arena, cli->args[0], file.bytes, file.n_bytes,
		    &clinic, &cli->err);
	if (st == AT_OK)
		st = at_action_setup(&cli->call, &clinic, &changes);
	if (st != AT_OK)
		return st;
	for (int i = 0; i < changes.n_changes; i++) {
		print_change(cli, &changes.changes[i]);
		unnamed = unnamed || changes.changes[i].kind == AT_CHANGE_UNNAMED;
	}
	if (changes.n_changes == 0)
		at_buffer_text(&cli->out, "Nothing is different.\n");
	if (unnamed)
		at_buffer_text(&cli->out, "\nWhat is not in the file stays as it is; attune user"
		    " disable closes an account.\n");
	at_cli_gaps(cli, &clinic);
	return AT_OK;
}

const struct at_command at_command_setup = {
	.name = "setup",
	.summary = "apply a clinic file again",
	.arguments = "FILE",
	.about = "Says what became different; a second run changes nothing.  Nobody is removed.",
	.example = "  attune setup --data /srv/attune clinic.txt",
	.n_least = 1, .n_most = 1,
	.folder = AT_FOLDER_OPEN,
	.run = run,
};
