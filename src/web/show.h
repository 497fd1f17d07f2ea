/* SPDX-License-Identifier: GPL-3.0-or-later */
/* web/show.h - numbers and days as the reader's language writes them. */
#ifndef AT_WEB_SHOW_H
#define AT_WEB_SHOW_H

#include "base/zone.h"
#include "web/visit.h"

/* '.' or ','. */
char at_show_mark(struct at_visit *visit);

/* "5.3", "5,3". */
const char *at_show_number(struct at_visit *visit, double value, int decimals);

/* "3 December 2026", in a site's zone. */
const char *at_show_day(struct at_visit *visit, const struct at_zone *zone, at_ms at);

#endif
