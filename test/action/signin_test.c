/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Staff come in and go out: one-time links, passwords, time-outs, tries. */
#include <pthread.h>
#include <time.h>

#include "action/enter.h"
#include "action/logins.h"
#include "action/people.h"
#include "action/signin.h"
#include "guard/delay.h"
#include "support/world.h"

static const char good[] = "copper lantern sails northward", other[] = "violet teapots hum quietly";
static const struct at_from homes[] = { { "192.0.2.7", "Firefox, Linux" },
	{ "198.51.100.7", "Safari, iPhone" }, { "192.0.2.200", "" } };
static const struct at_from *const home = &homes[0], *const away = &homes[1];

/* A one-time link for somebody; its token. */
static const char *
once(struct world *w, const struct world_org *org, enum world_role role)
{
	const char *url;

	world_as_operator(w, org);
	CHECK_OK(w->s, at_action_make_once(w->call, org->staff[role], &url));
	world_as_public(w);
	return strrchr(url, '/') + 1;
}

/* Sign somebody in by a one-time link. */
static struct at_signed_in
come_in(struct world *w, const struct world_org *org, enum world_role role)
{
	struct at_signed_in in;

	CHECK_OK(w->s, at_action_sign_in_once(w->call, once(w, org, role), home, &in));
	return in;
}

/* Become whoever the cookie says. */
static void
become(struct world *w, const char *cookie)
{
	struct at_who who;

	CHECK_OK(w->s, at_action_who(w->call, cookie, true, &who));
	w->who = who;
}

static void
give_password(struct world *w, const struct world_org *org, enum world_role role,
    const char *password)
{
	become(w, come_in(w, org, role).cookie);
	CHECK_OK(w->s, at_action_set_password(w->call, NULL, password));
	world_as_public(w);
}

static bool
is_in(struct world *w, const char *cookie)
{
	struct at_who who;
	enum at_status st = at_action_who(w->call, cookie, true, &who);

	world_clear(w);
	CHECK(st == AT_OK || st == AT_NOT_FOUND);
	return st == AT_OK;
}

static enum at_status
try(struct world *w, const char *login, const char *password, const struct at_from *from)
{
	struct at_signed_in in;

	world_clear(w);
	return at_action_sign_in(w->call, login, password, from, &in);
}

/* ---- one-time links -------------------------------------------------------- */

