/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/client_list.h - everybody one works with, own and supervised clients, by name; and
 * finding one of them.  Who needs somebody stands in action/today.h. */
#ifndef AT_ACTION_CLIENT_LIST_H
#define AT_ACTION_CLIENT_LIST_H

#include "action/safety.h"

/* One row of the list of own (and supervised) clients. */
struct at_list_row {
	at_id client;
	const char *name, *site;
	int n_alerts;                   /* unacknowledged safety answers */
	const struct at_session *next;  /* the next planned session, NULL: none */
	const struct at_zone *zone;
	bool supervised;                /* a supervisee's client, not one's own */
};
struct at_list_view {
	struct at_list_row *rows;
	int n_rows;
	int n_all;                      /* before a name was looked for */
	struct at_alert_views alerts;   /* the banner: own clients', and cover's */
};
/* Those whose name holds `part`, capitals or not; "" for all.  Names are opened one by one
 * for this, in memory. */
enum at_status at_action_list(struct at_call *call, const char *part, struct at_list_view *out);

#endif
