/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What goes out of a clinic, and what does not. */
#include <unistd.h>

#include "action/act.h"
#include "action/consent.h"
#include "action/export.h"
#include "action/privacy.h"
#include "base/file.h"
#include "guard/seal.h"
#include "store/erasure.h"
#include "store/import.h"
#include "support/world.h"

static const char *
path_of(struct world *w, const char *name)
{
	return at_printf(w->s->arena, "%s/%s", w->s->folder, name);
}

static const char *
read_back(struct world *w, const char *name)
{
	const char *bytes;
	size_t n;

	CHECK_OK(w->s, at_file_read(w->s->arena, path_of(w, name), 4 << 20, &bytes, &n,
	    &w->s->err));
	return bytes;
}

static struct at_export_sum
export(struct world *w, struct at_export_plan plan, const char *name)
{
	struct at_export_sum sum = { 0 };

	world_as_operator(w, &w->a);
	plan.path = path_of(w, name);
	CHECK_OK(w->s, at_action_export(w->call, &plan, &sum));
	return sum;
}

static const char *
id_text(struct world *w, at_id id)
{
	char *text = at_alloc(w->s->arena, AT_ID_ROOM, 1);

	at_id_format(id, text);
	return text;
}

/* Before the session, or after it, as it is asked. */
static void
answer(struct world *w, at_id client, const char *instrument, const char *form, int session,
    const char *inputs)
{
	struct world_browser phone = world_browser((int)(client % 50));
	bool after = strcmp(instrument, "session") == 0 || strcmp(instrument, "reaction") == 0;
	struct world_link link;

	world_clock(w, after ? "2026-11-24 10:00" : "2026-11-24 08:30");
	link = world_link(w, &w->a, client, instrument, form, session);
	if (form != NULL && strcmp(form, "therapist") == 0)
		world_as(w, &w->a, WORLD_THERAPIST);
	world_send(w, &link, &phone, inputs);
}

/* A client with one session that took place. */
static at_id
client_of(struct world *w, const char *name)
{
	at_id client = world_add_client(w, &w->a, name);

	world_add_session(w, &w->a, client, "2026-11-24 09:00", 50, "attended");
	return client;
}

/* The first seven columns of a form of that session's. */
static const char *
start_of(struct world *w, at_id client, const char *rest)
{
	return at_printf(w->s->arena, "%s,%s,main,1,2026-11-24,%s", id_text(w, client),
	    id_text(w, w->a.staff[WORLD_THERAPIST]), rest);
}

TEST(every_answer_is_a_row)
{
	struct world *w = world_open(support_begin(state_), false);
	at_id client = client_of(w, "Long");
	struct at_export_sum sum;
	const char *table;

	answer(w, client, "gad-7", NULL, 1, "1=3 2=0 4=2");
	sum = export(w, (struct at_export_plan){ 0 }, "x.csv");
	table = read_back(w, "x.csv");
	CHECK_INT(3, sum.n_rows);
	CHECK_INT(1, sum.n_forms);
	CHECK_INT(1, sum.n_clients);
	CHECK_TEXT(at_printf(w->s->arena,
	    "client,therapist,clinic,session,date,instrument,respondent,item,value\n"
	    "%s,client,1,3\n%s,client,2,0\n%s,client,4,2\n",
	    start_of(w, client, "gad-7"), start_of(w, client, "gad-7"),
	    start_of(w, client, "gad-7")), table);
	CHECK_INT(strlen(table), sum.n_bytes);
}

TEST(a_skipped_question_has_a_row_without_a_value)
{
	struct world *w = world_open(support_begin(state_), false);
	at_id client = client_of(w, "Skips");

	answer(w, client, "session", NULL, 1, "ease=5 understood=skip");
	answer(w, client, "session", "therapist", 1, "ease=4 strain=none");
	export(w, (struct at_export_plan){ 0 }, "x.csv");
	CHECK_HAS(start_of(w, client, "session,client,ease,5\n"), read_back(w, "x.csv"));
	CHECK_HAS(start_of(w, client, "session,client,understood,\n"), read_back(w, "x.csv"));
	CHECK_HAS_NOT("worth", read_back(w, "x.csv"));
	CHECK_HAS(start_of(w, client, "session,therapist,strain,0\n"), read_back(w, "x.csv"));
}

