/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A rota against the questions it answers beforehand: at_cover_next() and at_cover_until(),
 * asked one by one, in many zones, weeks and years. */
#include "action/window.h"
#include "base/random.h"
#include "check.h"

enum { COVERS = 10, CLOSED = 70, DAY_MIN = 1440, CALENDARS = 200, QUESTIONS = 12,
    RANGE_DAYS = 150, EDGES = 3 };

/* Clocks that change by one hour or half of one, at two o'clock or at midnight, forwards in
 * spring or in the autumn, for a month of fasting, and by a whole day. */
static const char *const zones[] = { "Europe/Oslo", "America/New_York", "America/Havana",
	"Asia/Beirut", "Australia/Lord_Howe", "Africa/Casablanca", "Pacific/Apia", "Asia/Gaza",
	"Europe/Dublin", "UTC" };

struct calendar {
	struct at_cover cover[COVERS];
	struct at_open_span spans[COVERS];      /* one each, as at_cover_load() has it */
	struct at_date closed[CLOSED];
	struct at_covers covers;
	const char *zone_name;
	at_ms from, until;
};

static struct at_arena *arena;
static struct at_random seeded;

static int
set_up(void **state)
{
	(void)state;
	arena = at_arena_open();
	seeded = at_random_seeded(20261122);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	at_arena_close(arena);
	return 0;
}

/* 0 to n - 1 */
static int64_t
below(int64_t n)
{
	return (int64_t)(at_random_next(&seeded) % (uint64_t)n);
}

/* ---- calendars by chance -------------------------------------------------------------- */

/* On the hour, on any minute, or the whole day. */
static struct at_open_span
any_span(void)
{
	int step = below(2) == 0 ? 60 : 1, n = DAY_MIN / step;
	int from = (int)below(n), to = from + 1 + (int)below(n - from);

	if (below(6) == 0)
		return (struct at_open_span){ (int)below(7), 0, DAY_MIN };
	return (struct at_open_span){ (int)below(7), from * step, to * step };
}

/* Single days, or about two months in a row. */
static int
close_days(struct calendar *c, int64_t first)
{
	bool in_a_row = below(3) == 0;
	int n = in_a_row ? 50 + (int)below(CLOSED - 50) : (int)below(12);
	int64_t run = first + below(RANGE_DAYS / 2);

	for (int i = 0; i < n; i++)
		c->closed[i] = at_date_of_days(in_a_row ? run + i : first + below(RANGE_DAYS));
	return n;
}

static struct calendar *
any_calendar(void)
{
	struct calendar *c = AT_NEW(arena, struct calendar, 1);
	int64_t first = at_date_days((struct at_date){ 1985 + (int)below(75), 1, 1 }) + below(365);
	bool round = below(8) == 0;
	int n_closed = close_days(c, first);
	const struct at_zone *zone;

	c->zone_name = zones[below(AT_COUNT(zones))];
	CHECK_INT(AT_OK, at_zone_load(arena, c->zone_name, &zone, NULL));
	c->covers = (struct at_covers){ c->cover, round ? 7 : (int)below(COVERS + 1) };
	for (int i = 0; i < c->covers.n_covers; i++) {
		struct at_hours *hours = &c->cover[i].hours;

		c->spans[i] = round ? (struct at_open_span){ i, 0, DAY_MIN } : any_span();
		*hours = (struct at_hours){ .zone = zone, .spans = &c->spans[i], .n_spans = 1,
			.closed = c->closed, .n_closed = n_closed, .always = below(60) == 0 };
	}
	c->from = first * AT_DAY + below(AT_DAY);
	c->until = c->from + below(RANGE_DAYS * AT_DAY);
	return c;
}

/* Any moment of the range, or one within a millisecond of where somebody comes or goes, or
 * of two weeks before. */
static at_ms
any_moment(const struct calendar *c)
{
	at_ms at = c->from + below(c->until - c->from + 1), edge = at;

	if (below(2) == 0)
		edge = at_cover_next(&c->covers, at);
	if (edge < c->until && below(2) == 0)
		edge = at_cover_until(&c->covers, edge);
	edge = edge < c->until ? edge - 1 + below(EDGES) : at;
	if (below(4) == 0)
		edge -= 14 * AT_DAY;
	return edge < c->from || edge > c->until ? at : edge;
}

/* ---- the slow way --------------------------------------------------------------------- */

