/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The second factor: set up, asked for, each code once; recovery codes; taken away. */
#include <pthread.h>

#include "action/factor.h"
#include "action/factor_open.h"
#include "action/logins.h"
#include "action/people.h"
#include "action/signin.h"
#include "guard/delay.h"
#include "support/world.h"

static const char good[] = "copper lantern sails northward";
static const struct at_from home_ = { "192.0.2.7", "Firefox, Linux" };
static const struct at_from *const home = &home_;

/* The app on somebody's phone. */
struct phone {
	struct at_totp secret;
	struct at_recovery_codes codes;
};

static const char *
code_at(struct world *w, const struct phone *phone, at_ms at)
{
	char code[AT_TOTP_ROOM];

	at_totp_code(&phone->secret, at_totp_step_at(at), code);
	return at_strdup(w->s->arena, code);
}

static void
become(struct world *w, const char *cookie)
{
	struct at_who who;

	CHECK_OK(w->s, at_action_who(w->call, cookie, true, &who));
	w->who = who;
}

/* By a one-time link, all the way in. */
static struct at_signed_in
come_in(struct world *w, const struct world_org *org, enum world_role role)
{
	struct at_signed_in in;
	const char *url;

	world_as_operator(w, org);
	CHECK_OK(w->s, at_action_make_once(w->call, org->staff[role], &url));
	world_as_public(w);
	CHECK_OK(w->s, at_action_sign_in_once(w->call, strrchr(url, '/') + 1, home, &in));
	return in;
}

static void
read_base32(const char *text, struct at_totp *out)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz234567";
	unsigned long bits = 0;
	int n_bits = 0, n = 0;

	for (; *text != '\0'; text++) {
		const char *at = strchr(letters, *text);

		if (*text == ' ')
			continue;
		CHECK(at != NULL);
		bits = bits << 5 | (unsigned long)(at - letters);
		n_bits += 5;
		if (n_bits >= 8) {
			n_bits -= 8;
			out->bytes[n++] = (unsigned char)(bits >> n_bits & 255);
		}
	}
	CHECK_INT(AT_TOTP_BYTES, n);
}

/* Whoever asks sets up what the page offers, as a person would: from its text. */
static struct phone
set_up(struct world *w)
{
	struct at_factor_view view;
	struct phone phone;

	CHECK_OK(w->s, at_action_factor(w->call, &view));
	CHECK(!view.on);
	read_base32(view.secret, &phone.secret);
	CHECK_OK(w->s, at_action_factor_on(w->call, good, code_at(w, &phone, w->call->now),
	    &phone.codes));
	return phone;
}

/* Quick hashes, of `good` and of something else: what is slow is tested elsewhere. */
static const char sql_passwords[] = "UPDATE staff SET password = '$argon2id$v=19$m=8,t=1,p=1$"
    "WQ0lC5FR/BlXXw3ecR+zuA$GMDIlv+qs+QnL4B7aSTymyrrV/tZNvt7PKh2Q8mz3Gg' WHERE org = (SELECT"
    " min(org) FROM org); UPDATE staff SET password = '$argon2id$v=19$m=8,t=1,p=1$w3kWXoIZHysA"
    "2I0iYDZnNQ$561/gYVmen5PlmJtr7xJ+2TLI0e6EOujTLpsqM1LTms' WHERE org > (SELECT min(org)"
    " FROM org)";

static enum at_status
apply_factor(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	(void)scratch;
	return at_factor_insert(db, job, err);
}

/* ada has a password and a factor without recovery codes; nobody is signed in. */
static struct phone
ada_with_factor(struct world *w)
{
	const struct at_staff ada = { .org = w->a.org, .id = w->a.staff[WORLD_THERAPIST] };
	struct phone phone = { .secret = { "12345678901234567890" } };
	struct at_second_factor factor = { .org = ada.org, .staff = ada.id, .made = w->call->now,
		.secret = at_factor_seal(w->call, &ada, &phone.secret),
		.salt = { "0123456789abcdef", AT_RECOVERY_SALT } };

	world_script(w, sql_passwords);
	CHECK_OK(w->s, at_store_write(w->call, apply_factor, &factor));
	world_as_public(w);
	return phone;
}

/* The same as she would do it; a minute has passed. */
static struct phone
ada_with_codes(struct world *w)
{
	struct phone phone;

	world_script(w, sql_passwords);
	become(w, come_in(w, &w->a, WORLD_THERAPIST).cookie);
	phone = set_up(w);
	w->call->now += 2 * AT_TOTP_STEP;
	world_as_public(w);
	return phone;
}