TEST(wide_a_form_is_a_row)
{
	struct world *w = world_open(support_begin(state_), false);
	at_id client = client_of(w, "Wide");

	answer(w, client, "gad-7", NULL, 1, "1=3 2=0 4=2 7=1");
	answer(w, client, "phq-9", NULL, 1, "1=1 9=0");
	export(w, (struct at_export_plan){ .wide = true }, "x.csv");
	CHECK_HAS("client,therapist,clinic,session,date,instrument,respondent,"
	    "i1,i2,i3,i4,i5,i6,i7,i8,i9,i10\n", read_back(w, "x.csv"));
	CHECK_HAS(start_of(w, client, "gad-7,client,3,0,,2,,,1,,,\n"), read_back(w, "x.csv"));
	CHECK_HAS(start_of(w, client, "phq-9,client,1,,,,,,,,0,\n"), read_back(w, "x.csv"));
}

/* Canaries are what nobody must find. */
TEST(what_the_therapist_may_not_see_stays)
{
	struct world *w = world_open(support_begin(state_), false);
	at_id open = client_of(w, "Name-canary"), sealed = client_of(w, "Sealed");
	at_id totals = client_of(w, "Totals"), other = client_of(w, "Other");
	struct at_export_sum sum;
	const char *table;

	answer(w, open, "session", NULL, 1, "ease=5 strain=small words=canary");
	answer(w, open, "session", "therapist", 1, "ease=4 strain=none");
	answer(w, open, "reaction", "therapist", 1, "present=6");
	answer(w, sealed, "session", NULL, 1, "ease=5 strain=clear");
	answer(w, totals, "session", NULL, 1, "ease=5 strain=small ratings=numbers");
	answer(w, totals, "session", "therapist", 1, "ease=4 strain=none");
	answer(w, other, "session", NULL, 1, "ease=5 strain=clear wish=other words=canary");
	answer(w, other, "session", "therapist", 1, "ease=4 strain=none");
	sum = export(w, (struct at_export_plan){ 0 }, "x.csv");
	table = read_back(w, "x.csv");
	CHECK_HAS_NOT("canary", table);
	CHECK_HAS_NOT("reaction", table);
	CHECK_HAS_NOT("ratings", table);
	CHECK_HAS_NOT("wish", table);
	CHECK_HAS(start_of(w, open, "session,client,ease,5\n"), table);
	CHECK_HAS(start_of(w, open, "session,client,strain,2\n"), table);
	CHECK_HAS_NOT(start_of(w, sealed, "session,client,ease"), table);
	CHECK_HAS(start_of(w, sealed, "session,client,strain,3\n"), table);
	CHECK_HAS_NOT(start_of(w, totals, "session,client,ease"), table);
	CHECK_HAS(start_of(w, totals, "session,therapist,ease,4\n"), table);
	CHECK_HAS(start_of(w, other, "session,client,ease,5\n"), table);
	CHECK_HAS_NOT(start_of(w, other, "session,client,strain"), table);
	CHECK_INT(1, sum.left[AT_LEFT_PRIVATE]);
	CHECK_INT(1, sum.left[AT_LEFT_SEALED]);
	CHECK_INT(1, sum.left[AT_LEFT_TOTALS]);
	CHECK_INT(1, sum.left[AT_LEFT_ADDRESSED]);
	CHECK_INT(2, sum.left[AT_LEFT_WORDS]);
}

TEST(a_seal_is_lifted_with_time)
{
	struct world *w = world_open(support_begin(state_), false);
	at_id client = client_of(w, "Sealed");

	answer(w, client, "session", NULL, 1, "ease=5");
	export(w, (struct at_export_plan){ 0 }, "x.csv");
	CHECK_HAS_NOT("ease", read_back(w, "x.csv"));
	world_clock(w, "2026-12-24 10:00");
	export(w, (struct at_export_plan){ 0 }, "y.csv");
	CHECK_HAS(start_of(w, client, "session,client,ease,5\n"), read_back(w, "y.csv"));
}

struct erasing {
	at_id org, client;
};

static enum at_status
apply_erase(struct at_db *db, struct at_arena *scratch, void *ptr, struct at_error *err)
{
	const struct erasing *job = ptr;

	(void)scratch;
	return at_erasure_add(db, job->org, job->client, support_noon, 0, err);
}

