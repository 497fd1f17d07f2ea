/* SPDX-License-Identifier: GPL-3.0-or-later */
/* support/door.h - a browser without a network: requests go through the same door as a
 * real one's, cookies are kept, every form carries its token.
 *
 *     struct door *d = door_open(w);
 *     door_sign_in(d, &w->a, "ada");
 *     CHECK_INT(200, door_get(d, "/clients"));
 *     CHECK_HAS("Nora", d->body);
 */
#ifndef AT_TEST_DOOR_H
#define AT_TEST_DOOR_H

#include "support/world.h"
#include "web/visit.h"

struct door {
	struct world *w;
	struct at_web web;
	const char *visit, *login, *half, *form, *own, *lang;  /* cookies; NULL: none */
	const char *origin;             /* NULL: not sent */
	const char *reads;              /* Accept-Language; NULL: not sent */
	const char *token;              /* instead of the form's own; NULL: that one */
	/* Of the last reply. */
	const char *body, *location, *etag, *filename;
};

/* One at a time: the clock is the world's. */
struct door *door_open(struct world *w);

/* Another browser: no cookie but that of a visit. */
void door_forget(struct door *d);

/* By a one-time link, as whoever has that sign-in name. */
void door_sign_in(struct door *d, const struct world_org *org, const char *handle);

/* The HTTP status.  The path may have a query. */
int door_get(struct door *d, const char *path);

/* "page=0&do=next&ease=5"; the form token is added. */
int door_post(struct door *d, const char *path, const char *body);

#endif
