/* SPDX-License-Identifier: GPL-3.0-or-later */
/* web/form_page.h - what every page of a form needs: its words, its addresses, the page
 * of questions, and the page that says why there is none. */
#ifndef AT_WEB_FORM_PAGE_H
#define AT_WEB_FORM_PAGE_H

#include "action/form.h"
#include "web/visit.h"

/* The frame in the form's own words. */
struct at_page at_form_frame(struct at_visit *visit, const struct at_form_view *view);

/* What the form is for and who sees it, before its first question. */
void at_form_intro(struct at_visit *visit, const struct at_form_view *view);

/* "/f/ID" and what follows. */
const char *at_form_path(struct at_visit *visit, const struct at_form_view *view,
    const char *rest);

/* What there is to say instead of the form; with the whole crisis text where nobody has
 * cover, and (crisis not NULL) after a safety answer.  Returns 200. */
int at_form_stand_page(struct at_visit *visit, const struct at_form_view *view,
    const struct at_crisis_view *crisis);

/* The way back for the therapist, by Escape too; nothing on a client's form. */
void at_form_put_leave(struct at_visit *visit, const struct at_form_view *view);

/* The same in a few words. */
const char *at_form_stand_text(struct at_visit *visit, const struct at_form_view *view);

/* Once it was sent or declined: what else is open for the same person now, if anything is.
 * web/sitting.c */
void at_form_put_next(struct at_visit *visit, const struct at_form_view *view);

/* What stands above the questions of a page. */
struct at_form_above {
	const char *problem;            /* what has to be mended, or NULL */
	const struct at_crisis_view *crisis;    /* after a safety answer, or NULL */
	const struct at_said *unsent;   /* it could not be passed on; or NULL */
};

/* The n-th page of questions, with what this browser has answered. */
void at_form_questions(struct at_visit *visit, const struct at_form_view *view, int n,
    const struct at_form_above *above);

#endif
