/* SPDX-License-Identifier: GPL-3.0-or-later */
/* web/door.h - what the ways in have in common. */
#ifndef AT_WEB_DOOR_H
#define AT_WEB_DOOR_H

#include "action/signin.h"
#include "web/visit.h"

/* The browser that asks. */
struct at_from at_door_from(struct at_visit *visit);

/* New cookies, and on: nothing from before is worth anything. */
int at_door_welcome(struct at_visit *visit, const struct at_signed_in *in);

/* The page that asks for name and password, with what went wrong (or NULL).  200. */
int at_door_sign_in(struct at_visit *visit, const char *login, const char *problem);

#endif
