/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ways into the demonstration: a sign-in for each role, and forms that wait. */
#include <string.h>

#include "action/act.h"
#include "action/care.h"
#include "action/demo.h"
#include "action/demo_story.h"
#include "action/demo_time.h"
#include "action/people.h"
#include "action/session.h"
#include "action/signin.h"

enum { MINUTES = 50 };

/* Somebody who is this and nothing else, if there is one. */
static const struct at_staff *
somebody(const struct at_person_row *rows, int n, uint32_t role)
{
	const struct at_staff *found = NULL;

	for (int i = 0; i < n; i++) {
		if (rows[i].staff.disabled || (rows[i].staff.subjects & role) == 0)
			continue;
		if (rows[i].staff.subjects == role)
			return &rows[i].staff;
		if (found == NULL)
			found = &rows[i].staff;
	}
	return found;
}

static enum at_status
open_roles(struct at_call *call, struct at_demo_doors *out)
{
	static const uint32_t roles[] = { AT_THERAPIST, AT_SUPERVISOR, AT_CONTACT, AT_COVER,
		AT_LEAD, AT_ADMINISTRATOR, AT_PRIVACY, AT_RESEARCHER };
	struct at_person_row *rows;
	int n;
	enum at_status st = at_action_person_rows(call, &rows, &n);

	out->roles = AT_NEW(call->arena, struct at_demo_door, AT_COUNT(roles));
	for (size_t i = 0; st == AT_OK && i < AT_COUNT(roles); i++) {
		const struct at_staff *staff = somebody(rows, n, roles[i]);
		struct at_demo_door *door = &out->roles[out->n_roles];

		if (staff == NULL)
			continue;
		door->what = at_subject_name((enum at_subject)roles[i]);
		door->who = staff->name;
		st = at_action_make_once(call, staff->id, &door->url);
		out->n_roles++;
	}
	return st;
}

/* Whether a form asked before or after a session can be filled in now for this one. */
static bool
is_at_hand(const struct at_session *s, bool before, at_ms now)
{
	if (before)
		return strcmp(s->state, "planned") == 0 && s->starts > now
		    && s->starts - now < 23 * AT_HOUR;
	return strcmp(s->state, "attended") == 0 && s->ends <= now && now - s->ends < 40 * AT_HOUR;
}

/* The number of such a session; on later days the old ones are too old, and one is made. */
static enum at_status
session_at_hand(struct at_call *call, at_id client, bool before, int *out)
{
	struct at_session *sessions;
	const struct at_zone *zone;
	at_id made;
	int n;
	enum at_status st = at_action_session_rows(call, client, &sessions, &n, &zone);

	for (int i = 0; st == AT_OK && i < n; i++)
		if (is_at_hand(&sessions[i], before, call->now)) {
			*out = sessions[i].number;
			return AT_OK;
		}
	if (st == AT_OK)
		st = at_action_session_add(call, client, before ? at_demo_soon(zone, call->now)
		    : at_demo_yesterday(zone, call->now), MINUTES,
		    before ? "planned" : "attended", &made);
	if (st == AT_OK)
		st = at_action_session_rows(call, client, &sessions, &n, &zone);
	for (int i = 0; st == AT_OK && i < n; i++)
		if (sessions[i].id == made)
			*out = sessions[i].number;
	return st;
}

static enum at_status
open_form(struct at_call *call, const struct at_client_row *row, const char *instrument,
    bool before, struct at_demo_door *out)
{
	struct at_new_link new = { .client = row->client.id, .instrument = instrument };
	const struct at_wording wording = { .lang = "en", .form = "client" };
	const struct at_library *library = call->house->library;
	struct at_made_link link;
	enum at_status st = session_at_hand(call, row->client.id, before, &new.session);

	if (st == AT_OK)
		st = at_action_link_make(call, &new, &link);
	if (st == AT_OK)
		*out = (struct at_demo_door){ at_printf(call->arena, "%s, in %s",
			at_library_text(library, at_library_find(library, instrument), &wording,
			"name", NULL), row->client.lang), row->name, link.url };
	return st;
}

static enum at_status
open_forms(struct at_call *call, struct at_demo_doors *out)
{
	static const struct {
		enum at_demo_when when;
		const char *lang, *instrument;
	} forms[] = {
		{ AT_DEMO_YESTERDAY, "nb", "session" },
		{ AT_DEMO_SOON, "de", "before" },
		{ AT_DEMO_SOON, "en", "phq-9" },
	};
	struct at_client_row *rows;
	struct at_demo_story *stories;
	int n, n_stories;
	enum at_status st = at_action_client_rows(call, &rows, &n);

	if (st == AT_OK)
		st = at_demo_stories(call->arena, &stories, &n_stories, call->err);
	out->forms = AT_NEW(call->arena, struct at_demo_door, AT_COUNT(forms));
	for (size_t f = 0; st == AT_OK && f < AT_COUNT(forms); f++)
		for (int s = 0; s < n_stories; s++) {
			const struct at_demo_story *story = &stories[s];

			if (story->when != forms[f].when || strcmp(story->lang, forms[f].lang) != 0)
				continue;
			for (int i = 0; st == AT_OK && i < n; i++)
				if (strcmp(rows[i].name, story->name) == 0)
					st = open_form(call, &rows[i], forms[f].instrument,
					    story->when == AT_DEMO_SOON,
					    &out->forms[out->n_forms++]);
		}
	return st;
}

enum at_status
at_action_demo_doors(struct at_call *call, struct at_demo_doors *out)
{
	struct at_demo_doors doors = { .n_roles = 0 };
	enum at_status st = open_roles(call, &doors);

	if (st == AT_OK)
		st = open_forms(call, &doors);
	if (st == AT_OK)
		*out = doors;
	return st;
}
