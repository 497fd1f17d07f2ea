/* SPDX-License-Identifier: GPL-3.0-or-later */
/* web/own.h - the parts of a client's own page, each in a file of its own. */
#ifndef AT_WEB_OWN_H
#define AT_WEB_OWN_H

#include "action/own_sheet.h"
#include "action/own_view.h"
#include "web/visit.h"

/* own_door.c: the language asked for with ?lang= holds from now on, in this browser. */
void at_own_language(struct at_visit *visit);

/* own_door.c: the frame of a page behind the overview, with the way back to it. */
struct at_page at_own_frame(struct at_visit *visit, const char *title);

/* own_course.c: the own line of each measure, and how the sessions were. */
void at_own_courses(struct at_visit *visit, const struct at_own_view *view);
void at_own_hours(struct at_visit *visit, const struct at_own_view *view);

/* own_choices.c: who sees the cards, as sentences. */
void at_own_agreed(struct at_visit *visit, const struct at_agreed *agreed, const char *contact);

#endif
