/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/consent.h - what a client has agreed to, given and taken back: on the own page, or on
 * paper, recorded by the therapist; and a therapist's own answers in research. */
#ifndef AT_ACTION_CONSENT_H
#define AT_ACTION_CONSENT_H

#include "action/own_view.h"
#include "store/consent.h"

/* Which words a client or a therapist sees on the page: raise it with every change of what
 * one agrees to. */
#define AT_CONSENT_WORDING "page 1"

struct at_consents {
	const char *client_name;        /* for staff */
	const struct at_zone *zone;
	struct at_consent now[AT_CONSENT_PURPOSES];     /* id 0: nobody has said */
	struct at_consent *all;         /* the newest first */
	int n_all;
	bool may_stop;                  /* the asker may record the one to measuring */
};

/* The asker's own. */
enum at_status at_action_own_consents(struct at_call *call, struct at_own_frame *out_frame,
    struct at_consents *out);
/* A client's, for staff: a look, one audit line. */
enum at_status at_action_consents(struct at_call *call, at_id client, struct at_consents *out);

/* What one says to a purpose, or said on paper. */
struct at_consent_ask {
	at_id client;
	const char *purpose;            /* "measuring", "research", "contact" */
	const char *answer;             /* "yes", "no" */
	const char *version;            /* staff: of the paper, "2026-02"; NULL or "": not known */
};

/* One line and one audit line, unless it stands already.  Without consent to measuring nothing
 * is asked any more, and what is open is taken back.  AT_INVALID: no such purpose, answer or
 * version. */
enum at_status at_action_consent(struct at_call *call, const struct at_consent_ask *ask);

/* The asker's own answers, as a therapist, in research. */
enum at_status at_action_own_research(struct at_call *call, struct at_consent *out);
enum at_status at_action_own_research_set(struct at_call *call, bool given);

/* No more cards, or cards again, as the client wishes it: nothing when it is so already. */
enum at_status at_action_measuring(struct at_call *call, at_id client, bool goes_on);

#endif
