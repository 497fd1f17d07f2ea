/* SPDX-License-Identifier: GPL-3.0-or-later */
/* progress/dropout.h - how near an open episode stands to those that ended in dropout.
 *
 * A discrete-time hazard: at each session a client came to, log odds that it is the last one
 * of an episode that drops out, a logistic regression with a ridge on what was known then
 * (methods C5).  What dropout means is chosen and shown, for the definitions disagree.
 *
 * A house method for the laboratory.  It names three bands and their reasons, no
 * probability, and is never told to a client by a machine; off in the product until its
 * calibration in that clinic has been looked at.  For comparison: 19.7 % [18.7, 20.7] of
 * clients drop out (669 studies, Swift and Greenberg 2012).
 */
#ifndef AT_PROGRESS_DROPOUT_H
#define AT_PROGRESS_DROPOUT_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/status.h"

enum {
	AT_DROPOUT_NEEDS = 200,         /* closed episodes */
	AT_DROPOUT_EVENTS = 10,         /* dropouts for each feature */
	AT_DROPOUT_TENTHS = 10,
	AT_DROPOUT_REASONS = 3
};

enum at_dropout_definition {
	AT_DROPOUT_JUDGED,              /* somebody said so */
	AT_DROPOUT_MISSED_LAST,         /* did not come to the last appointment */
	AT_DROPOUT_SHORT,               /* came to fewer than so many sessions */
	AT_DROPOUT_UNCHANGED            /* ended without reliable improvement */
};
enum { AT_DROPOUT_DEFINITIONS = 4 };

enum at_dropout_feature {
	AT_DROPOUT_SESSION,             /* log of how many sessions the client came to */
	AT_DROPOUT_INTAKE,              /* first score; higher is worse */
	AT_DROPOUT_MISSED,              /* or cancelled, of the two appointments before it */
	AT_DROPOUT_ALLIANCE,            /* the last one known */
	AT_DROPOUT_ALLIANCE_MOVED,      /* it less the mean so far */
	AT_DROPOUT_EARLY,               /* improvement by session 4, or so far */
	AT_DROPOUT_BARRIERS,            /* to participation (BTPS) */
	AT_DROPOUT_AGE                  /* a protected characteristic: only when asked for */
};
enum { AT_DROPOUT_FEATURES = 8 };

/* An appointment.  Rows of an episode stand together, by session. */
struct at_dropout_row {
	int episode;                    /* from 0, going up by one from episode to episode */
	bool missed;                    /* or cancelled by the client */
	double score, alliance;         /* NaN: none; of a missed one they do not count */
};

struct at_dropout_episode {
	bool closed, judged;            /* judged: a dropout, somebody said */
	double barriers, age;           /* NaN: none */
};

struct at_dropout_input {
	const struct at_dropout_row *rows;
	int n_rows;
	const struct at_dropout_episode *episodes;
	int n_episodes;                 /* each has a row */
};

struct at_dropout_plan {
	enum at_dropout_definition definition;
	int better;                     /* of the score: +1 higher, -1 lower */
	double reliable;                /* points, for AT_DROPOUT_UNCHANGED */
	int sessions;                   /* for AT_DROPOUT_SHORT */
	bool age;
};

/* Predicted by models that had not seen the episode: a fifth is left out at a time. */
struct at_dropout_share {
	int n;                          /* sessions */
	double predicted, observed;     /* mean hazard; NaN if n = 0 */
};

enum at_dropout_band {
	AT_DROPOUT_LOW,                 /* under the archive's mean hazard */
	AT_DROPOUT_MIDDLE,
	AT_DROPOUT_HIGH                 /* twice the mean or more */
};
enum { AT_DROPOUT_BANDS = 3 };

struct at_dropout {
	struct at_dropout_plan plan;
	int n_episodes, n_dropped, n_rows;      /* closed episodes; sessions the clients came to */
	double hazard;                  /* mean over sessions */
	double lambda;                  /* of the ridge; chosen by what was left out */
	bool used[AT_DROPOUT_FEATURES]; /* false: never known, or always the same */
	double mean[AT_DROPOUT_FEATURES], sd[AT_DROPOUT_FEATURES];
	double b[1 + AT_DROPOUT_FEATURES];      /* constant; per SD of a feature, 0 if unused */
	struct at_dropout_share tenths[AT_DROPOUT_TENTHS];      /* by predicted hazard */
	struct at_dropout_share bands[AT_DROPOUT_BANDS];
	double slope;                   /* of what happened on predicted log odds: 1 is right,
	                                 * under 1 predicts too boldly; NaN: none */
	bool calibrated;                /* house rule: slope .7 to 1.3, bands in order */
};

/* AT_INVALID: fewer than AT_DROPOUT_NEEDS closed episodes, or too few dropouts; the text has
 * the counts. */
enum at_status at_dropout_fit(struct at_arena *arena, const struct at_dropout_plan *plan,
    const struct at_dropout_input *input, struct at_dropout *out, struct at_error *err);

struct at_dropout_found {
	enum at_dropout_band band;
	enum at_dropout_feature reasons[AT_DROPOUT_REASONS];    /* what raises it most */
	int n_reasons;
};

/* An episode at the last session the client came to.  A feature that is not known counts as
 * average.  False if the client came to none. */
bool at_dropout_find(const struct at_dropout *model, const struct at_dropout_row *rows,
    int n_rows, const struct at_dropout_episode *episode, struct at_dropout_found *out);

/* "missed-last" and so on; "low"; and a feature in words. */
const char *at_dropout_definition_id(enum at_dropout_definition definition);
const char *at_dropout_band_id(enum at_dropout_band band);
const char *at_dropout_reason(enum at_dropout_feature feature);

#endif
