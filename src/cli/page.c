/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stddef.h>
#include <string.h>

#include "action/own_page.h"
#include "cli/page.h"

const struct at_flag at_page_flags[AT_N_PAGE_FLAGS] = {
	{ "parent", AT_FLAG_SWITCH, NULL, "the parent's or carer's page, not the client's",
	    offsetof(struct at_page_options, parent), false },
	{ "pin", AT_FLAG_TEXT, "-", "set the PIN, read from standard input; without it the page"
	    " opens for nobody yet", offsetof(struct at_page_options, pin), false },
	{ "end", AT_FLAG_SWITCH, NULL, "end the page instead: nothing opens it any more",
	    offsetof(struct at_page_options, end), false },
};

/* A PIN on the command line could be read in the list of processes. */
static enum at_status
set_pin(struct at_cli *cli, const struct at_own_of *of, const char *from)
{
	struct at_file line;
	const char *pin;
	enum at_status st;

	if (strcmp(from, "-") != 0)
		return at_cli_usage(cli, "The PIN comes from standard input: --pin -");
	st = at_cli_read(cli, "-", &line);
	if (st != AT_OK)
		return st;
	pin = at_strndup(cli->call.arena, line.bytes, strcspn(line.bytes, "\r\n"));
	return at_action_own_pin(&cli->call, of, pin, pin);
}

enum at_status
at_cli_page(struct at_cli *cli, const void *given)
{
	const struct at_page_options *options = given;
	struct at_own_of of = { .parent = options->parent };
	struct at_own_address address;
	enum at_status st = at_cli_id(cli, cli->args[0], &of.client);

	if (st != AT_OK)
		return st;
	if (options->end)
		return at_action_own_end(&cli->call, &of);
	st = at_action_own_make(&cli->call, &of, &address);
	if (st == AT_OK && options->pin != NULL)
		st = set_pin(cli, &of, options->pin);
	if (st == AT_OK)
		at_buffer_printf(&cli->out, "%s\n", address.url);
	return st;
}
