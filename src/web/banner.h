/* SPDX-License-Identifier: GPL-3.0-or-later */
/* web/banner.h - unacknowledged safety answers on top of every view, until a named person
 * has acknowledged them. */
#ifndef AT_WEB_BANNER_H
#define AT_WEB_BANNER_H

#include "action/safety.h"
#include "web/visit.h"

/* The region with its banners; staff.js asks for it again every second.
 * client 0: everything that the asker must see. */
void at_banner_put(struct at_visit *visit, const struct at_alert_views *alerts, at_id client);

bool at_banner_any_open(const struct at_alert_views *alerts);

/* Those acknowledged, and those said before they came here, as a list; the others are in
 * the banner. */
bool at_banner_any_past(const struct at_alert_views *alerts);
void at_banner_history(struct at_visit *visit, const struct at_alert_views *alerts);

#endif
