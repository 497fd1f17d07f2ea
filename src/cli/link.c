/* SPDX-License-Identifier: GPL-3.0-or-later */
/* attune link: the address of a form, for one person and one time. */
#include <stddef.h>

#include "action/care.h"
#include "cli/sessions.h"

struct options {
	const char *client, *measure, *form;
	int session;
};

static const struct at_flag flags[] = {
	{ "client", AT_FLAG_TEXT, "ID", "who is asked, or asked about",
	    offsetof(struct options, client), true },
	{ "measure", AT_FLAG_TEXT, "INSTRUMENT", "what is asked: attune instrument list",
	    offsetof(struct options, measure), true },
	{ "form", AT_FLAG_TEXT, "FORM", "client, teen, parent or therapist (the client's own)",
	    offsetof(struct options, form), false },
	{ "session", AT_FLAG_NUMBER, "N", "the session it belongs to (the one that fits best)",
	    offsetof(struct options, session), false },
};

static enum at_status
run(struct at_cli *cli, const void *given)
{
	const struct options *options = given;
	struct at_new_link new = { .instrument = options->measure, .form = options->form,
		.session = options->session };
	struct at_made_link link;
	enum at_status st = at_cli_id(cli, options->client, &new.client);

	if (st == AT_OK)
		st = at_action_link_make(&cli->call, &new, &link);
	if (st != AT_OK)
		return st;
	if (link.url == NULL)
		at_buffer_text(&cli->out, "The card waits on the client's page: the therapist signs"
		    " in and opens it there.\n");
	else
		at_buffer_printf(&cli->out, "%s\n", link.url);
	at_buffer_printf(&cli->out, "opens  %s\ncloses %s (%s)\n",
	    at_cli_local(cli, link.zone, link.opens), at_cli_local(cli, link.zone, link.closes),
	    at_zone_name(link.zone));
	return AT_OK;
}

const struct at_command at_command_link = {
	.name = "link",
	.summary = "make the link to a form for a client",
	.about = "The address opens this one form, for whoever has it, until it closes.  It is"
	    " shown\nonce and kept nowhere.",
	.example = "  attune link --client 0DJ3K5M7N9P2Q --measure session",
	.flags = flags, .n_flags = (int)AT_COUNT(flags), .options_bytes = sizeof(struct options),
	.folder = AT_FOLDER_OPEN,
	.run = run,
};
