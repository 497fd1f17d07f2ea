/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/number.h"
#include "cli/lab.h"
#include "report/table.h"

enum {
	BLOCK_ROWS = 1000,              /* rows of text that are aligned together */
	FLUSH_BYTES = 64 * 1024,
	PROGRESS_ROWS = 1 << 18
};

/* Cells of text in an arena of their own, emptied with every block. */
struct at_lab_block {
	struct at_arena *arena;
	const char **cells;
	int n_cells, room;
};

static void
close_block(void *block)
{
	at_arena_close(((struct at_lab_block *)block)->arena);
}

static void
open_block(struct at_lab *lab)
{
	struct at_arena *arena = lab->cli->call.arena;

	lab->block = AT_NEW(arena, struct at_lab_block, 1);
	lab->block->arena = at_arena_open();
	if (lab->block->arena == NULL)
		at_oom(arena);
	at_arena_defer(arena, close_block, lab->block);
}

static void
add_text(struct at_lab_block *block, const char *text)
{
	if (block->n_cells == block->room) {
		block->room = block->room == 0 ? 64 : 2 * block->room;
		block->cells = at_grow(block->arena, block->cells, (size_t)block->n_cells,
		    (size_t)block->room, sizeof *block->cells);
	}
	block->cells[block->n_cells++] = at_strdup(block->arena, text);
}

/* What waits goes out, aligned under the columns' names; or as lines "name value". */
static void
align(struct at_lab *lab)
{
	static const struct at_column lines[] = { { .title = "" }, { .title = "" } };
	struct at_lab_block *block = lab->block;
	int n = lab->table != NULL ? lab->table->n_columns : (int)AT_COUNT(lines);
	struct at_column *columns;
	struct at_table table = { .n_columns = n, .n_rows = block->n_cells / n,
		.cells = block->cells, .columns = lines };
	struct at_buffer text = at_buffer_init(block->arena);
	const char *from;

	if (block->n_cells == 0)
		return;
	columns = AT_NEW(block->arena, struct at_column, (size_t)n);
	for (int i = 0; lab->table != NULL && i < n; i++) {
		const struct at_lab_column *c = &lab->table->columns[i];

		columns[i] = (struct at_column){ c->name, c->unit, c->kind != AT_LAB_WORDS };
	}
	if (lab->table != NULL)
		table.columns = columns;
	at_table_text(&text, &table);
	from = at_buffer_string(&text);
	at_buffer_text(&lab->cli->out, lab->table == NULL ? strchr(from, '\n') + 1 : from);
	at_arena_clear(block->arena);
	*block = (struct at_lab_block){ .arena = block->arena };
}

/* ---- beginning and end -------------------------------------------------------------- */

static enum at_status
pick_format(struct at_cli *cli, const char *format, enum at_lab_format *out)
{
	static const char *const names[] = { "text", "csv", "json" };

	if (format == NULL) {
		*out = isatty(STDOUT_FILENO) ? AT_LAB_TEXT : AT_LAB_JSON;
		return AT_OK;
	}
	for (size_t i = 0; i < AT_COUNT(names); i++)
		if (strcmp(format, names[i]) == 0) {
			*out = (enum at_lab_format)i;
			return AT_OK;
		}
	return at_cli_usage(cli, "--format takes text, csv or json, not \"%s\"", format);
}

enum at_status
at_lab_begin(struct at_cli *cli, const char *format, struct at_lab *out)
{
	enum at_lab_format picked = AT_LAB_TEXT;
	enum at_status st = pick_format(cli, format, &picked);

	if (st != AT_OK)
		return st;
	cli->whole = true;
	*out = (struct at_lab){ .cli = cli, .format = picked,
		.json = at_json_init(&cli->out), .shows_progress = isatty(STDERR_FILENO) };
	if (picked == AT_LAB_TEXT)
		open_block(out);
	if (picked != AT_LAB_JSON)
		return AT_OK;
	at_json_object(&out->json);
	at_lab_object(out, "attune");
	at_lab_put_text(out, "version", AT_VERSION);
	at_lab_put_text(out, "command", cli->name);
	at_lab_object_end(out);
	return AT_OK;
}

