/* SPDX-License-Identifier: GPL-3.0-or-later */
/* web/person.h - what the pages about those who work here share. */
#ifndef AT_WEB_PERSON_H
#define AT_WEB_PERSON_H

#include "action/person.h"
#include "web/visit.h"

/* Fields "role" and "site" (a short name; "" everywhere) of a form. */
void at_person_choose_role(struct at_visit *visit);
void at_person_choose_site(struct at_visit *visit, const struct at_choosable *sites, int n);

/* What each role may do. */
void at_person_put_roles_explained(struct at_visit *visit);

/* The page of one of them: its address, its frame, all of it with what has to be mended
 * (NULL: nothing). */
const char *at_person_path(struct at_visit *visit, at_id person);
struct at_page at_person_page(struct at_visit *visit, const struct at_person_view *view);
int at_person_put(struct at_visit *visit, const struct at_person_view *view, const char *path,
    const char *problem);

/* The page with a new one-time link. */
int at_person_put_link(struct at_visit *visit, at_id person, const char *name);

#endif
