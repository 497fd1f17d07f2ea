/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/people.h - who works here and what they may be: for the command line. */
#ifndef AT_ACTION_PEOPLE_H
#define AT_ACTION_PEOPLE_H

#include "base/call.h"
#include "store/people.h"

struct at_new_person {
	const char *handle, *name;      /* sign-in name, display name */
	const char *const *roles;       /* "therapist", or "therapist@bergen": sub-sites too */
	int n_roles;
};

/* AT_CONFLICT when somebody has that sign-in name. */
enum at_status at_action_person_add(struct at_call *call, const struct at_new_person *new,
    at_id *out);

/* Everyone, in the order in which they came. */
struct at_person_row {
	struct at_staff staff;
	const char *roles;              /* "therapist at bergen, cover" */
};
enum at_status at_action_person_rows(struct at_call *call, struct at_person_row **out,
    int *out_n);

/* AT_NOT_FOUND if nobody has that sign-in name. */
enum at_status at_action_person_find(struct at_call *call, const char *handle,
    struct at_staff *out);

/* Closes an account: its browsers are signed out, its links no longer work. */
enum at_status at_action_person_disable(struct at_call *call, const char *handle);

#endif
