/* SPDX-License-Identifier: GPL-3.0-or-later */
/* web/privacy.h - what the privacy officer's pages share. */
#ifndef AT_WEB_PRIVACY_H
#define AT_WEB_PRIVACY_H

#include "web/visit.h"

/* The frame with records and access log in a second line; for an administrator who is no
 * privacy officer it is the clinic's. */
struct at_page at_page_privacy_frame(struct at_visit *visit, const char *title,
    const char *here);

#endif
