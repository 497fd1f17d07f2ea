/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inputs of a rule, and an expected course, as named numbers. */
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/named.h"
#include "progress/track.h"

struct field {
	const char *name;
	size_t offset;
};

/* ---- inputs -------------------------------------------------------------------- */

#define INPUT(name) { #name, offsetof(struct at_track_inputs, name) }
static const struct field inputs_fields[] = {
	INPUT(first), INPUT(value), INPUT(previous), INPUT(first_hour), INPUT(hour),
	INPUT(session), INPUT(reliable), INPUT(cutoff), INPUT(by_intake), INPUT(mean), INPUT(sd),
	INPUT(limit84), INPUT(limit90), INPUT(ahead), INPUT(sensitivity), INPUT(specificity),
	INPUT(ppv), INPUT(ppv_all), INPUT(n_worse), INPUT(n_signalled),
};

static double
get(const void *from, const struct field *field)
{
	double value;

	memcpy(&value, (const char *)from + field->offset, sizeof value);
	return value;
}

static void
set(void *to, const struct field *field, double value)
{
	memcpy((char *)to + field->offset, &value, sizeof value);
}

void
at_track_pack(struct at_buffer *out, const struct at_track_inputs *inputs)
{
	for (size_t i = 0; i < AT_COUNT(inputs_fields); i++) {
		double value = get(inputs, &inputs_fields[i]);

		if (!isnan(value))
			at_named_add(out, inputs_fields[i].name, value);
	}
}

struct at_track_inputs
at_track_unpack(const char *text)
{
	struct at_track_inputs inputs;

	for (size_t i = 0; i < AT_COUNT(inputs_fields); i++)
		set(&inputs, &inputs_fields[i], at_named_find(text, inputs_fields[i].name));
	return inputs;
}

/* ---- a model --------------------------------------------------------------------- */

/* The same walk over the members writes and reads. */
struct walk {
	struct at_buffer *out;          /* NULL while reading */
	const char *in;
	bool missing;                   /* a number was not where it should be */
};

static double
number(struct walk *w, const char *name, double value)
{
	struct at_named pair;

	if (w->out != NULL) {
		at_named_add(w->out, name, value);
		return value;
	}
	if (!at_named_next(&w->in, &pair) || pair.n_name != strlen(name)
	    || memcmp(pair.name, name, pair.n_name) != 0) {
		w->missing = true;
		return NAN;
	}
	return pair.value;
}

/* Of a stored number that is none, or too large, nothing is made. */
static int
count(struct walk *w, const char *name, int value)
{
	double got = number(w, name, value);

	if (fabs(got) < 1e9)
		return (int)got;
	w->missing = true;
	return 0;
}

static void
walk_numbers(struct walk *w, const char *name, double *numbers, int n)
{
	char full[32];

	for (int i = 0; i < n; i++) {
		snprintf(full, sizeof full, "%s.%d", name, i);
		numbers[i] = number(w, full, numbers[i]);
	}
}

static void
walk_validation(struct walk *w, struct at_course_validation *v)
{
	v->session = count(w, "session", v->session);
	v->n = count(w, "n", v->n);
	v->n_worse = count(w, "n_worse", v->n_worse);
	v->n_signalled = count(w, "n_signalled", v->n_signalled);
	v->sensitivity = number(w, "sensitivity", v->sensitivity);
	v->specificity = number(w, "specificity", v->specificity);
	v->ppv = number(w, "ppv", v->ppv);
}

static void
walk_course(struct walk *w, struct at_course *c)
{
	c->better = count(w, "better", c->better);
	c->by_intake = count(w, "by_intake", c->by_intake) != 0;
	c->intake_mean = number(w, "intake_mean", c->intake_mean);
	walk_numbers(w, "b", c->b, (int)AT_COUNT(c->b));
	walk_numbers(w, "b_covariance", c->b_covariance, (int)AT_COUNT(c->b_covariance));
	walk_numbers(w, "psi", c->psi, (int)AT_COUNT(c->psi));
	c->sigma2 = number(w, "sigma2", c->sigma2);
	c->singular = count(w, "singular", c->singular) != 0;
	c->factor84 = number(w, "factor84", c->factor84);
	c->factor90 = number(w, "factor90", c->factor90);
	c->n_episodes = count(w, "n_episodes", c->n_episodes);
	c->n_rows = count(w, "n_rows", c->n_rows);
	c->last_session = count(w, "last_session", c->last_session);
	c->median_session = count(w, "median_session", c->median_session);
	c->ppv = number(w, "ppv", c->ppv);
	for (size_t i = 0; i < AT_COUNT(c->validation); i++)
		walk_validation(w, &c->validation[i]);
}

void
at_track_pack_course(struct at_buffer *out, const struct at_course *course)
{
	struct at_course copy = *course;
	struct walk w = { .out = out };

	walk_course(&w, &copy);
}

bool
at_track_unpack_course(const char *text, struct at_course *out)
{
	struct at_course course = { 0 };
	struct walk w = { .in = text };

	walk_course(&w, &course);
	if (w.missing)
		return false;
	*out = course;
	return true;
}
