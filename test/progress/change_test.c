/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reliable change: published examples (methods H 1 to 3) and every edge. */
#include "check.h"
#include "progress/change.h"

/* Jacobson and Truax 1991: s1 7.5, r .80; functional group 60 (7.5). */
static const struct at_change_sample paper = { 40, 7.5, 50, 9, 0.6 * 7.5 * 9 };

/* Marital satisfaction (DAS, n 30) of Jacobson 1989. */
static const struct at_change_sample das = { 81.583333, 11.825661, 98.05, 19.241814,
	0.51772136 * 11.825661 * 19.241814 };

static struct at_change_plan
plan_of(enum at_change_method method)
{
	return (struct at_change_plan){ .method = method, .better = 1, .reliability = 0.8,
		.reliability_post = NAN, .z = AT_CHANGE_Z, .cutoff = AT_CUTOFF_C,
		.functional_mean = 60, .functional_sd = 7.5 };
}

static struct at_change_rule
rule_of(const struct at_change_plan *plan, const struct at_change_sample *sample)
{
	struct at_change_rule rule;
	struct at_error err = { .status = AT_OK };

	if (at_change_rule_make(plan, sample, &rule, &err) != AT_OK)
		fail_msg("%s", err.text);
	return rule;
}

TEST(the_example_of_jacobson_and_truax)
{
	struct at_change_plan plan = plan_of(AT_CHANGE_JT);
	struct at_change_rule rule = rule_of(&plan, &paper);
	struct at_change got;

	(void)state_;
	CHECK_NEAR(3.354102, rule.se, 1e-6);
	CHECK_NEAR(4.743416, rule.s_diff, 1e-6);
	CHECK_NEAR(9.296925484568, rule.z * rule.s_diff, 1e-11);
	CHECK_NEAR(50, rule.cutoff, 1e-12);
	CHECK(at_change_judge(&rule, 32.5, 47.5, &got));
	CHECK_NEAR(3.162278, got.rci, 1e-6);
	CHECK_NEAR(15, got.change, 0);
	CHECK_INT(AT_CHANGE_IMPROVED, got.class);
	plan.cutoff = AT_CUTOFF_A;
	CHECK_NEAR(55, rule_of(&plan, &paper).cutoff, 1e-12);
	plan.cutoff = AT_CUTOFF_B;
	CHECK_NEAR(45, rule_of(&plan, &paper).cutoff, 1e-12);
	plan.cutoff = AT_CUTOFF_NONE;
	CHECK(isnan(rule_of(&plan, &paper).cutoff));
	/* Another spread of the functional group, and the other direction; by hand. */
	plan.functional_sd = 6;
	plan.cutoff = AT_CUTOFF_B;
	CHECK_NEAR(48, rule_of(&plan, &paper).cutoff, 1e-12);
	plan.cutoff = AT_CUTOFF_C;
	CHECK_NEAR((7.5 * 60 + 6 * 40) / 13.5, rule_of(&plan, &paper).cutoff, 1e-12);
	plan.better = -1;
	plan.functional_mean = 20;
	plan.cutoff = AT_CUTOFF_A;
	CHECK_NEAR(25, rule_of(&plan, &paper).cutoff, 1e-12);
	plan.cutoff = AT_CUTOFF_B;
	CHECK_NEAR(32, rule_of(&plan, &paper).cutoff, 1e-12);
}

