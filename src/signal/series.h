/* SPDX-License-Identifier: GPL-3.0-or-later */
/* signal/series.h - two series of one recording, sample by sample. */
#ifndef AT_SIGNAL_SERIES_H
#define AT_SIGNAL_SERIES_H

#include <stddef.h>

struct at_pair {
	const double *s1, *s2;          /* n samples each; NaN where there is none */
	size_t n;
};

#endif
