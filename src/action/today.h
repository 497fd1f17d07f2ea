/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/today.h - a therapist's day: own clients in the order of need, with why; and those
 * of supervisees who need somebody, as far as a supervisor may know. */
#ifndef AT_ACTION_TODAY_H
#define AT_ACTION_TODAY_H

#include "action/line.h"
#include "action/safety.h"

struct at_today_row {
	at_id client;
	const char *name, *site;
	const struct at_zone *zone;
	const char *therapist;          /* of a supervisee's client; NULL: one's own */
	enum at_need need;
	int n_alerts;                   /* unacknowledged safety answers */
	struct at_line line;            /* reasons: AT_REASON_SAFETY is never among them */
	const struct at_instrument *measure;    /* that line.measure names; NULL: none */
};
struct at_today_view {
	struct at_today_row *rows;      /* by need, then by the next hour */
	int n_rows, n_sites;            /* n_sites: how many different ones */
	struct at_today_row *supervised;        /* only those who need somebody */
	int n_supervised;
	struct at_alert_views alerts;   /* the banner */
};

/* AT_DENIED for anybody but staff; somebody without clients gets empty lists. */
enum at_status at_action_today(struct at_call *call, struct at_today_view *out);

/* Puts the rows into the order of the list; for the test. */
void at_today_sort(struct at_today_row *rows, int n);

#endif
