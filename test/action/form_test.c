/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every row of test/cases/form.txt, on both engines. */
#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>

#include "action/sitting.h"
#include "base/words.h"
#include "store/audit.h"
#include "support/world.h"

/* ---- the form of the table ----------------------------------------------- */

static const char two_pages[] =
    "id = two-pages\n" "version = 1\n" "licence = CC0-1.0\n" "source = a test\n"
    "window = two-weeks\n" "when = before\n" "forms = client\n"
    "options.often = 0, 1, 2, 3\n"
    "item.1 = choice often, skip\n" "item.2 = choice often, skip\n"
    "item.3 = choice often, skip\n" "item.4 = choice often, skip\n"
    "item.5 = choice often, skip\n" "item.6 = choice often, skip\n"
    "item.7 = choice often, skip\n" "item.8 = choice often, skip\n"
    "item.9 = choice often, skip, risk self from 1 high 2\n"
    "item.10 = choice often, skip\n"
    "page.first = 1 2 3 4 5 6 7\n" "page.last = 8 9 10\n"
    "scale.total = sum 1 2 3 4 5 6 7 8, raw 9, need 6, range 0 27, better lower\n";

static struct world *
open_world(void **state, bool serve)
{
	struct world *w = world_open(support_begin(state), serve);

	world_add_instrument(w, "two-pages", two_pages);
	return w;
}

/* ---- a disk that does not take it ---------------------------------------- */

/* PostgreSQL keeps its files elsewhere: there the commit fails. */
static const char make_full[] =
    "CREATE FUNCTION disk_full() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
    " RAISE EXCEPTION 'no space left' USING ERRCODE = '53100'; END $$;"
    "CREATE CONSTRAINT TRIGGER draft_full AFTER INSERT OR UPDATE ON draft"
    " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION disk_full();"
    "CREATE CONSTRAINT TRIGGER audit_full AFTER INSERT ON audit"
    " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION disk_full();";
static const char make_room[] =
    "DROP TRIGGER draft_full ON draft; DROP TRIGGER audit_full ON audit;"
    "DROP FUNCTION disk_full()";

/* No file of this process may grow, until it may again. */
static void
limit_files(bool full)
{
	static struct rlimit before;    /* of the process, as the limit itself */
	struct rlimit none;

	if (!full) {
		CHECK_INT(0, setrlimit(RLIMIT_FSIZE, &before));
		return;
	}
	signal(SIGXFSZ, SIG_IGN);
	CHECK_INT(0, getrlimit(RLIMIT_FSIZE, &before));
	none = (struct rlimit){ 0, before.rlim_max };
	CHECK_INT(0, setrlimit(RLIMIT_FSIZE, &none));
}

static void
fill_disk(struct world *w, bool full)
{
	if (w->s->engine == AT_SQLITE)
		limit_files(full);
	else
		world_script(w, full ? make_full : make_room);
}

/* ---- one row ------------------------------------------------------------- */

struct row {
	struct world *w;
	const char *place;              /* file and line, for messages */
	at_id client;
	struct world_link link;         /* of the form the steps are about */
	bool fail;                      /* the next step's write fails */
	const char *page;
	int typed;                      /* code of item 1, AT_MISSING if none */
	int n_wrong;
};

/* One wrong row does not hide the next. */
#define WRONG(row, ...) \
	do { \
		print_error("%s: ", (row)->place); \
		print_error(__VA_ARGS__); \
		print_error("\n"); \
		(row)->n_wrong++; \
	} while (0)

static const char *
page_of_stand(enum at_form_stand stand)
{
	switch (stand) {
	case AT_FORM_OPEN:      return "form";
	case AT_FORM_EARLY:     return "early";
	case AT_FORM_CLOSED:    return "closed";
	case AT_FORM_UNCOVERED: return "uncovered";
	case AT_FORM_SENT:      return "thanks";
	case AT_FORM_ELSEWHERE: return "elsewhere";
	case AT_FORM_DECLINED:  return "declined";
	case AT_FORM_REVOKED:   return "revoked";
	}
	return "?";
}