static int64_t
dropped(const struct at_lab_used *used)
{
	int64_t n = 0;

	for (int i = 0; i < used->n_whys; i++)
		n += used->whys[i].n;
	return n;
}

/* "40 rows used, 3 not: no score after (2), the same id twice (1)." */
static const char *
used_text(struct at_lab *lab, const struct at_lab_used *used)
{
	struct at_buffer text = at_buffer_init(lab->cli->call.arena);

	at_buffer_printf(&text, "%lld rows used", (long long)used->rows);
	for (int i = 0; i < used->n_whys; i++) {
		if (i == 0)
			at_buffer_printf(&text, ", %lld not:", (long long)dropped(used));
		at_buffer_printf(&text, "%s %s (%lld)", i == 0 ? "" : ",", used->whys[i].why,
		    (long long)used->whys[i].n);
	}
	at_buffer_text(&text, ".");
	return at_buffer_string(&text);
}

static void
put_used(struct at_lab *lab, const struct at_lab_used *used)
{
	at_lab_object(lab, "used");
	at_lab_put_count(lab, "rows", used->rows);
	at_lab_put_count(lab, "dropped", dropped(used));
	at_lab_object(lab, "why");
	for (int i = 0; i < used->n_whys; i++)
		at_lab_put_count(lab, used->whys[i].why, used->whys[i].n);
	at_lab_object_end(lab);
	at_lab_object_end(lab);
}

enum at_status
at_lab_end(struct at_lab *lab, const struct at_lab_used *used)
{
	static const struct at_lab_used none = { .rows = 0 };
	bool read = used != NULL;

	assert(lab->table == NULL && lab->n_nested == 0);
	used = read ? used : &none;
	switch (lab->format) {
	case AT_LAB_TEXT:
		align(lab);
		if (read)
			at_lab_say(lab, "%s", used_text(lab, used));
		break;
	case AT_LAB_CSV:
		/* The table has no place for it. */
		if (used->n_whys > 0)
			fprintf(stderr, "attune %s: %s\n", lab->cli->name, used_text(lab, used));
		break;
	case AT_LAB_JSON:
		put_used(lab, used);
		at_json_end(&lab->json);
		at_buffer_byte(&lab->cli->out, '\n');
		break;
	}
	return at_cli_flush(lab->cli);
}

void
at_lab_drop(struct at_lab_used *used, const char *why)
{
	int i = 0;

	while (i < used->n_whys && strcmp(used->whys[i].why, why) != 0)
		i++;
	assert(i < AT_LAB_WHYS);
	if (i == used->n_whys)
		used->whys[used->n_whys++].why = why;
	used->whys[i].n++;
}

/* Whatever is said next overwrites it. */
void
at_lab_progress(const struct at_lab *lab, int64_t rows)
{
	if (lab->shows_progress && rows % PROGRESS_ROWS == 0)
		fprintf(stderr, "%lld rows\r", (long long)rows);
}

/* ---- named values ------------------------------------------------------------------- */

static const char *
number_text(struct at_arena *arena, double number, int decimals)
{
	if (isnan(number))
		return "-";
	return decimals > 0 ? at_printf(arena, "%.*f", decimals, number)
	    : at_printf(arena, "%.6g", number);
}

/* A line of text; the objects around it are part of its name. */
static void
add_line(struct at_lab *lab, const char *name, const char *value)
{
	struct at_buffer whole = at_buffer_init(lab->block->arena);

	assert(lab->table == NULL);
	for (int i = 0; i < lab->n_nested; i++)
		at_buffer_printf(&whole, "%s ", lab->nested[i]);
	at_buffer_text(&whole, name);
	add_text(lab->block, at_buffer_string(&whole));
	add_text(lab->block, value);
}

void
at_lab_put_text(struct at_lab *lab, const char *name, const char *text)
{
	if (lab->format == AT_LAB_TEXT)
		add_line(lab, name, text == NULL ? "-" : text);
	if (lab->format != AT_LAB_JSON)
		return;
	at_json_name(&lab->json, name);
	at_json_text(&lab->json, text);
}

void
at_lab_put_number(struct at_lab *lab, const char *name, double number)
{
	if (lab->format == AT_LAB_TEXT)
		add_line(lab, name, number_text(lab->block->arena, number, 0));
	if (lab->format != AT_LAB_JSON)
		return;
	at_json_name(&lab->json, name);
	at_json_double(&lab->json, number);
}

