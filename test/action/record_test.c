/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a client gets who asks for a copy of everything, and what others were promised. */
#include <unistd.h>

#include "action/act.h"
#include "action/privacy.h"
#include "action/record.h"
#include "action/together.h"
#include "base/file.h"
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

static struct at_record_sum
copy(struct world *w, at_id client, const char *folder)
{
	const struct at_record_plan plan = { .client = client, .folder = path_of(w, folder) };
	struct at_record_sum sum = { 0 };

	world_as_operator(w, &w->a);
	CHECK_OK(w->s, at_action_record(w->call, &plan, &sum));
	return sum;
}

static enum at_status
try_copy(struct world *w, at_id client, const char *folder)
{
	const struct at_record_plan plan = { .client = client, .folder = path_of(w, folder) };
	struct at_record_sum sum;

	world_clear(w);
	return at_action_record(w->call, &plan, &sum);
}

static void
answer(struct world *w, at_id client, const char *instrument, const char *form,
    const char *inputs)
{
	struct world_browser phone = world_browser((int)(client % 50));
	struct world_link link = world_link(w, &w->a, client, instrument, form, 1);

	if (form != NULL && strcmp(form, "therapist") == 0)
		world_as(w, &w->a, WORLD_THERAPIST);
	world_send(w, &link, &phone, inputs);
}

struct story {
	at_id client, session;
};

/* An hour with both sides in, words, a reaction card, and somebody else's hour beside it. */
static struct story
tell(struct world *w)
{
	struct story s = { .client = world_add_client(w, &w->a, "Solveig Canary") };
	at_id other = world_add_client(w, &w->a, "Stranger");

	s.session = world_add_session(w, &w->a, s.client, "2026-11-24 09:00", 50, "attended");
	world_add_session(w, &w->a, other, "2026-11-24 09:00", 50, "attended");
	answer(w, s.client, "session", NULL, "ease=5 understood=skip strain=small words=slowly");
	answer(w, s.client, "session", "therapist", "ease=2 strain=small kind=withdrew");
	answer(w, s.client, "reaction", "therapist", "present=6");
	answer(w, other, "session", NULL, "ease=5 words=elsewhere");
	return s;
}

static void
remove_folder(struct world *w, const char *folder)
{
	const char *const *names;
	int n;

	CHECK_OK(w->s, at_file_names(w->s->arena, path_of(w, folder), "", &names, &n,
	    &w->s->err));
	for (int i = 0; i < n; i++)
		unlink(at_printf(w->s->arena, "%s/%s", path_of(w, folder), names[i]));
	CHECK_INT(0, rmdir(path_of(w, folder)));
}

TEST(everything_of_a_client_s_own_is_in_it)
{
	struct world *w = world_open(support_begin(state_), false);
	struct story s = tell(w);
	struct at_record_sum sum = copy(w, s.client, "copy");

	CHECK_INT(1, sum.n_forms);
	CHECK_HAS("Solveig Canary", read_back(w, "copy/client.csv"));
	CHECK_HAS("\n2026-11-24 10:00,1,session,1,client,ease,", read_back(w, "copy/answers.csv"));
	CHECK_HAS(",5,", read_back(w, "copy/answers.csv"));
	CHECK_HAS("2026-11-24 10:00,1,session,client,words,slowly\n",
	    read_back(w, "copy/words.csv"));
	CHECK_HAS("\n1,Ada", read_back(w, "copy/sessions.csv"));
	CHECK_HAS(",2026-11-24,2026-11-24 09:00,2026-11-24 09:50,attended,",
	    read_back(w, "copy/sessions.csv"));
	CHECK_HAS("session,1,client,1,", read_back(w, "copy/asked.csv"));
	CHECK_HAS("sent\n", read_back(w, "copy/asked.csv"));
	CHECK_HAS_NOT("elsewhere", read_back(w, "copy/words.csv"));
	CHECK_HAS("\"name\":\"words.csv\",\"rows\":1,", read_back(w, "copy/manifest.json"));
	CHECK_INT(16, sum.n_files - 1);
	remove_folder(w, "copy");
}

TEST(the_page_stands_alone)
{
	struct world *w = world_open(support_begin(state_), false);
	struct story s = tell(w);
	const char *page;

	copy(w, s.client, "copy");
	page = read_back(w, "copy/record.html");
	CHECK_HAS("<h1>The record of Solveig Canary</h1>", page);
	CHECK_HAS("slowly", page);
	CHECK_HAS("<style>", page);
	CHECK_HAS_NOT("<script", page);
	CHECK_HAS_NOT("<link", page);
	CHECK_HAS_NOT("src=", page);
	remove_folder(w, "copy");
}

/* The card says: your client sees your ratings only if you open them together. */
TEST(a_therapist_s_ratings_are_in_it_once_opened_together)
{
	struct world *w = world_open(support_begin(state_), false);
	struct story s = tell(w);
	struct at_record_sum sum = copy(w, s.client, "before");

	CHECK_HAS_NOT(",therapist,", read_back(w, "before/answers.csv"));
	CHECK_INT(1, sum.n_unopened);
	CHECK_INT(1, sum.n_private);
	world_as(w, &w->a, WORLD_THERAPIST);
	CHECK_OK(w->s, at_action_open_together(w->call, s.client, s.session));
	sum = copy(w, s.client, "after");
	CHECK_HAS("session,1,therapist,ease,", read_back(w, "after/answers.csv"));
	CHECK_HAS_NOT("present", read_back(w, "after/answers.csv"));
	CHECK_HAS_NOT("reaction", read_back(w, "after/asked.csv"));
	CHECK_INT(0, sum.n_unopened);
	CHECK_INT(1, sum.n_private);
	remove_folder(w, "before");
	remove_folder(w, "after");
}