TEST(of_an_erased_client_there_is_nothing)
{
	struct world *w = world_open(support_begin(state_), false);
	at_id gone = client_of(w, "Gone"), here = client_of(w, "Here");
	struct erasing job = { w->a.org, gone };
	struct at_export_sum sum;

	answer(w, gone, "gad-7", NULL, 1, "1=3");
	answer(w, gone, "phq-9", NULL, 1, "1=3");
	answer(w, here, "gad-7", NULL, 1, "1=2");
	CHECK_OK(w->s, at_store_write(w->call, apply_erase, &job));
	sum = export(w, (struct at_export_plan){ 0 }, "x.csv");
	CHECK_HAS_NOT(id_text(w, gone), read_back(w, "x.csv"));
	CHECK_HAS(id_text(w, here), read_back(w, "x.csv"));
	CHECK_INT(2, sum.left[AT_LEFT_ERASED]);
	CHECK_INT(1, sum.clients_left[AT_LEFT_ERASED]);
	CHECK_HAS("{\"why\":\"erased\",\"what\":\"of clients who were erased\",\"forms\":2,"
	    "\"clients\":1}", read_back(w, "x.manifest.json"));
}

TEST(a_restricted_record_stays)
{
	struct world *w = world_open(support_begin(state_), false);
	at_id client = client_of(w, "Restricted");
	const struct at_privacy_ask ask = { .client = client, .kind = AT_RESTRICT,
		.reason = "asked for" };
	struct at_export_sum sum;

	answer(w, client, "gad-7", NULL, 1, "1=3");
	world_as_operator(w, &w->a);
	CHECK_OK(w->s, at_action_privacy_set(w->call, &ask));
	sum = export(w, (struct at_export_plan){ 0 }, "x.csv");
	CHECK_HAS_NOT(id_text(w, client), read_back(w, "x.csv"));
	CHECK_INT(1, sum.left[AT_LEFT_RESTRICTED]);
	CHECK_INT(1, sum.clients_left[AT_LEFT_RESTRICTED]);
}

TEST(another_clinic_is_not_in_it)
{
	struct world *w = world_open(support_begin(state_), false);
	struct world_browser phone = world_browser(1);
	struct world_link link;
	struct at_export_sum sum;

	world_as_operator(w, &w->b);
	link = world_link(w, &w->b, w->b.client, "gad-7", NULL, 0);
	world_send(w, &link, &phone, "1=2");
	sum = export(w, (struct at_export_plan){ 0 }, "x.csv");
	CHECK_INT(0, sum.n_rows);
}

TEST(days_before_a_date_are_left_out)
{
	struct world *w = world_open(support_begin(state_), false);
	at_id client = client_of(w, "Since");
	struct at_export_sum sum;

	answer(w, client, "gad-7", NULL, 1, "1=3");
	sum = export(w, (struct at_export_plan){ .since = "2026-11-24" }, "x.csv");
	CHECK_INT(1, sum.n_rows);
	sum = export(w, (struct at_export_plan){ .since = "2026-11-25" }, "y.csv");
	CHECK_INT(0, sum.n_rows);
	CHECK_INT(1, sum.left[AT_LEFT_EARLIER]);
}

/* What each file says it is, it is; the codebook says what the numbers mean. */
TEST(a_codebook_and_a_manifest_come_with_it)
{
	struct world *w = world_open(support_begin(state_), false);
	at_id client = client_of(w, "Codebook");
	const char *manifest, *book;

	answer(w, client, "gad-7", NULL, 1, "1=3");
	export(w, (struct at_export_plan){ .since = "2026-11-01" }, "x.csv.gz");
	manifest = read_back(w, "x.manifest.json");
	book = read_back(w, "x.codebook.csv");
	CHECK_HAS("\"name\":\"x.csv.gz\",\"rows\":1,", manifest);
	CHECK_HAS("\"name\":\"x.codebook.csv\",\"rows\":8,", manifest);
	CHECK_HAS("\"since\":\"2026-11-01\"", manifest);
	CHECK_HAS(at_printf(w->s->arena, "\"audit_head\":[\"%s:", id_text(w, w->a.org)),
	    manifest);
	CHECK_HAS("gad-7,1,GAD-7,client,choice,2,i2,0,3,\"0 Not at all; 1 Several days; ", book);
	CHECK_HAS("gad-7,1,GAD-7,client,scale,total,,0,21,,GAD-7 total,,6,lower,"
	    "sum 1 2 3 4 5 6 7,", book);
	CHECK_HAS_NOT("phq-9", book);
}

