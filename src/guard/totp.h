/* SPDX-License-Identifier: GPL-3.0-or-later */
/* guard/totp.h - the second factor: six digits from an app on a phone, new every 30 seconds
 * (RFC 6238 with SHA-1, which is what every app can do).  Pure. */
#ifndef AT_GUARD_TOTP_H
#define AT_GUARD_TOTP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/id.h"
#include "base/time.h"

enum {
	AT_TOTP_BYTES = 20,             /* as long as SHA-1's output: RFC 4226, section 4 */
	AT_TOTP_ROOM = 7,               /* six digits and a NUL */
	AT_TOTP_WINDOW = 1              /* steps a phone's clock may be off, either way */
};

#define AT_TOTP_STEP (30 * AT_SECOND)

struct at_totp {
	unsigned char bytes[AT_TOTP_BYTES];
};

/* What is offered to this login, the same each time it looks.  `version` is that of the
 * person, which changes when a factor is set up or given up: no secret comes twice. */
struct at_totp at_totp_make(const unsigned char master[32], at_id login, int64_t version);

/* The step of an instant: 0 for the 30 seconds that begin at 1970. */
int64_t at_totp_step_at(at_ms at);

/* The code of one step. */
void at_totp_code(const struct at_totp *secret, int64_t step, char out[AT_TOTP_ROOM]);

/* "123 456" as it is typed to "123456"; false unless that leaves six digits. */
bool at_totp_plain(const char *typed, char out[AT_TOTP_ROOM]);

/* The step whose code this is, of those around `now` and later than `used`; 0 if none.
 * As much work whichever it is, and if none. */
int64_t at_totp_match(const struct at_totp *secret, const char *code, int64_t used, at_ms now);

/* Base32 in groups of four, to be typed: "gezd gnbv ..." */
const char *at_totp_text(struct at_arena *arena, const struct at_totp *secret);

/* "otpauth://totp/CLINIC:NAME?secret=...", to be scanned. */
const char *at_totp_address(struct at_arena *arena, const struct at_totp *secret,
    const char *issuer, const char *account);

#endif
