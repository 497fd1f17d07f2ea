/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every row of test/cases/seal.txt, through the page of the client. */
#include "action/client_view.h"
#include "action/planning.h"
#include "action/said.h"
#include "support/world.h"

enum { MAX_CELLS = 9 };

static const char high[] =
    "ease=7 understood=7 worth=7 real=7 bond=7 share=7 goal=7 way=7 step=7";
static const char low[] =
    "ease=2 understood=2 worth=2 real=2 bond=2 share=2 goal=2 way=2 step=2";

static const char asked_at[] = "2026-11-24 09:45";

struct row {
	struct world *w;
	const char *place;
	char *cells[MAX_CELLS];
	at_id client;
	int n_wrong;
};

static void
wrong(struct row *row, const char *viewer, const char *got, const char *expected)
{
	print_error("%s: the %s sees \"%s\", expected \"%s\"\n", row->place, viewer, got,
	    expected);
	row->n_wrong++;
}

/* ---- what a viewer sees ---------------------------------------------------- */

static char
side(double rating, bool sealed, char letter, double expected)
{
	if (sealed)
		return isnan(rating) ? 'S' : '!';       /* sealed and yet told */
	if (isnan(rating))
		return '-';
	return fabs(rating - expected) < 1e-9 ? letter : '?';
}

/* What is seen of the ratings of session 1: "CT", "no card" or "denied". */
static const char *
ratings_seen(struct row *row, enum world_role role)
{
	struct world *w = row->w;
	struct at_client_view view;
	enum at_status st;

	world_as(w, &w->a, role);
	st = at_action_view_client(w->call, row->client, &view);
	world_clear(w);
	if (st != AT_OK)
		return st == AT_DENIED ? "denied" : at_status_name(st);
	for (int i = 0; i < view.sides.n_cards; i++) {
		const struct at_card *card = &view.sides.cards[i];

		if (card->session != 1)
			continue;
		return at_printf(w->s->arena, "%c%c",
		    side(card->client, card->client_sealed, 'C', 7),
		    side(card->therapist, card->therapist_sealed, 'T', 2));
	}
	return "no card";
}

static const char *
letters(struct world *w, const struct at_saying *said)
{
	const char *seen = at_printf(w->s->arena, "%s%s%s%s", said->strain[0] != '\0' ? "s" : "",
	    said->about[0] != '\0' ? "a" : "", said->wish[0] != '\0' ? "w" : "",
	    said->words[0] != '\0' ? "t" : "");

	if (said->words[0] != '\0')
		CHECK_TEXT("a_few_words", said->words);
	CHECK_TEXT("client", said->who);
	return seen;
}

/* What is read of what the client said: "sawt" or "-".  Nobody may learn of the contact
 * person's looks either: they would tell that there was something to look at. */
static const char *
said_seen(struct row *row, enum world_role role)
{
	struct world *w = row->w;
	struct at_client_view view;

	world_as(w, &w->a, role);
	CHECK_OK(w->s, at_action_view_client(w->call, row->client, &view));
	for (int i = 0; i < view.n_looks; i++)
		CHECK_HAS_NOT("Kai", view.looks[i].name);
	if (view.n_sayings == 0)
		return "-";
	CHECK_INT(1, view.n_sayings);
	return letters(w, &view.sayings[0]);
}

/* The contact person opens everything and reads it. */
static int
open_all(struct world *w, struct at_said_row **rows)
{
	int n;

	CHECK_OK(w->s, at_action_said(w->call, rows, &n));
	for (int i = 0; i < n; i++)
		if (!(*rows)[i].read)
			CHECK_OK(w->s, at_action_said_read(w->call, (*rows)[i].answer));
	CHECK_OK(w->s, at_action_said(w->call, rows, &n));
	return n;
}

static const char *
said_to_contact(struct row *row)
{
	struct world *w = row->w;
	struct at_said_row *rows;
	const char *seen = "-";
	int n;

	world_as(w, &w->a, WORLD_CONTACT);
	n = open_all(w, &rows);
	for (int i = 0; i < n; i++)
		if (strcmp(rows[i].client_name, row->place) == 0)
			seen = letters(w, &rows[i].saying);
	return seen;
}

static void
take_over(struct row *row)
{
	struct world *w = row->w;

	w->call->now -= AT_MINUTE;
	world_as_operator(w, &w->a);
	CHECK_OK(w->s, at_action_change_therapist(w->call, row->client, "tor"));
	w->call->now += AT_MINUTE;
}

/* ---- what was answered ------------------------------------------------------- */

