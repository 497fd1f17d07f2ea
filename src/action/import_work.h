/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/import_work.h - an import while it runs.  For import*.c only. */
#ifndef AT_ACTION_IMPORT_WORK_H
#define AT_ACTION_IMPORT_WORK_H

#include "action/import.h"
#include "base/csv.h"
#include "base/names.h"
#include "base/zone.h"
#include "instrument/answers.h"
#include "instrument/library.h"
#include "store/care.h"
#include "store/import.h"
#include "store/org.h"

/* ---- the map ---------------------------------------------------------------------------- */

/* A definition the map has, or one made of what was seen. */
struct at_import_definition {
	const struct at_instrument *instrument;
	const char *body;
	bool stored;                    /* the store has it */
};

struct at_import_mapped_client {
	const char *code;
	at_id client;
};

/* What codes mean: told by the map first, then by earlier imports. */
struct at_import_map {
	const char *name;               /* of the file; "" without one */
	struct at_import_names told, known;     /* told: therapist and clinic by handle, in
	                                         * `meant` */
	struct at_import_definition *definitions;
	int n_definitions;
	struct at_import_mapped_client *clients;
	int n_clients;
};

enum at_status at_import_map_read(struct at_call *call, const struct at_import_plan *plan,
    struct at_import_map *out);

/* What is said of a code; NULL: nothing. */
const struct at_import_name *at_import_map_find(const struct at_import_map *map,
    enum at_import_kind kind, const char *within, const char *code);

/* ---- what was read ---------------------------------------------------------------------- */

enum { AT_IMPORT_NO_DAY = INT32_MIN };

/* A code that stands for an instrument.  Its items are numbered as they come: places. */
struct at_import_source {
	const char *code, *id;
	int only_form;                  /* the one it is of; -1: the respondent says */
	const struct at_instrument *known;      /* NULL: nobody has heard of it */
	bool open;                      /* what is seen may be added to it */
	struct at_names items;          /* codes */
	int index[AT_MAX_ITEMS];        /* of the item at a place, in `known`; -1: not there */
	unsigned forms;                 /* bits of those seen */
	uint64_t answered;              /* bits by place: somewhere */
	bool risky;                     /* has a raw safety trigger */
	bool depends;                   /* has an item that is asked after some answers only */
	struct at_import_seen seen;
};

/* A form: the answers of one person to one instrument. */
struct at_import_form {
	int client, therapist;
	int session;                    /* 0: of no session */
	int32_t day;
	int32_t line;                   /* its first row */
	short file, source;
	unsigned char form, room;       /* places that have a value */
	bool bad;
	uint64_t answered, skipped;     /* bits by place */
	unsigned char *values;
};

struct at_import_person {
	at_id id;                       /* 0: new here */
	unsigned char hash[AT_IMPORT_HASH];     /* of the code */
	bool named;                     /* the store has that */
	int clinic, therapist;          /* -1: nobody has said */
	bool bad, erased;
	bool told;                      /* a table of people has it */
	int32_t first_day;              /* of the course of therapy; or AT_IMPORT_NO_DAY */
	bool ended;
	const char *about;              /* the rest of that row; "" */
	int32_t line;
	short file;                     /* of that row, or the first */
	int first, n_forms;             /* in work->order */
};

/* A member of staff or a site. */
struct at_import_place {
	at_id id;
	const char *handle;             /* of a new one */
	bool new, used;
	const struct at_zone *zone;     /* of a site */
	int clinic;                     /* of a therapist; -1: none, or several */
};

struct at_import_work {
	struct at_call *call;
	struct at_arena *scratch;       /* of one problem */
	const struct at_import_plan *plan;
	struct at_import_sum *sum;
	struct at_import_map map;
	struct at_names clients, therapists, clinics, codes;    /* codes: of sources */
	struct at_import_person *people;        /* by number of the client */
	struct at_import_place *staff, *sites;  /* by number of the code, once met */
	struct at_import_source *sources;
	struct at_import_form **chunks;
	int n_forms;
	int *slots;                     /* of a hash table: number + 1, 0 is empty */
	int n_slots;                    /* a power of two */
	int *order;                     /* forms by client, once all is read */
	int32_t today;
	int file;                       /* the one being read */
	struct {
		struct at_site site;    /* where people are who have no clinic */
		const char *lang;       /* that clients are asked in */
	} home;
};

/* The forms there are: client, therapist, parent, teen. */
enum { AT_IMPORT_FORMS = 4 };
extern const char *const at_import_forms[AT_IMPORT_FORMS];
int at_import_form_find(const char *form);      /* -1: no such form */

struct at_import_form *at_import_form_at(const struct at_import_work *work, int i);

/* The form with the key of `like`: a new one (no values yet) if there is none. */
struct at_import_form *at_import_form_of(struct at_import_work *work,
    const struct at_import_form *like, bool *out_new);

enum at_import_put { AT_PUT_NEW, AT_PUT_AGAIN, AT_PUT_OTHERWISE };

/* An answer, or AT_SKIPPED. */
enum at_import_put at_import_form_put(struct at_import_work *work, struct at_import_form *form,
    int place, int code);

/* The source of a code: what is known of it is looked up when it first comes. */
enum at_status at_import_source_of(struct at_import_work *work, const char *code, int *out);

/* The place of an item's code; -1 unless the instrument can have it. */
int at_import_item_of(struct at_import_work *work, struct at_import_source *source,
    const char *code);

/* The newest definition of this id, the map's and what was seen included; or NULL. */
const struct at_instrument *at_import_definition_of(const struct at_import_work *work,
    const char *id);

/* The places are told anew which item they are, once a definition has grown. */
void at_import_relate(struct at_import_work *work, struct at_import_source *source);

bool at_import_may_skip(const struct at_import_source *source, int place);

/* NULL if the answer fits; else what was expected, in work->scratch. */
const char *at_import_misfit(struct at_import_work *work, const struct at_import_source *source,
    int place, int form, int code);

/* Say what is wrong with a row; empties work->scratch. */
void at_import_trouble(struct at_import_work *work, int file, int64_t line, const char *column,
    const char *text);

/* Tells how far it is.  False: it is to stop. */
bool at_import_go_on(const struct at_import_work *work, const char *what, int64_t n);

/* One table. */
enum at_status at_import_read(struct at_import_work *work, int file);

/* The number of a client; a new one is added. */
int at_import_person_of(struct at_import_work *work, const char *code, int64_t line);

/* ---- what is here already --------------------------------------------------------------- */

/* Definitions of what is open, as far as it has grown; whom the codes mean. */
enum at_status at_import_meet(struct at_import_work *work);

/* The staff and the sites of what is taken in, clients being known. */
enum at_status at_import_meet_places(struct at_import_work *work, struct at_db *db);

/* ---- clients ---------------------------------------------------------------------------- */

/* Counts what is new and finds what cannot be, without writing. */
enum at_status at_import_check(struct at_import_work *work);

/* All clients, in slices of the writer. */
enum at_status at_import_write(struct at_import_work *work);

#endif
