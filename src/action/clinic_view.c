/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "action/act.h"
#include "action/asking.h"
#include "action/clinic_view.h"
#include "action/setup_edit.h"

/* Of whoever is named, whether or not the account is open. */
static at_id
contact_of(const struct at_setup *setup, at_id site)
{
	const struct at_setup_site *s = at_setup_site(setup, site);

	return s == NULL ? 0 : s->contact;
}

static bool
is_closed(const struct at_clinic_view *view, at_id staff)
{
	for (int i = 0; i < view->n_people; i++)
		if (view->people[i].staff.id == staff)
			return view->people[i].staff.disabled;
	return false;
}

static enum at_status
fill_place(struct at_call *call, const struct at_clinic_view *view,
    const struct at_setup *setup, at_id site, struct at_place_view *out)
{
	struct at_asking *asking;
	const struct at_cover *cover;
	enum at_status st = at_asking_open(call, call->who->org, site, NULL, "client", false, "en",
	    &asking);

	if (st != AT_OK)
		return st;
	cover = at_cover_at(&asking->covers, call->now);
	*out = (struct at_place_view){ .site = site, .parent = asking->site.parent,
		.handle = asking->site.handle, .name = asking->site.name,
		.zone = asking->site.zone, .contact = asking->contact.name,
		.contact_closed = is_closed(view, contact_of(setup, site)),
		.cover = cover == NULL ? NULL : cover->name,
		.cover_until = at_cover_until(&asking->covers, call->now),
		.cover_next = at_cover_next(&asking->covers, call->now) };
	out->missing = at_asking_missing(call, asking, &out->n_missing);
	return AT_OK;
}

enum at_status
at_action_clinic(struct at_call *call, struct at_clinic_view *out)
{
	at_id org = call->who->org, *sites;
	struct at_setup setup;
	enum at_status st = at_action_person_rows(call, &out->people, &out->n_people);

	out->n_waiting = 0;
	if (st == AT_OK)
		st = at_setup_open(call, AT_VIEW, &setup);
	if (st == AT_OK)
		st = at_site_list(call->arena, at_store_reader(call), org, &sites, &out->n_places,
		    call->err);
	if (st != AT_OK)
		return st;
	out->rules = at_rules_of(call->arena, &setup);
	for (int i = 0; i < out->n_people; i++)
		out->n_waiting += !out->people[i].staff.disabled
		    && out->people[i].staff.password == NULL;
	out->places = AT_NEW(call->arena, struct at_place_view, (size_t)out->n_places);
	for (int i = 0; i < out->n_places && st == AT_OK; i++)
		st = fill_place(call, out, &setup, sites[i], &out->places[i]);
	return st;
}
