/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Own pages: every row of test/cases/own.txt, coming in by address and PIN, the waits after
 * wrong ones, and what can be chosen there. */
#include "action/own_page.h"
#include "action/own_sheet.h"
#include "action/consent.h"
#include "action/planning.h"
#include "action/together.h"
#include "base/buffer.h"
#include "support/world.h"

static const char pin[] = "483 917", new_pin[] = "a few quiet words", peer[] = "192.0.2.7";

struct scene {
	struct world *w;
	struct at_own_of of[2];         /* the client's, the parent's */
	at_id related;
	const char *token[2];
};

static const char sql_related[] = "SELECT id FROM related WHERE client = $1";

/* A teenager and a parent, both with an address. */
static struct scene
scene_open(void **state)
{
	struct scene s = { .w = world_open(support_begin(state), false) };

	world_as(s.w, &s.w->a, WORLD_THERAPIST);
	s.related = world_count(s.w, sql_related, s.w->a.teen);
	for (int i = 0; i < 2; i++) {
		struct at_own_address address;

		s.of[i] = (struct at_own_of){ s.w->a.teen, i == 1 };
		CHECK_OK(s.w->s, at_action_own_make(s.w->call, &s.of[i], &address));
		CHECK(!address.has_pin && address.made == s.w->call->now);
		s.token[i] = address.token;
	}
	return s;
}

static void
as_own(struct world *w, at_id client, at_id related)
{
	w->who = (struct at_who){ .subjects = related == 0 ? AT_CLIENT : AT_PARENT,
		.org = w->a.org, .name = "", .client = client, .related = related };
}

static void
set_pin(struct scene *s, int whose, const char *to)
{
	world_as(s->w, &s->w->a, WORLD_THERAPIST);
	CHECK_OK(s->w->s, at_action_own_pin(s->w->call, &s->of[whose], to, to));
}

static enum at_status
enter(struct scene *s, const char *token, const char *typed, const char *from,
    struct at_own_entered *in)
{
	enum at_status st;

	world_as_public(s->w);
	world_clear(s->w);
	st = at_action_own_enter(s->w->call, token, typed, from, in);
	return st;
}

/* ---- the table --------------------------------------------------------------- */

enum { CELLS = 5 };

struct row {
	struct world *w;
	at_id client;
	const char *place;
	char *cells[CELLS];
	int n_wrong;
};

static void
send(struct row *row, char what, const char *choice)
{
	struct world *w = row->w;
	const char *form = what == 'p' ? "parent" : what == 'g' ? "client"
	    : what == 'c' || what == 'C' ? "teen" : "therapist";
	const char *id = what == 'g' ? "gad-7" : what == 'r' ? "reaction" : "session";
	char n = what == 't' ? '2' : '7';
	const char *ratings = at_printf(w->s->arena, "understood=%c bond=%c share=%c goal=%c "
	    "way=%c step=%c ease=%c worth=%c real=%c", n, n, n, n, n, n, n, n, n);
	struct world_browser browser = world_browser(what);
	struct world_link link = world_link(w, &w->a, row->client, id, form, 1);
	struct at_form_view view;

	if (what == 't' || what == 'r') {
		struct at_form_result result;

		world_as(w, &w->a, WORLD_THERAPIST);
		CHECK_OK(w->s, at_action_begin_own(w->call, link.due, "en", browser.hash, &view));
		CHECK_OK(w->s, world_post(w, link.due, &browser, AT_FORM_NEXT,
		    what == 't' ? ratings : "", &result));
		return;
	}
	if (what == 'g')
		world_send(w, &link, &browser, "1=1 2=1 3=1 4=1 5=1 6=1 7=1");
	else if (what == 'p')
		world_send(w, &link, &browser, at_printf(w->s->arena, "%s words=mine", ratings));
	else
		world_send(w, &link, &browser, at_printf(w->s->arena, "%s words=mine %s%s",
		    ratings, choice, what == 'C' ? " said=other" : ""));
}