/* The half after the password. */
static struct at_signed_in
half_in(struct world *w)
{
	struct at_signed_in half;

	world_clear(w);
	CHECK_OK(w->s, at_action_sign_in(w->call, "ada", good, home, &half));
	CHECK(half.needs_code);
	return half;
}

static enum at_status
give(struct world *w, const char *half, const char *code)
{
	struct at_signed_in in;

	world_clear(w);
	return at_action_sign_in_code(w->call, half, code, home, &in);
}

static bool
is_in(struct world *w, const char *cookie)
{
	struct at_who who;
	enum at_status st = at_action_who(w->call, cookie, true, &who);

	world_clear(w);
	return st == AT_OK;
}

/* ---- in ------------------------------------------------------------------------ */

TEST(a_password_alone_is_half_the_way)
{
	struct world *w = world_open(support_begin(state_), false);
	struct phone phone = ada_with_factor(w);
	struct at_signed_in half = half_in(w), in;

	CHECK(!is_in(w, half.cookie));
	CHECK_OK(w->s, at_action_awaits_code(w->call, half.cookie));
	CHECK_INT(AT_DENIED, give(w, half.cookie, "000000"));
	CHECK(!is_in(w, half.cookie));
	world_clear(w);
	CHECK_OK(w->s, at_action_sign_in_code(w->call, half.cookie,
	    code_at(w, &phone, w->call->now), home, &in));
	CHECK(!in.needs_code && in.has_password);
	CHECK(strcmp(in.cookie, half.cookie) != 0);
	become(w, in.cookie);
	CHECK_INT(w->a.staff[WORLD_THERAPIST], w->who.staff);
	CHECK(!w->who.once);
	world_as_public(w);
	CHECK_INT(AT_GONE, at_action_awaits_code(w->call, half.cookie));
}

TEST(a_one_time_link_does_not_stand_in_for_the_code)
{
	struct world *w = world_open(support_begin(state_), false);
	struct phone phone = ada_with_factor(w);
	struct at_signed_in half = come_in(w, &w->a, WORLD_THERAPIST), in;

	CHECK(half.needs_code);
	CHECK(!is_in(w, half.cookie));
	CHECK_OK(w->s, at_action_sign_in_code(w->call, half.cookie,
	    code_at(w, &phone, w->call->now), home, &in));
	become(w, in.cookie);
	CHECK(w->who.once);
}

TEST(the_code_that_set_it_up_is_used_too)
{
	struct world *w = world_open(support_begin(state_), false);
	struct phone phone = ada_with_codes(w);
	at_ms then = w->call->now - 2 * AT_TOTP_STEP;

	w->call->now = then + AT_TOTP_STEP;
	CHECK_INT(AT_DENIED, give(w, half_in(w).cookie, code_at(w, &phone, then)));
	CHECK_INT(AT_OK, give(w, half_in(w).cookie, code_at(w, &phone, w->call->now)));
}

TEST(each_code_counts_once_and_none_before_it)
{
	struct world *w = world_open(support_begin(state_), false);
	struct phone phone = ada_with_factor(w);
	at_ms now = w->call->now;

	CHECK_INT(AT_OK, give(w, half_in(w).cookie, code_at(w, &phone, now)));
	CHECK_INT(AT_DENIED, give(w, half_in(w).cookie, code_at(w, &phone, now)));
	CHECK_INT(AT_DENIED, give(w, half_in(w).cookie, code_at(w, &phone, now - AT_TOTP_STEP)));
	CHECK_INT(AT_OK, give(w, half_in(w).cookie, code_at(w, &phone, now + AT_TOTP_STEP)));
}

TEST(half_a_login_waits_ten_minutes_and_ends_with_the_account)
{
	struct world *w = world_open(support_begin(state_), false);
	struct phone phone = ada_with_factor(w);
	struct at_signed_in half = half_in(w);

	w->call->now += AT_CODE_WAITS_MS - 1;
	CHECK_OK(w->s, at_action_awaits_code(w->call, half.cookie));
	w->call->now += 1;
	CHECK_INT(AT_GONE, give(w, half.cookie, code_at(w, &phone, w->call->now)));
	half = half_in(w);
	CHECK_INT(AT_OK, give(w, half.cookie, code_at(w, &phone, w->call->now)));
	CHECK_INT(0, world_count(w, "SELECT count(*) FROM half_login WHERE org = $1", w->a.org));
	half = half_in(w);
	world_script(w, "UPDATE staff SET disabled = 1 WHERE handle = 'ada'");
	CHECK_INT(AT_GONE, give(w, half.cookie, code_at(w, &phone, w->call->now)));
	world_script(w, "UPDATE staff SET disabled = NULL WHERE handle = 'ada'");
	world_clear(w);
	CHECK_OK(w->s, at_action_awaits_code(w->call, half.cookie));
	world_as_operator(w, &w->a);
	CHECK_OK(w->s, at_action_person_disable(w->call, "ada"));
	CHECK_OK(w->s, at_action_person_enable(w->call, "ada"));
	world_as_public(w);
	CHECK_INT(AT_GONE, give(w, half.cookie, code_at(w, &phone, w->call->now)));
	CHECK_INT(AT_GONE, give(w, NULL, code_at(w, &phone, w->call->now)));
	half = half_in(w);
	world_script(w, "DELETE FROM second_factor");
	CHECK_INT(AT_GONE, give(w, half.cookie, code_at(w, &phone, w->call->now)));
}

