/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store/setup.h - everything a clinic is set up with, read and written as a whole. */
#ifndef AT_STORE_SETUP_H
#define AT_STORE_SETUP_H

#include "base/hours.h"
#include "base/id.h"
#include "store/db.h"

struct at_setup_cover {
	at_id staff;
	bool always;                    /* round the clock; the span does not count */
	struct at_open_span span;
};

struct at_setup_site {
	at_id id, parent;               /* parent 0: none */
	const char *handle, *name, *zone;
	at_ms escalate_ms, escalate_high_ms;
	const struct at_open_span *spans;
	int n_spans;
	const int64_t *closed;          /* days since 1970-01-01 */
	int n_closed;
	const struct at_setup_cover *covers;    /* in order of preference */
	int n_covers;
	at_id contact;                  /* staff; 0: an outside body */
	const char *contact_name;       /* NULL: nobody is named */
};

struct at_setup_role {
	const char *role;
	at_id site;                     /* 0: every site */
};

struct at_setup_supervision {
	at_id therapist;
	at_ms from, to;                 /* to 0: it lasts */
};

struct at_setup_person {
	at_id id;
	const char *handle, *name;
	const struct at_setup_role *roles;
	int n_roles;
	const struct at_setup_supervision *supervises;
	int n_supervises;
};

struct at_setup_value {
	at_id site;                     /* 0: every site without its own */
	const char *name, *value;
};

struct at_setup_text {
	const char *instrument, *key, *lang, *text;
};

struct at_setup {
	at_id org;
	const char *name;
	struct at_setup_site *sites;
	int n_sites;
	struct at_setup_person *people;
	int n_people;
	struct at_setup_value *values;
	int n_values;
	struct at_setup_text *texts;
	int n_texts;
};

enum at_status at_org_insert(struct at_db *db, at_id org, const char *name, at_ms made,
    struct at_error *err);

/* As it stands, in a number of queries that does not grow with the clinic. */
enum at_status at_setup_load(struct at_arena *arena, struct at_db *db, at_id org,
    struct at_setup *out, struct at_error *err);

/* Sites and people of `setup` become what it says, new ones are made; those it does not
 * name stay.  Values of all and of these sites are replaced, texts added or reworded. */
enum at_status at_setup_save(struct at_db *db, const struct at_setup *setup,
    struct at_error *err);

/* One part alone: the organisation's name, a site, a person.  Values: those of one site, or of
 * everybody (site 0), become what `setup` says of it. */
enum at_status at_setup_save_name(struct at_db *db, const struct at_setup *setup,
    struct at_error *err);
enum at_status at_setup_save_site(struct at_db *db, at_id org, const struct at_setup_site *site,
    struct at_error *err);
enum at_status at_setup_save_person(struct at_db *db, at_id org,
    const struct at_setup_person *person, struct at_error *err);
enum at_status at_setup_save_values(struct at_db *db, const struct at_setup *setup, at_id site,
    struct at_error *err);

/* Add or reword one text; let go of it (its words do not matter): ours hold again. */
enum at_status at_wording_save(struct at_db *db, at_id org, const struct at_setup_text *text,
    struct at_error *err);
enum at_status at_wording_remove(struct at_db *db, at_id org, const struct at_setup_text *text,
    struct at_error *err);

/* What the program remembers of itself, apart from what a clinic file says: "public_url", the
 * address it was last served at; "backups", how it was told to make them; "check", what it
 * found in the night.  NULL if there is
 * none. */
#define AT_NOTED "('public_url', 'backups', 'check')"
enum at_status at_noted_load(struct at_arena *arena, struct at_db *db, at_id org,
    const char *name, const char **out, struct at_error *err);
enum at_status at_noted_save(struct at_db *db, at_id org, const char *name, const char *value,
    struct at_error *err);

#endif
