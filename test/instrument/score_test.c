/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scores: what must hold for every scale of every instrument. */
#include "check.h"
#include "base/arena.h"
#include "instrument/library.h"
#include "instrument/score.h"

static struct at_arena *arena;
static struct at_library *library;

/* A scale with everything: reversed items, other codes, a mean with a gap. */
static const char mixed[] =
    "id = mixed\nversion = 1\nlicence = CC0\nsource = us\nwindow = session\nwhen = after\n"
    "forms = client\noptions.five = 1, 2, 3, 4, 5\noptions.four = 0, 1, 2, 3\n"
    "item.a = choice five, skip\nitem.b = choice five, skip\nitem.c = choice five, skip\n"
    "item.d = choice five, skip\nitem.e = choice four, skip\npage.one = a b c d e\n"
    "scale.sum = sum a -b c -d, need 2, raw e, range 4 23, better lower\n"
    "scale.mean = mean -a b, need 1, range 1 5, better higher\n"
    "scale.rest = mean c -d, need 2, range 1 5, better higher\n";

static int
load(void **state)
{
	(void)state;
	arena = at_arena_open();
	if (at_library_load(arena, &library, NULL) != AT_OK)
		return -1;
	return at_library_add(library, "mixed.txt", mixed, sizeof mixed - 1, NULL);
}

static int
unload(void **state)
{
	(void)state;
	at_arena_close(arena);
	return 0;
}

static struct at_range
codes_of(const struct at_instrument *in, int item)
{
	return at_item_range(&in->items[abs(item) - 1]);
}

/* The sign of an item in a scale: 0 if it is not in it.  Item numbers begin with 1. */
static int
sign_in(const struct at_scale *scale, int item)
{
	for (int i = 0; i < scale->n_items; i++)
		if (abs(scale->items[i]) == item)
			return scale->items[i] > 0 ? +1 : -1;
	for (int i = 0; i < scale->n_raw_items; i++)
		if (scale->raw_items[i] == item)
			return +1;
	return 0;
}

static struct at_score
score_of(const struct at_instrument *in, int scale, const struct at_answers *answers)
{
	struct at_score scores[AT_MAX_SCALES];

	at_score_answers(in, answers, scores);
	return scores[scale];
}

static bool
is_scored(const struct at_item *item)
{
	return item->kind == AT_ITEM_CHOICE || item->kind == AT_ITEM_LINE;
}

/* Every choice answered with the code that makes `scale` lowest, or highest. */
static struct at_answers
extreme(const struct at_instrument *in, const struct at_scale *scale, bool highest)
{
	struct at_answers answers = at_answers_blank(in);

	for (int i = 0; i < in->n_items; i++) {
		bool high = sign_in(scale, i + 1) < 0 ? !highest : highest;

		if (is_scored(&in->items[i]))
			answers.codes[i] = high ? codes_of(in, i + 1).highest
			    : codes_of(in, i + 1).lowest;
	}
	return answers;
}

static void
for_every_scale(void (*check)(const struct at_instrument *in, int scale))
{
	for (int i = 0; i < at_library_count(library); i++)
		for (int scale = 0; scale < at_library_at(library, i)->n_scales; scale++)
			if (at_library_at(library, i)->scales[scale].unkeyed == 0)
				check(at_library_at(library, i), scale);
}

static void
check_ends(const struct at_instrument *in, int scale)
{
	const struct at_scale *s = &in->scales[scale];
	struct at_answers low = extreme(in, s, false), high = extreme(in, s, true);
	struct at_score score = score_of(in, scale, &low);

	CHECK(score.valid && !score.prorated);
	CHECK_INT(s->n_items + s->n_raw_items, score.answered);
	CHECK_NEAR(s->lowest, score.value, 1e-12);
	CHECK_NEAR(s->highest, score_of(in, scale, &high).value, 1e-12);
}

TEST(all_lowest_and_all_highest_give_the_ends_of_the_range)
{
	(void)state_;
	for_every_scale(check_ends);
}

