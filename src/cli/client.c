/* SPDX-License-Identifier: GPL-3.0-or-later */
/* attune client: who comes here. */
#include <stddef.h>
#include <string.h>

#include "action/care.h"
#include "action/episode.h"
#include "base/words.h"
#include "cli/page.h"
#include "cli/sessions.h"
#include "report/table.h"

struct add_options {
	const char *name, *site, *therapist, *lang, *parent;
	bool teen, child;
};

static const struct at_flag add_flags[] = {
	{ "name", AT_FLAG_TEXT, "NAME", "of the client; - reads it from standard input",
	    offsetof(struct add_options, name), true },
	{ "site", AT_FLAG_TEXT, "SITE", "where the client comes",
	    offsetof(struct add_options, site), true },
	{ "therapist", AT_FLAG_TEXT, "SIGN-IN-NAME", "whom the client comes to",
	    offsetof(struct add_options, therapist), true },
	{ "lang", AT_FLAG_TEXT, "LANG", "the client is asked in: en, nb or de (the site's first)",
	    offsetof(struct add_options, lang), false },
	{ "teen", AT_FLAG_SWITCH, NULL, "gets the forms for teenagers",
	    offsetof(struct add_options, teen), false },
	{ "child", AT_FLAG_SWITCH, NULL, "is under 12: a parent and the therapist are asked",
	    offsetof(struct add_options, child), false },
	{ "parent", AT_FLAG_TEXT, "NAME", "of a parent or carer",
	    offsetof(struct add_options, parent), false },
};

/* A name given on the command line can be read in the list of processes: "-" keeps it out
 * of there. */
static enum at_status
read_name(struct at_cli *cli, const char **name)
{
	struct at_file line;
	enum at_status st;

	if (strcmp(*name, "-") != 0)
		return AT_OK;
	st = at_cli_read(cli, "-", &line);
	if (st == AT_OK)
		*name = at_strndup(cli->call.arena, line.bytes, strcspn(line.bytes, "\r\n"));
	return st;
}

static enum at_status
check_lang(struct at_cli *cli, const char *lang)
{
	if (lang == NULL || at_words_offered(lang))
		return AT_OK;
	return at_fail(&cli->err, AT_INVALID, "There is no language \"%s\": expected en, nb or de.",
	    lang);
}

static enum at_status
run_add(struct at_cli *cli, const void *given)
{
	const struct add_options *options = given;
	struct at_new_client new = { .name = options->name, .site = options->site,
		.therapist = options->therapist,
		.form = options->child ? "child" : options->teen ? "teen" : "client",
		.lang = options->lang, .parent = options->parent };
	at_id id;
	enum at_status st;

	if (options->teen && options->child)
		return at_cli_usage(cli, "expected --teen or --child, found both");
	st = check_lang(cli, options->lang);
	if (st == AT_OK)
		st = read_name(cli, &new.name);
	if (st == AT_OK)
		st = at_action_client_add(&cli->call, &new, &id);
	if (st == AT_OK)
		at_buffer_printf(&cli->out, "%s\n", at_cli_id_text(cli, id));
	return st;
}

static enum at_status
run_list(struct at_cli *cli, const void *options)
{
	static const struct at_column columns[] = {
		{ .title = "Id" }, { .title = "Name" }, { .title = "Site" },
		{ .title = "Therapist" }, { .title = "Form" }, { .title = "Language" },
	};
	struct at_table table = { .columns = columns, .n_columns = (int)AT_COUNT(columns),
		.empty = "No clients yet." };
	struct at_client_row *rows;
	const char **cells;
	enum at_status st = at_action_client_rows(&cli->call, &rows, &table.n_rows);

	(void)options;
	if (st != AT_OK)
		return st;
	cells = AT_NEW(cli->call.arena, const char *, (size_t)table.n_rows * AT_COUNT(columns));
	table.cells = cells;
	for (int i = 0; i < table.n_rows; i++) {
		*cells++ = at_cli_id_text(cli, rows[i].client.id);
		*cells++ = rows[i].client.restricted ? at_printf(cli->call.arena,
		    "%s (restricted)", rows[i].name) : rows[i].name;
		*cells++ = rows[i].site;
		*cells++ = rows[i].therapist;
		*cells++ = rows[i].client.form;
		*cells++ = rows[i].client.lang;
	}
	at_table_text(&cli->out, &table);
	return AT_OK;
}

