/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store/track.h - what a rule said of an outcome form, kept once with all it was given. */
#ifndef AT_STORE_TRACK_H
#define AT_STORE_TRACK_H

#include "base/id.h"
#include "store/db.h"

struct at_kept_track {
	at_id org, id, client, answer;
	const char *instrument;
	const char *kind;               /* ids of progress/track.h */
	const char *rule;               /* "house", "course" */
	int version;                    /* of the rule */
	at_id model;                    /* 0: none */
	int model_version;              /* filled when loaded */
	at_ms model_at;                 /* the same */
	int model_episodes;             /* the same */
	const char *inputs;             /* base/named.h */
	at_ms at;
};

/* AT_CONFLICT: something was said of this answer already. */
enum at_status at_kept_track_insert(struct at_db *db, const struct at_kept_track *track,
    struct at_error *err);

/* A client's, in the order of finding. */
enum at_status at_kept_track_list(struct at_arena *arena, struct at_db *db, at_id org,
    at_id client, struct at_kept_track **out, int *out_n, struct at_error *err);

#endif
