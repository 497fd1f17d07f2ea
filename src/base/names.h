/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/names.h - names numbered in the order in which they first occur: the clients of a
 * table, its factors. */
#ifndef AT_BASE_NAMES_H
#define AT_BASE_NAMES_H

#include "base/arena.h"

struct at_names {
	struct at_arena *arena;
	const char **at;                /* n names, copies of what came */
	int n;
	int *slots;                     /* of a hash table: number + 1, 0 is empty */
	int n_slots;                    /* a power of two */
};

/* Empty; the names will live in `arena`. */
struct at_names at_names_init(struct at_arena *arena);

/* The number of a name, from 0; a new one gets the next, which was names->n. */
int at_names_number(struct at_names *names, const char *name);

/* -1 if it has not occurred. */
int at_names_find(const struct at_names *names, const char *name);

/* The numbers in the order of the names' bytes: what is computed in this order does not
 * depend on the order in which they came. */
const int *at_names_sorted(const struct at_names *names);

#endif