/* The code from which on an item counts. */
static int
from_of(const struct at_scale *scale, int item)
{
	int i = 0;

	while (scale->items[i] != item)
		i++;
	return scale->from[i];
}

static void
check_steps(const struct at_instrument *in, int scale)
{
	const struct at_scale *s = &in->scales[scale];
	struct at_answers from = extreme(in, s, false);
	double before = score_of(in, scale, &from).value;

	for (int i = 0; i < in->n_items; i++) {
		struct at_answers to = from;
		int sign = sign_in(s, i + 1);
		double step = s->times * (s->combine == AT_MEAN ? 1.0 / s->n_items : 1);

		if (!is_scored(&in->items[i]))
			continue;
		to.codes[i] += sign < 0 ? -1 : +1;
		if (s->combine == AT_COUNTED && sign != 0)
			step = to.codes[i] >= from_of(s, i + 1);
		CHECK_NEAR(before + (sign == 0 ? 0 : step), score_of(in, scale, &to).value, 1e-12);
	}
}

TEST(one_step_in_one_item_moves_its_scales_by_one_step_and_no_others)
{
	(void)state_;
	for_every_scale(check_steps);
}

/* Leave the first `n_gaps` items of a scale out; constant answers keep their score. */
static void
check_gaps(const struct at_instrument *in, int scale)
{
	const struct at_scale *s = &in->scales[scale];

	/* Scales it is made of have their say before: tested apart. */
	for (int n_gaps = 0; s->within == 0 && n_gaps <= s->n_items; n_gaps++) {
		struct at_answers answers = extreme(in, s, true);
		struct at_score score;

		for (int i = 0; i < n_gaps; i++)
			answers.codes[abs(s->items[i]) - 1] = i % 2 == 0 ? AT_MISSING : AT_SKIPPED;
		score = score_of(in, scale, &answers);
		CHECK(score.valid == (s->n_items - n_gaps >= s->need));
		CHECK_INT(s->n_items - n_gaps + s->n_raw_items, score.answered);
		CHECK(score.prorated == (score.valid && n_gaps > 0 && s->combine != AT_COUNTED));
		CHECK_NEAR(!score.valid ? NAN : s->combine == AT_COUNTED ? s->n_items - n_gaps
		    : s->highest, score.value, 1e-12);
	}
}

TEST(gaps_are_filled_as_far_as_the_definition_allows)
{
	(void)state_;
	for_every_scale(check_gaps);
}

static void
check_raw(const struct at_instrument *in, int scale)
{
	const struct at_scale *s = &in->scales[scale];

	for (int i = 0; i < s->n_raw_items; i++) {
		struct at_answers answers = extreme(in, s, true);
		struct at_score score;

		answers.codes[s->raw_items[i] - 1] = AT_SKIPPED;
		score = score_of(in, scale, &answers);
		CHECK(!score.valid && !score.prorated && isnan(score.value));
		CHECK_INT(s->n_items + s->n_raw_items - 1, score.answered);
	}
}

TEST(a_raw_item_is_never_filled_in)
{
	(void)state_;
	for_every_scale(check_raw);
}

TEST(a_reversed_item_counts_the_other_way)
{
	const struct at_instrument *in = at_library_find(library, "mixed");
	struct at_answers answers = at_answers_blank(in);
	static const int codes[] = { 5, 2, 4, 1, 3 };

	(void)state_;
	memcpy(answers.codes, codes, sizeof codes);
	CHECK_NEAR(5 + 4 + 4 + 5 + 3, score_of(in, 0, &answers).value, 0);
	CHECK_NEAR((1 + 2) / 2.0, score_of(in, 1, &answers).value, 0);
	answers.codes[0] = AT_SKIPPED;
	CHECK_NEAR((4 + 4 + 5) * 4 / 3.0 + 3, score_of(in, 0, &answers).value, 1e-12);
	CHECK_NEAR(2, score_of(in, 1, &answers).value, 0);
	CHECK(score_of(in, 1, &answers).prorated);
}

