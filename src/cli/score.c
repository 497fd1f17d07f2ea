/* SPDX-License-Identifier: GPL-3.0-or-later */
/* attune score: answers in a table become scores, row by row, any number of them. */
#include <math.h>
#include <string.h>

#include "cli/lab.h"
#include "instrument/library.h"
#include "instrument/score.h"
#include "stats/moments.h"

struct options {
	const char *form, *items, *format;
	bool list;
};

static const struct at_flag flags[] = {
	{ "form", AT_FLAG_TEXT, "FORM", "client, therapist, parent or teen (the first it has)",
	    offsetof(struct options, form), false },
	{ "items", AT_FLAG_TEXT, "COLS", "columns of the items in order: i1..i9, or a,b,c",
	    offsetof(struct options, items), false },
	{ "list", AT_FLAG_SWITCH, NULL, "the instruments there are",
	    offsetof(struct options, list), false },
	AT_LAB_FLAG(struct options),
};

/* Of one scale, over all rows. */
struct totals {
	struct at_moments moments;
	int64_t prorated;
};

struct run {
	struct at_cli *cli;
	const struct options *options;
	const struct at_instrument *instrument;
	int form;
	struct at_csv *csv;
	int items[AT_MAX_ITEMS];        /* column of each item; -1: none */
	int *others;                    /* columns that pass through */
	int n_others;
	struct totals totals[AT_MAX_SCALES];
	struct at_lab lab;
	struct at_lab_used used;
};

/* ---- which column is which item ----------------------------------------------------- */

/* Answers of this item can be read from a table. */
static bool
is_read(const struct run *run, int item)
{
	const struct at_item *i = &run->instrument->items[item];

	return i->kind == AT_ITEM_CHOICE && (i->forms >> run->form & 1) != 0;
}

static bool
is_scored(const struct run *run, int item)
{
	for (int s = 0; s < run->instrument->n_scales; s++) {
		const struct at_scale *scale = &run->instrument->scales[s];

		for (int k = 0; k < scale->n_items; k++)
			if (scale->items[k] == item + 1 || scale->items[k] == -item - 1)
				return true;
		for (int k = 0; k < scale->n_raw_items; k++)
			if (scale->raw_items[k] == item + 1)
				return true;
	}
	return false;
}

/* --items: the columns in the order of the items; those behind the last that is scored may
 * be left out. */
static enum at_status
take_items(struct run *run)
{
	const int *at;
	int n, used = 0, last = -1;
	enum at_status st = at_lab_columns(run->cli, run->csv, run->options->items, &at, &n);

	if (st != AT_OK)
		return st;
	for (int i = 0; i < run->instrument->n_items; i++) {
		if (!is_read(run, i))
			continue;
		if (used < n)
			run->items[i] = at[used++];
		else if (is_scored(run, i))
			last = i;
	}
	if (used < n)
		return at_cli_usage(run->cli, "--items names %d columns, but %s has %d items", n,
		    run->instrument->id, used);
	if (last >= 0)
		return at_cli_usage(run->cli, "--items names %d columns, but item %s of %s is"
		    " scored, too", n, run->instrument->items[last].id, run->instrument->id);
	return AT_OK;
}

/* -1 if there is no column of this name. */
static int
column_named(const struct at_csv *csv, const char *name)
{
	int at;

	return at_csv_find(csv, name, &at, NULL) == AT_OK ? at : -1;
}

/* "i3", or the item's own name. */
static enum at_status
find_items(struct run *run)
{
	for (int i = 0; i < run->instrument->n_items; i++) {
		const char *printed = at_printf(run->cli->call.arena, "i%d", i + 1);

		if (!is_read(run, i))
			continue;
		run->items[i] = column_named(run->csv, printed);
		if (run->items[i] < 0)
			run->items[i] = column_named(run->csv, run->instrument->items[i].id);
		if (run->items[i] < 0 && is_scored(run, i))
			return at_csv_find(run->csv, printed, &run->items[i], &run->cli->err);
	}
	return AT_OK;
}

static enum at_status
find_columns(struct run *run)
{
	enum at_status st;

	for (int i = 0; i < AT_MAX_ITEMS; i++)
		run->items[i] = -1;
	st = run->options->items != NULL ? take_items(run) : find_items(run);
	if (st != AT_OK)
		return st;
	run->others = AT_NEW(run->cli->call.arena, int, (size_t)at_csv_count(run->csv));
	for (int c = 0; c < at_csv_count(run->csv); c++) {
		bool is_item = false;

		for (int i = 0; i < run->instrument->n_items; i++)
			is_item |= run->items[i] == c;
		if (!is_item)
			run->others[run->n_others++] = c;
	}
	return AT_OK;
}

/* ---- what comes out ----------------------------------------------------------------- */

