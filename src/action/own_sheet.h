/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/own_sheet.h - what a client, or a parent, has answered: every form of their own,
 * question by question, as they were asked. */
#ifndef AT_ACTION_OWN_SHEET_H
#define AT_ACTION_OWN_SHEET_H

#include "action/history.h"
#include "action/own_view.h"

struct at_own_line {
	const char *item;               /* id in its instrument */
	const char *question, *answer;  /* in the reader's language; answer "" if none */
	const char *lang;               /* of both when it is not the reader's; or NULL */
	int code;                       /* as stored; -1: none, or free text */
	/* Statements of the session card, once both sides were opened together. */
	bool statement;                 /* one of them */
	int therapist_code;             /* 1-7; 0: not answered, or not to be seen */
	const char *therapist;          /* in words, or NULL */
};

/* One form as it was sent. */
struct at_own_sheet {
	at_id answer;
	const char *instrument;
	const char *title;              /* in the reader's language */
	at_ms at;
	int session;                    /* number; 0: about none */
	at_ms starts;                   /* of that session */
	/* Agreed then: ids of the card's options; or NULL. */
	const char *ratings, *seen, *said;
	bool to_contact;                /* something in it went to somebody else */
	bool together;                  /* both sides are in it */
	const char *therapist_name;     /* of that hour, or NULL */
	bool whole;                     /* false: an older version of the form, not item by item */
	struct at_own_line *lines;
	int n_lines;
};

/* Whether an answer is the asker's own. */
bool at_own_is_mine(const struct at_who *who, const struct at_answer *answer);

/* An answer of the asker's own.  The caller has asked the policy. */
enum at_status at_own_sheet_read(struct at_call *call, const struct at_history *h,
    const struct at_answer *answer, struct at_own_sheet *out);

/* One of them, for a page of its own.  AT_NOT_FOUND unless it is the asker's. */
enum at_status at_action_own_sheet(struct at_call *call, at_id answer,
    struct at_own_sheet *out, struct at_own_frame *out_frame);

/* All of them, oldest first: to be printed, or taken away (one audit line then). */
enum at_status at_action_own_sheets(struct at_call *call, bool taken, struct at_own_sheet **out,
    int *out_n, struct at_own_frame *out_frame);

#endif
