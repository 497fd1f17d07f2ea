/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For the privacy officer: which records are held, restricted and erased. */
#include <string.h>

#include "base/words.h"
#include "guard/policy.h"
#include "html/put.h"
#include "web/clinic.h"
#include "web/privacy.h"
#include "web/show.h"

struct at_page
at_page_privacy_frame(struct at_visit *visit, const char *title, const char *here)
{
	static const struct { const char *href, *text; } places[] = {
		{ "/privacy", AT_TEXT("Records") }, { "/log", AT_TEXT("Access log") },
	};
	struct at_call *call = &visit->call;
	struct at_page page;
	struct at_page_link *area;

	if (!at_policy_allows(visit->who.subjects, AT_REL_ANY, AT_RES_PRIVACY, AT_VIEW))
		return at_page_clinic(visit, title, here);
	page = at_page_staff(visit, title, "/privacy");
	area = AT_NEW(call->arena, struct at_page_link, AT_COUNT(places));
	for (size_t i = 0; i < AT_COUNT(places); i++)
		area[i] = (struct at_page_link){ places[i].href, at_tr(call, places[i].text),
			strcmp(here, places[i].href) == 0 };
	page.area = area;
	page.n_area = (int)AT_COUNT(places);
	page.area_label = at_tr(call, "Privacy");
	return page;
}

const char *
at_privacy_path(struct at_visit *visit, at_id client)
{
	return at_printf(visit->call.arena, "/privacy/%s", at_visit_id_text(visit, client));
}

/* ---- everybody ----------------------------------------------------------------------------- */

static void
put_number(struct at_visit *visit, const char *problem)
{
	struct at_call *call = &visit->call;
	const char *typed = at_field(&visit->request->query, "client");

	if (problem != NULL)
		at_part_notice(visit->out, AT_TONE_LOOK, at_tr(call, "That did not work"),
		    problem);
	at_put(visit->out, "<form class=\"find\" method=\"get\" action=\"/privacy\""
	    " role=\"search\"><label for=\"find\">%s</label>", at_tr(call, "Client's number"));
	at_put(visit->out, "<input id=\"find\" type=\"search\" name=\"client\" value=\"%s\""
	    " autocomplete=\"off\"><button type=\"submit\" class=\"button small\">%s</button>"
	    "</form>\n", typed == NULL ? "" : typed, at_tr(call, "Open"));
}

static const char *
by_whom(struct at_visit *visit, const char *name)
{
	return name[0] == '\0' ? at_tr(&visit->call, "The command line") : name;
}

static void
put_row(struct at_visit *visit, at_id client, const struct at_tag *tag, const char *why)
{
	const struct at_page_row row = { .href = at_privacy_path(visit, client),
		.title = at_visit_id_text(visit, client), .tags = tag, .n_tags = tag != NULL,
		.why = why };

	at_part_row_begin(visit->out, &row);
	at_part_row_end(visit->out);
}

static void
put_set(struct at_visit *visit, const struct at_privacy_view *all, enum at_privacy_kind kind)
{
	struct at_call *call = &visit->call;
	const struct at_section section = { .id = at_privacy_name(kind),
		.heading = kind == AT_HOLD ? at_tr(call, "Held") : at_tr(call, "Restricted"),
		.note = kind == AT_HOLD ? at_tr(call, "Nobody can erase these records.")
		: at_tr(call, "Kept, and nothing is done with them.") };
	int n = 0;

	at_part_section_begin(visit->out, &section);
	for (int i = 0; i < all->n_set; i++) {
		const struct at_privacy *set = &all->set[i];
		const struct at_tag over = { AT_TONE_PLAIN, at_tr(call, "over") };
		bool ended = !at_privacy_holds(set, call->now);

		if (set->kind != kind)
			continue;
		if (n++ == 0)
			at_part_rows_begin(visit->out, section.heading);
		put_row(visit, set->client, ended ? &over : NULL, set->until == 0
		    ? at_printf(call->arena, at_tr(call, "Since %s, by %s."),
		    at_show_day(visit, all->zone, set->at), by_whom(visit, set->staff_name))
		    : at_printf(call->arena, at_tr(call, "Since %s, by %s, until %s."),
		    at_show_day(visit, all->zone, set->at), by_whom(visit, set->staff_name),
		    at_show_day(visit, all->zone, set->until - 1)));
	}
	if (n > 0)
		at_part_rows_end(visit->out);
	else
		at_part_text(visit->out, at_tr(call, "Nobody."));
	at_part_section_end(visit->out);
}

static void
put_erased(struct at_visit *visit, const struct at_privacy_view *all)
{
	struct at_call *call = &visit->call;
	const struct at_section section = { .id = "erased", .heading = at_tr(call, "Erased"),
		.note = at_tr(call, "Scores and dates are left, under a number.") };
	const struct at_tag left = { AT_TONE_LOOK, at_tr(call, "to be done again") };

	at_part_section_begin(visit->out, &section);
	if (all->n_erased > 0)
		at_part_rows_begin(visit->out, section.heading);
	else
		at_part_text(visit->out, at_tr(call, "Nobody."));
	for (int i = 0; i < all->n_erased; i++)
		put_row(visit, all->erased[i].client, all->erased[i].scrubbed == 0 ? &left : NULL,
		    at_printf(call->arena, at_tr(call, "On %s, by %s."),
		    at_show_day(visit, all->zone, all->erased[i].at),
		    by_whom(visit, all->erased[i].staff_name)));
	if (all->n_erased > 0)
		at_part_rows_end(visit->out);
	at_part_section_end(visit->out);
}

int
at_page_privacy(struct at_visit *visit)
{
	struct at_call *call = &visit->call;
	const char *typed = at_field(&visit->request->query, "client"), *problem = NULL;
	struct at_privacy_view all;
	struct at_page page;
	at_id client;

	if (at_action_privacy(call, &all) != AT_OK)
		return at_page_problem(visit);
	if (typed != NULL && typed[0] != '\0') {
		if (at_id_parse(typed, &client))
			return at_page_redirect(visit, at_privacy_path(visit, client));
		problem = at_tr(call, "A client's number has 13 letters and digits.");
	}
	page = at_page_privacy_frame(visit, at_tr(call, "Records"), "/privacy");
	page.lead = at_tr(call, "When somebody asks to be forgotten, or that nothing more is done "
	    "with their record, or the law says that it must be kept.");
	at_page_begin(visit->out, &page);
	put_number(visit, problem);
	put_set(visit, &all, AT_RESTRICT);
	put_set(visit, &all, AT_HOLD);
	put_erased(visit, &all);
	at_page_end(visit->out, &page);
	return problem == NULL ? 200 : 400;
}