/* "OT:cTw" of whoever asks now. */
static const char *
found(struct row *row)
{
	struct world *w = row->w;
	struct at_buffer out = at_buffer_init(w->s->arena);
	struct at_own_view view;
	struct at_own_sheet *sheets;
	struct at_own_frame frame;
	int n;

	CHECK_OK(w->s, at_action_own_view(w->call, &view));
	for (int i = 0; i < view.n_hours; i++) {
		CHECK(isnan(view.hours[i].own) || view.hours[i].own == 7);
		CHECK(isnan(view.hours[i].therapist) || view.hours[i].therapist == 2);
		at_buffer_text(&out, isnan(view.hours[i].own) ? "" : "O");
		at_buffer_text(&out, isnan(view.hours[i].therapist) ? "" : "T");
	}
	CHECK_OK(w->s, at_action_own_sheets(w->call, false, &sheets, &n, &frame));
	CHECK_INT(view.n_rows, n);
	if (n > 0)
		at_buffer_byte(&out, ':');
	for (int i = 0; i < n; i++) {
		at_buffer_text(&out, strcmp(sheets[i].instrument, "gad-7") == 0 ? "g"
		    : sheets[i].ratings == NULL ? "p" : "c");
		at_buffer_text(&out, sheets[i].together ? "T" : "");
		for (int k = 0; k < sheets[i].n_lines; k++)
			at_buffer_text(&out, strcmp(sheets[i].lines[k].answer, "mine") == 0
			    ? "w" : "");
	}
	for (int i = 0; i < view.n_courses; i++)
		CHECK(view.courses[i].expected.model == 0
		    && at_outcome_newest(&view.courses[i]) == NULL);
	return out.n_bytes == 0 ? "-" : at_buffer_string(&out);
}

static void
expect(struct row *row, const char *who, const char *expected)
{
	const char *got = found(row);

	if (strcmp(got, expected) == 0)
		return;
	print_error("%s: the %s finds \"%s\", expected \"%s\"\n", row->place, who, got, expected);
	row->n_wrong++;
}

static void
run_row(struct row *row)
{
	static const char order[] = "cCptr";
	struct world *w = row->w;
	char *ratings = row->cells[2], *when = strchr(ratings, ' ');
	const struct at_new_client new = { .name = "Nor Teen", .site = "main",
		.therapist = "ada", .form = "teen", .parent = "Pat", .from = 1 };
	at_id session;

	*when++ = '\0';
	world_clock(w, "2026-11-24 08:25");
	world_as_operator(w, &w->a);
	CHECK_OK(w->s, at_action_client_add(w->call, &new, &row->client));
	session = world_add_session(w, &w->a, row->client, "2026-11-24 08:30", 60, "planned");
	if (strchr(row->cells[0], 'g') != NULL)
		send(row, 'g', "");
	world_clock(w, "2026-11-24 09:45");
	for (size_t i = 0; order[i] != '\0'; i++)
		if (strchr(row->cells[0], order[i]) != NULL)
			send(row, order[i], at_printf(w->s->arena, "ratings=%s when=%s", ratings,
			    when));
	world_clock(w, "2026-11-24 11:00");
	world_as(w, &w->a, WORLD_THERAPIST);
	if (strcmp(row->cells[1], "yes") == 0)
		CHECK_OK(w->s, at_action_open_together(w->call, row->client, session));
	as_own(w, row->client, 0);
	expect(row, "client", row->cells[3]);
	as_own(w, row->client, world_count(w, sql_related, row->client));
	expect(row, "parent", row->cells[4]);
}

static char *
trimmed(char *text)
{
	size_t n;

	text += strspn(text, " ");
	n = strlen(text);
	while (n > 0 && text[n - 1] == ' ')
		text[--n] = '\0';
	return text;
}

TEST(own_pages_hold_what_is_written)
{
	struct world *w = world_open(support_begin(state_), false);
	char *text = at_strdup(w->s->arena, world_read_cases(w, "test/cases/own.txt"));
	struct row row = { .w = w };
	char *line, *rest;
	int n = 0;

	for (line = strtok_r(text, "\n", &rest); line != NULL; line = strtok_r(NULL, "\n", &rest)) {
		char *cell, *more;
		int i = 0;

		if (line[0] == '#')
			continue;
		row.place = at_strdup(w->s->arena, line);
		for (cell = strtok_r(line, "|", &more); cell != NULL && i < CELLS;
		    cell = strtok_r(NULL, "|", &more))
			row.cells[i++] = trimmed(cell);
		CHECK_INT(CELLS, i);
		run_row(&row);
		n++;
	}
	CHECK(n > 15);
	CHECK_INT(0, row.n_wrong);
}