TEST(nothing_is_written_over_or_left_half)
{
	struct world *w = world_open(support_begin(state_), false);
	struct at_export_plan plan = { .path = path_of(w, "x.csv") };
	struct at_export_sum sum;
	FILE *mine = fopen(path_of(w, "x.codebook.csv"), "w");

	CHECK(mine != NULL && fputs("mine", mine) >= 0 && fclose(mine) == 0);
	world_as_operator(w, &w->a);
	CHECK_INT(AT_CONFLICT, at_action_export(w->call, &plan, &sum));
	CHECK_HAS("x.codebook.csv is there already", w->s->err.text);
	CHECK_TEXT("mine", read_back(w, "x.codebook.csv"));
	CHECK(access(path_of(w, "x.csv"), F_OK) != 0);
	CHECK(access(path_of(w, "x.manifest.json"), F_OK) != 0);
}

static bool
stop(void *ptr, int64_t n_rows)
{
	(void)n_rows;
	*(bool *)ptr = true;
	return false;
}

TEST(it_can_be_stopped)
{
	struct world *w = world_open(support_begin(state_), false);
	bool asked = false;
	const struct at_backup_watch watch = { stop, &asked };
	struct at_export_plan plan = { .path = path_of(w, "x.csv"), .watch = &watch };
	struct at_export_sum sum;

	answer(w, client_of(w, "Stop"), "gad-7", NULL, 1, "1=3");
	world_as_operator(w, &w->a);
	CHECK_INT(AT_GONE, at_action_export(w->call, &plan, &sum));
	CHECK(asked);
	CHECK(access(path_of(w, "x.csv"), F_OK) != 0);
}

struct intruder {
	struct world *w;
	struct support *s;
};

/* Another connection adds an answer while the first page is written. */
static bool
intrude(void *ptr, int64_t n_rows)
{
	struct intruder *intruder = ptr;

	(void)n_rows;
	world_script(intruder->w, at_printf(intruder->s->arena, "INSERT INTO answer (org, client,"
	    " id, due, device, relationship, session, instrument, instrument_version, form, at,"
	    " packed, scores, lang, layout, mode, seconds, told, seen_first, key)"
	    " SELECT org, client, %lld, due, device, relationship, session, instrument,"
	    " instrument_version, form, at, packed, scores, lang, layout, mode, seconds, told,"
	    " seen_first, key FROM answer WHERE org = %lld",
	    INT64_MAX - 1LL, (long long)intruder->w->a.org));
	return true;
}

TEST(it_is_of_one_moment)
{
	struct world *w = world_open(support_begin(state_), true);
	struct intruder intruder = { w, w->s };
	const struct at_backup_watch watch = { intrude, &intruder };

	answer(w, client_of(w, "Meanwhile"), "gad-7", NULL, 1, "1=3");
	CHECK_INT(1, export(w, (struct at_export_plan){ .watch = &watch }, "x.csv").n_rows);
	CHECK_INT(2, export(w, (struct at_export_plan){ 0 }, "y.csv").n_rows);
}

TEST(each_export_is_one_line_in_the_log)
{
	static const char sql[] = "SELECT count(*) FROM audit WHERE org = $1 AND verb = 'export'"
	    " AND resource = 'answers' AND client = 0";
	struct world *w = world_open(support_begin(state_), false);

	export(w, (struct at_export_plan){ 0 }, "x.csv");
	export(w, (struct at_export_plan){ .wide = true }, "y.csv");
	CHECK_INT(2, world_count(w, sql, w->a.org));
}

TEST(nobody_else_may)
{
	struct world *w = world_open(support_begin(state_), false);
	struct at_export_plan plan = { .path = path_of(w, "x.csv") };
	struct at_export_sum sum;

	for (int role = 0; role < WORLD_ROLES; role++) {
		world_as(w, &w->a, (enum world_role)role);
		CHECK_INT(AT_DENIED, at_action_export(w->call, &plan, &sum));
		world_clear(w);
	}
}

/* ---- for research ------------------------------------------------------------ */

