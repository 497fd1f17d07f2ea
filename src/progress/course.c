/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "base/macros.h"
#include "progress/course.h"
#include "stats/matrix.h"

bool
at_course_expect(const struct at_course *course, double first, int session,
    struct at_course_expected *out)
{
	double l = log(session), c = course->by_intake ? first - course->intake_mean : 0;
	const double x[4] = { 1, l, c, c * l };
	const double *psi = course->psi;
	double mean = 0, variance, worse = -course->better;

	if (session < 2 || session > course->last_session || isnan(c))
		return false;
	for (int i = 0; i < 4; i++)
		mean += course->b[i] * x[i];
	variance = psi[0] + 2 * l * psi[1] + l * l * psi[2] + course->sigma2
	    + at_quadratic(course->b_covariance, 4, x, x);
	*out = (struct at_course_expected){ .mean = mean, .sd = sqrt(variance),
		.beyond_median = session > course->median_session };
	out->limit84 = mean + worse * course->factor84 * out->sd;
	out->limit90 = mean + worse * course->factor90 * out->sd;
	out->ahead = mean - worse * course->factor90 * out->sd;
	return true;
}

bool
at_course_earns_red(const struct at_course *course)
{
	return course->ppv >= AT_COURSE_PPV_NEEDS;
}

static bool
is_functional(int better, double value, double cutoff)
{
	return better > 0 ? value >= cutoff : value < cutoff;
}

enum at_course_signal
at_course_signal(const struct at_course *course, double first, int session, double value,
    double previous, double cutoff)
{
	struct at_course_expected e;
	int better = course->better;

	if (isnan(value) || !at_course_expect(course, first, session, &e))
		return AT_COURSE_SILENT;
	if (better * (value - e.limit90) < 0)
		return at_course_earns_red(course) ? AT_COURSE_RED : AT_COURSE_YELLOW;
	if (better * (value - e.limit84) < 0)
		return AT_COURSE_YELLOW;
	if (is_functional(better, value, cutoff) && is_functional(better, previous, cutoff))
		return AT_COURSE_STABLE;
	return better * (value - e.ahead) > 0 ? AT_COURSE_AHEAD : AT_COURSE_ON_TRACK;
}

const char *
at_course_signal_id(enum at_course_signal signal)
{
	static const char *const ids[] = {
		[AT_COURSE_SILENT] = "silent", [AT_COURSE_RED] = "red",
		[AT_COURSE_YELLOW] = "yellow", [AT_COURSE_ON_TRACK] = "on-track",
		[AT_COURSE_AHEAD] = "ahead", [AT_COURSE_STABLE] = "stable",
	};

	return ids[signal];
}