/* The crisis text is whole: it says whom to call, and who was told only if so. */
static void
check_crisis(const struct row *row, const struct at_form_result *result, bool told)
{
	const struct at_crisis_view *crisis = &result->crisis_text;

	if (crisis->told != told || crisis->n_lines != (told ? 6 : 5))
		fail_msg("%s: %d lines of crisis text, told %d", row->place, crisis->n_lines,
		    crisis->told);
	CHECK_HAS("the emergency_number", crisis->lines[0].text);
	if (told)
		CHECK_HAS("Vera Vik", crisis->lines[5].text);
}

static const char *
page_of_post(const struct row *row, enum at_status st, const struct at_form_result *result)
{
	switch (st) {
	case AT_OK:
		if (!result->crisis)
			return page_of_stand(result->view.stand);
		check_crisis(row, result, true);
		return "crisis";
	case AT_IO:
	case AT_BUSY:
		if (!result->crisis)
			return "unkept";
		check_crisis(row, result, false);
		CHECK_HAS("the clinic_phone", result->unsent.text);
		return "unsent";
	case AT_INVALID:
		if (!result->crisis)
			return "refused";
		check_crisis(row, result, true);
		return "refused-crisis";
	case AT_NOT_FOUND:
		return "none";
	case AT_DENIED:
	case AT_CONFLICT:
	case AT_GONE:
	case AT_CORRUPT:
		break;
	}
	return at_status_name(st);
}

/* What the browser gets back of item 1 when it asks again, or in the page that says that
 * nothing was kept. */
static int
typed(struct row *row, const struct world_browser *browser, const struct at_form_view *failed)
{
	struct at_form_view view;

	if (strcmp(row->page, "unkept") == 0 || strcmp(row->page, "unsent") == 0)
		return failed->answers.codes[0];
	world_clear(row->w);
	if (browser == NULL
	    || at_action_form(row->w->call, row->link.due, browser->hash, &view) != AT_OK)
		return AT_MISSING;
	return view.stand == AT_FORM_OPEN ? view.answers.codes[0] : AT_MISSING;
}

static void
look(struct row *row, const struct world_browser *browser, bool begin)
{
	struct at_call *call = row->w->call;
	const unsigned char *hash = browser == NULL ? NULL : browser->hash;
	struct at_form_view view;
	enum at_status st = begin ? at_action_begin(call, row->link.token, NULL, hash, &view)
	    : at_action_form(call, row->link.due, hash, &view);

	row->page = st == AT_OK ? page_of_stand(view.stand)
	    : st == AT_NOT_FOUND ? "none" : at_status_name(st);
	row->typed = typed(row, browser, &view);
}

/* "save 1=2", "send", "decline 9=1" */
static void
post(struct row *row, const struct world_browser *browser, const char *verb, const char *inputs)
{
	struct at_form_result result = { .crisis = false };
	enum at_form_verb what = strcmp(verb, "save") == 0 ? AT_FORM_SAVE
	    : strcmp(verb, "decline") == 0 ? AT_FORM_DECLINE : AT_FORM_NEXT;
	enum at_status st;

	if (row->fail)
		fill_disk(row->w, true);
	st = world_post(row->w, row->link.due, browser, what, inputs, &result);
	if (row->fail)
		fill_disk(row->w, false);
	row->fail = false;
	row->page = page_of_post(row, st, &result);
	row->typed = typed(row, browser, &result.view);
}

/* Press Next: from here on the steps are about that form. */
static void
go_on(struct row *row, const struct world_browser *browser)
{
	struct at_form_view view;
	enum at_status st = at_action_sitting_next(row->w->call, row->link.due,
	    browser == NULL ? NULL : browser->hash, &view);

	row->page = st == AT_OK ? page_of_stand(view.stand)
	    : st == AT_NOT_FOUND ? "none" : st == AT_GONE ? "gone" : at_status_name(st);
	if (st == AT_OK)
		row->link.due = view.due.id;
	row->typed = typed(row, browser, &view);
}

