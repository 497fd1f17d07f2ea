/* SPDX-License-Identifier: GPL-3.0-or-later */
/* web/privacy.h - what the privacy officer's pages share. */
#ifndef AT_WEB_PRIVACY_H
#define AT_WEB_PRIVACY_H

#include <stdbool.h>

#include "action/privacy.h"
#include "web/visit.h"

/* The frame with records and access log in a second line; for an administrator who is no
 * privacy officer it is the clinic's. */
struct at_page at_page_privacy_frame(struct at_visit *visit, const char *title,
    const char *here);

/* The address of a client's record. */
const char *at_privacy_path(struct at_visit *visit, at_id client);

/* The page of one record; `problem`: what could not be done with it, or NULL. */
void at_privacy_record_put(struct at_visit *visit, const struct at_record_view *record,
    const char *problem);

/* Begin a page about `record`; deeper: one below the record's own. */
void at_privacy_record_begin(struct at_visit *visit, const struct at_record_view *record,
    const char *title, bool deeper, struct at_page *page);

/* Sections of such a page: what erasing takes and leaves, and the backups that hold the client. */
void at_privacy_put_contents(struct at_visit *visit, const struct at_record_view *record);
void at_privacy_put_backups(struct at_visit *visit, const struct at_record_view *record);

/* What can be done with the record as it stands: list items with links. */
void at_privacy_put_acts(struct at_visit *visit, const struct at_record_view *record);

#endif
