/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/near.h"
#include "base/number.h"
#include "stats/model_design.h"

/* A table while it is read: its column for each variable, and the values of one row. */
struct reader {
	struct at_arena *arena;
	const struct at_formula *formula;
	const struct at_model_data *data;
	struct at_error *err;
	const struct at_model_column *response; /* NULL: of rows to predict */
	const struct at_model_column **columns; /* of each variable; NULL: not there */
	struct at_names *levels;        /* of each variable that is a factor */
	uint64_t needed;                /* variables of the fixed and random sums */
	double *values;                 /* of the row, by variable */
};

/* ---- columns ------------------------------------------------------------------------ */

static const struct at_model_column *
column_called(const struct at_model_data *data, const char *name)
{
	for (int i = 0; i < data->n_columns; i++)
		if (strcmp(data->columns[i].name, name) == 0)
			return &data->columns[i];
	return NULL;
}

static enum at_status
no_column(const struct reader *r, const char *name)
{
	int n = r->data->n_columns;
	const char **names = AT_NEW(r->arena, const char *, (size_t)n + 1), *near;

	for (int i = 0; i < n; i++)
		names[i] = r->data->columns[i].name;
	near = at_near(name, names, n);
	if (near != NULL)
		return at_fail(r->err, AT_INVALID, "there is no column \"%s\"; did you mean"
		    " \"%s\"?", name, near);
	return at_fail(r->err, AT_INVALID, "there is no column \"%s\"", name);
}

static bool
is_missing(const struct at_model_column *column, int row)
{
	return column->numbers != NULL ? isnan(column->numbers[row]) : column->texts[row] == NULL;
}

/* What a group or level is called; NULL: missing. */
static const char *
text_of(struct at_arena *arena, const struct at_model_column *column, int row)
{
	char text[AT_NUMBER_ROOM];

	if (is_missing(column, row))
		return NULL;
	if (column->texts != NULL)
		return column->texts[row];
	at_number_text(column->numbers[row], text);
	return at_strdup(arena, text);
}

static bool
is_factor(const struct at_formula_variable *v, const struct at_model_column *column)
{
	return v->kind == AT_FORMULA_FACTOR || (v->kind == AT_FORMULA_PLAIN
	    && column->numbers == NULL);
}

static enum at_status
find_columns(struct reader *r, bool with_groups)
{
	const struct at_formula *f = r->formula;

	for (int i = 0; i <= f->n_random; i++) {
		const struct at_formula_sum *sum = i < f->n_random ? &f->random[i].sum : &f->fixed;

		for (int k = 0; k < sum->n_terms; k++)
			r->needed |= sum->terms[k];
	}
	r->columns = AT_NEW(r->arena, const struct at_model_column *, (size_t)f->n_variables + 1);
	r->values = AT_NEW(r->arena, double, (size_t)f->n_variables + 1);
	for (int k = 0; k < f->n_variables; k++) {
		const struct at_formula_variable *v = &f->variables[k];
		bool used = r->needed >> k & 1;

		r->columns[k] = column_called(r->data, v->name);
		if (r->columns[k] == NULL && (used || with_groups))
			return no_column(r, v->name);
	}
	return AT_OK;
}

static enum at_status
find_response(struct reader *r)
{
	const struct at_formula_variable *v = &r->formula->response;

	r->response = column_called(r->data, v->name);
	if (r->response == NULL)
		return no_column(r, v->name);
	if (r->response->numbers == NULL)
		return at_fail(r->err, AT_INVALID, "column \"%s\" is not all numbers", v->name);
	return AT_OK;
}

/* ---- values ------------------------------------------------------------------------- */

/* AT_INVALID if there is no logarithm. */
static enum at_status
transform(const struct reader *r, const struct at_formula_variable *v, int row, double x,
    double *out)
{
	switch (v->kind) {
	case AT_FORMULA_PLAIN:
	case AT_FORMULA_FACTOR:
		*out = x;
		break;
	case AT_FORMULA_LOG:
		if (!(x > 0))
			return at_fail(r->err, AT_INVALID, "%s: row %d has %g, which has no"
			    " logarithm", v->label, row + 1, x);
		*out = log(x);
		break;
	case AT_FORMULA_POWER:
		*out = pow(x, v->power);
		break;
	}
	return AT_OK;
}