static bool
slowly_covered(const struct at_window *window, const struct at_covers *covers,
    struct at_window *out)
{
	const at_ms ahead = 2 * AT_HOUR;
	bool any = false;

	for (at_ms at = window->opens, until; at < window->closes; at = until) {
		at_ms from = at_cover_next(covers, at), last;

		if (from >= window->closes)
			break;
		until = at_cover_until(covers, from);
		if (until != INT64_MAX && until - from <= ahead)
			continue;
		last = until == INT64_MAX ? until : until - ahead;
		if (!any)
			out->opens = from;
		out->closes = last < window->closes ? last : window->closes;
		any = true;
	}
	return any && out->closes - out->opens >= 30 * AT_MINUTE;
}

/* ---- tests ---------------------------------------------------------------------------- */

static void
check_seen(const struct calendar *c, const struct at_rota *rota, at_ms at)
{
	struct at_stretch seen = at_rota_seen(rota, at_rota_first(rota, at), at);
	at_ms next = at_cover_next(&c->covers, at);
	at_ms until = next == INT64_MAX ? next : at_cover_until(&c->covers, next);

	/* What begins behind the end is not the rota's to tell. */
	if (next > c->until && seen.from > c->until)
		return;
	if (seen.from != next || seen.to != until)
		fail_msg("%s, %lld: from %lld to %lld, expected %lld to %lld", c->zone_name,
		    (long long)at, (long long)seen.from, (long long)seen.to, (long long)next,
		    (long long)until);
}

static void
check_window(const struct calendar *c, const struct at_rota *rota)
{
	at_ms a = any_moment(c), b = any_moment(c);
	struct at_window w = { a < b ? a : b, a < b ? b : a }, slow = w, quick = w;
	bool expected = slowly_covered(&w, &c->covers, &slow);

	CHECK_INT(expected, at_window_covered(&w, rota, &quick));
	if (expected && (quick.opens != slow.opens || quick.closes != slow.closes))
		fail_msg("%s, %lld to %lld: from %lld to %lld, expected %lld to %lld",
		    c->zone_name, (long long)w.opens, (long long)w.closes,
		    (long long)quick.opens, (long long)quick.closes, (long long)slow.opens,
		    (long long)slow.closes);
}

TEST(a_rota_says_what_its_covers_say_at_every_moment)
{
	(void)state_;
	for (int i = 0; i < CALENDARS; i++) {
		const struct calendar *c = any_calendar();
		struct at_rota rota = at_rota_make(arena, &c->covers, c->from, c->until);

		for (int k = 0; k < QUESTIONS; k++)
			check_seen(c, &rota, any_moment(c));
		check_seen(c, &rota, c->from);
		check_seen(c, &rota, c->until);
	}
}

TEST(a_window_is_cut_the_same_as_step_by_step)
{
	(void)state_;
	for (int i = 0; i < CALENDARS; i++) {
		const struct calendar *c = any_calendar();
		struct at_rota rota = at_rota_make(arena, &c->covers, c->from, c->until);

		for (int k = 0; k < QUESTIONS; k++)
			check_window(c, &rota);
	}
}

/* Samoa had no Friday, 30 December 2011: its hours fall on the Saturday. */
TEST(a_day_that_was_left_out_reaches_into_the_next)
{
	struct at_open_span friday = { 4, 600, 720 };
	struct at_cover cover = { .hours = { .spans = &friday, .n_spans = 1 } };
	struct at_covers covers = { &cover, 1 };
	struct at_rota rota;
	at_ms at;

	(void)state_;
	CHECK_INT(AT_OK, at_zone_load(arena, "Pacific/Apia", &cover.hours.zone, NULL));
	at = at_zone_instant(cover.hours.zone, (struct at_date){ 2011, 12, 31 }, 11, 0);
	rota = at_rota_make(arena, &covers, at, at);
	CHECK_INT(at, at_cover_next(&covers, at));
	CHECK_INT(at, at_rota_seen(&rota, 0, at).from);
	CHECK_INT(at + AT_HOUR, at_rota_seen(&rota, 0, at).to);
}

#define BY_CHANCE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

RUN_ALL(
    BY_CHANCE(a_rota_says_what_its_covers_say_at_every_moment),
    BY_CHANCE(a_window_is_cut_the_same_as_step_by_step),
    BY_CHANCE(a_day_that_was_left_out_reaches_into_the_next),
)
