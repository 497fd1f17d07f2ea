/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test/cases/ID.txt: answers and the scores they must give, worked out by hand.
 *
 * A line is "ANSWERS = SCORES".  Answers are codes in definition order: . is missing, s is
 * skipped.  Scores are SCALE:VALUE; p behind a value means that gaps were filled, - in its
 * place that there is no score.  Every scale is named in every line. */
#include "check.h"
#include "base/arena.h"
#include "base/conf.h"
#include "instrument/library.h"
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

static struct at_answers
read_answers(const struct at_instrument *in, const char *text, const char *place)
{
	struct at_answers answers = at_answers_blank(in);
	char *rest = at_strdup(arena, text), *word;
	int n = 0;

	for (word = strtok_r(rest, " ", &rest); word != NULL; word = strtok_r(NULL, " ", &rest)) {
		if (n == in->n_items)
			fail_msg("%s: more answers than items", place);
		answers.codes[n++] = word[0] == '.' ? AT_MISSING
		    : word[0] == 's' ? AT_SKIPPED : atoi(word);
	}
	if (n != in->n_items)
		fail_msg("%s: %d answers, the definition has %d items", place, n, in->n_items);
	return answers;
}

static void
check_one(const struct at_instrument *in, const struct at_score *got, char *word,
    const char *place)
{
	char *value = strchr(word, ':'), *end;
	int scale;
	double expected;

	if (value == NULL)
		fail_msg("%s: expected SCALE:VALUE, found %s", place, word);
	*value++ = '\0';
	scale = at_instrument_scale(in, word);
	if (scale < 0)
		fail_msg("%s: there is no scale %s", place, word);
	if (strcmp(value, "-") == 0) {
		if (got[scale].valid || !isnan(got[scale].value))
			fail_msg("%s: %s is %g, expected none", place, word, got[scale].value);
		return;
	}
	expected = strtod(value, &end);
	if (!got[scale].valid || fabs(got[scale].value - expected) > 1e-9)
		fail_msg("%s: %s is %.12g, expected %s", place, word, got[scale].value, value);
	if (got[scale].prorated != (*end == 'p'))
		fail_msg("%s: %s: wrong mark for filled gaps", place, word);
}

static void
check_line(const struct at_instrument *in, const char *file, const struct at_conf_line *line)
{
	const char *place = at_printf(arena, "%s:%d", file, line->line);
	struct at_answers answers = read_answers(in, line->name, place);
	struct at_score got[AT_MAX_SCALES];
	char *rest = at_strdup(arena, line->value), *word;
	int n = 0;

	CHECK_INT(AT_OK, at_answers_check(in, 0, &answers, NULL));
	at_score_answers(in, &answers, got);
	for (word = strtok_r(rest, " ", &rest); word != NULL; word = strtok_r(NULL, " ", &rest)) {
		check_one(in, got, word, place);
		n++;
	}
	if (n != in->n_scales)
		fail_msg("%s: %d scores, the definition has %d scales", place, n, in->n_scales);
}

TEST(answers_give_the_scores_worked_out_by_hand)
{
	(void)state_;
	for (int i = 0; i < at_library_count(library); i++) {
		const struct at_instrument *in = at_library_at(library, i);
		const char *name = at_printf(arena, "test/cases/%s.txt", in->id);
		FILE *file = fopen(name, "rb");
		static char bytes[16384];
		struct at_conf conf;
		size_t n_bytes;

		if (in->n_items == 0)
			continue;               /* its form is not known to us */
		if (file == NULL)
			fail_msg("%s: every instrument has its cases", name);
		n_bytes = fread(bytes, 1, sizeof bytes, file);
		fclose(file);
		CHECK(n_bytes < sizeof bytes);
		CHECK_INT(AT_OK, at_conf_parse(arena, name, bytes, n_bytes, &conf, NULL));
		CHECK(conf.n_lines >= 4);
		for (int line = 0; line < conf.n_lines; line++)
			check_line(in, name, &conf.lines[line]);
	}
}

RUN_ALL(
    cmocka_unit_test_setup_teardown(answers_give_the_scores_worked_out_by_hand, load, unload),
)
