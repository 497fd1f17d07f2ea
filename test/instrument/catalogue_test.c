/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The catalogue against its master table: sizes, reversed sets, what "all lowest" gives, and
 * how the parts share the items of the whole.  Numbers from the specification, by hand. */
#include "check.h"
#include "base/arena.h"
#include "instrument/library.h"
#include "instrument/scan.h"
#include "instrument/score.h"

static struct at_arena *arena;
static struct at_library *library;

static int
load(void **state)
{
	(void)state;
	arena = at_arena_open();
	return at_library_load(arena, &library, NULL) == AT_OK ? 0 : -1;
}

static int
unload(void **state)
{
	(void)state;
	at_arena_close(arena);
	return 0;
}

static const struct row {
	const char *id, *scale;
	int n_items, n_reversed, need;
	double lowest, highest, all_lowest;     /* of every item, reversed or not */
	double cutoff, reliable;
	int better;
} rows[] = {
	{ "phq-9", "total", 9, 0, 7, 0, 27, 0, 10, 6, -1 },
	{ "gad-7", "total", 7, 0, 6, 0, 21, 0, 10, 4, -1 },
	{ "core-10", "total", 10, 2, 9, 0, 40, 8, 11, 6, -1 },
	{ "core-om", "total", 34, 8, 31, 0, 40, 320.0 / 34, 10, 5, -1 },
	{ "core-om", "non-risk", 28, 8, 25, 0, 40, 320.0 / 28, NAN, NAN, -1 },
	{ "core-om", "risk", 6, 0, 6, 0, 40, 0, NAN, NAN, -1 },
	{ "oq-45", "total", 45, 9, 45, 0, 180, 36, 64, 14, -1 },
	{ "ors", "total", 4, 0, 4, 0, 40, 0, 25, 5, +1 },
	{ "srs", "total", 4, 0, 4, 0, 40, 0, NAN, NAN, +1 },
	{ "wai-sr", "total", 12, 0, 9, 12, 60, 12, NAN, NAN, +1 },
	{ "wai-s", "total", 12, 2, 10, 12, 84, 24, NAN, NAN, +1 },
	{ "wai-36", "total", 36, 14, 29, 36, 252, 120, NAN, NAN, +1 },
	{ "arm-5", "total", 5, 1, 4, 1, 7, 2.2, NAN, NAN, +1 },
	{ "haq-ii", "total", 19, 5, 16, 19, 114, 44, NAN, NAN, +1 },
	{ "pcl-5", "total", 20, 0, 16, 0, 80, 0, 31, 15, -1 },
	{ "csq-8", "total", 8, 0, 7, 8, 32, 8, NAN, NAN, +1 },
	{ "swls", "total", 5, 0, 5, 5, 35, 5, NAN, NAN, +1 },
	{ "flourishing", "total", 8, 0, 7, 8, 56, 8, NAN, NAN, +1 },
	{ "who-5", "total", 5, 0, 5, 0, 100, 0, 50, 10, +1 },
	{ "tasc-r", "total", 12, 5, 10, 12, 48, 27, NAN, NAN, +1 },
	{ "ecr-s", "avoidance", 6, 3, 5, 6, 42, 24, NAN, NAN, -1 },
	{ "ecr-s", "anxiety", 6, 1, 5, 6, 42, 12, NAN, NAN, -1 },
	{ "psychlops", "total", 4, 0, 4, 0, 20, 0, NAN, NAN, -1 },
	{ "btps", "total", 44, 0, 40, 44, 220, 44, NAN, NAN, -1 },
};

static bool
same(double a, double b)
{
	return (isnan(a) && isnan(b)) || fabs(a - b) < 1e-9;
}

static double
all_lowest(const struct at_instrument *in, int scale)
{
	struct at_answers answers = at_answers_blank(in);
	struct at_score scores[AT_MAX_SCALES];

	for (int i = 0; i < in->n_items; i++)
		answers.codes[i] = at_item_range(&in->items[i]).lowest;
	at_score_answers(in, &answers, scores);
	return scores[scale].value;
}

static void
check_row(const struct row *row)
{
	const struct at_instrument *in = at_library_find(library, row->id);
	int k = in == NULL ? -1 : at_instrument_scale(in, row->scale), n_reversed = 0;
	const struct at_scale *scale;

	if (k < 0)
		fail_msg("there is no %s %s", row->id, row->scale);
	scale = &in->scales[k];
	for (int i = 0; i < scale->n_items; i++)
		n_reversed += scale->items[i] < 0;
	if (scale->n_items + scale->n_raw_items != row->n_items || n_reversed != row->n_reversed
	    || scale->need + scale->n_raw_items != row->need || scale->better != row->better
	    || !same(scale->lowest, row->lowest) || !same(scale->highest, row->highest)
	    || !same(scale->cutoff, row->cutoff) || !same(scale->reliable, row->reliable))
		fail_msg("%s %s is not as in the table", row->id, row->scale);
	if (!same(row->all_lowest, all_lowest(in, k)))
		fail_msg("%s %s: all lowest gives %.9g, expected %.9g", row->id, row->scale,
		    all_lowest(in, k), row->all_lowest);
}

