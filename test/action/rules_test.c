/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What holds for the whole clinic: its name, and whom a second factor is wanted of. */
#include <string.h>

#include "action/enter.h"
#include "action/people.h"
#include "action/rules.h"
#include "support/world.h"

static struct at_rules
rules(struct world *w)
{
	struct at_rules out;

	CHECK_OK(w->s, at_action_rules(w->call, &out));
	return out;
}

struct giving {
	struct at_second_factor factor;
};

static enum at_status
apply_give(struct at_db *db, struct at_arena *scratch, void *job, struct at_error *err)
{
	struct giving *g = job;

	(void)scratch;
	return at_factor_insert(db, &g->factor, err);
}

static void
give_factor(struct world *w, const struct world_org *org, enum world_role role)
{
	struct giving job = { { .org = org->org, .staff = org->staff[role], .made = 1,
		.secret = { "s", 1 }, .salt = { "s", 1 } } };

	CHECK_INT(AT_OK, at_store_write(w->call, apply_give, &job));
}

static bool
is_required(struct world *w, const struct world_org *org, enum world_role role)
{
	struct at_staff staff;
	bool required;

	CHECK_OK(w->s, at_staff_load(w->s->arena, at_store_reader(w->call), org->org,
	    org->staff[role], &staff, &w->s->err));
	CHECK_OK(w->s, at_factor_required(w->call, &staff, &required));
	return required;
}

static const char sql_lines[] =
    "SELECT count(*) FROM audit WHERE org = $1 AND verb = 'change' AND resource = 'settings'";

TEST(the_clinic_is_renamed_by_its_own_administrator)
{
	struct world *w = world_open(support_begin(state_), false);
	const char *mark;

	world_as(w, &w->a, WORLD_ADMINISTRATOR);
	mark = rules(w).mark;
	CHECK_OK(w->s, at_action_rename(w->call, mark, "A new name"));
	CHECK_TEXT("A new name", rules(w).name);
	CHECK_INT(1, world_count(w, sql_lines, w->a.org));
	CHECK_INT(AT_CONFLICT, at_action_rename(w->call, mark, "Another one"));
	CHECK_HAS("Somebody changed this meanwhile", w->s->err.text);
	world_clear(w);
	CHECK_OK(w->s, at_action_rename(w->call, rules(w).mark, "A new name"));
	CHECK_INT(1, world_count(w, sql_lines, w->a.org));      /* nothing was different */
	CHECK_INT(AT_INVALID, at_action_rename(w->call, rules(w).mark, " "));
	world_clear(w);
	world_as(w, &w->b, WORLD_ADMINISTRATOR);
	CHECK(strcmp(rules(w).name, "A new name") != 0);
	world_as(w, &w->a, WORLD_PRIVACY);
	CHECK_INT(AT_DENIED, at_action_rename(w->call, mark, "Mine"));
}

TEST(a_second_factor_is_wanted_of_some_of_all_or_of_nobody)
{
	struct world *w = world_open(support_begin(state_), false);

	world_as(w, &w->a, WORLD_ADMINISTRATOR);
	CHECK_INT(0, rules(w).wanted);
	CHECK_OK(w->s, at_action_factor_want(w->call, rules(w).mark,
	    AT_THERAPIST | AT_PRIVACY));
	CHECK_INT(AT_THERAPIST | AT_PRIVACY, rules(w).wanted);
	CHECK(is_required(w, &w->a, WORLD_THERAPIST));
	CHECK(is_required(w, &w->a, WORLD_PRIVACY));
	CHECK(!is_required(w, &w->a, WORLD_LEAD));
	CHECK(!is_required(w, &w->b, WORLD_THERAPIST));
	CHECK_INT(1, world_count(w, sql_lines, w->a.org));
	CHECK_OK(w->s, at_action_factor_want(w->call, rules(w).mark,
	    AT_THERAPIST | AT_PRIVACY));
	CHECK_INT(1, world_count(w, sql_lines, w->a.org));
	give_factor(w, &w->a, WORLD_ADMINISTRATOR);
	CHECK_OK(w->s, at_action_factor_want(w->call, rules(w).mark, AT_STAFF));
	CHECK_INT(AT_STAFF, rules(w).wanted);
	CHECK(is_required(w, &w->a, WORLD_LEAD));
	CHECK_INT(AT_CONFLICT, at_action_factor_want(w->call, "old", 0));
	world_clear(w);
	CHECK_OK(w->s, at_action_factor_want(w->call, rules(w).mark, 0));
	CHECK(!is_required(w, &w->a, WORLD_THERAPIST));
	world_as(w, &w->a, WORLD_PRIVACY);
	CHECK_INT(AT_DENIED, at_action_factor_want(w->call, "", AT_STAFF));
}

TEST(those_who_will_be_asked_are_named_once_and_nobody_else)
{
	struct world *w = world_open(support_begin(state_), false);
	const char *const *names;
	int n;

	give_factor(w, &w->a, WORLD_NEXT);
	world_as(w, &w->a, WORLD_ADMINISTRATOR);
	CHECK_OK(w->s, at_action_person_disable(w->call, world_handles[WORLD_OTHER]));
	CHECK_OK(w->s, at_action_factor_asks(w->call, AT_THERAPIST | AT_LEAD, &names, &n));
	CHECK_INT(2, n);                /* tor has one, eva's account is closed */
	CHECK_OK(w->s, at_action_factor_want(w->call, rules(w).mark, AT_THERAPIST));
	CHECK_OK(w->s, at_action_factor_asks(w->call, AT_THERAPIST | AT_LEAD, &names, &n));
	CHECK_INT(1, n);
	CHECK_OK(w->s, at_action_factor_asks(w->call, 0, &names, &n));
	CHECK_INT(0, n);
}

TEST(nobody_locks_themselves_out)
{
	struct world *w = world_open(support_begin(state_), false);
	const char *const *names;
	int n;

	world_as(w, &w->a, WORLD_ADMINISTRATOR);
	CHECK_INT(AT_CONFLICT, at_action_factor_asks(w->call, AT_STAFF, &names, &n));
	CHECK_HAS("Set up your own first", w->s->err.text);
	world_clear(w);
	CHECK_INT(AT_CONFLICT, at_action_factor_want(w->call, rules(w).mark, AT_ADMINISTRATOR));
	world_clear(w);
	CHECK_INT(0, rules(w).wanted);
	give_factor(w, &w->a, WORLD_ADMINISTRATOR);
	CHECK_OK(w->s, at_action_factor_want(w->call, rules(w).mark, AT_ADMINISTRATOR));
	CHECK_INT(AT_ADMINISTRATOR, rules(w).wanted);
}

RUN_ALL(
    RUN_BOTH(the_clinic_is_renamed_by_its_own_administrator),
    RUN_BOTH(a_second_factor_is_wanted_of_some_of_all_or_of_nobody),
    RUN_BOTH(those_who_will_be_asked_are_named_once_and_nobody_else),
    RUN_BOTH(nobody_locks_themselves_out),
)
