/* SPDX-License-Identifier: GPL-3.0-or-later */
/* attune erase: a client is forgotten; scores stay, under a number. */
#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/record.h"
#include "cli/sessions.h"
#include "report/table.h"

struct options {
	bool yes;
};

static const struct at_flag flags[] = {
	{ "yes", AT_FLAG_SWITCH, NULL, "do not ask; needed where nobody can be asked",
	    offsetof(struct options, yes), false },
};

/* "3 drafts, ": nothing of what there is none of. */
static void
put_count(struct at_buffer *out, int64_t n, const char *one, const char *many)
{
	if (n > 0)
		at_buffer_printf(out, ", %" PRId64 " %s", n, n == 1 ? one : many);
}

static void
put_preview(struct at_cli *cli, const struct at_record_view *record)
{
	const struct at_erasure_count *n = &record->count;
	struct at_buffer *out = &cli->out;

	at_buffer_printf(out, "%s: %s, at %s since %.10s.\n\nGoes for good: the name and the key",
	    at_cli_id_text(cli, record->client), record->name, record->site,
	    at_cli_local(cli, record->zone, record->made));
	put_count(out, n->n_related, "parent or carer", "parents or carers");
	put_count(out, n->n_calls, "word on calling back", "words on calling back");
	put_count(out, n->n_drafts, "draft", "drafts");
	put_count(out, n->n_open, "open form", "open forms");
	put_count(out, n->n_own_pages, "own page", "own pages");
	at_buffer_text(out, ".\nWhat was written in words can never be opened again");
	put_count(out, n->n_words, "form with words", "forms with words");
	at_buffer_text(out, ".\nStays, under the number alone: the scores");
	put_count(out, n->n_answers, "form", "forms");
	put_count(out, n->n_sessions, "session", "sessions");
	put_count(out, n->n_alerts, "safety answer", "safety answers");
	put_count(out, n->n_lines, "line of the access log", "lines of the access log");
	at_buffer_text(out, ".\n\n");
	at_record_backups(cli, record);
	at_buffer_text(out, "\n");
}

/* On a terminal the number is typed once more; elsewhere --yes says it. */
static enum at_status
ask(struct at_cli *cli)
{
	char line[64];

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return at_fail(&cli->err, AT_INVALID, "Nothing was erased: there is nobody to ask,"
		    " and --yes was not given.");
	at_buffer_text(&cli->out, "Type the number of the client to erase it for good: ");
	if (at_cli_flush(cli) != AT_OK)
		return cli->err.status;
	if (fgets(line, sizeof line, stdin) == NULL)
		line[0] = '\0';
	cli->call.now = cli->world->now();      /* a backup made meanwhile is from before */
	line[strcspn(line, " \r\n")] = '\0';
	if (strcmp(line, cli->args[0]) != 0)
		return at_fail(&cli->err, AT_INVALID, "That is another number. Nothing was"
		    " erased.");
	return AT_OK;
}

static void
put_done(struct at_cli *cli, const struct at_erased *erased)
{
	at_buffer_printf(&cli->out, "%s is erased.\n", cli->args[0]);
	if (erased->left[0] != '\0')
		at_buffer_printf(&cli->out, "The old bytes may still lie in the database's journal"
		    " or file: %s.\nRun the same command again when that has ended.\n",
		    erased->left);
	if (erased->elsewhere)
		at_buffer_text(&cli->out, "PostgreSQL keeps its own journal (WAL) as it is set to:"
		    " the sealed key is in it until that\nis recycled, and in its copies; see"
		    " attune-erase(1).\n");
}

static enum at_status
list(struct at_cli *cli)
{
	static const struct at_column columns[] = {
		{ .title = "Client" }, { .title = "Erased (UTC)" }, { .title = "By" },
		{ .title = "Old bytes" },
	};
	struct at_table table = { .columns = columns, .n_columns = (int)AT_COUNT(columns),
		.empty = "Nobody has been erased." };
	struct at_privacy_view all;
	const char **cells;
	enum at_status st = at_action_privacy(&cli->call, &all);

	if (st != AT_OK)
		return st;
	table.n_rows = all.n_erased;
	table.cells = cells = AT_NEW(cli->call.arena, const char *,
	    (size_t)all.n_erased * AT_COUNT(columns));
	for (int i = 0; i < all.n_erased; i++) {
		*cells++ = at_cli_id_text(cli, all.erased[i].client);
		*cells++ = at_cli_moment(cli, all.erased[i].at);
		*cells++ = all.erased[i].staff == 0 ? "the command line"
		    : all.erased[i].staff_name;
		*cells++ = all.erased[i].scrubbed == 0 ? "erase again" : "gone";
	}
	at_table_text(&cli->out, &table);
	return AT_OK;
}

static enum at_status
run(struct at_cli *cli, const void *given)
{
	const struct options *options = given;
	struct at_record_view record;
	struct at_erased erased;
	at_id client;
	enum at_status st;

	if (cli->n_args == 0)
		return options->yes ? at_cli_usage(cli, "expected the client's number") : list(cli);
	st = at_cli_id(cli, cli->args[0], &client);
	if (st == AT_OK)
		st = at_action_record_state(&cli->call, client, &record);
	if (st != AT_OK)
		return st;
	if (record.erased.at == 0) {
		put_preview(cli, &record);
		st = options->yes ? AT_OK : ask(cli);
	} else
		at_record_backups(cli, &record);
	if (st == AT_OK)
		st = at_action_erase(&cli->call, client, &erased);
	if (st == AT_OK)
		put_done(cli, &erased);
	return st;
}

const struct at_command at_command_erase = {
	.name = "erase",
	.summary = "forget a client: scores stay, under a number",
	.arguments = "[CLIENT]",
	.about = "Destroys the client's key and everything that says who it was, closes every link"
	    " and the\nown page, and empties the database's journal.  What would go, what would"
	    " stay and which\nbackups still hold the client is shown first, and asked.  Nothing"
	    " brings the client back.\nWithout a client: who was erased.",
	.example = "  attune erase --data /srv/attune 0DJ3K5M7N9P2Q",
	.flags = flags, .n_flags = (int)AT_COUNT(flags), .options_bytes = sizeof(struct options),
	.n_most = 1, .folder = AT_FOLDER_OPEN, .run = run,
};
