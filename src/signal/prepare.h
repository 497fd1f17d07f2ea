/* SPDX-License-Identifier: GPL-3.0-or-later */
/* signal/prepare.h - a pair of series made ready: outliers, smoothing, scale.  In that
 * order, each if it is asked for; the same for a real pair and what it is compared with. */
#ifndef AT_SIGNAL_PREPARE_H
#define AT_SIGNAL_PREPARE_H

#include <stdbool.h>

#include "base/arena.h"
#include "signal/series.h"

enum at_smooth {
	AT_SMOOTH_NONE,
	/* The mean of what is there in a window of an odd number of samples around each;
	 * missing stays missing only where nothing is there. */
	AT_SMOOTH_CENTRED,
	/* As rMEA's MEAsmooth does it: with 0.5 s at 25 Hz the sum of the samples t-6 .. t+5
	 * over 12.5; fewer at the start, over the same number; 0 where one is missing and at
	 * the end. */
	AT_SMOOTH_RMEA
};

struct at_prepare_options {
	double outlier_sd;              /* above so many SD of both series: missing; 0: none */
	enum at_smooth smooth;
	double smooth_samples;          /* 12.5 is half a second at 25 Hz */
	bool scale;                     /* each over its own SD; not centred */
};

/* The pair made ready; its series live in `arena`.  out_outliers: samples set missing. */
struct at_pair at_prepare(struct at_arena *arena, const struct at_pair *pair,
    const struct at_prepare_options *options, size_t *out_outliers);

#endif