struct guesser {
	pthread_t thread;
	struct world *w;
	struct at_arena *arena;
	pthread_barrier_t *ready;
	const char *half, *code;
	enum at_status status;
};

static void *
give_at_once(void *argument)
{
	struct guesser *g = argument;
	struct at_error err = { .status = AT_OK };
	struct at_random random = at_random_kernel();
	struct at_call call = *g->w->call;
	struct at_signed_in in;

	call.arena = g->arena;
	call.err = &err;
	call.random = &random;
	pthread_barrier_wait(g->ready);
	g->status = at_action_sign_in_code(&call, g->half, g->code, home, &in);
	at_store_rest(&call);
	return NULL;
}

enum { AT_ONCE = 4 };

/* How many of those who give the same code at the same moment, each after the right
 * password, come in. */
static int
how_many_come_in(struct world *w, const char *code)
{
	struct guesser all[AT_ONCE];
	pthread_barrier_t ready;
	int n = 0;

	pthread_barrier_init(&ready, NULL, AT_ONCE);
	for (int i = 0; i < AT_ONCE; i++)
		all[i] = (struct guesser){ .w = w, .arena = at_arena_open(), .ready = &ready,
			.code = code, .half = at_strdup(w->s->arena, half_in(w).cookie) };
	at_store_rest(w->call);
	for (int i = 0; i < AT_ONCE; i++)
		CHECK_INT(0, pthread_create(&all[i].thread, NULL, give_at_once, &all[i]));
	for (int i = 0; i < AT_ONCE; i++) {
		pthread_join(all[i].thread, NULL);
		at_arena_close(all[i].arena);
		n += all[i].status == AT_OK;
	}
	pthread_barrier_destroy(&ready);
	return n;
}

TEST(of_many_with_the_same_code_at_once_one_comes_in)
{
	struct world *w = world_open(support_begin(state_), true);
	struct phone phone = ada_with_codes(w);

	CHECK_INT(1, how_many_come_in(w, code_at(w, &phone, w->call->now)));
	w->call->now += AT_DAY;                 /* those who were refused do not wait */
	CHECK_INT(1, how_many_come_in(w, phone.codes.at[0]));
}

/* ---- recovery codes ------------------------------------------------------------- */

TEST(each_recovery_code_stands_in_once)
{
	struct world *w = world_open(support_begin(state_), false);
	struct phone phone = ada_with_codes(w);
	struct at_factor_view view;
	struct at_signed_in half = half_in(w), in;

	CHECK_OK(w->s, at_action_sign_in_code(w->call, half.cookie, phone.codes.at[3], home, &in));
	CHECK_INT(AT_DENIED, give(w, half_in(w).cookie, phone.codes.at[3]));
	CHECK_INT(AT_DENIED, give(w, half_in(w).cookie, "0000-0000-0000"));
	world_clear(w);
	become(w, in.cookie);
	CHECK_OK(w->s, at_action_factor(w->call, &view));
	CHECK(view.on);
	CHECK_INT(AT_RECOVERY_CODES - 1, view.n_codes);
	world_as_public(w);
	CHECK_INT(AT_OK, give(w, half_in(w).cookie, phone.codes.at[4]));
}

TEST(new_recovery_codes_take_the_place_of_the_old)
{
	struct world *w = world_open(support_begin(state_), false);
	struct phone phone = ada_with_codes(w);
	struct at_recovery_codes fresh;
	struct at_factor_view view;
	struct at_signed_in half = half_in(w), in;

	CHECK_OK(w->s, at_action_sign_in_code(w->call, half.cookie, phone.codes.at[0], home, &in));
	become(w, in.cookie);
	CHECK_INT(AT_DENIED, at_action_factor_codes(w->call, "not my password", &fresh));
	world_clear(w);
	CHECK_OK(w->s, at_action_factor_codes(w->call, good, &fresh));
	CHECK_INT(1, world_logged(w, "make", "recovery-codes", NULL));
	CHECK_OK(w->s, at_action_factor(w->call, &view));
	CHECK_INT(AT_RECOVERY_CODES, view.n_codes);
	world_as_public(w);
	CHECK_INT(AT_DENIED, give(w, half_in(w).cookie, phone.codes.at[1]));
	CHECK_INT(AT_OK, give(w, half_in(w).cookie, fresh.at[1]));
}

