/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/signin.h - staff come in: by one-time link or password, and by a code as well where
 * they have a second factor; and go out again. */
#ifndef AT_ACTION_SIGNIN_H
#define AT_ACTION_SIGNIN_H

#include "base/call.h"
#include "guard/token.h"
#include "guard/who.h"

/* A login ends after so long without use, and in any case after so long. */
enum { AT_LOGIN_IDLE_MS = 60 * 60 * 1000, AT_LOGIN_LONGEST_MS = 12 * 60 * 60 * 1000 };

/* So long after the password a code may be given. */
enum { AT_CODE_WAITS_MS = 10 * 60 * 1000 };

/* Who the login cookie says is asking.  AT_NOT_FOUND: nobody (public).  With `used` the
 * login's last use is noted, at most once a minute: a page that asks by itself is no use. */
enum at_status at_action_who(struct at_call *call, const char *cookie, bool used,
    struct at_who *out);

/* The browser that asks. */
struct at_from {
	const char *peer;               /* its address; counted by network, kept nowhere */
	const char *device;             /* "Firefox, Linux", "" if not known: kept with the login */
};

/* A new login, or half of one. */
struct at_signed_in {
	char cookie[AT_TOKEN_ROOM];
	bool needs_code;                /* the cookie is good for at_action_sign_in_code() alone */
	bool has_password;              /* false: ask for one now */
	int failed;                     /* tries at this account since the login before */
	uint32_t subjects;              /* of whoever came in */
};

/* By sign-in name and password.  AT_DENIED with one line that does not tell which was
 * wrong; AT_BUSY with the seconds to wait after too many tries from this name or network. */
enum at_status at_action_sign_in(struct at_call *call, const char *login, const char *password,
    const struct at_from *from, struct at_signed_in *out);

/* By a one-time link.  AT_GONE when used or too old, AT_NOT_FOUND. */
enum at_status at_action_sign_in_once(struct at_call *call, const char *token,
    const struct at_from *from, struct at_signed_in *out);

/* Then by a code of the app, or a recovery code, each of them once.  AT_DENIED if it does
 * not fit, AT_BUSY as above, AT_GONE when it is too late: begin again. */
enum at_status at_action_sign_in_code(struct at_call *call, const char *half, const char *code,
    const struct at_from *from, struct at_signed_in *out);

/* Whether a code is still waited for under this cookie: AT_OK or AT_GONE. */
enum at_status at_action_awaits_code(struct at_call *call, const char *half);

enum at_status at_action_sign_out(struct at_call *call);

/* Set the asker's own password; the old one is needed, unless there is none or the asker
 * came by a one-time link: it may be the one that was forgotten.  All other logins end, and
 * this one is then as if by password. */
enum at_status at_action_set_password(struct at_call *call, const char *old, const char *new);

/* Make a one-time link for somebody: the operator does this.  The address is shown once, and
 * takes the place of one from before; a new password, signing out everywhere and a closed
 * account end it.  It does not stand in for a second factor.  AT_NOT_FOUND: nobody of this
 * organisation. */
enum at_status at_action_make_once(struct at_call *call, at_id staff, const char **out_url);

#endif
