/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/call.h - the world, handed to every action, page and command.
 *
 * Nothing reads the clock, the random device, the environment or a global:
 * it is all here, so a test can replay a request to the last byte.
 */
#ifndef AT_BASE_CALL_H
#define AT_BASE_CALL_H

#include "base/arena.h"
#include "base/random.h"
#include "base/status.h"
#include "base/time.h"

struct at_words;                        /* base/words.h */
struct at_who;                          /* guard/who.h */
struct at_store;                        /* store/store.h */
struct at_library;                      /* instrument/library.h */
struct at_house;                        /* action/house.h: what the process was told at start */

struct at_call {
	struct at_arena *arena;         /* dies with the request, command or test */
	struct at_error *err;           /* the one message of this call */
	const struct at_who *who;       /* who asks; never NULL (at least the public) */
	struct at_store *store;         /* reads and writes; NULL in the laboratory */
	const struct at_house *house;   /* settings of the process; NULL in the laboratory */
	const struct at_words *words;   /* the reader's language */
	at_ms now;                      /* UTC, milliseconds; one instant for the whole call */
	struct at_random *random;
};

#endif