static const char sql_secrets[] =
    "SELECT secret FROM second_factor UNION ALL SELECT hash FROM recovery_code";

TEST(neither_secret_nor_codes_lie_in_the_database)
{
	struct world *w = world_open(support_begin(state_), false);
	struct phone phone = ada_with_codes(w);
	struct at_rows rows;

	CHECK_OK(w->s, at_db_query(w->s->arena, at_store_reader(w->call), sql_secrets, AT_NO_BIND,
	    &rows, &w->s->err));
	CHECK_INT(1 + AT_RECOVERY_CODES, rows.n_rows);
	for (int i = 0; i < rows.n_rows; i++) {
		const struct at_value *cell = at_cell(&rows, i, 0);

		for (size_t k = 0; k + AT_TOTP_BYTES <= cell->n_bytes; k++)
			CHECK(memcmp(cell->bytes + k, phone.secret.bytes, AT_TOTP_BYTES) != 0);
		for (int k = 0; k < AT_RECOVERY_CODES; k++)
			CHECK(memcmp(cell->bytes, phone.codes.at[k], 4) != 0);
	}
}

TEST(a_secret_opens_for_its_own_person_alone)
{
	struct world *w = world_open(support_begin(state_), false);
	struct phone phone = ada_with_factor(w);
	struct at_signed_in half;

	world_script(w, at_printf(w->s->arena, "INSERT INTO second_factor (org, staff, secret,"
	    " step, made, salt) SELECT org, %lld, secret, step, made, salt FROM second_factor",
	    (long long)w->a.staff[WORLD_NEXT]));
	CHECK_OK(w->s, at_action_sign_in(w->call, "tor", good, home, &half));
	CHECK_INT(AT_CORRUPT, give(w, half.cookie, code_at(w, &phone, w->call->now)));
	CHECK_INT(AT_OK, give(w, half_in(w).cookie, code_at(w, &phone, w->call->now)));
}

/* ---- tries ----------------------------------------------------------------------- */

TEST(wrong_codes_wait_longer_and_longer_and_a_right_password_helps_nobody)
{
	struct world *w = world_open(support_begin(state_), false);
	struct phone phone = ada_with_factor(w);

	for (int i = 0; i < AT_DELAY_FREE + 1; i++)
		CHECK_INT(AT_DENIED, give(w, half_in(w).cookie, "000000"));
	CHECK_INT(AT_BUSY, give(w, half_in(w).cookie, code_at(w, &phone, w->call->now)));
	w->call->now += AT_SECOND;
	CHECK_INT(AT_DENIED, give(w, half_in(w).cookie, "000000"));
	w->call->now += AT_SECOND;
	CHECK_INT(AT_BUSY, give(w, half_in(w).cookie, code_at(w, &phone, w->call->now)));
	w->call->now += AT_SECOND;
	CHECK_INT(AT_OK, give(w, half_in(w).cookie, code_at(w, &phone, w->call->now)));
}

TEST(a_right_password_does_not_begin_the_count_anew_until_the_code_is_right)
{
	struct world *w = world_open(support_begin(state_), false);
	struct phone phone = ada_with_factor(w);
	struct at_signed_in in;

	world_script(w, "UPDATE staff SET password = NULL WHERE org > (SELECT min(org) FROM org)");
	for (int i = 0; i < AT_DELAY_FREE; i++) {
		CHECK_INT(AT_DENIED, at_action_sign_in(w->call, "ada", "wrong", home, &in));
		world_clear(w);
	}
	half_in(w);
	CHECK_INT(AT_DENIED, at_action_sign_in(w->call, "ada", "wrong", home, &in));
	world_clear(w);
	CHECK_INT(AT_BUSY, at_action_sign_in(w->call, "ada", good, home, &in));
	w->call->now += AT_SECOND;
	CHECK_INT(AT_OK, give(w, half_in(w).cookie, code_at(w, &phone, w->call->now)));
	for (int i = 0; i < AT_DELAY_FREE; i++) {
		CHECK_INT(AT_DENIED, at_action_sign_in(w->call, "ada", "wrong", home, &in));
		world_clear(w);
	}
	half_in(w);
}

