/* SPDX-License-Identifier: GPL-3.0-or-later */
/* signal/susy.h - surrogate synchrony: segments that belong together against all that do
 * not (Tschacher, Meier 2020: SUSY).
 *
 * The recording is cut into segments without overlap; places where either series is
 * missing are taken out before.  A segment's r at a lag is the sum of products around the
 * segment's means over the whole length, divided by what it is for lag 0: it shrinks with
 * the lag.  Real is segment i with segment i, pseudo i with h, all of them.  Segments in
 * which a series does not move take no part; SUSY counts them as zero. */
#ifndef AT_SIGNAL_SUSY_H
#define AT_SIGNAL_SUSY_H

#include "base/arena.h"
#include "base/status.h"
#include "signal/crosscorr.h"

struct at_susy_options {
	int segment, lag;               /* samples; lag <= segment / 2 */
};

/* Of |z| or of z, over lags. */
struct at_susy_mean {
	double real, pseudo;
	double real_sd, pseudo_sd;
	double effect_size;             /* (real - pseudo) / pseudo_sd */
	double s1_lead, s2_lead;        /* real, of lags above and below 0 */
};

struct at_susy {
	int n_segments, lag, n_lags;
	int n_real, n_pseudo;           /* pairs of segments that took part */
	double *real[AT_CROSSCORR_KINDS], *pseudo[AT_CROSSCORR_KINDS];  /* from -lag on */
	struct at_susy_mean over[AT_CROSSCORR_KINDS];
};

/* AT_INVALID if an option is out of range or there are not two segments. */
enum at_status at_susy(struct at_arena *arena, const struct at_pair *pair,
    const struct at_susy_options *options, struct at_susy *out, struct at_error *err);

#endif
