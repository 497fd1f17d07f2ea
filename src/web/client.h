/* SPDX-License-Identifier: GPL-3.0-or-later */
/* web/client.h - the parts of a client's page, each in a file of its own. */
#ifndef AT_WEB_CLIENT_H
#define AT_WEB_CLIENT_H

#include "action/client_view.h"
#include "web/visit.h"

/* client_course.c: validated measures or our own cards; nothing where there are none. */
void at_client_courses(struct at_visit *visit, const struct at_client_view *view,
    bool own_cards);

/* client_track.c: what the rules say of a measure, with why; what is to be expected; and a
 * mark on its chart in a word or two, NULL: none. */
void at_client_track(struct at_visit *visit, const struct at_client_view *view,
    const struct at_outcome *course);
void at_client_expected(struct at_visit *visit, const struct at_client_view *view,
    const struct at_outcome *course);
const char *at_client_track_mark(struct at_visit *visit, enum at_track_kind kind);

/* client_sides.c: the relationship chart, an hour statement by statement, and the first five
 * sessions. */
bool at_client_has_sides(const struct at_client_view *view);
void at_client_sides(struct at_visit *visit, const struct at_client_view *view);
void at_client_first_five(struct at_visit *visit, const struct at_client_view *view);

/* client_worth.c: what is worth asking about, and why; whether any of it is open. */
bool at_client_has_worth(const struct at_client_view *view);
void at_client_worth(struct at_visit *visit, const struct at_client_view *view);
/* The flag as a sentence with its numbers. */
const char *at_client_worth_sentence(struct at_visit *visit, const struct at_flag_view *flag,
    const char *name);

/* client_past.c: sessions hour by hour, who has looked, what is released. */
void at_client_sessions(struct at_visit *visit, const struct at_client_view *view);
void at_client_release(struct at_visit *visit, const struct at_client_view *view);
void at_client_looks(struct at_visit *visit, const struct at_client_view *view);

/* handing.c: an address for the waiting room. */
void at_client_hand_link(struct at_visit *visit, const struct at_client_view *view);

#endif