static bool
is_complete(const struct reader *r, int row, bool with_groups)
{
	if (r->response != NULL && is_missing(r->response, row))
		return false;
	for (int k = 0; k < r->formula->n_variables; k++)
		if ((with_groups || r->needed >> k & 1) && is_missing(r->columns[k], row))
			return false;
	return true;
}

/* The rows that have all they need. */
static int
find_rows(const struct reader *r, bool with_groups, int *out)
{
	int n = 0;

	for (int row = 0; row < r->data->n_rows; row++)
		if (is_complete(r, row, with_groups))
			out[n++] = row;
	return n;
}

static enum at_status
read_values(struct reader *r, const struct at_model_variable *variables, int row)
{
	for (int k = 0; k < r->formula->n_variables; k++) {
		const struct at_formula_variable *v = &r->formula->variables[k];
		enum at_status st = AT_OK;

		if (!(r->needed >> k & 1))
			continue;
		if (variables[k].factor) {
			const char *level = text_of(r->arena, r->columns[k], row);
			int number = at_names_find(&r->levels[k], level);

			if (number < 0)
				return at_fail(r->err, AT_INVALID, "%s: the model knows no \"%s\"",
				    v->label, level);
			r->values[k] = number;
		} else {
			st = transform(r, v, row, r->columns[k]->numbers[row], &r->values[k]);
		}
		if (st != AT_OK)
			return st;
	}
	return AT_OK;
}

/* ---- levels ------------------------------------------------------------------------- */

static int
by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int
by_number(const void *a, const void *b)
{
	double x = NAN, y = NAN;

	at_number_parse(*(const char *const *)a, &x);
	at_number_parse(*(const char *const *)b, &y);
	return x < y ? -1 : x > y ? 1 : by_text(a, b);
}

static enum at_status
find_levels(struct reader *r, int k, const int *rows, int n, struct at_model_variable *out)
{
	const struct at_model_column *column = r->columns[k];
	struct at_names seen = at_names_init(r->arena);

	for (int i = 0; i < n; i++)
		at_names_number(&seen, text_of(r->arena, column, rows[i]));
	if (seen.n < 2)
		return at_fail(r->err, AT_INVALID, "%s has one level only: \"%s\"",
		    r->formula->variables[k].label, seen.n == 0 ? "" : seen.at[0]);
	qsort(seen.at, (size_t)seen.n, sizeof *seen.at,
	    column->numbers != NULL ? by_number : by_text);
	*out = (struct at_model_variable){ true, seen.at, seen.n };
	return AT_OK;
}

static enum at_status
find_variables(struct reader *r, const int *rows, int n, struct at_model_variable *out)
{
	enum at_status st = AT_OK;

	for (int k = 0; k < r->formula->n_variables && st == AT_OK; k++)
		if (r->needed >> k & 1 && is_factor(&r->formula->variables[k], r->columns[k]))
			st = find_levels(r, k, rows, n, &out[k]);
	return st;
}

/* The numbers of levels that are known; what is no factor is numbers. */
static enum at_status
know_levels(struct reader *r, const struct at_model_variable *variables)
{
	r->levels = AT_NEW(r->arena, struct at_names, (size_t)r->formula->n_variables + 1);
	for (int k = 0; k < r->formula->n_variables; k++) {
		r->levels[k] = at_names_init(r->arena);
		for (int i = 0; i < variables[k].n_levels; i++)
			at_names_number(&r->levels[k], variables[k].levels[i]);
		if (r->needed >> k & 1 && !variables[k].factor && r->columns[k]->numbers == NULL)
			return at_fail(r->err, AT_INVALID, "%s: the column is not all numbers",
			    r->formula->variables[k].label);
	}
	return AT_OK;
}

/* ---- groups ------------------------------------------------------------------------- */

/* Between the parts of a group's name, where the reader sees ":". */
#define BETWEEN '\037'

/* NULL: missing, or without a column. */
static const char *
group_of(const struct reader *r, uint64_t group, int row)
{
	const char *name = NULL;

	for (int k = 0; k < r->formula->n_variables; k++) {
		const char *text;

		if (!(group >> k & 1))
			continue;
		text = r->columns[k] != NULL ? text_of(r->arena, r->columns[k], row) : NULL;
		if (text == NULL)
			return NULL;
		name = name == NULL ? text : at_printf(r->arena, "%s%c%s", name, BETWEEN, text);
	}
	return name;
}

