/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "action/window.h"

static const at_ms before_start = 24 * AT_HOUR, after_start = 15 * AT_MINUTE,
    after_end = 48 * AT_HOUR, before_next = AT_SEAL_LIFTS_BEFORE, parent_lasts = 7 * AT_DAY,
    cover_ahead = 2 * AT_HOUR, reminds_before = 3 * AT_HOUR, late_lasts = 14 * AT_DAY;

enum { REMINDS_DAYS = 1, REMINDS_DAYS_OF_A_WEEK = 3 };

static at_ms
earlier(at_ms a, at_ms b)
{
	return a < b ? a : b;
}

/* The end of an after-session window on the client's side. */
static at_ms
client_closes(const struct at_session *session, const struct at_session *next)
{
	at_ms closes = session->ends + after_end;

	return next == NULL ? closes : earlier(closes, next->starts - before_next);
}

struct at_window
at_window_of(const char *when, const char *form, const struct at_session *session,
    const struct at_session *next, const struct at_hours *hours, at_ms now)
{
	struct at_window w;

	if (session == NULL)
		w = (struct at_window){ now, now + after_end };
	else if (strcmp(when, "before") == 0)
		w = (struct at_window){ session->starts - before_start,
			session->starts + after_start };
	else
		w = (struct at_window){ session->ends, client_closes(session, next) };

	if (strcmp(form, "parent") == 0)
		w.closes = w.opens + parent_lasts;
	else if (strcmp(form, "therapist") == 0 && session != NULL)
		w.closes = at_hours_end_of_next_day(hours, session->ends);
	if (w.closes == INT64_MAX)
		w.closes = w.opens + after_end;
	if (w.closes - w.opens < AT_WINDOW_LEAST)
		w.closes = w.opens + AT_WINDOW_LEAST;
	return w;
}

bool
at_window_covered(const struct at_window *window, const struct at_rota *rota,
    struct at_window *out)
{
	struct at_window w = { 0, 0 };
	at_ms at = window->opens;

	for (int i = at_rota_first(rota, at); at < window->closes; i++) {
		struct at_stretch s = at_rota_seen(rota, i, at);

		if (s.from >= window->closes)
			break;
		if (s.to == INT64_MAX || s.to - s.from > cover_ahead) {
			if (w.closes == 0)
				w.opens = s.from;
			w.closes = s.to == INT64_MAX ? window->closes
			    : earlier(window->closes, s.to - cover_ahead);
		}
		at = s.to;
	}
	if (w.closes - w.opens < AT_WINDOW_LEAST)
		return false;
	*out = w;
	return true;
}

static at_ms
days_later(at_ms at, int days, const struct at_zone *zone)
{
	struct at_local local = at_zone_local(zone, at);
	struct at_date date = at_date_of_days(at_date_days(local.date) + days);

	return at_zone_instant(zone, date, local.hour, local.minute) + local.second * AT_SECOND;
}

struct at_window
at_window_later(const struct at_window *window, int days, const struct at_zone *zone)
{
	return (struct at_window){ days_later(window->opens, days, zone),
		days_later(window->closes, days, zone) };
}

at_ms
at_window_reminds(const char *when, const char *form, const struct at_window *window,
    const struct at_session *session, const struct at_zone *zone)
{
	bool week = window->closes - window->opens > 4 * AT_DAY;
	at_ms at;

	if (strcmp(form, "therapist") == 0)
		return 0;
	if (strcmp(when, "before") == 0 && session != NULL)
		at = session->starts - reminds_before;
	else
		at = days_later(window->opens, week ? REMINDS_DAYS_OF_A_WEEK : REMINDS_DAYS,
		    zone);
	return at > window->opens && at < window->closes ? at : 0;
}

at_ms
at_window_taken_until(const char *form, at_ms closes, const struct at_session *next)
{
	at_ms until = closes + late_lasts;

	if (strcmp(form, "therapist") != 0)
		return closes;
	if (next != NULL)
		until = earlier(until, next->starts);
	return until > closes ? until : closes;
}

/* From when on nothing is waited for on a side. */
static at_ms
done_at(const struct at_side *side)
{
	return !side->due || side->in ? INT64_MIN : side->closes;
}

at_ms
at_seal_lifts(const struct at_side *client, const struct at_side *therapist,
    const struct at_session *session, const struct at_session *next)
{
	at_ms one = done_at(client), other = done_at(therapist);
	at_ms lifts = one > other ? one : other;

	if (next == NULL || next->starts - before_next - session->ends < AT_WINDOW_LEAST)
		return lifts;
	return earlier(lifts, next->starts - before_next);
}

bool
at_seal_lifted(const struct at_side *client, const struct at_side *therapist,
    const struct at_session *session, const struct at_session *next, at_ms now)
{
	return now >= at_seal_lifts(client, therapist, session, next);
}

const struct at_session *
at_session_next(const struct at_session *sessions, int n, at_ms now)
{
	for (int i = 0; i < n; i++)
		if (sessions[i].ends > now && strcmp(sessions[i].state, "planned") == 0)
			return &sessions[i];
	return NULL;
}
