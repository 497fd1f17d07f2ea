/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a clinic file: refused with a line, or taken and whole. */
#include <stdlib.h>

#include "action/clinic_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes);

/* Reads everything a caller would. */
static void
walk(struct at_arena *arena, const struct at_clinic *clinic)
{
	int n;
	const struct at_clinic_gap *gaps = at_clinic_missing(arena, clinic, &n);

	for (int i = 0; i < n; i++)
		if (at_clinic_value(clinic, gaps[i].site, gaps[i].name, NULL) != NULL)
			abort();
	for (int i = 0; i < clinic->n_sites; i++) {
		at_hours_next_open(&clinic->sites[i].hours, 1795348800000);
		for (int j = 0; j < clinic->sites[i].n_covers; j++)
			at_hours_open_until(&clinic->sites[i].covers[j].hours, 1795348800000);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes)
{
	struct at_arena *arena = at_arena_open();
	struct at_error err = { .status = AT_OK };
	struct at_clinic clinic;

	if (arena == NULL)
		return 0;
	if (at_clinic_parse(arena, "clinic.txt", (const char *)bytes, n_bytes, &clinic, &err)
	    == AT_OK)
		walk(arena, &clinic);
	else if (err.status != AT_INVALID || err.text[0] == '\0')
		abort();
	at_arena_close(arena);
	return 0;
}
