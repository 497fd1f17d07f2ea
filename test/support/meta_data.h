/* SPDX-License-Identifier: GPL-3.0-or-later */
/* support/meta_data.h - published meta-analyses, as R's package metadat 1.2-0 has them.
 *
 * Molloy, O'Carroll and Ferguson (2014): conscientiousness and taking one's medicine.
 * McDaniel, Whetzel, Schmidt and Maurer (1994): interviews and performance in the job.
 * Konstantopoulos (2011): school calendars and achievement, schools within districts. */
#ifndef AT_TEST_SUPPORT_META_DATA_H
#define AT_TEST_SUPPORT_META_DATA_H

#include "stats/meta.h"

enum { MOLLOY = 16, MCDANIEL = 160, KON = 56, KON_DISTRICTS = 11 };

/* Fisher's z and its variance. */
struct at_meta_input data_molloy(struct at_arena *arena, enum at_meta_method method);
struct at_meta_input data_mcdaniel(struct at_arena *arena, enum at_meta_method method);

/* j, p or s: of interviews about the job, the person, situations; -: not stated. */
extern const char data_mcdaniel_type[];
double data_mcdaniel_size(int study);

extern const int data_kon_district[KON];
extern const double data_kon_y[KON], data_kon_v[KON], data_kon_year[KON];

#endif