static void
add_next(struct row *row, const char *when)
{
	struct world *w = row->w;
	at_ms starts;
	at_id id;

	if (strcmp(when, "none") == 0)
		return;
	starts = when[0] == '+' ? world_at(w, "2026-11-24 09:30") + atoi(when + 1) * AT_MINUTE
	    : world_at(w, when);
	world_as_operator(w, &w->a);
	CHECK_OK(w->s, at_action_session_add(w->call, row->client, starts, 60, "planned", &id));
}

static void
make_client(struct row *row, const char *next)
{
	struct world *w = row->w;

	world_clock(w, asked_at);
	row->client = world_add_client(w, &w->a, row->place);
	world_add_session(w, &w->a, row->client, "2026-11-24 08:30", 60, "attended");
	add_next(row, next);
}

/* Nothing of the own side is waited for. */
static void
ask_no_therapist(struct row *row)
{
	world_as_operator(row->w, &row->w->a);
	CHECK_OK(row->w->s, at_action_plan_switch(row->w->call, 0, row->client,
	    "session-therapist", AT_PLAN_OFF));
}

static void
decline(struct world *w, const struct world_link *link, const struct world_browser *browser)
{
	struct at_form_result result;
	struct at_form_view view;

	CHECK_OK(w->s, at_action_begin_own(w->call, link->due, "en", browser->hash, &view));
	CHECK_OK(w->s, world_post(w, link->due, browser, AT_FORM_DECLINE, "", &result));
	CHECK_INT(AT_FORM_DECLINED, result.view.stand);
}

/* "therapist_supervisor next" */
static const char *
choice_inputs(struct world *w, const char *choice)
{
	const char *gap = strchr(choice, ' ');

	CHECK(gap != NULL);
	return at_printf(w->s->arena, "%s ratings=%.*s when=%s", high, (int)(gap - choice), choice,
	    gap + 1);
}

static void
answer(struct row *row, const char *who, const char *choice)
{
	struct world *w = row->w;
	struct world_browser phone = world_browser(1), desk = world_browser(2);
	struct world_link client = world_link(w, &w->a, row->client, "session", NULL, 1);
	struct world_link therapist = { .token = "" };

	if (strcmp(who, "alone") == 0)
		ask_no_therapist(row);
	else
		therapist = world_link(w, &w->a, row->client, "session", "therapist", 1);
	if (strcmp(who, "therapist") != 0 && strcmp(who, "none") != 0)
		world_send(w, &client, &phone, choice_inputs(w, choice));
	world_as(w, &w->a, WORLD_THERAPIST);
	if (strcmp(who, "therapist") == 0 || strcmp(who, "both") == 0)
		world_send(w, &therapist, &desk, low);
	else if (strcmp(who, "declined") == 0)
		decline(w, &therapist, &desk);
	else if (strcmp(who, "none") != 0 && strcmp(who, "client") != 0
	    && strcmp(who, "alone") != 0)
		fail_msg("%s: nobody is called %s", row->place, who);
}

/* ---- rows -------------------------------------------------------------------------- */

static void
check_cell(struct row *row, const char *viewer, const char *expected, const char *got)
{
	if (strcmp(expected, got) != 0)
		wrong(row, viewer, got, expected);
}

/* answered | next | looked | choice | therapist | former | next | supervisor | other */
static void
check_ratings(struct row *row)
{
	char **cells = row->cells;

	make_client(row, cells[1]);
	answer(row, cells[0], cells[3]);
	world_clock(row->w, cells[2]);
	check_cell(row, "therapist", cells[4], ratings_seen(row, WORLD_THERAPIST));
	check_cell(row, "supervisor", cells[7], ratings_seen(row, WORLD_SUPERVISOR));
	check_cell(row, "other", cells[8], ratings_seen(row, WORLD_OTHER));
	take_over(row);
	check_cell(row, "former", cells[5], ratings_seen(row, WORLD_THERAPIST));
	check_cell(row, "next", cells[6], ratings_seen(row, WORLD_NEXT));
}

/* said | sent | therapist | former | next | supervisor | contact */
static void
check_said(struct row *row)
{
	struct world *w = row->w;
	struct world_browser phone = world_browser(1);
	struct world_link link;
	char *words = strstr(row->cells[1], "words=W");
	const char *sent = row->cells[1];

	make_client(row, "none");
	ask_no_therapist(row);
	link = world_link(w, &w->a, row->client, "session", NULL, 1);
	if (words != NULL)
		sent = at_printf(w->s->arena, "%.*swords=a_few_words%s", (int)(words - sent),
		    sent, words + 7);
	world_send(w, &link, &phone, at_printf(w->s->arena, "%s %s", high, sent));
	check_cell(row, "contact", row->cells[6], said_to_contact(row));
	check_cell(row, "therapist", row->cells[2], said_seen(row, WORLD_THERAPIST));
	check_cell(row, "supervisor", row->cells[5], said_seen(row, WORLD_SUPERVISOR));
	w->call->now += AT_DAY;
	take_over(row);
	check_cell(row, "former", row->cells[3], said_seen(row, WORLD_THERAPIST));
	check_cell(row, "next", row->cells[4], said_seen(row, WORLD_NEXT));
}

