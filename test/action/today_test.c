/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The day list: its order, its reasons, and that a line kept says what a new one would. */
#include <stdlib.h>

#include "action/client_view.h"
#include "action/said.h"
#include "action/today.h"
#include "action/together.h"
#include "base/buffer.h"
#include "base/split.h"
#include "store/day.h"
#include "support/world.h"

static const char *const needs[] = {
	"safety", "said", "words", "not-formed", "drop", "track", "overdue", "none",
};
static const char *const reasons[AT_REASON_KINDS] = {
	"safety", "unsaid", "strain", "words", "not-formed", "own-strain", "unnoticed", "drop",
	"item-drop", "top-lost", "silent", "worse", "off-track", "slipping",
	"near-limit", "stalled", "own-card", "client-card",
};

/* ---- what happened ----------------------------------------------------------- */

/* One client's story as it goes on. */
struct story {
	struct world *w;
	at_id client, session;
	int number;                     /* of the hour */
	const char *day;                /* "2026-11-24" */
	int n_browsers;
};

static const char *
all_answers(struct story *s, int code)
{
	return at_printf(s->w->s->arena, "ease=%d understood=%d worth=%d real=%d bond=%d share=%d"
	    " goal=%d way=%d step=%d", code, code, code, code, code, code, code, code, code);
}

/* The state of the hour that begins with the next word, if it says one. */
static const char *
state_of(const struct at_parts *words, int i)
{
	static const char *const states[] = { "missed", "cancelled", "planned" };

	for (size_t k = 0; i < words->n && k < sizeof states / sizeof states[0]; k++)
		if (strcmp(words->at[i], states[k]) == 0)
			return states[k];
	return "attended";
}

static void
begin_hour(struct story *s, const char *day, const char *state)
{
	s->day = at_printf(s->w->s->arena, "2026-%s", day);
	world_clock(s->w, at_printf(s->w->s->arena, "%s 08:00", s->day));
	s->session = world_add_session(s->w, &s->w->a, s->client,
	    at_printf(s->w->s->arena, "%s 08:30", s->day), 60, "planned");
	s->number++;
	world_clock(s->w, at_printf(s->w->s->arena, "%s 09:45", s->day));
	world_as_operator(s->w, &s->w->a);
	if (strcmp(state, "planned") != 0)
		CHECK_OK(s->w->s, at_action_session_set(s->w->call, s->client, s->number, state));
}

static void
plan_hour(struct story *s, const char *when)
{
	char *text = at_printf(s->w->s->arena, "2026-%s", when);

	*strchr(text, '@') = ' ';
	world_add_session(s->w, &s->w->a, s->client, text, 60, "planned");
}

/* "6+small+words" */
static void
send_card(struct story *s, const char *form, const char *word)
{
	struct world_link link = world_link(s->w, &s->w->a, s->client, "session", form, s->number);
	struct world_browser browser = world_browser(++s->n_browsers);
	struct at_parts parts = at_split(s->w->s->arena, word, "+");
	struct at_buffer inputs = at_buffer_init(s->w->s->arena);

	if (parts.n == 0)
		return;                 /* asked, and not answered */
	at_buffer_text(&inputs, all_answers(s, atoi(parts.at[0])));
	for (int i = 1; i < parts.n; i++)
		if (strcmp(parts.at[i], "words") == 0)
			at_buffer_text(&inputs, " words=a_few_words");
		else if (strcmp(parts.at[i], "numbers") == 0)
			at_buffer_text(&inputs, " ratings=numbers");
		else if (strcmp(parts.at[i], "other") == 0)
			at_buffer_text(&inputs, " said=other");
		else
			at_buffer_printf(&inputs, " strain=%s", parts.at[i]);
	if (form != NULL)
		world_as(s->w, &s->w->a, WORLD_THERAPIST);
	world_send(s->w, &link, &browser, at_buffer_string(&inputs));
}

/* What is asked before the hour. */
static void
send_before(struct story *s, const char *instrument, const char *inputs)
{
	struct world_link link;
	struct world_browser browser = world_browser(++s->n_browsers);

	world_clock(s->w, at_printf(s->w->s->arena, "%s 08:00", s->day));
	link = world_link(s->w, &s->w->a, s->client, instrument, NULL, s->number);
	world_send(s->w, &link, &browser, inputs);
	world_clock(s->w, at_printf(s->w->s->arena, "%s 09:45", s->day));
}

static void
send_measure(struct story *s, const char *word)
{
	struct at_buffer inputs = at_buffer_init(s->w->s->arena);
	int sum = atoi(word);

	for (int i = 1; i <= 8; i++) {
		int code = sum > 3 ? 3 : sum;

		at_buffer_printf(&inputs, "%d=%d ", i, code);
		sum -= code;
	}
	at_buffer_printf(&inputs, "9=%d 10=0", strcmp(word, "+risk") == 0 ? 1 : 0);
	send_before(s, "phq-9", at_buffer_string(&inputs));
}

