/* SPDX-License-Identifier: GPL-3.0-or-later */
/* attune import: tables of what a clinic has from before, taken in. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "action/import.h"
#include "base/csv.h"
#include "cli/command.h"
#include "cli/copying.h"

enum { MOST_SAID = 20 };                /* problems on standard error */

struct options {
	const char *map, *errors;
	bool dry_run;
};

static const struct at_flag flags[] = {
	{ "dry-run", AT_FLAG_SWITCH, NULL, "say what would happen, write nothing",
	    offsetof(struct options, dry_run), false },
	{ "map", AT_FLAG_TEXT, "FILE", "which code of the tables is what here",
	    offsetof(struct options, map), false },
	{ "errors", AT_FLAG_TEXT, "FILE", "rows that cannot be taken in go there, the rest goes in",
	    offsetof(struct options, errors), false },
};

/* ---- what is said on the way ------------------------------------------------------------ */

struct telling {
	struct at_arena *arena;         /* of one problem */
	FILE *errors;                   /* NULL: none are kept */
	int n_said;
};

static void
keep_problem(struct telling *t, const struct at_import_problem *p)
{
	struct at_buffer row = at_buffer_init(t->arena);

	at_csv_put_guarded(&row, p->file);      /* somebody opens it with a spreadsheet */
	at_buffer_printf(&row, ",%" PRId64 ",", p->line);
	at_csv_put_guarded(&row, p->column);
	at_buffer_byte(&row, ',');
	at_csv_put_guarded(&row, p->text);
	at_buffer_byte(&row, '\n');
	fwrite(row.bytes, 1, row.n_bytes, t->errors);
	at_arena_clear(t->arena);
}

static void
tell_problem(void *ptr, const struct at_import_problem *p)
{
	struct telling *t = ptr;

	if (t->errors != NULL)
		keep_problem(t, p);
	if (++t->n_said > MOST_SAID)
		return;
	fprintf(stderr, "%s:%" PRId64 ": %s%s%s%s\n", p->file, p->line,
	    p->column[0] != '\0' ? "column \"" : "", p->column,
	    p->column[0] != '\0' ? "\": " : "", p->text);
}

static void
tell_rest(const struct telling *t)
{
	if (t->n_said > MOST_SAID)
		fprintf(stderr, "... and %d more\n", t->n_said - MOST_SAID);
}

/* Whatever is said next overwrites it. */
static bool
tell_progress(void *ptr, const char *what, int64_t n)
{
	(void)ptr;
	if (isatty(STDERR_FILENO))
		fprintf(stderr, "%" PRId64 " %s\r", n, what);
	return !at_copying_stopped();
}

/* ---- what came of it -------------------------------------------------------------------- */

static void
put_seen(struct at_cli *cli, const struct at_import_seen *seen)
{
	at_buffer_printf(&cli->out, "  %-12s %s%s: %" PRId64 " forms, %" PRId64 " answers to %d"
	    " items", seen->code, seen->open ? "nobody here knows it, it is called " : "is ",
	    seen->id, seen->n_forms, seen->n_answers, seen->n_items);
	if (seen->lowest <= seen->highest)
		at_buffer_printf(&cli->out, ", from %d to %d, together %" PRId64, seen->lowest,
		    seen->highest, seen->total);
	at_buffer_text(&cli->out, "\n");
}

