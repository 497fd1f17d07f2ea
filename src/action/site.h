/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/site.h - one site as the administrator sees and changes it: when it is open, how
 * long an alert may wait, who has cover, whom a client can reach instead. */
#ifndef AT_ACTION_SITE_H
#define AT_ACTION_SITE_H

#include "action/person.h"

enum { AT_WEEKDAYS = 7 };

/* What a page shows and sends: texts as somebody types them. */
struct at_site_form {
	const char *handle;             /* "bergen"; of a new site only */
	const char *name, *zone;
	at_id parent;                   /* 0: none */
	const char *hours[AT_WEEKDAYS]; /* "08:00-12:00, 13:00-16:00"; "": closed */
	const char *closed;             /* "2026-12-24, 2026-12-25" */
	const char *escalate, *escalate_high;   /* "4 h", "30 min" */
	const char *lang;               /* the site's own language: "nb" */
	const char *langs;              /* further ones: "en de" */
};

struct at_site_view {
	at_id site;
	struct at_site_form form;
	const char *mark;               /* to bring back when it is changed */
	struct at_choosable *sites;     /* that may lie above it */
	int n_sites;
};

/* Site 0: a new one, as it would be below the first; or the first one, with usual times. */
enum at_status at_action_site_view(struct at_call *call, at_id site, struct at_site_view *out);

/* AT_INVALID in the words of a page; AT_CONFLICT: the mark is not that of the site any more,
 * or a new site's short name is taken.  Roles at the site above count here too, those at the
 * one it lay below do not any more. */
enum at_status at_action_site_save(struct at_call *call, at_id site, const char *mark,
    const struct at_site_form *form, at_id *out);

/* ---- cover and contact ---------------------------------------------------------------- */

/* "Kari, Monday to Friday, 08:00 to 16:00"; in order of preference. */
struct at_cover_line {
	at_id staff;                    /* 0: nobody, the line is to go */
	bool always;                    /* round the clock; the rest does not count */
	int first, last;                /* weekdays, 0 = Monday */
	const char *from, *to;          /* "08:00", "24:00"; to < from goes over midnight */
};

/* Whom a client can reach instead of the therapist. */
struct at_contact_form {
	at_id staff;                    /* 0: an outside body */
	const char *outside;            /* its name and number; "": none */
};

/* Who would be told at some moment. */
struct at_told {
	at_ms at;
	const char *name;               /* NULL: nobody */
};

/* A time to come in which nobody has cover. */
struct at_cover_gap {
	at_ms from, to;                 /* to INT64_MAX: no end is in sight */
};

enum { AT_TOLD_MOST = 6, AT_GAPS_MOST = 8 };

struct at_cover_view {
	at_id site;
	const char *name, *mark;
	const struct at_zone *zone;
	at_ms escalate_ms, escalate_high_ms;
	const char *above;              /* the site above; NULL: none */
	struct at_cover_line *lines;
	int n_lines;
	struct at_contact_form contact;
	const char *contact_name;       /* as clients read it; "": nobody */
	struct at_choosable *may_cover, *may_contact;   /* who has the role here */
	int n_may_cover, n_may_contact;
	struct at_told told[AT_TOLD_MOST];      /* now, and when it is most likely to be empty */
	int n_told;
	struct at_cover_gap gaps[AT_GAPS_MOST]; /* of the next seven days */
	int n_gaps;
};

enum at_status at_action_cover_view(struct at_call *call, at_id site, struct at_cover_view *out);

/* AT_INVALID, AT_CONFLICT as above. */
enum at_status at_action_cover_save(struct at_call *call, at_id site, const char *mark,
    const struct at_cover_line *lines, int n_lines);
enum at_status at_action_contact_save(struct at_call *call, at_id site, const char *mark,
    const struct at_contact_form *contact);

#endif
