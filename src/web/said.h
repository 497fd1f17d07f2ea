/* SPDX-License-Identifier: GPL-3.0-or-later */
/* web/said.h - what was said in a card, as an entry of a list. */
#ifndef AT_WEB_SAID_H
#define AT_WEB_SAID_H

#include "action/saying.h"
#include "html/part.h"
#include "web/visit.h"

/* `client`: the client's name. */
struct at_entry at_said_entry(struct at_visit *visit, const struct at_saying *saying,
    const struct at_zone *zone, const char *client);

#endif
