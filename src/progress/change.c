/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stddef.h>

#include "progress/change.h"
#include "progress/signal.h"

const char *
at_change_class_name(enum at_change_class class)
{
	switch (class) {
	case AT_CHANGE_RECOVERED:    return "recovered";
	case AT_CHANGE_IMPROVED:     return "improved";
	case AT_CHANGE_UNCHANGED:    return "unchanged";
	case AT_CHANGE_DETERIORATED: return "deteriorated";
	case AT_CHANGE_HARMED:       return "harmed";
	}
	return "";
}

const char *
at_change_method_name(enum at_change_method method)
{
	switch (method) {
	case AT_CHANGE_JT:     return "jt";
	case AT_CHANGE_GLN:    return "gln";
	case AT_CHANGE_HLL:    return "hll";
	case AT_CHANGE_EN:     return "en";
	case AT_CHANGE_NK:     return "nk";
	case AT_CHANGE_HA:     return "ha";
	case AT_CHANGE_HLM:    return "hlm";
	case AT_CHANGE_POINTS: return "points";
	}
	return "";
}

struct at_change_sample
at_change_sample_of(const struct at_pairs *pairs)
{
	return (struct at_change_sample){ at_moments_mean(&pairs->x), at_moments_sd(&pairs->x),
		at_moments_mean(&pairs->y), at_moments_sd(&pairs->y),
		at_pairs_covariance(pairs) };
}

/* ---- the line ----------------------------------------------------------------------- */

static enum at_status
check_reliability(double reliability, struct at_error *err)
{
	if (reliability > 0 && reliability < 1)
		return AT_OK;
	return at_fail(err, AT_INVALID, "expected a reliability above 0 and below 1, found %g",
	    reliability);
}

/* HA: the part of the differences that is no error, from their variance. */
static enum at_status
set_ha(struct at_change_rule *rule, const struct at_change_sample *s, struct at_error *err)
{
	double var_pre = s->sd_pre * s->sd_pre, var_post = s->sd_post * s->sd_post;
	double differences = var_pre + var_post - 2 * s->covariance;
	double errors = 2 * rule->se * rule->se;

	if (!(differences > errors))
		return at_fail(err, AT_INVALID, "ha is not computable: the differences vary by %g,"
		    " no more than their error of %g", differences, errors);
	rule->r_dd = (differences - errors) / differences;
	rule->slope = 1;
	rule->shift = -(s->mean_post - s->mean_pre) * (1 - rule->r_dd) / rule->r_dd;
	rule->spread = rule->s_diff / sqrt(rule->r_dd);
	return AT_OK;
}

/* Formulas as in the R package clinicalsignificance; r is the reliability, M and s are
 * mean and SD before. */
static enum at_status
set_line(const struct at_change_plan *plan, const struct at_change_sample *s,
    struct at_change_rule *rule, struct at_error *err)
{
	double r = plan->reliability, r_post = isnan(plan->reliability_post) ? r
	    : plan->reliability_post;

	rule->slope = r;
	rule->shift = s->mean_pre - r * s->mean_pre;
	switch (plan->method) {
	case AT_CHANGE_JT:
		rule->slope = 1;
		rule->shift = 0;
		rule->spread = rule->s_diff;
		break;
	case AT_CHANGE_HLL:
		rule->shift = s->mean_post - r * s->mean_pre;
		rule->spread = s->sd_pre * sqrt(1 - r * r);
		break;
	case AT_CHANGE_GLN:
		rule->spread = s->sd_pre * sqrt(1 - r * r);
		break;
	case AT_CHANGE_EN:
		rule->spread = rule->se;
		break;
	case AT_CHANGE_NK:
		rule->spread = s->sd_pre * sqrt(r * r * (1 - r) + (1 - r_post));
		return check_reliability(r_post, err);
	case AT_CHANGE_HA:
		return set_ha(rule, s, err);
	case AT_CHANGE_HLM:
		rule->slope = rule->shift = rule->spread = NAN;
		break;
	case AT_CHANGE_POINTS:
		break;
	}
	return AT_OK;
}

/* ---- the cut-off -------------------------------------------------------------------- */

static enum at_status
set_cutoff(const struct at_change_plan *plan, const struct at_change_sample *s,
    struct at_change_rule *rule, struct at_error *err)
{
	double m0 = plan->functional_mean, s0 = plan->functional_sd;

