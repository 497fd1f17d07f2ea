/* SPDX-License-Identifier: GPL-3.0-or-later */
/* attune user: who works here. */
#include <stddef.h>

#include "action/factor.h"
#include "action/logins.h"
#include "action/people.h"
#include "action/signin.h"
#include "cli/init.h"
#include "cli/sessions.h"
#include "report/table.h"

struct add_options {
	const char *name;
	struct at_flag_list roles;
};

static const struct at_flag add_flags[] = {
	{ "name", AT_FLAG_TEXT, "NAME", "as clients and colleagues read it",
	    offsetof(struct add_options, name), true },
	{ "role", AT_FLAG_LIST, "ROLE[@SITE]", "what they may be",
	    offsetof(struct add_options, roles), true },
};

enum at_status
at_cli_once(struct at_cli *cli, const char *handle, const char **out_url)
{
	struct at_staff staff;
	enum at_status st = at_action_person_find(&cli->call, handle, &staff);

	if (st == AT_OK && staff.disabled)
		return at_fail(&cli->err, AT_GONE, "The account of %s is closed.", handle);
	return st == AT_OK ? at_action_make_once(&cli->call, staff.id, out_url) : st;
}

static enum at_status
print_once(struct at_cli *cli)
{
	const char *url;
	enum at_status st = at_cli_once(cli, cli->args[0], &url);

	if (st == AT_OK)
		at_buffer_printf(&cli->out, "%s signs in here, once, within a day:\n  %s\n",
		    cli->args[0], url);
	return st;
}

static enum at_status
run_add(struct at_cli *cli, const void *given)
{
	const struct add_options *options = given;
	const struct at_new_person new = { .handle = cli->args[0], .name = options->name,
		.roles = options->roles.at, .n_roles = options->roles.n };
	at_id id;
	enum at_status st = at_action_person_add(&cli->call, &new, &id);

	return st == AT_OK ? print_once(cli) : st;
}

static enum at_status
run_list(struct at_cli *cli, const void *options)
{
	static const struct at_column columns[] = {
		{ .title = "Sign-in name" }, { .title = "Name" }, { .title = "Roles" },
		{ .title = "Account" }, { .title = "Second factor" },
	};
	struct at_table table = { .columns = columns, .n_columns = (int)AT_COUNT(columns),
		.empty = "Nobody yet." };
	struct at_person_row *rows;
	const char **cells;
	enum at_status st = at_action_person_rows(&cli->call, &rows, &table.n_rows);

	(void)options;
	if (st != AT_OK)
		return st;
	cells = AT_NEW(cli->call.arena, const char *, (size_t)table.n_rows * AT_COUNT(columns));
	table.cells = cells;
	for (int i = 0; i < table.n_rows; i++) {
		const struct at_staff *staff = &rows[i].staff;

		*cells++ = staff->handle;
		*cells++ = staff->name;
		*cells++ = rows[i].roles;
		*cells++ = staff->disabled ? "closed" : staff->password == NULL ? "no password yet"
		    : "in use";
		*cells++ = rows[i].has_factor ? "yes" : "no";
	}
	at_table_text(&cli->out, &table);
	return AT_OK;
}

static enum at_status
run_link(struct at_cli *cli, const void *options)
{
	(void)options;
	return print_once(cli);
}

static enum at_status
run_disable(struct at_cli *cli, const void *options)
{
	enum at_status st = at_action_person_disable(&cli->call, cli->args[0]);

	(void)options;
	if (st == AT_OK)
		at_buffer_printf(&cli->out, "The account of %s is closed.\n", cli->args[0]);
	return st;
}

static enum at_status
run_enable(struct at_cli *cli, const void *options)
{
	enum at_status st = at_action_person_enable(&cli->call, cli->args[0]);

	(void)options;
	if (st == AT_OK)
		at_buffer_printf(&cli->out, "The account of %s is open again.\n", cli->args[0]);
	return st;
}

/* ---- signing in ------------------------------------------------------------------------- */

static enum at_status
run_reset(struct at_cli *cli, const void *options)
{
	struct at_staff staff;
	enum at_status st = at_action_person_find(&cli->call, cli->args[0], &staff);

	(void)options;
	if (st == AT_OK)
		st = at_action_factor_reset(&cli->call, staff.id);
	if (st == AT_OK)
		at_buffer_printf(&cli->out, "%s has no second factor any more and is signed out"
		    " everywhere.\n", cli->args[0]);
	return st;
}

static void
put_logins(struct at_cli *cli, const struct at_login *logins, int n, const struct at_zone *zone)
{
	static const struct at_column columns[] = {
		{ .title = "Browser" }, { .title = "Since" }, { .title = "Last used" },
	};
	struct at_table table = { .columns = columns, .n_columns = (int)AT_COUNT(columns),
		.n_rows = n, .empty = "Signed in nowhere." };
	const char **cells = AT_NEW(cli->call.arena, const char *, (size_t)n * AT_COUNT(columns));

	table.cells = cells;
	for (int i = 0; i < n; i++) {
		*cells++ = logins[i].device[0] != '\0' ? logins[i].device : "unknown";
		*cells++ = at_cli_local(cli, zone, logins[i].made);
		*cells++ = at_cli_local(cli, zone, logins[i].seen);
	}
	at_table_text(&cli->out, &table);
}