TEST(the_relatives_give_their_own_figures)
{
	static const struct {
		enum at_change_method method;
		double paper, better, worse;    /* 32.5 to 47.5; DAS 74 to 124, 80 to 60.5 */
	} cases[] = {
		{ AT_CHANGE_JT, 3.162278, 8.630560, -3.365918 },
		{ AT_CHANGE_GLN, 3.000000, 8.739731, NAN },
		{ AT_CHANGE_HLL, 0.777778, 5.808090, NAN },
		{ AT_CHANGE_EN, 4.024922, 11.983315, NAN },
		{ AT_CHANGE_NK, 3.142936, 8.996036, NAN },
		{ AT_CHANGE_HA, 3.538152, 8.456671, -2.782446 },
	};

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		struct at_change_plan plan = plan_of(cases[i].method);
		struct at_change_rule rule = rule_of(&plan, &paper);
		struct at_change got;

		CHECK(at_change_judge(&rule, 32.5, 47.5, &got));
		CHECK_NEAR(cases[i].paper, got.rci, 1e-6);
		plan.reliability = 0.88;
		rule = rule_of(&plan, &das);
		CHECK(at_change_judge(&rule, 74, 124, &got));
		CHECK_NEAR(cases[i].better, got.rci, 2e-6);
		CHECK(at_change_judge(&rule, 80, 60.5, &got));
		if (!isnan(cases[i].worse))
			CHECK_NEAR(cases[i].worse, got.rci, 2e-6);
	}
}

TEST(ha_tells_the_reliability_of_the_differences)
{
	struct at_change_plan plan = plan_of(AT_CHANGE_HA);

	(void)state_;
	CHECK_NEAR(0.6, rule_of(&plan, &paper).r_dd, 1e-12);
	plan.reliability = 0.88;
	CHECK_NEAR(0.877722, rule_of(&plan, &das).r_dd, 1e-6);
}

TEST(nk_takes_a_reliability_of_its_own_afterwards)
{
	struct at_change_plan plan = plan_of(AT_CHANGE_NK);

	(void)state_;
	plan.reliability_post = 0.5;
	CHECK_NEAR(7.5 * sqrt(0.64 * 0.2 + 0.5), rule_of(&plan, &paper).spread, 1e-12);
}

/* Lower is better, cut-off 10 as the first functional value, threshold just under 9.3. */
TEST(classes_follow_the_direction_and_the_cut_off)
{
	static const struct {
		double pre, post;
		enum at_change_class class;
		bool started;
	} cases[] = {
		{ 20, 10, AT_CHANGE_RECOVERED, false }, /* the cut-off itself is functional */
		{ 20, 10.5, AT_CHANGE_IMPROVED, false },
		{ 20, 11, AT_CHANGE_UNCHANGED, false },
		{ 20, 20, AT_CHANGE_UNCHANGED, false },
		{ 12, 25, AT_CHANGE_DETERIORATED, false },
		{ 9, 25, AT_CHANGE_HARMED, true },
		{ 10, 19.5, AT_CHANGE_HARMED, true },
		{ 9.9, 0, AT_CHANGE_IMPROVED, true },   /* was not clinical: no recovery */
		{ 0, 9.5, AT_CHANGE_DETERIORATED, true },
		{ 0, 0, AT_CHANGE_UNCHANGED, true },    /* at the floor */
	};
	struct at_change_plan plan = plan_of(AT_CHANGE_JT);
	struct at_change_rule rule;

	(void)state_;
	plan.better = -1;
	plan.cutoff = AT_CUTOFF_VALUE;
	plan.value = 10;
	rule = rule_of(&plan, &paper);
	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		struct at_change got;

		CHECK(at_change_judge(&rule, cases[i].pre, cases[i].post, &got));
		if (got.class != cases[i].class || got.started_functional != cases[i].started)
			fail_msg("%g to %g is %s", cases[i].pre, cases[i].post,
			    at_change_class_name(got.class));
	}
}

TEST(without_a_cut_off_nobody_recovers_and_nobody_is_harmed)
{
	struct at_change_plan plan = plan_of(AT_CHANGE_JT);
	struct at_change_rule rule;
	struct at_change got;

	(void)state_;
	plan.cutoff = AT_CUTOFF_NONE;
	rule = rule_of(&plan, &paper);
	CHECK(at_change_judge(&rule, 0, 100, &got));
	CHECK_INT(AT_CHANGE_IMPROVED, got.class);
	CHECK(at_change_judge(&rule, 100, 0, &got));
	CHECK_INT(AT_CHANGE_DETERIORATED, got.class);
	CHECK(!got.started_functional);
}