TEST(who_comes_in_hears_of_the_tries_before)
{
	struct world *w = world_open(support_begin(state_), false);
	struct phone phone = ada_with_factor(w);
	struct at_signed_in in, half;

	CHECK_INT(AT_DENIED, at_action_sign_in(w->call, "ada", "wrong", home, &in));
	CHECK_INT(AT_DENIED, give(w, half_in(w).cookie, "000000"));
	half = half_in(w);
	CHECK_INT(0, half.failed);
	CHECK_OK(w->s, at_action_sign_in_code(w->call, half.cookie,
	    code_at(w, &phone, w->call->now), home, &in));
	CHECK_INT(2, in.failed);
	become(w, in.cookie);
	CHECK_INT(2, w->who.failed);
	w->call->now += AT_TOTP_STEP;
	world_as_public(w);
	half = half_in(w);
	CHECK_OK(w->s, at_action_sign_in_code(w->call, half.cookie,
	    code_at(w, &phone, w->call->now), home, &in));
	CHECK_INT(0, in.failed);
}

TEST(failed_sign_ins_are_told_by_the_hour)
{
	struct world *w = world_open(support_begin(state_), false);
	const struct at_from away = { "198.51.100.7", "" };
	struct at_tried_hour *hours;
	struct at_signed_in in;
	int n;

	world_script(w, sql_passwords);
	world_clock(w, "2026-11-24 10:10");
	world_as_public(w);
	at_action_sign_in(w->call, "ada", "wrong", home, &in);
	world_clear(w);
	at_action_sign_in(w->call, "ada", "wrong", &away, &in);
	world_clear(w);
	at_action_sign_in(w->call, "tor", "wrong", home, &in);
	world_clear(w);
	at_action_sign_in(w->call, "nobody", "wrong", home, &in);
	world_clear(w);
	world_clock(w, "2026-11-24 12:59");
	at_action_sign_in(w->call, "nobody", "wrong", home, &in);
	world_clear(w);
	CHECK_INT(AT_DENIED, at_action_tried(w->call, 10, &hours, &n));
	world_clear(w);
	world_as(w, &w->a, WORLD_ADMINISTRATOR);
	CHECK_OK(w->s, at_action_tried(w->call, 10, &hours, &n));
	CHECK_INT(2, n);
	CHECK_INT(world_at(w, "2026-11-24 12:00"), hours[0].from);
	CHECK_INT(0, hours[0].tries);
	CHECK_INT(1, hours[0].unknown);
	CHECK_INT(3, hours[1].tries);
	CHECK_INT(1, hours[1].unknown);
	CHECK_INT(2, hours[1].accounts);
	CHECK_INT(2, hours[1].networks);
	world_as(w, &w->b, WORLD_ADMINISTRATOR);        /* unknown names are everybody's */
	CHECK_OK(w->s, at_action_tried(w->call, 10, &hours, &n));
	CHECK_INT(2, n);
	CHECK_INT(0, hours[1].tries);
	world_as(w, &w->a, WORLD_ADMINISTRATOR);
	w->call->now += 91 * AT_DAY;                    /* and are not kept for ever */
	at_action_sign_in(w->call, "ada", "wrong", home, &in);
	world_clear(w);
	CHECK_OK(w->s, at_action_tried(w->call, 10, &hours, &n));
	CHECK_INT(3, n);
	CHECK_INT(0, hours[2].tries);
}

/* ---- set up, given up --------------------------------------------------------------- */

TEST(setting_up_takes_the_password_and_a_code_that_fits)
{
	struct world *w = world_open(support_begin(state_), false);
	struct at_recovery_codes codes;
	struct at_factor_view view, again;
	struct at_signed_in in;
	struct phone phone;

	world_script(w, sql_passwords);
	world_as_public(w);
	CHECK_OK(w->s, at_action_sign_in(w->call, "ada", good, home, &in));
	become(w, in.cookie);
	CHECK_OK(w->s, at_action_factor(w->call, &view));
	CHECK_OK(w->s, at_action_factor(w->call, &again));
	CHECK(view.asks_password);
	CHECK_TEXT(view.secret, again.secret);          /* a page loaded again shows the same */
	CHECK_HAS("otpauth://totp/Clinic%20", view.address);
	CHECK_HAS(":ada?secret=", view.address);
	read_base32(view.secret, &phone.secret);
	CHECK_INT(AT_INVALID, at_action_factor_on(w->call, good, "000000", &codes));
	world_clear(w);
	CHECK_INT(AT_DENIED, at_action_factor_on(w->call, "wrong",
	    code_at(w, &phone, w->call->now), &codes));
	world_clear(w);
	CHECK_INT(AT_DENIED, at_action_factor_on(w->call, NULL,
	    code_at(w, &phone, w->call->now), &codes));
	world_clear(w);
	CHECK_OK(w->s, at_action_factor(w->call, &view));
	CHECK(!view.on);
	set_up(w);
	CHECK_INT(AT_CONFLICT, at_action_factor_on(w->call, good, "000000", &codes));
	CHECK_INT(1, world_logged(w, "set-up", "second-factor", NULL));
	world_clear(w);
	CHECK_OK(w->s, at_action_factor_off(w->call, good));
	CHECK_INT(1, world_logged(w, "turn-off", "second-factor", NULL));
	CHECK_INT(0, world_count(w, "SELECT count(*) FROM recovery_code WHERE org = $1",
	    w->a.org));
	CHECK_OK(w->s, at_action_factor(w->call, &view));
	CHECK(strcmp(view.secret, again.secret) != 0);  /* what was given up is not offered */
}

