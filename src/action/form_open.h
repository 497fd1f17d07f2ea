/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/form_open.h - the steps between a due measure and a form in somebody's browser.
 * For this room only; pages use action/form.h. */
#ifndef AT_ACTION_FORM_OPEN_H
#define AT_ACTION_FORM_OPEN_H

#include "action/form.h"
#include "guard/policy.h"
#include "store/agreed.h"

/* As at_action_form(), for looking or for writing, but out->asking may be NULL:
 * taking an answer needs no words, and is quick without. */
enum at_status at_form_find(struct at_call *call, at_id due, const unsigned char *cookie_hash,
    enum at_verb verb, struct at_form_view *out);

/* Load the words, if they are not there yet. */
enum at_status at_form_word(struct at_call *call, struct at_form_view *view);

/* The therapist's own card is answered by the signed-in therapist; every other form by
 * whoever began it with the link. */
bool at_form_is_own(const struct at_due *due);

/* Whether a card of the therapist's own is still taken after its window: view->own.late. */
enum at_status at_form_own_late(struct at_call *call, struct at_form_view *view);

/* Whose hour it is about; in the words, {closes} becomes the time at which both sides can be
 * seen at the latest. */
enum at_status at_form_own_word(struct at_call *call, struct at_form_view *view);

/* AT_DENIED unless whoever asks may come near that form. */
enum at_status at_form_allow(struct at_call *call, const struct at_due *due, enum at_verb verb);

/* Fill a view whose due measure (and device, if any) is known. */
enum at_status at_form_fill(struct at_call *call, const char *lang, struct at_form_view *view);

/* Nothing is opened to anybody until the site has set up everything.  What was begun goes
 * on without it: a safety answer must be heard whatever a site has lost since. */
enum at_status at_form_ready(struct at_call *call, struct at_form_view *view);

/* The form of a due measure as it would be opened now, not begun; its stand says whether it
 * can be.  One that this program does not know is closed.  AT_INVALID: the site is not
 * ready for it. */
enum at_status at_form_look(struct at_call *call, const struct at_due *due, const char *lang,
    struct at_form_view *out);

/* The order of a sitting: what closes first comes first. */
void at_form_sort(struct at_due *dues, int n);

/* Bind a due measure to a browser, then read it back as that browser sees it.  A form
 * that cannot be opened is not bound: its stand says why. */
enum at_status at_form_bind(struct at_call *call, struct at_form_view *view, const char *lang,
    const unsigned char *cookie_hash);

/* Put what was agreed before where nothing was chosen on this card, and name who reads it. */
enum at_status at_form_agree(struct at_call *call, struct at_form_view *view);

/* Whether something in it is for somebody else than the therapist. */
bool at_form_is_addressed(const struct at_form_view *view);

/* There is no box that nobody reads: AT_INVALID when it is for somebody who is not there. */
enum at_status at_form_check_address(struct at_call *call, struct at_form_view *view);

/* Who they were told could see it: constants of the card, readable in an export. */
const char *at_form_told(struct at_call *call, const struct at_form_view *view);

/* What is chosen, to hold from now on; id 0 where the form does not ask. */
struct at_agreed at_form_keep(struct at_call *call, const struct at_form_view *view);

#endif
