/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store/import.h - what an import called things: the next one needs no telling, and an export
 * says it back.
 *
 * Two codes may mean one thing; said back is the first of them.  Of an imported answer
 * (mode "import") the source gave a date alone: the day of its session. */
#ifndef AT_STORE_IMPORT_H
#define AT_STORE_IMPORT_H

#include "store/answer.h"

/* ---- names ------------------------------------------------------------------------------ */

enum at_import_kind {
	AT_IMPORT_INSTRUMENT, AT_IMPORT_ITEM, AT_IMPORT_RESPONDENT, AT_IMPORT_THERAPIST,
	AT_IMPORT_CLINIC
};

struct at_import_name {
	enum at_import_kind kind;
	const char *within;             /* item: the code of its instrument; else "" */
	const char *code;               /* as the source has it */
	const char *meant;              /* id of the instrument or item, the form; else "" */
	const char *form;               /* instrument: the one form the code is of; "" any */
	at_id id;                       /* therapist, clinic: the staff or site; else 0 */
};

struct at_import_names {
	const struct at_import_name *names;     /* by kind, then id; the rest by code */
	int n_names;
};

/* Everything an organisation's imports were told, or found. */
enum at_status at_import_names_load(struct at_arena *arena, struct at_db *db, at_id org,
    struct at_import_names *out, struct at_error *err);

/* Adds it, or changes what the code means. */
enum at_status at_import_name_save(struct at_db *db, at_id org,
    const struct at_import_name *name, struct at_error *err);

/* What a code means; NULL if nobody has said. */
const struct at_import_name *at_import_name_find(const struct at_import_names *names,
    enum at_import_kind kind, const char *within, const char *code);

/* What the source called it; NULL if no import ever named it: it has its own name then. */
const char *at_import_code_of_id(const struct at_import_names *names, enum at_import_kind kind,
    at_id id);
const char *at_import_code_of_instrument(const struct at_import_names *names,
    const char *instrument, const char *form);
const char *at_import_code_of_item(const struct at_import_names *names,
    const char *instrument_code, const char *item);
const char *at_import_code_of_form(const struct at_import_names *names, const char *form);

/* ---- clients ---------------------------------------------------------------------------- */

enum { AT_IMPORT_HASH = 32 };

struct at_import_client {
	at_id org, client;
	unsigned char hash[AT_IMPORT_HASH];     /* of the code, keyed */
	struct at_bytes code;           /* "import.code", with the client's key */
	struct at_bytes about;          /* "import.about", the same; or none */
};

/* All of an organisation's, by client: from the one after `after` on, at most n_most. */
enum at_status at_import_client_list(struct at_arena *arena, struct at_db *db, at_id org,
    at_id after, int n_most, struct at_import_client **out, int *out_n, struct at_error *err);

/* One of them; client 0: no import named this one. */
enum at_status at_import_client_load(struct at_arena *arena, struct at_db *db, at_id org,
    at_id client, struct at_import_client *out, struct at_error *err);

enum at_status at_import_client_insert(struct at_db *db, const struct at_import_client *client,
    struct at_error *err);
enum at_status at_import_client_tell(struct at_db *db, at_id org, at_id client,
    struct at_bytes about, struct at_error *err);

/* A course of therapy or a relationship that what was taken in has made longer; 0: it
 * lasts. */
enum at_status at_episode_span(struct at_db *db, at_id org, at_id episode, at_ms opened,
    at_ms closed, struct at_error *err);
enum at_status at_relationship_span(struct at_db *db, at_id org, at_id relationship, at_ms from,
    at_ms to, struct at_error *err);

/* ---- answers and definitions ------------------------------------------------------------ */

/* `answer` counts no longer: `by` holds all it said, and more. */
enum at_status at_answer_replace(struct at_db *db, at_id org, at_id client, at_id answer, at_id by,
    struct at_error *err);

/* An instrument that only the clinic's data know. */
struct at_definition {
	const char *instrument;
	int version;
	const char *body;               /* as instruments/FORMAT has it */
};

/* Of all organisations, the lower version first. */
enum at_status at_definition_list(struct at_arena *arena, struct at_db *db,
    struct at_definition **out, int *out_n, struct at_error *err);
enum at_status at_definition_insert(struct at_db *db, at_id org,
    const struct at_definition *definition, at_ms made, struct at_error *err);

#endif
