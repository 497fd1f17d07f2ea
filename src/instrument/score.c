/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "instrument/score.h"

/* The answer to an item once its direction (the sign) is taken into account; below 0
 * when there is none. */
static int
keyed_code(const struct at_instrument *instrument, const struct at_answers *answers, int item)
{
	int code = answers->codes[abs(item) - 1];
	struct at_range range;

	if (code < 0 || item > 0)
		return code;
	range = at_item_range(&instrument->items[-item - 1]);
	return range.lowest + range.highest - code;
}

static bool
is_answered(const struct at_instrument *instrument, const struct at_scale *scale,
    const struct at_answers *answers)
{
	int answered = 0;

	for (int i = 0; i < scale->n_items; i++)
		answered += keyed_code(instrument, answers, scale->items[i]) >= 0;
	return answered >= scale->need;
}

/* Whether the scales that this one is made of have their answers. */
static bool
is_whole(const struct at_instrument *instrument, const struct at_scale *scale,
    const struct at_answers *answers)
{
	for (int i = 0; i < instrument->n_scales; i++)
		if ((scale->within >> i & 1) != 0
		    && !is_answered(instrument, &instrument->scales[i], answers))
			return false;
	return true;
}

static struct at_score
score_scale(const struct at_instrument *instrument, const struct at_scale *scale,
    const struct at_answers *answers)
{
	struct at_score score = { .value = NAN };
	int sum = 0, raw = 0, n_raw = 0;

	if (scale->unkeyed > 0)
		return score;
	assert(scale->need >= 1);       /* the loader refuses anything else */
	for (int i = 0; i < scale->n_items; i++) {
		int code = keyed_code(instrument, answers, scale->items[i]);

		if (code < 0)
			continue;
		sum += scale->from == NULL ? code : code >= scale->from[i];
		score.answered++;
	}
	for (int i = 0; i < scale->n_raw_items; i++) {
		int code = answers->codes[scale->raw_items[i] - 1];

		if (code < 0)
			continue;
		raw += code;
		n_raw++;
	}

	/* A gap counts as the person's own mean, so that a sum with gaps stays comparable
	 * with a complete one.  Multiplied first: whole sums stay exact. */
	score.valid = score.answered >= scale->need && n_raw == scale->n_raw_items
	    && is_whole(instrument, scale, answers);
	if (score.valid && scale->combine == AT_COUNTED) {
		score.value = sum;
	} else if (score.valid) {
		int times = scale->combine == AT_SUM ? scale->n_items : 1;

		score.value = scale->times * ((double)(sum * times) / score.answered + raw);
		score.prorated = score.answered < scale->n_items;
	}
	score.answered += n_raw;
	return score;
}

void
at_score_answers(const struct at_instrument *instrument, const struct at_answers *answers,
    struct at_score *out)
{
	assert(answers->n_items == instrument->n_items);
	for (int i = 0; i < instrument->n_scales; i++)
		out[i] = score_scale(instrument, &instrument->scales[i], answers);
}

static enum at_found
look_at(const struct at_condition *condition, const struct at_answers *answers)
{
	int met = 0, missing = 0;

	for (int i = 0; i < condition->n_items; i++) {
		int code = answers->codes[condition->items[i] - 1];

		met += code >= condition->from[i] && code >= 0;
		missing += code < 0;
	}
	return met >= condition->least ? AT_FOUND
	    : met + missing >= condition->least ? AT_FOUND_UNKNOWN : AT_FOUND_NOT;
}

enum at_found
at_score_rule(const struct at_rule *rule, const struct at_answers *answers)
{
	enum at_found found = AT_FOUND;

	for (int i = 0; i < rule->n_conditions; i++) {
		enum at_found one = look_at(&rule->conditions[i], answers);

		if (one == AT_FOUND_NOT)
			return AT_FOUND_NOT;
		if (one == AT_FOUND_UNKNOWN)
			found = AT_FOUND_UNKNOWN;
	}
	return found;
}

const struct at_rule *
at_score_rules(const struct at_instrument *instrument, const struct at_answers *answers,
    bool *out_known)
{
	const struct at_rule *met = NULL;
	bool known = true;

	for (int i = 0; i < instrument->n_rules && met == NULL; i++) {
		enum at_found found = at_score_rule(&instrument->rules[i], answers);

		if (found == AT_FOUND)
			met = &instrument->rules[i];
		if (found == AT_FOUND_UNKNOWN)
			known = false;
	}
	if (out_known != NULL)
		*out_known = known;
	return met;
}

size_t
at_score_pack(const struct at_score *scores, int n_scales, unsigned char out[AT_SCORES_ROOM])
{
	assert(n_scales >= 0 && n_scales <= AT_MAX_SCALES);
	for (int i = 0; i < n_scales; i++) {
		double value = scores[i].valid ? scores[i].value : NAN;
		uint64_t bits;

		memcpy(&bits, &value, sizeof bits);
		for (int byte = 0; byte < 8; byte++)
			out[i * 8 + byte] = (unsigned char)(bits >> byte * 8);
	}
	return (size_t)n_scales * 8;
}

enum at_status
at_score_unpack(const unsigned char *bytes, size_t n_bytes, int n_scales, double *out,
    struct at_error *err)
{
	double values[AT_MAX_SCALES];

	assert(n_scales >= 0 && n_scales <= AT_MAX_SCALES);
	if (n_bytes != (size_t)n_scales * 8)
		return at_fail(err, AT_CORRUPT, "stored scores have a wrong length");
	for (int i = 0; i < n_scales; i++) {
		uint64_t bits = 0;

		for (int byte = 0; byte < 8; byte++)
			bits |= (uint64_t)bytes[i * 8 + byte] << byte * 8;
		memcpy(&values[i], &bits, sizeof bits);
		if (isinf(values[i]))
			return at_fail(err, AT_CORRUPT, "a stored score is no number");
	}
	if (n_scales > 0)
		memcpy(out, values, (size_t)n_scales * sizeof *out);
	return AT_OK;
}
