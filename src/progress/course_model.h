/* SPDX-License-Identifier: GPL-3.0-or-later */
/* progress/course_model.h - the parts of fitting an expected course; not for callers. */
#ifndef AT_PROGRESS_COURSE_MODEL_H
#define AT_PROGRESS_COURSE_MODEL_H

#include "progress/course.h"

/* The scores of one closed episode there are, at least 3; the first is at session 1. */
struct at_course_episode {
	const struct at_course_row *rows;
	int n;
};

struct at_course_episodes {
	const struct at_course_episode *at;
	int n;
};

/* Fits the model; out->last_session and out->by_intake are given, ppv and validation are not
 * touched.  AT_INVALID: no model can be fitted. */
enum at_status at_course_model(struct at_arena *arena,
    const struct at_course_episodes *episodes, struct at_course *out, struct at_error *err);

/* Fills course->validation and ppv, by a model of the episodes that are not held out. */
void at_course_validate(struct at_arena *arena, const struct at_course_plan *plan,
    const struct at_course_episodes *episodes, struct at_course *course);

#endif
