/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a time zone file: refused, or a zone whose local times make sense. */
#include <stdlib.h>

#include "base/zone.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes);

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes)
{
	struct at_arena *arena = at_arena_open();
	const struct at_zone *zone;

	if (arena == NULL)
		return 0;
	if (at_zone_parse(arena, "fuzz", bytes, n_bytes, &zone, NULL) == AT_OK) {
		for (at_ms at = 0; at < 3944678400 * AT_SECOND; at += 97 * AT_DAY) {
			struct at_local l = at_zone_local(zone, at);

			if (l.hour > 23 || l.minute > 59 || l.weekday != at_date_weekday(l.date))
				abort();
			at_zone_instant(zone, l.date, l.hour, l.minute);
		}
	}
	at_arena_close(arena);
	return 0;
}
