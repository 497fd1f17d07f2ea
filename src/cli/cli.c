/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Picks a command, reads its options, runs it and turns what came of it into a status. */
#include <errno.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/near.h"
#include "base/words.h"
#include "cli/command.h"
#include "cli/folder.h"

enum { MAX_FILE_BYTES = 4 * 1024 * 1024 };

const struct at_flag at_folder_flags[] = {
	{ "data", AT_FLAG_TEXT, "DIR", "the data folder ($ATTUNE_DATA, or ./attune-data)",
	    offsetof(struct at_folder_options, data), false },
	{ "db", AT_FLAG_TEXT, "URL", "a PostgreSQL database instead of DIR/attune.db",
	    offsetof(struct at_folder_options, db), false },
	{ "key-file", AT_FLAG_TEXT, "FILE", "the master key instead of DIR/keys/master",
	    offsetof(struct at_folder_options, key_file), false },
	{ "org", AT_FLAG_TEXT, "ID", "the organisation, when the folder has several",
	    offsetof(struct at_folder_options, org), false },
	{ "public-url", AT_FLAG_TEXT, "URL", "the address in links (the one last served)",
	    offsetof(struct at_folder_options, public_url), false },
};
const int at_n_folder_flags = (int)AT_COUNT(at_folder_flags);

enum at_status
at_cli_usage(struct at_cli *cli, const char *format, ...)
{
	char text[sizeof cli->err.text];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	cli->wrong_usage = true;
	return at_fail(&cli->err, AT_INVALID, "%s", text);
}

enum at_status
at_cli_flush(struct at_cli *cli)
{
	bool written = fwrite(at_buffer_string(&cli->out), 1, cli->out.n_bytes, stdout)
	    == cli->out.n_bytes && fflush(stdout) == 0;

	cli->out.n_bytes = 0;
	return written ? AT_OK : at_fail(&cli->err, AT_IO, "standard output: %s",
	    strerror(errno));
}

enum at_status
at_cli_id(struct at_cli *cli, const char *text, at_id *out)
{
	if (at_id_parse(text, out))
		return AT_OK;
	return at_cli_usage(cli, "\"%s\" is no id: expected %d letters and digits", text,
	    AT_ID_CHARS);
}

const char *
at_cli_moment(struct at_cli *cli, at_ms at)
{
	char iso[AT_ISO_ROOM];

	if (at == 0)
		return "";
	at_time_iso(at, iso);
	return at_printf(cli->call.arena, "%.10s %.5s", iso, iso + 11);
}

const char *
at_cli_id_text(struct at_cli *cli, at_id id)
{
	char text[AT_ID_ROOM];

	at_id_format(id, text);
	return at_strdup(cli->call.arena, text);
}

enum at_status
at_cli_read(struct at_cli *cli, const char *file, struct at_file *out)
{
	return at_file_read(cli->call.arena, file, MAX_FILE_BYTES, &out->bytes, &out->n_bytes,
	    &cli->err);
}

/* ---- one command -------------------------------------------------------------------- */

static enum at_status
parse(struct at_cli *cli, int argc, char **argv, void *into)
{
	const struct at_command *command = cli->command;
	const struct at_flag_set sets[] = {
		{ command->flags, command->n_flags, into },
		{ at_folder_flags, at_n_folder_flags, &cli->folder },
	};
	const struct at_flags flags = { sets, command->folder == AT_FOLDER_NONE ? 1 : 2 };
	enum at_status st = at_flags_parse(cli->call.arena, &flags, argc, argv, &cli->args,
	    &cli->n_args, &cli->err);

	cli->wrong_usage = true;
	if (st == AT_OK)
		st = at_flags_complete(&flags, &cli->err);
	if (st == AT_OK && cli->n_args < command->n_least)
		st = at_fail(&cli->err, AT_INVALID, "expected %s", command->arguments);
	if (st == AT_OK && cli->n_args > command->n_most)
		st = at_fail(&cli->err, AT_INVALID, "\"%s\" is too much",
		    cli->args[command->n_most]);
	if (st != AT_OK)
		return st;
	cli->wrong_usage = false;
	return AT_OK;
}

static enum at_status
run(struct at_cli *cli, int argc, char **argv)
{
	void *options = at_alloc(cli->call.arena, 1, cli->command->options_bytes + 1);
	enum at_status st = parse(cli, argc, argv, options);

	if (st == AT_OK && cli->command->folder == AT_FOLDER_OPEN)
		st = at_folder_open(cli, false);
	return st == AT_OK ? cli->command->run(cli, options) : st;
}

