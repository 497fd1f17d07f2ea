/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A client who was erased: no key, no name, nothing brings them back; scores remain. */
#include "check.h"
#include "action/act.h"
#include "store/answer.h"
#include "store/erasure.h"
#include "support/world.h"

struct erasing {
	at_id org, client;
};

static enum at_status
apply_erase(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	struct erasing *e = job;

	(void)scratch;
	return at_erasure_add(db, e->org, e->client, support_noon, 0, err);
}

static enum at_status
apply_replay(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	(void)scratch, (void)job;
	return at_erasure_replay(db, err);
}

static int64_t
count(struct world *w, const char *sql)
{
	return world_count(w, sql, w->a.client);
}

static struct at_client
load(struct world *w, at_id client)
{
	struct at_client got;

	CHECK_OK(w->s, at_client_load(w->call->arena, at_store_reader(w->call), w->a.org, client,
	    &got, w->call->err));
	return got;
}

/* An answer with words, a draft and a phone number: all of it sealed. */
static void
fill(struct world *w)
{
	struct at_form_view view;
	struct at_form_result result;
	struct world_browser one = world_browser(1), two = world_browser(2);
	struct world_link sent, draft;

	world_add_session(w, &w->a, w->a.client, "2026-11-24 09:00", 50, "attended");
	sent = world_link(w, &w->a, w->a.client, "session", "client", 1);
	draft = world_link(w, &w->a, w->a.client, "before", "client", 0);
	world_send(w, &sent, &one, "ease=5 words=canary");
	world_begin(w, &draft, &two, &view);
	CHECK_OK(w->s, world_post(w, draft.due, &two, AT_FORM_SAVE, "words=canary", &result));
	CHECK_OK(w->s, at_action_form_call_me(w->call, draft.due, two.hash,
	    &(struct at_calling){ .phone = "99999" }, &view));
}

TEST(an_erased_client_cannot_be_named_any_more)
{
	struct world *w = world_open(support_begin(state_), false);
	struct erasing job = { w->a.org, w->a.client };
	struct at_client client;
	const char *name;

	fill(w);
	client = load(w, w->a.client);
	CHECK_OK(w->s, at_act_name(w->call, &client, &name));
	CHECK_TEXT("Chris Client", name);
	CHECK_OK(w->s, at_store_write(w->call, apply_erase, &job));
	CHECK_OK(w->s, at_store_write(w->call, apply_erase, &job));     /* twice is once */

	client = load(w, w->a.client);
	CHECK_INT(0, client.key.n_bytes);
	CHECK_INT(0, client.name.n_bytes);
	CHECK_OK(w->s, at_act_name(w->call, &client, &name));
	CHECK_TEXT("Erased client", name);
	CHECK_INT(0, count(w, "SELECT count(*) FROM client_key WHERE client = $1"));
	CHECK_INT(0, count(w, "SELECT count(*) FROM call_me WHERE client = $1"));
	CHECK_INT(0, count(w, "SELECT count(*) FROM draft f JOIN due d ON d.id = f.due"
	    " WHERE d.client = $1"));
	CHECK_INT(1, count(w, "SELECT count(*) FROM erasure WHERE client = $1"));
	CHECK_INT(1, count(w, "SELECT count(*) FROM answer WHERE client = $1"));
	CHECK(load(w, w->a.teen).key.n_bytes > 0);      /* nobody else is touched */
}

TEST(a_restored_copy_is_erased_again)
{
	struct world *w = world_open(support_begin(state_), false);
	struct erasing job = { w->a.org, w->a.client };

	CHECK_OK(w->s, at_store_write(w->call, apply_erase, &job));
	world_script(w, at_printf(w->call->arena, "INSERT INTO client_key (org, client, sealed)"
	    " SELECT org, %lld, sealed FROM client_key WHERE client = %lld",
	    (long long)w->a.client, (long long)w->a.teen));
	CHECK_INT(1, count(w, "SELECT count(*) FROM client_key WHERE client = $1"));
	CHECK_OK(w->s, at_store_write(w->call, apply_replay, NULL));
	CHECK_INT(0, count(w, "SELECT count(*) FROM client_key WHERE client = $1"));
	CHECK(load(w, w->a.teen).key.n_bytes > 0);
}

RUN_ALL(
    RUN_BOTH(an_erased_client_cannot_be_named_any_more),
    RUN_BOTH(a_restored_copy_is_erased_again),
)