static void
say_to_research(struct world *w, at_id client, const char *answer)
{
	const struct at_consent_ask ask = { .client = client, .purpose = "research",
		.answer = answer };

	world_as(w, &w->a, WORLD_THERAPIST);
	CHECK_OK(w->s, at_action_consent(w->call, &ask));
}

static struct at_export_sum
export_research(struct world *w, const char *name)
{
	return export(w, (struct at_export_plan){ .research = true }, name);
}

/* The first column of the first row. */
static const char *
first_number(struct world *w, const char *name)
{
	const char *row = strchr(read_back(w, name), '\n') + 1;

	return at_strndup(w->s->arena, row, strcspn(row, ","));
}

TEST(for_research_goes_out_who_said_yes_and_not_who_it_is)
{
	struct world *w = world_open(support_begin(state_), false);
	at_id client = client_of(w, "Yes"), other = client_of(w, "No");
	const char *table, *number;
	struct at_export_sum sum;

	world_script(w, at_printf(w->s->arena, "UPDATE episode SET opened = %lld",
	    (long long)world_at(w, "2026-11-10 23:30")));
	answer(w, client, "gad-7", NULL, 1, "1=3 2=0");
	answer(w, other, "gad-7", NULL, 1, "1=1");
	sum = export_research(w, "none.csv");
	CHECK_INT(0, sum.n_rows);
	CHECK_INT(2, sum.left[AT_LEFT_CONSENT]);
	CHECK_INT(2, sum.clients_left[AT_LEFT_CONSENT]);
	say_to_research(w, client, "yes");
	say_to_research(w, other, "no");
	sum = export_research(w, "x.csv");
	table = read_back(w, "x.csv");
	number = first_number(w, "x.csv");
	CHECK_INT(16, strlen(number));
	CHECK_INT(2, sum.n_rows);
	CHECK_INT(1, sum.n_clients);
	CHECK_INT(1, sum.left[AT_LEFT_CONSENT]);
	CHECK_INT(1, sum.clients_left[AT_LEFT_CONSENT]);
	CHECK_HAS("client,therapist,clinic,session,day,instrument,respondent,item,value\n", table);
	CHECK_HAS(",1,14,gad-7,client,1,3\n", table);
	CHECK_HAS_NOT(id_text(w, client), table);
	CHECK_HAS_NOT(id_text(w, w->a.staff[WORLD_THERAPIST]), table);
	CHECK_HAS_NOT("main", table);
	CHECK_HAS_NOT("2026", table);
	export_research(w, "later.csv");
	CHECK_TEXT(table, read_back(w, "later.csv"));   /* the same numbers */
	CHECK_HAS("\"research\":true", read_back(w, "x.manifest.json"));
	CHECK_HAS("\"consent_to_research\":{\"clients\":1,\"therapists\":0}",
	    read_back(w, "x.manifest.json"));
	CHECK_HAS("{\"why\":\"no-consent\",\"what\":\"of clients who have not said yes to"
	    " research\",\"forms\":1,\"clients\":1}", read_back(w, "x.manifest.json"));
	say_to_research(w, client, "no");
	CHECK_INT(0, export_research(w, "y.csv").n_rows);
	export(w, (struct at_export_plan){ 0 }, "all.csv");     /* the clinic's own data */
	CHECK_HAS(start_of(w, client, "gad-7,client,1,3\n"), read_back(w, "all.csv"));
	CHECK_HAS(start_of(w, other, "gad-7,client,1,1\n"), read_back(w, "all.csv"));
}

/* Nobody who has another key can tell who it is by trying every id. */
TEST(numbers_take_the_master_key)
{
	struct world *w = world_open(support_begin(state_), false);
	at_id client = client_of(w, "Key");
	const char *number;

	answer(w, client, "gad-7", NULL, 1, "1=3");
	say_to_research(w, client, "yes");
	export_research(w, "x.csv");
	number = first_number(w, "x.csv");
	w->house.master.bytes[0] ^= 1;
	export_research(w, "y.csv");
	w->house.master.bytes[0] ^= 1;
	CHECK(strcmp(number, first_number(w, "y.csv")) != 0);
}