/* Something else is open, too. */
static void
add_form(struct row *row, const char *whose)
{
	bool parent = strcmp(whose, "parent") == 0;
	at_id client = strcmp(whose, "other") == 0 ? row->w->a.client : row->client;

	world_link(row->w, &row->w->a, client, parent ? "session" : "two-pages",
	    parent ? "parent" : NULL, 0);
	world_as_public(row->w);
}

static void
device_step(struct row *row, char device, const char *verb, const char *inputs)
{
	struct world_browser browser = world_browser(device);
	const struct world_browser *with = device == 'X' ? NULL : &browser;

	if (strcmp(verb, "begin") == 0 || strcmp(verb, "open") == 0)
		look(row, with, verb[0] == 'b');
	else if (strcmp(verb, "on") == 0)
		go_on(row, with);
	else if (strcmp(verb, "save") == 0 || strcmp(verb, "next") == 0
	    || strcmp(verb, "send") == 0 || strcmp(verb, "decline") == 0)
		post(row, with, verb, inputs);
	else
		fail_msg("%s: there is no step %s", row->place, verb);
}

static void
step(struct row *row, char *text)
{
	char *inputs;

	text += strspn(text, " ");
	text[strcspn(text, "\n")] = '\0';
	while (text[0] != '\0' && text[strlen(text) - 1] == ' ')
		text[strlen(text) - 1] = '\0';
	world_clear(row->w);
	if (strcmp(text, "close") == 0) {
		row->w->call->now = row->link.closes;
		return;
	}
	if (strcmp(text, "wait") == 0) {
		row->w->call->now += AT_DAY;
		return;
	}
	if (strncmp(text, "and ", 4) == 0) {
		add_form(row, text + 4);
		return;
	}
	if (strcmp(text, "fail") == 0) {
		row->fail = true;
		return;
	}
	if (text[0] == '\0' || text[1] != '.')
		fail_msg("%s: expected a device and a step, found \"%s\"", row->place, text);
	inputs = strchr(text, ' ');
	if (inputs == NULL)
		inputs = text + strlen(text);
	else
		*inputs++ = '\0';
	device_step(row, text[0], text + 2, inputs);
}

/* ---- what must hold ------------------------------------------------------ */

static const char sql_answers[] = "SELECT count(*) FROM answer WHERE due = $1";
static const char sql_drafts[] = "SELECT count(*) FROM draft WHERE due = $1";
static const char sql_alerts[] = "SELECT count(*) FROM alert WHERE due = $1";

/* Each alert and each answer has its line in the log, and the other way round. */
static const char sql_unlogged[] =
    "SELECT (SELECT count(*) FROM alert a WHERE a.due = $1 AND NOT EXISTS (SELECT 1 FROM audit"
    " u WHERE u.org = a.org AND u.verb = 'raise' AND u.row_id = a.id))"
    " + (SELECT count(*) FROM answer a WHERE a.due = $1 AND NOT EXISTS (SELECT 1 FROM audit u"
    " WHERE u.org = a.org AND u.verb = 'submit' AND u.row_id = a.id))";

static void
check_number(struct row *row, const char *what, const char *sql, const char *expected)
{
	int64_t got = world_count(row->w, sql, row->link.due);

	if (got != atoi(expected))
		WRONG(row, "%lld %s, expected %s", (long long)got, what, expected);
}

static void
check_row(struct row *row, char *cells[6])
{
	int expected = strcmp(cells[5], "-") == 0 ? AT_MISSING : atoi(cells[5]);

	if (strcmp(row->page, cells[1]) != 0)
		WRONG(row, "the page is %s, expected %s", row->page, cells[1]);
	check_number(row, "answers", sql_answers, cells[2]);
	check_number(row, "drafts", sql_drafts, cells[3]);
	check_number(row, "alerts", sql_alerts, cells[4]);
	check_number(row, "answers or alerts not in the log", sql_unlogged, "0");
	if (row->typed != expected)
		WRONG(row, "item 1 comes back as %d, expected %d", row->typed, expected);
}

