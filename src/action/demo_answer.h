/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/demo_answer.h - what an invented client or therapist answers.  Pure: the same story
 * always gives the same answers.  For demo.c. */
#ifndef AT_ACTION_DEMO_ANSWER_H
#define AT_ACTION_DEMO_ANSWER_H

#include "action/demo_story.h"
#include "instrument/answers.h"

/* To `instrument` in this form, for a session (1, 2, 3 ...); `seed` tells stories apart. */
void at_demo_answers(const struct at_demo_story *story, unsigned seed, int session,
    const struct at_instrument *instrument, const char *form, struct at_answers *out,
    const char **out_words);

#endif
