/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What tables of people said of clients when they were imported, as a table of people: a
 * column for each thing that was said of anybody. */
#include <string.h>

#include "action/act.h"
#include "action/export_work.h"
#include "base/split.h"

enum { PAGE = 500 };

struct people {
	struct at_export_work *work;
	struct at_buffer *out;
	const char **columns;
	int n_columns;
	int64_t n_rows;
};

/* "age=49": its name and what was said. */
static const char *
name_of(struct at_arena *arena, const char *line, const char **out_value)
{
	size_t n = strcspn(line, "=");

	*out_value = line + n + (line[n] == '=');
	return at_strndup(arena, line, n);
}

/* Whether something new is said; else what was said goes on over another line. */
static bool
begins(const char *line)
{
	return line[0] != '=' && strchr(line, '=') != NULL;
}

/* ---- columns ----------------------------------------------------------------- */

static int
find_column(const struct people *people, const char *name)
{
	for (int i = 0; i < people->n_columns; i++)
		if (strcmp(people->columns[i], name) == 0)
			return i;
	return -1;
}

static void
add_column(struct people *people, const char *name, int at)
{
	struct at_arena *arena = people->work->call->arena;

	people->columns = at_one_more(arena, people->columns, people->n_columns,
	    sizeof *people->columns);
	memmove(people->columns + at + 1, people->columns + at,
	    (size_t)(people->n_columns - at) * sizeof *people->columns);
	people->columns[at] = at_strdup(arena, name);
	people->n_columns++;
}

/* A new one stands behind the one it was said after, so that the order is the source's. */
static enum at_status
take_columns(struct people *people, at_id client, const struct at_parts *lines)
{
	int at = 0;

	(void)client;
	for (int i = 0; i < lines->n; i++) {
		const char *value, *name = name_of(people->work->page, lines->at[i], &value);
		int found = find_column(people, name);

		if (!begins(lines->at[i]))
			continue;
		if (found < 0)
			add_column(people, name, at);
		at = (found < 0 ? at : found) + 1;
	}
	return AT_OK;
}

/* ---- rows -------------------------------------------------------------------- */

static enum at_status
put_row(struct people *people, at_id client, const struct at_parts *lines)
{
	struct at_export_work *work = people->work;
	const char **cells = AT_NEW(work->page, const char *, (size_t)people->n_columns);
	int at = 0;
	enum at_status st = at_export_name_client(work, client);

	if (st != AT_OK)
		return st;
	for (int i = 0; i < lines->n; i++) {
		const char *value, *name = name_of(work->page, lines->at[i], &value);

		if (!begins(lines->at[i])) {
			cells[at] = at_printf(work->page, "%s\n%s", cells[at] == NULL ? ""
			    : cells[at], lines->at[i]);
			continue;
		}
		at = find_column(people, name);
		cells[at] = value;
	}
	at_export_cell(people->out, work->code, work->plan->spreadsheet);
	for (int i = 0; i < people->n_columns; i++) {
		at_buffer_byte(people->out, ',');
		at_export_cell(people->out, cells[i] == NULL ? "" : cells[i],
		    work->plan->spreadsheet);
	}
	at_buffer_byte(people->out, '\n');
	people->n_rows++;
	return AT_OK;
}

/* ---- both ways through -------------------------------------------------------- */

typedef enum at_status each(struct people *people, at_id client, const struct at_parts *lines);

/* One client of whom something was said, unless nothing of them may go out. */
static enum at_status
visit(struct people *people, const struct at_import_client *imported, each *fn)
{
	struct at_export_work *work = people->work;
	struct at_call call = *work->call;
	struct at_client client;
	struct at_parts lines;
	const char *about;
	enum at_status st;

	if (imported->about.n_bytes == 0
	    || at_export_kept_back(work, imported->client) != NULL)
		return AT_OK;
	call.arena = work->page;
	st = at_client_load(call.arena, work->db, call.who->org, imported->client, &client,
	    call.err);
	if (st == AT_OK)
		st = at_act_unseal(&call, &client, "import.about", client.id, imported->about,
		    &about);
	if (st != AT_OK || about[0] == '\0')
		return st;
	lines = at_split(call.arena, about, "\n");
	return fn(people, client.id, &lines);
}

static enum at_status
visit_all(struct people *people, each *fn)
{
	struct at_export_work *work = people->work;
	struct at_call *call = work->call;
	at_id after = 0;
	enum at_status st = AT_OK;

	while (st == AT_OK) {
		struct at_import_client *page;
		int n;

		at_arena_clear(work->page);
		st = at_import_client_list(work->page, work->db, call->who->org, after, PAGE, &page,
		    &n, call->err);
		if (st != AT_OK || n == 0)
			return st;
		for (int i = 0; i < n && st == AT_OK; i++)
			st = visit(people, &page[i], fn);
		after = page[n - 1].client;
	}
	return st;
}

enum at_status
at_export_people(struct at_export_work *work, struct at_buffer *out, int64_t *out_rows)
{
	struct people people = { .work = work, .out = out };
	enum at_status st = visit_all(&people, take_columns);

	*out_rows = 0;
	if (st != AT_OK || people.n_columns == 0)
		return st;
	at_buffer_text(out, "client");
	for (int i = 0; i < people.n_columns; i++) {
		at_buffer_byte(out, ',');
		at_export_cell(out, people.columns[i], work->plan->spreadsheet);
	}
	at_buffer_byte(out, '\n');
	st = visit_all(&people, put_row);
	*out_rows = people.n_rows;
	return st;
}