static enum at_status
run_logins(struct at_cli *cli, const void *options)
{
	const struct at_zone *zone;
	struct at_login *logins;
	struct at_staff staff;
	int n;
	enum at_status st = at_action_person_find(&cli->call, cli->args[0], &staff);

	(void)options;
	if (st == AT_OK)
		st = at_action_logins(&cli->call, staff.id, &logins, &n);
	if (st == AT_OK)
		st = at_action_logins_zone(&cli->call, &zone);
	if (st == AT_OK)
		put_logins(cli, logins, n, zone);
	return st;
}

static enum at_status
run_end(struct at_cli *cli, const void *options)
{
	struct at_staff staff;
	enum at_status st = at_action_person_find(&cli->call, cli->args[0], &staff);

	(void)options;
	if (st == AT_OK)
		st = at_action_logins_end(&cli->call, staff.id);
	if (st == AT_OK)
		at_buffer_printf(&cli->out, "%s is signed out everywhere.\n", cli->args[0]);
	return st;
}

/* A hundred hours in which there were any are more than anybody reads. */
enum { MOST_HOURS = 100 };

static enum at_status
run_tries(struct at_cli *cli, const void *options)
{
	static const struct at_column columns[] = {
		{ .title = "Hour from" }, { .title = "Failed", .number = true },
		{ .title = "Accounts", .number = true },
		{ .title = "Unknown names", .number = true },
		{ .title = "Networks", .number = true },
	};
	struct at_table table = { .columns = columns, .n_columns = (int)AT_COUNT(columns),
		.empty = "No sign-in has failed." };
	struct at_arena *arena = cli->call.arena;
	const struct at_zone *zone;
	struct at_tried_hour *hours;
	const char **cells;
	enum at_status st = at_action_tried(&cli->call, MOST_HOURS, &hours, &table.n_rows);

	(void)options;
	if (st == AT_OK)
		st = at_action_logins_zone(&cli->call, &zone);
	if (st != AT_OK)
		return st;
	cells = AT_NEW(arena, const char *, (size_t)table.n_rows * AT_COUNT(columns));
	table.cells = cells;
	for (int i = 0; i < table.n_rows; i++) {
		*cells++ = at_cli_local(cli, zone, hours[i].from);
		*cells++ = at_printf(arena, "%d", hours[i].tries);
		*cells++ = at_printf(arena, "%d", hours[i].accounts);
		*cells++ = at_printf(arena, "%d", hours[i].unknown);
		*cells++ = at_printf(arena, "%d", hours[i].networks);
	}
	at_table_text(&cli->out, &table);
	return AT_OK;
}

static const struct at_command verbs[] = {
	{
		.name = "add", .summary = "let somebody in; prints a one-time sign-in link",
		.arguments = "SIGN-IN-NAME", .n_least = 1, .n_most = 1,
		.about = "Roles: therapist, supervisor, contact, cover, lead, researcher,"
		    " administrator, privacy.\nOne at a site counts at its sub-sites too; without a"
		    " site, everywhere.",
		.example = "  attune user add ola --name 'Ola Dahl' --role therapist@bergen",
		.flags = add_flags, .n_flags = (int)AT_COUNT(add_flags),
		.options_bytes = sizeof(struct add_options),
		.folder = AT_FOLDER_OPEN, .run = run_add,
	}, {
		.name = "list", .summary = "who works here",
		.example = "  attune user list",
		.folder = AT_FOLDER_OPEN, .run = run_list,
	}, {
		.name = "link", .summary = "another one-time sign-in link",
		.arguments = "SIGN-IN-NAME", .n_least = 1, .n_most = 1,
		.example = "  attune user link ola",
		.folder = AT_FOLDER_OPEN, .run = run_link,
	}, {
		.name = "disable", .summary = "close an account",
		.arguments = "SIGN-IN-NAME", .n_least = 1, .n_most = 1,
		.about = "Browsers that are signed in are signed out.  What was done stays.",
		.example = "  attune user disable ola",
		.folder = AT_FOLDER_OPEN, .run = run_disable,
	}, {
		.name = "enable", .summary = "open a closed account again",
		.arguments = "SIGN-IN-NAME", .n_least = 1, .n_most = 1,
		.about = "The password is the one it had.",
		.example = "  attune user enable ola",
		.folder = AT_FOLDER_OPEN, .run = run_enable,
	}, {
		.name = "reset", .summary = "take a lost second factor away",
		.arguments = "SIGN-IN-NAME", .n_least = 1, .n_most = 1,
		.about = "For a lost phone without recovery codes: make sure that it is they who"
		    " ask.\nThey come in by password or one-time link alone, and are signed out"
		    " until then.",
		.example = "  attune user reset ola",
		.folder = AT_FOLDER_OPEN, .run = run_reset,
	}, {
		.name = "logins", .summary = "where somebody is signed in",
		.arguments = "SIGN-IN-NAME", .n_least = 1, .n_most = 1,
		.example = "  attune user logins ola",
		.folder = AT_FOLDER_OPEN, .run = run_logins,
	}, {
		.name = "end", .summary = "sign somebody out everywhere",
		.arguments = "SIGN-IN-NAME", .n_least = 1, .n_most = 1,
		.example = "  attune user end ola",
		.folder = AT_FOLDER_OPEN, .run = run_end,
	}, {
		.name = "tries", .summary = "sign-ins that failed, by the hour",
		.about = "Of the last 90 days, the newest first.  Networks are counted, never"
		    " named.",
		.example = "  attune user tries",
		.folder = AT_FOLDER_OPEN, .run = run_tries,
	},
};

const struct at_command at_command_user = {
	.name = "user", .summary = "staff: add, list, let in, sign out",
	.verbs = verbs, .n_verbs = (int)AT_COUNT(verbs),
};
