/* SPDX-License-Identifier: GPL-3.0-or-later */
/* web/clients.h - finding a client by name. */
#ifndef AT_WEB_CLIENTS_H
#define AT_WEB_CLIENTS_H

#include "web/visit.h"

/* The search field; what was looked for, or "". */
void at_clients_find(struct at_visit *visit, const char *query);

#endif
