/* SPDX-License-Identifier: GPL-3.0-or-later */
/* web/today_why.h - why somebody stands where they stand on the day list, in words. */
#ifndef AT_WEB_TODAY_WHY_H
#define AT_WEB_TODAY_WHY_H

#include "action/today.h"
#include "html/part.h"
#include "web/visit.h"

/* The reason in two or three words, with its sign. */
struct at_tag at_today_tag(struct at_visit *visit, enum at_reason_kind kind);

/* The reason in a sentence, with its numbers. */
const char *at_today_why(struct at_visit *visit, const struct at_today_row *row,
    const struct at_reason *reason);

/* How the last hour stands, when nothing presses. */
const char *at_today_last(struct at_visit *visit, const struct at_today_row *row);

#endif
