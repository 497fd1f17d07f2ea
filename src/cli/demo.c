/* SPDX-License-Identifier: GPL-3.0-or-later */
/* attune demo: a small invented clinic, made once and served. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "action/demo.h"
#include "base/embed.h"
#include "cli/folder.h"
#include "cli/init.h"
#include "cli/serve.h"
#include "report/table.h"

struct options {
	const char *listen;
	bool no_serve;
};

static const struct at_flag flags[] = {
	{ "listen", AT_FLAG_TEXT, "ADDR:PORT", "where to listen (127.0.0.1:8080); port 0: any",
	    offsetof(struct options, listen), false },
	{ "no-serve", AT_FLAG_SWITCH, NULL, "make it, print the links and stop",
	    offsetof(struct options, no_serve), false },
};

static const char clinic_file[] = "demo/clinic.txt";

/* In the data folder: says to people and to us that everybody in it is invented.  Sign-in
 * links for everybody are printed for no other folder. */
static const char mark_name[] = "DEMONSTRATION";
static const char mark_text[] = "attune demo made this folder: every person in it is invented.\n";

static const char *
mark_path(struct at_cli *cli)
{
	return at_printf(cli->call.arena, "%s/%s", cli->folder.data, mark_name);
}

static bool
is_empty(struct at_cli *cli)
{
	DIR *dir = opendir(cli->folder.data);
	struct dirent *entry;
	bool empty = true;

	while (dir != NULL && (entry = readdir(dir)) != NULL)
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			empty = false;
	if (dir != NULL)
		closedir(dir);
	return empty;
}

static enum at_status
mark(struct at_cli *cli)
{
	const char *path = mark_path(cli);
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	bool written = fd >= 0 && write(fd, mark_text, sizeof mark_text - 1)
	    == (ssize_t)sizeof mark_text - 1;

	if (fd >= 0 && close(fd) != 0)
		written = false;
	return written ? AT_OK : at_fail(&cli->err, AT_IO, "%s: %s", path, strerror(errno));
}

static enum at_status
tell_history(struct at_cli *cli)
{
	const struct at_embedded *file = at_embed_find(clinic_file);
	at_ms now = cli->call.now;
	struct at_clinic clinic;
	enum at_status st = at_clinic_parse(cli->call.arena, file->name, file->bytes,
	    file->n_bytes, &clinic, &cli->err);

	cli->call.now = now - AT_DEMO_HISTORY;
	cli->folder.hasty = true;       /* a half-made demonstration is refused and made anew */
	if (st == AT_OK)
		st = at_cli_make_clinic(cli, &clinic);
	if (st == AT_OK)
		st = at_action_demo_fill(&cli->call, now, true);
	if (st == AT_OK)
		st = mark(cli);
	at_folder_close(cli);
	cli->folder.hasty = false;
	cli->call.now = now;
	return st;
}

/* It takes some seconds.  A Ctrl-C meanwhile waits, so that nothing half made is left. */
static enum at_status
make(struct at_cli *cli)
{
	sigset_t held, before;
	enum at_status st;

	sigemptyset(&held);
	sigaddset(&held, SIGINT);
	sigaddset(&held, SIGTERM);
	sigprocmask(SIG_BLOCK, &held, &before);
	st = tell_history(cli);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return st;
}

static enum at_status
check_folder(struct at_cli *cli, bool *out_there)
{
	at_folder_settle(cli);
	*out_there = access(mark_path(cli), F_OK) == 0;
	if (*out_there || is_empty(cli))
		return AT_OK;
	return at_fail(&cli->err, AT_INVALID, "%s holds something else than the demonstration (or"
	    " one that was interrupted): expected an empty folder, or none", cli->folder.data);
}

static void
print_doors(struct at_cli *cli, const char *caption, const struct at_demo_door *doors, int n)
{
	static const struct at_column columns[] = {
		{ .title = "As" }, { .title = "Who" }, { .title = "Address" },
	};
	struct at_table table = { .caption = caption, .columns = columns,
		.n_columns = (int)AT_COUNT(columns), .n_rows = n };
	const char **cells = AT_NEW(cli->call.arena, const char *, (size_t)n * AT_COUNT(columns));

	table.cells = cells;
	for (int i = 0; i < n; i++) {
		*cells++ = doors[i].what;
		*cells++ = doors[i].who;
		*cells++ = doors[i].url;
	}
	at_table_text(&cli->out, &table);
	at_buffer_text(&cli->out, "\n");
}

static enum at_status
print_links(struct at_cli *cli)
{
	struct at_demo_doors doors;
	enum at_status st = at_action_demo_doors(&cli->call, &doors);

	if (st != AT_OK)
		return st;
	at_buffer_printf(&cli->out, "A demonstration in %s: everybody and everything in it is"
	    " invented.\n\n", cli->folder.data);
	print_doors(cli, "Sign in, each address once and within a day:", doors.roles,
	    doors.n_roles);
	print_doors(cli, "Fill in a form as a client:", doors.forms, doors.n_forms);
	return AT_OK;
}

static enum at_status
print_ready(struct at_cli *cli)
{
	enum at_status st = print_links(cli);

	if (st == AT_OK)
		at_buffer_text(&cli->out, "Ctrl-C stops it; the same command goes on with it.\n");
	return st;
}

static enum at_status
run(struct at_cli *cli, const void *given)
{
	const struct options *options = given;
	const struct at_serve serve = { .listen = options->listen, .ready = print_ready,
		.ends_with_terminal = true };
	bool there;
	enum at_status st = check_folder(cli, &there);

	if (st == AT_OK && !there)
		st = make(cli);
	if (st != AT_OK)
		return st;
	if (!options->no_serve)
		return at_cli_serve(cli, &serve);
	st = at_folder_open(cli, false);
	return st == AT_OK ? print_links(cli) : st;
}

const struct at_command at_command_demo = {
	.name = "demo",
	.summary = "make a demonstration clinic and serve it",
	.about = "Some sixty invented clients with weeks of history in three languages, and a"
	    " one-time\nsign-in link for each role.  The folder must be empty, or a"
	    " demonstration already.",
	.example = "  attune demo --data ./demo-data",
	.flags = flags, .n_flags = (int)AT_COUNT(flags), .options_bytes = sizeof(struct options),
	.folder = AT_FOLDER_TAKEN,
	.run = run,
};
