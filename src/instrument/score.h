/* SPDX-License-Identifier: GPL-3.0-or-later */
/* instrument/score.h - turn one set of answers into scores.
 *
 * Pure: no clock, no database, no allocation.  Same answers, same scores.
 * A gap counts as the person's own mean (methods 0, rule 5); risk items are
 * raw: added as answered, and without them there is no score.
 */
#ifndef AT_INSTRUMENT_SCORE_H
#define AT_INSTRUMENT_SCORE_H

#include "instrument/answers.h"

struct at_score {
	double value;                   /* NaN unless valid */
	int answered;                   /* items that counted */
	bool prorated;                  /* at least one gap was filled */
	bool valid;
};

/* Whether a rule's pattern is there: unknown where the items left out could decide it. */
enum at_found { AT_FOUND_NOT, AT_FOUND, AT_FOUND_UNKNOWN };
enum at_found at_score_rule(const struct at_rule *rule, const struct at_answers *answers);

/* The first rule that is met; NULL if none is.  *out_known (may be NULL) is false when
 * left out items could have decided one before it, or any. */
const struct at_rule *at_score_rules(const struct at_instrument *instrument,
    const struct at_answers *answers, bool *out_known);

/* Score every scale of `instrument`; out has room for n_scales. */
void at_score_answers(const struct at_instrument *instrument, const struct at_answers *answers,
    struct at_score *out);

/* Little-endian doubles in definition order, NaN = missing: the stored row. */
enum { AT_SCORES_ROOM = AT_MAX_SCALES * 8 };
size_t at_score_pack(const struct at_score *scores, int n_scales,
    unsigned char out[AT_SCORES_ROOM]);
enum at_status at_score_unpack(const unsigned char *bytes, size_t n_bytes, int n_scales,
    double *out, struct at_error *err);

#endif
