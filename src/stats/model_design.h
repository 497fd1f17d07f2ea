/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stats/model_design.h - how the columns of a model come from those of a table; the two
 * halves of stats/model.h share it. */
#ifndef AT_STATS_MODEL_DESIGN_H
#define AT_STATS_MODEL_DESIGN_H

#include "base/names.h"
#include "stats/model.h"

enum { AT_MODEL_COLUMNS = 4096 };

/* A variable of the formula as it was when the model was made. */
struct at_model_variable {
	bool factor;
	const char **levels;            /* of a factor, in order */
	int n_levels;
};

/* One part of a product: a number, or whether a factor is at a level. */
struct at_model_part {
	int variable, level;            /* -1: a number */
};

struct at_model_product {
	const char *name;
	struct at_model_part *parts;
	int n_parts;                    /* 0: 1 */
};

struct at_model_columns {
	struct at_model_product *at;
	int n;
};

struct at_model_design {
	struct at_model_variable *variables;    /* of the formula */
	struct at_model_columns fixed;
	struct at_model_columns *random;        /* of each random term */
	struct at_names *groups;                /* the same */
};

/* The columns of a sum, named. */
enum at_status at_model_expand(struct at_arena *arena, const struct at_formula *formula,
    const struct at_formula_sum *sum, const struct at_model_variable *variables,
    struct at_model_columns *out, struct at_error *err);

/* Their values in one row, of which values[] has numbers and numbers of levels. */
void at_model_fill(const struct at_model_columns *columns, const double *values, double *out);

#endif
