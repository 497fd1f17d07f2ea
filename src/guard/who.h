/* SPDX-License-Identifier: GPL-3.0-or-later */
/* guard/who.h - who asks.  Subjects and relations are those of the design's decisions. */
#ifndef AT_GUARD_WHO_H
#define AT_GUARD_WHO_H

#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"

/* One bit each: a member of staff may be several at once. */
enum at_subject {
	AT_PUBLIC        = 1 << 0,
	AT_LINK_HOLDER   = 1 << 1,      /* client, teenager or parent with a measure link */
	AT_CLIENT        = 1 << 2,      /* own page, with a PIN */
	AT_PARENT        = 1 << 3,
	AT_KIOSK         = 1 << 4,
	AT_THERAPIST     = 1 << 5,
	AT_SUPERVISOR    = 1 << 6,
	AT_CONTACT       = 1 << 7,      /* the named contact person */
	AT_COVER         = 1 << 8,      /* may be put on cover */
	AT_LEAD          = 1 << 9,
	AT_RESEARCHER    = 1 << 10,
	AT_ADMINISTRATOR = 1 << 11,
	AT_PRIVACY       = 1 << 12,
	AT_OPERATOR      = 1 << 13      /* the command line on the data folder */
};

#define AT_STAFF ((uint32_t)(AT_THERAPIST | AT_SUPERVISOR | AT_CONTACT | AT_COVER | AT_LEAD \
    | AT_RESEARCHER | AT_ADMINISTRATOR | AT_PRIVACY))

#define AT_OWN ((uint32_t)(AT_CLIENT | AT_PARENT))      /* by address and PIN */

/* What a login must do before anything else.  Bits. */
enum at_owes { AT_OWES_FACTOR = 1, AT_OWES_PASSWORD = 2 };

struct at_who {
	uint32_t subjects;              /* bits of enum at_subject, at least one */
	at_id org;                      /* the tenant; 0 for the public before any link */
	at_id staff;                    /* 0 unless a member of staff is signed in */
	at_id login;                    /* the row of the signed-in browser */
	bool once;                      /* it came by a one-time link */
	uint32_t owes;                  /* bits of enum at_owes; until then it may do no more */
	int failed;                     /* tries at this account since the login before */
	const char *name;               /* display name of the staff member, else "" */
	at_id due;                      /* link-holder: the one due measure */
	at_id device;                   /* link-holder: the browser that began it */
	at_id client;                   /* client, parent: whose own page it is */
	at_id related;                  /* parent: the related person; 0: the client */
};

#endif
