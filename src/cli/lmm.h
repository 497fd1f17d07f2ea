/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/lmm.h - attune lmm, in parts. */
#ifndef AT_CLI_LMM_H
#define AT_CLI_LMM_H

#include "cli/lab.h"
#include "stats/model.h"

struct at_lmm_options {
	const char *formula, *compare, *blup, *predict;
	bool ml;
	struct at_flag_real share, confidence;
	const char *format;
};

/* A model, fitted. */
struct at_lmm_fitted {
	struct at_formula formula;
	struct at_model model;
	struct at_lmm fit;
};

struct at_lmm_run {
	struct at_cli *cli;
	const struct at_lmm_options *options;
	struct at_model_data data;
	struct at_lmm_fitted main;
	double *df;                     /* of each fixed effect */

	struct at_lmm_fitted other;     /* --compare */
	struct at_lmm_lrt test;
	bool other_smaller, by_ml;

	struct at_model_data new_data;  /* --predict */
	struct at_lmm_rows rows;
	const int *which;               /* row of the table each is */
	struct at_lmm_prediction *predictions;
	double band;
};

/* lmm_read.c: the columns of a table that formulas name; of those to predict, all there are
 * of them.  AT_INVALID, AT_IO. */
enum at_status at_lmm_read(struct at_cli *cli, const char *file,
    const struct at_formula *const *formulas, int n_formulas, bool to_predict,
    struct at_model_data *out);

/* lmm_put.c: says what was found. */
enum at_status at_lmm_put(struct at_lmm_run *run, struct at_lab *lab);

/* lmm_rows.c: row by row: predictions; the file of modes. */
enum at_status at_lmm_put_predictions(struct at_lmm_run *run, struct at_lab *lab);
enum at_status at_lmm_save_modes(struct at_lmm_run *run);

#endif
