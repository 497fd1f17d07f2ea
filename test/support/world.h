/* SPDX-License-Identifier: GPL-3.0-or-later */
/* support/world.h - two clinics with everything set up: what tests of actions begin with.
 *
 *     TEST(an_alert_is_seen)
 *     {
 *             struct world *w = world_open(support_begin(state_), false);
 *
 *             world_clock(w, "2026-11-24 10:00");
 *             world_as(w, &w->a, WORLD_THERAPIST);
 *             CHECK_OK(w->s, at_action_alerts(w->call, &views));
 *
 * Both clinics have the same people, sites and sign-in names: Oslo time, open Monday to
 * Friday 8 to 16, closed on 24 and 25 December 2026, cover while open.  It is Tuesday 24
 * November 2026, 10:00, until the clock is set. */
#ifndef AT_TEST_WORLD_H
#define AT_TEST_WORLD_H

#include "action/care.h"
#include "action/episode.h"
#include "action/form.h"
#include "action/house.h"
#include "action/session.h"
#include "guard/who.h"
#include "support/store_support.h"

enum world_role {
	WORLD_THERAPIST,                /* ada: of both clients, supervised by sol */
	WORLD_NEXT,                     /* tor: has nobody yet, may take over */
	WORLD_OTHER,                    /* eva: has nobody */
	WORLD_SUPERVISOR,               /* sol */
	WORLD_CONTACT,                  /* kai: the contact person */
	WORLD_COVER,                    /* vera: on cover while the clinic is open */
	WORLD_LEAD,                     /* lea */
	WORLD_RESEARCHER,               /* rik */
	WORLD_ADMINISTRATOR,            /* adi */
	WORLD_PRIVACY,                  /* per */
	WORLD_ROLES
};

extern const char *const world_handles[WORLD_ROLES];

struct world_org {
	at_id org, main, sub;           /* sites "main" and, below it, "sub" */
	at_id staff[WORLD_ROLES];
	at_id client, teen;             /* at main; at sub, with the teen's forms */
};

struct world {
	struct support *s;
	struct at_call *call;           /* as the operator of clinic a, at first */
	struct at_who who;
	struct at_house house;
	struct at_library *library;     /* tests may add to it */
	const struct at_zone *zone;
	struct world_org a, b;
};

/* Opens the store, too: serving, or direct as a command does. */
struct world *world_open(struct support *s, bool serve);

/* Close the store and open it again, as after a restart: what is in memory is gone. */
void world_restart(struct world *w, bool serve);

/* "2026-11-24 10:00" in Oslo; set the clock to it. */
at_ms world_at(const struct world *w, const char *local);
void world_clock(struct world *w, const char *local);

/* Who asks from now on. */
void world_as(struct world *w, const struct world_org *org, enum world_role role);
void world_as_operator(struct world *w, const struct world_org *org);
void world_as_public(struct world *w);

/* A client of ada's at main without any session, made by the operator. */
at_id world_add_client(struct world *w, const struct world_org *org, const char *name);

/* A session of a client's, made by the operator; its id. */
at_id world_add_session(struct world *w, const struct world_org *org, at_id client,
    const char *starts, int minutes, const char *state);

/* A link of a client's, made by the operator: its due measure and token ("" if none). */
struct world_link {
	at_id due;
	const char *token;
	at_ms opens, closes;
};
struct world_link world_link(struct world *w, const struct world_org *org, at_id client,
    const char *instrument, const char *form, int session);

/* A browser: the hash of its form cookie, the same for the same number. */
struct world_browser {
	unsigned char hash[32];
};
struct world_browser world_browser(int number);

/* Begin the form of a link in a browser, as the public. */
void world_begin(struct world *w, const struct world_link *link,
    const struct world_browser *browser, struct at_form_view *out);

/* Post "9=1 8=skip" on the page that holds the first of them; "" posts the last page.
 * The status is the action's: tests look at it themselves. */
enum at_status world_post(struct world *w, at_id due, const struct world_browser *browser,
    enum at_form_verb verb, const char *inputs, struct at_form_result *out);

/* Fill in and send a whole form: every page with the inputs that are its own. */
void world_send(struct world *w, const struct world_link *link,
    const struct world_browser *browser, const char *inputs);

/* Forget what went wrong. */
void world_clear(struct world *w);

/* Another instrument, with its own ids as its words. */
void world_add_instrument(struct world *w, const char *id, const char *definition);

/* Run SQL with a number in it on a connection of its own; the one number it gives. */
int64_t world_count(struct world *w, const char *sql, int64_t number);
/* Lines of the access log so far: "make", "one-time-link", and a detail or NULL for any. */
int64_t world_logged(struct world *w, const char *verb, const char *resource,
    const char *detail);
void world_script(struct world *w, const char *sql);

/* The text of a file of test/cases. */
const char *world_read_cases(struct world *w, const char *path);

#endif
