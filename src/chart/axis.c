/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <math.h>
#include <stddef.h>

#include "base/macros.h"
#include "chart/axis.h"

/* The least round step with `wanted` values or fewer. */
static double
find_step(double low, double high, int wanted)
{
	static const double round[] = { 1, 2, 5 };
	double unit = pow(10, floor(log10((high - low) / wanted)));

	for (;; unit *= 10)
		for (size_t i = 0; i < AT_COUNT(round); i++) {
			double step = round[i] * unit;

			if (floor(high / step + 1e-9) - ceil(low / step - 1e-9) < wanted)
				return step;
		}
}

struct at_axis
at_axis_make(double low, double high, int wanted)
{
	struct at_axis axis = { .n = 0 };
	double step, first;

	assert(low < high && isfinite(high - low) && wanted > 0 && wanted <= AT_AXIS_MOST);
	step = find_step(low, high, wanted);
	first = ceil(low / step - 1e-9);
	axis.decimals = (int)fmax(0, -floor(log10(step) + 1e-9));
	while (axis.n < AT_AXIS_MOST && (first + axis.n) * step <= high + 1e-9 * step) {
		axis.at[axis.n] = (first + axis.n) * step;
		axis.n++;
	}
	return axis;
}