/* Others, then three columns a scale; the row's number first where order is no name. */
static struct at_lab_table
make_table(struct run *run)
{
	struct at_arena *arena = run->cli->call.arena;
	int n_scales = run->instrument->n_scales, n = 0;
	struct at_lab_column *columns = AT_NEW(arena, struct at_lab_column,
	    (size_t)(1 + run->n_others + 3 * n_scales));

	if (run->lab.format != AT_LAB_CSV)
		columns[n++] = (struct at_lab_column){ "row", AT_LAB_COUNT, 0, NULL };
	for (int i = 0; i < run->n_others; i++)
		columns[n++] = (struct at_lab_column){ at_csv_name(run->csv, run->others[i]),
			AT_LAB_WORDS, 0, NULL };
	for (int s = 0; s < n_scales; s++) {
		const char *id = run->instrument->scales[s].id;

		columns[n++] = (struct at_lab_column){ id, AT_LAB_NUMBER, 0, NULL };
		columns[n++] = (struct at_lab_column){ at_printf(arena, "%s_answered", id),
			AT_LAB_COUNT, 0, NULL };
		columns[n++] = (struct at_lab_column){ at_printf(arena, "%s_prorated", id),
			AT_LAB_TRUTH, 0, NULL };
	}
	return (struct at_lab_table){ "rows", NULL, columns, n, true };
}

/* Two columns of one name could not be told apart. */
static enum at_status
check_names(struct run *run, const struct at_lab_table *table)
{
	for (int i = 0; i < table->n_columns; i++)
		for (int k = 0; k < i; k++)
			if (strcmp(table->columns[i].name, table->columns[k].name) == 0)
				return at_fail(&run->cli->err, AT_INVALID, "%s:1: a column"
				    " \"%s\" is there already; give it another name",
				    run->cli->args[1], table->columns[i].name);
	return AT_OK;
}

static enum at_status
read_answer(const struct run *run, int item, int *out)
{
	const struct at_item *i = &run->instrument->items[item];
	int column = run->items[item];
	struct at_range range;
	double value;

	*out = AT_MISSING;
	if (column < 0 || at_csv_missing(run->csv, column))
		return AT_OK;
	range = at_options_range(i->options);
	if (at_csv_number(run->csv, column, &value, NULL) == AT_OK && value >= range.lowest
	    && value <= range.highest && at_options_code(i->options, (int)value) != NULL
	    && value == (int)value) {
		*out = (int)value;
		return AT_OK;
	}
	return at_csv_expected(run->csv, column, at_printf(run->cli->call.arena,
	    "an answer to item %s from %d to %d", i->id, range.lowest, range.highest),
	    &run->cli->err);
}

static void
put_other(struct run *run, int column)
{
	bool missing = run->lab.format == AT_LAB_JSON && at_csv_missing(run->csv, column);

	at_lab_cell_text(&run->lab, missing ? NULL : at_csv_field(run->csv, column)->text);
}

static enum at_status
put_row(struct run *run, const struct at_score *scores)
{
	if (run->lab.format != AT_LAB_CSV)
		at_lab_cell_count(&run->lab, run->used.rows);
	for (int i = 0; i < run->n_others; i++)
		put_other(run, run->others[i]);
	for (int s = 0; s < run->instrument->n_scales; s++) {
		at_lab_cell_number(&run->lab, scores[s].value);
		at_lab_cell_count(&run->lab, scores[s].answered);
		at_lab_cell_truth(&run->lab, scores[s].prorated);
		if (!scores[s].valid)
			continue;
		at_moments_add(&run->totals[s].moments, scores[s].value);
		run->totals[s].prorated += scores[s].prorated;
	}
	return at_lab_row_end(&run->lab);
}

static enum at_status
score_rows(struct run *run)
{
	struct at_answers answers = at_answers_blank(run->instrument);
	struct at_score scores[AT_MAX_SCALES];
	bool any;

	for (;;) {
		enum at_status st = at_csv_next(run->csv, &any, &run->cli->err);

		for (int i = 0; st == AT_OK && any && i < run->instrument->n_items; i++)
			st = read_answer(run, i, &answers.codes[i]);
		if (st != AT_OK || !any)
			return st;
		run->used.rows++;
		at_lab_progress(&run->lab, run->used.rows);
		at_score_answers(run->instrument, &answers, scores);
		st = put_row(run, scores);
		if (st != AT_OK)
			return st;
	}
}

static void
put_totals(struct run *run)
{
	static const struct at_lab_column columns[] = {
		{ "scale", AT_LAB_WORDS, 0, NULL }, { "n", AT_LAB_COUNT, 0, NULL },
		{ "prorated", AT_LAB_COUNT, 0, NULL }, { "mean", AT_LAB_NUMBER, 2, NULL },
		{ "sd", AT_LAB_NUMBER, 2, NULL },
	};
	static const struct at_lab_table table = { "scales", NULL, columns,
		(int)AT_COUNT(columns), false };

	at_lab_table(&run->lab, &table);
	for (int s = 0; s < run->instrument->n_scales; s++) {
		const struct totals *t = &run->totals[s];

		at_lab_cell_text(&run->lab, run->instrument->scales[s].id);
		at_lab_cell_count(&run->lab, t->moments.n);
		at_lab_cell_count(&run->lab, t->prorated);
		at_lab_cell_number(&run->lab, at_moments_mean(&t->moments));
		at_lab_cell_number(&run->lab, at_moments_sd(&t->moments));
		at_lab_row_end(&run->lab);
	}
	at_lab_table_end(&run->lab);
}