TEST(setting_up_ends_the_other_logins)
{
	struct world *w = world_open(support_begin(state_), false);
	struct at_signed_in stolen = come_in(w, &w->a, WORLD_THERAPIST);
	struct at_signed_in own = come_in(w, &w->a, WORLD_THERAPIST);

	become(w, own.cookie);
	set_up(w);
	CHECK(!is_in(w, stolen.cookie));
	CHECK(is_in(w, own.cookie));
}

TEST(the_own_password_is_not_guessed_from_an_open_browser)
{
	struct world *w = world_open(support_begin(state_), false);
	struct phone phone = ada_with_factor(w);
	struct at_signed_in half = half_in(w), in;

	CHECK_OK(w->s, at_action_sign_in_code(w->call, half.cookie,
	    code_at(w, &phone, w->call->now), home, &in));
	become(w, in.cookie);
	for (int i = 0; i < AT_DELAY_FREE + 1; i++) {
		CHECK_INT(AT_DENIED, at_action_factor_off(w->call, "wrong"));
		world_clear(w);
	}
	CHECK_INT(AT_BUSY, at_action_factor_off(w->call, good));
	world_clear(w);
	CHECK_INT(AT_BUSY, at_action_set_password(w->call, good, "violet teapots hum quietly"));
}

TEST(with_a_second_factor_a_shorter_password_will_do_until_it_is_given_up)
{
	static const char shorter[] = "gul flod";
	struct world *w = world_open(support_begin(state_), false);
	struct phone phone;
	struct at_signed_in in, half;

	become(w, come_in(w, &w->a, WORLD_THERAPIST).cookie);
	CHECK_INT(AT_INVALID, at_action_set_password(w->call, NULL, shorter));
	world_clear(w);
	phone = set_up(w);
	CHECK_OK(w->s, at_action_set_password(w->call, NULL, shorter));
	world_as_public(w);
	w->call->now += AT_TOTP_STEP;
	CHECK_OK(w->s, at_action_sign_in(w->call, "ada", shorter, home, &half));
	CHECK_OK(w->s, at_action_sign_in_code(w->call, half.cookie,
	    code_at(w, &phone, w->call->now), home, &in));
	become(w, in.cookie);
	CHECK_INT(0, w->who.owes);
	CHECK_INT(AT_INVALID, at_action_factor_off(w->call, shorter));
	world_clear(w);
	CHECK_OK(w->s, at_action_set_password(w->call, shorter, good));
	CHECK_OK(w->s, at_action_factor_off(w->call, good));
	world_as_public(w);
	CHECK_OK(w->s, at_action_sign_in(w->call, "ada", good, home, &in));
	CHECK(!in.needs_code);
}

TEST(a_reset_lets_in_without_a_code_and_a_short_password_is_changed_first)
{
	static const char shorter[] = "gul flod";
	struct world *w = world_open(support_begin(state_), false);
	struct at_signed_in open = come_in(w, &w->a, WORLD_THERAPIST), in;
	at_id ada = w->a.staff[WORLD_THERAPIST];
	bool has;

	become(w, open.cookie);
	set_up(w);
	CHECK_OK(w->s, at_action_set_password(w->call, NULL, shorter));
	CHECK_INT(AT_DENIED, at_action_factor_reset(w->call, ada));     /* not one's own way out */
	world_clear(w);
	world_as(w, &w->b, WORLD_ADMINISTRATOR);
	CHECK_INT(AT_NOT_FOUND, at_action_factor_reset(w->call, ada));
	world_clear(w);
	world_as(w, &w->a, WORLD_ADMINISTRATOR);
	CHECK_OK(w->s, at_action_factor_has(w->call, ada, &has));
	CHECK(has);
	CHECK_OK(w->s, at_action_factor_reset(w->call, ada));
	CHECK_INT(1, world_logged(w, "reset", "second-factor", NULL));
	CHECK_OK(w->s, at_action_factor_has(w->call, ada, &has));
	CHECK(!has);
	CHECK_INT(AT_CONFLICT, at_action_factor_reset(w->call, ada));
	world_clear(w);
	CHECK(!is_in(w, open.cookie));
	world_as_public(w);
	CHECK_OK(w->s, at_action_sign_in(w->call, "ada", shorter, home, &in));
	CHECK(!in.needs_code);
	become(w, in.cookie);
	CHECK_INT(AT_OWES_PASSWORD, w->who.owes);
	CHECK_OK(w->s, at_action_set_password(w->call, shorter, good));
	become(w, in.cookie);
	CHECK_INT(0, w->who.owes);
}

