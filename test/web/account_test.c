/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pages of one's own account and the second half of coming in, as a browser has them. */
#include "check.h"
#include "action/people.h"
#include "guard/delay.h"
#include "guard/totp.h"
#include "support/door.h"
#include "support/golden.h"

static void
golden(struct door *d, int status, int got, const char *name)
{
	CHECK_INT(status, got);
	golden_check(at_printf(d->w->call->arena, "web/%s.html", name), d->body);
}

/* A quick hash of "copper lantern sails northward" for everybody of the first clinic. */
static const char sql_password[] = "UPDATE staff SET password = '$argon2id$v=19$m=8,t=1,p=1$"
    "WQ0lC5FR/BlXXw3ecR+zuA$GMDIlv+qs+QnL4B7aSTymyrrV/tZNvt7PKh2Q8mz3Gg' WHERE org = (SELECT"
    " min(org) FROM org)";
static const char sign_in[] = "login=adi&password=copper+lantern+sails+northward";

/* The secret that the page shows, as the base32 in its details. */
static struct at_totp
shown_secret(const char *body)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz234567";
	const char *text = strstr(body, "<code>");
	struct at_totp secret;
	unsigned long bits = 0;
	int n_bits = 0, n = 0;

	CHECK(text != NULL);
	for (text += strlen("<code>"); n < AT_TOTP_BYTES; text++) {
		const char *at = strchr(letters, *text);

		if (*text == ' ')
			continue;
		CHECK(at != NULL && *text != '\0');
		bits = bits << 5 | (unsigned long)(at - letters);
		n_bits += 5;
		if (n_bits >= 8) {
			n_bits -= 8;
			secret.bytes[n++] = (unsigned char)(bits >> n_bits & 255);
		}
	}
	return secret;
}

static const char *
with_code(struct door *d, const struct at_totp *secret, const char *rest)
{
	char code[AT_TOTP_ROOM];

	at_totp_code(secret, at_totp_step_at(d->w->call->now), code);
	return at_printf(d->w->call->arena, "code=%s%s", code, rest);
}

/* Whoever is signed in sets up a second factor. */
static struct at_totp
set_up(struct door *d)
{
	struct at_totp secret;

	CHECK_INT(200, door_get(d, "/account/factor"));
	CHECK_HAS("<svg", d->body);
	secret = shown_secret(d->body);
	CHECK_INT(200, door_post(d, "/account/factor", with_code(d, &secret, "&do=on")));
	return secret;
}

TEST(the_account_and_its_second_factor)
{
	struct world *w = world_open(support_begin(state_), false);
	struct door *d = door_open(w);

	door_sign_in(d, &w->a, "adi");
	w->call->now += 5 * AT_MINUTE;
	door_sign_in(d, &w->a, "adi");
	golden(d, 200, door_get(d, "/account"), "account");
	CHECK_INT(400, door_post(d, "/account/factor", "do=on&code=000000"));
	CHECK_HAS("This code does not fit.", d->body);
	set_up(d);
	CHECK_HAS("<ol class=\"codes\">", d->body);
	golden(d, 200, door_get(d, "/account/factor"), "account-factor");
	CHECK_INT(200, door_get(d, "/account"));
	CHECK_HAS("On since", d->body);
	CHECK_HAS("10 recovery codes are left.", d->body);
	CHECK_HAS_NOT("you cannot come in", d->body);
	world_script(d->w, "DELETE FROM recovery_code");
	CHECK_INT(200, door_get(d, "/account"));
	CHECK_HAS("you cannot come in", d->body);
	CHECK_INT(303, door_post(d, "/account/factor", "do=off"));
	CHECK_INT(200, door_get(d, "/account"));
	CHECK_HAS("Set up a second factor", d->body);
	CHECK_INT(400, door_post(d, "/account/factor", "do=nonsense"));
}

TEST(a_code_is_asked_for_after_the_password)
{
	struct world *w = world_open(support_begin(state_), false);
	struct door *d = door_open(w);
	struct at_totp secret;
	const char *before;

	world_script(w, sql_password);
	door_sign_in(d, &w->a, "adi");
	secret = set_up(d);
	w->call->now += 2 * AT_TOTP_STEP;
	door_forget(d);
	CHECK_INT(303, door_get(d, "/sign-in/code"));
	CHECK_TEXT("/sign-in", d->location);
	CHECK_INT(303, door_post(d, "/sign-in", sign_in));
	CHECK_TEXT("/sign-in/code", d->location);
	CHECK(d->login == NULL && d->half != NULL);
	CHECK_INT(303, door_get(d, "/today"));          /* half is nobody */
	CHECK_TEXT("/sign-in", d->location);
	d->login = d->half;
	CHECK_INT(303, door_get(d, "/today"));
	d->login = NULL;
	d->visit = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
	golden(d, 200, door_get(d, "/sign-in/code"), "sign-in-code");
	CHECK_INT(403, door_post(d, "/sign-in/code", "code=000000"));
	CHECK_HAS("This code does not fit.", d->body);
	before = d->visit;
	CHECK_INT(303, door_post(d, "/sign-in/code", with_code(d, &secret, "")));
	CHECK_TEXT("/account", d->location);            /* the code that did not fit */
	CHECK(d->login != NULL && d->half == NULL && strcmp(before, d->visit) != 0);
	CHECK_INT(200, door_get(d, d->location));
	CHECK_HAS("1 try to sign in as you failed", d->body);
	CHECK_INT(200, door_get(d, "/clinic"));
	CHECK_HAS_NOT("to sign in as you failed", d->body);
	d->half = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
	CHECK_INT(410, door_post(d, "/sign-in/code", with_code(d, &secret, "")));
	CHECK(d->half == NULL);
	CHECK_INT(303, door_post(d, "/sign-in", sign_in));
	for (int i = 0; i < AT_DELAY_FREE + 1; i++)
		CHECK_INT(403, door_post(d, "/sign-in/code", "code=000000"));
	CHECK_INT(429, door_post(d, "/sign-in/code", "code=000000"));
}

