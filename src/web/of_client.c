/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "action/client_view.h"
#include "web/banner.h"
#include "web/of_client.h"

struct at_page
at_page_of_client(struct at_visit *visit, const char *title, at_id client, const char *name)
{
	struct at_page page = at_page_staff(visit, title, "/clients");

	page.script = "staff.js";
	page.back = (struct at_page_link){ at_printf(visit->call.arena, "/clients/%s",
	    at_visit_id_text(visit, client)), name, false };
	return page;
}

void
at_page_of_client_begin(struct at_visit *visit, const struct at_page *page, at_id client)
{
	struct at_alert_views alerts;

	at_page_begin(visit->out, page);
	if (at_action_banner(&visit->call, client, &alerts) == AT_OK)
		at_banner_put(visit, &alerts, client);
	else
		at_error_clear(visit->call.err);        /* the page itself is theirs */
}
