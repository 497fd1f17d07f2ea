/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/client_list.h - the list of own and supervised clients, those in need first. */
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
	struct at_alert_views alerts;   /* the banner: own clients', and cover's */
};
enum at_status at_action_list(struct at_call *call, struct at_list_view *out);

#endif
