/* SPDX-License-Identifier: GPL-3.0-or-later */
/* web/form_item.h - the questions of a form, as fields. */
#ifndef AT_WEB_FORM_ITEM_H
#define AT_WEB_FORM_ITEM_H

#include "action/form.h"
#include "web/visit.h"

/* The text of a key of the form, or with `general` of the site's general texts; "" when
 * there are no words: a form is never broken by a missing one. */
const char *at_form_say(struct at_visit *visit, const struct at_form_view *view, bool general,
    const char *key, const char **lang);

/* The items of a page of the definition that are asked, with what this browser has answered;
 * under the page's title where it is one of several. */
void at_form_put_items(struct at_visit *visit, const struct at_form_view *view,
    const struct at_form_page *page, bool titled);

#endif