/* The parts of a scale hold each of its items once, and no other. */
static void
check_partition(const char *id, const char *whole, const char *const *parts, int n_parts)
{
	const struct at_instrument *in = at_library_find(library, id);
	const struct at_scale *all = &in->scales[at_instrument_scale(in, whole)];

	for (int item = 1; item <= in->n_items; item++) {
		int n = 0;

		for (int i = 0; i < n_parts; i++)
			n += sign_in(&in->scales[at_instrument_scale(in, parts[i])], item);
		CHECK_INT(sign_in(all, item), n);
	}
}

TEST(met_work_and_ground_share_the_nine_statements_among_them)
{
	static const char *const parts[] = { "MET", "WORK", "GROUND" };

	(void)state_;
	check_partition("session", "TOTAL", parts, 3);
}

TEST(a_total_may_need_every_part_it_is_made_of)
{
	const struct at_instrument *pcl = at_library_find(library, "pcl-5");
	struct at_answers answers = extreme(pcl, &pcl->scales[0], true);

	(void)state_;
	for (int i = 0; i < 20; i += 7)
		answers.codes[i] = AT_SKIPPED;  /* 1, 8, 15: one each in B, D, E */
	CHECK_NEAR(80, score_of(pcl, 0, &answers).value, 1e-12);
	CHECK(score_of(pcl, 0, &answers).prorated);
	answers.codes[1] = AT_SKIPPED;          /* a second one in B; 16 are there */
	CHECK(!score_of(pcl, 0, &answers).valid);
	CHECK(!score_of(pcl, at_instrument_scale(pcl, "B"), &answers).valid);
	CHECK(score_of(pcl, at_instrument_scale(pcl, "C"), &answers).valid);
}

/* ---- rules ---- */

static const char *
rule_of(const char *id, const char *codes, bool *out_known)
{
	const struct at_instrument *in = at_library_find(library, id);
	struct at_answers answers = at_answers_blank(in);
	const struct at_rule *rule;

	for (int i = 0; codes[i] != '\0'; i++)
		answers.codes[i] = codes[i] == '.' ? AT_MISSING : codes[i] - '0';
	rule = at_score_rules(in, &answers, out_known);
	return rule == NULL ? "none" : rule->id;
}

TEST(the_algorithm_of_the_phq_9_counts_symptoms)
{
	static const struct {
		const char *codes, *rule;
		bool known;
	} cases[] = {
		{ "000000000", "none", true },
		{ "222220000", "major", true },
		{ "222200001", "major", true },         /* item 9 counts from 1 on */
		{ "222201110", "other", true },
		{ "222210000", "other", true },
		{ "200000001", "other", true },
		{ "200000000", "none", true },          /* one symptom is too few */
		{ "112222222", "none", true },          /* neither of the first two */
		{ "333333333", "major", true },
		{ "22222....", "major", true },
		{ "2222....0", "other", false },        /* might be the first */
		{ "2.......0", "none", false },
		{ "22220000.", "other", false },        /* the last one decides */
		{ "22200000.", "other", true },
		{ "00.......", "none", true },          /* whatever the rest is */
		{ ".........", "none", false },
	};

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(cases); i++) {
		bool known = !cases[i].known;

		CHECK_TEXT(cases[i].rule, rule_of("phq-9", cases[i].codes, &known));
		if (known != cases[i].known)
			fail_msg("%s: known is %d", cases[i].codes, known);
	}
}

TEST(the_provisional_rule_of_the_pcl_5_needs_every_cluster)
{
	bool known;

	(void)state_;
	CHECK_TEXT("provisional", rule_of("pcl-5", "20000200002020020200", &known));
	CHECK_TEXT("none", rule_of("pcl-5", "11111200002020020200", &known));
	CHECK_TEXT("none", rule_of("pcl-5", "20000110002020020200", &known));
	CHECK_TEXT("none", rule_of("pcl-5", "20000200002100020200", &known));
	CHECK_TEXT("none", rule_of("pcl-5", "20000200002020010200", &known));
	CHECK(known);
}