static void
decline(struct story *s)
{
	struct world_link link = world_link(s->w, &s->w->a, s->client, "session", NULL, s->number);
	struct world_browser browser = world_browser(++s->n_browsers);
	struct at_form_view view;
	struct at_form_result result;

	world_begin(s->w, &link, &browser, &view);
	CHECK_OK(s->w->s, world_post(s->w, link.due, &browser, AT_FORM_DECLINE, "", &result));
}

static void
set_aside(struct story *s)
{
	struct at_history h;
	struct at_kept_flag *flags;
	int n;

	world_as(s->w, &s->w->a, WORLD_THERAPIST);
	CHECK_OK(s->w->s, at_history_open(s->w->call, s->client, AT_RES_CLIENT, AT_VIEW, &h));
	CHECK_OK(s->w->s, at_history_read(s->w->call, &h));
	CHECK_OK(s->w->s, at_worth_judge(s->w->call, &h, &flags, &n));
	CHECK(n > 0);
	for (int i = 0; i < n; i++)
		CHECK_OK(s->w->s, at_action_flag_handle(s->w->call, flags[i].id, "aside", "why"));
}

static void
tell(struct story *s, const struct at_parts *words)
{
	for (int i = 0; i < words->n; i++) {
		const char *word = words->at[i];

		if (word[0] >= '0' && word[0] <= '9')
			begin_hour(s, word, state_of(words, i + 1));
		else if (word[0] == '>')
			plan_hour(s, word + 1);
		else if (word[0] == 'c' && strcmp(word, "cancelled") != 0)
			send_card(s, NULL, word + 1);
		else if (word[0] == 't')
			send_card(s, "therapist", word + 1);
		else if (word[0] == 'p' && strcmp(word, "planned") != 0)
			send_measure(s, word + 1);
		else if (strcmp(word, "declined") == 0)
			decline(s);
		else if (strcmp(word, "us") == 0)
			send_before(s, "before", "days=4 agenda=us");
		else if (strcmp(word, "words-b") == 0)
			send_before(s, "before", "days=4 words=a_few_words");
		else if (strcmp(word, "aside") == 0)
			set_aside(s);
		else if (strcmp(word, "read") == 0) {
			world_as(s->w, &s->w->a, WORLD_THERAPIST);
			CHECK_OK(s->w->s, at_action_said_open(s->w->call, s->client, s->session));
		}
	}
}

/* ---- what the list says ------------------------------------------------------ */

static const char *
reasons_of(struct world *w, const struct at_today_row *row)
{
	struct at_buffer out = at_buffer_init(w->s->arena);

	for (int i = 0; i < row->line.n_reasons; i++)
		at_buffer_printf(&out, "%s%s", i > 0 ? " " : "",
		    reasons[row->line.reasons[i].kind]);
	return row->line.n_reasons == 0 ? "-" : at_buffer_string(&out);
}

/* "name | need | why", one a line: the whole list. */
static const char *
list_of(struct world *w)
{
	struct at_buffer out = at_buffer_init(w->s->arena);
	struct at_today_view view;

	world_clock(w, "2026-11-24 10:00");
	world_as(w, &w->a, WORLD_THERAPIST);
	CHECK_OK(w->s, at_action_today(w->call, &view));
	for (int i = 0; i < view.n_rows; i++)
		if (strchr(view.rows[i].name, ' ') == NULL)     /* not the world's own */
			at_buffer_printf(&out, "%s | %s | %s\n", view.rows[i].name,
			    needs[view.rows[i].need], reasons_of(w, &view.rows[i]));
	return at_buffer_string(&out);
}

/* Cuts spaces at both ends. */
static const char *
trim(struct world *w, const char *text)
{
	size_t n;

	text += strspn(text, " ");
	n = strlen(text);
	while (n > 0 && text[n - 1] == ' ')
		n--;
	return at_strndup(w->s->arena, text, n);
}

/* The rows of the table, each told; what the list must say. */
static const char *
tell_all(struct world *w)
{
	struct at_parts lines = at_split(w->s->arena, world_read_cases(w, "test/cases/today.txt"),
	    "\n");
	struct at_buffer expected = at_buffer_init(w->s->arena);

	for (int i = 0; i < lines.n; i++) {
		struct at_parts cells = at_split(w->s->arena, lines.at[i], "|");
		struct at_parts words;
		struct story story = { .w = w };

		if (lines.at[i][0] == '#')
			continue;
		CHECK_INT(4, cells.n);
		world_clock(w, "2026-10-01 08:00");
		story.client = world_add_client(w, &w->a, trim(w, cells.at[0]));
		story.n_browsers = 100 * i;
		words = at_split(w->s->arena, cells.at[1], " ");
		tell(&story, &words);
		at_buffer_printf(&expected, "%s | %s | %s\n", trim(w, cells.at[0]),
		    trim(w, cells.at[2]), trim(w, cells.at[3]));
	}
	return at_buffer_string(&expected);
}

