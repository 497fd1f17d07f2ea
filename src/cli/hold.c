/* SPDX-License-Identifier: GPL-3.0-or-later */
/* attune hold: a record that must be kept cannot be erased. */
#include <stddef.h>

#include "cli/record.h"

static const struct at_flag flags[] = {
	{ "reason", AT_FLAG_TEXT, "TEXT", "hold it: who asks for that, and why; kept sealed",
	    offsetof(struct at_record_options, reason), false },
	{ "until", AT_FLAG_TEXT, "DATE", "its last day, 2030-12-31; else until it is lifted",
	    offsetof(struct at_record_options, until), false },
	{ "release", AT_FLAG_SWITCH, NULL, "lift it",
	    offsetof(struct at_record_options, release), false },
};

static enum at_status
run(struct at_cli *cli, const void *options)
{
	return at_record_run(cli, AT_HOLD, options);
}

const struct at_command at_command_hold = {
	.name = "hold",
	.summary = "keep a client's record from being erased",
	.arguments = "[CLIENT]",
	.about = "Where the law on records demands that one is kept, nobody can erase the client"
	    " until the\nday is over or the hold is lifted.  Nothing else changes.  Without"
	    " options: how it\nstands; without a client: who is held.",
	.example = "  attune hold 0DJ3K5M7N9P2Q --until 2036-12-31 --reason 'record law, ten years'"
	    "\n  attune hold 0DJ3K5M7N9P2Q --release",
	.flags = flags, .n_flags = (int)AT_COUNT(flags),
	.options_bytes = sizeof(struct at_record_options),
	.n_most = 1, .folder = AT_FOLDER_OPEN, .run = run,
};