TEST(every_scale_is_as_the_master_table_says)
{
	(void)state_;
	for (size_t i = 0; i < AT_COUNT(rows); i++)
		check_row(&rows[i]);
}

/* "2 3": the reversed items of a scale by their ids. */
static const char *
reversed(const char *id, const char *scale_id)
{
	const struct at_instrument *in = at_library_find(library, id);
	const struct at_scale *scale = &in->scales[at_instrument_scale(in, scale_id)];
	const char *text = "";

	for (int i = 0; i < scale->n_items; i++)
		if (scale->items[i] < 0)
			text = at_printf(arena, "%s%s%s", text, text[0] == '\0' ? "" : " ",
			    in->items[-scale->items[i] - 1].id);
	return text;
}

TEST(exactly_the_published_items_are_reversed)
{
	(void)state_;
	CHECK_TEXT("2 3", reversed("core-10", "total"));
	CHECK_TEXT("3 4 7 12 19 21 31 32", reversed("core-om", "total"));
	CHECK_TEXT("1 12 13 20 21 24 31 37 43", reversed("oq-45", "total"));
	CHECK_TEXT("4 10", reversed("wai-s", "total"));
	CHECK_TEXT("1 3 7 9 10 11 12 15 20 27 29 31 33 34", reversed("wai-36", "total"));
	CHECK_TEXT("3", reversed("arm-5", "total"));
	CHECK_TEXT("4 8 11 16 19", reversed("haq-ii", "total"));
	CHECK_TEXT("2 5 7 8 11", reversed("tasc-r", "total"));
	CHECK_TEXT("1 5 9", reversed("ecr-s", "avoidance"));
	CHECK_TEXT("8", reversed("ecr-s", "anxiety"));
}

/* How often an item is in a scale, with its sign. */
static int
sign_in(const struct at_instrument *in, const char *id, int item)
{
	const struct at_scale *scale = &in->scales[at_instrument_scale(in, id)];

	for (int i = 0; i < scale->n_items; i++)
		if (abs(scale->items[i]) == item)
			return scale->items[i] < 0 ? -1 : +1;
	return 0;
}

TEST(parts_share_the_items_of_the_whole_among_them)
{
	static const struct {
		const char *id, *whole, *parts[5];
	} wholes[] = {
		{ "core-om", "total", { "non-risk", "risk" } },
		{ "core-om", "non-risk", { "wellbeing", "problems", "functioning" } },
		{ "wai-sr", "total", { "task", "goal", "bond" } },
		{ "wai-s", "total", { "task", "goal", "bond" } },
		{ "wai-36", "total", { "task", "goal", "bond" } },
		{ "pcl-5", "total", { "B", "C", "D", "E" } },
		{ "session", "TOTAL", { "MET", "WORK", "GROUND" } },
	};

	(void)state_;
	for (size_t w = 0; w < AT_COUNT(wholes); w++) {
		const struct at_instrument *in = at_library_find(library, wholes[w].id);

		for (int item = 1; item <= in->n_items; item++) {
			int sum = 0;

			for (int k = 0; wholes[w].parts[k] != NULL; k++)
				sum += sign_in(in, wholes[w].parts[k], item);
			if (sum != sign_in(in, wholes[w].whole, item))
				fail_msg("%s: item %d is not in one part of %s", wholes[w].id,
				    item, wholes[w].whole);
		}
	}
}

static const struct at_item *
item(const char *id, const char *name)
{
	const struct at_instrument *in = at_library_find(library, id);

	return &in->items[at_instrument_item(in, name)];
}

static void
check_risk(const char *id, const char *name, const char *kind, int from, int high)
{
	const struct at_trigger *trigger = &item(id, name)->trigger;

	CHECK_TEXT(kind, trigger->kind);
	CHECK_INT(from, trigger->from);
	CHECK_INT(high, trigger->high_from);
}

TEST(risk_items_trigger_as_the_safety_table_says)
{
	int n = 0;

	(void)state_;
	check_risk("phq-9", "9", "self", 1, 2);
	check_risk("core-10", "6", "self", 1, 1);
	check_risk("core-om", "9", "self", 1, -1);
	check_risk("core-om", "16", "self", 1, 1);
	check_risk("core-om", "24", "self", 1, -1);
	check_risk("core-om", "34", "self", 1, -1);
	check_risk("core-om", "6", "others", 1, -1);
	check_risk("core-om", "22", "others", 1, -1);
	check_risk("oq-45", "8", "self", 1, -1);
	check_risk("oq-45", "11", "substances", 1, -1);
	check_risk("oq-45", "26", "substances", 1, -1);
	check_risk("oq-45", "32", "substances", 1, -1);
	check_risk("oq-45", "44", "others", 1, -1);
	CHECK_INT(3, item("pcl-5", "16")->list_from);   /* a note, no alert */
	for (int i = 0; i < at_library_count(library); i++)
		for (int k = 0; k < at_library_at(library, i)->n_items; k++)
			n += at_library_at(library, i)->items[k].trigger.kind != NULL;
	CHECK_INT(13 + 1, n);                   /* and safety on the before card */
}