static const char *
forms_for(const char *form)
{
	if (strcmp(form, "child") == 0)
		return "parents";
	return strcmp(form, "teen") == 0 ? "teenagers" : "adults";
}

static enum at_status
run_show(struct at_cli *cli, const void *options)
{
	struct at_client_row row;
	at_id id;
	enum at_status st = at_cli_id(cli, cli->args[0], &id);

	(void)options;
	cli->whole = true;              /* of a restricted record not even the name */
	if (st == AT_OK)
		st = at_action_client_row(&cli->call, id, &row);
	if (st != AT_OK)
		return st;
	at_buffer_printf(&cli->out, "%s at %s, with %s; asked in %s, with the forms for %s\n\n",
	    row.name, row.site, row.therapist[0] == '\0' ? "nobody now" : row.therapist,
	    row.client.lang, forms_for(row.client.form));
	return at_cli_sessions(cli, id);
}

static enum at_status
run_therapist(struct at_cli *cli, const void *options)
{
	at_id id;
	enum at_status st = at_cli_id(cli, cli->args[0], &id);

	(void)options;
	if (st == AT_OK)
		st = at_action_change_therapist(&cli->call, id, cli->args[1]);
	if (st == AT_OK)
		at_buffer_printf(&cli->out, "%s is the therapist from now on. Sessions to come"
		    " went over.\n", cli->args[1]);
	return st;
}

static enum at_status
run_end(struct at_cli *cli, const void *options)
{
	at_id id;
	enum at_status st = at_cli_id(cli, cli->args[0], &id);

	(void)options;
	if (st == AT_OK)
		st = at_action_client_end(&cli->call, id);
	if (st == AT_OK)
		at_buffer_text(&cli->out, "This course of therapy has ended. Sessions to come are"
		    " cancelled; the\ntherapist sees the client for two more weeks.\n");
	return st;
}

static const struct at_command verbs[] = {
	{
		.name = "add", .summary = "a new client; prints the id",
		.example = "  attune client add --name 'Kari Dahl' --site bergen"
		    " --therapist ola",
		.flags = add_flags, .n_flags = (int)AT_COUNT(add_flags),
		.options_bytes = sizeof(struct add_options),
		.folder = AT_FOLDER_OPEN, .run = run_add,
	}, {
		.name = "list", .summary = "all clients",
		.example = "  attune client list",
		.folder = AT_FOLDER_OPEN, .run = run_list,
	}, {
		.name = "show", .summary = "one client and the sessions; a look, which is logged",
		.arguments = "ID", .n_least = 1, .n_most = 1,
		.example = "  attune client show 0DJ3K5M7N9P2Q",
		.folder = AT_FOLDER_OPEN, .run = run_show,
	}, {
		.name = "therapist", .summary = "another therapist, from now on",
		.arguments = "ID SIGN-IN-NAME", .n_least = 2, .n_most = 2,
		.about = "Sessions to come go over.  The therapist of until now keeps seeing the"
		    " own period\nonly.",
		.example = "  attune client therapist 0DJ3K5M7N9P2Q tor",
		.folder = AT_FOLDER_OPEN, .run = run_therapist,
	}, {
		.name = "end", .summary = "a course of therapy has come to its end",
		.arguments = "ID", .n_least = 1, .n_most = 1,
		.about = "Sessions to come are cancelled, and the cards of the end become due.  For"
		    " two weeks\nthe therapist still sees the client, so that last cards and"
		    " words are read.",
		.example = "  attune client end 0DJ3K5M7N9P2Q",
		.folder = AT_FOLDER_OPEN, .run = run_end,
	}, {
		.name = "page", .summary = "a new personal address of the client's own page",
		.arguments = "ID", .n_least = 1, .n_most = 1,
		.about = "The address opens nothing without the PIN, which is chosen in the clinic"
		    " by whoever\nthe page belongs to.  A new address ends the one before.  It is"
		    " shown once and kept\nnowhere.",
		.example = "  attune client page 0DJ3K5M7N9P2Q",
		.flags = at_page_flags, .n_flags = AT_N_PAGE_FLAGS,
		.options_bytes = sizeof(struct at_page_options),
		.folder = AT_FOLDER_OPEN, .run = at_cli_page,
	},
};

const struct at_command at_command_client = {
	.name = "client", .summary = "clients: add, list, show, therapist, end, page",
	.verbs = verbs, .n_verbs = (int)AT_COUNT(verbs),
};
