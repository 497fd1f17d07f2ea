/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an import called things is said back; what it replaced counts no longer. */
#include "check.h"
#include "store/erasure.h"
#include "store/import.h"
#include "store/store.h"
#include "support/store_support.h"

enum { ORG = 7 };

/* All the writing of a test, in one job. */
struct saving {
	const struct at_import_name *names;
	int n_names;
	const struct at_import_client *clients;
	int n_clients;
	const struct at_answer *answers;
	int n_answers;
	at_id replaced, by;             /* answers of client 1; 0: none */
	const struct at_definition *definition;
};

static enum at_status
apply(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	const struct saving *s = job;
	enum at_status st = AT_OK;

	(void)scratch;
	for (int i = 0; i < s->n_names && st == AT_OK; i++)
		st = at_import_name_save(db, ORG, &s->names[i], err);
	for (int i = 0; i < s->n_clients && st == AT_OK; i++)
		st = at_import_client_insert(db, &s->clients[i], err);
	for (int i = 0; i < s->n_answers && st == AT_OK; i++)
		st = at_answer_insert(db, &s->answers[i], err);
	if (st == AT_OK && s->replaced != 0)
		st = at_answer_replace(db, ORG, 1, s->replaced, s->by, err);
	return st == AT_OK && s->definition != NULL ? at_definition_insert(db, ORG, s->definition,
	    support_noon, err) : st;
}

static void
save(struct support *s, struct at_call *call, struct saving saving)
{
	CHECK_OK(s, at_store_write(call, apply, &saving));
}

static struct at_import_names
load_names(struct support *s, struct at_call *call)
{
	struct at_import_names names;

	CHECK_OK(s, at_import_names_load(call->arena, at_store_reader(call), ORG, &names,
	    call->err));
	return names;
}

TEST(a_code_is_found_and_said_back)
{
	static const struct at_import_name told[] = {
		{ AT_IMPORT_THERAPIST, "", "T2", "", "", 21 },
		{ AT_IMPORT_THERAPIST, "", "T1", "", "", 20 },
		{ AT_IMPORT_CLINIC, "", "K1", "", "", 20 },
		{ AT_IMPORT_INSTRUMENT, "", "PHQ9", "phq-9", "", 0 },
		{ AT_IMPORT_INSTRUMENT, "", "WAI-T", "wai", "therapist", 0 },
		{ AT_IMPORT_ITEM, "PHQ9", "q1", "1", "", 0 },
		{ AT_IMPORT_RESPONDENT, "", "patient", "client", "", 0 },
	};
	static const struct at_import_name corrected = { AT_IMPORT_THERAPIST, "", "T2", "", "",
		22 };
	struct support *s = support_begin(state_);
	struct at_call *call = support_store(s, false);
	struct at_import_names names;

	save(s, call, (struct saving){ .names = told, .n_names = (int)AT_COUNT(told) });
	save(s, call, (struct saving){ .names = &corrected, .n_names = 1 });
	names = load_names(s, call);
	CHECK_INT(AT_COUNT(told), names.n_names);
	CHECK_TEXT("T1", at_import_code_of_id(&names, AT_IMPORT_THERAPIST, 20));
	CHECK_TEXT("T2", at_import_code_of_id(&names, AT_IMPORT_THERAPIST, 22));
	CHECK(at_import_code_of_id(&names, AT_IMPORT_THERAPIST, 21) == NULL);
	CHECK_TEXT("K1", at_import_code_of_id(&names, AT_IMPORT_CLINIC, 20));
	CHECK_TEXT("PHQ9", at_import_code_of_instrument(&names, "phq-9", "client"));
	CHECK_TEXT("WAI-T", at_import_code_of_instrument(&names, "wai", "therapist"));
	CHECK(at_import_code_of_instrument(&names, "wai", "client") == NULL);
	CHECK_TEXT("q1", at_import_code_of_item(&names, "PHQ9", "1"));
	CHECK(at_import_code_of_item(&names, "WAI-T", "1") == NULL);
	CHECK_TEXT("patient", at_import_code_of_form(&names, "client"));
	CHECK_TEXT("phq-9", at_import_name_find(&names, AT_IMPORT_INSTRUMENT, "", "PHQ9")->meant);
	CHECK(at_import_name_find(&names, AT_IMPORT_ITEM, "", "q1") == NULL);
}

