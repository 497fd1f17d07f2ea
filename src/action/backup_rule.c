/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

#include "action/backup_rule.h"
#include "base/macros.h"

enum { DAY_MINUTES = 24 * 60, MOST_KEPT = 10000 };

const struct at_backup_rule at_backup_rule_usual = {
	.minute = 2 * 60 + 30, .days = 7, .weeks = 5, .months = 12,
};

bool
at_backup_rule_parse_time(const char *text, int *out_minute)
{
	int hour, minute, end = 0;

	if (strcmp(text, "never") == 0) {
		*out_minute = AT_BACKUP_NEVER;
		return true;
	}
	if (strspn(text, "0123456789:") != 5 || text[5] != '\0'
	    || sscanf(text, "%2d:%2d%n", &hour, &minute, &end) != 2 || end != 5
	    || hour < 0 || hour > 23 || minute < 0 || minute > 59)
		return false;
	*out_minute = hour * 60 + minute;
	return true;
}

bool
at_backup_rule_parse_keep(const char *text, struct at_backup_rule *out)
{
	int n[3], end = 0;

	if (text[strspn(text, "0123456789,")] != '\0'
	    || sscanf(text, "%5d,%5d,%5d%n", &n[0], &n[1], &n[2], &end) != 3 || end == 0
	    || text[end] != '\0')
		return false;
	for (size_t i = 0; i < AT_COUNT(n); i++)
		if (n[i] < 0 || n[i] > MOST_KEPT)
			return false;
	out->days = n[0];
	out->weeks = n[1];
	out->months = n[2];
	return true;
}

const char *
at_backup_rule_time(struct at_arena *arena, const struct at_backup_rule *rule)
{
	if (rule->minute == AT_BACKUP_NEVER)
		return "never";
	return at_printf(arena, "%02d:%02d", rule->minute / 60, rule->minute % 60);
}

const char *
at_backup_rule_format(struct at_arena *arena, const struct at_backup_rule *rule)
{
	return at_printf(arena, "%s %d,%d,%d %s", at_backup_rule_time(arena, rule), rule->days,
	    rule->weeks, rule->months, rule->folder == NULL ? "" : rule->folder);
}

bool
at_backup_rule_parse(const char *line, struct at_backup_rule *out)
{
	struct at_backup_rule rule = { 0 };
	char time[8], keep[24];
	int end = 0;

	if (sscanf(line, "%7s %23s%n", time, keep, &end) != 2 || line[end] != ' '
	    || !at_backup_rule_parse_time(time, &rule.minute)
	    || !at_backup_rule_parse_keep(keep, &rule))
		return false;
	rule.folder = line[end + 1] == '\0' ? NULL : line + end + 1;
	*out = rule;
	return true;
}

/* ---- when ------------------------------------------------------------------------------- */

/* The moment of the rule on the local day of `now`, so many days on. */
static at_ms
moment(const struct at_backup_rule *rule, const struct at_zone *zone, at_ms now, int days)
{
	struct at_date date = at_zone_local(zone, now).date;

	return at_zone_instant(zone, at_date_of_days(at_date_days(date) + days),
	    rule->minute / 60, rule->minute % 60);
}

at_ms
at_backup_rule_last(const struct at_backup_rule *rule, const struct at_zone *zone, at_ms now)
{
	at_ms today = moment(rule, zone, now, 0);

	return today <= now ? today : moment(rule, zone, now, -1);
}

at_ms
at_backup_rule_next(const struct at_backup_rule *rule, const struct at_zone *zone, at_ms now)
{
	at_ms today = moment(rule, zone, now, 0);

	return today > now ? today : moment(rule, zone, now, 1);
}

/* ---- which stay --------------------------------------------------------------------------- */

enum span { DAY, WEEK, MONTH, SPANS };

/* The number of the day, week or month, ascending in time. */
static int64_t
number_of(const struct at_zone *zone, at_ms at, enum span span)
{
	struct at_date date = at_zone_local(zone, at).date;
	int64_t day = at_date_days(date);

	switch (span) {
	case DAY:
		return day;
	case WEEK:
		return (day - at_date_weekday(date)) / 7;       /* that of its Monday */
	case MONTH:
	case SPANS:
		break;
	}
	return (int64_t)date.year * 12 + date.month;
}

static void
keep_span(const struct at_zone *zone, const at_ms *at, int n, enum span span, int n_wanted,
    bool *out_keep)
{
	int64_t last = INT64_MIN;

	for (int i = 0; i < n && n_wanted > 0; i++) {
		int64_t number = number_of(zone, at[i], span);

		if (number == last)
			continue;
		last = number;
		out_keep[i] = true;
		n_wanted--;
	}
}

void
at_backup_rule_keep(const struct at_backup_rule *rule, const struct at_zone *zone,
    const at_ms *at, int n, bool *out_keep)
{
	const int wanted[SPANS] = { rule->days, rule->weeks, rule->months };

	for (int i = 0; i < n; i++)
		out_keep[i] = i == 0;
	for (enum span span = DAY; span < SPANS; span++)
		keep_span(zone, at, n, span, wanted[span], out_keep);
}
