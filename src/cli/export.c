/* SPDX-License-Identifier: GPL-3.0-or-later */
/* attune export: what clients have answered, as tables, while the clinic goes on. */
#include <inttypes.h>
#include <stddef.h>

#include "action/export.h"
#include "action/record.h"
#include "cli/copying.h"

struct options {
	const char *out, *since, *client;
	bool wide, spreadsheet, research;
};

static const struct at_flag flags[] = {
	{ "out", AT_FLAG_TEXT, "FILE", "where to: NAME.csv or NAME.csv.gz; a new folder for one"
	    " client", offsetof(struct options, out), true },
	{ "client", AT_FLAG_TEXT, "ID", "instead: all that is on record about one client",
	    offsetof(struct options, client), false },
	{ "wide", AT_FLAG_SWITCH, NULL, "a form a row, its answers in columns i1, i2 ...",
	    offsetof(struct options, wide), false },
	{ "since", AT_FLAG_TEXT, "DATE", "not what is of days before DATE",
	    offsetof(struct options, since), false },
	{ "research", AT_FLAG_SWITCH, NULL, "only what clients have said yes to, under numbers",
	    offsetof(struct options, research), false },
	{ "spreadsheet", AT_FLAG_SWITCH, NULL, "no cell that a spreadsheet takes for a formula",
	    offsetof(struct options, spreadsheet), false },
};

static void
say(struct at_cli *cli, const char *file, const struct at_export_sum *sum)
{
	at_buffer_printf(&cli->out, "%s: %" PRId64 " rows, %" PRId64 " forms of %" PRId64
	    " clients, %.1f MB.\nWhat its columns mean: %s\nWhat it is, and what is not in it:"
	    " %s\n", file, sum->n_rows, sum->n_forms, sum->n_clients,
	    (double)sum->n_bytes / 1e6, sum->codebook, sum->manifest);
	if (sum->people != NULL)
		at_buffer_printf(&cli->out, "What imports said of %" PRId64 " clients: %s\n",
		    sum->n_people, sum->people);
	for (int i = 0; i < AT_LEFT_REASONS; i++)
		if (sum->left[i] > 0)
			at_buffer_printf(&cli->out, "Left out of %" PRId64 " forms: %s.\n",
			    sum->left[i], at_export_left_name((enum at_export_left)i));
}

/* One client's record, to be handed to them. */
static enum at_status
run_client(struct at_cli *cli, const struct options *options)
{
	struct at_record_plan plan = { .folder = options->out,
		.spreadsheet = options->spreadsheet };
	struct at_record_sum sum;
	enum at_status st;

	if (options->wide || options->since != NULL || options->research)
		return at_cli_usage(cli, "%s is not for one client's record", options->wide
		    ? "--wide" : options->research ? "--research" : "--since");
	st = at_cli_id(cli, options->client, &plan.client);
	if (st == AT_OK)
		st = at_action_record(&cli->call, &plan, &sum);
	if (st != AT_OK)
		return st;
	at_buffer_printf(&cli->out, "%s: %d files, %" PRId64 " forms. The page to print is"
	    " record.html.\n", options->out, sum.n_files, sum.n_forms);
	if (sum.n_private + sum.n_unopened + sum.n_parents > 0)
		at_buffer_printf(&cli->out, "Left out: %" PRId64 " private cards of therapists,"
		    " %" PRId64 " of their cards that were\nnot opened together, %" PRId64
		    " forms of parents.\n", sum.n_private, sum.n_unopened, sum.n_parents);
	return AT_OK;
}

static enum at_status
run(struct at_cli *cli, const void *given)
{
	const struct options *options = given;
	const struct at_backup_watch watch = at_copying_watch();
	const struct at_export_plan plan = { .path = options->out, .wide = options->wide,
		.spreadsheet = options->spreadsheet, .since = options->since,
		.research = options->research, .watch = &watch };
	struct at_export_sum sum;
	enum at_status st;

	if (options->client != NULL)
		return run_client(cli, options);
	st = at_action_export(&cli->call, &plan, &sum);
	if (st == AT_OK)
		say(cli, options->out, &sum);
	return st;
}

const struct at_command at_command_export = {
	.name = "export",
	.summary = "what clients have answered, as tables",
	.about = "A table of every answer, or with --wide of every form, as of one moment while"
	    " the clinic\ngoes on; its codebook and a manifest come beside it.  There are no"
	    " names and no words in it,\nand of a card no more than the client's therapist may"
	    " see by now.  With --research it\nholds only what clients have said yes to;"
	    " who they are stands nowhere in it.",
	.example = "  attune export --data /srv/attune --out answers.csv.gz\n"
	    "  attune export --wide --since 2026-01-01 --out forms.csv\n"
	    "  attune export --research --out study.csv.gz\n"
	    "  attune export --client 0DJ3K5M7N9P2Q --out /srv/copies/0DJ3K5M7N9P2Q",
	.flags = flags, .n_flags = (int)AT_COUNT(flags), .options_bytes = sizeof(struct options),
	.folder = AT_FOLDER_OPEN,
	.run = run,
};