TEST(the_threshold_itself_is_no_reliable_change)
{
	struct at_change_plan plan = plan_of(AT_CHANGE_JT);
	struct at_change_rule rule;
	struct at_change got;

	(void)state_;
	rule = rule_of(&plan, &paper);
	rule.spread = 4;
	rule.z = 2;
	CHECK(at_change_judge(&rule, 20, 28, &got));
	CHECK_INT(AT_CHANGE_UNCHANGED, got.class);
	CHECK(at_change_judge(&rule, 20, 28.001, &got));
	CHECK_INT(AT_CHANGE_IMPROVED, got.class);
}

/* PHQ-9: six points, functional up to 9. */
TEST(published_points_are_reached_not_exceeded)
{
	static const struct at_scale phq = { .id = "total", .combine = AT_SUM, .better = -1,
		.highest = 27, .cutoff = 10, .reliable = 6 };
	static const struct at_scale bare = { .id = "bond", .better = 1, .cutoff = NAN,
		.reliable = NAN };
	static const struct { double pre, post; enum at_change_class class; } cases[] = {
		{ 15, 9, AT_CHANGE_RECOVERED }, { 16, 10, AT_CHANGE_IMPROVED },
		{ 15, 10, AT_CHANGE_UNCHANGED }, { 9, 15, AT_CHANGE_HARMED },
		{ 10, 16, AT_CHANGE_DETERIORATED }, { 9, 3, AT_CHANGE_IMPROVED },
	};
	struct at_error err = { .status = AT_OK };
	struct at_change_rule rule;

	(void)state_;
	CHECK_INT(AT_OK, at_change_rule_published(&phq, &rule, &err));
	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		struct at_change got;

		CHECK(at_change_judge(&rule, cases[i].pre, cases[i].post, &got));
		CHECK_INT(cases[i].class, got.class);
		CHECK(isnan(got.rci));
	}
	CHECK_INT(AT_INVALID, at_change_rule_published(&bare, &rule, &err));
	CHECK_TEXT("no points of reliable change are published for scale bond", err.text);
}

/* ORS: below 25 is clinical, so 25 is not. */
TEST(a_cut_off_is_functional_where_higher_is_better)
{
	static const struct at_scale ors = { .id = "total", .combine = AT_SUM, .better = 1,
		.highest = 40, .cutoff = 25, .reliable = 5 };
	struct at_change_rule rule;
	struct at_change got;

	(void)state_;
	CHECK_INT(AT_OK, at_change_rule_published(&ors, &rule, NULL));
	CHECK(at_change_judge(&rule, 20, 25, &got));
	CHECK_INT(AT_CHANGE_RECOVERED, got.class);
	CHECK(at_change_judge(&rule, 25, 20, &got));
	CHECK_INT(AT_CHANGE_HARMED, got.class);
}

TEST(one_score_makes_no_change)
{
	struct at_change_plan plan = plan_of(AT_CHANGE_JT);
	struct at_change_rule rule = rule_of(&plan, &paper);
	struct at_change got;

	(void)state_;
	CHECK(!at_change_judge(&rule, NAN, 3, &got));
	CHECK(!at_change_judge(&rule, 3, NAN, &got));
}