static char *
trim(char *text)
{
	text += strspn(text, " ");
	for (size_t n = strlen(text); n > 0 && text[n - 1] == ' '; n--)
		text[n - 1] = '\0';
	return text;
}

/* "steps | page | answers | drafts | alerts | typed" */
static bool
row_holds(struct world *w, char *line, const char *place)
{
	struct row row = { .w = w, .place = place, .page = "none", .typed = AT_MISSING };
	char *cells[6], *rest = line, *one;

	for (int i = 0; i < 6; i++) {
		cells[i] = strtok_r(rest, "|", &rest);
		if (cells[i] == NULL)
			fail_msg("%s: expected six columns", place);
		cells[i] = trim(cells[i]);
	}
	world_clock(w, "2026-11-24 10:00");
	row.client = world_add_client(w, &w->a, "Row");
	row.link = world_link(w, &w->a, row.client, "two-pages", NULL, 0);
	world_as_public(w);
	rest = at_strdup(w->s->arena, cells[0]);
	while ((one = strtok_r(rest, ";", &rest)) != NULL)
		step(&row, one);
	check_row(&row, cells);
	return row.n_wrong == 0;
}

static void
check_chains(struct world *w)
{
	struct at_audit_report report;
	struct at_db *db = support_db(w->s);

	CHECK_OK(w->s, at_audit_verify(w->s->arena, db, NULL, 0, &report, &w->s->err));
	at_db_close(db);
	CHECK(!report.broken);
	CHECK(report.n_lines > 0);
}

TEST(every_row_of_the_truth_table_holds)
{
	struct world *w = open_world(state_, false);
	char *text = at_strdup(w->s->arena, world_read_cases(w, "test/cases/form.txt")), *line;
	int n_rows = 0, n_wrong = 0, number = 0;

	for (char *end; text[0] != '\0'; text = end) {
		line = text;
		end = text + strcspn(text, "\n");
		if (end[0] == '\n')
			*end++ = '\0';
		number++;
		if (line[0] == '#' || line[0] == '\0')
			continue;
		n_wrong += !row_holds(w, line,
		    at_printf(w->s->arena, "test/cases/form.txt:%d", number));
		n_rows++;
	}
	CHECK_INT(0, n_wrong);
	CHECK(n_rows >= 70);
	world_clear(w);
	check_chains(w);
}

/* ---- at the same instant ------------------------------------------------- */

struct sender {
	pthread_t thread;
	struct world *w;
	pthread_barrier_t *ready;
	at_id due;
	struct world_browser browser;
	const char *answer;             /* of item 9 */
	struct at_form_result result;
	enum at_status status;
	struct at_arena *arena;
};

static void *
send_at_once(void *argument)
{
	struct sender *s = argument;
	struct at_error err = { .status = AT_OK };
	struct at_who who = { .subjects = AT_PUBLIC, .name = "" };
	struct at_random random = at_random_seeded((uint64_t)s->browser.hash[0]);
	struct at_call call = *s->w->call;
	struct at_form_input input = { "9", s->answer };
	struct at_form_post send = { .due = s->due, .cookie_hash = s->browser.hash, .page = 1,
		.verb = AT_FORM_NEXT, .inputs = &input, .n_inputs = 1 };

	call.arena = s->arena;
	call.err = &err;
	call.who = &who;
	call.random = &random;
	pthread_barrier_wait(s->ready);
	s->status = at_action_form_post(&call, &send, &s->result);
	at_store_rest(&call);
	return NULL;
}

enum { ROUNDS = 12 };

