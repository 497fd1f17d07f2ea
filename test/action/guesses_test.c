/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sign-ins that failed: who has to wait is seen and let in again, nothing typed is kept. */
#include <string.h>

#include "action/factor_open.h"
#include "action/guesses.h"
#include "action/signin.h"
#include "action/tries.h"
#include "store/people.h"
#include "support/world.h"

static const char good[] = "copper lantern sails northward";
static const struct at_from home_ = { "192.0.2.7", "Firefox, Linux" };
static const struct at_from *const home = &home_;

/* Of the first clinic's people; of everybody. */
#define PASSWORD "UPDATE staff SET password = '$argon2id$v=19$m=8,t=1,p=1$" \
	"WQ0lC5FR/BlXXw3ecR+zuA$GMDIlv+qs+QnL4B7aSTymyrrV/tZNvt7PKh2Q8mz3Gg'"
static const char sql_one_clinic[] = PASSWORD " WHERE org = (SELECT min(org) FROM org)";
static const char sql_both[] = PASSWORD;

static enum at_status
sign_in(struct world *w, const char *name, const char *password)
{
	struct at_signed_in in;
	enum at_status st;

	world_as_public(w);
	st = at_action_sign_in(w->call, name, password, home, &in);
	world_clear(w);
	return st;
}

/* Six wrong ones, as fast as they are looked at. */
static void
guess(struct world *w, const char *name)
{
	for (int i = 0; i < 6; i++) {
		w->call->now += 5 * AT_SECOND;
		CHECK_INT(AT_DENIED, sign_in(w, name, "wrong"));
	}
}

struct failing {
	const struct at_tries *tries;
	at_ms now;
};

static enum at_status
apply_failing(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	const struct failing *f = job;

	return at_tries_failed(db, scratch, f->tries, f->now, err);
}

static void
fail_once(struct world *w, const struct at_tries *tries)
{
	struct failing job = { tries, w->call->now };

	CHECK_INT(AT_OK, at_store_write(w->call, apply_failing, &job));
}

static struct at_guesses
guesses(struct world *w, const struct world_org *org, const char *before)
{
	struct at_guesses out;

	world_as(w, org, WORLD_ADMINISTRATOR);
	CHECK_OK(w->s, at_action_guesses(w->call, before, &out));
	return out;
}

static const char sql_let[] =
    "SELECT count(*) FROM audit WHERE org = $1 AND verb = 'reset' AND resource = 'tries'";

TEST(whoever_has_to_wait_is_named_and_may_be_let_try_again)
{
	struct world *w = world_open(support_begin(state_), false);
	at_id ada = w->a.staff[WORLD_THERAPIST];
	struct at_guesses seen;

	world_script(w, sql_one_clinic);
	CHECK_INT(0, guesses(w, &w->a, NULL).n_waiting);
	guess(w, "ada");
	CHECK_INT(AT_BUSY, sign_in(w, "ada", good));
	seen = guesses(w, &w->a, NULL);
	CHECK_INT(1, seen.n_waiting);
	CHECK_INT(ada, seen.waiting[0].staff);
	CHECK_TEXT("ada", seen.waiting[0].handle);
	CHECK_INT(4 * AT_SECOND, seen.waiting[0].wait);
	CHECK_OK(w->s, at_action_let_try(w->call, ada));
	CHECK_INT(1, world_count(w, sql_let, w->a.org));
	CHECK_INT(0, guesses(w, &w->a, NULL).n_waiting);
	CHECK_INT(6, guesses(w, &w->a, NULL).lines[0].tries);   /* they stay on record */
	CHECK_INT(AT_OK, sign_in(w, "ada", good));
}

TEST(a_code_that_was_guessed_at_makes_wait_as_well)
{
	struct world *w = world_open(support_begin(state_), false);
	struct at_staff ada;
	struct at_tries tries;
	struct at_guesses seen;

	world_as(w, &w->a, WORLD_ADMINISTRATOR);
	CHECK_OK(w->s, at_staff_load(w->s->arena, at_store_reader(w->call), w->a.org,
	    w->a.staff[WORLD_THERAPIST], &ada, &w->s->err));
	at_tries_make(w->call, "code", at_factor_account(w->call, &ada), NULL, &tries);
	for (int i = 0; i < 10; i++)
		fail_once(w, &tries);
	seen = guesses(w, &w->a, NULL);
	CHECK_INT(1, seen.n_waiting);
	CHECK_INT(64 * AT_SECOND, seen.waiting[0].wait);
	CHECK_OK(w->s, at_action_let_try(w->call, ada.id));
	CHECK_INT(0, guesses(w, &w->a, NULL).n_waiting);
}

