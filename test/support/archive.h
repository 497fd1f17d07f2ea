/* SPDX-License-Identifier: GPL-3.0-or-later */
/* support/archive.h - ended courses of therapy in a clinic of support/world.h, stored at
 * once: what an expected course is fitted to. */
#ifndef AT_TEST_ARCHIVE_H
#define AT_TEST_ARCHIVE_H

#include "support/world.h"

/* `n` former clients of ada's with PHQ-9 before each of their `n_sessions` sessions, falling
 * from about 16; every sixth rises, so far that no model could miss them, whichever third it
 * is tested on.  Drawn by `seed`. */
struct archive_plan {
	int n, n_sessions;
	unsigned seed;
	const char *form;               /* NULL: client */
	int version;                    /* of the instrument; 0: the one it has */
	at_ms ended;                    /* 0: sixty days before the call's now */
	bool stopped;                   /* asked for no more cards before the end */
};

/* The id of the last client. */
at_id archive_add(struct world *w, const struct world_org *org, const struct archive_plan *plan);

#endif
