/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action/signin.h - staff come in: by one-time link or password; and go out again. */
#ifndef AT_ACTION_SIGNIN_H
#define AT_ACTION_SIGNIN_H

#include "base/call.h"
#include "guard/token.h"
#include "guard/who.h"

/* A login ends after so long without use, and in any case after so long. */
enum { AT_LOGIN_IDLE_MS = 60 * 60 * 1000, AT_LOGIN_LONGEST_MS = 12 * 60 * 60 * 1000 };

/* Who the login cookie says is asking.  AT_NOT_FOUND: nobody (public).  With `used` the
 * login's last use is noted, at most once a minute: a page that asks by itself is no use. */
enum at_status at_action_who(struct at_call *call, const char *cookie, bool used,
    struct at_who *out);

/* A new login. */
struct at_signed_in {
	char cookie[AT_TOKEN_ROOM];
	bool has_password;              /* false: ask for one now */
};

/* By sign-in name and password.  AT_DENIED with one line that does not tell which was
 * wrong; AT_BUSY with the seconds to wait after too many tries from this name or network. */
enum at_status at_action_sign_in(struct at_call *call, const char *login, const char *password,
    const char *peer, struct at_signed_in *out);

/* By a one-time link.  AT_GONE when used or too old, AT_NOT_FOUND. */
enum at_status at_action_sign_in_once(struct at_call *call, const char *token,
    struct at_signed_in *out);

enum at_status at_action_sign_out(struct at_call *call);

/* Set the asker's own password; the old one is needed, unless there is none or the asker
 * came by a one-time link: it may be the one that was forgotten. */
enum at_status at_action_set_password(struct at_call *call, const char *old, const char *new);

/* Make a one-time link for somebody: the operator does this.  The address is shown once.
 * AT_NOT_FOUND: nobody of this organisation. */
enum at_status at_action_make_once(struct at_call *call, at_id staff, const char **out_url);

#endif
