/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/people.h - who works here and what they may be: for the command line and the
 * administrator's pages. */
#ifndef AT_ACTION_PEOPLE_H
#define AT_ACTION_PEOPLE_H

#include "base/call.h"
#include "guard/who.h"
#include "store/people.h"

struct at_new_person {
	const char *handle, *name;      /* sign-in name, display name */
	const char *const *roles;       /* "therapist", or "therapist@bergen": sub-sites too */
	int n_roles;
};

/* AT_CONFLICT when somebody has that sign-in name. */
enum at_status at_action_person_add(struct at_call *call, const struct at_new_person *new,
    at_id *out);

/* A role at a site and those below it. */
struct at_held_role {
	enum at_subject role;
	at_id site;                     /* 0: everywhere */
	const char *handle, *name;      /* of the site; NULL: everywhere */
};

/* Everyone, in the order in which they came. */
struct at_person_row {
	struct at_staff staff;
	const char *roles;              /* "therapist at bergen, cover" */
	const struct at_held_role *held;
	int n_held;
	at_ms seen;                     /* when they used a page last; 0: never */
	bool has_factor;                /* a second one, besides the password */
};
enum at_status at_action_person_rows(struct at_call *call, struct at_person_row **out,
    int *out_n);

/* AT_NOT_FOUND if nobody has that sign-in name. */
enum at_status at_action_person_find(struct at_call *call, const char *handle,
    struct at_staff *out);

/* Closes an account: its browsers are signed out, its links no longer work.  AT_CONFLICT
 * if it is closed already, if it is the asker's own, or if nobody would be left to
 * administer.  Opens it again, by the password it had. */
enum at_status at_action_person_disable(struct at_call *call, const char *handle);
enum at_status at_action_person_enable(struct at_call *call, const char *handle);

#endif
