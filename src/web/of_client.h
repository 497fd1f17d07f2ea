/* SPDX-License-Identifier: GPL-3.0-or-later */
/* web/of_client.h - a page of one client beside the main one: the way back to that, and the
 * client's safety answers on top, asked for again every second. */
#ifndef AT_WEB_OF_CLIENT_H
#define AT_WEB_OF_CLIENT_H

#include "web/visit.h"

/* `name` is the client's. */
struct at_page at_page_of_client(struct at_visit *visit, const char *title, at_id client,
    const char *name);

/* at_page_begin(), and the safety answers of whoever may see them. */
void at_page_of_client_begin(struct at_visit *visit, const struct at_page *page, at_id client);

#endif
