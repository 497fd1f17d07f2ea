/* SPDX-License-Identifier: GPL-3.0-or-later */
/* attune restrict: a record is kept, and nothing is done with it. */
#include <stddef.h>

#include "cli/record.h"

static const struct at_flag flags[] = {
	{ "reason", AT_FLAG_TEXT, "TEXT", "restrict it: who asks for that, and why; kept sealed",
	    offsetof(struct at_record_options, reason), false },
	{ "release", AT_FLAG_SWITCH, NULL, "lift it",
	    offsetof(struct at_record_options, release), false },
};

static enum at_status
run(struct at_cli *cli, const void *options)
{
	return at_record_run(cli, AT_RESTRICT, options);
}

const struct at_command at_command_restrict = {
	.name = "restrict",
	.summary = "keep a client's record, and do nothing with it",
	.arguments = "[CLIENT]",
	.about = "A restricted client is in no list, page, export or model; links and the own page"
	    " are\nclosed, and nothing new becomes due.  What was there comes back when it is"
	    " lifted.  Only\na safety answer is heard as ever, and one that waits for somebody"
	    " comes first.  Without\noptions: how it stands; without a client: who is"
	    " restricted.",
	.example = "  attune restrict 0DJ3K5M7N9P2Q --reason 'contests the record, letter of 3 May'"
	    "\n  attune restrict 0DJ3K5M7N9P2Q --release",
	.flags = flags, .n_flags = (int)AT_COUNT(flags),
	.options_bytes = sizeof(struct at_record_options),
	.n_most = 1, .folder = AT_FOLDER_OPEN, .run = run,
};