TEST(a_one_time_link_works_once)
{
	struct world *w = world_open(support_begin(state_), false);
	const char *token = once(w, &w->a, WORLD_THERAPIST);
	struct at_signed_in in;

	CHECK_OK(w->s, at_action_sign_in_once(w->call, token, home, &in));
	CHECK(!in.has_password);
	become(w, in.cookie);
	CHECK_INT(w->a.staff[WORLD_THERAPIST], w->who.staff);
	CHECK_INT(w->a.org, w->who.org);
	CHECK_INT(AT_THERAPIST, w->who.subjects);
	CHECK_TEXT("Ada Berg", w->who.name);
	CHECK_INT(AT_GONE, at_action_sign_in_once(w->call, token, home, &in));
	world_clear(w);
	CHECK_INT(AT_NOT_FOUND, at_action_sign_in_once(w->call, "nonsense", home, &in));
	world_clear(w);
	CHECK_INT(AT_NOT_FOUND, at_action_sign_in_once(w->call,
	    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", home, &in));
}

TEST(a_one_time_link_lasts_a_day)
{
	struct world *w = world_open(support_begin(state_), false);
	const char *early = once(w, &w->a, WORLD_THERAPIST);
	const char *late = once(w, &w->a, WORLD_OTHER);
	struct at_signed_in in;

	w->call->now += AT_DAY - 1;
	CHECK_OK(w->s, at_action_sign_in_once(w->call, early, home, &in));
	w->call->now += 1;
	CHECK_INT(AT_GONE, at_action_sign_in_once(w->call, late, home, &in));
}

TEST(the_operator_and_administrators_make_one_time_links_and_nobody_else)
{
	struct world *w = world_open(support_begin(state_), false);
	const char *url;

	for (int role = 0; role < WORLD_ROLES; role++) {
		world_as(w, &w->a, (enum world_role)role);
		CHECK_INT(role == WORLD_ADMINISTRATOR ? AT_OK : AT_DENIED,
		    at_action_make_once(w->call, w->a.staff[WORLD_OTHER], &url));
		world_clear(w);
	}
	world_as_operator(w, &w->b);
	CHECK_INT(AT_NOT_FOUND, at_action_make_once(w->call, w->a.staff[WORLD_OTHER], &url));
	CHECK_INT(1, world_logged(w, "make", "one-time-link", NULL));
}

/* One that went to the wrong address is worth nothing once another was made. */
TEST(a_one_time_link_ends_with_the_next_a_password_or_the_account)
{
	struct world *w = world_open(support_begin(state_), false);
	const char *first = once(w, &w->a, WORLD_OTHER), *last;
	struct at_signed_in in = come_in(w, &w->a, WORLD_OTHER);

	CHECK_INT(AT_GONE, at_action_sign_in_once(w->call, first, home, &in));
	world_clear(w);
	in = come_in(w, &w->a, WORLD_OTHER);
	last = once(w, &w->a, WORLD_OTHER);
	become(w, in.cookie);
	CHECK_OK(w->s, at_action_set_password(w->call, NULL, good));
	world_as_public(w);
	CHECK_INT(AT_GONE, at_action_sign_in_once(w->call, last, home, &in));
	world_clear(w);
	last = once(w, &w->a, WORLD_OTHER);
	world_as_operator(w, &w->a);
	CHECK_OK(w->s, at_action_person_disable(w->call, world_handles[WORLD_OTHER]));
	CHECK_OK(w->s, at_action_person_enable(w->call, world_handles[WORLD_OTHER]));
	world_as_public(w);
	CHECK_INT(AT_GONE, at_action_sign_in_once(w->call, last, home, &in));
	world_clear(w);
	last = once(w, &w->a, WORLD_OTHER);
	world_as(w, &w->a, WORLD_ADMINISTRATOR);
	CHECK_OK(w->s, at_action_logins_end(w->call, w->a.staff[WORLD_OTHER]));
	world_as_public(w);
	CHECK_INT(AT_GONE, at_action_sign_in_once(w->call, last, home, &in));
}

/* Whoever sits down at that browser later has to know it. */
TEST(a_password_set_after_a_one_time_link_is_asked_for_from_then_on)
{
	struct world *w = world_open(support_begin(state_), false);
	struct at_signed_in in = come_in(w, &w->a, WORLD_OTHER);

	become(w, in.cookie);
	CHECK_OK(w->s, at_action_set_password(w->call, NULL, good));
	become(w, in.cookie);
	CHECK_INT(AT_DENIED, at_action_set_password(w->call, NULL, other));
}

struct user {
	pthread_t thread;
	struct world *w;
	const char *token;
	pthread_barrier_t *ready;
	struct at_arena *arena;
	enum at_status status;
};

static void *
use_link(void *argument)
{
	struct user *user = argument;
	struct at_error err = { .status = AT_OK };
	struct at_random random = at_random_seeded((uint64_t)(uintptr_t)user);
	struct at_call call = *user->w->call;
	struct at_signed_in in;

	call.arena = user->arena;
	call.err = &err;
	call.random = &random;
	pthread_barrier_wait(user->ready);
	user->status = at_action_sign_in_once(&call, user->token, home, &in);
	at_store_rest(&call);
	return NULL;
}

TEST(of_two_browsers_with_the_same_link_at_once_one_comes_in)
{
	struct world *w = world_open(support_begin(state_), true);
	struct user users[2];
	pthread_barrier_t ready;

	for (int round = 0; round < 10; round++) {
		const char *token = once(w, &w->a, WORLD_THERAPIST);

		at_store_rest(w->call);
		pthread_barrier_init(&ready, NULL, 2);
		for (int i = 0; i < 2; i++) {
			users[i] = (struct user){ .w = w, .token = token, .ready = &ready,
				.arena = at_arena_open() };
			CHECK_INT(0, pthread_create(&users[i].thread, NULL, use_link,
			    &users[i]));
		}
		for (int i = 0; i < 2; i++) {
			pthread_join(users[i].thread, NULL);
			at_arena_close(users[i].arena);
		}
		pthread_barrier_destroy(&ready);
		CHECK((users[0].status == AT_OK && users[1].status == AT_GONE)
		    || (users[0].status == AT_GONE && users[1].status == AT_OK));
	}
}

static const char sql_stored[] =
    "SELECT hash FROM once UNION ALL SELECT hash FROM login UNION ALL SELECT hash FROM link";

TEST(no_token_lies_in_the_database_as_it_travels)
{
	struct world *w = world_open(support_begin(state_), false);
	const char *token = once(w, &w->a, WORLD_THERAPIST);
	struct world_link link = world_link(w, &w->a, w->a.client, "before", NULL, 0);
	struct at_signed_in in = come_in(w, &w->a, WORLD_OTHER);
	const char *const secrets[] = { token, link.token, in.cookie };
	struct at_rows rows;

	CHECK_OK(w->s, at_db_query(w->s->arena, at_store_reader(w->call), sql_stored, AT_NO_BIND,
	    &rows, &w->s->err));
	CHECK(rows.n_rows >= 4);
	for (int i = 0; i < rows.n_rows; i++)
		for (size_t k = 0; k < AT_COUNT(secrets); k++) {
			CHECK_INT(32, at_cell(&rows, i, 0)->n_bytes);
			CHECK(memcmp(at_cell(&rows, i, 0)->bytes, secrets[k], 16) != 0);
		}
}

/* ---- staying and leaving ------------------------------------------------------ */

TEST(a_login_ends_after_an_hour_without_use)
{
	struct world *w = world_open(support_begin(state_), false);
	struct at_signed_in in = come_in(w, &w->a, WORLD_THERAPIST);
	struct at_who who;

	w->call->now += 2 * AT_MINUTE;
	CHECK(is_in(w, in.cookie));
	w->call->now += AT_LOGIN_IDLE_MS;
	CHECK(is_in(w, in.cookie));
	w->call->now += AT_LOGIN_IDLE_MS;
	CHECK(is_in(w, in.cookie));
	w->call->now += AT_LOGIN_IDLE_MS + 1;
	CHECK(!is_in(w, in.cookie));
	/* A page that asks by itself is no use. */
	in = come_in(w, &w->a, WORLD_THERAPIST);
	for (int i = 0; i < 6; i++) {
		w->call->now += 10 * AT_MINUTE;
		CHECK_OK(w->s, at_action_who(w->call, in.cookie, false, &who));
	}
	w->call->now += 1;
	CHECK(!is_in(w, in.cookie));
}

TEST(a_login_holds_though_its_use_cannot_be_noted)
{
	struct world *w = world_open(support_begin(state_), false);
	struct at_signed_in in = come_in(w, &w->a, WORLD_THERAPIST);

	world_script(w, "CREATE TRIGGER full BEFORE UPDATE ON login BEGIN"
	    " SELECT RAISE(ABORT, 'no space left'); END");
	w->call->now += 2 * AT_MINUTE;
	CHECK(is_in(w, in.cookie));
	w->call->now += AT_LOGIN_IDLE_MS;
	CHECK(!is_in(w, in.cookie));
}

TEST(a_login_ends_after_twelve_hours_however_much_it_is_used)
{
	struct world *w = world_open(support_begin(state_), false);
	struct at_signed_in in = come_in(w, &w->a, WORLD_THERAPIST);

	for (int i = 0; i < 12; i++) {
		w->call->now += AT_HOUR;
		CHECK(is_in(w, in.cookie));
	}
	w->call->now += 1;
	CHECK(!is_in(w, in.cookie));
}

TEST(signing_out_ends_this_login_and_no_other)
{
	struct world *w = world_open(support_begin(state_), false);
	struct at_signed_in desk = come_in(w, &w->a, WORLD_THERAPIST);
	struct at_signed_in phone = come_in(w, &w->a, WORLD_THERAPIST);

	CHECK(strcmp(desk.cookie, phone.cookie) != 0);
	become(w, desk.cookie);
	CHECK_OK(w->s, at_action_sign_out(w->call));
	CHECK(!is_in(w, desk.cookie));
	CHECK(is_in(w, phone.cookie));
	world_as_public(w);
	CHECK_OK(w->s, at_action_sign_out(w->call));
}

TEST(signing_in_again_ends_the_login_of_this_browser)
{
	struct world *w = world_open(support_begin(state_), false);
	const char *token = once(w, &w->a, WORLD_OTHER);
	struct at_signed_in first = come_in(w, &w->a, WORLD_THERAPIST), second;

	become(w, first.cookie);
	CHECK_OK(w->s, at_action_sign_in_once(w->call, token, home, &second));
	CHECK(!is_in(w, first.cookie));
	CHECK(is_in(w, second.cookie));
}

TEST(nobody_is_who_brings_no_cookie_or_another)
{
	static const char *const cookies[] = { NULL, "", "nonsense",
		"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" };
	struct world *w = world_open(support_begin(state_), false);

	for (size_t i = 0; i < AT_COUNT(cookies); i++)
		CHECK(!is_in(w, cookies[i]));
}

TEST(a_closed_account_is_out_at_once_and_cannot_come_back)
{
	struct world *w = world_open(support_begin(state_), false);
	const char *token;
	struct at_signed_in in;

	give_password(w, &w->a, WORLD_THERAPIST, good);
	in = come_in(w, &w->a, WORLD_THERAPIST);
	token = once(w, &w->a, WORLD_THERAPIST);
	CHECK(is_in(w, in.cookie));
	world_script(w, "UPDATE staff SET disabled = 1 WHERE handle = 'ada'");
	CHECK(!is_in(w, in.cookie));
	CHECK_INT(AT_GONE, at_action_sign_in_once(w->call, token, home, &in));
	CHECK_INT(AT_DENIED, try(w, "ada", good, home));
	CHECK_TEXT("That name and password do not go together.", w->s->err.text);
}

TEST(what_somebody_may_do_follows_their_roles_at_once)
{
	struct world *w = world_open(support_begin(state_), false);
	struct at_signed_in in = come_in(w, &w->a, WORLD_THERAPIST);

	become(w, in.cookie);
	CHECK_INT(AT_THERAPIST, w->who.subjects);
	world_script(w, "UPDATE staff_role SET role = 'lead' WHERE role = 'therapist'");
	become(w, in.cookie);
	CHECK_INT(AT_LEAD, w->who.subjects);
}

/* ---- passwords ------------------------------------------------------------------ */

TEST(the_right_name_and_password_come_in)
{
	struct world *w = world_open(support_begin(state_), false);
	struct at_signed_in in;

	give_password(w, &w->a, WORLD_THERAPIST, good);
	CHECK_OK(w->s, at_action_sign_in(w->call, "ada", good, home, &in));
	CHECK(in.has_password);
	become(w, in.cookie);
	CHECK_INT(w->a.staff[WORLD_THERAPIST], w->who.staff);
}

TEST(a_phone_s_capital_letter_and_space_are_no_other_name)
{
	struct world *w = world_open(support_begin(state_), false);

	give_password(w, &w->a, WORLD_THERAPIST, good);
	CHECK_INT(AT_OK, try(w, " Ada ", good, home));
	for (int i = 0; i < AT_DELAY_FREE + 1; i++)
		CHECK_INT(AT_DENIED, try(w, i % 2 == 0 ? "ADA" : "ada ", other, home));
	CHECK_INT(AT_BUSY, try(w, "ada", good, home));
	CHECK_INT(AT_DENIED, try(w, "a da", good, home));
}

TEST(the_answer_does_not_tell_which_was_wrong)
{
	struct world *w = world_open(support_begin(state_), false);
	static const struct {
		const char *login, *password;
	} cases[] = {
		{ "ada", other }, { "ada", "" }, { "nobody", good }, { "", good },
		{ "eva", good },                /* has no password yet */
		{ "ada' OR 1=1 --", good }, { "a da", good },
	};

	give_password(w, &w->a, WORLD_THERAPIST, good);
	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		CHECK_INT(AT_DENIED, try(w, cases[i].login, cases[i].password, home));
		CHECK_TEXT("That name and password do not go together.", w->s->err.text);
	}
}

TEST(two_clinics_may_have_the_same_sign_in_name)
{
	struct world *w = world_open(support_begin(state_), false);
	struct at_signed_in in;

	give_password(w, &w->a, WORLD_THERAPIST, good);
	give_password(w, &w->b, WORLD_THERAPIST, other);
	CHECK_OK(w->s, at_action_sign_in(w->call, "ada", good, home, &in));
	become(w, in.cookie);
	CHECK_INT(w->a.org, w->who.org);
	CHECK_OK(w->s, at_action_sign_in(w->call, "ada", other, home, &in));
	become(w, in.cookie);
	CHECK_INT(w->b.org, w->who.org);
	CHECK_INT(w->b.staff[WORLD_THERAPIST], w->who.staff);
}

TEST(a_password_is_checked_before_it_is_taken)
{
	struct world *w = world_open(support_begin(state_), false);
	static const char *const bad[] = { "", "short", "aaaaaaaaaaaaaaaaaaaa",
		"passwordpassword1", "ada is my own sign-in name" };

	become(w, come_in(w, &w->a, WORLD_THERAPIST).cookie);
	for (size_t i = 0; i < AT_COUNT(bad); i++) {
		if (at_action_set_password(w->call, NULL, bad[i]) != AT_INVALID)
			fail_msg("\"%s\" was taken", bad[i]);
		world_clear(w);
	}
	CHECK_INT(AT_DENIED, try(w, "ada", "short", home));
}

TEST(a_new_password_needs_the_old_one)
{
	struct world *w = world_open(support_begin(state_), false);
	struct at_signed_in in;

	give_password(w, &w->a, WORLD_THERAPIST, good);
	CHECK_OK(w->s, at_action_sign_in(w->call, "ada", good, home, &in));
	become(w, in.cookie);
	CHECK_INT(AT_DENIED, at_action_set_password(w->call, NULL, other));
	world_clear(w);
	CHECK_INT(AT_DENIED, at_action_set_password(w->call, other, other));
	world_clear(w);
	CHECK_OK(w->s, at_action_set_password(w->call, good, other));
	world_as_public(w);
	CHECK_INT(AT_DENIED, try(w, "ada", good, home));
	CHECK_INT(AT_OK, try(w, "ada", other, home));
	CHECK_OK(w->s, at_action_sign_in_once(w->call, once(w, &w->a, WORLD_THERAPIST),
	    home, &in));
	CHECK(in.has_password);
}

TEST(a_forgotten_one_is_replaced_after_a_one_time_link)
{
	struct world *w = world_open(support_begin(state_), false);

	give_password(w, &w->a, WORLD_THERAPIST, good);
	become(w, come_in(w, &w->a, WORLD_THERAPIST).cookie);
	CHECK_OK(w->s, at_action_set_password(w->call, NULL, other));
	world_as_public(w);
	CHECK_INT(AT_DENIED, try(w, "ada", good, home));
	CHECK_INT(AT_OK, try(w, "ada", other, home));
}

TEST(a_new_password_signs_the_other_browsers_out)
{
	struct world *w = world_open(support_begin(state_), false);
	struct at_signed_in stolen = come_in(w, &w->a, WORLD_THERAPIST);
	struct at_signed_in own = come_in(w, &w->a, WORLD_THERAPIST);
	struct at_signed_in colleague = come_in(w, &w->a, WORLD_NEXT);

	become(w, own.cookie);
	CHECK_OK(w->s, at_action_set_password(w->call, NULL, good));
	CHECK(!is_in(w, stolen.cookie));
	CHECK(is_in(w, own.cookie) && is_in(w, colleague.cookie));
}

TEST(who_is_not_signed_in_sets_no_password)
{
	struct world *w = world_open(support_begin(state_), false);

	world_as_public(w);
	CHECK_INT(AT_DENIED, at_action_set_password(w->call, NULL, good));
	world_clear(w);
	world_as_operator(w, &w->a);
	CHECK_INT(AT_DENIED, at_action_set_password(w->call, NULL, good));
}

/* ---- tries ------------------------------------------------------------------------- */

TEST(wrong_passwords_make_a_name_wait_and_then_it_comes_in)
{
	struct world *w = world_open(support_begin(state_), false);

	give_password(w, &w->a, WORLD_THERAPIST, good);
	for (int i = 0; i < AT_DELAY_FREE + 1; i++)
		CHECK_INT(AT_DENIED, try(w, "ada", other, home));
	CHECK_INT(AT_BUSY, try(w, "ada", good, home));
	CHECK_TEXT("Too many tries. Wait 1 second.", w->s->err.text);
	CHECK_INT(AT_BUSY, try(w, "ada", good, away));  /* the name waits everywhere */
	CHECK_INT(AT_DENIED, try(w, "eva", good, home));        /* others do not */
	w->call->now += AT_SECOND;
	CHECK_INT(AT_DENIED, try(w, "ada", other, home));
	w->call->now += AT_SECOND;
	CHECK_INT(AT_BUSY, try(w, "ada", good, home));  /* twice as long */
	w->call->now += AT_SECOND;
	CHECK_INT(AT_OK, try(w, "ada", good, home));
	for (int i = 0; i < AT_DELAY_FREE + 1; i++)     /* the name begins anew */
		CHECK_INT(AT_DENIED, try(w, "ada", other, home));
	w->call->now += AT_DELAY_QUIET + 1;             /* what is quiet is not kept */
	CHECK_INT(AT_DENIED, try(w, "eva", other, home));
	CHECK_INT(2, world_count(w, "SELECT count(*) FROM attempt WHERE failures > $1", 0));
}

TEST(a_name_that_nobody_has_waits_as_others_do)
{
	struct world *w = world_open(support_begin(state_), false);

	for (int i = 0; i < AT_DELAY_FREE + 1; i++)
		CHECK_INT(AT_DENIED, try(w, "nobody", other, home));
	CHECK_INT(AT_BUSY, try(w, "nobody", other, home));
}

TEST(many_names_from_one_network_make_it_wait_and_no_other)
{
	struct world *w = world_open(support_begin(state_), false);

	give_password(w, &w->a, WORLD_THERAPIST, good);
	for (int i = 0; i < AT_DELAY_FREE_NETWORK + 1; i++)
		CHECK_INT(AT_DENIED, try(w, at_printf(w->s->arena, "name%d", i), other, home));
	CHECK_INT(AT_BUSY, try(w, "ada", good, home));
	CHECK_INT(AT_BUSY, try(w, "ada", good, &homes[2]));
	CHECK_INT(AT_OK, try(w, "ada", good, away));
	w->call->now += AT_SECOND;
	CHECK_INT(AT_OK, try(w, "ada", good, home));
	/* Who has a name of their own does not begin the network's count anew with it. */
	CHECK_INT(AT_DENIED, try(w, "eva", other, home));
	CHECK_INT(AT_BUSY, try(w, "ada", good, home));
}

/* Seconds of the processor, the least of three: what else goes on in the machine only adds. */
static double
cost_of(struct world *w, const char *login)
{
	double least = INFINITY;

	for (int i = 0; i < 3; i++) {
		struct timespec from, to;

		clock_gettime(CLOCK_THREAD_CPUTIME_ID, &from);
		CHECK_INT(AT_DENIED, try(w, login, other, home));
		clock_gettime(CLOCK_THREAD_CPUTIME_ID, &to);
		least = fmin(least, difftime(to.tv_sec, from.tv_sec)
		    + 1e-9 * (double)(to.tv_nsec - from.tv_nsec));
	}
	return least;
}

TEST(the_time_it_takes_does_not_tell_who_works_here)
{
	struct world *w = world_open(support_begin(state_), false);
	double ada;

	give_password(w, &w->a, WORLD_THERAPIST, good);
	ada = cost_of(w, "ada");
	CHECK(cost_of(w, "nobody") > ada / 3);
	CHECK(cost_of(w, "eva") > ada / 3);             /* has no password yet */
}

static void *
guess(void *argument)
{
	struct user *user = argument;
	struct at_error err = { .status = AT_OK };
	struct at_call call = *user->w->call;
	struct at_signed_in in;

	call.arena = user->arena;
	call.err = &err;
	pthread_barrier_wait(user->ready);
	user->status = at_action_sign_in(&call, "ada", "a wrong guess of many", home, &in);
	at_store_rest(&call);
	return NULL;
}

enum { GUESSERS = 6 };

TEST(guesses_made_at_the_same_time_all_count)
{
	struct world *w = world_open(support_begin(state_), true);
	struct user users[GUESSERS];
	pthread_barrier_t ready;

	pthread_barrier_init(&ready, NULL, GUESSERS);
	for (int i = 0; i < GUESSERS; i++) {
		users[i] = (struct user){ .w = w, .ready = &ready, .arena = at_arena_open() };
		CHECK_INT(0, pthread_create(&users[i].thread, NULL, guess, &users[i]));
	}
	for (int i = 0; i < GUESSERS; i++) {
		pthread_join(users[i].thread, NULL);
		CHECK(users[i].status == AT_DENIED || users[i].status == AT_BUSY);
		at_arena_close(users[i].arena);
	}
	pthread_barrier_destroy(&ready);
	CHECK_INT(AT_BUSY, try(w, "ada", good, away));
}

/* All of them were let in before the first one was wrong: then they count as one after the
 * other do. */
TEST(a_guess_among_many_at_the_same_time_does_not_come_in)
{
	struct world *w = world_open(support_begin(state_), false);
	struct at_staff ada = { .org = w->a.org, .id = w->a.staff[WORLD_THERAPIST],
		.handle = "ada" };
	struct at_tries tries;
	const struct at_entering e = { .staff = &ada, .from = home, .how = "password",
		.tries = &tries };
	struct at_signed_in in;

	world_as_public(w);
	CHECK_OK(w->s, at_tries_load(w->call, "name", "ada", home->peer, &tries));
	for (int i = 0; i < AT_DELAY_FREE; i++)
		CHECK_INT(AT_DENIED, try(w, "ada", other, home));
	world_clear(w);
	CHECK_OK(w->s, at_enter_half(w->call, &e, &in));
	CHECK_INT(AT_DENIED, try(w, "ada", other, home));
	world_clear(w);
	CHECK_INT(AT_CONFLICT, at_enter_half(w->call, &e, &in));
	world_clear(w);
	CHECK_INT(AT_CONFLICT, at_enter(w->call, &e, &in));
	world_clear(w);
	w->call->now += AT_SECOND;
	CHECK_OK(w->s, at_enter(w->call, &e, &in));
}

/* Somebody of another clinic who has the name as well could try as often as they like. */
TEST(a_namesake_does_not_clear_the_count)
{
	struct world *w = world_open(support_begin(state_), false);

	give_password(w, &w->a, WORLD_THERAPIST, good);
	give_password(w, &w->b, WORLD_THERAPIST, other);
	for (int i = 0; i < AT_DELAY_FREE; i++)
		CHECK_INT(AT_DENIED, try(w, "ada", "a wrong guess of many", home));
	CHECK_INT(AT_OK, try(w, "ada", other, home));
	CHECK_INT(AT_DENIED, try(w, "ada", "a wrong guess of many", home));
	CHECK_INT(AT_BUSY, try(w, "ada", "a wrong guess of many", home));
}

static const char sql_lines[] =
    "SELECT count(*) FROM audit WHERE resource = 'login' AND staff = $1";

TEST(comes_goes_and_failures_are_in_the_log)
{
	struct world *w = world_open(support_begin(state_), false);
	at_id ada = w->a.staff[WORLD_THERAPIST];

	give_password(w, &w->a, WORLD_THERAPIST, good);         /* a sign-in and a password */
	CHECK_INT(2, world_count(w, sql_lines, ada));
	CHECK_INT(AT_DENIED, try(w, "ada", other, home));
	CHECK_INT(3, world_count(w, sql_lines, ada));
	CHECK_INT(AT_OK, try(w, "ada", good, home));
	CHECK_INT(4, world_count(w, sql_lines, ada));
	become(w, come_in(w, &w->a, WORLD_THERAPIST).cookie);
	CHECK_OK(w->s, at_action_sign_out(w->call));
	CHECK_INT(6, world_count(w, sql_lines, ada));
	CHECK_INT(2, world_logged(w, "sign-in", "login", "one-time link"));
	CHECK_INT(1, world_logged(w, "sign-in", "login", "password"));
	CHECK_INT(1, world_logged(w, "sign-in-failed", "login", "password"));
}

RUN_ALL(
    RUN_BOTH(a_one_time_link_works_once),
    RUN_BOTH(a_one_time_link_lasts_a_day),
    RUN_SQLITE(the_operator_and_administrators_make_one_time_links_and_nobody_else),
    RUN_BOTH(a_one_time_link_ends_with_the_next_a_password_or_the_account),
    RUN_SQLITE(a_password_set_after_a_one_time_link_is_asked_for_from_then_on),
    RUN_BOTH(of_two_browsers_with_the_same_link_at_once_one_comes_in),
    RUN_BOTH(no_token_lies_in_the_database_as_it_travels),
    RUN_BOTH(a_login_ends_after_an_hour_without_use),
    RUN_SQLITE(a_login_holds_though_its_use_cannot_be_noted),
    RUN_SQLITE(a_login_ends_after_twelve_hours_however_much_it_is_used),
    RUN_BOTH(signing_out_ends_this_login_and_no_other),
    RUN_BOTH(signing_in_again_ends_the_login_of_this_browser),
    RUN_SQLITE(nobody_is_who_brings_no_cookie_or_another),
    RUN_BOTH(a_closed_account_is_out_at_once_and_cannot_come_back),
    RUN_SQLITE(what_somebody_may_do_follows_their_roles_at_once),
    RUN_BOTH(the_right_name_and_password_come_in),
    RUN_BOTH(a_phone_s_capital_letter_and_space_are_no_other_name),
    RUN_BOTH(the_answer_does_not_tell_which_was_wrong),
    RUN_BOTH(two_clinics_may_have_the_same_sign_in_name),
    RUN_SQLITE(a_password_is_checked_before_it_is_taken),
    RUN_BOTH(a_new_password_needs_the_old_one),
    RUN_BOTH(a_forgotten_one_is_replaced_after_a_one_time_link),
    RUN_BOTH(a_new_password_signs_the_other_browsers_out),
    RUN_SQLITE(who_is_not_signed_in_sets_no_password),
    RUN_BOTH(wrong_passwords_make_a_name_wait_and_then_it_comes_in),
    RUN_SQLITE(a_name_that_nobody_has_waits_as_others_do),
    RUN_SQLITE(many_names_from_one_network_make_it_wait_and_no_other),
    RUN_SQLITE(the_time_it_takes_does_not_tell_who_works_here),
    RUN_BOTH(guesses_made_at_the_same_time_all_count),
    RUN_BOTH(a_guess_among_many_at_the_same_time_does_not_come_in),
    RUN_SQLITE(a_namesake_does_not_clear_the_count),
    RUN_SQLITE(comes_goes_and_failures_are_in_the_log),
)