/* ---- coming in ----------------------------------------------------------------- */

TEST(an_address_opens_with_its_pin_and_with_nothing_else)
{
	struct scene s = scene_open(state_);
	struct at_own_entered in;
	struct at_who who;
	const char *lang, *why;

	/* No PIN yet, another's address, no address at all: the same words. */
	CHECK_INT(AT_DENIED, enter(&s, s.token[0], pin, peer, &in));
	why = at_strdup(s.w->s->arena, s.w->call->err->text);
	set_pin(&s, 0, pin);
	CHECK_INT(AT_DENIED, enter(&s, s.token[1], pin, peer, &in));
	CHECK_TEXT(why, s.w->call->err->text);
	CHECK_INT(AT_DENIED, enter(&s, "AAAAAAAAAAAAAAAAAAAAAA", pin, peer, &in));
	CHECK_TEXT(why, s.w->call->err->text);
	CHECK_INT(AT_DENIED, enter(&s, s.token[0], "483918", peer, &in));
	CHECK_TEXT(why, s.w->call->err->text);

	CHECK_INT(AT_OK, enter(&s, s.token[0], "483-917", peer, &in));
	CHECK_OK(s.w->s, at_action_own_who(s.w->call, in.cookie, &who, &lang));
	CHECK_INT(AT_CLIENT, who.subjects);
	CHECK(who.client == s.w->a.teen && who.related == 0 && who.org == s.w->a.org);
	CHECK_INT(1, world_count(s.w, "SELECT count(*) FROM audit WHERE client = $1"
	    " AND verb = 'sign-in' AND subject = 'client'", s.w->a.teen));
	CHECK_INT(2, world_count(s.w, "SELECT count(*) FROM audit WHERE client = $1"
	    " AND verb = 'sign-in-failed' AND resource = 'own-page'", s.w->a.teen) - 1);
}

TEST(a_parent_comes_in_as_a_parent)
{
	struct scene s = scene_open(state_);
	struct at_own_entered in;
	struct at_own_choices choices;
	struct at_who who;
	const char *lang;

	set_pin(&s, 1, pin);
	CHECK_INT(AT_OK, enter(&s, s.token[1], pin, peer, &in));
	CHECK_OK(s.w->s, at_action_own_who(s.w->call, in.cookie, &who, &lang));
	CHECK_INT(AT_PARENT, who.subjects);
	CHECK(who.client == s.w->a.teen && who.related == s.related);
	s.w->who = who;
	CHECK_INT(AT_DENIED, at_action_own_choices(s.w->call, &choices));
	world_clear(s.w);
	CHECK_INT(AT_DENIED, at_action_measuring(s.w->call, s.w->call->who->client, false));
}

TEST(a_browser_is_signed_out_when_idle_when_old_and_when_the_pin_is_new)
{
	struct scene s = scene_open(state_);
	struct at_call *call = s.w->call;
	struct at_own_entered in, other;
	struct at_who who;
	const char *lang;
	at_ms began;

	set_pin(&s, 0, pin);
	CHECK_INT(AT_OK, enter(&s, s.token[0], pin, peer, &in));
	began = call->now;
	for (; call->now < began + 12 * AT_HOUR; call->now += 15 * AT_MINUTE)
		CHECK_OK(s.w->s, at_action_own_who(call, in.cookie, &who, &lang));
	CHECK_OK(s.w->s, at_action_own_who(call, in.cookie, &who, &lang));
	call->now = began + 12 * AT_HOUR + 1;
	CHECK_INT(AT_NOT_FOUND, at_action_own_who(call, in.cookie, &who, &lang));

	CHECK_INT(AT_OK, enter(&s, s.token[0], pin, peer, &in));
	call->now += 15 * AT_MINUTE;
	CHECK_OK(s.w->s, at_action_own_who(call, in.cookie, &who, &lang));
	call->now += 15 * AT_MINUTE + 1;
	CHECK_INT(AT_NOT_FOUND, at_action_own_who(call, in.cookie, &who, &lang));

	CHECK_INT(AT_OK, enter(&s, s.token[0], pin, peer, &in));
	set_pin(&s, 0, new_pin);
	CHECK_INT(AT_NOT_FOUND, at_action_own_who(call, in.cookie, &who, &lang));
	CHECK_INT(AT_DENIED, enter(&s, s.token[0], pin, peer, &other));
	CHECK_INT(AT_OK, enter(&s, s.token[0], new_pin, peer, &other));
	CHECK_OK(s.w->s, at_action_own_who(call, other.cookie, &who, &lang));
}

