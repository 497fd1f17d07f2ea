/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "stats/model_design.h"

/* Terms as columns are made of them: what is spanned already. */
struct expansion {
	struct at_arena *arena;
	const struct at_formula *formula;
	const struct at_formula_sum *sum;
	const struct at_model_variable *variables;
	bool constant;                  /* 1 is spanned */
	struct at_model_columns *out;
};

static bool
has_term(const struct expansion *e, uint64_t term)
{
	if (term == 0)
		return e->constant;
	for (int i = 0; i < e->sum->n_terms; i++)
		if (e->sum->terms[i] == term)
			return true;
	return false;
}

static struct at_model_product *
add_product(struct expansion *e, int n_parts)
{
	struct at_model_columns *c = e->out;

	c->at = at_one_more(e->arena, c->at, c->n, sizeof *c->at);
	c->at[c->n] = (struct at_model_product){ .n_parts = n_parts,
		.parts = AT_NEW(e->arena, struct at_model_part, (size_t)n_parts) };
	return &c->at[c->n++];
}

static void
name_product(const struct expansion *e, struct at_model_product *product)
{
	const char *name = "";

	for (int i = 0; i < product->n_parts; i++) {
		int v = product->parts[i].variable, level = product->parts[i].level;

		name = at_printf(e->arena, "%s%s%s%s", name, i > 0 ? ":" : "",
		    e->formula->variables[v].label,
		    level < 0 ? "" : e->variables[v].levels[level]);
	}
	product->name = name;
}

/* Every combination of the levels of a term; those of its first variable change fastest. */
static bool
add_term(struct expansion *e, uint64_t term)
{
	int variables[AT_FORMULA_VARIABLES], first[AT_FORMULA_VARIABLES];
	int level[AT_FORMULA_VARIABLES], n = 0, i;

	for (int v = 0; v < e->formula->n_variables; v++)
		if (term >> v & 1) {
			bool whole = !has_term(e, term & ~((uint64_t)1 << v));

			variables[n] = v;
			first[n] = !e->variables[v].factor ? -1 : whole ? 0 : 1;
			level[n] = first[n];
			n++;
		}
	do {
		struct at_model_product *product = add_product(e, n);

		for (i = 0; i < n; i++)
			product->parts[i] = (struct at_model_part){ variables[i], level[i] };
		name_product(e, product);
		for (i = 0; i < n; i++) {
			if (first[i] >= 0 && ++level[i] < e->variables[variables[i]].n_levels)
				break;
			level[i] = first[i];
		}
	} while (i < n && e->out->n <= AT_MODEL_COLUMNS);
	if (n == 1 && first[0] == 0)
		e->constant = true;
	return e->out->n <= AT_MODEL_COLUMNS;
}

enum at_status
at_model_expand(struct at_arena *arena, const struct at_formula *formula,
    const struct at_formula_sum *sum, const struct at_model_variable *variables,
    struct at_model_columns *out, struct at_error *err)
{
	struct at_model_columns columns = { .n = 0 };
	struct expansion e = { arena, formula, sum, variables, sum->intercept, &columns };

	if (sum->intercept)
		add_product(&e, 0)->name = "(Intercept)";
	for (int i = 0; i < sum->n_terms; i++)
		if (!add_term(&e, sum->terms[i]))
			return at_fail(err, AT_INVALID, "the formula makes more than %d columns",
			    AT_MODEL_COLUMNS);
	*out = columns;
	return AT_OK;
}

void
at_model_fill(const struct at_model_columns *columns, const double *values, double *out)
{
	for (int c = 0; c < columns->n; c++) {
		const struct at_model_product *product = &columns->at[c];
		double value = 1;

		for (int i = 0; i < product->n_parts; i++) {
			double v = values[product->parts[i].variable];
			int level = product->parts[i].level;

			value *= level < 0 ? v : (int)v == level;
		}
		out[c] = value;
	}
}
