/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/sight.h - who sees what of one answer, and when: the one table.
 *
 * Pure.  The policy says whether somebody may come near a client's ratings at all; this
 * table says what of a single card there is to see for them.  Whatever is AT_HIDDEN is left
 * out of every mean, chart, list and flag, as if it had never been given; AT_SEALED may be
 * drawn as given, without its value.  Source: the design's cards, section 8, and decisions.
 */
#ifndef AT_ACTION_SIGHT_H
#define AT_ACTION_SIGHT_H

#include <stdbool.h>

enum at_sight { AT_HIDDEN, AT_SEALED, AT_SHOWN };

/* Who looks, as they stand to the hour the answer is about. */
enum at_viewer {
	AT_SEES_CLIENT,                 /* client or teenager, on the own page */
	AT_SEES_PARENT,                 /* the related person */
	AT_SEES_THERAPIST,              /* of that hour, and still */
	AT_SEES_FORMER,                 /* of that hour, not any more */
	AT_SEES_NEXT,                   /* has the client now; the hour was somebody else's */
	AT_SEES_SUPERVISOR,             /* of the therapist of that hour */
	AT_SEES_NOTHING                 /* everybody else */
};

enum at_rater { AT_BY_CLIENT, AT_BY_PARENT, AT_BY_THERAPIST };

/* The parts answers are made of. */
enum at_matter {
	AT_RATED,                       /* the nine statements of the session card */
	AT_SAID,                        /* strain, about, wish, words; a before card's agenda */
	AT_REACTED,                     /* the therapist's reaction card */
	AT_FARED,                       /* outcome measures, and the smaller cards */
	AT_TRACKED,                     /* what the rules say of an outcome measure */
	AT_N_MATTERS
};

/* What the client chose for the ratings of a card. */
enum at_ratings_choice { AT_TO_THERAPIST, AT_TO_SUPERVISOR_TOO, AT_TO_NUMBERS };

struct at_seen_card {
	enum at_rater rater;
	enum at_ratings_choice ratings;
	bool held;                      /* the client chose: in our next session */
	bool addressed;                 /* what was said goes to somebody else */
	bool lifted;                    /* the seal is */
	bool next_began;                /* the session after it has started */
	bool together;                  /* both sides were opened together in session */
	bool released;                  /* the therapist released the own side to the supervisor */
};

enum at_sight at_sight_of(enum at_viewer viewer, enum at_matter matter,
    const struct at_seen_card *card);

#endif
