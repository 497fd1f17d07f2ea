/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Many guesses at the same moment: the right one among them comes in no sooner than it would
 * after the others.  All were let try before the first was counted as wrong. */
#include <pthread.h>
#include <sched.h>
#include <sodium.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

#include "action/factor_open.h"
#include "action/own_page.h"
#include "action/signin.h"
#include "action/tries.h"
#include "guard/delay.h"
#include "support/world.h"

static const char pin[] = "483 917", plain[] = "483917", peer[] = "192.0.2.7";
static const char good[] = "copper lantern sails northward", other[] = "violet teapots hum quietly";

/* Of a hash that takes so long, a guess has time to be overtaken. */
enum { PASSES = 12, MEMORY_BYTES = 19 * 1024 * 1024, BEGUN_MS = 30 };

struct guess {
	struct at_call call;
	struct at_error err;
	const char *token;              /* of an own page; NULL: it is the own password */
	enum at_status status;
	atomic_bool over;
	pthread_t thread;
};

static const char *
slow_hash(struct world *w, const char *password)
{
	char *hash = at_alloc(w->s->arena, 1, crypto_pwhash_STRBYTES);

	CHECK_INT(0, crypto_pwhash_str_alg(hash, password, strlen(password), PASSES, MEMORY_BYTES,
	    crypto_pwhash_ALG_ARGON2ID13));
	return hash;
}

static void *
make(void *argument)
{
	struct guess *g = argument;
	struct at_own_entered in;

	g->status = g->token != NULL ? at_action_own_enter(&g->call, g->token, pin, peer, &in)
	    : at_action_set_password(&g->call, good, other);
	at_store_rest(&g->call);
	g->over = true;
	return NULL;
}

/* What that thread has worked so far: at its hash, which is nearly all of it. */
static long
worked_ms(pthread_t thread)
{
	struct timespec at;
	clockid_t clock;

	CHECK_INT(0, pthread_getcpuclockid(thread, &clock));
	CHECK_INT(0, clock_gettime(clock, &at));
	return (long)at.tv_sec * 1000 + at.tv_nsec / 1000000;
}

struct wrong {
	const struct at_tries *tries;
	at_ms now;
};

static enum at_status
apply_wrong(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	const struct wrong *one = job;

	return at_tries_failed(db, scratch, one->tries, one->now, err);
}

/* While the right one is looked at, as many wrong ones are counted as make anybody wait.
 * False: it was over before they were. */
static bool
overtake(struct world *w, struct guess *g, const struct at_tries *tries)
{
	struct wrong wrong = { tries, w->call->now };
	struct at_arena *arena = at_arena_open();
	bool in_time;

	g->call = *w->call;
	g->call.arena = arena;
	g->err = (struct at_error){ .status = AT_OK };
	g->call.err = &g->err;
	g->over = false;
	CHECK_INT(0, pthread_create(&g->thread, NULL, make, g));
	while (worked_ms(g->thread) < BEGUN_MS && !g->over)
		sched_yield();
	for (int i = 0; i <= AT_DELAY_FREE; i++)
		CHECK_OK(w->s, at_store_write(w->call, apply_wrong, &wrong));
	in_time = !g->over;
	CHECK_INT(0, pthread_join(g->thread, NULL));
	at_arena_close(arena);
	return in_time;
}

TEST(the_right_pin_among_many_guesses_at_once_does_not_open_the_page)
{
	struct world *w = world_open(support_begin(state_), true);
	const struct at_own_of of = { w->a.client, false };
	struct at_own_address address;
	struct at_tries tries;
	struct guess g = { .status = AT_OK };

	world_as(w, &w->a, WORLD_THERAPIST);
	CHECK_OK(w->s, at_action_own_make(w->call, &of, &address));
	CHECK_OK(w->s, at_action_own_pin(w->call, &of, pin, pin));
	world_script(w, at_printf(w->s->arena, "UPDATE own_page SET pin = '%s'",
	    slow_hash(w, plain)));
	world_as_public(w);
	g.token = address.token;
	at_tries_make(w->call, "page", g.token, peer, &tries);
	/* Busy: the wrong ones were first, on a slow machine. */
	while (!overtake(w, &g, &tries) || g.status == AT_BUSY)
		world_script(w, "DELETE FROM attempt");
	CHECK_INT(AT_DENIED, g.status);
	w->call->now += AT_HOUR;
	CHECK_INT(AT_OK, at_action_own_enter(w->call, g.token, pin, peer,
	    &(struct at_own_entered){ .cookie = "" }));
}

TEST(the_right_password_among_many_guesses_at_once_changes_nothing)
{
	struct world *w = world_open(support_begin(state_), true);
	struct at_staff ada;
	struct at_tries tries;
	struct guess g = { .status = AT_OK };

	world_script(w, at_printf(w->s->arena, "UPDATE staff SET password = '%s'",
	    slow_hash(w, good)));
	world_as(w, &w->a, WORLD_THERAPIST);
	CHECK_OK(w->s, at_own_staff(w->call, AT_WRITE, &ada));
	at_store_rest(w->call);
	at_tries_make(w->call, "own", at_factor_account(w->call, &ada), NULL, &tries);
	while (!overtake(w, &g, &tries))
		world_script(w, "DELETE FROM attempt");
	CHECK_INT(AT_BUSY, g.status);
	CHECK_INT(1, world_count(w, "SELECT count(*) FROM staff WHERE id = $1 AND password LIKE"
	    " '%t=12,%'", ada.id));
}

RUN_ALL(
    RUN_SQLITE(the_right_pin_among_many_guesses_at_once_does_not_open_the_page),
    RUN_SQLITE(the_right_password_among_many_guesses_at_once_changes_nothing),
)
