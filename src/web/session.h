/* SPDX-License-Identifier: GPL-3.0-or-later */
/* web/session.h - hours on the day list: said what became of them, moved, added, undone.
 *
 * Everything is a button or a small form of the list itself, so that it works without
 * scripts; the address tells which row shows its forms, or what was just done there. */
#ifndef AT_WEB_SESSION_H
#define AT_WEB_SESSION_H

#include "action/today.h"
#include "web/visit.h"

/* What the row of one client shows besides. */
struct at_session_note {
	at_id client;                   /* 0: no row shows anything */
	bool plan;                      /* its forms */
	const char *problem;            /* what could not be done, and why; NULL: nothing */
	/* What was just done, so that it can be undone; session 0: nothing. */
	at_id session;
	int64_t version;
	int number;
	const char *did;                /* attended, cancelled, missed, planned, moved, added */
	at_ms from, to;                 /* moved, added: where it was before; where it is */
};

/* As the address of the day list says. */
struct at_session_note at_session_note(struct at_visit *visit);

/* Whether the last hour is over, and neither somebody nor a card says what became of it; the
 * buttons to say so, which belong to the form "act" of the page. */
bool at_session_unmarked(const struct at_visit *visit, const struct at_today_row *row);
void at_session_marks(struct at_visit *visit, const struct at_today_row *row);

/* The way to the forms of a row. */
void at_session_link(struct at_visit *visit, const struct at_today_row *row);

/* In the row of the note: what was done and the way back, or its forms. */
void at_session_put(struct at_visit *visit, const struct at_today_row *row,
    const struct at_session_note *note);

/* The day list with a note; the HTTP status. */
int at_today_put(struct at_visit *visit, const struct at_session_note *note);

#endif