TEST(what_leaves_nothing_to_divide_by_is_refused)
{
	static const struct {
		enum at_change_method method;
		double reliability, post, sd;
		const char *why;
	} cases[] = {
		{ AT_CHANGE_JT, 1, NAN, 7.5, "expected a reliability above 0 and below 1, found"
		    " 1" },
		{ AT_CHANGE_EN, 0, NAN, 7.5, "expected a reliability above 0 and below 1, found"
		    " 0" },
		{ AT_CHANGE_GLN, -0.2, NAN, 7.5, "expected a reliability above 0 and below 1, found"
		    " -0.2" },
		{ AT_CHANGE_JT, NAN, NAN, 7.5, "expected a reliability above 0 and below 1, found"
		    " nan" },
		{ AT_CHANGE_NK, 0.8, 1, 7.5, "expected a reliability above 0 and below 1, found"
		    " 1" },
		{ AT_CHANGE_JT, 0.8, NAN, 0, "all scores before are 40: without a spread there is"
		    " no error to compare with" },
		{ AT_CHANGE_JT, 0.8, NAN, NAN, "expected scores before and after of at least two"
		    " clients" },
	};

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		struct at_change_plan plan = plan_of(cases[i].method);
		struct at_change_sample sample = paper;
		struct at_error err = { .status = AT_OK };
		struct at_change_rule rule;

		plan.reliability = cases[i].reliability;
		plan.reliability_post = cases[i].post;
		sample.sd_pre = cases[i].sd;
		CHECK_INT(AT_INVALID, at_change_rule_make(&plan, &sample, &rule, &err));
		CHECK_TEXT(cases[i].why, err.text);
	}
}

TEST(ha_is_not_computable_when_differences_are_all_error)
{
	static const struct at_change_sample parallel = { 40, 7.5, 50, 7.5, 7.5 * 7.5 };
	static const struct at_change_sample alike = { 40, 7.5, 50, 7.5, 0.8 * 7.5 * 7.5 };
	struct at_change_plan plan = plan_of(AT_CHANGE_HA);
	struct at_error err = { .status = AT_OK };
	struct at_change_rule rule;

	(void)state_;
	CHECK_INT(AT_INVALID, at_change_rule_make(&plan, &parallel, &rule, &err));
	CHECK_TEXT("ha is not computable: the differences vary by 0, no more than their error of"
	    " 22.5", err.text);
	plan.reliability = 0.79;
	CHECK_INT(AT_INVALID, at_change_rule_make(&plan, &alike, &rule, NULL));
	plan.reliability = 0.81;
	CHECK_INT(AT_OK, at_change_rule_make(&plan, &alike, &rule, NULL));
}

TEST(cut_offs_b_and_c_need_a_functional_group)
{
	struct at_change_plan plan = plan_of(AT_CHANGE_JT);
	struct at_error err = { .status = AT_OK };
	struct at_change_rule rule;

	(void)state_;
	plan.functional_sd = 0;
	CHECK_INT(AT_INVALID, at_change_rule_make(&plan, &paper, &rule, &err));
	CHECK_TEXT("this cut-off needs the mean and an SD above 0 of a functional group", err.text);
	plan.cutoff = AT_CUTOFF_A;
	CHECK_INT(AT_OK, at_change_rule_make(&plan, &paper, &rule, NULL));
}

TEST(a_share_of_nothing_is_no_number)
{
	(void)state_;
	CHECK_NEAR(-0.5, at_change_share(20, 10), 0);
	CHECK_NEAR(0.25, at_change_share(4, 5), 0);
	CHECK(isnan(at_change_share(0, 5)) && isnan(at_change_share(0, 0)));
}

RUN_ALL(
    RUN(the_example_of_jacobson_and_truax),
    RUN(the_relatives_give_their_own_figures),
    RUN(ha_tells_the_reliability_of_the_differences),
    RUN(nk_takes_a_reliability_of_its_own_afterwards),
    RUN(classes_follow_the_direction_and_the_cut_off),
    RUN(without_a_cut_off_nobody_recovers_and_nobody_is_harmed),
    RUN(the_threshold_itself_is_no_reliable_change),
    RUN(published_points_are_reached_not_exceeded),
    RUN(a_cut_off_is_functional_where_higher_is_better),
    RUN(one_score_makes_no_change),
    RUN(what_leaves_nothing_to_divide_by_is_refused),
    RUN(ha_is_not_computable_when_differences_are_all_error),
    RUN(cut_offs_b_and_c_need_a_functional_group),
    RUN(a_share_of_nothing_is_no_number),
)