void
at_lab_put_count(struct at_lab *lab, const char *name, int64_t n)
{
	if (lab->format == AT_LAB_TEXT)
		add_line(lab, name, at_printf(lab->block->arena, "%lld", (long long)n));
	if (lab->format != AT_LAB_JSON)
		return;
	at_json_name(&lab->json, name);
	at_json_int(&lab->json, n);
}

void
at_lab_put_truth(struct at_lab *lab, const char *name, bool truth)
{
	if (lab->format == AT_LAB_TEXT)
		add_line(lab, name, truth ? "yes" : "no");
	if (lab->format != AT_LAB_JSON)
		return;
	at_json_name(&lab->json, name);
	at_json_bool(&lab->json, truth);
}

void
at_lab_put_pair(struct at_lab *lab, const char *name, double low, double high)
{
	if (lab->format == AT_LAB_TEXT)
		add_line(lab, name, isnan(low) && isnan(high) ? "-"
		    : at_printf(lab->block->arena, "%s to %s",
		    number_text(lab->block->arena, low, 0),
		    number_text(lab->block->arena, high, 0)));
	if (lab->format != AT_LAB_JSON)
		return;
	at_json_name(&lab->json, name);
	at_json_array(&lab->json);
	at_json_double(&lab->json, low);
	at_json_double(&lab->json, high);
	at_json_end(&lab->json);
}

static const char *
numbers_text(struct at_arena *arena, const double *numbers, int n)
{
	struct at_buffer text = at_buffer_init(arena);

	for (int i = 0; i < n; i++)
		at_buffer_printf(&text, "%s%s", i > 0 ? " " : "", number_text(arena, numbers[i],
		    0));
	return at_buffer_string(&text);
}

void
at_lab_put_numbers(struct at_lab *lab, const char *name, const double *numbers, int n)
{
	if (lab->format == AT_LAB_TEXT)
		add_line(lab, name, numbers_text(lab->block->arena, numbers, n));
	if (lab->format != AT_LAB_JSON)
		return;
	at_json_name(&lab->json, name);
	at_json_array(&lab->json);
	for (int i = 0; i < n; i++)
		at_json_double(&lab->json, numbers[i]);
	at_json_end(&lab->json);
}

void
at_lab_object(struct at_lab *lab, const char *name)
{
	assert(lab->n_nested < AT_LAB_NESTED);
	lab->nested[lab->n_nested++] = name;
	if (lab->format != AT_LAB_JSON)
		return;
	at_json_name(&lab->json, name);
	at_json_object(&lab->json);
}

void
at_lab_object_end(struct at_lab *lab)
{
	assert(lab->n_nested > 0);
	lab->n_nested--;
	if (lab->format == AT_LAB_JSON)
		at_json_end(&lab->json);
}

void
at_lab_say(struct at_lab *lab, const char *format, ...)
{
	char text[1024];
	va_list args;

	if (lab->format != AT_LAB_TEXT)
		return;
	align(lab);
	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	at_buffer_printf(&lab->cli->out, "%s\n", text);
}

/* ---- tables ------------------------------------------------------------------------- */

/* Whether the open table is part of the output. */
static bool
is_shown(const struct at_lab *lab)
{
	return lab->format != AT_LAB_CSV || lab->table->csv;
}

/* One, unless there is nothing above it or there is one. */
static void
blank_line(struct at_buffer *out)
{
	if (out->n_bytes > 1 && out->bytes[out->n_bytes - 2] != '\n')
		at_buffer_byte(out, '\n');
}

void
at_lab_table(struct at_lab *lab, const struct at_lab_table *table)
{
	struct at_buffer *out = &lab->cli->out;

	assert(lab->table == NULL);
	if (lab->format == AT_LAB_TEXT) {
		align(lab);
		blank_line(out);
		if (table->caption != NULL)
			at_buffer_printf(out, "%s\n", table->caption);
	}
	lab->table = table;
	lab->cell = 0;
	if (lab->format == AT_LAB_JSON) {
		at_json_name(&lab->json, table->name);
		at_json_array(&lab->json);
	}
	for (int i = 0; lab->format == AT_LAB_CSV && table->csv && i < table->n_columns; i++) {
		at_csv_put(out, table->columns[i].name);
		at_buffer_byte(out, i + 1 < table->n_columns ? ',' : '\n');
	}
}

