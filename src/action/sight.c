/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "action/sight.h"

/* What decides, once the viewer, the rater and the matter are known. */
enum rule {
	NO,                             /* hidden */
	YES,                            /* shown */
	SEAL,                           /* as the client chose, after the seal */
	SUPER,                          /* the same, if a supervisor was included */
	TOLD,                           /* unless it was addressed to somebody else */
	OPEN,                           /* once opened together */
	FREE                            /* once released */
};

/* By rater, viewer and matter: rated, said, reacted, fared, tracked.  A signal follows the
 * measure to staff, and to nobody who answered it. */
static const enum rule table[3][AT_SEES_NOTHING + 1][AT_N_MATTERS] = {
	[AT_BY_CLIENT] = {
		[AT_SEES_CLIENT]     = { YES,   YES,   NO,    YES,   NO  },
		[AT_SEES_PARENT]     = { NO,    NO,    NO,    NO,    NO  },
		[AT_SEES_THERAPIST]  = { SEAL,  TOLD,  NO,    YES,   YES },
		[AT_SEES_FORMER]     = { SEAL,  TOLD,  NO,    YES,   YES },
		[AT_SEES_NEXT]       = { NO,    NO,    NO,    YES,   YES },
		[AT_SEES_SUPERVISOR] = { SUPER, NO,    NO,    YES,   YES },
		[AT_SEES_NOTHING]    = { NO,    NO,    NO,    NO,    NO  },
	},
	[AT_BY_PARENT] = {
		[AT_SEES_CLIENT]     = { NO,    NO,    NO,    NO,    NO  },
		[AT_SEES_PARENT]     = { YES,   YES,   NO,    YES,   NO  },
		[AT_SEES_THERAPIST]  = { YES,   TOLD,  NO,    YES,   NO  },
		[AT_SEES_FORMER]     = { YES,   TOLD,  NO,    YES,   NO  },
		[AT_SEES_NEXT]       = { NO,    NO,    NO,    YES,   NO  },
		[AT_SEES_SUPERVISOR] = { NO,    NO,    NO,    YES,   NO  },
		[AT_SEES_NOTHING]    = { NO,    NO,    NO,    NO,    NO  },
	},
	[AT_BY_THERAPIST] = {
		[AT_SEES_CLIENT]     = { OPEN,  NO,    NO,    NO,    NO  },
		[AT_SEES_PARENT]     = { NO,    NO,    NO,    NO,    NO  },
		[AT_SEES_THERAPIST]  = { YES,   YES,   YES,   YES,   NO  },
		[AT_SEES_FORMER]     = { YES,   YES,   YES,   YES,   NO  },
		[AT_SEES_NEXT]       = { NO,    NO,    NO,    NO,    NO  },
		[AT_SEES_SUPERVISOR] = { FREE,  FREE,  FREE,  NO,    NO  },
		[AT_SEES_NOTHING]    = { NO,    NO,    NO,    NO,    NO  },
	},
};

/* Ratings of the client's, to somebody they were meant for. */
static enum at_sight
after_seal(const struct at_seen_card *card)
{
	if (card->ratings == AT_TO_NUMBERS)
		return AT_HIDDEN;
	return card->lifted && (!card->held || card->next_began) ? AT_SHOWN : AT_SEALED;
}

enum at_sight
at_sight_of(enum at_viewer viewer, enum at_matter matter, const struct at_seen_card *card)
{
	switch (table[card->rater][viewer][matter]) {
	case NO:
		return AT_HIDDEN;
	case YES:
		return AT_SHOWN;
	case SEAL:
		return after_seal(card);
	case SUPER:
		return card->ratings == AT_TO_SUPERVISOR_TOO ? after_seal(card) : AT_HIDDEN;
	case TOLD:
		return card->addressed ? AT_HIDDEN : AT_SHOWN;
	case OPEN:
		return card->together ? AT_SHOWN : AT_HIDDEN;
	case FREE:
		return card->released ? AT_SHOWN : AT_HIDDEN;
	}
	return AT_HIDDEN;
}
