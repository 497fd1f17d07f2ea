/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/values.h - crisis numbers and the other values that texts are filled with, as the
 * administrator sees and changes them. */
#ifndef AT_ACTION_VALUES_H
#define AT_ACTION_VALUES_H

#include "action/person.h"
#include "action/safety.h"

struct at_value_line {
	const char *name;               /* "clinic_hours" */
	const char *own;                /* what is written at this place; "": nothing */
	const char *else_value;         /* what holds without it; NULL: nothing */
	const char *else_where;         /* the name of that site; NULL: the whole clinic */
	bool other_lang;                /* that is what is written for all languages */
};

struct at_values_view {
	at_id site;                     /* 0: the whole clinic */
	const char *lang;               /* "": for all languages */
	const char *site_name;          /* NULL: the whole clinic */
	const char *mark;
	struct at_value_line *lines;
	int n_lines;
	struct at_choosable *sites;
	int n_sites;
	/* What a client reads in help at once; at the first site for the whole clinic. */
	const char *preview_name;
	const char *const *missing;     /* without a value there: then there is no preview */
	int n_missing;
	struct at_crisis_view crisis;
};

/* AT_NOT_FOUND, AT_INVALID: no such site or language. */
enum at_status at_action_values(struct at_call *call, at_id site, const char *lang,
    struct at_values_view *out);

/* One value for each name of at_clinic_value_names(), "" for none.  AT_INVALID, AT_CONFLICT. */
enum at_status at_action_values_save(struct at_call *call, at_id site, const char *lang,
    const char *mark, const char *const *values);

#endif