static void
put_sum(struct at_cli *cli, const struct at_import_sum *sum, bool dry_run)
{
	const struct { int64_t n; const char *what; bool written; } counts[] = {
		{ sum->clients, "new clients", true },
		{ sum->therapists, "new therapists, who cannot sign in yet", true },
		{ sum->clinics, "new sites", true },
		{ sum->sessions, "new sessions", true },
		{ sum->forms, "new forms", true },
		{ sum->forms_fuller, "forms that hold more than what was imported before", true },
		{ sum->answers, "new answers", true },
		{ sum->clients_told, "clients of whom a table of people says something new", true },
		{ sum->clients_with, "clients who have one more therapist", true },
		{ sum->episodes_ended, "courses of therapy that have ended", true },
		{ sum->alerts, "safety answers of the last two weeks, each an open alert", true },
		{ sum->history, "older safety answers, kept as history", true },
		{ sum->forms_same, "forms that are here already", false },
		{ sum->n_repeated, "rows that say again what another says", false },
		{ sum->n_problems, "rows that cannot be taken in", false },
		{ sum->forms_aside, "forms set aside", false },
		{ sum->clients_aside, "clients set aside", false },
		{ sum->clients_elsewhere, "clients who stay at their site here: a table has them"
		    " at another", false },
		{ sum->clients_erased, "clients who were erased here, and stay so", false },
		{ sum->clients_restricted, "clients whose record is restricted, left alone",
		    false },
	};
	bool any = false;

	at_buffer_printf(&cli->out, sum->n_rows == 1 ? "%" PRId64 " row of answers was read.\n"
	    : "%" PRId64 " rows of answers were read.\n", sum->n_rows);
	for (int i = 0; i < sum->n_unused; i++)
		at_buffer_printf(&cli->out, "  columns not looked at in %s\n", sum->unused[i]);
	for (int i = 0; i < sum->n_seen; i++)
		put_seen(cli, &sum->seen[i]);
	at_buffer_text(&cli->out, dry_run ? "This would be written:\n" : "This was written:\n");
	for (size_t i = 0; i < AT_COUNT(counts); i++) {
		if (counts[i].n > 0)
			at_buffer_printf(&cli->out, "  %8" PRId64 "  %s\n", counts[i].n,
			    counts[i].what);
		any |= counts[i].written && counts[i].n > 0;
	}
	if (!any)
		at_buffer_text(&cli->out, "  nothing new\n");
}

/* ---- the command ------------------------------------------------------------------------ */

static void
close_stream(void *file)
{
	fclose(file);
}

/* While somebody types, Ctrl-C is nobody's to hold; nothing is written yet. */
static void
hold(const struct at_cli *cli)
{
	for (int i = 0; i < cli->n_args; i++)
		if (strcmp(cli->args[i], "-") == 0)
			return;
	at_copying_hold();
}

static enum at_status
open_tables(struct at_cli *cli, struct at_import_file *out)
{
	for (int i = 0; i < cli->n_args; i++) {
		bool typed = strcmp(cli->args[i], "-") == 0;
		FILE *stream = typed ? stdin : fopen(cli->args[i], "rb");

		if (stream == NULL)
			return at_fail(&cli->err, errno == ENOENT ? AT_NOT_FOUND : AT_IO,
			    "%s cannot be opened: %s", cli->args[i], strerror(errno));
		if (!typed)
			at_arena_defer(cli->call.arena, close_stream, stream);
		out[i] = (struct at_import_file){ typed ? "standard input" : cli->args[i],
			fileno(stream) };
	}
	return AT_OK;
}

static enum at_status
read_map(struct at_cli *cli, const char *map, struct at_import_plan *plan)
{
	struct at_file file;
	enum at_status st;

	if (map == NULL)
		return AT_OK;
	st = at_cli_read(cli, map, &file);
	if (st != AT_OK)
		return st;
	plan->map_name = map;
	plan->map_bytes = file.bytes;
	plan->n_map_bytes = file.n_bytes;
	return AT_OK;
}

static bool
is_same(const char *path, int fd)
{
	struct stat a, b;

	return stat(path, &a) == 0 && fstat(fd, &b) == 0 && a.st_dev == b.st_dev
	    && a.st_ino == b.st_ino;
}

static const char head[] = "file,line,column,problem\n";

/* Whether a file may be written over: only a list of an earlier time, or nothing. */
static bool
is_list(int fd)
{
	char said[sizeof head - 1];
	struct stat st;

	return fstat(fd, &st) == 0 && (!S_ISREG(st.st_mode) || st.st_size == 0
	    || (read(fd, said, sizeof said) == (ssize_t)sizeof said
	        && memcmp(said, head, sizeof said) == 0 && lseek(fd, 0, SEEK_SET) == 0
	        && ftruncate(fd, 0) == 0));
}

