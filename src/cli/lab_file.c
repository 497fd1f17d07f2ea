/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the laboratory reads and saves: tables, their columns, files that are whole. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/split.h"
#include "cli/lab.h"

static void
close_stream(void *file)
{
	fclose(file);
}

/* What `fd` holds, in a file without a name. */
static enum at_status
spool(struct at_cli *cli, const char *name, int fd, int *out)
{
	char part[64 * 1024];
	FILE *file = tmpfile();
	ssize_t n = 0;

	if (file == NULL)
		return at_fail(&cli->err, AT_IO, "no temporary file: %s", strerror(errno));
	at_arena_defer(cli->call.arena, close_stream, file);
	while ((n = read(fd, part, sizeof part)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return at_fail(&cli->err, AT_IO, "%s cannot be read: %s", name,
			    strerror(errno));
		if (fwrite(part, 1, (size_t)n, file) != (size_t)n)
			break;
	}
	if (n != 0 || fflush(file) != 0 || fseek(file, 0, SEEK_SET) != 0)
		return at_fail(&cli->err, AT_IO, "temporary file: %s", strerror(errno));
	*out = fileno(file);
	return AT_OK;
}

enum at_status
at_lab_open(struct at_cli *cli, const char *file, bool twice, struct at_csv **out)
{
	bool typed = strcmp(file, "-") == 0;
	FILE *stream = typed ? stdin : fopen(file, "rb");
	struct at_csv_source source = { .name = typed ? "standard input" : file };
	enum at_status st = AT_OK;

	if (stream == NULL)
		return at_fail(&cli->err, errno == ENOENT ? AT_NOT_FOUND : AT_IO,
		    "%s cannot be opened: %s", file, strerror(errno));
	if (!typed)
		at_arena_defer(cli->call.arena, close_stream, stream);
	source.fd = fileno(stream);
	if (twice && lseek(source.fd, 0, SEEK_CUR) < 0)
		st = spool(cli, source.name, source.fd, &source.fd);
	return st == AT_OK ? at_csv_open(cli->call.arena, &source, out, &cli->err) : st;
}

/* ---- columns ------------------------------------------------------------------------ */

struct range {
	const char *stem;               /* "i" */
	long from, to;
};

/* "i1..i9": one word, and a number that goes up. */
static bool
is_range(struct at_arena *arena, const char *text, struct range *out)
{
	const char *dots = strstr(text, ".."), *second;
	size_t stem = strcspn(text, "0123456789");
	char *end;

	if (dots == NULL || text + stem >= dots)
		return false;
	second = dots + 2;
	out->from = strtol(text + stem, &end, 10);
	if (end != dots || strncmp(text, second, stem) != 0 || second[stem] < '0'
	    || second[stem] > '9')
		return false;
	out->to = strtol(second + stem, &end, 10);
	out->stem = at_strndup(arena, text, stem);
	return *end == '\0' && out->to >= out->from && out->to - out->from < 10000;
}

struct columns {
	int *at;
	int n;
};

static enum at_status
add_column(struct at_cli *cli, const struct at_csv *csv, const char *name, struct columns *c)
{
	int found;
	enum at_status st = at_csv_find(csv, name, &found, &cli->err);

	if (st != AT_OK)
		return st;
	for (int i = 0; i < c->n; i++)
		if (c->at[i] == found)
			return at_cli_usage(cli, "column \"%s\" is named twice", name);
	c->at = at_one_more(cli->call.arena, c->at, c->n, sizeof *c->at);
	c->at[c->n++] = found;
	return AT_OK;
}

enum at_status
at_lab_columns(struct at_cli *cli, const struct at_csv *csv, const char *list,
    const int **out, int *out_n)
{
	const struct at_parts parts = at_split(cli->call.arena, list, ",");
	struct columns c = { .n = 0 };
	struct range range;
	enum at_status st = AT_OK;

	for (int i = 0; i < parts.n && st == AT_OK; i++) {
		if (!is_range(cli->call.arena, parts.at[i], &range)) {
			st = add_column(cli, csv, parts.at[i], &c);
			continue;
		}
		for (long k = range.from; k <= range.to && st == AT_OK; k++)
			st = add_column(cli, csv, at_printf(cli->call.arena, "%s%ld", range.stem,
			    k), &c);
	}
	if (st != AT_OK)
		return st;
	if (c.n == 0)
		return at_cli_usage(cli, "expected names of columns, found \"%s\"", list);
	*out = c.at;
	*out_n = c.n;
	return AT_OK;
}

/* ---- saving ------------------------------------------------------------------------- */

static enum at_status
write_all(struct at_cli *cli, const char *file, const char *beside, const char *bytes,
    size_t n_bytes)
{
	FILE *stream = fopen(beside, "wb");
	bool written;

	if (stream == NULL)
		return at_fail(&cli->err, AT_IO, "%s cannot be written: %s", file,
		    strerror(errno));
	written = fwrite(bytes, 1, n_bytes, stream) == n_bytes;
	written = fclose(stream) == 0 && written;
	if (written && rename(beside, file) == 0)
		return AT_OK;
	at_fail(&cli->err, AT_IO, "%s cannot be written: %s", file, strerror(errno));
	unlink(beside);
	return AT_IO;
}

enum at_status
at_lab_save(struct at_cli *cli, const char *file, const char *bytes, size_t n_bytes)
{
	if (strcmp(file, "-") == 0) {
		at_buffer_add(&cli->out, bytes, n_bytes);
		return AT_OK;
	}
	return write_all(cli, file, at_printf(cli->call.arena, "%s.part", file), bytes, n_bytes);
}