	if ((plan->cutoff == AT_CUTOFF_B || plan->cutoff == AT_CUTOFF_C)
	    && !(isfinite(m0) && s0 > 0))
		return at_fail(err, AT_INVALID, "this cut-off needs the mean and an SD above 0 of"
		    " a functional group");
	switch (plan->cutoff) {
	case AT_CUTOFF_NONE:
		rule->cutoff = NAN;
		break;
	case AT_CUTOFF_A:
		rule->cutoff = s->mean_pre + 2 * plan->better * s->sd_pre;
		break;
	case AT_CUTOFF_B:
		rule->cutoff = m0 - 2 * plan->better * s0;
		break;
	case AT_CUTOFF_C:
		rule->cutoff = (s->sd_pre * m0 + s0 * s->mean_pre) / (s->sd_pre + s0);
		break;
	case AT_CUTOFF_VALUE:
		rule->cutoff = plan->value;
		break;
	}
	return AT_OK;
}

enum at_status
at_change_rule_make(const struct at_change_plan *plan, const struct at_change_sample *sample,
    struct at_change_rule *out, struct at_error *err)
{
	struct at_change_rule rule = { .method = plan->method, .better = plan->better,
		.z = plan->z, .r_dd = NAN };
	double r = plan->method == AT_CHANGE_HLM ? NAN : plan->reliability;
	enum at_status st = plan->method == AT_CHANGE_HLM ? AT_OK : check_reliability(r, err);

	if (st != AT_OK)
		return st;
	if (isnan(sample->sd_pre))
		return at_fail(err, AT_INVALID, "expected scores before and after of at least two"
		    " clients");
	if (!(sample->sd_pre > 0))
		return at_fail(err, AT_INVALID, "all scores before are %g: without a spread there"
		    " is no error to compare with", sample->mean_pre);
	rule.se = sample->sd_pre * sqrt(1 - r);
	rule.s_diff = sqrt(2) * rule.se;
	st = set_line(plan, sample, &rule, err);
	if (st == AT_OK)
		st = set_cutoff(plan, sample, &rule, err);
	if (st == AT_OK)
		*out = rule;
	return st;
}

enum at_status
at_change_rule_published(const struct at_scale *scale, struct at_change_rule *out,
    struct at_error *err)
{
	if (isnan(scale->reliable))
		return at_fail(err, AT_INVALID, "no points of reliable change are published for"
		    " scale %s", scale->id);
	*out = (struct at_change_rule){ .method = AT_CHANGE_POINTS, .better = scale->better,
		.z = NAN, .spread = NAN, .se = NAN, .s_diff = NAN, .r_dd = NAN,
		.cutoff = scale->cutoff, .scale = scale };
	return AT_OK;
}

/* ---- one client --------------------------------------------------------------------- */

bool
at_change_is_clinical(const struct at_change_rule *rule, double score)
{
	if (rule->scale != NULL)
		return at_signal_clinical(rule->scale, score);
	return rule->better * score < rule->better * rule->cutoff;
}

static bool
is_reliable(const struct at_change_rule *rule, const struct at_change *c)
{
	if (rule->scale != NULL)
		return at_signal_reliable(rule->scale, c->change);
	return fabs(c->rci) > rule->z;
}

static enum at_change_class
classify(const struct at_change_rule *rule, const struct at_change *c, double pre, double post)
{
	bool has_cutoff = !isnan(rule->cutoff);
	bool was_clinical = at_change_is_clinical(rule, pre);
	bool is_clinical = at_change_is_clinical(rule, post);
	double direction = rule->scale != NULL ? c->change : c->rci;

	if (!is_reliable(rule, c))
		return AT_CHANGE_UNCHANGED;
	if (rule->better * direction > 0)
		return was_clinical && !is_clinical ? AT_CHANGE_RECOVERED : AT_CHANGE_IMPROVED;
	return has_cutoff && !was_clinical && is_clinical ? AT_CHANGE_HARMED
	    : AT_CHANGE_DETERIORATED;
}

bool
at_change_judge(const struct at_change_rule *rule, double pre, double post,
    struct at_change *out)
{
	return at_change_judge_index(rule, pre, post,
	    (post - rule->slope * pre - rule->shift) / rule->spread, out);
}

bool
at_change_judge_index(const struct at_change_rule *rule, double pre, double post, double rci,
    struct at_change *out)
{
	struct at_change c = { .change = post - pre, .rci = rci };

	if (isnan(pre) || isnan(post))
		return false;
	c.class = classify(rule, &c, pre, post);
	c.started_functional = !isnan(rule->cutoff) && !at_change_is_clinical(rule, pre);
	*out = c;
	return true;
}

double
at_change_share(double pre, double post)
{
	return pre == 0 ? NAN : (post - pre) / pre;
}
