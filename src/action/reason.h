/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/reason.h - why a client stands where they stand on the day list.  Pure. */
#ifndef AT_ACTION_REASON_H
#define AT_ACTION_REASON_H

#include "action/worth.h"
#include "progress/track.h"

/* In the order in which clients are listed: what somebody said comes before anything that
 * was computed. */
enum at_need {
	AT_NEED_SAFETY,                 /* a safety answer nobody has acknowledged */
	AT_NEED_SAID,                   /* strain, or something that was said */
	AT_NEED_WORDS,                  /* words nobody has opened */
	AT_NEED_NOT_FORMED,
	AT_NEED_DROP,
	AT_NEED_TRACK,                  /* an outcome measure is not where it should be */
	AT_NEED_OVERDUE,                /* a card that waits, or did not come */
	AT_NEED_NONE
};

/* Why, most pressing first.  The numbers that go with each are in its comment. */
enum at_reason_kind {
	AT_REASON_SAFETY,               /* a: how many */
	AT_REASON_UNSAID,               /* the own card comes first: no more than "something" */
	AT_REASON_STRAIN,               /* a: enum at_strain of the client's card; b: AT_SAID_... */
	AT_REASON_WORDS,                /* a: how many answers have words */
	AT_REASON_NOT_FORMED,           /* a: statements at "partly" or less, of four */
	AT_REASON_OWN_STRAIN,           /* a: enum at_strain of the therapist's card */
	AT_REASON_UNNOTICED,            /* a, b: as for a drop, NaN when it was said */
	AT_REASON_DROP,                 /* a: TOTAL; b: its mean before */
	AT_REASON_ITEM_DROP,            /* a: answer; b: its median before */
	AT_REASON_TOP_LOST,             /* a: how many statements */
	AT_REASON_SILENT,               /* a: cards; b: sessions missed in the first five */
	AT_REASON_WORSE,                /* a: score; b: the first one; of line.measure */
	AT_REASON_OFF_TRACK,            /* a: score; b: the 90 % limit of past clients */
	AT_REASON_SLIPPING,             /* as worse */
	AT_REASON_NEAR_LIMIT,           /* a: score; b: the 84 % limit */
	AT_REASON_STALLED,              /* as worse */
	AT_REASON_OWN_CARD,             /* an own card can be filled in */
	AT_REASON_CLIENT_CARD,          /* the client's card of the last hour did not come */
	AT_REASON_KINDS
};

struct at_reason {
	enum at_reason_kind kind;
	int session;                    /* number; 0: none */
	double a, b;
};

enum at_need at_reason_need(enum at_reason_kind kind);

/* Whether it is a flag: a supervisor sees those that were released. */
bool at_reason_is_flag(enum at_reason_kind kind);

/* What a flag, or what was said of a measure, says on the list; false: nothing. */
bool at_reason_of_flag(const struct at_flag_view *flag, struct at_reason *out);
bool at_reason_of_track(const struct at_track *track, struct at_reason *out);

#endif
