/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Everybody one works with, by name, and finding one of them. */
#include "action/client_list.h"
#include "base/words.h"
#include "html/part.h"
#include "html/put.h"
#include "web/banner.h"
#include "web/clients.h"

void
at_clients_find(struct at_visit *visit, const char *query)
{
	struct at_call *call = &visit->call;

	at_put(visit->out, "<form class=\"find\" method=\"get\" action=\"/clients\""
	    " role=\"search\"><label for=\"find\">%s</label>", at_tr(call, "Find a client"));
	at_put(visit->out, "<input id=\"find\" type=\"search\" name=\"q\" value=\"%s\""
	    " autocomplete=\"off\"><button type=\"submit\" class=\"button small\">%s</button>"
	    "</form>\n", query,
	    at_tr(call, "Find"));
}

static void
put_row(struct at_visit *visit, const struct at_list_row *row)
{
	struct at_call *call = &visit->call;
	struct at_tag tags[2];
	struct at_page_row out = { .title = row->name, .meta = row->site, .tags = tags };

	out.href = at_printf(call->arena, "/clients/%s", at_visit_id_text(visit, row->client));
	if (row->n_alerts > 0)
		tags[out.n_tags++] = (struct at_tag){ AT_TONE_ALERT,
			at_tr(call, "Safety answer not yet acknowledged") };
	if (row->supervised)
		tags[out.n_tags++] = (struct at_tag){ AT_TONE_PLAIN, at_tr(call, "supervised") };
	out.why = row->next == NULL ? at_tr(call, "No session planned.")
	    : at_printf(call->arena, at_tr(call, "Next: session %d, %s."), row->next->number,
	        at_words_moment(call, row->zone, row->next->starts));
	at_part_row_begin(visit->out, &out);
	at_part_row_end(visit->out);
}

static void
put_list(struct at_visit *visit, const struct at_list_view *view, const char *query)
{
	struct at_call *call = &visit->call;

	if (view->n_all > 0)
		at_clients_find(visit, query);
	if (view->n_rows > 0) {
		at_part_rows_begin(visit->out, at_tr(call, "Clients"));
		for (int i = 0; i < view->n_rows; i++)
			put_row(visit, &view->rows[i]);
		at_part_rows_end(visit->out);
	} else if (view->n_all > 0) {
		at_part_empty(visit->out, at_printf(call->arena, at_tr(call,
		    "None of your clients has a name with \"%s\" in it."), query), "/clients",
		    at_tr(call, "Show all"));
	} else {
		at_part_empty(visit->out, at_tr(call, "No clients are listed for you."), "/today",
		    at_tr(call, "Today says why"));
	}
}

int
at_page_clients(struct at_visit *visit)
{
	struct at_call *call = &visit->call;
	const char *query = at_field(&visit->request->query, "q");
	struct at_list_view view;
	struct at_page page;

	if (query == NULL)
		query = "";
	if (at_action_list(call, query, &view) != AT_OK)
		return at_page_problem(visit);
	page = at_page_staff(visit, at_tr(call, "Clients"), "/clients");
	page.script = "staff.js";
	at_page_begin(visit->out, &page);
	at_banner_put(visit, &view.alerts, 0);
	put_list(visit, &view, query);
	at_page_end(visit->out, &page);
	return 200;
}