TEST(a_therapist_s_cards_take_the_therapist_s_own_yes)
{
	struct world *w = world_open(support_begin(state_), false);
	at_id client = client_of(w, "Both");
	struct at_export_sum sum;

	answer(w, client, "session", NULL, 1, "ease=5 strain=small words=unsaid");
	answer(w, client, "session", "therapist", 1, "ease=4 strain=none");
	answer(w, client, "reaction", "therapist", 1, "present=6");
	say_to_research(w, client, "yes");
	sum = export_research(w, "x.csv");
	CHECK_HAS(",session,client,ease,5\n", read_back(w, "x.csv"));
	CHECK_HAS_NOT(",therapist,ease", read_back(w, "x.csv"));
	CHECK_HAS_NOT("strain", read_back(w, "x.csv"));
	CHECK_INT(1, sum.left[AT_LEFT_THERAPIST]);
	CHECK_INT(1, sum.left[AT_LEFT_SAID]);
	CHECK_INT(1, sum.left[AT_LEFT_PRIVATE]);
	world_as(w, &w->a, WORLD_THERAPIST);
	CHECK_OK(w->s, at_action_own_research_set(w->call, true));
	sum = export_research(w, "y.csv");
	CHECK_HAS(",session,therapist,ease,4\n", read_back(w, "y.csv"));
	CHECK_HAS_NOT("strain", read_back(w, "y.csv"));
	CHECK_HAS_NOT("reaction", read_back(w, "y.csv"));
	CHECK_HAS_NOT("strain", read_back(w, "y.codebook.csv"));
	CHECK_INT(0, sum.left[AT_LEFT_THERAPIST]);
	CHECK_INT(1, sum.left[AT_LEFT_PRIVATE]);
	world_as(w, &w->a, WORLD_THERAPIST);
	CHECK_OK(w->s, at_action_own_research_set(w->call, false));
	CHECK_INT(1, export_research(w, "z.csv").left[AT_LEFT_THERAPIST]);
}

TEST(what_a_client_keeps_back_is_kept_back_from_research_too)
{
	struct world *w = world_open(support_begin(state_), false);
	at_id client = client_of(w, "Totals"), gone = client_of(w, "Gone");
	struct at_export_sum sum;

	answer(w, client, "session", NULL, 1, "ease=5 ratings=numbers");
	answer(w, client, "session", "therapist", 1, "ease=4");
	answer(w, gone, "gad-7", NULL, 1, "1=1");
	say_to_research(w, client, "yes");
	say_to_research(w, gone, "yes");
	world_as_operator(w, &w->a);
	CHECK_OK(w->s, at_action_privacy_set(w->call, &(struct at_privacy_ask){ .client = gone,
	    .kind = AT_RESTRICT, .reason = "as asked" }));
	sum = export_research(w, "x.csv");
	CHECK_INT(0, sum.n_rows);
	CHECK_INT(1, sum.left[AT_LEFT_TOTALS]);
	CHECK_INT(1, sum.left[AT_LEFT_RESTRICTED]);
}

TEST(what_a_parent_answered_is_not_the_client_s_to_give)
{
	struct world *w = world_open(support_begin(state_), false);
	struct at_export_sum sum;

	world_add_session(w, &w->a, w->a.teen, "2026-11-24 09:00", 50, "attended");
	answer(w, w->a.teen, "session", "parent", 1, "ease=5");
	say_to_research(w, w->a.teen, "yes");
	sum = export_research(w, "x.csv");
	CHECK_INT(0, sum.n_rows);
	CHECK_INT(1, sum.left[AT_LEFT_PARENT]);
}

/* ---- what imports said of people ---------------------------------------------- */

static enum at_status
apply_client(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	(void)scratch;
	return at_import_client_insert(db, job, err);
}

static void
told(struct world *w, at_id client, const char *code, const char *about)
{
	struct at_import_client job = { .org = w->a.org, .client = client };
	struct at_client loaded;

	memcpy(job.hash, &client, sizeof client);
	CHECK_OK(w->s, at_client_load(w->call->arena, at_store_reader(w->call), w->a.org, client,
	    &loaded, &w->s->err));
	CHECK_OK(w->s, at_act_seal(w->call, &loaded, "import.code", client, code, &job.code));
	CHECK_OK(w->s, at_act_seal(w->call, &loaded, "import.about", client, about, &job.about));
	CHECK_OK(w->s, at_store_write(w->call, apply_client, &job));
}

static enum at_status
apply_erasing(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	(void)scratch;
	return at_erasure_add(db, ((const struct at_client *)job)->org,
	    ((const struct at_client *)job)->id, support_noon, 0, err);
}

