/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/names.h"

struct at_names
at_names_init(struct at_arena *arena)
{
	return (struct at_names){ .arena = arena };
}

/* FNV-1a; the upper half is folded in, for the slots go by the lower bits. */
static uint64_t
hash(const char *name)
{
	uint64_t h = 14695981039346656037u;

	for (; *name != '\0'; name++)
		h = (h ^ (unsigned char)*name) * 1099511628211u;
	return h ^ h >> 32;
}

/* Where `name` is, or would go. */
static int *
slot_of(const struct at_names *names, const char *name)
{
	uint64_t at = hash(name);

	for (;; at++) {
		int *slot = &names->slots[at & (uint64_t)(names->n_slots - 1)];

		if (*slot == 0 || strcmp(names->at[*slot - 1], name) == 0)
			return slot;
	}
}

static void
more_slots(struct at_names *names)
{
	names->n_slots = names->n_slots == 0 ? 64 : 4 * names->n_slots;
	names->slots = AT_NEW(names->arena, int, (size_t)names->n_slots);
	for (int i = 0; i < names->n; i++)
		*slot_of(names, names->at[i]) = i + 1;
}

int
at_names_number(struct at_names *names, const char *name)
{
	int *slot;

	if (2 * names->n >= names->n_slots)
		more_slots(names);
	slot = slot_of(names, name);
	if (*slot == 0) {
		names->at = at_one_more(names->arena, names->at, names->n, sizeof *names->at);
		names->at[names->n] = at_strdup(names->arena, name);
		*slot = ++names->n;
	}
	return *slot - 1;
}

int
at_names_find(const struct at_names *names, const char *name)
{
	return names->n == 0 ? -1 : *slot_of(names, name) - 1;
}

struct sorted {
	const char *name;
	int number;
};

static int
compare(const void *a, const void *b)
{
	return strcmp(((const struct sorted *)a)->name, ((const struct sorted *)b)->name);
}

const int *
at_names_sorted(const struct at_names *names)
{
	struct sorted *all = AT_NEW(names->arena, struct sorted, (size_t)names->n);
	int *out = AT_NEW(names->arena, int, (size_t)names->n);

	for (int i = 0; i < names->n; i++)
		all[i] = (struct sorted){ names->at[i], i };
	qsort(all, (size_t)names->n, sizeof *all, compare);
	for (int i = 0; i < names->n; i++)
		out[i] = all[i].number;
	return out;
}