/* Copied while a therapist's word made a flag: it is not told before they do it together. */
TEST(what_was_found_from_a_therapist_s_card_waits_with_it)
{
	struct world *w = world_open(support_begin(state_), false);
	struct story s = tell(w);

	world_script(w, at_printf(w->s->arena, "INSERT INTO flag (org, id, client, relationship,"
	    " session, rule, version, inputs, at) SELECT org, 1, client, relationship, id,"
	    " 'strain', 1, 'said=5 client=3 therapist=3', starts FROM session WHERE id = %lld",
	    (long long)s.session));
	world_script(w, at_printf(w->s->arena, "INSERT INTO flag (org, id, client, relationship,"
	    " session, rule, version, inputs, at) SELECT org, 2, client, relationship, id,"
	    " 'low', 1, 'value=2 n=1', starts FROM session WHERE id = %lld",
	    (long long)s.session));
	CHECK_INT(1, copy(w, s.client, "copy").n_flags);
	CHECK_HAS_NOT("strain", read_back(w, "copy/flags.csv"));
	CHECK_HAS(",1,low,1,value=2 n=1,", read_back(w, "copy/flags.csv"));
	remove_folder(w, "copy");
}

TEST(it_is_one_look_that_the_client_can_see)
{
	static const char sql[] = "SELECT count(*) FROM audit WHERE client = $1"
	    " AND verb = 'view' AND resource = 'record' AND subject = 'operator'";
	struct world *w = world_open(support_begin(state_), false);
	struct story s = tell(w);

	CHECK_INT(0, world_count(w, sql, s.client));
	copy(w, s.client, "copy");
	CHECK_INT(1, world_count(w, sql, s.client));
	CHECK_HAS(",operator,,view,record\n", read_back(w, "copy/looks.csv"));
	remove_folder(w, "copy");
}

static enum at_status
apply_import(struct at_db *db, struct at_arena *scratch, void *ptr, struct at_error *err)
{
	(void)scratch;
	return at_import_client_insert(db, ptr, err);
}

TEST(what_an_import_said_of_them_is_in_it)
{
	struct world *w = world_open(support_begin(state_), false);
	struct at_import_client imported = { .org = w->a.org, .client = w->a.client,
		.hash = "h" };
	struct at_client client;

	CHECK_OK(w->s, at_client_load(w->call->arena, at_store_reader(w->call), w->a.org,
	    w->a.client, &client, &w->s->err));
	CHECK_OK(w->s, at_act_seal(w->call, &client, "import.code", client.id, "C0000001",
	    &imported.code));
	CHECK_OK(w->s, at_act_seal(w->call, &client, "import.about", client.id,
	    "age=49\nnote=a=b, c\n", &imported.about));
	CHECK_OK(w->s, at_store_write(w->call, apply_import, &imported));
	copy(w, w->a.client, "copy");
	CHECK_TEXT("what,value\ncode,C0000001\nage,49\nnote,\"a=b, c\"\n",
	    read_back(w, "copy/imported.csv"));
	remove_folder(w, "copy");
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

TEST(what_cannot_be_copied_says_so_and_leaves_nothing)
{
	struct world *w = world_open(support_begin(state_), false);
	struct story s = tell(w);
	struct erasing job = { w->a.org, w->a.client };
	const struct at_privacy_ask ask = { .client = w->a.teen, .kind = AT_RESTRICT,
		.reason = "asked for" };

	copy(w, s.client, "copy");
	CHECK_INT(AT_CONFLICT, try_copy(w, s.client, "copy"));
	remove_folder(w, "copy");
	CHECK_INT(AT_NOT_FOUND, try_copy(w, 1, "none"));
	CHECK_INT(AT_NOT_FOUND, try_copy(w, w->b.client, "none"));
	world_clear(w);
	CHECK_OK(w->s, at_store_write(w->call, apply_erase, &job));
	CHECK_OK(w->s, at_action_privacy_set(w->call, &ask));
	CHECK_INT(AT_GONE, try_copy(w, w->a.client, "none"));
	CHECK_INT(AT_DENIED, try_copy(w, w->a.teen, "none"));
	for (int role = 0; role < WORLD_ROLES; role++) {
		world_as(w, &w->a, (enum world_role)role);
		CHECK_INT(AT_DENIED, try_copy(w, s.client, "none"));
	}
	CHECK(access(path_of(w, "none"), F_OK) != 0);
	CHECK(access(path_of(w, "none.part"), F_OK) != 0);
}

RUN_ALL(
    RUN_BOTH(everything_of_a_client_s_own_is_in_it),
    RUN_SQLITE(the_page_stands_alone),
    RUN_BOTH(a_therapist_s_ratings_are_in_it_once_opened_together),
    RUN_BOTH(what_was_found_from_a_therapist_s_card_waits_with_it),
    RUN_BOTH(it_is_one_look_that_the_client_can_see),
    RUN_SQLITE(what_an_import_said_of_them_is_in_it),
    RUN_SQLITE(what_cannot_be_copied_says_so_and_leaves_nothing),
)
