/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stats/model.h - a formula and named columns become the numbers of a mixed model.
 *
 * Columns of text are factors, and so is factor(x).  Levels are in the order of their bytes,
 * those of numbers by size; the first is what the others are compared with (treatment
 * contrasts), unless the term without the factor is not in the model: then every level has
 * its column, as in R.  A row in which anything that the formula names is missing is left
 * out, and counted. */
#ifndef AT_STATS_MODEL_H
#define AT_STATS_MODEL_H

#include "stats/formula.h"
#include "stats/lmm.h"

struct at_model_column {
	const char *name;
	const double *numbers;          /* n_rows; NaN: missing.  NULL: not all are numbers */
	const char *const *texts;       /* n_rows; NULL: missing.  May be NULL if numbers are
	                                   there; groups and levels are called by these */
};

struct at_model_data {
	const struct at_model_column *columns;
	int n_columns, n_rows;
};

/* One term of at_lmm_input, by name. */
struct at_model_term {
	const char *group;              /* "clinic:client" */
	const char *const *names;       /* q, of its columns: "(Intercept)", "time" */
	const char *const *levels;      /* n_groups, of its groups: "3:17" */
};

struct at_model {
	const struct at_formula *formula;
	struct at_lmm_input input;      /* complete, REML */
	const char *const *names;       /* p */
	struct at_model_term *terms;    /* input.n_terms */
	const int *rows;                /* input.n: which row of the data each is */
	int n_dropped;
	struct at_model_design *design; /* how columns are made; of rows to come as well */
};

/* Borrows the formula and the data.  AT_INVALID: a column that is not there, text where a
 * number is needed, the logarithm of a number not above 0, a factor of one level, no row
 * left, more than 4096 columns. */
enum at_status at_model_make(struct at_arena *arena, const struct at_formula *formula,
    const struct at_model_data *data, struct at_model *out, struct at_error *err);

/* at_lmm_fit(), with the name of the column in the message. */
enum at_status at_model_fit(struct at_arena *arena, const struct at_model *model,
    struct at_lmm *out, struct at_error *err);

/* Rows to predict, for at_lmm_predict(), from data with the columns of the right side.  A
 * group that was not seen, is missing or has no column is -1.  *out_rows says which row of
 * the data each is: those with other values missing are left out.  AT_INVALID as above, and
 * a level that the model does not know. */
enum at_status at_model_rows(struct at_arena *arena, const struct at_model *model,
    const struct at_model_data *data, struct at_lmm_rows *out, const int **out_rows,
    struct at_error *err);

#endif
