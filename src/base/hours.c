/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <assert.h>
#include <string.h>
#include <strings.h>

#include "base/hours.h"

enum { YEAR_DAYS = 366, DAY_MIN = 1440 };

static bool
is_closed(const struct at_hours *hours, struct at_date date)
{
	for (int i = 0; i < hours->n_closed; i++) {
		struct at_date d = hours->closed[i];

		if (d.year == date.year && d.month == date.month && d.day == date.day)
			return true;
	}
	return false;
}

struct at_stretch
at_hours_span_on(const struct at_hours *hours, const struct at_open_span *span, int64_t day)
{
	struct at_date date;

	if (span->weekday != at_days_weekday(day))
		return (struct at_stretch){ 0, 0 };
	date = at_date_of_days(day);
	if (is_closed(hours, date))
		return (struct at_stretch){ 0, 0 };
	return (struct at_stretch){
		at_zone_instant(hours->zone, date, span->from_min / 60, span->from_min % 60),
		at_zone_instant(hours->zone, date, span->to_min / 60, span->to_min % 60),
	};
}

/* The end of the longest span that holds `at`; `at` when closed.  The days around are
 * looked at too: clocks that go back at midnight make a day begin twice. */
static at_ms
span_end(const struct at_hours *hours, at_ms at)
{
	int64_t today = at_zone_day(hours->zone, at);
	at_ms end = at;

	for (int64_t day = today - 1; day <= today + 1; day++) {
		for (int i = 0; i < hours->n_spans; i++) {
			struct at_stretch s = at_hours_span_on(hours, &hours->spans[i],
			    day);

			if (s.from <= at && at < s.to && s.to > end)
				end = s.to;
		}
	}
	return end;
}

bool
at_hours_open(const struct at_hours *hours, at_ms at)
{
	return hours->always || span_end(hours, at) > at;
}

at_ms
at_hours_open_until(const struct at_hours *hours, at_ms at)
{
	at_ms until = at, end;

	if (hours->always)
		return INT64_MAX;
	while ((end = span_end(hours, until)) > until) {
		until = end;
		if (until - at > AT_HOURS_STRETCH_DAYS * AT_DAY)
			return INT64_MAX;
	}
	return until;
}

at_ms
at_hours_next_open(const struct at_hours *hours, at_ms at)
{
	at_ms first = INT64_MAX;
	int64_t today;

	if (hours->always)
		return at;
	today = at_zone_day(hours->zone, at);
	for (int64_t day = today - 1; day <= today + AT_HOURS_AHEAD_DAYS && first == INT64_MAX;
	    day++) {
		for (int i = 0; i < hours->n_spans; i++) {
			struct at_stretch s = at_hours_span_on(hours, &hours->spans[i],
			    day);
			at_ms open = s.from > at ? s.from : at;

			if (open < s.to && open < first)
				first = open;
		}
	}
	return first;
}

at_ms
at_hours_add(const struct at_hours *hours, at_ms at, at_ms open_ms)
{
	at_ms last = at + YEAR_DAYS * AT_DAY;

	assert(open_ms >= 0);
	if (hours->always)
		return open_ms > last - at ? INT64_MAX : at + open_ms;
	while (open_ms > 0) {
		at_ms open = at_hours_next_open(hours, at), end;

		if (open > last)
			return INT64_MAX;
		end = span_end(hours, open);
		if (open_ms <= end - open)
			return open + open_ms > last ? INT64_MAX : open + open_ms;
		open_ms -= end - open;
		at = end;
	}
	return at;
}

at_ms
at_hours_end_of_next_day(const struct at_hours *hours, at_ms at)
{
	int64_t today = at_zone_day(hours->zone, at);

	if (hours->always)
		return at_zone_instant(hours->zone, at_date_of_days(today + 1), 24, 0);
	for (int64_t day = today + 1; day <= today + AT_HOURS_AHEAD_DAYS; day++) {
		at_ms end = INT64_MIN;

		for (int i = 0; i < hours->n_spans; i++) {
			struct at_stretch s = at_hours_span_on(hours, &hours->spans[i],
			    day);

			if (s.from < s.to && s.to > end)
				end = s.to;
		}
		if (end != INT64_MIN)
			return end;
	}
	return INT64_MAX;
}