/* ---- required ------------------------------------------------------------------------ */

static void
require(struct world *w, const char *rule)
{
	world_script(w, at_printf(w->s->arena, "DELETE FROM setting WHERE name = 'second_factor';"
	    "INSERT INTO setting (org, site, name, value)"
	    " SELECT org, 0, 'second_factor', '%s' FROM org", rule));
}

TEST(whoever_must_have_one_sets_it_up_before_anything_else)
{
	struct world *w = world_open(support_begin(state_), false);
	struct at_factor_view view;
	struct at_signed_in in;
	struct at_tried_hour *hours;
	int n;

	require(w, "required");
	in = come_in(w, &w->a, WORLD_ADMINISTRATOR);
	become(w, in.cookie);
	CHECK_INT(AT_OWES_FACTOR, w->who.owes);
	CHECK_INT(AT_DENIED, at_action_tried(w->call, 1, &hours, &n));
	world_clear(w);
	CHECK_OK(w->s, at_action_factor(w->call, &view));
	CHECK(view.required);
	CHECK_OK(w->s, at_action_set_password(w->call, NULL, good));
	become(w, in.cookie);
	CHECK_INT(AT_OWES_FACTOR, w->who.owes);         /* a password settles nothing of it */
	set_up(w);
	become(w, in.cookie);
	CHECK_INT(0, w->who.owes);
	CHECK_OK(w->s, at_action_tried(w->call, 1, &hours, &n));
	CHECK_INT(AT_INVALID, at_action_factor_off(w->call, NULL));
}

TEST(it_may_be_wanted_of_some_roles_alone)
{
	static const struct {
		const char *rule;
		enum world_role role;
		uint32_t owes;
	} cases[] = {
		{ "administrator privacy", WORLD_ADMINISTRATOR, AT_OWES_FACTOR },
		{ "administrator privacy", WORLD_PRIVACY, AT_OWES_FACTOR },
		{ "administrator privacy", WORLD_THERAPIST, 0 },
		{ "optional", WORLD_ADMINISTRATOR, 0 },
		{ "required", WORLD_THERAPIST, AT_OWES_FACTOR },
	};
	struct world *w = world_open(support_begin(state_), false);

	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		require(w, cases[i].rule);
		become(w, come_in(w, &w->a, cases[i].role).cookie);
		CHECK_INT(cases[i].owes, w->who.owes);
	}
}

/* ---- logins ----------------------------------------------------------------------------- */

TEST(somebody_sees_and_ends_the_own_logins_and_nobody_elses)
{
	struct world *w = world_open(support_begin(state_), false);
	struct at_signed_in desk = come_in(w, &w->a, WORLD_THERAPIST), phone, colleague, in;
	struct at_login *logins;
	at_id other;
	int n;

	colleague = come_in(w, &w->a, WORLD_NEXT);
	w->call->now += AT_MINUTE;
	phone = come_in(w, &w->a, WORLD_THERAPIST);
	become(w, colleague.cookie);
	other = w->who.login;
	become(w, desk.cookie);
	CHECK_OK(w->s, at_action_logins(w->call, 0, &logins, &n));
	CHECK_INT(2, n);
	CHECK(logins[0].made > logins[1].made);
	CHECK_INT(w->who.login, logins[1].id);
	CHECK_TEXT("Firefox, Linux", logins[0].device);
	CHECK_INT(AT_NOT_FOUND, at_action_login_end(w->call, 0, other));
	world_clear(w);
	CHECK_INT(AT_DENIED, at_action_logins(w->call, w->a.staff[WORLD_NEXT], &logins, &n));
	world_clear(w);
	CHECK_INT(AT_DENIED, at_action_logins_end(w->call, w->a.staff[WORLD_NEXT]));
	world_clear(w);
	CHECK_OK(w->s, at_action_logins(w->call, 0, &logins, &n));
	CHECK_OK(w->s, at_action_login_end(w->call, 0, logins[0].id));
	CHECK(!is_in(w, phone.cookie));
	CHECK(is_in(w, desk.cookie) && is_in(w, colleague.cookie));
	in = come_in(w, &w->a, WORLD_THERAPIST);
	become(w, desk.cookie);
	CHECK_OK(w->s, at_action_logins_end(w->call, 0));
	CHECK(!is_in(w, in.cookie));
	CHECK(is_in(w, desk.cookie) && is_in(w, colleague.cookie));
	CHECK_INT(1, world_logged(w, "end", "login", NULL));
	CHECK_INT(1, world_logged(w, "end-all", "login", NULL));
}

