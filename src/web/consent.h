/* SPDX-License-Identifier: GPL-3.0-or-later */
/* web/consent.h - yes and no, side by side: neither is chosen, neither is larger. */
#ifndef AT_WEB_CONSENT_H
#define AT_WEB_CONSENT_H

#include "action/consent.h"
#include "web/visit.h"

/* Buttons of a form: each sends `name`=VALUE.  NULL: not offered. */
struct at_consent_buttons {
	const char *name;
	const char *yes, *yes_value, *no, *no_value;
};
void at_consent_buttons(struct at_visit *visit, const struct at_consent_buttons *buttons);

/* "You said yes on 3 March."  To whoever said it. */
const char *at_consent_state(struct at_visit *visit, const struct at_consent *consent,
    const struct at_zone *zone);

#endif