TEST(the_list_is_in_the_order_of_need_with_every_reason)
{
	struct world *w = world_open(support_begin(state_), false);
	const char *expected = tell_all(w);

	CHECK_TEXT(expected, list_of(w));
	CHECK_TEXT(expected, list_of(w));       /* from kept lines */
	world_script(w, "DELETE FROM day_line");
	CHECK_TEXT(expected, list_of(w));       /* and anew */
}

/* ---- lines that are kept ------------------------------------------------------ */

/* A client with an hour on 24 November, told as in the table. */
static struct story
somebody(struct world *w, const char *what)
{
	struct story s = { .w = w };
	struct at_parts words = at_split(w->s->arena, what, " ");

	world_clock(w, "2026-10-01 08:00");
	s.client = world_add_client(w, &w->a, "Somebody");
	tell(&s, &words);
	return s;
}

/* "need: reasons" of the client, as `role` sees the list at `when`; "-": not on it. */
static const char *
told(struct story *s, enum world_role role, const char *when)
{
	struct at_today_view view;

	world_clock(s->w, when);
	world_as(s->w, &s->w->a, role);
	CHECK_OK(s->w->s, at_action_today(s->w->call, &view));
	for (int i = 0; i < view.n_rows + view.n_supervised; i++) {
		const struct at_today_row *row = i < view.n_rows ? &view.rows[i]
		    : &view.supervised[i - view.n_rows];

		if (row->client == s->client)
			return at_printf(s->w->s->arena, "%s: %s", needs[row->need],
			    reasons_of(s->w, row));
	}
	return "-";
}

static int64_t
n_kept(struct story *s)
{
	return world_count(s->w, "SELECT count(*) FROM day_line WHERE client = $1"
	    " AND made = changes", s->client);
}

TEST(a_line_holds_until_something_happens)
{
	struct world *w = world_open(support_begin(state_), false);
	struct story s = somebody(w, "11-17 c6 t6");
	struct at_client_view view;

	CHECK_INT(0, n_kept(&s));
	CHECK_TEXT("none: -", told(&s, WORLD_THERAPIST, "2026-11-24 10:00"));
	CHECK_INT(1, n_kept(&s));
	CHECK_OK(w->s, at_action_view_client(w->call, s.client, &view));
	CHECK_INT(0, n_kept(&s));
	CHECK_TEXT("none: -", told(&s, WORLD_THERAPIST, "2026-11-24 10:00"));
	CHECK_INT(1, n_kept(&s));
	begin_hour(&s, "11-24", "attended");
	send_card(&s, NULL, "6+clear");
	CHECK_TEXT("said: unsaid own-card", told(&s, WORLD_THERAPIST, "2026-11-24 10:00"));
	tell(&s, &(struct at_parts){ (const char *[]){ "read" }, 1 });
	CHECK_TEXT("said: strain own-card", told(&s, WORLD_THERAPIST, "2026-11-24 10:00"));
	tell(&s, &(struct at_parts){ (const char *[]){ "aside" }, 1 });
	CHECK_TEXT("overdue: own-card", told(&s, WORLD_THERAPIST, "2026-11-24 10:00"));
}

TEST(a_line_holds_until_the_clock_alone_changes_it)
{
	struct world *w = world_open(support_begin(state_), false);
	struct story s = somebody(w, "11-03 c6 t6 11-10 c6 t6 11-24 c4 t >12-01@08:30");

	CHECK_TEXT("overdue: own-card", told(&s, WORLD_THERAPIST, "2026-11-24 10:00"));
	CHECK_TEXT("overdue: own-card", told(&s, WORLD_THERAPIST, "2026-11-25 15:59"));
	CHECK_TEXT("drop: drop own-card", told(&s, WORLD_THERAPIST, "2026-11-25 16:00"));
}

/* Something happens between reading what a line is made from and keeping it. */
TEST(a_change_while_a_line_is_made_is_not_lost)
{
	struct world *w = world_open(support_begin(state_), false);
	struct story s = somebody(w, "11-17 c6 t6");
	struct at_db *db = support_db(w->s);
	struct at_day_line *lines;
	int n;

	told(&s, WORLD_THERAPIST, "2026-11-24 10:00");
	CHECK_OK(w->s, at_day_lines(w->s->arena, db, w->a.org, w->a.staff[WORLD_THERAPIST],
	    w->call->now, &lines, &n, &w->s->err));
	while (n > 0 && lines->client.id != s.client)
		lines++, n--;
	CHECK(n > 0 && lines->packed.n_bytes > 0);
	CHECK_OK(w->s, at_day_touch(db, w->a.org, s.client, &w->s->err));
	CHECK_OK(w->s, at_day_keep(db, lines, INT64_MAX, &w->s->err));
	CHECK_INT(0, n_kept(&s));
	at_db_close(db);
}

