/* SPDX-License-Identifier: GPL-3.0-or-later */
/* progress/change.h - has one client changed, by more than chance?
 *
 * Scores before and after against the error of the measure: Jacobson and Truax (1991) and
 * five relatives.  All are straight lines, rci = (post - slope pre - shift) / spread, and
 * differ in what they expect of a client who did not change.  HLL expects the group's own
 * mean afterwards, so it is not for telling one client. */
#ifndef AT_PROGRESS_CHANGE_H
#define AT_PROGRESS_CHANGE_H

#include <stdbool.h>

#include "base/status.h"
#include "instrument/instrument.h"
#include "stats/moments.h"

#define AT_CHANGE_Z    1.959963984540054        /* 95 % of a normal distribution */
#define AT_CHANGE_Z_HA 1.6448536269514722       /* HA's own criterion, one-sided 95 % */

enum at_change_method {
	AT_CHANGE_JT,                   /* Jacobson and Truax 1991, with the root of 2 of
	                                   Christensen and Mendoza 1986 */
	AT_CHANGE_GLN,                  /* Gulliksen, Lord and Novick */
	AT_CHANGE_HLL,                  /* Hsu, Linn and Lord */
	AT_CHANGE_EN,                   /* Edwards and Nunnally */
	AT_CHANGE_NK,                   /* Nunnally and Kotsch */
	AT_CHANGE_HA,                   /* Hageman and Arrindell */
	AT_CHANGE_HLM,                  /* Speer and Greenbaum: the index is that of
	                                   progress/hlm.h */
	AT_CHANGE_POINTS                /* the points the instrument's authors published */
};

enum at_change_cutoff {
	AT_CUTOFF_NONE,
	AT_CUTOFF_A,                    /* two SD of the clinical mean, to the better side */
	AT_CUTOFF_B,                    /* two SD of the functional mean, to the worse side; the
	                                   functional group's own SD */
	AT_CUTOFF_C,                    /* between both means, weighted by the SDs */
	AT_CUTOFF_VALUE                 /* as told: the first functional value */
};

/* The reference sample: clients before and after. */
struct at_change_sample {
	double mean_pre, sd_pre, mean_post, sd_post;
	double covariance;              /* of before and after */
};

struct at_change_plan {
	enum at_change_method method;
	int better;                     /* +1 higher is better, -1 lower is better */
	double reliability;             /* above 0 and below 1; HLM has no use for it */
	double reliability_post;        /* for NK; NaN: as before */
	double z;                       /* |rci| must exceed it */
	enum at_change_cutoff cutoff;
	double value;                   /* of AT_CUTOFF_VALUE */
	double functional_mean, functional_sd;  /* for b and c */
};

/* Ready to judge. */
struct at_change_rule {
	enum at_change_method method;
	int better;
	double z;
	double slope, shift, spread;    /* NaN with AT_CHANGE_HLM */
	double se, s_diff;              /* NaN with AT_CHANGE_POINTS and AT_CHANGE_HLM */
	double r_dd;                    /* of HA: reliability of the differences; else NaN */
	double cutoff;                  /* the first functional value; NaN: none */
	const struct at_scale *scale;   /* of AT_CHANGE_POINTS: its cut-off is the first
	                                   clinical value if lower is better */
};

/* AT_INVALID: a reliability or an SD that leaves nothing to divide by, no SD (fewer than two
 * clients), or HA's reliability of the differences is not above 0 (not computable). */
enum at_status at_change_rule_make(const struct at_change_plan *plan,
    const struct at_change_sample *sample, struct at_change_rule *out, struct at_error *err);

/* By the published points and cut-off of a scale.  AT_INVALID if it has no points. */
enum at_status at_change_rule_published(const struct at_scale *scale,
    struct at_change_rule *out, struct at_error *err);

struct at_change_sample at_change_sample_of(const struct at_pairs *pairs);

enum at_change_class {
	AT_CHANGE_RECOVERED,            /* reliably better, from the clinical range out of it */
	AT_CHANGE_IMPROVED,             /* reliably better, not recovered */
	AT_CHANGE_UNCHANGED,
	AT_CHANGE_DETERIORATED,         /* reliably worse, not harmed */
	AT_CHANGE_HARMED                /* reliably worse, and into the clinical range */
};
enum { AT_CHANGE_CLASSES = 5 };

/* "recovered" and so on; "jt" and so on. */
const char *at_change_class_name(enum at_change_class class);
const char *at_change_method_name(enum at_change_method method);

struct at_change {
	double change;                  /* post - pre, in points */
	double rci;                     /* NaN with AT_CHANGE_POINTS */
	enum at_change_class class;
	bool started_functional;        /* before was no clinical value: cannot recover */
};

/* False, and no class, if one of the scores is missing (NaN). */
bool at_change_judge(const struct at_change_rule *rule, double pre, double post,
    struct at_change *out);

/* The same with an index from elsewhere: out->rci. */
bool at_change_judge_index(const struct at_change_rule *rule, double pre, double post,
    double rci, struct at_change *out);

/* False, too, without a cut-off. */
bool at_change_is_clinical(const struct at_change_rule *rule, double score);

/* (post - pre) / pre, as a share; NaN if pre is 0. */
double at_change_share(double pre, double post);

#endif
