/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store/answer.h - sent questionnaires: one row each, a client's together, only ever added to. */
#ifndef AT_STORE_ANSWER_H
#define AT_STORE_ANSWER_H

#include "store/due.h"

struct at_answer {
	at_id org, client, id, due, device, relationship, session;
	const char *instrument;
	int instrument_version;
	const char *form;
	at_ms at;
	struct at_bytes packed, scores;
	struct at_bytes words;         /* sealed with the client's key; none: no words */
	const char *lang, *layout, *mode;
	int seconds;
	const char *told;               /* who they were told could see it */
	bool seen_first;
	unsigned char key[AT_KEY_OF_FORM];
};

enum at_status at_answer_insert(struct at_db *db, const struct at_answer *answer,
    struct at_error *err);

/* A client's whole history, oldest first, without what a fuller answer has taken the place
 * of (store/import.h). */
enum at_status at_answer_list(struct at_arena *arena, struct at_db *db, at_id org, at_id client,
    struct at_answer **out, int *out_n, struct at_error *err);

enum at_status at_answer_load(struct at_arena *arena, struct at_db *db, at_id org, at_id client,
    at_id answer, struct at_answer *out, struct at_error *err);

/* The packed answers of the last one of an instrument and form; none: n_bytes 0. */
enum at_status at_answer_last(struct at_arena *arena, struct at_db *db, at_id org, at_id client,
    const char *instrument, const char *form, struct at_bytes *out, struct at_error *err);

/* Answers with something in them for the contact person: noted when sent, listed
 * newest first with the site they came from. */
enum at_status at_addressed_insert(struct at_db *db, const struct at_answer *answer, at_id site,
    struct at_error *err);

struct at_addressed {
	struct at_answer answer;
	at_id site;
};
enum at_status at_addressed_list(struct at_arena *arena, struct at_db *db, at_id org,
    struct at_addressed **out, int *out_n, struct at_error *err);

#endif