TEST(a_new_address_ends_the_old_one)
{
	struct scene s = scene_open(state_);
	struct at_own_address address;
	struct at_own_entered in;
	struct at_who who;
	const char *lang;

	set_pin(&s, 0, pin);
	CHECK_INT(AT_OK, enter(&s, s.token[0], pin, peer, &in));
	world_as(s.w, &s.w->a, WORLD_THERAPIST);
	CHECK_OK(s.w->s, at_action_own_make(s.w->call, &s.of[0], &address));
	CHECK(!address.has_pin);
	CHECK_INT(AT_NOT_FOUND, at_action_own_who(s.w->call, in.cookie, &who, &lang));
	CHECK_INT(AT_DENIED, enter(&s, s.token[0], pin, peer, &in));
	set_pin(&s, 0, pin);
	CHECK_INT(AT_OK, enter(&s, address.token, pin, peer, &in));
	world_as(s.w, &s.w->a, WORLD_THERAPIST);
	CHECK_OK(s.w->s, at_action_own_end(s.w->call, &s.of[0]));
	CHECK_INT(AT_NOT_FOUND, at_action_own_who(s.w->call, in.cookie, &who, &lang));
	CHECK_INT(AT_DENIED, enter(&s, address.token, pin, peer, &in));
}

TEST(wrong_pins_make_the_next_one_wait)
{
	struct scene s = scene_open(state_);
	struct at_own_entered in;
	const char *token = s.token[0], *nobody = "AAAAAAAAAAAAAAAAAAAAAA";

	set_pin(&s, 0, pin);
	for (int i = 0; i < 4; i++)
		CHECK_INT(AT_DENIED, enter(&s, token, "100000", peer, &in));
	/* The fourth makes wait, also whoever knows the PIN, from wherever they come. */
	CHECK_INT(AT_BUSY, enter(&s, token, pin, "203.0.113.9", &in));
	CHECK_HAS("Wait 1 second.", s.w->call->err->text);
	s.w->call->now += AT_SECOND - 1;
	CHECK_INT(AT_BUSY, enter(&s, token, pin, peer, &in));
	s.w->call->now += 1;
	CHECK_INT(AT_DENIED, enter(&s, token, "100000", peer, &in));
	s.w->call->now += AT_SECOND;
	CHECK_INT(AT_BUSY, enter(&s, token, pin, peer, &in));
	s.w->call->now += AT_SECOND;
	CHECK_INT(AT_OK, enter(&s, token, pin, peer, &in));
	/* An address that nobody has waits as one that somebody has. */
	for (int i = 0; i < 4; i++)
		CHECK_INT(AT_DENIED, enter(&s, nobody, pin, peer, &in));
	CHECK_INT(AT_BUSY, enter(&s, nobody, pin, peer, &in));
	CHECK_INT(AT_OK, enter(&s, token, pin, peer, &in));
}

/* All that is kept: one address that nobody has, and the network. */
static const char sql_network[] = "UPDATE attempt SET failures = 31";

TEST(a_network_waits_whatever_address_it_tries)
{
	struct scene s = scene_open(state_);
	struct at_own_entered in;

	set_pin(&s, 0, pin);
	CHECK_INT(AT_DENIED, enter(&s, "AAAAAAAAAAAAAAAAAAAAAA", pin, peer, &in));
	world_script(s.w, sql_network);
	CHECK_INT(AT_BUSY, enter(&s, s.token[0], pin, peer, &in));
	CHECK_INT(AT_OK, enter(&s, s.token[0], pin, "203.0.113.9", &in));
}

