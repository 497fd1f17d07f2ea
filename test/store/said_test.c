/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was opened by whom, and who may see the cards as agreed. */
#include "check.h"
#include "store/agreed.h"
#include "store/said.h"
#include "support/store_support.h"

TEST(the_first_time_somebody_opened_it_is_kept)
{
	struct support *s = support_begin(state_);
	struct at_db *db;
	struct at_said_read *reads;
	int n;

	support_store(s, false);
	db = support_db(s);
	for (int i = 0; i < 4; i++) {
		const struct at_said_read read = { .org = 1, .client = 7, .answer = 20 + i % 2,
			.staff = i < 2 ? 5 : 6, .at = 1000 + i };
		const struct at_said_read again = { .org = 1, .client = 7, .answer = 20,
			.staff = 5, .at = 9000 };

		CHECK_OK(s, at_said_read_insert(db, &read, &s->err));
		CHECK_OK(s, at_said_read_insert(db, &again, &s->err));
	}
	CHECK_OK(s, at_said_read_list(s->arena, db, 1, 7, &reads, &n, &s->err));
	CHECK_INT(4, n);
	CHECK_INT(1000, at_said_read_find(reads, n, 20, 5));
	CHECK_INT(1003, at_said_read_find(reads, n, 21, 6));
	CHECK_INT(0, at_said_read_find(reads, n, 22, 5));
	CHECK_OK(s, at_said_read_list(s->arena, db, 2, 7, &reads, &n, &s->err));
	CHECK_INT(0, n);
	at_db_close(db);
}

TEST(what_was_agreed_last_counts)
{
	struct support *s = support_begin(state_);
	struct at_db *db;
	struct at_agreed got;
	const struct at_agreed first = { .org = 1, .id = 10, .client = 7, .ratings = "numbers",
		.seen = "next", .said = "other", .staff = 5, .at = 1000 };
	const struct at_agreed second = { .org = 1, .id = 11, .client = 7,
		.ratings = "therapist_supervisor", .seen = "now", .said = "therapist",
		.at = 1000 };

	support_store(s, false);
	db = support_db(s);
	CHECK_OK(s, at_agreed_newest(s->arena, db, 1, 7, &got, &s->err));
	CHECK_INT(0, got.id);
	CHECK_TEXT("therapist", got.ratings);
	CHECK_TEXT("now", got.seen);
	CHECK_TEXT("therapist", got.said);
	CHECK_OK(s, at_agreed_insert(db, &first, &s->err));
	CHECK_OK(s, at_agreed_newest(s->arena, db, 1, 7, &got, &s->err));
	CHECK_TEXT("numbers", got.ratings);
	CHECK_TEXT("next", got.seen);
	CHECK_TEXT("other", got.said);
	CHECK_INT(5, got.staff);
	CHECK_INT(1000, got.at);
	CHECK_OK(s, at_agreed_insert(db, &second, &s->err));
	CHECK_OK(s, at_agreed_newest(s->arena, db, 1, 7, &got, &s->err));
	CHECK_INT(11, got.id);
	CHECK_INT(0, got.staff);
	CHECK_OK(s, at_agreed_newest(s->arena, db, 1, 8, &got, &s->err));
	CHECK_INT(0, got.id);
	at_db_close(db);
}

RUN_ALL(
    RUN_BOTH(the_first_time_somebody_opened_it_is_kept),
    RUN_BOTH(what_was_agreed_last_counts),
)
