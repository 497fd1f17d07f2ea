/* SPDX-License-Identifier: GPL-3.0-or-later */
/* web/clinic.h - what the administrator's pages share. */
#ifndef AT_WEB_CLINIC_H
#define AT_WEB_CLINIC_H

#include "action/people.h"
#include "web/visit.h"

/* "Therapist", "Clinic lead". */
const char *at_clinic_role(struct at_visit *visit, enum at_subject role);

/* What a role may do, in a sentence. */
const char *at_clinic_role_may(struct at_visit *visit, enum at_subject role);

/* The roles a person may have, in the order of a list: `*n` of them. */
const enum at_subject *at_clinic_roles(int *n);

/* "Therapist at Fjordgata". */
const char *at_clinic_held(struct at_visit *visit, const struct at_held_role *held);

/* Of the form that was sent: "" where there is none of that name. */
const char *at_clinic_field(const struct at_visit *visit, const char *name);

/* Of a field that may be there many times: all of its values, a space behind each. */
const char *at_clinic_ticks(struct at_visit *visit, const char *name);

/* Whether the form's button was `what`. */
bool at_clinic_does(const struct at_visit *visit, const char *what);

/* At the top of a page: what has to be mended (`problem`), else that it was saved when the
 * address says ?did=saved, else nothing. */
void at_clinic_said(struct at_visit *visit, const char *problem);

/* What to do when an action fails that the page itself can tell of: its line is returned, to
 * be shown on the page again, and *http_status set.  NULL: at_page_problem() tells. */
const char *at_clinic_problem(struct at_visit *visit, int *http_status);

/* A form without fields: quiet buttons, each of which sends do=WHAT. */
struct at_clinic_button {
	const char *what, *text;
};
void at_clinic_buttons(struct at_visit *visit, const char *action,
    const struct at_clinic_button *buttons, int n);

/* A form that is seldom needed, behind a line to open it; open when it has to be mended. */
void at_clinic_fold_begin(struct at_visit *visit, const char *text, bool open);
void at_clinic_fold_end(struct at_visit *visit);

/* 400: the form asks for nothing we know. */
int at_clinic_no_such_verb(struct at_visit *visit);

#endif