TEST(only_the_clients_therapist_makes_it)
{
	struct scene s = scene_open(state_);
	const struct at_own_of adult = { s.w->a.client, true };
	struct at_own_address address;

	world_as(s.w, &s.w->a, WORLD_NEXT);
	CHECK_INT(AT_DENIED, at_action_own_make(s.w->call, &s.of[0], &address));
	world_clear(s.w);
	world_as(s.w, &s.w->a, WORLD_SUPERVISOR);
	CHECK_INT(AT_DENIED, at_action_own_pin(s.w->call, &s.of[0], pin, pin));
	world_clear(s.w);
	world_as(s.w, &s.w->b, WORLD_THERAPIST);
	CHECK_INT(AT_NOT_FOUND, at_action_own_end(s.w->call, &s.of[0]));
	world_clear(s.w);
	world_as(s.w, &s.w->a, WORLD_THERAPIST);
	CHECK_INT(AT_NOT_FOUND, at_action_own_make(s.w->call, &adult, &address));
}

/* ---- choices -------------------------------------------------------------------- */

TEST(what_is_agreed_holds_from_now_on)
{
	struct scene s = scene_open(state_);
	struct at_call *call = s.w->call;
	struct at_own_view view;

	as_own(s.w, s.w->a.teen, 0);
	CHECK_OK(s.w->s, at_action_own_view(call, &view));
	CHECK_TEXT("therapist", view.agreed.ratings);
	CHECK_OK(s.w->s, at_action_own_agree(call, "numbers", "next", "other"));
	CHECK_OK(s.w->s, at_action_own_view(call, &view));
	CHECK_TEXT("numbers", view.agreed.ratings);
	CHECK_TEXT("next", view.agreed.seen);
	CHECK_TEXT("other", view.agreed.said);
	CHECK_INT(0, (int)view.agreed.staff);
	CHECK_INT(AT_INVALID, at_action_own_agree(call, "everybody", "now", "therapist"));
	world_clear(s.w);
	CHECK_INT(AT_INVALID, at_action_own_agree(call, "numbers", NULL, "therapist"));
	world_clear(s.w);
	world_script(s.w, "UPDATE contact SET staff = NULL");
	CHECK_INT(AT_INVALID, at_action_own_agree(call, "numbers", "now", "other"));
}

TEST(a_client_stops_and_begins_again)
{
	struct scene s = scene_open(state_);
	struct at_own_view view;

	world_add_session(s.w, &s.w->a, s.w->a.teen, "2026-11-25 09:00", 50, "planned");
	as_own(s.w, s.w->a.teen, 0);
	CHECK_OK(s.w->s, at_action_own_view(s.w->call, &view));
	CHECK(view.goes_on && view.n_waiting > 0);
	CHECK_OK(s.w->s, at_action_measuring(s.w->call, s.w->call->who->client, false));
	CHECK_OK(s.w->s, at_action_own_view(s.w->call, &view));
	CHECK(!view.goes_on && view.n_waiting == 0);
	CHECK_INT((int)(s.w->call->now / 1000), (int)(view.stopped / 1000));
	CHECK_OK(s.w->s, at_action_measuring(s.w->call, s.w->call->who->client, true));
	CHECK_OK(s.w->s, at_action_own_view(s.w->call, &view));
	CHECK(view.goes_on && view.n_waiting > 0);
}

RUN_ALL(
    RUN_BOTH(own_pages_hold_what_is_written),
    RUN_BOTH(an_address_opens_with_its_pin_and_with_nothing_else),
    RUN_SQLITE(a_parent_comes_in_as_a_parent),
    RUN_SQLITE(a_browser_is_signed_out_when_idle_when_old_and_when_the_pin_is_new),
    RUN_BOTH(a_new_address_ends_the_old_one),
    RUN_SQLITE(wrong_pins_make_the_next_one_wait),
    RUN_SQLITE(a_network_waits_whatever_address_it_tries),
    RUN_SQLITE(only_the_clients_therapist_makes_it),
    RUN_BOTH(what_is_agreed_holds_from_now_on),
    RUN_SQLITE(a_client_stops_and_begins_again),
)
