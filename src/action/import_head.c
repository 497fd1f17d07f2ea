/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The header of a table to be imported. */
#include <string.h>

#include "action/import_define.h"
#include "action/import_table.h"
#include "base/buffer.h"

enum { MOST_UNUSED = 8 };               /* columns that are named */

static const char *const names[AT_COLUMNS] = {
	[AT_COLUMN_CLIENT] = "client", [AT_COLUMN_THERAPIST] = "therapist",
	[AT_COLUMN_CLINIC] = "clinic", [AT_COLUMN_SESSION] = "session",
	[AT_COLUMN_DATE] = "date", [AT_COLUMN_INSTRUMENT] = "instrument",
	[AT_COLUMN_RESPONDENT] = "respondent", [AT_COLUMN_ITEM] = "item",
	[AT_COLUMN_VALUE] = "value", [AT_COLUMN_FIRST_DATE] = "first_date",
	[AT_COLUMN_END] = "end_reason",
};

/* The number in i1, i2 ...; 0: it is another column. */
static int
wide_number(const char *name)
{
	int number = name[0] == 'i' || name[0] == 'I' ? at_import_whole(name + 1) : 0;

	return number < 0 ? 0 : number;
}

static enum at_status
find_wide(struct at_import_table *t)
{
	struct at_error *err = t->work->call->err;
	const char *file = t->work->plan->files[t->file].name;

	for (int i = 0; i < at_csv_count(t->csv); i++) {
		int number = wide_number(at_csv_name(t->csv, i));

		if (number == 0)
			continue;
		if (number > AT_MAX_ITEMS)
			return at_fail(err, AT_INVALID, "%s:1: expected at most %d items, found a"
			    " column \"%s\"", file, AT_MAX_ITEMS, at_csv_name(t->csv, i));
		for (int k = 0; k < t->n_wide; k++)
			if (t->wide[k].number == number)
				return at_fail(err, AT_INVALID, "%s:1: expected one column \"i%d\","
				    " found two", file, number);
		t->wide[t->n_wide].number = number;
		t->wide[t->n_wide++].column = i;
	}
	return t->n_wide > 0 ? AT_OK : at_fail(err, AT_INVALID, "%s:1: expected columns \"item\""
	    " and \"value\", or \"i1\" \"i2\" ...", file);
}

/* Spreadsheets like to begin words with a capital. */
static bool
is_named(const char *name, const char *wanted)
{
	size_t i = 0;

	while (name[i] != '\0' && (name[i] == wanted[i]
	    || (name[i] >= 'A' && name[i] <= 'Z' && name[i] - 'A' + 'a' == wanted[i])))
		i++;
	return name[i] == wanted[i];
}

/* The column of that name; -1: there is none. */
static int
column_of(const struct at_csv *csv, const char *name)
{
	for (int i = 0; i < at_csv_count(csv); i++)
		if (is_named(at_csv_name(csv, i), name))
			return i;
	return -1;
}

static bool
has(const struct at_csv *csv, const char *name)
{
	return column_of(csv, name) >= 0;
}

/* A column that must be there in this shape, or one that may. */
static enum at_status
find(struct at_import_table *t, enum at_import_column column, bool needed)
{
	int found = t->columns[column] = column_of(t->csv, names[column]);

	if (found < 0)
		return !needed ? AT_OK : at_csv_find(t->csv, names[column],
		    &t->columns[column], t->work->call->err);
	for (int i = found + 1; i < at_csv_count(t->csv); i++)
		if (is_named(at_csv_name(t->csv, i), names[column]))
			return at_fail(t->work->call->err, AT_INVALID, "%s:1: expected one column"
			    " \"%s\", found fields %d and %d",
			    t->work->plan->files[t->file].name, names[column], found + 1, i + 1);
	return AT_OK;
}

static bool
is_used(const struct at_import_table *t, int column)
{
	for (int i = 0; i < AT_COLUMNS; i++)
		if (t->columns[i] == column)
			return true;
	for (int i = 0; i < t->n_wide; i++)
		if (t->wide[i].column == column)
			return true;
	return false;
}

/* A column of another name than was meant would be missed without a word. */
static void
note_unused(struct at_import_table *t)
{
	struct at_import_sum *sum = t->work->sum;
	struct at_buffer out = at_buffer_init(t->work->call->arena);
	int n = 0;

	for (int i = 0; i < at_csv_count(t->csv); i++)
		if (at_csv_name(t->csv, i)[0] != '\0' && !is_used(t, i) && n++ < MOST_UNUSED)
			at_buffer_printf(&out, "%s\"%s\"", n == 1 ? "" : ", ",
			    at_csv_name(t->csv, i));
	if (n == 0)
		return;
	if (n > MOST_UNUSED)
		at_buffer_text(&out, ", ...");
	sum->unused = at_one_more(t->work->call->arena, sum->unused, sum->n_unused,
	    sizeof *sum->unused);
	sum->unused[sum->n_unused++] = at_printf(t->work->call->arena, "%s: %s",
	    t->work->plan->files[t->file].name, at_buffer_string(&out));
}

enum at_status
at_import_head(struct at_import_table *t)
{
	bool answers = has(t->csv, "instrument") || has(t->csv, "value");
	bool rows = answers && (has(t->csv, "item") || has(t->csv, "value"));
	const bool needed[AT_COLUMNS] = { [AT_COLUMN_CLIENT] = true,
		[AT_COLUMN_THERAPIST] = answers, [AT_COLUMN_SESSION] = answers,
		[AT_COLUMN_DATE] = answers, [AT_COLUMN_INSTRUMENT] = answers,
		[AT_COLUMN_ITEM] = rows, [AT_COLUMN_VALUE] = rows };
	enum at_status st = AT_OK;

	t->shape = !answers ? AT_TABLE_PEOPLE : rows ? AT_TABLE_LONG : AT_TABLE_WIDE;
	for (int i = 0; i < AT_COLUMNS && st == AT_OK; i++)
		st = find(t, (enum at_import_column)i, needed[i]);
	if (st == AT_OK && t->shape == AT_TABLE_WIDE)
		st = find_wide(t);
	if (st == AT_OK && answers)
		note_unused(t);
	if (st == AT_OK && t->shape == AT_TABLE_PEOPLE && at_csv_count(t->csv) < 2)
		return at_fail(t->work->call->err, AT_INVALID, "%s:1: expected a table of answers"
		    " (instrument, item, value) or of people (first_date, end_reason)",
		    t->work->plan->files[t->file].name);
	return st;
}
