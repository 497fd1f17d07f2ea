/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/clinic_file.h - the text file a clinic is set up from: sites, people, cover, texts.
 *
 * Reading it needs no database and changes nothing.  What is not said is taken from the
 * site above, then from the top of the file, so that every field below holds what is in
 * force.  People and sites are named by their index.  demo/clinic.txt shows every line
 * there is. */
#ifndef AT_ACTION_CLINIC_FILE_H
#define AT_ACTION_CLINIC_FILE_H

#include "base/arena.h"
#include "base/hours.h"
#include "base/status.h"
#include "guard/who.h"
#include "instrument/library.h"

enum { AT_CLINIC_NONE = -1 };           /* no site, no person */

/* A person has cover at these hours; closed days are those of the site. */
struct at_clinic_cover {
	int person;
	struct at_hours hours;
	int line;
};

struct at_clinic_site {
	const char *handle, *name;      /* "bergen", "Bergen branch" */
	int parent;                     /* the site this is a sub-site of, or AT_CLINIC_NONE */
	const char *zone;               /* its name; loaded in hours.zone */
	struct at_hours hours;
	const char *const *langs;       /* "nb", "en": the first is the site's own */
	int n_langs;
	struct at_clinic_cover *covers; /* in order of preference */
	int n_covers;
	int contact;                    /* a person, or AT_CLINIC_NONE: an outside body */
	const char *contact_name;       /* NULL: nobody is named */
	at_ms escalate_ms;              /* in working hours; 0 is not possible */
	at_ms escalate_high_ms;
	int line;                       /* where the section begins */
	int parent_line, contact_line;
};

/* A role at one site; a role given at a site is listed for its sub-sites too. */
struct at_clinic_role {
	enum at_subject role;
	int site;                       /* AT_CLINIC_NONE: at every site */
	int line;
};

struct at_clinic_supervision {
	int therapist;
	bool has_from, has_to;
	struct at_date from, to;        /* local dates, both included */
	int line;
};

struct at_clinic_person {
	const char *handle, *name;      /* sign-in name, display name */
	struct at_clinic_role *roles;
	int n_roles;
	struct at_clinic_supervision *supervises;
	int n_supervises;
	int line;
};

/* The value of a placeholder; "clinic_hours.nb" is for pages in Bokmål alone. */
struct at_clinic_value {
	int site;                       /* AT_CLINIC_NONE: every site without its own */
	const char *name, *value;
};

/* The clinic's own wording, in place of the program's. */
struct at_clinic_text {
	const char *instrument, *key, *lang, *text;
	int line;
};

struct at_clinic {
	const char *file;               /* what errors call it */
	const char *name;               /* of the organisation */
	struct at_clinic_site *sites;
	int n_sites;
	struct at_clinic_person *people;
	int n_people;
	struct at_clinic_value *values;
	int n_values;
	struct at_clinic_text *texts;
	int n_texts;
};

/* AT_INVALID: "clinic.txt:12: expected ...".  `file` is borrowed; zones are loaded. */
enum at_status at_clinic_parse(struct at_arena *arena, const char *file, const char *bytes,
    size_t n_bytes, struct at_clinic *out, struct at_error *err);

/* Whether every text is for a form and a key that the program knows. */
enum at_status at_clinic_check_texts(struct at_arena *arena, const struct at_clinic *clinic,
    const struct at_library *library, struct at_error *err);

/* The value of "crisis_chat" in force at a site, NULL if it has none.  `lang` NULL: the
 * one for all languages.  clinic_name is the site's name and contact_person the contact's
 * where the file does not say otherwise. */
const char *at_clinic_value(const struct at_clinic *clinic, int site, const char *name,
    const char *lang);

/* The placeholders a clinic fills, in the order of the crisis text: `*n` names. */
const char *const *at_clinic_value_names(int *n);

/* What is still to be filled before anything is sent or opened to a client. */
struct at_clinic_gap {
	int site;
	const char *name;
};

/* `*n` gaps, site by site; a file may have them, an open clinic may not. */
const struct at_clinic_gap *at_clinic_missing(struct at_arena *arena,
    const struct at_clinic *clinic, int *n);

bool at_clinic_has_role(const struct at_clinic *clinic, int person, enum at_subject role,
    int site);

#endif
