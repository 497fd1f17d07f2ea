/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/clinic_check.h - the second half of reading a clinic file: what its lines say
 * together.  For clinic_file.c, and for what is set up on a page. */
#ifndef AT_ACTION_CLINIC_CHECK_H
#define AT_ACTION_CLINIC_CHECK_H

#include "action/clinic_file.h"
#include "base/time.h"

/* How long a safety answer waits for its therapist where nobody says otherwise. */
#define AT_CLINIC_ESCALATE (4 * AT_HOUR)
#define AT_CLINIC_ESCALATE_HIGH AT_HOUR

/* Hand down what sub-sites do not say themselves, and refuse what does not fit together.
 * `top` is the site-like part at the head of the file. */
enum at_status at_clinic_settle(struct at_arena *arena, struct at_clinic *clinic,
    const struct at_clinic_site *top, struct at_error *err);

/* What no clinic may be, whether a file says so or a page. */
enum at_clinic_rule {
	AT_CLINIC_CIRCLE,               /* the site lies below itself */
	AT_CLINIC_NO_ROLE,              /* the person may do nothing */
	AT_CLINIC_OWN_SUPERVISOR,
	AT_CLINIC_NO_SUPERVISOR,        /* the person supervises without the role */
	AT_CLINIC_NO_THERAPIST,         /* the person is supervised without the role */
	AT_CLINIC_NO_CONTACT,           /* the person is the site's contact without the role */
	AT_CLINIC_CONTACT_TREATS,       /* the contact of the site is a therapist there */
	AT_CLINIC_NO_COVER,             /* the person has cover at the site without the role */
	AT_CLINIC_NO_ADMINISTRATOR
};

struct at_clinic_fault {
	enum at_clinic_rule rule;
	int site, person;               /* AT_CLINIC_NONE: it is about none */
	int line;                       /* of the file it came from */
};

struct at_clinic_faults {
	struct at_clinic_fault *all;
	int n;
};

/* All there are; what is broken twice over (by two who are supervised, say) is there twice.
 * Roles must be spread over sub-sites already; of people, sites and cover no more is looked
 * at than who has which. */
struct at_clinic_faults at_clinic_find_faults(struct at_arena *arena,
    const struct at_clinic *clinic);

#endif