TEST(clients_are_listed_page_by_page_and_forgotten_when_erased)
{
	static const struct at_import_client clients[] = {
		{ ORG, 1, "one", { "sealed", 6 }, { "about", 5 } },
		{ ORG, 2, "two", { "sealed", 6 }, { NULL, 0 } },
	};
	static const struct at_import_client again = { ORG, 3, "two", { "sealed", 6 },
		{ NULL, 0 } };
	struct saving twice = { .clients = &again, .n_clients = 1 };
	struct support *s = support_begin(state_);
	struct at_call *call = support_store(s, false);
	struct at_import_client *list, one;
	int n;

	save(s, call, (struct saving){ .clients = clients, .n_clients = 2 });
	CHECK_INT(AT_CONFLICT, at_store_write(call, apply, &twice));
	CHECK_OK(s, at_import_client_list(call->arena, at_store_reader(call), ORG, 1, 9, &list,
	    &n, &s->err));
	CHECK_INT(1, n);
	CHECK_INT(2, list[0].client);
	CHECK(memcmp("two", list[0].hash, 3) == 0);
	CHECK_OK(s, at_erasure_add(at_store_reader(call), ORG, 1, support_noon, 0,
	    &s->err));
	CHECK_OK(s, at_import_client_load(call->arena, at_store_reader(call), ORG, 1, &one,
	    &s->err));
	CHECK(memcmp("one", one.hash, 3) == 0);
	CHECK_INT(0, one.code.n_bytes + one.about.n_bytes);
	CHECK_OK(s, at_import_client_load(call->arena, at_store_reader(call), ORG, 9, &one,
	    &s->err));
	CHECK_INT(0, one.client);
}

static struct at_answer
answer_of(at_id id, at_ms at)
{
	return (struct at_answer){ .org = ORG, .client = 1, .id = id, .instrument = "phq-9",
		.instrument_version = 1, .form = "client", .at = at, .packed = { "p", 1 },
		.scores = { "s", 1 }, .lang = "", .layout = "", .mode = "import", .told = "" };
}

/* An older form may come later than a younger one. */
TEST(answers_are_listed_by_time_and_without_those_replaced)
{
	const struct at_answer answers[] = { answer_of(11, support_noon),
		answer_of(12, support_noon - AT_DAY), answer_of(13, support_noon) };
	struct support *s = support_begin(state_);
	struct at_call *call = support_store(s, false);
	struct at_answer *list;
	int n;

	save(s, call, (struct saving){ .answers = answers, .n_answers = 3, .replaced = 11,
	    .by = 13 });
	CHECK_OK(s, at_answer_list(call->arena, at_store_reader(call), ORG, 1, &list, &n,
	    call->err));
	CHECK_INT(2, n);
	CHECK_INT(12, list[0].id);
	CHECK_INT(13, list[1].id);
}

TEST(definitions_come_with_the_lower_version_first)
{
	static const struct at_definition second = { "all-12", 2, "id = all-12\n" },
	    first = { "all-12", 1, "id = all-12\n" };
	struct support *s = support_begin(state_);
	struct at_call *call = support_store(s, false);
	struct at_definition *list;
	int n;

	save(s, call, (struct saving){ .definition = &second });
	save(s, call, (struct saving){ .definition = &first });
	CHECK_OK(s, at_definition_list(call->arena, at_store_reader(call), &list, &n, call->err));
	CHECK_INT(2, n);
	CHECK_INT(1, list[0].version);
	CHECK_TEXT("all-12", list[1].instrument);
}

RUN_ALL(
    RUN_BOTH(a_code_is_found_and_said_back),
    RUN_BOTH(clients_are_listed_page_by_page_and_forgotten_when_erased),
    RUN_BOTH(answers_are_listed_by_time_and_without_those_replaced),
    RUN_BOTH(definitions_come_with_the_lower_version_first),
)