TEST(constants_are_the_published_ones_and_our_cards_have_none)
{
	const struct at_instrument *phq = at_library_find(library, "phq-9");
	const struct at_instrument *gad = at_library_find(library, "gad-7");

	(void)state_;
	CHECK_NEAR(10, phq->scales[0].cutoff, 0);
	CHECK_NEAR(6, phq->scales[0].reliable, 0);
	CHECK_INT(-1, phq->scales[0].better);
	CHECK_TEXT("items-1-8", phq->scales[0].instead);
	CHECK(isnan(phq->scales[1].cutoff) && isnan(phq->scales[1].reliable));
	CHECK_NEAR(10, gad->scales[0].cutoff, 0);
	CHECK_NEAR(4, gad->scales[0].reliable, 0);
	for (int i = 0; i < at_library_count(library); i++) {
		const struct at_instrument *in = at_library_at(library, i);

		for (int j = 0; in->own_card && j < in->n_scales; j++) {
			CHECK_INT(0, in->scales[j].n_constants);
			CHECK(isnan(in->scales[j].cutoff) && isnan(in->scales[j].reliable));
			CHECK_INT(in->scales[j].combine == AT_COUNTED ? -1 : +1,
			    in->scales[j].better);
		}
	}
}

TEST(scores_come_back_from_their_bytes)
{
	struct at_score scores[4] = { { .value = 11, .valid = true }, { .value = NAN },
		{ .value = -0.1, .valid = true }, { .value = 5 } };
	unsigned char bytes[AT_SCORES_ROOM];
	double back[4] = { 0 };

	(void)state_;
	CHECK_INT(32, at_score_pack(scores, 4, bytes));
	CHECK(memcmp(bytes, "\0\0\0\0\0\0\x26\x40", 8) == 0);   /* 11.0, lowest byte first */
	CHECK_INT(AT_OK, at_score_unpack(bytes, 32, 4, back, NULL));
	CHECK_NEAR(11, back[0], 0);
	CHECK(isnan(back[1]));
	CHECK_NEAR(-0.1, back[2], 0);
	CHECK(isnan(back[3]));                  /* a value that is not valid is not kept */
	CHECK_INT(AT_OK, at_score_unpack(bytes, 0, 0, back, NULL));
}

TEST(other_bytes_are_no_scores)
{
	static const unsigned char infinite[] = { 0, 0, 0, 0, 0, 0, 0xf0, 0x7f };
	unsigned char bytes[AT_SCORES_ROOM] = { 0 };
	struct at_error err = { .status = AT_OK };
	double out = 7;

	(void)state_;
	for (size_t n = 0; n < 24; n++)
		CHECK_INT(n == 8 ? AT_OK : AT_CORRUPT, at_score_unpack(bytes, n, 1, &out, NULL));
	out = 7;
	CHECK_INT(AT_CORRUPT, at_score_unpack(infinite, 8, 1, &out, &err));
	CHECK_TEXT("a stored score is no number", err.text);
	CHECK_NEAR(7, out, 0);
}

#define LOADED(name) cmocka_unit_test_setup_teardown(name, load, unload)

RUN_ALL(
    LOADED(all_lowest_and_all_highest_give_the_ends_of_the_range),
    LOADED(one_step_in_one_item_moves_its_scales_by_one_step_and_no_others),
    LOADED(gaps_are_filled_as_far_as_the_definition_allows),
    LOADED(a_raw_item_is_never_filled_in),
    LOADED(a_reversed_item_counts_the_other_way),
    LOADED(met_work_and_ground_share_the_nine_statements_among_them),
    LOADED(a_total_may_need_every_part_it_is_made_of),
    LOADED(the_algorithm_of_the_phq_9_counts_symptoms),
    LOADED(the_provisional_rule_of_the_pcl_5_needs_every_cluster),
    LOADED(constants_are_the_published_ones_and_our_cards_have_none),
    LOADED(scores_come_back_from_their_bytes),
    LOADED(other_bytes_are_no_scores),
)