/* As they are shown: "3:17". */
static const char *const *
show_groups(struct at_arena *arena, const struct at_names *groups)
{
	const char **shown = AT_NEW(arena, const char *, (size_t)groups->n);

	for (int g = 0; g < groups->n; g++) {
		char *name = at_strdup(arena, groups->at[g]);

		shown[g] = name;
		for (; *name != '\0'; name++)
			if (*name == BETWEEN)
				*name = ':';
	}
	return shown;
}

/* One term of the model, with room for its z. */
static enum at_status
make_term(struct reader *r, const struct at_model *model, int t, double **out_z,
    struct at_lmm_term *out)
{
	const struct at_formula_random *random = &r->formula->random[t];
	struct at_model_columns *columns = &model->design->random[t];
	struct at_names *groups = &model->design->groups[t];
	int n = model->input.n, *group = AT_NEW(r->arena, int, (size_t)n);
	const char **names;
	enum at_status st = at_model_expand(r->arena, r->formula, &random->sum,
	    model->design->variables, columns, r->err);

	if (st != AT_OK)
		return st;
	*groups = at_names_init(r->arena);
	for (int i = 0; i < n; i++)
		group[i] = at_names_number(groups, group_of(r, random->group, model->rows[i]));
	names = AT_NEW(r->arena, const char *, (size_t)columns->n);
	for (int c = 0; c < columns->n; c++)
		names[c] = columns->at[c].name;
	*out_z = AT_NEW(r->arena, double, (size_t)n * (size_t)columns->n);
	*out = (struct at_lmm_term){ *out_z, columns->n, random->correlated, group, groups->n };
	model->terms[t] = (struct at_model_term){ random->label, names,
		show_groups(r->arena, groups) };
	return AT_OK;
}

/* ---- rows --------------------------------------------------------------------------- */

static enum at_status
fill_rows(struct reader *r, const struct at_model_design *design, const int *rows, int n,
    double *x, double *const *z)
{
	for (size_t i = 0; i < (size_t)n; i++) {
		enum at_status st = read_values(r, design->variables, rows[i]);

		if (st != AT_OK)
			return st;
		at_model_fill(&design->fixed, r->values, x + i * (size_t)design->fixed.n);
		for (int t = 0; t < r->formula->n_random; t++)
			at_model_fill(&design->random[t], r->values,
			    z[t] + i * (size_t)design->random[t].n);
	}
	return AT_OK;
}

static enum at_status
fill_response(const struct reader *r, const int *rows, int n, double *y)
{
	enum at_status st = AT_OK;

	for (int i = 0; i < n && st == AT_OK; i++)
		st = transform(r, &r->formula->response, rows[i], r->response->numbers[rows[i]],
		    &y[i]);
	return st;
}

static struct at_model_design *
make_design(struct at_arena *arena, const struct at_formula *f)
{
	struct at_model_design *design = AT_NEW(arena, struct at_model_design, 1);

	design->variables = AT_NEW(arena, struct at_model_variable, (size_t)f->n_variables + 1);
	design->random = AT_NEW(arena, struct at_model_columns, (size_t)f->n_random + 1);
	design->groups = AT_NEW(arena, struct at_names, (size_t)f->n_random + 1);
	return design;
}

/* The design, once it is known which rows are used. */
static enum at_status
make_columns(struct reader *r, struct at_model *model, struct at_lmm_term *terms, double **z)
{
	struct at_model_design *design = model->design;
	const char **names;
	enum at_status st = find_variables(r, model->rows, model->input.n, design->variables);

	if (st == AT_OK)
		st = know_levels(r, design->variables);
	if (st == AT_OK)
		st = at_model_expand(r->arena, r->formula, &r->formula->fixed, design->variables,
		    &design->fixed, r->err);
	for (int t = 0; t < r->formula->n_random && st == AT_OK; t++)
		st = make_term(r, model, t, &z[t], &terms[t]);
	names = AT_NEW(r->arena, const char *, (size_t)design->fixed.n + 1);
	for (int c = 0; c < design->fixed.n; c++)
		names[c] = design->fixed.at[c].name;
	model->names = names;
	return st;
}