TEST(what_is_owed_comes_first)
{
	struct world *w = world_open(support_begin(state_), false);
	struct door *d = door_open(w);

	world_script(w, "INSERT INTO setting (org, site, name, value)"
	    " SELECT org, 0, 'second_factor', 'required' FROM org");
	door_sign_in(d, &w->a, "ada");
	CHECK_INT(303, door_get(d, "/today"));
	CHECK_TEXT("/account/factor", d->location);
	CHECK_INT(303, door_get(d, "/account"));
	CHECK_INT(403, door_get(d, "/banner"));
	CHECK_INT(403, door_post(d, "/account", "do=others"));
	CHECK_INT(200, door_get(d, "/password"));
	CHECK_INT(200, door_get(d, "/account/factor"));
	CHECK_HAS_NOT("<nav", d->body);
	CHECK_HAS("Your clinic asks for a second factor", d->body);
	set_up(d);
	CHECK_INT(200, door_get(d, "/today"));
}

TEST(browsers_are_signed_out_from_the_account)
{
	struct world *w = world_open(support_begin(state_), false);
	struct door *d = door_open(w);
	const char *desk, *phone, *tablet, *at;

	door_sign_in(d, &w->a, "ada");
	phone = d->login;
	w->call->now += AT_SECOND;
	door_sign_in(d, &w->a, "ada");
	desk = d->login;
	CHECK_INT(200, door_get(d, "/account"));
	at = strstr(d->body, "/account?login=");
	CHECK(at != NULL && strstr(at + strlen("/account"), "/account?login=") == NULL);
	CHECK_INT(303, door_post(d, at_strndup(w->call->arena, at, strcspn(at, "\"")), ""));
	CHECK_TEXT("/account#logins", d->location);
	d->login = phone;
	CHECK_INT(303, door_get(d, "/account"));
	CHECK_TEXT("/sign-in", d->location);
	door_sign_in(d, &w->a, "ada");
	tablet = d->login;
	d->login = desk;
	CHECK_INT(303, door_post(d, "/account", "do=others"));
	CHECK_INT(200, door_get(d, "/account"));
	CHECK_HAS_NOT("Sign out all the others", d->body);
	d->login = tablet;
	CHECK_INT(303, door_get(d, "/today"));
}

/* Every open page of a closed account is shut at its next request, whatever it asks. */
TEST(a_closed_account_is_out_at_the_next_request)
{
	static const char *const pages[] = { "/today", "/clients", "/account", "/password" };
	struct world *w = world_open(support_begin(state_), false);
	struct door *d = door_open(w);

	door_sign_in(d, &w->a, "ada");
	CHECK_INT(200, door_get(d, "/today"));
	CHECK_INT(200, door_get(d, "/banner"));
	world_as_operator(w, &w->a);
	CHECK_INT(AT_OK, at_action_person_disable(w->call, "ada"));
	CHECK_INT(403, door_get(d, "/banner"));
	for (size_t i = 0; i < AT_COUNT(pages); i++) {
		CHECK_INT(303, door_get(d, pages[i]));
		CHECK_TEXT("/sign-in", d->location);
	}
	CHECK_INT(403, door_post(d, "/account", "do=others"));
	CHECK_INT(403, door_post(d, "/sign-out", ""));
	world_as_operator(w, &w->a);                    /* opened again, it begins anew */
	CHECK_INT(AT_OK, at_action_person_enable(w->call, "ada"));
	CHECK_INT(303, door_get(d, "/today"));
}

RUN_ALL(
    RUN_SQLITE(the_account_and_its_second_factor),
    RUN_BOTH(a_code_is_asked_for_after_the_password),
    RUN_SQLITE(what_is_owed_comes_first),
    RUN_SQLITE(browsers_are_signed_out_from_the_account),
    RUN_BOTH(a_closed_account_is_out_at_the_next_request),
)