TEST(a_line_comes_back_from_its_bytes_and_nothing_else_is_one)
{
	struct at_arena *arena = at_arena_open();
	struct at_line line = { .last = { 7, 9, 1000, 2000, 3, true }, .n_hours = 2,
		.client = { 5.5, NAN }, .own = { NAN, 6.25 }, .client_card = AT_LINE_SEALED,
		.n_reasons = 1, .reasons = { { AT_REASON_DROP, 9, 4.2, 5.9 } }, .n_cards = 1,
		.cards = { { 11, 9, 3000 } }, .measure = "phq-9", .flags_released = true };
	struct at_bytes packed = at_line_pack(arena, &line);
	struct at_line got;

	(void)state_;
	CHECK(at_line_unpack(packed, &got));
	CHECK_INT(9, got.last.number);
	CHECK(got.last.planned && got.flags_released && isnan(got.client[1]));
	CHECK_NEAR(6.25, got.own[1], 0);
	CHECK_INT(AT_REASON_DROP, got.reasons[0].kind);
	CHECK_NEAR(5.9, got.reasons[0].b, 0);
	CHECK_INT(3000, got.cards[0].closes);
	CHECK_TEXT("phq-9", got.measure);
	for (size_t n = 0; n < packed.n_bytes; n++)
		CHECK(!at_line_unpack((struct at_bytes){ packed.bytes, n }, &got));
	at_arena_close(arena);
}

/* ---- who sees it -------------------------------------------------------------- */

TEST(a_supervisor_sees_safety_answers_and_released_flags_and_nothing_else)
{
	struct world *w = world_open(support_begin(state_), false);
	struct story s = somebody(w, "11-03 c6 t6 11-10 c6 t6 11-17 c4+words t6 >11-27@08:30");
	struct story risk = somebody(w, "11-17 c6+words t6 p+risk");

	CHECK_TEXT("words: words drop", told(&s, WORLD_THERAPIST, "2026-11-24 10:00"));
	CHECK_TEXT("-", told(&s, WORLD_SUPERVISOR, "2026-11-24 10:00"));
	CHECK_TEXT("safety: -", told(&risk, WORLD_SUPERVISOR, "2026-11-24 10:00"));
	CHECK_TEXT("-", told(&s, WORLD_OTHER, "2026-11-24 10:00"));
	CHECK_TEXT("-", told(&s, WORLD_COVER, "2026-11-24 10:00"));
	world_as(w, &w->a, WORLD_THERAPIST);
	CHECK_OK(w->s, at_action_release(w->call, s.client, "flags", true));
	CHECK_TEXT("drop: drop", told(&s, WORLD_SUPERVISOR, "2026-11-24 10:00"));
	world_as(w, &w->a, WORLD_THERAPIST);
	CHECK_OK(w->s, at_action_release(w->call, s.client, "flags", false));
	CHECK_TEXT("-", told(&s, WORLD_SUPERVISOR, "2026-11-24 10:00"));
}

/* The next therapist begins anew: the list tells nothing of what was with the former. */
TEST(a_change_of_therapist_leaves_the_list_of_one_and_comes_to_the_other)
{
	struct world *w = world_open(support_begin(state_), false);
	struct story s = somebody(w, "11-03 c6 t6 11-10 c6 t6 11-17 c4+words t6");

	CHECK_TEXT("words: words drop", told(&s, WORLD_THERAPIST, "2026-11-24 10:00"));
	world_as_operator(w, &w->a);
	CHECK_OK(w->s, at_action_change_therapist(w->call, s.client, "tor"));
	CHECK_TEXT("-", told(&s, WORLD_THERAPIST, "2026-11-24 10:01"));
	CHECK_TEXT("none: -", told(&s, WORLD_NEXT, "2026-11-24 10:01"));
}

RUN_ALL(
    RUN_BOTH(the_list_is_in_the_order_of_need_with_every_reason),
    RUN_BOTH(a_line_holds_until_something_happens),
    RUN_BOTH(a_line_holds_until_the_clock_alone_changes_it),
    RUN_BOTH(a_change_while_a_line_is_made_is_not_lost),
    RUN(a_line_comes_back_from_its_bytes_and_nothing_else_is_one),
    RUN_BOTH(a_supervisor_sees_safety_answers_and_released_flags_and_nothing_else),
    RUN_BOTH(a_change_of_therapist_leaves_the_list_of_one_and_comes_to_the_other))
