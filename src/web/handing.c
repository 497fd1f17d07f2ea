/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An address handed to a client in the waiting room: to read out, to copy, to scan. */
#include <string.h>

#include "action/link.h"
#include "base/words.h"
#include "html/form.h"
#include "html/put.h"
#include "html/qr.h"
#include "web/client.h"
#include "web/of_client.h"

static void
put_address(struct at_visit *visit, const struct at_handed_link *link)
{
	struct at_call *call = &visit->call;
	const struct at_section section = {
		.heading = at_tr(call, "Scan this, or open the address"),
		.note = at_tr(call, "For this person only. It opens the first form; each one leads "
		    "to the next.") };

	at_part_section_begin(visit->out, &section);
	at_qr_put(visit->out, link->url, at_tr(call, "The address as a QR code"));
	at_put(visit->out, "<div class=\"wide\">\n<div class=\"field\">\n"
	    "<label for=\"f-address\">%s</label>\n"
	    "<input id=\"f-address\" type=\"text\" dir=\"ltr\" value=\"%s\" readonly>\n</div>\n",
	    at_tr(call, "Address"), link->url);
	at_put(visit->out, "<p class=\"copy\"><button type=\"button\" class=\"button\" "
	    "data-copy=\"f-address\" data-done=\"%s\" hidden>%s</button></p>\n"
	    "<p class=\"note\" role=\"status\"></p>\n</div>\n",
	    at_tr(call, "Copied"), at_tr(call, "Copy"));
	at_part_section_end(visit->out);
}

static void
put_forms(struct at_visit *visit, const struct at_handed_link *link)
{
	struct at_call *call = &visit->call;
	const struct at_section section = { .heading = at_tr(call, "What it opens") };
	struct at_fact *facts = AT_NEW(call->arena, struct at_fact, (size_t)link->n_forms);

	for (int i = 0; i < link->n_forms; i++)
		facts[i] = (struct at_fact){ link->forms[i].title,
			at_printf(call->arena, at_tr(call, "open until %s"),
			    at_words_moment(call, link->zone, link->forms[i].closes)) };
	at_part_section_begin(visit->out, &section);
	at_part_facts(visit->out, facts, link->n_forms);
	at_part_section_end(visit->out);
}

static void
put_nothing(struct at_visit *visit, const struct at_handed_link *link)
{
	struct at_call *call = &visit->call;

	at_part_text(visit->out, at_tr(call, "Nothing is open to be filled in just now."));
	if (link->opens != 0)
		at_part_text(visit->out, at_printf(call->arena,
		    at_tr(call, "The next form opens %s."),
		    at_words_moment(call, link->zone, link->opens)));
}

int
at_page_hand_link(struct at_visit *visit)
{
	struct at_call *call = &visit->call;
	at_id client = at_visit_id(visit, "client");
	const char *party = at_field(&visit->request->form, "party");
	bool parent = party != NULL && strcmp(party, "parent") == 0;
	struct at_handed_link link;
	struct at_page page;

	if (at_action_link_for(call, client, parent ? AT_PARTY_PARENT : AT_PARTY_CLIENT, &link)
	    != AT_OK)
		return at_page_problem(visit);
	page = at_page_of_client(visit, at_printf(call->arena, parent
	    ? at_tr(call, "A link for a parent of %s") : at_tr(call, "A link for %s"),
	    link.client_name), client, link.client_name);
	at_page_of_client_begin(visit, &page, client);
	if (link.url == NULL) {
		put_nothing(visit, &link);
	} else {
		at_part_columns_begin(visit->out);
		put_address(visit, &link);
		at_part_columns_middle(visit->out);
		put_forms(visit, &link);
		at_part_columns_end(visit->out);
	}
	at_page_end(visit->out, &page);
	return 200;
}

static void
put_hand_out(struct at_visit *visit, const struct at_client_view *view, const char *text,
    const char *party)
{
	const struct at_hidden hidden[] = { { "party", party } };
	const struct at_form form = { .action = at_printf(visit->call.arena, "/clients/%s/link",
		at_visit_id_text(visit, view->client.id)), .csrf = visit->csrf, .hidden = hidden,
		.n_hidden = 1, .wide = true };
	const struct at_form_buttons buttons = { .other = text };

	at_form_begin(visit->out, &form);
	at_form_buttons(visit->out, &buttons);
	at_form_end(visit->out);
}

void
at_client_hand_link(struct at_visit *visit, const struct at_client_view *view)
{
	struct at_call *call = &visit->call;
	const struct at_section section = { .id = "hand-out",
		.heading = at_tr(call, "In the waiting room"),
		.note = at_tr(call, "An address and a code to scan, for the forms that are open "
		    "now. No account is needed.") };

	if (!view->therapist_is_asker)
		return;
	at_part_section_begin(visit->out, &section);
	if (strcmp(view->client.form, "child") != 0)
		put_hand_out(visit, view, at_tr(call, "Hand out a link"), "client");
	if (view->has_parent)
		put_hand_out(visit, view, at_tr(call, "A link for a parent"), "parent");
	at_part_section_end(visit->out);
}