/* The next cell's column; in JSON its name is written. */
static const struct at_lab_column *
next_cell(struct at_lab *lab)
{
	const struct at_lab_column *column = &lab->table->columns[lab->cell];

	assert(lab->cell < lab->table->n_columns);
	if (lab->format == AT_LAB_CSV && is_shown(lab) && lab->cell > 0)
		at_buffer_byte(&lab->cli->out, ',');
	if (lab->format == AT_LAB_JSON) {
		if (lab->cell == 0)
			at_json_object(&lab->json);
		at_json_name(&lab->json, column->name);
	}
	lab->cell++;
	return column;
}

void
at_lab_cell_text(struct at_lab *lab, const char *text)
{
	next_cell(lab);
	switch (lab->format) {
	case AT_LAB_TEXT:
		add_text(lab->block, text == NULL ? "-" : text);
		break;
	case AT_LAB_CSV:
		if (is_shown(lab) && text != NULL)
			at_csv_put(&lab->cli->out, text);
		break;
	case AT_LAB_JSON:
		at_json_text(&lab->json, text);
		break;
	}
}

void
at_lab_cell_number(struct at_lab *lab, double number)
{
	const struct at_lab_column *column = next_cell(lab);
	char text[AT_NUMBER_ROOM];

	switch (lab->format) {
	case AT_LAB_TEXT:
		add_text(lab->block, number_text(lab->block->arena, number, column->decimals));
		break;
	case AT_LAB_CSV:
		if (is_shown(lab) && isfinite(number))
			at_buffer_add(&lab->cli->out, text, (size_t)at_number_text(number, text));
		break;
	case AT_LAB_JSON:
		at_json_double(&lab->json, number);
		break;
	}
}

void
at_lab_cell_count(struct at_lab *lab, int64_t n)
{
	char text[AT_NUMBER_ROOM];

	next_cell(lab);
	switch (lab->format) {
	case AT_LAB_TEXT:
		add_text(lab->block, at_printf(lab->block->arena, "%lld", (long long)n));
		break;
	case AT_LAB_CSV:
		if (is_shown(lab))
			at_buffer_add(&lab->cli->out, text, (size_t)at_number_whole(n, text));
		break;
	case AT_LAB_JSON:
		at_json_int(&lab->json, n);
		break;
	}
}

void
at_lab_cell_truth(struct at_lab *lab, bool truth)
{
	next_cell(lab);
	switch (lab->format) {
	case AT_LAB_TEXT:
		add_text(lab->block, truth ? "yes" : "no");
		break;
	case AT_LAB_CSV:
		if (is_shown(lab))
			at_buffer_text(&lab->cli->out, truth ? "true" : "false");
		break;
	case AT_LAB_JSON:
		at_json_bool(&lab->json, truth);
		break;
	}
}

void
at_lab_cell_none(struct at_lab *lab)
{
	at_lab_cell_text(lab, NULL);
}

enum at_status
at_lab_row_end(struct at_lab *lab)
{
	assert(lab->cell == lab->table->n_columns);
	lab->cell = 0;
	if (lab->format == AT_LAB_TEXT
	    && lab->block->n_cells >= BLOCK_ROWS * lab->table->n_columns)
		align(lab);
	if (lab->format == AT_LAB_CSV && is_shown(lab))
		at_buffer_byte(&lab->cli->out, '\n');
	if (lab->format == AT_LAB_JSON)
		at_json_end(&lab->json);
	return lab->cli->out.n_bytes < FLUSH_BYTES ? AT_OK : at_cli_flush(lab->cli);
}

void
at_lab_table_end(struct at_lab *lab)
{
	assert(lab->cell == 0);
	if (lab->format == AT_LAB_TEXT) {
		align(lab);
		blank_line(&lab->cli->out);
	}
	if (lab->format == AT_LAB_JSON)
		at_json_end(&lab->json);
	lab->table = NULL;
}
