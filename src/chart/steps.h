/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chart/steps.h - two answers on one row of worded steps: a round mark for the client, a square
 * one for the therapist, the way between them shaded. */
#ifndef AT_CHART_STEPS_H
#define AT_CHART_STEPS_H

#include "base/buffer.h"

struct at_steps {
	int n_steps;                    /* 7; at least 2 */
	int client, therapist;          /* 1 to n_steps; 0: not answered */
	const char *label;              /* what the drawing says, in words */
};

void at_chart_steps(struct at_buffer *out, const struct at_steps *steps);

#endif
