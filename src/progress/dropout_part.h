/* SPDX-License-Identifier: GPL-3.0-or-later */
/* progress/dropout_part.h - between the parts of dropout; not for callers. */
#ifndef AT_PROGRESS_DROPOUT_PART_H
#define AT_PROGRESS_DROPOUT_PART_H

#include "progress/dropout.h"

/* What is known of an episode at the last session the client came to, gathered appointment
 * by appointment. */
struct at_dropout_course {
	int came;
	int missed;                     /* of the two appointments before that session */
	bool missed_last, missed_before;        /* the last two appointments of all */
	double first, latest, early;    /* scores, `early` as of session 4; NaN: none */
	double alliance, alliance_sum;
	int n_alliance;
};

struct at_dropout_course at_dropout_begin(void);
void at_dropout_add(struct at_dropout_course *course, const struct at_dropout_row *row);

/* NaN: not known. */
void at_dropout_features(const struct at_dropout_plan *plan,
    const struct at_dropout_course *course, const struct at_dropout_episode *episode,
    double out[AT_DROPOUT_FEATURES]);

/* In SDs from the mean, 0 where not known; and the log odds of such. */
void at_dropout_standardise(const struct at_dropout *model, double x[AT_DROPOUT_FEATURES]);
double at_dropout_logit(const double b[1 + AT_DROPOUT_FEATURES],
    const double x[AT_DROPOUT_FEATURES]);

enum at_dropout_band at_dropout_band_of(const struct at_dropout *model, double hazard);

#endif
