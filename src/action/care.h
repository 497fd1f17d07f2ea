/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/care.h - clients come, links are made: for the command line. */
#ifndef AT_ACTION_CARE_H
#define AT_ACTION_CARE_H

#include "base/call.h"
#include "base/zone.h"
#include "store/care.h"
#include "store/due.h"
#include "store/people.h"

/* A new client with an episode and a relationship that begins now (or `from`). */
struct at_new_client {
	const char *name;
	const char *site;               /* handle */
	const char *therapist;          /* sign-in name */
	const char *form;               /* "client" (NULL), "teen" or "child" */
	const char *lang;               /* NULL: the site's first language */
	const char *parent;             /* name of a parent or carer, or NULL */
	at_ms from;                     /* 0: now */
};
enum at_status at_action_client_add(struct at_call *call, const struct at_new_client *new,
    at_id *out);

/* Everyone, with names: for the command line. */
struct at_client_row {
	struct at_client client;
	const char *name, *site, *therapist;    /* therapist "" when there is none now */
};
enum at_status at_action_client_rows(struct at_call *call, struct at_client_row **out,
    int *out_n);
/* One of them: a look, one audit line. */
enum at_status at_action_client_row(struct at_call *call, at_id client,
    struct at_client_row *out);

/* Make the key of a new client's and seal the name with it: sets client->key and ->name. */
enum at_status at_care_seal_client(struct at_call *call, struct at_client *client,
    const char *name);

/* A therapist of this clinic by sign-in name.  AT_INVALID for anybody else. */
enum at_status at_care_therapist(struct at_call *call, const char *handle, struct at_staff *out);

struct at_new_link {
	at_id client;
	const char *instrument;
	const char *form;               /* NULL: the client's own form of the instrument */
	int session;                    /* number; 0: the one its window fits best */
};
struct at_made_link {
	at_id due;
	const char *url;                /* NULL for a therapist's own card: no link is needed */
	at_ms opens, closes;
	const struct at_zone *zone;
};
enum at_status at_action_link_make(struct at_call *call, const struct at_new_link *new,
    struct at_made_link *out);

#endif