/* ---- the command -------------------------------------------------------------------- */

static enum at_status
list_all(struct run *run, const struct at_library *library)
{
	static const struct at_lab_column columns[] = {
		{ "id", AT_LAB_WORDS, 0, NULL }, { "version", AT_LAB_COUNT, 0, NULL },
		{ "items", AT_LAB_COUNT, 0, NULL }, { "forms", AT_LAB_WORDS, 0, NULL },
		{ "scales", AT_LAB_WORDS, 0, NULL },
	};
	static const struct at_lab_table table = { "instruments", NULL, columns,
		(int)AT_COUNT(columns), true };

	at_lab_table(&run->lab, &table);
	for (int i = 0; i < at_library_count(library); i++) {
		const struct at_instrument *instrument = at_library_at(library, i);
		struct at_buffer forms = at_buffer_init(run->cli->call.arena), scales = forms;

		for (int f = 0; f < instrument->n_forms; f++)
			at_buffer_printf(&forms, "%s%s", f == 0 ? "" : " ", instrument->forms[f]);
		for (int s = 0; s < instrument->n_scales; s++)
			at_buffer_printf(&scales, "%s%s", s == 0 ? "" : " ",
			    instrument->scales[s].id);
		at_lab_cell_text(&run->lab, instrument->id);
		at_lab_cell_count(&run->lab, instrument->version);
		at_lab_cell_count(&run->lab, instrument->n_items);
		at_lab_cell_text(&run->lab, at_buffer_string(&forms));
		at_lab_cell_text(&run->lab, at_buffer_string(&scales));
		at_lab_row_end(&run->lab);
	}
	at_lab_table_end(&run->lab);
	return at_lab_end(&run->lab, NULL);
}

static enum at_status
pick_instrument(struct run *run, const struct at_library *library)
{
	const char *id = run->cli->args[0], *form = run->options->form;

	run->instrument = at_library_find(library, id);
	if (run->instrument == NULL)
		return at_fail(&run->cli->err, AT_NOT_FOUND, "There is no instrument \"%s\"; attune"
		    " score --list has all.", id);
	run->form = form == NULL ? 0 : at_instrument_form(run->instrument, form);
	if (run->form < 0)
		return at_cli_usage(run->cli, "%s has no form for \"%s\"", id, form);
	if (run->instrument->n_scales == 0)
		return at_fail(&run->cli->err, AT_INVALID, "%s has no scales to score", id);
	return AT_OK;
}

static enum at_status
score_file(struct run *run)
{
	struct at_lab_table table;
	enum at_status st = at_lab_open(run->cli, run->cli->args[1], false, &run->csv);

	if (st == AT_OK)
		st = find_columns(run);
	if (st != AT_OK)
		return st;
	table = make_table(run);
	st = check_names(run, &table);
	if (st != AT_OK)
		return st;
	at_lab_put_text(&run->lab, "instrument", run->instrument->id);
	at_lab_put_count(&run->lab, "version", run->instrument->version);
	at_lab_put_text(&run->lab, "form", run->instrument->forms[run->form]);
	at_lab_table(&run->lab, &table);
	st = score_rows(run);
	if (st != AT_OK)
		return st;
	at_lab_table_end(&run->lab);
	put_totals(run);
	return at_lab_end(&run->lab, &run->used);
}

static enum at_status
run_score(struct at_cli *cli, const void *given)
{
	struct run *run = AT_NEW(cli->call.arena, struct run, 1);
	struct at_library *library;
	enum at_status st;

	run->cli = cli;
	run->options = given;
	if (run->options->list ? cli->n_args > 0 : cli->n_args < 2)
		return at_cli_usage(cli, "expected INSTRUMENT FILE, or --list alone");
	st = at_lab_begin(cli, run->options->format, &run->lab);
	if (st == AT_OK)
		st = at_library_load(cli->call.arena, &library, &cli->err);
	if (st != AT_OK)
		return st;
	if (run->options->list)
		return list_all(run, library);
	st = pick_instrument(run, library);
	return st == AT_OK ? score_file(run) : st;
}

const struct at_command at_command_score = {
	.name = "score", .summary = "scores from a table of answers",
	.arguments = "INSTRUMENT FILE", .n_least = 0, .n_most = 2,
	.about = "FILE is a CSV table with a header, - is standard input.  The items are the"
	    " columns i1, i2\nand so on; all others pass through.",
	.example = "  attune score phq-9 answers.csv --format csv > scores.csv\n"
	    "  attune score --list",
	.flags = flags, .n_flags = (int)AT_COUNT(flags),
	.options_bytes = sizeof(struct options),
	.folder = AT_FOLDER_NONE, .run = run_score,
};
