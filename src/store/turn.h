/* SPDX-License-Identifier: GPL-3.0-or-later */
/* store/turn.h - processes that write into one SQLite file take turns.
 *
 * SQLite lets in whoever asks first when the file is free: a program that writes without a
 * pause keeps the others out.  Here who waits is next.  A courtesy, no lock: whoever has
 * waited long, or cannot use the file, goes on and leaves it to SQLite. */
#ifndef AT_STORE_TURN_H
#define AT_STORE_TURN_H

#include <stdbool.h>

struct at_turn_file {
	int fd;                         /* of a file of its own; -1: no turns are taken */
	bool taken;
	int patience_ms;                /* of who waits for it; a second */
};

/* `path` is made if it is not there; made by root, it belongs to the owner of its folder. */
struct at_turn_file at_turn_open(const char *path);
void at_turn_close(struct at_turn_file *turn);

/* Waits for it, but not for long; gives it back.  Giving back nothing is fine. */
void at_turn_take(struct at_turn_file *turn);
void at_turn_give(struct at_turn_file *turn);

/* Whether another process waits for it. */
bool at_turn_wanted(const struct at_turn_file *turn);

#endif
