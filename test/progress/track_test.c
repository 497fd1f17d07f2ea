/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is said of one score: house rules, the expected course in their place, and the one
 * case in which it is not. */
#include <math.h>
#include <string.h>

#include "check.h"
#include "progress/track.h"

static const struct at_scale phq = { .id = "TOTAL", .combine = AT_SUM, .better = -1,
	.lowest = 0, .highest = 27, .cutoff = 10, .reliable = 6 };

/* Past clients: 16 at the start, falling by 3 each time the session number grows e-fold;
 * standard deviation 4 without anything that grows. */
static struct at_course
past(double ppv)
{
	struct at_course c = { .better = -1, .by_intake = false, .intake_mean = 16,
		.b = { 16, -3, 0, 0 }, .sigma2 = 16, .factor84 = 1, .factor90 = 1.3,
		.n_episodes = 240, .n_rows = 1200, .last_session = 12, .median_session = 8,
		.ppv = ppv };

	for (int i = 0; i < (int)AT_COUNT(c.validation); i++)
		c.validation[i] = (struct at_course_validation){ AT_COURSE_VALIDATED_FROM + i,
			80, 9, 10 + i, 0.5, 0.9, 0.4 };
	return c;
}

static struct at_track
find(const struct at_course *course, const struct at_track_point *points, int n)
{
	return at_track_find(&phq, course, points, n);
}

#define KIND(course, ...) find(course, (const struct at_track_point[]){ __VA_ARGS__ }, \
	(int)(sizeof((const struct at_track_point[]){ __VA_ARGS__ }) \
	/ sizeof(struct at_track_point))).kind

TEST(without_an_expected_course_the_house_rules_speak)
{
	(void)state_;
	CHECK_INT(AT_TRACK_NONE, KIND(NULL, { 1, 15 }));
	CHECK_INT(AT_TRACK_NONE, KIND(NULL, { 1, 15 }, { 2, 21 }));
	CHECK_INT(AT_TRACK_WORSE, KIND(NULL, { 1, 15 }, { 3, 21 }));
	CHECK_INT(AT_TRACK_SLIPPING, KIND(NULL, { 1, 15 }, { 3, 18 }));
	CHECK_INT(AT_TRACK_STALLED, KIND(NULL, { 1, 15 }, { 8, 15 }));
	CHECK_INT(AT_TRACK_IMPROVED, KIND(NULL, { 1, 20 }, { 2, 14 }));
	CHECK_INT(AT_TRACK_RECOVERED, KIND(NULL, { 1, 15 }, { 2, NAN }, { 4, 9 }));
}

/* At session 5 the mean is 16 - 3 ln 5 = 11.1717, the limits 15.1717 and 16.3717, ahead of
 * all is 5.9717. */
TEST(an_expected_course_takes_their_place)
{
	const struct at_course c = past(0.4);

	(void)state_;
	CHECK_INT(AT_TRACK_OFF, KIND(&c, { 1, 18 }, { 5, 17 }));
	CHECK_INT(AT_TRACK_NEAR, KIND(&c, { 1, 18 }, { 5, 16 }));
	CHECK_INT(AT_TRACK_ON, KIND(&c, { 1, 18 }, { 5, 15 }));
	CHECK_INT(AT_TRACK_AHEAD, KIND(&c, { 1, 18 }, { 5, 5 }));
	CHECK_INT(AT_TRACK_STABLE, KIND(&c, { 1, 18 }, { 4, 9 }, { 5, 9 }));
	CHECK_INT(AT_TRACK_ON, KIND(&c, { 1, 12 }, { 5, 15 }));         /* not slipping */
	CHECK_INT(AT_TRACK_ON, KIND(&c, { 1, 12 }, { 8, 12 }));         /* not stalled */
}

/* The hours count from the first score, whenever that was. */
TEST(the_first_score_is_session_one)
{
	const struct at_course c = past(0.4);
	const struct at_track_point points[] = { { 3, NAN }, { 4, 18 }, { 6, 17 }, { 8, 17 } };
	struct at_track track = find(&c, points, 4);

	(void)state_;
	CHECK_INT(AT_TRACK_OFF, track.kind);
	CHECK_INT(AT_TRACK_COURSE, track.rule);
	CHECK_NEAR(5, track.inputs.session, 0);
	CHECK_NEAR(8, track.inputs.hour, 0);
	CHECK_NEAR(4, track.inputs.first_hour, 0);
	CHECK_NEAR(18, track.inputs.first, 0);
	CHECK_NEAR(17, track.inputs.previous, 0);
	CHECK_NEAR(16 - 3 * log(5), track.inputs.mean, 1e-12);
	CHECK_NEAR(16 - 3 * log(5) + 5.2, track.inputs.limit90, 1e-12);
	CHECK_NEAR(0.4, track.inputs.ppv, 0);
	CHECK_NEAR(13, track.inputs.n_signalled, 0);
	CHECK_NEAR(0, track.inputs.by_intake, 0);
}

