/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/form.h - one due measure: opened by a link, filled in page by page, sent once.
 *
 * The truth table is test/cases/form.txt: whatever devices do in whatever order, one
 * record, a truthful page, and no risk answer that nobody hears of.
 */
#ifndef AT_ACTION_FORM_H
#define AT_ACTION_FORM_H

#include "action/safety.h"

/* Where a due measure stands, seen from one browser. */
enum at_form_stand {
	AT_FORM_OPEN,
	AT_FORM_EARLY,                  /* it opens later */
	AT_FORM_CLOSED,                 /* its window is over */
	AT_FORM_UNCOVERED,              /* asks a risk question while nobody has cover */
	AT_FORM_SENT,                   /* by this browser: the receipt */
	AT_FORM_ELSEWHERE,              /* by another one */
	AT_FORM_DECLINED,
	AT_FORM_REVOKED
};

/* The items of one page as it is shown: first to last - 1, some of them perhaps not asked in
 * this form.  Often one page of the definition, or all of them. */
struct at_form_span {
	int first, last;
	int page, n_pages;              /* of the definition */
};

/* About whom and what the therapist fills in the own card. */
struct at_form_own {
	bool is;                        /* it is one */
	bool late;                      /* its window is over, and it is still taken */
	const char *client_name;
	int session;                    /* number; 0: none */
	at_ms starts;                   /* of that session */
};

/* What every page of a form knows. */
struct at_form_view {
	struct at_due due;
	struct at_device device;        /* id 0 before Begin */
	const struct at_instrument *instrument;
	int form;                       /* index in instrument->forms */
	const char *lang;               /* the browser's language */
	struct at_asking *asking;       /* words in it */
	enum at_form_stand stand;
	struct at_answers answers;      /* the draft of this browser */
	const char *words;              /* typed so far, "" */
	struct at_form_span pages[AT_MAX_ITEMS];        /* what is asked together, in order */
	int n_pages;
	bool to_contact;                /* sent with something for somebody else */
	bool covered;                   /* somebody has cover: options that need it are offered */
	bool may_address;               /* somebody but the therapist reads what is said here */
	struct at_form_own own;         /* filled with the words, but for `late` */
	bool unaddressed;               /* it was agreed that they do, and nobody can now */
};

/* Before Begin: by the token of a link.  Changes nothing.  AT_NOT_FOUND. */
enum at_status at_action_link(struct at_call *call, const char *token, const char *lang,
    struct at_form_view *out);

/* Begin: bind the due measure to the browser whose form cookie has this hash.
 * out->stand tells whether it could be opened. */
enum at_status at_action_begin(struct at_call *call, const char *token, const char *lang,
    const unsigned char *cookie_hash, struct at_form_view *out);

/* The therapist begins the own card of a due measure. */
enum at_status at_action_begin_own(struct at_call *call, at_id due, const char *lang,
    const unsigned char *cookie_hash, struct at_form_view *out);

/* Whoever is on an own page begins a form of their own there.  AT_NOT_FOUND: there is no
 * such form among theirs. */
enum at_status at_action_begin_mine(struct at_call *call, at_id due, const char *lang,
    const unsigned char *cookie_hash, struct at_form_view *out);

/* The form as this browser has it.  AT_NOT_FOUND when it did not begin it. */
enum at_status at_action_form(struct at_call *call, at_id due, const unsigned char *cookie_hash,
    struct at_form_view *out);

enum at_form_verb { AT_FORM_SAVE, AT_FORM_BACK, AT_FORM_NEXT, AT_FORM_DECLINE };

struct at_form_input {
	const char *name, *value;       /* name = item id; ticks repeat it */
};

struct at_form_post {
	at_id due;
	const unsigned char *cookie_hash;
	int page;                       /* 0-based, among the pages asked; its items are replaced */
	enum at_form_verb verb;
	const struct at_form_input *inputs;
	int n_inputs;
};

struct at_form_result {
	struct at_form_view view;       /* as it stands afterwards */
	int page;                       /* to be shown next */
	bool crisis;                    /* this post holds a raw safety answer: crisis text first */
	bool raised;                    /* ... and it was news */
	struct at_crisis_view crisis_text;      /* when crisis */
	struct at_said unsent;          /* when crisis and the write failed */
};

/* Save, go on, send or decline.  On AT_IO and AT_BUSY nothing was kept, result->view
 * holds what was typed so that the page can be shown again, and with result->crisis
 * the page says first that the answer could not be passed on.  AT_INVALID: an answer
 * that the form does not offer. */
enum at_status at_action_form_post(struct at_call *call, const struct at_form_post *post,
    struct at_form_result *out);

/* "May we call you?", from the crisis page; also after the form was sent. */
struct at_calling {
	const char *phone;              /* NULL or "": none given */
	bool no_call;                   /* please do not */
};
enum at_status at_action_form_call_me(struct at_call *call, at_id due,
    const unsigned char *cookie_hash, const struct at_calling *calling,
    struct at_form_view *out);

#endif