TEST(what_an_import_said_of_clients_comes_back)
{
	struct world *w = world_open(support_begin(state_), false);
	at_id one = client_of(w, "One"), two = client_of(w, "Two"), gone = client_of(w, "Gone");
	struct at_client erased = { .org = w->a.org, .id = gone };
	struct at_export_sum sum;

	CHECK(export(w, (struct at_export_plan){ 0 }, "before.csv").people == NULL);
	CHECK_INT(-1, access(path_of(w, "before.people.csv"), F_OK));
	told(w, one, "C1", "age=49\nend_reason=completed\n");
	told(w, two, "C2", "age=50\nfirst_date=2026-01-31\nend_reason=a, \"b\"\nand c\n");
	told(w, gone, "C3", "age=51\nsecret=canary\n");
	CHECK_OK(w->s, at_store_write(w->call, apply_erasing, &erased));
	sum = export(w, (struct at_export_plan){ 0 }, "x.csv");
	CHECK_INT(2, sum.n_people);
	CHECK_TEXT(at_printf(w->s->arena, "client,age,first_date,end_reason\n%s,49,,completed\n"
	    "%s,50,2026-01-31,\"a, \"\"b\"\"\nand c\"\n", id_text(w, one), id_text(w, two)),
	    read_back(w, "x.people.csv"));
	CHECK_HAS("\"name\":\"x.people.csv\",\"rows\":2,", read_back(w, "x.manifest.json"));
	CHECK(export_research(w, "y.csv").people == NULL);
	CHECK_INT(-1, access(path_of(w, "y.people.csv"), F_OK));
	CHECK_INT(0, world_count(w, "SELECT count(*) FROM import_client WHERE client = $1"
	    " AND about IS NOT NULL", gone));
}

/* ---- names of an import ------------------------------------------------------ */

struct naming {
	const struct at_import_name *names;
	int n;
	struct at_import_client client;
};

static enum at_status
apply_names(struct at_db *db, struct at_arena *scratch, void *ptr, struct at_error *err)
{
	const struct naming *job = ptr;
	enum at_status st = at_import_client_insert(db, &job->client, err);

	(void)scratch;
	for (int i = 0; i < job->n && st == AT_OK; i++)
		st = at_import_name_save(db, job->client.org, &job->names[i], err);
	return st;
}

TEST(an_import_s_own_names_come_back)
{
	struct world *w = world_open(support_begin(state_), false);
	at_id client = client_of(w, "Imported");
	const struct at_import_name names[] = {
		{ AT_IMPORT_INSTRUMENT, "", "GAD7", "gad-7", "client", 0 },
		{ AT_IMPORT_ITEM, "GAD7", "=q1", "1", "", 0 },
		{ AT_IMPORT_RESPONDENT, "", "self", "client", "", 0 },
		{ AT_IMPORT_THERAPIST, "", "T00001", "", "", w->a.staff[WORLD_THERAPIST] },
		{ AT_IMPORT_CLINIC, "", "K,1", "", "", w->a.main },
	};
	struct naming job = { names, (int)AT_COUNT(names),
		{ .org = w->a.org, .client = client, .hash = "h" } };
	struct at_client loaded;

	answer(w, client, "gad-7", NULL, 1, "1=3 2=0");
	CHECK_OK(w->s, at_client_load(w->call->arena, at_store_reader(w->call), w->a.org, client,
	    &loaded, &w->s->err));
	CHECK_OK(w->s, at_act_seal(w->call, &loaded, "import.code", client, "C0000001",
	    &job.client.code));
	CHECK_OK(w->s, at_store_write(w->call, apply_names, &job));
	export(w, (struct at_export_plan){ 0 }, "x.csv");
	CHECK_HAS("\nC0000001,T00001,\"K,1\",1,2026-11-24,GAD7,self,=q1,3\n"
	    "C0000001,T00001,\"K,1\",1,2026-11-24,GAD7,self,2,0\n", read_back(w, "x.csv"));
	CHECK_HAS("\nGAD7,1,GAD-7,self,choice,=q1,i1,", read_back(w, "x.codebook.csv"));
	export(w, (struct at_export_plan){ .spreadsheet = true }, "y.csv");
	CHECK_HAS(",GAD7,self,'=q1,3\n", read_back(w, "y.csv"));
	CHECK_HAS(",choice,'=q1,i1,", read_back(w, "y.codebook.csv"));
}