/* Two posts at once, from one browser or from two: one answer, every risk answer heard. */
static void
race(struct world *w, bool same_browser, const char *answer, int n_alerts)
{
	struct sender senders[2];
	pthread_barrier_t ready;
	int n_sent = 0, n_elsewhere = 0;
	struct world_link link = world_link(w, &w->a, w->a.client, "two-pages", NULL, 0);

	pthread_barrier_init(&ready, NULL, 2);
	for (int i = 0; i < 2; i++) {
		struct at_form_view view;

		senders[i] = (struct sender){ .w = w, .ready = &ready, .due = link.due,
			.browser = world_browser(same_browser ? 0 : i), .answer = answer,
			.arena = at_arena_open() };
		world_begin(w, &link, &senders[i].browser, &view);
		at_store_rest(w->call);
	}
	for (int i = 0; i < 2; i++)
		CHECK_INT(0, pthread_create(&senders[i].thread, NULL, send_at_once,
		    &senders[i]));
	for (int i = 0; i < 2; i++) {
		pthread_join(senders[i].thread, NULL);
		CHECK_INT(AT_OK, senders[i].status);
		CHECK_INT(n_alerts > 0, senders[i].result.crisis);
		n_sent += senders[i].result.view.stand == AT_FORM_SENT;
		n_elsewhere += senders[i].result.view.stand == AT_FORM_ELSEWHERE;
		at_arena_close(senders[i].arena);
	}
	pthread_barrier_destroy(&ready);
	CHECK_INT(same_browser ? 2 : 1, n_sent);
	CHECK_INT(same_browser ? 0 : 1, n_elsewhere);
	CHECK_INT(1, world_count(w, sql_answers, link.due));
	CHECK_INT(0, world_count(w, sql_drafts, link.due));
	CHECK_INT(n_alerts, world_count(w, sql_alerts, link.due));
	CHECK_INT(0, world_count(w, sql_unlogged, link.due));
}

TEST(a_form_sent_twice_at_once_is_stored_once_and_both_get_the_receipt)
{
	struct world *w = open_world(state_, true);

	for (int i = 0; i < ROUNDS; i++) {
		race(w, true, "0", 0);
		race(w, true, "2", 1);
	}
	check_chains(w);
}

TEST(of_two_browsers_at_once_one_wins_and_both_risk_answers_are_heard)
{
	struct world *w = open_world(state_, true);

	for (int i = 0; i < ROUNDS; i++) {
		race(w, false, "0", 0);
		race(w, false, "1", 2);
	}
	check_chains(w);
}

/* The page was open when the save set out, and sent when it came to be written. */
TEST(a_draft_that_is_written_after_the_answer_is_not_kept)
{
	struct world *w = open_world(state_, false);
	struct world_browser a = world_browser(1), b = world_browser(2);
	struct world_link link = world_link(w, &w->a, w->a.client, "two-pages", NULL, 0);
	struct at_db *db = support_db(w->s);
	struct at_form_result result;
	struct at_device device;
	struct at_form_view view;
	struct at_due due;

	world_begin(w, &link, &a, &view);
	CHECK_OK(w->s, world_post(w, link.due, &a, AT_FORM_SAVE, "1=2", &result));
	CHECK_OK(w->s, at_device_find(w->s->arena, db, a.hash, link.due, &device, &due,
	    &w->s->err));
	CHECK(device.packed.n_bytes > 0);
	world_send(w, &link, &b, "1=1 8=1");
	CHECK_INT(AT_CONFLICT, at_draft_save(db, &device, w->call->now, &w->s->err));
	CHECK_INT(0, world_count(w, sql_drafts, link.due));
	at_db_close(db);
}

