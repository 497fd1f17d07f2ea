/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alliance/agree.h - how far client and therapist see the same, for one relationship.
 *
 * Only sessions with two independent cards count (at_dyad_paired); a sign says who rated
 * higher: client minus therapist.
 */
#ifndef AT_ALLIANCE_AGREE_H
#define AT_ALLIANCE_AGREE_H

#include "alliance/congruence.h"
#include "alliance/dyad.h"

/* House default: apart by this much or more on TOTAL is a wide gap. */
#define AT_AGREE_WIDE 1.5

/* Over the sessions in pairs with both TOTALs. */
struct at_agreement at_agree_of(const struct at_dyad *dyad);

/* Client minus therapist on TOTAL in one session; NaN without a pair. */
double at_agree_gap(const struct at_dyad_session *session);

/* Whether that gap is wide, 1.5 or more either way. */
bool at_agree_wide(const struct at_dyad_session *session);

/* The difference on one statement, to be put in words. */
enum at_agree_words {
	AT_AGREE_UNKNOWN,               /* no pair, or one side did not answer it */
	AT_AGREE_SAME,
	AT_AGREE_CLIENT_ONE,            /* the client one step higher */
	AT_AGREE_CLIENT_MORE,           /* the client two steps higher or more */
	AT_AGREE_THERAPIST_ONE,
	AT_AGREE_THERAPIST_MORE
};
enum at_agree_words at_agree_item(const struct at_dyad_session *session, int item);

#endif