static char *
trim(char *text)
{
	text += strspn(text, " ");
	for (size_t n = strlen(text); n > 0 && text[n - 1] == ' '; n--)
		text[n - 1] = '\0';
	return text;
}

static bool
row_holds(struct world *w, char *line, const char *place)
{
	struct row row = { .w = w, .place = place };
	char *rest = line, *cell;
	int n = 0;

	while ((cell = strtok_r(rest, "|", &rest)) != NULL && n < MAX_CELLS)
		row.cells[n++] = trim(cell);
	if (n == MAX_CELLS)
		check_ratings(&row);
	else if (n == 7 && strcmp(row.cells[0], "said") == 0)
		check_said(&row);
	else
		fail_msg("%s: %d columns", place, n);
	return row.n_wrong == 0;
}

TEST(every_row_of_the_seal_holds)
{
	struct world *w = world_open(support_begin(state_), false);
	char *text = at_strdup(w->s->arena, world_read_cases(w, "test/cases/seal.txt"));
	int n_rows = 0, n_wrong = 0, number = 0;

	for (char *line = text, *end; line[0] != '\0'; line = end) {
		end = line + strcspn(line, "\n");
		if (end[0] == '\n')
			*end++ = '\0';
		number++;
		if (line[0] == '#' || line[0] == '\0')
			continue;
		n_wrong += !row_holds(w, line,
		    at_printf(w->s->arena, "test/cases/seal.txt:%d", number));
		n_rows++;
	}
	CHECK_INT(0, n_wrong);
	CHECK(n_rows >= 45);
}

/* ---- besides the table ------------------------------------------------------------------ */

TEST(the_contact_person_s_looks_do_not_tell_the_therapist_that_there_was_something)
{
	struct world *w = world_open(support_begin(state_), false);
	struct row row = { .w = w, .place = "Somebody" };
	struct world_browser phone = world_browser(1);
	struct at_client_view view;
	struct world_link link;

	make_client(&row, "none");
	link = world_link(w, &w->a, row.client, "session", NULL, 1);
	world_send(w, &link, &phone, "strain=clear wish=other words=a_few_words");
	for (int i = 0; i < 40; i++)
		CHECK_TEXT("swt", said_to_contact(&row));
	world_as(w, &w->a, WORLD_SUPERVISOR);
	CHECK_OK(w->s, at_action_view_client(w->call, row.client, &view));
	world_as(w, &w->a, WORLD_THERAPIST);
	CHECK_OK(w->s, at_action_view_client(w->call, row.client, &view));
	CHECK_INT(2, view.n_looks);
}

TEST(us_on_the_before_card_is_listed_like_a_strain_answer)
{
	struct world *w = world_open(support_begin(state_), false);
	struct row row = { .w = w, .place = "Somebody" };
	struct world_browser phone = world_browser(1);
	struct at_client_view view;
	struct world_link link;

	make_client(&row, "2026-11-25 09:00");
	link = world_link(w, &w->a, row.client, "before", NULL, 2);
	world_send(w, &link, &phone, "days=3 agenda=us agenda=open");
	world_as(w, &w->a, WORLD_THERAPIST);
	CHECK_OK(w->s, at_action_view_client(w->call, row.client, &view));
	CHECK_INT(1, view.n_sayings);
	CHECK_HAS("between my therapist and me", view.sayings[0].about);
	CHECK_INT(2, view.sayings[0].session);
}

TEST(a_former_therapist_does_not_learn_who_came_after)
{
	struct world *w = world_open(support_begin(state_), false);
	struct row row = { .w = w, .place = "Somebody" };
	struct at_client_view view;

	make_client(&row, "none");
	world_as(w, &w->a, WORLD_THERAPIST);
	w->call->now += AT_MINUTE;
	CHECK_OK(w->s, at_action_view_client(w->call, row.client, &view));
	CHECK_TEXT("Ada Berg", view.therapist);
	w->call->now += 5 * AT_MINUTE;
	take_over(&row);
	world_as(w, &w->a, WORLD_NEXT);
	CHECK_OK(w->s, at_action_view_client(w->call, row.client, &view));
	CHECK_TEXT("Tor Dahl", view.therapist);
	CHECK_INT(2, view.n_looks);
	world_as(w, &w->a, WORLD_THERAPIST);
	CHECK_OK(w->s, at_action_view_client(w->call, row.client, &view));
	CHECK_TEXT("", view.therapist);
	CHECK_INT(1, view.n_looks);             /* her own, while she was */
}