enum at_status
at_model_make(struct at_arena *arena, const struct at_formula *formula,
    const struct at_model_data *data, struct at_model *out, struct at_error *err)
{
	struct reader r = { .arena = arena, .formula = formula, .data = data, .err = err };
	int *rows = AT_NEW(arena, int, (size_t)data->n_rows);
	size_t n_terms = (size_t)formula->n_random + 1;
	struct at_model model = { .formula = formula, .rows = rows,
		.design = make_design(arena, formula),
		.terms = AT_NEW(arena, struct at_model_term, n_terms) };
	struct at_lmm_term *terms = AT_NEW(arena, struct at_lmm_term, n_terms);
	double **z = AT_NEW(arena, double *, n_terms), *x, *y;
	enum at_status st = find_response(&r);

	if (st == AT_OK)
		st = find_columns(&r, true);
	if (st != AT_OK)
		return st;
	model.input.n = find_rows(&r, true, rows);
	model.n_dropped = data->n_rows - model.input.n;
	if (model.input.n == 0)
		return at_fail(err, AT_INVALID, "no row has all that the formula names");
	st = make_columns(&r, &model, terms, z);
	if (st != AT_OK)
		return st;
	x = AT_NEW(arena, double, (size_t)model.input.n * (size_t)model.design->fixed.n);
	y = AT_NEW(arena, double, (size_t)model.input.n);
	st = fill_rows(&r, model.design, rows, model.input.n, x, z);
	if (st == AT_OK)
		st = fill_response(&r, rows, model.input.n, y);
	if (st != AT_OK)
		return st;
	model.input = (struct at_lmm_input){ .y = y, .x = x, .n = model.input.n,
		.p = model.design->fixed.n, .terms = terms, .n_terms = formula->n_random };
	*out = model;
	return AT_OK;
}

enum at_status
at_model_fit(struct at_arena *arena, const struct at_model *model, struct at_lmm *out,
    struct at_error *err)
{
	struct at_error inner = { .status = AT_OK };
	int column = -1;
	enum at_status st = at_lmm_fit(arena, &model->input, out, &column, &inner);

	if (st != AT_OK && column >= 0)
		return at_fail(err, st, "\"%s\" depends on the columns before it: leave it out",
		    model->names[column]);
	return st == AT_OK ? AT_OK : at_fail(err, st, "%s", inner.text);
}

enum at_status
at_model_rows(struct at_arena *arena, const struct at_model *model,
    const struct at_model_data *data, struct at_lmm_rows *out, const int **out_rows,
    struct at_error *err)
{
	const struct at_formula *f = model->formula;
	const struct at_model_design *design = model->design;
	struct reader r = { .arena = arena, .formula = f, .data = data, .err = err };
	int *rows = AT_NEW(arena, int, (size_t)data->n_rows), n;
	double **z = AT_NEW(arena, double *, (size_t)f->n_random + 1), *x;
	const double **columns = AT_NEW(arena, const double *, (size_t)f->n_random + 1);
	const int **groups = AT_NEW(arena, const int *, (size_t)f->n_random + 1);
	enum at_status st = find_columns(&r, false);

	if (st == AT_OK)
		st = know_levels(&r, design->variables);
	if (st != AT_OK)
		return st;
	n = find_rows(&r, false, rows);
	for (int t = 0; t < f->n_random; t++) {
		int *group = AT_NEW(arena, int, (size_t)n);

		for (int i = 0; i < n; i++) {
			const char *name = group_of(&r, f->random[t].group, rows[i]);

			group[i] = name != NULL ? at_names_find(&design->groups[t], name) : -1;
		}
		z[t] = AT_NEW(arena, double, (size_t)n * (size_t)design->random[t].n);
		columns[t] = z[t];
		groups[t] = group;
	}
	x = AT_NEW(arena, double, (size_t)n * (size_t)design->fixed.n);
	st = fill_rows(&r, design, rows, n, x, z);
	if (st != AT_OK)
		return st;
	*out = (struct at_lmm_rows){ n, x, columns, groups };
	*out_rows = rows;
	return AT_OK;
}
