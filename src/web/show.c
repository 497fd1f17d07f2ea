/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/words.h"
#include "web/show.h"

char
at_show_mark(struct at_visit *visit)
{
	return at_words_mark(visit->call.words);
}

const char *
at_show_number(struct at_visit *visit, double value, int decimals)
{
	char *text = at_printf(visit->call.arena, "%.*f", decimals, value);
	char *point = strchr(text, '.');

	if (point != NULL)
		*point = at_show_mark(visit);
	return text;
}

const char *
at_show_day(struct at_visit *visit, const struct at_zone *zone, at_ms at)
{
	return at_words_date(&visit->call, at_zone_local(zone, at).date, AT_DATE_LONG);
}
