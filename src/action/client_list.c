/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "action/act.h"
#include "action/client_list.h"
#include "action/window.h"
#include "base/utf8.h"

static int
count_open(const struct at_alert *alerts, int n)
{
	int n_open = 0;

	for (int i = 0; i < n; i++)
		n_open += at_alert_is_open(&alerts[i]);
	return n_open;
}

static enum at_status
fill_row(struct at_call *call, const struct at_client *client, struct at_list_row *row)
{
	struct at_db *db = at_store_reader(call);
	struct at_session *sessions;
	struct at_alert *alerts;
	struct at_site site;
	int n, n_alerts;
	enum at_status st;

	if (db == NULL)
		return call->err->status;
	row->client = client->id;
	st = at_site_load(call->arena, db, client->org, client->site, &site, call->err);
	if (st == AT_OK)
		st = at_session_list(call->arena, db, client->org, client->id, &sessions, &n,
		    call->err);
	if (st == AT_OK)
		st = at_alert_list(call->arena, db, client->org, client->id, &alerts, &n_alerts,
		    call->err);
	if (st != AT_OK)
		return st;
	row->n_alerts = count_open(alerts, n_alerts);
	row->site = site.name;
	row->zone = site.zone;
	row->next = at_session_next(sessions, n, call->now);
	return AT_OK;
}

static bool
is_listed(const struct at_list_view *view, at_id client)
{
	for (int i = 0; i < view->n_rows; i++)
		if (view->rows[i].client == client)
			return true;
	return false;
}

static enum at_status
add_rows(struct at_call *call, const struct at_client *clients, int n, bool supervised,
    const char *part, struct at_list_view *out)
{
	enum at_status st = AT_OK;

	for (int i = 0; i < n && st == AT_OK; i++) {
		struct at_list_row *row = &out->rows[out->n_rows];

		if (is_listed(out, clients[i].id))
			continue;
		out->n_all++;
		*row = (struct at_list_row){ .supervised = supervised };
		st = at_act_name(call, &clients[i], &row->name);
		if (st != AT_OK || !at_utf8_holds(row->name, part))
			continue;
		st = fill_row(call, &clients[i], row);
		out->n_rows++;
	}
	return st;
}

static int
by_name(const void *a_, const void *b_)
{
	const struct at_list_row *a = a_, *b = b_;
	int order = strcmp(a->name, b->name);

	return order != 0 ? order : a->client < b->client ? -1 : 1;
}

enum at_status
at_action_list(struct at_call *call, const char *part, struct at_list_view *out)
{
	struct at_db *db;
	struct at_client *own = NULL, *supervised = NULL;
	int n_own = 0, n_supervised = 0;
	at_id org = call->who->org, staff = call->who->staff;
	bool may = at_policy_allows(call->who->subjects, AT_REL_ANY, AT_RES_CLIENT_LIST, AT_VIEW);
	enum at_status st;

	*out = (struct at_list_view){ .n_rows = 0 };
	if (staff == 0)
		return at_fail(call->err, AT_DENIED, "You may not see or do this.");
	st = at_action_alerts(call, &out->alerts);
	db = at_store_reader(call);
	if (db == NULL)
		return call->err->status;
	if (st == AT_OK && may)
		st = at_client_list_own(call->arena, db, org, staff, call->now, &own, &n_own,
		    call->err);
	if (st == AT_OK && may && (call->who->subjects & AT_SUPERVISOR) != 0)
		st = at_client_list_supervised(call->arena, db, org, staff, call->now,
		    &supervised, &n_supervised, call->err);
	if (st != AT_OK)
		return st;
	out->rows = AT_NEW(call->arena, struct at_list_row, (size_t)(n_own + n_supervised));
	st = add_rows(call, own, n_own, false, part, out);
	if (st == AT_OK)
		st = add_rows(call, supervised, n_supervised, true, part, out);
	qsort(out->rows, (size_t)out->n_rows, sizeof *out->rows, by_name);
	return st;
}
