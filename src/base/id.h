/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/id.h - the number every row is known by.
 *
 * 41 bits of milliseconds since 2025-01-01 UTC, 10 of node, 12 of sequence:
 * positive until 2094, ascending in time within a node.  Shown as 13
 * characters of Crockford's base 32.  Knowing an id gives nothing.
 */
#ifndef AT_BASE_ID_H
#define AT_BASE_ID_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/time.h"

typedef int64_t at_id;                  /* > 0; 0 means none */

enum { AT_ID_CHARS = 13, AT_ID_ROOM = AT_ID_CHARS + 1, AT_NODES = 1024 };

struct at_ids {
	pthread_mutex_t lock;
	int node;                       /* 0-1023, held by this process alone */
	at_ms last;                     /* the last millisecond used: never goes back */
	int sequence;
};

/* `last` is the last millisecond this node is known to have used, 0 if none. */
void at_ids_init(struct at_ids *ids, int node, at_ms last);

/* The next id; borrows from the next millisecond when 4,096 are used up, and
 * keeps counting from the last one when the clock went back.  Thread-safe. */
at_id at_ids_next(struct at_ids *ids, at_ms now);

void at_id_format(at_id id, char out[AT_ID_ROOM]);

/* Accepts lower case and Crockford's look-alikes (I L O); false for anything else. */
bool at_id_parse(const char *text, at_id *out);

/* When the id was made, and by which node. */
at_ms at_id_time(at_id id);
int at_id_node(at_id id);

#endif
