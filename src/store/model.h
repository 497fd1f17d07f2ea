/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store/model.h - expected courses as they were fitted, and the ended courses of therapy they
 * are fitted to. */
#ifndef AT_STORE_MODEL_H
#define AT_STORE_MODEL_H

#include "base/id.h"
#include "store/db.h"

struct at_kept_model {
	at_id org, id;                  /* id 0: there is none */
	const char *instrument;
	int instrument_version;
	const char *scale;
	const char *form;               /* who answered: client, teen */
	int version;                    /* 1, 2 ... of this measure */
	at_ms at;
	int n_episodes, n_scores;       /* of the archive */
	const char *parameters;         /* base/named.h */
};

/* AT_CONFLICT: that version is there already. */
enum at_status at_model_insert(struct at_db *db, const struct at_kept_model *model,
    struct at_error *err);
/* The newest of a measure: of the instrument, its version, scale and form in `of`. */
enum at_status at_model_newest(struct at_arena *arena, struct at_db *db,
    const struct at_kept_model *of, struct at_kept_model *out, struct at_error *err);

/* A scored form of an ended course. */
struct at_archived {
	at_id episode;
	const char *instrument;
	int instrument_version;
	const char *form;
	struct at_bytes scores;
	bool in_session;                /* it belongs to one */
	int hours;                      /* of the client's that were not cancelled, up to that
	                                 * session or, without one, up to when it was sent */
};

/* Courses that ended before `until`, by id from behind `after`, at most n_most of them with
 * all their forms by time, of those who have not stopped being measured and are not
 * restricted.  Forms count until
 * `grace` after the end.  *out_last: the last course looked at; 0: that was all.  The forms
 * of one course are those of one moment. */
enum at_status at_archive_page(struct at_arena *arena, struct at_db *db, at_id org, at_ms until,
    at_ms grace, at_id after, int n_most, struct at_archived **out, int *out_n, at_id *out_last,
    struct at_error *err);

/* How many courses ended from `from` to before `until`. */
enum at_status at_archive_grown(struct at_arena *arena, struct at_db *db, at_id org, at_ms from,
    at_ms until, int64_t *out, struct at_error *err);

#endif