TEST(pressing_next_twice_begins_one_form)
{
	struct world *w = open_world(state_, false);
	struct world_browser a = world_browser(1);
	struct world_link one = world_link(w, &w->a, w->a.client, "two-pages", NULL, 0);
	struct world_link two = world_link(w, &w->a, w->a.client, "two-pages", NULL, 0);
	struct at_form_result result;
	struct at_form_view first, view;
	struct at_sitting sitting;

	world_send(w, &one, &a, "8=1");
	CHECK_OK(w->s, at_action_sitting_next(w->call, one.due, a.hash, &first));
	CHECK_INT(two.due, first.due.id);
	CHECK_OK(w->s, world_post(w, two.due, &a, AT_FORM_SAVE, "1=2", &result));
	CHECK_OK(w->s, at_action_sitting_next(w->call, one.due, a.hash, &view));
	CHECK_INT(first.device.id, view.device.id);
	CHECK_INT(2, view.answers.codes[0]);
	CHECK_OK(w->s, at_action_form(w->call, one.due, a.hash, &view));
	CHECK_OK(w->s, at_action_sitting(w->call, &view, &sitting));
	CHECK_INT(1, sitting.n_left);
	CHECK_INT(0, sitting.next.device.id);
}

/* Nobody has cover: what asks about safety is not offered, the rest is. */
TEST(a_sitting_leaves_out_what_cannot_be_opened_now)
{
	struct world *w = open_world(state_, false);
	struct world_browser a = world_browser(1);
	struct world_link card;
	struct at_form_view view;
	struct at_sitting sitting;

	world_clock(w, "2026-11-24 15:00");
	world_add_session(w, &w->a, w->a.client, "2026-11-24 14:00", 50, "attended");
	world_link(w, &w->a, w->a.client, "phq-9", NULL, 0);
	world_link(w, &w->a, w->a.client, "readiness", NULL, 0);
	card = world_link(w, &w->a, w->a.client, "session", NULL, 1);
	world_clock(w, "2026-11-24 19:00");
	world_send(w, &card, &a, "ease=5");
	CHECK_OK(w->s, at_action_form(w->call, card.due, a.hash, &view));
	CHECK_OK(w->s, at_action_sitting(w->call, &view, &sitting));
	CHECK_INT(1, sitting.n_left);
	CHECK_TEXT("readiness", sitting.next.due.instrument);
}

static const char sql_packed[] = "SELECT packed FROM answer WHERE due = $1";

TEST(what_is_stored_is_what_was_answered_on_every_page)
{
	struct world *w = open_world(state_, false);
	struct world_browser a = world_browser(1);
	struct world_link link = world_link(w, &w->a, w->a.client, "two-pages", NULL, 0);
	static const int expected[10] = { 2, AT_SKIPPED, AT_MISSING, 0, AT_MISSING, AT_MISSING,
		3, 1, 0, AT_MISSING };
	struct at_answers answers;
	struct at_rows rows;

	world_send(w, &link, &a, "1=2 2=skip 4=0 7=3 8=1 9=0");
	CHECK_OK(w->s, at_db_query(w->s->arena, at_store_reader(w->call), sql_packed,
	    AT_BIND(at_int(link.due)), &rows, &w->s->err));
	CHECK_INT(1, rows.n_rows);
	CHECK_OK(w->s, at_answers_unpack((const unsigned char *)at_cell(&rows, 0, 0)->bytes,
	    at_cell(&rows, 0, 0)->n_bytes, &answers, &w->s->err));
	for (int i = 0; i < 10; i++)
		CHECK_INT(expected[i], answers.codes[i]);
}

RUN_ALL(
    RUN_BOTH(every_row_of_the_truth_table_holds),
    RUN_BOTH(a_form_sent_twice_at_once_is_stored_once_and_both_get_the_receipt),
    RUN_BOTH(a_draft_that_is_written_after_the_answer_is_not_kept),
    RUN_BOTH(pressing_next_twice_begins_one_form),
    RUN_BOTH(a_sitting_leaves_out_what_cannot_be_opened_now),
    RUN_BOTH(what_is_stored_is_what_was_answered_on_every_page),
    RUN_BOTH(of_two_browsers_at_once_one_wins_and_both_risk_answers_are_heard),
)
