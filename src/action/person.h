/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/person.h - one of those who work here, as the administrator sees and changes them. */
#ifndef AT_ACTION_PERSON_H
#define AT_ACTION_PERSON_H

#include "action/people.h"
#include "base/zone.h"
#include "store/setup.h"

/* Somebody else, and the supervision between the two. */
struct at_supervision {
	at_id person;
	const char *name;
	at_ms from, to;                 /* 0: since ever, it lasts */
	bool running;
};

/* A site or a person to choose from. */
struct at_choosable {
	at_id id;
	const char *handle, *name;
};

struct at_person_view {
	struct at_staff staff;
	bool self;                      /* the asker's own */
	at_ms seen;                     /* 0: never */
	bool has_factor;                /* a second one, besides the password */
	int n_logins;                   /* browsers signed in now */
	const struct at_held_role *held;
	int n_held;
	struct at_supervision *supervises, *supervised_by;      /* what is over comes last */
	int n_supervises, n_supervised_by;
	int n_clients;                  /* who have them as therapist now */
	const char **cover, **contact;  /* names of sites that count on them */
	int n_cover, n_contact;
	const struct at_zone *zone;     /* of the first site */
	struct at_choosable *sites, *therapists;        /* to give a role at, to supervise */
	int n_sites, n_therapists;
};

/* AT_NOT_FOUND. */
enum at_status at_action_person_view(struct at_call *call, at_id person,
    struct at_person_view *out);

/* Sites to choose from when somebody is added. */
enum at_status at_action_sites(struct at_call *call, struct at_choosable **out, int *out_n);

/* `version`: the staff's as it was shown; AT_CONFLICT if it is another now.  AT_INVALID. */
enum at_status at_action_person_rename(struct at_call *call, at_id person, int64_t version,
    const char *name);

/* Give or take a role, "therapist", at a site and those below it, or everywhere (0).  What
 * is so already is no error.  AT_INVALID: something else counts on it, or there is no such
 * role; AT_CONFLICT: it is the asker's own right to do this. */
enum at_status at_action_person_role(struct at_call *call, at_id person, const char *role,
    at_id site, bool give);

/* `from` and `to` (both included, "" for none) are days at the first site.  AT_INVALID. */
enum at_status at_action_supervise(struct at_call *call, at_id supervisor, at_id therapist,
    const char *from, const char *to);
/* It is over now; one that has not begun is taken back.  AT_CONFLICT: it is over already. */
enum at_status at_action_supervise_end(struct at_call *call, at_id supervisor,
    at_id therapist);

/* ---- for people.c --------------------------------------------------------------------- */

enum at_status at_person_check_name(struct at_call *call, const char *name);
/* AT_INVALID, and why: the role is not held at a site. */
enum at_status at_person_holds_everywhere(struct at_call *call);
void at_person_held(struct at_call *call, const struct at_setup *setup,
    const struct at_setup_person *p, const struct at_held_role **out, int *out_n);

#endif
