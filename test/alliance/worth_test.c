/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every row of test/cases/worth.txt, and what holds for all flags. */
#include "check.h"
#include "alliance/worth.h"

enum { MAX_SESSIONS = 16 };

static struct at_dyad_session sessions[MAX_SESSIONS];
static struct at_dyad dyad;
static double step;
static const char *place;

/* "c555565555" or "c5": nine answers, or all the same, and what TOTAL is by hand: the mean
 * of at least eight. */
static void
rate(struct at_dyad_card *card, const char *digits)
{
	size_t n_digits = strlen(digits);
	int sum = 0, n = 0;

	if ((n_digits != 1 && n_digits != 9) || strspn(digits, "01234567") != n_digits)
		fail_msg("%s: nine answers or one, found %s", place, digits);
	for (int i = 0; i < 9; i++) {
		card->items[i] = (signed char)(digits[n_digits == 9 ? i : 0] - '0');
		sum += card->items[i];
		n += card->items[i] != 0;
	}
	card->state = AT_CARD_IN;
	card->ratings = card->said = true;
	card->total = n >= 8 ? (double)sum / n : NAN;
}

static int
find_word(const char *const *words, int n, const char *word)
{
	for (int i = 0; i < n; i++)
		if (strcmp(words[i], word) == 0)
			return i;
	fail_msg("%s: there is no \"%s\"", place, word);
	return -1;
}

static void
mark(struct at_dyad_card *card, const char *word)
{
	static const char *const marks[] = { "late", "seen", "sealed", "other" };

	switch (find_word(marks, 4, word)) {
	case 0:
		card->late = true;
		break;
	case 1:
		card->seen_first = true;
		break;
	case 2:
		card->ratings = false;
		break;
	case 3:
		card->said = false;
		break;
	}
}

static void
read_card(struct at_dyad_card *card, const char *rest)
{
	static const char *const strains[] = { "?", "none", "settled", "small", "clear", "later" };
	static const char *const states[] = { "?", "waiting", "unopened", "unsent", "declined" };

	switch (rest[0]) {
	case ':':
		card->strain = (enum at_strain)find_word(strains, 6, rest + 1);
		break;
	case '-':
		card->state = (enum at_card_state)find_word(states, 5, rest + 1);
		break;
	case '~':
		mark(card, rest + 1);
		break;
	default:
		rate(card, rest);
	}
}

static void
read_word(struct at_dyad_session *session, const char *word)
{
	static const char *const states[] = { "planned", "attended", "cancelled", "missed" };

	if (strcmp(word, "us") == 0)
		session->us = true;
	else if (word[0] == 'D')
		step = strtod(word + 1, NULL);
	else if (word[0] == '#')
		session->number = (int)strtol(word + 1, NULL, 10);
	else if ((word[0] == 'c' || word[0] == 't') && strchr(":-~01234567", word[1]) != NULL)
		read_card(word[0] == 'c' ? &session->client : &session->therapist, word + 1);
	else
		session->state = (enum at_session_state)find_word(states, 4, word);
}

static void
read_sessions(char *text)
{
	struct at_dyad_session *session = NULL;
	int number = 0;

	dyad = (struct at_dyad){ sessions, 0 };
	step = 1;
	memset(sessions, 0, sizeof sessions);
	for (char *word = strtok_r(text, " ", &text); word != NULL;
	    word = strtok_r(NULL, " ", &text)) {
		if (session == NULL || strcmp(word, "/") == 0) {
			CHECK(dyad.n_sessions < MAX_SESSIONS);
			session = &sessions[dyad.n_sessions++];
			session->state = AT_SESSION_ATTENDED;
			session->number = ++number;
		}
		if (strcmp(word, "/") != 0)
			read_word(session, word);
		number = session->number;
	}
}

static unsigned
read_items(char *text)
{
	unsigned items = 0;

	for (char *word = strtok_r(text, ",", &text); word != NULL;
	    word = strtok_r(NULL, ",", &text))
		items |= 1u << find_word(at_dyad_item_ids, AT_DYAD_ITEMS, word);
	return items;
}

/* "value=5" or "items=ease,way" against the flag. */
static void
check_claim(const struct at_worth *flag, char *claim)
{
	const char *rule = at_worth_row(flag->rule)->id;
	char *value = strchr(claim, '=');
	double expected, got;

	if (value == NULL)
		fail_msg("%s: expected NAME=VALUE, found %s", place, claim);
	*value++ = '\0';
	if (strcmp(claim, "items") == 0) {
		unsigned items = read_items(value);

		if (items != flag->items)
			fail_msg("%s: %s: items %x, expected %x", place, rule, flag->items, items);
		return;
	}
	expected = strtod(value, NULL);
	got = at_worth_input(flag, claim);
	if (!(fabs(got - expected) <= 1e-9))
		fail_msg("%s: %s: %s is %.12g, expected %s", place, rule, claim, got, value);
}

static void
check_flag(const struct at_worth *flag, char *text)
{
	char *word = strtok_r(text, " ", &text);
	const char *rule = at_worth_row(flag->rule)->id;

	if (word == NULL || strcmp(word, rule) != 0)
		fail_msg("%s: flag %s, expected %s", place, rule, word);
	for (word = strtok_r(NULL, " ", &text); word != NULL; word = strtok_r(NULL, " ", &text))
		check_claim(flag, word);
}

