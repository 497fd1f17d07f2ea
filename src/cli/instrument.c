/* SPDX-License-Identifier: GPL-3.0-or-later */
/* attune instrument: the questionnaires and cards there are, and the site's words for them. */
#include <stddef.h>
#include <unistd.h>

#include "action/catalogue.h"
#include "action/wording.h"
#include "cli/folder.h"

struct show_options {
	const char *lang;
};

static const struct at_flag show_flags[] = {
	{ "lang", AT_FLAG_TEXT, "LANG", "words in this language: en, nb or de (en)",
	    offsetof(struct show_options, lang), false },
};

/* Those of a data folder, which may have some of its own; ours when there is none. */
static enum at_status
open_library(struct at_cli *cli, const struct at_library **out)
{
	struct at_library *ours;
	enum at_status st;

	at_folder_settle(cli);
	if (access(cli->folder.data, F_OK) == 0) {
		st = at_folder_open(cli, false);
		if (st == AT_OK)
			*out = cli->call.house->library;
		return st;
	}
	st = at_library_load(cli->call.arena, &ours, &cli->err);
	if (st == AT_OK)
		*out = ours;
	return st;
}

static struct at_wording
wording_in(const struct at_instrument *instrument, const char *lang)
{
	return (struct at_wording){ .lang = lang, .form = instrument->forms[0] };
}

/* Whether it can be asked in a language, or waits for the clinic's text. */
static const char *
words_text(struct at_cli *cli, const struct at_library *library,
    const struct at_instrument *instrument)
{
	const struct at_wording wording = wording_in(instrument, "en");

	return at_library_lacks(cli->call.arena, library, instrument, &wording) == NULL ? "yes"
	    : "the clinic's to load";
}

static enum at_status
run_list(struct at_cli *cli, const void *options)
{
	static const struct at_column columns[] = {
		{ .title = "Id" }, { .title = "Name" }, { .title = "Version", .number = true },
		{ .title = "Items", .number = true }, { .title = "Asked" }, { .title = "Forms" },
		{ .title = "Words" },
	};
	struct at_table table = { .columns = columns, .n_columns = (int)AT_COUNT(columns) };
	const struct at_library *library;
	const char **cells;
	enum at_status st = open_library(cli, &library);

	(void)options;
	if (st != AT_OK)
		return st;
	table.n_rows = at_library_count(library);
	cells = AT_NEW(cli->call.arena, const char *, (size_t)table.n_rows * AT_COUNT(columns));
	table.cells = cells;
	for (int i = 0; i < table.n_rows; i++) {
		const struct at_instrument *instrument = at_library_at(library, i);
		const struct at_wording wording = wording_in(instrument, "en");

		*cells++ = instrument->id;
		*cells++ = at_library_text(library, instrument, &wording, "name", NULL);
		*cells++ = at_printf(cli->call.arena, "%d", instrument->version);
		*cells++ = at_printf(cli->call.arena, "%d", instrument->n_items);
		*cells++ = at_printf(cli->call.arena, "%s the session", instrument->when);
		*cells++ = at_catalogue_forms(cli->call.arena, instrument, ~0u);
		*cells++ = words_text(cli, library, instrument);
	}
	at_table_text(&cli->out, &table);
	return AT_OK;
}

static void
put_table(struct at_cli *cli, const struct at_table *table)
{
	if (table->n_rows == 0)
		return;
	at_buffer_byte(&cli->out, '\n');
	at_table_text(&cli->out, table);
}

static void
put_card(struct at_cli *cli, const struct at_catalogue_card *card)
{
	at_buffer_printf(&cli->out, "%s\n", card->name);
	for (int i = 0; i < card->n_lines; i++)
		at_buffer_printf(&cli->out, "%-10s %s\n", card->lines[i].name,
		    card->lines[i].value);
	put_table(cli, &card->answers);
	put_table(cli, &card->items);
	put_table(cli, &card->scales);
	put_table(cli, &card->constants);
	if (card->constants.n_rows > 0)
		at_buffer_printf(&cli->out, "\n%s\n", card->tags);
	put_table(cli, &card->rules);
	if (card->loinc != NULL)
		at_buffer_printf(&cli->out, "\n%s\n", card->loinc);
}

static enum at_status
run_show(struct at_cli *cli, const void *given)
{
	const struct show_options *options = given;
	const char *lang = options->lang == NULL ? "en" : options->lang;
	const struct at_instrument *instrument;
	const struct at_library *library;
	struct at_catalogue_card card;
	struct at_wording wording;
	enum at_status st = open_library(cli, &library);

	if (st != AT_OK)
		return st;
	instrument = at_library_find(library, cli->args[0]);
	if (instrument == NULL)
		return at_fail(&cli->err, AT_NOT_FOUND, "There is no instrument \"%s\".",
		    cli->args[0]);
	wording = wording_in(instrument, lang);
	at_catalogue_describe(&cli->call, library, instrument, &wording, &card);
	put_card(cli, &card);
	return AT_OK;
}

static enum at_status
run_text(struct at_cli *cli, const void *options)
{
	struct at_file file;
	int n;
	enum at_status st = at_cli_read(cli, cli->args[1], &file);

	(void)options;
	if (st == AT_OK)
		st = at_action_wording_load(&cli->call, cli->args[0], cli->args[1], file.bytes,
		    file.n_bytes, &n);
	if (st == AT_OK)
		at_buffer_printf(&cli->out, "%d texts of %s are the clinic's own now.\n", n,
		    cli->args[0]);
	return st;
}

static const struct at_command verbs[] = {
	{
		.name = "list", .summary = "what can be asked",
		.example = "  attune instrument list",
		.folder = AT_FOLDER_TAKEN, .run = run_list,
	}, {
		.name = "show", .summary = "items, scales, constants and sources of one",
		.arguments = "ID", .n_least = 1, .n_most = 1,
		.example = "  attune instrument show phq-9",
		.flags = show_flags, .n_flags = (int)AT_COUNT(show_flags),
		.options_bytes = sizeof(struct show_options),
		.folder = AT_FOLDER_TAKEN, .run = run_show,
	}, {
		.name = "text", .summary = "use the clinic's own words for one",
		.arguments = "ID FILE", .n_least = 2, .n_most = 2,
		.about = "FILE is named ID.LANG.txt and holds the words that differ from ours;"
		    " ID texts\nstands for the general texts.",
		.example = "  attune instrument text session session.nb.txt",
		.folder = AT_FOLDER_OPEN, .run = run_text,
	},
};

const struct at_command at_command_instrument = {
	.name = "instrument", .summary = "questionnaires and cards: list, show, text",
	.verbs = verbs, .n_verbs = (int)AT_COUNT(verbs),
};