TEST(only_the_own_administrator_lets_and_only_of_the_own_count)
{
	struct world *w = world_open(support_begin(state_), false);
	at_id ada = w->a.staff[WORLD_THERAPIST];
	struct at_guesses seen;

	world_script(w, sql_both);              /* the name is in both clinics, and so the count */
	guess(w, "ada");
	CHECK_INT(1, guesses(w, &w->b, NULL).n_waiting);
	CHECK_INT(AT_NOT_FOUND, at_action_let_try(w->call, ada));
	world_clear(w);
	CHECK_INT(1, guesses(w, &w->a, NULL).n_waiting);
	CHECK_INT(AT_CONFLICT, at_action_let_try(w->call, ada));
	world_clear(w);
	CHECK_INT(1, guesses(w, &w->a, NULL).n_waiting);
	CHECK_INT(0, world_count(w, sql_let, w->a.org));
	world_as(w, &w->a, WORLD_PRIVACY);
	CHECK_INT(AT_DENIED, at_action_guesses(w->call, NULL, &seen));
	world_clear(w);
	CHECK_INT(AT_DENIED, at_action_let_try(w->call, ada));
}

/* ---- what was tried ------------------------------------------------------------------- */

static enum at_status
apply_tried(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	(void)scratch;
	return at_tried_add(db, job, err);
}

static void
add_tried(struct world *w, at_id org, at_id staff, int hours_ago, unsigned char network)
{
	struct at_tried tried = { .org = org, .staff = staff, .network = { 9, 9, 9, network },
		.at = w->call->now - hours_ago * AT_HOUR };

	CHECK_INT(AT_OK, at_store_write(w->call, apply_tried, &tried));
}

TEST(tries_are_told_page_by_page_and_each_once)
{
	static const int lengths[] = { 50, 50, 10 };
	struct world *w = world_open(support_begin(state_), false);
	const char *before = NULL;
	at_ms last = INT64_MAX;

	world_as(w, &w->a, WORLD_ADMINISTRATOR);
	for (int i = 0; i < 110; i++)
		add_tried(w, i % 3 == 0 ? 0 : w->a.org, i % 3 == 0 ? 0 : w->a.staff[i % 2],
		    i / 40, (unsigned char)i);
	add_tried(w, w->b.org, w->b.staff[0], 0, 200);
	for (size_t page = 0; page < AT_COUNT(lengths); page++) {
		struct at_guesses seen = guesses(w, &w->a, before);

		CHECK_INT(lengths[page], seen.n_lines);
		for (int i = 0; i < seen.n_lines; i++) {
			CHECK(seen.lines[i].from <= last);
			CHECK_INT(1, seen.lines[i].tries);
			last = seen.lines[i].from;
		}
		before = seen.older;
	}
	CHECK(before == NULL);
	world_as(w, &w->a, WORLD_ADMINISTRATOR);
	CHECK_INT(AT_INVALID, at_action_guesses(w->call, "1.2.zz", &(struct at_guesses){ 0 }));
	world_clear(w);
	CHECK_INT(AT_INVALID, at_action_guesses(w->call, "nonsense", &(struct at_guesses){ 0 }));
}

TEST(what_was_typed_is_nowhere_and_a_network_that_waits_is_marked)
{
	struct world *w = world_open(support_begin(state_), false);
	struct at_guesses seen;
	struct at_tries tries;

	world_script(w, sql_one_clinic);
	sign_in(w, "my secret words", "ada");
	sign_in(w, "ada", "wrong");
	seen = guesses(w, &w->a, NULL);
	CHECK_INT(2, seen.n_lines);
	CHECK(seen.lines[0].name == NULL && seen.lines[0].handle == NULL);
	CHECK_TEXT("ada", seen.lines[1].handle);
	CHECK_TEXT(seen.lines[0].network, seen.lines[1].network);
	CHECK_INT(8, strlen(seen.lines[0].network));
	CHECK_INT(0, seen.lines[1].wait);
	at_tries_make(w->call, "name", "another", home->peer, &tries);
	for (int i = 0; i < 32; i++)
		fail_once(w, &tries);
	seen = guesses(w, &w->a, NULL);
	CHECK_INT(8 * AT_SECOND, seen.lines[1].wait);
	CHECK_INT(0, seen.n_waiting);
}

RUN_ALL(
    RUN_BOTH(whoever_has_to_wait_is_named_and_may_be_let_try_again),
    RUN_BOTH(a_code_that_was_guessed_at_makes_wait_as_well),
    RUN_BOTH(only_the_own_administrator_lets_and_only_of_the_own_count),
    RUN_BOTH(tries_are_told_page_by_page_and_each_once),
    RUN_BOTH(what_was_typed_is_nowhere_and_a_network_that_waits_is_marked),
)
