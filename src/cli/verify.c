/* SPDX-License-Identifier: GPL-3.0-or-later */
/* attune verify: has anybody changed or cut the access log? */
#include <stddef.h>

#include "action/verify.h"
#include "cli/folder.h"

struct options {
	struct at_flag_list heads;
};

static const struct at_flag flags[] = {
	{ "head", AT_FLAG_LIST, "HEAD", "a head noted earlier, as this command prints it",
	    offsetof(struct options, heads), false },
};

static enum at_status
read_heads(struct at_cli *cli, const struct at_flag_list *texts, struct at_audit_head **out)
{
	*out = AT_NEW(cli->call.arena, struct at_audit_head, (size_t)texts->n);
	for (int i = 0; i < texts->n; i++)
		if (!at_audit_head_parse(texts->at[i], &(*out)[i]))
			return at_cli_usage(cli, "\"%s\" is no head: expected it as attune verify "
			    "prints it", texts->at[i]);
	return AT_OK;
}

static enum at_status
run(struct at_cli *cli, const void *given)
{
	const struct options *options = given;
	struct at_audit_report report;
	struct at_audit_head *expected;
	char head[AT_AUDIT_HEAD_ROOM];
	enum at_status st = read_heads(cli, &options->heads, &expected);

	if (st == AT_OK)
		st = at_folder_keyless(cli);
	if (st == AT_OK)
		st = at_action_verify(&cli->call, expected, options->heads.n, &report);
	if (st != AT_OK)
		return st;
	if (report.broken) {
		at_audit_head_format(&report.at, head);
		return at_fail(&cli->err, AT_CORRUPT, "The access log is broken at %s: %s", head,
		    report.why);
	}
	for (int i = 0; i < report.n_heads; i++) {
		at_audit_head_format(&report.heads[i], head);
		at_buffer_printf(&cli->out, "%s\n", head);
	}
	at_buffer_printf(&cli->out, "The access log is whole: %lld lines in %d %s.\n",
	    (long long)report.n_lines, report.n_heads, report.n_heads == 1 ? "chain" : "chains");
	return AT_OK;
}

const struct at_command at_command_verify = {
	.name = "verify",
	.summary = "check that nobody changed the access log",
	.about = "Prints the head of each chain.  Keep them somewhere else: with --head a log that"
	    " was\ncut at its end is found too.  Exit status 1 when it is broken.",
	.example = "  attune verify --data /srv/attune\n"
	    "  attune verify --head '0DJ3K5M7N9P2Q:0 42:1f3a...'",
	.flags = flags, .n_flags = (int)AT_COUNT(flags), .options_bytes = sizeof(struct options),
	.folder = AT_FOLDER_TAKEN,
	.run = run,
};