TEST(a_card_that_comes_after_a_change_is_read_by_whom_it_is_about)
{
	struct world *w = world_open(support_begin(state_), false);
	struct row row = { .w = w, .place = "Somebody" };
	struct world_browser phone = world_browser(1);
	struct at_client_view view;
	struct world_link link;

	make_client(&row, "none");
	ask_no_therapist(&row);
	link = world_link(w, &w->a, row.client, "session", NULL, 1);
	w->call->now += 5 * AT_MINUTE;
	take_over(&row);
	w->call->now += AT_HOUR;
	world_send(w, &link, &phone, "strain=clear wish=you words=goodbye");
	world_as(w, &w->a, WORLD_NEXT);
	CHECK_OK(w->s, at_action_view_client(w->call, row.client, &view));
	CHECK_INT(0, view.n_sayings);
	world_as(w, &w->a, WORLD_THERAPIST);
	CHECK_OK(w->s, at_action_view_client(w->call, row.client, &view));
	CHECK_INT(1, view.n_sayings);
	CHECK_TEXT("goodbye", view.sayings[0].words);
}

TEST(a_parent_is_read_by_the_therapist_or_by_whom_they_chose)
{
	struct world *w = world_open(support_begin(state_), false);
	struct world_browser phone = world_browser(1);
	struct at_client_view view;
	struct world_link link;
	struct at_said_row *rows;
	int n;

	link = world_link(w, &w->a, w->a.teen, "session", "parent", 0);
	world_send(w, &link, &phone, "strain=small words=too_fast");
	link = world_link(w, &w->a, w->a.teen, "session", "parent", 0);
	world_send(w, &link, &phone, "strain=clear wish=other words=not_for_ada");
	world_as(w, &w->a, WORLD_THERAPIST);
	CHECK_OK(w->s, at_action_view_client(w->call, w->a.teen, &view));
	CHECK_INT(1, view.n_sayings);
	CHECK_TEXT("parent", view.sayings[0].who);
	CHECK_TEXT("too_fast", view.sayings[0].words);
	CHECK_INT(0, view.sides.n_cards);
	world_as(w, &w->a, WORLD_CONTACT);
	n = open_all(w, &rows);
	CHECK_INT(1, n);
	CHECK_TEXT("parent", rows[0].saying.who);
	CHECK_TEXT("not_for_ada", rows[0].saying.words);
}

TEST(nothing_is_taken_for_somebody_who_does_not_read_it)
{
	static const char *const nobody[] = {
		"UPDATE contact SET staff = NULL, name = 'the Ombud'",
		"UPDATE contact SET staff = (SELECT id FROM staff WHERE staff.org = contact.org"
		"  AND handle = 'kai'), name = 'the Ombud'; UPDATE staff SET disabled = 1"
		"  WHERE handle = 'kai'",
		("UPDATE contact SET staff = (SELECT id FROM staff WHERE staff.org = contact.org"
		"  AND handle = 'ada')"),
	};
	static const char *const names[] = { "the Ombud", "Kai Nes", "Ada Berg" };
	struct world *w = world_open(support_begin(state_), false);
	struct row row = { .w = w, .place = "Somebody" };
	struct world_browser phone = world_browser(1);
	struct at_form_result result;
	struct at_form_view view;
	struct world_link link;

	make_client(&row, "none");
	link = world_link(w, &w->a, row.client, "session", NULL, 1);
	world_begin(w, &link, &phone, &view);
	CHECK(view.may_address);
	for (size_t i = 0; i < AT_COUNT(nobody); i++) {
		world_script(w, nobody[i]);
		CHECK_OK(w->s, at_action_form(w->call, link.due, phone.hash, &view));
		CHECK(!view.may_address);
		CHECK_INT(AT_INVALID, world_post(w, link.due, &phone, AT_FORM_NEXT,
		    "said=other words=please", &result));
		CHECK_HAS(names[i], w->s->err.text);
		world_clear(w);
	}
	CHECK_OK(w->s, world_post(w, link.due, &phone, AT_FORM_NEXT,
	    "said=therapist words=please", &result));
	CHECK_INT(AT_FORM_SENT, result.view.stand);
}

RUN_ALL(
    RUN_BOTH(a_former_therapist_does_not_learn_who_came_after),
    RUN_BOTH(a_card_that_comes_after_a_change_is_read_by_whom_it_is_about),
    RUN_BOTH(a_parent_is_read_by_the_therapist_or_by_whom_they_chose),
    RUN_BOTH(nothing_is_taken_for_somebody_who_does_not_read_it),
    RUN_BOTH(every_row_of_the_seal_holds),
    RUN_BOTH(the_contact_person_s_looks_do_not_tell_the_therapist_that_there_was_something),
    RUN_BOTH(us_on_the_before_card_is_listed_like_a_strain_answer),
)
