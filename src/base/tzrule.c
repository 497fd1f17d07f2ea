/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/time.h"
#include "base/tzrule.h"

enum { DAY_S = 86400, HOUR_S = 3600, MINUTE_S = 60 };

struct cursor {
	const char *at, *end;
};

static char
peek(const struct cursor *c)
{
	return c->at < c->end ? *c->at : '\0';
}

static bool
take(struct cursor *c, char wanted)
{
	if (c->at == c->end || *c->at != wanted)
		return false;
	c->at++;
	return true;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool
read_number(struct cursor *c, int most, int *out)
{
	int n = 0;

	if (!is_digit(peek(c)))
		return false;
	for (; is_digit(peek(c)); c->at++) {
		n = n * 10 + (*c->at - '0');
		if (n > most)
			return false;
	}
	*out = n;
	return true;
}

/* "CET" or "<+0330>": three characters or more; only their shape matters here. */
static bool
read_name(struct cursor *c)
{
	bool quoted = take(c, '<');
	const char *from = c->at;

	while (is_letter(peek(c)) || (quoted && (is_digit(peek(c)) || peek(c) == '+'
	    || peek(c) == '-')))
		c->at++;
	if (c->at - from < 3)
		return false;
	return !quoted || take(c, '>');
}

/* [+-]h[:m[:s]] in seconds. */
static bool
read_clock(struct cursor *c, int most_hours, int *out_s)
{
	int sign = take(c, '-') ? -1 : 1, h, m = 0, s = 0;

	if (sign > 0)
		take(c, '+');
	if (!read_number(c, most_hours, &h))
		return false;
	if (take(c, ':')) {
		if (!read_number(c, 59, &m))
			return false;
		if (take(c, ':') && !read_number(c, 59, &s))
			return false;
	}
	*out_s = sign * (h * HOUR_S + m * MINUTE_S + s);
	return true;
}

static bool
read_day(struct cursor *c, struct at_tzchange *out)
{
	if (take(c, 'J')) {
		out->kind = AT_TZDAY_JULIAN;
		return read_number(c, 365, &out->day) && out->day >= 1;
	}
	if (take(c, 'M')) {
		out->kind = AT_TZDAY_MONTH;
		return read_number(c, 12, &out->month) && out->month >= 1 && take(c, '.')
		    && read_number(c, 5, &out->week) && out->week >= 1 && take(c, '.')
		    && read_number(c, 6, &out->day);
	}
	out->kind = AT_TZDAY_ZERO;
	return read_number(c, 365, &out->day);
}

static bool
read_change(struct cursor *c, struct at_tzchange *out)
{
	if (!take(c, ',') || !read_day(c, out))
		return false;
	out->time_s = 2 * HOUR_S;
	return !take(c, '/') || read_clock(c, 167, &out->time_s);
}

bool
at_tzrule_parse(const char *text, size_t n_bytes, struct at_tzrule *out)
{
	struct cursor c = { text, text + n_bytes };
	struct at_tzrule rule = { 0 };
	int west;

	if (!read_name(&c) || !read_clock(&c, 24, &west))
		return false;
	rule.standard_s = -west;
	rule.summer_s = rule.standard_s + HOUR_S;
	if (c.at < c.end) {
		rule.has_summer = true;
		if (!read_name(&c))
			return false;
		if (peek(&c) != ',') {
			if (!read_clock(&c, 24, &west))
				return false;
			rule.summer_s = -west;
		}
		if (!read_change(&c, &rule.start) || !read_change(&c, &rule.end))
			return false;
	}
	if (c.at != c.end)
		return false;
	*out = rule;
	return true;
}

/* Days since 1970-01-01 of the day of change in that year. */
static int64_t
change_day(const struct at_tzchange *change, int year)
{
	int64_t new_year = at_date_days((struct at_date){ year, 1, 1 }), first, next;
	int sunday_based;

	switch (change->kind) {
	case AT_TZDAY_JULIAN:
		/* Day 60 is 1 March in every year. */
		if (change->day < 60)
			return new_year + change->day - 1;
		return at_date_days((struct at_date){ year, 3, 1 }) + change->day - 60;
	case AT_TZDAY_ZERO:
		return new_year + change->day;
	case AT_TZDAY_MONTH:
		break;
	}
	first = at_date_days((struct at_date){ year, change->month, 1 });
	next = change->month == 12 ? at_date_days((struct at_date){ year + 1, 1, 1 })
	    : at_date_days((struct at_date){ year, change->month + 1, 1 });
	sunday_based = (at_date_weekday((struct at_date){ year, change->month, 1 }) + 1) % 7;
	first += (change->day - sunday_based + 7) % 7 + 7 * (change->week - 1);
	return first < next ? first : first - 7;        /* week 5 may be the fourth */
}

/* The last change at or before the instant decides.  Years on both sides are looked
 * at because a change may lie outside its own year; of two at one instant the later
 * one holds, which is how a rule says "summer time all year". */
int
at_tzrule_offset(const struct at_tzrule *rule, int64_t at_s)
{
	int64_t day = at_s >= 0 ? at_s / DAY_S : -((-at_s + DAY_S - 1) / DAY_S);
	int64_t last = INT64_MIN;
	int offset = rule->standard_s, year;

	if (!rule->has_summer)
		return offset;
	year = at_date_of_days(day).year;
	for (int y = year - 1; y <= year + 1; y++) {
		int64_t start = change_day(&rule->start, y) * DAY_S + rule->start.time_s
		    - rule->standard_s;
		int64_t end = change_day(&rule->end, y) * DAY_S + rule->end.time_s
		    - rule->summer_s;

		if (start <= at_s && start >= last) {
			last = start;
			offset = rule->summer_s;
		}
		if (end <= at_s && end >= last) {
			last = end;
			offset = rule->standard_s;
		}
	}
	return offset;
}