TEST(an_administrator_ends_anybodys)
{
	struct world *w = world_open(support_begin(state_), false);
	struct at_signed_in ada = come_in(w, &w->a, WORLD_THERAPIST);
	struct at_signed_in far = come_in(w, &w->b, WORLD_THERAPIST);
	struct at_login *logins;
	int n;

	world_as(w, &w->a, WORLD_ADMINISTRATOR);
	CHECK_OK(w->s, at_action_logins(w->call, w->a.staff[WORLD_THERAPIST], &logins, &n));
	CHECK_INT(1, n);
	CHECK_OK(w->s, at_action_logins_end(w->call, w->a.staff[WORLD_THERAPIST]));
	CHECK(!is_in(w, ada.cookie));
	CHECK_INT(AT_NOT_FOUND, at_action_logins_end(w->call, w->b.staff[WORLD_THERAPIST]));
	CHECK(is_in(w, far.cookie));
}

TEST(a_login_that_ran_out_is_not_listed_and_forgotten_in_time)
{
	static const char sql_all[] = "SELECT count(*) FROM login WHERE staff = $1";
	struct world *w = world_open(support_begin(state_), false);
	at_id ada = w->a.staff[WORLD_THERAPIST];
	struct at_signed_in old = come_in(w, &w->a, WORLD_THERAPIST);
	struct at_login *logins;
	int n;

	for (int i = 0; i < 12; i++) {
		w->call->now += AT_HOUR;
		CHECK(is_in(w, old.cookie));
	}
	w->call->now += 1;
	become(w, come_in(w, &w->a, WORLD_THERAPIST).cookie);
	CHECK_OK(w->s, at_action_logins(w->call, 0, &logins, &n));
	CHECK_INT(1, n);
	w->call->now += AT_LOGIN_IDLE_MS + 1;
	become(w, come_in(w, &w->a, WORLD_THERAPIST).cookie);
	CHECK_OK(w->s, at_action_logins(w->call, 0, &logins, &n));
	CHECK_INT(1, n);
	CHECK_INT(3, world_count(w, sql_all, ada));
	w->call->now += 29 * AT_DAY;
	come_in(w, &w->a, WORLD_THERAPIST);
	CHECK_INT(4, world_count(w, sql_all, ada));
	w->call->now += 2 * AT_DAY;
	come_in(w, &w->a, WORLD_THERAPIST);
	CHECK_INT(2, world_count(w, sql_all, ada));
}

RUN_ALL(
    RUN_BOTH(a_password_alone_is_half_the_way),
    RUN_SQLITE(a_one_time_link_does_not_stand_in_for_the_code),
    RUN_SQLITE(the_code_that_set_it_up_is_used_too),
    RUN_BOTH(each_code_counts_once_and_none_before_it),
    RUN_SQLITE(half_a_login_waits_ten_minutes_and_ends_with_the_account),
    RUN_BOTH(of_many_with_the_same_code_at_once_one_comes_in),
    RUN_BOTH(each_recovery_code_stands_in_once),
    RUN_SQLITE(new_recovery_codes_take_the_place_of_the_old),
    RUN_SQLITE(neither_secret_nor_codes_lie_in_the_database),
    RUN_SQLITE(a_secret_opens_for_its_own_person_alone),
    RUN_SQLITE(wrong_codes_wait_longer_and_longer_and_a_right_password_helps_nobody),
    RUN_SQLITE(a_right_password_does_not_begin_the_count_anew_until_the_code_is_right),
    RUN_BOTH(who_comes_in_hears_of_the_tries_before),
    RUN_BOTH(failed_sign_ins_are_told_by_the_hour),
    RUN_SQLITE(setting_up_takes_the_password_and_a_code_that_fits),
    RUN_SQLITE(setting_up_ends_the_other_logins),
    RUN_SQLITE(the_own_password_is_not_guessed_from_an_open_browser),
    RUN_SQLITE(with_a_second_factor_a_shorter_password_will_do_until_it_is_given_up),
    RUN_BOTH(a_reset_lets_in_without_a_code_and_a_short_password_is_changed_first),
    RUN_BOTH(whoever_must_have_one_sets_it_up_before_anything_else),
    RUN_SQLITE(it_may_be_wanted_of_some_roles_alone),
    RUN_BOTH(somebody_sees_and_ends_the_own_logins_and_nobody_elses),
    RUN_SQLITE(an_administrator_ends_anybodys),
    RUN_SQLITE(a_login_that_ran_out_is_not_listed_and_forgotten_in_time),
)
