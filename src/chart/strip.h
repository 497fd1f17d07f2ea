/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chart/strip.h - a recording in one drawing that stands alone: both series, a strip of
 * correlation over time and lag with the best lag marked, and what chance would give.
 *
 * A file of its own has no style sheet: colours are in it, and the words with the sign of
 * the lag. */
#ifndef AT_CHART_STRIP_H
#define AT_CHART_STRIP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"

struct at_strip {
	const char *title, *desc;
	double seconds;                 /* of the recording */

	const char *names[2];
	const double *series[2];        /* NaN where missing */
	size_t n;

	const double *cells;            /* n_windows rows of n_lags, from -lag on; NaN: none */
	size_t n_windows;
	int n_lags;
	double lag;                     /* seconds of the last one */
	double first, step;             /* seconds: the middle of the first window, and on */
	bool is_signed;                 /* else the magnitude of cells is drawn */
	const char *cell_name;          /* "|z|" */

	const double *pseudo;           /* NaN: none; or NULL */
	int n_pseudo;
	double real;
};

void at_strip_svg(struct at_buffer *out, const struct at_strip *strip);

#endif
