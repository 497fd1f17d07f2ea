/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/clinic_view.h - how the clinic stands: what is set up, and what is missing. */
#ifndef AT_ACTION_CLINIC_VIEW_H
#define AT_ACTION_CLINIC_VIEW_H

#include "action/people.h"
#include "action/rules.h"
#include "base/zone.h"

/* A site as its crisis text, its cover and its contact stand now. */
struct at_place_view {
	at_id site, parent;
	const char *handle, *name;
	const struct at_zone *zone;
	const char *const *missing;     /* placeholders without a value */
	int n_missing;
	const char *cover;              /* who has it now; NULL: nobody */
	at_ms cover_until;              /* without a break; INT64_MAX: always */
	at_ms cover_next;               /* nobody: when somebody will; INT64_MAX: never */
	const char *contact;            /* "": nobody */
	bool contact_closed;            /* named, but the account is closed */
};

struct at_clinic_view {
	struct at_rules rules;
	struct at_place_view *places;
	int n_places;
	struct at_person_row *people;
	int n_people;
	int n_waiting;                  /* open accounts without a password */
};

/* AT_DENIED. */
enum at_status at_action_clinic(struct at_call *call, struct at_clinic_view *out);

#endif
