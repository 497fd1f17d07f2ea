/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/enter.h - a login is made, or a try noted, once it is known which it is.  For this
 * room only. */
#ifndef AT_ACTION_ENTER_H
#define AT_ACTION_ENTER_H

#include "action/signin.h"
#include "action/tries.h"
#include "store/factor.h"
#include "store/people.h"

/* Everything that holds when the login is written; what does not any more refuses it. */
struct at_entering {
	const struct at_staff *staff;
	const struct at_from *from;
	const char *how;                /* for the audit line: "password and code" */
	bool by_once;
	uint32_t owes;
	const struct at_once *once;     /* used up by this; NULL: none */
	const struct at_half_login *half;       /* likewise */
	const struct at_second_factor *factor;         /* of which a code is used up; NULL: none */
	int64_t step;                   /* that code's; 0: a recovery code */
	const unsigned char *recovery;  /* its hash */
	const struct at_tries *tries;   /* of what was typed, password or code; NULL: nothing */
};

/* The counts of tries begin anew, and a login that this browser had ends.  AT_CONFLICT when
 * the link, the half or the code was used meanwhile, or too much was tried. */
enum at_status at_enter(struct at_call *call, const struct at_entering *entering,
    struct at_signed_in *out);

/* Half the way: a code is asked for next, and the count of tries stands.  AT_CONFLICT, too. */
enum at_status at_enter_half(struct at_call *call, const struct at_entering *entering,
    struct at_signed_in *out);

/* A wrong guess: it is counted, told to the person at the next login (staff NULL: nobody's
 * name), logged.  `what`: "password", "code".  AT_DENIED with `text`. */
enum at_status at_enter_failed(struct at_call *call, const struct at_tries *tries,
    const struct at_staff *staff, const char *what, const char *text);

/* Whether nobody else comes in by this sign-in name: the count of tries at it is theirs alone. */
enum at_status at_enter_own_name(struct at_call *call, const struct at_staff *staff, bool *out);

/* Whether the clinic wants a second factor of somebody. */
enum at_status at_factor_required(struct at_call *call, const struct at_staff *staff,
    bool *out);

#endif
