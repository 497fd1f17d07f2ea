/* SPDX-License-Identifier: GPL-3.0-or-later */
/* signal/surrogate.h - how much synchrony there is between series that never met.
 *
 * Between dyads every s1 meets the s2 of every other recording, roles kept; or n of these
 * pairs, drawn without putting back.  Within a dyad s2 is cut into segments and put
 * together in an order in which none is at its own place, or it is turned in a circle by
 * more than twice the lag; n times each recording.  Each surrogate has random numbers of
 * its own, made from the seed and its number, so that the result depends on the seed
 * alone.  Nothing is kept of a surrogate but its mean. */
#ifndef AT_SIGNAL_SURROGATE_H
#define AT_SIGNAL_SURROGATE_H

#include <stdint.h>

#include "signal/crosscorr.h"

enum at_surrogate_kind { AT_SURROGATE_DYADS, AT_SURROGATE_SEGMENTS, AT_SURROGATE_SHIFT };

struct at_surrogate_options {
	enum at_surrogate_kind kind;
	struct at_crosscorr_options crosscorr;  /* n_threads is that of the surrogates */
	int n;                          /* of dyads: 0 is all there are */
	int segment;                    /* samples; of segments */
	uint64_t seed;
	enum at_crosscorr_kind mean;    /* of what is compared: |z| or z */

	void (*progress)(void *to, size_t n_done);      /* from the calling thread; or NULL */
	void *to;
};

/* What one real value is compared with. */
struct at_surrogate_test {
	double real;
	int n;                          /* surrogates with a value */
	double pseudo_mean, pseudo_sd;
	double effect_size;             /* (real - pseudo_mean) / pseudo_sd */
	double p;                       /* (1 + how many pseudo >= real) / (1 + n) */
};

struct at_surrogates {
	int n_pairs;
	double *real;                   /* of each recording */
	double real_mean, real_sd;

	/* Between dyads: all pseudo values, the same for each recording.  Within: n of each
	 * recording, one after the other. */
	int n_pseudo;
	double *pseudo;                 /* NaN where there was no window or no cell */

	struct at_surrogate_test *tests;        /* of each recording against its pseudo values */

	/* The mean of all recordings: between dyads against each pseudo value, within
	 * against the n means over recordings of the i-th surrogate. */
	struct at_surrogate_test over;
};

/* AT_INVALID if an option is out of range, a recording is too short, or there is but one
 * for surrogates between dyads. */
enum at_status at_surrogates(struct at_arena *arena, const struct at_pair *pairs, int n_pairs,
    const struct at_surrogate_options *options, struct at_surrogates *out, struct at_error *err);

/* How many there are to be made. */
size_t at_surrogates_count(const struct at_surrogate_options *options, int n_pairs);

#endif
