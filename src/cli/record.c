/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/record.h"
#include "cli/sessions.h"
#include "report/table.h"

/* Its last day, where the client comes. */
static const char *
last_day(struct at_cli *cli, const struct at_zone *zone, at_ms until)
{
	char *text = AT_NEW(cli->call.arena, char, AT_DATE_ROOM);

	at_date_format(at_zone_local(zone, until - 1).date, text);
	return text;
}

static enum at_status
say_standing(struct at_cli *cli, at_id client, enum at_privacy_kind kind)
{
	struct at_record_view record;
	const struct at_privacy *set = kind == AT_HOLD ? &record.hold : &record.restriction;
	enum at_status st = at_action_record_state(&cli->call, client, &record);

	if (st != AT_OK)
		return st;
	at_buffer_printf(&cli->out, "%s (%s, at %s) ", at_cli_id_text(cli, client), record.name,
	    record.site);
	if (set->at == 0)
		at_buffer_text(&cli->out, kind == AT_HOLD ? "is not held.\n"
		    : "is not restricted.\n");
	else if (kind == AT_RESTRICT)
		at_buffer_text(&cli->out, "is restricted: the record is kept, and in no list, form,"
		    " page, export or model.\n");
	else if (set->until == 0)
		at_buffer_text(&cli->out, "is held: nobody can erase the record until that is"
		    " lifted.\n");
	else
		at_buffer_printf(&cli->out, "is held: nobody can erase the record until %s is"
		    " over.\n", last_day(cli, record.zone, set->until));
	return AT_OK;
}

static enum at_status
list(struct at_cli *cli, enum at_privacy_kind kind)
{
	static const struct at_column columns[] = {
		{ .title = "Client" }, { .title = "Since (UTC)" }, { .title = "Until (UTC)" },
		{ .title = "By" },
	};
	struct at_table table = { .columns = columns, .n_columns = (int)AT_COUNT(columns),
		.empty = kind == AT_HOLD ? "Nobody is held." : "Nobody is restricted." };
	struct at_privacy_view all;
	const char **cells;
	enum at_status st = at_action_privacy(&cli->call, &all);

	if (st != AT_OK)
		return st;
	cells = AT_NEW(cli->call.arena, const char *, (size_t)all.n_set * AT_COUNT(columns));
	table.cells = cells;
	for (int i = 0; i < all.n_set; i++) {
		const struct at_privacy *set = &all.set[i];

		if (set->kind != kind)
			continue;
		*cells++ = at_cli_id_text(cli, set->client);
		*cells++ = at_cli_moment(cli, set->at);
		*cells++ = set->until == 0 ? "it is lifted" : at_cli_moment(cli, set->until);
		*cells++ = set->staff == 0 ? "the command line" : set->staff_name;
		table.n_rows++;
	}
	at_table_text(&cli->out, &table);
	return AT_OK;
}

enum at_status
at_record_run(struct at_cli *cli, enum at_privacy_kind kind,
    const struct at_record_options *options)
{
	struct at_privacy_ask ask = { .kind = kind, .lift = options->release,
		.until = options->until, .reason = options->reason };
	bool asks = options->release || options->reason != NULL || options->until != NULL;
	enum at_status st;

	if (cli->n_args == 0)
		return asks ? at_cli_usage(cli, "expected the client's number") : list(cli, kind);
	if (options->release && (options->reason != NULL || options->until != NULL))
		return at_cli_usage(cli, "--release goes alone");
	st = at_cli_id(cli, cli->args[0], &ask.client);
	if (st == AT_OK && asks)
		st = at_action_privacy_set(&cli->call, &ask);
	return st == AT_OK ? say_standing(cli, ask.client, kind) : st;
}

void
at_record_backups(struct at_cli *cli, const struct at_record_view *record)
{
	if (record->n_backups == 0)
		at_buffer_text(&cli->out, "No backup that was made here holds this client.\n");
	else
		at_buffer_text(&cli->out, "Backups that still hold this client:\n");
	for (int i = 0; i < record->n_backups; i++) {
		const struct at_backup_made *made = &record->backups[i];

		at_buffer_printf(&cli->out, "  %s  %s%s\n",
		    at_cli_local(cli, record->zone, made->at), made->path,
		    made->with_key ? "  (with the key)" : "");
	}
	at_buffer_text(&cli->out, record->n_backups == 0 ? "" : "attune restore --erased-in erases"
	    " again what is on the list of the folder in use.\n");
}
