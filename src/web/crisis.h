/* SPDX-License-Identifier: GPL-3.0-or-later */
/* web/crisis.h - the crisis text and the small help box, the same on every client page. */
#ifndef AT_WEB_CRISIS_H
#define AT_WEB_CRISIS_H

#include "action/safety.h"
#include "web/visit.h"

/* The lines as paragraphs of one box.  `ask_call`: with "May we call you?"; unsent (may be
 * NULL): the line that says it could not be passed on, first. */
void at_crisis_put(struct at_visit *visit, const struct at_crisis_view *crisis, bool ask_call,
    const struct at_said *unsent);

/* The box that ends every client page: one line and the way to help. */
void at_crisis_help(struct at_visit *visit, const struct at_asking *asking);

#endif