TEST(what_is_not_sure_is_empty_and_every_constant_has_a_source)
{
	(void)state_;
	for (int i = 0; i < at_library_count(library); i++) {
		const struct at_instrument *in = at_library_at(library, i);

		for (int k = 0; k < in->n_scales; k++)
			for (int c = 0; c < in->scales[k].n_constants; c++) {
				const struct at_constant *constant = &in->scales[k].constants[c];

				CHECK(constant->tag != 'U' || constant->n_values == 0);
				CHECK(strlen(constant->source) >= 4);
			}
		for (int k = 0; k < in->n_rules; k++)
			CHECK(in->rules[k].source[0] != '\0' && in->rules[k].tag != 'U');
	}
}

/* ---- LOINC ---- */

TEST(answer_codes_pass_their_check_digit_and_no_mistyped_one_does)
{
	static const char *const codes[] = { "LA6568-5", "LA6569-3", "LA6570-1", "LA6571-9",
		"LA18938-3", "LA6572-7", "LA6573-5", "LA6575-0", "LA6574-3" };

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(codes); i++) {
		char *wrong = at_strdup(arena, codes[i]);
		size_t last = strlen(wrong) - 1;

		CHECK(at_scan_is_loinc_answer(codes[i]));
		for (size_t at = 2; at <= last; at++) {
			if (wrong[at] == '-')
				continue;
			wrong[at] = (char)(wrong[at] == '9' ? '0' : wrong[at] + 1);
			CHECK(!at_scan_is_loinc_answer(wrong));
			wrong[at] = codes[i][at];
		}
	}
	CHECK(!at_scan_is_loinc_answer("6568-5") && !at_scan_is_loinc_answer("LA-0"));
	CHECK(!at_scan_is_loinc_answer("LA6568-55") && !at_scan_is_loinc_answer("LA6568"));
}

TEST(codes_of_the_phq_9_and_gad_7_are_where_they_belong)
{
	static const char *const phq[] = { "44250-9", "44255-8", "44259-0", "44254-1", "44251-7",
		"44258-2", "44252-5", "44253-3", "44260-8", "69722-7" };
	static const char *const gad[] = { "69725-0", "68509-9", "69733-4", "69734-2", "69735-9",
		"69689-8", "69736-7" };
	const struct at_instrument *p = at_library_find(library, "phq-9");
	const struct at_instrument *g = at_library_find(library, "gad-7");

	(void)state_;
	for (size_t i = 0; i < AT_COUNT(phq); i++)
		CHECK_TEXT(phq[i], p->items[i].loinc);
	for (size_t i = 0; i < AT_COUNT(gad); i++)
		CHECK_TEXT(gad[i], g->items[i].loinc);
	CHECK_TEXT("44249-1", p->loinc);
	CHECK_TEXT("44261-6", p->scales[0].loinc);
	CHECK_TEXT("69737-5", g->loinc);
	CHECK_TEXT("70274-6", g->scales[0].loinc);
	CHECK_TEXT("LA6571-9", at_options_code(p->items[0].options, 3)->loinc[0]);
	CHECK_TEXT("LA18938-3", at_options_code(g->items[1].options, 2)->loinc[1]);
}

TEST(an_answer_is_scored_by_its_text_and_not_by_its_place)
{
	const struct at_instrument *csq = at_library_find(library, "csq-8");

	(void)state_;
	for (int i = 0; i < 8; i++) {
		bool best_first = i == 0 || i == 2 || i == 5 || i == 6;

		CHECK_INT(best_first ? 4 : 1, csq->items[i].options->options[0].code);
		CHECK_INT(best_first ? 1 : 4, csq->items[i].options->options[3].code);
	}
}

#define LOADED(name) cmocka_unit_test_setup_teardown(name, load, unload)

RUN_ALL(
    LOADED(every_scale_is_as_the_master_table_says),
    LOADED(exactly_the_published_items_are_reversed),
    LOADED(parts_share_the_items_of_the_whole_among_them),
    LOADED(risk_items_trigger_as_the_safety_table_says),
    LOADED(what_is_not_sure_is_empty_and_every_constant_has_a_source),
    LOADED(answer_codes_pass_their_check_digit_and_no_mistyped_one_does),
    LOADED(codes_of_the_phq_9_and_gad_7_are_where_they_belong),
    LOADED(an_answer_is_scored_by_its_text_and_not_by_its_place),
)
