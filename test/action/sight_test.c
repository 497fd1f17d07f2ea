/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every row of test/cases/sight.txt, asked of the table. */
#include "action/sight.h"
#include "support/world.h"

static const char letters[] = { [AT_HIDDEN] = '.', [AT_SEALED] = 's', [AT_SHOWN] = 'Y' };

/* The place of a word among others; fails if it is none of them. */
static int
place_of(const char *word, const char *const *words, int n)
{
	for (int i = 0; i < n; i++)
		if (strcmp(word, words[i]) == 0)
			return i;
	fail_msg("no such word: \"%s\"", word);
	return 0;
}

static void
check_row(const char *line, int number)
{
	static const char *const raters[] = { "client", "parent", "therapist" };
	static const char *const matters[] = { "rated", "said", "reacted", "fared",
		"tracked" };
	static const char *const choices[] = { "therapist", "super", "numbers", "-", "other" };
	char rater[16], matter[16], choice[16], when[16], state[48], want[7][2];
	struct at_seen_card card = { 0 };
	int n = sscanf(line, "%15s | %15s | %15s | %15s | %47[^|] | %1s %1s %1s %1s %1s %1s %1s",
	    rater, matter, choice, when, state, want[0], want[1], want[2], want[3], want[4],
	    want[5], want[6]);
	int chosen;

	CHECK_INT(12, n);
	chosen = place_of(choice, choices, (int)AT_COUNT(choices));
	card.rater = (enum at_rater)place_of(rater, raters, (int)AT_COUNT(raters));
	card.ratings = chosen > AT_TO_NUMBERS ? AT_TO_THERAPIST : (enum at_ratings_choice)chosen;
	card.addressed = strcmp(choice, "other") == 0;
	card.held = strcmp(when, "next") == 0;
	card.lifted = strstr(state, "lifted") != NULL;
	card.next_began = strstr(state, "next") != NULL;
	card.together = strstr(state, "together") != NULL;
	card.released = strstr(state, "released") != NULL;
	for (int viewer = AT_SEES_CLIENT; viewer <= AT_SEES_NOTHING; viewer++) {
		char got = letters[at_sight_of((enum at_viewer)viewer,
		    (enum at_matter)place_of(matter, matters, AT_N_MATTERS), &card)];

		if (got != want[viewer][0])
			fail_msg("test/cases/sight.txt:%d: viewer %d sees %c, not %c", number,
			    viewer, got, want[viewer][0]);
	}
}

TEST(every_viewer_sees_of_every_answer_what_is_written)
{
	struct world *w = world_open(support_begin(state_), false);
	char *text = at_strdup(w->s->arena, world_read_cases(w, "test/cases/sight.txt"));
	int n_rows = 0, number = 0;

	for (char *line = text, *end; line[0] != '\0'; line = end) {
		end = line + strcspn(line, "\n");
		if (end[0] == '\n')
			*end++ = '\0';
		number++;
		if (line[0] == '#' || line[0] == '\0')
			continue;
		check_row(line, number);
		n_rows++;
	}
	CHECK(n_rows >= 45);
}

RUN_ALL(RUN_SQLITE(every_viewer_sees_of_every_answer_what_is_written))
