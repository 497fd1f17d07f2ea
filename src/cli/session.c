/* SPDX-License-Identifier: GPL-3.0-or-later */
/* attune session: the hours of therapy of a client. */
#include <stddef.h>
#include <string.h>

#include "action/care.h"
#include "action/session.h"
#include "cli/sessions.h"
#include "report/table.h"

enum { USUAL_MINUTES = 50 };

struct options {
	const char *client, *at, *state;
	int minutes, number;
};

#define CLIENT_FLAG \
	{ "client", AT_FLAG_TEXT, "ID", "whose session", offsetof(struct options, client), true }

static const struct at_flag add_flags[] = {
	CLIENT_FLAG,
	{ "at", AT_FLAG_TEXT, "'DATE TIME'", "when it begins, where the client comes",
	    offsetof(struct options, at), true },
	{ "minutes", AT_FLAG_NUMBER, "N", "how long it lasts (50)",
	    offsetof(struct options, minutes), false },
	{ "state", AT_FLAG_TEXT, "STATE", "planned, attended, cancelled or missed (planned)",
	    offsetof(struct options, state), false },
};

static const struct at_flag list_flags[] = { CLIENT_FLAG };

static const struct at_flag set_flags[] = {
	CLIENT_FLAG,
	{ "number", AT_FLAG_NUMBER, "N", "which one",
	    offsetof(struct options, number), true },
	{ "state", AT_FLAG_TEXT, "STATE", "planned, attended, cancelled or missed",
	    offsetof(struct options, state), true },
};

const char *
at_cli_local(struct at_cli *cli, const struct at_zone *zone, at_ms at)
{
	struct at_local local = at_zone_local(zone, at);
	char date[AT_DATE_ROOM];

	at_date_format(local.date, date);
	return at_printf(cli->call.arena, "%s %02d:%02d", date, local.hour, local.minute);
}

enum at_status
at_cli_sessions(struct at_cli *cli, at_id client)
{
	static const struct at_column columns[] = {
		{ .title = "Session", .number = true }, { .title = "Begins" },
		{ .title = "Minutes", .number = true }, { .title = "State" },
	};
	struct at_table table = { .columns = columns, .n_columns = (int)AT_COUNT(columns),
		.empty = "No sessions yet." };
	struct at_session *sessions;
	const struct at_zone *zone;
	const char **cells;
	enum at_status st = at_action_session_rows(&cli->call, client, &sessions, &table.n_rows,
	    &zone);

	if (st != AT_OK)
		return st;
	cells = AT_NEW(cli->call.arena, const char *, (size_t)table.n_rows * AT_COUNT(columns));
	table.cells = cells;
	for (int i = 0; i < table.n_rows; i++) {
		const struct at_session *s = &sessions[i];

		*cells++ = at_printf(cli->call.arena, "%d", s->number);
		*cells++ = at_cli_local(cli, zone, s->starts);
		*cells++ = at_printf(cli->call.arena, "%d",
		    (int)((s->ends - s->starts) / AT_MINUTE));
		*cells++ = s->state;
	}
	at_table_text(&cli->out, &table);
	return AT_OK;
}

static int
two_digits(const char *text)
{
	if (text[0] < '0' || text[0] > '9' || text[1] < '0' || text[1] > '9')
		return -1;
	return (text[0] - '0') * 10 + text[1] - '0';
}

/* "2026-11-22 14:00", also with a T between. */
static bool
parse_local(struct at_arena *arena, const char *text, const struct at_zone *zone, at_ms *out)
{
	struct at_date date;
	int hour, minute;

	if (strlen(text) != 16 || (text[10] != ' ' && text[10] != 'T') || text[13] != ':'
	    || !at_date_parse(at_strndup(arena, text, 10), &date))
		return false;
	hour = two_digits(text + 11);
	minute = two_digits(text + 14);
	if (hour < 0 || hour > 23 || minute < 0 || minute > 59)
		return false;
	*out = at_zone_instant(zone, date, hour, minute);
	return true;
}

static enum at_status
run_add(struct at_cli *cli, const void *given)
{
	const struct options *options = given;
	struct at_session *before;
	const struct at_zone *zone;
	at_id client, id;
	at_ms starts;
	int n;
	enum at_status st = at_cli_id(cli, options->client, &client);

	if (st == AT_OK)
		st = at_action_session_rows(&cli->call, client, &before, &n, &zone);
	if (st == AT_OK && !parse_local(cli->call.arena, options->at, zone, &starts))
		return at_cli_usage(cli, "expected --at '2026-11-22 14:00', found \"%s\"",
		    options->at);
	if (st == AT_OK)
		st = at_action_session_add(&cli->call, client, starts, options->minutes == 0
		    ? USUAL_MINUTES : options->minutes, options->state == NULL ? "planned"
		    : options->state, &id);
	return st == AT_OK ? at_cli_sessions(cli, client) : st;
}

static enum at_status
run_list(struct at_cli *cli, const void *given)
{
	const struct options *options = given;
	at_id client;
	enum at_status st = at_cli_id(cli, options->client, &client);

	return st == AT_OK ? at_cli_sessions(cli, client) : st;
}

static enum at_status
run_set(struct at_cli *cli, const void *given)
{
	const struct options *options = given;
	at_id client;
	enum at_status st = at_cli_id(cli, options->client, &client);

	if (st == AT_OK)
		st = at_action_session_set(&cli->call, client, options->number, options->state);
	return st == AT_OK ? at_cli_sessions(cli, client) : st;
}

static const struct at_command verbs[] = {
	{
		.name = "add", .summary = "a session, with the therapist of now",
		.example = "  attune session add --client 0DJ3K5M7N9P2Q --at '2026-11-22 14:00'",
		.flags = add_flags, .n_flags = (int)AT_COUNT(add_flags),
		.options_bytes = sizeof(struct options),
		.folder = AT_FOLDER_OPEN, .run = run_add,
	}, {
		.name = "list", .summary = "the sessions of a client",
		.example = "  attune session list --client 0DJ3K5M7N9P2Q",
		.flags = list_flags, .n_flags = (int)AT_COUNT(list_flags),
		.options_bytes = sizeof(struct options),
		.folder = AT_FOLDER_OPEN, .run = run_list,
	}, {
		.name = "set", .summary = "what became of a session",
		.example = "  attune session set --client 0DJ3K5M7N9P2Q --number 3"
		    " --state attended",
		.flags = set_flags, .n_flags = (int)AT_COUNT(set_flags),
		.options_bytes = sizeof(struct options),
		.folder = AT_FOLDER_OPEN, .run = run_set,
	},
};

const struct at_command at_command_session = {
	.name = "session", .summary = "sessions of a client: add, list, set",
	.verbs = verbs, .n_verbs = (int)AT_COUNT(verbs),
};
