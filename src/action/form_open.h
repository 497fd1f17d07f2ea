/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/form_open.h - a form without its words: enough to take an answer, and quick.
 * For this room only; pages use action/form.h. */
#ifndef AT_ACTION_FORM_OPEN_H
#define AT_ACTION_FORM_OPEN_H

#include "action/form.h"
#include "guard/policy.h"

/* As at_action_form(), for looking or for writing, but out->asking may be NULL:
 * taking an answer needs no words. */
enum at_status at_form_find(struct at_call *call, at_id due, const unsigned char *cookie_hash,
    enum at_verb verb, struct at_form_view *out);

/* Load the words, if they are not there yet. */
enum at_status at_form_word(struct at_call *call, struct at_form_view *view);

#endif
