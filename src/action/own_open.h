/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/own_open.h - how every action of an own page begins.  For this room only. */
#ifndef AT_ACTION_OWN_OPEN_H
#define AT_ACTION_OWN_OPEN_H

#include "action/history.h"
#include "action/own_view.h"

/* The asker's own record, if the policy grants it; nothing of the history is read yet. */
enum at_status at_own_open(struct at_call *call, enum at_resource resource, enum at_verb verb,
    struct at_history *out, struct at_own_frame *out_frame);

/* What a form is called: "After the session", "The last two weeks (PHQ-9)".  *lang is set
 * when the words are in another language than the reader's. */
const char *at_own_title(struct at_call *call, const struct at_asking *asking,
    const char **lang);

/* Somebody at the clinic other than `therapist` to talk to; NULL if there is nobody. */
const char *at_own_contact(const struct at_asking *asking, at_id therapist);

#endif
