/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/worth.h - what is worth asking about: found by the rules of alliance/worth.h, once,
 * from what the therapist may see; kept with its numbers; answered by a person.
 *
 * Nothing waits for a clock: whoever opens a list or a page first after a card has become
 * visible has the rules look at it, and everybody sees that flag from then on. */
#ifndef AT_ACTION_WORTH_H
#define AT_ACTION_WORTH_H

#include "action/pair.h"
#include "alliance/worth.h"
#include "store/flag.h"

struct at_flag_view {
	struct at_kept_flag flag;
	const struct at_worth_row *rule;        /* never NULL */
	struct at_worth worth;          /* the inputs, as stored */
	int session;                    /* number */
	bool unsaid;                    /* something was said; the own card comes first, so no
	                                 * more than that is shown (yet) */
	bool open;                      /* nobody has set it aside or marked it discussed */
	const char *by;                 /* who did; "" */
	const char *reason;             /* "" */
};
struct at_flag_views {
	struct at_flag_view *views;     /* oldest first */
	int n_views;
};

/* Let the rules look at whatever of the client's has become visible since they last did.
 * h is read; out->flags: all flags of the client, unfiltered. */
enum at_status at_worth_judge(struct at_call *call, const struct at_history *h,
    struct at_kept_flag **out, int *out_n);

/* One flag with its numbers; whoever calls has asked the policy. */
enum at_status at_worth_view(struct at_call *call, const struct at_history *h,
    const struct at_kept_flag *flag, struct at_flag_view *out);

/* The flags among `flags` that the asker may see, as they may. */
enum at_status at_worth_views(struct at_call *call, const struct at_history *h,
    const struct at_kept_flag *flags, int n, struct at_flag_views *out);

/* One flag with its numbers: for "why this flag".  AT_DENIED, AT_NOT_FOUND. */
enum at_status at_action_flag(struct at_call *call, at_id flag, struct at_history *h,
    struct at_flag_view *out);

/* "aside" (a reason is required), "discussed", or "open" to take either back. */
enum at_status at_action_flag_handle(struct at_call *call, at_id flag, const char *how,
    const char *reason);

#endif