static const char *
skip_space(const char *at)
{
	return at + strspn(at, " \t\n");
}

/* The readers below return what follows, or NULL. */
static const char *
read_weekday(const char *at, int *out)
{
	static const char names[][4] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };

	for (int i = 0; i < 7; i++) {
		if (strncasecmp(at, names[i], 3) == 0) {
			*out = i;
			return at + 3;
		}
	}
	return NULL;
}

static const char *
read_clock(const char *at, int *out_min)
{
	static const char digits[] = "0123456789";
	int hour, minute;

	if (strspn(at, digits) != 2 || at[2] != ':' || strspn(at + 3, digits) != 2)
		return NULL;
	hour = (at[0] - '0') * 10 + at[1] - '0';
	minute = (at[3] - '0') * 10 + at[4] - '0';
	*out_min = hour * 60 + minute;
	return minute < 60 && *out_min <= DAY_MIN ? at + 5 : NULL;
}

/* "mon-fri 08:00-16:00" */
struct item {
	int first, last;                /* weekdays; last < first goes over Sunday */
	int from_min, to_min;           /* to < from goes over midnight */
};

static const char *
read_item(const char *at, struct item *out)
{
	at = read_weekday(skip_space(at), &out->first);
	if (at == NULL)
		return NULL;
	out->last = out->first;
	if (*at == '-' && (at = read_weekday(at + 1, &out->last)) == NULL)
		return NULL;
	if (*at != ' ' && *at != '\t')
		return NULL;
	at = read_clock(skip_space(at), &out->from_min);
	if (at == NULL || *at != '-' || (at = read_clock(at + 1, &out->to_min)) == NULL)
		return NULL;
	if (out->from_min == out->to_min || out->from_min == DAY_MIN)
		return NULL;
	return skip_space(at);
}

/* Writes the spans of one item behind the `n` there are; -1 when they do not fit. */
static int
add_item(const struct item *item, struct at_open_span *out, int n, int n_room)
{
	int n_days = (item->last - item->first + 7) % 7 + 1;
	bool over_midnight = item->to_min < item->from_min;
	int n_each = over_midnight && item->to_min > 0 ? 2 : 1;

	if (n + n_days * n_each > n_room)
		return -1;
	for (int i = 0; i < n_days; i++) {
		int weekday = (item->first + i) % 7;

		out[n++] = (struct at_open_span){ weekday, item->from_min,
			over_midnight ? DAY_MIN : item->to_min };
		if (n_each == 2)
			out[n++] = (struct at_open_span){ (weekday + 1) % 7, 0, item->to_min };
	}
	return n;
}

int
at_hours_parse(const char *text, struct at_open_span *out, int n_room, bool *always)
{
	const char *at = skip_space(text);
	int n = 0;

	*always = false;
	if (strncasecmp(at, "always", 6) == 0) {
		*always = *skip_space(at + 6) == '\0';
		return *always ? 0 : -1;
	}
	for (;;) {
		struct item item;

		at = read_item(at, &item);
		if (at == NULL || (*at != '\0' && *at != ','))
			return -1;
		n = add_item(&item, out, n, n_room);
		if (n < 0 || *at == '\0')
			return n;
		at++;
	}
}

bool
at_hours_overlap(const struct at_open_span *spans, int n)
{
	for (int i = 0; i < n; i++)
		for (int j = 0; j < i; j++)
			if (spans[i].weekday == spans[j].weekday
			    && spans[i].from_min < spans[j].to_min
			    && spans[j].from_min < spans[i].to_min)
				return true;
	return false;
}