/* Flags are apart by ", ", items by "," alone. */
static char *
next_flag(char **rest)
{
	char *flag = *rest, *end;

	if (flag == NULL)
		return NULL;
	end = strstr(flag, ", ");
	*rest = end == NULL ? NULL : end + 2;
	if (end != NULL)
		*end = '\0';
	return flag;
}

static void
check_row(char *row)
{
	char *text = strchr(row, '|'), *flags = strstr(row, "=>"), *flag;
	struct at_worth got[AT_WORTH_RULES];
	int n_got, n = 0;

	if (text == NULL || flags == NULL || flags < text)
		fail_msg("%s: expected WHAT | SESSIONS => FLAGS", place);
	*flags = '\0';
	flags += 2 + strspn(flags + 2, " ");
	read_sessions(text + 1);
	n_got = at_worth_find(&dyad, dyad.n_sessions - 1, step, got);
	if (strcmp(flags, "-") == 0)
		flags = NULL;
	for (; (flag = next_flag(&flags)) != NULL; n++) {
		if (n == n_got)
			fail_msg("%s: no flag %s", place, flag);
		CHECK_INT(sessions[dyad.n_sessions - 1].number, got[n].session);
		check_flag(&got[n], flag);
	}
	if (n < n_got)
		fail_msg("%s: a flag too many: %s", place, at_worth_row(got[n].rule)->id);
}

TEST(every_row_of_the_table_gives_its_flags)
{
	FILE *file = fopen("test/cases/worth.txt", "r");
	char row[256], where[64];
	int line = 0, n = 0;

	(void)state_;
	CHECK(file != NULL);
	while (fgets(row, sizeof row, file) != NULL) {
		row[strcspn(row, "\n")] = '\0';
		line++;
		if (row[0] == '#' || row[0] == '\0')
			continue;
		snprintf(where, sizeof where, "test/cases/worth.txt:%d", line);
		place = where;
		check_row(row);
		n++;
	}
	fclose(file);
	CHECK(n > 100);
}

/* A session that raises what can be raised at once, and a later one that must not matter. */
static void
make_a_bad_day(void)
{
	char text[] = "c7 / c7 / missed / c7 / c:clear us c127777111 t5 t:none / c1 c:clear";

	place = "a bad day";
	read_sessions(text);
}

TEST(later_sessions_do_not_change_what_a_day_said)
{
	struct at_worth with[AT_WORTH_RULES], without[AT_WORTH_RULES];
	int n;

	(void)state_;
	make_a_bad_day();
	n = at_worth_find(&dyad, 4, 1, with);
	CHECK_INT(6, n);
	dyad.n_sessions = 5;
	CHECK_INT(n, at_worth_find(&dyad, 4, 1, without));
	for (int i = 0; i < n; i++) {
		CHECK_INT(with[i].rule, without[i].rule);
		CHECK_INT(with[i].items, without[i].items);
	}
}

/* Whatever stands in a hidden card, the flags are the same. */
TEST(nothing_of_a_hidden_card_is_looked_at)
{
	struct at_worth before[AT_WORTH_RULES], after[AT_WORTH_RULES];
	char text[] = "c6 c~sealed c~other / c6 / c6 / c6 c~sealed / c3 c~sealed c~other t5 t:none";
	int n;

	(void)state_;
	place = "a hidden card";
	read_sessions(text);
	n = at_worth_find(&dyad, 4, 1, before);
	for (int i = 0; i < dyad.n_sessions; i++) {
		struct at_dyad_card *card = &sessions[i].client;

		if (card->ratings)
			continue;
		memset(card->items, 0, sizeof card->items);
		card->total = 0;
		card->strain = AT_STRAIN_UNANSWERED;
	}
	CHECK_INT(n, at_worth_find(&dyad, 4, 1, after));
	CHECK_INT(0, n);
}

TEST(every_flag_says_why)
{
	struct at_worth flags[AT_WORTH_RULES];
	int n;

	(void)state_;
	make_a_bad_day();
	n = at_worth_find(&dyad, 4, 1, flags);
	for (int i = 0; i < n; i++) {
		const struct at_worth_row *row = at_worth_row(flags[i].rule);

		CHECK_INT(row->version, flags[i].version);
		CHECK(flags[i].n_inputs > 0);
		for (int k = 0; k < flags[i].n_inputs; k++)
			CHECK(isfinite(flags[i].inputs[k].value));
		CHECK(isnan(at_worth_input(&flags[i], "no such input")));
	}
}

TEST(every_rule_has_its_row)
{
	(void)state_;
	for (int i = 0; i < AT_WORTH_RULES; i++) {
		const struct at_worth_row *row = at_worth_row((enum at_worth_rule)i);

		CHECK_INT(i, row->rule);
		CHECK(at_worth_row_by_id(row->id) == row);
		CHECK(row->version >= 1);
		CHECK(row->name[0] != '\0' && row->how[0] != '\0' && row->source[0] != '\0');
		CHECK_TEXT("H", row->tag);
	}
	CHECK(at_worth_row_by_id("nothing") == NULL);
}

RUN_ALL(
    RUN(every_row_of_the_table_gives_its_flags),
    RUN(later_sessions_do_not_change_what_a_day_said),
    RUN(nothing_of_a_hidden_card_is_looked_at),
    RUN(every_flag_says_why),
    RUN(every_rule_has_its_row),
)