static bool
asks_for_help(int argc, char **argv)
{
	for (int i = 0; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
			return true;
	return false;
}

static enum at_status
no_such(struct at_cli *cli, const char *name, const char **names, int n)
{
	const char *near = at_near(name, names, n);

	if (near == NULL)
		return at_cli_usage(cli, "there is no command \"%s\"", name);
	return at_cli_usage(cli, "there is no command \"%s\"; did you mean %s?", name, near);
}

static enum at_status
pick_verb(struct at_cli *cli, int argc, char **argv)
{
	const struct at_command *group = cli->command;
	const char **names = AT_NEW(cli->call.arena, const char *, (size_t)group->n_verbs);

	if (asks_for_help(argc < 1 ? argc : 1, argv)) {
		at_help_command(&cli->out, cli->name, group);
		return AT_OK;
	}
	if (argc == 0)
		return at_cli_usage(cli, "which command?");
	for (int i = 0; i < group->n_verbs; i++) {
		names[i] = group->verbs[i].name;
		if (strcmp(argv[0], names[i]) == 0)
			cli->command = &group->verbs[i];
	}
	if (cli->command == group)
		return no_such(cli, argv[0], names, group->n_verbs);
	cli->name = at_printf(cli->call.arena, "%s %s", group->name, argv[0]);
	return AT_OK;
}

static enum at_status
pick(struct at_cli *cli, const char *name)
{
	const char **names;
	int n_listed, n = 0;
	const struct at_listed *list = at_command_list(&n_listed);

	cli->command = at_command_find(name);
	if (cli->command != NULL) {
		cli->name = name;
		return AT_OK;
	}
	names = AT_NEW(cli->call.arena, const char *, (size_t)n_listed);
	for (int i = 0; i < n_listed; i++)
		if (list[i].command != NULL)
			names[n++] = list[i].command->name;
	return no_such(cli, name, names, n);
}

static enum at_status
run_named(struct at_cli *cli, int argc, char **argv)
{
	enum at_status st = pick(cli, argv[0]);

	argc--;
	argv++;
	if (st == AT_OK && cli->command->n_verbs > 0) {
		st = pick_verb(cli, argc, argv);
		if (st != AT_OK || cli->command->n_verbs > 0)
			return st;
		argc--;
		argv++;
	}
	if (st != AT_OK)
		return st;
	if (!asks_for_help(argc, argv))
		return run(cli, argc, argv);
	at_help_command(&cli->out, cli->name, cli->command);
	return AT_OK;
}

/* `attune help user add` is `attune user add --help`. */
static enum at_status
run_help(struct at_cli *cli, int argc, char **argv)
{
	char **turned = AT_NEW(cli->call.arena, char *, (size_t)argc + 1);

	if (argc == 0) {
		at_help_all(&cli->out);
		return AT_OK;
	}
	memcpy(turned, argv, (size_t)argc * sizeof *argv);
	turned[argc] = at_strdup(cli->call.arena, "--help");
	return run_named(cli, argc + 1, turned);
}

static enum at_status
run_any(struct at_cli *cli, int argc, char **argv)
{
	const char *first = argc > 0 ? argv[0] : "help";

	if (strcmp(first, "help") == 0 || strcmp(first, "--help") == 0 || strcmp(first, "-h") == 0)
		return run_help(cli, argc > 0 ? argc - 1 : 0, argc > 0 ? argv + 1 : argv);
	if (strcmp(first, "--version") == 0) {
		at_buffer_text(&cli->out, "attune " AT_VERSION "\n");
		return AT_OK;
	}
	return run_named(cli, argc, argv);
}

/* ---- the boundary ------------------------------------------------------------------- */

static int
finish(struct at_cli *cli, enum at_status st)
{
	const char *blank = cli->name[0] == '\0' ? "" : " ";
	enum at_status flushed;

	if (st != AT_OK && cli->whole)
		cli->out.n_bytes = 0;
	flushed = at_cli_flush(cli);
	if (st == AT_OK)
		st = flushed;
	if (st == AT_OK)
		return AT_EXIT_DONE;
	fprintf(stderr, "attune%s%s: %s\n", blank, cli->name, cli->err.text);
	if (!cli->wrong_usage)
		return AT_EXIT_INPUT;
	fprintf(stderr, "Try: attune%s%s --help\n", blank, cli->name);
	return AT_EXIT_USAGE;
}

static int
run_in(struct at_arena *arena, const struct at_world *world, int argc, char **argv)
{
	struct at_cli *cli = AT_NEW(arena, struct at_cli, 1);

	cli->world = world;
	cli->name = "";
	cli->random = at_random_kernel();
	cli->out = at_buffer_init(arena);
	cli->call = (struct at_call){ .arena = arena, .err = &cli->err, .random = &cli->random,
		.now = world->now(), .words = at_words_find(NULL) };
	return finish(cli, run_any(cli, argc, argv));
}

/* Memory that runs out ends here, whatever was being done. */
static int
run_bounded(struct at_arena *arena, const struct at_world *world, int argc, char **argv)
{
	if (setjmp(*at_arena_boundary(arena)) == 0)
		return run_in(arena, world, argc, argv);
	fputs("attune: memory is out\n", stderr);
	return AT_EXIT_INTERNAL;
}

int
at_cli_main(const struct at_world *world, int argc, char **argv)
{
	struct at_arena *arena = at_arena_open();
	int status;

	if (arena == NULL) {
		fputs("attune: memory is out\n", stderr);
		return AT_EXIT_INTERNAL;
	}
	status = run_bounded(arena, world, argc, argv);
	at_arena_close(arena);
	return status;
}