/* 8 to 14 is where past clients stood, and yet reliably worse. */
TEST(reliably_worse_stands_whatever_the_course_says)
{
	const struct at_course c = past(0.4);
	struct at_track track = find(&c, (const struct at_track_point[]){ { 1, 8 }, { 5, 14 } },
	    2);

	(void)state_;
	CHECK_INT(AT_TRACK_WORSE, track.kind);
	CHECK_INT(AT_TRACK_HOUSE, track.rule);
	CHECK_NEAR(0.4, track.inputs.ppv_all, 0);       /* what the course said is kept, too */
	CHECK_INT(AT_TRACK_OFF, KIND(&c, { 1, 8 }, { 5, 17 }));
}

TEST(where_the_course_ends_the_house_rules_go_on)
{
	const struct at_course c = past(0.4);

	(void)state_;
	CHECK_INT(AT_TRACK_OFF, KIND(&c, { 1, 15 }, { 12, 15 }));
	CHECK_INT(AT_TRACK_STALLED, KIND(&c, { 1, 15 }, { 13, 15 }));
	CHECK_INT(AT_TRACK_NONE, KIND(&c, { 5, 15 }, { 5, 17 }));       /* the same hour */
}

TEST(a_course_that_has_not_proved_itself_says_no_more_than_near)
{
	const struct at_course low = past(0.29), unknown = past(NAN), just = past(0.30);

	(void)state_;
	CHECK_INT(AT_TRACK_NEAR, KIND(&low, { 1, 18 }, { 5, 17 }));
	CHECK_INT(AT_TRACK_NEAR, KIND(&unknown, { 1, 18 }, { 5, 17 }));
	CHECK_INT(AT_TRACK_OFF, KIND(&just, { 1, 18 }, { 5, 17 }));
}

TEST(a_form_without_a_session_has_a_place_all_the_same)
{
	(void)state_;
	CHECK_INT(4, at_track_hour(true, 4, 2));
	CHECK_INT(4, at_track_hour(true, 4, 4));        /* a second one of that hour */
	CHECK_INT(1, at_track_hour(true, 0, 0));        /* of an hour that was cancelled */
	CHECK_INT(1, at_track_hour(false, 0, 0));
	CHECK_INT(3, at_track_hour(false, 1, 2));
	CHECK_INT(6, at_track_hour(false, 6, 2));
}

TEST(every_kind_has_a_name_that_reads_back)
{
	(void)state_;
	for (int i = 0; i < AT_TRACK_KINDS; i++)
		CHECK_INT(i, at_track_kind_parse(at_track_kind_id((enum at_track_kind)i)));
	CHECK_INT(AT_TRACK_KINDS, at_track_kind_parse("no such"));
	CHECK(at_track_looks(AT_TRACK_WORSE) && at_track_looks(AT_TRACK_STALLED));
	CHECK(!at_track_looks(AT_TRACK_STABLE) && !at_track_looks(AT_TRACK_NONE));
}

TEST(inputs_and_models_come_back_as_they_were)
{
	struct at_arena *arena = at_arena_open();
	struct at_buffer text = at_buffer_init(arena), model = at_buffer_init(arena);
	struct at_course c = past(NAN), again;
	const struct at_track_point points[] = { { 1, 18 }, { 5, 17 } };
	struct at_track_inputs in;
	const char *cut;

	(void)state_;
	c.b_covariance[15] = 1.0 / 3;
	c.singular = true;
	in = find(&c, points, 2).inputs;
	at_track_pack(&text, &in);
	CHECK_HAS_NOT("nan", at_buffer_string(&text));
	CHECK(at_track_unpack(at_buffer_string(&text)).limit90 == in.limit90);
	CHECK(isnan(at_track_unpack(at_buffer_string(&text)).ppv_all));
	at_track_pack_course(&model, &c);
	CHECK(at_track_unpack_course(at_buffer_string(&model), &again));
	CHECK(again.b_covariance[15] == 1.0 / 3 && again.b[1] == -3 && again.singular);
	CHECK(again.factor90 == 1.3 && again.validation[8].n_signalled == 18);
	CHECK(isnan(again.ppv) && again.last_session == 12 && again.better == -1);
	cut = at_strndup(arena, at_buffer_string(&model), model.n_bytes - 30);
	CHECK(!at_track_unpack_course(cut, &again));
	CHECK(!at_track_unpack_course("", &again));
	at_arena_close(arena);
}

RUN_ALL(RUN(without_an_expected_course_the_house_rules_speak),
    RUN(an_expected_course_takes_their_place), RUN(the_first_score_is_session_one),
    RUN(reliably_worse_stands_whatever_the_course_says),
    RUN(where_the_course_ends_the_house_rules_go_on),
    RUN(a_course_that_has_not_proved_itself_says_no_more_than_near),
    RUN(a_form_without_a_session_has_a_place_all_the_same),
    RUN(every_kind_has_a_name_that_reads_back), RUN(inputs_and_models_come_back_as_they_were))
