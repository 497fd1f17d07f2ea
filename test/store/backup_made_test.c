/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of backups: newest first, what was taken away set apart. */
#include "check.h"
#include "store/backup_made.h"
#include "support/store_support.h"

/* One of `org`, an hour after the other. */
static struct at_backup_made
add(struct support *s, struct at_db *db, at_id org, at_id id)
{
	static const struct at_audit_head heads[] = { { .org = 7, .node = 1, .seq = 4 },
		{ .org = 7, .node = 2, .seq = 9 } };
	const struct at_backup backup = { .schema = 12, .at = support_noon + id * AT_HOUR,
		.n_bytes = 4000, .heads = heads, .n_heads = (int)AT_COUNT(heads) };
	struct at_backup_made made = at_backup_made_of(s->arena, &backup);

	made.org = org;
	made.id = id;
	made.kind = "nightly";
	made.path = at_printf(s->arena, "/srv/backups/%lld", (long long)id);
	CHECK_OK(s, at_backup_made_insert(db, &made, &s->err));
	return made;
}

static struct at_backup_made *
list(struct support *s, struct at_db *db, bool all, int want)
{
	struct at_backup_made *made;
	int n;

	CHECK_OK(s, at_backup_made_list(s->arena, db, all, &made, &n, &s->err));
	CHECK_INT(want, n);
	return made;
}

TEST(a_backup_is_listed_as_it_was_made)
{
	struct support *s = support_begin(state_);
	struct at_db *db = at_store_reader(support_store(s, false));
	struct at_backup_made put = add(s, db, 1, 1), got = list(s, db, false, 1)[0];

	CHECK_INT(1, got.org);
	CHECK_INT(1, got.id);
	CHECK_TEXT("nightly", got.kind);
	CHECK_TEXT("/srv/backups/1", got.path);
	CHECK_INT(support_noon + AT_HOUR, got.at);
	CHECK_INT(4000, got.n_bytes);
	CHECK_INT(12, got.schema);
	CHECK_TEXT(put.heads, got.heads);
	CHECK_HAS(":1 4:", got.heads);
	CHECK_HAS("\n", got.heads);
	CHECK_HAS(":2 9:", got.heads);
	CHECK(!got.with_key);
	CHECK_INT(0, got.checked);
	CHECK_TEXT("", got.problem);
	CHECK_INT(0, got.removed);
}

TEST(the_newest_comes_first_whoever_made_it)
{
	struct support *s = support_begin(state_);
	struct at_db *db = at_store_reader(support_store(s, false));
	struct at_backup_made *made;

	add(s, db, 1, 1);
	add(s, db, 2, 3);
	add(s, db, 1, 2);
	made = list(s, db, false, 3);
	for (int i = 0; i < 3; i++)
		CHECK_INT(3 - i, made[i].id);
}

TEST(what_a_trial_found_is_kept)
{
	struct support *s = support_begin(state_);
	struct at_db *db = at_store_reader(support_store(s, false));

	add(s, db, 1, 1);
	add(s, db, 1, 2);
	CHECK_OK(s, at_backup_made_checked(db, 1, 2, support_noon, "cut off", &s->err));
	CHECK_TEXT("cut off", list(s, db, false, 2)[0].problem);
	CHECK_INT(support_noon, list(s, db, false, 2)[0].checked);
	CHECK_INT(0, list(s, db, false, 2)[1].checked);
	CHECK_INT(AT_CONFLICT, at_backup_made_checked(db, 1, 3, support_noon, "", &s->err));
}

TEST(what_was_taken_away_is_not_looked_for)
{
	struct support *s = support_begin(state_);
	struct at_db *db = at_store_reader(support_store(s, false));

	add(s, db, 1, 1);
	add(s, db, 1, 2);
	CHECK_OK(s, at_backup_made_removed(db, 1, 1, support_noon, &s->err));
	CHECK_INT(2, list(s, db, false, 1)[0].id);
	CHECK_INT(support_noon, list(s, db, true, 2)[1].removed);
	CHECK_INT(AT_CONFLICT, at_backup_made_removed(db, 1, 1, support_noon, &s->err));
}

RUN_ALL(
    RUN_BOTH(a_backup_is_listed_as_it_was_made),
    RUN_BOTH(the_newest_comes_first_whoever_made_it),
    RUN_BOTH(what_a_trial_found_is_kept),
    RUN_BOTH(what_was_taken_away_is_not_looked_for),
)