/* An instrument that grew: answers of its first version keep their questions. */
TEST(an_earlier_version_of_a_form_is_known_by_its_definition)
{
	static const char body[] = "id = grown\nversion = 1\nlicence = own\nsource = own\n"
	    "window = session\nwhen = after\nforms = client\noptions.seen = 0, 1, 2, 3\n"
	    "item.a = choice seen\nitem.b = choice seen\nitem.c = choice seen\n"
	    "item.d = choice seen\nitem.e = choice seen\nitem.f = choice seen\n"
	    "item.g = choice seen\npage.all = a b c d e f g\n";
	struct world *w = world_open(support_begin(state_), false);
	at_id client = client_of(w, "Grown");
	static const char copy[] = "INSERT INTO answer (org, client, id, due,"
	    " device, relationship, session, instrument, instrument_version, form, at, packed,"
	    " scores, lang, layout, mode, seconds, told, seen_first, key) SELECT org, client,"
	    " %lld, due, device, relationship, session, '%s', %d, form, at, packed, scores,"
	    " lang, layout, mode, seconds, told, seen_first, key FROM answer WHERE org = %lld"
	    " AND instrument = 'gad-7'";

	answer(w, client, "gad-7", NULL, 1, "1=3 2=1");
	world_script(w, at_printf(w->s->arena, copy, INT64_MAX - 1LL, "grown", 1,
	    (long long)w->a.org));
	CHECK_INT(1, export(w, (struct at_export_plan){ 0 }, "x.csv").left[AT_LEFT_UNKNOWN]);
	CHECK_HAS_NOT("grown", read_back(w, "x.csv"));
	world_script(w, at_printf(w->s->arena, "INSERT INTO definition (org, instrument, version,"
	    " body, made) VALUES (%lld, 'grown', 1, '%s', 0)", (long long)w->a.org, body));
	CHECK_INT(0, export(w, (struct at_export_plan){ 0 }, "y.csv").left[AT_LEFT_UNKNOWN]);
	CHECK_HAS(start_of(w, client, "grown,client,b,1\n"), read_back(w, "y.csv"));
	CHECK_HAS("\ngrown,1,,client,choice,b,i2,0,3,", read_back(w, "y.codebook.csv"));
	/* One that is known, of a version that is not. */
	world_script(w, at_printf(w->s->arena, copy, INT64_MAX - 2LL, "gad-7", 99,
	    (long long)w->a.org));
	CHECK_INT(1, export(w, (struct at_export_plan){ 0 }, "z.csv").left[AT_LEFT_UNKNOWN]);
}

RUN_ALL(
    RUN_BOTH(every_answer_is_a_row),
    RUN_BOTH(a_skipped_question_has_a_row_without_a_value),
    RUN_BOTH(wide_a_form_is_a_row),
    RUN_BOTH(what_the_therapist_may_not_see_stays),
    RUN_SQLITE(a_seal_is_lifted_with_time),
    RUN_BOTH(of_an_erased_client_there_is_nothing),
    RUN_BOTH(a_restricted_record_stays),
    RUN_SQLITE(another_clinic_is_not_in_it),
    RUN_SQLITE(days_before_a_date_are_left_out),
    RUN_BOTH(a_codebook_and_a_manifest_come_with_it),
    RUN_SQLITE(nothing_is_written_over_or_left_half),
    RUN_SQLITE(it_can_be_stopped),
    RUN_BOTH(it_is_of_one_moment),
    RUN_BOTH(each_export_is_one_line_in_the_log),
    RUN_SQLITE(nobody_else_may),
    RUN_BOTH(for_research_goes_out_who_said_yes_and_not_who_it_is),
    RUN_SQLITE(numbers_take_the_master_key),
    RUN_BOTH(a_therapist_s_cards_take_the_therapist_s_own_yes),
    RUN_SQLITE(what_a_client_keeps_back_is_kept_back_from_research_too),
    RUN_SQLITE(what_a_parent_answered_is_not_the_client_s_to_give),
    RUN_BOTH(what_an_import_said_of_clients_comes_back),
    RUN_BOTH(an_import_s_own_names_come_back),
    RUN_BOTH(an_earlier_version_of_a_form_is_known_by_its_definition),
)
