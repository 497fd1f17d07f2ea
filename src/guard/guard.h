/* SPDX-License-Identifier: GPL-3.0-or-later */
/* guard/guard.h - making the room ready: the crypto library picks its fastest code once,
 * before the first thread. */
#ifndef AT_GUARD_GUARD_H
#define AT_GUARD_GUARD_H

#include "base/status.h"

/* Called once by main and by test programs, before anything else of this room.  Again is
 * harmless.  AT_IO when the system gives no randomness. */
enum at_status at_guard_start(struct at_error *err);

#endif
