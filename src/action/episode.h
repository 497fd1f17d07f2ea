/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/episode.h - a course of therapy changes hands, and comes to an end. */
#ifndef AT_ACTION_EPISODE_H
#define AT_ACTION_EPISODE_H

#include "base/call.h"
#include "base/id.h"
#include "store/people.h"

/* Where a course of therapy stands, before it is turned. */
struct at_episode_view {
	const char *client_name;
	bool running;                   /* false: it has ended */
	int n_to_come;                  /* sessions planned for later */
	struct at_staff *therapists;    /* who could take it over, by name */
	int n_therapists;
};

/* For the therapist: AT_DENIED, AT_NOT_FOUND. */
enum at_status at_action_episode_view(struct at_call *call, at_id client,
    struct at_episode_view *out);

/* End the running relationship and begin one with another therapist.  Sessions to come go
 * over to the new one, what was due before them is taken back and asked for anew. */
enum at_status at_action_change_therapist(struct at_call *call, at_id client,
    const char *therapist);

/* The course ends now: sessions to come are cancelled, the cards of the end become due.
 * The therapist keeps the client in view for two more weeks, in which last cards and words
 * come in.  AT_INVALID when it has ended already. */
enum at_status at_action_client_end(struct at_call *call, at_id client);

#endif
