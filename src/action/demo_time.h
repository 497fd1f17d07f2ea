/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/demo_time.h - the hours of the demonstration, seen from the day it is made on.  Pure;
 * for demo.c. */
#ifndef AT_ACTION_DEMO_TIME_H
#define AT_ACTION_DEMO_TIME_H

#include "action/demo_story.h"
#include "base/zone.h"

/* So many local days later, at the same time on the wall. */
at_ms at_demo_days_later(const struct at_zone *zone, at_ms at, int days);

/* Yesterday afternoon. */
at_ms at_demo_yesterday(const struct at_zone *zone, at_ms now);

/* A whole hour in the day that is at least an hour away and less than one day. */
at_ms at_demo_soon(const struct at_zone *zone, at_ms now);

/* When the newest session of a story began that has been. */
at_ms at_demo_newest(const struct at_zone *zone, at_ms now, const struct at_demo_story *story);

#endif