static int
open_list(const char *path, bool *out_other)
{
	int fd = strcmp(path, "-") == 0 ? dup(STDOUT_FILENO)
	    : open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	*out_other = strcmp(path, "-") != 0 && fd >= 0 && !is_list(fd);
	return fd;
}

/* For its owner alone: it repeats what tables say of clients. */
static enum at_status
open_errors(struct at_cli *cli, const char *path, const struct at_import_file *files,
    struct telling *t)
{
	bool other;
	int fd;

	if (path == NULL)
		return AT_OK;
	for (int i = 0; i < cli->n_args; i++)
		if (is_same(path, files[i].fd))
			return at_fail(&cli->err, AT_INVALID, "%s is to be taken in: --errors takes"
			    " another name", path);
	fd = open_list(path, &other);
	t->errors = fd < 0 ? NULL : fdopen(fd, "wb");
	if (t->errors == NULL)
		return at_fail(&cli->err, AT_IO, "%s cannot be written: %s", path,
		    strerror(errno));
	if (other)
		return at_fail(&cli->err, AT_CONFLICT, "%s is there already, and something else:"
		    " --errors takes another name", path);
	fputs(head, t->errors);
	return AT_OK;
}

static enum at_status
close_errors(struct at_cli *cli, const char *path, struct telling *t)
{
	bool failed;

	if (t->errors == NULL)
		return AT_OK;
	failed = ferror(t->errors) != 0;
	if (fclose(t->errors) != 0 || failed)
		return at_fail(&cli->err, AT_IO, "%s cannot be written", path);
	return AT_OK;
}

/* Standard output belongs to the rows: the sum goes where messages go. */
static void
tell_aside(struct at_cli *cli)
{
	fwrite(cli->out.bytes, 1, cli->out.n_bytes, stderr);
	cli->out.n_bytes = 0;
}

static enum at_status
run(struct at_cli *cli, const void *given)
{
	const struct options *options = given;
	struct at_import_file *files = AT_NEW(cli->call.arena, struct at_import_file,
	    (size_t)cli->n_args);
	struct telling telling = { .arena = at_arena_open() };
	struct at_import_plan plan = { .files = files, .n_files = cli->n_args,
		.dry_run = options->dry_run, .set_aside = options->errors != NULL,
		.problem = tell_problem, .progress = tell_progress, .ptr = &telling };
	struct at_import_sum sum;
	enum at_status st = open_tables(cli, files), closed;

	if (telling.arena == NULL)
		at_oom(cli->call.arena);
	if (st == AT_OK)
		st = read_map(cli, options->map, &plan);
	if (st == AT_OK)
		st = open_errors(cli, options->errors, files, &telling);
	hold(cli);
	if (st == AT_OK)
		st = at_action_import(&cli->call, &plan, &sum);
	tell_rest(&telling);
	if (st == AT_OK)
		put_sum(cli, &sum, options->dry_run);
	if (options->errors != NULL && strcmp(options->errors, "-") == 0)
		tell_aside(cli);
	closed = close_errors(cli, options->errors, &telling);
	at_arena_close(telling.arena);
	return st == AT_OK ? closed : st;
}

const struct at_command at_command_import = {
	.name = "import",
	.summary = "take in what a clinic has from before",
	.arguments = "FILE...",
	.about = "Tables of answers, a row an answer (item, value) or a row a form (i1 i2 ...), and"
	    " of people;\npacked by gzip or not.  What a code means is found, told by a map, or"
	    " known from last time.\nNothing goes in twice: after a power cut, or with a later"
	    " file, import again.  A row that\ncannot be taken in refuses all, or with --errors"
	    " sets its form aside.",
	.example = "  attune import --data /srv/attune --dry-run forms.csv.gz clients.csv\n"
	    "  attune import --data /srv/attune --map map.txt --errors left.csv forms.csv.gz",
	.flags = flags, .n_flags = (int)AT_COUNT(flags), .options_bytes = sizeof(struct options),
	.n_least = 1, .n_most = 64, .folder = AT_FOLDER_OPEN,
	.run = run,
};
