/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stats/meta_levels.h - several effects of one study: three levels, robust standard errors,
 * or one effect made of them.
 *
 * y_ij = x_ij'b + w_i + u_ij + e_ij with Var(w) = between, Var(u) = within and known
 * sampling variances v_ij, whose errors correlate by rho within a study (Konstantopoulos
 * 2011, Research Synthesis Methods 2, 61-76). */
#ifndef AT_STATS_META_LEVELS_H
#define AT_STATS_META_LEVELS_H

#include "stats/meta.h"

struct at_meta_levels_input {
	const double *y, *v;            /* k, finite; v above 0 */
	int k;
	const int *study;               /* k, from 0 to n_studies - 1; each occurs */
	int n_studies;
	double rho;                     /* from 0 to below 1 */
	const double *x;                /* as of struct at_meta_input */
	int p;
};

struct at_meta_levels {
	int k, p, n_studies;
	double *b, *covariance;         /* p; p x p */
	double between, within;
	bool converged;
	double typical;                 /* sampling variance; NaN if k = p */
	double i2_between, i2_within;   /* percent of the whole variance */
	double q, q_df, q_p;            /* of heterogeneity at any level */
};

/* REML by average information (Gilmour, Thompson and Cullis 1995).  AT_INVALID: one study,
 * no study with two effects, no more effects than columns, a rho out of range, and what
 * at_meta_fit() refuses. */
enum at_status at_meta_levels_fit(struct at_arena *arena,
    const struct at_meta_levels_input *input, struct at_meta_levels *out, int *out_column,
    struct at_error *err);

/* l'b by the model: z.  NULL: the first coefficient. */
struct at_meta_line at_meta_levels_line(const struct at_meta_levels *fit,
    const double *contrast);

/* l'b with a standard error that holds though the model of the variances may not: CR2 by
 * study (Bell and McCaffrey 2002), t with Satterthwaite's degrees of freedom (Pustejovsky
 * and Tipton 2018).  Degrees of freedom under 4 are not to be trusted. */
enum at_status at_meta_levels_robust(struct at_arena *arena,
    const struct at_meta_levels_input *input, const struct at_meta_levels *fit,
    const double *contrast, struct at_meta_line *out, double *out_df, struct at_error *err);

/* Each study left out with all its effects: n_studies of `out`.  NaN where the others make
 * no three levels any more.  AT_INVALID: the model refuses the whole. */
struct at_meta_levels_left {
	struct at_meta_line line;       /* of the first coefficient, by the model */
	double between, within;
};

enum at_status at_meta_levels_leave_one_out(struct at_arena *arena,
    const struct at_meta_levels_input *input, struct at_meta_levels_left *out,
    struct at_error *err);

/* The mean effect of each study, and its variance if errors correlate by rho (from 0 to 1):
 * (1 / m^2) sum_ij rho_ij sqrt(v_i v_j).  Of input k, y, v, study, n_studies and rho are
 * read; out_y and out_v have room for n_studies. */
void at_meta_aggregate(struct at_arena *arena, const struct at_meta_levels_input *input,
    double *out_y, double *out_v);

#endif
