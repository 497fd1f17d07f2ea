/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chart/steps.h"
#include "html/put.h"

static const double left = 12, apart = 46, middle = 12;

static double
x_of(int step)
{
	return left + apart * (step - 1);
}

static void
put_way(struct at_buffer *out, const struct at_steps *s)
{
	double a = x_of(s->client), b = x_of(s->therapist);

	if (s->client == 0 || s->therapist == 0 || s->client == s->therapist)
		return;
	at_put(out, "<line class=\"way\" x1=\"%.0f\" x2=\"%.0f\" y1=\"%.0f\" y2=\"%.0f\"/>",
	    a < b ? a : b, a < b ? b : a, middle, middle);
}

void
at_chart_steps(struct at_buffer *out, const struct at_steps *s)
{
	at_put(out, "<svg class=\"step-row\" viewBox=\"0 0 %.0f 24\" role=\"img\" "
	    "direction=\"ltr\" aria-label=\"%s\">", x_of(s->n_steps) + left, s->label);
	at_put(out, "<line class=\"hair\" x1=\"%.0f\" x2=\"%.0f\" y1=\"%.0f\" y2=\"%.0f\"/>",
	    x_of(1), x_of(s->n_steps), middle, middle);
	for (int i = 1; i <= s->n_steps; i++)
		at_put(out, "<circle class=\"step\" cx=\"%.0f\" cy=\"%.0f\" r=\"2.5\"/>", x_of(i),
		    middle);
	put_way(out, s);
	if (s->therapist > 0)           /* the larger one lies behind: the same step shows both */
		at_put(out, "<rect class=\"dot therapist\" x=\"%.0f\" y=\"%.0f\" width=\"18\" "
		    "height=\"18\" rx=\"2\"/>", x_of(s->therapist) - 9, middle - 9);
	if (s->client > 0)
		at_put(out, "<circle class=\"dot client\" cx=\"%.0f\" cy=\"%.0f\" r=\"6.5\"/>",
		    x_of(s->client), middle);
	at_put_raw(out, "</svg>\n");
}
