/* SPDX-License-Identifier: GPL-3.0-or-later */
/* attune export: what clients have answered, as tables, while the clinic goes on. */
#include <inttypes.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <unistd.h>

#include "action/export.h"
#include "cli/command.h"

struct options {
	const char *out, *since;
	bool wide, spreadsheet;
};

static const struct at_flag flags[] = {
	{ "out", AT_FLAG_TEXT, "FILE", "where to: NAME.csv or NAME.csv.gz",
	    offsetof(struct options, out), true },
	{ "wide", AT_FLAG_SWITCH, NULL, "a form a row, its answers in columns i1, i2 ...",
	    offsetof(struct options, wide), false },
	{ "since", AT_FLAG_TEXT, "DATE", "not what is of days before DATE",
	    offsetof(struct options, since), false },
	{ "spreadsheet", AT_FLAG_SWITCH, NULL, "no cell that a spreadsheet takes for a formula",
	    offsetof(struct options, spreadsheet), false },
};

/* A Ctrl-C waits until it is asked for, so that what was begun is taken away again. */
static void
hold_signals(void)
{
	sigset_t held;

	sigemptyset(&held);
	sigaddset(&held, SIGINT);
	sigaddset(&held, SIGTERM);
	sigaddset(&held, SIGHUP);
	sigprocmask(SIG_BLOCK, &held, NULL);
}

static bool
go_on(void *ptr, int64_t n_forms)
{
	sigset_t waiting;

	(void)ptr;
	if (isatty(STDERR_FILENO))
		fprintf(stderr, "%" PRId64 " forms\r", n_forms);
	sigemptyset(&waiting);
	sigpending(&waiting);
	return !sigismember(&waiting, SIGINT) && !sigismember(&waiting, SIGTERM)
	    && !sigismember(&waiting, SIGHUP);
}

static void
say(struct at_cli *cli, const char *file, const struct at_export_sum *sum)
{
	at_buffer_printf(&cli->out, "%s: %" PRId64 " rows, %" PRId64 " forms of %" PRId64
	    " clients, %.1f MB.\nWhat its columns mean: %s\nWhat it is, and what is not in it:"
	    " %s\n", file, sum->n_rows, sum->n_forms, sum->n_clients,
	    (double)sum->n_bytes / 1e6, sum->codebook, sum->manifest);
	for (int i = 0; i < AT_LEFT_REASONS; i++)
		if (sum->left[i] > 0)
			at_buffer_printf(&cli->out, "Left out of %" PRId64 " forms: %s.\n",
			    sum->left[i], at_export_left_name((enum at_export_left)i));
}

static enum at_status
run(struct at_cli *cli, const void *given)
{
	const struct options *options = given;
	const struct at_export_watch watch = { go_on, NULL };
	const struct at_export_plan plan = { .path = options->out, .wide = options->wide,
		.spreadsheet = options->spreadsheet, .since = options->since, .watch = &watch };
	struct at_export_sum sum;
	enum at_status st;

	hold_signals();
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
	    " see by now.",
	.example = "  attune export --data /srv/attune --out answers.csv.gz\n"
	    "  attune export --wide --since 2026-01-01 --out forms.csv",
	.flags = flags, .n_flags = (int)AT_COUNT(flags), .options_bytes = sizeof(struct options),
	.folder = AT_FOLDER_OPEN,
	.run = run,
};
